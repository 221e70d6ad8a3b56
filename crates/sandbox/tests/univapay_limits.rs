//! What UnivaPay limits: requests, and how often a recurring token is charged; and keys that it does not keep.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{Idempotency, Sandbox, Settings};
use requests::*;
use serde_json::{Value, json};
use support::*;

const DAY: u64 = 24 * 3600;

#[test]
fn a_route_has_a_bucket_of_its_own() {
    let sandbox = sandbox();
    sandbox.set_settings(Settings { enforce_rate_limits: true, ..Settings::default() });
    let left = |answer: &Answer| {
        let number = |name: &str| answer.header(name).unwrap().parse::<u32>().unwrap();
        (number("x-remaining-requests-exact"), number("x-remaining-requests-route"))
    };
    let answers: Vec<Answer> = (0..31)
        .map(|number| ask(&sandbox, "GET", &format!("/bank_accounts/{number}"), &Value::Null))
        .collect();
    assert_eq!((left(&answers[0]), left(&answers[29])), ((9, 29), (9, 0)), "one route, other paths");
    assert_eq!((answers[29].status(), answers[30].status(), answers[30].text()), (404, 429, ""));
    assert_eq!(ask(&sandbox, "GET", "/bank_accounts", &Value::Null).status(), 200, "another route");
    let same = |sandbox: &Sandbox| ask(sandbox, "GET", "/transfers", &Value::Null);
    let statuses: Vec<u16> = (0..11).map(|_| same(&sandbox).status()).collect();
    assert_eq!((statuses[9], statuses[10]), (200, 429));
    let refused = same(&sandbox);
    assert_eq!(refused.header("x-requests-per-minute-exact"), Some("120"));
    assert_eq!(refused.header("retry-after"), None, "the gateway does not say");
    sandbox.advance(seconds(60)).unwrap();
    assert_eq!(left(&same(&sandbox)), (9, 29));
}

#[test]
fn keys_that_are_not_kept() {
    let sandbox = sandbox();
    let with_key = || tokens(&sandbox, &[("idempotency-key", "k")], &card().to_string());
    for (idempotency, status) in [
        (Idempotency::NotStored, "not_stored"),
        (Idempotency::Error, "error"),
        (Idempotency::Disabled, "disabled"),
        (Idempotency::Stored, "successfully_stored"),
        (Idempotency::Stored, "retrieved_idempotent_response"),
    ] {
        sandbox.set_settings(Settings { idempotency, ..Settings::default() });
        let answer = with_key();
        assert_eq!((answer.status(), answer.header("idempotency-status")), (201, Some(status)));
    }
    assert_eq!(sandbox.tokens().len(), 4, "each was carried out but the last");
    let changed = post_json(&sandbox, "/_sandbox/settings", r#"{"idempotency":"not_stored"}"#);
    assert_eq!(changed.json()["idempotency"], "not_stored");
}

#[test]
fn a_usage_limit_allows_one_charge_a_period() {
    for (limit, days) in [("daily", 1), ("weekly", 7), ("monthly", 30), ("annually", 365)] {
        let sandbox = sandbox();
        let token = tokens(&sandbox, &[], &with(card(), "/usage_limit", json!(limit)).to_string()).json();
        let charge = || {
            let body = json!({ "transaction_token_id": token["id"], "amount": 1000, "currency": "JPY" });
            let answer = ask(&sandbox, "POST", "/charges", &body);
            (answer.status(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
        };
        let refused = (400, "RESOURCE_LIMIT_REACHED".to_owned());
        assert_eq!(charge().0, 201, "{limit}");
        assert_eq!(charge(), refused, "{limit}");
        sandbox.advance(seconds((days - 1) * DAY)).unwrap();
        assert_eq!(charge(), refused, "{limit}: the last day");
        sandbox.advance(seconds(DAY)).unwrap();
        assert_eq!(charge().0, 201, "{limit}: the next period");
    }
}

#[test]
fn failed_charges_do_not_use_a_token_up() {
    let sandbox = sandbox();
    let declined = with(card(), "/data/card_number", json!("4111111111111111"));
    let token = tokens(&sandbox, &[], &with(declined, "/usage_limit", json!("monthly")).to_string()).json();
    for _ in 0..2 {
        let body = json!({ "transaction_token_id": token["id"], "amount": 1000, "currency": "JPY" });
        assert_eq!(ask(&sandbox, "POST", "/charges", &body).status(), 201);
        sandbox.advance(seconds(60)).unwrap();
    }
}
