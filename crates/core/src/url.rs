//! The URL rules of both gateways, on RFC 3986 syntax.

use std::net::{Ipv4Addr, Ipv6Addr};

use fluent_uri::Uri;

use crate::Error;

/// Longest URL that is sent.
pub(crate) const LONGEST: usize = 2048;

/// A URL taken apart as far as the rules need it.
pub(crate) struct Parts<'a> {
    /// In any case, as in the URL.
    pub(crate) scheme: &'a str,
    /// In any case, as in the URL; empty for URLs such as `com.example.app:/callback`.
    pub(crate) host: &'a str,
    pub(crate) port: Option<&'a str>,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) has_fragment: bool,
    pub(crate) has_user_info: bool,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(url: &'a str) -> Option<Self> {
        let uri = Uri::parse(url).ok()?;
        let authority = uri.authority();
        Some(Self {
            scheme: uri.scheme().as_str(),
            host: authority.map(|a| a.host()).unwrap_or_default(),
            port: authority.and_then(|a| a.port()).map(|port| port.as_str()).filter(|port| !port.is_empty()),
            path: uri.path().as_str(),
            query: uri.query().map(|query| query.as_str()),
            has_fragment: uri.fragment().is_some(),
            has_user_info: authority.is_some_and(|a| a.userinfo().is_some()),
        })
    }

    /// Whether the host is this machine: `localhost`, `127.0.0.0/8` or `[::1]`.
    pub(crate) fn is_loopback(&self) -> bool {
        let host = self.host;
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
            || host
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
                .is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback()))
    }

    /// Whether requests to it are safe from eavesdroppers: TLS, or this machine (for tests).
    pub(crate) fn is_protected(&self) -> bool {
        !self.host.is_empty() && (self.has_scheme("https") || (self.has_scheme("http") && self.is_loopback()))
    }

    pub(crate) fn has_scheme(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }
}

/// The rule for URLs that are given to a gateway: `https`, no user info, at most 2,048 characters. Plain `http` is
/// allowed to loopback hosts, for tests.
pub(crate) fn check(field: &str, url: &str) -> Result<(), Error> {
    let parts = Parts::of(url).ok_or_else(|| {
        Error::invalid(field, "must be an absolute URL, with non-ASCII characters percent-encoded")
    })?;
    if !parts.is_protected() {
        return Err(Error::invalid(field, "must be an https URL (http only to this machine, for tests)"));
    }
    if parts.has_user_info {
        return Err(Error::invalid(field, "must not hold a user name or password"));
    }
    Ok(())
}

/// A gateway's base URL: the scheme in lower case, without a slash at its end.
pub(crate) fn base(field: &str, url: &str) -> Result<String, Error> {
    let broken = |error: Error| Error::configuration(field, error.message().trim_start_matches(field).trim());
    check(field, url).map_err(broken)?;
    match Parts::of(url) {
        Some(parts) if parts.query.is_none() && !parts.has_fragment => {
            let rest = url.get(parts.scheme.len()..).unwrap_or_default();
            Ok(parts.scheme.to_ascii_lowercase() + rest.trim_end_matches('/'))
        }
        _ => Err(Error::configuration(field, "must not have a query or a fragment")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_or_loopback() {
        for good in [
            "https://a.example/x?y=%20",
            "http://127.0.0.1:80/",
            "http://localhost/",
            "http://[::1]:1/",
            "http://127.8.8.8",
        ] {
            assert!(check("web_hook", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "x",
            "/x",
            "http://a.example",
            "ftp://a.example",
            "https://",
            "https:///x",
            "https://u@h/",
            "https://u:p@h/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "https://h/ x",
            "https://h/\n",
            "https://円.example/",
            "javascript:alert(1)",
            "http://0x7f000001/",
        ] {
            let error = check("web_hook", bad).unwrap_err();
            assert_eq!(error.field(), Some("web_hook"), "{bad}");
        }
    }

    #[test]
    fn base_urls() {
        assert_eq!(base("base_url", "HTTPS://H/api/").unwrap(), "https://H/api");
        for bad in ["http://h", "https://h?x", "https://h#x", "h"] {
            assert_eq!(base("base_url", bad).unwrap_err().kind(), crate::ErrorKind::Configuration, "{bad}");
        }
    }
}
