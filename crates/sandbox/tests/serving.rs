//! Over HTTP: where it listens, whom it answers, and where it posts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/socket.rs"]
mod socket;
mod support;

use std::net::TcpStream;
use std::time::{Duration, Instant};

use kaikei_sandbox::{DeliveryState, Error, Running, Sandbox, WebhookResult};
use socket::{FAILURE, OK, Receiver, exchange, request};
use support::*;

fn running() -> Running {
    support::sandbox().start_blocking("127.0.0.1:0").unwrap()
}

/// Waits until the sandbox has noted what a receiver answered; the state is there within moments.
fn settled(sandbox: &Sandbox, attempts: usize) -> DeliveryState {
    let give_up = Instant::now() + Duration::from_secs(20);
    loop {
        let delivery = sandbox.deliveries().remove(0);
        if delivery.attempts.len() >= attempts {
            return delivery.state;
        }
        assert!(Instant::now() < give_up, "no attempt was recorded");
        std::thread::yield_now();
    }
}

fn pay_with_hook(sandbox: &Sandbox, hook: &str) -> String {
    let mut order = order();
    order[4].1 = hook;
    paid(sandbox, &sandbox.credentials(), &order)
}

#[test]
fn it_serves_both_gateways_and_stops_when_dropped() {
    let running = running();
    let (address, keys) = (running.address(), running.credentials());
    assert!(address.ip().is_loopback());
    assert_eq!(keys.ito_base_url, format!("http://{address}"));
    assert_eq!(keys.univapay_base_url, keys.ito_base_url);
    let page = exchange(address, &request(address, "GET /", "", ""));
    assert_eq!(page.status(), 200);
    assert_eq!(exchange(address, &request(address, "POST /tokens", "", "{}")).status(), 401);
    drop(running);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn it_serves_on_a_callers_runtime() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let running = runtime.block_on(support::sandbox().serve("localhost:0")).unwrap();
    let address = running.address();
    assert_eq!(exchange(address, &request(address, "GET /_sandbox/clock", "", "")).status(), 200);
}

#[test]
fn it_starts_a_thread_of_its_own_even_inside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let running = runtime.block_on(async { running() });
    assert_eq!(exchange(running.address(), &request(running.address(), "GET /", "", "")).status(), 200);
}

#[test]
fn a_reset_leaves_no_attempt_behind() {
    let running = running();
    let receiver = Receiver::new();
    pay_with_hook(running.sandbox(), &receiver.url());
    let (mut under_way, _) = receiver.request();
    running.sandbox().reset().unwrap();
    pay_with_hook(running.sandbox(), &receiver.url());
    std::io::Write::write_all(&mut under_way, FAILURE.as_bytes()).unwrap();
    receiver.answer(OK);
    assert_eq!(settled(running.sandbox(), 1), DeliveryState::Delivered);
    assert_eq!(running.sandbox().deliveries()[0].attempts.len(), 1);
}

#[test]
fn it_listens_on_loopback_only_unless_allowed() {
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let refused = support::sandbox().start_blocking(listen).unwrap_err();
        assert!(matches!(refused, Error::HostNotAllowed(_)), "{listen}");
    }
    let allowed = Sandbox::builder().allow_host("0.0.0.0").build().unwrap();
    assert!(allowed.start_blocking("0.0.0.0:0").is_ok());
    assert!(matches!(support::sandbox().start_blocking("127.0.0.1:x"), Err(Error::Io(_))));
}

#[test]
fn a_foreign_host_header_is_refused() {
    let running = running();
    let address = running.address();
    let ask = |host: &str| {
        exchange(address, &format!("GET /_sandbox/credentials HTTP/1.1\r\n{host}Connection: close\r\n\r\n"))
            .status()
    };
    assert_eq!(ask("Host: localhost:80\r\n"), 200);
    assert_eq!(ask("Host: rebound.example\r\n"), 421);
    assert_ne!(ask(""), 200);
    let allowing = Sandbox::builder().allow_host("sandbox.test").build().unwrap();
    let running = allowing.start_blocking("127.0.0.1:0").unwrap();
    let text = "GET /_sandbox/clock HTTP/1.1\r\nHost: sandbox.test\r\nConnection: close\r\n\r\n";
    assert_eq!(exchange(running.address(), text).status(), 200);
}

