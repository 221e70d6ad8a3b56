use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::charge::{Charge, State};
use super::schedule::{Every, day};
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

/// A token as it is kept.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) id: String,
    pub(super) merchant: usize,
    pub(super) email: Option<String>,
    pub(super) payment_type: String,
    pub(super) token_type: String,
    pub(super) usage_limit: Option<String>,
    pub(super) ip_address: Option<String>,
    pub(super) metadata: Box<RawValue>,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
    pub(super) last_used_on: Option<Timestamp>,
    /// The answer's `data`: no card number or CVV is in it.
    pub(super) data: Value,
    pub(super) by_card: ChargeOutcome,
    /// A deleted token is answered no more, but its charges are.
    pub(super) active: bool,
}

/// A one-time token can be charged for so long.
const ONE_TIME_LIFE: SignedDuration = SignedDuration::from_mins(5);

impl Token {
    /// How a charge on it will end. The e-mail address goes before the card.
    pub(super) fn outcome(&self) -> ChargeOutcome {
        self.email.as_deref().and_then(ChargeOutcome::from_email).unwrap_or(self.by_card)
    }

    /// The customer that its metadata name; empty if they name none.
    pub(super) fn customer(&self) -> String {
        let metadata: Value = serde_json::from_str(self.metadata.get()).unwrap_or_default();
        metadata["univapay-customer-id"].as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn is_one_time(&self) -> bool {
        self.token_type == "one_time"
    }

    pub(super) fn has_expired(&self, now: Timestamp) -> bool {
        self.is_one_time() && now.duration_since(self.created_on) >= ONE_TIME_LIFE
    }

    /// Whether its `usage_limit` allows no further charge today. Failed charges do not count.
    pub(super) fn is_used_up<'a>(&self, charges: impl Iterator<Item = &'a Charge>, now: Timestamp) -> bool {
        let Some(every) = self.usage_limit.as_deref().and_then(Every::named) else { return false };
        let counted = charges.filter(|charge| !matches!(charge.state, State::Failed(_) | State::Canceled));
        let latest = counted.map(|charge| day(charge.created_on)).max();
        latest.and_then(|day| day.checked_add(every.span).ok()).is_some_and(|next| day(now) < next)
    }

    pub(super) fn answer<'a>(&'a self, store_id: &'a str, settings: Settings) -> TokenAnswer<'a> {
        TokenAnswer {
            id: &self.id,
            store_id,
            email: self.email.as_deref(),
            payment_type: &self.payment_type,
            active: self.active,
            mode: "test",
            token_type: &self.token_type,
            usage_limit: self.usage_limit.as_deref(),
            confirmed: None,
            ip_address: self.ip_address.as_deref(),
            metadata: &self.metadata,
            created_on: written(self.created_on, settings),
            updated_on: written(self.updated_on, settings),
            last_used_on: self.last_used_on.map(|at| written(at, settings)),
            data: &self.data,
        }
    }

    pub(super) fn summary(&self, merchant: &str) -> TokenSummary {
        TokenSummary {
            id: self.id.clone(),
            merchant: merchant.to_owned(),
            payment_type: self.payment_type.clone(),
            token_type: self.token_type.clone(),
            created_on: self.created_on.to_string(),
            outcome: self.outcome(),
        }
    }
}

/// A token as it is answered.
#[derive(Debug, Serialize)]
pub(super) struct TokenAnswer<'a> {
    id: &'a str,
    store_id: &'a str,
    email: Option<&'a str>,
    payment_type: &'a str,
    active: bool,
    mode: &'static str,
    #[serde(rename = "type")]
    token_type: &'a str,
    usage_limit: Option<&'a str>,
    confirmed: Option<bool>,
    ip_address: Option<&'a str>,
    metadata: &'a RawValue,
    created_on: Value,
    updated_on: Value,
    last_used_on: Option<Value>,
    data: &'a Value,
}

/// A time as UnivaPay writes it: ISO-8601 with microseconds, or the older epoch milliseconds.
pub(super) fn written(at: Timestamp, settings: Settings) -> Value {
    if settings.epoch_times {
        return at.as_millisecond().into();
    }
    at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string().into()
}
