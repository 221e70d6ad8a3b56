//! The merchant's calls about users: `/api/oauth/merchant/users`. A merchant sees only users that it created.
//!
//! The document names these endpoints without their bodies: the fields here are what such an endpoint usually holds,
//! all optional in answers; the whole JSON stays beside each answer, and further parameters go into `extra`.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use crate::engine::{Method, RetryClass};
use crate::gateway::Gateway;
use crate::json::{self, JsonObject, Shaped as _, lenient, lenient_int, lenient_text};
use crate::operation::{Answer, Auth, Meta, Operation, Parameters};
use crate::secret::Body;
use crate::time::{CalendarDate, Timestamp};
use crate::{Amount, Decoded, Error};

use super::KycStatus;

/// Creates a user that belongs to this merchant: "Create User (belongs to this merchant)".
///
/// Never repeated once sent: if no answer comes, look whether the user exists before creating it again.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    /// The user's e-mail address.
    pub email: String,
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The user's telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Further fields of the gateway.
    #[serde(default)]
    pub extra: JsonObject,
}

impl Operation for CreateUser {
    type Answer = User;
    const META: &'static Meta = &Meta {
        name: "ito.users.create",
        method: Method::Post,
        path: "/api/oauth/merchant/users",
        auth: Auth::Merchant,
        retry: RetryClass::Unsent,
        spread: Some("extra"),
        ..Meta::PLAIN
    };

    fn check(&self, _: &Gateway) -> Result<(), Error> {
        super::payments::check_email("email", &self.email)
    }
}

/// Changes some fields of a user's profile: "Update user profile (partial)".
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateUserProfile {
    /// The user's id, 1 to 128 characters.
    pub user: String,
    /// The user's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The user's telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Further fields of the gateway.
    #[serde(default)]
    pub extra: JsonObject,
}

impl Operation for UpdateUserProfile {
    type Answer = User;
    const META: &'static Meta = &Meta {
        name: "ito.users.update_profile",
        method: Method::Patch,
        path: "/api/oauth/merchant/users/{user}/profile",
        auth: Auth::Merchant,
        retry: RetryClass::Refused,
        spread: Some("extra"),
        ..Meta::PLAIN
    };
}

/// A user of the gateway.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct User {
    /// The user's id, as text.
    #[serde(default, deserialize_with = "lenient_text")]
    pub id: Option<String>,
    /// The user's e-mail address.
    #[serde(default, deserialize_with = "lenient_text")]
    pub email: Option<String>,
    /// The user's name.
    #[serde(default, deserialize_with = "lenient_text")]
    pub name: Option<String>,
    /// The user's telephone number.
    #[serde(default, deserialize_with = "lenient_text")]
    pub phone: Option<String>,
    /// How far the user's identity check is.
    #[serde(default, deserialize_with = "lenient")]
    pub kyc_status: Option<KycStatus>,
    /// The OAuth client id of the merchant that created the user.
    #[serde(default, deserialize_with = "lenient_text")]
    pub created_by_client_id: Option<String>,
    /// When the user was created.
    #[serde(default, deserialize_with = "lenient")]
    pub created_at: Option<Timestamp>,
}

/// Reads a user's balance: "Get user balance".
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UserBalance {
    /// The user's id, 1 to 128 characters.
    pub user: String,
}

impl Operation for UserBalance {
    type Answer = Balance;
    const META: &'static Meta = &Meta {
        name: "ito.users.balance",
        method: Method::Get,
        path: "/api/oauth/merchant/users/{user}/balance",
        auth: Auth::Merchant,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);
}

/// A balance.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Balance {
    /// The amount in the currency's main unit.
    #[serde(default, deserialize_with = "lenient")]
    pub balance: Option<Amount>,
    /// The currency's code.
    #[serde(default, deserialize_with = "lenient_text")]
    pub currency: Option<String>,
}

