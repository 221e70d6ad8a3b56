//! A payment that the gateway could not make: HTTP says success, and `status` that it failed.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use crate::json::{self, Json, Value, lenient, lenient_int};

/// Why a payment, a refund or a cancellation failed: "Payment error codes".
#[derive(Clone, Debug, Serialize, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Decline {
    /// The gateway's number, such as 306; none if it gave none.
    pub code: Option<u32>,
    /// What the number is called, such as `CARD_REJECTED`; none if this version does not know it.
    pub name: Option<String>,
    /// The gateway's text, for developers. Customers should read a text of your own.
    pub message: Option<String>,
    /// What else the gateway said.
    pub details: Option<Json>,
    /// Whether the same payment may succeed if it is made anew with the same card or wallet: after a fault of the
    /// gateway or a bank that took nothing, or a charge that came too soon. Wait half a minute, and make a new call.
    pub retryable: bool,
}

#[derive(Default, Model)]
struct PaymentError {
    #[serde(default, deserialize_with = "lenient_int")]
    code: Option<u32>,
    #[serde(default, deserialize_with = "lenient")]
    message: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    details: Option<Json>,
}

/// Of a charge, a refund or a cancel: a decline if its status says so, whatever `error` holds.
pub(crate) fn decline(whole: Value<'_>) -> Option<Decline> {
    let status = whole.member("status")?;
    if !matches!(status.string().ok()?.as_ref(), "failed" | "error") {
        return None;
    }
    let failed = whole.member("status").is_some_and(|status| status.text() == "\"failed\"");
    let error = whole.member("error").and_then(|error| json::known::<PaymentError>(error.text()));
    let PaymentError { code, message, details } = error.unwrap_or_default();
    Some(Decline {
        code,
        name: code.and_then(name),
        message,
        details,
        // What broke off (`error`) may have been carried out.
        retryable: failed && code.is_some_and(|code| RETRYABLE.contains(&code)),
    })
}

/// What a number is called.
fn name(code: u32) -> Option<String> {
    let mut known = NAMES.lines().filter_map(|line| line.split_once(' '));
    known.find(|(number, _)| number.parse() == Ok(code)).map(|(_, name)| name.to_owned())
}

/// Too soon, a fault of a bank, a code still in use, a deadline, a fault of the gateway.
const RETRYABLE: &[u32] = &[311, 320, 325, 327, 343, 344, 346];

/// The names that the gateway's own SDK for Node gives the numbers; one text, because each pointer costs 32 bytes.
const NAMES: &str = "\
301 CARD_NUMBER_NOT_VALID\n\
302 CARD_EXPIRATION_MONTH_INVALID\n\
303 CARD_EXPIRATION_YEAR_INVALID\n\
304 CARD_EXPIRED\n\
305 CARD_CVV_INVALID\n\
306 CARD_REJECTED\n\
307 CARD_INVALID\n\
308 CHARGE_INVALID_DATA\n\
310 INVALID_USER_DATA\n\
311 TOO_MANY_CHARGE_REQUESTS\n\
312 CANCEL_UNAVAILABLE\n\
313 CHARGE_EXPIRED\n\
314 SEIZE_CARD\n\
315 CONTACT_BANK\n\
316 LAST_NAME_REQUIRED\n\
317 PARTIAL_CAPTURE_NOT_SUPPORTED\n\
318 PARTIAL_REFUND_NOT_SUPPORTED\n\
319 FRAUD_SUSPECTED\n\
320 BANK_SYSTEM_FAILURE\n\
321 DYNAMIC_DESCRIPTOR_NOT_SUPPORTED\n\
322 PAYMENT_CODE_INVALID\n\
323 PAYMENT_CODE_EXPIRED\n\
324 PAYMENT_CODE_ALREADY_USED\n\
325 PAYMENT_CODE_STILL_IN_USE\n\
326 REJECTED_HIGH_RISK\n\
327 CONFIRMATION_PERIOD_EXPIRED\n\
328 REVERT_FAILED\n\
329 REFUND_FAILED\n\
330 PAYMENT_WALLET_INSUFFICIENT_FUNDS\n\
331 INVALID_METADATA_FIELD_VALUE\n\
332 CROSS_BORDER_NOT_ACCEPTED_MISSING_ID\n\
333 CROSS_BORDER_NOT_ACCEPTED_MISSING_PHONE_NUMBER\n\
334 CROSS_BORDER_NOT_ACCEPTED_UNACCEPTED_PAYMENT_METHOD\n\
335 CROSS_BORDER_NOT_ACCEPTED_MISSING_NAME\n\
336 LIMIT_EXCEEDED_FOR_PAYMENT_TYPE\n\
337 LIMIT_EXCEEDED_FOR_MERCHANT\n\
338 TRANSACTION_NOT_FOUND\n\
339 DUPLICATE_TRANSACTION\n\
340 PAYMENT_WALLET_REJECTED\n\
341 INSUFFICIENT_MERCHANT_INFORMATION\n\
342 CROSS_BORDER_NOT_ACCEPTED_UNACCEPTED_CURRENCY\n\
343 GATEWAY_SERVER_ERROR\n\
344 PAYMENT_METHOD_TEMPORARILY_UNAVAILABLE\n\
345 PAYMENT_CANCELED\n\
346 EXCEEDED_PENDING_THRESHOLD\n\
351 DISPUTED_TRANSACTION\n\
355 PAYMENT_TYPE_NOT_SUPPORTED\n\
356 CARD_NOT_ENROLLED_IN_THREE_DS\n\
358 THREE_DS_COULD_NOT_BE_COMPLETED\n\
359 CARD_REJECTED\n\
363 IDENTITY_VERIFICATION_INCOMPLETE\n\
";
