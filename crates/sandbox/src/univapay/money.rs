use serde_json::value::RawValue;

use super::reader::Reader;

/// An amount in its currency's smallest unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Money {
    pub(super) amount: u64,
    pub(super) currency: String,
}

impl Reader<'_> {
    /// `amount` and `currency`. A text of digits and a currency in lower case are read too, as the gateway's guide
    /// sends them.
    pub(super) fn money(&self) -> Money {
        let text = self.required("amount");
        let amount = whole(&text);
        if amount.is_none() && !text.is_empty() {
            self.wrong("amount", "INVALID_AMOUNT");
        }
        let currency = self.required("currency").to_ascii_uppercase();
        if !currency.is_empty() && !is_currency(&currency) {
            self.wrong("currency", "INVALID_CURRENCY");
        }
        Money { amount: amount.unwrap_or_default(), currency }
    }
}

fn whole(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|amount| digits && (1..=99_999_999_999).contains(amount))
}

pub(super) fn is_currency(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

impl Money {
    /// For people: `12.5 USD`.
    pub(super) fn text(&self) -> String {
        let amount = self.formatted().map(|amount| amount.get().to_owned()).unwrap_or_default();
        format!("{amount} {}", self.currency)
    }

    /// The amount in the currency's main unit, as a JSON number: 12.5 for 1250 US cents.
    pub(super) fn formatted(&self) -> Option<Box<RawValue>> {
        formatted(self.amount.into(), &self.currency)
    }
}

/// An amount, possibly negative, in its currency's main unit.
pub(super) fn formatted(amount: i128, currency: &str) -> Option<Box<RawValue>> {
    let amount = rust_decimal::Decimal::from_i128_with_scale(amount, decimals(currency)).normalize();
    RawValue::from_string(amount.to_string()).ok()
}

/// The exponents of ISO 4217.
fn decimals(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}
