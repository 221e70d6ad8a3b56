use std::sync::Arc;

use axum::extract::{Path, State as Of};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};

use super::Univapay;
use super::agenda::Task;
use super::auth::Caller;
use super::charge::{Charge, State};
use super::done::{Done, answer, once};
use super::page::page;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::reversal::{Progress, Refund, Reversal};
use super::time::horizon;
use crate::Sandbox;
use crate::call::Call;

const REASONS: [&str; 3] = ["duplicate", "fraud", "customer_request"];

/// Which of the two lists of a charge is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Refunds,
    Cancels,
}

impl Kind {
    fn is_of(self, reversal: &Reversal) -> bool {
        reversal.refund.is_some() == (self == Self::Refunds)
    }
}

pub(super) fn routes() -> Router<Sandbox> {
    Router::new().merge(of(Kind::Refunds, "refunds")).merge(of(Kind::Cancels, "cancels"))
}

type Asking = Extension<Arc<Call>>;

fn of(kind: Kind, name: &str) -> Router<Sandbox> {
    let list = move |Of(sandbox): Of<Sandbox>, Path((store, charge)), Extension(call): Asking| async move {
        list(&sandbox, kind, store, charge, &call)
    };
    let create = move |Of(sandbox): Of<Sandbox>, Path((store, charge)), Extension(call): Asking| async move {
        create(&sandbox, kind, store, charge, &call)
    };
    let read = move |Of(sandbox): Of<Sandbox>, Path((store, charge, id)), Extension(call): Asking| async move {
        read(&sandbox, kind, store, charge, id, &call)
    };
    let update = move |Of(sandbox): Of<Sandbox>, Path((store, charge, id)), Extension(call): Asking| async move {
        update(&sandbox, kind, store, charge, id, &call)
    };
    let all = format!("/stores/{{store}}/charges/{{charge}}/{name}");
    Router::new().route(&format!("{all}/{{id}}"), get(read).patch(update)).route(&all, get(list).post(create))
}

fn create(sandbox: &Sandbox, kind: Kind, store: String, id: String, call: &Call) -> Response {
    once(sandbox, call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let refund = (kind == Kind::Refunds).then(|| Refund {
            money: request.money(),
            reason: request.one_of("reason", &REASONS),
            message: request.text("message"),
        });
        let metadata = request.metadata();
        problems.settle()?;
        let now = world.clock.now();
        let index = world.charge_index(merchant, &store, &id, true)?;
        let Univapay { charges, reversals, agenda, .. } = &mut world.univapay;
        let charge = &charges[index];
        let earlier = || reversals.iter().filter(|reversal| reversal.charge_id == id);
        match &refund {
            Some(refund) => check_refund(refund, charge, earlier())?,
            None => check_cancel(charge, earlier())?,
        }
        let reversal = Reversal::new(world.ids.uuid(), (index, id), refund, metadata, now);
        agenda.add(reversal.due, Task::Reversal(reversals.len()));
        let done = Done::created(&reversal.answer(&world.merchants[merchant].store_id, world.settings));
        reversals.push(reversal);
        Ok(done)
    })
}

fn check_refund<'a>(
    refund: &Refund,
    charge: &Charge,
    earlier: impl Iterator<Item = &'a Reversal>,
) -> Result<(), Problem> {
    let refused = |code| Err(Problem::new(400, code));
    let Some(charged) = charge.charged.as_ref().filter(|_| charge.state == State::Successful) else {
        return refused("CANNOT_REFUND_UNSUCCESSFUL_CHARGE");
    };
    if matches!(charge.payment_type.as_str(), "konbini" | "bank_transfer") {
        return refused("REFUND_NOT_ALLOWED");
    }
    if refund.money.currency != charged.currency {
        return refused("CURRENCY_MUST_MATCH_CHARGE");
    }
    let refunded: u64 = earlier
        .filter(|reversal| !matches!(reversal.progress, Progress::Failed(_)))
        .filter_map(|reversal| Some(reversal.refund.as_ref()?.money.amount))
        .sum();
    if refund.money.amount > charged.amount.saturating_sub(refunded) {
        return refused("REFUND_EXCEEDS_CHARGE_AMOUNT");
    }
    Ok(())
}

fn check_cancel<'a>(charge: &Charge, mut earlier: impl Iterator<Item = &'a Reversal>) -> Result<(), Problem> {
    let under_way = |reversal: &Reversal| reversal.refund.is_none() && reversal.progress == Progress::Pending;
    if matches!(charge.state, State::Authorized | State::Awaiting) && !earlier.any(under_way) {
        return Ok(());
    }
    Err(Problem::new(400, "CANCEL_NOT_ALLOWED"))
}

fn list(sandbox: &Sandbox, kind: Kind, store: String, id: String, call: &Call) -> Response {
    answer(sandbox, call, |world, merchant| {
        world.charge_index(merchant, &store, &id, false)?;
        let (store, settings) = (&world.merchants[merchant].store_id, world.settings);
        let all = world.univapay.reversals.iter();
        let wanted = all.filter(|reversal| reversal.charge_id == id && kind.is_of(reversal));
        let write = |reversal| Reversal::answer(reversal, store, settings);
        let page = page(call, wanted, |reversal| &reversal.id, write)?;
        Ok(Done::ok(&if kind == Kind::Refunds { page } else { page.uncounted() }))
    })
}

fn read(sandbox: &Sandbox, kind: Kind, store: String, charge: String, id: String, call: &Call) -> Response {
    answer(sandbox, call, |world, merchant| {
        world.charge_index(merchant, &store, &charge, false)?;
        let index = world.univapay.reversal(kind, &charge, &id)?;
        let now = world.clock.now();
        world.pass_reversal(index, horizon(now, call.query("polling") == Some("true")), now);
        let reversal = &world.univapay.reversals[index];
        Ok(Done::ok(&reversal.answer(&world.merchants[merchant].store_id, world.settings)))
    })
}

fn update(sandbox: &Sandbox, kind: Kind, store: String, charge: String, id: String, call: &Call) -> Response {
    once(sandbox, call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let metadata = request.raw("metadata").is_some().then(|| request.metadata());
        let (reason, message) = (request.one_of("reason", &REASONS), request.text("message"));
        problems.settle()?;
        let now = world.clock.now();
        world.charge_index(merchant, &store, &charge, false)?;
        let index = world.univapay.reversal(kind, &charge, &id)?;
        let reversal = &mut world.univapay.reversals[index];
        reversal.metadata = metadata.unwrap_or_else(|| reversal.metadata.clone());
        if let Some(refund) = &mut reversal.refund {
            refund.reason = reason.or(refund.reason.take());
            refund.message = message.or(refund.message.take());
        }
        reversal.updated_on = now;
        Ok(Done::ok(&reversal.answer(&world.merchants[merchant].store_id, world.settings)))
    })
}

impl Univapay {
    fn reversal(&self, kind: Kind, charge: &str, id: &str) -> Result<usize, Problem> {
        let found =
            |reversal: &Reversal| reversal.id == id && reversal.charge_id == charge && kind.is_of(reversal);
        self.reversals.iter().position(found).ok_or_else(Problem::not_found)
    }
}
