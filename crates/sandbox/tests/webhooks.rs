//! The webhook queue on the virtual clock, without sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use kaikei_sandbox::{DeliveryState, Sandbox, WebhookResult};
use support::*;

fn record(sandbox: &Sandbox, id: &str, status: u16) {
    sandbox.record_webhook_result(id, WebhookResult::Status(status)).unwrap();
}

fn state(sandbox: &Sandbox, at: usize) -> DeliveryState {
    sandbox.deliveries()[at].state
}

#[test]
fn failures_are_tried_again_on_the_schedule_signed_anew() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    paid(&sandbox, &keys, &order());
    let mut signatures = std::collections::HashSet::new();
    // A redirect is a failure like any other.
    for (status, wait) in [(500, 60), (302, 300), (404, 1800), (503, 7200), (199, 21600)] {
        let webhook = due(&sandbox);
        let timestamp = webhook.headers.iter().find(|(name, _)| name == "X-Timestamp").unwrap().1.clone();
        assert_eq!(timestamp, sandbox.now().as_second().to_string());
        assert!(signatures.insert(webhook.headers[2].1.clone()));
        record(&sandbox, &webhook.delivery_id, status);
        sandbox.advance(seconds(wait - 1)).unwrap();
        assert!(sandbox.due_webhooks().is_empty());
        sandbox.advance(seconds(1)).unwrap();
    }
    let last = due(&sandbox);
    assert_eq!(state(&sandbox, 0), DeliveryState::Pending);
    sandbox.record_webhook_result(&last.delivery_id, WebhookResult::Error("refused".into())).unwrap();
    assert_eq!(state(&sandbox, 0), DeliveryState::Failed);
    assert_eq!(sandbox.deliveries()[0].attempts.len(), 6);
    sandbox.advance(seconds(1_000_000)).unwrap();
    assert!(sandbox.due_webhooks().is_empty());
}

#[test]
fn success_ends_it() {
    let sandbox = sandbox();
    paid(&sandbox, &sandbox.credentials(), &order());
    let webhook = due(&sandbox);
    assert!(sandbox.due_webhooks().is_empty(), "a delivery under way is not due twice");
    record(&sandbox, &webhook.delivery_id, 204);
    assert_eq!(state(&sandbox, 0), DeliveryState::Delivered);
    sandbox.advance(seconds(100_000)).unwrap();
    assert!(sandbox.due_webhooks().is_empty());
}

#[test]
fn a_delivered_webhook_can_be_sent_again_and_again() {
    let sandbox = sandbox();
    paid(&sandbox, &sandbox.credentials(), &order());
    let first = due(&sandbox);
    record(&sandbox, &first.delivery_id, 200);
    sandbox.resend_webhook(&first.delivery_id, 3).unwrap();
    for _ in 0..3 {
        let again = due(&sandbox);
        assert_eq!(again.body, first.body);
        record(&sandbox, &again.delivery_id, 200);
    }
    assert!(sandbox.due_webhooks().is_empty());
    assert_eq!(state(&sandbox, 0), DeliveryState::Delivered);
    assert!(sandbox.resend_webhook("webhook-99", 1).is_err());
}

#[test]
fn held_webhooks_go_out_in_reverse() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    sandbox.hold_webhooks();
    let ids: Vec<_> = (0..3).map(|_| paid(&sandbox, &keys, &order())).collect();
    assert!(sandbox.due_webhooks().is_empty());
    assert_eq!(state(&sandbox, 0), DeliveryState::Held);
    sandbox.release_webhooks(kaikei_sandbox::ReleaseOrder::Reverse);
    let bodies: Vec<_> = sandbox.due_webhooks().into_iter().map(|webhook| webhook.body).collect();
    assert_eq!(bodies.len(), 3);
    for (body, id) in bodies.iter().zip(ids.iter().rev()) {
        assert!(body.contains(id.as_str()));
    }
    paid(&sandbox, &keys, &order());
    assert_eq!(sandbox.due_webhooks().len(), 1, "nothing is held any more");
}

#[test]
fn delay_and_drop() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    paid(&sandbox, &keys, &order());
    paid(&sandbox, &keys, &order());
    sandbox.delay_webhook("webhook-1", seconds(3600)).unwrap();
    sandbox.drop_webhook("webhook-2").unwrap();
    assert!(sandbox.due_webhooks().is_empty());
    sandbox.advance(seconds(3599)).unwrap();
    assert!(sandbox.due_webhooks().is_empty());
    sandbox.advance(seconds(1)).unwrap();
    assert_eq!(due(&sandbox).delivery_id, "webhook-1");
    assert_eq!(state(&sandbox, 1), DeliveryState::Dropped);
}

#[test]
fn what_was_refused_is_not_tried_again() {
    let sandbox = sandbox();
    paid(&sandbox, &sandbox.credentials(), &order());
    let webhook = due(&sandbox);
    sandbox.record_webhook_result(&webhook.delivery_id, WebhookResult::Refused("no".into())).unwrap();
    assert_eq!(state(&sandbox, 0), DeliveryState::Refused);
    sandbox.advance(seconds(100_000)).unwrap();
    assert!(sandbox.due_webhooks().is_empty());
}
