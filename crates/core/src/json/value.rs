//! One JSON value as its text, read without judging again what was judged once.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::read_error::ReadError;

/// A JSON value that is known to be well-formed.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    text: &'a str,
    /// Where it begins in the text that is being read.
    at: usize,
}

/// Reads a text that was judged before.
pub(crate) fn known<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Value::known(text)).ok()
}

impl<'a> Value<'a> {
    /// Judges the form of a whole text.
    pub(crate) fn parse(bytes: &'a [u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(bytes).map(|raw: &RawValue| Self::known(raw.get()))
    }

    /// A text that was judged before.
    pub(crate) fn known(text: &'a str) -> Self {
        Self { text: text.trim_ascii(), at: 0 }
    }

    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    pub(crate) fn first(self) -> u8 {
        self.text.as_bytes().first().copied().unwrap_or_default()
    }

    pub(super) fn start(self) -> usize {
        self.at
    }

    pub(super) fn end(self) -> usize {
        self.at.saturating_add(self.text.len())
    }

    /// A string's text. An escape may be half of a character, which only this finds.
    pub(crate) fn string(self) -> Result<Cow<'a, str>, ReadError> {
        let plain = self.text.get(1..self.text.len().saturating_sub(1)).unwrap_or_default();
        if plain.as_bytes().contains(&b'\\') {
            return serde_json::from_str(self.text).map(Cow::Owned).map_err(|e| ReadError::form(&e, self));
        }
        Ok(Cow::Borrowed(plain))
    }

    /// An object's member, if there is one of that name.
    pub(crate) fn member(self, name: &str) -> Option<Value<'a>> {
        let mut parts = Some(self.parts()).filter(|_| self.first() == b'{')?;
        let mut found = None;
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            if key.string().is_ok_and(|key| key == name) && found.replace(value).is_some() {
                return None;
            }
        }
        found
    }

    /// What an object or a list holds.
    pub(crate) fn parts(self) -> Parts<'a> {
        Parts { whole: self, next: 1 }
    }
}

/// An object's members, found once: what is asked for more of them than one.
pub struct Members<'a> {
    /// The object.
    pub whole: Value<'a>,
    pub(super) given: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Members<'a> {
    pub(crate) fn of(whole: Value<'a>) -> Self {
        let (mut parts, mut given) = (whole.parts(), Vec::with_capacity(32));
        while let (b'{', Some(name), Some(value)) = (whole.first(), parts.next(), parts.next()) {
            if let Ok(name) = name.string() {
                given.push((name, value));
            }
        }
        Self { whole, given }
    }

    /// As [`Value::member`].
    pub(crate) fn get(&self, name: &str) -> Option<Value<'a>> {
        let mut found = self.given.iter().filter(|(given, _)| given == name);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(*value)
    }
}

/// The values inside an object or a list, one after the other; names are among an object's.
pub(crate) struct Parts<'a> {
    whole: Value<'a>,
    next: usize,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let bytes = self.whole.text.as_bytes();
        let between = |b: &u8| matches!(b, b' ' | b'\n' | b'\t' | b'\r' | b',' | b':');
        let start = self.next + bytes.get(self.next..)?.iter().take_while(|b| between(b)).count();
        self.next = end(bytes, start);
        let text = self.whole.text.get(start..self.next).filter(|text| !text.is_empty())?;
        Some(Value { text, at: self.whole.at.saturating_add(start) })
    }
}

/// Where the value ends that begins at `start`; `start` itself where a list or an object ends instead.
fn end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_string(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b',' | b' ' | b'\n' | b'\t' | b'\r' if depth == 0 => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(rest) = bytes.get(at..) {
        // Texts are most of an answer: sixteen bytes at once.
        let found = match rest.first_chunk() {
            Some(sixteen) => ends(u128::from_le_bytes(*sixteen)),
            None => rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len()),
        };
        at += found;
        match bytes.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => {}
            None => break,
        }
    }
    bytes.len()
}

/// How many bytes come before the first quote or backslash; sixteen if there is none.
fn ends(sixteen: u128) -> usize {
    const ONES: u128 = u128::MAX / 0xff;
    let [quote, backslash] = [b'"', b'\\'].map(|byte| {
        let zero_where_found = sixteen ^ (ONES * u128::from(byte));
        zero_where_found.wrapping_sub(ONES) & !zero_where_found
    });
    ((quote | backslash) & (ONES << 7)).trailing_zeros() as usize / 8
}
