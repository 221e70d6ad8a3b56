//! UnivaPay's own ways: waiting until something is settled, buckets of requests, keys that protect nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::time::Duration;

use common::{Keyed, Sim, header, secs, univapay};
use kaikei_core::engine::{IdempotencyStatus, Phase, Sent};
use kaikei_core::univapay::{Charge, WaitForCharge, WaitForQrImage};
use kaikei_core::{CallOptions, ErrorKind, Operation, Step};

const PENDING: &str = r#"{"id":"c","status":"pending"}"#;
const AWAITING: &str = r#"{"id":"c","status":"awaiting"}"#;
const PAID: &str = r#"{"id":"c","status":"successful"}"#;

fn waiting(past_awaiting: bool) -> Sim {
    let mut wait = WaitForCharge::new("c");
    wait.store_id = Some("s".to_owned());
    wait.past_awaiting = Some(past_awaiting);
    Sim::of(univapay(), &wait)
}

#[test]
fn asks_again_until_the_status_is_settled() {
    let mut sim = waiting(false);
    let request = sim.send();
    assert_eq!(request.url, "https://api.gyro-n.money/stores/s/charges/c?polling=true");
    // The gateway held the request for its three seconds, so nothing else must pass.
    let held = sim.pass(secs(3)).answer(200, PENDING).send();
    assert_eq!(held.url, request.url);
    sim.answer(200, PAID);
    assert_eq!(sim.done(), PAID);
}

#[test]
fn a_gateway_that_answers_at_once_is_not_flooded() {
    let mut sim = waiting(false);
    for _ in 0..5 {
        sim.send();
        sim.pass(Duration::from_millis(50)).answer(200, PENDING);
        assert_eq!(sim.wait(), Duration::from_millis(950));
    }
}

#[test]
fn whoever_has_to_act_is_waited_for_only_when_asked() {
    let mut sim = waiting(false);
    sim.send();
    assert_eq!(sim.answer(200, AWAITING).done(), AWAITING);
    let mut sim = waiting(true);
    sim.send();
    sim.answer(200, AWAITING).wait();
    sim.send();
    assert_eq!(sim.answer(200, PAID).done(), PAID);
}

#[test]
fn a_capture_is_waited_for_when_asked() {
    let authorized = r#"{"id":"c","status":"authorized"}"#;
    let mut wait = WaitForCharge::new("c");
    wait.store_id = Some("s".to_owned());
    let mut sim = Sim::of(univapay(), &wait);
    sim.send();
    assert_eq!(sim.answer(200, authorized).done(), authorized);
    wait.past_authorized = Some(true);
    let mut sim = Sim::of(univapay(), &wait);
    assert!(!sim.send().url.contains("past"), "it is not sent");
    sim.answer(200, authorized).wait();
    sim.send();
    assert_eq!(sim.answer(200, PAID).done(), PAID);
}

#[test]
fn a_deadline_that_passed_is_no_failure() {
    let mut sim = waiting(false);
    let mut asked = 0;
    let error = loop {
        match sim.step() {
            Step::Send(_) => {
                asked += 1;
                sim.pass(secs(3)).answer(200, PENDING);
            }
            Step::Wait(wait) => {
                sim.pass(wait);
            }
            Step::Failed(error) => break error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(asked, 20, "sixty seconds, three each");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Timeout, Some("not_settled")));
    assert_eq!((error.api_code(), error.sent()), (Some("pending"), Some(Sent::Yes)));
    assert_eq!(error.raw().unwrap().as_str(), PENDING);
}

#[test]
fn a_deadline_inside_a_try_is_the_same() {
    let mut sim = Sim::with(
        univapay(),
        &{
            let mut wait = WaitForCharge::new("c");
            wait.store_id = Some("s".to_owned());
            wait
        },
        CallOptions { timeout: secs(4), ..CallOptions::default() },
    );
    sim.send();
    sim.pass(secs(3)).answer(200, PENDING).send();
    let error = sim.pass(secs(1)).break_off(Phase::Timeout, Sent::Yes).failed();
    assert_eq!(error.code(), Some("not_settled"));
    // Without any answer there is nothing to say about the charge.
    let mut sim = waiting(false);
    sim.send();
    let error = sim.pass(secs(61)).break_off(Phase::Timeout, Sent::Yes).failed();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Timeout, Some("not_settled")));
}

#[test]
fn rides_over_what_passes_however_often() {
    let mut sim = waiting(false);
    for status in [503, 502, 504, 429, 503, 503] {
        sim.send();
        sim.answer(status, "").wait();
    }
    sim.send();
    sim.break_off(Phase::Receive, Sent::Yes).wait();
    sim.send();
    assert_eq!(sim.answer(200, PAID).done(), PAID);
    for status in [400, 401, 404] {
        let mut sim = waiting(false);
        sim.send();
        assert_eq!(sim.answer(status, "{}").failed().http_status(), Some(status));
    }
}

