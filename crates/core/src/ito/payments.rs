//! Payments: `POST /payment/process` and `POST /payment/check-validity`.

use std::borrow::Cow;
use std::sync::Arc;

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use super::extra::{DOCUMENTED, Extra, check_text};
use super::oauth::form;
use super::sign::encode;
use crate::engine::{Method, Payload, Prepared, RequestBody, RetryClass};
use crate::gateway::Gateway;
use crate::ito::{Currency, ItoJapan};
use crate::json::{self, Json, JsonObject, lenient_text, read};
use crate::operation::{Auth, Meta, Operation};
use crate::php::{Name, Value};
use crate::secret::Body;
use crate::url::{self, Parts};
use crate::{Amount, Error, ErrorKind};

/// Starts a payment: the answer holds the checkout page to send the buyer to.
///
/// "The following example code enables you to initiate a payment." There is no idempotency key: if no answer comes,
/// the error is of kind `outcome_unknown` and carries `custom` to reconcile by.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePayment {
    /// Your own id of the order, 1 to 255 characters. It comes back in the webhook.
    pub custom: String,
    /// The currency.
    pub currency_code: Currency,
    /// The amount in the currency's main unit: greater than zero, at most 14 significant digits, at most the
    /// currency's decimals.
    pub amount: Amount,
    /// What is bought, at most 255 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Where the gateway posts its webhook: an https URL of at most 2,048 characters.
    pub web_hook: String,
    /// Where the buyer comes back to after cancelling: an https URL of at most 2,048 characters.
    pub cancel_url: String,
    /// Where the buyer comes back to after paying: an https URL of at most 2,048 characters.
    pub success_url: String,
    /// The buyer's e-mail address, at most 254 characters.
    pub customer_email: String,
    /// Further parameters, sent and signed after the documented ones in this order.
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

/// What the gateway answers to [`CreatePayment`].
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CreatedPayment {
    /// The gateway's id of the payment.
    pub payment_id: String,
    /// The checkout page: send the buyer there. It is `https`, and on the gateway's host or one that you allowed.
    pub url: String,
    /// The gateway's message.
    #[serde(default, deserialize_with = "lenient_text")]
    pub message: Option<String>,
}

impl CreatePayment {
    /// Reads a flat JSON object as the document's sample writes it: members that are not documented become `extra`, in
    /// their order.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let given: JsonObject = json::parameters(json)?;
        let (mut known, mut extra) = (JsonObject::new(), JsonObject::new());
        for (name, value) in given.iter() {
            let side = if DOCUMENTED.contains(&name) || name == "extra" { &mut known } else { &mut extra };
            *side = std::mem::take(side).with(name, value.clone());
        }
        if !extra.is_empty() {
            if known.get("extra").is_some() {
                return Err(Error::invalid("extra", "must hold all of the further parameters, or none"));
            }
            known = known.with("extra", extra);
        }
        json::parameters(Json::from(known).as_str().as_bytes())
    }

    /// The parameters in the order in which they are signed and sent.
    pub(crate) fn parameters(&self) -> Vec<(Name<'_>, Value<'_>)> {
        let text = |text| Value::Text(Cow::Borrowed(text));
        let mut list = Vec::with_capacity(DOCUMENTED.len());
        list.push((Name::Plain("custom"), text(&self.custom)));
        list.push((Name::Plain("currency_code"), text(self.currency_code.code())));
        list.push((Name::Plain("amount"), Value::Number(self.amount.decimal())));
        if let Some(details) = &self.details {
            list.push((Name::Plain("details"), text(details)));
        }
        list.push((Name::Plain("web_hook"), text(&self.web_hook)));
        list.push((Name::Plain("cancel_url"), text(&self.cancel_url)));
        list.push((Name::Plain("success_url"), text(&self.success_url)));
        list.push((Name::Plain("customer_email"), text(&self.customer_email)));
        list.extend(self.extra.parameters());
        list
    }

    /// The rules that a request must meet to be signed at all.
    pub(crate) fn check_form(&self) -> Result<(), Error> {
        if self.custom.is_empty() {
            return Err(Error::invalid("custom", "is required"));
        }
        self.currency_code.check()?;
        check_amount(self.amount, self.currency_code.decimals())?;
        for (field, value) in
            [("custom", &self.custom), ("details", self.details.as_ref().unwrap_or(&String::new()))]
        {
            check_text(field, value)?;
        }
        for (field, value) in self.urls() {
            url::check(field, value)?;
        }
        check_email("customer_email", &self.customer_email)?;
        self.check_lengths()?;
        self.extra.check()
    }

    fn urls(&self) -> [(&'static str, &str); 3] {
        [("web_hook", &self.web_hook), ("cancel_url", &self.cancel_url), ("success_url", &self.success_url)]
    }

    /// The length limits but that of `details`, see [`CreatePayment::check_details`].
    fn check_lengths(&self) -> Result<(), Error> {
        if is_longer(&self.custom, 255) {
            return Err(Error::invalid("custom", "must be at most 255 characters"));
        }
        for (field, value) in self.urls() {
            if value.len() > url::LONGEST {
                return Err(Error::invalid(field, "must be at most 2,048 characters"));
            }
        }
        if is_longer(&self.customer_email, 254) {
            return Err(Error::invalid("customer_email", "must be at most 254 characters"));
        }
        Ok(())
    }

    /// Checked before sending only: PHP signs longer ones, and so must who compares signatures with it.
    fn check_details(&self) -> Result<(), Error> {
        match &self.details {
            Some(details) if is_longer(details, 255) => {
                Err(Error::invalid("details", "must be at most 255 characters"))
            }
            _ => Ok(()),
        }
    }
}

