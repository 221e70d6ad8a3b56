//! UnivaPay's transfers: what they are made of, how they end, and who is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{Sandbox, WebhookResult};
use requests::*;
use serde_json::{Value, json};
use support::*;

fn read(sandbox: &Sandbox, path: &str) -> Value {
    let answer = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!(answer.status(), 200, "{path}: {}", answer.text());
    answer.json()
}

fn with_account(sandbox: &Sandbox) {
    let account = json!({
        "holder_name": "Shop", "bank_name": "Bank", "country": "JP", "currency": "JPY",
        "account_number": "1234567",
    });
    assert_eq!(ask(sandbox, "POST", "/bank_accounts", &account).status(), 201);
}

/// A paid charge; answers its path.
fn charged(sandbox: &Sandbox, amount: u64, currency: &str) -> String {
    let token = tokens(sandbox, &[], &card().to_string()).json();
    let body = json!({ "transaction_token_id": token["id"], "amount": amount, "currency": currency });
    let made = ask(sandbox, "POST", "/charges", &body).json();
    sandbox.advance(seconds(2)).unwrap();
    format!("/stores/{}/charges/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap())
}

fn transfer(sandbox: &Sandbox, order: &str) -> String {
    let answer = post_json(sandbox, "/_sandbox/univapay/transfers", order);
    assert_eq!(answer.status(), 201, "{}", answer.text());
    format!("/transfers/{}", answer.json()["id"].as_str().unwrap())
}

fn lines(sandbox: &Sandbox, path: &str) -> Vec<(String, i64)> {
    let page = read(sandbox, &format!("{path}/ledgers?cursor_direction=asc"));
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|line| (line["origin"].as_str().unwrap().to_owned(), line["amount"].as_i64().unwrap()))
        .collect()
}

