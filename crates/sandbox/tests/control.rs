//! The control API, and the same as methods.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use kaikei_sandbox::{Credentials, Sandbox, ServerMode};
use serde_json::{Value, json};
use support::*;

#[test]
fn credentials_have_exactly_these_fields() {
    let sandbox = sandbox();
    let headers = [("host", "127.0.0.1:4321")];
    let over_http = send(&sandbox, "GET", "/_sandbox/credentials", &headers, "").json();
    let mut names: Vec<_> = over_http.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "access_key",
            "ito_base_url",
            "merchant_client_id",
            "merchant_client_secret",
            "public_client_id",
            "redirect_uri",
            "secret_key",
            "univapay_base_url",
            "univapay_jwt",
            "univapay_secret",
            "user_email",
            "user_password",
            "webhook_secret",
        ]
    );
    let keys: Credentials = serde_json::from_value(over_http).unwrap();
    assert_eq!(
        (&*keys.ito_base_url, &*keys.univapay_base_url),
        ("http://127.0.0.1:4321", "http://127.0.0.1:4321")
    );
    assert_eq!(keys.redirect_uri, "http://127.0.0.1/callback");
    for key in [
        &keys.access_key,
        &keys.secret_key,
        &keys.webhook_secret,
        &keys.merchant_client_id,
        &keys.merchant_client_secret,
        &keys.public_client_id,
        &keys.univapay_secret,
    ] {
        assert!(key.starts_with("sandbox_"), "{key}");
    }
}

#[test]
fn the_univapay_jwt_is_a_signed_test_token() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    use hmac::{Hmac, KeyInit, Mac};
    let jwt = sandbox().credentials().univapay_jwt;
    let (signed, signature) = jwt.rsplit_once('.').unwrap();
    let claims = Base64UrlUnpadded::decode_vec(signed.split_once('.').unwrap().1).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(
        (&claims["sub"], &claims["mode"], &claims["domains"]),
        (&json!("app_token"), &json!("test"), &json!([]))
    );
    assert!(claims["merchant_id"].is_string() && claims["store_id"].is_string());
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"sandbox_jwt_key").unwrap();
    mac.update(signed.as_bytes());
    mac.verify_slice(&Base64UrlUnpadded::decode_vec(signature).unwrap()).unwrap();
}

#[test]
fn the_same_seed_gives_the_same_ids_and_reset_gives_them_again() {
    let run = |sandbox: &Sandbox| {
        let keys = sandbox.credentials();
        let payment = paid(sandbox, &keys, &order());
        let webhook = sandbox.deliveries()[0].body.clone();
        (serde_json::to_string(&keys).unwrap(), payment, webhook, merchant_token(sandbox, &keys))
    };
    let sandbox = sandbox();
    let first = run(&sandbox);
    assert_eq!(first, run(&support::sandbox()));
    let other = Sandbox::builder().seed(8).start_at(start()).build().unwrap();
    assert_ne!(first.0, run(&other).0);
    assert_ne!(first.1, paid(&sandbox, &sandbox.credentials(), &order()));
    assert_eq!(post_json(&sandbox, "/_sandbox/reset", "").status(), 200);
    assert_eq!(first, run(&sandbox));
    assert_eq!(
        get(&sandbox, "/_sandbox/journal").json().as_array().unwrap().len(),
        4,
        "reset emptied the journal"
    );
}

