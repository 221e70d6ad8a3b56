//! Money that arrives by bank transfer.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::charge::{Charge, State};
use super::money::Money;
use super::token::written;
use crate::world::World;

/// What has arrived for a charge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deposit {
    total: u64,
    latest: u64,
    pub(super) at: Timestamp,
}

/// Which amounts pay a charge, in the token's words.
#[derive(Debug, Clone, Copy)]
enum Match {
    Exact,
    AtLeast,
    AtMost,
}

impl Match {
    fn of(token_data: &Value) -> Self {
        match token_data["match_amount"].as_str() {
            Some("exact") => Self::Exact,
            Some("maximum") => Self::AtMost,
            // Where the gateway matches nothing, the sandbox waits until all of it is there.
            _ => Self::AtLeast,
        }
    }

    fn is_met(self, arrived: u64, asked: u64) -> bool {
        match self {
            Self::Exact => arrived == asked,
            Self::AtLeast => arrived >= asked,
            Self::AtMost => arrived <= asked,
        }
    }
}

impl Charge {
    /// How what arrived compares to what was asked for; `None` if it is no bank transfer.
    pub(super) fn bank_transfer_status(&self) -> Option<&'static str> {
        if self.payment_type != "bank_transfer" {
            return None;
        }
        let Some(deposit) = &self.deposit else { return Some("unpaid") };
        Some(match deposit.total.cmp(&self.requested.amount) {
            std::cmp::Ordering::Less => "insufficient",
            std::cmp::Ordering::Equal => "exact",
            std::cmp::Ordering::Greater => "exceeded",
        })
    }

    /// What is still to be paid.
    pub(super) fn outstanding(&self) -> u64 {
        let arrived = self.deposit.map_or(0, |deposit| deposit.total);
        self.requested.amount.saturating_sub(arrived)
    }
}

impl World {
    /// Money arrives for a charge that waits for it. Amounts that do not match are told, and the charge waits on.
    pub(super) fn deposit(&mut self, index: usize, amount: u64, now: Timestamp) {
        let Ok((_, token)) = self.univapay.charge_and_token(index) else { return };
        let (rule, token_metadata) = (Match::of(&token.data), token.metadata.clone());
        let charge = &mut self.univapay.charges[index];
        let before = charge.deposit.map_or(0, |deposit| deposit.total);
        let deposit = Deposit { total: before.saturating_add(amount), latest: amount, at: now };
        charge.deposit = Some(deposit);
        let asked = charge.requested.amount;
        let paid = rule.is_met(deposit.total, asked);
        if paid {
            let charged = Money { amount: deposit.total.min(asked), ..charge.requested.clone() };
            charge.succeed(charged, now);
        }
        let charge = &self.univapay.charges[index];
        let taken = charge.charged.as_ref().filter(|_| charge.state == State::Successful);
        let data = json!({
            "id": self.ids.uuid(),
            "charge_id": charge.id,
            "payment_status": charge.bank_transfer_status(),
            "latest_deposit_date": written(now, self.settings),
            "created_on": written(now, self.settings),
            "latest_deposit_amount": deposit.latest,
            "balance": deposit.total.saturating_sub(taken.map_or(0, |money| money.amount)),
            "currency": charge.requested.currency,
            "amount": asked,
            "amount_difference": i128::from(deposit.total) - i128::from(asked),
            "token_metadata": token_metadata,
            "charge_metadata": charge.metadata,
        });
        let (merchant, id) = (charge.merchant, charge.id.clone());
        self.emit(merchant, "bank_transfer_status_updated", &id, data);
        if paid {
            self.charge_changed(index);
        }
    }
}
