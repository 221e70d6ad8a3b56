//! Access tokens: fetched once, renewed once, never lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Sim, body, granted, header, ito, ito_config, secs, start, with_user};
use kaikei_core::engine::{Phase, Sent};
use kaikei_core::ito::{ItoJapan, Me, SubmitMyKyc, UserBalance};
use kaikei_core::{ErrorKind, Step};

const ME: &str = r#"{"id":7}"#;
const REFUSED: &str = r#"{"message":"Unauthenticated."}"#;

fn balance() -> UserBalance {
    UserBalance { user: "7".into() }
}

fn bearer(sim: &mut Sim) -> String {
    header(&sim.send(), "authorization").unwrap().to_owned()
}

#[test]
fn a_merchants_token_is_fetched_once_and_shared() {
    let gateway = ito();
    let mut sim = Sim::of(gateway.clone(), &balance());
    let request = sim.send_token();
    assert_eq!(request.url, "https://payment.ito-japan.jp/oauth/token");
    assert_eq!(
        body(&request),
        "grant_type=client_credentials&client_id=merchant-1&client_secret=client-secret-marker-2b9e&scope="
    );
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(bearer(sim.answer(200, &granted("first-token", None, 3_600))), "Bearer first-token");
    assert_eq!(sim.answer(200, "{}").done(), "{}");

    let mut later = Sim::of(gateway, &balance());
    later.now += secs(3_539);
    assert_eq!(bearer(&mut later), "Bearer first-token");
    let mut stranger = Sim::of(ito(), &balance());
    stranger.send_token();
}

#[test]
fn scopes_are_a_list() {
    let mut config = ito_config();
    config.merchant.as_mut().unwrap().scopes = vec!["users".into(), "kyc".into()];
    let mut sim = Sim::of(ItoJapan::new(config).unwrap(), &balance());
    assert!(body(&sim.send_token()).ends_with("&scope=users+kyc"));
}

#[test]
fn single_flight() {
    let gateway = ito();
    let (mut first, mut second) = (Sim::of(gateway.clone(), &balance()), Sim::of(gateway, &balance()));
    first.send_token();
    second.send_token();
    // The driver's lock: the first sends, the second waits, then steps again.
    first.answer(200, &granted("one-token", None, 3_600));
    assert_eq!(bearer(&mut second), "Bearer one-token");
    assert_eq!(bearer(&mut first), "Bearer one-token");

    // If the first fails, the second asks for itself.
    let gateway = ito();
    let (mut first, mut second) = (Sim::of(gateway.clone(), &balance()), Sim::of(gateway, &balance()));
    first.send_token();
    second.send_token();
    assert_eq!(first.answer(401, r#"{"error":"invalid_client"}"#).failed().code(), Some("invalid_client"));
    second.send_token();
}

#[test]
fn refused_once_renewed_once() {
    let gateway = ito();
    let mut sim = Sim::of(gateway.clone(), &balance());
    sim.send_token();
    assert_eq!(bearer(sim.answer(200, &granted("old-token", None, 3_600))), "Bearer old-token");
    sim.answer(401, REFUSED).send_token();
    assert_eq!(bearer(sim.answer(200, &granted("new-token", None, 3_600))), "Bearer new-token");
    // Twice is an answer.
    let error = sim.answer(401, REFUSED).failed();
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::Authentication, Some(401)));
    assert_eq!(error.message(), "Unauthenticated.");
    assert_eq!(sim.exchange.retries(), 0, "a renewal is no retry");
    // The token that another call fetched meanwhile stays.
    let (mut slow, mut fast) = (Sim::of(gateway.clone(), &balance()), Sim::of(gateway.clone(), &balance()));
    slow.send();
    fast.send();
    fast.answer(401, REFUSED).send_token();
    fast.answer(200, &granted("newest-token", None, 3_600)).send();
    assert_eq!(bearer(slow.answer(401, REFUSED)), "Bearer newest-token");
}

