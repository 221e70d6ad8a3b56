//! Time limits, cancellation, settings.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::time::Duration;

use common::{World, payment};
use kaikei::ito::CheckValidity;
use kaikei::{CallOptions, ErrorKind, ItoJapan, Sent};

const PAY: &str = "/payment/process";

fn check() -> CheckValidity {
    CheckValidity { payment_id: "x".to_owned() }
}

#[tokio::test]
async fn a_slow_answer_meets_the_limit_of_one_try() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    world.fault(PAY, 1, "delay=30000");
    let call = client.payments().create(payment()).attempt_timeout(Duration::from_millis(100));
    let error = call.await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::OutcomeUnknown, Some("timeout")));
    assert_eq!(error.sent(), Some(Sent::Maybe));

    world.fault("/payment/check-validity", 3, "delay=30000");
    let call = client.payments().check_validity(check()).attempt_timeout(Duration::from_millis(100));
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Timeout, "a read ends in a plain timeout");
    assert_eq!(world.seen("/payment/check-validity"), 3);
}

#[tokio::test]
async fn the_total_limit_bounds_all_tries() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    world.fault("/payment/check-validity", 9, "too_many=50");
    let call = client.payments().check_validity(check()).timeout(Duration::from_secs(60)).max_retries(9);
    let error = call.await.unwrap_err();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(Duration::from_secs(50))));
    assert_eq!(
        world.seen("/payment/check-validity"),
        2,
        "a second wait of 50 s would pass the limit of 60 s"
    );
}

#[tokio::test]
async fn a_dropped_call_sends_nothing_more() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    // While the answer is awaited.
    world.fault(PAY, 1, "delay=30000");
    let mut call = std::pin::pin!(std::future::IntoFuture::into_future(client.payments().create(payment())));
    while world.seen(PAY) == 0 {
        tokio::select! {
            _ = &mut call => unreachable!("the answer is delayed"),
            () = tokio::task::yield_now() => {}
        }
    }
    // `call` is dropped here, in flight.
    assert_eq!(world.seen(PAY), 1);
    world.running.sandbox().clear_faults();

    // While waiting to try again: this clock never wakes.
    struct Stopped;
    impl kaikei::Clock for Stopped {
        fn now(&self) -> std::time::SystemTime {
            std::time::SystemTime::now()
        }
        fn sleep(&self, _: Duration) -> kaikei::BoxFuture<'_, ()> {
            Box::pin(std::future::pending())
        }
    }
    let client = world.ito().clock(std::sync::Arc::new(Stopped)).build().unwrap();
    world.fault(PAY, 9, "too_many");
    {
        let mut call =
            std::pin::pin!(std::future::IntoFuture::into_future(client.payments().create(payment())));
        while world.running.sandbox().faults().first().is_none_or(|rule| rule.times == 9) {
            tokio::select! {
                _ = &mut call => unreachable!("it waits to try again"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    assert_eq!(world.seen(PAY), 2);
}

#[tokio::test]
async fn confirming_an_order_has_limits_of_its_own() {
    let world = World::start().await;
    let body =
        br#"{"status":"ok","payment_id":"P","transaction":"T","amount":5,"currency":"USD","custom":"C"}"#;
    let signed = kaikei::ito::sign_webhook(&"s".into(), 1, body).unwrap();
    let event = kaikei::ito::WebhookVerifier::new("s")
        .unwrap()
        .verify_parts(
            signed.x_timestamp.as_bytes(),
            signed.x_signature.as_bytes(),
            body,
            std::time::UNIX_EPOCH + Duration::from_secs(1),
        )
        .unwrap();
    let currency = kaikei::ito::Currency::Usd;
    let order = kaikei::ito::Order { custom: "C".into(), amount: 5.into(), currency, payment_id: None };
    world.fault("/payment/check-validity", 1, "delay=30000");
    let options =
        CallOptions { attempt_timeout: Duration::from_millis(100), max_retries: 0, ..Default::default() };
    let client = world.ito().build().unwrap();
    match client.with_options(options).confirm(&order, &event).await {
        kaikei::ito::Confirmation::Unknown(error) => assert_eq!(error.kind(), ErrorKind::Timeout),
        other => panic!("{other:?}"),
    }
    assert!(matches!(client.confirm(&order, &event).await, kaikei::ito::Confirmation::NotFound));
}

#[tokio::test]
async fn settings_are_checked_before_anything_is_sent() {
    let world = World::start().await;
    let client = world.ito().build().unwrap();
    let zero = client.payments().create(payment()).timeout(Duration::ZERO).await.unwrap_err();
    assert_eq!((zero.kind(), zero.field()), (ErrorKind::InvalidRequest, Some("timeout")));
    let days = CallOptions { attempt_timeout: Duration::from_secs(90_000), ..CallOptions::default() };
    let long = world.ito().options(days).build().unwrap().payments().create(payment()).await.unwrap_err();
    assert_eq!(long.field(), Some("attempt_timeout"));
    let keyed = client.payments().create(payment()).idempotency_key("k").await.unwrap_err();
    assert_eq!(keyed.field(), Some("idempotency_key"), "this gateway has no idempotency keys");
    let error = ItoJapan::builder().base_url("http://payment.example").build().unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("base_url")));
    let keyless = ItoJapan::builder().base_url(&world.keys.ito_base_url).build().unwrap();
    let error = keyless.payments().create(payment()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(world.seen("/*"), 0);
}
