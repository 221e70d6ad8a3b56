use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use jiff::Timestamp;

use crate::Sandbox;
use crate::call::Call;

/// A token bucket's size and refill.
#[derive(Debug, Clone, Copy)]
struct Rate {
    burst: u64,
    per_minute: u64,
}

/// The example of the gateway's page on rate limits.
const EXACT: Rate = Rate { burst: 10, per_minute: 120 };
const ROUTE: Rate = Rate { burst: 30, per_minute: 1200 };

/// How full each bucket is, in sixty-thousandths of a request: one request a minute refills one part a millisecond.
#[derive(Debug, Default)]
pub(super) struct Buckets(HashMap<(Option<usize>, String), Pair>);

#[derive(Debug)]
struct Pair {
    exact: u64,
    route: u64,
    at: Timestamp,
}

const PARTS: u64 = 60_000;

impl Rate {
    fn refilled(self, level: u64, milliseconds: u64) -> u64 {
        level.saturating_add(milliseconds.saturating_mul(self.per_minute)).min(self.burst * PARTS)
    }
}

impl Buckets {
    /// Takes one request out; answers whether there was one, and how many are left, exact and route.
    fn take(&mut self, merchant: Option<usize>, path: &str, now: Timestamp) -> (bool, u64, u64) {
        let full = Pair { exact: EXACT.burst * PARTS, route: ROUTE.burst * PARTS, at: now };
        let pair = self.0.entry((merchant, path.to_owned())).or_insert(full);
        let passed = u64::try_from(now.duration_since(pair.at).as_millis()).unwrap_or(0);
        pair.exact = EXACT.refilled(pair.exact, passed);
        pair.route = ROUTE.refilled(pair.route, passed);
        pair.at = now;
        let allowed = pair.exact >= PARTS && pair.route >= PARTS;
        pair.exact = pair.exact.saturating_sub(PARTS);
        pair.route = pair.route.saturating_sub(PARTS);
        (allowed, pair.exact / PARTS, pair.route / PARTS)
    }
}

/// Puts the four rate limit headers on every answer, and refuses what is too much if the settings say so.
pub(super) async fn limit(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
    request: Request,
    next: Next,
) -> Response {
    let (refused, exact, route) = {
        let mut guard = sandbox.world();
        let world = &mut *guard;
        world.settle();
        let now = world.clock.now();
        let merchant = call.bearer().and_then(|bearer| world.merchant_by_bearer(bearer));
        let (allowed, exact, route) = world.univapay.buckets.take(merchant, &call.path, now);
        (world.settings.enforce_rate_limits && !allowed, exact, route)
    };
    let mut answer = if refused {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        answer
    } else {
        next.run(request).await
    };
    // What was asked may have brought something about that is due now.
    sandbox.notify();
    for (name, value) in [
        ("x-remaining-requests-exact", exact),
        ("x-remaining-requests-route", route),
        ("x-requests-per-minute-exact", EXACT.per_minute),
        ("x-requests-per-minute-route", ROUTE.per_minute),
    ] {
        answer.headers_mut().insert(name, HeaderValue::from(value));
    }
    answer
}
