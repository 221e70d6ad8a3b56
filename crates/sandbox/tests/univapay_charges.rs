//! UnivaPay's charges, captures, refunds and cancels.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::Sandbox;
use requests::*;
use serde_json::{Value, json};
use support::*;

fn read(sandbox: &Sandbox, path: &str) -> Value {
    let answer = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!(answer.status(), 200, "{path}: {}", answer.text());
    answer.json()
}

fn token_of(sandbox: &Sandbox, body: &Value) -> Value {
    let answer = tokens(sandbox, &[], &body.to_string());
    assert_eq!(answer.status(), 201, "{}", answer.text());
    answer.json()
}

fn token(sandbox: &Sandbox) -> String {
    token_of(sandbox, &card())["id"].as_str().unwrap().to_owned()
}

fn charge(token: &str) -> Value {
    json!({ "transaction_token_id": token, "amount": 1000, "currency": "JPY", "metadata": { "order": "A-1" } })
}

/// Creates a charge, and says where it is read.
fn charged(sandbox: &Sandbox, body: &Value) -> String {
    let answer = ask(sandbox, "POST", "/charges", body);
    assert_eq!(answer.status(), 201, "{}", answer.text());
    let made = answer.json();
    assert_eq!(made["status"], "pending", "charges are made asynchronously");
    format!("/stores/{}/charges/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap())
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status(), answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

fn refused(answer: &Answer, expected: &str) {
    assert_eq!(code(answer), (400, expected.to_owned()));
}

#[test]
fn a_charge_is_pending_first() {
    let sandbox = sandbox();
    let path = charged(&sandbox, &charge(&token(&sandbox)));
    assert_eq!(read(&sandbox, &path)["status"], "pending");
    sandbox.advance(seconds(1)).unwrap();
    let done = read(&sandbox, &path);
    assert_eq!((&done["status"], &done["error"]), (&json!("successful"), &Value::Null));
    assert_eq!((&done["charged_amount"], &done["charged_currency"]), (&json!(1000), &json!("JPY")));
    assert_eq!((&done["requested_amount_formatted"], &done["mode"]), (&json!(1000), &json!("test")));
    assert_eq!(done["metadata"], json!({ "order": "A-1" }));
    assert_eq!(
        (&done["created_on"], &done["updated_on"]),
        (&json!("2026-11-01T00:00:00.000000Z"), &json!("2026-11-01T00:00:01.000000Z"))
    );
}

#[test]
fn a_read_that_polls_brings_the_end_about() {
    let sandbox = sandbox();
    let path = charged(&sandbox, &charge(&token(&sandbox)));
    assert_eq!(read(&sandbox, &format!("{path}?polling=true"))["status"], "successful");
    assert_eq!(read(&sandbox, &path)["status"], "successful", "and it stays");
}

#[test]
fn amounts_are_formatted_by_their_currency() {
    let sandbox = sandbox();
    let token = token(&sandbox);
    for (currency, written) in [("USD", "12.5"), ("JPY", "1250"), ("KWD", "1.25")] {
        let body = json!({ "transaction_token_id": token, "amount": 1250, "currency": currency });
        let answer = ask(&sandbox, "POST", "/charges", &body);
        assert!(
            answer.text().contains(&format!("\"requested_amount_formatted\":{written},")),
            "{}",
            answer.text()
        );
    }
}

#[test]
fn test_cards_and_emails_decide_the_end() {
    let sandbox = sandbox();
    for (number, email, status, code) in [
        ("4000020000000000", "a@example.com", "successful", Value::Null),
        ("4111111111111111", "a@example.com", "failed", json!(306)),
        ("4000020000000000", "a+charge-failure-330@example.com", "failed", json!(330)),
    ] {
        let body = with(with(card(), "/data/card_number", json!(number)), "/email", json!(email));
        let token = token_of(&sandbox, &body)["id"].as_str().unwrap().to_owned();
        let path = charged(&sandbox, &charge(&token));
        let done = read(&sandbox, &format!("{path}?polling=true"));
        assert_eq!((done["status"].as_str().unwrap(), &done["error"]["code"]), (status, &code));
        assert_eq!(done["error"]["message"].is_string(), status == "failed");
    }
}

#[test]
fn what_a_charge_must_hold() {
    let sandbox = sandbox();
    let token = token(&sandbox);
    for (pointer, to, field, reason) in [
        ("/transaction_token_id", Value::Null, "transaction_token_id", "REQUIRED_VALUE"),
        ("/transaction_token_id", json!("7"), "transaction_token_id", "INVALID_UUID"),
        ("/amount", Value::Null, "amount", "REQUIRED_VALUE"),
        ("/amount", json!(0), "amount", "INVALID_AMOUNT"),
        ("/amount", json!(-5), "amount", "INVALID_AMOUNT"),
        ("/amount", json!(10.5), "amount", "INVALID_AMOUNT"),
        ("/currency", Value::Null, "currency", "REQUIRED_VALUE"),
        ("/currency", json!("YEN!"), "currency", "INVALID_CURRENCY"),
        ("/capture", json!("yes"), "capture", "INVALID_FORMAT"),
        ("/capture_at", json!("tomorrow"), "capture_at", "INVALID_FORMAT_DATE"),
        ("/capture_at", json!("2020-01-01T00:00:00Z"), "capture_at", "MUST_BE_FUTURE_TIME"),
        ("/metadata", json!({ "a": { "b": 1 } }), "metadata", "NESTED_JSON_NOT_ALLOWED"),
        ("/merchant_transaction_id", json!("not-alphanumeric"), "merchant_transaction_id", "INVALID_FORMAT"),
        ("/redirect", json!({ "endpoint": "x" }), "redirect.endpoint", "INVALID_FORMAT_URL"),
        ("/three_ds", json!({ "mode": "maybe" }), "three_ds.mode", "INVALID_FORMAT"),
    ] {
        let answer = ask(&sandbox, "POST", "/charges", &with(charge(&token), pointer, to.clone()));
        let expected = json!({ "status": "error", "code": "VALIDATION_ERROR", "errors": [{ "field": field, "reason": reason }] });
        assert_eq!((answer.status(), answer.json()), (400, expected), "{pointer} {to}");
    }
    let none = charge("11ef32c2-4010-a312-aaff-4b63e4d5f92d");
    assert_eq!(code(&ask(&sandbox, "POST", "/charges", &none)), (404, "NOT_FOUND".to_owned()));
    let text = with(with(charge(&token), "/amount", json!("100")), "/currency", json!("jpy"));
    assert_eq!(
        ask(&sandbox, "POST", "/charges", &text).json()["requested_amount"],
        100,
        "as the guide sends it"
    );
}

#[test]
fn one_time_tokens_are_charged_once_within_five_minutes() {
    let sandbox = sandbox();
    let one_time = || {
        let token =
            token_of(&sandbox, &with(with(card(), "/type", Value::Null), "/data/cvv_authorize", Value::Null));
        token["id"].as_str().unwrap().to_owned()
    };
    let (used, old) = (one_time(), one_time());
    charged(&sandbox, &charge(&used));
    refused(&ask(&sandbox, "POST", "/charges", &charge(&used)), "TRANSACTION_ALREADY_PROCESSED");
    sandbox.advance(seconds(5 * 60)).unwrap();
    refused(&ask(&sandbox, "POST", "/charges", &charge(&old)), "TRANSACTION_TOKEN_EXPIRED");
}

#[test]
fn the_same_again_within_thirty_seconds_fails() {
    let sandbox = sandbox();
    let token = token(&sandbox);
    let end = || {
        let path = charged(&sandbox, &charge(&token));
        read(&sandbox, &format!("{path}?polling=true"))["error"]["code"].clone()
    };
    assert_eq!(end(), Value::Null);
    assert_eq!(end(), json!(311));
    sandbox.advance(seconds(30)).unwrap();
    assert_eq!(end(), Value::Null);
}

#[test]
fn an_authorization_is_captured_once_in_part_or_whole() {
    let sandbox = sandbox();
    let path = charged(&sandbox, &with(charge(&token(&sandbox)), "/capture", json!(false)));
    let authorized = read(&sandbox, &format!("{path}?polling=true"));
    assert_eq!((&authorized["status"], &authorized["charged_amount"]), (&json!("authorized"), &Value::Null));
    let capture = |body: Value| ask(&sandbox, "POST", &format!("{path}/capture"), &body);
    refused(&capture(json!({ "amount": 1001, "currency": "JPY" })), "CAPTURE_AMOUNT_TOO_LARGE");
    refused(&capture(json!({ "amount": 10, "currency": "USD" })), "CURRENCY_MUST_MATCH_CHARGE");
    refused(&capture(json!({ "amount": 10 })), "VALIDATION_ERROR");
    let answer = capture(json!({ "amount": 400, "currency": "JPY" }));
    assert_eq!((answer.status(), answer.json()), (200, json!({})));
    let done = read(&sandbox, &path);
    assert_eq!((&done["status"], &done["charged_amount"]), (&json!("successful"), &json!(400)));
    refused(&capture(Value::Null), "ALREADY_CAPTURED");
}

#[test]
fn a_capture_may_be_put_off() {
    let sandbox = sandbox();
    let at = json!("2026-11-02T00:00:00Z");
    let path = charged(&sandbox, &with(charge(&token(&sandbox)), "/capture_at", at));
    assert_eq!(read(&sandbox, &format!("{path}?polling=true"))["status"], "authorized");
    sandbox.advance(seconds(24 * 3600)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "successful");
}

#[test]
fn refunds_never_exceed_the_charge() {
    let sandbox = sandbox();
    let path = charged(&sandbox, &charge(&token(&sandbox)));
    let refund = |body: &Value| ask(&sandbox, "POST", &format!("{path}/refunds"), body);
    let of = |amount: u64| json!({ "amount": amount, "currency": "JPY", "reason": "customer_request" });
    let first = refund(&of(600));
    assert_eq!(first.status(), 201, "{}", first.text());
    let first = first.json();
    assert_eq!((&first["status"], &first["amount"]), (&json!("pending"), &json!(600)));
    refused(&refund(&of(401)), "REFUND_EXCEEDS_CHARGE_AMOUNT");
    refused(&refund(&json!({ "amount": 1, "currency": "USD" })), "CURRENCY_MUST_MATCH_CHARGE");
    refused(&refund(&json!({ "amount": 1, "currency": "JPY", "reason": "chargeback" })), "VALIDATION_ERROR");
    assert_eq!(refund(&of(400)).status(), 201);
    refused(&refund(&of(1)), "REFUND_EXCEEDS_CHARGE_AMOUNT");
    let one = format!("{path}/refunds/{}", first["id"].as_str().unwrap());
    assert_eq!(read(&sandbox, &one)["status"], "pending");
    assert_eq!(read(&sandbox, &format!("{one}?polling=true"))["status"], "successful");
    let changed = ask(&sandbox, "PATCH", &one, &json!({ "message": "broken", "metadata": { "a": 1.50 } }));
    assert!(changed.text().contains("\"metadata\":{\"a\":1.5}"), "{}", changed.text());
    assert_eq!(changed.json()["reason"], "customer_request");
    let all = read(&sandbox, &format!("{path}/refunds"));
    assert_eq!((all["total_hits"].as_u64(), all["has_more"].as_bool()), (Some(2), Some(false)));
    assert_eq!(read(&sandbox, &format!("{path}/cancels"))["items"], json!([]));
}

#[test]
fn a_refund_may_fail_and_then_counts_for_nothing() {
    let sandbox = sandbox();
    let body = with(card(), "/data/card_number", json!("4242424242424242"));
    let token = token_of(&sandbox, &body)["id"].as_str().unwrap().to_owned();
    let path = charged(&sandbox, &charge(&token));
    let refund =
        || ask(&sandbox, "POST", &format!("{path}/refunds"), &json!({ "amount": 1000, "currency": "JPY" }));
    let made = refund().json();
    let one = format!("{path}/refunds/{}?polling=true", made["id"].as_str().unwrap());
    let failed = read(&sandbox, &one);
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!(329)));
    assert_eq!(refund().status(), 201);
}

