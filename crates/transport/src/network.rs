//! How the default HTTP client reaches the network.

use std::time::Duration;

use kaikei_core::engine::{HttpRequest, MAX_ANSWER, Method, Purpose, Timeouts};
use kaikei_core::{Error, Secret, ito};

use crate::default_transport;

/// Settings of the default HTTP client. TLS is always verified, and there is no switch for that.
#[derive(Clone, Debug)]
pub struct Network {
    /// Certificates in PEM that are trusted besides the operating system's: for a private authority.
    pub extra_roots_pem: Vec<Vec<u8>>,
    /// The proxy. Default: as the environment says. Plain `http`, which is for this machine only, never uses one.
    pub proxy: Proxy,
    /// How long an idle connection is kept. Default 60 s.
    pub pool_idle_timeout: Duration,
    /// How many idle connections are kept per host. Default 100.
    pub pool_max_idle: usize,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            extra_roots_pem: Vec::new(),
            proxy: Proxy::Environment,
            pool_idle_timeout: Duration::from_secs(60),
            pool_max_idle: 100,
        }
    }
}

/// Which proxy requests go through.
#[derive(Clone, Debug, Default)]
pub enum Proxy {
    /// `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` of the environment.
    #[default]
    Environment,
    /// None, whatever the environment says.
    Direct,
    /// This one: `http://user:password@host:port`.
    Url(Secret),
}

/// Whether a gateway can be reached over verified TLS: asks for its base URL once, with no key, and returns the HTTP
/// status. Anything wrong on the way is the error, with `code` `connect`, `tls` or `timeout`.
pub async fn probe(network: Network, base_url: &str) -> Result<u16, Error> {
    let gateway =
        ito::ItoJapan::new(ito::Config { base_url: base_url.to_owned(), ..ito::Config::default() })?;
    let request = HttpRequest {
        purpose: Purpose::Call,
        method: Method::Get,
        url: gateway.base_url().to_owned(),
        headers: Vec::new(),
        body: Default::default(),
        timeouts: Timeouts { connect: Duration::from_secs(10), attempt: Duration::from_secs(20) },
        max_answer: MAX_ANSWER,
    };
    match default_transport(network, gateway.base_url())?.send(request).await {
        Ok(response) => Ok(response.status),
        Err(failure) => Err(failure.into()),
    }
}
