//! The journal keeps what was asked, and no secret.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use kaikei_sandbox::{Gateway, JournalFilter};
use serde_json::json;
use support::*;

#[test]
fn requests_are_kept_in_order_and_found() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = paid(&sandbox, &keys, &order());
    validity(&sandbox, &keys, &id);
    get(&sandbox, "/nowhere");
    let all = sandbox.journal(&JournalFilter::default());
    let seen: Vec<_> = all.iter().map(|e| (e.id, e.method.as_str(), e.path.as_str(), e.status)).collect();
    assert_eq!(
        seen,
        [
            (1, "POST", "/payment/process", Some(200)),
            (2, "GET", "/process-checkout", Some(200)),
            (3, "POST", "/process-checkout", Some(303)),
            (4, "POST", "/payment/check-validity", Some(200)),
            (5, "GET", "/nowhere", Some(404)),
        ]
    );
    assert!(all[..4].iter().all(|entry| entry.merchant.as_deref() == Some("merchant-1")));
    assert_eq!((all[4].merchant.as_deref(), all[0].gateway), (None, Gateway::Ito));
    assert_eq!(all[0].at, "2026-11-01T00:00:00Z");
    assert_eq!(all[1].query, format!("payment_id={id}"));
    assert!(all[0].body.contains("custom=DFU80XZIKS"));

    let over_http = |query: &str| get(&sandbox, &format!("/_sandbox/journal{query}")).json();
    assert_eq!(over_http("").as_array().unwrap().len(), 5, "control calls are not kept");
    assert_eq!(over_http("?path=/payment/*").as_array().unwrap().len(), 2);
    assert_eq!(over_http("?path=/process-checkout&method=post").as_array().unwrap().len(), 1);
    assert_eq!(over_http("?since=4")[0]["path"], "/nowhere");
    assert_eq!(get(&sandbox, "/_sandbox/journal?since=yesterday").status(), 400);
}

#[test]
fn nothing_secret_is_kept() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let merchant = merchant_token(&sandbox, &keys);
    let (access, refresh_token) = sign_in(&sandbox, &keys, &keys.user_email);
    refresh(&sandbox, &keys, &refresh_token);
    api(&sandbox, "GET", "/api/oauth/user/me", &access, "");
    start_payment(&sandbox, &keys, &order());
    let bearer = format!("Bearer {}.{}", keys.univapay_secret, keys.univapay_jwt);
    let headers = [("content-type", JSON), ("authorization", bearer.as_str())];
    let card = json!({
        "payment_type": "card", "email": "a@example.com", "metadata": { "note": "4000 0200 0000 0000", "n": 10.30 },
        "data": { "cardholder": "T", "card_number": "4242424242424242", "exp_month": 1, "exp_year": 30, "cvv": "739" },
    });
    send(&sandbox, "POST", "/tokens", &headers, &card.to_string());
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"cvv\"\r\n\r\n739\r\n--b--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=b"), ("cookie", "session=secret-cookie")];
    send(&sandbox, "POST", "/payment/check-validity", &headers, multipart);
    send(&sandbox, "POST", "/tokens", &[("content-type", JSON)], "{\"cvv\":\"739\"");

    let text = serde_json::to_string(&sandbox.journal(&JournalFilter::default())).unwrap();
    let secrets = [
        &*keys.access_key,
        &keys.merchant_client_secret,
        &keys.univapay_jwt,
        &keys.univapay_secret,
        &keys.user_password,
        &merchant,
        &access,
        &refresh_token,
        VERIFIER,
        "4242424242424242",
        "4000 0200 0000 0000",
        "739",
        "sandbox_code_",
        "secret-cookie",
        &sign(&keys.secret_key, START, &documented_json(&order())),
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} is in the journal");
    }
    let token = &sandbox.journal(&JournalFilter { path: Some("/tokens".into()), ..Default::default() })[0];
    assert_eq!(token.gateway, Gateway::Univapay);
    assert!(token.body.contains("\"card_number\":\"[masked] 4242\""), "{}", token.body);
    assert!(token.body.contains("\"exp_year\":30"), "the rest stays readable");
}

#[test]
fn keys_in_other_headers_are_hidden_and_idempotency_keys_are_not() {
    let sandbox = sandbox();
    let headers = [
        ("x-api-key", "sk_live_abc"),
        ("x-auth-token", "secret-1"),
        ("idempotency-key", "7680e246-2d10-42bf-8bbb-2230e1ed712c"),
        ("x-sandbox-fault", "explode"),
    ];
    let answer = send(&sandbox, "GET", "/payment/process", &headers, "");
    assert_eq!(answer.status(), 400);
    assert!(answer.header("x-request-id").is_some());
    let text = serde_json::to_string(&sandbox.journal(&JournalFilter::default())).unwrap();
    assert!(!text.contains("sk_live_abc") && !text.contains("secret-1"));
    assert!(text.contains("7680e246-2d10-42bf-8bbb-2230e1ed712c"));
}
