//! The answer: a transaction token.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use super::{PaymentType, TokenData, TokenType, UsageLimit};
use crate::json::{JsonObject, lenient, lenient_or_default};
use crate::open::open_enum;
use crate::time::Timestamp;
use crate::univapay::answer::answer;

/// A transaction token.
///
/// The gateway's answers differ by age and caller, so only `id` is sure to be there: whatever else is missing, empty
/// or of another type than known reads as none, because the token exists all the same. The whole JSON stays beside it.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Token {
    /// The token's id, a UUID: what charges and subscriptions are made with.
    pub id: String,
    /// The store's id.
    #[serde(default, deserialize_with = "lenient")]
    pub store_id: Option<String>,
    /// The merchant's id; only some callers see it.
    #[serde(default, deserialize_with = "lenient")]
    pub merchant_id: Option<String>,
    /// The platform's id; only some callers see it.
    #[serde(default, deserialize_with = "lenient")]
    pub platform_id: Option<String>,
    /// The customer's e-mail address.
    #[serde(default, deserialize_with = "lenient")]
    pub email: Option<String>,
    /// How the customer pays.
    #[serde(default, deserialize_with = "lenient")]
    pub payment_type: Option<PaymentType>,
    /// Whether money is real.
    #[serde(default, deserialize_with = "lenient")]
    pub mode: Option<TokenMode>,
    /// What the token may be used for.
    #[serde(rename = "type", default, deserialize_with = "lenient")]
    pub token_type: Option<TokenType>,
    /// Whether it can be used.
    #[serde(default, deserialize_with = "lenient")]
    pub active: Option<bool>,
    /// How often it may be charged, if it is `recurring`.
    #[serde(default, deserialize_with = "lenient")]
    pub usage_limit: Option<UsageLimit>,
    /// Whether the customer confirmed it.
    #[serde(default, deserialize_with = "lenient")]
    pub confirmed: Option<bool>,
    /// The IPv4 address of the customer's device.
    #[serde(default, deserialize_with = "lenient")]
    pub ip_address: Option<String>,
    /// The id of the token that this one replaced.
    #[serde(default, deserialize_with = "lenient")]
    pub previous_id: Option<String>,
    /// Your own data, and what the gateway added.
    #[serde(default, deserialize_with = "lenient_or_default")]
    pub metadata: JsonObject,
    /// The merchant's name; lists only.
    #[serde(default, deserialize_with = "lenient")]
    pub merchant_name: Option<String>,
    /// The store's name; lists only.
    #[serde(default, deserialize_with = "lenient")]
    pub store_name: Option<String>,
    /// What identifies the customer; lists only, instead of `data`.
    #[serde(default, deserialize_with = "lenient")]
    pub user_data: Option<UserData>,
    /// When it was created.
    #[serde(default, deserialize_with = "lenient")]
    pub created_on: Option<Timestamp>,
    /// When it was changed.
    #[serde(default, deserialize_with = "lenient")]
    pub updated_on: Option<Timestamp>,
    /// When it was last used.
    #[serde(default, deserialize_with = "lenient")]
    pub last_used_on: Option<Timestamp>,
    /// What its way of paying holds.
    #[model(of_whole = "TokenData::of_whole", beside = "payment_type")]
    pub data: Option<TokenData>,
}

open_enum! {
    /// Whether money is real.
    pub enum TokenMode {
        /// it is.
        Live = "live",
        /// it is not.
        Test = "test",
        /// both.
        LiveTest = "live_test",
    }
}

answer! {
    /// What identifies a customer in a list.
    UserData {
        /// The cardholder's name.
        cardholder_name: Option<String> as "lenient",
        /// The e-mail address.
        email: Option<String> as "lenient",
        /// The card's brand, or the wallet.
        brand: Option<String> as "lenient",
    }
}
