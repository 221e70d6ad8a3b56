//! Paidy.

use kaikei_derive::Model;
use serde::Serialize;

use crate::univapay::rules;
use crate::{Error, Secret};

/// Paidy. Not in the document; as in the gateway's own SDKs.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PaidyPayment {
    /// The token that Paidy gave the page.
    pub paidy_token: Secret,
    /// Where the goods go.
    pub shipping_address: ShippingAddress,
    /// The customer's telephone number as one text: at most 15 digits, after a `+` if need be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// Where goods go: the postal code, and at least one of the other fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShippingAddress {
    /// The postal code: `105-0011`.
    pub zip: String,
    /// The address's first line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line1: Option<String>,
    /// The address's second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// The city, ward, town or village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The prefecture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

impl PaidyPayment {
    /// A payment without a telephone number.
    pub fn new(paidy_token: impl Into<Secret>, shipping_address: ShippingAddress) -> Self {
        Self { paidy_token: paidy_token.into(), shipping_address, phone_number: None }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        rules::required("paidy_token", self.paidy_token.expose())?;
        if let Some(phone) = &self.phone_number {
            let digits = phone.strip_prefix('+').unwrap_or(phone);
            if !(1..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(Error::invalid("phone_number", "must be 1 to 15 digits, after a '+' if need be"));
            }
        }
        self.shipping_address.check().map_err(|error| error.inside("shipping_address"))
    }
}

impl ShippingAddress {
    fn check(&self) -> Result<(), Error> {
        rules::required("zip", &self.zip)?;
        let others =
            [("line1", &self.line1), ("line2", &self.line2), ("city", &self.city), ("state", &self.state)];
        for (field, text) in others {
            rules::plain_if_given(field, text.as_deref())?;
        }
        if others.iter().all(|(_, text)| text.as_deref().unwrap_or_default().trim().is_empty()) {
            return Err(Error::invalid("line1", "or one of line2, city and state is required beside zip"));
        }
        Ok(())
    }
}
