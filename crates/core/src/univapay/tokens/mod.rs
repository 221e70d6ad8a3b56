//! Transaction tokens: how a customer pays, kept by the gateway.

mod answer;
mod answer_data;
mod answer_sets;
mod bank_transfer;
mod card;
mod expiry;
mod given;
mod konbini;
mod manage;
mod method;
mod online;
mod paidy;
mod phone;
mod qr;
mod update;

use kaikei_derive::Model;
use serde::Serialize;

use crate::Error;
use crate::engine::{Method, RetryClass};
use crate::gateway::Gateway;
use crate::json::JsonObject;
use crate::open::open_enum;
use crate::operation::{Auth, Meta, Operation};
use crate::univapay::rules;

pub use answer::{Token, TokenMode, UserData};
pub use answer_data::{
    ApplePayToken, BankTransferToken, Billing, BillingPhone, CardToken, CvvAuthorization, CvvCheck,
    KonbiniToken, OnlineToken, PaidyToken, QrMerchantToken, QrScanToken, ThreeDs, ThreeDsError, TokenCard,
    TokenData,
};
pub use answer_sets::{CardBrand, CardCategory, CardSubBrand, CardType, CvvStatus, ThreeDsStatus};
pub use bank_transfer::{BankBrand, BankTransferPayment, MatchAmount};
pub use card::{ApplePayPayment, CardPayment, CvvAuthorize, ThreeDsSetup};
pub use konbini::{ConvenienceStore, KonbiniPayment};
pub use manage::{
    DeleteToken, DisableTokenThreeDs, EnableTokenThreeDs, GetToken, ListTokens, TokenActivity,
    TokenThreeDsIssuerToken, WaitForToken,
};
pub use method::{PaymentMethod, PaymentType};
pub use online::{CallMethod, OnlineBrand, OnlinePayment, OsType, UserIdentifierSource};
pub use paidy::{PaidyPayment, ShippingAddress};
pub use phone::PhoneNumber;
pub use qr::{QrMerchantBrand, QrMerchantPayment, QrScanPayment};
pub use update::{TokenDataUpdate, UpdateToken};

/// Creates a transaction token, with which charges and subscriptions are then made: "トランザクショントークン: Create".
///
/// Sending raw card data needs PCI DSS compliance and UnivaPay's permission. A one-time token lives five minutes.
/// The request carries an idempotency key, so it is repeated safely.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// How the customer pays, with what that way of paying needs. On the wire: `payment_type` and `data`.
    pub method: PaymentMethod,
    /// What the token may be used for; `one_time` by default. Online payments and scanned QR codes are always
    /// `one_time`.
    #[serde(rename = "type", default)]
    pub token_type: TokenType,
    /// How often a `recurring` token may be charged. Required by the gateway unless the account may charge without
    /// limit; for `recurring` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_limit: Option<UsageLimit>,
    /// The customer's e-mail address. Required, except for online payments and QR codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The IPv4 address of the customer's device. Required for `we_chat_online` by `web` or `http_get`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// Whether the gateway mails the customer a code that must be confirmed first. Needs `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_confirmation: Option<bool>,
    /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those. The gateway gives a
    /// meaning to `univapay-reference-id` (free text) and `univapay-customer-id` (a UUID).
    #[serde(default, skip_serializing_if = "JsonObject::is_empty")]
    pub metadata: JsonObject,
}

open_enum! {
    /// What a token may be used for.
    pub enum TokenType {
        /// one charge.
        OneTime = "one_time",
        /// one subscription.
        Subscription = "subscription",
        /// any number of charges, as often as `usage_limit` says.
        Recurring = "recurring",
    }
}

#[allow(clippy::derivable_impls, reason = "the macro that writes the enum leaves no room for the attribute")]
impl Default for TokenType {
    fn default() -> Self {
        Self::OneTime
    }
}

open_enum! {
    /// How often a recurring token may be charged.
    pub enum UsageLimit {
        /// once a day.
        Daily = "daily",
        /// once a week.
        Weekly = "weekly",
        /// once a month.
        Monthly = "monthly",
        /// once a year.
        Annually = "annually",
    }
}

impl CreateToken {
    /// A `one_time` token without any of the optional fields.
    pub fn new(method: impl Into<PaymentMethod>) -> Self {
        Self {
            method: method.into(),
            token_type: TokenType::OneTime,
            usage_limit: None,
            email: None,
            ip_address: None,
            use_confirmation: None,
            metadata: JsonObject::new(),
        }
    }

    fn check_type(&self) -> Result<(), Error> {
        rules::required("type", self.token_type.as_str())?;
        if self.method.is_one_time_only() && self.token_type != TokenType::OneTime {
            let rule = format!("must be one_time for {}", self.method.payment_type());
            return Err(Error::invalid("type", rule));
        }
        if self.usage_limit.is_some() && self.token_type != TokenType::Recurring {
            return Err(Error::invalid("usage_limit", "is only for tokens of type recurring"));
        }
        Ok(())
    }

    fn check_email(&self) -> Result<(), Error> {
        match &self.email {
            Some(email) => rules::email("email", email),
            None if self.method.needs_email() => {
                Err(Error::invalid("email", format!("is required for {}", self.method.payment_type())))
            }
            None if self.use_confirmation == Some(true) => {
                Err(Error::invalid("email", "is required when use_confirmation is true"))
            }
            None => Ok(()),
        }
    }

    fn check_ip_address(&self) -> Result<(), Error> {
        match &self.ip_address {
            Some(address) => rules::ipv4("ip_address", address),
            None if self.method.needs_ip_address() => {
                Err(Error::invalid("ip_address", "is required for we_chat_online by web or http_get"))
            }
            None => Ok(()),
        }
    }
}

impl Operation for CreateToken {
    type Answer = Token;
    const META: &'static Meta = &Meta {
        name: "univapay.tokens.create",
        method: Method::Post,
        path: "/tokens",
        auth: Auth::AppToken,
        retry: RetryClass::Keyed,
        spread: Some("method"),
        ..Meta::PLAIN
    };

    fn check(&self, gateway: &Gateway) -> Result<(), Error> {
        if !gateway.univapay()?.checks_parameters() {
            return Ok(());
        }
        self.method.check(&self.token_type).map_err(|error| error.inside("data"))?;
        self.check_type()?;
        self.check_email()?;
        self.check_ip_address()?;
        rules::metadata(&self.metadata)
    }
}
