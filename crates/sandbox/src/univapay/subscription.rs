use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::money::Money;
use super::schedule::{Every, Plan, Schedule, day, midnight};
use super::token::written;
use crate::Settings;

/// A subscription.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) merchant: usize,
    pub(super) token_id: String,
    pub(super) currency: String,
    pub(super) schedule: Schedule,
    pub(super) cyclical: bool,
    pub(super) termination_mode: String,
    /// How long after a payment failed it is tried again.
    pub(super) retry_interval: Option<Every>,
    pub(super) metadata: Box<RawValue>,
    pub(super) status: Status,
    pub(super) payments: Vec<Payment>,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
    /// When the next payment is charged.
    pub(super) due: Option<Timestamp>,
}

/// One payment of a subscription.
#[derive(Debug)]
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) due_date: Date,
    pub(super) amount: u64,
    pub(super) last: bool,
    pub(super) paid_on: Option<Timestamp>,
    pub(super) terminate_with: Option<String>,
    /// When it is tried again.
    pub(super) retry_on: Option<Date>,
    /// The charges that were tried for it.
    pub(super) charges: Vec<String>,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
}

/// Where a subscription is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// The first payment is under way.
    Unverified,
    /// It failed.
    Unconfirmed,
    Current,
    Suspended,
    /// A later payment failed.
    Unpaid,
    Canceled,
    Completed,
}

impl Status {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Unconfirmed => "unconfirmed",
            Self::Current => "current",
            Self::Suspended => "suspended",
            Self::Unpaid => "unpaid",
            Self::Canceled => "canceled",
            Self::Completed => "completed",
        }
    }

    pub(super) const fn has_ended(self) -> bool {
        matches!(self, Self::Canceled | Self::Completed)
    }
}

impl Subscription {
    /// Makes the next payment, if there is one, and notes when it is charged.
    pub(super) fn plan_next(&mut self, id: String, now: Timestamp) {
        let number = self.payments.len() as u64;
        self.due = None;
        let (Some(amount), Some(due_date)) = (self.schedule.payment(number), self.schedule.due_date(number))
        else {
            return;
        };
        let last = self.schedule.left_after(number) == Some(0);
        self.payments.push(Payment {
            id,
            due_date,
            amount,
            last,
            paid_on: None,
            terminate_with: None,
            retry_on: None,
            charges: Vec::new(),
            created_on: now,
            updated_on: now,
        });
        self.due = Some(midnight(due_date).max(now));
    }

    /// The payment that is not yet made.
    pub(super) fn next_payment(&mut self) -> Option<&mut Payment> {
        self.payments.last_mut().filter(|payment| payment.paid_on.is_none())
    }

    /// Notes when the payment that failed is tried again, if it ever is.
    pub(super) fn plan_retry(&mut self, at: Timestamp) {
        let span = self.retry_interval.as_ref().map(|every| every.span);
        let retry_on = span.and_then(|span| day(at).checked_add(span).ok());
        if let Some(payment) = self.next_payment() {
            payment.retry_on = retry_on;
        }
        self.due = retry_on.map(midnight);
    }

    pub(super) fn turn(&mut self, status: Status, at: Timestamp) {
        self.status = status;
        self.updated_on = at;
    }

    fn money(&self, amount: u64) -> Money {
        Money { amount, currency: self.currency.clone() }
    }

    pub(super) fn answer(&self, store_id: &str, settings: Settings) -> Value {
        let schedule = &self.schedule;
        let paid: u64 = self.payments.iter().filter(|p| p.paid_on.is_some()).map(|p| p.amount).sum();
        let done = self.payments.iter().filter(|payment| payment.paid_on.is_some()).count() as u64;
        let plan = schedule.plan.map(|plan| match plan {
            Plan::FixedCycles(cycles) => json!({ "plan_type": "fixed_cycles", "fixed_cycles": cycles }),
            Plan::FixedCycleAmount(amount) => {
                json!({ "plan_type": "fixed_cycle_amount", "fixed_cycle_amount": amount })
            }
        });
        let all = schedule.left_after(0).map(|left| left + 1);
        let amount_left = plan.as_ref().map(|_| schedule.amount.saturating_sub(paid));
        let next =
            self.payments.last().filter(|payment| payment.paid_on.is_none() && !self.status.has_ended());
        json!({
            "id": self.id,
            "store_id": store_id,
            "transaction_token_id": self.token_id,
            "amount": schedule.amount,
            "currency": self.currency,
            "amount_formatted": self.money(schedule.amount).formatted(),
            "period": (!self.cyclical).then_some(&schedule.every.text),
            "cyclical_period": self.cyclical.then_some(&schedule.every.text),
            "initial_amount": schedule.initial_amount,
            "initial_amount_formatted": schedule.initial_amount.and_then(|amount| self.money(amount).formatted()),
            "schedule_settings": {
                "start_on": schedule.start_on.to_string(),
                "zone_id": "Asia/Tokyo",
                "preserve_end_of_month": schedule.preserve_end_of_month,
                "retry_interval": self.retry_interval.as_ref().map(|every| &every.text),
                "termination_mode": self.termination_mode,
            },
            "subscription_plan": plan,
            "installment_plan": null,
            "next_payment": next.map(|payment| self.payment(payment, settings)),
            "cycles_left": all.map(|all| all.saturating_sub(done)),
            "amount_left": amount_left,
            "amount_left_formatted": amount_left.and_then(|left| self.money(left).formatted()),
            "status": self.status.name(),
            "metadata": self.metadata,
            "mode": "test",
            "created_on": written(self.created_on, settings),
            "updated_on": written(self.updated_on, settings),
        })
    }

    pub(super) fn payment(&self, payment: &Payment, settings: Settings) -> Value {
        json!({
            "id": payment.id,
            "due_date": payment.due_date.to_string(),
            "zone_id": "Asia/Tokyo",
            "amount": payment.amount,
            "currency": self.currency,
            "amount_formatted": self.money(payment.amount).formatted(),
            "is_paid": payment.paid_on.is_some(),
            "is_last_payment": payment.last,
            "successful_payment_date": payment.paid_on.map(|at| day(at).to_string()),
            "terminate_with_status": payment.terminate_with,
            "created_on": written(payment.created_on, settings),
            "updated_on": written(payment.updated_on, settings),
            "retry_date": payment.retry_on.map(|day| day.to_string()),
        })
    }
}
