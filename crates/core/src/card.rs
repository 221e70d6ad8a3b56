//! Card numbers and security codes: they never print, and their memory is wiped.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::Blank;
use crate::{Error, Secret, secret};

/// A card number (PAN): digits only. Prints as `[card ****4242]`.
#[derive(Clone, PartialEq, Eq)]
pub struct CardNumber(Secret);

impl CardNumber {
    /// Takes a number as people type it: spaces and hyphens are dropped. Nothing else is checked here.
    pub fn new(number: &str) -> Self {
        let mut digits = String::with_capacity(number.len());
        digits.extend(number.chars().filter(|c| !matches!(c, ' ' | '-')));
        Self(Secret::new(digits))
    }
    /// The number in clear. Look at each caller when reviewing for leaks.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
    /// The last four digits, which may be shown; empty if there are fewer than 12 digits.
    pub fn last_four(&self) -> &str {
        let digits = self.expose();
        match digits.len().checked_sub(4) {
            Some(at) if at >= 8 => digits.get(at..).unwrap_or_default(),
            _ => "",
        }
    }

    /// 12 to 19 digits whose Luhn check sum is right.
    pub(crate) fn check(&self, field: &str) -> Result<(), Error> {
        let digits = self.expose();
        if !(12..=19).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Error::invalid(field, "must be 12 to 19 digits"));
        }
        let sum: u32 = digits
            .bytes()
            .rev()
            .enumerate()
            .map(|(at, digit)| {
                let value = u32::from(digit - b'0') << (at % 2);
                if value > 9 { value - 9 } else { value }
            })
            .sum();
        if sum.is_multiple_of(10) {
            Ok(())
        } else {
            Err(Error::invalid(field, "has a wrong check digit (Luhn)"))
        }
    }

    fn mask(&self) -> String {
        format!("[card ****{}]", self.last_four())
    }
}

impl Blank for CardNumber {
    fn blank() -> Self {
        Self(Secret::blank())
    }
}
impl From<&str> for CardNumber {
    fn from(number: &str) -> Self {
        Self::new(number)
    }
}
crate::json::exact_shape!(CardNumber, Cvv);

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mask())
    }
}
impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mask())
    }
}
impl Serialize for CardNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if secret::exposing() {
            serializer.serialize_str(self.expose())
        } else {
            serializer.serialize_str(&self.mask())
        }
    }
}
impl<'de> Deserialize<'de> for CardNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::visit_str(deserializer, Self::new)
    }
}

/// A card's security code. Prints as `[secret]`. It lives until its request is built, and is never stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cvv(Secret);

impl Cvv {
    /// Takes a code.
    pub fn new(code: &str) -> Self {
        Self(Secret::new(code))
    }
    /// The code in clear. Look at each caller when reviewing for leaks.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
    /// 3 or 4 digits.
    pub(crate) fn check(&self, field: &str) -> Result<(), Error> {
        let code = self.expose();
        let good = (3..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
        if good { Ok(()) } else { Err(Error::invalid(field, "must be 3 or 4 digits")) }
    }
}

impl From<&str> for Cvv {
    fn from(code: &str) -> Self {
        Self::new(code)
    }
}
impl Serialize for Cvv {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de> Deserialize<'de> for Cvv {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::visit_str(deserializer, Self::new)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    impl schemars::JsonSchema for super::CardNumber {
        fn schema_name() -> Cow<'static, str> {
            "CardNumber".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "string", "format": "card-number" })
        }
    }
    impl schemars::JsonSchema for super::Cvv {
        fn schema_name() -> Cow<'static, str> {
            "Cvv".into()
        }
        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "string", "format": "cvv", "writeOnly": true })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luhn() {
        for good in ["4242424242424242", "4000 0200 0000 0000", "4111-1111-1111-1111", "378282246310005"] {
            assert!(CardNumber::new(good).check("n").is_ok(), "{good}");
        }
        for bad in [
            "",
            "4242424242424241",
            "42",
            "4242 4242 4242 424x",
            "４２４２４２４２４２４２４２４２",
            "00000000000000000000",
        ] {
            assert_eq!(CardNumber::new(bad).check("n").unwrap_err().field(), Some("n"), "{bad}");
        }
    }

    #[test]
    fn nothing_prints() {
        let (number, cvv) = (CardNumber::new("4242 4242 4242 4242"), Cvv::new("123"));
        let printed =
            format!("{number} {number:?} {cvv:?} {}", serde_json::to_string(&(&number, &cvv)).unwrap());
        assert!(!printed.contains("424242") && !printed.contains("123"), "{printed}");
        assert_eq!(secret::wire_json(&(&number, &cvv)).unwrap().as_slice(), br#"["4242424242424242","123"]"#);
    }
}
