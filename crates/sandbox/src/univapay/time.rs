use jiff::Timestamp;
use serde_json::json;

use super::Univapay;
use super::agenda::Task;
use super::charge::{HOLD, State, later};
use crate::Error;
use crate::world::World;

/// How far a read with `polling=true` sees: to the end of the time for which the gateway holds it.
pub(super) fn horizon(now: Timestamp, polling: bool) -> Timestamp {
    if polling { later(now, HOLD) } else { now }
}

impl World {
    /// Lets everything happen that is due by now, in its order.
    pub(crate) fn settle(&mut self) {
        let now = self.clock.now();
        while let Some((at, task)) = self.univapay.agenda.take(now) {
            match task {
                Task::Token(index) => self.pass_token(index),
                Task::Charge(index) => self.pass_charge(index, at, at),
                Task::Reversal(index) => self.pass_reversal(index, at, at),
                Task::Subscription(index) => self.pass_subscription(index, at),
                Task::Transfer(index) => self.pass_transfer(index, at),
            }
        }
    }

    /// What a charge does by itself up to `horizon`, written down as of `at` at the latest.
    pub(super) fn pass_charge(&mut self, index: usize, horizon: Timestamp, at: Timestamp) {
        let charge = &mut self.univapay.charges[index];
        if charge.due.is_some_and(|due| due <= horizon) {
            charge.pass(at);
            self.charge_changed(index);
        }
    }

    /// What a refund or a cancel does by itself.
    pub(super) fn pass_reversal(&mut self, index: usize, horizon: Timestamp, at: Timestamp) {
        let Univapay { charges, reversals, .. } = &mut self.univapay;
        let reversal = &mut reversals[index];
        let charge = reversal.charge;
        if reversal.due.is_none_or(|due| due > horizon) {
            return;
        }
        let canceled = reversal.pass(&mut charges[charge], at);
        let event = if reversal.refund.is_some() { "refund_finished" } else { "cancel_finished" };
        let merchant = charges[charge].merchant;
        let data = json!(reversal.answer(&self.merchants[merchant].store_id, self.settings));
        let id = reversal.id.clone();
        self.emit(merchant, event, &id, data);
        if canceled {
            self.charge_changed(charge);
        }
    }

    /// A charge has a new state: what comes next goes to the agenda, and a webhook goes out.
    pub(super) fn charge_changed(&mut self, index: usize) {
        let charge = &self.univapay.charges[index];
        let event = match charge.state {
            State::Pending => return,
            State::Awaiting | State::Authorized => "charge_updated",
            State::Successful | State::Failed(_) | State::Canceled => "charge_finished",
        };
        let (merchant, id, due) = (charge.merchant, charge.id.clone(), charge.due);
        let ended = event == "charge_finished";
        let ended = charge
            .subscription
            .as_ref()
            .filter(|_| ended)
            .map(|(index, _)| (*index, charge.state, charge.updated_on));
        let data = json!(charge.answer(&self.merchants[merchant].store_id, self.settings));
        self.univapay.agenda.add(due, Task::Charge(index));
        self.emit(merchant, event, &id, data);
        if let Some((subscription, state, at)) = ended {
            self.payment_ended(subscription, state, at);
        }
    }

    /// The buyer pays a charge that waits for it: all that is left, or by bank transfer as much as they like.
    pub(crate) fn pay_charge(&mut self, id: &str, amount: Option<u64>) -> Result<(), Error> {
        self.settle();
        let now = self.clock.now();
        let found = self.univapay.charges.iter().position(|charge| charge.id == id);
        let index = found.ok_or_else(|| Error::NotFound(format!("charge {id}")))?;
        if self.univapay.charges[index].state == State::Pending {
            self.pass_charge(index, horizon(now, true), now);
        }
        let charge = &mut self.univapay.charges[index];
        if charge.state != State::Awaiting {
            return Err(Error::NotAwaiting(format!("charge {id}")));
        }
        if charge.payment_type == "bank_transfer" {
            let outstanding = charge.outstanding();
            self.deposit(index, amount.unwrap_or(outstanding), now);
        } else if amount.is_some() {
            return Err(Error::Amount(format!("charge {id}")));
        } else {
            charge.pay(now);
            self.charge_changed(index);
        }
        Ok(())
    }
}
