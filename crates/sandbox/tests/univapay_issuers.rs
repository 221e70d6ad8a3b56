//! UnivaPay's issuer tokens, and the pages that they lead to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::Sandbox;
use requests::*;
use serde_json::{Value, json};
use support::*;

fn token(sandbox: &Sandbox, body: &Value) -> Value {
    let answer = tokens(sandbox, &[], &body.to_string());
    assert_eq!(answer.status(), 201, "{}", answer.text());
    answer.json()
}

fn online(sandbox: &Sandbox, brand: &str, call_method: &str) -> Value {
    token(sandbox, &request("online", &json!({ "brand": brand, "call_method": call_method })))
}

/// A charge that the gateway has looked at, and where it is read.
fn charged(sandbox: &Sandbox, token: &Value, extra: &Value) -> String {
    let mut body = json!({ "transaction_token_id": token["id"], "amount": 1250, "currency": "USD" });
    body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    let made = ask(sandbox, "POST", "/charges", &body).json();
    let path =
        format!("/stores/{}/charges/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap());
    assert_eq!(read(sandbox, &format!("{path}?polling=true"))["status"], "awaiting");
    path
}

fn read(sandbox: &Sandbox, path: &str) -> Value {
    let answer = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!(answer.status(), 200, "{path}: {}", answer.text());
    answer.json()
}

fn refused(sandbox: &Sandbox, path: &str, code: &str) {
    let answer = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!((answer.status(), &answer.json()["code"]), (400, &json!(code)));
}

/// The path of a link to this sandbox.
fn path_of(issuer: &Value) -> String {
    let url = issuer["issuer_token"].as_str().unwrap();
    url.strip_prefix("http://127.0.0.1").unwrap().to_owned()
}

#[test]
fn a_wallets_page_takes_the_payment() {
    let sandbox = sandbox();
    let back = json!({ "redirect": { "endpoint": "https://shop.example/back" } });
    let path = charged(&sandbox, &online(&sandbox, "pay_pay_online", "http_post"), &back);
    let issuer = read(&sandbox, &format!("{path}/issuer_token"));
    assert_eq!((&issuer["payment_type"], &issuer["call_method"]), (&json!("online"), &json!("http_post")));
    let mut names: Vec<_> = issuer["payload"].as_object().unwrap().keys().cloned().collect();
    names.sort();
    assert_eq!(names, ["request_data", "sSpcd", "sTerkn", "x-y"], "as they are");
    let page = path_of(&issuer);
    let fields: Vec<_> = issuer["payload"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let shown = post_form(&sandbox, &page, &fields);
    assert!(shown.text().contains("12.5 USD") && shown.text().contains("pay_pay_online"), "{}", shown.text());
    assert!(get(&sandbox, &format!("{page}?lang=ja")).text().contains("支払う"));
    let nonce = hidden(shown.text(), "nonce");
    assert_eq!(post_form(&sandbox, &page, &[("action", "approve")]).status(), 200, "no form of ours");
    let paid = post_form(&sandbox, &page, &[("nonce", &nonce), ("action", "approve")]);
    assert_eq!((paid.status(), paid.header("location")), (303, Some("https://shop.example/back")));
    assert_eq!(read(&sandbox, &path)["status"], "successful");
    assert_eq!(get(&sandbox, &page).status(), 404, "once");
    refused(&sandbox, &format!("{path}/issuer_token"), "ISSUER_TOKEN_EMPTY");
}

#[test]
fn a_buyer_may_turn_away() {
    let sandbox = sandbox();
    let path = charged(&sandbox, &online(&sandbox, "test_brand", "http_get"), &json!({}));
    let issuer = read(&sandbox, &format!("{path}/issuer_token"));
    assert_eq!(issuer["payload"], Value::Null);
    let page = path_of(&issuer);
    let nonce = hidden(get(&sandbox, &page).text(), "nonce");
    let done = post_form(&sandbox, &page, &[("nonce", &nonce), ("action", "deny")]);
    assert!(done.text().contains("Nothing was paid"));
    let failed = read(&sandbox, &path);
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!(345)));
}

#[test]
fn a_bank_transfer_names_the_account() {
    let sandbox = sandbox();
    let token = token(&sandbox, &request("bank_transfer", &json!({ "brand": "aozora_bank" })));
    let path = charged(&sandbox, &token, &json!({}));
    let issuer = read(&sandbox, &format!("{path}/issuer_token"));
    assert_eq!(
        (&issuer["payment_type"], &issuer["account_number"]),
        (&json!("bank_transfer"), &token["data"]["account_number"])
    );
    let id = path.rsplit('/').next().unwrap();
    sandbox.pay_charge(id).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "successful");
}

