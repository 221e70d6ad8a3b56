//! UnivaPay's `POST /tokens`: authentication, answers, idempotency and limits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{ChargeOutcome, Sandbox, Settings};
use requests::*;
use serde_json::{Value, json};
use support::*;

#[test]
fn a_card_becomes_a_token() {
    let sandbox = sandbox();
    let answer = tokens(&sandbox, &[], &card().to_string());
    assert_eq!(answer.status(), 201, "{}", answer.text());
    let token = answer.json();
    assert_eq!(token["id"].as_str().unwrap().len(), 36);
    assert_eq!(
        (&token["payment_type"], &token["type"], &token["mode"]),
        (&json!("card"), &json!("recurring"), &json!("test"))
    );
    assert_eq!((&token["email"], &token["active"]), (&json!("taro.momo@example.com"), &json!(true)));
    assert_eq!(token["metadata"], json!({ "order": "A-1" }));
    assert_eq!(token["created_on"], "2026-11-01T00:00:00.000000Z");
    assert_eq!(token["last_used_on"], Value::Null);
    let card = &token["data"]["card"];
    assert_eq!((&card["exp_month"], &card["exp_year"]), (&json!(12), &json!(2028)));
    assert_eq!(
        (&card["last_four"], &card["card_bin"], &card["brand"]),
        (&json!("3284"), &json!("491674"), &json!("visa"))
    );
    assert_eq!(
        token["data"]["billing"]["phone_number"],
        json!({ "country_code": 1, "local_number": "8029854583" })
    );
    assert_eq!(
        (&token["data"]["billing"]["country"], &token["data"]["billing"]["zip"]),
        (&json!("US"), &json!("12345"))
    );
    let cvv = &token["data"]["cvv_authorize"];
    assert_eq!(
        (&cvv["enabled"], &cvv["status"], &cvv["currency"]),
        (&json!(true), &json!("current"), &json!("JPY"))
    );
    assert_eq!(token["data"]["three_ds"]["enabled"], false);
    assert!(!answer.text().contains("4916741415383284") && !answer.text().contains("\"999\""));
}

#[test]
fn times_can_be_epoch_milliseconds() {
    let sandbox = sandbox();
    sandbox.set_settings(Settings { epoch_times: true, ..Settings::default() });
    assert_eq!(tokens(&sandbox, &[], &card().to_string()).json()["created_on"], json!(START * 1000));
}

#[test]
fn both_ways_to_authenticate() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let code = |authorization: Option<&str>| {
        let mut headers = vec![("content-type", JSON)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        let answer = send(&sandbox, "POST", "/tokens", &headers, &card().to_string());
        (answer.status(), answer.json()["code"].as_str().map(str::to_owned))
    };
    assert_eq!(code(Some(&format!("Bearer {}", keys.univapay_jwt))), (201, None));
    assert_eq!(code(Some(&format!("Bearer {}.{}", keys.univapay_secret, keys.univapay_jwt))), (201, None));
    assert_eq!(code(None), (401, Some("AUTH_HEADER_MISSING".into())));
    assert_eq!(code(Some("Bearer x")), (401, Some("INVALID_APP_TOKEN".into())));
    assert_eq!(
        code(Some(&format!("Bearer {}x", keys.univapay_jwt))),
        (401, Some("INVALID_APP_TOKEN".into()))
    );
    assert_eq!(
        code(Some(&format!("Bearer wrong.{}", keys.univapay_jwt))),
        (401, Some("INVALID_CREDENTIALS".into()))
    );
    let reversed = format!("Bearer {}.{}", keys.univapay_jwt, keys.univapay_secret);
    assert_eq!(code(Some(&reversed)), (401, Some("INVALID_APP_TOKEN".into())));
}

#[test]
fn a_registered_domain_is_asked_for_without_the_secret() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let claims = r#"{"sub":"app_token","mode":"test","store_id":"11f0e274-1e3b-4752-9513-33d3e07ede13","domains":["shop.example"]}"#;
    let mut keys = sandbox().credentials();
    keys.univapay_jwt = format!("e30.{}.c2ln", Base64UrlUnpadded::encode_string(claims.as_bytes()));
    let sandbox = Sandbox::builder().start_at(start()).credentials(keys.clone()).build().unwrap();
    let bearer = format!("Bearer {}", keys.univapay_jwt);
    let with_origin = |origin: &'static str| {
        let headers = [("content-type", JSON), ("authorization", bearer.as_str()), ("origin", origin)];
        send(&sandbox, "POST", "/tokens", &headers, &card().to_string())
    };
    assert_eq!(
        with_origin("https://shop.example").json()["store_id"],
        "11f0e274-1e3b-4752-9513-33d3e07ede13"
    );
    assert_eq!(with_origin("https://evil.example").json()["code"], "INVALID_DOMAIN");
    assert_eq!(tokens(&sandbox, &[("origin", "https://evil.example")], &card().to_string()).status(), 201);
}

