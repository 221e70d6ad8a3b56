//! UnivaPay's transaction history: what happened, and what was made up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::Sandbox;
use requests::*;
use serde_json::{Value, json};
use support::*;

fn history(sandbox: &Sandbox, query: &str) -> Value {
    let answer = ask(sandbox, "GET", &format!("/transaction_history{query}"), &Value::Null);
    assert_eq!(answer.status(), 200, "{query}: {}", answer.text());
    answer.json()
}

fn types(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|row| format!("{} {}", row["type"], row["status"]).replace('"', "")).collect()
}

/// A charge of 1000, a refund of it a minute later, and an authorization that is canceled another minute later.
fn some(sandbox: &Sandbox) -> (Value, Value) {
    let token = tokens(sandbox, &[], &card().to_string()).json();
    let charge = |extra: Value| {
        let mut body = json!({ "transaction_token_id": token["id"], "amount": 1000, "currency": "JPY" });
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let made = ask(sandbox, "POST", "/charges", &body).json();
        sandbox.advance(seconds(60)).unwrap();
        made
    };
    let path = |charge: &Value| {
        format!("/stores/{}/charges/{}", charge["store_id"].as_str().unwrap(), charge["id"].as_str().unwrap())
    };
    let paid = charge(json!({ "metadata": { "order": "A-1" } }));
    let back = json!({ "amount": 400, "currency": "JPY", "reason": "fraud" });
    let refund = ask(sandbox, "POST", &format!("{}/refunds", path(&paid)), &back).json();
    sandbox.advance(seconds(60)).unwrap();
    let held = charge(json!({ "capture": false, "amount": 50 }));
    assert_eq!(ask(sandbox, "POST", &format!("{}/cancels", path(&held)), &json!({})).status(), 201);
    sandbox.advance(seconds(60)).unwrap();
    (paid, refund)
}

#[test]
fn charges_refunds_and_cancels_stand_in_one_list() {
    let sandbox = sandbox();
    let (paid, refund) = some(&sandbox);
    let all = history(&sandbox, "");
    assert_eq!(
        types(&all),
        ["cancel successful", "charge canceled", "refund successful", "charge successful"]
    );
    assert_eq!(
        (&all["total_hits"], &all["has_more"], all.get("next_cursor")),
        (&json!(4), &json!(false), None)
    );
    let (charge, back) = (&all["items"][3], &all["items"][2]);
    assert_eq!((&charge["resource_id"], &charge["charge_id"]), (&paid["id"], &Value::Null));
    assert_eq!((&back["resource_id"], &back["charge_id"]), (&refund["id"], &paid["id"]));
    assert_eq!((&back["amount"], &back["user_data"]["reason"]), (&json!(400), &json!("fraud")));
    assert_eq!(
        (&charge["service_provider"], &charge["metadata"], &charge["charge_type"]),
        (&json!("credit"), &json!({ "order": "A-1" }), &json!("normal"))
    );
    let user = &charge["user_data"];
    assert_eq!((&user["brand"], &user["cardholder_name"]), (&json!("visa"), &json!("TARO MOMO")));
    assert_eq!(user["refunds"][0]["refund_id"], refund["id"]);
    let store = paid["store_id"].as_str().unwrap();
    let of_store = ask(&sandbox, "GET", &format!("/stores/{store}/transaction_history"), &Value::Null);
    assert_eq!(of_store.json(), all);
    assert_eq!(ask(&sandbox, "GET", "/stores/x/transaction_history", &Value::Null).status(), 404);
    let other = sandbox.add_merchant("http://127.0.0.1");
    let theirs = format!("{}.{}", other.univapay_secret, other.univapay_jwt);
    assert_eq!(api(&sandbox, "GET", "/transaction_history", &theirs, "").json()["total_hits"], 0);
}

