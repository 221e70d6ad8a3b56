//! The checks of a webhook, in their order.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::WebhookEvent;
use crate::sign::SigningKey;
use crate::{Error, ErrorKind, Secret, time};

/// Larger bodies are refused before anything else is looked at: 256 KiB.
const MAX_BODY: usize = 256 * 1024;

/// Default tolerance of a webhook's timestamp, on both sides of now.
const TOLERANCE: Duration = Duration::from_secs(300);

const PREFIX: &[u8] = b"sha256=";

/// Why a webhook was refused: the error's `code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookReason {
    /// The body is larger than 256 KiB.
    BodyTooLarge,
    /// `X-Timestamp` or `X-Signature` is missing; the error's `field` names it.
    MissingHeader,
    /// One of them is there twice; the error's `field` names it.
    RepeatedHeader,
    /// The timestamp is not 1 to 12 digits.
    InvalidTimestamp,
    /// The signature is not `sha256=` and 64 lower-case hex digits.
    InvalidSignature,
    /// The signature is of other bytes, another time or another secret. See `explain`.
    SignatureMismatch,
    /// The timestamp is too far from now.
    TimestampOutOfTolerance,
    /// The body is not UTF-8 JSON, repeats a field, or is nested deeper than 32 levels.
    InvalidJson,
    /// A field is missing or wrong; the error's `field` names it.
    InvalidField,
}

impl WebhookReason {
    /// The reason's name, such as `signature_mismatch`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BodyTooLarge => "body_too_large",
            Self::MissingHeader => "missing_header",
            Self::RepeatedHeader => "repeated_header",
            Self::InvalidTimestamp => "invalid_timestamp",
            Self::InvalidSignature => "invalid_signature",
            Self::SignatureMismatch => "signature_mismatch",
            Self::TimestampOutOfTolerance => "timestamp_out_of_tolerance",
            Self::InvalidJson => "invalid_json",
            Self::InvalidField => "invalid_field",
        }
    }

    pub(super) fn error(self, message: &str) -> Error {
        Error::new(ErrorKind::Webhook, message).with_code(self.as_str())
    }
}

/// Verifies webhooks with one or more secrets, so that a secret can be rotated. Prepare it once, use it often.
#[derive(Clone)]
pub struct WebhookVerifier {
    pub(super) secrets: Vec<(String, SigningKey, Secret)>,
    pub(super) tolerance: Duration,
}

impl WebhookVerifier {
    /// A verifier with one secret, called `default`.
    pub fn new(secret: impl Into<Secret>) -> Result<Self, Error> {
        Self::with_secrets([("default", secret)])
    }

    /// A verifier with every active secret, each with the name that the event will report.
    pub fn with_secrets<N, S>(secrets: impl IntoIterator<Item = (N, S)>) -> Result<Self, Error>
    where
        N: Into<String>,
        S: Into<Secret>,
    {
        let secrets: Vec<_> = secrets
            .into_iter()
            .map(|(name, secret)| {
                let secret = secret.into();
                (name.into(), SigningKey::new(&secret), secret)
            })
            .collect();
        if secrets.is_empty() || secrets.iter().any(|(_, _, secret)| secret.is_empty()) {
            return Err(Error::configuration("webhook_secret", "is required and must not be empty"));
        }
        Ok(Self { secrets, tolerance: TOLERANCE })
    }

    /// How far the timestamp may be from now, on both sides. Default 300 s.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Verifies a webhook from all of its request's headers (names in any case), its raw body and the time.
    ///
    /// Every failure is an error of kind `webhook` whose `code` is a [`WebhookReason`]. Answer it with 403.
    pub fn verify<N, V>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
        now: SystemTime,
    ) -> Result<WebhookEvent, Error>
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        if body.len() > MAX_BODY {
            return Err(WebhookReason::BodyTooLarge.error("the body is larger than 256 KiB"));
        }
        let (mut timestamp, mut signature) = (None, None);
        for (name, value) in headers {
            let (slot, field) = if name.as_ref().eq_ignore_ascii_case("x-timestamp") {
                (&mut timestamp, "x-timestamp")
            } else if name.as_ref().eq_ignore_ascii_case("x-signature") {
                (&mut signature, "x-signature")
            } else {
                continue;
            };
            if slot.replace(value).is_some() {
                return Err(WebhookReason::RepeatedHeader.error("a header is there twice").with_field(field));
            }
        }
        let missing = |field| WebhookReason::MissingHeader.error("a header is missing").with_field(field);
        let timestamp = timestamp.ok_or_else(|| missing("x-timestamp"))?;
        let signature = signature.ok_or_else(|| missing("x-signature"))?;
        self.verify_parts(timestamp.as_ref(), signature.as_ref(), body, now)
    }

    /// [`WebhookVerifier::verify`] for callers who have taken the two headers out themselves, each there once.
    pub fn verify_parts(
        &self,
        timestamp: &[u8],
        signature: &[u8],
        body: &[u8],
        now: SystemTime,
    ) -> Result<WebhookEvent, Error> {
        if body.len() > MAX_BODY {
            return Err(WebhookReason::BodyTooLarge.error("the body is larger than 256 KiB"));
        }
        let seconds = parse_timestamp(timestamp)
            .ok_or_else(|| WebhookReason::InvalidTimestamp.error("the timestamp is not 1 to 12 digits"))?;
        let expected = parse_signature(signature).ok_or_else(|| {
            WebhookReason::InvalidSignature
                .error("the signature is not 'sha256=' and 64 lower-case hex digits")
        })?;
        // Every secret is tried, so that the time taken does not say which one matched.
        let matched = self.secrets.iter().fold(None, |found, (name, key, _)| {
            let good = key.verify(&[timestamp, b".", body], &expected);
            if good && found.is_none() { Some(name) } else { found }
        });
        let Some(secret_name) = matched else {
            return Err(WebhookReason::SignatureMismatch
                .error("no active secret made this signature over this timestamp and body"));
        };
        if time::unix_seconds(now).abs_diff(seconds) > self.tolerance.as_secs() {
            return Err(WebhookReason::TimestampOutOfTolerance.error("the timestamp is too far from now"));
        }
        WebhookEvent::read(body, secret_name, seconds)
    }
}

pub(super) fn parse_timestamp(timestamp: &[u8]) -> Option<u64> {
    if !(1..=12).contains(&timestamp.len()) {
        return None;
    }
    timestamp
        .iter()
        .try_fold(0_u64, |seconds, byte| byte.is_ascii_digit().then(|| seconds * 10 + u64::from(byte - b'0')))
}

pub(super) fn parse_signature(signature: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let hex = signature.strip_prefix(PREFIX).filter(|hex| hex.len() == 64)?;
    base16ct::lower::decode(hex, &mut bytes).ok()?;
    Some(bytes)
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.secrets.iter().map(|(name, ..)| name).collect();
        f.debug_struct("WebhookVerifier")
            .field("secrets", &names)
            .field("tolerance", &self.tolerance)
            .finish()
    }
}