/// Whether `text` has more than `limit` Unicode code points.
fn is_longer(text: &str, limit: usize) -> bool {
    text.len() > limit && text.chars().count() > limit
}

fn check_amount(amount: Amount, decimals: u32) -> Result<(), Error> {
    let plain = amount.decimal().normalize();
    let (mantissa, scale) = (plain.mantissa(), plain.scale());
    if mantissa <= 0 {
        return Err(Error::invalid("amount", "must be greater than zero"));
    }
    if scale > decimals {
        return Err(Error::invalid(
            "amount",
            format!("must have at most {decimals} decimals in this currency"),
        ));
    }
    if mantissa > 99_999_999_999_999 {
        return Err(Error::invalid("amount", "must have at most 14 significant digits"));
    }
    if scale > 4 && plain < rust_decimal::Decimal::new(1, 4) {
        // Below it PHP writes an exponent, and its two encoders part.
        return Err(Error::invalid("amount", "must be at least 0.0001"));
    }
    Ok(())
}

pub(super) fn check_email(field: &str, email: &str) -> Result<(), Error> {
    let ats = email.bytes().filter(|byte| *byte == b'@').count();
    let whole = ats == 1 && !email.starts_with('@') && !email.ends_with('@');
    if !whole || email.chars().any(char::is_control) {
        return Err(Error::invalid(field, "must be an e-mail address: one '@', no control characters"));
    }
    Ok(())
}

impl Operation for CreatePayment {
    type Answer = CreatedPayment;
    const META: &'static Meta = &Meta {
        name: "ito.payments.create",
        method: Method::Post,
        path: "/payment/process",
        auth: Auth::AccessKey,
        retry: RetryClass::Refused,
        ..Meta::PLAIN
    };

    fn check(&self, _: &Gateway) -> Result<(), Error> {
        self.check_form()?;
        self.check_details()
    }

    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        self.check(gateway)?;
        let ito = gateway.ito()?;
        let encoded = encode(self, ito.config().profile);
        let body = RequestBody::from(encoded.body);
        let payload = Payload::Signed {
            signed: encoded.signed.map_or_else(|| body.clone(), RequestBody::from),
            body,
            content_type: encoded.content_type,
            key: ito.signing_key()?.clone(),
        };
        let ito = ito.clone();
        Ok(Prepared {
            url: [ito.base_url(), Self::META.path].concat(),
            payload,
            reference: Some(self.custom.clone()),
            finish: Some(Arc::new(move |answer| check_checkout_url(answer, &ito))),
            ..Prepared::of(Self::META)
        })
    }
}

/// What of [`CreatedPayment`] is checked; the message for its type only.
#[derive(Model)]
struct Created {
    payment_id: String,
    url: String,
    message: Option<String>,
}

/// The answer's `url` is where a buyer will be sent: anything but the gateway's own page is refused.
fn check_checkout_url(answer: Body, ito: &ItoJapan) -> Result<Body, Error> {
    let created: Created = read(&answer)?;
    if crate::path::id("payment_id", &created.payment_id).is_err() {
        let message =
            "the payment's id is not 1 to 128 letters, digits, '_' or '-': it could not be asked about";
        return Err(Error::new(ErrorKind::InvalidResponse, message).with_field("payment_id"));
    }
    let page = Parts::of(&created.url).filter(|url| url.is_protected() && !url.has_user_info);
    match page {
        Some(url) if is_checkout_host(url.host, ito) => Ok(answer),
        _ => {
            let message =
                "the checkout URL is not https on the gateway's host: the buyer must not be sent there";
            Err(Error::new(ErrorKind::InvalidResponse, message).with_field("url"))
        }
    }
}

/// Whether a checkout page may be on `host`: the gateway's own, or one that was allowed.
fn is_checkout_host(host: &str, ito: &ItoJapan) -> bool {
    let own = Parts::of(ito.base_url());
    let allowed = ito.config().checkout_hosts.iter().map(String::as_str);
    own.iter().map(|parts| parts.host).chain(allowed).any(|allowed| allowed.eq_ignore_ascii_case(host))
}

/// Asks whether a payment was completed: `POST /payment/check-validity`. A payment that was not is an error of
/// kind `not_found`.
///
/// The answer holds no amount, so it alone never proves that *your order* was paid: see [`crate::ito::Order`].
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckValidity {
    /// The gateway's id of the payment, 1 to 128 characters.
    pub payment_id: String,
}

/// What the gateway answers to [`CheckValidity`] when the payment is valid.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Validity {
    /// The gateway's message: "Transaction is valid".
    #[serde(default, deserialize_with = "lenient_text")]
    pub message: Option<String>,
}

impl Operation for CheckValidity {
    type Answer = Validity;
    const META: &'static Meta = &Meta {
        name: "ito.payments.check_validity",
        method: Method::Post,
        path: "/payment/check-validity",
        auth: Auth::AccessKey,
        // It only reads, though it is a POST.
        retry: RetryClass::Safe,
        ..Meta::PLAIN
    };

    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        let payment_id = crate::path::id("payment_id", &self.payment_id)?;
        Ok(Prepared {
            url: [gateway.base_url(), Self::META.path].concat(),
            payload: Payload::Form(form(&[("payment_id", payment_id)])),
            ..Prepared::of(Self::META)
        })
    }
}
