//! UnivaPay's `POST /tokens`: the rules of each payment type.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/univapay.rs"]
mod requests;
mod support;

use kaikei_sandbox::{RecurringPrivilege, Sandbox, Settings};
use requests::*;
use serde_json::{Value, json};
use support::*;

#[test]
fn card_rules() {
    let sandbox = sandbox();
    for (pointer, to, field, reason) in [
        ("/payment_type", Value::Null, "payment_type", "REQUIRED_VALUE"),
        ("/payment_type", json!("cash"), "payment_type", "INVALID_FORMAT"),
        ("/type", json!("forever"), "type", "INVALID_FORMAT"),
        ("/email", Value::Null, "email", "REQUIRED_VALUE"),
        ("/email", json!("nobody"), "email", "INVALID_FORMAT_EMAIL"),
        ("/data", Value::Null, "data", "REQUIRED_VALUE"),
        ("/ip_address", json!("::1"), "ip_address", "INVALID_FORMAT"),
        ("/metadata", json!({ "a": { "b": 1 } }), "metadata", "NESTED_JSON_NOT_ALLOWED"),
        ("/metadata", json!("text"), "metadata", "INVALID_FORMAT_OBJECT"),
        (
            "/metadata",
            json!({ "univapay-customer-id": "7" }),
            "metadata.univapay-customer-id",
            "INVALID_UUID",
        ),
        ("/data/cardholder", Value::Null, "cardholder", "REQUIRED_VALUE"),
        ("/data/card_number", json!("4916741415383285"), "card_number", "INVALID_CARD_NUMBER"),
        ("/data/card_number", json!("4916 7414 1538 3284"), "card_number", "INVALID_CARD_NUMBER"),
        ("/data/card_number", json!(""), "card_number", "REQUIRED_VALUE"),
        ("/data/exp_month", json!("13"), "exp_month", "INVALID_CARD_EXPIRATION"),
        ("/data/exp_month", json!("0"), "exp_month", "INVALID_CARD_EXPIRATION"),
        ("/data/exp_year", json!("2018"), "exp_year", "INVALID_CARD_EXPIRATION"),
        ("/data/exp_year", json!("028"), "exp_year", "INVALID_CARD_EXPIRATION"),
        ("/data/cvv", Value::Null, "cvv", "REQUIRED_VALUE"),
        ("/data/cvv", json!("12"), "cvv", "INVALID_CVV"),
        ("/data/country", json!("USA"), "country", "INVALID_FORMAT_COUNTRY"),
        ("/data/phone_number", json!({ "country_code": "1" }), "phone_number.local_number", "REQUIRED_VALUE"),
        (
            "/data/phone_number/local_number",
            json!("call me"),
            "phone_number.local_number",
            "INVALID_PHONE_NUMBER",
        ),
        ("/data/cvv_authorize/currency", json!("yen"), "cvv_authorize.currency", "INVALID_FORMAT_CURRENCY"),
        (
            "/data/three_ds",
            json!({ "enabled": true, "redirect_endpoint": "x" }),
            "three_ds.redirect_endpoint",
            "INVALID_FORMAT_URL",
        ),
    ] {
        let answer = tokens(&sandbox, &[], &with(card(), pointer, to.clone()).to_string());
        let expected = json!({ "status": "error", "code": "VALIDATION_ERROR", "errors": [{ "field": field, "reason": reason }] });
        assert_eq!((answer.status(), answer.json()), (400, expected), "{pointer} {to}");
    }
    assert!(sandbox.tokens().is_empty());
    assert_eq!(tokens(&sandbox, &[], "{").json()["code"], "INVALID_REQUEST");
    let two = with(with(card(), "/email", Value::Null), "/data/cvv", Value::Null);
    assert_eq!(tokens(&sandbox, &[], &two.to_string()).json()["errors"].as_array().unwrap().len(), 2);
}

#[test]
fn what_is_lenient() {
    let sandbox = sandbox();
    for (pointer, to) in [
        ("/type", Value::Null),
        ("/data/exp_month", json!(9)),
        ("/data/exp_year", json!("26")),
        ("/data/exp_year", json!(2026)),
        ("/data/phone_number/country_code", json!(81)),
        ("/metadata", Value::Null),
        ("/metadata", json!("{\"a\":1.50}")),
        (
            "/metadata",
            json!({ "list": [1, "b", null], "univapay-customer-id": "7680e246-2d10-42bf-8bbb-2230e1ed712c" }),
        ),
        ("/data/three_ds", json!({ "enabled": true, "redirect_endpoint": "https://shop.example/back" })),
        ("/usage_limit", json!("monthly")),
    ] {
        // September is over, the year is not.
        let body = if to == json!(9) { with(card(), "/data/exp_year", json!("27")) } else { card() };
        let answer = tokens(&sandbox, &[], &with(body, pointer, to.clone()).to_string());
        assert_eq!(answer.status(), 201, "{pointer} {to}: {}", answer.text());
    }
    let text = card().to_string().replace("\"A-1\"", "10.30");
    assert!(tokens(&sandbox, &[], &text).text().contains("10.30"), "numbers keep their digits");
    let last_month = with(with(card(), "/data/exp_year", json!("26")), "/data/exp_month", json!(10));
    assert_eq!(tokens(&sandbox, &[], &last_month.to_string()).status(), 400);
    let three_ds = with(with(card(), "/type", Value::Null), "/data/three_ds", json!({ "enabled": true }));
    assert_eq!(tokens(&sandbox, &[], &three_ds.to_string()).json()["errors"][0]["field"], "three_ds");
}

