//! Functions that need no client.

use kaikei::engine::IdempotencyStatus;
use kaikei::ito::{CreatePayment, Pkce, SignedRequest, sign_request as sign};
use kaikei::{Secret, entropy};
use kaikei_core::json;
use napi_derive::napi;

use crate::clock::duration;
use crate::failure::{Outcome, outcome};

/// Signs a payment request: body, content type, the signed text, the signature.
#[napi]
pub fn sign_request(
    parameters: String,
    secret_key: String,
    timestamp: f64,
    profile: Option<String>,
) -> Outcome<(String, String, String, String)> {
    let secret_key = Secret::new(secret_key);
    outcome(|| {
        let payment: CreatePayment = json::parameters(parameters.as_bytes())?;
        let profile = profile.map(|name| name.parse()).transpose()?.unwrap_or_default();
        let seconds = duration("timestamp", timestamp)?.as_secs();
        let SignedRequest { body, content_type, signed, x_signature } =
            sign(&payment, &secret_key, seconds, profile)?;
        Ok((body, content_type.to_owned(), signed, x_signature))
    })
}

/// A PKCE pair: code verifier and code challenge; the challenge of `verifier`, if one is given.
#[napi]
pub fn pkce(verifier: Option<String>) -> Outcome<(String, String)> {
    outcome(|| {
        let pair = match verifier {
            Some(verifier) => Pkce::from_verifier(verifier)?,
            None => Pkce::new(&entropy()?),
        };
        Ok((pair.verifier.expose().to_owned(), pair.challenge))
    })
}

/// From an answer's headers, a JSON list of pairs: what became of the idempotency key, and whether it did not protect.
#[napi]
pub fn idempotency_status(headers: String) -> Option<(String, bool)> {
    let headers: Vec<(String, String)> = serde_json::from_str(&headers).ok()?;
    let status = IdempotencyStatus::of(&headers)?;
    Some((status.to_string(), status.is_unprotected()))
}

/// Every kind of error, in the order of the documentation.
#[napi]
pub fn error_kinds() -> Vec<&'static str> {
    kaikei::ErrorKind::ALL.map(kaikei::ErrorKind::as_str).to_vec()
}

/// Panics, so that a test can see what becomes of it.
#[napi]
pub fn panic_on_purpose() -> Outcome<()> {
    outcome(|| std::panic::resume_unwind(Box::new("on purpose")))
}
