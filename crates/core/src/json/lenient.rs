//! Reading what the gateways write in more than one way.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Visitor};

use super::deserializer::text;
use super::value::Value;

/// Reads a string and converts it, without keeping a copy when the input can be borrowed.
pub(crate) fn visit_str<'de, D, T, F>(deserializer: D, convert: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: FnOnce(&str) -> T,
{
    struct Text<T, F>(F, PhantomData<T>);
    impl<T, F: FnOnce(&str) -> T> Visitor<'_> for Text<T, F> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_str<E>(self, text: &str) -> Result<T, E> {
            Ok((self.0)(text))
        }
    }
    deserializer.deserialize_str(Text(convert, PhantomData))
}

/// An object's field name, borrowed unless it holds escapes.
pub(crate) struct Name<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// One documented field of an answer: none for null, `{}`, `[]`, and for anything that is not a `T`. An odd field must
/// not lose the answer, whose whole text stays beside it.
pub(crate) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let text = text(deserializer)?;
    let value = Value::known(&text);
    let is_empty = matches!(value.first(), b'{' | b'[') && value.parts().next().is_none();
    Ok(if is_empty { None } else { Option::deserialize(value).ok().flatten() })
}

/// A list; none for null and for anything that is not one. An empty list says that there is nothing, so it stays.
pub(crate) fn lenient_list<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let text = text(deserializer)?;
    Ok(Option::deserialize(Value::known(&text)).ok().flatten())
}

/// The same for types that have an empty value of their own.
pub(crate) fn lenient_or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    lenient(deserializer).map(Option::unwrap_or_default)
}

/// A text, also from a number's own digits: ids and codes come as either. None for anything else.
pub(crate) fn lenient_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = text(deserializer)?;
    let value = Value::known(&text);
    Ok(match value.first() {
        b'"' => value.string().ok().map(Cow::into_owned),
        b'-' | b'0'..=b'9' => Some(value.text().to_owned()),
        _ => None,
    })
}

/// A whole number, also from its digits as a string; none for anything else.
pub(crate) fn lenient_int<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
{
    Ok(lenient_text(deserializer)?.and_then(|text| text.parse().ok()))
}
