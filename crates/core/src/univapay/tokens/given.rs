//! Parameters that may be given as a string or a number, and are sent as a string.
//!
//! Not by way of raw JSON text: the members of a sum type may be buffered before they are read.

use std::fmt;

use serde::de::{Error as _, Visitor};
use serde::{Deserializer, Serializer};

/// A string, or a whole number as its digits.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = String;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or a whole number")
        }
        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
        fn visit_u64<E>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }
    deserializer.deserialize_any(Text)
}

pub(super) fn read_month<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    number(&text(deserializer)?).ok_or_else(|| D::Error::custom("must be a month as a number, 1 to 12"))
}

/// Two digits, as most of the gateway's examples write it.
pub(super) fn write_month<S: Serializer>(month: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{month:02}"))
}

pub(super) fn read_year<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let year = number(&text(deserializer)?);
    year.map(full_year).ok_or_else(|| D::Error::custom("must be a year as a number, such as 2030 or 30"))
}

/// Four digits.
pub(super) fn write_year<S: Serializer>(year: &u16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{:04}", full_year(*year)))
}

/// A year of two digits is in this century.
pub(super) const fn full_year(year: u16) -> u16 {
    if year < 100 { 2000 + year } else { year }
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
