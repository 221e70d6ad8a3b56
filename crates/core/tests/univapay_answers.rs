//! What is read from UnivaPay's answers: by types, and by shapes as other languages do.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::entry;
use kaikei_core::Operation;
use kaikei_core::secret::Body;
use serde_json::{Value, json};

macro_rules! by_type {
    ($( $gateway:ident {
        $( $resource:ident $type:ident { $( $method:ident : $operation:ident $( $default:ident )? ),+ } )+
    } )+) => {
        fn typed(name: &str, body: &Body) -> Result<Value, kaikei_core::Error> {
            $( $( $(
                if concat!(stringify!($gateway), ".", stringify!($resource), ".", stringify!($method)) == name {
                    let answer = <kaikei_core::$gateway::$operation as Operation>::decode(body)?;
                    return Ok(serde_json::to_value(answer).unwrap());
                }
            )+ )+ )+
            panic!("{name}");
        }
    };
}
kaikei_core::operations!(by_type);

fn bytes(text: &str) -> Body {
    Body::new(text.as_bytes().to_vec())
}

/// By shape, and the same by type.
fn read(name: &str, body: &str) -> Value {
    let name = format!("univapay.{name}");
    let decoded = entry(&name).decode(&bytes(body)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let shaped = decoded.to_json().unwrap();
    let shaped: Value = serde_json::from_slice(&shaped).unwrap();
    let mut masked = shaped.clone();
    for secret in ["auth_token", "account_number"] {
        if masked[secret].is_string() && !name.contains("issuer_token") {
            masked[secret] = "[secret]".into();
        }
    }
    assert_eq!(typed(&name, &bytes(body)).unwrap(), masked, "{name}, by its type");
    shaped
}

/// Whether `got` holds all that `expect` names.
#[track_caller]
fn holds(got: &Value, expect: &Value) {
    match (got, expect) {
        (Value::Object(_), Value::Object(expect)) => {
            expect.iter().for_each(|(name, value)| holds(&got[name], value))
        }
        (Value::Array(list), Value::Array(expect)) if list.len() == expect.len() => {
            list.iter().zip(expect).for_each(|(got, expect)| holds(got, expect));
        }
        _ => assert_eq!(got, expect),
    }
}

#[test]
fn charges_as_created_and_as_listed() {
    let charge = read(
        "charges.get",
        r#"{"id":"11ef32c2","store_id":"11edf541","transaction_token_id":"11ef32a7","transaction_token_type":"recurring",
        "subscription_id":null,"requested_amount":1000,"requested_currency":"JPY","requested_amount_formatted":1000,
        "charged_amount":null,"status":"pending","error":null,"metadata":{"order_id":"12345"},"mode":"test",
        "created_on":"2024-06-25T07:12:15.16452Z","redirect":{"endpoint":"https://test.url/","redirect_id":"11ef32c2-40cf"}}"#,
    );
    holds(
        &charge,
        &json!({
            "requested_amount": 1000, "charged_amount": null, "status": "pending", "declined": null,
            "created_on": "2024-06-25T07:12:15.16452Z", "metadata": {"order_id": "12345"},
            "redirect": {"redirect_id": "11ef32c2-40cf"},
        }),
    );
    let page = read(
        "charges.list",
        r#"{"items":[{"id":"a","requested_amount":"1250","requested_currency":"USD","status":"successful","error":{},"redirect":{},
        "three_ds":{},"created_on":1491205358955,"merchant_name":"M","store_name":"S"},
        {"id":"b","status":"new_status","mode":"half","metadata":[]}],"has_more":true,"total_hits":7}"#,
    );
    holds(
        &page,
        &json!({
            "has_more": true, "total_hits": 7, "next_cursor": "b",
            "items": [
                {"id": "a", "requested_amount": 1250, "redirect": null, "three_ds": null, "declined": null,
                 "created_on": "2017-04-03T07:42:38.955Z", "store_name": "S"},
                {"id": "b", "status": "new_status", "mode": "half", "metadata": {}},
            ],
        }),
    );
}

