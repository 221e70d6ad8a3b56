//! [`Value`] for serde. It is the only deserializer that the library itself uses, so that every type's code is there once.

use std::borrow::Cow;
use std::iter::once;

use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::lenient::Name;
use super::read_error::ReadError;
use super::value::{Parts, Value};

/// The name by which `serde_json` asks for a value's own text.
const RAW: &str = "$serde_json::private::RawValue";

/// A value's own text, of this deserializer and of `serde_json`'s.
#[inline(never)]
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    struct Text;
    impl<'de> Visitor<'de> for Text {
        type Value = Cow<'de, str>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("any JSON value")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cow<'de, str>, A::Error> {
            map.next_key::<Name<'de>>()?;
            map.next_value().map(|Name(text)| text)
        }
    }
    deserializer.deserialize_newtype_struct(RAW, Text)
}

impl<'de> Deserializer<'de> for Value<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.first() {
            b'n' => visitor.visit_unit(),
            b't' | b'f' => visitor.visit_bool(self.first() == b't'),
            b'"' => self.deserialize_str(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'{' => self.deserialize_map(visitor),
            _ => self.deserialize_u64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.first() {
            b't' | b'f' => visitor.visit_bool(self.first() == b't'),
            _ => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.first() {
            b'"' => match self.string()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_str(&zeroize::Zeroizing::new(text)),
            },
            _ => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.number()? {
            Some(Number::Positive(number)) => visitor.visit_u64(number),
            Some(Number::Negative(number)) => visitor.visit_i64(number),
            Some(Number::Float(number)) => visitor.visit_f64(number),
            None => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_u64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.first() == b'n' { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name != RAW {
            return visitor.visit_newtype_struct(self);
        }
        let text = (BorrowedStrDeserializer::new(RAW), BorrowedStrDeserializer::new(self.text()));
        visitor.visit_map(MapDeserializer::new(once(text)))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.first() {
            b'[' => visitor.visit_seq(Items { parts: self.parts(), at: 0 }),
            _ => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.first() {
            b'{' => visitor.visit_map(Members { parts: self.parts(), name: Value::known("") }),
            _ => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.first() {
            b'"' => visitor.visit_enum(StrDeserializer::new(&self.string()?)),
            _ => Err(ReadError::expected(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

enum Number {
    Positive(u64),
    Negative(i64),
    Float(f64),
}

impl Value<'_> {
    /// As `serde_json` sees it: `-0` and what has too many digits are floats.
    fn number(self) -> Result<Option<Number>, ReadError> {
        let text = self.text();
        if !matches!(self.first(), b'-' | b'0'..=b'9') {
            return Ok(None);
        }
        if let Ok(number) = text.parse() {
            return Ok(Some(Number::Positive(number)));
        }
        if let Some(number) = text.parse().ok().filter(|number| *number != 0) {
            return Ok(Some(Number::Negative(number)));
        }
        serde_json::from_str(text)
            .map(|number| Some(Number::Float(number)))
            .map_err(|error| ReadError::form(&error, self))
    }
}

struct Items<'a> {
    parts: Parts<'a>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ReadError;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        let Some(value) = self.parts.next() else { return Ok(None) };
        self.at += 1;
        seed.deserialize(value).map(Some).map_err(|error| error.inside(&format!("[{}]", self.at - 1), value))
    }
}

struct Members<'a> {
    parts: Parts<'a>,
    name: Value<'a>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = ReadError;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        let Some(name) = self.parts.next() else { return Ok(None) };
        self.name = name;
        seed.deserialize(name).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        let value = self.parts.next().unwrap_or(self.name);
        seed.deserialize(value).map_err(|error| match self.name.string() {
            Ok(name) => error.inside(&name, value),
            Err(_) => error,
        })
    }
}
