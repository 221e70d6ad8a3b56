//! The transaction history: charges, refunds and cancels in one list.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use jiff::SignedDuration;

use super::done::{Done, answer};
use super::filter::{self, Wanted};
use super::history_row::{Brief, Row};
use super::made_history::MadeHistory;
use super::page::{Asked, asked};
use super::problem::{Problem, Problems};
use crate::call::Call;
use crate::world::World;
use crate::{Error, Sandbox};

const TYPES: [&str; 3] = ["charge", "refund", "cancel"];

/// What the list can be narrowed by.
const FILTERS: [&str; 10] = [
    "from",
    "to",
    "type",
    "status",
    "mode",
    "currency",
    "amount_from",
    "amount_to",
    "payment_type",
    "brand[]",
];

/// So many rows can be made up.
const MOST_MADE: u32 = 1_000_000;

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/transaction_history", get(list))
        .route("/stores/{store}/transaction_history", get(list))
}

async fn list(
    State(sandbox): State<Sandbox>,
    store: Option<Path<String>>,
    Extension(call): Extension<Arc<Call>>,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        if let Some(Path(store)) = &store {
            world.check_store(merchant, store)?;
        }
        Ok(Done::text(History::of(world, merchant).page(&call)?))
    })
}

/// All rows of a merchant, newest first: what happened, then what was made up.
struct History<'a> {
    world: &'a World,
    merchant: usize,
    happened: Vec<Row<'a>>,
    made: Option<MadeHistory>,
}

impl<'a> History<'a> {
    fn of(world: &'a World, merchant: usize) -> Self {
        let univapay = &world.univapay;
        let charges = univapay.charges.iter().map(Row::Charge);
        let reversals = univapay.reversals.iter();
        let reversals = reversals.map(|reversal| Row::Reversal(reversal, &univapay.charges[reversal.charge]));
        let mine = |row: &Row<'_>| row.charge().merchant == merchant;
        let mut happened: Vec<_> = charges.chain(reversals).filter(mine).collect();
        // Stable: of what happened at the same moment, what was made last stands first.
        happened.reverse();
        happened.sort_by_key(|row| std::cmp::Reverse(row.created_on()));
        Self { world, merchant, happened, made: univapay.made_history }
    }

    fn len(&self) -> usize {
        self.happened.len() + self.made.map_or(0, MadeHistory::len)
    }

    /// Written piece by piece: a page of made-up rows must cost next to nothing.
    fn page(&self, call: &Call) -> Result<String, Problem> {
        let narrowed = narrowed(call)?;
        let Asked { limit, cursor, descending } = asked(call)?;
        let after = cursor.map(|cursor| self.position(cursor));
        let (start, end) = match (after, descending) {
            (None, _) => (0, self.len()),
            // A cursor that is no row's leads nowhere, as in other lists.
            (Some(None), _) => (0, 0),
            (Some(Some(at)), true) => (at + 1, self.len()),
            (Some(Some(at)), false) => (0, at),
        };
        let fits = |at: &usize| narrowed.as_ref().is_none_or(|narrowed| narrowed.allows(&self.brief(*at)));
        let mut rows: Vec<usize> = match descending {
            true => (start..end).filter(fits).take(limit + 1).collect(),
            false => (start..end).rev().filter(fits).take(limit + 1).collect(),
        };
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let mut text = String::with_capacity(1024 * (rows.len() + 1));
        text.push_str("{\"items\":[");
        self.write(&rows, &mut text);
        text.push_str(if has_more { "],\"has_more\":true" } else { "],\"has_more\":false" });
        if let Some(last) = rows.last().filter(|_| has_more) {
            text.push_str(&format!(",\"next_cursor\":\"{}\"", self.id(*last)));
        }
        if cursor.is_none() {
            let total = if narrowed.is_none() { self.len() } else { (0..self.len()).filter(fits).count() };
            text.push_str(&format!(",\"total_hits\":{total}"));
        }
        text.push('}');
        Ok(text)
    }

    fn write(&self, rows: &[usize], text: &mut String) {
        let (owner, settings) = (&self.world.merchants[self.merchant], self.world.settings);
        let made = self.made.map(|made| made.writer(owner, settings));
        for (number, at) in rows.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            match (self.happened.get(*at), &made) {
                (Some(row), _) => text.push_str(&row.answer(self.world, owner).to_string()),
                (None, Some(made)) => made.write(at - self.happened.len(), text),
                (None, None) => {}
            }
        }
    }

    fn brief(&self, at: usize) -> Brief<'_> {
        match self.happened.get(at) {
            Some(row) => row.brief(self.world),
            None => self.made.unwrap_or_default().brief(at - self.happened.len()),
        }
    }

    fn id(&self, at: usize) -> String {
        match self.happened.get(at) {
            Some(row) => row.id().to_owned(),
            None => MadeHistory::id(at - self.happened.len()),
        }
    }

    fn position(&self, id: &str) -> Option<usize> {
        let made = || self.made.and_then(|made| made.position(id)).map(|at| at + self.happened.len());
        self.happened.iter().position(|row| row.id() == id).or_else(made)
    }
}

/// What a call narrows the list to; `None` if it wants all of it.
fn narrowed(call: &Call) -> Result<Option<Narrowed<'_>>, Problem> {
    let problems = Problems::default();
    if call.query("type").is_some_and(|kind| !TYPES.contains(&kind)) {
        problems.add("type", "INVALID_FORMAT");
    }
    let wanted = filter::wanted(call, &problems);
    problems.settle()?;
    let brands = call.query.iter().filter(|(name, _)| name == "brand[]");
    let brands = brands.map(|(_, brand)| brand.as_str()).collect();
    let any = FILTERS.iter().any(|name| call.query(name).is_some());
    Ok(any.then_some(Narrowed { wanted, brands }))
}

struct Narrowed<'a> {
    wanted: Wanted<'a>,
    brands: Vec<&'a str>,
}

impl Narrowed<'_> {
    fn allows(&self, row: &Brief<'_>) -> bool {
        self.wanted.is("type", row.kind)
            && self.wanted.is("status", row.status)
            && self.wanted.is("payment_type", row.payment_type)
            && (self.brands.is_empty() || row.brand.is_some_and(|brand| self.brands.contains(&brand)))
            && self.wanted.fits(row.created_on, row.amount, row.currency)
    }
}

impl World {
    /// Lets everyone's history go on with rows that nobody made.
    pub(crate) fn make_history(&mut self, rows: u32) -> Result<(), Error> {
        if rows > MOST_MADE {
            return Err(Error::Rows);
        }
        let first = self.univapay.charges.first().map(|charge| charge.created_on);
        let before = first.unwrap_or_else(|| self.clock.now());
        let newest = before.checked_sub(SignedDuration::from_mins(1)).unwrap_or(before);
        self.univapay.made_history = (rows > 0).then(|| MadeHistory::new(rows, newest));
        Ok(())
    }
}
