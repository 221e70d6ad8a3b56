//! The control API under `/_sandbox/`, and the start page.

mod deliveries;
mod univapay;

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::address::Address;
use crate::faults::FaultRule;
use crate::journal::JournalFilter;
use crate::pages::{self, Language};
use crate::{Error, Sandbox, Settings, reply};

pub(crate) fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    let own_pages_only = middleware::from_fn_with_state(sandbox.clone(), own_pages_only);
    Router::new()
        .route("/_sandbox/credentials", get(credentials))
        .route("/_sandbox/merchants", post(add_merchant))
        .route("/_sandbox/redirect_uris", post(add_redirect_uri))
        .route("/_sandbox/journal", get(journal))
        .route("/_sandbox/faults", get(list_faults).post(add_fault).delete(clear_faults))
        .route("/_sandbox/clock", get(clock).post(advance))
        .route("/_sandbox/settings", get(settings).post(change_settings))
        .route("/_sandbox/reset", post(reset))
        .merge(univapay::routes())
        .merge(deliveries::routes())
        // Answered here: what is meant for the sandbox must not show in the gateways' journal, or use up a fault.
        .route("/_sandbox/{*rest}", any(async || message(404, "there is no such control call")))
        .method_not_allowed_fallback(async || message(405, "the control call takes another method"))
        .layer(own_pages_only)
        .route("/", get(start_page))
}

/// Keeps web pages of others, open in a browser on this machine, from controlling the sandbox.
async fn own_pages_only(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let allowed = request.headers().get(header::ORIGIN).is_none_or(|origin| {
        let origin = origin.to_str().ok().and_then(Address::parse);
        origin.is_some_and(|origin| sandbox.allows_host(&origin.host))
    });
    if allowed {
        return next.run(request).await;
    }
    message(403, "The Origin is neither loopback nor allowed by name.")
}

/// Answers 404 for what is not there and 400 for everything else.
enum Refused {
    BadRequest(String),
    Sandbox(Error),
}

type Answer = Result<Response, Refused>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, why) = match self {
            Self::BadRequest(message) => (400, message),
            Self::Sandbox(error @ Error::NotFound(_)) => (404, error.to_string()),
            Self::Sandbox(error) => (400, error.to_string()),
        };
        message(status, &why)
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Sandbox(error)
    }
}

/// A control call's JSON body; an empty one reads as `{}`.
fn body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refused> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| Refused::BadRequest(error.to_string()))
}

fn message(status: u16, message: &str) -> Response {
    reply::json(status, &json!({ "message": message }))
}

fn done() -> Response {
    reply::json(200, &json!({ "ok": true }))
}

fn base_url(headers: &HeaderMap) -> String {
    format!("http://{}", headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1"))
}

async fn start_page(
    State(sandbox): State<Sandbox>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok());
    let language = Language::choose(query.get("lang").map(String::as_str), accepted);
    pages::index(language, &sandbox.credentials())
}

async fn credentials(State(sandbox): State<Sandbox>, headers: HeaderMap) -> Response {
    reply::json(200, &sandbox.credentials_at(&base_url(&headers)))
}

async fn add_merchant(State(sandbox): State<Sandbox>, headers: HeaderMap) -> Response {
    reply::json(201, &sandbox.add_merchant(&base_url(&headers)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRedirectUri {
    /// The first merchant's app if it is not given.
    client_id: Option<String>,
    redirect_uri: String,
}

async fn add_redirect_uri(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    let asked: NewRedirectUri = body(&bytes)?;
    let client_id = asked.client_id.unwrap_or_else(|| sandbox.credentials().public_client_id);
    sandbox.register_redirect_uri(&client_id, &asked.redirect_uri)?;
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JournalQuery {
    path: Option<String>,
    method: Option<String>,
    since: Option<String>,
}

async fn journal(
    State(sandbox): State<Sandbox>,
    asked: Result<Query<JournalQuery>, QueryRejection>,
) -> Answer {
    let Query(asked) = asked.map_err(|rejection| Refused::BadRequest(rejection.body_text()))?;
    let since = asked.since.map(|since| since.parse()).transpose();
    let since =
        since.map_err(|_| Refused::BadRequest("since must be the id of a journal entry".to_owned()))?;
    let filter = JournalFilter { path: asked.path, method: asked.method, since };
    Ok(reply::json(200, &sandbox.journal(&filter)))
}

async fn list_faults(State(sandbox): State<Sandbox>) -> Response {
    reply::json(200, &sandbox.faults())
}

async fn add_fault(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    sandbox.add_fault(body::<FaultRule>(&bytes)?)?;
    Ok(done())
}

async fn clear_faults(State(sandbox): State<Sandbox>) -> Response {
    sandbox.clear_faults();
    done()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: u64,
}

async fn clock(State(sandbox): State<Sandbox>) -> Response {
    let now = sandbox.now();
    reply::json(200, &json!({ "now": now.to_string(), "unix": now.as_second() }))
}

async fn advance(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    let asked: Advance = body(&bytes)?;
    sandbox.advance(Duration::from_secs(asked.advance_seconds))?;
    Ok(clock(State(sandbox)).await)
}

async fn settings(State(sandbox): State<Sandbox>) -> Response {
    reply::json(200, &sandbox.settings())
}

/// Changes the settings that are given; the others stay.
async fn change_settings(State(sandbox): State<Sandbox>, bytes: Bytes) -> Answer {
    let changes: serde_json::Map<String, serde_json::Value> = body(&bytes)?;
    let mut merged = serde_json::to_value(sandbox.settings()).unwrap_or_default();
    for (name, value) in changes {
        merged[name] = value;
    }
    let settings: Settings =
        serde_json::from_value(merged).map_err(|error| Refused::BadRequest(error.to_string()))?;
    sandbox.set_settings(settings);
    Ok(reply::json(200, &settings))
}

async fn reset(State(sandbox): State<Sandbox>) -> Answer {
    sandbox.reset()?;
    Ok(done())
}