#[test]
fn the_clock_only_goes_forward() {
    let sandbox = sandbox();
    assert_eq!(
        get(&sandbox, "/_sandbox/clock").json(),
        json!({ "now": "2026-11-01T00:00:00Z", "unix": START })
    );
    let answer = post_json(&sandbox, "/_sandbox/clock", r#"{"advance_seconds":61}"#);
    assert_eq!(answer.json()["unix"], START + 61);
    for bad in [
        r#"{"advance_seconds":-1}"#,
        r#"{"advance_seconds":1.5}"#,
        "{}",
        "{",
        r#"{"advance_seconds":99999999999999}"#,
    ] {
        assert_eq!(post_json(&sandbox, "/_sandbox/clock", bad).status(), 400, "{bad}");
    }
    assert_eq!(sandbox.now().as_second(), START + 61);
    sandbox.reset().unwrap();
    assert_eq!(sandbox.now().as_second(), START + 61);
    let following = Sandbox::builder().build().unwrap();
    let before = following.now();
    let after = following.advance(seconds(3600)).unwrap();
    assert!(after.duration_since(before).as_secs() >= 3600);
    assert!(following.now() >= after);
}

#[test]
fn settings_change_one_by_one() {
    let sandbox = sandbox();
    let default = json!({
        "server_mode": "S3", "http_200_errors": false, "epoch_times": false, "recurring_privilege": "infinite",
        "enforce_rate_limits": false,
        "plain_webhooks": false, "idempotency": "stored",
    });
    assert_eq!(get(&sandbox, "/_sandbox/settings").json(), default);
    assert_eq!(post_json(&sandbox, "/_sandbox/settings", r#"{"server_mode":"S1"}"#).status(), 200);
    post_json(&sandbox, "/_sandbox/settings", r#"{"http_200_errors":true}"#);
    let settings = sandbox.settings();
    assert_eq!((settings.server_mode, settings.http_200_errors), (ServerMode::RawBody, true));
    for bad in [r#"{"server_mode":"S9"}"#, r#"{"colour":"red"}"#, "[]"] {
        assert_eq!(post_json(&sandbox, "/_sandbox/settings", bad).status(), 400, "{bad}");
    }
    assert_eq!(sandbox.settings(), settings);
}

#[test]
fn merchants_and_redirect_uris() {
    let sandbox = sandbox();
    let answer = post_json(&sandbox, "/_sandbox/merchants", "");
    assert_eq!(answer.status(), 201);
    let keys: Credentials = serde_json::from_value(answer.json()).unwrap();
    assert_eq!(start_payment(&sandbox, &keys, &order()).status(), 200);
    let body =
        json!({ "client_id": keys.public_client_id, "redirect_uri": "https://b.example/cb" }).to_string();
    assert_eq!(post_json(&sandbox, "/_sandbox/redirect_uris", &body).status(), 200);
    assert_eq!(get(&sandbox, &authorize_path(&keys, "https://b.example/cb")).status(), 200);
    for (bad, status) in [
        (r#"{"redirect_uri":"nonsense"}"#, 400),
        (r#"{"client_id":"nobody","redirect_uri":"https://b.example/cb"}"#, 404),
        ("{}", 400),
    ] {
        assert_eq!(post_json(&sandbox, "/_sandbox/redirect_uris", bad).status(), status, "{bad}");
    }
}

#[test]
fn deliveries_over_http() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    assert_eq!(post_json(&sandbox, "/_sandbox/deliveries/hold", "").status(), 200);
    paid(&sandbox, &keys, &order());
    paid(&sandbox, &keys, &order());
    let states = || -> Vec<Value> {
        let list = get(&sandbox, "/_sandbox/deliveries").json();
        list.as_array().unwrap().iter().map(|delivery| delivery["state"].clone()).collect()
    };
    assert_eq!(states(), ["held", "held"]);
    assert_eq!(post_json(&sandbox, "/_sandbox/deliveries/release", r#"{"order":"sideways"}"#).status(), 400);
    assert_eq!(post_json(&sandbox, "/_sandbox/deliveries/release", r#"{"order":"reverse"}"#).status(), 200);
    let order: Vec<_> = sandbox.due_webhooks().into_iter().map(|webhook| webhook.delivery_id).collect();
    assert_eq!(order, ["webhook-2", "webhook-1"]);
    for id in &order {
        sandbox.record_webhook_result(id, kaikei_sandbox::WebhookResult::Status(200)).unwrap();
    }
    assert_eq!(states(), ["delivered", "delivered"]);
    let shown = get(&sandbox, "/_sandbox/deliveries").json();
    assert_eq!(shown[0]["attempts"], json!([{ "at": "2026-11-01T00:00:00Z", "status": 200 }]));
    assert_eq!(post_json(&sandbox, "/_sandbox/deliveries/webhook-1/resend", r#"{"times":2}"#).status(), 200);
    assert_eq!(
        post_json(&sandbox, "/_sandbox/deliveries/webhook-1/delay", r#"{"seconds":60}"#).status(),
        200
    );
    assert_eq!(get(&sandbox, "/_sandbox/deliveries").json()[0]["due"], "2026-11-01T00:01:00Z");
    assert_eq!(post_json(&sandbox, "/_sandbox/deliveries/webhook-1/drop", "").status(), 200);
    assert_eq!(states(), ["dropped", "delivered"]);
    for action in ["resend", "delay", "drop"] {
        let path = format!("/_sandbox/deliveries/webhook-9/{action}");
        assert_eq!(
            post_json(&sandbox, &path, if action == "delay" { r#"{"seconds":1}"# } else { "" }).status(),
            404
        );
    }
}

#[test]
fn web_pages_of_others_cannot_control_it() {
    let sandbox = sandbox();
    let reset = |origin: &str| send(&sandbox, "POST", "/_sandbox/reset", &[("origin", origin)], "").status();
    for own in ["http://127.0.0.1:8080", "http://localhost", "https://[::1]:9"] {
        assert_eq!(reset(own), 200, "{own}");
    }
    for other in ["https://evil.example", "null", "http://127.0.0.1.evil.example", ""] {
        assert_eq!(reset(other), 403, "{other}");
    }
}

#[test]
fn control_calls_that_do_not_exist_stay_out_of_journal_and_faults() {
    let sandbox = sandbox();
    send(&sandbox, "POST", "/_sandbox/faults", &[], r#"{"fault":"status=503"}"#);
    for (method, path, status) in [
        ("GET", "/_sandbox/nothing", 404),
        ("POST", "/_sandbox/deliveries/webhook-1/nothing", 404),
        ("DELETE", "/_sandbox/clock", 405),
        ("GET", "/_sandbox/journal?since=1&since=2", 400),
        ("GET", "/_sandbox/journal?method=POST&paht=/tokens", 400),
    ] {
        let answer = send(&sandbox, method, path, &[], "");
        assert_eq!(answer.status(), status, "{method} {path}");
        assert!(answer.json()["message"].is_string(), "{method} {path}");
    }
    assert_eq!(sandbox.faults().len(), 1);
    assert!(sandbox.journal(&Default::default()).is_empty());
}
