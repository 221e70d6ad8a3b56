use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde_json::{Value, json};

use super::agenda::Task;
use super::auth::Caller;
use super::card::three_ds_state;
use super::card_change::CardChange;
use super::charge::{PROCESSING, later};
use super::create::create;
use super::done::{Done, answer, once};
use super::page::page;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::token::{Token, written};
use crate::call::Call;
use crate::ito::is_email;
use crate::world::World;
use crate::{Sandbox, Settings};

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/tokens", get(list).post(create))
        .route("/stores/{store}/tokens", get(list))
        .route("/stores/{store}/tokens/{id}", get(read).patch(update).delete(delete))
        .route("/stores/{store}/tokens/{id}/three_ds", post(enable_three_ds).delete(disable_three_ds))
}

type Asking = Extension<Arc<Call>>;

/// One-time tokens are not listed.
async fn list(
    State(sandbox): State<Sandbox>,
    store: Option<Path<String>>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        if let Some(Path(store)) = &store {
            world.check_store(merchant, store)?;
        }
        let (shop, settings) = (&world.merchants[merchant], world.settings);
        let is = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
        let mine = world.univapay.tokens.iter().filter(|token| {
            let card = |name: &str| token.data["card"][name].as_str().unwrap_or_default();
            token.merchant == merchant
                && !token.is_one_time()
                && match call.query("active") {
                    Some("all") => true,
                    Some("inactive") => !token.active,
                    _ => token.active,
                }
                && is("type", &token.token_type)
                && is("payment_type", &token.payment_type)
                && is("mode", "test")
                && is("email", token.email.as_deref().unwrap_or_default())
                && is("customer_id", &token.customer())
                && is("cardholder", card("cardholder"))
                && is("card_last_four", card("last_four"))
        });
        let write = |token| item(token, &shop.store_id, &shop.name, settings);
        Ok(Done::ok(&page(&call, mine, |token| &token.id, write)?))
    })
}

/// As lists show a token: without `data`.
fn item(token: &Token, store_id: &str, store_name: &str, settings: Settings) -> Value {
    let card = &token.data["card"];
    json!({
        "id": token.id,
        "store_id": store_id,
        "merchant_name": store_name,
        "store_name": store_name,
        "email": token.email,
        "payment_type": token.payment_type,
        "active": token.active,
        "mode": "test",
        "type": token.token_type,
        "created_on": written(token.created_on, settings),
        "updated_on": written(token.updated_on, settings),
        "user_data": { "cardholder_name": card["cardholder"], "email": token.email, "brand": card["brand"] },
    })
}

async fn read(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        world.token(merchant, &store, &id)?;
        if call.query("polling") == Some("true")
            && let Some(index) = world.univapay.tokens.iter().position(|token| token.id == id)
        {
            world.pass_token(index);
        }
        let (token, store, settings) = world.token(merchant, &store, &id)?;
        Ok(Done::ok(&token.answer(store, settings)))
    })
}

/// A recurring card is to be checked with its issuer.
async fn enable_three_ds(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let endpoint = Reader::of_body(call, &problems)?.url("redirect_endpoint");
        problems.settle()?;
        let now = world.clock.now();
        let (token, store, settings) = world.token(merchant, &store, &id)?;
        if token.token_type != "recurring" || token.payment_type != "card" {
            return Err(Problem::new(400, "NOT_RECURRING_TOKEN"));
        }
        token.data["three_ds"] = three_ds_state(true, endpoint);
        token.updated_on = now;
        let done = Done::ok(&token.answer(store, settings));
        let index = world.univapay.tokens.iter().position(|token| token.id == id).unwrap_or_default();
        world.univapay.agenda.add(Some(later(now, PROCESSING)), Task::Token(index));
        Ok(done)
    })
}

async fn disable_three_ds(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let now = world.clock.now();
        let (token, store, settings) = world.token(merchant, &store, &id)?;
        token.data["three_ds"] = three_ds_state(false, None);
        token.updated_on = now;
        // With a body, unlike other deletions.
        Ok(Done::ok(&token.answer(store, settings)))
    })
}

async fn update(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    // A customer may enter the CVV again in an app.
    let caller = if is_only_cvv(&call.body) { Caller::App } else { Caller::Server };
    once(&sandbox, &call, caller, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let email = request.text("email");
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            request.wrong("email", "INVALID_FORMAT_EMAIL");
        }
        let metadata = request.raw("metadata").is_some().then(|| request.metadata());
        let now = world.clock.now();
        let changes = request.object("data", "").map(|data| CardChange::read(&data, now));
        problems.settle()?;
        let (token, store, settings) = world.token(merchant, &store, &id)?;
        if let Some(changes) = changes {
            changes.apply(token)?;
        }
        token.email = email.or(token.email.take());
        token.metadata = metadata.unwrap_or_else(|| token.metadata.clone());
        token.updated_on = now;
        let done = Done::ok(&token.answer(store, settings));
        world.emit(merchant, "token_updated", &id, done.value());
        Ok(done)
    })
}

fn is_only_cvv(body: &[u8]) -> bool {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let is_only = |value: &Value, name: &str| {
        value.as_object().is_some_and(|members| members.len() == 1 && members.contains_key(name))
    };
    is_only(&body, "data") && is_only(&body["data"], "cvv")
}

async fn delete(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let (token, store, settings) = world.token(merchant, &store, &id)?;
        token.active = false;
        let (recurring, data) = (token.token_type == "recurring", json!(token.answer(store, settings)));
        if recurring {
            world.emit(merchant, "recurring_token_deleted", &id, data);
        }
        Ok(Done::nothing())
    })
}

impl World {
    /// A token that is still there, with its store's id.
    pub(super) fn token(
        &mut self,
        merchant: usize,
        store: &str,
        id: &str,
    ) -> Result<(&mut Token, &str, Settings), Problem> {
        self.check_store(merchant, store)?;
        let mut tokens = self.univapay.tokens.iter_mut();
        let token = tokens.find(|token| token.id == id && token.merchant == merchant && token.active);
        let token = token.ok_or_else(Problem::not_found)?;
        Ok((token, &self.merchants[merchant].store_id, self.settings))
    }
}
