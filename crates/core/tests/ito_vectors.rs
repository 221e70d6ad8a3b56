//! Real PHP's output: 60 payment requests and 60 webhooks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{at, entry, ito_config, vectors};
use kaikei_core::ito::{
    CreatePayment, ItoJapan, SigningProfile, WebhookVerifier, sign_request, sign_webhook,
};
use kaikei_core::{Amount, CallOptions, Entropy, ErrorKind, Exchange, Gateway, Secret, Step};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Vectors {
    requests: Vec<Request>,
    webhooks: Vec<Webhook>,
}

#[derive(Deserialize)]
struct Request {
    name: String,
    secret: String,
    timestamp: u64,
    params: Box<RawValue>,
    signed_json: String,
    form_body: String,
    x_signature: String,
}

#[derive(Deserialize)]
struct Webhook {
    name: String,
    secret: String,
    timestamp: String,
    body: String,
    x_signature: String,
    valid: bool,
    why: Option<String>,
}

fn php() -> Vectors {
    vectors("ito_php.json")
}

#[test]
fn requests_are_signed_as_php_signs_them() {
    let requests = php().requests;
    assert_eq!(requests.len(), 60);
    for request in requests {
        let payment: CreatePayment = serde_json::from_str(request.params.get()).unwrap();
        let secret = Secret::new(request.secret);
        let signed = sign_request(&payment, &secret, request.timestamp, SigningProfile::Documented).unwrap();
        assert_eq!(signed.body, request.form_body, "{}", request.name);
        assert_eq!(signed.signed, request.signed_json, "{}", request.name);
        assert_eq!(signed.x_signature, request.x_signature, "{}", request.name);
        assert_eq!(signed.content_type, "application/x-www-form-urlencoded");
    }
}

#[test]
fn an_exchange_sends_the_same_and_refuses_details_that_are_too_long() {
    let (mut sent, mut refused) = (0, Vec::new());
    for request in php().requests {
        let config = kaikei_core::ito::Config { secret_key: Some(request.secret.into()), ..ito_config() };
        let gateway = Gateway::from(ItoJapan::new(config).unwrap());
        let prepared = match entry("ito.payments.create").prepare(&gateway, request.params.get().as_bytes()) {
            Ok(prepared) => prepared,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                refused.push(error.field().unwrap().to_owned());
                continue;
            }
        };
        let mut exchange =
            Exchange::of_prepared(&gateway, prepared, CallOptions::default(), Entropy::new([1; 32])).unwrap();
        let Step::Send(http) = exchange.step(at(request.timestamp)) else { panic!("{}", request.name) };
        assert_eq!(http.url, "https://payment.ito-japan.jp/payment/process");
        assert_eq!(common::body(&http), request.form_body, "{}", request.name);
        assert_eq!(common::header(&http, "x-timestamp"), Some(request.timestamp.to_string().as_str()));
        assert_eq!(
            common::header(&http, "x-signature"),
            Some(request.x_signature.as_str()),
            "{}",
            request.name
        );
        sent += 1;
    }
    assert_eq!(refused, ["details"; 3], "three vectors have details of 265 and 266 code points");
    assert_eq!(sent, 57);
}

#[test]
fn webhooks_verify_as_php_says() {
    let webhooks = php().webhooks;
    assert_eq!(webhooks.len(), 60);
    let mut valid = 0;
    for webhook in webhooks {
        let verifier = WebhookVerifier::new(Secret::new(webhook.secret)).unwrap();
        let headers = [("X-Timestamp", &webhook.timestamp), ("X-Signature", &webhook.x_signature)];
        let now = at(webhook.timestamp.parse().unwrap());
        let result = verifier.verify(headers, webhook.body.as_bytes(), now);
        assert_eq!(result.is_ok(), webhook.valid, "{}", webhook.name);
        let expected = match webhook.why.as_deref() {
            None => {
                let event = result.unwrap();
                let json: serde_json::Value = serde_json::from_str(&webhook.body).unwrap();
                assert_eq!(event.custom, json["custom"].as_str().unwrap(), "{}", webhook.name);
                assert_eq!(
                    event.amount,
                    json["amount"].to_string().parse::<Amount>().unwrap(),
                    "{}",
                    webhook.name
                );
                assert_eq!(event.raw().as_str(), webhook.body);
                valid += 1;
                continue;
            }
            Some("upper case" | "prefix sha256= missing" | "signature cut short") => "invalid_signature",
            Some("body changed" | "timestamp changed" | "other secret") => "signature_mismatch",
            Some(other) => panic!("{other}"),
        };
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Webhook, Some(expected)), "{}", webhook.name);
    }
    assert_eq!(valid, 26);
}

#[test]
fn the_signer_for_tests_signs_as_php_does() {
    for webhook in php().webhooks.into_iter().filter(|webhook| webhook.valid) {
        let timestamp = webhook.timestamp.parse().unwrap();
        let signed = sign_webhook(&Secret::new(webhook.secret), timestamp, webhook.body.as_bytes()).unwrap();
        assert_eq!(signed.x_signature, webhook.x_signature, "{}", webhook.name);
        assert_eq!(signed.x_timestamp, webhook.timestamp);
    }
}