#[test]
fn a_call_that_must_not_happen_twice_is_renewed_too() {
    // 401 means refused before it was handled.
    let (gateway, session) = with_user("old-access", Some("refresh-1"), 9_999);
    let mut sim = Sim::of(gateway, &SubmitMyKyc {});
    sim.send();
    let refresh = sim.answer(401, REFUSED).send_token();
    assert_eq!(body(&refresh), "grant_type=refresh_token&client_id=public-app&refresh_token=refresh-1");
    sim.answer(200, &granted("new-access", Some("refresh-2"), 3_600));
    assert_eq!(sim.save().access_token().expose(), "new-access");
    sim.exchange.on_saved(Ok(()));
    assert_eq!(bearer(&mut sim), "Bearer new-access");
    assert_eq!(session.tokens().refresh_token().unwrap().expose(), "refresh-2");
    assert_eq!(sim.answer(401, REFUSED).failed().kind(), ErrorKind::Authentication);
}

#[test]
fn new_tokens_are_saved_before_they_are_used() {
    let (gateway, session) = with_user("old-access", Some("refresh-1"), 30);
    let mut sim = Sim::of(gateway.clone(), &Me {});
    sim.now += secs(31);
    sim.send_token();
    sim.answer(200, &granted("new-access", Some("refresh-2"), 3_600));
    for _ in 0..3 {
        assert_eq!(sim.save().refresh_token().unwrap().expose(), "refresh-2", "offered until it is saved");
    }
    // Another call meanwhile saves them too, rather than use or refresh them.
    let mut other = Sim::of(gateway.clone(), &Me {});
    other.now = sim.now;
    assert_eq!(other.save().access_token().expose(), "new-access");

    sim.exchange.on_saved(Err("disk full".into()));
    let error = sim.failed();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("token_store")));
    assert!(error.message().contains("disk full"));
    assert_eq!(session.tokens().refresh_token().unwrap().expose(), "refresh-2", "not lost");

    let mut again = Sim::of(gateway, &Me {});
    again.now = sim.now;
    assert_eq!(again.save().access_token().expose(), "new-access", "the next call offers them again");
    again.exchange.on_saved(Ok(()));
    assert_eq!(bearer(&mut again), "Bearer new-access");
    again.answer(200, ME).done();
    other.exchange.on_saved(Ok(()));
    assert_eq!(bearer(&mut other), "Bearer new-access");
}

#[test]
fn a_server_that_does_not_rotate_keeps_the_refresh_token() {
    let (gateway, session) = with_user("old-access", Some("refresh-1"), 30);
    let mut sim = Sim::of(gateway, &Me {});
    sim.now += secs(31);
    sim.send_token();
    sim.answer(200, &granted("new-access", None, 3_600));
    assert_eq!(sim.save().refresh_token().unwrap().expose(), "refresh-1");
    sim.exchange.on_saved(Ok(()));
    assert_eq!(session.tokens().refresh_token().unwrap().expose(), "refresh-1");
}

type Event = fn(&mut Sim);