#[test]
fn a_failure_is_a_good_answer_that_says_why() {
    let cases = [
        (
            r#""status":"failed","error":{"code":306,"message":"Card declined","details":"x"}"#,
            json!({"code": 306, "name": "CARD_REJECTED", "message": "Card declined", "details": "x", "retryable": false}),
        ),
        (
            r#""status":"failed","error":{"code":"311","message":"Too many"}"#,
            json!({"code": 311, "name": "TOO_MANY_CHARGE_REQUESTS", "retryable": true}),
        ),
        (
            r#""status":"failed","error":{}"#,
            json!({"code": null, "name": null, "message": null, "details": null, "retryable": false}),
        ),
        (
            r#""status":"error","error":{"code":999,"message":"?"}"#,
            json!({"code": 999, "name": null, "message": "?", "retryable": false}),
        ),
        (r#""status":"successful","error":{}"#, Value::Null),
        (r#""status":"pending","error":null"#, Value::Null),
    ];
    for (body, declined) in &cases {
        for name in [
            "charges.get",
            "refunds.get",
            "cancels.get",
            "refunds.wait_until_settled",
            "cancels.create",
            "subscriptions.latest_charge",
        ] {
            holds(&read(name, &format!(r#"{{"id":"x",{body}}}"#)), &json!({"id": "x", "declined": declined}));
        }
    }
}

#[test]
fn refunds_and_cancels() {
    let refund = read(
        "refunds.get",
        r#"{"id":"b4d9fea9","store_id":"s","charge_id":"c","status":"successful","amount":1000,"currency":"JPY","amount_formatted":1000,
        "reason":"chargeback_fee_exempt","message":"Customer returned item","error":null,"metadata":{"a":1},"mode":"live",
        "created_on":"2024-06-26T01:51:30.000000Z","updated_on":"2024-06-26T10:51:30+09:00"}"#,
    );
    holds(
        &refund,
        &json!({
            "amount": 1000, "reason": "chargeback_fee_exempt", "metadata": {"a": 1}, "mode": "live",
            "created_on": "2024-06-26T01:51:30Z", "updated_on": "2024-06-26T01:51:30Z",
        }),
    );
    let cancel =
        r#"{"items":[{"id":"x","charge_id":"c","status":"successful","error":{}}],"has_more":false}"#;
    holds(
        &read("cancels.list", cancel),
        &json!({
            "items": [{"id": "x", "charge_id": "c", "declined": null}], "has_more": false, "total_hits": null, "next_cursor": null,
        }),
    );
}

#[test]
fn tokens_in_lists_have_no_data() {
    let page = read(
        "tokens.list",
        r#"{"items":[{"id":"t","store_name":"S","merchant_name":"M","payment_type":"card","type":"recurring","active":true,
        "user_data":{"cardholder_name":"TARO","email":"a@b.example","brand":"visa"}}],"has_more":false}"#,
    );
    holds(
        &page,
        &json!({"items": [{
            "id": "t", "type": "recurring", "data": null, "store_name": "S",
            "user_data": {"cardholder_name": "TARO", "brand": "visa", "gateway": null},
        }]}),
    );
    let three_ds = r#"{"id":"t","payment_type":"card","data":{"three_ds":{"enabled":true,"status":"failed",
        "error":{"code":327,"message":"Confirmation period has expired"}},"cvv_authorize":{"status":"current"}}}"#;
    let token = read("tokens.disable_three_ds", three_ds);
    holds(
        &token,
        &json!({"data": {
            "three_ds": {"status": "failed", "error": {"code": 327}}, "cvv_authorize": {"status": "current"},
        }}),
    );
    let issuer = r#"{"call_method":"http_post","content_type":"application/x-www-form-urlencoded; charset=UTF-8",
        "issuer_token":"https://api.gyro-n.money/x","payload":{"resource_id":"t","sSpcd":1},"payment_type":"card"}"#;
    holds(
        &read("tokens.three_ds_issuer_token", issuer),
        &json!({
            "call_method": "http_post", "payload": {"resource_id": "t", "sSpcd": 1},
        }),
    );
    assert_eq!(read("tokens.delete", "{}"), json!({}));
}

