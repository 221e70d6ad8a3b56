use std::net::IpAddr;

use fluent_uri::Uri;

/// The parts of an absolute `http` or `https` URL that the sandbox needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) secure: bool,
    /// Lower case, without the brackets of an IPv6 address.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) path_and_query: String,
}

impl Address {
    /// `None` for anything that is not a plain `http(s)://host[:port]/path?query` without user info.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let uri = Uri::parse(url).ok()?;
        let secure = match uri.scheme().as_str().to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        if authority.has_userinfo() || authority.host().is_empty() {
            return None;
        }
        let path = uri.path().as_str();
        let mut path_and_query = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        if let Some(query) = uri.query() {
            path_and_query.push('?');
            path_and_query.push_str(query.as_str());
        }
        Some(Self {
            secure,
            host: bare_host(authority.host()),
            port: authority.port_to_u16().ok()?,
            path_and_query,
        })
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }
}

/// Whether `host` (without a port) names this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = bare_host(host);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The host of a `Host` header, without its port.
pub(crate) fn host_of(header: &str) -> String {
    let host = match header.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.ends_with(':') => host,
        _ => header,
    };
    bare_host(host)
}

fn bare_host(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let address = Address::parse("http://127.0.0.1:8080/hook?a=1").unwrap();
        assert!(address.is_loopback());
        assert_eq!((address.port, address.path_and_query.as_str()), (Some(8080), "/hook?a=1"));
        assert!(!Address::parse("https://yoursite.com").unwrap().is_loopback());
        for bad in
            ["ftp://a/", "https://user@a/", "https:///x", "/x", "https://a/ b", "http://127.0.0.1:99999/"]
        {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
        assert_eq!(host_of("[::1]:80"), "::1");
        assert_eq!(host_of("LOCALHOST:80"), "localhost");
        assert!(!is_loopback("127.0.0.1.example.com"));
    }
}
