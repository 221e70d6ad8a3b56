//! HTTP as data: what a driver is asked to send, and what it hands back.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::secret::{Body, MASK};

/// The HTTP methods that the two gateways use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method as HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What a request is for. A driver takes its single-flight lock around [`Purpose::Token`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The call itself.
    Call,
    /// An access token that the call needs: take the token lock, call `step` again, and send what it then asks
    /// for. Another call may have fetched the token meanwhile.
    Token,
}

/// Time limits of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For connecting, TLS included.
    pub connect: Duration,
    /// For the whole try, from connecting to the answer's last byte.
    pub attempt: Duration,
}

/// A request's body, shared between its tries and wiped from memory with the last of them.
#[derive(Clone, Default)]
pub struct RequestBody(Arc<Body>);

impl RequestBody {
    pub(crate) fn new(body: Body) -> Self {
        Self(Arc::new(body))
    }
}
impl From<String> for RequestBody {
    fn from(text: String) -> Self {
        Self::new(Zeroizing::new(text.into_bytes()))
    }
}
impl AsRef<[u8]> for RequestBody {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

/// A request to send exactly once: no redirects, no retries, TLS verified.
pub struct HttpRequest {
    /// What it is for.
    pub purpose: Purpose,
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// Header names in lower case, and values of visible ASCII.
    pub headers: Vec<(&'static str, Zeroizing<String>)>,
    /// The body; empty for none.
    pub body: RequestBody,
    /// Time limits of this try.
    pub timeouts: Timeouts,
    /// Stop reading the answer past this many bytes, and hand over what was read: the exchange refuses it.
    pub max_answer: usize,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| match *name {
                "authorization" | "x-signature" => (*name, MASK),
                _ => (*name, value.as_str()),
            })
            .collect();
        f.debug_struct("HttpRequest")
            .field("purpose", &self.purpose)
            .field("method", &self.method)
            // A query may hold a customer's name or address.
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("headers", &headers)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// An answer, whole.
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Headers as received; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Body,
}

impl HttpResponse {
    /// The first header called `name`, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// The gateway's id of the request, when it sends one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }
}

/// The first header called `name`, in any case.
pub(crate) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

pub(crate) fn request_id(headers: &[(String, String)]) -> Option<&str> {
    ["x-request-id", "x-amzn-requestid", "x-amz-apigw-id"].iter().find_map(|name| header(headers, name))
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// How far a try got before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Name lookup or TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Writing the request.
    Send,
    /// Waiting for or reading the answer.
    Receive,
    /// A time limit passed.
    Timeout,
    /// The caller gave up.
    Cancelled,
}

/// Whether a request's bytes left this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// Certainly not.
    No,
    /// Perhaps, in part or whole.
    Maybe,
    /// Certainly: an answer, or a part of one, came back.
    Yes,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 6] =
        [Self::Connect, Self::Tls, Self::Send, Self::Receive, Self::Timeout, Self::Cancelled];

    /// The phase's name on every boundary.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Send => "send",
            Self::Receive => "receive",
            Self::Timeout => "timeout",
            Self::Cancelled => "cancelled",
        }
    }

    /// The phase of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }
}

impl Sent {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::No, Self::Maybe, Self::Yes];

    /// The value's name on every boundary.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
        }
    }

    /// The value of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sent| sent.as_str() == name)
    }
}

/// A try that brought no answer.
#[derive(Clone, Debug)]
pub struct TransportFailure {
    /// How far it got.
    pub phase: Phase,
    /// Whether bytes may have left.
    pub sent: Sent,
    /// For developers; holds no header or body.
    pub message: String,
}
