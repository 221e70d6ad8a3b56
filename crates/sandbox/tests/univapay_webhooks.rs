//! UnivaPay's webhooks: who is told what, with which proof, and what becomes of a receiver that refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{DeliveryState, OutgoingWebhook, Sandbox, Settings, WebhookResult};
use requests::*;
use serde_json::{Value, json};
use support::*;

fn hooks(sandbox: &Sandbox) -> String {
    let store = ask(sandbox, "GET", "/charges", &Value::Null);
    assert_eq!(store.status(), 200);
    format!("/stores/{}/webhooks", store_id(sandbox))
}

fn store_id(sandbox: &Sandbox) -> String {
    tokens(sandbox, &[], &card().to_string()).json()["store_id"].as_str().unwrap().to_owned()
}

fn hook(sandbox: &Sandbox, triggers: &[&str]) -> Value {
    let body = json!({ "url": "http://127.0.0.1:9/hook", "triggers": triggers, "auth_token": "my-secret" });
    let answer = ask(sandbox, "POST", &hooks(sandbox), &body);
    assert_eq!(answer.status(), 201, "{}", answer.text());
    answer.json()
}

fn due(sandbox: &Sandbox) -> Vec<(OutgoingWebhook, Value)> {
    let due = sandbox.due_webhooks();
    due.into_iter().map(|webhook| (webhook.clone(), serde_json::from_str(&webhook.body).unwrap())).collect()
}

