//! The checks of a webhook, in their order.

use std::fmt;

use serde::Serialize;
use subtle::{Choice, ConstantTimeEq};

use super::Event;
use crate::sign::sha256;
use crate::{Error, ErrorKind, Secret};

/// Larger bodies are refused before anything else is looked at: 256 KiB.
const MAX_BODY: usize = 256 * 1024;

const SCHEME: &[u8] = b"bearer";

/// Why a webhook was refused: the error's `code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookReason {
    /// The body is larger than 256 KiB.
    BodyTooLarge,
    /// `Authorization` is missing. The gateway sends it for webhooks that were created with an `auth_token`.
    MissingHeader,
    /// It is there twice.
    RepeatedHeader,
    /// It holds none of the configured tokens.
    TokenMismatch,
    /// The body is not UTF-8 JSON, repeats a field, or is nested deeper than 32 levels.
    InvalidJson,
    /// The body is not an object with the name of an event; the error's `field` says what is wrong.
    InvalidField,
}

impl WebhookReason {
    /// The reason's name, such as `token_mismatch`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BodyTooLarge => "body_too_large",
            Self::MissingHeader => "missing_header",
            Self::RepeatedHeader => "repeated_header",
            Self::TokenMismatch => "token_mismatch",
            Self::InvalidJson => "invalid_json",
            Self::InvalidField => "invalid_field",
        }
    }

    pub(super) fn error(self, field: &str, message: &str) -> Error {
        Error::new(ErrorKind::Webhook, message).with_code(self.as_str()).with_field(field)
    }
}

/// Verifies webhooks with one or more `auth_token`s, so that one can be rotated. Prepare it once, use it often.
#[derive(Clone)]
pub struct WebhookVerifier {
    /// Digests: they have one length whatever the tokens have, and the tokens themselves are not kept.
    tokens: Vec<[u8; 32]>,
}

impl WebhookVerifier {
    /// A verifier with every `auth_token` in use, each as the webhook was created with: `Bearer` may stand before it.
    pub fn new(auth_tokens: impl IntoIterator<Item: Into<Secret>>) -> Result<Self, Error> {
        let mut tokens = Vec::new();
        for token in auth_tokens {
            let token = token.into();
            check(&token).map_err(|rule| Error::configuration("auth_token", rule))?;
            tokens.push(digest(token.expose().as_bytes()));
        }
        if tokens.is_empty() {
            return Err(Error::configuration("auth_token", "is required"));
        }
        Ok(Self { tokens })
    }

    /// Verifies a webhook from all of its request's headers (names in any case) and its raw body.
    ///
    /// Every failure is an error of kind `webhook` whose `code` is a [`WebhookReason`]. Answer it as
    /// [`answer_status`](super::answer_status) says, never with 401 or 403.
    pub fn verify<N, V>(&self, headers: impl IntoIterator<Item = (N, V)>, body: &[u8]) -> Result<Event, Error>
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        check_size(body)?;
        let mut found = None;
        for (name, value) in headers {
            if name.as_ref().eq_ignore_ascii_case("authorization") && found.replace(value).is_some() {
                return Err(WebhookReason::RepeatedHeader.error("authorization", "a header is there twice"));
            }
        }
        match found {
            Some(value) => self.verify_parts(value.as_ref(), body),
            None => Err(WebhookReason::MissingHeader.error("authorization", "a header is missing")),
        }
    }

    /// [`WebhookVerifier::verify`] for callers who have taken the header `Authorization` out themselves, there once.
    pub fn verify_parts(&self, authorization: &[u8], body: &[u8]) -> Result<Event, Error> {
        check_size(body)?;
        let presented = digest(authorization);
        // Every token is compared, and digests in constant time: only the presented value's own length shows.
        let same = |known: &[u8; 32]| known.ct_eq(&presented);
        let matches = self.tokens.iter().map(same).fold(Choice::from(0), |any, one| any | one);
        if !bool::from(matches) {
            let message = "Authorization holds none of the configured tokens";
            return Err(WebhookReason::TokenMismatch.error("authorization", message));
        }
        Event::read(body)
    }
}

fn check_size(body: &[u8]) -> Result<(), Error> {
    if body.len() > MAX_BODY {
        return Err(WebhookReason::BodyTooLarge.error("body", "the body is larger than 256 KiB"));
    }
    Ok(())
}

/// The rule that a token breaks, if any.
pub(super) fn check(token: &Secret) -> Result<(), &'static str> {
    let bytes = token.expose().as_bytes();
    let is_text = bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) && bytes.trim_ascii() == bytes;
    match bare(bytes) {
        [] => Err("is required and must not be empty"),
        _ if !is_text => Err("must be visible ASCII characters, without spaces around them"),
        scheme if scheme.eq_ignore_ascii_case(SCHEME) => Err("must not be Bearer alone"),
        _ => Ok(()),
    }
}

fn digest(value: &[u8]) -> [u8; 32] {
    sha256(&[bare(value)])
}

/// Without `Bearer `, which the gateway, a merchant or a proxy may have put before a token.
fn bare(mut value: &[u8]) -> &[u8] {
    while let Some((scheme, rest)) = value.split_at_checked(SCHEME.len())
        && scheme.eq_ignore_ascii_case(SCHEME)
        && rest.starts_with(b" ")
    {
        value = rest.trim_ascii_start();
    }
    value
}

impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookVerifier").field("tokens", &self.tokens.len()).finish()
    }
}
