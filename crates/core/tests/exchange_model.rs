//! Any driver, any gateway, any clock: what must not happen twice does not, and tokens are not lost.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{Sim, granted, secs, with_user};
use kaikei_core::Step;
use kaikei_core::engine::{Phase, Purpose, RetryClass, Sent};
use kaikei_core::ito::{CheckValidity, SubmitMyKyc};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Event {
    Step,
    Answer(u16, Body),
    Failure(Phase, Sent),
    Saved(bool),
    Clock(i32),
}

#[derive(Clone, Copy, Debug)]
enum Body {
    Empty,
    Ok,
    Tokens,
    Refused,
}

impl Body {
    fn text(self, at: usize) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Ok => r#"{"status":"ok"}"#.to_owned(),
            Self::Tokens => granted(&format!("access-{at}"), Some(&format!("refresh-{at}")), 90),
            Self::Refused => r#"{"error":"invalid_grant"}"#.to_owned(),
        }
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let status =
        prop_oneof![Just(200_u16), Just(401), Just(429), Just(503), Just(500), Just(502), any::<u16>()];
    let body = prop::sample::select(vec![Body::Empty, Body::Ok, Body::Tokens, Body::Refused]);
    let phase = prop::sample::select(vec![
        Phase::Connect,
        Phase::Tls,
        Phase::Send,
        Phase::Receive,
        Phase::Timeout,
        Phase::Cancelled,
    ]);
    let sent = prop::sample::select(vec![Sent::No, Sent::Maybe, Sent::Yes]);
    let event = prop_oneof![
        4 => Just(Event::Step),
        3 => (status, body).prop_map(|(status, body)| Event::Answer(status, body)),
        2 => (phase, sent).prop_map(|(phase, sent)| Event::Failure(phase, sent)),
        2 => any::<bool>().prop_map(Event::Saved),
        1 => (-100..100_i32).prop_map(Event::Clock),
    ];
    prop::collection::vec(event, 0..40)
}

/// What a run did.
#[derive(Default)]
struct Seen {
    calls: usize,
    /// Reports after which one more try is right: nothing was sent, or it was refused unhandled.
    harmless: usize,
    ended: bool,
}

fn run(sim: &mut Sim, events: &[Event], class: RetryClass) -> Seen {
    let mut seen = Seen::default();
    let mut in_flight = None;
    for (at, event) in events.iter().enumerate() {
        match *event {
            Event::Step => match sim.step() {
                Step::Send(request) => {
                    assert!(!seen.ended, "nothing is sent after the end");
                    assert!(request.timeouts.attempt <= secs(30));
                    seen.calls += usize::from(request.purpose == Purpose::Call);
                    in_flight = Some(request.purpose);
                }
                Step::Done(_) => seen.ended = true,
                // A step while a request is in flight is told off, and goes on.
                Step::Failed(_) => seen.ended |= in_flight != Some(Purpose::Call),
                Step::Wait(_) | Step::Save(_) => {}
            },
            Event::Answer(status, body) => {
                let retried = status == 401
                    || (class == RetryClass::Safe)
                    || (class != RetryClass::Unsent && matches!(status, 429 | 503));
                seen.harmless += usize::from(in_flight.take() == Some(Purpose::Call) && retried);
                sim.answer(status, &body.text(at));
            }
            Event::Failure(phase, sent) => {
                let retried = sent == Sent::No || class == RetryClass::Safe;
                seen.harmless += usize::from(in_flight.take() == Some(Purpose::Call) && retried);
                sim.break_off(phase, sent);
            }
            Event::Saved(good) => sim.exchange.on_saved(if good { Ok(()) } else { Err("no".into()) }),
            Event::Clock(seconds) if seconds < 0 => sim.now -= secs(u64::from(seconds.unsigned_abs())),
            Event::Clock(seconds) => sim.now += secs(u64::from(seconds.unsigned_abs())),
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn never_twice(events in events(), seconds in prop::sample::select(vec![0_u64, 40, 9_999])) {
        let (gateway, session) = with_user("access-first", Some("refresh-first"), seconds);
        let mut sim = Sim::of(gateway, &SubmitMyKyc {});
        let seen = run(&mut sim, &events, RetryClass::Unsent);
        prop_assert!(seen.calls <= 1 + seen.harmless, "{} calls", seen.calls);
        prop_assert!(seen.calls <= 4, "two retries and a renewal");
        prop_assert!(session.tokens().refresh_token().is_some(), "a session is never left without its refresh token");
    }

    #[test]
    fn a_payment_only_after_a_refusal(events in events()) {
        let mut sim = Sim::of(common::ito(), &common::payment());
        let seen = run(&mut sim, &events, RetryClass::Refused);
        prop_assert!(seen.calls <= 1 + seen.harmless, "{} calls", seen.calls);
    }

    #[test]
    fn a_read_as_often_as_allowed(events in events()) {
        let mut sim = Sim::of(common::ito(), &CheckValidity { payment_id: "a".into() });
        let seen = run(&mut sim, &events, RetryClass::Safe);
        prop_assert!(seen.calls <= 3);
        prop_assert!(sim.exchange.retries() <= 2);
    }
}
