//! Webhooks: what is not in a hurry. Verifying itself is in [`crate::quick`].

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kaikei::ito::{Fingerprint, Repeat, WebhookEvent, WebhookVerifier, sign_webhook as sign};
use kaikei::{Error, Secret};
use kaikei_core::json;
use napi::Env;
use napi_derive::napi;

use crate::clock::{duration, time};
use crate::failure::{Outcome, outcome};
use crate::quick::{self, Quick};

/// Verifies webhooks with prepared secrets.
#[napi]
pub struct NativeVerifier {
    verifier: Arc<WebhookVerifier>,
}

/// What an event was verified from: timestamp, signature, body. An event in JavaScript is data that anybody could write, so
/// whatever relies on it verifies this once more, at the time that was signed.
pub type Proof<'env> = (String, String, napi::bindgen_prelude::Uint8ArraySlice<'env>);

/// A verifier with every active secret, by name. `tolerance` in milliseconds.
#[napi]
pub fn create_verifier(secrets: Vec<(String, String)>, tolerance: Option<f64>) -> Outcome<NativeVerifier> {
    outcome(|| {
        let verifier = WebhookVerifier::with_secrets(secrets)?;
        let verifier = match tolerance {
            Some(tolerance) => verifier.tolerance(duration("tolerance", tolerance)?),
            None => verifier,
        };
        Ok(NativeVerifier { verifier: Arc::new(verifier) })
    })
}

#[napi]
impl NativeVerifier {
    /// The function that verifies, and the array in which it leaves the ends of the event's fields.
    #[napi]
    pub fn quick<'env>(&self, env: &'env Env) -> napi::Result<Quick<'env>> {
        quick::function(env, Arc::clone(&self.verifier))
    }

    /// Verifies from all headers: says which one is missing or repeated.
    #[napi]
    pub fn check(&self, headers: Vec<(String, String)>, body: &[u8], now: f64) -> Outcome<()> {
        outcome(|| {
            let headers = headers.iter().map(|(name, value)| (name, value));
            self.verifier.verify(headers, body, time("now", now)?).map(drop)
        })
    }

    /// Why a webhook fails, as JSON.
    #[napi]
    pub fn explain(&self, timestamp: String, signature: String, body: &[u8], now: f64) -> Outcome<String> {
        outcome(|| {
            let now = time("now", now)?;
            let explanation = self.verifier.explain(timestamp.as_bytes(), signature.as_bytes(), body, now);
            to_json(&explanation)
        })
    }

    /// The rest of an event: its key, its body as text, and as JSON the unknown fields and the fingerprint.
    #[napi]
    pub fn rest(&self, proof: Proof<'_>) -> Outcome<(String, String, String, String)> {
        outcome(|| {
            let event = self.event(&proof)?;
            let key = event.key();
            Ok((
                key,
                event.raw().as_str().to_owned(),
                to_json(&event.unknown())?,
                to_json(&event.fingerprint())?,
            ))
        })
    }

    /// What an event is to one that was handled before, of which `fingerprint` was kept: `new` or `same`.
    #[napi]
    pub fn compare(&self, fingerprint: String, proof: Proof<'_>) -> Outcome<&'static str> {
        outcome(|| {
            let earlier: Fingerprint = json::parameters(fingerprint.as_bytes())?;
            Ok(match earlier.compare(&self.event(&proof)?)? {
                Repeat::New => "new",
                Repeat::Same => "same",
            })
        })
    }

    pub(crate) fn event(&self, (timestamp, signature, body): &Proof<'_>) -> Result<WebhookEvent, Error> {
        // An unreadable timestamp has its own error.
        let signed_at = timestamp.parse().map(Duration::from_secs).unwrap_or_default();
        let now = SystemTime::UNIX_EPOCH.checked_add(signed_at).unwrap_or(SystemTime::UNIX_EPOCH);
        self.verifier.verify_parts(timestamp.as_bytes(), signature.as_bytes(), body, now)
    }
}

/// Signs a body as the gateway would: `X-Timestamp` and `X-Signature`. `timestamp` in milliseconds since 1970.
#[napi]
pub fn sign_webhook(secret: String, timestamp: f64, body: &[u8]) -> Outcome<(String, String)> {
    let secret = Secret::new(secret);
    outcome(|| {
        let seconds = duration("timestamp", timestamp)?.as_secs();
        let signed = sign(&secret, seconds, body)?;
        Ok((signed.x_timestamp, signed.x_signature))
    })
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| crate::failure::fault())
}
