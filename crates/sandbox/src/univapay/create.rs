use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::Response;
use serde_json::value::RawValue;

use super::auth;
use super::data::{Extras, payment_data};
use super::idempotency::Known;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::token::{ChargeOutcome, TokenAnswer, TokenSummary, written};
use crate::call::Call;
use crate::credentials::is_uuid;
use crate::ito::is_email;
use crate::json::{Json, Members};
use crate::world::World;
use crate::{RecurringPrivilege, Sandbox, reply};

const PAYMENT_TYPES: [&str; 8] =
    ["card", "apple_pay", "qr_scan", "qr_merchant", "konbini", "online", "bank_transfer", "paidy"];
const TOKEN_TYPES: [&str; 3] = ["one_time", "subscription", "recurring"];
const USAGE_LIMITS: [&str; 4] = ["daily", "weekly", "monthly", "annually"];

/// `POST /tokens`: creates a transaction token.
pub(super) async fn create(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
) -> Response {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let merchant = match auth::merchant(world, &call) {
        Ok(merchant) => merchant,
        Err(problem) => return reply::json(problem.http, &problem),
    };
    let now = world.clock.now();
    let Some(key) = call.header("idempotency-key") else {
        return answer(make(world, merchant, &call));
    };
    let (response, status) = match world.univapay.replays.look_up(merchant, &call.path, key, &call.body, now)
    {
        Known::Repeated(status, body) => {
            (reply::raw(status, "application/json", body.to_owned()), "retrieved_idempotent_response")
        }
        Known::Conflict => {
            let problem = Problem::new(409, "IDEMPOTENCY_KEY_CONFLICT");
            (reply::json(problem.http, &problem), "conflicting_key")
        }
        Known::New => match make(world, merchant, &call) {
            Ok(body) => {
                let kept = (201, body.clone());
                world.univapay.replays.keep(merchant, &call.path, key, &call.body, kept, now);
                (answer(Ok(body)), "successfully_stored")
            }
            Err(problem) => (answer(Err(problem)), "not_stored"),
        },
    };
    let mut response = response;
    response.headers_mut().insert("idempotency-status", HeaderValue::from_static(status));
    response
}

fn answer(made: Result<String, Problem>) -> Response {
    match made {
        Ok(body) => reply::raw(201, "application/json", body),
        Err(problem) => reply::json(problem.http, &problem),
    }
}

/// Checks the request, remembers the token, and writes the answer.
fn make(world: &mut World, merchant: usize, call: &Call) -> Result<String, Problem> {
    let members: Members =
        serde_json::from_slice(&call.body).map_err(|_| Problem::new(400, "INVALID_REQUEST"))?;
    let problems = Problems::default();
    let request = Reader::new(members, &problems);
    let payment_type = request.required_one_of("payment_type", &PAYMENT_TYPES);
    let token_type = request.one_of("type", &TOKEN_TYPES).unwrap_or_else(|| "one_time".to_owned());
    let usage_limit = request.one_of("usage_limit", &USAGE_LIMITS);
    let email = email(&request, &payment_type);
    let ip_address = request.text("ip_address");
    if ip_address.as_ref().is_some_and(|ip| ip.parse::<Ipv4Addr>().is_err()) {
        request.wrong("ip_address", "INVALID_FORMAT");
    }
    let metadata = metadata(&request);
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
    let id = world.ids.uuid();
    let outcome = email.as_deref().and_then(ChargeOutcome::from_email).unwrap_or(by_card);
    let created_on = written(now, world.settings);
    let body = TokenAnswer {
        id: &id,
        store_id: &world.merchants[merchant].store_id,
        email: email.as_deref(),
        payment_type: &payment_type,
        active: true,
        mode: "test",
        token_type: &token_type,
        usage_limit: usage_limit.as_deref(),
        confirmed: None,
        ip_address: ip_address.as_deref(),
        metadata,
        created_on: created_on.clone(),
        updated_on: created_on,
        last_used_on: serde_json::Value::Null,
        data,
    };
    let text = serde_json::to_string(&body).map_err(|_| Problem::new(500, "UNKNOWN_ERROR"))?;
    world.univapay.tokens.push(TokenSummary {
        id,
        merchant: world.merchants[merchant].id.clone(),
        payment_type,
        token_type,
        created_on: now.to_string(),
        outcome,
    });
    Ok(text)
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

/// Flat JSON, or a text that holds it; numbers keep their digits.
fn metadata(request: &Reader<'_>) -> Box<RawValue> {
    let empty = || RawValue::from_string("{}".to_owned()).unwrap_or_default();
    let Some(raw) = request.raw("metadata") else {
        return empty();
    };
    let members = match Json::of(raw) {
        Json::Object(members) => Some((members, raw.to_owned())),
        Json::Null => return empty(),
        Json::Text(text) => serde_json::from_str::<Members>(&text).ok().zip(RawValue::from_string(text).ok()),
        _ => None,
    };
    let Some((members, kept)) = members else {
        request.wrong("metadata", "INVALID_FORMAT_OBJECT");
        return empty();
    };
    let nested = |raw: &RawValue| match Json::of(raw) {
        Json::Object(_) => true,
        Json::Array(items) => {
            items.iter().any(|item| matches!(Json::of(item), Json::Object(_) | Json::Array(_)))
        }
        _ => false,
    };
    if members.0.iter().any(|(_, value)| nested(value)) {
        request.wrong("metadata", "NESTED_JSON_NOT_ALLOWED");
    }
    let customer = members.0.iter().find(|(name, _)| name == "univapay-customer-id");
    let is_id = |raw: &RawValue| matches!(Json::of(raw), Json::Text(id) if is_uuid(&id));
    if customer.is_some_and(|(_, id)| !is_id(id)) {
        request.wrong("metadata.univapay-customer-id", "INVALID_UUID");
    }
    kept
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
