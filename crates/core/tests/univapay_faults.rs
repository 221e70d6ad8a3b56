//! Faults of the gateway's own SDKs, measured or read there, which this library has not. The numbers are those of the
//! list in docs/univapay.md; what is not here is the matter of a language's own tests, as said there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Sim, entry, header, univapay};
use kaikei_core::engine::{Method, Phase, RetryClass, Sent};
use kaikei_core::univapay::webhook::{NOT_NOW, WebhookVerifier, answer_status};
use kaikei_core::univapay::{CardPayment, CreateCharge, CreateToken, Money};
use kaikei_core::{Decoded, Error, ErrorKind, OPERATIONS, Reply, Step};
use zeroize::Zeroizing;

fn decode(name: &str, body: &str) -> Result<Decoded, Error> {
    entry(name).decode(&Zeroizing::new(body.as_bytes().to_vec()))
}

fn shown(name: &str, body: &str) -> serde_json::Value {
    serde_json::from_slice(&decode(name, body).unwrap().to_json().unwrap()).unwrap()
}

fn charge() -> Sim {
    Sim::of(univapay(), &CreateCharge::new("t", Money::of("1000", "JPY").unwrap()))
}

#[test]
fn faults_1_9_10_11_every_post_and_patch_carries_a_key() {
    for entry in OPERATIONS.iter().filter(|entry| entry.meta.name.starts_with("univapay.")) {
        let keyed = matches!(entry.meta.method, Method::Post | Method::Patch);
        assert_eq!(entry.meta.retry == RetryClass::Keyed, keyed, "{}", entry.meta.name);
    }
    let token = Sim::of(univapay(), &{
        let mut token = CreateToken::new(CardPayment::new("T", "4242424242424242", (12, 2090), "123"));
        token.email = Some("a@b.example".to_owned());
        token
    })
    .send();
    let charge = charge().send();
    for request in [token, charge] {
        assert_eq!(header(&request, "idempotency-key").unwrap().len(), 36, "{}", request.url);
    }
}

#[test]
fn faults_2_17_a_repeated_charge_has_the_same_key_and_waits_first() {
    let mut sim = charge();
    let first = sim.send();
    sim.answer(503, "{}").wait();
    let second = sim.send();
    sim.break_off(Phase::Receive, Sent::Yes).wait();
    let third = sim.send();
    for again in [&second, &third] {
        assert_eq!(header(again, "idempotency-key"), header(&first, "idempotency-key"));
        assert_eq!(again.body.as_ref(), first.body.as_ref());
    }
    let error = sim.break_off(Phase::Receive, Sent::Yes).failed();
    assert_eq!(
        (error.kind(), error.reference()),
        (ErrorKind::OutcomeUnknown, header(&first, "idempotency-key"))
    );
}

