//! `univapay_webhooks.json`: each check of UnivaPay's webhooks, each event, and webhooks made for tests.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::univapay::holds;
use super::{Bench, base64, read};
use crate::Problem;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
    refused: Vec<Refused>,
    test_webhooks: Vec<Made>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    tokens: Value,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_parts: Option<Vec<(String, usize)>>,
    body_base64: Option<String>,
    expect: Expect<Event>,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    tokens: Value,
    expect: Expect<()>,
}

#[derive(Deserialize)]
struct Made {
    name: String,
    auth_token: String,
    event: String,
    data: String,
    id: Option<String>,
    created_on: Option<String>,
    expect: Expect<Sent>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expect<T> {
    Error { error: Value },
    Good(T),
}

#[derive(Deserialize)]
struct Event {
    event: Map<String, Value>,
}

#[derive(Deserialize)]
struct Sent {
    headers: Vec<(String, String)>,
    body: String,
}

fn vectors() -> Result<Vectors, Problem> {
    read("univapay_webhooks.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    let Vectors { cases, refused, test_webhooks } = vectors()?;
    Ok(cases.len() + refused.len() + test_webhooks.len())
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
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let Vectors { cases, refused, test_webhooks } = vectors()?;
    for case in cases {
        let body = case.body();
        let arguments = json!({ "tokens": case.tokens, "headers": case.headers, "body_base64": body });
        let reply = bench.function("univapay_webhook_verify", arguments).await?;
        match case.expect {
            Expect::Good(Event { event }) => {
                let event = as_read(bench, event);
                bench.check_ok(&case.name, &reply, &event)?;
                let raw = reply.get("raw").and_then(Value::as_str).map(|raw| base64(raw.as_bytes()));
                bench.check(&format!("{}: raw, in base64", case.name), &body.into(), &json!(raw))?;
            }
            Expect::Error { error } => bench.check_error(&case.name, &reply, error)?,
        }
    }
    for Refused { name, tokens, expect } in refused {
        let arguments = json!({ "tokens": tokens, "headers": [], "body_base64": "" });
        let reply = bench.function("univapay_webhook_verify", arguments).await?;
        match expect {
            Expect::Error { error } => bench.check_error(&name, &reply, error)?,
            Expect::Good(()) => return Err(Problem::new(format!("{name}: an error is missing"))),
        }
    }
    for case in test_webhooks {
        let Made { name, auth_token, event, data, id, created_on, expect } = case;
        if matches!(&expect, Expect::Error { error } if error.get("field") == Some(&json!("data"))) {
            // Where `data` is no text, it cannot be wrong. Core's own test is about this.
            continue;
        }
        let arguments = json!({
            "auth_token": auth_token, "event": event, "data": data, "id": id, "created_on": created_on,
        });
        let reply = bench.function("univapay_webhook_make", arguments).await?;
        match expect {
            Expect::Good(Sent { headers, body }) => {
                let header =
                    |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
                let expected = json!({
                    "content_type": header("Content-Type"),
                    "authorization": header("Authorization"),
                    "body": { "$json": serde_json::from_str::<Value>(&body)? },
                });
                bench.check_ok(&name, &reply, &expected)?;
            }
            Expect::Error { error } => bench.check_error(&name, &reply, error)?,
        }
    }
    Ok(())
}

/// An event as it is read: of `data`, which is a model unless it is `other`, at least these members.
fn as_read(bench: &Bench<'_>, mut event: Map<String, Value>) -> Value {
    let is_other = event.get("data_type").and_then(Value::as_str) == Some("other");
    if let Some(data) = event.get_mut("data").filter(|_| !is_other) {
        *data = holds(bench, data);
    }
    if let Some(Value::String(time)) = event.get_mut("created_on") {
        *time = bench.instant(time);
    }
    Value::Object(event)
}