#[test]
fn the_code_of_the_shop_comes_both_ways() {
    let sandbox = sandbox();
    let token = token(&sandbox, &request("qr_merchant", &json!({ "brand": "pay_pay_merchant" })));
    assert_eq!(token["data"]["qr_image_url"], Value::Null);
    let body = json!({ "transaction_token_id": token["id"], "amount": 100, "currency": "JPY" });
    let made = ask(&sandbox, "POST", "/charges", &body).json();
    let store = made["store_id"].as_str().unwrap();
    let path = format!("/stores/{store}/charges/{}", made["id"].as_str().unwrap());
    assert_eq!(read(&sandbox, &format!("{path}/qr")), json!({ "ready": false, "qr_image_url": null }));
    sandbox.advance(seconds(1)).unwrap();
    let shown = read(&sandbox, &format!("/stores/{store}/tokens/{}", token["id"].as_str().unwrap()));
    let url = &shown["data"]["qr_image_url"];
    assert_eq!(read(&sandbox, &format!("{path}/qr")), json!({ "ready": true, "qr_image_url": url }));
    assert!(url.as_str().unwrap().starts_with("https://"));
    refused(&sandbox, &format!("{path}/issuer_token"), "NOT_ONLINE_CHARGE");
}

#[test]
fn three_d_secure_of_a_charge() {
    let sandbox = sandbox();
    let asks = json!({ "three_ds": { "mode": "require", "redirect_endpoint": "https://shop.example/3ds" } });
    for (action, status, code) in [("approve", "successful", Value::Null), ("deny", "failed", json!(358))] {
        let path = charged(&sandbox, &token(&sandbox, &card()), &asks);
        let issuer = read(&sandbox, &format!("{path}/three_ds/issuer_token"));
        assert_eq!(issuer["content_type"], "application/x-www-form-urlencoded; charset=UTF-8");
        let (page, payload) = (path_of(&issuer), &issuer["payload"]);
        let fields = [
            ("resource_id", payload["resource_id"].as_str().unwrap()),
            ("resource_type", payload["resource_type"].as_str().unwrap()),
        ];
        let shown = post_form(&sandbox, &page, &fields);
        assert!(shown.text().contains("3-D Secure") && shown.text().contains("12.5 USD"));
        let query = form(&fields);
        assert!(get(&sandbox, &format!("{page}?{query}&lang=ja")).text().contains("本人認証"));
        let nonce = hidden(shown.text(), "nonce");
        let done = post_form(&sandbox, &format!("{page}?{query}"), &[("nonce", &nonce), ("action", action)]);
        assert_eq!((done.status(), done.header("location")), (303, Some("https://shop.example/3ds")));
        let charge = read(&sandbox, &path);
        assert_eq!((charge["status"].as_str().unwrap(), &charge["error"]["code"]), (status, &code));
        refused(&sandbox, &format!("{path}/three_ds/issuer_token"), "INVALID_THREE_DS_STATUS");
    }
    assert_eq!(
        post_form(&sandbox, "/stores/x/three_ds/issuer_token/test/response", &[("resource_id", "x")])
            .status(),
        404
    );
}

#[test]
fn three_d_secure_of_a_token() {
    let sandbox = sandbox();
    let made = token(&sandbox, &card());
    let path =
        format!("/stores/{}/tokens/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap());
    let hook = json!({ "url": "http://127.0.0.1:9/", "triggers": ["token_three_d_s_updated"] });
    ask(&sandbox, "POST", &format!("/stores/{}/webhooks", made["store_id"].as_str().unwrap()), &hook);
    refused(&sandbox, &format!("{path}/three_ds/issuer_token"), "INVALID_THREE_DS_STATUS");
    let enabled = ask(
        &sandbox,
        "POST",
        &format!("{path}/three_ds"),
        &json!({ "redirect_endpoint": "https://shop.example/" }),
    );
    assert_eq!(enabled.json()["data"]["three_ds"]["status"], "pending");
    assert_eq!(read(&sandbox, &format!("{path}?polling=true"))["data"]["three_ds"]["status"], "awaiting");
    let issuer = read(&sandbox, &format!("{path}/three_ds/issuer_token"));
    assert_eq!(issuer["payload"]["resource_type"], "transaction_token");
    let query =
        form(&[("resource_id", made["id"].as_str().unwrap()), ("resource_type", "transaction_token")]);
    let page = format!("{}?{query}", path_of(&issuer));
    let nonce = hidden(get(&sandbox, &page).text(), "nonce");
    assert_eq!(post_form(&sandbox, &page, &[("nonce", &nonce), ("action", "approve")]).status(), 303);
    assert_eq!(read(&sandbox, &path)["data"]["three_ds"]["status"], "successful");
    assert_eq!(sandbox.deliveries().len(), 2);
    let disabled = ask(&sandbox, "DELETE", &format!("{path}/three_ds"), &Value::Null);
    assert_eq!((disabled.status(), &disabled.json()["data"]["three_ds"]["enabled"]), (200, &json!(false)));
    let one_time =
        token(&sandbox, &request("online", &json!({ "brand": "test_brand", "call_method": "web" })));
    let path = format!(
        "/stores/{}/tokens/{}/three_ds",
        one_time["store_id"].as_str().unwrap(),
        one_time["id"].as_str().unwrap()
    );
    assert_eq!(ask(&sandbox, "POST", &path, &json!({})).json()["code"], "NOT_RECURRING_TOKEN");
}