#[test]
fn fault_3_an_error_can_be_printed_whatever_the_body_is() {
    for (status, body) in [
        (400, r#"{"status":"error","code":"VALIDATION_ERROR","errors":[{"field":"x","reason":"Y"}]}"#),
        (401, r#"{"status":"error","code":"INVALID_APP_TOKEN","errors":[]}"#),
        (403, "<html>"),
        (404, ""),
        (400, r#"{"errors":"odd"}"#),
        (400, r#"{"errors":["BARE"]}"#),
    ] {
        let error = charge().error_of(status, body);
        assert!(!error.to_string().is_empty() && !format!("{error:?}").is_empty());
        assert_eq!(error.http_status(), Some(status), "{body}");
    }
}

#[test]
fn fault_4_a_time_may_be_milliseconds() {
    let token = shown("univapay.tokens.create", r#"{"id":"t","created_on":1491205358955}"#);
    assert_eq!(token["created_on"], "2017-04-03T07:42:38.955Z");
}

#[test]
fn fault_5_apple_pay_is_read() {
    let body = r#"{"id":"t","payment_type":"apple_pay","data":{"card":{"last_four":"4242"}}}"#;
    assert_eq!(shown("univapay.tokens.get", body)["data"]["card"]["last_four"], "4242");
}

#[test]
fn fault_6_an_answer_without_a_body_is_our_error_with_what_is_known() {
    let mut sim = charge();
    let key = header(&sim.send(), "idempotency-key").unwrap().to_owned();
    let Step::Done(answer) = sim.answer(201, "").step() else { panic!("an answer was expected") };
    let (error, answer) = Reply::decode::<CreateCharge>(answer).unwrap_err();
    let error = sim.exchange.evidence(error, &answer);
    assert_eq!((error.kind(), error.sent()), (ErrorKind::InvalidResponse, Some(Sent::Yes)));
    assert_eq!(error.reference(), Some(key.as_str()));
}

#[test]
fn fault_8_every_form_of_a_webhook_is_read() {
    let verifier = WebhookVerifier::new(["token"]).unwrap();
    for (body, data) in [
        (r#"{"event":"charge_finished","data":{"id":"c","status":"successful"}}"#, "charge"),
        (
            r#"{"id":"d","event":"token_three_ds_updated","data":{"id":"t"},"created_on":"2026-01-01T00:00:00Z"}"#,
            "token",
        ),
        (r#"{"event":"token_three_d_s_updated","data":{"id":"t"}}"#, "token"),
        (r#"{"event":"transfer_finalized","data":{"id":"t"}}"#, "transfer"),
        (r#"{"event":"something_new","data":{"x":1}}"#, "other"),
    ] {
        for authorization in ["token", "Bearer token"] {
            let event = verifier.verify([("Authorization", authorization)], body.as_bytes()).unwrap();
            assert_eq!(event.data_type(), data, "{body}");
        }
    }
}

#[test]
fn fault_12_what_is_refused_is_reported_and_not_sent_in_another_form() {
    let refused = r#"{"status":"error","code":"VALIDATION_ERROR","errors":[{"field":"descriptor","reason":"NOT_SUPPORTED_BY_PROCESSOR"}]}"#;
    let mut charge = CreateCharge::new("t", Money::of("1000", "JPY").unwrap());
    charge.descriptor = Some("SHOP".to_owned());
    let error = Sim::of(univapay(), &charge).error_of(400, refused);
    assert_eq!((error.field(), error.code()), (Some("descriptor"), Some("NOT_SUPPORTED_BY_PROCESSOR")));
}

#[test]
fn fault_13_each_call_has_headers_of_its_own() {
    let one = Sim::of(univapay(), &kaikei_core::univapay::ReadMerchant::default()).send();
    let other = charge().send();
    assert_eq!(
        (header(&one, "accept"), header(&other, "accept")),
        (Some("application/json"), Some("application/json"))
    );
    assert_eq!((header(&one, "content-type"), header(&one, "idempotency-key")), (None, None));
}

#[test]
fn fault_16_a_charge_is_one_request() {
    let mut sim = charge();
    let request = sim.send();
    assert_eq!((request.method, request.url.as_str()), (Method::Post, "https://api.gyro-n.money/charges"));
    sim.answer(201, r#"{"id":"c","status":"pending"}"#).done();
}

#[test]
fn fault_18_what_goes_to_a_wallet_keeps_its_names() {
    let payload = r#"{"request_data":1,"sSpcd":"a","SomeKey":{"inner_key":2},"x-y":null}"#;
    let body = format!("{{\"payload\":{payload},\"call_method\":\"http_post\"}}");
    for name in ["charges.issuer_token", "charges.three_ds_issuer_token", "tokens.three_ds_issuer_token"] {
        let answer = shown(&format!("univapay.{name}"), &body);
        assert_eq!(
            answer["payload"].to_string(),
            serde_json::from_str::<serde_json::Value>(payload).unwrap().to_string()
        );
    }
}

#[test]
fn fault_19_a_forged_webhook_does_not_disable_the_hook_nor_shows_what_was_presented() {
    let verifier = WebhookVerifier::new(["right-token"]).unwrap();
    let result = verifier.verify([("authorization", "Bearer presented-token")], b"{}");
    assert_eq!(answer_status(&result), NOT_NOW);
    let error = result.unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), format!("{verifier:?}")] {
        assert!(!text.contains("presented-token") && !text.contains("right-token"), "{text}");
    }
}

#[test]
fn fault_20_examples_that_contradict_their_documents_are_read() {
    let list = r#"{"items":[{"id":"t","type":"one_time","data":{}}],"has_more":false}"#;
    assert_eq!(shown("univapay.tokens.list", list)["items"][0]["type"], "one_time");
    let token =
        r#"{"id":"t","payment_type":"card","data":{"card":{"last_four":"424242","exp_year":"2026"}}}"#;
    assert_eq!(shown("univapay.tokens.get", token)["data"]["card"]["exp_year"], 2026);
}