#[test]
fn a_code_to_scan_is_ready_or_not() {
    let mut wait = WaitForQrImage::new("c");
    wait.store_id = Some("s".to_owned());
    let mut sim = Sim::of(univapay(), &wait);
    sim.send();
    sim.answer(200, r#"{"ready":false}"#).wait();
    sim.send();
    let ready = r#"{"ready":true,"qr_image_url":"http://h/q"}"#;
    assert_eq!(sim.answer(200, ready).done(), ready);
}

#[test]
fn a_failed_charge_is_an_answer_with_a_reason() {
    let mut sim = waiting(false);
    sim.send();
    let failed = r#"{"id":"c","status":"failed","error":{"code":306,"message":"no"}}"#;
    let answer = sim.answer(200, failed).done();
    let charge: Charge = WaitForCharge::decode(&zeroize::Zeroizing::new(answer.into_bytes())).unwrap();
    let decline = charge.declined.unwrap();
    assert_eq!((decline.code, decline.name.as_deref()), (Some(306), Some("CARD_REJECTED")));
    assert!(!decline.retryable);
}

#[test]
fn an_empty_429_is_waited_out_by_its_buckets() {
    let mut sim = Sim::of(univapay(), &Keyed::new());
    let first = sim.send();
    let buckets = [
        ("X-Remaining-Requests-Exact", "0"),
        ("X-Requests-Per-Minute-Exact", "12"),
        ("X-Remaining-Requests-Route", "4"),
        ("X-Requests-Per-Minute-Route", "1"),
    ];
    sim.answer_with(429, &buckets, "");
    assert_eq!(sim.wait(), secs(5), "one of twelve a minute; the other bucket is not empty");
    let again = sim.send();
    assert_eq!(header(&again, "idempotency-key"), header(&first, "idempotency-key"));
    sim.answer_with(429, &[("Retry-After", "7"), buckets[1]], "");
    assert_eq!(sim.wait(), secs(7));
}

#[test]
fn a_key_that_protects_nothing_is_not_relied_on() {
    for (status, repeated) in
        [("error", false), ("not_stored", false), ("disabled", false), ("successfully_stored", true)]
    {
        for http in [500, 502, 503, 504] {
            let mut sim = Sim::of(univapay(), &Keyed::new());
            sim.send();
            sim.answer_with(http, &[("Idempotency-Status", status)], "");
            match sim.step() {
                Step::Wait(_) => assert!(repeated, "{status} {http}"),
                Step::Failed(error) => {
                    assert!(!repeated, "{status} {http}");
                    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
                    assert!(error.message().contains("its idempotency key protects nothing"), "{error}");
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(IdempotencyStatus::from(status).is_unprotected(), !repeated);
    }
    // A bucket refuses before anything is handled, whatever becomes of the key.
    let mut sim = Sim::of(univapay(), &Keyed::new());
    sim.send();
    sim.answer_with(429, &[("Idempotency-Status", "not_stored")], "").wait();
}

#[test]
fn a_gateway_that_broke_on_the_way_may_have_carried_it_out() {
    let too_quick = r#"{"status":"error","code":"CHARGE_TOO_QUICK","errors":[]}"#;
    let mut sim = Sim::of(univapay(), &Keyed::new());
    sim.send();
    sim.answer(500, r#"{"status":"error","code":"DB_ERROR","errors":[]}"#).wait();
    sim.send();
    assert_eq!(sim.answer(400, too_quick).failed().kind(), ErrorKind::OutcomeUnknown);
    let mut sim = Sim::of(univapay(), &Keyed::new());
    sim.send();
    sim.answer(503, "{}").wait();
    sim.send();
    assert_eq!(sim.answer(400, too_quick).failed().kind(), ErrorKind::RateLimited);
}

#[test]
fn a_deadline_without_any_answer_is_no_failure_either() {
    let mut sim = waiting(false);
    let error = loop {
        match sim.step() {
            Step::Send(_) => {
                sim.pass(secs(3)).answer(503, "{}");
            }
            Step::Wait(wait) => {
                sim.pass(wait);
            }
            Step::Failed(error) => break error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((error.kind(), error.code()), (ErrorKind::Timeout, Some("not_settled")));
}

#[test]
fn a_stored_answer_that_is_lost_leaves_the_outcome_unknown() {
    let mut sim = Sim::of(univapay(), &Keyed::new());
    for _ in 0..2 {
        sim.send();
        sim.answer(500, r#"{"status":"error","code":"UNABLE_TO_GET_IDEMPOTENT_RESULT","errors":[]}"#).wait();
    }
    sim.send();
    let error = sim.answer(400, r#"{"status":"error","code":"CHARGE_TOO_QUICK","errors":[]}"#).failed();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
}

#[test]
fn the_guard_against_duplicates_is_not_repeated_but_says_how_long() {
    let mut sim = Sim::of(univapay(), &Keyed::new());
    let error = sim.error_of(400, r#"{"status":"error","code":"CHARGE_TOO_QUICK","errors":[]}"#);
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(secs(30))));
}
