//! UnivaPay: transaction tokens.

mod auth;
mod card;
mod create;
mod data;
mod idempotency;
mod konbini;
mod limits;
mod online;
mod problem;
mod reader;
mod token;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;

pub use token::{ChargeOutcome, TokenSummary};

use crate::Sandbox;
use idempotency::Replays;
use limits::Buckets;

pub(crate) fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .route("/tokens", post(create::create))
        .layer(from_fn_with_state(sandbox.clone(), limits::limit))
}

/// UnivaPay's side of the world.
#[derive(Debug, Default)]
pub(crate) struct Univapay {
    tokens: Vec<TokenSummary>,
    replays: Replays,
    buckets: Buckets,
}

impl Univapay {
    pub(crate) fn summaries(&self) -> Vec<TokenSummary> {
        self.tokens.clone()
    }
}