fn charged(sandbox: &Sandbox, change: impl Fn(Value) -> Value) -> String {
    let token = tokens(sandbox, &[], &card().to_string()).json();
    let body = change(json!({ "transaction_token_id": token["id"], "amount": 1000, "currency": "JPY" }));
    let made = ask(sandbox, "POST", "/charges", &body).json();
    format!("/stores/{}/charges/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap())
}

#[test]
fn the_end_of_a_charge_is_told_when_its_time_comes() {
    let sandbox = sandbox();
    hook(&sandbox, &["charge_finished"]);
    let path = charged(&sandbox, |body| body);
    assert!(due(&sandbox).is_empty());
    sandbox.advance(seconds(1)).unwrap();
    let [(webhook, body)] = due(&sandbox).try_into().unwrap();
    assert!(webhook.headers.contains(&("Authorization".to_owned(), "my-secret".to_owned())));
    assert!(webhook.headers.iter().all(|(name, _)| name != "X-Signature"));
    assert_eq!(
        (&body["event"], &body["created_on"]),
        (&json!("charge_finished"), &json!("2026-11-01T00:00:01.000000Z"))
    );
    assert_eq!(body["data"], ask(&sandbox, "GET", &path, &Value::Null).json());
    assert_eq!(body["id"].as_str().unwrap().len(), 36);
    assert_eq!(sandbox.deliveries()[0].payment_id, body["data"]["id"].as_str().unwrap());
}

#[test]
fn each_event_goes_to_those_who_asked_for_it() {
    let sandbox = sandbox();
    hook(
        &sandbox,
        &[
            "charge_updated",
            "cancel_finished",
            "refund_finished",
            "token_created",
            "token_updated",
            "recurring_token_deleted",
        ],
    );
    let events = |sandbox: &Sandbox| -> Vec<String> {
        due(sandbox).iter().map(|(_, body)| body["event"].as_str().unwrap().to_owned()).collect()
    };
    let held = charged(&sandbox, |body| with(body, "/capture", json!(false)));
    assert_eq!(events(&sandbox), ["token_created"]);
    ask(&sandbox, "POST", &format!("{held}/cancels"), &json!({}));
    sandbox.advance(seconds(2)).unwrap();
    assert_eq!(events(&sandbox), ["charge_updated", "cancel_finished"]);
    let paid = charged(&sandbox, |body| body);
    ask(&sandbox, "POST", &format!("{paid}/refunds"), &json!({ "amount": 1, "currency": "JPY" }));
    sandbox.advance(seconds(2)).unwrap();
    assert_eq!(events(&sandbox), ["token_created", "refund_finished"]);
    let token = tokens(&sandbox, &[], &card().to_string()).json();
    let path =
        format!("/stores/{}/tokens/{}", token["store_id"].as_str().unwrap(), token["id"].as_str().unwrap());
    ask(&sandbox, "PATCH", &path, &json!({ "email": "b@example.com" }));
    ask(&sandbox, "DELETE", &path, &Value::Null);
    assert_eq!(events(&sandbox), ["token_created", "token_updated", "recurring_token_deleted"]);
}

#[test]
fn a_receiver_that_refuses_is_asked_no_more() {
    let sandbox = sandbox();
    let made = hook(&sandbox, &["token_created"]);
    let path = format!("{}/{}", hooks(&sandbox), made["id"].as_str().unwrap());
    let answer = |status: u16| {
        tokens(&sandbox, &[], &card().to_string());
        let delivered = due(&sandbox);
        for (webhook, _) in &delivered {
            sandbox.record_webhook_result(&webhook.delivery_id, WebhookResult::Status(status)).unwrap();
        }
        let active = ask(&sandbox, "GET", &path, &Value::Null).json()["active"].as_bool().unwrap();
        (delivered.len(), active)
    };
    answer(200);
    assert_eq!(answer(503), (1, true));
    sandbox.advance(seconds(3600)).unwrap();
    assert!(due(&sandbox).is_empty(), "it is not repeated");
    assert_eq!(sandbox.deliveries().last().unwrap().state, DeliveryState::Failed);
    assert_eq!(answer(401), (1, false));
    assert_eq!(answer(200), (0, false));
    assert_eq!(ask(&sandbox, "PATCH", &path, &json!({ "active": true })).json()["active"], true);
    assert_eq!(answer(200), (1, true));
}

#[test]
fn webhooks_are_kept_and_changed() {
    let sandbox = sandbox();
    let all = hooks(&sandbox);
    let made = hook(&sandbox, &["charge_finished"]);
    let path = format!("{all}/{}", made["id"].as_str().unwrap());
    let refused = |body: Value, field: &str, reason: &str| {
        let answer = ask(&sandbox, "POST", &all, &body);
        let errors = json!([{ "field": field, "reason": reason }]);
        assert_eq!((answer.status(), &answer.json()["errors"]), (400, &errors), "{body}");
    };
    let url = "http://127.0.0.1:9/other";
    refused(json!({ "triggers": ["charge_finished"] }), "url", "REQUIRED_VALUE");
    refused(json!({ "url": "x", "triggers": ["charge_finished"] }), "url", "INVALID_FORMAT_URL");
    refused(json!({ "url": url }), "triggers", "REQUIRED_VALUE");
    refused(json!({ "url": url, "triggers": [] }), "triggers", "MUST_HAVE_AT_LEAST_ONE_ELEMENT");
    refused(json!({ "url": url, "triggers": ["charge.finish"] }), "triggers", "INVALID_EVENT_FOR_STORE");
    let again = ask(&sandbox, "POST", &all, &json!({ "url": made["url"], "triggers": ["charge_finished"] }));
    assert_eq!((again.status(), &again.json()["code"]), (409, &json!("WEBHOOK_URL_EXISTS")));
    let changed =
        ask(&sandbox, "PATCH", &path, &json!({ "url": url, "triggers": ["token_three_ds_updated"] })).json();
    assert_eq!((&changed["url"], &changed["auth_token"]), (&json!(url), &json!("my-secret")));
    let listed = ask(&sandbox, "GET", &all, &Value::Null).json();
    assert_eq!(listed, json!({ "items": [changed], "has_more": false }), "without a count");
    assert_eq!(ask(&sandbox, "DELETE", &path, &Value::Null).status(), 204);
    assert_eq!(ask(&sandbox, "GET", &path, &Value::Null).status(), 404);
}

#[test]
fn the_envelope_may_be_plain() {
    let sandbox = sandbox();
    sandbox.set_settings(Settings { plain_webhooks: true, ..Settings::default() });
    hook(&sandbox, &["token_created"]);
    tokens(&sandbox, &[], &card().to_string());
    let (_, body) = due(&sandbox).pop().unwrap();
    let names: std::collections::BTreeSet<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["data", "event"]);
}
