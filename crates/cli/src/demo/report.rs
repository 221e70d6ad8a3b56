//! Steps as they happen, and the table at the end.

use std::future::Future;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kaikei::Error;
use serde_json::json;

use super::wire::Wire;
use crate::output::Output;

/// A step failed, and was reported.
pub(super) struct Stopped;

pub(super) struct Report {
    output: Output,
    wire: Arc<Wire>,
    part: &'static str,
    steps: Vec<Row>,
}

struct Row {
    part: &'static str,
    step: String,
    ok: bool,
    time: Duration,
    requests: usize,
}

impl Report {
    pub(super) fn new(output: Output, wire: Arc<Wire>) -> Self {
        Self { output, wire, part: "", steps: Vec::new() }
    }

    pub(super) fn part(&mut self, title: &'static str) {
        self.part = title;
        self.output.say(&format!("\n━━ {title}"));
    }

    /// Runs one step: prints what it does, what was sent and answered meanwhile, and how it ended. `result` says what
    /// came of it in a line.
    pub(super) async fn step<T>(
        &mut self,
        title: &str,
        work: impl Future<Output = Result<T, Error>>,
        result: impl FnOnce(&T) -> String,
    ) -> Result<T, Stopped> {
        self.output.say(&format!("\n▶ {title}"));
        let before = self.wire.requests();
        let started = Instant::now();
        let outcome = work.await;
        let time = started.elapsed();
        let (ok, text) = match &outcome {
            Ok(value) => (true, result(value)),
            Err(error) => (false, error.to_string()),
        };
        self.output.say(&format!("{} {text}  ({} ms)", if ok { "✓" } else { "✗" }, millis(time)));
        if self.output.json {
            self.output.json(
                &json!({ "part": self.part, "step": title, "ok": ok, "ms": millis(time), "result": text }),
            );
        }
        let requests = self.wire.requests() - before;
        self.steps.push(Row { part: self.part, step: title.to_owned(), ok, time, requests });
        outcome.map_err(|_| Stopped)
    }

    /// The table, and success only if every step held.
    pub(super) fn summary(self) -> ExitCode {
        let failed = self.steps.iter().filter(|row| !row.ok).count();
        let passed = self.steps.len() - failed;
        if self.output.json {
            self.output.json(&json!({ "passed": passed, "failed": failed }));
        } else {
            self.output.line("\n━━ Summary\n");
            let width = self.steps.iter().map(|row| row.step.chars().count()).max().unwrap_or_default();
            let mut part = "";
            for row in &self.steps {
                if row.part != part {
                    part = row.part;
                    self.output.line(part);
                }
                let mark = if row.ok { "✓" } else { "✗" };
                let calls = if row.requests == 1 { "request " } else { "requests" };
                self.output.line(&format!(
                    "  {mark} {:width$}  {:>2} {calls}  {:>6} ms",
                    row.step,
                    row.requests,
                    millis(row.time)
                ));
            }
            self.output.line(&format!("\n{passed} passed, {failed} failed"));
        }
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Milliseconds to a tenth.
fn millis(time: Duration) -> String {
    let tenths = time.as_micros() / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}
