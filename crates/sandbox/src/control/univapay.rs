use std::num::NonZeroU64;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, body, done};
use crate::{Sandbox, TransferOrder, reply};

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/tokens", get(tokens))
        .route("/_sandbox/charges/{id}/pay", post(pay_charge))
        .route("/_sandbox/univapay/history", post(make_history))
        .route("/_sandbox/univapay/transfers", post(transfer))
}

async fn tokens(State(sandbox): State<Sandbox>) -> Response {
    reply::json(200, &sandbox.tokens())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Payment {
    /// What a bank transfer brings; all that is left if it is not given.
    amount: Option<NonZeroU64>,
}

async fn pay_charge(State(sandbox): State<Sandbox>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    match body::<Payment>(&bytes)?.amount {
        Some(amount) => sandbox.deposit(&id, amount.get())?,
        None => sandbox.pay_charge(&id)?,
    }
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    rows: u32,
}

async fn make_history(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    sandbox.make_history(body::<History>(&bytes)?.rows)?;
    Ok(done())
}

async fn transfer(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    let id = sandbox.transfer(&body::<TransferOrder>(&bytes)?)?;
    Ok(reply::json(201, &json!({ "id": id })))
}