#[test]
fn what_can_be_canceled() {
    let sandbox = sandbox();
    let paid = charged(&sandbox, &charge(&token(&sandbox)));
    let cancel = |path: &str| ask(&sandbox, "POST", &format!("{path}/cancels"), &json!({ "metadata": {} }));
    refused(&cancel(&paid), "CANCEL_NOT_ALLOWED");
    let held = charged(&sandbox, &with(charge(&token(&sandbox)), "/capture", json!(false)));
    refused(
        &ask(&sandbox, "POST", &format!("{held}/refunds"), &json!({ "amount": 1, "currency": "JPY" })),
        "CANNOT_REFUND_UNSUCCESSFUL_CHARGE",
    );
    let made = cancel(&held).json();
    refused(&cancel(&held), "CANCEL_NOT_ALLOWED");
    sandbox.advance(seconds(1)).unwrap();
    let one = format!("{held}/cancels/{}", made["id"].as_str().unwrap());
    let done = read(&sandbox, &one);
    assert_eq!((&done["status"], done.get("amount")), (&json!("successful"), None));
    assert_eq!(read(&sandbox, &held)["status"], "canceled");
}

#[test]
fn a_convenience_store_payment_waits_to_be_paid() {
    let sandbox = sandbox();
    let konbini = |period: &str| {
        let data = json!({
            "customer_name": "Taro Yamada", "convenience_store": "seven_eleven", "expiration_period": period,
            "phone_number": { "country_code": "81", "local_number": "08012341234" },
        });
        token_of(&sandbox, &request("konbini", &data))["id"].as_str().unwrap().to_owned()
    };
    let path = charged(&sandbox, &charge(&konbini("P7D")));
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(read(&sandbox, &format!("{path}?polling=true"))["status"], "awaiting");
    assert_eq!(post_json(&sandbox, &format!("/_sandbox/charges/{id}/pay"), "").status(), 200);
    assert_eq!(read(&sandbox, &path)["status"], "successful");
    assert_eq!(post_json(&sandbox, &format!("/_sandbox/charges/{id}/pay"), "").status(), 400, "paid already");
    assert_eq!(post_json(&sandbox, "/_sandbox/charges/none/pay", "").status(), 404);
    refused(
        &ask(&sandbox, "POST", &format!("{path}/refunds"), &json!({ "amount": 1, "currency": "JPY" })),
        "REFUND_NOT_ALLOWED",
    );
    let late = charged(&sandbox, &charge(&konbini("PT30M")));
    sandbox.advance(seconds(31 * 60)).unwrap();
    let expired = read(&sandbox, &late);
    assert_eq!((&expired["status"], &expired["error"]["code"]), (&json!("failed"), &json!(327)));
    refused(
        &ask(&sandbox, "POST", "/charges", &with(charge(&konbini("P7D")), "/capture", json!(false))),
        "CAPTURE_ONLY_FOR_CARD_PAYMENT",
    );
}

