//! Requests to UnivaPay that the tests start from.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use kaikei_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::*;

pub(crate) fn tokens(sandbox: &Sandbox, headers: &[(&str, &str)], body: &str) -> Answer {
    let keys = sandbox.credentials();
    let bearer = format!("Bearer {}.{}", keys.univapay_secret, keys.univapay_jwt);
    let mut all = vec![("content-type", JSON), ("authorization", bearer.as_str())];
    all.extend_from_slice(headers);
    send(sandbox, "POST", "/tokens", &all, body)
}

pub(crate) fn card() -> Value {
    json!({
        "payment_type": "card",
        "type": "recurring",
        "email": "taro.momo@example.com",
        "metadata": { "order": "A-1" },
        "data": {
            "cardholder": "TARO MOMO", "card_number": "4916741415383284", "exp_month": "12", "exp_year": "2028",
            "cvv": "999", "line1": "123 abc st", "line2": "apt 123", "state": "OR", "city": "Portland",
            "country": "US", "zip": "12345",
            "phone_number": { "country_code": "1", "local_number": "8029854583" },
            "cvv_authorize": { "enabled": true, "currency": "JPY" },
        },
    })
}

/// `value` with the member at the JSON pointer changed, or taken out if `to` is null.
pub(crate) fn with(mut value: Value, pointer: &str, to: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let object = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if to.is_null() {
        object.remove(name);
    } else {
        object.insert(name.to_owned(), to);
    }
    value
}

pub(crate) fn request(payment_type: &str, data: &Value) -> Value {
    json!({ "payment_type": payment_type, "email": "a@example.com", "data": data })
}

/// A call of the first merchant's server.
pub(crate) fn ask(sandbox: &Sandbox, method: &str, path: &str, body: &Value) -> Answer {
    let keys = sandbox.credentials();
    let text = if body.is_null() { String::new() } else { body.to_string() };
    api(sandbox, method, path, &format!("{}.{}", keys.univapay_secret, keys.univapay_jwt), &text)
}
