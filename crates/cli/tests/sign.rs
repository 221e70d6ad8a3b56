//! `kaikei sign` against PHP's own output.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use common::kaikei;
use serde_json::{Value, json};

const PHP: &str = include_str!("../../../tests/vectors/ito_php.json");

fn sign(secret: &str, timestamp: &str, profile: Option<&str>, parameters: &str) -> common::Ran {
    let mut arguments = vec!["sign", "--secret-key", secret, "--timestamp", timestamp];
    if let Some(profile) = profile {
        arguments.extend(["--profile", profile]);
    }
    kaikei(&arguments, parameters.as_bytes())
}

/// The document's request.
fn payment() -> Value {
    json!({
        "custom": "DFU80XZIKS", "currency_code": "USD", "amount": "280.00", "details": "Digital Product",
        "web_hook": "https://yoursite.com/web_hook.php", "cancel_url": "https://yoursite.com/cancel_url.php",
        "success_url": "https://yoursite.com/success_url.php", "customer_email": "buyer@example.com",
    })
}

#[test]
fn every_request_that_php_signed() {
    let vectors: Value = serde_json::from_str(PHP).unwrap();
    let requests = vectors["requests"].as_array().unwrap();
    assert_eq!(requests.len(), 60);
    for vector in requests {
        let (secret, timestamp) = (vector["secret"].as_str().unwrap(), vector["timestamp"].to_string());
        let ran = sign(secret, &timestamp, None, &vector["params"].to_string());
        assert_eq!(ran.code, Some(0), "{}: {}", vector["name"], ran.stderr);
        let signed = ran.json();
        assert_eq!(signed["body"], vector["form_body"], "{}", vector["name"]);
        assert_eq!(signed["signed"], vector["signed_json"], "{}", vector["name"]);
        assert_eq!(signed["x_signature"], vector["x_signature"], "{}", vector["name"]);
        assert_eq!(signed["content_type"], "application/x-www-form-urlencoded");
        let ran = sign(secret, &timestamp, Some("json-body"), &vector["params"].to_string());
        let signed = ran.json();
        assert_eq!(
            (&signed["body"], &signed["content_type"]),
            (&vector["signed_json"], &json!("application/json"))
        );
        assert_eq!(signed["x_signature"], vector["x_signature"], "{}", vector["name"]);
    }
}

#[test]
fn the_amount_may_be_a_number_and_extras_keep_their_order() {
    let text = payment().to_string().replace("\"280.00\"", "280.50");
    let text = text.replacen('}', ",\"zeta\":null,\"alpha\":true,\"n\":1.10}", 1);
    let signed = sign("k", "1700000000", None, &text).json();
    let signed_text = signed["signed"].as_str().unwrap();
    assert!(signed_text.contains(r#""amount":280.5,"#), "{signed_text}");
    assert!(signed_text.ends_with(r#","zeta":null,"alpha":true,"n":1.1}"#), "{signed_text}");
    assert!(signed["body"].as_str().unwrap().ends_with("&alpha=1&n=1.1"), "null is dropped from a form");
    let signed = sign("k", "1700000000", Some("form-string"), &text).json();
    assert!(signed["signed"].as_str().unwrap().contains(r#""amount":"280.5","#));
    let signed = sign("k", "1700000000", Some("form-raw"), &text).json();
    assert_eq!(signed["signed"], signed["body"]);
}

#[test]
fn bad_input_names_field_and_rule() {
    let cases = [
        ("amount", json!("0")),
        ("amount", json!("-1")),
        ("amount", json!("1.234")),
        ("amount", json!("abc")),
        ("amount", json!(null)),
        ("amount", json!("123456789012345")),
        ("custom", json!("")),
        ("custom", json!("a\0b")),
        ("currency_code", json!("EUR")),
        ("web_hook", json!("http://shop.example/")),
        ("web_hook", json!("https://u:p@shop.example/")),
        ("success_url", json!("nope")),
        ("customer_email", json!("nobody")),
        ("details", json!(5)),
        ("cancel_url", json!("https://a b/")),
    ];
    for (field, value) in cases {
        let mut parameters = payment();
        parameters[field] = value.clone();
        let ran = sign("k", "1700000000", None, &parameters.to_string());
        assert_eq!(ran.code, Some(1), "{field} {value}");
        assert!(ran.stderr.contains(field), "{field} {value}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "nothing that could be mistaken for a signature");
    }
    for (field, value) in
        [("custom", "x".repeat(256)), ("customer_email", format!("{}@b.example", "a".repeat(250)))]
    {
        let mut parameters = payment();
        parameters[field] = value.into();
        let ran = sign("k", "1700000000", None, &parameters.to_string());
        assert!(
            ran.code == Some(1) && ran.stderr.contains(&format!("{field} must be at most")),
            "{}",
            ran.stderr
        );
    }
    let large = format!("{}{}", payment(), " ".repeat(1024 * 1024));
    assert!(sign("k", "1700000000", None, &large).stderr.contains("must be at most 1048576 bytes"));
    let missing = sign("k", "1700000000", None, "{}");
    assert!(missing.stderr.contains("custom is required"), "{}", missing.stderr);
    let lone = payment().to_string().replace("Digital", "\\ud800");
    assert!(sign("k", "1700000000", None, &lone).stderr.contains("details must not hold a lone surrogate"));
    for text in ["", "[]", "{", "null", "{}{}"] {
        assert_eq!(sign("k", "1700000000", None, text).code, Some(1), "{text}");
    }
    assert_eq!(sign("k", "soon", None, "{}").code, Some(2), "wrong usage");
    assert_eq!(sign("k", "1", Some("other"), "{}").code, Some(2), "wrong usage");
    assert_eq!(sign("", "1", None, &payment().to_string()).code, Some(1), "an empty secret");
    let json = kaikei(&["--json", "sign", "--secret-key", "k", "--timestamp", "1"], b"{}");
    assert_eq!((json.code, json.json()["field"].as_str()), (Some(1), Some("custom")));
}

#[test]
fn a_secret_from_a_file() {
    let path = std::env::temp_dir().join(format!("kaikei-secret-{}", std::process::id()));
    std::fs::write(&path, "test_secret\n").unwrap();
    let arguments = ["sign", "--secret-key-file", path.to_str().unwrap(), "--timestamp", "1700000000"];
    let signed = kaikei(&arguments, payment().to_string().as_bytes()).json();
    assert_eq!(signed, sign("test_secret", "1700000000", None, &payment().to_string()).json());
    std::fs::remove_file(&path).unwrap();
    let ran = kaikei(&arguments, b"{}");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("secret_key_file"), "{}", ran.stderr);
}
