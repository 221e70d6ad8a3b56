use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::agenda::Task;
use super::auth::Caller;
use super::charge::{PROCESSING, later};
use super::data::{Extras, payment_data};
use super::done::{Done, once};
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::token::Token;
use crate::call::Call;
use crate::ito::is_email;
use crate::world::World;
use crate::{RecurringPrivilege, Sandbox};

const PAYMENT_TYPES: [&str; 8] =
    ["card", "apple_pay", "qr_scan", "qr_merchant", "konbini", "online", "bank_transfer", "paidy"];
const TOKEN_TYPES: [&str; 3] = ["one_time", "subscription", "recurring"];
const USAGE_LIMITS: [&str; 4] = ["daily", "weekly", "monthly", "annually"];

/// `POST /tokens`: creates a transaction token. An app may do so without the secret.
pub(super) async fn create(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
) -> Response {
    once(&sandbox, &call, Caller::App, make)
}

/// Checks the request, remembers the token, and writes the answer.
fn make(world: &mut World, merchant: usize, call: &Call) -> Result<Done, Problem> {
    let problems = Problems::default();
    let request = Reader::of_body(call, &problems)?;
    let payment_type = request.required_one_of("payment_type", &PAYMENT_TYPES);
    let token_type = request.one_of("type", &TOKEN_TYPES).unwrap_or_else(|| "one_time".to_owned());
    let usage_limit = request.one_of("usage_limit", &USAGE_LIMITS);
    let email = email(&request, &payment_type);
    let ip_address = request.text("ip_address");
    if ip_address.as_ref().is_some_and(|ip| ip.parse::<Ipv4Addr>().is_err()) {
        request.wrong("ip_address", "INVALID_FORMAT");
    }
    let metadata = request.metadata();
    if matches!(payment_type.as_str(), "online" | "qr_scan") && token_type != "one_time" {
        request.wrong("type", "ONE_TIME_ONLY_ALLOWED");
    }
    let now = world.clock.now();
    let made = request.object("data", "").map(|data| {
        let extras =
            Extras { now, recurring: token_type == "recurring", has_ip_address: ip_address.is_some() };
        payment_data(&payment_type, &data, &extras, &mut world.ids)
    });
    if request.raw("data").is_none_or(|raw| raw.get() == "null") {
        request.wrong("data", "REQUIRED_VALUE");
    }
    problems.settle()?;
    check_usage(&token_type, usage_limit.as_deref(), world.settings.recurring_privilege)?;
    let (data, by_card) = made.ok_or_else(|| Problem::new(400, "INVALID_REQUEST"))?;
    let token = Token {
        id: world.ids.uuid(),
        merchant,
        email,
        payment_type,
        token_type,
        usage_limit,
        ip_address,
        metadata,
        created_on: now,
        updated_on: now,
        last_used_on: None,
        data,
        by_card,
        active: true,
    };
    let done = Done::created(&token.answer(&world.merchants[merchant].store_id, world.settings));
    let (id, data) = (token.id.clone(), done.value());
    let task = Task::Token(world.univapay.tokens.len());
    world.univapay.agenda.add(Some(later(now, PROCESSING)), task);
    world.univapay.tokens.push(token);
    world.emit(merchant, "token_created", &id, data);
    Ok(done)
}

/// Required, except where the buyer is known by other means.
fn email(request: &Reader<'_>, payment_type: &str) -> Option<String> {
    let optional = matches!(payment_type, "online" | "qr_scan" | "qr_merchant");
    let email = if optional { request.text("email") } else { Some(request.required("email")) };
    let email = email.filter(|email| !email.is_empty())?;
    if !is_email(&email) {
        request.wrong("email", "INVALID_FORMAT_EMAIL");
    }
    Some(email)
}

fn check_usage(token_type: &str, limit: Option<&str>, privilege: RecurringPrivilege) -> Result<(), Problem> {
    let code = match (token_type, limit, privilege) {
        ("recurring", _, RecurringPrivilege::None) => "RECURRING_TOKEN_DISABLED",
        ("recurring", None, RecurringPrivilege::Bounded) => "RECURRING_USAGE_LIMIT_REQUIRED",
        ("recurring", _, _) | (_, None, _) => return Ok(()),
        (_, Some(_), _) => "USAGE_LIMIT_NOT_APPLICABLE",
    };
    Err(Problem::new(400, code))
}
