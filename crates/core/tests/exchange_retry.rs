//! Retries: which, when, for how long, and signed anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::time::Duration;

use common::{
    CREATED, Keyed, Sim, body, entry, header, ito, ito_operations, payment, secs, start, univapay, with_user,
};
use kaikei_core::engine::{Phase, RetryClass, Sent};
use kaikei_core::ito::{CheckValidity, SigningProfile, sign_request};
use kaikei_core::{Auth, CallOptions, Entropy, ErrorKind, Exchange, Gateway, Step};

/// An operation's exchange that has its token already and has sent its call.
fn in_flight(name: &str) -> Sim {
    let (gateway, _) = with_user("user-access-token", None, 9_999);
    let mut sim = Sim::named(gateway, name);
    if entry(name).meta.auth == Auth::Merchant {
        sim.send_token();
        sim.answer(200, &common::granted("merchant-access-token", None, 3_600));
    }
    sim.send();
    sim
}

/// Whether the call is repeated after `event`.
fn repeated(name: &str, event: impl Fn(&mut Sim)) -> bool {
    let mut sim = in_flight(name);
    event(&mut sim);
    match sim.step() {
        Step::Wait(wait) => {
            sim.pass(wait).send();
            true
        }
        Step::Failed(_) => false,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_operation_is_repeated_by_its_class() {
    let names: Vec<_> = ito_operations().map(|entry| (entry.meta.name, entry.meta.retry)).collect();
    assert_eq!(names.len(), 22);
    for (name, class) in names {
        let safe = class == RetryClass::Safe;
        let refused = safe || class == RetryClass::Refused;
        for phase in [Phase::Connect, Phase::Send, Phase::Timeout, Phase::Receive] {
            assert!(
                repeated(name, |sim| {
                    sim.break_off(phase, Sent::No);
                }),
                "{name}: nothing was sent"
            );
            for sent in [Sent::Maybe, Sent::Yes] {
                assert_eq!(
                    repeated(name, |sim| {
                        sim.break_off(phase, sent);
                    }),
                    safe,
                    "{name} {phase:?} {sent:?}"
                );
            }
        }
        assert!(
            !repeated(name, |sim| {
                sim.break_off(Phase::Tls, Sent::No);
            }),
            "{name}: TLS will not mend itself"
        );
        assert!(
            !repeated(name, |sim| {
                sim.break_off(Phase::Cancelled, Sent::No);
            }),
            "{name}"
        );
        for status in [429, 503] {
            assert_eq!(
                repeated(name, |sim| {
                    sim.answer(status, "{}");
                }),
                refused,
                "{name} {status}"
            );
        }
        for status in [408, 500, 502, 504] {
            assert_eq!(
                repeated(name, |sim| {
                    sim.answer(status, "{}");
                }),
                safe,
                "{name} {status}"
            );
        }
        for status in [302, 400, 403, 404, 409, 422, 501] {
            assert!(
                !repeated(name, |sim| {
                    sim.answer(status, "{}");
                }),
                "{name} {status}"
            );
        }
    }
}

#[test]
fn every_try_is_signed_anew() {
    let mut sim = Sim::of(ito(), &payment());
    let mut seen = Vec::new();
    for _ in 0..3 {
        let request = sim.send();
        let timestamp = header(&request, "x-timestamp").unwrap().to_owned();
        assert_eq!(timestamp, sim.now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs().to_string());
        let expected = sign_request(
            &payment(),
            &common::SECRET_KEY.into(),
            timestamp.parse().unwrap(),
            SigningProfile::Documented,
        )
        .unwrap();
        assert_eq!(header(&request, "x-signature"), Some(&*expected.x_signature));
        assert_eq!(body(&request), expected.body);
        assert_eq!(header(&request, "idempotency-key"), None, "the gateway has none");
        seen.push(timestamp);
        sim.answer_with(429, &[("Retry-After", "2")], "{}");
        if seen.len() < 3 {
            assert_eq!(sim.wait(), secs(2));
        }
    }
    assert_eq!(seen, ["1700000000", "1700000002", "1700000004"]);
    let error = sim.failed();
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::RateLimited, Some(secs(2))));
    assert_eq!((error.sent(), error.reference()), (Some(Sent::Yes), Some("DFU80XZIKS")));
}

#[test]
fn a_try_after_a_refusal_can_succeed() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    sim.break_off(Phase::Connect, Sent::No).wait();
    sim.send();
    assert_eq!(sim.answer(200, CREATED).done(), CREATED);
    assert_eq!(sim.exchange.retries(), 1);
}

#[test]
fn full_jitter() {
    let mut waits = Vec::new();
    for seed in 0..=u8::MAX {
        let options = CallOptions { max_retries: 6, timeout: secs(600), ..CallOptions::default() };
        let check = CheckValidity { payment_id: "a".into() };
        let mut bytes = [seed; 32];
        bytes[31] = seed.wrapping_mul(31);
        let exchange = Exchange::new(&Gateway::from(ito()), &check, options, Entropy::new(bytes)).unwrap();
        let mut sim = Sim { exchange, now: start() };
        for limit in [500, 1_000, 2_000, 4_000, 8_000, 8_000] {
            sim.send();
            let wait = sim.break_off(Phase::Connect, Sent::No).wait();
            assert!(wait < Duration::from_millis(limit), "{wait:?} of at most {limit} ms");
            waits.push(wait.as_secs_f64() * 1_000.0 / f64::from(u32::try_from(limit).unwrap()));
        }
        sim.send();
        assert_eq!(sim.break_off(Phase::Connect, Sent::No).failed().kind(), ErrorKind::Connection);
    }
    for quarter in 0..4 {
        let (low, high) = (f64::from(quarter) / 4.0, f64::from(quarter + 1) / 4.0);
        let share = waits.iter().filter(|wait| (low..high).contains(*wait)).count() * 100 / waits.len();
        assert!(
            (15..=35).contains(&share),
            "{share} % between {low} and {high}: spread over the whole range"
        );
    }
}

