//! What the client does about a gateway or a network that fails, over real sockets.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::time::Duration;

use common::{World, card_token, payment, user};
use kaikei::ito::CheckValidity;
use kaikei::{ErrorKind, Sent};

const PAY: &str = "/payment/process";
const CHECK: &str = "/payment/check-validity";
const USERS: &str = "/api/oauth/merchant/users";

fn check() -> CheckValidity {
    CheckValidity { payment_id: "x".to_owned() }
}

#[tokio::test]
async fn a_read_is_repeated_through_resets_and_errors() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    for fault in [
        "reset_before",
        "reset_after",
        "reset_mid_answer",
        "truncate",
        "status=500",
        "status=502",
        "html_500",
    ] {
        let before = world.seen(CHECK);
        world.fault(CHECK, 2, fault);
        let error = client.payments().check_validity(check()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{fault}: the third try was answered");
        assert_eq!(world.seen(CHECK) - before, 3, "{fault}");
        world.fault(CHECK, 3, fault);
        let error = client.payments().check_validity(check()).await.unwrap_err();
        assert_ne!(error.kind(), ErrorKind::NotFound, "{fault}: three tries are all there are");
        assert_ne!(error.kind(), ErrorKind::OutcomeUnknown, "{fault}: a read has no outcome to be unknown");
    }
}

#[tokio::test]
async fn a_payment_that_may_have_been_taken_is_never_repeated() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    for (fault, sent) in [
        ("reset_before", Sent::Maybe),
        ("reset_after", Sent::Maybe),
        ("reset_mid_answer", Sent::Yes),
        ("truncate", Sent::Yes),
        ("status=502", Sent::Maybe),
        ("status=504", Sent::Maybe),
    ] {
        let before = world.seen(PAY);
        world.fault(PAY, 1, fault);
        let error = client.payments().create(payment()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{fault}: {error}");
        assert_eq!((error.sent(), error.reference()), (Some(sent), Some("ORDER-1")), "{fault}");
        assert_eq!(world.seen(PAY) - before, 1, "{fault}");
    }
}

#[tokio::test]
async fn a_refused_payment_is_repeated_and_signed_anew() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    world.fault(PAY, 2, "too_many=2");
    let created = client.payments().create(payment()).await.unwrap();
    assert_eq!(created.payment_id.len(), 25);
    let sleeps = world.clock.sleeps.lock().unwrap().clone();
    assert_eq!(sleeps.len(), 2);
    // Less what passes between the decision and the wait.
    assert!(
        sleeps.iter().all(|wait| *wait > Duration::from_millis(1500)),
        "Retry-After is kept to: {sleeps:?}"
    );
    let stamps: Vec<_> = world
        .running
        .sandbox()
        .journal(&Default::default())
        .iter()
        .map(|entry| entry.headers.iter().find(|(name, _)| name == "x-timestamp").unwrap().1.clone())
        .collect();
    assert_eq!(stamps.len(), 3);
    assert!(stamps[0] < stamps[1] && stamps[1] < stamps[2], "{stamps:?}");
}

#[tokio::test]
async fn what_must_not_happen_twice_is_not_repeated_even_when_refused() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    world.fault(USERS, 1, "too_many");
    let error = client.users().create(user()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(world.seen(USERS), 1);
}

#[tokio::test]
async fn a_keyed_request_is_repeated_with_its_key() {
    let world = World::start().await;
    let client = world.univapay();
    world.fault("/tokens", 2, "reset_after");
    let token = client.tokens().create(card_token()).await.unwrap();
    let journal = world.running.sandbox().journal(&Default::default());
    let keys: std::collections::BTreeSet<_> = journal
        .iter()
        .map(|entry| entry.headers.iter().find(|(name, _)| name == "idempotency-key").unwrap().1.clone())
        .collect();
    assert_eq!((journal.len(), keys.len()), (3, 1));
    assert_eq!(world.running.sandbox().tokens().len(), 1, "one token, {}", token.id);

    world.fault("/tokens", 3, "reset_after");
    let error = client.tokens().create(card_token()).idempotency_key("my-key").await.unwrap_err();
    assert_eq!((error.kind(), error.reference()), (ErrorKind::OutcomeUnknown, Some("my-key")));
}

#[tokio::test]
async fn answers_that_are_no_answers() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    for (fault, words) in [
        ("redirect", "redirect"),
        ("large=3145728", "2 MiB"),
        ("garbage", "not a JSON object"),
        ("status=200 {\"status\":\"ok\"}", "JSON"),
    ] {
        let before = world.seen(PAY);
        world.fault(PAY, 1, fault);
        let error = client.payments().create(payment()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{fault}: {error}");
        assert!(error.message().contains(words), "{fault}: {error}");
        assert_eq!(world.seen(PAY) - before, 1, "{fault}: and nothing is followed");
    }
    world.fault(PAY, 1, "html_500");
    let error = client.payments().create(payment()).await.unwrap_err();
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::Api, Some(500)));
    assert!(error.message().contains("HTML"), "{error}");
    world.fault(PAY, 1, "ok_error");
    let error = client.payments().create(payment()).await.unwrap_err();
    assert_eq!(error.http_status(), Some(200));
    assert!(error.api_code().is_some_and(|code| code != "200"), "{error:?}");
}

#[tokio::test]
async fn nobody_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let world = World::start().await;
    let client = world.ito().base_url(url).build().unwrap();
    let error = client.payments().create(payment()).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Connection, Some(Sent::No)));
    assert_eq!(error.code(), Some("connect"));
    assert_eq!(world.clock.sleeps.lock().unwrap().len(), 2, "nothing was sent, so it was tried again twice");
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_keeps_its_evidence() {
    let world = World::start().await;
    world.fault("/tokens", 1, r#"status=201 {"unexpected":true}"#);
    let error = world.univapay().tokens().create(card_token()).idempotency_key("k-1").await.unwrap_err();
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::InvalidResponse, Some(201)));
    assert_eq!((error.sent(), error.reference()), (Some(Sent::Yes), Some("k-1")));
    assert_eq!(error.raw().unwrap().as_str(), r#"{"unexpected":true}"#);
}
