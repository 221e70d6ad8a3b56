//! `univapay_tokens.json`: what is sent or refused, and how answers are read.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Bench, read};
use crate::Problem;
use kaikei_core::secret::MASK;

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    parameters: Box<RawValue>,
    #[serde(default = "yes")]
    check_parameters: bool,
    expect: Expect,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Expect {
    wire_body: Option<Value>,
    error: Option<Refused>,
}

#[derive(Deserialize)]
struct Refused {
    field: Option<String>,
    rule_contains: String,
}

#[derive(Deserialize)]
struct Answer {
    name: String,
    body: Box<RawValue>,
    expect: Value,
}

const CREATE: &str = "univapay.tokens.create";

/// Parameters that nothing is wrong with.
const GOOD: &str = r#"{"method":{"payment_type":"qr_merchant","data":{"brand":"we_chat_mpm"}}}"#;

fn vectors() -> Result<Vectors, Problem> {
    read("univapay_tokens.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    vectors().map(|vectors| vectors.cases.len() + vectors.answers.len())
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let Vectors { cases, answers } = vectors()?;
    for (client, check) in [("checked", true), ("unchecked", false)] {
        let settings =
            json!({ "base_url": bench.base_url(), "jwt": "a.b.c", "secret": "s", "check_parameters": check });
        bench.open(client, "univapay", settings).await?;
    }
    bench.answer(201, r#"{"id":"x"}"#)?;
    for case in cases {
        let client = if case.check_parameters { "checked" } else { "unchecked" };
        let (reply, arrivals) = bench.call(client, CREATE, case.parameters.get()).await?;
        if let Some(refused) = case.expect.error {
            let error = json!({
                "kind": "invalid_request", "field": refused.field, "message": { "$contains": refused.rule_contains },
            });
            bench.check_error(&case.name, &reply, error)?;
            bench.check(&format!("{}: arrivals", case.name), &0.into(), &arrivals.len().into())?;
        } else {
            bench.check_ok(&case.name, &reply, &json!({ "$some": { "id": "x" } }))?;
            let body = arrivals.first().and_then(|arrival| serde_json::from_slice(&arrival.body).ok());
            bench.check(
                &format!("{}: body", case.name),
                &json!(case.expect.wire_body),
                &body.unwrap_or_default(),
            )?;
        }
    }
    for answer in answers {
        bench.answer(201, answer.body.get())?;
        let (reply, _) = bench.call("checked", CREATE, GOOD).await?;
        let expected = holds(bench, &answer.expect);
        bench.check_ok(&answer.name, &reply, &expected)?;
        let raw = reply.get("raw").unwrap_or(&Value::Null);
        bench.check(&format!("{}: raw", answer.name), &answer.body.get().into(), raw)?;
    }
    Ok(())
}

/// Members that a package hides until they are asked for.
const SECRETS: [&str; 1] = ["paidy_token"];

/// At least these members, at every level.
pub(super) fn holds(bench: &Bench<'_>, expected: &Value) -> Value {
    match expected {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let secret = SECRETS.contains(&name.as_str());
                let value = if secret { json!({ "$one_of": [value, MASK] }) } else { holds(bench, value) };
                (name.clone(), value)
            });
            json!({ "$some": Value::Object(members.collect()) })
        }
        Value::String(text) => bench.instant(text).into(),
        other => other.clone(),
    }
}
