//! UnivaPay: transaction tokens, charges, refunds, cancels and subscriptions, webhooks about them, and the account.

mod account;
mod agenda;
mod auth;
mod bank_accounts;
mod card;
mod card_change;
mod charge;
mod charges;
mod checkout;
mod create;
mod cycle;
mod data;
mod deposit;
mod done;
mod filter;
mod history;
mod history_row;
mod hook;
mod hook_log;
mod hooks;
mod idempotency;
mod issuer;
mod issuer_pages;
mod konbini;
mod limits;
mod made_history;
mod metadata;
mod money;
mod online;
mod page;
mod payment_change;
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
mod transfer;
mod transfers;

use axum::Router;
use axum::middleware::from_fn_with_state;
use jiff::Timestamp;

pub use token::{ChargeOutcome, TokenSummary};
pub use transfer::{ManualEntry, TransferEnd, TransferOrder};

use crate::Sandbox;
use crate::merchant::Merchant;
use agenda::Agenda;
use bank_accounts::BankAccount;
use charge::Charge;
use hook::Hook;
use hook_log::HookLog;
use idempotency::Replays;
use limits::Buckets;
use made_history::MadeHistory;
use reversal::Reversal;
use subscription::Subscription;
use token::Token;
use transfer::Transfer;

pub(crate) fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .merge(tokens::routes())
        .merge(charges::routes())
        .merge(reversals::routes())
        .merge(subscriptions::routes())
        .merge(hooks::routes())
        .merge(issuer::routes())
        .merge(account::routes())
        .merge(history::routes())
        .merge(bank_accounts::routes())
        .merge(transfers::routes())
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
    hook_log: HookLog,
    bank_accounts: Vec<BankAccount>,
    transfers: Vec<Transfer>,
    made_history: Option<MadeHistory>,
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
