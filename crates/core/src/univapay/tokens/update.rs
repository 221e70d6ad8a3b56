//! Changing a transaction token.

use kaikei_derive::Model;
use serde::Serialize;

use super::{CvvAuthorize, PhoneNumber, Token, expiry, rules};
use crate::Error;
use crate::card::{CardNumber, Cvv};
use crate::engine::Method;
use crate::gateway::Gateway;
use crate::json::JsonObject;
use crate::operation::{Auth, Meta, Operation};
use crate::rules::Rule;

/// Changes a transaction token. What is not given stays as it is; metadata is replaced as a whole.
///
/// After the error `RECURRING_USAGE_REQUIRES_CVV`, give the security code again as `data.cvv`: an app may do this
/// alone, without the application token's secret. Anything else is for servers. The gateway advises against changing
/// anything but the security code: make a new token instead.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateToken {
    /// The token's id.
    pub id: String,
    /// The customer's e-mail address.
    pub email: Option<String>,
    /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
    pub metadata: Option<JsonObject>,
    /// What the way of paying holds.
    pub data: Option<TokenDataUpdate>,
    /// The store's id, a UUID; by default the one that the application token names.
    pub store_id: Option<String>,
}

/// A change of what a token's way of paying holds.
#[derive(Clone, Debug, Default, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenDataUpdate {
    /// The security code, 3 or 4 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvv: Option<Cvv>,
    /// Whether the security code is verified by an authorization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cvv_authorize: Option<CvvAuthorize>,
    /// The cardholder's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cardholder: Option<String>,
    /// The card number: 12 to 19 digits; spaces and hyphens are dropped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_number: Option<CardNumber>,
    /// The month the card expires, 1 to 12.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp_month: Option<u8>,
    /// The year the card expires, four digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp_year: Option<u16>,
    /// The address's first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line1: Option<String>,
    /// The address's second line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// The state, region or prefecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The city, ward, town or village.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The country: two capital letters of ISO 3166-1, such as `JP`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip: Option<String>,
    /// The customer's telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<PhoneNumber>,
    /// How long the customer may take to pay, from the token's creation on: `P7D` of ISO-8601; not for cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_period: Option<String>,
    /// The time of day at which the last day ends: `23:59:59+09:00`; not for cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_time_shift: Option<String>,
}

impl UpdateToken {
    /// A change of nothing, yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), email: None, metadata: None, data: None, store_id: None }
    }

    fn is_only_cvv(&self) -> bool {
        let Self { id: _, store_id: _, email: None, metadata: None, data: Some(data) } = self else {
            return false;
        };
        matches!(
            data,
            TokenDataUpdate {
                cvv: Some(_),
                cvv_authorize: None,
                cardholder: None,
                card_number: None,
                exp_month: None,
                exp_year: None,
                line1: None,
                line2: None,
                state: None,
                city: None,
                country: None,
                zip: None,
                phone_number: None,
                expiration_period: None,
                expiration_time_shift: None,
            }
        )
    }
}

impl TokenDataUpdate {
    fn check(&self) -> Result<(), Error> {
        if let Some(cvv) = &self.cvv {
            cvv.check("cvv")?;
        }
        if let Some(number) = &self.card_number {
            number.check("card_number")?;
        }
        if let Some(cvv) = &self.cvv_authorize {
            rules::currency("cvv_authorize.currency", cvv.currency.as_deref())?;
        }
        if let Some(phone) = &self.phone_number {
            phone.check().map_err(|error| error.inside("phone_number"))?;
        }
        expiry::check(self.expiration_period.as_deref(), self.expiration_time_shift.as_deref())
    }
}

impl Operation for UpdateToken {
    type Answer = Token;
    const META: &'static Meta = &Meta {
        auth: Auth::AppToken,
        rules: &[
            Rule::Any(&["email", "metadata", "data"]),
            Rule::Email("email"),
            Rule::Metadata("metadata"),
            Rule::Text("data.cardholder", 255),
            Rule::Range("data.exp_month", 1, 12),
            Rule::Range("data.exp_year", 2000, 2099),
            Rule::Text("data.line1", 255),
            Rule::Text("data.line2", 255),
            Rule::Text("data.state", 255),
            Rule::Text("data.city", 255),
            Rule::Country("data.country"),
            Rule::Text("data.zip", 255),
        ],
        ..Meta::univapay("univapay.tokens.update", Method::Patch, "/stores/{store_id}/tokens/{id}")
    };

    fn check(&self, gateway: &Gateway) -> Result<(), Error> {
        let client = gateway.univapay()?;
        if !self.is_only_cvv() {
            client.check_secret("univapay.tokens.update of anything but data.cvv")?;
        }
        match &self.data {
            Some(data) if client.checks_parameters() => data.check().map_err(|error| error.inside("data")),
            _ => Ok(()),
        }
    }
}