#[test]
fn a_transfer_pays_out_charges_minus_refunds_once() {
    let sandbox = sandbox();
    with_account(&sandbox);
    let path = charged(&sandbox, 1000, "JPY");
    charged(&sandbox, 500, "USD");
    ask(&sandbox, "POST", &format!("{path}/refunds"), &json!({ "amount": 300, "currency": "JPY" }));
    sandbox.advance(seconds(2)).unwrap();
    let first = transfer(&sandbox, r#"{"manual":{"amount":-50,"note":"a correction"}}"#);
    let made = read(&sandbox, &first);
    assert_eq!(
        (&made["status"], &made["amount"], &made["amount_formatted"], &made["currency"]),
        (&json!("created"), &json!(650), &json!(650), &json!("JPY"))
    );
    assert_eq!(made["bank_account_id"], read(&sandbox, "/bank_accounts/primary")["id"]);
    let expected = [("charge", 1000), ("refund", -300), ("manual", -50)];
    assert_eq!(lines(&sandbox, &first), expected.map(|(origin, amount)| (origin.to_owned(), amount)));
    let line = &read(&sandbox, &format!("{first}/ledgers"))["items"][0];
    assert_eq!((&line["note"], &line["store_id"]), (&json!("a correction"), &Value::Null));
    assert_eq!(read(&sandbox, &format!("/ledgers/{}", line["id"].as_str().unwrap())), *line);
    sandbox.advance(seconds(3)).unwrap();
    assert_eq!(read(&sandbox, &first)["status"], "paid");
    let changes = read(&sandbox, &format!("{first}/status_changes"));
    let steps: Vec<_> = changes["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["old_status"].as_str().unwrap(), change["new_status"].as_str().unwrap()))
        .collect();
    assert_eq!(steps, [("processing", "paid"), ("approved", "processing"), ("created", "approved")]);
    let dollars = transfer(&sandbox, r#"{"currency":"USD"}"#);
    assert_eq!(read(&sandbox, &dollars)["amount_formatted"], json!(5));
    let nothing = read(&sandbox, &transfer(&sandbox, ""));
    assert_eq!((&nothing["status"], &nothing["amount"]), (&json!("blank"), &json!(0)));
    assert_eq!(read(&sandbox, "/transfers")["total_hits"], 3);
    assert_eq!(read(&sandbox, "/transfers?status=blank")["items"][0]["id"], nothing["id"]);
}

#[test]
fn what_a_transfer_does_not_pay_out_goes_into_the_next() {
    let sandbox = sandbox();
    with_account(&sandbox);
    charged(&sandbox, 1000, "JPY");
    for end in ["failed", "canceled", "paid"] {
        let path = transfer(&sandbox, &json!({ "end": end }).to_string());
        sandbox.advance(seconds(3)).unwrap();
        let ended = read(&sandbox, &path);
        assert_eq!((&ended["status"], &ended["amount"]), (&json!(end), &json!(1000)));
        assert_eq!(ended["error_code"].is_string(), end == "failed");
    }
    assert_eq!(read(&sandbox, &transfer(&sandbox, ""))["status"], "blank");
}

#[test]
fn orders_that_cannot_be_carried_out() {
    let sandbox = sandbox();
    let refused = |order: &str| {
        let answer = post_json(&sandbox, "/_sandbox/univapay/transfers", order);
        (answer.status(), answer.json()["message"].as_str().unwrap().to_owned())
    };
    assert_eq!(refused(""), (404, "bank account of merchant-1 not found".to_owned()));
    assert_eq!(refused(r#"{"merchant":"merchant-9"}"#), (404, "merchant merchant-9 not found".to_owned()));
    for bad in [r#"{"end":"lost"}"#, r#"{"curency":"JPY"}"#, r#"{"manual":{}}"#] {
        assert_eq!(refused(bad).0, 400, "{bad}");
    }
    assert_eq!(ask(&sandbox, "GET", "/transfers/none", &Value::Null).status(), 404);
    assert_eq!(ask(&sandbox, "GET", "/ledgers/none", &Value::Null).status(), 404);
}

#[test]
fn the_merchants_receivers_hear_of_transfers() {
    let sandbox = sandbox();
    with_account(&sandbox);
    let store = read(&sandbox, "/stores")["items"][0]["id"].as_str().unwrap().to_owned();
    let url = "http://127.0.0.1:9/hook";
    let triggers = json!(["transfer_created", "transfer_updated", "transfer_finalized", "charge_finished"]);
    let body = json!({ "url": url, "triggers": triggers, "auth_token": "t" });
    let refused = ask(&sandbox, "POST", &format!("/stores/{store}/webhooks"), &body);
    assert_eq!(refused.json()["errors"][0]["reason"], "INVALID_EVENT_FOR_STORE");
    let made = ask(&sandbox, "POST", "/webhooks", &body);
    assert_eq!(made.status(), 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["store_id"], &made["merchant_id"]), (&Value::Null, &read(&sandbox, "/me")["id"]));
    charged(&sandbox, 1000, "JPY");
    let path = transfer(&sandbox, "");
    sandbox.advance(seconds(3)).unwrap();
    let told: Vec<_> = sandbox
        .deliveries()
        .iter()
        .map(|delivery| {
            let body: Value = serde_json::from_str(&delivery.body).unwrap();
            (body["event"].as_str().unwrap().to_owned(), body["data"]["status"].as_str().unwrap().to_owned())
        })
        .collect();
    let expected = [
        ("charge_finished", "successful"),
        ("transfer_created", "created"),
        ("transfer_updated", "approved"),
        ("transfer_updated", "processing"),
        ("transfer_finalized", "paid"),
    ];
    assert_eq!(told, expected.map(|(event, status)| (event.to_owned(), status.to_owned())));
    let last: Value = serde_json::from_str(&sandbox.deliveries().pop().unwrap().body).unwrap();
    assert_eq!(last["data"], read(&sandbox, &path));
}

#[test]
fn receivers_of_merchant_and_store_are_apart() {
    let sandbox = sandbox();
    let store = read(&sandbox, "/stores")["items"][0]["id"].as_str().unwrap().to_owned();
    let body = json!({ "url": "http://127.0.0.1:9/hook", "triggers": ["charge_finished"] });
    let of_store = format!("/stores/{store}/webhooks");
    for all in ["/webhooks", of_store.as_str()] {
        let made = ask(&sandbox, "POST", all, &body);
        assert_eq!(made.status(), 201, "the same URL at each level: {}", made.text());
        assert_eq!(ask(&sandbox, "POST", all, &body).json()["code"], "WEBHOOK_URL_EXISTS");
        assert_eq!(read(&sandbox, all)["items"], json!([made.json()]));
    }
    let id = read(&sandbox, "/webhooks")["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/webhooks/{id}");
    assert_eq!(ask(&sandbox, "GET", &format!("{of_store}/{id}"), &Value::Null).status(), 404);
    let off = ask(&sandbox, "PATCH", &path, &json!({ "active": false, "triggers": ["transfer_created"] }));
    assert_eq!((&off.json()["active"], off.status()), (&json!(false), 200));
    assert_eq!(read(&sandbox, "/webhooks?active=true")["items"], json!([]));
    let wrong = ask(&sandbox, "PATCH", &path, &json!({ "triggers": ["charge.finish"] }));
    assert_eq!(wrong.json()["errors"][0]["reason"], "INVALID_EVENT_FOR_MERCHANT");
    assert_eq!(ask(&sandbox, "DELETE", &path, &Value::Null).status(), 204);
    assert_eq!(ask(&sandbox, "GET", &path, &Value::Null).status(), 404);
}

#[test]
fn the_log_says_what_became_of_each_delivery() {
    let sandbox = sandbox();
    let store = read(&sandbox, "/stores")["items"][0]["id"].as_str().unwrap().to_owned();
    let all = format!("/stores/{store}/webhooks");
    let body = json!({ "url": "http://127.0.0.1:9/hook", "triggers": ["token_created"] });
    let hook = ask(&sandbox, "POST", &all, &body).json();
    let log = format!("{all}/{}/events", hook["id"].as_str().unwrap());
    assert_eq!(read(&sandbox, &log)["items"], json!([]));
    let results = [
        WebhookResult::Status(200),
        WebhookResult::Status(503),
        WebhookResult::Error("no answer within 10 seconds".to_owned()),
    ];
    for result in results {
        tokens(&sandbox, &[], &card().to_string());
        let webhook = sandbox.due_webhooks().pop().unwrap();
        sandbox.advance(seconds(1)).unwrap();
        sandbox.record_webhook_result(&webhook.delivery_id, result).unwrap();
    }
    tokens(&sandbox, &[], &card().to_string());
    let page = read(&sandbox, &log);
    let outcomes: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (&entry["successful"], &entry["status_code"], &entry["error_message"]))
        .collect();
    let null = Value::Null;
    assert_eq!(
        outcomes,
        [
            (&null, &null, &null),
            (&json!(false), &null, &json!("no answer within 10 seconds")),
            (&json!(false), &json!(503), &json!("HTTP status 503")),
            (&json!(true), &json!(200), &null),
        ]
    );
    let first = &page["items"][3];
    assert_eq!(
        (&first["event"], &first["created_on"], &first["fired_on"]),
        (
            &json!("token_created"),
            &json!("2026-11-01T00:00:00.000000Z"),
            &json!("2026-11-01T00:00:01.000000Z")
        )
    );
    let envelope: Value = serde_json::from_str(&sandbox.deliveries()[0].body).unwrap();
    assert_eq!(first["id"], envelope["id"], "the id that receivers know");
}
