//! The user's own calls: `/api/oauth/user`. They need a session: see [`crate::ito::Login`].

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use super::{Balance, Transactions, User};
use crate::Error;
use crate::engine::{Method, RetryClass};
use crate::json::Shaped as _;
use crate::operation::{Answer, Auth, Meta, Operation, Parameters};
use crate::secret::Body;

/// Reads the user who logged in: "Get current user".
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Me {}

impl Operation for Me {
    type Answer = User;
    const META: &'static Meta = &Meta {
        name: "ito.me.get",
        method: Method::Get,
        path: "/api/oauth/user/me",
        auth: Auth::User,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);
}

/// Reads the user's own balance: "Get my balance".
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MyBalance {}

impl Operation for MyBalance {
    type Answer = Balance;
    const META: &'static Meta = &Meta {
        name: "ito.me.balance",
        method: Method::Get,
        path: "/api/oauth/user/balance",
        auth: Auth::User,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);
}

/// Reads the user's own transactions: "Get my transactions".
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MyTransactions {
    /// The page, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Transactions on a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

impl Operation for MyTransactions {
    type Answer = Transactions;
    const META: &'static Meta = &Meta {
        name: "ito.me.transactions",
        method: Method::Get,
        path: "/api/oauth/user/transactions",
        auth: Auth::User,
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };
    const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);

    const ANSWER: Answer = Answer::Typed(Transactions::decoded);

    fn decode(bytes: &Body) -> Result<Transactions, Error> {
        Transactions::read(bytes)
    }
}
