use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
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

/// The buckets of each merchant: one for each path, and one for each route.
#[derive(Debug, Default)]
pub(super) struct Buckets(HashMap<(Option<usize>, Scope), Bucket>);

#[derive(Debug, PartialEq, Eq, Hash)]
enum Scope {
    Exact(String),
    Route(String),
}

/// How full a bucket is, in sixty-thousandths of a request: one request a minute refills one part a millisecond.
#[derive(Debug)]
struct Bucket {
    parts: u64,
    at: Timestamp,
}

const PARTS: u64 = 60_000;

impl Bucket {
    fn refill(&mut self, rate: Rate, now: Timestamp) {
        let passed = u64::try_from(now.duration_since(self.at).as_millis()).unwrap_or(0);
        let parts = self.parts.saturating_add(passed.saturating_mul(rate.per_minute));
        *self = Self { parts: parts.min(rate.burst * PARTS), at: now };
    }
}

impl Buckets {
    /// Takes one request out of a bucket; answers whether there was one, and how many are left.
    fn take(&mut self, merchant: Option<usize>, scope: Scope, rate: Rate, now: Timestamp) -> (bool, u64) {
        let full = Bucket { parts: rate.burst * PARTS, at: now };
        let bucket = self.0.entry((merchant, scope)).or_insert(full);
        bucket.refill(rate, now);
        let allowed = bucket.parts >= PARTS;
        bucket.parts = bucket.parts.saturating_sub(PARTS);
        (allowed, bucket.parts / PARTS)
    }
}

/// Puts the four rate limit headers on every answer, and refuses what is too much if the settings say so.
pub(super) async fn limit(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
    pattern: MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    let (refused, exact, route) = {
        let mut guard = sandbox.world();
        let world = &mut *guard;
        world.settle();
        let now = world.clock.now();
        let merchant = call.bearer().and_then(|bearer| world.merchant_by_bearer(bearer));
        let buckets = &mut world.univapay.buckets;
        let (one, exact) = buckets.take(merchant, Scope::Exact(call.path.clone()), EXACT, now);
        let (other, route) = buckets.take(merchant, Scope::Route(pattern.as_str().to_owned()), ROUTE, now);
        (world.settings.enforce_rate_limits && !(one && other), exact, route)
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
