//! How subscriptions begin, and what each cycle does.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::value::RawValue;

use super::Univapay;
use super::agenda::Task;
use super::charge::{self, Charge, State};
use super::money::Money;
use super::reader::Reader;
use super::schedule::{Every, Plan, Schedule, day};
use super::subscription::{Status, Subscription};
use crate::world::World;

/// What a request asks for.
pub(super) struct Asked {
    currency: String,
    schedule: Schedule,
    cyclical: bool,
    termination_mode: String,
    retry_interval: Option<Every>,
}

impl Asked {
    /// Reads amount, period, plan and schedule; what is wrong is noted.
    pub(super) fn read(request: &Reader<'_>, now: Timestamp) -> Self {
        let money = request.money();
        let (period, cyclical) = (request.text("period"), request.text("cyclical_period"));
        let every = match (&period, &cyclical) {
            (Some(name), None) => Every::named(name),
            (None, Some(text)) => Every::cyclical(text),
            _ => None,
        };
        if every.is_none() {
            let name = if cyclical.is_some() { "cyclical_period" } else { "period" };
            let missing = period.is_none() && cyclical.is_none();
            request.wrong(name, if missing { "REQUIRED_VALUE" } else { "INVALID_SUBSCRIPTION_PERIOD" });
        }
        let initial_amount = request.text("initial_amount").map(|text| text.parse().unwrap_or_default());
        let plan = plan(request, &money);
        if initial_amount == Some(0)
            || (plan.is_some() && initial_amount.is_some_and(|first| first >= money.amount))
        {
            request.wrong("initial_amount", "INVALID_SUBSCRIPTION_INITIAL_AMOUNT");
        }
        let settings = request.object("schedule_settings", "schedule_settings.");
        let text = |name: &str| settings.as_ref().and_then(|settings| settings.text(name));
        let today = day(now);
        let start_on = text("start_on").map(|text| text.parse::<Date>().ok().filter(|date| *date > today));
        if let (Some(settings), Some(None)) = (&settings, &start_on) {
            settings.wrong("start_on", "MUST_BE_FUTURE_TIME");
        }
        let start_on = start_on.flatten().unwrap_or(today);
        let flag = |name: &str| settings.as_ref().and_then(|settings| settings.flag(name));
        let modes = ["immediate", "on_next_payment"];
        let mode = settings.as_ref().and_then(|settings| settings.one_of("termination_mode", &modes));
        let retry = text("retry_interval").map(|text| Every::cyclical(&text));
        if let (Some(settings), Some(None)) = (&settings, &retry) {
            settings.wrong("retry_interval", "INVALID_DURATION");
        }
        let retry_interval = retry.flatten();
        let every = every.or_else(|| Every::named("monthly"));
        let schedule = Schedule {
            amount: money.amount,
            initial_amount,
            every: every.unwrap_or_else(|| Every { text: String::new(), span: jiff::Span::new().months(1) }),
            // A first amount is paid at once; otherwise the first payment waits for its day.
            first_on: if initial_amount.is_some() { today } else { start_on },
            start_on,
            preserve_end_of_month: flag("preserve_end_of_month").unwrap_or_default(),
            plan,
        };
        Self {
            currency: money.currency,
            schedule,
            cyclical: cyclical.is_some(),
            termination_mode: mode.unwrap_or_else(|| "immediate".to_owned()),
            retry_interval,
        }
    }

    pub(super) fn subscription(
        self,
        id: String,
        merchant: usize,
        token_id: String,
        metadata: Box<RawValue>,
        now: Timestamp,
    ) -> Subscription {
        Subscription {
            id,
            merchant,
            token_id,
            currency: self.currency,
            schedule: self.schedule,
            cyclical: self.cyclical,
            termination_mode: self.termination_mode,
            retry_interval: self.retry_interval,
            metadata,
            status: Status::Unverified,
            payments: Vec::new(),
            created_on: now,
            updated_on: now,
            due: None,
        }
    }
}

fn plan(request: &Reader<'_>, money: &Money) -> Option<Plan> {
    let plan = request.object("subscription_plan", "subscription_plan.")?;
    let kind = plan.required_one_of("plan_type", &["fixed_cycles", "fixed_cycle_amount"]);
    let number = |name: &str| plan.required(name).parse::<u64>().ok();
    match kind.as_str() {
        "fixed_cycles" => {
            let cycles =
                number("fixed_cycles").filter(|cycles| (2..=999).contains(cycles) && *cycles <= money.amount);
            if cycles.is_none() {
                plan.wrong("fixed_cycles", "INVALID_SUBSCRIPTION_CYCLES");
            }
            cycles.map(Plan::FixedCycles)
        }
        "fixed_cycle_amount" => {
            let amount = number("fixed_cycle_amount").filter(|amount| (1..=money.amount).contains(amount));
            if amount.is_none() {
                plan.wrong("fixed_cycle_amount", "INVALID_AMOUNT");
            }
            amount.map(Plan::FixedCycleAmount)
        }
        _ => None,
    }
}

