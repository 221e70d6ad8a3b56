//! Recognising repeats. The gateway may deliver an event more than once, and sends no event id.

use kaikei_derive::Model;
use serde::Serialize;

use super::WebhookEvent;
use crate::{Amount, Error, ErrorKind};

/// What to keep of an event that was handled, under its `key`, in the same database transaction as the delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fingerprint {
    /// See [`WebhookEvent::key`].
    pub key: String,
    /// The amount that was paid.
    pub amount: Amount,
    /// Its currency.
    pub currency: String,
    /// The merchant's own id of the order.
    pub custom: String,
}

/// What a new event is to one that was handled before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Another event: handle it.
    New,
    /// The same again: answer 200 and do nothing.
    Same,
}

impl WebhookEvent {
    /// What to keep of this event once it was handled.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint {
            key: self.key(),
            amount: self.amount,
            currency: self.currency.clone(),
            custom: self.custom.clone(),
        }
    }
}

impl Fingerprint {
    /// Compares a new event with one that was handled before. The same key with another amount, currency or `custom`
    /// is an error of kind `conflict`: somebody must look at it.
    pub fn compare(&self, event: &WebhookEvent) -> Result<Repeat, Error> {
        if event.key() != self.key {
            return Ok(Repeat::New);
        }
        let differs = if event.amount != self.amount {
            "amount"
        } else if event.currency != self.currency {
            "currency"
        } else if event.custom != self.custom {
            "custom"
        } else {
            return Ok(Repeat::Same);
        };
        let message = format!("the event repeats {} with another {differs}", self.key);
        Err(Error::new(ErrorKind::Conflict, message).with_field(differs).with_code("event_conflict"))
    }
}