#[test]
fn the_list_is_narrowed() {
    let sandbox = sandbox();
    some(&sandbox);
    for (query, hits) in [
        ("?type=charge", 2),
        ("?type=cancel", 1),
        ("?type=charge&status=successful", 1),
        ("?mode=test", 4),
        ("?mode=live", 0),
        ("?currency=USD", 0),
        ("?amount_from=400&amount_to=1000", 1),
        ("?from=2026-11-01T00:01:00Z", 3),
        ("?to=2026-11-01T00%3A01%3A00Z", 2),
        (&format!("?from={}", (START + 120) * 1000), 2),
        ("?brand%5B%5D=visa&brand[]=jcb", 4),
        ("?brand[]=jcb", 0),
        ("?payment_type=konbini", 0),
    ] {
        assert_eq!(history(&sandbox, query)["total_hits"], hits, "{query}");
    }
    for (query, field, reason) in [
        ("from=x", "from", "INVALID_FORMAT_DATE"),
        ("from=2&to=1", "from", "INCOHERENT_DATE_RANGE"),
        ("type=gift", "type", "INVALID_FORMAT"),
        ("amount_from=x", "amount_from", "INVALID_AMOUNT"),
        ("limit=101", "limit", "ILLEGAL_NUMBER_OF_ITEMS"),
    ] {
        let answer = ask(&sandbox, "GET", &format!("/transaction_history?{query}"), &Value::Null);
        let errors = json!([{ "field": field, "reason": reason }]);
        assert_eq!((answer.status(), &answer.json()["errors"]), (400, &errors), "{query}");
    }
}

/// The ids of all pages, by `next_cursor`.
fn walk(sandbox: &Sandbox, query: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = history(sandbox, &format!("?{query}{cursor}"));
        assert_eq!(page.get("total_hits").is_some(), cursor.is_empty());
        ids.extend(
            page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
        assert_eq!(page["has_more"], true);
    }
}

#[test]
fn made_up_rows_come_after_all_others() {
    let sandbox = sandbox();
    some(&sandbox);
    assert_eq!(post_json(&sandbox, "/_sandbox/univapay/history", r#"{"rows":250}"#).status(), 200);
    let ids = walk(&sandbox, "limit=100");
    let mut backwards = walk(&sandbox, "limit=30&cursor_direction=asc");
    backwards.reverse();
    assert_eq!((ids.len(), &backwards), (254, &ids));
    let page = history(&sandbox, "?limit=100");
    assert_eq!(page["total_hits"], 254);
    let times: Vec<_> =
        page["items"].as_array().unwrap().iter().map(|row| row["created_on"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "newest first");
    let keys = |row: &Value| -> Vec<String> { row.as_object().unwrap().keys().cloned().collect() };
    let (real, made) = (&page["items"][3], &page["items"][4]);
    assert_eq!(keys(real), keys(made), "both kinds have the same members");
    assert_eq!(keys(&real["user_data"]), keys(&made["user_data"]));
    assert_eq!(history(&sandbox, "?status=failed")["total_hits"], 13);
    assert_eq!(history(&sandbox, "?brand[]=jcb")["total_hits"], 62);
    assert_eq!(walk(&sandbox, "limit=7&brand[]=jcb").len(), 62);
    let gone = history(&sandbox, "?cursor=5a4d0001-0000-4000-8000-0000000000fa");
    assert_eq!(gone["items"], json!([]), "there is no row 250");
    sandbox.make_history(0).unwrap();
    assert_eq!(history(&sandbox, "")["total_hits"], 4);
}

#[test]
fn a_million_rows_are_not_kept() {
    let sandbox = sandbox();
    sandbox.make_history(1_000_000).unwrap();
    assert!(format!("{sandbox:?}").len() < 100_000);
    let last = history(&sandbox, "?limit=100&cursor=5a4d0001-0000-4000-8000-0000000f41ff");
    assert_eq!(
        (last["items"].as_array().unwrap().len(), &last["has_more"]),
        (64, &json!(false)),
        "a page deep inside is as near as the first"
    );
    assert_eq!(
        post_json(&sandbox, "/_sandbox/univapay/history", r#"{"rows":1000001}"#).json()["message"],
        "the history may have up to 1000000 rows"
    );
    for bad in ["{}", r#"{"rows":-1}"#, r#"{"rows":1,"more":1}"#] {
        assert_eq!(post_json(&sandbox, "/_sandbox/univapay/history", bad).status(), 400, "{bad}");
    }
}
