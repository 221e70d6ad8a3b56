//! `confirm(order, event)`: the one way to know that *this order* was paid. `check-validity` alone holds no amount.

use kaikei_derive::Model;
use serde::Serialize;

use super::{CheckValidity, Currency, WebhookEvent};
use crate::{Amount, Error, ErrorKind};

/// What the merchant expects to be paid: from the merchant's own records, never from the event.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The merchant's own id of the order, as given to `payments.create`.
    pub custom: String,
    /// The amount in the currency's main unit. `5` and `5.00` are the same.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// The payment that `payments.create` started for this order, if you kept its id: do. Without it, an event may
    /// name any payment of yours that was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<String>,
}

/// Whether an order was paid.
#[derive(Clone, Debug)]
pub enum Confirmation {
    /// The event is about this order, with this amount, and the gateway knows the payment as valid.
    Confirmed,
    /// The event is about something else: `status`, `custom`, `payment_id`, `currency` or `amount` differs. Do not
    /// deliver.
    Mismatch {
        /// The first field that differs.
        field: &'static str,
    },
    /// The gateway knows no such completed payment. Do not deliver.
    NotFound,
    /// The gateway could not be asked. Ask again later: do not deliver, and do not cancel.
    Unknown(Error),
}

impl Order {
    /// Compares a verified event with the order, field by field; then ask the gateway with [`Order::check`].
    pub fn compare(&self, event: &WebhookEvent) -> Result<(), Confirmation> {
        let differs = |field| Err(Confirmation::Mismatch { field });
        if !event.is_ok() {
            return differs("status");
        }
        if event.custom != self.custom {
            return differs("custom");
        }
        if self.payment_id.as_ref().is_some_and(|id| *id != event.payment_id) {
            return differs("payment_id");
        }
        if event.currency != self.currency.code() {
            return differs("currency");
        }
        if event.amount != self.amount {
            return differs("amount");
        }
        Ok(())
    }

    /// The question to the gateway.
    pub fn check(event: &WebhookEvent) -> CheckValidity {
        CheckValidity { payment_id: event.payment_id.clone() }
    }
}

impl Confirmation {
    /// What the gateway's answer to [`Order::check`] means.
    pub fn of_answer<T>(answer: Result<T, Error>) -> Self {
        match answer {
            Ok(_) => Self::Confirmed,
            // The gateway's own word: an HTTP 404 without it may come from a proxy or a wrong base URL.
            Err(error) if error.kind() == ErrorKind::NotFound && error.api_code() == Some("404") => {
                Self::NotFound
            }
            Err(error) => Self::Unknown(error),
        }
    }

    /// The outcome's name: `confirmed`, `mismatch`, `not_found` or `unknown`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Mismatch { .. } => "mismatch",
            Self::NotFound => "not_found",
            Self::Unknown(_) => "unknown",
        }
    }
}