fn konbini() -> Value {
    json!({
        "customer_name": "Taro Yamada", "convenience_store": "family_mart",
        "expiration_period": "P7D", "expiration_time_shift": "23:59:59+09:00",
        "phone_number": { "country_code": "81", "local_number": "08012341234" },
    })
}

fn paidy() -> Value {
    json!({
        "paidy_token": "tok", "phone_number": "08012341234",
        "shipping_address": { "zip": "105-0011", "line1": "1-1-1", "city": "Minato", "state": "Tokyo" },
    })
}

#[test]
fn every_payment_type() {
    let sandbox = sandbox();
    for (payment_type, data) in [
        ("apple_pay", json!({ "applepay_token": "tok", "cardholder": "TARO" })),
        ("qr_scan", json!({ "scanned_qr": "091234567890123456789012345" })),
        ("qr_merchant", json!({ "brand": "pay_pay_merchant" })),
        ("konbini", konbini()),
        ("online", json!({ "brand": "pay_pay_online", "call_method": "http_post" })),
        ("bank_transfer", json!({ "brand": "aozora_bank", "match_amount": "exact" })),
        ("paidy", paidy()),
    ] {
        let answer = tokens(&sandbox, &[], &request(payment_type, &data).to_string());
        assert_eq!(answer.status(), 201, "{payment_type}: {}", answer.text());
        assert_eq!(answer.json()["payment_type"], payment_type);
        assert!(answer.json()["data"].is_object());
        let empty = tokens(&sandbox, &[], &request(payment_type, &json!({})).to_string());
        assert_eq!(empty.json()["errors"][0]["reason"], "REQUIRED_VALUE", "{payment_type}");
    }
    assert_eq!(sandbox.tokens().len(), 7);
    for payment_type in ["online", "qr_scan", "qr_merchant"] {
        let data = json!({ "brand": if payment_type == "online" { "test_brand" } else { "we_chat_mpm" }, "call_method": "sdk", "scanned_qr": "1" });
        let anonymous = with(request(payment_type, &data), "/email", Value::Null);
        assert_eq!(tokens(&sandbox, &[], &anonymous.to_string()).status(), 201, "{payment_type}");
        if payment_type != "qr_merchant" {
            let recurring = with(anonymous, "/type", json!("recurring"));
            let answer = tokens(&sandbox, &[], &recurring.to_string()).json();
            assert_eq!(answer["errors"], json!([{ "field": "type", "reason": "ONE_TIME_ONLY_ALLOWED" }]));
        }
    }
}

/// Field and reason of the one thing that is wrong; nulls if nothing is.
fn complaint(sandbox: &Sandbox, payment_type: &str, data: &Value) -> (Value, Value) {
    let answer = tokens(sandbox, &[], &request(payment_type, data).to_string()).json();
    assert!(answer["errors"].as_array().is_none_or(|errors| errors.len() == 1), "{answer}");
    (answer["errors"][0]["field"].clone(), answer["errors"][0]["reason"].clone())
}

#[test]
fn konbini_rules() {
    let sandbox = sandbox();
    for (pointer, to, field, reason) in [
        ("/convenience_store", json!("kiosk"), "convenience_store", "INVALID_FORMAT"),
        ("/customer_name", Value::Null, "customer_name", "REQUIRED_VALUE"),
        ("/phone_number", Value::Null, "phone_number", "REQUIRED_VALUE"),
        (
            "/phone_number/country_code",
            json!("1"),
            "phone_number.country_code",
            "ONLY_JAPANESE_PHONE_NUMBER_ALLOWED",
        ),
        ("/expiration_period", json!("P61D"), "expiration_period", "EXPIRATION_DATE_OUT_OF_BOUNDS"),
        ("/expiration_period", json!("seven days"), "expiration_period", "INVALID_FORMAT"),
        ("/expiration_period", json!("PT23H"), "expiration_time_shift", "INVALID_TIME_PERIOD"),
        ("/expiration_time_shift", json!("09:00"), "expiration_time_shift", "INVALID_FORMAT"),
    ] {
        let found = complaint(&sandbox, "konbini", &with(konbini(), pointer, to.clone()));
        assert_eq!(found, (json!(field), json!(reason)), "{pointer} {to}");
    }
    let no_shift = with(konbini(), "/expiration_time_shift", Value::Null);
    for (period, good) in
        [("PT30M", true), ("PT29M", false), ("P60D", true), ("PT1441H", false), ("PT168H", true)]
    {
        let found =
            complaint(&sandbox, "konbini", &with(no_shift.clone(), "/expiration_period", json!(period)));
        assert_eq!(found.0.is_null(), good, "{period}");
    }
    let default = with(no_shift, "/expiration_period", Value::Null);
    let answer = tokens(&sandbox, &[], &request("konbini", &default).to_string()).json();
    assert_eq!(answer["data"]["expiration_period"], "P30D");
    assert_eq!(answer["data"]["phone_number"], json!({ "country_code": 81, "local_number": "08012341234" }));
}

