//! A transfer: what the gateway pays out, and what it is made of.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::money::formatted;
use super::token::written;
use crate::Settings;
use crate::merchant::Merchant;

/// What a transfer is to be made of: every payment not paid out before, in one currency.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TransferOrder {
    /// Id of the merchant; the first one if not given.
    pub merchant: Option<String>,
    /// ISO 4217; `JPY` by default.
    pub currency: String,
    /// How it ends.
    pub end: TransferEnd,
    /// A correction by hand.
    pub manual: Option<ManualEntry>,
}

impl Default for TransferOrder {
    fn default() -> Self {
        Self { merchant: None, currency: "JPY".to_owned(), end: TransferEnd::default(), manual: None }
    }
}

/// How a [`TransferOrder`] ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferEnd {
    /// The bank pays.
    #[default]
    Paid,
    /// The bank refuses; what it was made of goes into the next one.
    Failed,
    /// It is called off once approved; what it was made of goes into the next one.
    Canceled,
}

/// A line of a transfer that belongs to no payment.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManualEntry {
    /// In the currency's smallest unit; negative takes away.
    pub amount: i64,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
}

/// Where a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Created,
    Approved,
    Processing,
    Paid,
    Failed,
    Canceled,
    /// There was nothing to pay out.
    Blank,
}

impl Status {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Approved => "approved",
            Self::Processing => "processing",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Blank => "blank",
        }
    }

    /// What comes next, if anything.
    pub(super) const fn next(self, end: TransferEnd) -> Option<Self> {
        match (self, end) {
            (Self::Created, _) => Some(Self::Approved),
            (Self::Approved, TransferEnd::Canceled) => Some(Self::Canceled),
            (Self::Approved, _) => Some(Self::Processing),
            (Self::Processing, TransferEnd::Failed) => Some(Self::Failed),
            (Self::Processing, _) => Some(Self::Paid),
            _ => None,
        }
    }
}

/// A transfer with its lines and its past.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) id: String,
    pub(super) merchant: usize,
    pub(super) bank_account: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) status: Status,
    pub(super) end: TransferEnd,
    pub(super) from: Date,
    pub(super) to: Date,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
    pub(super) ledgers: Vec<Ledger>,
    pub(super) changes: Vec<Change>,
}

/// A line of a transfer.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) id: String,
    /// The charge or refund; a correction by hand has none.
    pub(super) resource: Option<String>,
    pub(super) origin: &'static str,
    pub(super) amount: i64,
    pub(super) note: Option<String>,
}

/// A change of a transfer's status.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) id: String,
    old: Status,
    new: Status,
    at: Timestamp,
}

impl Transfer {
    /// Whether its payments are gone, or under way.
    pub(super) fn holds(&self) -> bool {
        !matches!(self.status, Status::Failed | Status::Canceled)
    }

    pub(super) fn turn(&mut self, change: String, new: Status, at: Timestamp) {
        self.changes.push(Change { id: change, old: self.status, new, at });
        (self.status, self.updated_on) = (new, at);
    }

    pub(super) fn answer(&self, owner: &Merchant, settings: Settings) -> Value {
        let failed = self.status == Status::Failed;
        json!({
            "id": self.id,
            "merchant_id": owner.univapay_id,
            "merchant_name": owner.name,
            "bank_account_id": self.bank_account,
            "amount": self.amount,
            "currency": self.currency,
            "amount_formatted": formatted(self.amount.into(), &self.currency),
            "status": self.status.name(),
            "error_code": failed.then_some("BANK_REFUSED"),
            "error_text": failed.then_some("The bank refused the transfer."),
            "metadata": {},
            "note": null,
            "started_by": "sandbox",
            "from": self.from.to_string(),
            "to": self.to.to_string(),
            "created_on": written(self.created_on, settings),
            "updated_on": written(self.updated_on, settings),
        })
    }

    pub(super) fn ledger(&self, ledger: &Ledger, owner: &Merchant, settings: Settings) -> Value {
        json!({
            "id": ledger.id,
            "merchant_id": owner.univapay_id,
            "store_id": ledger.resource.as_ref().map(|_| &owner.store_id),
            "transfer_id": self.id,
            "amount": ledger.amount,
            "currency": self.currency,
            "amount_formatted": formatted(ledger.amount.into(), &self.currency),
            // The sandbox takes no fees, so that sums are easy to follow.
            "percent_fee": 0,
            "flat_fee": 0,
            "flat_fee_currency": self.currency,
            "flat_fee_formatted": 0,
            "exchange_rate": 1,
            "origin": ledger.origin,
            "note": ledger.note,
            "created_on": written(self.created_on, settings),
        })
    }

    pub(super) fn change(&self, change: &Change, owner: &Merchant, settings: Settings) -> Value {
        json!({
            "id": change.id,
            "merchant_id": owner.univapay_id,
            "transfer_id": self.id,
            "old_status": change.old.name(),
            "new_status": change.new.name(),
            "reason": null,
            "created_on": written(change.at, settings),
        })
    }
}
