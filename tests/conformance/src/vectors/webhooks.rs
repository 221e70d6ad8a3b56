//! `ito_webhooks.json`: each check of a webhook, their order and their limits.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bench, base64, read};
use crate::Problem;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    secrets: Value,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_parts: Option<Vec<(String, usize)>>,
    body_base64: Option<String>,
    now: u64,
    tolerance: Option<u64>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expect {
    Event { event: Value },
    Error { reason: String, field: Option<String> },
}

fn vectors() -> Result<Vectors, Problem> {
    read("ito_webhooks.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    vectors().map(|vectors| vectors.cases.len())
}

impl Case {
    fn body(&self) -> String {
        match (&self.body, &self.body_parts, &self.body_base64) {
            (Some(text), _, _) => base64(text.as_bytes()),
            (_, Some(parts), _) => {
                let text: String = parts.iter().map(|(text, times)| text.repeat(*times)).collect();
                base64(text.as_bytes())
            }
            (_, _, text) => text.clone().unwrap_or_default(),
        }
    }

    /// The header, if it is there once.
    fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    for case in vectors()?.cases {
        let body = case.body();
        let arguments = json!({
            "secrets": case.secrets, "headers": case.headers, "body_base64": body, "now": case.now,
            "tolerance": case.tolerance,
        });
        let reply = bench.function("webhook_verify", arguments).await?;
        match &case.expect {
            Expect::Event { event } => {
                bench.check_ok(&case.name, &reply, event)?;
                let raw = reply.get("raw").and_then(Value::as_str).map(|raw| base64(raw.as_bytes()));
                bench.check(&format!("{}: raw, in base64", case.name), &body.clone().into(), &json!(raw))?;
            }
            Expect::Error { reason, field } => {
                let error = json!({ "kind": "webhook", "code": reason, "field": field });
                bench.check_error(&case.name, &reply, error)?;
            }
        }
        let (Some(timestamp), Some(signature)) = (case.header("x-timestamp"), case.header("x-signature"))
        else {
            continue;
        };
        let arguments = json!({
            "secrets": case.secrets, "timestamp": timestamp, "signature": signature, "body_base64": body,
            "now": case.now, "tolerance": case.tolerance,
        });
        let reply = bench.function("webhook_explain", arguments).await?;
        let explained = match &case.expect {
            Expect::Event { .. } => json!({ "valid": true, "findings": [] }),
            Expect::Error { reason, .. } => {
                json!({ "valid": false, "reason": reason, "findings": { "$not": [] } })
            }
        };
        bench.check_ok(&format!("{}: explained", case.name), &reply, &explained)?;
    }
    Ok(())
}
