//! Errors as values, and the end of every panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kaikei::{Error, ErrorKind};
use napi::Either;
use napi_derive::napi;

/// An error for JavaScript, which makes an instance of one of its own classes of it.
#[napi(object, object_from_js = false)]
pub struct Failure {
    /// The error as JSON, without the answer's body.
    pub failure: String,
    /// The answer's body as received.
    pub raw: Option<String>,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let json = serde_json::to_string(error);
        Self {
            // Strings and numbers: nothing in it can fail to serialize.
            failure: json.unwrap_or_else(|_| {
                r#"{"kind":"internal","message":"an error cannot be encoded"}"#.to_owned()
            }),
            raw: error.raw().map(|raw| raw.as_str().to_owned()),
        }
    }
}

/// What a function gives to JavaScript.
pub type Outcome<T> = Either<T, Failure>;

/// Does `work`. A panic in it is a fault of this library, and an error like any other.
pub(crate) fn outcome<T>(work: impl FnOnce() -> Result<T, Error>) -> Outcome<T> {
    match catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(fault())) {
        Ok(value) => Either::A(value),
        Err(error) => Either::B(Failure::from(&error)),
    }
}

pub(crate) fn fault() -> Error {
    Error::new(ErrorKind::Internal, "a fault in kaikei's native library: please report it")
}
