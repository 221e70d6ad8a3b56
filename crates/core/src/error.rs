//! Errors are data: one [`Error`] with a closed [`ErrorKind`], carried as a value across every language
//! boundary.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::engine::Sent;
use crate::json::Raw;
use crate::redact;
use crate::secret::{MASK, Secret};

/// What went wrong, as a closed list. Every language has one native class per kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is set up wrongly (missing key, malformed base URL). Nothing was sent.
    Configuration,
    /// A parameter breaks a rule; `field` names it. Raised before sending, or by the gateway (400, 422).
    InvalidRequest,
    /// The gateway did not accept the credentials or the access token (401).
    Authentication,
    /// The credentials are good but not allowed to do this (403).
    Permission,
    /// No such object (404).
    NotFound,
    /// The request contradicts the gateway's state (409), or a webhook contradicts an earlier one.
    Conflict,
    /// Too many requests (429); `retry_after` says how long to wait when the gateway said so.
    RateLimited,
    /// The payment was refused by the issuer or the wallet.
    Declined,
    /// Any other error answer of the gateway.
    Api,
    /// The OAuth server refused a login, a code or a refresh token; `code` is its error code.
    Oauth,
    /// The gateway could not be reached, or the connection broke; see `sent`.
    Connection,
    /// A time limit passed; see `sent`.
    Timeout,
    /// The request may have been carried out, but no answer came. Reconcile by `reference` before repeating it.
    OutcomeUnknown,
    /// The answer is not what the gateway documents: not JSON, a redirect, HTML, too large.
    InvalidResponse,
    /// A webhook failed a check; `code` is the reason.
    Webhook,
    /// The caller cancelled the call; see `sent`.
    Cancelled,
    /// A fault in this library. Please report it.
    Internal,
}

impl ErrorKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [ErrorKind; 17] = [
        Self::Configuration,
        Self::InvalidRequest,
        Self::Authentication,
        Self::Permission,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::Declined,
        Self::Api,
        Self::Oauth,
        Self::Connection,
        Self::Timeout,
        Self::OutcomeUnknown,
        Self::InvalidResponse,
        Self::Webhook,
        Self::Cancelled,
        Self::Internal,
    ];

    /// The kind's name on every boundary, such as `"invalid_request"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::RateLimited => "rate_limited",
            Self::Declined => "declined",
            Self::Api => "api",
            Self::Oauth => "oauth",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::InvalidResponse => "invalid_response",
            Self::Webhook => "webhook",
            Self::Cancelled => "cancelled",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The one error type. Its `Display` and `Debug` never show a secret, a card number or an answer's body.
#[derive(Clone, Serialize)]
pub struct Error(Box<Details>);

#[derive(Clone, Serialize)]
struct Details {
    kind: ErrorKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "seconds")]
    retry_after: Option<Duration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<Sent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip)]
    raw: Option<Raw>,
}

fn seconds<S: Serializer>(value: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(wait) => {
            serializer.serialize_u64(wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)))
        }
        None => serializer.serialize_none(),
    }
}

impl Error {
    /// An error of `kind` with a message for developers. Card numbers and control characters in `message`
    /// are masked.
    pub fn new(kind: ErrorKind, message: impl AsRef<str>) -> Self {
        Self(Box::new(Details {
            kind,
            code: None,
            message: redact::text(message.as_ref()),
            field: None,
            http_status: None,
            api_code: None,
            request_id: None,
            retry_after: None,
            sent: None,
            reference: None,
            raw: None,
        }))
    }

    /// A parameter that breaks a rule. `rule` reads on from the field's name: "must be a Japanese number".
    pub fn invalid(field: impl Into<String>, rule: impl AsRef<str>) -> Self {
        let field = field.into();
        let message = format!("{field} {}", rule.as_ref());
        Self::new(ErrorKind::InvalidRequest, message).with_field(field)
    }

