//! A verified event, read in one pass.

use std::fmt;

use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::WebhookReason;
use crate::json::{Json, JsonObject, Name, NoDuplicates, Raw, Strict, StrictError, check_strict};
use crate::time::CalendarDate;
use crate::{Amount, Error};

/// A payment notification whose signature was verified: there is no other way to make one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebhookEvent {
    /// The body's code, 200 for a completed payment.
    pub code: Option<i64>,
    /// The body's status, `ok` for a completed payment.
    pub status: String,
    /// The gateway's id of the payment.
    pub payment_id: String,
    /// The gateway's transaction number.
    pub transaction: String,
    /// What the buyer paid, in the currency's main unit, with every digit as sent.
    pub amount: Amount,
    /// The gateway's fee, in the same currency.
    pub charge: Option<Amount>,
    /// The currency's code.
    pub currency: String,
    /// The merchant's own id of the order.
    pub custom: String,
    /// The day of the payment, without a time zone.
    pub date: Option<CalendarDate>,
    /// The name of the secret that verified it.
    pub verified_by: String,
    /// The time that was signed, in seconds since 1970.
    pub timestamp: u64,
    #[serde(skip)]
    raw: Raw,
}

impl WebhookEvent {
    /// Everything the gateway sent, unknown fields included.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// The fields that this version does not know, with their values' text.
    pub fn unknown(&self) -> JsonObject {
        let fields = crate::json::Fields::read(self.raw.as_str().as_bytes()).unwrap_or_default();
        let unknown = fields.0.into_iter().filter(|(name, _)| !NAMES.contains(&name.as_ref()));
        unknown.filter_map(|(name, value)| Some((name.into_owned(), Json::new(value).ok()?))).collect()
    }

    /// Whether it reports a completed payment: status `ok`, and code absent or 2xx.
    pub fn is_ok(&self) -> bool {
        self.status == "ok" && self.code.is_none_or(|code| (200..300).contains(&code))
    }

    /// The key to recognise repeats by: gateway, payment id, transaction and status. The gateway sends no event id.
    pub fn key(&self) -> String {
        ["ito", &self.payment_id, &self.transaction, &self.status].join(":")
    }

    pub(super) fn read(body: &[u8], secret: &str, timestamp: u64) -> Result<Self, Error> {
        let not_utf8 = |_| WebhookReason::InvalidJson.error("the body is not UTF-8 JSON").with_field("body");
        let body = std::str::from_utf8(body).map_err(not_utf8)?;
        let fields: EventFields = match serde_json::from_str(body) {
            Ok(fields) => fields,
            Err(error) => {
                // The form of the whole text comes before its fields, whichever the one pass met first.
                return Err(match check_strict(body.as_bytes()) {
                    Err(StrictError::Duplicate) => {
                        WebhookReason::InvalidJson.error("the body repeats a field").with_field("body")
                    }
                    Err(StrictError::TooDeep) => WebhookReason::InvalidJson
                        .error("the body is nested deeper than 32 levels")
                        .with_field("body"),
                    Err(StrictError::NotJson) => {
                        WebhookReason::InvalidJson.error("the body is not UTF-8 JSON").with_field("body")
                    }
                    Ok(()) => wrong_field(&error),
                });
            }
        };
        fields.into_event(body, secret, timestamp)
    }
}

/// The field is named at the start of our own messages: `"amount: must be …"`.
fn wrong_field(error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    match text.split_once(": ") {
        Some((field, _)) if NAMES.contains(&field) => {
            WebhookReason::InvalidField.error(text).with_field(field.to_owned())
        }
        _ => WebhookReason::InvalidField.error("the body is not an object").with_field("body"),
    }
}

const NAMES: [&str; 9] =
    ["code", "status", "payment_id", "transaction", "amount", "charge", "currency", "custom", "date"];

#[derive(Default)]
struct EventFields {
    code: Option<i64>,
    status: Option<String>,
    payment_id: Option<String>,
    transaction: Option<String>,
    amount: Option<Amount>,
    charge: Option<Amount>,
    currency: Option<String>,
    custom: Option<String>,
    date: Option<CalendarDate>,
}

