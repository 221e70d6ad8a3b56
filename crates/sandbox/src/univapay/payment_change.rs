//! Changes of a subscription's payments.

use jiff::Timestamp;
use jiff::civil::Date;

use super::agenda::Task;
use super::reader::Reader;
use super::schedule::{day, midnight};
use crate::world::World;

/// What a request changes about one payment.
#[derive(Debug, Default)]
pub(super) struct PaymentChange {
    pub(super) due_date: Option<Date>,
    pub(super) amount: Option<u64>,
    pub(super) terminate_with: Option<String>,
}

impl PaymentChange {
    pub(super) fn read(request: &Reader<'_>, now: Timestamp) -> Self {
        let due_date = request.text("due_date").map(|text| text.parse().ok().filter(|date| *date > day(now)));
        if due_date == Some(None) {
            request.wrong("due_date", "MUST_BE_FUTURE_TIME");
        }
        let terminate_with = request.one_of("terminate_with_status", &["suspended", "canceled"]);
        Self { due_date: due_date.flatten(), amount: amount(request), terminate_with }
    }
}

pub(super) fn amount(request: &Reader<'_>) -> Option<u64> {
    let amount = request.text("amount")?.parse().ok().filter(|amount| *amount > 0);
    if amount.is_none() {
        request.wrong("amount", "INVALID_AMOUNT");
    }
    amount
}

impl World {
    /// Changes a payment of a subscription; of one that was charged already, only what comes afterwards.
    pub(super) fn change_payment(&mut self, index: usize, at: usize, change: PaymentChange) {
        let now = self.clock.now();
        let subscription = &mut self.univapay.subscriptions[index];
        let waits = subscription.due.is_some();
        let payment = &mut subscription.payments[at];
        payment.terminate_with = change.terminate_with.or(payment.terminate_with.take());
        payment.updated_on = now;
        if !payment.charges.is_empty() {
            return;
        }
        payment.amount = change.amount.unwrap_or(payment.amount);
        payment.due_date = change.due_date.unwrap_or(payment.due_date);
        if change.due_date.is_some() && waits {
            subscription.due = Some(midnight(payment.due_date).max(now));
            let due = subscription.due;
            self.univapay.agenda.add(due, Task::Subscription(index));
        }
    }
}
