use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use rust_decimal::Decimal;
use serde_json::json;

use super::currency::Currency;
use super::payment::{Payment, PaymentState};
use super::{BAD_KEY, refuse, signature};
use crate::address::Address;
use crate::call::Call;
use crate::fields::{Field, Fields, number};
use crate::{Sandbox, reply};

/// `POST /payment/process`: starts a payment.
pub(super) async fn process(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
) -> Response {
    let mut world = sandbox.world();
    let settings = world.settings;
    let Some(merchant) = call.bearer().and_then(|key| world.merchant_by_access_key(key)) else {
        return refuse(settings, 401, BAD_KEY);
    };
    let Some(fields) = &call.fields else {
        return refuse(settings, 422, "The body must be a form or a JSON object.");
    };
    let now = world.now();
    let secret = &world.merchants[merchant].keys.secret_key;
    if let Err(why) = signature::check(&call, fields, secret, settings.server_mode, now) {
        return refuse(settings, 401, why);
    }
    let order = match Order::parse(fields) {
        Ok(order) => order,
        Err(why) => return refuse(settings, 422, &why),
    };
    let payment = Payment {
        id: world.ids.alphanumeric(25),
        nonce: world.ids.alphanumeric(32),
        merchant,
        custom: order.custom,
        currency: order.currency,
        amount: order.amount,
        details: order.details,
        web_hook: order.web_hook,
        cancel_url: order.cancel_url,
        success_url: order.success_url,
        customer_email: order.customer_email,
        state: PaymentState::Open,
    };
    let answer = json!({
        "code": 200,
        "status": "ok",
        "payment_id": payment.id,
        "message": "Your payment has been processed. Please follow the URL to complete the payment.",
        "url": format!("{}/process-checkout?payment_id={}", call.origin, payment.id),
    });
    world.payments.add(payment);
    reply::json(200, &answer)
}

struct Order {
    custom: String,
    currency: Currency,
    amount: Decimal,
    details: Option<String>,
    web_hook: String,
    cancel_url: String,
    success_url: String,
    customer_email: String,
}

impl Order {
    /// The error is the message of the first rule broken.
    fn parse(fields: &Fields) -> Result<Self, String> {
        let custom = required(fields, "custom", 255)?;
        let code = required(fields, "currency_code", 16)?;
        let currency = Currency::from_code(&code).ok_or("The selected currency code is invalid.")?;
        let details = match fields.field("details") {
            None | Some(Field::Null) => None,
            Some(_) => Some(fields.text("details").ok_or("The details field must be a string.")?),
        };
        if details.is_some_and(|details| details.chars().count() > 255) {
            return Err("The details field must not be greater than 255 characters.".to_owned());
        }
        Ok(Self {
            custom,
            currency,
            amount: amount(fields, currency)?,
            details: details.filter(|details| !details.is_empty()).map(str::to_owned),
            web_hook: url(fields, "web_hook")?,
            cancel_url: url(fields, "cancel_url")?,
            success_url: url(fields, "success_url")?,
            customer_email: email(fields)?,
        })
    }
}

fn required(fields: &Fields, name: &str, most: usize) -> Result<String, String> {
    let text = fields.filled(name).ok_or_else(|| format!("The {name} field is required."))?;
    if text.chars().count() > most {
        return Err(format!("The {name} field must not be greater than {most} characters."));
    }
    Ok(text.to_owned())
}

fn amount(fields: &Fields, currency: Currency) -> Result<Decimal, String> {
    let text = fields.filled("amount").ok_or("The amount field is required.")?;
    let plain = !text.starts_with('-') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let amount =
        plain.then(|| number(text)).flatten().ok_or("The amount field must be a positive decimal.")?;
    if amount.is_zero() {
        return Err("The amount field must be greater than 0.".to_owned());
    }
    if amount.scale() > currency.decimals() {
        return Err(format!("The amount field has too many decimals for {}.", currency.code()));
    }
    if amount.to_string().bytes().filter(u8::is_ascii_digit).count() > 14 {
        return Err("The amount field must not have more than 14 digits.".to_owned());
    }
    Ok(amount)
}

/// `https`, or `http` on loopback for tests; no user info, at most 2,048 characters.
fn url(fields: &Fields, name: &str) -> Result<String, String> {
    let text = required(fields, name, 2048)?;
    match Address::parse(&text) {
        Some(address) if address.secure || address.is_loopback() => Ok(text),
        _ => Err(format!("The {name} field must be a valid https URL.")),
    }
}

fn email(fields: &Fields) -> Result<String, String> {
    let text = required(fields, "customer_email", 254)?;
    if is_email(&text) {
        Ok(text)
    } else {
        Err("The customer_email field must be a valid email address.".to_owned())
    }
}

/// One `@` with something on both sides, no blanks or control characters.
pub(crate) fn is_email(text: &str) -> bool {
    let sides: Vec<&str> = text.split('@').collect();
    let clean = !text.chars().any(|c| c.is_control() || c.is_whitespace());
    clean
        && text.chars().count() <= 254
        && matches!(sides[..], [local, domain] if !local.is_empty() && !domain.is_empty())
}
