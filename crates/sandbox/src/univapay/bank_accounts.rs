//! Where the merchant's money is paid out to.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::auth::Caller;
use super::charge::{PROCESSING, later};
use super::done::{Done, answer, once};
use super::money::is_currency;
use super::page::page;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::token::written;
use crate::call::Call;
use crate::world::World;
use crate::{Sandbox, Settings};

const REQUIRED: [&str; 4] = ["holder_name", "bank_name", "country", "currency"];
const OPTIONAL: [&str; 6] =
    ["branch_name", "bank_address", "routing_number", "swift_code", "ifsc_code", "routing_code"];
const ACCOUNT_TYPES: [&str; 2] = ["checking", "savings"];

/// A bank account. Of its number only the end is kept.
#[derive(Debug)]
pub(super) struct BankAccount {
    pub(super) id: String,
    pub(super) merchant: usize,
    pub(super) primary: bool,
    /// What is only repeated in answers.
    details: Map<String, Value>,
    /// Whether the number leads to an account.
    sound: bool,
    /// When the number was given; the gateway looks at it a moment later.
    given_on: Timestamp,
    created_on: Timestamp,
    updated_on: Timestamp,
}

impl BankAccount {
    fn answer(&self, now: Timestamp, settings: Settings) -> Answer<'_> {
        Answer {
            id: &self.id,
            details: &self.details,
            status: match (now < later(self.given_on, PROCESSING), self.sound) {
                (true, _) => "new",
                (false, true) => "verified",
                (false, false) => "unable_to_verify",
            },
            primary: self.primary,
            created_on: written(self.created_on, settings),
            updated_on: written(self.updated_on, settings),
        }
    }
}

#[derive(Debug, Serialize)]
struct Answer<'a> {
    id: &'a str,
    #[serde(flatten)]
    details: &'a Map<String, Value>,
    status: &'static str,
    primary: bool,
    created_on: Value,
    updated_on: Value,
}

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/bank_accounts", get(list).post(create))
        .route("/bank_accounts/primary", get(primary))
        .route("/bank_accounts/{id}", get(read).patch(update).delete(delete))
}

type Asking = Extension<Arc<Call>>;

/// The members that are given; `true` if the account's number is one.
fn fields(request: &Reader<'_>) -> (Map<String, Value>, Option<bool>) {
    let mut details = Map::new();
    for name in REQUIRED.into_iter().chain(OPTIONAL) {
        details.extend(request.text(name).map(|text| (name.to_owned(), text.into())));
    }
    let country = details.get("country").and_then(Value::as_str);
    if country.is_some_and(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase())) {
        request.wrong("country", "INVALID_FORMAT_COUNTRY");
    }
    if details.get("currency").and_then(Value::as_str).is_some_and(|code| !is_currency(code)) {
        request.wrong("currency", "INVALID_FORMAT_CURRENCY");
    }
    let kind = request.one_of("account_type", &ACCOUNT_TYPES);
    details.extend(kind.map(|kind| ("account_type".to_owned(), kind.into())));
    let number = request.text("account_number");
    let sound = number.as_deref().map(|number| {
        if !(4..=34).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            request.wrong("account_number", "INVALID_FORMAT_BANK_ACCOUNT_NUMBER");
            return false;
        }
        details.insert("last_four".to_owned(), number[number.len() - 4..].into());
        number.bytes().any(|byte| byte != b'0')
    });
    (details, sound)
}

async fn create(State(sandbox): State<Sandbox>, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        for name in REQUIRED.into_iter().chain(["account_number"]) {
            request.required(name);
        }
        let (given, sound) = fields(&request);
        let asked = request.flag("primary").unwrap_or_default();
        problems.settle()?;
        let mut details: Map<String, Value> =
            OPTIONAL.into_iter().map(|name| (name.to_owned(), Value::Null)).collect();
        details.insert("account_type".to_owned(), "savings".into());
        details.extend(given);
        let now = world.clock.now();
        let primary = asked || world.primary_account(merchant).is_none();
        world.univapay.bank_accounts.push(BankAccount {
            id: world.ids.uuid(),
            merchant,
            primary: false,
            details,
            sound: sound.unwrap_or_default(),
            given_on: now,
            created_on: now,
            updated_on: now,
        });
        let index = world.univapay.bank_accounts.len() - 1;
        if primary {
            world.make_primary(index);
        }
        Ok(Done::created(&world.univapay.bank_accounts[index].answer(now, world.settings)))
    })
}

async fn list(State(sandbox): State<Sandbox>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let now = world.clock.now();
        let primary = call.query("primary").map(|wanted| wanted == "true");
        let mine = world.univapay.bank_accounts.iter().filter(|account| {
            account.merchant == merchant && primary.is_none_or(|primary| account.primary == primary)
        });
        let write = |account| BankAccount::answer(account, now, world.settings);
        Ok(Done::ok(&page(&call, mine, |account| &account.id, write)?))
    })
}

async fn primary(State(sandbox): State<Sandbox>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let now = world.clock.now();
        let found = world.primary_account(merchant);
        let account = found.ok_or_else(|| Problem::new(404, "PRIMARY_BANK_ACCOUNT_NOT_FOUND"))?;
        Ok(Done::ok(&account.answer(now, world.settings)))
    })
}

async fn read(State(sandbox): State<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let now = world.clock.now();
        let index = world.bank_account(merchant, &id)?;
        Ok(Done::ok(&world.univapay.bank_accounts[index].answer(now, world.settings)))
    })
}

async fn update(State(sandbox): State<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let (given, sound) = fields(&request);
        let primary = request.flag("primary");
        problems.settle()?;
        let index = world.bank_account(merchant, &id)?;
        let now = world.clock.now();
        let account = &mut world.univapay.bank_accounts[index];
        if primary == Some(false) && account.primary {
            return Err(Problem::new(400, "MUST_HAVE_A_PRIMARY_BANK_ACCOUNT"));
        }
        account.details.extend(given);
        account.updated_on = now;
        if let Some(sound) = sound {
            (account.sound, account.given_on) = (sound, now);
        }
        if primary == Some(true) {
            world.make_primary(index);
        }
        Ok(Done::ok(&world.univapay.bank_accounts[index].answer(now, world.settings)))
    })
}

/// The primary account can only be the last to go.
async fn delete(State(sandbox): State<Sandbox>, Path(id): Path<String>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.bank_account(merchant, &id)?;
        let accounts = &mut world.univapay.bank_accounts;
        let others = accounts.iter().any(|account| account.merchant == merchant && account.id != id);
        if others && accounts[index].primary {
            return Err(Problem::new(400, "MUST_HAVE_A_PRIMARY_BANK_ACCOUNT"));
        }
        accounts.remove(index);
        Ok(Done::nothing())
    })
}

impl World {
    pub(super) fn primary_account(&self, merchant: usize) -> Option<&BankAccount> {
        self.univapay.bank_accounts.iter().find(|account| account.merchant == merchant && account.primary)
    }

    fn bank_account(&self, merchant: usize, id: &str) -> Result<usize, Problem> {
        let found = |account: &BankAccount| account.merchant == merchant && account.id == id;
        self.univapay.bank_accounts.iter().position(found).ok_or_else(Problem::not_found)
    }

    /// One account of a merchant is primary.
    fn make_primary(&mut self, index: usize) {
        let merchant = self.univapay.bank_accounts[index].merchant;
        for (at, account) in self.univapay.bank_accounts.iter_mut().enumerate() {
            if account.merchant == merchant {
                account.primary = at == index;
            }
        }
    }
}
