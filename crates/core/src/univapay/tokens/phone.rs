//! Telephone numbers in two parts.

use kaikei_derive::Model;
use serde::Serialize;

use super::given;
use crate::Error;

/// A telephone number: `81` and `08012341234`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PhoneNumber {
    /// The country's calling code, 1 to 3 digits without `+`: `81` is Japan.
    #[serde(deserialize_with = "given::text")]
    pub country_code: String,
    /// The number within the country, at most 15 digits and nothing else.
    pub local_number: String,
}

impl PhoneNumber {
    /// A Japanese number, with or without its leading 0, digits only.
    pub fn japanese(local_number: impl Into<String>) -> Self {
        Self { country_code: "81".to_owned(), local_number: local_number.into() }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let digits = |text: &str, longest| {
            (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(&self.country_code, 3) || self.country_code.starts_with('0') {
            return Err(Error::invalid("country_code", "must be 1 to 3 digits without '+', such as 81"));
        }
        if !digits(&self.local_number, 15) {
            return Err(Error::invalid("local_number", "must be 1 to 15 digits and nothing else"));
        }
        Ok(())
    }

    /// "日本の番号のみ可能".
    pub(super) fn check_japanese(&self) -> Result<(), Error> {
        self.check()?;
        if self.country_code != "81" {
            return Err(Error::invalid(
                "country_code",
                "must be 81: only Japanese numbers are accepted here",
            ));
        }
        let good = match self.local_number.strip_prefix('0') {
            Some(rest) => matches!(rest.len(), 9 | 10),
            None => matches!(self.local_number.len(), 9 | 10),
        };
        if !good {
            let rule = "must be a Japanese number: 10 or 11 digits from 0 on, or 9 or 10 without the 0";
            return Err(Error::invalid("local_number", rule));
        }
        Ok(())
    }
}
