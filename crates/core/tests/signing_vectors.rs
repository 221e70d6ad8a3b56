//! `ito_signing.json`: every profile, encoder rule, amount and validation rule.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{entry, ito, vectors};
use kaikei_core::ito::{CreatePayment, SigningProfile, sign_request};
use kaikei_core::{ErrorKind, Gateway};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct Vectors {
    base: Map<String, Value>,
    requests: Vec<Request>,
    encoder: Vec<Encoding>,
    amounts: Amounts,
    errors: Vec<Refused>,
    accepted: Vec<Accepted>,
}

#[derive(Deserialize)]
struct Request {
    name: String,
    profile: SigningProfile,
    secret_key: String,
    timestamp: u64,
    params: Box<RawValue>,
    body: String,
    content_type: String,
    signed: String,
    x_signature: String,
}

#[derive(Deserialize)]
struct Encoding {
    name: String,
    parameter: String,
    value: Value,
    json: String,
    form: Option<String>,
}

#[derive(Deserialize)]
struct Amounts {
    accepted: Vec<Amount>,
    refused: Vec<Amount>,
}

#[derive(Deserialize)]
struct Amount {
    currency_code: Value,
    amount: String,
    written: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    stage: String,
    field: String,
    params: Box<RawValue>,
}

#[derive(Deserialize)]
struct Accepted {
    name: String,
    params: Box<RawValue>,
}

fn signing() -> Vectors {
    vectors("ito_signing.json")
}

fn prepare(params: &str) -> Result<(), kaikei_core::Error> {
    entry("ito.payments.create").prepare(&Gateway::from(ito()), params.as_bytes()).map(|_| ())
}

/// The signed text and the body of profile `documented`.
fn encoded(params: &Map<String, Value>) -> Result<(String, String), kaikei_core::Error> {
    let payment: CreatePayment = serde_json::from_value(Value::Object(params.clone())).unwrap();
    sign_request(&payment, &"k".into(), 1, SigningProfile::Documented)
        .map(|signed| (signed.signed, signed.body))
}

#[test]
fn every_profile() {
    for request in signing().requests {
        let payment: CreatePayment = serde_json::from_str(request.params.get()).unwrap();
        let signed =
            sign_request(&payment, &request.secret_key.into(), request.timestamp, request.profile).unwrap();
        assert_eq!(signed.body, request.body, "{}", request.name);
        assert_eq!(signed.content_type, request.content_type, "{}", request.name);
        assert_eq!(signed.signed, request.signed, "{}", request.name);
        assert_eq!(signed.x_signature, request.x_signature, "{}", request.name);
    }
}

#[test]
fn every_encoder_rule() {
    let Vectors { base, encoder, .. } = signing();
    for row in encoder {
        let mut params = base.clone();
        let name = match row.parameter.strip_prefix("extra.") {
            Some(name) => {
                params.insert("extra".into(), json!({ name: row.value }));
                name
            }
            None => {
                params.insert(row.parameter.clone(), row.value);
                &row.parameter
            }
        };
        let (signed, body) = encoded(&params).unwrap();
        assert!(signed.contains(&format!("\"{name}\":{}", row.json)), "{}: {signed}", row.name);
        let in_form = body.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        assert_eq!(in_form, row.form.as_deref(), "{}", row.name);
    }
}

#[test]
fn amounts_are_written_plain_or_refused() {
    let Vectors { base, amounts, .. } = signing();
    let with = |row: &Amount| {
        let mut params = base.clone();
        params.insert("currency_code".into(), row.currency_code.clone());
        params.insert("amount".into(), row.amount.clone().into());
        params
    };
    for row in &amounts.accepted {
        let written = row.written.as_deref().unwrap();
        let (signed, body) = encoded(&with(row)).unwrap();
        assert!(signed.contains(&format!("\"amount\":{written},\"")), "{}: {signed}", row.amount);
        assert!(body.contains(&format!("&amount={written}&")), "{}: {body}", row.amount);
        prepare(&Value::Object(with(row)).to_string()).unwrap();
    }
    for row in &amounts.refused {
        let error = prepare(&Value::Object(with(row)).to_string()).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidRequest, Some("amount")),
            "{}",
            row.amount
        );
        let read = serde_json::from_value::<CreatePayment>(Value::Object(with(row)));
        assert!(read.is_err() || encoded(&with(row)).is_err(), "{} is not signed either", row.amount);
    }
}

#[test]
fn an_error_names_its_field() {
    for row in signing().errors {
        let error = prepare(row.params.get()).expect_err(&row.name);
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidRequest, Some(&*row.field)),
            "{}",
            row.name
        );
        let signed = serde_json::from_str::<CreatePayment>(row.params.get())
            .ok()
            .map(|payment| sign_request(&payment, &"k".into(), 1, SigningProfile::Documented));
        match (row.stage.as_str(), signed) {
            ("send", Some(Ok(_))) | ("sign", None) => {}
            ("sign", Some(Err(error))) => assert_eq!(error.field(), Some(&*row.field), "{}", row.name),
            (stage, signed) => panic!("{}: {stage}, {signed:?}", row.name),
        }
    }
}

#[test]
fn what_is_within_the_limits_is_sent() {
    for row in signing().accepted {
        prepare(row.params.get()).unwrap_or_else(|error| panic!("{}: {error}", row.name));
    }
}

#[test]
fn a_lone_surrogate_is_refused_by_its_field() {
    for (from, to, field) in [
        ("DFU80XZIKS", r"\ud800", "custom"),
        ("Digital Product", r"a\udc00", "details"),
        ("Digital Product", r"\ud83d\u0041", "details"),
        ("buyer@", r"\ud800@", "customer_email"),
    ] {
        let error = prepare(&common::payment_json().replace(from, to)).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some(field)), "{error}");
    }
    let extra = common::payment_json().replacen('{', r#"{"extra":{"note":"\ud800"},"#, 1);
    assert_eq!(prepare(&extra).unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[test]
fn an_empty_secret_signs_nothing() {
    let error = sign_request(&common::payment(), &"".into(), 1, SigningProfile::Documented).unwrap_err();
    assert_eq!(error.field(), Some("secret_key"));
}
