//! UnivaPay's webhooks.

use kaikei::Secret;
use kaikei::univapay::webhook::{self, WebhookVerifier};
use napi_derive::napi;

use crate::camel::CamelCase;
use crate::failure::{Outcome, fault, outcome};

/// Verifies UnivaPay's webhooks.
#[napi]
pub struct NativeEventVerifier {
    verifier: WebhookVerifier,
}

/// A verifier with every `auth_token` in use.
#[napi]
pub fn create_event_verifier(tokens: Vec<String>) -> Outcome<NativeEventVerifier> {
    let tokens: Vec<_> = tokens.into_iter().map(Secret::new).collect();
    outcome(|| Ok(NativeEventVerifier { verifier: WebhookVerifier::new(tokens)? }))
}

#[napi]
impl NativeEventVerifier {
    /// The event as JSON, its fields in camel case.
    #[napi]
    pub fn verify(&self, headers: Vec<(String, String)>, body: &[u8]) -> Outcome<String> {
        outcome(|| {
            let headers = headers.iter().map(|(name, value)| (name, value));
            let event = self.verifier.verify(headers, body)?;
            let mut json = Vec::with_capacity(2 * body.len() + 256);
            let written = event.decoded().write(CamelCase(&mut serde_json::Serializer::new(&mut json)));
            written.map_err(|_: serde_json::Error| fault())?;
            String::from_utf8(json).map_err(|_| fault())
        })
    }
}

/// The body of a webhook as the gateway sends it; `data` is JSON, `created_on` ISO 8601.
#[napi]
pub fn test_webhook(
    token: String,
    event: String,
    data: String,
    id: Option<String>,
    created_on: Option<String>,
) -> Outcome<String> {
    let token = Secret::new(token);
    outcome(|| {
        let created_on = created_on.map(|at| at.parse()).transpose()?;
        Ok(webhook::test_webhook(&token, &event, &data, id.as_deref(), created_on)?.body)
    })
}
