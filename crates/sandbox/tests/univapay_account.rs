//! UnivaPay's account: the merchant, its store, what a checkout page may offer, and bank accounts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{RecurringPrivilege, Sandbox, Settings};
use requests::*;
use serde_json::{Value, json};
use support::*;

fn read(sandbox: &Sandbox, path: &str) -> Value {
    let answer = ask(sandbox, "GET", path, &Value::Null);
    assert_eq!(answer.status(), 200, "{path}: {}", answer.text());
    answer.json()
}

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status(), &answer.json()["code"]), (status, &json!(code)));
}

#[test]
fn the_merchant_and_its_store() {
    let sandbox = sandbox();
    let me = read(&sandbox, "/me");
    assert_eq!((&me["name"], &me["verified"]), (&json!("Sandbox Shop 1"), &json!(true)));
    assert_eq!(me["configuration"]["recurring_token_configuration"]["recurring_type"], "infinite");
    let stores = read(&sandbox, "/stores");
    assert_eq!((&stores["total_hits"], &stores["has_more"]), (&json!(1), &json!(false)));
    let id = stores["items"][0]["id"].as_str().unwrap();
    let token = tokens(&sandbox, &[], &card().to_string()).json();
    assert_eq!(token["store_id"], id);
    let store = read(&sandbox, &format!("/stores/{id}"));
    assert_eq!((&store["id"], &store["configuration"]), (&json!(id), &me["configuration"]));
    refused(&ask(&sandbox, "GET", "/stores/other", &Value::Null), 404, "NOT_FOUND");
    let other = sandbox.add_merchant("http://127.0.0.1");
    let theirs = format!("{}.{}", other.univapay_secret, other.univapay_jwt);
    assert_ne!(api(&sandbox, "GET", "/me", &theirs, "").json()["id"], me["id"]);
    refused(&api(&sandbox, "GET", &format!("/stores/{id}"), &theirs, ""), 404, "NOT_FOUND");
}

#[test]
fn a_page_may_ask_what_it_may_offer() {
    let sandbox = sandbox();
    let jwt = sandbox.credentials().univapay_jwt;
    let public = api(&sandbox, "GET", "/checkout_info?origin=https%3A%2F%2Fshop.example", &jwt, "");
    assert_eq!(public.status(), 200, "{}", public.text());
    let info = public.json();
    assert_eq!(info, read(&sandbox, "/checkout_info"));
    assert_eq!((&info["mode"], &info["recurring_token_privilege"]), (&json!("test"), &json!("infinite")));
    assert_eq!(info["convenience_configuration"]["expiration"], "PT720H");
    let visa = &info["supported_brands"][0];
    assert_eq!(
        (&visa["brand"], &visa["card_brand"], &visa["requires_cvv"]),
        (&json!("visa"), &json!("visa"), &json!(true))
    );
    sandbox
        .set_settings(Settings { recurring_privilege: RecurringPrivilege::Bounded, ..Settings::default() });
    assert_eq!(read(&sandbox, "/checkout_info")["recurring_token_privilege"], "bounded");
    refused(&api(&sandbox, "GET", "/me", &jwt, ""), 403, "INVALID_PERMISSIONS");
}

#[test]
fn tokens_are_found_by_their_customer() {
    let sandbox = sandbox();
    let id = "11f0e274-1e3b-4752-9513-33d3e07ede13";
    let of_customer = with(card(), "/metadata", json!({ "univapay-customer-id": id }));
    let made = tokens(&sandbox, &[], &of_customer.to_string()).json();
    tokens(&sandbox, &[], &with(card(), "/email", json!("b@example.com")).to_string());
    let found = |query: &str| read(&sandbox, &format!("/tokens?{query}"))["total_hits"].clone();
    assert_eq!(read(&sandbox, &format!("/tokens?customer_id={id}"))["items"][0]["id"], made["id"]);
    assert_eq!((found(&format!("customer_id={id}")), found("customer_id=x")), (json!(1), json!(0)));
    assert_eq!((found("email=b@example.com"), found("card_last_four=3284")), (json!(1), json!(2)));
    let path =
        format!("/stores/{}/tokens/{}", made["store_id"].as_str().unwrap(), made["id"].as_str().unwrap());
    ask(&sandbox, "DELETE", &path, &Value::Null);
    assert_eq!([found(""), found("active=inactive"), found("active=all")], [json!(1), json!(1), json!(2)]);
}

