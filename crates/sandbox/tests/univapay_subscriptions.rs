//! UnivaPay's subscriptions: cycles by the clock, plans, and what can be done to them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::Sandbox;
use requests::*;
use serde_json::{Value, json};
use support::*;

const DAY: u64 = 24 * 3600;

fn token(sandbox: &Sandbox, number: &str) -> String {
    let body = with(with(card(), "/type", json!("subscription")), "/data/card_number", json!(number));
    let body = with(body, "/data/cvv_authorize", Value::Null);
    tokens(sandbox, &[], &body.to_string()).json()["id"].as_str().unwrap().to_owned()
}

fn monthly(token: &str) -> Value {
    json!({ "transaction_token_id": token, "amount": 1000, "currency": "JPY", "period": "monthly" })
}

fn begun(sandbox: &Sandbox, body: &Value) -> (String, Value) {
    let answer = ask(sandbox, "POST", "/subscriptions", body);
    assert_eq!(answer.status(), 201, "{}", answer.text());
    let made = answer.json();
    let (store, id) = (made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap());
    (format!("/stores/{store}/subscriptions/{id}"), made)
}

fn read(sandbox: &Sandbox, path: &str) -> Value {
    let answer = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!(answer.status(), 200, "{path}: {}", answer.text());
    answer.json()
}

