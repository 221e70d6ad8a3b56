use serde::{Deserialize, Serialize};

/// How the gateways behave where their documents leave it open. All merchants of a sandbox share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Which text `/payment/process` verifies the signature over.
    pub server_mode: ServerMode,
    /// ITO-Japan's payment endpoints answer errors with HTTP 200; the code stands in the body only.
    pub http_200_errors: bool,
    /// UnivaPay writes times as epoch milliseconds, as its older document shows, instead of ISO-8601.
    pub epoch_times: bool,
    /// What the UnivaPay account may do with recurring tokens.
    pub recurring_privilege: RecurringPrivilege,
    /// UnivaPay's webhooks are `{event, data}`, as its page shows them, without an id and a time around.
    pub plain_webhooks: bool,
    /// UnivaPay answers 429 once a bucket is empty; otherwise the buckets only show in the headers.
    pub enforce_rate_limits: bool,
    /// Whether UnivaPay keeps its promise about idempotency keys.
    pub idempotency: Idempotency,
}

/// What ITO-Japan's server computes the HMAC over, after `"{timestamp}."`. The document does not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ServerMode {
    /// The raw body.
    #[serde(rename = "S1")]
    RawBody,
    /// PHP's `json_encode` of the parsed input.
    #[serde(rename = "S2")]
    JsonEncode,
    /// PHP's `json_encode` of the parsed input with `amount` cast to float: what the document's sample signs.
    #[default]
    #[serde(rename = "S3")]
    JsonEncodeFloatAmount,
    /// PHP's `http_build_query` of the parsed input.
    #[serde(rename = "S4")]
    HttpBuildQuery,
}

/// A UnivaPay account's permission for recurring tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecurringPrivilege {
    /// No recurring tokens at all.
    None,
    /// Recurring tokens need a `usage_limit`.
    Bounded,
    /// Recurring tokens may be charged without limit.
    #[default]
    Infinite,
}

/// What UnivaPay does with an idempotency key. Unless it is kept, every request is carried out, repeated or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// Keeps it for 24 hours.
    #[default]
    Stored,
    /// Does not keep it: `Idempotency-Status: not_stored`.
    NotStored,
    /// Fails to keep it: `Idempotency-Status: error`.
    Error,
    /// Knows of no keys: `Idempotency-Status: disabled`.
    Disabled,
}

impl Idempotency {
    /// The header's value, if keys are not kept.
    pub(crate) const fn failing(self) -> Option<&'static str> {
        match self {
            Self::Stored => None,
            Self::NotStored => Some("not_stored"),
            Self::Error => Some("error"),
            Self::Disabled => Some("disabled"),
        }
    }
}
