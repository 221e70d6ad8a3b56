//! The exchange: one logical call as a state machine that a driver feeds with answers and the time.

mod exchange;
mod failure;
mod headers;
mod http;
mod idempotency;
mod judge;
mod options;
mod poll;
mod prepared;
mod retry;

pub use exchange::{Exchange, Step};
pub use http::{
    HttpRequest, HttpResponse, Method, Phase, Purpose, RequestBody, Sent, Timeouts, TransportFailure,
};
pub(crate) use http::{header, request_id};
pub use idempotency::IdempotencyStatus;
pub(crate) use judge::judge;
pub use options::{CallOptions, Entropy, Randomness};
pub(crate) use prepared::Credential;
pub use prepared::Prepared;
pub(crate) use prepared::{Finish, Payload};
pub use retry::{Outcome, RetryClass, may_retry, retry_wait};

/// Answers larger than this are refused: 2 MiB.
pub const MAX_ANSWER: usize = 2 * 1024 * 1024;
