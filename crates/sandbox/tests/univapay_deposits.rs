//! UnivaPay's bank transfers: what arrives, how it compares, and what is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{Error, Sandbox};
use requests::*;
use serde_json::{Value, json};
use support::*;

fn read(sandbox: &Sandbox, path: &str) -> Value {
    ask(sandbox, "GET", path, &Value::Null).json()
}

/// A charge of 1000 yen that waits for its transfer; answers its id and path.
fn awaited(sandbox: &Sandbox, match_amount: Option<&str>) -> (String, String) {
    let data = json!({ "brand": "aozora_bank", "match_amount": match_amount });
    let token = tokens(sandbox, &[], &request("bank_transfer", &data).to_string()).json();
    let body = json!({
        "transaction_token_id": token["id"], "amount": 1000, "currency": "JPY", "metadata": { "order": 1 },
    });
    let made = ask(sandbox, "POST", "/charges", &body).json();
    sandbox.advance(seconds(1)).unwrap();
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/stores/{}/charges/{id}", made["store_id"].as_str().unwrap());
    (id, path)
}

fn told(sandbox: &Sandbox) -> Vec<Value> {
    let all = sandbox.deliveries();
    let bodies = all.iter().map(|delivery| serde_json::from_str::<Value>(&delivery.body).unwrap());
    bodies.map(|body| body["data"].clone()).collect()
}

fn listening(sandbox: &Sandbox) {
    let body = json!({ "url": "http://127.0.0.1:9/", "triggers": ["bank_transfer_status_updated"] });
    assert_eq!(ask(sandbox, "POST", "/webhooks", &body).status(), 201);
}

#[test]
fn too_little_waits_for_the_rest() {
    let sandbox = sandbox();
    listening(&sandbox);
    let (id, path) = awaited(&sandbox, None);
    let row = |sandbox: &Sandbox| {
        read(sandbox, "/transaction_history")["items"][0]["bank_transfer_payment_status"].clone()
    };
    assert_eq!(row(&sandbox), "unpaid");
    let pay = format!("/_sandbox/charges/{id}/pay");
    assert_eq!(post_json(&sandbox, &pay, r#"{"amount":400}"#).status(), 200);
    assert_eq!(
        (&read(&sandbox, &path)["status"], row(&sandbox)),
        (&json!("awaiting"), json!("insufficient"))
    );
    assert_eq!(post_json(&sandbox, &pay, "").status(), 200, "all that is left");
    let paid = read(&sandbox, &path);
    assert_eq!((&paid["status"], &paid["charged_amount"]), (&json!("successful"), &json!(1000)));
    let [first, second] = told(&sandbox).try_into().unwrap();
    assert_eq!(
        (&first["payment_status"], &first["latest_deposit_amount"], &first["amount_difference"]),
        (&json!("insufficient"), &json!(400), &json!(-600))
    );
    assert_eq!(
        (&second["payment_status"], &second["latest_deposit_amount"], &second["balance"]),
        (&json!("exact"), &json!(600), &json!(0))
    );
    assert_eq!((&first["charge_id"], &first["balance"]), (&json!(id), &json!(400)));
    assert_eq!((&first["charge_metadata"], &first["token_metadata"]), (&json!({ "order": 1 }), &json!({})));
    assert_eq!(second["latest_deposit_date"], "2026-11-01T00:00:01.000000Z");
}

#[test]
fn too_much_pays_and_the_rest_stays() {
    let sandbox = sandbox();
    listening(&sandbox);
    let (id, path) = awaited(&sandbox, Some("minimum"));
    sandbox.deposit(&id, 1200).unwrap();
    assert_eq!(read(&sandbox, &path)["charged_amount"], 1000);
    let told = told(&sandbox).pop().unwrap();
    assert_eq!(
        (&told["payment_status"], &told["balance"], &told["amount_difference"]),
        (&json!("exceeded"), &json!(200), &json!(200))
    );
    assert!(matches!(sandbox.deposit(&id, 1), Err(Error::NotAwaiting(_))), "it is paid");
}

#[test]
fn the_token_says_which_amounts_match() {
    let sandbox = sandbox();
    for (rule, amount, status) in [
        ("exact", 999, "awaiting"),
        ("exact", 1000, "successful"),
        ("exact", 1001, "awaiting"),
        ("minimum", 999, "awaiting"),
        ("maximum", 999, "successful"),
        ("maximum", 1001, "awaiting"),
        ("disabled", 1001, "successful"),
    ] {
        let (id, path) = awaited(&sandbox, Some(rule));
        sandbox.deposit(&id, amount).unwrap();
        assert_eq!(read(&sandbox, &path)["status"], status, "{rule} {amount}");
    }
}

#[test]
fn only_bank_transfers_bring_other_amounts() {
    let sandbox = sandbox();
    let data = json!({ "brand": "pay_pay_online", "call_method": "http_post" });
    let token = tokens(&sandbox, &[], &request("online", &data).to_string()).json();
    let body = json!({ "transaction_token_id": token["id"], "amount": 1000, "currency": "JPY" });
    let id = ask(&sandbox, "POST", "/charges", &body).json()["id"].as_str().unwrap().to_owned();
    assert!(matches!(sandbox.deposit(&id, 1000), Err(Error::Amount(_))));
    assert!(matches!(sandbox.deposit("none", 1000), Err(Error::NotFound(_))));
    let pay = format!("/_sandbox/charges/{id}/pay");
    for bad in [r#"{"amount":0}"#, r#"{"amount":"1"}"#, r#"{"amonut":1}"#, r#"{"amount":1000}"#] {
        assert_eq!(post_json(&sandbox, &pay, bad).status(), 400, "{bad}");
    }
    sandbox.pay_charge(&id).unwrap();
}
