//! UnivaPay's money and webhooks, without a client.

use kaikei_core::univapay::webhook::{self, WebhookVerifier};
use kaikei_core::univapay::{self, currency_decimals};
use kaikei_core::{Error, Secret};

use crate::NativeHeader;
use crate::failure::{NativeError, guarded};

/// Money that was checked.
#[derive(uniffi::Record)]
pub struct NativeMoney {
    /// In the currency's smallest unit.
    pub amount: u64,
    /// How many decimals the currency has, if it is known.
    pub decimals: Option<u64>,
}

/// Checks `amount`: in the currency's smallest unit if `is_minor`, else in its main unit.
#[uniffi::export]
pub fn money(amount: &str, currency: &str, is_minor: bool) -> Result<NativeMoney, NativeError> {
    guarded(|| {
        let money = match is_minor {
            true => {
                let rule = "must be a whole number of the currency's smallest unit, and not negative";
                let units = amount.parse().map_err(|_| Error::invalid("amount", rule))?;
                univapay::Money::minor(units, currency)?
            }
            false => univapay::Money::of(amount, currency)?,
        };
        Ok(NativeMoney { amount: money.amount(), decimals: currency_decimals(currency).map(u64::from) })
    })
}

/// The event of a webhook, as a JSON object: from every `auth_token` in use, all headers of its request and its raw body.
/// Whatever is wrong with the tokens shows first.
#[uniffi::export]
pub fn verify_event(
    tokens: Vec<String>,
    headers: Vec<NativeHeader>,
    body: &[u8],
) -> Result<String, NativeError> {
    let tokens: Vec<_> = tokens.into_iter().map(Secret::new).collect();
    guarded(|| {
        let headers = headers.iter().map(|header| (header.name.as_str(), header.value.as_bytes()));
        let event = WebhookVerifier::new(tokens)?.verify(headers, body)?.decoded().to_json()?;
        Ok(String::from_utf8_lossy(&event).into_owned())
    })
}

/// The body of a webhook as the gateway sends it, whose header `Authorization` is `token`; `data` is JSON, `created_on`
/// ISO 8601.
#[uniffi::export]
pub fn test_webhook(
    token: String,
    event: &str,
    data: &str,
    id: Option<String>,
    created_on: Option<String>,
) -> Result<String, NativeError> {
    let token = Secret::new(token);
    guarded(|| {
        let created_on = created_on.map(|at| at.parse()).transpose()?;
        Ok(webhook::test_webhook(&token, event, data, id.as_deref(), created_on)?.body)
    })
}
