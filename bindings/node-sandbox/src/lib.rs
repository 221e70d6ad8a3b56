//! The sandbox inside a Node process: started, controlled in JSON, stopped. What it can do is declared once, in its
//! control API, so that nothing here knows of it.
//!
//! It serves on a thread of its own that never calls into JavaScript: nothing of it keeps the event loop alive, and
//! nothing waits for the loop. When an environment ends (a worker too), Node finalizes its objects, which stops them.

use kaikei_sandbox::{Embedded, Error};
use napi::{Result, Status};
use napi_derive::napi;

/// A sandbox on a free port of 127.0.0.1. It ends with the object at the latest.
#[napi]
pub struct NativeServer(Embedded);

/// What the control API answered.
#[napi(object, object_from_js = false)]
pub struct ControlAnswer {
    /// HTTP status.
    pub status: u16,
    /// JSON text.
    pub body: String,
}

#[napi]
impl NativeServer {
    /// `options` is JSON text.
    #[napi(constructor)]
    pub fn start(options: String) -> Result<Self> {
        Embedded::start(&options).map(Self).map_err(thrown)
    }

    /// `http://127.0.0.1:port`, also after a stop.
    #[napi(getter)]
    pub fn base_url(&self) -> String {
        self.0.base_url().to_owned()
    }

    /// Asks the control API; `body` is JSON text, or empty.
    #[napi]
    pub fn control(&self, method: String, path: String, body: String) -> Result<ControlAnswer> {
        let answer = self.0.control(&method, &path, &body).map_err(thrown)?;
        Ok(ControlAnswer { status: answer.status, body: answer.body })
    }

    /// Closes the listener and every connection, and waits until its thread has ended.
    #[napi]
    pub fn stop(&self) {
        self.0.stop();
    }
}

fn thrown(error: Error) -> napi::Error {
    let status = match error {
        Error::Io(_) | Error::Stopped => Status::GenericFailure,
        _ => Status::InvalidArg,
    };
    napi::Error::new(status, error.to_string())
}