#[test]
fn subscriptions_with_both_spellings_of_their_plans() {
    let subscription = read(
        "subscriptions.create",
        r#"{"id":"u","status":"unverified","amount":1000,"currency":"JPY","amount_formatted":1000,"initial_amount":"250","period":"monthly",
        "schedule_settings":{"start_on":"2025-02-10","zone_id":"Asia/Tokyo","preserve_end_of_month":null,"retry_interval":null,"termination_mode":"immediate"},
        "subscription_plan":{"plan_type":"fixed_cycle_amount","fixed_cycle_amount":300},
        "installment_plan":{"plan_type":"fixed_cycle_amount","fixed_cycles_amount":400},
        "next_payment":{"id":"p","due_date":"2025-02-04","amount":250,"is_paid":false},"cycles_left":3,"amount_left":1000,"three_ds":{},"metadata":{}}"#,
    );
    holds(
        &subscription,
        &json!({
            "status": "unverified", "initial_amount": 250, "period": "monthly", "cyclical_period": null,
            "schedule_settings": {"start_on": "2025-02-10", "termination_mode": "immediate", "retry_interval": null},
            "subscription_plan": {"fixed_cycle_amount": 300}, "installment_plan": {"fixed_cycles_amount": 400},
            "next_payment": {"id": "p", "due_date": "2025-02-04", "amount": 250, "is_paid": false},
            "cycles_left": 3, "amount_left": 1000, "three_ds": null,
        }),
    );
    let simulated = r#"[{"due_date":"2025-02-10","zone_id":"Asia/Tokyo","amount":500,"currency":"JPY","is_paid":false,"is_last_payment":false,
        "successful_payment_date":null,"terminate_with_status":null,"retry_interval":null},{"amount":500,"is_last_payment":true}]"#;
    holds(
        &read("subscriptions.simulate", simulated),
        &json!({"payments": [
            {"due_date": "2025-02-10", "amount": 500, "is_last_payment": false},
            {"due_date": null, "amount": 500, "is_last_payment": true},
        ]}),
    );
    assert_eq!(read("subscriptions.simulate", "[]"), json!({"payments": []}));
    for wrong in ["{}", "7", r#"[7]"#] {
        assert!(entry("univapay.subscriptions.simulate").decode(&bytes(wrong)).is_err(), "{wrong}");
    }
    let payments = r#"{"items":[{"id":"p","due_date":"2025-02-04","is_paid":true,"is_last_payment":false,"terminate_with_status":"canceled"}],"has_more":true}"#;
    holds(
        &read("subscriptions.payments", payments),
        &json!({
            "items": [{"id": "p", "is_paid": true, "terminate_with_status": "canceled"}], "next_cursor": "p",
        }),
    );
    assert_eq!(read("subscriptions.cancel", "{}"), json!({}));
}

#[test]
fn webhooks_and_what_they_reported() {
    let webhook = read(
        "webhooks.get",
        r#"{"id":"w","store_id":null,"merchant_id":"m","triggers":["token_three_ds_updated","token_three_d_s_updated","brand_new"],
        "url":"https://shop.example","auth_token":"hook-secret","active":false,"is_integration":false,"created_on":1491205358955}"#,
    );
    holds(
        &webhook,
        &json!({
            "triggers": ["token_three_ds_updated", "token_three_d_s_updated", "brand_new"],
            "auth_token": "hook-secret", "active": false, "store_id": null,
        }),
    );
    let deliveries = r#"{"items":[{"id":"e","webhook_id":"w","event":"charge_finished","data":{"id":"c"},"successful":false,"status_code":401,
        "error_message":"HTTP status 401","fired_on":"2026-01-01T00:00:00Z"}],"has_more":false}"#;
    holds(
        &read("webhooks.deliveries", deliveries),
        &json!({"items": [{
            "event": "charge_finished", "data": {"id": "c"}, "successful": false, "status_code": 401,
        }]}),
    );
}

#[test]
fn the_account_and_its_stores() {
    let merchant = r#"{"id":"m","name":"M","email":"m@b.example","verified":true,"notification_email":null,"configuration":{"country":"JP"}}"#;
    holds(
        &read("account.me", merchant),
        &json!({"id": "m", "verified": true, "configuration": {"country": "JP"}}),
    );
    assert_eq!(
        read("account.create_customer_id", r#"{"customer_id":"7680e246"}"#),
        json!({"customer_id": "7680e246"})
    );
    let info = read(
        "account.checkout_info",
        r#"{"mode":"test","recurring_token_privilege":"bounded","name":"S","card_configuration":{"enabled":true,"forbidden_card_brands":["jcb","unmapped_x"],
        "allow_direct_token_creation":false,"card_limit":null},"paidy_configuration":{"enabled":false},"theme":{"colors":{}},
        "supported_brands":[{"payment_type":"card","brand":"visa","card_brand":"visa","requires_cvv":true,"supported_currencies":["JPY"],"countries_allowed":null}]}"#,
    );
    holds(
        &info,
        &json!({
            "recurring_token_privilege": "bounded",
            "card_configuration": {"enabled": true, "forbidden_card_brands": ["jcb", "unmapped_x"], "allow_direct_token_creation": false},
            "paidy_configuration": {"enabled": false},
            "supported_brands": [{"brand": "visa", "requires_cvv": true, "supported_currencies": ["JPY"], "countries_allowed": null}],
        }),
    );
    holds(&read("account.checkout_info", "{}"), &json!({"mode": null, "supported_brands": null}));
    let stores = r#"{"items":[{"id":"s","name":"S","merchant_name":"M","created_on":"2026-01-01T00:00:00Z"}],"has_more":false,"total_hits":1}"#;
    holds(
        &read("stores.list", stores),
        &json!({"items": [{"id": "s", "name": "S", "configuration": null}], "total_hits": 1}),
    );
}

