//! Errors as values, and the end of every panic.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kaikei_core::{Error, ErrorKind};

use crate::clock::millis;

/// An error, of which each language makes one of its own.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "each is documented on core's Error")]
pub struct NativeFailure {
    pub kind: String,
    pub code: Option<String>,
    pub text: String,
    pub field: Option<String>,
    pub http_status: Option<u16>,
    pub api_code: Option<String>,
    pub request_id: Option<String>,
    pub retry_after: Option<u64>,
    pub sent: Option<String>,
    pub reference: Option<String>,
    pub raw: Option<String>,
}

impl From<&Error> for NativeFailure {
    fn from(error: &Error) -> Self {
        Self {
            kind: error.kind().as_str().to_owned(),
            code: error.code().map(str::to_owned),
            text: error.message().to_owned(),
            field: error.field().map(str::to_owned),
            http_status: error.http_status(),
            api_code: error.api_code().map(str::to_owned),
            request_id: error.request_id().map(str::to_owned),
            retry_after: error.retry_after().map(millis),
            sent: error.sent().map(|sent| sent.as_str().to_owned()),
            reference: error.reference().map(str::to_owned),
            raw: error.raw().map(|raw| raw.as_str().to_owned()),
        }
    }
}

/// What a function throws. Languages print what they throw, so there is no answer's body in it.
#[derive(uniffi::Error)]
pub enum NativeError {
    /// The only way to fail.
    Failed {
        /// The error.
        failure: NativeFailure,
    },
}

impl fmt::Display for NativeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Failed { failure } = self;
        write!(f, "{}: {}", failure.kind, failure.text)
    }
}

impl fmt::Debug for NativeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for NativeError {}

impl From<Error> for NativeError {
    fn from(error: Error) -> Self {
        Self::Failed { failure: NativeFailure { raw: None, ..NativeFailure::from(&error) } }
    }
}

/// Does `work`. A panic in it is a fault of this library, and an error like any other.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, NativeError> {
    let fault = || Error::new(ErrorKind::Internal, "a fault in kaikei's native library: please report it");
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(fault())).map_err(NativeError::from)
}

/// Every kind of error, in the order of the documentation.
#[uniffi::export]
pub fn error_kinds() -> Vec<String> {
    ErrorKind::ALL.map(|kind| kind.as_str().to_owned()).to_vec()
}

/// Panics, so that a test can see what becomes of it.
#[uniffi::export]
pub fn panic_on_purpose() -> Result<(), NativeError> {
    guarded(|| std::panic::resume_unwind(Box::new("on purpose")))
}