impl EventFields {
    fn into_event(self, body: &str, secret: &str, timestamp: u64) -> Result<WebhookEvent, Error> {
        fn required<T>(field: &str, value: Option<T>) -> Result<T, Error> {
            value.ok_or_else(|| {
                WebhookReason::InvalidField
                    .error(&format!("{field}: is missing"))
                    .with_field(field.to_owned())
            })
        }
        Ok(WebhookEvent {
            code: self.code,
            status: required("status", self.status)?,
            payment_id: required("payment_id", self.payment_id)?,
            transaction: required("transaction", self.transaction)?,
            amount: required("amount", self.amount)?,
            charge: self.charge,
            currency: required("currency", self.currency)?,
            custom: required("custom", self.custom)?,
            date: self.date,
            verified_by: secret.to_owned(),
            timestamp,
            raw: Raw::of_webhook(body),
        })
    }
}

impl<'de> Deserialize<'de> for EventFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = EventFields;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventFields, A::Error> {
                let mut fields = EventFields::default();
                let mut seen = 0_u16;
                let mut unknown = NoDuplicates::default();
                while let Some(Name(name)) = map.next_key()? {
                    let Some(at) = fields.read_known(&name, &mut map)? else {
                        if !unknown.add(&name) {
                            return Err(Strict::duplicate());
                        }
                        map.next_value_seed(Strict { depth: 1 })?;
                        continue;
                    };
                    if seen & (1 << at) != 0 {
                        return Err(Strict::duplicate());
                    }
                    seen |= 1 << at;
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl EventFields {
    /// Reads a documented field's value and tells its number; `None` leaves the value of any other to be read.
    fn read_known<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
    ) -> Result<Option<u8>, A::Error> {
        let number = match name {
            "code" => {
                self.code =
                    Some(read(map, "code: must be a whole number", |json| unquoted(json)?.parse().ok())?);
                0
            }
            "status" => {
                self.status = Some(text(map, "status: must be a string", |_| true)?);
                1
            }
            "payment_id" => {
                self.payment_id =
                    Some(text(map, "payment_id: must be 1 to 128 letters, digits, '_' or '-'", is_id)?);
                2
            }
            "transaction" => {
                self.transaction =
                    Some(text(map, "transaction: must be 1 to 128 letters, digits, '_' or '-'", is_id)?);
                3
            }
            "amount" => {
                self.amount =
                    Some(read(map, "amount: must be a decimal number of at most 28 digits", amount)?);
                4
            }
            "charge" => {
                let charge = |json: &str| if json == "null" { Some(None) } else { amount(json).map(Some) };
                self.charge = read(map, "charge: must be a decimal number of at most 28 digits", charge)?;
                5
            }
            "currency" => {
                self.currency = Some(text(map, "currency: must be a string", |_| true)?);
                6
            }
            "custom" => {
                self.custom = Some(text(map, "custom: must be a string", |_| true)?);
                7
            }
            "date" => {
                let rule = "date: must be a day of the calendar, dd-mm-yyyy";
                let date = map.next_value::<Option<Name<'de>>>().map_err(|_| A::Error::custom(rule))?;
                self.date = match date {
                    Some(Name(date)) => {
                        Some(CalendarDate::parse(&date).ok_or_else(|| A::Error::custom(rule))?)
                    }
                    None => None,
                };
                8
            }
            _ => return Ok(None),
        };
        Ok(Some(number))
    }
}

/// A value read from its JSON text.
fn read<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    rule: &str,
    convert: impl FnOnce(&str) -> Option<T>,
) -> Result<T, A::Error> {
    let json: &RawValue = map.next_value()?;
    convert(json.get()).ok_or_else(|| A::Error::custom(rule))
}

fn text<'de, A: MapAccess<'de>>(
    map: &mut A,
    rule: &str,
    allowed: impl FnOnce(&str) -> bool,
) -> Result<String, A::Error> {
    match map.next_value::<Name<'de>>() {
        Ok(Name(text)) if allowed(&text) => Ok(text.into_owned()),
        _ => Err(A::Error::custom(rule)),
    }
}

/// A number's digits, or a string that holds them.
fn unquoted(json: &str) -> Option<&str> {
    match json.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"'),
        None => Some(json),
    }
}

fn amount(json: &str) -> Option<Amount> {
    unquoted(json).and_then(Amount::parse)
}

fn is_id(text: &str) -> bool {
    crate::path::id("id", text).is_ok()
}
