//! A verified event.

use std::borrow::Cow;

use serde::Serialize;

use super::{EventData, EventType, WebhookReason};
use crate::json::{
    self, Beside, Code, Found, How, Json, Missing, ModelShape, Part, Raw, Shape, StrictError, Value,
    Variants as _, check_strict,
};
use crate::secret::wire_json;
use crate::sign::sha256;
use crate::time::Timestamp;
use crate::{Decoded, Error};

/// An event whose `Authorization` was verified: there is no other way to make one.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Event {
    /// The delivery's id; none in the older form `{"event", "data"}`.
    pub id: Option<String>,
    /// What happened.
    pub event: EventType,
    /// The event's name as sent: some events are spelled in two ways.
    pub name: String,
    /// When the event was created; none in the older form.
    pub created_on: Option<Timestamp>,
    /// What `data` is: `charge`, `token` and so on, or `other`.
    data_type: &'static str,
    /// What the event is about, as it was then. Events may overtake each other: read it anew if its state matters.
    #[cfg_attr(feature = "schema", schemars(with = "EventData"))]
    data: Json,
    /// What to recognise a repeated delivery by: the `id`, or `sha256:` and a hash of the event's name and data. Events
    /// of the older form that say the same cannot be told apart, such as payments of one subscription.
    dedupe_key: String,
    #[cfg_attr(feature = "schema", schemars(skip))]
    raw: Raw,
}

impl Event {
    /// What the event is about, as it was then. Events may overtake each other: read it anew if its state matters.
    pub fn data(&self) -> EventData {
        EventData::read(self.data_type, &self.data)
    }

    /// What [`Event::data`] is: `charge`, `token`, `refund`, `cancel`, `subscription`, `bank_transfer_status`,
    /// `customs_declaration` or `transfer`; `other` of an event that this version does not know, and of data in a form
    /// that it cannot read.
    pub fn data_type(&self) -> &'static str {
        self.data_type
    }

    /// What to recognise a repeated delivery by: the `id`, or `sha256:` and a hash of the event's name and data.
    ///
    /// Keep it in the same database transaction as what you do about the event. Events of the older form, without an
    /// `id`, that say the same cannot be told apart, such as payments of one subscription.
    pub fn dedupe_key(&self) -> &str {
        &self.dedupe_key
    }

    /// Everything the gateway sent, unknown fields included.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// The event without its type: what other languages build their own objects from. Its members are `id`, `event`,
    /// `name`, `created_on`, `data_type`, `data` and `dedupe_key`.
    pub fn decoded(&self) -> Decoded {
        let Self { id, event, name, created_on, data_type, data, dedupe_key, raw: _ } = self;
        let whole = Whole { id, event, name, created_on: *created_on, data_type, data, dedupe_key };
        Decoded::of_own(wire_json(&whole).unwrap_or_default(), &WHOLE)
    }

    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let invalid = |message| WebhookReason::InvalidJson.error("body", message);
        check_strict(body).map_err(|error| {
            invalid(match error {
                StrictError::Duplicate => "the body repeats a field",
                StrictError::TooDeep => "the body is nested deeper than 32 levels",
                StrictError::NotJson => "the body is not UTF-8 JSON",
            })
        })?;
        let body = std::str::from_utf8(body).map_err(|_| invalid("the body is not UTF-8 JSON"))?;
        let whole = Value::known(body);
        if whole.first() != b'{' {
            return Err(WebhookReason::InvalidField.error("body", "the body is not an object"));
        }
        let name = match whole.member("event").map(text) {
            Some(Some(name)) => name,
            Some(None) => {
                return Err(WebhookReason::InvalidField.error("event", "event: must be the name of an event"));
            }
            None => return Err(WebhookReason::InvalidField.error("event", "event: is missing")),
        };
        let id = whole.member("id").and_then(text).map(Cow::into_owned);
        let event = EventType::from(&*name);
        let data = whole.member("data").map_or("null", Value::text);
        let dedupe_key = id.clone().unwrap_or_else(|| {
            let hash = sha256(&[event.as_str().as_bytes(), &[0], data.as_bytes()]);
            "sha256:".to_owned() + &base16ct::lower::encode_string(&hash)
        });
        // An event must not be lost because the gateway changed what it holds: what cannot be read is kept as it is.
        let known = event.data().filter(|(_, shape)| Found::of(data.as_bytes(), shape, b"").is_ok());
        Ok(Self {
            id,
            name: name.into_owned(),
            created_on: whole.member("created_on").and_then(|time| json::known(time.text())),
            data_type: known.map_or("other", |(name, _)| name),
            data: json::known(data).unwrap_or_else(|| data.into()),
            dedupe_key,
            raw: Raw::of_webhook(body),
            event,
        })
    }
}

/// A string that is not empty.
fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    if value.first() == b'"' { value.string().ok().filter(|text| !text.is_empty()) } else { None }
}

/// The event as other languages see it.
#[derive(Serialize)]
struct Whole<'a> {
    id: &'a Option<String>,
    event: &'a EventType,
    name: &'a str,
    created_on: Option<Timestamp>,
    data_type: &'a str,
    data: &'a Json,
    dedupe_key: &'a str,
}

const DATA: Part = Part::Beside(&Beside { tag: "data_type", variants: EventData::VARIANTS });
const OPTIONAL: Code = Code::new(Part::Shape(&Shape::Text), How::Strict, Missing::None);
const TEXT: Code = Code::new(Part::Shape(&Shape::Text), How::Strict, Missing::Refused);

static WHOLE: Shape = Shape::Model(&ModelShape {
    name: "Event",
    closed: false,
    names: "id\nevent\nname\ncreated_on\ndata_type\ndata\ndedupe_key\n",
    codes: &[
        OPTIONAL,
        TEXT,
        TEXT,
        Code::new(Part::Shape(&Shape::Time), How::Strict, Missing::None),
        TEXT,
        Code::new(DATA, How::Strict, Missing::None),
        TEXT,
    ],
    parts: &[DATA],
});
