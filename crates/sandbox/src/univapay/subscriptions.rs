use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, patch, post};
use axum::{Extension, Router};
use serde_json::Value;
use serde_json::value::RawValue;

use super::agenda::Task;
use super::auth::Caller;
use super::charge::Charge;
use super::cycle::Asked;
use super::done::{Done, answer, once};
use super::page::page;
use super::payment_change::{PaymentChange, amount};
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::schedule::midnight;
use super::subscription::{Status, Subscription};
use super::time::horizon;
use super::token::Token;
use crate::Sandbox;
use crate::call::Call;
use crate::world::World;

/// A simulation without an end shows so many payments.
const SIMULATED: u64 = 12;

pub(super) fn routes() -> Router<Sandbox> {
    let one = "/stores/{store}/subscriptions/{id}";
    Router::new()
        .route("/subscriptions", get(list).post(create))
        .route("/stores/{store}/subscriptions", get(list))
        .route("/subscriptions/simulate_plan", post(simulate))
        .route("/stores/{store}/subscriptions/simulate_plan", post(simulate))
        .route(one, get(read).patch(update).delete(cancel))
        .route(&format!("{one}/suspend"), patch(suspend))
        .route(&format!("{one}/unsuspend"), patch(unsuspend))
        .route(&format!("{one}/token"), patch(change_token))
        .route(&format!("{one}/charges"), get(charges))
        .route(&format!("{one}/charges/latest"), get(latest_charge))
        .route(&format!("{one}/payments"), get(payments))
        .route(&format!("{one}/payments/{{payment}}"), get(payment).patch(update_payment))
        .route(&format!("{one}/payments/{{payment}}/charges"), get(payment_charges))
}

type Asking = Extension<Arc<Call>>;
type Of = State<Sandbox>;
type One = Path<(String, String)>;
type OnePayment = Path<(String, String, String)>;

async fn create(State(sandbox): Of, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let now = world.clock.now();
        let token_id = request.required("transaction_token_id");
        let asked = Asked::read(&request, now);
        let metadata = request.metadata();
        problems.settle()?;
        let mine = |token: &&Token| token.id == token_id && token.merchant == merchant;
        let token = world.univapay.tokens.iter().find(mine).filter(|token| token.active);
        let token = token.ok_or_else(Problem::not_found)?;
        if token.token_type != "subscription" {
            return Err(Problem::new(400, "NOT_SUBSCRIPTION_TOKEN"));
        }
        let mut subscription = asked.subscription(world.ids.uuid(), merchant, token_id, metadata, now);
        subscription.plan_next(world.ids.uuid(), now);
        let done = Done::created(&world.written(&subscription));
        world.begin(subscription);
        Ok(done)
    })
}

async fn simulate(State(sandbox): Of, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let now = world.clock.now();
        let asked = Asked::read(&request, now);
        request.required("payment_type");
        problems.settle()?;
        let none = RawValue::from_string("{}".to_owned()).unwrap_or_default();
        let mut subscription = asked.subscription(String::new(), merchant, String::new(), none, now);
        let payments: Vec<Value> = (0..SIMULATED)
            .map_while(|_| {
                subscription.plan_next(String::new(), now);
                subscription.due?;
                let payment = subscription.payment(subscription.payments.last()?, world.settings);
                let kept = ["due_date", "zone_id", "amount", "currency", "is_paid", "is_last_payment"];
                let mut simulated: serde_json::Map<_, _> =
                    kept.iter().map(|name| ((*name).to_owned(), payment[name].clone())).collect();
                for name in ["successful_payment_date", "terminate_with_status", "retry_interval"] {
                    simulated.insert(name.to_owned(), Value::Null);
                }
                Some(Value::Object(simulated))
            })
            .collect();
        // A bare list, as the gateway answers it.
        Ok(Done::ok(&payments))
    })
}

async fn list(State(sandbox): Of, store: Option<Path<String>>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        if let Some(Path(store)) = &store {
            world.check_store(merchant, store)?;
        }
        let is = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
        let mine = world.univapay.subscriptions.iter().filter(|subscription| {
            subscription.merchant == merchant
                && is("status", subscription.status.name())
                && is("mode", "test")
        });
        Ok(Done::ok(&page(&call, mine, |subscription| &subscription.id, |one| world.written(one))?))
    })
}

async fn read(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        if call.query("polling") == Some("true") {
            world.hurry(index);
        }
        Ok(Done::ok(&world.written(&world.univapay.subscriptions[index])))
    })
}

