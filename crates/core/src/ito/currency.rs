//! The gateway's currencies: "It may update further", so others can be given with their decimals.

use std::fmt;
use std::str::FromStr;

use kaikei_derive::Model;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::json::{self, Blank};

/// A currency code of ITO-Japan, and how many decimals its amounts may have.
///
/// In JSON: `"USD"`, or `{"code": "EUR", "decimals": 2}` for one that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Currency {
    /// `USD`, United States dollar, 2 decimals.
    Usd,
    /// `JPY`, Japanese yen, no decimals.
    Jpy,
    /// `SGP-USD`, SAKURAGUAMPOINT-USD, 2 decimals.
    SgpUsd,
    /// Another code, 3 to 12 of `A-Z`, `0-9` and `-`, with its number of decimals (at most 8).
    Other {
        /// The code.
        code: String,
        /// Decimals that an amount may have.
        decimals: u32,
    },
}

impl Currency {
    /// The code as the gateway writes it.
    pub fn code(&self) -> &str {
        match self {
            Self::Usd => "USD",
            Self::Jpy => "JPY",
            Self::SgpUsd => "SGP-USD",
            Self::Other { code, .. } => code,
        }
    }

    /// How many decimals an amount may have.
    pub const fn decimals(&self) -> u32 {
        match self {
            Self::Usd | Self::SgpUsd => 2,
            Self::Jpy => 0,
            Self::Other { decimals, .. } => *decimals,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Self::Other { code, decimals } = self {
            let known = code.parse::<Self>().ok();
            if known.is_some_and(|known| known.decimals() != *decimals) {
                return Err(Error::invalid(
                    "currency_code",
                    format!("{code} has another number of decimals"),
                ));
            }
            let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
            if !(3..=12).contains(&code.len()) || !code.bytes().all(allowed) || *decimals > 8 {
                let rule = "must be 3 to 12 of A-Z, 0-9 and '-', with at most 8 decimals";
                return Err(Error::invalid("currency_code", rule));
            }
        }
        Ok(())
    }
}

impl FromStr for Currency {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self, Error> {
        match code {
            "USD" => Ok(Self::Usd),
            "JPY" => Ok(Self::Jpy),
            "SGP-USD" => Ok(Self::SgpUsd),
            _ => Err(Error::invalid("currency_code", RULE)),
        }
    }
}

const RULE: &str = "must be USD, JPY or SGP-USD, or another code together with its number of decimals";

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[derive(Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct WithDecimals {
    /// 3 to 12 of `A-Z`, `0-9` and `-`.
    code: String,
    /// Decimals that an amount may have, at most 8.
    decimals: u32,
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Other { code, decimals } => {
                WithDecimals { code: code.clone(), decimals: *decimals }.serialize(serializer)
            }
            known => serializer.serialize_str(known.code()),
        }
    }
}
impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = json::text(deserializer)?;
        if text.starts_with('"') {
            let known = json::known::<String>(&text).and_then(|code| code.parse().ok());
            return known.ok_or_else(|| D::Error::custom(RULE));
        }
        let WithDecimals { code, decimals } = json::known(&text).ok_or_else(|| D::Error::custom(RULE))?;
        let currency = Self::Other { code, decimals };
        currency.check().map_err(D::Error::custom)?;
        Ok(currency.code().parse().unwrap_or(currency))
    }
}
impl Blank for Currency {
    fn blank() -> Self {
        Self::Usd
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut other = WithDecimals::json_schema(generator);
        other.insert("title".to_owned(), "OtherCurrency".into());
        other.insert("description".to_owned(), "A currency that this version does not know.".into());
        schemars::json_schema!({ "anyOf": [{ "type": "string", "enum": ["USD", "JPY", "SGP-USD"] }, other] })
    }
}