#[test]
fn lists_have_a_cursor() {
    let sandbox = sandbox();
    let token = token(&sandbox);
    let ids: Vec<String> = (1..=25)
        .map(|amount| {
            let path = charged(&sandbox, &with(charge(&token), "/amount", json!(amount)));
            path.rsplit('/').next().unwrap().to_owned()
        })
        .collect();
    let page = read(&sandbox, "/charges");
    assert_eq!(
        (page["items"].as_array().unwrap().len(), &page["has_more"], &page["total_hits"]),
        (10, &json!(true), &json!(25))
    );
    assert_eq!(page["items"][0]["id"], ids[24].as_str(), "newest first");
    assert_eq!((&page["items"][0]["error"], &page["items"][0]["redirect"]), (&json!({}), &json!({})));
    let next = read(&sandbox, &format!("/charges?limit=20&cursor={}", ids[15]));
    assert_eq!(
        (next["items"].as_array().unwrap().len(), &next["has_more"], next.get("total_hits")),
        (15, &json!(false), None)
    );
    let oldest = read(&sandbox, "/charges?limit=1&cursor_direction=asc");
    assert_eq!(oldest["items"][0]["id"], ids[0].as_str());
    let store = sandbox.tokens().len();
    assert_eq!(store, 1);
    let dear = read(&sandbox, &format!("/charges?amount_from=20&amount_to=23&transaction_token_id={token}"));
    assert_eq!(dear["total_hits"], 3);
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor_direction=up", "cursor_direction"),
        ("from=x", "from"),
        ("amount_to=x", "amount_to"),
    ] {
        let answer = ask(&sandbox, "GET", &format!("/charges?{query}"), &Value::Null);
        assert_eq!((answer.status(), &answer.json()["errors"][0]["field"]), (400, &json!(field)));
    }
}

