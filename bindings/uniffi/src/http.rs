//! HTTP as data. What is sensitive here is printed by no language: each turns it into a type of its own at once.

use kaikei_core::engine;
use zeroize::Zeroizing;

use crate::clock::millis;

/// How far a try got before it failed.
#[uniffi::remote(Enum)]
pub enum Phase {
    Connect,
    Tls,
    Send,
    Receive,
    Timeout,
    Cancelled,
}
use engine::Phase;

/// Whether a request's bytes left this machine.
#[uniffi::remote(Enum)]
pub enum Sent {
    No,
    Maybe,
    Yes,
}
use engine::Sent;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum NativePurpose {
    /// The call itself.
    Call,
    /// The merchant's access token: take the client's lock, call `step` again, and send what it then asks for.
    Token,
    /// The user's tokens, renewed: the same with the session's lock, and in a task of its own that hands the answer
    /// to [`crate::NativeSession::accept_answer`]: the refresh token is spent once it was sent.
    Refresh,
}

/// One header.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NativeHeader {
    pub name: String,
    pub value: String,
}

/// A request to send exactly once: no redirects, no retries, TLS verified.
#[derive(uniffi::Record)]
pub struct NativeRequest {
    /// What it is for.
    pub purpose: NativePurpose,
    /// `GET` or another method.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Names in lower case, values of visible ASCII.
    pub headers: Vec<NativeHeader>,
    /// Empty for none.
    pub body: Vec<u8>,
    /// For connecting, TLS included.
    pub connect_timeout: u64,
    /// For the whole try.
    pub attempt_timeout: u64,
    /// Stop reading the answer past this many bytes, and hand over what was read.
    pub max_answer: u64,
}

impl NativeRequest {
    pub(crate) fn new(request: engine::HttpRequest, is_refresh: bool) -> Self {
        Self {
            purpose: match request.purpose {
                engine::Purpose::Call => NativePurpose::Call,
                engine::Purpose::Token if is_refresh => NativePurpose::Refresh,
                engine::Purpose::Token => NativePurpose::Token,
            },
            method: request.method.as_str().to_owned(),
            url: request.url,
            headers: (request.headers.iter())
                .map(|(name, value)| NativeHeader { name: (*name).to_owned(), value: value.to_string() })
                .collect(),
            body: request.body.as_ref().to_vec(),
            connect_timeout: millis(request.timeouts.connect),
            attempt_timeout: millis(request.timeouts.attempt),
            max_answer: request.max_answer as u64,
        }
    }
}

/// An answer, whole.
#[derive(uniffi::Record)]
pub struct NativeResponse {
    /// The status code.
    pub status: u16,
    /// Headers as received.
    pub headers: Vec<NativeHeader>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl From<NativeResponse> for engine::HttpResponse {
    fn from(response: NativeResponse) -> Self {
        Self {
            status: response.status,
            headers: response.headers.into_iter().map(|header| (header.name, header.value)).collect(),
            body: Zeroizing::new(response.body),
        }
    }
}

/// A try that brought no answer.
#[derive(uniffi::Record)]
pub struct NativeTransportFailure {
    /// How far it got.
    pub phase: Phase,
    /// Whether bytes may have left.
    pub sent: Sent,
    /// For developers; holds no header or body.
    pub text: String,
}

impl From<NativeTransportFailure> for engine::TransportFailure {
    fn from(failure: NativeTransportFailure) -> Self {
        Self { phase: failure.phase, sent: failure.sent, message: failure.text }
    }
}