#[test]
fn the_same_customer_has_the_same_id() {
    let sandbox = sandbox();
    let store = read(&sandbox, "/stores")["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/stores/{store}/create_customer_id");
    let id = |customer: &str| {
        let answer = ask(&sandbox, "POST", &path, &json!({ "customer_id": customer }));
        assert_eq!(answer.status(), 200, "{}", answer.text());
        answer.json()["customer_id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (id("local-1"), id("お客様 2"));
    assert_eq!((first.len(), id("local-1") == first, first == second), (36, true, false));
    let used = with(card(), "/metadata", json!({ "univapay-customer-id": first }));
    assert_eq!(tokens(&sandbox, &[], &used.to_string()).status(), 201);
    refused(&ask(&sandbox, "POST", &path, &json!({})), 400, "VALIDATION_ERROR");
    refused(
        &ask(&sandbox, "POST", "/stores/x/create_customer_id", &json!({ "customer_id": "1" })),
        404,
        "NOT_FOUND",
    );
}

fn account() -> Value {
    json!({
        "holder_name": "サンドボックス（カ", "bank_name": "Sandbox Bank", "branch_name": "Main",
        "country": "JP", "currency": "JPY", "account_number": "1234567", "account_type": "checking",
    })
}

#[test]
fn bank_accounts_show_the_end_of_their_number() {
    let sandbox = sandbox();
    refused(
        &ask(&sandbox, "GET", "/bank_accounts/primary", &Value::Null),
        404,
        "PRIMARY_BANK_ACCOUNT_NOT_FOUND",
    );
    let made = ask(&sandbox, "POST", "/bank_accounts", &account());
    assert_eq!(made.status(), 201, "{}", made.text());
    assert!(!made.text().contains("1234567"));
    let made = made.json();
    let mut names: Vec<_> = made.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names.join(" "),
        "account_type bank_address bank_name branch_name country created_on currency holder_name id ifsc_code \
         last_four primary routing_code routing_number status swift_code updated_on"
    );
    assert_eq!(
        (&made["last_four"], &made["status"], &made["primary"], &made["swift_code"]),
        (&json!("4567"), &json!("new"), &json!(true), &Value::Null)
    );
    let journal = sandbox.journal(&Default::default());
    assert!(!format!("{journal:?}").contains("1234567"), "nor does the journal");
    assert!(!format!("{sandbox:?}").contains("\"1234567\""));
    sandbox.advance(seconds(1)).unwrap();
    let path = format!("/bank_accounts/{}", made["id"].as_str().unwrap());
    assert_eq!(read(&sandbox, &path)["status"], "verified");
    let wrong = ask(&sandbox, "PATCH", &path, &json!({ "account_number": "0000000" })).json();
    assert_eq!((&wrong["status"], &wrong["last_four"]), (&json!("new"), &json!("0000")));
    sandbox.advance(seconds(1)).unwrap();
    assert_eq!(read(&sandbox, &path)["status"], "unable_to_verify");
}

#[test]
fn one_bank_account_is_primary() {
    let sandbox = sandbox();
    let path = |account: &Value| format!("/bank_accounts/{}", account["id"].as_str().unwrap());
    let first = ask(&sandbox, "POST", "/bank_accounts", &account()).json();
    let second = ask(&sandbox, "POST", "/bank_accounts", &account()).json();
    assert_eq!(second["primary"], false);
    assert_eq!(read(&sandbox, "/bank_accounts?primary=true")["items"][0]["id"], first["id"]);
    let change = |account: &Value, primary: bool| {
        ask(&sandbox, "PATCH", &path(account), &json!({ "primary": primary }))
    };
    refused(&change(&first, false), 400, "MUST_HAVE_A_PRIMARY_BANK_ACCOUNT");
    assert_eq!(change(&second, true).json()["primary"], true);
    assert_eq!(read(&sandbox, "/bank_accounts/primary")["id"], second["id"]);
    refused(&ask(&sandbox, "DELETE", &path(&second), &Value::Null), 400, "MUST_HAVE_A_PRIMARY_BANK_ACCOUNT");
    assert_eq!(ask(&sandbox, "DELETE", &path(&first), &Value::Null).status(), 204);
    assert_eq!(ask(&sandbox, "DELETE", &path(&second), &Value::Null).status(), 204);
    assert_eq!(read(&sandbox, "/bank_accounts")["total_hits"], 0);
}

#[test]
fn bank_account_rules() {
    let sandbox = sandbox();
    for (pointer, to, field, reason) in [
        ("/holder_name", Value::Null, "holder_name", "REQUIRED_VALUE"),
        ("/account_number", Value::Null, "account_number", "REQUIRED_VALUE"),
        ("/account_number", json!("12-3"), "account_number", "INVALID_FORMAT_BANK_ACCOUNT_NUMBER"),
        ("/country", json!("Japan"), "country", "INVALID_FORMAT_COUNTRY"),
        ("/currency", json!("yen"), "currency", "INVALID_FORMAT_CURRENCY"),
        ("/account_type", json!("piggy"), "account_type", "INVALID_FORMAT"),
    ] {
        let answer = ask(&sandbox, "POST", "/bank_accounts", &with(account(), pointer, to.clone()));
        let errors = json!([{ "field": field, "reason": reason }]);
        assert_eq!((answer.status(), &answer.json()["errors"]), (400, &errors), "{pointer} {to}");
    }
}
