//! Shows what goes over the wire, secrets masked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use kaikei::{BoxFuture, HttpRequest, HttpResponse, Transport, TransportFailure};
use kaikei_sandbox::masked;

use crate::output::Output;

/// The default HTTP client, with its traffic printed.
pub(super) struct Wire {
    output: Output,
    inner: Arc<dyn Transport>,
    requests: AtomicUsize,
}

impl Wire {
    pub(super) fn new(output: Output, inner: Arc<dyn Transport>) -> Self {
        Self { output, inner, requests: AtomicUsize::new(0) }
    }

    /// Prints a line of traffic that is not ours.
    pub(super) fn note(&self, line: &str) {
        self.output.say(line);
    }

    /// How many requests went out so far.
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        Box::pin(async move {
            self.requests.fetch_add(1, Ordering::Relaxed);
            self.output.say(&format!("  → {} {}", request.method.as_str(), path(&request.url)));
            for (name, value) in &request.headers {
                match *name {
                    "authorization" => self.output.say("      authorization: Bearer [masked]"),
                    "x-signature" => {
                        self.output.say(&format!("      x-signature: {}…", value.get(..8).unwrap_or("")))
                    }
                    "x-timestamp" | "content-type" | "idempotency-key" => {
                        self.output.say(&format!("      {name}: {}", value.as_str()));
                    }
                    _ => {}
                }
            }
            if !request.body.as_ref().is_empty() {
                self.output.say(&format!("      {}", short(&masked(request.body.as_ref()))));
            }
            let started = Instant::now();
            let result = self.inner.send(request).await;
            let ms = started.elapsed().as_millis();
            match &result {
                Ok(response) => {
                    self.output.say(&format!(
                        "  ← {} in {ms} ms  {}",
                        response.status,
                        short(&masked(&response.body))
                    ));
                }
                Err(failure) => self.output.say(&format!("  ← no answer after {ms} ms: {}", failure.message)),
            }
            result
        })
    }
}

/// A URL without its origin.
pub(super) fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/"))
}

/// A text cut to one readable line.
pub(super) fn short(text: &str) -> String {
    const LIMIT: usize = 300;
    if text.chars().count() <= LIMIT {
        return text.to_owned();
    }
    text.chars().take(LIMIT).chain(['…']).collect()
}
