//! `confirm(order, event)`, repeats, and why a webhook fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Sim, at, ito, secs};
use kaikei_core::engine::{Phase, Sent};
use kaikei_core::ito::{
    Confirmation, Currency, Explanation, Fingerprint, Order, Repeat, WebhookEvent, WebhookVerifier,
    sign_webhook,
};
use kaikei_core::{ErrorKind, Secret};

const SECRET: &str = "webhook-secret-marker-91aa";
const T: u64 = 1_700_000_000;
const BODY: &str = r#"{"code":200,"status":"ok","payment_id":"AIY","transaction":"TRX","amount":100.00,"charge":5.00,"currency":"USD","custom":"注文/1","date":"22-05-2022"}"#;

fn event(body: &str) -> WebhookEvent {
    let signed = sign_webhook(&SECRET.into(), T, body.as_bytes()).unwrap();
    let verifier = WebhookVerifier::new(SECRET).unwrap();
    verifier
        .verify_parts(signed.x_timestamp.as_bytes(), signed.x_signature.as_bytes(), body.as_bytes(), at(T))
        .unwrap()
}

fn order() -> Order {
    Order {
        custom: "注文/1".into(),
        amount: "100".parse().unwrap(),
        currency: Currency::Usd,
        payment_id: None,
    }
}

#[test]
fn an_event_is_about_this_order_or_not() {
    assert!(order().compare(&event(BODY)).is_ok(), "100 and 100.00 are the same");
    for (from, to, field) in [
        ("\"ok\"", "\"pending\"", "status"),
        ("200", "402", "status"),
        ("注文/1", "注文/2", "custom"),
        ("注文/1", "", "custom"),
        ("USD", "JPY", "currency"),
        ("USD", "usd", "currency"),
        ("100.00", "100.01", "amount"),
        ("100.00", "1.00", "amount"),
        ("100.00", "-100.00", "amount"),
        ("100.00", "100.0000000000000000000001", "amount"),
    ] {
        match order().compare(&event(&BODY.replacen(from, to, 1))) {
            Err(Confirmation::Mismatch { field: found }) => assert_eq!(found, field, "{to}"),
            other => panic!("{to}: {other:?}"),
        }
    }
    let known = Order { payment_id: Some("AIY".into()), ..order() };
    assert!(known.compare(&event(BODY)).is_ok());
    let another = Order { payment_id: Some("AIZ".into()), ..order() };
    assert!(matches!(another.compare(&event(BODY)), Err(Confirmation::Mismatch { field: "payment_id" })));
    let other = Order { currency: Currency::Other { code: "EUR".into(), decimals: 2 }, ..order() };
    assert!(other.compare(&event(&BODY.replace("USD", "EUR"))).is_ok());
}