/// What cannot be changed here once a subscription is there.
const FIXED: [&str; 6] = [
    "period",
    "cyclical_period",
    "initial_amount",
    "schedule_settings",
    "subscription_plan",
    "installment_plan",
];

async fn update(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let index = world.subscription(merchant, &store, &id)?;
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let now = world.clock.now();
        let status = request.one_of("status", &["suspended", "unpaid"]);
        let metadata = request.raw("metadata").is_some().then(|| request.metadata());
        let amount = amount(&request);
        let next =
            request.object("next_payment", "next_payment.").map(|next| PaymentChange::read(&next, now));
        let (token, fixed) = (
            request.raw("transaction_token_id").is_some(),
            FIXED.iter().any(|name| request.raw(name).is_some()),
        );
        problems.settle()?;
        let subscription = &mut world.univapay.subscriptions[index];
        if subscription.status.has_ended() {
            return Err(Problem::new(400, "CANNOT_CHANGE_CANCELED_SUBSCRIPTION"));
        }
        if amount.is_some() && subscription.schedule.plan.is_some() {
            return Err(Problem::new(400, "CANNOT_CHANGE_INSTALLMENT_AMOUNT"));
        }
        // What is not carried out is refused, rather than passed over: a token is changed by a route of its own.
        if token {
            return Err(Problem::new(400, "CANNOT_CHANGE_TOKEN"));
        }
        if fixed {
            return Err(Problem::new(400, "CANNOT_SET_AFTER_SUBSCRIPTION_STARTED"));
        }
        subscription.metadata = metadata.unwrap_or_else(|| subscription.metadata.clone());
        subscription.updated_on = now;
        if let Some(amount) = amount {
            subscription.schedule.amount = amount;
        }
        let change = PaymentChange { amount, ..next.unwrap_or_default() };
        if let Some(at) = subscription.payments.iter().position(|payment| payment.paid_on.is_none()) {
            world.change_payment(index, at, change);
        }
        match status.as_deref() {
            Some("suspended") => world.suspend(index)?,
            Some(_) => world.resume(index)?,
            None => {}
        }
        Ok(Done::ok(&world.written(&world.univapay.subscriptions[index])))
    })
}

async fn cancel(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        let now = world.clock.now();
        let subscription = &mut world.univapay.subscriptions[index];
        match subscription.status {
            Status::Canceled => return Err(Problem::new(400, "SUBSCRIPTION_ALREADY_CANCELED")),
            Status::Completed => return Err(Problem::new(400, "SUBSCRIPTION_ALREADY_ENDED")),
            _ => subscription.turn(Status::Canceled, now),
        }
        world.subscription_event(index, "subscription_canceled");
        Ok(Done::nothing())
    })
}

async fn suspend(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    changed(&sandbox, &call, &store, &id, |world, index, _| world.suspend(index))
}

async fn unsuspend(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    changed(&sandbox, &call, &store, &id, |world, index, _| world.resume(index))
}

async fn change_token(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    changed(&sandbox, &call, &store, &id, |world, index, call| {
        let problems = Problems::default();
        let token_id = Reader::of_body(call, &problems)?.required("transaction_token_id");
        problems.settle()?;
        let subscription = &mut world.univapay.subscriptions[index];
        let mine =
            |token: &&Token| token.id == token_id && token.merchant == subscription.merchant && token.active;
        let token = world.univapay.tokens.iter().find(mine).ok_or_else(Problem::not_found)?;
        if token.token_type != "subscription" || subscription.status.has_ended() {
            return Err(Problem::new(400, "CANNOT_CHANGE_TOKEN"));
        }
        subscription.token_id = token_id;
        Ok(())
    })
}

fn changed(
    sandbox: &Sandbox,
    call: &Call,
    store: &str,
    id: &str,
    change: impl FnOnce(&mut World, usize, &Call) -> Result<(), Problem>,
) -> Response {
    once(sandbox, call, Caller::Server, |world, merchant, call| {
        let index = world.subscription(merchant, store, id)?;
        change(world, index, call)?;
        Ok(Done::ok(&world.written(&world.univapay.subscriptions[index])))
    })
}

async fn payments(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        let subscription = &world.univapay.subscriptions[index];
        let write = |payment| subscription.payment(payment, world.settings);
        Ok(Done::ok(&page(&call, subscription.payments.iter(), |payment| &payment.id, write)?.uncounted()))
    })
}

async fn payment(
    State(sandbox): Of,
    Path((store, id, payment)): OnePayment,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        let subscription = &world.univapay.subscriptions[index];
        let at = subscription.position(&payment)?;
        Ok(Done::ok(&subscription.payment(&subscription.payments[at], world.settings)))
    })
}

