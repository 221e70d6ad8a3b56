//! The default HTTP client: reqwest.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use kaikei_core::Error;
use kaikei_core::engine::{HttpRequest, HttpResponse, Method, Phase, Sent, TransportFailure};
use kaikei_core::secret::Body;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use rustls::ClientConfig;

use crate::{BoxFuture, Network, Proxy, Transport, tls};

/// At most this many different connect timeouts have a pool of their own at a time.
const POOLS: usize = 4;

/// The default HTTP client for a gateway at `base_url`, for wrapping it in your own [`Transport`].
pub fn default_transport(network: Network, base_url: &str) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(ReqwestTransport::new(network, base_url)?))
}

/// reqwest over rustls, with a pool of connections.
struct ReqwestTransport {
    network: Network,
    tls: ClientConfig,
    loopback: bool,
    /// reqwest's connect timeout belongs to its client, ours to the call: one client per timeout, newest last.
    clients: Mutex<Vec<(Duration, reqwest::Client)>>,
    /// Most calls go where the one before went, and comparing is far cheaper than parsing.
    last_url: Mutex<Option<(String, Url)>>,
}

impl ReqwestTransport {
    fn new(network: Network, base_url: &str) -> Result<Self, Error> {
        // Plain http is accepted for loopback hosts only, so it tells them.
        let loopback = base_url.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
        let tls = tls::config(&network, !loopback)?;
        if let Proxy::Url(url) = &network.proxy
            && reqwest::Proxy::all(url.expose()).is_err()
        {
            return Err(Error::configuration(
                "proxy",
                "must be a URL such as http://user:password@host:port",
            ));
        }
        Ok(Self { network, tls, loopback, clients: Mutex::new(Vec::new()), last_url: Mutex::new(None) })
    }

    fn client(&self, connect_timeout: Duration) -> Result<reqwest::Client, reqwest::Error> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(timeout, _)| *timeout == connect_timeout) {
            return Ok(client.clone());
        }
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(self.tls.clone())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(self.network.pool_idle_timeout)
            .pool_max_idle_per_host(self.network.pool_max_idle);
        let builder = match &self.network.proxy {
            _ if self.loopback => builder.no_proxy(),
            Proxy::Environment => builder,
            Proxy::Direct => builder.no_proxy(),
            Proxy::Url(url) => builder.no_proxy().proxy(reqwest::Proxy::all(url.expose())?),
        };
        let client = builder.build()?;
        if clients.len() == POOLS {
            clients.remove(0);
        }
        clients.push((connect_timeout, client.clone()));
        Ok(client)
    }

    fn url(&self, text: &str) -> Option<Url> {
        let mut last = self.last_url.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some((known, url)) if known == text => Some(url.clone()),
            _ => {
                let url = Url::parse(text).ok()?;
                // A query may hold personal data: it is not kept.
                if url.query().is_none() {
                    *last = Some((text.to_owned(), url.clone()));
                }
                Some(url)
            }
        }
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportFailure> {
        let unsent =
            |message: &str| TransportFailure { phase: Phase::Send, sent: Sent::No, message: message.into() };
        let client =
            self.client(request.timeouts.connect).map_err(|_| unsent("the HTTP client cannot be set up"))?;
        let mut headers = HeaderMap::with_capacity(request.headers.len());
        for (name, value) in &request.headers {
            let mut value =
                HeaderValue::from_str(value).map_err(|_| unsent("a header's value is not visible ASCII"))?;
            value.set_sensitive(matches!(*name, "authorization" | "x-signature"));
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| unsent("a header's name is not a token"))?;
            headers.insert(name, value);
        }
        let url = self.url(&request.url).ok_or_else(|| unsent("the URL is not valid"))?;
        let mut outgoing = reqwest::Request::new(method(request.method), url);
        *outgoing.headers_mut() = headers;
        *outgoing.timeout_mut() = Some(request.timeouts.attempt);
        if !request.body.as_ref().is_empty() {
            *outgoing.body_mut() = Some(Bytes::from_owner(request.body).into());
        }
        let mut response = client.execute(outgoing).await.map_err(|error| failure(&error, Sent::Maybe))?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let expected = response.content_length().and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        let mut body = Body::new(Vec::with_capacity(expected.min(request.max_answer)));
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error, Sent::Yes))? {
            body.extend_from_slice(&chunk);
            if body.len() > request.max_answer {
                break;
            }
        }
        Ok(HttpResponse { status: response.status().as_u16(), headers, body })
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        Box::pin(self.exchange(request))
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

/// `so_far`: what may have been sent, unless the error says that there was no connection yet.
fn failure(error: &reqwest::Error, so_far: Sent) -> TransportFailure {
    let mut innermost: &(dyn std::error::Error + 'static) = error;
    let mut tls = false;
    while let Some(inner) = inside(innermost) {
        innermost = inner;
        tls |= inner.is::<rustls::Error>();
    }
    let connecting = error.is_connect();
    let phase = match so_far {
        _ if error.is_timeout() => Phase::Timeout,
        _ if connecting && tls => Phase::Tls,
        _ if connecting => Phase::Connect,
        Sent::Yes => Phase::Receive,
        Sent::No | Sent::Maybe => Phase::Send,
    };
    let what = match phase {
        Phase::Timeout if connecting => "connecting took too long",
        Phase::Timeout => "the answer took too long",
        Phase::Connect => "no connection to the gateway",
        Phase::Tls => "the gateway's TLS certificate was not accepted",
        Phase::Receive => "the answer broke off",
        Phase::Send | Phase::Cancelled => "the connection broke before an answer came",
    };
    // reqwest's own text holds the URL; the innermost error is the operating system's or rustls's.
    let sent = if connecting { Sent::No } else { so_far };
    TransportFailure { phase, sent, message: format!("{what} ({innermost})") }
}

/// The error that `error` was made from. An I/O error hides the one it wraps from `source`.
fn inside<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
