//! Faults do on the socket what they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/socket.rs"]
mod socket;
mod support;

use std::time::Instant;

use kaikei_sandbox::{ConnectionFault, Fault, FaultMatch, FaultRule, JournalFilter, Running};
use serde_json::{Value, json};
use socket::{Received, exchange, request};
use support::*;

fn running() -> Running {
    support::sandbox().start_blocking("127.0.0.1:0").unwrap()
}

/// Creates a token with this fault.
fn create(running: &Running, fault: &str) -> Received {
    let body = json!({ "payment_type": "qr_scan", "data": { "scanned_qr": "1" } }).to_string();
    let keys = running.credentials();
    let headers = format!("Authorization: Bearer {}\r\nX-Sandbox-Fault: {fault}\r\n", keys.univapay_jwt);
    exchange(running.address(), &request(running.address(), "POST /tokens", &headers, &body))
}

/// How many tokens there are: whether the request was handled.
fn handled(running: &Running) -> usize {
    running.sandbox().tokens().len()
}

#[test]
fn a_reset_before_handling() {
    let running = running();
    let received = create(&running, "reset_before");
    assert_eq!((received.reset, received.bytes.len(), handled(&running)), (true, 0, 0));
    let entry = &running.sandbox().journal(&JournalFilter::default())[0];
    assert_eq!((entry.status, entry.fault.as_deref(), entry.body.as_str()), (None, Some("reset_before"), ""));
}

#[test]
fn a_reset_before_the_body_is_read() {
    let running = running();
    let address = running.address();
    // The body never comes: only a server that does not wait for it can reset here.
    let request = format!(
        "POST /tokens HTTP/1.1\r\nHost: {address}\r\nContent-Length: 1000\r\nX-Sandbox-Fault: reset_before\r\n\r\n"
    );
    let received = exchange(address, &request);
    assert!(received.reset && received.bytes.is_empty());
}

#[test]
fn a_reset_after_handling() {
    let running = running();
    let received = create(&running, "reset_after");
    assert_eq!((received.reset, received.bytes.len(), handled(&running)), (true, 0, 1));
    assert_eq!(running.sandbox().journal(&JournalFilter::default())[0].status, Some(201));
}

#[test]
fn a_reset_in_the_middle_of_the_answer() {
    let running = running();
    let received = create(&running, "reset_mid_answer");
    assert_eq!((received.reset, received.status(), handled(&running)), (true, 201, 1));
    let announced: usize = received.header("content-length").unwrap().parse().unwrap();
    assert!(!received.body().is_empty() && received.body().len() < announced);
}

#[test]
fn a_truncated_answer_ends_in_order() {
    let running = running();
    let received = create(&running, "truncate");
    assert_eq!((received.reset, received.status(), handled(&running)), (false, 201, 1));
    let announced: usize = received.header("content-length").unwrap().parse().unwrap();
    assert!(!received.body().is_empty() && received.body().len() < announced);
}

#[test]
fn a_delayed_answer_was_handled() {
    let running = running();
    let before = Instant::now();
    let received = create(&running, "delay=150");
    assert!(before.elapsed().as_millis() >= 150);
    assert_eq!((received.status(), handled(&running)), (201, 1));
}

#[test]
fn answers_that_are_not_the_gateways() {
    let running = running();
    let status = create(&running, "status=503");
    assert_eq!((status.status(), status.header("content-type").as_deref()), (503, Some("application/json")));
    let with_body = create(&running, "status=402 {\"code\":\"X\"}");
    assert_eq!((with_body.status(), with_body.body()), (402, "{\"code\":\"X\"}".to_owned()));
    let html = create(&running, "html_500");
    assert_eq!(html.status(), 500);
    assert!(html.header("content-type").unwrap().starts_with("text/html") && html.body().contains("<h1>"));
    let redirect = create(&running, "redirect");
    assert_eq!((redirect.status(), redirect.header("location").as_deref()), (302, Some("/login")));
    let plain = create(&running, "too_many");
    assert_eq!((plain.status(), plain.header("retry-after"), plain.body()), (429, None, String::new()));
    assert_eq!(create(&running, "too_many=30").header("retry-after").as_deref(), Some("30"));
    let date = "Wed, 21 Oct 2026 07:28:00 GMT";
    assert_eq!(create(&running, &format!("too_many={date}")).header("retry-after").as_deref(), Some(date));
    let error: Value = serde_json::from_str(&create(&running, "ok_error").body()).unwrap();
    assert_eq!(error, json!({ "status": "error", "code": "UNKNOWN_ERROR", "errors": [] }));
    let large = create(&running, "large=3145728");
    assert_eq!((large.status(), large.body().len()), (200, 3_145_728));
    assert!(serde_json::from_str::<Value>(&large.body()).is_ok());
    let garbage = create(&running, "garbage");
    assert_eq!(garbage.status(), 200);
    assert!(serde_json::from_str::<Value>(&garbage.body()).is_err());
    assert_eq!(handled(&running), 0, "none of these handles the request");
    assert_eq!(create(&running, "delay=0").status(), 201);
}

#[test]
fn bad_specifications_are_refused() {
    let running = running();
    let received = create(&running, "explode");
    assert_eq!((received.status(), handled(&running)), (400, 0));
    assert!(received.body().contains("unknown kind"));
}

#[test]
fn rules_apply_to_what_matches_and_run_out() {
    let sandbox = support::sandbox();
    let add = |body: Value| post_json(&sandbox, "/_sandbox/faults", &body.to_string());
    let rule =
        json!({ "match": { "method": "POST", "path": "/payment/*" }, "times": 2, "fault": "ok_error" });
    assert_eq!(add(rule).status(), 200);
    let keys = sandbox.credentials();
    assert_eq!(get(&sandbox, "/process-checkout").status(), 404, "another path");
    assert_eq!(start_payment(&sandbox, &keys, &order()).json()["status"], "error");
    assert_eq!(get(&sandbox, "/_sandbox/faults").json()[0]["times"], 1);
    let error = validity(&sandbox, &keys, "x");
    assert_eq!((error.status(), &error.json()["code"]), (200, &json!(401)));
    assert_eq!(start_payment(&sandbox, &keys, &order()).json()["status"], "ok", "used up");

    assert_eq!(add(json!({ "fault": "status=500" })).status(), 200);
    assert_eq!(
        sandbox.faults(),
        [FaultRule { matches: FaultMatch::default(), times: 1, fault: Fault::Status(500, None) }]
    );
    assert_eq!(send(&sandbox, "DELETE", "/_sandbox/faults", &[], "").status(), 200);
    assert_eq!(start_payment(&sandbox, &keys, &order()).status(), 200);
    for bad in [
        json!({}),
        json!({ "fault": "status=9" }),
        json!({ "fault": "garbage", "times": 0 }),
        json!({ "fault": "garbage", "when": 1 }),
    ] {
        let answer = add(bad.clone());
        assert_eq!(answer.status(), 400, "{bad}");
        assert!(answer.json()["message"].is_string());
    }
}

#[test]
fn in_process_callers_see_cut_connections_as_errors() {
    let sandbox = support::sandbox();
    for (fault, expected) in [
        ("reset_before", ConnectionFault::BeforeHandling),
        ("reset_after", ConnectionFault::BeforeAnswer),
        ("reset_mid_answer", ConnectionFault::MidAnswer),
    ] {
        let outcome = try_send(&sandbox, "GET", "/oauth/authorize", &[("x-sandbox-fault", fault)], "");
        assert_eq!(outcome.err(), Some(expected));
    }
}
