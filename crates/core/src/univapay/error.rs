//! UnivaPay's error shape: `{"status":"error","code":"…","errors":[{"field"?, "reason"}]}`.

use std::time::Duration;

use crate::json::{self, Fields, Json};
use crate::{Error, ErrorKind};
use kaikei_derive::Model;

/// "The same card, the same amount": refused for so long. It is no reason to repeat a charge by itself, which may be the
/// duplicate that the gateway guards against.
const DUPLICATE_GUARD: Duration = Duration::from_secs(30);

#[derive(Default, Model)]
struct Reason {
    field: Option<String>,
    reason: Option<String>,
}

/// The error that an answer stands for. `errors` may be missing, empty, a scalar, or hold bare strings.
pub(crate) fn error_of(kind: ErrorKind, status: u16, fields: &Fields<'_>) -> Error {
    let code = fields.text("code");
    let reasons: Vec<Json> =
        fields.get("errors").and_then(|errors| json::known(errors.get())).unwrap_or_default();
    let first = reasons.first().and_then(|first| {
        let bare = || json::known(first.as_str()).map(|reason| Reason { field: None, reason: Some(reason) });
        json::known(first.as_str()).or_else(bare)
    });
    let first = first.unwrap_or_default();
    let name = code.as_deref().unwrap_or("no code");
    let message = match (&first.field, &first.reason) {
        (Some(field), Some(reason)) => format!("{name}: {field} {reason}"),
        (None, Some(reason)) => format!("{name}: {reason}"),
        _ if code.is_some() => name.to_owned(),
        _ => format!("the gateway answered HTTP {status}"),
    };
    let too_quick = code.as_deref() == Some("CHARGE_TOO_QUICK");
    let kind = if too_quick { ErrorKind::RateLimited } else { kind };
    let error = Error::new(kind, message).with_api_code(code.clone());
    let error = error.with_retry_after(too_quick.then_some(DUPLICATE_GUARD));
    let error = match first.reason.or(code) {
        Some(reason) => error.with_code(reason),
        None => error,
    };
    match first.field {
        Some(field) => error.with_field(field),
        None => error,
    }
}