/// Reads a user's transactions: "Get user transactions".
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UserTransactions {
    /// The user's id, 1 to 128 characters.
    pub user: String,
    /// The page, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Transactions on a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

impl Operation for UserTransactions {
    type Answer = Transactions;
    const META: &'static Meta = &Meta {
        name: "ito.users.transactions",
        method: Method::Get,
        path: "/api/oauth/merchant/users/{user}/transactions",
        auth: Auth::Merchant,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);

    const ANSWER: Answer = Answer::Typed(Transactions::decoded);

    fn decode(bytes: &Body) -> Result<Transactions, Error> {
        Transactions::read(bytes)
    }
}

/// A page of transactions.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Transactions {
    /// The transactions.
    #[serde(default)]
    pub data: Vec<Transaction>,
    /// The number of this page, from 1.
    #[serde(default, deserialize_with = "lenient_int")]
    pub current_page: Option<u32>,
    /// The number of the last page.
    #[serde(default, deserialize_with = "lenient_int")]
    pub last_page: Option<u32>,
    /// Transactions on a page.
    #[serde(default, deserialize_with = "lenient_int")]
    pub per_page: Option<u32>,
    /// Transactions in all.
    #[serde(default, deserialize_with = "lenient_int")]
    pub total: Option<u64>,
}

impl Transactions {
    /// A Laravel page, or a bare list.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.trim_ascii_start().starts_with(b"[") {
            return Ok(Self { data: json::read(bytes)?, ..Self::default() });
        }
        // A page may itself be inside `data`, which otherwise is its list.
        json::read_data(bytes, b"{")
    }

    pub(crate) fn decoded(bytes: &Body) -> Result<Decoded, Error> {
        if !bytes.trim_ascii_start().starts_with(b"[") {
            return Decoded::of_shape(bytes, &Self::SHAPE, b"{");
        }
        let page = Body::new([br#"{"data":"#, bytes.as_slice(), b"}"].concat());
        Decoded::of_shape(&page, &Self::SHAPE, b"")
    }
}

/// One transaction.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Transaction {
    /// Its id, as text.
    #[serde(default, deserialize_with = "lenient_text")]
    pub id: Option<String>,
    /// The payment's id, as in the webhook.
    #[serde(default, deserialize_with = "lenient_text")]
    pub payment_id: Option<String>,
    /// The gateway's transaction number, as in the webhook.
    #[serde(default, deserialize_with = "lenient_text")]
    pub transaction: Option<String>,
    /// The amount in the currency's main unit.
    #[serde(default, deserialize_with = "lenient")]
    pub amount: Option<Amount>,
    /// The gateway's fee.
    #[serde(default, deserialize_with = "lenient")]
    pub charge: Option<Amount>,
    /// The currency's code.
    #[serde(default, deserialize_with = "lenient_text")]
    pub currency: Option<String>,
    /// The merchant's own id of the order.
    #[serde(default, deserialize_with = "lenient_text")]
    pub custom: Option<String>,
    /// Its status, as the gateway writes it.
    #[serde(default, deserialize_with = "lenient_text")]
    pub status: Option<String>,
    /// The day, without a time zone.
    #[serde(default, deserialize_with = "lenient")]
    pub date: Option<CalendarDate>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_field_does_not_lose_the_answer() {
        let user: User =
            json::read(br#"{"id":7,"email":"a@b","phone":81,"created_at":"2024-06-25 07:12:15","x":1}"#)
                .unwrap();
        assert_eq!(
            (user.id.as_deref(), user.email.as_deref(), user.phone.as_deref()),
            (Some("7"), Some("a@b"), Some("81"))
        );
        assert_eq!(user.created_at, None);
        let page =
            Transactions::read(br#"{"data":[{"id":1,"amount":"1.50","date":"2024-01-01"}],"total":"1"}"#)
                .unwrap();
        assert_eq!((page.total, page.data[0].date), (Some(1), None));
        assert_eq!(page.data[0].amount.map(|amount| amount.to_string()).as_deref(), Some("1.50"));
        assert_eq!(Transactions::read(b" [{}]").unwrap().data.len(), 1);
        assert!(Transactions::read(br#"{"data":5}"#).is_err());
    }
}
