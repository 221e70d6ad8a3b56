//! Starting, paying, cancelling and checking payments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use kaikei_sandbox::Settings;
use serde_json::json;
use support::*;

#[test]
fn a_payment_starts_as_in_the_document() {
    let sandbox = sandbox();
    let answer = start_payment(&sandbox, &sandbox.credentials(), &order());
    let json = answer.json();
    assert_eq!(answer.status(), 200);
    assert_eq!((&json["code"], &json["status"]), (&json!(200), &json!("ok")));
    let id = json["payment_id"].as_str().unwrap();
    assert!(id.len() == 25 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(json["url"], format!("http://127.0.0.1:8080/process-checkout?payment_id={id}"));
    assert_eq!(
        json["message"],
        "Your payment has been processed. Please follow the URL to complete the payment."
    );
    assert!(answer.header("x-request-id").is_some());
}

/// Sends the order with these headers instead of the right ones; answers status and message.
fn with_headers(change: impl Fn(&mut Vec<(&'static str, String)>)) -> (u16, String) {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let mut headers = vec![
        ("content-type", FORM.to_owned()),
        ("authorization", format!("Bearer {}", keys.access_key)),
        ("x-timestamp", START.to_string()),
        ("x-signature", sign(&keys.secret_key, START, &documented_json(&order()))),
    ];
    change(&mut headers);
    // The signature follows a changed time, so that only the time is judged.
    let timestamp = headers[2].1.parse().unwrap_or(START);
    if timestamp != START {
        headers[3].1 = sign(&keys.secret_key, timestamp, &documented_json(&order()));
    }
    let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = send(&sandbox, "POST", "/payment/process", &headers, &form(&order()));
    (answer.status(), answer.json()["message"].as_str().unwrap().to_owned())
}

#[test]
fn bearer_time_and_signature_are_checked() {
    assert_eq!(with_headers(|_| {}).0, 200);
    assert_eq!(with_headers(|h| h[2].1 = (START + 300).to_string()).0, 200);
    assert_eq!(with_headers(|h| h[2].1 = (START - 300).to_string()).0, 200);
    type Change = fn(&mut Vec<(&'static str, String)>);
    let cases: [(Change, &str); 9] = [
        (|h| h[1].1 = "Bearer nobody".into(), "Invalid API"),
        (|h| h[1].1 = "Basic abc".into(), "Invalid API"),
        (|h| h[2].1 = (START + 301).to_string(), "out of range"),
        (|h| h[2].1 = (START - 301).to_string(), "out of range"),
        (|h| h[2].1 = "soon".into(), "Invalid X-Timestamp"),
        (|h| h[3].1 = h[3].1.to_uppercase(), "Invalid signature"),
        (|h| h[3].1 = format!("sha256={}", h[3].1), "Invalid signature"),
        (|h| h[3].1 = "0".repeat(64), "Invalid signature"),
        (|h| drop(h.remove(3)), "Missing X-Signature"),
    ];
    for (change, why) in cases {
        let (status, message) = with_headers(change);
        assert_eq!(status, 401, "{message}");
        assert!(message.contains(why), "{message} instead of {why}");
    }
}

#[test]
fn parameters_are_checked() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let long = "あ".repeat(256);
    let fits = "あ".repeat(255);
    let endless = format!("https://yoursite.com/{}", "a".repeat(2048));
    let cases = [
        ("custom", "", 422),
        ("custom", &*long, 422),
        ("custom", &*fits, 200),
        ("details", &*long, 422),
        ("details", &*fits, 200),
        ("currency_code", "EUR", 422),
        ("currency_code", "SGP-USD", 200),
        ("currency_code", "JPY", 422),
        ("amount", "0", 422),
        ("amount", "-1", 422),
        ("amount", "280.555", 422),
        ("amount", "280.00", 200),
        ("amount", "1e3", 422),
        ("amount", "280,5", 422),
        ("amount", "1234567890123.45", 422),
        ("amount", "123456789012.45", 200),
        ("web_hook", "http://yoursite.com/hook", 422),
        ("web_hook", "https://yoursite.com/hook", 200),
        ("web_hook", "http://localhost:5000/hook", 200),
        ("web_hook", "https://user:pw@yoursite.com/hook", 422),
        ("success_url", "javascript:alert(1)", 422),
        ("success_url", &*endless, 422),
        ("cancel_url", "/cancel", 422),
        ("customer_email", "nobody", 422),
        ("customer_email", "a@b@c", 422),
    ];
    for (name, value, expected) in cases {
        let order: Vec<_> =
            order().into_iter().map(|(n, v)| (n, if n == name { value } else { v })).collect();
        // Signed over the form in mode S1: the values here are about rules, not about encodings.
        sandbox.set_settings(Settings {
            server_mode: kaikei_sandbox::ServerMode::RawBody,
            ..Settings::default()
        });
        let body = form(&order);
        let answer = process(&sandbox, &keys, FORM, &body, &body);
        assert_eq!(answer.status(), expected, "{name}={value}: {}", answer.text());
        if expected == 422 {
            let json = answer.json();
            assert_eq!((&json["code"], &json["status"]), (&json!(422), &json!("error")));
        }
    }
}

#[test]
fn missing_parameters_are_named_and_details_is_optional() {
    let sandbox = sandbox();
    for (name, _) in order() {
        let rest: Vec<_> = order().into_iter().filter(|(known, _)| *known != name).collect();
        let answer = start_payment(&sandbox, &sandbox.credentials(), &rest);
        if name == "details" {
            assert_eq!(answer.status(), 200, "{}", answer.text());
        } else {
            assert_eq!(answer.status(), 422);
            assert!(answer.text().contains(&name.replace('_', " ")) || answer.text().contains(name));
        }
    }
}

#[test]
fn errors_can_hide_behind_http_200() {
    let sandbox = sandbox();
    sandbox.set_settings(Settings { http_200_errors: true, ..Settings::default() });
    let bad_signature = process(&sandbox, &sandbox.credentials(), FORM, &form(&order()), "else");
    assert_eq!((bad_signature.status(), &bad_signature.json()["code"]), (200, &json!(401)));
    let unknown = validity(&sandbox, &sandbox.credentials(), "AIYmQIOAz0GlmsjfhgiOeu304");
    assert_eq!((unknown.status(), &unknown.json()["code"]), (200, &json!(404)));
}

#[test]
fn paying_makes_one_transaction_and_one_webhook() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = payment(&sandbox, &keys, &order());
    assert_eq!(validity(&sandbox, &keys, &id).status(), 404);
    let nonce = hidden(get(&sandbox, &format!("/process-checkout?payment_id={id}")).text(), "nonce");
    let pay = [("payment_id", &*id), ("nonce", &nonce), ("action", "pay")];
    let answer = post_form(&sandbox, "/process-checkout", &pay);
    assert_eq!((answer.status(), answer.header("location")), (303, Some("https://yoursite.com/success")));
    let valid = validity(&sandbox, &keys, &id);
    assert_eq!(valid.status(), 200);
    assert_eq!(valid.json(), json!({ "code": 200, "status": "ok", "message": "Transaction is valid" }));

    for again in [&pay, &[("payment_id", &*id), ("nonce", &nonce), ("action", "cancel")]] {
        let answer = post_form(&sandbox, "/process-checkout", again);
        assert_eq!(answer.status(), 409);
        assert!(answer.text().contains("already complete"));
    }
    assert!(get(&sandbox, &format!("/process-checkout?payment_id={id}")).text().contains("already complete"));
    assert_eq!(sandbox.deliveries().len(), 1);
}

#[test]
fn a_form_without_its_nonce_pays_nothing() {
    let sandbox = sandbox();
    let id = payment(&sandbox, &sandbox.credentials(), &order());
    for nonce in ["", "wrong"] {
        let fields = [("payment_id", &*id), ("nonce", nonce), ("action", "pay")];
        assert_eq!(post_form(&sandbox, "/process-checkout", &fields).status(), 403);
    }
    assert!(sandbox.deliveries().is_empty());
    assert_eq!(validity(&sandbox, &sandbox.credentials(), &id).status(), 404);
}

#[test]
fn cancelling_is_final_and_says_nothing_to_the_merchant() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = payment(&sandbox, &keys, &order());
    let page = get(&sandbox, &format!("/process-checkout?payment_id={id}"));
    let nonce = hidden(page.text(), "nonce");
    let answer = press(&sandbox, &id, "cancel");
    assert_eq!((answer.status(), answer.header("location")), (303, Some("https://yoursite.com/cancel")));
    let pay = [("payment_id", &*id), ("nonce", &nonce), ("action", "pay")];
    let late = post_form(&sandbox, "/process-checkout", &pay);
    assert_eq!(late.status(), 409);
    assert!(late.text().contains("cancelled"));
    assert!(sandbox.deliveries().is_empty());
    assert_eq!(validity(&sandbox, &keys, &id).status(), 404);
}

#[test]
fn the_webhook_is_the_documents() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = paid(&sandbox, &keys, &order());
    let webhook = due(&sandbox);
    let json: serde_json::Value = serde_json::from_str(&webhook.body).unwrap();
    let transaction = json["transaction"].as_str().unwrap();
    assert!(transaction.len() == 11 && transaction.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(
        webhook.body,
        format!(
            r#"{{"code":200,"status":"ok","payment_id":"{id}","transaction":"{transaction}","amount":280.5,"charge":14.03,"currency":"USD","custom":"DFU80XZIKS","date":"01-11-2026"}}"#
        )
    );
    assert_eq!(webhook.url, "http://127.0.0.1:9/web_hook");
    let signature = format!("sha256={}", sign(&keys.webhook_secret, START, &webhook.body));
    assert!(webhook.headers.contains(&("X-Timestamp".to_owned(), START.to_string())));
    assert!(webhook.headers.contains(&("X-Signature".to_owned(), signature)));
}

#[test]
fn the_charge_is_rounded_to_the_currency() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    for (currency, amount, expected) in [
        ("JPY", "1010", r#""amount":1010,"charge":51,"#),
        ("JPY", "109", r#""amount":109,"charge":5,"#),
        ("USD", "280", r#""amount":280,"charge":14,"#),
        ("SGP-USD", "0.01", r#""amount":0.01,"charge":0,"#),
        ("USD", "0.1", r#""amount":0.1,"charge":0.01,"#),
    ] {
        let order: Vec<_> = order()
            .into_iter()
            .map(|(name, value)| match name {
                "amount" => (name, amount),
                "currency_code" => (name, currency),
                _ => (name, value),
            })
            .collect();
        paid(&sandbox, &keys, &order);
        let body = due(&sandbox).body;
        assert!(body.contains(expected), "{body}");
    }
}

#[test]
fn validity_reads_forms_multipart_and_json() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let id = paid(&sandbox, &keys, &order());
    let bearer = format!("Bearer {}", keys.access_key);
    let multipart =
        format!("--xyz\r\nContent-Disposition: form-data; name=\"payment_id\"\r\n\r\n{id}\r\n--xyz--\r\n");
    for (content_type, body) in [
        (FORM, format!("payment_id={id}")),
        ("multipart/form-data; boundary=xyz", multipart),
        (JSON, format!("{{\"payment_id\":\"{id}\"}}")),
    ] {
        let headers = [("authorization", bearer.as_str()), ("content-type", content_type)];
        let answer = send(&sandbox, "POST", "/payment/check-validity", &headers, &body);
        assert_eq!(answer.status(), 200, "{content_type}: {}", answer.text());
    }
    let nothing = validity(&sandbox, &keys, "AIYmQIOAz0GlmsjfhgiOeu304");
    assert_eq!(nothing.json(), json!({ "code": 404, "status": "error", "message": "Transaction not found" }));
    let headers = [("authorization", "Bearer nobody"), ("content-type", FORM)];
    let stranger = send(&sandbox, "POST", "/payment/check-validity", &headers, &format!("payment_id={id}"));
    assert_eq!(
        stranger.json(),
        json!({ "code": 401, "status": "error", "message": "Invalid API credentials." })
    );
}

#[test]
fn links_lead_to_the_origin_that_the_client_used() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let bearer = format!("Bearer {}", keys.access_key);
    let (timestamp, signature) =
        (START.to_string(), sign(&keys.secret_key, START, &documented_json(&order())));
    let headers = [
        ("content-type", FORM),
        ("authorization", &*bearer),
        ("x-timestamp", &*timestamp),
        ("x-signature", &*signature),
    ];
    let url = |uri: &str| send(&sandbox, "POST", uri, &headers, &form(&order())).json()["url"].to_string();
    assert!(url("/payment/process").starts_with("\"http://127.0.0.1/process-checkout?"));
    assert!(
        url("https://gateway.test/payment/process").starts_with("\"https://gateway.test/process-checkout?")
    );
}
