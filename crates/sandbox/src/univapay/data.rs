use jiff::Timestamp;
use serde_json::{Value, json};

use super::reader::Reader;
use super::token::ChargeOutcome;
use super::{card, konbini, online};
use crate::ids::Ids;

const MATCH_AMOUNTS: [&str; 4] = ["disabled", "exact", "minimum", "maximum"];
const BANK_BRANDS: [&str; 2] = ["aozora_bank", "bank_test_brand"];
const MERCHANT_QR_BRANDS: [&str; 7] = [
    "alipay_merchant_qr",
    "pay_pay_merchant",
    "we_chat_mpm",
    "rakuten_pay_merchant",
    "d_barai_mpm",
    "alipay_connect_mpm",
    "alipay_plus_mpm",
];

/// What the rules for `data` need to know about the rest of the request.
pub(super) struct Extras {
    pub(super) now: Timestamp,
    pub(super) recurring: bool,
    pub(super) has_ip_address: bool,
}

/// Checks `data` and writes the answer's; the card says how a charge will end.
pub(super) fn payment_data(
    payment_type: &str,
    data: &Reader<'_>,
    extras: &Extras,
    ids: &mut Ids,
) -> (Value, ChargeOutcome) {
    let answer = match payment_type {
        "card" => return card::card(data, extras, ids),
        "apple_pay" => card::apple_pay(data, extras),
        "konbini" => konbini::konbini(data),
        "online" => online::online(data, extras),
        "bank_transfer" => bank_transfer(data, ids),
        "paidy" => paidy(data),
        "qr_merchant" => {
            let brand = data.required_one_of("brand", &MERCHANT_QR_BRANDS);
            json!({ "brand": brand, "qr_image_url": null, "gateway": brand })
        }
        "qr_scan" => {
            data.required("scanned_qr");
            json!({ "brand": null, "gateway": "test" })
        }
        // An unknown type is noted already.
        _ => Value::Null,
    };
    (answer, ChargeOutcome::Succeeds)
}

fn bank_transfer(data: &Reader<'_>, ids: &mut Ids) -> Value {
    let (period, shift) = konbini::expiration(data);
    json!({
        "brand": data.required_one_of("brand", &BANK_BRANDS),
        "match_amount": data.one_of("match_amount", &MATCH_AMOUNTS),
        "expiration_period": period,
        "expiration_time_shift": shift,
        "bank_code": "0310",
        "bank_name": "GMOあおぞらネット銀行",
        "branch_code": "101",
        "branch_name": "サンドボックス支店",
        "account_number": ids.digits(7),
        "account_holder_name": data.text("name").unwrap_or_else(|| "サンドボックス".to_owned()),
    })
}

fn paidy(data: &Reader<'_>) -> Value {
    let token = data.required("paidy_token");
    let address = match data.object("shipping_address", "shipping_address.") {
        Some(address) => {
            address.required("zip");
            let lines = ["line1", "line2", "city", "state"].map(|name| address.text(name));
            if lines.iter().all(Option::is_none) {
                address.wrong("line1", "REQUIRED_VALUE");
            }
            let [line1, line2, city, state] = lines;
            json!({ "zip": address.text("zip"), "line1": line1, "line2": line2, "city": city, "state": state })
        }
        None => {
            if data.raw("shipping_address").is_none_or(|raw| raw.get() == "null") {
                data.wrong("shipping_address", "REQUIRED_VALUE");
            }
            Value::Null
        }
    };
    // Known as a plain text and as an object.
    let phone = match data.raw("phone_number") {
        Some(raw) if raw.get().starts_with('{') => data.phone(false),
        _ => data.text("phone_number").into(),
    };
    json!({ "paidy_token": token, "phone_number": phone, "shipping_address": address })
}
