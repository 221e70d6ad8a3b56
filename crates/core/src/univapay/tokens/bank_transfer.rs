//! Bank transfers.

use kaikei_derive::Model;
use serde::Serialize;

use super::{expiry, rules};
use crate::Error;
use crate::open::open_enum;

/// A bank transfer: "銀行振込支払データ".
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BankTransferPayment {
    /// The bank.
    pub brand: BankBrand,
    /// What is done when another amount arrives. Goes before the store's and the merchant's settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_amount: Option<MatchAmount>,
    /// How long the customer may take to pay: an ISO-8601 duration such as `P7D`, without years and months. Not in the
    /// document; as in the gateway's own SDKs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_period: Option<String>,
    /// The time of day at which the last day ends: a time with its offset such as `23:59:59+09:00`. Needs a period of
    /// at least a day. Not in the document; as in the gateway's own SDKs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_time_shift: Option<String>,
    /// The customer's name. Not in the document; as in the gateway's own SDKs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

open_enum! {
    /// The banks.
    pub enum BankBrand {
        /// GMO Aozora Net Bank.
        AozoraBank = "aozora_bank",
        /// the test mode's bank.
        BankTestBrand = "bank_test_brand",
    }
}

open_enum! {
    /// How the amount that arrives is compared with the amount asked for.
    pub enum MatchAmount {
        /// it is not.
        Disabled = "disabled",
        /// it must be the same; the bank refuses any other.
        Exact = "exact",
        /// it must be at least the same; the bank refuses less.
        Minimum = "minimum",
        /// it must be at most the same; the bank refuses more.
        Maximum = "maximum",
    }
}

impl BankTransferPayment {
    /// A transfer without any of the optional fields.
    pub fn new(brand: BankBrand) -> Self {
        Self { brand, match_amount: None, expiration_period: None, expiration_time_shift: None, name: None }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        rules::required("brand", self.brand.as_str())?;
        if let Some(match_amount) = &self.match_amount {
            rules::required("match_amount", match_amount.as_str())?;
        }
        rules::plain_if_given("name", self.name.as_deref())?;
        expiry::check(self.expiration_period.as_deref(), self.expiration_time_shift.as_deref())
    }
}
