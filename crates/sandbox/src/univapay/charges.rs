use std::sync::Arc;

use axum::extract::{Path, State as Of};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::agenda::Task;
use super::auth::Caller;
use super::charge::{Asked, Charge, Details, State};
use super::done::{Done, answer, once};
use super::money::Money;
use super::page::page;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::time::horizon;
use super::{Univapay, filter};
use crate::Sandbox;
use crate::call::Call;
use crate::credentials::is_uuid;
use crate::world::World;

/// The same token and amount again within this time is taken for a double click.
const TOO_QUICK: SignedDuration = SignedDuration::from_secs(30);

const THREE_DS_MODES: [&str; 6] = ["normal", "require", "force", "skip", "if_available", "provided"];

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/charges", get(list).post(create))
        .route("/stores/{store}/charges", get(list))
        .route("/stores/{store}/charges/{id}", get(read).patch(update))
        .route("/stores/{store}/charges/{id}/capture", post(capture))
}

type Asking = Extension<Arc<Call>>;

async fn create(Of(sandbox): Of<Sandbox>, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let now = world.clock.now();
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let token_id = request.required("transaction_token_id");
        if !token_id.is_empty() && !is_uuid(&token_id) {
            request.wrong("transaction_token_id", "INVALID_UUID");
        }
        let money = request.money();
        let capture = request.flag("capture").unwrap_or(true);
        let capture_at = request.instant("capture_at");
        if capture_at.is_some_and(|at| at <= now) {
            request.wrong("capture_at", "MUST_BE_FUTURE_TIME");
        }
        let details = details(&request, world);
        let metadata = request.metadata();
        problems.settle()?;
        let Univapay { tokens, charges, agenda, .. } = &mut world.univapay;
        let token = tokens.iter_mut().find(|token| token.id == token_id && token.merchant == merchant);
        let token = token.filter(|token| token.active).ok_or_else(Problem::not_found)?;
        let earlier = charges.iter().filter(|charge: &&Charge| charge.token_id == token.id);
        if token.token_type == "subscription" {
            return Err(Problem::new(400, "INVALID_TOKEN_TYPE"));
        }
        if token.is_one_time() && earlier.clone().next().is_some() {
            return Err(Problem::new(400, "TRANSACTION_ALREADY_PROCESSED"));
        }
        if token.has_expired(now) {
            return Err(Problem::new(400, "TRANSACTION_TOKEN_EXPIRED"));
        }
        if token.is_used_up(earlier.clone(), now) {
            return Err(Problem::new(400, "RESOURCE_LIMIT_REACHED"));
        }
        if !capture && !matches!(token.payment_type.as_str(), "card" | "apple_pay" | "paidy") {
            return Err(Problem::new(400, "CAPTURE_ONLY_FOR_CARD_PAYMENT"));
        }
        let too_quick = earlier
            .filter(|charge| charge.requested == money && now.duration_since(charge.created_on) < TOO_QUICK)
            .any(|charge| !matches!(charge.state, State::Failed(_)));
        let id = world.ids.uuid();
        let (subscription, nonce) = (None, world.ids.alphanumeric(25));
        let asked =
            Asked { id, nonce, money, capture, capture_at, details, metadata, too_quick, subscription };
        token.last_used_on = Some(now);
        let charge = Charge::new(asked, token, now);
        let done = Done::created(&charge.answer(&world.merchants[merchant].store_id, world.settings));
        agenda.add(charge.due, Task::Charge(charges.len()));
        charges.push(charge);
        Ok(done)
    })
}

/// What a charge only repeats, checked.
fn details(request: &Reader<'_>, world: &mut World) -> Details {
    let merchant_transaction_id = request.text("merchant_transaction_id");
    let sound = |id: &String| id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if merchant_transaction_id.as_ref().is_some_and(|id| !sound(id)) {
        request.wrong("merchant_transaction_id", "INVALID_FORMAT");
    }
    let redirect = request.object("redirect", "redirect.").map(|redirect| {
        let endpoint = redirect.url("endpoint");
        json!({ "endpoint": endpoint, "redirect_id": world.ids.uuid() })
    });
    let three_ds = request.object("three_ds", "three_ds.").map(|three_ds| {
        let mode = three_ds.one_of("mode", &THREE_DS_MODES);
        let endpoint = three_ds.url("redirect_endpoint");
        json!({ "mode": mode, "redirect_endpoint": endpoint, "redirect_id": endpoint.as_ref().map(|_| world.ids.uuid()) })
    });
    Details {
        merchant_transaction_id,
        only_direct_currency: request.flag("only_direct_currency").unwrap_or_default(),
        descriptor: request.text("descriptor"),
        redirect,
        three_ds,
    }
}

