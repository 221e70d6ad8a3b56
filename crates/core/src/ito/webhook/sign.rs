//! Signing webhooks as the gateway does, for tests.

use serde::Serialize;

use crate::sign::hmac_sha256_hex;
use crate::{Error, Secret};

/// The two headers of a signed webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedWebhook {
    /// `X-Timestamp`: seconds since 1970.
    pub x_timestamp: String,
    /// `X-Signature`: `sha256=` and lower-case hex.
    pub x_signature: String,
}

/// Signs a webhook's raw body as the gateway would at `timestamp` (seconds since 1970).
pub fn sign_webhook(secret: &Secret, timestamp: u64, body: &[u8]) -> Result<SignedWebhook, Error> {
    if secret.is_empty() {
        return Err(Error::invalid("webhook_secret", "must not be empty"));
    }
    let x_timestamp = timestamp.to_string();
    let hex = hmac_sha256_hex(secret.expose().as_bytes(), &[x_timestamp.as_bytes(), b".", body]);
    Ok(SignedWebhook { x_timestamp, x_signature: format!("sha256={hex}") })
}
