use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tokio::time::sleep;

use crate::call::Call;
use crate::credentials::looks_live;
use crate::faults::{self, Fault};
use crate::journal::{Gateway, JournalEntry};
use crate::{Sandbox, ito, mask, oauth, reply, univapay};

const LIVE_KEY: &str = "This is a sandbox. The key you sent looks like a live key: a live key must never be sent here. \
                        Treat it as exposed and replace it.";

/// A request's body may have so many bytes.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// A fault that cut the connection, as an in-process caller sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionFault {
    /// Reset before the request was handled.
    BeforeHandling,
    /// Reset after the request was handled, before anything was answered.
    BeforeAnswer,
    /// Reset in the middle of the answer's body.
    MidAnswer,
}

impl fmt::Display for ConnectionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BeforeHandling => "connection reset before the request was handled",
            Self::BeforeAnswer => "connection reset before the answer",
            Self::MidAnswer => "connection reset in the middle of the answer",
        })
    }
}

impl std::error::Error for ConnectionFault {}

/// Tells whoever holds the socket how to break it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cut {
    Reset(ConnectionFault),
    ResetMidAnswer,
    /// The body is already halved; `Content-Length` still announces all of it.
    Truncate,
}

/// All routes of both gateways, behind faults, journal and key check.
pub(crate) fn routes(sandbox: &Sandbox) -> Router<Sandbox> {
    Router::new()
        .merge(ito::routes())
        .merge(oauth::routes())
        .merge(univapay::routes(sandbox))
        .fallback(async || reply::json(404, &serde_json::json!({ "message": "Not Found" })))
        .method_not_allowed_fallback(async || {
            reply::json(405, &serde_json::json!({ "message": "The method is not supported for this route." }))
        })
        .layer(from_fn_with_state(sandbox.clone(), pass))
}

async fn pass(State(sandbox): State<Sandbox>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let gateway = Gateway::of_path(parts.uri.path());
    let asked = parts.headers.get("x-sandbox-fault").map(|spec| spec.to_str().unwrap_or("").parse::<Fault>());
    let (request_id, fault) = {
        let mut world = sandbox.world();
        let fault = match asked {
            Some(asked) => asked.map(Some),
            None => Ok(faults::take(&mut world.faults, parts.method.as_str(), parts.uri.path())),
        };
        (world.next_request_id(), fault)
    };
    let (fault, bad_fault) = match fault {
        Ok(fault) => (fault, None),
        Err(error) => (None, Some(reply::json(400, &serde_json::json!({ "message": error.to_string() })))),
    };
    let before = matches!(fault, Some(Fault::ResetBefore));
    let bytes = if before { Ok(Bytes::new()) } else { to_bytes(body, BODY_LIMIT).await };
    let too_large = bytes.is_err();
    let call = Arc::new(
        Call::read(parts.method.clone(), &parts.uri, parts.headers.clone(), bytes.unwrap_or_default()).await,
    );
    let mut entry = JournalEntry {
        id: 0,
        at: String::new(),
        gateway,
        request_id: request_id.clone(),
        method: call.method.to_string(),
        path: call.path.clone(),
        query: mask::query(&call),
        headers: mask::headers(&call.headers),
        body: mask::body(&call),
        status: None,
        merchant: None,
        fault: fault.as_ref().map(Fault::to_string),
    };
    let instead = bad_fault.or_else(|| answer_instead(fault.as_ref()?, gateway));
    let mut answer = if before {
        cut(Response::new(Body::empty()), Cut::Reset(ConnectionFault::BeforeHandling))
    } else if let Some(answer) = instead {
        answer
    } else if too_large {
        reply::json(413, &serde_json::json!({ "message": "The body is too large." }))
    } else if sends_live_key(&sandbox, &call) {
        refuse_live_key(gateway)
    } else {
        let mut request = Request::from_parts(parts, Body::empty());
        request.extensions_mut().insert(Arc::clone(&call));
        next.run(request).await
    };
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        answer.headers_mut().insert("x-request-id", value);
    }
    {
        let mut world = sandbox.world();
        entry.at = world.now().to_string();
        entry.merchant = merchant_of(&world, &call);
        entry.status = (!before).then(|| answer.status().as_u16());
        world.journal.write(entry);
    }
    match fault {
        Some(Fault::Delay(milliseconds)) => {
            sleep(Duration::from_millis(milliseconds)).await;
            answer
        }
        Some(Fault::ResetAfter) => cut(answer, Cut::Reset(ConnectionFault::BeforeAnswer)),
        Some(Fault::ResetMidAnswer) => cut(answer, Cut::ResetMidAnswer),
        Some(Fault::Truncate) => truncate(answer).await,
        _ => answer,
    }
}