async fn update_payment(
    State(sandbox): Of,
    Path((store, id, payment)): OnePayment,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let index = world.subscription(merchant, &store, &id)?;
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let change = PaymentChange::read(&request, world.clock.now());
        problems.settle()?;
        let at = world.univapay.subscriptions[index].position(&payment)?;
        world.change_payment(index, at, change);
        let subscription = &world.univapay.subscriptions[index];
        Ok(Done::ok(&subscription.payment(&subscription.payments[at], world.settings)))
    })
}

async fn charges(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        let subscription = &world.univapay.subscriptions[index];
        let ids: Vec<&String> = subscription.payments.iter().flat_map(|payment| &payment.charges).collect();
        world.charge_page(&call, &ids)
    })
}

async fn payment_charges(
    State(sandbox): Of,
    Path((store, id, payment)): OnePayment,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        let subscription = &world.univapay.subscriptions[index];
        let ids: Vec<&String> =
            subscription.payments[subscription.position(&payment)?].charges.iter().collect();
        world.charge_page(&call, &ids)
    })
}

async fn latest_charge(State(sandbox): Of, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.subscription(merchant, &store, &id)?;
        let payments = &world.univapay.subscriptions[index].payments;
        let latest = payments.iter().flat_map(|payment| &payment.charges).next_back();
        let found = world.univapay.charges.iter().find(|charge| Some(&charge.id) == latest);
        let charge = found.ok_or_else(Problem::not_found)?;
        Ok(Done::ok(&charge.answer(&store, world.settings)))
    })
}

impl Subscription {
    fn position(&self, payment: &str) -> Result<usize, Problem> {
        self.payments.iter().position(|known| known.id == payment).ok_or_else(Problem::not_found)
    }
}

impl World {
    fn subscription(&self, merchant: usize, store: &str, id: &str) -> Result<usize, Problem> {
        self.check_store(merchant, store)?;
        let found = |subscription: &Subscription| subscription.id == id && subscription.merchant == merchant;
        self.univapay.subscriptions.iter().position(found).ok_or_else(Problem::not_found)
    }

    /// A subscription as it is answered.
    pub(super) fn written(&self, subscription: &Subscription) -> Value {
        subscription.answer(&self.merchants[subscription.merchant].store_id, self.settings)
    }

    fn charge_page(&self, call: &Call, ids: &[&String]) -> Result<Done, Problem> {
        let charges = self.univapay.charges.iter().filter(|charge| ids.contains(&&charge.id));
        let item = |charge: &Charge| charge.item(&self.merchants[charge.merchant].store_id, self.settings);
        Ok(Done::ok(&page(call, charges, |charge| &charge.id, item)?))
    }

    /// A read that polls waits for the first charge.
    fn hurry(&mut self, index: usize) {
        let now = self.clock.now();
        let subscription = &self.univapay.subscriptions[index];
        let Some(id) = subscription.payments.last().and_then(|payment| payment.charges.last()) else {
            return;
        };
        let charge = self.univapay.charges.iter().position(|charge| charge.id == *id);
        if let Some(charge) = charge.filter(|_| subscription.status == Status::Unverified) {
            self.pass_charge(charge, horizon(now, true), now);
        }
    }

    fn suspend(&mut self, index: usize) -> Result<(), Problem> {
        let now = self.clock.now();
        let subscription = &mut self.univapay.subscriptions[index];
        if !matches!(subscription.status, Status::Current | Status::Unpaid) {
            return Err(Problem::new(400, "CANNOT_CHANGE_CANCELED_SUBSCRIPTION"));
        }
        subscription.turn(Status::Suspended, now);
        self.subscription_event(index, "subscription_suspended");
        Ok(())
    }

    /// Goes on: what fell due meanwhile is charged at once.
    fn resume(&mut self, index: usize) -> Result<(), Problem> {
        let now = self.clock.now();
        let subscription = &mut self.univapay.subscriptions[index];
        if !matches!(subscription.status, Status::Suspended | Status::Unpaid) {
            return Err(Problem::new(400, "CANNOT_CHANGE_CANCELED_SUBSCRIPTION"));
        }
        subscription.turn(Status::Current, now);
        let due = subscription.next_payment().map(|payment| {
            payment.retry_on = None;
            midnight(payment.due_date).max(now)
        });
        subscription.due = due;
        self.univapay.agenda.add(due, Task::Subscription(index));
        self.settle();
        Ok(())
    }
}
