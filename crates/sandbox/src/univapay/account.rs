//! The merchant and its store, and what a checkout page may offer.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::auth::Caller;
use super::checkout;
use super::done::{Done, answer, answer_to};
use super::page::page;
use super::problem::Problems;
use super::reader::Reader;
use super::token::written;
use crate::call::Call;
use crate::merchant::Merchant;
use crate::{Sandbox, Settings};

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/me", get(me))
        .route("/stores", get(stores))
        .route("/stores/{store}", get(store))
        .route("/stores/{store}/create_customer_id", post(create_customer_id))
        .route("/checkout_info", get(checkout_info))
}

type Asking = Extension<Arc<Call>>;

async fn me(State(sandbox): State<Sandbox>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let (merchant, settings) = (&world.merchants[merchant], world.settings);
        Ok(Done::ok(&json!({
            "id": merchant.univapay_id,
            "verification_data_id": null,
            "name": merchant.name,
            "email": format!("{}@sandbox.test", merchant.id),
            "notification_email": null,
            "finance_notification_email": null,
            "verified": true,
            "configuration": checkout::configuration(settings),
            "created_on": opened_on(settings),
        })))
    })
}

async fn stores(State(sandbox): State<Sandbox>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let settings = world.settings;
        let item = |merchant: &Merchant| -> Value {
            json!({
                "id": merchant.store_id,
                "name": merchant.name,
                "merchant_name": merchant.name,
                "created_on": opened_on(settings),
            })
        };
        let mine = world.merchants[merchant..=merchant].iter();
        Ok(Done::ok(&page(&call, mine, |merchant| &merchant.store_id, item)?))
    })
}

async fn store(
    State(sandbox): State<Sandbox>,
    Path(store): Path<String>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        world.check_store(merchant, &store)?;
        Ok(Done::ok(&json!({
            "id": store,
            "name": world.merchants[merchant].name,
            "configuration": checkout::configuration(world.settings),
            "created_on": opened_on(world.settings),
        })))
    })
}

/// The same customer of a store always gets the same id; nothing is kept.
async fn create_customer_id(
    State(sandbox): State<Sandbox>,
    Path(store): Path<String>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        world.check_store(merchant, &store)?;
        let problems = Problems::default();
        let customer = Reader::of_body(&call, &problems)?.required("customer_id");
        problems.settle()?;
        Ok(Done::ok(&json!({ "customer_id": derived(&store, &customer) })))
    })
}

/// What a page may offer. An app needs no secret, and may name the page by `origin`.
async fn checkout_info(State(sandbox): State<Sandbox>, Extension(call): Asking) -> Response {
    answer_to(&sandbox, &call, Caller::App, |world, merchant| {
        Ok(Done::ok(&checkout::info(&world.merchants[merchant].name, world.settings)))
    })
}

/// When merchant and store came to be: as their application token says.
fn opened_on(settings: Settings) -> Value {
    written(Timestamp::from_second(1_700_000_000).unwrap_or_default(), settings)
}

/// A name-based UUID.
fn derived(store: &str, customer: &str) -> String {
    let hash = Sha256::digest(format!("{store}/{customer}"));
    let hex: String = hash.iter().take(15).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-5{}-8{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..30])
}