#[test]
fn webhooks_are_posted_signed() {
    let running = running();
    let receiver = Receiver::new();
    let id = pay_with_hook(running.sandbox(), &receiver.url());
    let got = receiver.answer(OK);
    let (head, body) = got.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hook?shop=1 HTTP/1.1\r\n"));
    assert!(body.contains(&id));
    let signature = sign(&running.credentials().webhook_secret, START, body);
    let head = head.to_ascii_lowercase();
    assert!(head.contains(&format!("x-signature: sha256={signature}")), "{head}");
    assert!(
        head.contains(&format!("x-timestamp: {START}")) && head.contains("content-type: application/json")
    );
    assert_eq!(settled(running.sandbox(), 1), DeliveryState::Delivered);
}

#[test]
fn a_failed_webhook_comes_again_when_the_clock_is_advanced() {
    let running = running();
    let sandbox = running.sandbox();
    let receiver = Receiver::new();
    pay_with_hook(sandbox, &receiver.url());
    let first = receiver.answer(FAILURE);
    assert_eq!(settled(sandbox, 1), DeliveryState::Pending);
    sandbox.advance(seconds(60)).unwrap();
    let redirect =
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let second = receiver.answer(redirect);
    assert_eq!(settled(sandbox, 2), DeliveryState::Pending, "a redirect is not followed");
    assert_ne!(first, second, "signed anew");
    sandbox.advance(seconds(300)).unwrap();
    receiver.answer(OK);
    assert_eq!(settled(sandbox, 3), DeliveryState::Delivered);
    let results: Vec<_> =
        sandbox.deliveries().remove(0).attempts.into_iter().map(|attempt| attempt.result).collect();
    assert_eq!(results, [500, 302, 200].map(WebhookResult::Status));
    sandbox.resend_webhook("webhook-1", 2).unwrap();
    receiver.answer(OK);
    receiver.answer(OK);
    assert_eq!(settled(sandbox, 5), DeliveryState::Delivered);
}

#[test]
fn held_webhooks_arrive_in_reverse() {
    let running = running();
    let sandbox = running.sandbox();
    let receiver = Receiver::new();
    sandbox.hold_webhooks();
    let ids = [(); 3].map(|()| pay_with_hook(sandbox, &receiver.url()));
    sandbox.release_webhooks(kaikei_sandbox::ReleaseOrder::Reverse);
    for id in ids.iter().rev() {
        assert!(receiver.answer(OK).contains(id.as_str()));
    }
}

#[test]
fn webhooks_go_to_loopback_only() {
    let running = running();
    let sandbox = running.sandbox();
    pay_with_hook(sandbox, "https://yoursite.com/hook");
    assert_eq!(settled(sandbox, 1), DeliveryState::Refused);
    let attempt = sandbox.deliveries().remove(0).attempts.remove(0);
    assert!(matches!(attempt.result, WebhookResult::Refused(why) if why.contains("yoursite.com")));
}

#[test]
fn an_unreachable_receiver_is_a_failure() {
    let running = running();
    let hook = Receiver::new().url();
    pay_with_hook(running.sandbox(), &hook);
    assert_eq!(settled(running.sandbox(), 1), DeliveryState::Pending);
    let attempt = running.sandbox().deliveries().remove(0).attempts.remove(0);
    assert!(matches!(attempt.result, WebhookResult::Error(_)));
}

#[test]
fn many_connections_at_once() {
    let running = running();
    let address = running.address();
    let all: Vec<_> = (0..64)
        .map(|_| {
            std::thread::spawn(move || {
                exchange(address, &request(address, "GET /_sandbox/clock", "", "")).status()
            })
        })
        .collect();
    assert!(all.into_iter().all(|one| one.join().unwrap() == 200));
}
