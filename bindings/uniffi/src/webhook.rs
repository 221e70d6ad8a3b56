//! Webhooks.

use std::sync::Arc;
use std::time::Duration;

use kaikei_core::ito::{self, Fingerprint, Repeat, WebhookEvent, WebhookVerifier};
use kaikei_core::{Error, ErrorKind, JsonObject, Secret, json};
use serde::Serialize;

use crate::NativeHeader;
use crate::clock::instant;
use crate::failure::{NativeError, guarded};

/// One active secret.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NativeNamedSecret {
    pub name: String,
    pub secret: String,
}

/// Verifies webhooks with prepared secrets.
#[derive(uniffi::Object)]
pub struct NativeVerifier(WebhookVerifier);

#[uniffi::export]
impl NativeVerifier {
    /// With every active secret; `tolerance` of the timestamp in milliseconds.
    #[uniffi::constructor]
    pub fn new(secrets: Vec<NativeNamedSecret>, tolerance: Option<u64>) -> Result<Arc<Self>, NativeError> {
        let secrets: Vec<_> =
            secrets.into_iter().map(|active| (active.name, Secret::new(active.secret))).collect();
        guarded(|| {
            let verifier = WebhookVerifier::with_secrets(secrets)?;
            Ok(Arc::new(Self(match tolerance {
                Some(tolerance) => verifier.tolerance(Duration::from_millis(tolerance)),
                None => verifier,
            })))
        })
    }

    /// Verifies a webhook from all of its request's headers, its raw body and the time.
    pub fn verify(
        &self,
        headers: Vec<NativeHeader>,
        body: &[u8],
        now: u64,
    ) -> Result<Arc<NativeEvent>, NativeError> {
        guarded(|| {
            let headers = headers.iter().map(|header| (header.name.as_str(), header.value.as_bytes()));
            Ok(Arc::new(NativeEvent(self.0.verify(headers, body, instant(now))?)))
        })
    }

    /// Says why a webhook fails.
    pub fn explain(
        &self,
        timestamp: &str,
        signature: &str,
        body: &[u8],
        now: u64,
    ) -> Result<NativeExplanation, NativeError> {
        guarded(|| {
            let found = self.0.explain(timestamp.as_bytes(), signature.as_bytes(), body, instant(now));
            let findings = found.findings.into_iter();
            Ok(NativeExplanation {
                valid: found.valid,
                reason: found.reason,
                findings: findings
                    .map(|finding| NativeFinding { code: finding.code.to_owned(), text: finding.message })
                    .collect(),
            })
        })
    }
}

/// What `explain` found.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "each is documented on core's Explanation")]
pub struct NativeExplanation {
    pub valid: bool,
    pub reason: Option<String>,
    pub findings: Vec<NativeFinding>,
}

/// One thing that is probably wrong.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "each is documented on core's Finding")]
pub struct NativeFinding {
    pub code: String,
    pub text: String,
}

/// An event that was verified.
#[derive(uniffi::Object)]
pub struct NativeEvent(pub(crate) WebhookEvent);

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    event: &'a WebhookEvent,
    is_ok: bool,
    key: String,
    unknown: JsonObject,
    fingerprint: Fingerprint,
}

#[uniffi::export]
impl NativeEvent {
    /// Its fields as a JSON object, with `is_ok`, `key`, `unknown` (the fields that this version does not know) and `fingerprint`.
    pub fn fields(&self) -> Result<String, NativeError> {
        guarded(|| {
            let event = &self.0;
            let whole = Whole {
                event,
                is_ok: event.is_ok(),
                key: event.key(),
                unknown: event.unknown(),
                fingerprint: event.fingerprint(),
            };
            serde_json::to_string(&whole)
                .map_err(|_| Error::new(ErrorKind::Internal, "an event cannot be encoded"))
        })
    }

    /// The body, as received.
    pub fn raw(&self) -> Result<String, NativeError> {
        guarded(|| Ok(self.0.raw().as_str().to_owned()))
    }

    /// Whether this repeats an event that was handled before, of which `fingerprint` (JSON) was kept. With another
    /// amount, currency or `custom` it is an error of kind `conflict`.
    pub fn repeats(&self, fingerprint: Vec<u8>) -> Result<bool, NativeError> {
        guarded(|| {
            let earlier: Fingerprint = json::parameters(&fingerprint)?;
            Ok(earlier.compare(&self.0)? == Repeat::Same)
        })
    }
}

/// The two headers of a signed webhook.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "each is documented on core's SignedWebhook")]
pub struct NativeSignedWebhook {
    pub x_timestamp: String,
    pub x_signature: String,
}

/// Signs a webhook's raw body as the gateway would, at `timestamp` in seconds since 1970.
#[uniffi::export]
pub fn sign_webhook(secret: String, timestamp: u64, body: &[u8]) -> Result<NativeSignedWebhook, NativeError> {
    let secret = Secret::new(secret);
    guarded(|| {
        let ito::SignedWebhook { x_timestamp, x_signature } = ito::sign_webhook(&secret, timestamp, body)?;
        Ok(NativeSignedWebhook { x_timestamp, x_signature })
    })
}
