use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;

use super::{Answer, body, done};
use crate::{ReleaseOrder, Sandbox, reply};

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/_sandbox/deliveries", get(list))
        .route("/_sandbox/deliveries/hold", post(hold))
        .route("/_sandbox/deliveries/release", post(release))
        .route("/_sandbox/deliveries/{id}/resend", post(resend))
        .route("/_sandbox/deliveries/{id}/delay", post(delay))
        .route("/_sandbox/deliveries/{id}/drop", post(discard))
}

async fn list(State(sandbox): State<Sandbox>) -> Response {
    reply::json(200, &sandbox.deliveries())
}

async fn hold(State(sandbox): State<Sandbox>) -> Response {
    sandbox.hold_webhooks();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    #[serde(default)]
    order: ReleaseOrder,
}

async fn release(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    sandbox.release_webhooks(body::<Release>(&bytes)?.order);
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

async fn resend(State(sandbox): State<Sandbox>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    sandbox.resend_webhook(&id, body::<Resend>(&bytes)?.times)?;
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delay {
    seconds: u64,
}

async fn delay(State(sandbox): State<Sandbox>, Path(id): Path<String>, bytes: Bytes) -> Answer {
    sandbox.delay_webhook(&id, Duration::from_secs(body::<Delay>(&bytes)?.seconds))?;
    Ok(done())
}

async fn discard(State(sandbox): State<Sandbox>, Path(id): Path<String>) -> Answer {
    sandbox.drop_webhook(&id)?;
    Ok(done())
}
