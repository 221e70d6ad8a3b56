//! Money as UnivaPay counts it: in the smallest unit of a currency, which is not the same for every currency.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::{self, Blank, Fields};
use crate::univapay::rules;
use crate::{Amount, Error};

/// An amount and its currency, for the gateway's parameters: `Money::of("12.50", "USD")` is 1250 cents, and
/// `Money::of("1000", "JPY")` 1000 yen, because the yen has no smaller unit.
///
/// Nobody multiplies by a hundred: [`Money::of`] knows how many decimals each currency of ISO 4217 has, and refuses
/// more of them. [`Money::minor`] is for amounts that are in the smallest unit already, as in the gateway's answers.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Money {
    amount: u64,
    currency: String,
}

/// The largest amount: what every language of this library, and JSON, holds exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// Currencies of ISO 4217 without decimals, and with three.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
const TWO: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
    CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS \
    INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP \
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";

/// How many decimals a currency of ISO 4217 has; none if this version does not know it.
pub fn currency_decimals(currency: &str) -> Option<u32> {
    let is_in =
        |list: &str| currency.len() == 3 && list.split_ascii_whitespace().any(|code| code == currency);
    [(TWO, 2), (NONE, 0), (THREE, 3)].iter().find(|(list, _)| is_in(list)).map(|(_, decimals)| *decimals)
}

impl Money {
    /// An amount in the currency's main unit, such as `"12.50"` dollars or `"1000"` yen: exact, at least 0, and with no
    /// more decimals than the currency has.
    pub fn of(amount: &str, currency: &str) -> Result<Self, Error> {
        rules::currency("currency", Some(currency))?;
        let decimals = currency_decimals(currency).ok_or_else(|| {
            let rule = "is not known: give the amount in its smallest unit, by Money.minor";
            Error::invalid("currency", rule)
        })?;
        let rule = "must be a decimal number that is not negative, such as \"12.50\"";
        let wrong = || Error::invalid("amount", rule);
        let decimal = amount.parse::<Amount>().map_err(|_| wrong())?.decimal().normalize();
        if decimal.is_sign_negative() && !decimal.is_zero() {
            return Err(wrong());
        }
        if decimal.scale() > decimals {
            return Err(Error::invalid(
                "amount",
                format!("must have at most {decimals} decimals in {currency}"),
            ));
        }
        let units =
            decimal.checked_mul(10_u64.pow(decimals).into()).and_then(|units| u64::try_from(units).ok());
        Self::minor(units.unwrap_or(u64::MAX), currency)
    }

    /// An amount in the currency's smallest unit: cents, or yen.
    pub fn minor(amount: u64, currency: &str) -> Result<Self, Error> {
        rules::currency("currency", Some(currency))?;
        if amount > LARGEST {
            return Err(Error::invalid("amount", format!("must be at most {LARGEST} of the smallest unit")));
        }
        Ok(Self { amount, currency: currency.to_owned() })
    }

    /// In the currency's smallest unit.
    pub const fn amount(&self) -> u64 {
        self.amount
    }

    /// The code of ISO 4217.
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// In the currency's main unit; none if this version does not know the currency.
    pub fn decimal(&self) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.amount.into(), currency_decimals(&self.currency)?).ok()
    }

    /// Reads `{"amount": 1250, "currency": "USD"}`.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        let fields = Fields::read(json.as_bytes()).unwrap_or_default();
        let unknown = fields.0.iter().find(|(name, _)| !["amount", "currency"].contains(&name.as_ref()));
        if let Some((name, _)) = unknown {
            return Err(Error::invalid(name.as_ref(), "is not a part of money"));
        }
        let amount = fields.get("amount").ok_or_else(|| Error::invalid("amount", "is required"))?;
        let whole = "must be a whole number of the currency's smallest unit";
        let amount = amount.get().parse().map_err(|_| Error::invalid("amount", whole))?;
        let currency = fields.get("currency").ok_or_else(|| Error::invalid("currency", "is required"))?;
        let currency: String =
            json::known(currency.get()).ok_or_else(|| Error::invalid("currency", "must be a string"))?;
        Self::minor(amount, &currency)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal() {
            Some(decimal) => write!(f, "{decimal} {}", self.currency),
            None => write!(f, "{} of the smallest unit of {}", self.amount, self.currency),
        }
    }
}
impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
crate::json::exact_shape!(Money);

impl Blank for Money {
    fn blank() -> Self {
        Self { amount: 0, currency: String::new() }
    }
}
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut money = serializer.serialize_struct("Money", 2)?;
        money.serialize_field("amount", &self.amount)?;
        money.serialize_field("currency", &self.currency)?;
        money.end()
    }
}
impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = json::text(deserializer)?;
        if !text.starts_with('{') {
            return Err(D::Error::custom("another type, expected money: an amount and its currency"));
        }
        Self::read(&text).map_err(|error| json::below("", &error))
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Money".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "format": "money" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_currency_has_its_own_smallest_unit() {
        for (amount, currency, units) in [
            ("1000", "JPY", 1000),
            ("1000.00", "JPY", 1000),
            ("12.5", "USD", 1250),
            ("0", "USD", 0),
            ("-0", "USD", 0),
            ("1.234", "KWD", 1234),
            ("1e3", "JPY", 1000),
        ] {
            let money = Money::of(amount, currency).unwrap();
            assert_eq!((money.amount(), money.currency()), (units, currency), "{amount}");
        }
        assert_eq!(Money::of("12.5", "USD").unwrap().to_string(), "12.50 USD");
        assert_eq!(Money::minor(7, "ZZZ").unwrap().to_string(), "7 of the smallest unit of ZZZ");
    }

    #[test]
    fn what_a_currency_cannot_hold_is_refused() {
        for (amount, currency, field) in [
            ("10.5", "JPY", "amount"),
            ("1.001", "USD", "amount"),
            ("-1", "USD", "amount"),
            ("", "USD", "amount"),
            ("1,000", "JPY", "amount"),
            ("9007199254740992", "JPY", "amount"),
            ("90071992547409.92", "USD", "amount"),
            ("79228162514264337593543950335", "KWD", "amount"),
            ("1", "jpy", "currency"),
            ("1", "ZZZ", "currency"),
            ("1", "", "currency"),
            ("1", "JPY JPY", "currency"),
        ] {
            assert_eq!(Money::of(amount, currency).unwrap_err().field(), Some(field), "{amount} {currency}");
        }
        assert!(Money::minor(LARGEST + 1, "JPY").is_err());
    }

    #[test]
    fn is_written_and_read_in_the_smallest_unit() {
        let json = r#"{"amount":1250,"currency":"USD"}"#;
        assert_eq!(serde_json::to_string(&Money::of("12.50", "USD").unwrap()).unwrap(), json);
        assert_eq!(serde_json::from_str::<Money>(json).unwrap(), Money::minor(1250, "USD").unwrap());
        for bad in [
            r#"{"amount":12.5,"currency":"USD"}"#,
            r#"{"amount":"1250","currency":"USD"}"#,
            r#"{"amount":-1,"currency":"USD"}"#,
            r#"{"amount":1250}"#,
            r#"{"currency":"USD"}"#,
            r#"{"amount":1250,"currency":"USD","cents":true}"#,
            "1250",
        ] {
            assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
        }
    }
}
