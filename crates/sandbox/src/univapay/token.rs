use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::Settings;

/// What the sandbox remembers of a transaction token: never a card number or CVV.
#[derive(Debug, Clone, Serialize)]
pub struct TokenSummary {
    /// UUID, as answered on creation.
    pub id: String,
    /// Id of the merchant.
    pub merchant: String,
    /// Such as `card` or `konbini`.
    pub payment_type: String,
    /// `one_time`, `subscription` or `recurring`.
    #[serde(rename = "type")]
    pub token_type: String,
    /// When it was created on the virtual clock.
    pub created_on: String,
    /// How a charge on it will end.
    pub outcome: ChargeOutcome,
}

/// How a charge on a token will end, as the test card or the e-mail address asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeOutcome {
    /// Charge and refund succeed.
    Succeeds,
    /// The charge succeeds, its refund fails (`4242 4242 4242 4242`).
    RefundFails,
    /// The charge fails (`4111 1111 1111 1111`).
    Declined,
    /// The charge fails with this code (`+charge-failure-NNN` in the e-mail address).
    FailsWith(u16),
}

impl ChargeOutcome {
    /// What the e-mail address asks for. Codes that start with 4 or 6 cannot be had.
    pub(super) fn from_email(email: &str) -> Option<Self> {
        let (local, _) = email.split_once('@')?;
        let (_, code) = local.rsplit_once("+charge-failure-")?;
        let code: u16 = code.parse().ok().filter(|code| matches!(code / 100, 3 | 5))?;
        Some(Self::FailsWith(code))
    }

    /// What the test card asks for.
    pub(super) fn from_card(number: &str) -> Self {
        match number {
            "4242424242424242" => Self::RefundFails,
            "4111111111111111" => Self::Declined,
            _ => Self::Succeeds,
        }
    }
}

/// A token as it is answered.
#[derive(Debug, Serialize)]
pub(super) struct TokenAnswer<'a> {
    pub(super) id: &'a str,
    pub(super) store_id: &'a str,
    pub(super) email: Option<&'a str>,
    pub(super) payment_type: &'a str,
    pub(super) active: bool,
    pub(super) mode: &'static str,
    #[serde(rename = "type")]
    pub(super) token_type: &'a str,
    pub(super) usage_limit: Option<&'a str>,
    pub(super) confirmed: Option<bool>,
    pub(super) ip_address: Option<&'a str>,
    pub(super) metadata: Box<RawValue>,
    pub(super) created_on: Value,
    pub(super) updated_on: Value,
    pub(super) last_used_on: Value,
    pub(super) data: Value,
}

/// A time as UnivaPay writes it: ISO-8601 with microseconds, or the older epoch milliseconds.
pub(super) fn written(at: Timestamp, settings: Settings) -> Value {
    if settings.epoch_times {
        return at.as_millisecond().into();
    }
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string().into()
}
