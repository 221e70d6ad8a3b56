//! What UnivaPay says of an idempotency key.

use super::{HttpResponse, header};
use crate::open::open_enum;

open_enum! {
    /// What became of a request's idempotency key, from the answer's header `Idempotency-Status`.
    pub enum IdempotencyStatus {
        /// the answer is stored for 24 hours: the same request with the same key brings it again.
        SuccessfullyStored = "successfully_stored",
        /// the request was carried out, but its answer is not stored.
        NotStored = "not_stored",
        /// this is the stored answer to an earlier request.
        RetrievedIdempotentResponse = "retrieved_idempotent_response",
        /// another request had the key.
        ConflictingKey = "conflicting_key",
        /// the request was carried out without protection.
        Error = "error",
        /// keys are not in use.
        Disabled = "disabled",
    }
}

impl IdempotencyStatus {
    /// From an answer's headers; none if the gateway said nothing.
    pub fn of(headers: &[(String, String)]) -> Option<Self> {
        header(headers, "idempotency-status").map(Self::from)
    }

    /// Whether the key did not protect: the same request with the same key would be carried out again.
    pub fn is_unprotected(&self) -> bool {
        matches!(self, Self::NotStored | Self::Error | Self::Disabled)
    }
}

impl HttpResponse {
    /// What became of the request's idempotency key.
    pub fn idempotency_status(&self) -> Option<IdempotencyStatus> {
        IdempotencyStatus::of(&self.headers)
    }

    pub(crate) fn is_unprotected(&self) -> bool {
        self.idempotency_status().is_some_and(|status| status.is_unprotected())
    }
}