impl World {
    /// Takes a new subscription up.
    pub(super) fn begin(&mut self, subscription: Subscription) {
        let index = self.univapay.subscriptions.len();
        self.univapay.agenda.add(subscription.due, Task::Subscription(index));
        self.univapay.subscriptions.push(subscription);
        self.subscription_event(index, "subscription_created");
        // A first payment that is due today is charged at once.
        self.settle();
    }

    /// Charges the payment that is due.
    pub(super) fn pass_subscription(&mut self, index: usize, at: Timestamp) {
        let subscription = &mut self.univapay.subscriptions[index];
        if subscription.due != Some(at)
            || !matches!(subscription.status, Status::Unverified | Status::Current | Status::Unpaid)
        {
            return;
        }
        subscription.due = None;
        let terminate_with = subscription.next_payment().and_then(|payment| payment.terminate_with.clone());
        match terminate_with.as_deref() {
            Some("canceled") => {
                subscription.turn(Status::Canceled, at);
                self.subscription_event(index, "subscription_canceled");
            }
            Some(_) => {
                subscription.turn(Status::Suspended, at);
                self.subscription_event(index, "subscription_suspended");
            }
            None => self.charge_payment(index, at),
        }
    }

    fn charge_payment(&mut self, index: usize, at: Timestamp) {
        let (id, nonce) = (self.ids.uuid(), self.ids.alphanumeric(25));
        let Univapay { tokens, charges, subscriptions, agenda, .. } = &mut self.univapay;
        let subscription = &mut subscriptions[index];
        let Some(token) = tokens.iter_mut().find(|token| token.id == subscription.token_id) else { return };
        let (currency, metadata) = (subscription.currency.clone(), subscription.metadata.clone());
        let subscription_id = subscription.id.clone();
        let Some(payment) = subscription.next_payment() else { return };
        payment.charges.push(id.clone());
        token.last_used_on = Some(at);
        let asked = charge::Asked {
            id,
            nonce,
            money: Money { amount: payment.amount, currency },
            capture: true,
            capture_at: None,
            details: charge::Details::default(),
            metadata,
            too_quick: false,
            subscription: Some((index, subscription_id)),
        };
        let charge = Charge::new(asked, token, at);
        agenda.add(charge.due, Task::Charge(charges.len()));
        charges.push(charge);
    }

    /// A charge of a subscription has come to its end.
    pub(super) fn payment_ended(&mut self, index: usize, state: State, at: Timestamp) {
        let next_id = self.ids.uuid();
        let subscription = &mut self.univapay.subscriptions[index];
        let first = subscription.payments.len() == 1;
        if state != State::Successful {
            if subscription.status.has_ended() {
                return;
            }
            subscription.turn(if first { Status::Unconfirmed } else { Status::Unpaid }, at);
            if !first {
                subscription.plan_retry(at);
                let due = subscription.due;
                self.univapay.agenda.add(due, Task::Subscription(index));
            }
            return self.subscription_event(index, "subscription_failure");
        }
        let Some(payment) = subscription.next_payment() else { return };
        payment.paid_on = Some(at);
        payment.retry_on = None;
        payment.updated_on = at;
        let last = payment.last;
        if subscription.status.has_ended() {
            return;
        }
        subscription.turn(if last { Status::Completed } else { Status::Current }, at);
        self.subscription_event(index, "subscription_payment");
        if last {
            return self.subscription_event(index, "subscription_completed");
        }
        let Univapay { subscriptions, agenda, .. } = &mut self.univapay;
        let subscription = &mut subscriptions[index];
        subscription.plan_next(next_id, at);
        agenda.add(subscription.due, Task::Subscription(index));
    }

    pub(super) fn subscription_event(&mut self, index: usize, event: &str) {
        let subscription = &self.univapay.subscriptions[index];
        let (merchant, id) = (subscription.merchant, subscription.id.clone());
        let data = self.written(subscription);
        self.emit(merchant, event, &id, data);
    }
}