#[test]
fn tokens_are_read_changed_and_deleted() {
    let sandbox = sandbox();
    let made = token_of(&sandbox, &card());
    let path =
        format!("/stores/{}/tokens/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap());
    assert_eq!(read(&sandbox, &path), made);
    let changed =
        ask(&sandbox, "PATCH", &path, &json!({ "email": "b@example.com", "metadata": { "b": true } }));
    assert_eq!(
        (&changed.json()["email"], &changed.json()["metadata"]),
        (&json!("b@example.com"), &json!({ "b": true }))
    );
    refused(&ask(&sandbox, "PATCH", &path, &json!({ "email": "nobody" })), "VALIDATION_ERROR");
    let list = read(&sandbox, "/tokens?type=recurring");
    assert_eq!((&list["items"][0]["id"], list["items"][0].get("data")), (&made["id"], None));
    assert_eq!(list["items"][0]["user_data"]["cardholder_name"], "TARO MOMO");
    let deleted = ask(&sandbox, "DELETE", &path, &Value::Null);
    assert_eq!((deleted.status(), deleted.text()), (204, ""));
    assert_eq!(code(&ask(&sandbox, "GET", &path, &Value::Null)), (404, "NOT_FOUND".to_owned()));
    assert_eq!(code(&ask(&sandbox, "POST", "/charges", &charge(made["id"].as_str().unwrap()))).0, 404);
}

#[test]
fn what_a_server_does_needs_the_secret_and_the_right_store() {
    let sandbox = sandbox();
    let path = charged(&sandbox, &charge(&token(&sandbox)));
    let keys = sandbox.credentials();
    let public = api(&sandbox, "GET", &path, &keys.univapay_jwt, "");
    assert_eq!(code(&public), (403, "INVALID_PERMISSIONS".to_owned()));
    let other = sandbox.add_merchant("http://127.0.0.1");
    let theirs = format!("{}.{}", other.univapay_secret, other.univapay_jwt);
    assert_eq!(code(&api(&sandbox, "GET", &path, &theirs, "")), (404, "NOT_FOUND".to_owned()));
    let wrong_store = path.replacen("/stores/", "/stores/x", 1);
    assert_eq!(code(&ask(&sandbox, "GET", &wrong_store, &Value::Null)), (404, "NOT_FOUND".to_owned()));
}

#[test]
fn a_charge_is_made_once_for_a_key() {
    let sandbox = sandbox();
    let body = charge(&token(&sandbox)).to_string();
    let keys = sandbox.credentials();
    let bearer = format!("Bearer {}.{}", keys.univapay_secret, keys.univapay_jwt);
    let again = || {
        let headers = [("content-type", JSON), ("authorization", bearer.as_str()), ("idempotency-key", "k")];
        send(&sandbox, "POST", "/charges", &headers, &body)
    };
    let first = again();
    let second = again();
    assert_eq!((first.text(), second.status()), (second.text(), 201));
    assert_eq!(second.header("idempotency-status"), Some("retrieved_idempotent_response"));
    assert_eq!(read(&sandbox, "/charges")["total_hits"], 1);
}