#[test]
fn the_gateway_has_the_last_word() {
    let asked = |status: u16, json: &str| {
        let mut sim = Sim::of(ito(), &Order::check(&event(BODY)));
        assert_eq!(common::body(&sim.send()), "payment_id=AIY");
        match sim.answer(status, json).step() {
            kaikei_core::Step::Done(body) => Confirmation::of_answer(Ok(body)),
            kaikei_core::Step::Failed(error) => Confirmation::of_answer::<()>(Err(error)),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        asked(200, r#"{"code":200,"status":"ok","message":"Transaction is valid"}"#).as_str(),
        "confirmed"
    );
    for http in [200, 404] {
        let json = r#"{"code":404,"status":"error","message":"Transaction not found"}"#;
        assert_eq!(asked(http, json).as_str(), "not_found");
    }
    for (status, json) in [
        (404, "<html>Not Found</html>"),
        (404, "{}"),
        (404, ""),
        (200, "{}"),
        (200, r#"{"status":"pending"}"#),
        (401, r#"{"code":401,"status":"error"}"#),
        (302, ""),
        (200, r#"{"code":200,"status":"ok",}"#),
        (400, "{}"),
    ] {
        assert_eq!(asked(status, json).as_str(), "unknown", "{status} {json}: not the gateway's word");
    }
    let mut sim = Sim::of(ito(), &Order::check(&event(BODY)));
    sim.send();
    let error = sim.break_off(Phase::Tls, Sent::No).failed();
    assert!(
        matches!(Confirmation::of_answer::<()>(Err(error)), Confirmation::Unknown(e) if e.kind() == ErrorKind::Connection)
    );
}

#[test]
fn repeats_are_known_by_key_and_conflicts_are_raised() {
    let kept = event(BODY).fingerprint();
    assert_eq!(kept.key, "ito:AIY:TRX:ok");
    let stored: Fingerprint = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
    assert_eq!(stored, kept, "survives a database");
    // The same event, printed another way, is the same.
    let respaced = BODY.replace(':', ": ").replace("100.00", "1e2").replace("22-05-2022", "23-05-2022");
    assert_eq!(kept.compare(&event(&respaced)).unwrap(), Repeat::Same);
    for (from, to) in [("AIY", "AIZ"), ("TRX", "TRY"), ("\"ok\"", "\"refunded\"")] {
        assert_eq!(kept.compare(&event(&BODY.replace(from, to))).unwrap(), Repeat::New, "{to}");
    }
    for (from, to, field) in
        [("100.00", "100.01", "amount"), ("USD", "JPY", "currency"), ("注文/1", "x", "custom")]
    {
        let error = kept.compare(&event(&BODY.replace(from, to))).unwrap_err();
        assert_eq!(
            (error.kind(), error.field(), error.code()),
            (ErrorKind::Conflict, Some(field), Some("event_conflict"))
        );
    }
}

fn explain(secret: &str, timestamp: &str, signature: &str, body: &[u8], now: u64) -> Explanation {
    let explanation = WebhookVerifier::new(secret).unwrap().explain(
        timestamp.as_bytes(),
        signature.as_bytes(),
        body,
        at(now),
    );
    let printed = format!("{explanation:?} {}", serde_json::to_string(&explanation).unwrap());
    assert!(!printed.contains(SECRET) && !printed.contains(secret.trim()), "{printed}");
    explanation
}

fn codes(explanation: &Explanation) -> Vec<&str> {
    explanation.findings.iter().map(|finding| finding.code).collect()
}

fn signature(body: &[u8]) -> String {
    sign_webhook(&Secret::from(SECRET), T, body).unwrap().x_signature
}

#[test]
fn each_cause_is_found() {
    let (good, t) = (signature(BODY.as_bytes()), T.to_string());
    let body = BODY.as_bytes();
    let valid = explain(SECRET, &t, &good, body, T);
    assert_eq!((valid.valid, valid.reason, valid.findings.len()), (true, None, 0));

    let because =
        |secret: &str, timestamp: &str, signature: &str, body: &[u8], now: u64, expected: &[&str]| {
            let explanation = explain(secret, timestamp, signature, body, now);
            assert!(!explanation.valid);
            assert_eq!(codes(&explanation), expected);
            explanation
        };
    because(SECRET, &t, &good[7..], body, T, &["missing_prefix"]);
    because(SECRET, &t, &good[7..].to_uppercase(), body, T, &["missing_prefix"]);
    because(SECRET, &t, &format!(" {good}"), body, T, &["signature_altered"]);
    because(SECRET, &t, &good.to_uppercase(), body, T, &["signature_altered"]);
    because(SECRET, &t, &good[..70], body, T, &["not_a_signature"]);
    because("another-secret-of-mine", &t, &good, body, T, &["wrong_secret_or_body"]);
    because("another-secret-of-mine", &t, &good[7..], body, T, &["missing_prefix", "wrong_secret_or_body"]);
    for spaced in
        [" webhook-secret-marker-91aa", "webhook-secret-marker-91aa\n", "\twebhook-secret-marker-91aa "]
    {
        because(spaced, &t, &good, body, T, &["secret_whitespace"]);
    }
    let late = because(SECRET, &t, &good, body, T + 4_000, &["clock_off"]);
    assert!(late.findings[0].message.contains("4000 s behind"), "{late:?}");
    let early = because(SECRET, &t, &good, body, T - 301, &["clock_off"]);
    assert!(early.findings[0].message.contains("301 s ahead of"), "{early:?}");
    because(SECRET, &format!("{t}000"), &good, body, T, &["not_a_timestamp"]);
    because(SECRET, &t, &good[7..], body, T + 999, &["missing_prefix", "clock_off"]);
    let bad = signature(b"{}");
    because(SECRET, &t, &bad, b"{}", T, &["bad_body"]);
}

#[test]
fn bodies_that_frameworks_changed_are_found() {
    let t = T.to_string();
    let php = BODY.replace('/', "\\/").replace('注', "\\u6ce8").replace('文', "\\u6587");
    let unslashed = BODY.replace('注', "\\u6ce8").replace('文', "\\u6587");
    let spaced = unslashed.replace("\":", "\": ").replace(",\"", ", \"");
    let pretty = |indent: &str| {
        let inner = unslashed
            .trim_matches(['{', '}'])
            .replace("\":", "\": ")
            .replace(",\"", &format!(",\n{indent}\""));
        format!("{{\n{indent}{inner}\n}}")
    };
    let short = BODY.replace("100.00", "100").replace("5.00", "5");
    // What the gateway signed, and what the handler was given.
    for sent in [BODY, &php, &unslashed, &spaced, &pretty("  "), &pretty("    ")] {
        for got in [BODY, &php, &unslashed, &spaced, &pretty("  "), &short] {
            if sent == got || (got == short && !sent.contains("100.00")) {
                continue;
            }
            let found = explain(SECRET, &t, &signature(sent.as_bytes()), got.as_bytes(), T);
            assert_eq!(codes(&found), ["body_reserialised"], "{sent} became {got}");
        }
    }
    let found = explain(SECRET, &t, &signature(BODY.as_bytes()), format!("{BODY}\n").as_bytes(), T);
    assert_eq!(codes(&found), ["body_whitespace"]);
    use base64ct::{Base64, Encoding};
    let encoded = Base64::encode_string(BODY.as_bytes());
    let found = explain(SECRET, &t, &signature(BODY.as_bytes()), encoded.as_bytes(), T);
    assert_eq!(codes(&found), ["base64_body"], "as AWS API Gateway hands it over");
}

#[test]
fn every_active_secret_is_tried() {
    let verifier =
        WebhookVerifier::with_secrets([("new", "some-newer-secret"), ("old", " webhook-secret-marker-91aa")])
            .unwrap();
    let found =
        verifier.explain(b"1700000000", signature(BODY.as_bytes()).as_bytes(), BODY.as_bytes(), at(T));
    assert_eq!(codes(&found), ["secret_whitespace"]);
    assert!(found.findings[0].message.contains("\"old\""), "names it: {found:?}");
    assert!(!format!("{verifier:?}").contains("secret-marker"));
    let lenient = verifier.tolerance(secs(u64::MAX));
    assert_eq!(lenient.explain(b"0", b"x", b"", at(T)).reason.as_deref(), Some("invalid_signature"));
}
