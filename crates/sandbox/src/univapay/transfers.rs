//! What the gateway paid out, and how it comes about.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{Path, State as Of};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use jiff::Timestamp;

use super::agenda::Task;
use super::charge::{Charge, PROCESSING, State, later};
use super::done::{Done, answer};
use super::money::Money;
use super::page::page;
use super::problem::Problem;
use super::reversal::Progress;
use super::schedule::day;
use super::transfer::{Ledger, Status, Transfer, TransferOrder};
use crate::call::Call;
use crate::world::World;
use crate::{Error, Sandbox};

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/transfers", get(list))
        .route("/transfers/{id}", get(read))
        .route("/transfers/{id}/status_changes", get(changes))
        .route("/transfers/{id}/ledgers", get(ledgers))
        .route("/ledgers/{id}", get(ledger))
}

type Asking = Extension<Arc<Call>>;

async fn list(Of(sandbox): Of<Sandbox>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let is = |name: &str, value: &str| call.query(name).is_none_or(|wanted| wanted == value);
        let mine = world.univapay.transfers.iter().filter(|transfer| {
            transfer.merchant == merchant
                && is("currency", &transfer.currency)
                && is("status", transfer.status.name())
        });
        let write = |transfer: &Transfer| transfer.answer(&world.merchants[merchant], world.settings);
        Ok(Done::ok(&page(&call, mine, |transfer| &transfer.id, write)?))
    })
}

async fn read(Of(sandbox): Of<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let transfer = world.transfer(merchant, &id)?;
        Ok(Done::ok(&transfer.answer(&world.merchants[merchant], world.settings)))
    })
}

async fn changes(Of(sandbox): Of<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let transfer = world.transfer(merchant, &id)?;
        let write = |change| transfer.change(change, &world.merchants[merchant], world.settings);
        Ok(Done::ok(&page(&call, transfer.changes.iter(), |change| &change.id, write)?))
    })
}

async fn ledgers(Of(sandbox): Of<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let transfer = world.transfer(merchant, &id)?;
        let write = |ledger| transfer.ledger(ledger, &world.merchants[merchant], world.settings);
        Ok(Done::ok(&page(&call, transfer.ledgers.iter(), |ledger| &ledger.id, write)?))
    })
}

async fn ledger(Of(sandbox): Of<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let mine = world.univapay.transfers.iter().filter(|transfer| transfer.merchant == merchant);
        let mut all = mine.flat_map(|transfer| transfer.ledgers.iter().map(move |ledger| (transfer, ledger)));
        let (transfer, ledger) = all.find(|(_, ledger)| ledger.id == id).ok_or_else(Problem::not_found)?;
        Ok(Done::ok(&transfer.ledger(ledger, &world.merchants[merchant], world.settings)))
    })
}

/// Amounts are checked to be far smaller when they come in.
fn signed(money: &Money) -> i64 {
    i64::try_from(money.amount).unwrap_or(i64::MAX)
}

impl World {
    fn transfer(&self, merchant: usize, id: &str) -> Result<&Transfer, Problem> {
        let found = |transfer: &&Transfer| transfer.merchant == merchant && transfer.id == id;
        self.univapay.transfers.iter().find(found).ok_or_else(Problem::not_found)
    }

