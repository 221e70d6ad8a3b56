//! UnivaPay: transaction tokens, charges, refunds, cancels and subscriptions, and webhooks about them.

mod agenda;
mod auth;
mod card;
mod charge;
mod charges;
mod create;
mod cycle;
mod data;
mod done;
mod filter;
mod hooks;
mod idempotency;
mod issuer;
mod issuer_pages;
mod konbini;
mod limits;
mod metadata;
mod money;
mod online;
mod page;
mod payment_error;
mod problem;
mod reader;
mod reversal;
mod reversals;
mod schedule;
mod subscription;
mod subscriptions;
mod time;
mod token;
mod tokens;

use axum::Router;
use axum::middleware::from_fn_with_state;
use jiff::Timestamp;

pub use token::{ChargeOutcome, TokenSummary};

use crate::Sandbox;
use crate::merchant::Merchant;
use agenda::Agenda;
use charge::Charge;
use hooks::Hook;
use idempotency::Replays;
use limits::Buckets;
use reversal::Reversal;
use subscription::Subscription;
use token::Token;

pub(crate) fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .merge(tokens::routes())
        .merge(charges::routes())
        .merge(reversals::routes())
        .merge(subscriptions::routes())
        .merge(hooks::routes())
        .merge(issuer::routes())
        .layer(from_fn_with_state(sandbox.clone(), limits::limit))
        .merge(issuer_pages::routes())
}

/// UnivaPay's side of the world.
#[derive(Debug, Default)]
pub(crate) struct Univapay {
    tokens: Vec<Token>,
    charges: Vec<Charge>,
    /// Refunds and cancels.
    reversals: Vec<Reversal>,
    subscriptions: Vec<Subscription>,
    hooks: Vec<Hook>,
    agenda: Agenda,
    replays: Replays,
    buckets: Buckets,
}

impl Univapay {
    pub(crate) fn summaries(&self, merchants: &[Merchant]) -> Vec<TokenSummary> {
        self.tokens.iter().map(|token| token.summary(&merchants[token.merchant].id)).collect()
    }

    /// When something happens next by itself.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.agenda.next()
    }
}
