//! The trait to bring one's own HTTP client.

use std::future::Future;
use std::pin::Pin;

use kaikei_core::engine::{HttpRequest, HttpResponse, TransportFailure};

/// A future in a box, as traits return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An HTTP client. The default one is reqwest over rustls.
///
/// It sends a request exactly once: it follows no redirect, repeats nothing, verifies TLS, keeps to the request's
/// time limits, stops reading past `max_answer`, and says honestly whether bytes may have left.
pub trait Transport: Send + Sync {
    /// Sends one request.
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>>;
}
