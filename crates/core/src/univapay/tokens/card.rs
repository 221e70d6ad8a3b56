//! Cards, and Apple Pay with its cards.

use kaikei_derive::Model;
use serde::Serialize;

use super::{PhoneNumber, TokenType, given, rules};
use crate::card::{CardNumber, Cvv};
use crate::{Error, Secret, url};

/// Declares a way of paying that carries the cardholder's address below its own fields. A flattened struct would
/// lose the errors about unknown fields.
macro_rules! with_address {
    ($(#[$meta:meta])* pub struct $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize, Model)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            /// The address's first line.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub line1: Option<String>,
            /// The address's second line.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub line2: Option<String>,
            /// The state, region or prefecture.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub state: Option<String>,
            /// The city, ward, town or village.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub city: Option<String>,
            /// The country: two capital letters of ISO 3166-1, such as `JP`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub country: Option<String>,
            /// The postal code.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub zip: Option<String>,
            /// The cardholder's telephone number.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub phone_number: Option<PhoneNumber>,
        }

        impl $name {
            fn check_address(&self) -> Result<(), Error> {
                for (field, text) in [
                    ("line1", &self.line1),
                    ("line2", &self.line2),
                    ("state", &self.state),
                    ("city", &self.city),
                    ("zip", &self.zip),
                ] {
                    rules::plain_if_given(field, text.as_deref())?;
                }
                rules::country("country", self.country.as_deref())?;
                match &self.phone_number {
                    Some(phone) => phone.check().map_err(|error| error.inside("phone_number")),
                    None => Ok(()),
                }
            }
        }
    };
}

with_address! {
    /// A card: "カードデータ".
    ///
    /// Whether it has expired is left to the gateway: nothing here reads a clock.
    pub struct CardPayment {
        /// The cardholder's name.
        #[serde(skip_serializing_if = "String::is_empty")]
        pub cardholder: String,
        /// The card number: 12 to 19 digits; spaces and hyphens are dropped.
        pub card_number: CardNumber,
        /// The month it expires, 1 to 12, as a number or a string. Sent as two digits.
        #[serde(serialize_with = "given::write_month", deserialize_with = "given::read_month")]
        pub exp_month: u8,
        /// The year it expires, as a number or a string: four digits, or the last two of this century's. Sent as four.
        #[serde(serialize_with = "given::write_year", deserialize_with = "given::read_year")]
        pub exp_year: u16,
        /// The security code, 3 or 4 digits. The document requires it; some stores are set up to do without: then let
        /// the gateway judge (`check_parameters: false`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cvv: Option<Cvv>,
        /// Whether the security code is verified by an authorization. For `recurring` tokens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cvv_authorize: Option<CvvAuthorize>,
        /// Whether 3-D Secure is done for the token itself. For `recurring` tokens; not in the document, as in the
        /// gateway's own SDKs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub three_ds: Option<ThreeDsSetup>,
    }
}

with_address! {
    /// Apple Pay: "Apple Payデータ".
    pub struct ApplePayPayment {
        /// The token that Apple Pay gave the app or page.
        pub applepay_token: Secret,
        /// The cardholder's name.
        pub cardholder: String,
    }
}

/// Verifying a security code by an authorization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CvvAuthorize {
    /// Whether it is done. Default `false`.
    #[serde(default)]
    pub enabled: bool,
    /// The currency to authorize in: three capital letters of ISO 4217. By default the merchant's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// 3-D Secure for a token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThreeDsSetup {
    /// Whether it is done; the store's settings decide if this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Where the customer comes back to: an https URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_endpoint: Option<String>,
}

impl CardPayment {
    /// A card without an address.
    pub fn new(
        cardholder: impl Into<String>,
        card_number: impl Into<CardNumber>,
        (exp_month, exp_year): (u8, u16),
        cvv: impl Into<Cvv>,
    ) -> Self {
        Self {
            cardholder: cardholder.into(),
            card_number: card_number.into(),
            exp_month,
            exp_year,
            cvv: Some(cvv.into()),
            cvv_authorize: None,
            three_ds: None,
            line1: None,
            line2: None,
            state: None,
            city: None,
            country: None,
            zip: None,
            phone_number: None,
        }
    }

    pub(super) fn check(&self, token_type: &TokenType) -> Result<(), Error> {
        rules::required("cardholder", &self.cardholder)?;
        self.card_number.check("card_number")?;
        if !(1..=12).contains(&self.exp_month) {
            return Err(Error::invalid("exp_month", "must be 1 to 12"));
        }
        if !(2000..2100).contains(&given::full_year(self.exp_year)) {
            return Err(Error::invalid("exp_year", "must be a year from 2000 to 2099"));
        }
        match &self.cvv {
            Some(cvv) => cvv.check("cvv")?,
            None => return Err(Error::invalid("cvv", "is required")),
        }
        self.check_address()?;
        self.check_recurring(token_type)
    }

    /// The document lets `cvv_authorize` pass for any token, where it does nothing; the gateway's older SDK refuses
    /// it. What is switched off may always be said.
    fn check_recurring(&self, token_type: &TokenType) -> Result<(), Error> {
        let recurring = *token_type == TokenType::Recurring;
        if let Some(cvv) = &self.cvv_authorize {
            if cvv.enabled && !recurring {
                return Err(Error::invalid("cvv_authorize.enabled", "is only for tokens of type recurring"));
            }
            rules::currency("cvv_authorize.currency", cvv.currency.as_deref())?;
        }
        if let Some(three_ds) = &self.three_ds {
            if three_ds.enabled != Some(false) && !recurring {
                let rule = "is only for tokens of type recurring: for others, it belongs to the charge";
                return Err(Error::invalid("three_ds", rule));
            }
            if let Some(page) = &three_ds.redirect_endpoint {
                url::check("three_ds.redirect_endpoint", page)?;
            }
        }
        Ok(())
    }
}

impl ApplePayPayment {
    /// A card in Apple Pay without an address.
    pub fn new(applepay_token: impl Into<Secret>, cardholder: impl Into<String>) -> Self {
        Self {
            applepay_token: applepay_token.into(),
            cardholder: cardholder.into(),
            line1: None,
            line2: None,
            state: None,
            city: None,
            country: None,
            zip: None,
            phone_number: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        rules::required("applepay_token", self.applepay_token.expose())?;
        rules::required("cardholder", &self.cardholder)?;
        self.check_address()
    }
}