/// The answer of a fault that keeps the request from being handled.
fn answer_instead(fault: &Fault, gateway: Gateway) -> Option<Response> {
    let error_body = match gateway {
        Gateway::Ito => r#"{"code":401,"status":"error","message":"Invalid API credentials."}"#,
        Gateway::Univapay => r#"{"status":"error","code":"UNKNOWN_ERROR","errors":[]}"#,
    };
    Some(match fault {
        Fault::Status(status, body) => {
            let body = body.clone().unwrap_or_else(|| r#"{"message":"Injected fault"}"#.to_owned());
            reply::raw(*status, "application/json", body)
        }
        Fault::Html500 => reply::raw(
            500,
            "text/html; charset=utf-8",
            "<!DOCTYPE html><html><head><title>500</title></head><body><h1>Server Error</h1></body></html>",
        ),
        Fault::Redirect => reply::found("/login"),
        Fault::TooMany(after) => {
            let mut answer = Response::new(Body::empty());
            *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            if let Some(value) = after.as_deref().and_then(|after| HeaderValue::from_str(after).ok()) {
                answer.headers_mut().insert(header::RETRY_AFTER, value);
            }
            answer
        }
        Fault::OkError => reply::raw(200, "application/json", error_body),
        Fault::Large(bytes) => {
            let (head, tail) = (r#"{"status":"ok","padding":""#, r#""}"#);
            let padding = "x".repeat(bytes.saturating_sub(head.len() + tail.len()));
            reply::raw(200, "application/json", format!("{head}{padding}{tail}"))
        }
        Fault::Garbage => reply::raw(200, "application/json", r#"{"code":200,"status":"ok",<"#),
        Fault::Delay(_)
        | Fault::ResetBefore
        | Fault::ResetAfter
        | Fault::ResetMidAnswer
        | Fault::Truncate => {
            return None;
        }
    })
}

fn cut(mut answer: Response, how: Cut) -> Response {
    answer.extensions_mut().insert(how);
    answer
}

async fn truncate(answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    // An empty answer announces a byte that never comes.
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len().max(1)));
    cut(Response::from_parts(parts, Body::from(whole.slice(..whole.len() / 2))), Cut::Truncate)
}

fn sends_live_key(sandbox: &Sandbox, call: &Call) -> bool {
    let world = sandbox.world();
    let bearer = call.bearer().is_some_and(|key| looks_live(key) && world.merchant_by_bearer(key).is_none());
    bearer || call.text("client_secret").is_some_and(looks_live)
}

fn refuse_live_key(gateway: Gateway) -> Response {
    match gateway {
        Gateway::Ito => {
            reply::json(401, &serde_json::json!({ "code": 401, "status": "error", "message": LIVE_KEY }))
        }
        Gateway::Univapay => reply::json(
            401,
            &serde_json::json!({
                "status": "error", "code": "INVALID_APP_TOKEN", "errors": [], "message": LIVE_KEY
            }),
        ),
    }
}

fn merchant_of(world: &crate::world::World, call: &Call) -> Option<String> {
    let by_bearer = call.bearer().and_then(|bearer| world.merchant_by_bearer(bearer));
    let by_client = || {
        let client = call.text("client_id").or_else(|| call.query("client_id"))?;
        world.merchant_by_client(client)
    };
    let by_payment = || {
        let payment = call.text("payment_id").or_else(|| call.query("payment_id"))?;
        world.payments.find(payment).map(|payment| payment.merchant)
    };
    let merchant = by_bearer.or_else(by_client).or_else(by_payment)?;
    world.merchants.get(merchant).map(|merchant| merchant.id.clone())
}