#[test]
fn test_cards_and_emails_decide_the_outcome() {
    let sandbox = sandbox();
    for (number, email, outcome) in [
        ("4000020000000000", "a@example.com", ChargeOutcome::Succeeds),
        ("4242424242424242", "a@example.com", ChargeOutcome::RefundFails),
        ("4111111111111111", "a@example.com", ChargeOutcome::Declined),
        ("4000020000000000", "a+charge-failure-309@example.com", ChargeOutcome::FailsWith(309)),
        ("4000020000000000", "a+charge-failure-404@example.com", ChargeOutcome::Succeeds),
    ] {
        let body = with(with(card(), "/data/card_number", json!(number)), "/email", json!(email));
        assert_eq!(tokens(&sandbox, &[], &body.to_string()).status(), 201);
        let token = sandbox.tokens().pop().unwrap();
        assert_eq!((token.outcome, token.token_type.as_str()), (outcome, "recurring"), "{number} {email}");
        assert!(!format!("{sandbox:?}").contains(number), "no card number is kept anywhere");
    }
}

#[test]
fn idempotency_keys_live_a_day() {
    let sandbox = sandbox();
    let with_key = |body: &str| tokens(&sandbox, &[("idempotency-key", "k1")], body);
    let status = |answer: &Answer| answer.header("idempotency-status").map(str::to_owned);
    let first = with_key(&card().to_string());
    assert_eq!(status(&first).as_deref(), Some("successfully_stored"));
    let again = with_key(&card().to_string());
    assert_eq!((again.status(), status(&again).as_deref()), (201, Some("retrieved_idempotent_response")));
    assert_eq!(again.text(), first.text());
    let other = with_key(&with(card(), "/email", json!("b@example.com")).to_string());
    assert_eq!((other.status(), status(&other).as_deref()), (409, Some("conflicting_key")));
    assert_eq!(other.json(), json!({ "status": "error", "code": "IDEMPOTENCY_KEY_CONFLICT", "errors": [] }));
    assert_eq!(sandbox.tokens().len(), 1);
    sandbox.advance(seconds(24 * 3600)).unwrap();
    let next_day = with_key(&card().to_string());
    assert_eq!(status(&next_day).as_deref(), Some("successfully_stored"));
    assert_ne!(next_day.text(), first.text());
    assert_eq!(status(&tokens(&sandbox, &[], &card().to_string())), None);
    let bad = tokens(&sandbox, &[("idempotency-key", "k2")], "{}");
    assert_eq!(status(&bad).as_deref(), Some("not_stored"));
}

#[test]
fn rate_limit_headers_and_buckets() {
    let sandbox = sandbox();
    let left = |answer: &Answer| {
        let number = |name: &str| answer.header(name).unwrap().parse::<u32>().unwrap();
        assert_eq!(
            (number("x-requests-per-minute-exact"), number("x-requests-per-minute-route")),
            (120, 1200)
        );
        (number("x-remaining-requests-exact"), number("x-remaining-requests-route"))
    };
    assert_eq!(left(&tokens(&sandbox, &[], "{")), (9, 29));
    assert_eq!(left(&tokens(&sandbox, &[], &card().to_string())), (8, 28));
    for _ in 0..20 {
        assert_eq!(tokens(&sandbox, &[], &card().to_string()).status(), 201, "not enforced by default");
    }
    sandbox.set_settings(Settings { enforce_rate_limits: true, ..Settings::default() });
    let refused = tokens(&sandbox, &[], &card().to_string());
    assert_eq!((refused.status(), refused.text(), left(&refused).0), (429, "", 0));
    sandbox.advance(seconds(1)).unwrap();
    assert_eq!(left(&tokens(&sandbox, &[], &card().to_string())).0, 1, "two a second come back");
}

#[test]
fn a_customer_may_enter_the_cvv_again_in_an_app() {
    let sandbox = sandbox();
    let made = tokens(&sandbox, &[], &card().to_string()).json();
    let path =
        format!("/stores/{}/tokens/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap());
    let jwt = sandbox.credentials().univapay_jwt;
    let of_app = |body: Value| api(&sandbox, "PATCH", &path, &jwt, &body.to_string());
    assert_eq!(of_app(json!({ "data": { "cvv": "123" } })).status(), 200);
    assert_eq!(of_app(json!({ "data": { "cvv": "12" } })).json()["errors"][0]["reason"], "INVALID_CVV");
    assert_eq!(of_app(json!({ "data": { "cvv": "123", "cardholder": "X" } })).status(), 403);
    assert_eq!(of_app(json!({ "email": "b@example.com", "data": { "cvv": "123" } })).status(), 403);
    let data = json!({ "cardholder": "HANAKO", "exp_month": 1, "exp_year": 2031, "city": "Salem" });
    let changed = ask(&sandbox, "PATCH", &path, &json!({ "data": data })).json();
    let (card, billing) = (&changed["data"]["card"], &changed["data"]["billing"]);
    assert_eq!((&card["cardholder"], &card["exp_year"]), (&json!("HANAKO"), &json!(2031)));
    assert_eq!((&card["last_four"], &billing["city"]), (&json!("3284"), &json!("Salem")));
    assert_eq!(billing["country"], "US", "what is not named stays");
}
