//! Strict JSON: no name twice in an object, at most 32 levels deep. Two readers of one message must never see
//! different values.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Deepest nesting of objects and lists that is read.
pub const MAX_DEPTH: usize = 32;

const DUPLICATE: &str = "kaikei: a field appears twice";
const TOO_DEEP: &str = "kaikei: nested too deep";

/// Why a text is not strict JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StrictError {
    NotJson,
    Duplicate,
    TooDeep,
}

impl StrictError {
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        if text.starts_with(DUPLICATE) {
            Self::Duplicate
        } else if text.starts_with(TOO_DEEP) || text.starts_with("recursion limit") {
            Self::TooDeep
        } else {
            Self::NotJson
        }
    }
}

/// Checks a whole text.
pub(crate) fn check_strict(bytes: &[u8]) -> Result<(), StrictError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Strict { depth: 0 }
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|e| StrictError::of(&e))
}

/// Names seen in one object: a list while they are few, a set when somebody sends thousands.
#[derive(Default)]
pub(crate) struct NoDuplicates<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> NoDuplicates<'a> {
    /// Whether `name` is new.
    #[allow(clippy::ptr_arg, reason = "the set keeps what it can borrow")]
    pub(crate) fn add(&mut self, name: &Cow<'a, str>) -> bool {
        if self.many.is_empty() {
            if self.few.contains(name) {
                return false;
            }
            self.few.push(name.clone());
            if self.few.len() > 32 {
                self.many = self.few.drain(..).collect();
            }
            true
        } else {
            self.many.insert(name.clone())
        }
    }
}

/// Reads any value and keeps nothing. `depth` is the number of objects and lists around it.
#[derive(Clone, Copy)]
pub(crate) struct Strict {
    pub(crate) depth: usize,
}

impl Strict {
    fn inner<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self { depth: self.depth + 1 })
    }

    pub(crate) fn duplicate<E: serde::de::Error>() -> E {
        E::custom(DUPLICATE)
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let value = <&RawValue>::deserialize(deserializer)?.get();
        // A number is not looked into: `1e400` is JSON, though no float.
        if value.starts_with(['{', '[', '"']) {
            serde_json::Deserializer::from_str(value).deserialize_any(self).map_err(D::Error::custom)?;
        }
        Ok(())
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, a list or a string")
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.inner()?;
        let mut names = NoDuplicates::default();
        while let Some(super::lenient::Name(name)) = map.next_key()? {
            if !names.add(&name) {
                return Err(Self::duplicate());
            }
            map.next_value_seed(inner)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_once_at_every_level() {
        assert_eq!(check_strict(br#"{"a":1,"b":[{"a":2}]}"#), Ok(()));
        assert_eq!(check_strict(br#"{"a":1,"a":1}"#), Err(StrictError::Duplicate));
        assert_eq!(check_strict(br#"{"a":1,"\u0061":2}"#), Err(StrictError::Duplicate));
        assert_eq!(check_strict(br#"{"x":[{"a":1,"b":2,"a":3}]}"#), Err(StrictError::Duplicate));
        let many: Vec<String> = (0..5000).map(|n| format!("\"k{n}\":0")).collect();
        assert_eq!(check_strict(format!("{{{}}}", many.join(",")).as_bytes()), Ok(()));
        let twice = format!("{{{},\"k77\":1}}", many.join(","));
        assert_eq!(check_strict(twice.as_bytes()), Err(StrictError::Duplicate));
    }

    #[test]
    fn depth_32_and_no_more() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(check_strict(nested(32).as_bytes()), Ok(()));
        assert_eq!(check_strict(nested(33).as_bytes()), Err(StrictError::TooDeep));
        assert_eq!(check_strict(nested(100_000).as_bytes()), Err(StrictError::TooDeep));
    }

    #[test]
    fn json_and_nothing_after_it() {
        for bad in ["", "{", "{}x", "{\"a\":1,}", "nul", "\u{feff}{}", "{\"a\":01}"] {
            assert_eq!(check_strict(bad.as_bytes()), Err(StrictError::NotJson), "{bad}");
        }
        assert_eq!(check_strict(b"\xff"), Err(StrictError::NotJson));
        assert_eq!(check_strict(b" {\"a\":1e400} "), Ok(()), "numbers are not judged here");
    }
}