    /// A client that is set up wrongly.
    pub fn configuration(field: impl Into<String>, rule: impl AsRef<str>) -> Self {
        let field = field.into();
        let message = format!("{field} {}", rule.as_ref());
        Self::new(ErrorKind::Configuration, message).with_field(field)
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }
    /// A machine-readable reason within the kind: the gateway's code, an OAuth error code, a webhook reason.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }
    /// For developers, in English; holds no secret, card number or body.
    pub fn message(&self) -> &str {
        &self.0.message
    }
    /// The parameter at fault, as a path: `data.card_number`.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }
    /// The answer's HTTP status.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }
    /// The code in the answer's body, as text; it may disagree with `http_status`.
    pub fn api_code(&self) -> Option<&str> {
        self.0.api_code.as_deref()
    }
    /// The gateway's id of the request, when it sends one; quote it to the gateway's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }
    /// How long the gateway asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }
    /// Whether the request's bytes left this machine; `None` when there was no request.
    pub fn sent(&self) -> Option<Sent> {
        self.0.sent
    }
    /// What to reconcile by: the order's `custom`, or the idempotency key.
    pub fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }
    /// The answer's body as received. It may hold personal data: do not log it.
    pub fn raw(&self) -> Option<&Raw> {
        self.0.raw.as_ref()
    }

    /// The same error with a machine-readable reason.
    pub fn with_code(mut self, code: impl AsRef<str>) -> Self {
        self.0.code = Some(redact::text(code.as_ref()));
        self
    }
    /// The same error naming a field.
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(redact::text(&field.into()));
        self
    }
    /// The same error with the answer's HTTP status.
    pub fn with_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }
    /// The same error with the body's code.
    pub fn with_api_code(mut self, code: Option<String>) -> Self {
        self.0.api_code = code.map(|code| redact::text(&code));
        self
    }
    /// The same error with the gateway's request id.
    pub fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id.map(|id| redact::text(&id));
        self
    }
    /// The same error with the wait that the gateway asked for.
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }
    /// The same error saying whether the request left this machine.
    pub fn with_sent(mut self, sent: Sent) -> Self {
        self.0.sent = Some(sent);
        self
    }
    /// The same error with what to reconcile by.
    pub fn with_reference(mut self, reference: Option<String>) -> Self {
        self.0.reference = reference;
        self
    }
    /// The same error with the answer's body.
    pub fn with_raw(mut self, raw: Raw) -> Self {
        self.0.raw = Some(raw);
        self
    }
    /// The same error without `secret`, should a gateway, a store or a driver have repeated it in its text.
    pub(crate) fn without(mut self, secret: &Secret) -> Self {
        // Shorter ones are no secrets, and would tear words apart.
        if secret.expose().len() >= 8 {
            // Its digits may have been masked already.
            let masked = redact::text(secret.expose());
            let d = &mut *self.0;
            for text in [&mut d.code, &mut d.field, &mut d.api_code, &mut d.request_id]
                .into_iter()
                .flatten()
                .chain([&mut d.message])
            {
                for secret in [secret.expose(), &masked] {
                    if text.contains(secret) {
                        *text = text.replace(secret, MASK);
                    }
                    // A long one may have been cut with the text.
                    if let Some(at) = secret.get(..16).and_then(|start| text.find(start)) {
                        text.truncate(at);
                        text.push_str(MASK);
                    }
                }
            }
        }
        self
    }
    /// The same error as another kind.
    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }
    /// The same error with `prefix` before its field, for a rule checked inside a nested value.
    pub(crate) fn inside(mut self, prefix: &str) -> Self {
        if let Some(field) = &mut self.0.field {
            field.insert(0, '.');
            field.insert_str(0, prefix);
            self.0.message = format!("{prefix}.{}", self.0.message);
        }
        self
    }
    /// The same error without `prefix` before its field, for a nested value whose members are sent as if they were not.
    pub fn outside(mut self, prefix: &str) -> Self {
        let rest = |text: &str| Some(text.strip_prefix(prefix)?.strip_prefix('.')?.to_owned());
        if let Some(field) = self.0.field.as_deref().and_then(rest) {
            self.0.message = rest(&self.0.message).unwrap_or(self.0.message);
            self.0.field = Some(field);
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.kind, self.0.message)?;
        if let Some(status) = self.0.http_status {
            write!(f, " (HTTP {status}")?;
            if let Some(code) = &self.0.api_code {
                write!(f, ", code {code}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = &self.0;
        f.debug_struct("Error")
            .field("kind", &d.kind)
            .field("code", &d.code)
            .field("message", &d.message)
            .field("field", &d.field)
            .field("http_status", &d.http_status)
            .field("api_code", &d.api_code)
            .field("request_id", &d.request_id)
            .field("retry_after", &d.retry_after)
            .field("sent", &d.sent)
            .field("reference", &d.reference)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_longer_than_a_message_is_masked_too() {
        let token = Secret::new("header.".to_owned() + &"payload-".repeat(100));
        let error = Error::new(ErrorKind::Api, format!("token {} is bad", token.expose())).without(&token);
        assert_eq!(error.message(), "token [secret]");
        let short = Error::new(ErrorKind::Api, "key abcdefgh is bad").without(&Secret::from("abcdefgh"));
        assert_eq!(short.message(), "key [secret] is bad");
    }
}