async fn list(Of(sandbox): Of<Sandbox>, store: Option<Path<String>>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        if let Some(Path(store)) = &store {
            world.check_store(merchant, store)?;
        }
        let wanted = filter::charges(&call)?;
        let (store, settings) = (&world.merchants[merchant].store_id, world.settings);
        let charges = world.univapay.charges.iter();
        let mine = charges.filter(|charge| charge.merchant == merchant && wanted(charge));
        let item = |charge: &Charge| -> Value { charge.item(store, settings) };
        Ok(Done::ok(&page(&call, mine, |charge| &charge.id, item)?))
    })
}

async fn read(
    Of(sandbox): Of<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let polling = call.query("polling") == Some("true");
        let (charge, store, settings) = world.charge(merchant, &store, &id, polling)?;
        Ok(Done::ok(&charge.answer(store, settings)))
    })
}

async fn update(
    Of(sandbox): Of<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let metadata = request.raw("metadata").is_some().then(|| request.metadata());
        problems.settle()?;
        let now = world.clock.now();
        let (charge, store, settings) = world.charge(merchant, &store, &id, false)?;
        if let Some(metadata) = metadata {
            charge.metadata = metadata;
            charge.updated_on = now;
        }
        Ok(Done::ok(&charge.answer(store, settings)))
    })
}

/// Captures all that was authorized, or less where both amount and currency are given.
async fn capture(
    Of(sandbox): Of<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let given = ["amount", "currency"].iter().any(|name| request.raw(name).is_some());
        let money = given.then(|| request.money());
        problems.settle()?;
        let now = world.clock.now();
        let index = world.charge_index(merchant, &store, &id, true)?;
        let charge = &mut world.univapay.charges[index];
        let money = money.unwrap_or_else(|| charge.requested.clone());
        match charge.state {
            State::Authorized => {}
            State::Successful => return Err(Problem::new(400, "ALREADY_CAPTURED")),
            _ => return Err(Problem::new(400, "INVALID_CHARGE_STATUS")),
        }
        check_capture(&money, charge)?;
        charge.succeed(money, now);
        world.charge_changed(index);
        Ok(Done::ok(&json!({})))
    })
}

fn check_capture(money: &Money, charge: &Charge) -> Result<(), Problem> {
    if money.currency != charge.requested.currency {
        return Err(Problem::new(400, "CURRENCY_MUST_MATCH_CHARGE"));
    }
    if money.amount > charge.requested.amount {
        return Err(Problem::new(400, "CAPTURE_AMOUNT_TOO_LARGE"));
    }
    Ok(())
}

impl World {
    /// A charge's place in the list, as it is now.
    pub(super) fn charge_index(
        &mut self,
        merchant: usize,
        store: &str,
        id: &str,
        polling: bool,
    ) -> Result<usize, Problem> {
        self.check_store(merchant, store)?;
        let found = |charge: &Charge| charge.id == id && charge.merchant == merchant;
        let index = self.univapay.charges.iter().position(found).ok_or_else(Problem::not_found)?;
        // Only what the gateway is working on is waited for: the buyer's time is not cut short.
        if self.univapay.charges[index].state == State::Pending {
            let now = self.clock.now();
            self.pass_charge(index, horizon(now, polling), now);
        }
        Ok(index)
    }

    /// A charge as it is now, with its store's id.
    fn charge(
        &mut self,
        merchant: usize,
        store: &str,
        id: &str,
        polling: bool,
    ) -> Result<(&mut Charge, &str, crate::Settings), Problem> {
        let index = self.charge_index(merchant, store, id, polling)?;
        Ok((&mut self.univapay.charges[index], &self.merchants[merchant].store_id, self.settings))
    }

    /// Whether this is the store of the caller's application token.
    pub(super) fn check_store(&self, merchant: usize, store: &str) -> Result<(), Problem> {
        if self.merchants[merchant].store_id == store { Ok(()) } else { Err(Problem::not_found()) }
    }
}
