use std::pin::pin;
use std::sync::{PoisonError, RwLock};
use std::task::{Context, Poll, Waker};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use tower::ServiceExt;

use crate::{Builder, Error, Running, Sandbox, control};

/// A sandbox that listens on loopback, as another language holds it: started from JSON, told what to do in JSON, and
/// stopped whenever its owner says so. Dropping it stops it too.
#[derive(Debug)]
pub struct Embedded {
    base_url: String,
    /// `None` once stopped.
    running: RwLock<Option<Running>>,
}

/// What the control API answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON text.
    pub body: String,
}

impl Embedded {
    /// Starts on a free port of 127.0.0.1, on a thread of its own. `options` is a JSON object, read as [`Builder`] is.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] if `options` cannot be read, else as [`Builder::build`] and [`Sandbox::start_blocking`].
    pub fn start(options: &str) -> Result<Self, Error> {
        let builder: Builder =
            serde_json::from_str(options).map_err(|error| Error::Options(error.to_string()))?;
        let running = builder.build()?.start_blocking("127.0.0.1:0")?;
        Ok(Self { base_url: running.base_url(), running: RwLock::new(Some(running)) })
    }

    /// `http://127.0.0.1:port`, also after it was stopped.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends a request to the control API, without a socket. `path` starts with `/_sandbox/` and may have a query;
    /// `body` is JSON, or empty.
    ///
    /// # Errors
    ///
    /// [`Error::Stopped`] after a stop, [`Error::Request`] for another path, or if method or path cannot be one of
    /// HTTP. What the control API refuses is an answer.
    pub fn control(&self, method: &str, path: &str, body: &str) -> Result<ControlAnswer, Error> {
        let sandbox = self.sandbox().ok_or(Error::Stopped)?;
        if !path.starts_with("/_sandbox/") {
            return Err(Error::Request("the path must start with /_sandbox/".to_owned()));
        }
        let host = self.base_url.trim_start_matches("http://");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, host)
            .body(Body::from(body.to_owned()))
            .map_err(|error| Error::Request(error.to_string()))?;
        let answer = async {
            let answer = match control::routes(&sandbox).with_state(sandbox.clone()).oneshot(request).await {
                Ok(answer) => answer,
                Err(never) => match never {},
            };
            let status = answer.status().as_u16();
            // Every body is in memory already: reading it cannot fail.
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap_or_default();
            ControlAnswer { status, body: String::from_utf8_lossy(&body).into_owned() }
        };
        // The control API waits for nothing, so that one poll completes it: no runtime is needed.
        match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => Ok(answer),
            Poll::Pending => Err(Error::Request(format!("{method} {path} cannot be answered at once"))),
        }
    }

    /// Closes the listener and every connection, and waits until its thread has ended. Stopping twice is fine.
    pub fn stop(&self) {
        let mut running = self.running.write().unwrap_or_else(PoisonError::into_inner);
        // Under the lock: a second caller, too, returns only once it has ended.
        drop(running.take());
    }

    fn sandbox(&self) -> Option<Sandbox> {
        let running = self.running.read().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().map(|running| running.sandbox().clone())
    }
}
