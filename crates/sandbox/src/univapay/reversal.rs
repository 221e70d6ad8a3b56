use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::charge::{Charge, PROCESSING, State, later};
use super::money::Money;
use super::payment_error::PaymentError;
use super::token::written;
use crate::Settings;

/// A refund or a cancel of a charge.
#[derive(Debug)]
pub(super) struct Reversal {
    pub(super) id: String,
    /// Its charge's place in the list.
    pub(super) charge: usize,
    pub(super) charge_id: String,
    /// A refund's amount; a cancel has none.
    pub(super) refund: Option<Refund>,
    pub(super) metadata: Box<RawValue>,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
    pub(super) progress: Progress,
    /// When it changes by itself.
    pub(super) due: Option<Timestamp>,
}

/// What a refund says.
#[derive(Debug)]
pub(super) struct Refund {
    pub(super) money: Money,
    pub(super) reason: Option<String>,
    pub(super) message: Option<String>,
}

/// Where a refund or a cancel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    Pending,
    Successful,
    Failed(u16),
}

impl Progress {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Successful => "successful",
            Self::Failed(_) => "failed",
        }
    }
}

/// A refund that the gateway could not make.
const REFUND_FAILED: u16 = 329;

/// The charge was settled meanwhile.
const CANNOT_BE_CANCELED: u16 = 312;

impl Reversal {
    pub(super) fn new(
        id: String,
        (charge, charge_id): (usize, String),
        refund: Option<Refund>,
        metadata: Box<RawValue>,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            charge,
            charge_id,
            refund,
            metadata,
            created_on: now,
            updated_on: now,
            progress: Progress::Pending,
            due: Some(later(now, PROCESSING)),
        }
    }

    /// What it does when its time has come; answers whether that changed the charge.
    pub(super) fn pass(&mut self, charge: &mut Charge, at: Timestamp) -> bool {
        self.updated_on = at;
        self.due = None;
        self.progress = match &self.refund {
            Some(_) if charge.refund_fails() => Progress::Failed(REFUND_FAILED),
            Some(_) => Progress::Successful,
            None if matches!(charge.state, State::Authorized | State::Awaiting) => {
                charge.turn(State::Canceled, at);
                Progress::Successful
            }
            None => Progress::Failed(CANNOT_BE_CANCELED),
        };
        charge.state == State::Canceled && self.refund.is_none() && self.progress == Progress::Successful
    }

    pub(super) fn answer<'a>(&'a self, store_id: &'a str, settings: Settings) -> Answer<'a> {
        let error = match self.progress {
            Progress::Failed(code) => Some(PaymentError::of(code)),
            Progress::Pending | Progress::Successful => None,
        };
        Answer {
            id: &self.id,
            store_id,
            charge_id: &self.charge_id,
            status: self.progress.name(),
            refund: self.refund.as_ref().map(|refund| RefundAnswer {
                amount: refund.money.amount,
                currency: &refund.money.currency,
                amount_formatted: refund.money.formatted(),
                reason: refund.reason.as_deref(),
                message: refund.message.as_deref(),
            }),
            error,
            metadata: &self.metadata,
            mode: "test",
            created_on: written(self.created_on, settings),
            updated_on: written(self.updated_on, settings),
        }
    }
}

/// A refund or a cancel as it is answered.
#[derive(Debug, Serialize)]
pub(super) struct Answer<'a> {
    id: &'a str,
    store_id: &'a str,
    charge_id: &'a str,
    status: &'static str,
    #[serde(flatten)]
    refund: Option<RefundAnswer<'a>>,
    error: Option<PaymentError>,
    metadata: &'a RawValue,
    mode: &'static str,
    created_on: Value,
    updated_on: Value,
}

#[derive(Debug, Serialize)]
struct RefundAnswer<'a> {
    amount: u64,
    currency: &'a str,
    amount_formatted: Option<Box<RawValue>>,
    reason: Option<&'a str>,
    message: Option<&'a str>,
}