const FAILURES: [(Event, ErrorKind); 7] = [
    (|sim| drop_(sim.answer(400, r#"{"error":"invalid_grant"}"#)), ErrorKind::Oauth),
    (|sim| drop_(sim.answer(500, "{}")), ErrorKind::Api),
    (|sim| drop_(sim.answer(200, "{}")), ErrorKind::InvalidResponse),
    (|sim| drop_(sim.answer(200, "garbage")), ErrorKind::InvalidResponse),
    (|sim| drop_(sim.answer(302, "")), ErrorKind::InvalidResponse),
    (|sim| drop_(sim.break_off(Phase::Receive, Sent::Maybe)), ErrorKind::Connection),
    (|sim| drop_(sim.break_off(Phase::Timeout, Sent::Maybe)), ErrorKind::Timeout),
];

fn drop_(_: &mut Sim) {}

#[test]
fn a_failed_refresh_loses_nothing() {
    for (event, kind) in FAILURES {
        // Due for renewal, yet still good: used as it is.
        let (gateway, session) = with_user("old-access", Some("refresh-1"), 40);
        let mut sim = Sim::of(gateway, &Me {});
        sim.send_token();
        event(&mut sim);
        assert_eq!(bearer(&mut sim), "Bearer old-access", "{kind}");
        sim.answer(200, ME).done();
        assert_eq!(session.tokens().refresh_token().unwrap().expose(), "refresh-1", "{kind}");

        // At its end: the call fails, the tokens stay.
        let (gateway, session) = with_user("old-access", Some("refresh-1"), 40);
        let mut sim = Sim::of(gateway.clone(), &Me {});
        sim.now += secs(40);
        sim.send_token();
        event(&mut sim);
        let error = sim.failed();
        assert_eq!((error.kind(), error.sent()), (kind, Some(Sent::No)), "the call itself was not sent");
        assert_eq!(session.tokens().access_token().expose(), "old-access");
        let mut next = Sim::of(gateway, &Me {});
        next.now += secs(40);
        assert!(body(&next.send_token()).contains("refresh_token=refresh-1"));
    }
}

#[test]
fn a_refresh_is_repeated_only_if_nothing_was_sent() {
    let (gateway, _) = with_user("old-access", Some("refresh-1"), 0);
    let mut sim = Sim::of(gateway.clone(), &Me {});
    sim.send_token();
    sim.break_off(Phase::Connect, Sent::No).wait();
    sim.send_token();
    assert_eq!(sim.answer(503, "{}").failed().kind(), ErrorKind::Api);

    // A merchant's token can be asked for again.
    let mut sim = Sim::of(ito(), &balance());
    sim.send_token();
    sim.break_off(Phase::Receive, Sent::Maybe).wait();
    sim.send_token();
    sim.answer(503, "{}").wait();
    sim.send_token();
    let error = sim.answer(503, "{}").failed();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Api, Some(Sent::No)));
}

#[test]
fn a_refused_access_token_is_not_used_again() {
    let (gateway, _) = with_user("old-access", Some("refresh-1"), 9_999);
    let mut sim = Sim::of(gateway.clone(), &Me {});
    sim.send();
    sim.answer(401, REFUSED).send_token();
    let error = sim
        .answer(400, r#"{"error":"invalid_grant","error_description":"revoked","hint":"log in"}"#)
        .failed();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Oauth, Some("invalid_grant")));
    assert_eq!(error.message(), "invalid_grant: revoked (log in)");
    Sim::of(gateway, &Me {}).send_token();
}

#[test]
fn a_session_without_refresh_token_ends() {
    for (seconds, refused) in [(40, false), (9_999, true)] {
        let (gateway, _) = with_user("only-access", None, seconds);
        let mut sim = Sim::of(gateway, &Me {});
        sim.now += secs(40);
        if refused {
            sim.send();
            sim.answer(401, REFUSED);
        }
        let error = sim.failed();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Authentication, Some("session_ended")));
    }
}

#[test]
fn a_cancelled_token_request_cancels_the_call() {
    let mut sim = Sim::of(ito(), &balance());
    sim.send_token();
    let error = sim.break_off(Phase::Cancelled, Sent::Maybe).failed();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Cancelled, Some(Sent::No)));
}

#[test]
fn the_deadline_covers_the_token_too() {
    let mut sim = Sim::of(ito(), &balance());
    let request = sim.send_token();
    assert_eq!(request.timeouts.attempt, secs(30));
    sim.pass(secs(59)).answer(200, &granted("late-token", None, 3_600));
    assert_eq!(sim.send().timeouts.attempt, secs(1));
    let mut sim = Sim::of(ito(), &balance());
    sim.send_token();
    sim.pass(secs(60)).answer(200, &granted("too-late-token", None, 3_600));
    assert_eq!(sim.failed().kind(), ErrorKind::Timeout);
    assert_eq!(sim.now, start() + secs(60));
}

#[test]
fn access_keys_are_not_renewed() {
    let mut sim = Sim::of(ito(), &common::payment());
    sim.send();
    sim.answer(401, r#"{"code":401,"status":"error","message":"Invalid API credentials."}"#);
    let Step::Failed(error) = sim.step() else { panic!() };
    assert_eq!((error.kind(), error.api_code()), (ErrorKind::Authentication, Some("401")));
}
