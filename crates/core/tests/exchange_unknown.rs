//! Outcome unknown: never success, never a plain failure, always with what to reconcile by.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{CREATED, Keyed, Sim, ito, payment, secs, univapay, with_user};
use kaikei_core::engine::{Phase, Sent};
use kaikei_core::ito::{CheckValidity, CreateUser, IssueCard};
use kaikei_core::{CallOptions, ErrorKind, JsonObject};

const PHASES: [(Phase, ErrorKind, &str); 4] = [
    (Phase::Connect, ErrorKind::Connection, "connect"),
    (Phase::Send, ErrorKind::Connection, "send"),
    (Phase::Receive, ErrorKind::Connection, "receive"),
    (Phase::Timeout, ErrorKind::Timeout, "timeout"),
];

fn once() -> CallOptions {
    CallOptions { max_retries: 0, ..CallOptions::default() }
}

#[test]
fn a_payment_that_may_have_been_sent() {
    for (phase, kind, code) in PHASES {
        for sent in [Sent::No, Sent::Maybe, Sent::Yes] {
            let mut sim = Sim::with(ito(), &payment(), once());
            sim.send();
            let error = sim.break_off(phase, sent).failed();
            if sent == Sent::No {
                assert_eq!((error.kind(), error.code()), (kind, Some(code)), "{phase:?}");
            } else {
                assert_eq!((error.kind(), error.code()), (ErrorKind::OutcomeUnknown, Some(kind.as_str())));
            }
            assert_eq!(error.sent(), Some(sent), "{phase:?}");
            assert_eq!(error.reference(), Some("DFU80XZIKS"), "custom, to reconcile by");
        }
    }
}

#[test]
fn a_proxy_that_gave_up_leaves_it_unknown() {
    for status in [502, 504] {
        for page in ["{}", "<html>Bad Gateway</html>", ""] {
            let error = Sim::of(ito(), &payment()).error_of(status, page);
            assert_eq!(
                (error.kind(), error.http_status()),
                (ErrorKind::OutcomeUnknown, Some(status)),
                "{page}"
            );
            assert_eq!((error.sent(), error.reference()), (Some(Sent::Maybe), Some("DFU80XZIKS")));
        }
    }
    let error = Sim::of(ito(), &payment()).error_of(500, "{}");
    assert_eq!(
        (error.kind(), error.sent()),
        (ErrorKind::Api, Some(Sent::Yes)),
        "the gateway itself answered"
    );
}

#[test]
fn calls_without_a_reference_say_so() {
    let (gateway, _) = with_user("user-access", None, 9_999);
    let mut sim = Sim::of(gateway, &IssueCard {});
    sim.send();
    let error = sim.break_off(Phase::Receive, Sent::Maybe).failed();
    assert_eq!((error.kind(), error.reference()), (ErrorKind::OutcomeUnknown, None));

    let user = CreateUser { email: "a@b.example".into(), name: None, phone: None, extra: JsonObject::new() };
    let mut sim = Sim::of(ito(), &user);
    sim.send_token();
    sim.answer(200, &common::granted("merchant-access", None, 3_600)).send();
    assert_eq!(sim.break_off(Phase::Timeout, Sent::Yes).failed().kind(), ErrorKind::OutcomeUnknown);
}

#[test]
fn a_read_is_never_unknown() {
    let mut sim = Sim::with(ito(), &CheckValidity { payment_id: "a".into() }, once());
    sim.send();
    let error = sim.break_off(Phase::Receive, Sent::Maybe).failed();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Some(Sent::Maybe)));
}

#[test]
fn an_idempotency_key_is_the_reference() {
    let options =
        CallOptions { idempotency_key: Some("order-7".into()), max_retries: 1, ..CallOptions::default() };
    let mut sim = Sim::with(univapay(), &Keyed::new(), options.clone());
    sim.send();
    sim.break_off(Phase::Receive, Sent::Maybe).wait();
    sim.send();
    // The last try sent nothing, but the first may have.
    let error = sim.break_off(Phase::Connect, Sent::No).failed();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::OutcomeUnknown, Some(Sent::Maybe)));
    assert_eq!(error.reference(), Some("order-7"));

    // An answer under the same key settles it.
    let mut sim = Sim::with(univapay(), &Keyed::new(), options);
    sim.send();
    sim.break_off(Phase::Receive, Sent::Maybe).wait();
    sim.send();
    let error = sim.answer(400, r#"{"status":"error","code":"VALIDATION_ERROR","errors":[]}"#).failed();
    assert_eq!((error.kind(), error.code()), (ErrorKind::InvalidRequest, Some("VALIDATION_ERROR")));
    assert_eq!(error.reference(), Some("order-7"));
}

#[test]
fn the_deadline_passes_after_something_was_sent() {
    let options = CallOptions { timeout: secs(5), ..CallOptions::default() };
    let mut sim = Sim::with(univapay(), &Keyed::new(), options);
    sim.send();
    sim.break_off(Phase::Receive, Sent::Yes).wait();
    let error = sim.pass(secs(5)).failed();
    assert_eq!((error.kind(), error.code()), (ErrorKind::OutcomeUnknown, Some("timeout")));
    assert_eq!(error.sent(), Some(Sent::Yes));
}

#[test]
fn cancelling_says_whether_it_was_sent() {
    for sent in [Sent::No, Sent::Maybe, Sent::Yes] {
        let mut sim = Sim::of(ito(), &payment());
        sim.send();
        let error = sim.break_off(Phase::Cancelled, sent).failed();
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Cancelled, Some(sent)));
        assert_eq!(error.reference(), Some("DFU80XZIKS"));
    }
}

#[test]
fn an_answer_after_all_is_no_unknown() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    assert_eq!(sim.answer(200, CREATED).done(), CREATED);
}

#[test]
fn an_answer_that_cannot_be_used_still_names_the_order() {
    for bad in
        ["", "{", "[]", "null", "garbage", r#"{"status":"ok"}"#, &CREATED.replace("payment.ito", "evil.ito")]
    {
        let error = Sim::of(ito(), &payment()).error_of(200, bad);
        assert_ne!(error.kind(), ErrorKind::OutcomeUnknown, "{bad}");
        assert_eq!(error.reference(), Some("DFU80XZIKS"), "{bad}: the payment may exist");
        assert_eq!((error.http_status(), error.sent()), (Some(200), Some(Sent::Yes)), "{bad}");
    }
}

#[test]
fn a_conflict_after_an_unanswered_try_is_no_refusal() {
    let mut sim = Sim::of(univapay(), &Keyed::new());
    sim.send();
    sim.break_off(Phase::Receive, Sent::Maybe).wait();
    sim.send();
    let conflict = r#"{"status":"error","code":"IDEMPOTENCY_KEY_CONFLICT","errors":[]}"#;
    let error = sim.answer(409, conflict).failed();
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::OutcomeUnknown, Some(409)));
    assert_eq!(error.api_code(), Some("IDEMPOTENCY_KEY_CONFLICT"));
}

#[test]
fn a_payment_answer_that_contradicts_itself_is_not_sent_again() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    let error = sim.answer(200, r#"{"code":503,"status":"ok","payment_id":"a"}"#).failed();
    assert_eq!((error.http_status(), error.api_code()), (Some(200), Some("503")));
}
