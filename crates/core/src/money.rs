//! Exact money: decimals read from their text, never through a binary float.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::json::{self, Blank, Value};

/// An exact decimal amount in the currency's main unit (dollars, yen), as ITO-Japan uses it. It keeps its digits:
/// `5.00` prints as `5.00`, and equals `5`.
///
/// In JSON it is written as a string and read from a string or a number's own text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// The decimal itself.
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// Reads a JSON number's text or a plain decimal; `None` if a digit would be lost (more than 28).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > 64 || !is_json_number(text) {
            return None;
        }
        if let Some(decimal) = short_decimal(text) {
            return Some(Self(decimal));
        }
        let decimal = match text.split_once(['e', 'E']) {
            None => Decimal::from_str_exact(text).ok()?,
            Some((mantissa, exponent)) => scale_by_ten(mantissa, exponent.parse().ok()?)?,
        };
        Some(Self(decimal))
    }
}

/// RFC 8259: `-`?, digits without leading zeros, a fraction, an exponent.
fn is_json_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (text, "0"),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && digits(fraction) && digits(exponent)
}

/// A plain decimal of at most 18 digits, which nearly every amount is; `None` for anything else.
fn short_decimal(text: &str) -> Option<Decimal> {
    let (mut mantissa, mut digits, mut point) = (0_i64, 0, None);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' if digits < 18 => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                digits += 1;
            }
            b'.' if point.is_none() && digits > 0 => point = Some(digits),
            _ => return None,
        }
    }
    let scale = digits - point.unwrap_or(digits);
    let whole = digits > 0 && point != Some(digits);
    whole.then(|| Decimal::new(mantissa, scale))
}

/// `mantissa` times ten to the `exponent`, or `None` if that cannot be held exactly.
fn scale_by_ten(mantissa: &str, exponent: i32) -> Option<Decimal> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let point = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    let digits = format!("{whole}{fraction}");
    let plain = match u32::try_from(point) {
        Ok(0) => digits,
        Ok(point) if point <= 28 => {
            let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
            let padded = format!("{digits:0>width$}", width = point as usize + 1);
            let (whole, fraction) = padded.split_at(padded.len() - point as usize);
            format!("{sign}{whole}.{fraction}")
        }
        _ if (-28..0).contains(&point) => digits + &"0".repeat(point.unsigned_abs() as usize),
        _ => return None,
    };
    Decimal::from_str_exact(&plain).ok()
}

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Self(decimal)
    }
}
crate::json::exact_shape!(Amount);

impl Blank for Amount {
    fn blank() -> Self {
        Self(Decimal::ZERO)
    }
}
impl From<i64> for Amount {
    fn from(whole: i64) -> Self {
        Self(whole.into())
    }
}
impl FromStr for Amount {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text).ok_or_else(|| {
            Error::invalid("amount", "must be a decimal number such as \"280.50\", at most 28 digits")
        })
    }
}
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = json::text(deserializer)?;
        let value = Value::known(&text);
        let plain = match value.first() {
            b'"' => value.string().map_err(D::Error::custom)?,
            _ => Cow::Borrowed(value.text()),
        };
        Self::parse(&plain).ok_or_else(|| D::Error::custom("must be a decimal number of at most 28 digits"))
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "decimal" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_digit() {
        for text in ["0", "5.00", "-3.10", "9999999999999999999999999999", "0.0000000000000000000000000001"] {
            assert_eq!(Amount::parse(text).map(|a| a.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Amount::parse("1.5e2").unwrap().to_string(), "150");
        assert_eq!(Amount::parse("-15E-3").unwrap().to_string(), "-0.015");
        assert_eq!(Amount::parse("1e3").unwrap(), Amount::from(1000));
    }

    #[test]
    fn refuses_what_it_cannot_hold_exactly() {
        for bad in [
            "",
            "+1",
            ".5",
            "1,5",
            "NaN",
            "Infinity",
            "1e400",
            "1e-40",
            "1e",
            "0x10",
            "１",
            "1.2.3",
            "--1",
            "0.00000000000000000000000000001",
            "99999999999999999999999999999999",
            "1e99999999999",
            "-",
            "-.5",
            "1.",
            "007",
            "-e3",
            "1.e3",
            "1e+-2",
            " 1",
            "1 ",
        ] {
            assert!(Amount::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn reads_numbers_and_strings_without_a_float() {
        let exact = "0.1000000000000000055511";
        assert_eq!(serde_json::from_str::<Amount>(exact).unwrap().to_string(), exact);
        assert_eq!(serde_json::from_str::<Amount>("\"280.00\"").unwrap().to_string(), "280.00");
        assert!(serde_json::from_str::<Amount>("null").is_err());
        assert_eq!(serde_json::to_string(&Amount::from(7)).unwrap(), "\"7\"");
    }
}