#[test]
fn only_the_history_says_its_next_cursor() {
    let history = read(
        "transactions.list",
        r#"{"items":[{"store_id":"s","resource_id":"c","charge_id":null,"amount":1250,"currency":"USD","amount_formatted":12.5,"type":"charge","status":"successful",
        "payment_type":"card","user_data":{"type":"charge","cardholder_name":"Some Guy","brand":"visa","service_provider":"credit",
        "refunds":[{"refund_id":"r","amount":500,"status":"successful"}]},"bank_transfer_payment_status":null,"charge_type":"normal"},
        {"resource_id":"r","charge_id":"c","amount":500,"type":"refund","user_data":{"reason":"customer_request"}}],"has_more":true,"next_cursor":"n-1"}"#,
    );
    holds(
        &history,
        &json!({
            "next_cursor": "n-1",
            "items": [
                {"resource_id": "c", "amount": 1250, "type": "charge", "user_data": {"service_provider": "credit", "refunds": [{"refund_id": "r", "amount": 500}]}},
                {"resource_id": "r", "charge_id": "c", "type": "refund", "user_data": {"reason": "customer_request", "refunds": null}},
            ],
        }),
    );
}

#[test]
fn money_that_is_paid_out() {
    let account = r#"{"id":"b","holder_name":"TARO","last_four":"4567","account_number":"1234567","account_type":"savings","status":"new","primary":true,"routing_code":1}"#;
    holds(
        &read("bank_accounts.primary", account),
        &json!({
            "last_four": "4567", "account_number": "1234567", "status": "new", "routing_code": "1",
        }),
    );
    let transfer = r#"{"id":"f","amount":-500,"currency":"JPY","status":"blank","from":"2026-01-01","to":"2026-01-31","metadata":null}"#;
    holds(
        &read("transfers.get", transfer),
        &json!({"amount": -500, "status": "blank", "from": "2026-01-01", "metadata": {}}),
    );
    let ledgers = r#"{"items":[{"id":"l","amount":"-1000","currency":"JPY","percent_fee":3.25,"flat_fee":30,"exchange_rate":1,"origin":"refund"}],"has_more":false}"#;
    holds(
        &read("transfers.ledgers", ledgers),
        &json!({"items": [{
            "amount": -1000, "percent_fee": "3.25", "flat_fee": 30, "exchange_rate": "1", "origin": "refund",
        }]}),
    );
    let changes = r#"{"items":[{"id":"h","transfer_id":"f","old_status":"created","new_status":"approved"}],"has_more":false}"#;
    holds(
        &read("transfers.status_changes", changes),
        &json!({"items": [{"old_status": "created", "new_status": "approved"}]}),
    );
}

#[test]
fn only_ids_are_needed() {
    for name in [
        "refunds.get",
        "cancels.get",
        "subscriptions.get",
        "subscriptions.payment",
        "webhooks.get",
        "account.me",
        "stores.get",
        "bank_accounts.get",
        "transfers.get",
        "transfers.ledger",
        "tokens.get",
    ] {
        holds(
            &read(name, r#"{"id":"x","amount":[],"status":{},"metadata":7,"created_on":"soon"}"#),
            &json!({"id": "x"}),
        );
        for wrong in ["{}", r#"{"id":null}"#, "7", "[]", ""] {
            assert!(entry(&format!("univapay.{name}")).decode(&bytes(wrong)).is_err(), "{name}: {wrong}");
        }
    }
    for name in ["refunds.list", "transfers.list"] {
        let wrong = r#"{"items":[{"status":"x"}],"has_more":false}"#;
        assert!(entry(&format!("univapay.{name}")).decode(&bytes(wrong)).is_err(), "{name}");
    }
}
