//! What is signed, and what is sent. The document's sample signs one text and posts another; which of them the
//! gateway checks is the merchant's to find out and to choose, so it is a named profile, never switched silently.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ito::CreatePayment;
use crate::php::{self, Name, Value};
use crate::sign::SigningKey;
use crate::{Error, Secret};

/// How a payment request is signed and sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SigningProfile {
    /// As the document's sample does: a form is sent, PHP's `json_encode` of the parameters is signed, with the
    /// amount as a number.
    #[default]
    Documented,
    /// The signed JSON itself is sent, with PHP's escaping.
    JsonBody,
    /// Like `documented`, with the amount as a string in the signed JSON.
    FormString,
    /// A form is sent, and the form itself is signed.
    FormRaw,
}

impl SigningProfile {
    /// Every profile, the default first.
    pub const ALL: [Self; 4] = [Self::Documented, Self::JsonBody, Self::FormString, Self::FormRaw];

    /// The profile's name: `documented`, `json-body`, `form-string` or `form-raw`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::JsonBody => "json-body",
            Self::FormString => "form-string",
            Self::FormRaw => "form-raw",
        }
    }
}

impl fmt::Display for SigningProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SigningProfile {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == name).ok_or_else(|| {
            Error::invalid("profile", "must be documented, json-body, form-string or form-raw")
        })
    }
}

/// A payment's parameters as one profile sends and signs them.
pub(crate) struct Encoded {
    pub(crate) body: String,
    pub(crate) content_type: &'static str,
    /// `None` if the body itself is signed.
    pub(crate) signed: Option<String>,
}

pub(crate) fn encode(payment: &CreatePayment, profile: SigningProfile) -> Encoded {
    const FORM: &str = "application/x-www-form-urlencoded";
    let mut params = payment.parameters();
    let json = |params: &[(Name<'_>, Value<'_>)]| {
        php::json_object(params.iter().map(|(name, value)| (*name, value)))
    };
    let form =
        |params: &[(Name<'_>, Value<'_>)]| php::form(params.iter().map(|(name, value)| (*name, value)));
    match profile {
        SigningProfile::Documented => {
            Encoded { body: form(&params), content_type: FORM, signed: Some(json(&params)) }
        }
        SigningProfile::JsonBody => {
            Encoded { body: json(&params), content_type: "application/json", signed: None }
        }
        SigningProfile::FormString => {
            let body = form(&params);
            for (name, value) in &mut params {
                if let (Name::Plain("amount"), Value::Number(amount)) = (name, &*value) {
                    *value = Value::Text(amount.normalize().to_string().into());
                }
            }
            Encoded { body, content_type: FORM, signed: Some(json(&params)) }
        }
        SigningProfile::FormRaw => Encoded { body: form(&params), content_type: FORM, signed: None },
    }
}

/// A signed payment request, for other people's HTTP clients and for looking at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedRequest {
    /// What to send.
    pub body: String,
    /// The `Content-Type` to send it with.
    pub content_type: &'static str,
    /// What was signed, after `"{timestamp}."`.
    pub signed: String,
    /// The `X-Signature` header: lower-case hex, without a prefix.
    pub x_signature: String,
}

/// Signs a payment request without sending it. `timestamp` (seconds since 1970) is the `X-Timestamp` header.
///
/// Checks every rule but the length of `details`: PHP signs longer ones, and whoever compares signatures with it must
/// be able to. [`CreatePayment`] checks that too before it is sent.
pub fn sign_request(
    payment: &CreatePayment,
    secret_key: &Secret,
    timestamp: u64,
    profile: SigningProfile,
) -> Result<SignedRequest, Error> {
    if secret_key.is_empty() {
        return Err(Error::invalid("secret_key", "must not be empty"));
    }
    sign_with(payment, &SigningKey::new(secret_key), timestamp, profile)
}

/// [`sign_request`] with a key that was prepared before.
pub fn sign_with(
    payment: &CreatePayment,
    key: &SigningKey,
    timestamp: u64,
    profile: SigningProfile,
) -> Result<SignedRequest, Error> {
    payment.check_form()?;
    let Encoded { body, content_type, signed } = encode(payment, profile);
    let signed = signed.unwrap_or_else(|| body.clone());
    let x_signature = key.hex(&[timestamp.to_string().as_bytes(), b".", signed.as_bytes()]);
    Ok(SignedRequest { body, content_type, signed, x_signature })
}
