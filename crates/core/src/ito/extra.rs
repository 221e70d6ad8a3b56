//! Parameters of a payment beyond the documented ones.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::php::{Name, Value};
use crate::{Amount, Error};

/// The documented parameters, in the order in which they are signed.
pub(super) const DOCUMENTED: [&str; 8] = [
    "custom",
    "currency_code",
    "amount",
    "details",
    "web_hook",
    "cancel_url",
    "success_url",
    "customer_email",
];

/// Parameters beyond the documented ones, in the order given: names of 1 to 64 ASCII letters, digits, `_` and `-`,
/// starting with a letter or `_`, none of them documented.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra(Vec<(String, ExtraValue)>);

/// A value of [`Extra`].
#[derive(Clone, Debug, PartialEq)]
pub enum ExtraValue {
    /// Signed in JSON, left out of a form.
    Null,
    /// `true`/`false` in JSON, `1`/`0` in a form.
    Bool(bool),
    /// An exact number of at most 14 significant digits.
    Number(Amount),
    /// A string without NUL.
    Text(String),
}

impl ExtraValue {
    fn to_php(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(value) => Value::Number(value.decimal()),
            Self::Text(value) => Value::Text(Cow::Borrowed(value)),
        }
    }
}

impl From<&str> for ExtraValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Extra {
    /// The same parameters and one more.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<ExtraValue>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = (Name<'_>, Value<'_>)> {
        self.0.iter().map(|(name, value)| (Name::Any(name), value.to_php()))
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let mut names = BTreeSet::from(DOCUMENTED);
        for (name, value) in &self.0 {
            let field = format!("extra.{name}");
            let first = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
            let rest = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
            if !first || !rest || name.len() > 64 {
                return Err(Error::invalid(
                    "extra",
                    "must have names of 1 to 64 ASCII letters, digits, '_' and '-'",
                ));
            }
            if !names.insert(name) {
                return Err(Error::invalid(field, "is given twice, or is a documented parameter"));
            }
            match value {
                ExtraValue::Text(text) => check_text(&field, text)?,
                ExtraValue::Number(number) => {
                    let plain = number.decimal().normalize();
                    let small = !plain.is_zero() && plain.abs() < rust_decimal::Decimal::new(1, 4);
                    if plain.mantissa().abs() > 99_999_999_999_999 || small {
                        return Err(Error::invalid(field, "must have at most 14 significant digits"));
                    }
                }
                ExtraValue::Null | ExtraValue::Bool(_) => {}
            }
        }
        Ok(())
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            match value {
                ExtraValue::Null => map.serialize_entry(name, &())?,
                ExtraValue::Bool(value) => map.serialize_entry(name, value)?,
                ExtraValue::Text(value) => map.serialize_entry(name, value)?,
                ExtraValue::Number(value) => {
                    let number =
                        RawValue::from_string(value.to_string()).map_err(serde::ser::Error::custom)?;
                    map.serialize_entry(name, &number)?;
                }
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Extra;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of strings, numbers, booleans and nulls")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extra, A::Error> {
                let mut extra = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    let text = value.get();
                    let value = match text.as_bytes().first() {
                        Some(b'n') => ExtraValue::Null,
                        Some(b't' | b'f') => ExtraValue::Bool(text == "true"),
                        Some(b'"') => ExtraValue::Text(serde_json::from_str(text).map_err(A::Error::custom)?),
                        Some(b'-' | b'0'..=b'9') => ExtraValue::Number(
                            Amount::parse(text)
                                .ok_or_else(|| A::Error::custom("must be a number of at most 28 digits"))?,
                        ),
                        _ => {
                            return Err(A::Error::custom(
                                "must hold strings, numbers, booleans and nulls only",
                            ));
                        }
                    };
                    extra.push((name, value));
                }
                Ok(Extra(extra))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Extra {
    fn schema_name() -> Cow<'static, str> {
        "Extra".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object", "additionalProperties": { "type": ["string", "number", "boolean", "null"] }
        })
    }
}

pub(super) fn check_text(field: &str, value: &str) -> Result<(), Error> {
    if value.as_bytes().contains(&0) {
        return Err(Error::invalid(field, "must not hold a NUL character"));
    }
    Ok(())
}
