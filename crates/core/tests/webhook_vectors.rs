//! `ito_webhooks.json`: each check, their order, and their limits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use base64ct::{Base64, Encoding};
use common::{at, secs, vectors};
use kaikei_core::ErrorKind;
use kaikei_core::ito::{WebhookEvent, WebhookVerifier};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    secrets: Vec<Named>,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_parts: Option<Vec<(String, usize)>>,
    body_base64: Option<String>,
    now: u64,
    tolerance: Option<u64>,
    expect: Expect,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    secret: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", untagged)]
enum Expect {
    Event { event: Map<String, Value> },
    Error { reason: String, field: Option<String> },
}

impl Case {
    fn body(&self) -> Vec<u8> {
        match (&self.body, &self.body_parts, &self.body_base64) {
            (Some(text), None, None) => text.clone().into_bytes(),
            (None, Some(parts), None) => {
                parts.iter().map(|(text, times)| text.repeat(*times)).collect::<String>().into_bytes()
            }
            (None, None, Some(text)) => Base64::decode_vec(text).unwrap(),
            _ => panic!("{}: one body", self.name),
        }
    }

    fn verifier(&self) -> WebhookVerifier {
        let secrets = self.secrets.iter().map(|named| (named.name.clone(), named.secret.clone()));
        let verifier = WebhookVerifier::with_secrets(secrets).unwrap();
        match self.tolerance {
            Some(tolerance) => verifier.tolerance(secs(tolerance)),
            None => verifier,
        }
    }
}

/// What the event says, without fields that are absent.
fn said(event: &WebhookEvent) -> Map<String, Value> {
    let Ok(Value::Object(fields)) = serde_json::to_value(event) else { panic!("an event is an object") };
    fields.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

#[test]
fn every_case() {
    let Vectors { cases } = vectors("ito_webhooks.json");
    assert!(cases.len() > 180);
    for case in cases {
        let body = case.body();
        let headers = case.headers.iter().map(|(name, value)| (name, value));
        let result = case.verifier().verify(headers, &body, at(case.now));
        match (&case.expect, result) {
            (Expect::Event { event: expected }, Ok(event)) => {
                assert_eq!(said(&event), *expected, "{}", case.name);
                assert_eq!(event.raw().as_str().as_bytes(), body, "{}: the whole body is kept", case.name);
            }
            (Expect::Error { reason, field }, Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::Webhook, "{}", case.name);
                assert_eq!(
                    (error.code(), error.field()),
                    (Some(&**reason), field.as_deref()),
                    "{}",
                    case.name
                );
            }
            (_, result) => panic!("{}: {result:?}", case.name),
        }
    }
}

#[test]
fn explain_agrees_with_verify_on_every_case() {
    let Vectors { cases } = vectors("ito_webhooks.json");
    let value = |case: &Case, name: &str| {
        let mut found = case.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value.clone()),
            _ => None,
        }
    };
    let mut explained = 0;
    for case in cases {
        let (Some(timestamp), Some(signature)) = (value(&case, "x-timestamp"), value(&case, "x-signature"))
        else {
            continue;
        };
        let (verifier, body, now) = (case.verifier(), case.body(), at(case.now));
        let explanation = verifier.explain(timestamp.as_bytes(), signature.as_bytes(), &body, now);
        let error = verifier.verify_parts(timestamp.as_bytes(), signature.as_bytes(), &body, now).err();
        assert_eq!(explanation.valid, error.is_none(), "{}", case.name);
        assert_eq!(explanation.reason.as_deref(), error.as_ref().and_then(|e| e.code()), "{}", case.name);
        assert_eq!(
            explanation.findings.is_empty(),
            explanation.valid,
            "{}: a failure has a finding",
            case.name
        );
        explained += 1;
    }
    assert!(explained > 170);
}

#[test]
fn an_unknown_field_can_be_read() {
    let case = vectors::<Vectors>("ito_webhooks.json")
        .cases
        .into_iter()
        .find(|c| c.name == "unknown fields are kept");
    let case = case.unwrap();
    let event = case.verifier().verify(case.headers.clone(), &case.body(), at(case.now)).unwrap();
    assert_eq!(event.unknown().get("fee_detail").unwrap().as_str(), r#"{"rate":"5%","n":1.10}"#);
    assert!(event.unknown().get("absent").is_none());
}

#[test]
fn a_verifier_needs_a_secret() {
    assert_eq!(WebhookVerifier::new("").unwrap_err().kind(), ErrorKind::Configuration);
    let none: [(&str, &str); 0] = [];
    assert_eq!(WebhookVerifier::with_secrets(none).unwrap_err().field(), Some("webhook_secret"));
    let one_empty = [("a", "x"), ("b", "")];
    assert_eq!(WebhookVerifier::with_secrets(one_empty).unwrap_err().field(), Some("webhook_secret"));
}
