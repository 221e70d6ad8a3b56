//! `kaikei webhook` against PHP's own output.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::kaikei;
use serde_json::Value;

const PHP: &str = include_str!("../../../tests/vectors/ito_php.json");

fn run(action: &str, vector: &Value, extra: &[&str]) -> common::Ran {
    let text = |name: &str| vector[name].as_str().unwrap();
    let mut arguments =
        vec!["webhook", action, "--secret-key", text("secret"), "--timestamp", text("timestamp")];
    arguments.extend(["--signature", text("x_signature"), "--now", text("timestamp")]);
    arguments.extend(extra);
    kaikei(&arguments, text("body").as_bytes())
}

#[test]
fn every_webhook_that_php_signed() {
    let vectors: Value = serde_json::from_str(PHP).unwrap();
    let webhooks = vectors["webhooks"].as_array().unwrap();
    assert_eq!(webhooks.len(), 60);
    for vector in webhooks {
        let ran = run("verify", vector, &[]);
        let printed = ran.json();
        if vector["valid"] == true {
            assert_eq!(ran.code, Some(0), "{}: {printed}", vector["name"]);
            let body: Value = serde_json::from_str(vector["body"].as_str().unwrap()).unwrap();
            for name in ["payment_id", "transaction", "currency", "custom", "date", "status"] {
                assert_eq!(printed[name], body[name], "{}", vector["name"]);
            }
            assert_eq!(printed["amount"].as_str().unwrap(), body["amount"].to_string());
            assert_eq!(run("explain", vector, &[]).code, Some(0));
        } else {
            assert_eq!(ran.code, Some(1), "{}", vector["name"]);
            assert_eq!(printed["kind"], "webhook");
            let expected = match vector["why"].as_str().unwrap() {
                "upper case" | "prefix sha256= missing" | "signature cut short" => "invalid_signature",
                _ => "signature_mismatch",
            };
            assert_eq!(printed["reason"], expected, "{}", vector["name"]);
            let explained = run("explain", vector, &["--json"]);
            assert_eq!(explained.code, Some(1));
            assert_eq!(explained.json()["reason"], expected);
            assert!(!explained.stdout.contains(vector["secret"].as_str().unwrap()));
        }
    }
}

#[test]
fn what_is_signed_verifies_within_the_tolerance() {
    let body = br#"{"code":200,"status":"ok","payment_id":"P1","transaction":"T1","amount":100.00,"charge":5.00,"currency":"USD","custom":"C1","date":"22-05-2022","new_field":[1.50]}"#;
    let signed = kaikei(&["webhook", "sign", "--secret-key", "s", "--timestamp", "1700000000"], body).json();
    let verify = |now: &str, extra: &[&str], body: &[u8]| {
        let mut arguments =
            vec!["webhook", "verify", "--secret-key", "s", "--timestamp", "1700000000", "--now", now];
        arguments.extend(["--signature", signed["x_signature"].as_str().unwrap()]);
        arguments.extend(extra);
        kaikei(&arguments, body)
    };
    let event = verify("1700000300", &[], body).json();
    assert_eq!((&event["amount"], &event["charge"]), (&Value::from("100.00"), &Value::from("5.00")));
    assert_eq!(event["verified_by"], "default");
    assert!(
        verify("1700000000", &[], body).stdout.contains(r#""new_field":[1.50]"#),
        "unknown fields are kept"
    );
    let large = vec![b'x'; 300_000];
    let ran = kaikei(&["webhook", "sign", "--secret-key", "s", "--timestamp", "1"], &large);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(1), ""),
        "a part of a body is not signed: {}",
        ran.stderr
    );
    assert_eq!(verify("1700000301", &[], body).json()["reason"], "timestamp_out_of_tolerance");
    assert_eq!(verify("1699999699", &[], body).json()["reason"], "timestamp_out_of_tolerance");
    assert_eq!(verify("1700000301", &["--tolerance", "301"], body).code, Some(0));
    assert_eq!(
        verify("1700000000", &["--secret-key", "old"], body).code,
        Some(0),
        "a further secret does no harm"
    );
    assert_eq!(verify("1700000000", &[], &[b" ", &body[..]].concat()).json()["reason"], "signature_mismatch");
    assert_eq!(verify("1700000000", &[], &vec![b'x'; 300_000]).json()["reason"], "body_too_large");
}

#[test]
fn the_second_of_two_secrets() {
    let body =
        br#"{"status":"ok","payment_id":"P","transaction":"T","amount":1,"currency":"USD","custom":"C"}"#;
    let signed =
        kaikei(&["webhook", "sign", "--secret-key", "old", "--timestamp", "1700000000"], body).json();
    let signature = signed["x_signature"].as_str().unwrap();
    let arguments = [
        "webhook",
        "verify",
        "--secret-key",
        "new",
        "--secret-key",
        "old",
        "--timestamp",
        "1700000000",
        "--signature",
        signature,
        "--now",
        "1700000000",
    ];
    assert_eq!(kaikei(&arguments, body).json()["verified_by"], "secret-2");
}
