//! `univapay_webhooks.json`: each check, their order and their limits, each event, and webhooks made for tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeSet;

use base64ct::{Base64, Encoding};
use common::{secret, vectors};
use kaikei_core::univapay::webhook::{
    Event, EventData, EventType, NOT_NOW, TAKEN, WebhookVerifier, answer_status, test_webhook,
};
use kaikei_core::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
    refused: Vec<Refused>,
    test_webhooks: Vec<Made>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    tokens: Vec<String>,
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_parts: Option<Vec<(String, usize)>>,
    body_base64: Option<String>,
    expect: Expect<Of>,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    tokens: Vec<String>,
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
    Error { error: Expected },
    Good(T),
}

#[derive(Deserialize)]
struct Expected {
    kind: String,
    code: Option<String>,
    field: Option<String>,
}

#[derive(Deserialize)]
struct Of {
    event: Map<String, Value>,
}

#[derive(Deserialize)]
struct Sent {
    headers: Vec<(String, String)>,
    body: String,
}

impl Expected {
    #[track_caller]
    fn check(&self, error: &Error, name: &str) {
        assert_eq!(error.kind().as_str(), self.kind, "{name}");
        assert_eq!((error.code(), error.field()), (self.code.as_deref(), self.field.as_deref()), "{name}");
    }
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

    fn verify(&self) -> Result<Event, Error> {
        let headers = self.headers.iter().map(|(name, value)| (name, value));
        WebhookVerifier::new(self.tokens.clone()).unwrap().verify(headers, &self.body())
    }
}

/// Whether `found` holds at least what is expected.
fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            expected.iter().all(|(name, value)| found.get(name).is_some_and(|found| holds(found, value)))
        }
        _ => found == expected,
    }
}

#[test]
fn every_case() {
    let Vectors { cases, .. } = vectors("univapay_webhooks.json");
    assert!(cases.len() > 170);
    for case in cases {
        let name = &case.name;
        match (&case.expect, case.verify()) {
            (Expect::Good(Of { event: expected }), Ok(event)) => {
                let written: Map<String, Value> =
                    serde_json::from_slice(&event.decoded().to_json().unwrap()).unwrap();
                let names = |of: &Map<String, Value>| of.keys().cloned().collect::<BTreeSet<_>>();
                assert_eq!(names(&written), names(expected), "{name}");
                for (member, value) in &written {
                    let wanted = &expected[member];
                    match member == "data" && event.data_type() != "other" {
                        true => assert!(holds(value, wanted), "{name}: {value} holds {wanted}"),
                        false => assert_eq!(value, wanted, "{name}: {member}"),
                    }
                }
                let (data_type, data) = typed(&event.data());
                assert_eq!((data_type, &data), (event.data_type(), &written["data"]), "{name}");
                assert_eq!(event.dedupe_key(), expected["dedupe_key"], "{name}");
                assert_eq!(event.raw().as_str().as_bytes(), case.body(), "{name}: the whole body is kept");
                assert_eq!(answer_status(&Ok::<_, Error>(event)), TAKEN);
            }
            (Expect::Error { error: expected }, Err(error)) => {
                expected.check(&error, name);
                let presented = case.headers.iter().map(|(_, value)| value).filter(|value| value.len() > 8);
                for hidden in presented.chain(&case.tokens) {
                    assert!(!format!("{error} {error:?}").contains(hidden), "{name}: shows {hidden}");
                }
                assert_eq!(answer_status(&Err::<Event, _>(error)), NOT_NOW);
            }
            (_, result) => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn refused_tokens() {
    for case in vectors::<Vectors>("univapay_webhooks.json").refused {
        let Expect::Error { error } = &case.expect else { panic!("{}", case.name) };
        error.check(&WebhookVerifier::new(case.tokens).unwrap_err(), &case.name);
    }
    let verifier = WebhookVerifier::new([secret("auth-token-marker"), secret("x")]).unwrap();
    assert_eq!(format!("{verifier:?}"), "WebhookVerifier { tokens: 2 }");
}

#[test]
fn webhooks_made_for_tests() {
    for case in vectors::<Vectors>("univapay_webhooks.json").test_webhooks {
        let token = secret(&case.auth_token);
        let time = case.created_on.map(|time| time.parse().unwrap());
        let made = test_webhook(&token, &case.event, &case.data, case.id.as_deref(), time);
        match (&case.expect, made) {
            (Expect::Good(sent), Ok(made)) => {
                let headers = made.headers().map(|(name, value)| (name.to_owned(), value.to_owned()));
                assert_eq!(headers.as_slice(), sent.headers, "{}", case.name);
                assert_eq!(made.body, sent.body, "{}", case.name);
                assert!(!format!("{made:?}").contains(token.expose()), "{}", case.name);
                let event =
                    WebhookVerifier::new([token]).unwrap().verify(made.headers(), made.body.as_bytes());
                assert_eq!(event.unwrap().name, case.event, "{}", case.name);
            }
            (Expect::Error { error: expected }, Err(error)) => expected.check(&error, &case.name),
            (_, made) => panic!("{}: {made:?}", case.name),
        }
    }
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// What `data` says by its type, and what that is called.
fn typed(data: &EventData) -> (&'static str, Value) {
    match data {
        EventData::Charge(charge) => ("charge", json(charge)),
        EventData::Token(token) => ("token", json(token)),
        EventData::Refund(refund) => ("refund", json(refund)),
        EventData::Cancel(cancel) => ("cancel", json(cancel)),
        EventData::Subscription(subscription) => ("subscription", json(subscription)),
        EventData::BankTransferStatus(status) => ("bank_transfer_status", json(status)),
        EventData::CustomsDeclaration(declaration) => ("customs_declaration", json(declaration)),
        EventData::Transfer(transfer) => ("transfer", json(transfer)),
        EventData::Other(other) => ("other", json(other)),
        _ => panic!("data that this test does not know"),
    }
}

#[test]
fn every_event_has_a_vector_and_both_spellings_are_one() {
    let Vectors { cases, .. } = vectors("univapay_webhooks.json");
    let verified: Vec<Event> = cases.iter().filter_map(|case| case.verify().ok()).collect();
    for name in EventType::KNOWN {
        let known = verified.iter().find(|event| event.event.as_str() == *name);
        assert!(known.is_some_and(|event| !matches!(event.event, EventType::Other(_))), "{name}");
    }
    let spelled = |name: &str| verified.iter().find(|event| event.name == name).unwrap();
    for (one, other) in
        [("token_three_ds_updated", "token_three_d_s_updated"), ("token_replaced", "token_replased")]
    {
        assert_eq!(spelled(one).event, spelled(other).event);
        assert!(matches!(spelled(other).data(), EventData::Token(token) if token.email.is_some()));
    }
}

#[test]
fn a_server_that_took_the_header_out_itself() {
    let verifier = WebhookVerifier::new(["token-1"]).unwrap();
    let body = br#"{"event":"charge_finished","data":{"id":"c"}}"#;
    assert_eq!(verifier.verify_parts(b"Bearer token-1", body).unwrap().event, EventType::ChargeFinished);
    let refused = verifier.verify_parts(b"Bearer \xff", body).unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::Webhook, Some("token_mismatch")));
    assert_eq!(verifier.verify_parts(b"", &[b' '; 300_000]).unwrap_err().code(), Some("body_too_large"));
}