    /// Makes a transfer of all that was not paid out before; answers its id.
    pub(crate) fn make_transfer(&mut self, order: &TransferOrder) -> Result<String, Error> {
        self.settle();
        let merchant = match &order.merchant {
            None => 0,
            Some(id) => {
                let found = self.merchants.iter().position(|merchant| merchant.id == *id);
                found.ok_or_else(|| Error::NotFound(format!("merchant {id}")))?
            }
        };
        let owner = &self.merchants[merchant].id;
        let account = self.primary_account(merchant);
        let account = account.ok_or_else(|| Error::NotFound(format!("bank account of {owner}")))?.id.clone();
        let now = self.clock.now();
        let (mut ledgers, from) = self.unpaid_ledgers(merchant, &order.currency);
        ledgers.extend(order.manual.as_ref().map(|manual| Ledger {
            id: self.ids.uuid(),
            resource: None,
            origin: "manual",
            amount: manual.amount,
            note: manual.note.clone(),
        }));
        let sum = ledgers.iter().fold(0_i64, |sum, ledger| sum.saturating_add(ledger.amount));
        let id = self.ids.uuid();
        let mut transfer = Transfer {
            id: id.clone(),
            merchant,
            bank_account: account,
            amount: sum,
            currency: order.currency.clone(),
            status: Status::Created,
            end: order.end,
            from: day(from.unwrap_or(now)),
            to: day(now),
            created_on: now,
            updated_on: now,
            ledgers,
            changes: Vec::new(),
        };
        if sum <= 0 {
            // More was refunded than charged: that waits for the next transfer.
            (transfer.status, transfer.amount) = (Status::Blank, 0);
            transfer.ledgers.clear();
        }
        let index = self.univapay.transfers.len();
        self.univapay.transfers.push(transfer);
        self.transfer_event(index, "transfer_created");
        self.plan_transfer(index, now);
        Ok(id)
    }

    /// A line for each successful charge and refund that no transfer holds, oldest first, and the first one's time.
    fn unpaid_ledgers(&mut self, merchant: usize, currency: &str) -> (Vec<Ledger>, Option<Timestamp>) {
        let univapay = &self.univapay;
        let holding = univapay.transfers.iter().filter(|transfer| transfer.holds());
        let held: HashSet<&str> = holding
            .flat_map(|transfer| &transfer.ledgers)
            .filter_map(|line| line.resource.as_deref())
            .collect();
        let mine = |charge: &Charge| charge.merchant == merchant && charge.state == State::Successful;
        let charges = univapay.charges.iter().filter(|charge| mine(charge)).filter_map(|charge| {
            let money = charge.charged.as_ref()?;
            Some((charge.created_on, &charge.id, "charge", signed(money), &money.currency))
        });
        let refunds = univapay.reversals.iter().filter_map(|reversal| {
            let refund = reversal.refund.as_ref().filter(|_| reversal.progress == Progress::Successful)?;
            let money = mine(&univapay.charges[reversal.charge]).then_some(&refund.money)?;
            Some((reversal.created_on, &reversal.id, "refund", -signed(money), &money.currency))
        });
        let mut lines: Vec<_> = charges
            .chain(refunds)
            .filter(|(_, id, _, _, its)| *its == currency && !held.contains(id.as_str()))
            .map(|(at, id, origin, amount, _)| (at, id.clone(), origin, amount))
            .collect();
        lines.sort_by_key(|(at, ..)| *at);
        let from = lines.first().map(|(at, ..)| *at);
        let ledgers = lines.into_iter().map(|(_, resource, origin, amount)| Ledger {
            id: self.ids.uuid(),
            resource: Some(resource),
            origin,
            amount,
            note: None,
        });
        (ledgers.collect(), from)
    }

    /// Takes the next step of a transfer.
    pub(super) fn pass_transfer(&mut self, index: usize, at: Timestamp) {
        let change = self.ids.uuid();
        let transfer = &mut self.univapay.transfers[index];
        let Some(next) = transfer.status.next(transfer.end) else { return };
        transfer.turn(change, next, at);
        if next.next(transfer.end).is_some() {
            self.transfer_event(index, "transfer_updated");
        }
        self.plan_transfer(index, at);
    }

    /// Notes when the next step comes; if there is none, that is told.
    fn plan_transfer(&mut self, index: usize, at: Timestamp) {
        let transfer = &self.univapay.transfers[index];
        match transfer.status.next(transfer.end) {
            Some(_) => self.univapay.agenda.add(Some(later(at, PROCESSING)), Task::Transfer(index)),
            None => self.transfer_event(index, "transfer_finalized"),
        }
    }

    fn transfer_event(&mut self, index: usize, event: &str) {
        let transfer = &self.univapay.transfers[index];
        let (merchant, id) = (transfer.merchant, transfer.id.clone());
        let data = transfer.answer(&self.merchants[merchant], self.settings);
        self.emit(merchant, event, &id, data);
    }
}