#[test]
fn online_rules() {
    let sandbox = sandbox();
    let allowed = [
        ("alipay_online", vec!["http_get", "sdk", "app"]),
        ("alipay_plus_online", vec!["http_get", "http_get_mobile", "sdk", "app"]),
        ("pay_pay_online", vec!["http_post"]),
        ("we_chat_online", vec!["http_get", "sdk", "app", "web"]),
    ];
    for (brand, methods) in &allowed {
        for method in ["http_get", "http_get_mobile", "http_post", "sdk", "web", "app"] {
            let data =
                json!({ "brand": brand, "call_method": method, "user_identifier": "u", "os_type": "ios" });
            let body = with(request("online", &data), "/ip_address", json!("203.0.113.7"));
            let answer = tokens(&sandbox, &[], &body.to_string());
            let expected = if methods.contains(&method) { 201 } else { 400 };
            assert_eq!(answer.status(), expected, "{brand} {method}");
        }
    }
    for (data, field) in [
        (json!({ "brand": "we_chat_online", "call_method": "sdk" }), "user_identifier"),
        (json!({ "brand": "we_chat_online", "call_method": "http_get" }), "ip_address"),
        (json!({ "brand": "we_chat_online", "call_method": "web", "user_identifier": "u" }), "ip_address"),
        (json!({ "brand": "alipay_plus_online", "call_method": "app" }), "os_type"),
        (json!({ "brand": "alipay_plus_online", "call_method": "http_get_mobile" }), "os_type"),
        (json!({ "brand": "pay_pay_online" }), "call_method"),
    ] {
        assert_eq!(complaint(&sandbox, "online", &data), (json!(field), json!("REQUIRED_VALUE")), "{data}");
    }
    let bad_os = json!({ "brand": "alipay_plus_online", "call_method": "app", "os_type": "dos" });
    assert_eq!(complaint(&sandbox, "online", &bad_os), (json!("os_type"), json!("INVALID_FORMAT")));
    let unknown = json!({ "brand": "cheque", "call_method": "app" });
    assert_eq!(complaint(&sandbox, "online", &unknown), (json!("brand"), json!("INVALID_FORMAT")));
}

#[test]
fn bank_and_paidy_rules() {
    let sandbox = sandbox();
    let bank = json!({ "brand": "aozora_bank", "match_amount": "about" });
    assert_eq!(complaint(&sandbox, "bank_transfer", &bank), (json!("match_amount"), json!("INVALID_FORMAT")));
    let bank = json!({ "brand": "piggy_bank" });
    assert_eq!(complaint(&sandbox, "bank_transfer", &bank), (json!("brand"), json!("INVALID_FORMAT")));
    for (pointer, field) in
        [("/shipping_address", "shipping_address"), ("/shipping_address/zip", "shipping_address.zip")]
    {
        let found = complaint(&sandbox, "paidy", &with(paidy(), pointer, Value::Null));
        assert_eq!(found, (json!(field), json!("REQUIRED_VALUE")));
    }
    let only_zip = with(paidy(), "/shipping_address", json!({ "zip": "1" }));
    assert_eq!(complaint(&sandbox, "paidy", &only_zip).1, "REQUIRED_VALUE");
}

#[test]
fn recurring_privileges() {
    let sandbox = sandbox();
    let code = |body: &Value| tokens(&sandbox, &[], &body.to_string()).json()["code"].clone();
    let limited = with(card(), "/usage_limit", json!("daily"));
    let once = with(limited.clone(), "/type", json!("one_time"));
    assert_eq!(
        (code(&card()), code(&limited), code(&once)),
        (Value::Null, Value::Null, json!("USAGE_LIMIT_NOT_APPLICABLE"))
    );
    let privilege =
        |recurring_privilege| sandbox.set_settings(Settings { recurring_privilege, ..Settings::default() });
    privilege(RecurringPrivilege::Bounded);
    assert_eq!((code(&card()), code(&limited)), (json!("RECURRING_USAGE_LIMIT_REQUIRED"), Value::Null));
    privilege(RecurringPrivilege::None);
    assert_eq!(code(&limited), "RECURRING_TOKEN_DISABLED");
    assert_eq!(code(&with(card(), "/type", json!("one_time"))), Value::Null);
}
