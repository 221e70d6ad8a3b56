use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::data::Extras;
use super::reader::Reader;
use super::token::ChargeOutcome;
use crate::ids::Ids;
use crate::mask::luhn;

/// A card's answer, without the number and the CVV: those end here.
pub(super) fn card(data: &Reader<'_>, extras: &Extras, ids: &mut Ids) -> (Value, ChargeOutcome) {
    let cardholder = data.required("cardholder");
    let number = card_number(data);
    let (month, year) = expiry(data, extras.now);
    cvv(data);
    let billing = data.billing();
    let cvv_authorize = cvv_authorize(data, ids);
    let three_ds = three_ds(data, extras.recurring);
    let answer = json!({
        "card": details(&cardholder, month, year, &number),
        "billing": billing,
        "cvv_authorize": cvv_authorize,
        "cvv_authorize_check": { "status": null, "charge_id": null, "date": null },
        "three_ds": three_ds,
    });
    (answer, ChargeOutcome::from_card(&number))
}

pub(super) fn cvv(data: &Reader<'_>) {
    let cvv = data.required("cvv");
    let sound = (3..=4).contains(&cvv.len()) && cvv.bytes().all(|byte| byte.is_ascii_digit());
    if !cvv.is_empty() && !sound {
        data.wrong("cvv", "INVALID_CVV");
    }
}

/// What a number shows of itself.
pub(super) fn of_number(number: &str) -> [(String, Value); 3] {
    [
        ("card_bin", number.get(..6)),
        ("last_four", number.get(number.len().saturating_sub(4)..)),
        ("brand", Some(brand(number))),
    ]
    .map(|(name, value)| (name.to_owned(), value.into()))
}

/// Apple Pay's token stands for a card that the sandbox makes up.
pub(super) fn apple_pay(data: &Reader<'_>, extras: &Extras) -> Value {
    data.required("applepay_token");
    let cardholder = data.required("cardholder");
    let year = extras.now.to_zoned(TimeZone::UTC).year().saturating_add(3);
    json!({
        "card": details(&cardholder, 12, year, "4000020000000000"),
        "billing": data.billing(),
    })
}

fn details(cardholder: &str, month: i8, year: i16, number: &str) -> Value {
    json!({
        "cardholder": cardholder,
        "exp_month": month,
        "exp_year": year,
        "card_bin": number.get(..6),
        "last_four": number.get(number.len().saturating_sub(4)..),
        "brand": brand(number),
        "card_type": "credit",
        "country": "JP",
        "category": "classic",
        "issuer": "Sandbox Bank",
        "sub_brand": "none",
    })
}

pub(super) fn card_number(data: &Reader<'_>) -> String {
    let number = data.required("card_number");
    let digits = (12..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let sound = digits && luhn(&number);
    if !number.is_empty() && !sound {
        data.wrong("card_number", "INVALID_CARD_NUMBER");
        return String::new();
    }
    number
}

/// Month and year, two digits of a year being in this century; the card is good until the end of its month.
pub(super) fn expiry(data: &Reader<'_>, now: Timestamp) -> (i8, i16) {
    let (month, year) = (data.required("exp_month"), data.required("exp_year"));
    let today = now.to_zoned(TimeZone::UTC).date();
    let month_number = month.parse().ok().filter(|month| (1..=12).contains(month));
    let year_number = match year.len() {
        2 => year.parse::<i16>().ok().filter(|year| *year >= 0).map(|year| 2000 + year),
        4 => year.parse::<i16>().ok().filter(|year| *year >= 2000),
        _ => None,
    };
    if month_number.is_none() && !month.is_empty() {
        data.wrong("exp_month", "INVALID_CARD_EXPIRATION");
    }
    if year_number.is_none() && !year.is_empty() {
        data.wrong("exp_year", "INVALID_CARD_EXPIRATION");
    }
    let (Some(month), Some(year)) = (month_number, year_number) else {
        return (1, 2000);
    };
    if (year, month) < (today.year(), today.month()) {
        data.wrong("exp_year", "INVALID_CARD_EXPIRATION");
    }
    (month, year)
}

fn cvv_authorize(data: &Reader<'_>, ids: &mut Ids) -> Value {
    let asked = data.object("cvv_authorize", "cvv_authorize.");
    let currency = asked.as_ref().and_then(|asked| asked.text("currency"));
    if let (Some(asked), Some(code)) = (&asked, &currency)
        && !(code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        asked.wrong("currency", "INVALID_FORMAT_CURRENCY");
    }
    if asked.and_then(|asked| asked.flag("enabled")) != Some(true) {
        return json!({
            "enabled": false, "status": null, "charge_id": null, "credentials_id": null, "currency": null
        });
    }
    json!({
        "enabled": true,
        "status": "current",
        "charge_id": ids.uuid(),
        "credentials_id": ids.uuid(),
        "currency": currency.unwrap_or_else(|| "JPY".to_owned()),
    })
}

/// For recurring tokens only.
fn three_ds(data: &Reader<'_>, recurring: bool) -> Value {
    let asked = data.object("three_ds", "three_ds.");
    let redirect = asked.as_ref().and_then(|asked| asked.url("redirect_endpoint"));
    let enabled = asked.is_some_and(|asked| asked.flag("enabled").unwrap_or(redirect.is_some()));
    if enabled && !recurring {
        data.wrong("three_ds", "FORBIDDEN_PARAMETER");
    }
    three_ds_state(enabled, redirect)
}

/// 3-D Secure of a card, before anybody has asked its issuer.
pub(super) fn three_ds_state(enabled: bool, redirect_endpoint: Option<String>) -> Value {
    json!({
        "enabled": enabled,
        "status": enabled.then_some("pending"),
        "redirect_endpoint": redirect_endpoint,
        "redirect_id": null,
        "error": null,
        "exempted": false,
    })
}

/// The brand by the number's first digits.
fn brand(number: &str) -> &'static str {
    let prefix =
        |digits: usize| number.get(..digits).and_then(|start| start.parse::<u32>().ok()).unwrap_or(0);
    match (prefix(1), prefix(2), prefix(3), prefix(4)) {
        (4, ..) => "visa",
        (_, 51..=55, ..) | (.., 2221..=2720) => "mastercard",
        (_, 34 | 37, ..) => "american_express",
        (_, 36 | 38 | 39, ..) | (_, _, 300..=305, _) => "diners_club",
        (.., 3528..=3589) => "jcb",
        (.., 6011) | (_, 65, ..) | (_, _, 644..=649, _) => "discover",
        (_, 62, ..) => "unionpay",
        (_, 50 | 56..=58 | 60..=69, ..) => "maestro",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::brand;

    #[test]
    fn brands_by_first_digits() {
        for (number, expected) in [
            ("4242424242424242", "visa"),
            ("5555555555554444", "mastercard"),
            ("2223003122003222", "mastercard"),
            ("378282246310005", "american_express"),
            ("3530111333300000", "jcb"),
            ("30569309025904", "diners_club"),
            ("6011111111111117", "discover"),
            ("6200000000000005", "unionpay"),
            ("9999999999999995", "unknown"),
        ] {
            assert_eq!(brand(number), expected, "{number}");
        }
    }
}