fn code(answer: &Answer) -> String {
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_cannot_be_changed_is_refused() {
    let sandbox = sandbox();
    let (path, made) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    for (body, refused) in [
        (json!({ "transaction_token_id": made["transaction_token_id"] }), "CANNOT_CHANGE_TOKEN"),
        (json!({ "period": "weekly" }), "CANNOT_SET_AFTER_SUBSCRIPTION_STARTED"),
        (json!({ "initial_amount": 7 }), "CANNOT_SET_AFTER_SUBSCRIPTION_STARTED"),
    ] {
        let answer = ask(&sandbox, "PATCH", &path, &body);
        assert_eq!((answer.status(), code(&answer).as_str()), (400, refused), "{body}");
    }
}

#[test]
fn what_was_changed_is_charged_from_the_next_payment_on() {
    let sandbox = sandbox();
    let (path, _) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    let next = read(&sandbox, &format!("{path}?polling=true"))["next_payment"].clone();
    let body = json!({ "amount": 1200, "next_payment": { "due_date": "2026-12-05" } });
    let changed = ask(&sandbox, "PATCH", &path, &body).json();
    assert_eq!(
        (&changed["amount"], &changed["next_payment"]["amount"], &changed["next_payment"]["due_date"]),
        (&json!(1200), &json!(1200), &json!("2026-12-05"))
    );
    let payment = format!("{path}/payments/{}", next["id"].as_str().unwrap());
    let later = ask(&sandbox, "PATCH", &payment, &json!({ "due_date": "2026-12-10" })).json();
    assert_eq!(later["due_date"], "2026-12-10");
    let past = ask(&sandbox, "PATCH", &payment, &json!({ "due_date": "2020-01-01" }));
    assert_eq!(past.json()["errors"], json!([{ "field": "due_date", "reason": "MUST_BE_FUTURE_TIME" }]));
    sandbox.advance(seconds(35 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &format!("{path}/charges"))["total_hits"], 1, "not on the day it had been due");
    sandbox.advance(seconds(10 * DAY)).unwrap();
    let charges = read(&sandbox, &format!("{path}/charges"));
    assert_eq!((&charges["total_hits"], &charges["items"][0]["charged_amount"]), (&json!(2), &json!(1200)));
    assert_eq!(read(&sandbox, &format!("{path}/payments"))["total_hits"], Value::Null, "without a count");
}

#[test]
fn the_second_cycle_comes_with_the_clock() {
    let sandbox = sandbox();
    let (path, made) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    assert_eq!(
        (&made["status"], &made["next_payment"]["due_date"]),
        (&json!("unverified"), &json!("2026-11-01"))
    );
    assert_eq!(read(&sandbox, &path)["status"], "unverified");
    let current = read(&sandbox, &format!("{path}?polling=true"));
    assert_eq!(
        (&current["status"], &current["next_payment"]["due_date"]),
        (&json!("current"), &json!("2026-12-01"))
    );
    assert_eq!((&current["cycles_left"], &current["amount_left"]), (&Value::Null, &Value::Null));
    sandbox.advance(seconds(30 * DAY)).unwrap();
    let charges = read(&sandbox, &format!("{path}/charges"));
    assert_eq!(charges["total_hits"], 2);
    let latest = read(&sandbox, &format!("{path}/charges/latest"));
    assert_eq!((&latest["id"], &latest["status"]), (&charges["items"][0]["id"], &json!("successful")));
    assert_eq!(latest["subscription_id"], made["id"]);
    // Midnight in Japan.
    assert_eq!(latest["created_on"], "2026-11-30T15:00:00.000000Z");
    sandbox.advance(seconds(365 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &format!("{path}/charges?limit=100"))["total_hits"], 14);
    assert_eq!(read(&sandbox, &format!("{path}/payments?limit=100"))["items"].as_array().unwrap().len(), 15);
}

#[test]
fn a_plan_ends() {
    let sandbox = sandbox();
    let mut body = monthly(&token(&sandbox, "4000020000000000"));
    body["initial_amount"] = json!(250);
    body["subscription_plan"] = json!({ "plan_type": "fixed_cycles", "fixed_cycles": 3 });
    body["schedule_settings"] = json!({ "start_on": "2026-12-10" });
    let (path, made) = begun(&sandbox, &body);
    assert_eq!((&made["cycles_left"], &made["amount_left"]), (&json!(3), &json!(1000)));
    assert_eq!(
        (&made["next_payment"]["due_date"], &made["next_payment"]["amount"]),
        (&json!("2026-11-01"), &json!(250))
    );
    sandbox.advance(seconds(60)).unwrap();
    let current = read(&sandbox, &path);
    assert_eq!((&current["cycles_left"], &current["amount_left"]), (&json!(2), &json!(750)));
    assert_eq!(
        (&current["next_payment"]["due_date"], &current["next_payment"]["amount"]),
        (&json!("2026-12-10"), &json!(375))
    );
    sandbox.advance(seconds(100 * DAY)).unwrap();
    let done = read(&sandbox, &path);
    assert_eq!(
        (&done["status"], &done["next_payment"], &done["amount_left"]),
        (&json!("completed"), &Value::Null, &json!(0))
    );
    let amounts: Vec<_> = read(&sandbox, &format!("{path}/charges"))["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["charged_amount"].as_u64().unwrap())
        .collect();
    assert_eq!(amounts, [375, 375, 250]);
    assert_eq!(code(&ask(&sandbox, "DELETE", &path, &Value::Null)), "SUBSCRIPTION_ALREADY_ENDED");
}

#[test]
fn a_first_payment_that_fails() {
    let sandbox = sandbox();
    let (path, _) = begun(&sandbox, &monthly(&token(&sandbox, "4111111111111111")));
    sandbox.advance(seconds(2)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "unconfirmed");
}

#[test]
fn a_later_payment_that_fails_can_be_made_good() {
    let sandbox = sandbox();
    let (path, _) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    let bad = token(&sandbox, "4111111111111111");
    let change = |token: &str| {
        ask(&sandbox, "PATCH", &format!("{path}/token"), &json!({ "transaction_token_id": token }))
    };
    assert_eq!(change(&bad).json()["transaction_token_id"], bad.as_str());
    sandbox.advance(seconds(31 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "unpaid");
    assert_eq!(change(&token(&sandbox, "4000020000000000")).status(), 200);
    assert_eq!(ask(&sandbox, "PATCH", &path, &json!({ "status": "unpaid" })).json()["status"], "current");
    sandbox.advance(seconds(2)).unwrap();
    let current = read(&sandbox, &path);
    assert_eq!(
        (&current["status"], &current["next_payment"]["due_date"]),
        (&json!("current"), &json!("2027-01-01"))
    );
    let payment = &read(&sandbox, &format!("{path}/payments"))["items"][1];
    let tried = read(&sandbox, &format!("{path}/payments/{}/charges", payment["id"].as_str().unwrap()));
    assert_eq!((&payment["is_paid"], &tried["total_hits"]), (&json!(true), &json!(2)));
    let other = tokens(&sandbox, &[], &card().to_string()).json();
    assert_eq!(code(&change(other["id"].as_str().unwrap())), "CANNOT_CHANGE_TOKEN");
}

#[test]
fn an_unpaid_payment_is_tried_again() {
    let sandbox = sandbox();
    let mut body = monthly(&token(&sandbox, "4000020000000000"));
    body["schedule_settings"] = json!({ "retry_interval": "P3D" });
    let (path, made) = begun(&sandbox, &body);
    assert_eq!(made["schedule_settings"]["retry_interval"], "P3D");
    sandbox.advance(seconds(60)).unwrap();
    let change = |number: &str| {
        let body = json!({ "transaction_token_id": token(&sandbox, number) });
        assert_eq!(ask(&sandbox, "PATCH", &format!("{path}/token"), &body).status(), 200);
    };
    change("4111111111111111");
    sandbox.advance(seconds(30 * DAY)).unwrap();
    let unpaid = read(&sandbox, &path);
    assert_eq!(
        (&unpaid["status"], &unpaid["next_payment"]["due_date"], &unpaid["next_payment"]["retry_date"]),
        (&json!("unpaid"), &json!("2026-12-01"), &json!("2026-12-04"))
    );
    sandbox.advance(seconds(3 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &path)["next_payment"]["retry_date"], "2026-12-07", "it failed again");
    change("4000020000000000");
    sandbox.advance(seconds(3 * DAY)).unwrap();
    let current = read(&sandbox, &path);
    assert_eq!(
        (&current["status"], &current["next_payment"]["due_date"], &current["next_payment"]["retry_date"]),
        (&json!("current"), &json!("2027-01-01"), &Value::Null)
    );
    assert_eq!(read(&sandbox, &format!("{path}/charges"))["total_hits"], 4);
}

#[test]
fn a_payment_that_waits_for_its_buyer_has_not_failed() {
    let sandbox = sandbox();
    let data = json!({
        "customer_name": "Taro", "convenience_store": "lawson",
        "phone_number": { "country_code": "81", "local_number": "08012341234" },
    });
    let token =
        tokens(&sandbox, &[], &with(request("konbini", &data), "/type", json!("subscription")).to_string());
    let (path, _) = begun(&sandbox, &monthly(token.json()["id"].as_str().unwrap()));
    sandbox.advance(seconds(60)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "unverified");
    let charge = read(&sandbox, &format!("{path}/charges/latest"));
    assert_eq!(charge["status"], "awaiting");
    sandbox.pay_charge(charge["id"].as_str().unwrap()).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "current");
}

#[test]
fn suspended_means_no_charges() {
    let sandbox = sandbox();
    let (path, _) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    sandbox.advance(seconds(2)).unwrap();
    assert_eq!(ask(&sandbox, "PATCH", &format!("{path}/suspend"), &json!({})).json()["status"], "suspended");
    sandbox.advance(seconds(90 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &format!("{path}/charges"))["total_hits"], 1);
    assert_eq!(ask(&sandbox, "PATCH", &format!("{path}/unsuspend"), &json!({})).json()["status"], "current");
    assert_eq!(
        read(&sandbox, &format!("{path}/charges"))["total_hits"],
        2,
        "what fell due is charged at once"
    );
    assert_eq!(ask(&sandbox, "PATCH", &format!("{path}/unsuspend"), &json!({})).status(), 400);
    let payment = read(&sandbox, &format!("{path}/payments"))["items"][0]["id"].as_str().unwrap().to_owned();
    let one = format!("{path}/payments/{payment}");
    sandbox.advance(seconds(2)).unwrap();
    let next = read(&sandbox, &path)["next_payment"]["id"].as_str().unwrap().to_owned();
    let ends = json!({ "terminate_with_status": "canceled" });
    assert_eq!(
        ask(&sandbox, "PATCH", &format!("{path}/payments/{next}"), &ends).json()["terminate_with_status"],
        "canceled"
    );
    assert_eq!(read(&sandbox, &one)["is_paid"], true);
    sandbox.advance(seconds(365 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "canceled");
}

#[test]
fn a_cancel_is_final() {
    let sandbox = sandbox();
    let (path, _) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    assert_eq!(ask(&sandbox, "DELETE", &path, &Value::Null).status(), 204);
    assert_eq!(code(&ask(&sandbox, "DELETE", &path, &Value::Null)), "SUBSCRIPTION_ALREADY_CANCELED");
    assert_eq!(
        code(&ask(&sandbox, "PATCH", &path, &json!({ "metadata": {} }))),
        "CANNOT_CHANGE_CANCELED_SUBSCRIPTION"
    );
    sandbox.advance(seconds(90 * DAY)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "canceled");
    assert_eq!(read(&sandbox, "/subscriptions?status=canceled")["total_hits"], 1);
    assert_eq!(read(&sandbox, "/subscriptions?status=current")["total_hits"], 0);
}

#[test]
fn a_simulation_is_a_bare_list() {
    let sandbox = sandbox();
    let body = json!({
        "amount": 1000, "currency": "JPY", "payment_type": "card", "cyclical_period": "P2W",
        "subscription_plan": { "plan_type": "fixed_cycle_amount", "fixed_cycle_amount": 400 },
    });
    let list = ask(&sandbox, "POST", "/subscriptions/simulate_plan", &body).json();
    let brief: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            (p["due_date"].as_str().unwrap(), p["amount"].as_u64().unwrap(), p["is_last_payment"] == true)
        })
        .collect();
    assert_eq!(brief, [("2026-11-01", 400, false), ("2026-11-15", 400, false), ("2026-11-29", 200, true)]);
    let endless = with(with(body, "/subscription_plan", Value::Null), "/cyclical_period", json!("P1D"));
    assert_eq!(
        ask(&sandbox, "POST", "/subscriptions/simulate_plan", &endless).json().as_array().unwrap().len(),
        12
    );
}

#[test]
fn what_a_subscription_must_hold() {
    let sandbox = sandbox();
    let token = token(&sandbox, "4000020000000000");
    let plan = |plan: Value| with(monthly(&token), "/subscription_plan", plan);
    for (body, field, reason) in [
        (with(monthly(&token), "/period", Value::Null), "period", "REQUIRED_VALUE"),
        (with(monthly(&token), "/period", json!("hourly")), "period", "INVALID_SUBSCRIPTION_PERIOD"),
        (
            with(monthly(&token), "/cyclical_period", json!("P1M")),
            "cyclical_period",
            "INVALID_SUBSCRIPTION_PERIOD",
        ),
        (with(monthly(&token), "/amount", json!(0)), "amount", "INVALID_AMOUNT"),
        (
            with(monthly(&token), "/initial_amount", json!(0)),
            "initial_amount",
            "INVALID_SUBSCRIPTION_INITIAL_AMOUNT",
        ),
        (
            with(monthly(&token), "/schedule_settings", json!({ "start_on": "2026-11-01" })),
            "schedule_settings.start_on",
            "MUST_BE_FUTURE_TIME",
        ),
        (
            with(monthly(&token), "/schedule_settings", json!({ "termination_mode": "later" })),
            "schedule_settings.termination_mode",
            "INVALID_FORMAT",
        ),
        (
            plan(json!({ "plan_type": "fixed_cycles", "fixed_cycles": 1 })),
            "subscription_plan.fixed_cycles",
            "INVALID_SUBSCRIPTION_CYCLES",
        ),
        (
            plan(json!({ "plan_type": "fixed_cycle_amount", "fixed_cycle_amount": 1001 })),
            "subscription_plan.fixed_cycle_amount",
            "INVALID_AMOUNT",
        ),
    ] {
        let answer = ask(&sandbox, "POST", "/subscriptions", &body);
        assert_eq!(
            (answer.status(), &answer.json()["errors"]),
            (400, &json!([{ "field": field, "reason": reason }])),
            "{body}"
        );
    }
    let one_time = tokens(&sandbox, &[], &card().to_string()).json();
    let body = monthly(one_time["id"].as_str().unwrap());
    assert_eq!(code(&ask(&sandbox, "POST", "/subscriptions", &body)), "NOT_SUBSCRIPTION_TOKEN");
    let charge = json!({ "transaction_token_id": token, "amount": 1, "currency": "JPY" });
    assert_eq!(code(&ask(&sandbox, "POST", "/charges", &charge)), "INVALID_TOKEN_TYPE");
}

#[test]
fn the_events_of_a_subscription() {
    let sandbox = sandbox();
    let store = tokens(&sandbox, &[], &card().to_string()).json()["store_id"].as_str().unwrap().to_owned();
    let triggers = [
        "subscription_created",
        "subscription_payment",
        "subscription_failure",
        "subscription_suspended",
        "subscription_canceled",
        "subscription_completed",
    ];
    ask(
        &sandbox,
        "POST",
        &format!("/stores/{store}/webhooks"),
        &json!({ "url": "http://127.0.0.1:9/", "triggers": triggers }),
    );
    let (path, _) = begun(&sandbox, &monthly(&token(&sandbox, "4000020000000000")));
    sandbox.advance(seconds(32 * DAY)).unwrap();
    ask(&sandbox, "PATCH", &format!("{path}/suspend"), &json!({}));
    ask(&sandbox, "DELETE", &path, &Value::Null);
    begun(&sandbox, &monthly(&token(&sandbox, "4111111111111111")));
    sandbox.advance(seconds(2)).unwrap();
    let events: Vec<String> = sandbox
        .deliveries()
        .iter()
        .map(|delivery| {
            let body: Value = serde_json::from_str(&delivery.body).unwrap();
            body["event"].as_str().unwrap().trim_start_matches("subscription_").to_owned()
        })
        .collect();
    assert_eq!(events, ["created", "payment", "payment", "suspended", "canceled", "created", "failure"]);
}
