//! JSON values that keep their text: numbers lose no digit, objects keep their order.

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::Error;

/// Any JSON value, as its text. It may hold personal data, so it prints only its length.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The JSON of any value.
    pub fn new<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        serde_json::value::to_raw_value(value)
            .map(Self)
            .map_err(|_| Error::invalid("value", "cannot be JSON"))
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }
    /// Reads it as any type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        super::read(self.as_str().as_bytes())
    }
}

/// Values that are JSON whatever they hold.
macro_rules! always_json {
    ($( $type:ty ),+) => { $(
        impl From<$type> for Json {
            fn from(value: $type) -> Self {
                // Encoding one of these cannot fail.
                Self(serde_json::value::to_raw_value(&value).unwrap_or_else(|_| RawValue::NULL.to_owned()))
            }
        }
    )+ };
}
always_json!(&str, String, bool, i64, u64, JsonObject);

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes of JSON]", self.as_str().len())
    }
}
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Json {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Json".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}

/// A JSON object that keeps its order and its values' text. It may hold personal data: it prints only its names.
#[derive(Clone, Default, PartialEq)]
pub struct JsonObject(Vec<(String, Json)>);

impl JsonObject {
    /// An empty object.
    pub const fn new() -> Self {
        Self(Vec::new())
    }
    /// The same object with one more field, or with that field's value replaced.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
        self
    }
    /// One field's value.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
    /// Every field, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
    /// Whether there is no field.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Of two fields with one name the first stays.
impl FromIterator<(String, Json)> for JsonObject {
    fn from_iter<I: IntoIterator<Item = (String, Json)>>(fields: I) -> Self {
        let mut seen = std::collections::HashSet::new();
        Self(fields.into_iter().filter(|(name, _)| seen.insert(name.clone())).collect())
    }
}

impl fmt::Debug for JsonObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
impl Serialize for JsonObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
impl<'de> Deserialize<'de> for JsonObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = JsonObject;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonObject, A::Error> {
                let mut fields: Vec<(String, Json)> = Vec::new();
                let mut names = super::NoDuplicates::default();
                while let Some((name, value)) = map.next_entry::<String, Json>()? {
                    if !names.add(&std::borrow::Cow::Owned(name.clone())) {
                        return Err(A::Error::custom("a field appears twice"));
                    }
                    fields.push((name, value));
                }
                Ok(JsonObject(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for JsonObject {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "JsonObject".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "additionalProperties": true })
    }
}