#[test]
fn retry_after_is_obeyed_in_both_forms() {
    for (value, expected) in [("7", 7), ("Tue, 14 Nov 2023 22:13:30 GMT", 10), (" 3 ", 3)] {
        let mut sim = in_flight("ito.payments.check_validity");
        assert_eq!(sim.answer_with(503, &[("retry-after", value)], "{}").wait(), secs(expected), "{value}");
        sim.send();
    }
    for useless in ["soon", "-1", "", "Tue, 14 Nov 2023 22:00:00 GMT", "0"] {
        let mut sim = in_flight("ito.payments.check_validity");
        assert!(sim.answer_with(503, &[("retry-after", useless)], "{}").wait() < secs(1), "{useless}");
    }
}

#[test]
fn a_wait_beyond_the_deadline_fails_at_once() {
    for value in ["60", "61", "3600", "18446744073709551615", "Thu, 31 Dec 2099 23:59:59 GMT"] {
        let mut sim = in_flight("ito.payments.check_validity");
        let error = sim.answer_with(429, &[("retry-after", value)], "{}").failed();
        assert_eq!(error.kind(), ErrorKind::RateLimited, "{value}");
        assert!(error.retry_after().unwrap() >= secs(60), "{value}: the caller learns how long to wait");
        serde_json::to_string(&error).unwrap();
    }
    let mut sim = in_flight("ito.payments.check_validity");
    assert_eq!(sim.answer_with(429, &[("retry-after", "59")], "{}").wait(), secs(59));
}

#[test]
fn a_wait_is_told_again_until_it_is_over() {
    let mut sim = in_flight("ito.payments.check_validity");
    sim.answer_with(503, &[("retry-after", "10")], "{}");
    let Step::Wait(whole) = sim.step() else { panic!() };
    assert_eq!(whole, secs(10));
    let Step::Wait(rest) = sim.pass(secs(4)).step() else { panic!() };
    assert_eq!(rest, secs(6));
    sim.pass(secs(6)).send();
    // A clock that was set back does not make it wait for hours.
    let mut sim = in_flight("ito.payments.check_validity");
    sim.answer_with(503, &[("retry-after", "10")], "{}");
    sim.now -= secs(3_600);
    let request = sim.send();
    assert!(request.timeouts.attempt <= secs(30));
}

#[test]
fn the_deadline_ends_everything_and_shortens_tries() {
    let options = CallOptions { timeout: secs(20), ..CallOptions::default() };
    let mut sim = Sim::with(ito(), &CheckValidity { payment_id: "a".into() }, options);
    let first = sim.send();
    assert_eq!((first.timeouts.attempt, first.timeouts.connect), (secs(20), secs(10)));
    sim.pass(secs(15)).break_off(Phase::Timeout, Sent::Maybe);
    let waited = sim.wait();
    let second = sim.send();
    assert_eq!(second.timeouts.attempt, secs(5) - waited);
    let error = sim.pass(secs(5)).break_off(Phase::Timeout, Sent::Maybe).failed();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Timeout, Some(Sent::Maybe)));

    let mut late = Sim::with(ito(), &payment(), CallOptions { timeout: secs(5), ..CallOptions::default() });
    late.send();
    late.break_off(Phase::Connect, Sent::No).wait();
    let error = late.pass(secs(5)).failed();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Timeout, Some(Sent::No)), "nothing was ever sent");
    assert_eq!(error.reference(), Some("DFU80XZIKS"));
}

#[test]
fn max_retries_is_the_callers() {
    for max_retries in [0, 1, 5] {
        let options = CallOptions { max_retries, timeout: secs(600), ..CallOptions::default() };
        let mut sim = Sim::with(ito(), &CheckValidity { payment_id: "a".into() }, options);
        for _ in 0..max_retries {
            sim.send();
            sim.answer(500, "{}").wait();
        }
        sim.send();
        assert_eq!(sim.answer(500, "{}").failed().kind(), ErrorKind::Api);
        assert_eq!(sim.exchange.retries(), max_retries);
    }
}

#[test]
fn an_idempotency_key_is_made_once_and_kept() {
    let keys = |options: CallOptions| {
        let mut sim = Sim::with(univapay(), &Keyed::new(), options);
        let mut keys = Vec::new();
        for status in [500, 429, 200] {
            keys.push(header(&sim.send(), "idempotency-key").unwrap().to_owned());
            if sim.answer(status, "{}").now == start() || status != 200 {
                sim.wait();
            }
        }
        sim.done();
        keys
    };
    let own = keys(CallOptions { idempotency_key: Some("order-1".into()), ..CallOptions::default() });
    assert_eq!(own, ["order-1"; 3]);
    let made = keys(CallOptions::default());
    assert!(made.iter().all(|key| *key == made[0]));
    assert_eq!((made[0].len(), &made[0][14..15]), (36, "4"), "a version 4 UUID");
    let other =
        Exchange::new(&univapay().into(), &Keyed::new(), CallOptions::default(), Entropy::new([8; 32]));
    let mut other = Sim { exchange: other.unwrap(), now: start() };
    assert_ne!(header(&other.send(), "idempotency-key"), Some(&*made[0]), "another call has another");
}
