use axum::http::HeaderValue;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use super::auth::{self, Caller};
use super::idempotency::Known;
use super::problem::Problem;
use crate::call::Call;
use crate::world::World;
use crate::{Sandbox, reply};

/// What a call came to, kept for as long as its idempotency key.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) status: u16,
    pub(super) body: String,
}

impl Done {
    pub(super) fn ok(answer: &impl Serialize) -> Self {
        // Answers are built from plain structs, which always serialize.
        Self { status: 200, body: serde_json::to_string(answer).unwrap_or_default() }
    }

    pub(super) fn created(answer: &impl Serialize) -> Self {
        Self { status: 201, ..Self::ok(answer) }
    }

    pub(super) fn nothing() -> Self {
        Self { status: 204, body: String::new() }
    }

    /// An answer that is JSON text already.
    pub(super) fn text(body: String) -> Self {
        Self { status: 200, body }
    }

    /// The answer, for a webhook about it.
    pub(super) fn value(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    fn response(self) -> Response {
        reply::raw(self.status, "application/json", self.body)
    }
}

/// Answers a server's call that may be made any number of times.
pub(super) fn answer(
    sandbox: &Sandbox,
    call: &Call,
    work: impl FnOnce(&mut World, usize) -> Result<Done, Problem>,
) -> Response {
    answer_to(sandbox, call, Caller::Server, work)
}

/// Answers a call that may be made any number of times.
pub(super) fn answer_to(
    sandbox: &Sandbox,
    call: &Call,
    caller: Caller,
    work: impl FnOnce(&mut World, usize) -> Result<Done, Problem>,
) -> Response {
    let mut world = sandbox.world();
    let done = auth::merchant(&world, call, caller).and_then(|merchant| work(&mut world, merchant));
    response(done)
}

/// Answers a POST or PATCH, which is carried out once for each idempotency key.
pub(super) fn once(
    sandbox: &Sandbox,
    call: &Call,
    caller: Caller,
    work: impl FnOnce(&mut World, usize, &Call) -> Result<Done, Problem>,
) -> Response {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let merchant = match auth::merchant(world, call, caller) {
        Ok(merchant) => merchant,
        Err(problem) => return response(Err(problem)),
    };
    let Some(key) = call.header("idempotency-key") else {
        return response(work(world, merchant, call));
    };
    if let Some(status) = world.settings.idempotency.failing() {
        return with_status(response(work(world, merchant, call)), status);
    }
    let now = world.clock.now();
    let (done, status) = match world.univapay.replays.look_up(merchant, &call.path, key, &call.body, now) {
        Known::Repeated(done) => (Ok(done.clone()), "retrieved_idempotent_response"),
        Known::Conflict => (Err(Problem::new(409, "IDEMPOTENCY_KEY_CONFLICT")), "conflicting_key"),
        Known::New => match work(world, merchant, call) {
            Ok(done) => {
                world.univapay.replays.keep(merchant, &call.path, key, &call.body, done.clone(), now);
                (Ok(done), "successfully_stored")
            }
            Err(problem) => (Err(problem), "not_stored"),
        },
    };
    with_status(response(done), status)
}

fn with_status(mut response: Response, status: &'static str) -> Response {
    response.headers_mut().insert("idempotency-status", HeaderValue::from_static(status));
    response
}

fn response(done: Result<Done, Problem>) -> Response {
    match done {
        Ok(done) => done.response(),
        Err(problem) => reply::json(problem.http, &problem),
    }
}
