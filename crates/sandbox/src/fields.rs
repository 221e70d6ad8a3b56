use std::borrow::Cow;

use kaikei_core::php;
use rust_decimal::Decimal;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json::{Json, Members};

/// What a client sent as form, multipart or JSON, in its order.
#[derive(Debug, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, Field)>);

/// One value of [`Fields`]. Forms only hold text.
#[derive(Debug)]
pub(crate) enum Field {
    Null,
    Bool(bool),
    /// The number as it was written.
    Number(String),
    Text(String),
    /// An object or a list.
    Nested(Box<RawValue>),
}

impl Fields {
    pub(crate) fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            match fields.0.iter_mut().find(|(known, _)| *known == name) {
                Some(field) => field.1 = Field::Text(value),
                None => fields.0.push((name, Field::Text(value))),
            }
        }
        fields
    }

    pub(crate) fn from_json(members: Members) -> Self {
        let field = |raw: Box<RawValue>| match Json::of(&raw) {
            Json::Null => Field::Null,
            Json::Bool(value) => Field::Bool(value),
            Json::Number(text) => Field::Number(text.to_owned()),
            Json::Text(text) => Field::Text(text),
            Json::Object(_) | Json::Array(_) => Field::Nested(raw),
        };
        Self(members.0.into_iter().map(|(name, raw)| (name, field(raw))).collect())
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, field)| field)
    }

    /// The text of a string or number; `None` if it is absent, null or of another kind.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.field(name) {
            Some(Field::Text(text) | Field::Number(text)) => Some(text),
            _ => None,
        }
    }

    /// As [`text`](Self::text), an empty text counting as absent.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// The input as PHP holds it, `amount` cast to float if asked; `None` if a value is nested.
    pub(crate) fn as_php(&self, cast_amount: bool) -> Option<Vec<(Cow<'_, str>, php::Value<'_>)>> {
        self.0
            .iter()
            .map(|(name, field)| {
                let value = match field {
                    Field::Null => php::Value::Null,
                    Field::Bool(value) => php::Value::Bool(*value),
                    Field::Number(text) => php::Value::Number(number(text)?),
                    // A text that is no number casts to zero, as in PHP.
                    Field::Text(text) if cast_amount && name == "amount" => {
                        php::Value::Number(number(text).unwrap_or_default())
                    }
                    Field::Text(text) => php::Value::Text(Cow::Borrowed(text)),
                    Field::Nested(_) => return None,
                };
                Some((Cow::Borrowed(name.as_str()), value))
            })
            .collect()
    }
}

impl Field {
    /// The value as JSON, for what is only kept and shown again.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Text(text) => Value::from(text.as_str()),
            Self::Number(text) => serde_json::from_str(text).unwrap_or(Value::Null),
            Self::Nested(raw) => serde_json::from_str(raw.get()).unwrap_or(Value::Null),
        }
    }
}

/// A JSON number or a plain decimal, exactly.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok().map(|n| n.normalize())
}
