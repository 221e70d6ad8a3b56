use jiff::Timestamp;
use kaikei_core::php::{http_build_query, json_encode};
use kaikei_core::sign::hmac_sha256_hex;

use crate::ServerMode;
use crate::call::Call;
use crate::fields::Fields;

/// How far a request's time may be from the gateway's, either way.
const TOLERANCE_SECONDS: i64 = 300;

/// Checks `X-Timestamp` and `X-Signature` of a payment request; the error is the message to answer.
pub(super) fn check(
    call: &Call,
    fields: &Fields,
    secret: &str,
    mode: ServerMode,
    now: Timestamp,
) -> Result<(), &'static str> {
    let timestamp = call.header("x-timestamp").ok_or("Missing X-Timestamp header.")?;
    let signature = call.header("x-signature").ok_or("Missing X-Signature header.")?;
    if timestamp.is_empty() || timestamp.len() > 12 || !timestamp.bytes().all(|b| b.is_ascii_digit()) {
        return Err("Invalid X-Timestamp header.");
    }
    let seconds: i64 = timestamp.parse().map_err(|_| "Invalid X-Timestamp header.")?;
    if seconds.abs_diff(now.as_second()) > TOLERANCE_SECONDS.unsigned_abs() {
        return Err("Request timestamp is out of range.");
    }
    let encoded = match mode {
        ServerMode::RawBody => None,
        ServerMode::JsonEncode => Some(fields.as_php(false).map(|params| json_encode(&params))),
        ServerMode::JsonEncodeFloatAmount => Some(fields.as_php(true).map(|params| json_encode(&params))),
        ServerMode::HttpBuildQuery => Some(fields.as_php(false).map(|params| http_build_query(&params))),
    };
    let signed = match &encoded {
        None => call.body.as_ref(),
        Some(Some(text)) => text.as_bytes(),
        Some(None) => return Err("Parameters must not be nested."),
    };
    let expected = hmac_sha256_hex(secret.as_bytes(), &[timestamp.as_bytes(), b".", signed]);
    if signature == expected { Ok(()) } else { Err("Invalid signature.") }
}
