//! The error of a try that brought no answer.

use super::{Phase, Sent, TransportFailure};
use crate::{Error, ErrorKind};

impl From<TransportFailure> for Error {
    fn from(failure: TransportFailure) -> Self {
        error_of_failure(&failure, failure.sent)
    }
}

/// `sent`: what the failure means for the call, which a token request is not.
pub(super) fn error_of_failure(failure: &TransportFailure, sent: Sent) -> Error {
    let kind = match failure.phase {
        Phase::Timeout => ErrorKind::Timeout,
        Phase::Cancelled => ErrorKind::Cancelled,
        Phase::Connect | Phase::Tls | Phase::Send | Phase::Receive => ErrorKind::Connection,
    };
    let code = match failure.phase {
        Phase::Connect => "connect",
        Phase::Tls => "tls",
        Phase::Send => "send",
        Phase::Receive => "receive",
        Phase::Timeout => "timeout",
        Phase::Cancelled => "cancelled",
    };
    Error::new(kind, &failure.message).with_code(code).with_sent(sent)
}
