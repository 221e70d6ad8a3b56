//! The merchant's and the user's API.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use kaikei_sandbox::Sandbox;
use serde_json::{Value, json};
use support::*;

const USERS: &str = "/api/oauth/merchant/users";

/// A user made by the merchant: token and the user's path.
fn with_user(sandbox: &Sandbox) -> (String, String) {
    let token = merchant_token(sandbox, &sandbox.credentials());
    let answer = api(sandbox, "POST", USERS, &token, r#"{"email":"hanako@example.com","name":"花子"}"#);
    assert_eq!(answer.status(), 201, "{}", answer.text());
    let path = format!("{USERS}/{}", answer.json()["data"]["id"]);
    (token, path)
}

#[test]
fn users_are_created_once() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let token = merchant_token(&sandbox, &keys);
    let body = r#"{"email":"hanako@example.com","name":"花子","phone":"09012345678","tier":2,"id":5}"#;
    let answer = api(&sandbox, "POST", USERS, &token, body);
    let user = &answer.json()["data"];
    assert_eq!(answer.status(), 201);
    assert!(user["id"].as_u64().unwrap() > 1000);
    assert_eq!(user["email"], "hanako@example.com");
    assert_eq!(user["name"], "花子");
    assert_eq!(user["phone"], "09012345678");
    assert_eq!(user["kyc_status"], "not_started");
    assert_eq!(user["created_by_client_id"], keys.merchant_client_id);
    assert_eq!(user["created_at"], "2026-11-01T00:00:00Z");
    assert_eq!(user["tier"], 2);

    let form_body = form(&[("email", "taro@example.com")]);
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", FORM)];
    assert_eq!(send(&sandbox, "POST", USERS, &headers, &form_body).status(), 201);

    for (body, why) in [
        (r#"{"email":"hanako@example.com"}"#, "taken"),
        (r#"{"email":"HANAKO@example.com"}"#, "taken"),
        (r#"{"email":"hanako"}"#, "valid email"),
        (r#"{"name":"x"}"#, "required"),
    ] {
        let answer = api(&sandbox, "POST", USERS, &token, body);
        let json = answer.json();
        assert_eq!(answer.status(), 422);
        assert!(json["message"].as_str().unwrap().contains(why));
        assert!(json["errors"]["email"][0].as_str().unwrap().contains(why));
    }
    assert_eq!(api(&sandbox, "POST", USERS, &token, "[]").status(), 400);
    let (user_token, _) = sign_in(&sandbox, &keys, "hanako@example.com");
    assert_eq!(api(&sandbox, "GET", "/api/oauth/user/me", &user_token, "").json()["data"]["name"], "花子");
}

#[test]
fn a_profile_is_updated_in_part_and_the_email_stays() {
    let sandbox = sandbox();
    let (token, path) = with_user(&sandbox);
    let profile = format!("{path}/profile");
    let answer =
        api(&sandbox, "PATCH", &profile, &token, r#"{"phone":"0312345678","address":{"city":"東京"}}"#);
    let user = &answer.json()["data"];
    assert_eq!(answer.status(), 200);
    assert_eq!((&user["name"], &user["phone"]), (&json!("花子"), &json!("0312345678")));
    assert_eq!(user["address"]["city"], "東京");
    let answer = api(&sandbox, "PATCH", &profile, &token, r#"{"email":"other@example.com","name":"x"}"#);
    assert_eq!(answer.status(), 422);
    assert!(answer.json()["errors"]["email"].is_array());
    let answer = api(&sandbox, "PATCH", &profile, &token, "{}");
    assert_eq!(answer.json()["data"]["name"], "花子", "nothing of a refused change is kept");
}

#[test]
fn tokens_open_their_own_routes_only() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let (merchant, path) = with_user(&sandbox);
    let (user, _) = sign_in(&sandbox, &keys, &keys.user_email);
    for route in ["me", "balance", "transactions", "cards", "kyc"] {
        let route = format!("/api/oauth/user/{route}");
        assert_eq!(api(&sandbox, "GET", &route, &user, "").status(), 200, "{route}");
        assert_eq!(api(&sandbox, "GET", &route, &merchant, "").status(), 403, "{route}");
        let nobody = get(&sandbox, &route);
        assert_eq!((nobody.status(), nobody.json()), (401, json!({ "message": "Unauthenticated." })));
    }
    for route in ["balance", "transactions", "cards", "kyc"] {
        let route = format!("{path}/{route}");
        assert_eq!(api(&sandbox, "GET", &route, &merchant, "").status(), 200, "{route}");
        assert_eq!(api(&sandbox, "GET", &route, &user, "").status(), 403, "{route}");
        assert_eq!(api(&sandbox, "GET", &route, "wrong", "").status(), 401, "{route}");
    }
    assert_eq!(api(&sandbox, "GET", "/api/oauth/user/me", &keys.access_key, "").status(), 401);
}

#[test]
fn balance_is_a_decimal_text() {
    let sandbox = sandbox();
    let (token, path) = with_user(&sandbox);
    let answer = api(&sandbox, "GET", &format!("{path}/balance"), &token, "");
    assert_eq!(answer.json(), json!({ "data": { "balance": "100.00", "currency": "USD" } }));
}

#[test]
fn transactions_are_the_payments_under_the_users_email() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let (token, path) = with_user(&sandbox);
    let mut theirs = order();
    theirs[7].1 = "Hanako@example.com";
    let ids: Vec<_> = (0..3).map(|_| paid(&sandbox, &keys, &theirs)).collect();
    paid(&sandbox, &keys, &order());
    payment(&sandbox, &keys, &theirs);

    let list = |query: &str| api(&sandbox, "GET", &format!("{path}/transactions{query}"), &token, "");
    let all = list("").json();
    assert_eq!((&all["current_page"], &all["last_page"]), (&json!(1), &json!(1)));
    assert_eq!((&all["per_page"], &all["total"]), (&json!(15), &json!(3)));
    let latest = &all["data"][0];
    assert_eq!(latest["payment_id"], ids[2].as_str());
    assert_eq!((&latest["amount"], &latest["charge"]), (&json!("280.50"), &json!("14.03")));
    assert_eq!((&latest["currency"], &latest["custom"]), (&json!("USD"), &json!("DFU80XZIKS")));
    assert_eq!((&latest["status"], &latest["date"]), (&json!("paid"), &json!("01-11-2026")));

    let second = list("?page=2&per_page=2").json();
    assert_eq!((&second["last_page"], second["data"].as_array().unwrap().len()), (&json!(2), 1));
    assert_eq!(second["data"][0]["payment_id"], ids[0].as_str());
    assert_eq!(list("?page=9").json()["data"], json!([]));
    for bad in ["?page=0", "?page=x", "?per_page=-1"] {
        assert_eq!(list(bad).status(), 422, "{bad}");
    }
}

#[test]
fn cards_are_issued_and_shown_by_their_last_four() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let (token, _) = sign_in(&sandbox, &keys, &keys.user_email);
    let sensitive = || api(&sandbox, "POST", "/api/oauth/user/cards/sensitive", &token, "");
    assert_eq!(sensitive().status(), 404);
    assert_eq!(api(&sandbox, "GET", "/api/oauth/user/cards", &token, "").json(), json!({ "data": [] }));
    let issued = api(&sandbox, "POST", "/api/oauth/user/cards/issue", &token, "");
    let card = &issued.json()["data"];
    assert_eq!(issued.status(), 201);
    assert_eq!((&card["exp_month"], &card["exp_year"]), (&json!(11), &json!(2031)));
    assert_eq!((&card["brand"], &card["status"]), (&json!("visa"), &json!("active")));
    let last4 = card["last4"].as_str().unwrap();

    let shown = sensitive().json();
    let number = shown["data"]["card_number"].as_str().unwrap();
    assert!(number.len() == 16 && number.ends_with(last4));
    assert_eq!(shown["data"]["card_id"], card["id"]);
    assert_eq!(shown["data"]["cvv"].as_str().unwrap().len(), 3);
    let listed = api(&sandbox, "GET", "/api/oauth/user/cards", &token, "");
    assert_eq!(listed.json()["data"], json!([card]));
    assert!(!listed.text().contains(number));
    let body = json!({ "card_id": "card_none" }).to_string();
    assert_eq!(api(&sandbox, "POST", "/api/oauth/user/cards/sensitive", &token, &body).status(), 404);
}

fn whole() -> Value {
    json!({
        "first_name": "花子", "last_name": "会計", "date_of_birth": "1990-04-01", "nationality": "JP",
        "address": "丸の内1-1-1", "city": "千代田区", "postal_code": "100-0005", "country": "JP",
        "document_type": "passport", "document_number": "TK1234567",
    })
}

#[test]
fn kyc_goes_from_draft_to_submitted_and_locked() {
    let sandbox = sandbox();
    let (token, path) = with_user(&sandbox);
    let path = format!("{path}/kyc");
    let kyc = |method: &str, suffix: &str, body: &str| {
        api(&sandbox, method, &format!("{path}{suffix}"), &token, body)
    };
    let before = kyc("GET", "", "").json()["data"].clone();
    assert_eq!((&before["status"], &before["locked"]), (&json!("not_started"), &json!(false)));
    assert_eq!(
        (before["schema"].as_array().unwrap().len(), before["missing"].as_array().unwrap().len()),
        (11, 10)
    );
    assert_eq!(before["schema"][9]["options"].as_array().unwrap().len(), 4);

    let draft =
        kyc("PATCH", "", r#"{"first_name":"花子","phone":"+81 90-1234-5678"}"#).json()["data"].clone();
    assert_eq!((&draft["status"], &draft["values"]["first_name"]), (&json!("draft"), &json!("花子")));
    let merged = kyc("PATCH", "", r#"{"city":"千代田区","phone":null}"#).json()["data"].clone();
    assert_eq!(merged["values"], json!({ "first_name": "花子", "city": "千代田区" }));

    let early = kyc("POST", "/submit", "");
    assert_eq!(early.status(), 422);
    assert!(early.json()["errors"]["last_name"].is_array());
    let incomplete = kyc("PUT", "", r#"{"first_name":"太郎"}"#);
    assert_eq!((incomplete.status(), incomplete.json()["errors"].as_object().unwrap().len()), (422, 9));
    assert_eq!(kyc("GET", "", "").json()["data"]["values"], merged["values"], "nothing is saved");

    let complete = kyc("PUT", "", &whole().to_string()).json()["data"].clone();
    assert_eq!((&complete["status"], &complete["missing"]), (&json!("complete"), &json!([])));
    assert_eq!(complete["values"], whole());
    let submitted = kyc("POST", "/submit", "");
    assert_eq!((submitted.status(), &submitted.json()["data"]["status"]), (200, &json!("submitted")));
    assert_eq!(submitted.json()["data"]["locked"], true);
    for (method, suffix, body) in [
        ("PATCH", "", r#"{"city":"港区"}"#.to_owned()),
        ("PUT", "", whole().to_string()),
        ("POST", "/submit", String::new()),
    ] {
        let late = kyc(method, suffix, &body);
        assert_eq!(late.status(), 409, "{method}");
        assert!(late.json()["message"].as_str().unwrap().starts_with("KYC is locked"));
    }
    assert_eq!(kyc("GET", "", "").json()["data"]["values"], whole());
}

#[test]
fn kyc_names_bad_fields_and_saves_nothing() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let (token, _) = sign_in(&sandbox, &keys, &keys.user_email);
    for (name, value) in [
        ("shoe_size", json!("27")),
        ("date_of_birth", json!("01-04-1990")),
        ("date_of_birth", json!("2990-04-01")),
        ("date_of_birth", json!("1990-02-30")),
        ("country", json!("Japan")),
        ("document_type", json!("library_card")),
        ("phone", json!("none")),
        ("first_name", json!("x".repeat(256))),
        ("first_name", json!(["x"])),
        ("first_name", json!(true)),
    ] {
        let body = json!({ name: value, "city": "港区" }).to_string();
        let answer = api(&sandbox, "PATCH", "/api/oauth/user/kyc", &token, &body);
        assert_eq!(answer.status(), 422, "{name}={value}");
        let errors = answer.json()["errors"].as_object().unwrap().clone();
        assert_eq!(errors.keys().collect::<Vec<_>>(), [name]);
    }
    let state = api(&sandbox, "GET", "/api/oauth/user/kyc", &token, "").json();
    assert_eq!((&state["data"]["status"], &state["data"]["values"]), (&json!("not_started"), &json!({})));
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("accept-language", "ja,en;q=0.5")];
    let japanese = send(&sandbox, "GET", "/api/oauth/user/kyc", &headers, "");
    assert_eq!(japanese.json()["data"]["schema"][1]["label"], "姓");
    let complete = api(&sandbox, "PUT", "/api/oauth/user/kyc", &token, &whole().to_string());
    assert_eq!(complete.status(), 200);
    assert_eq!(api(&sandbox, "POST", "/api/oauth/user/kyc/submit", &token, "").status(), 200);
}
