//! What an answer means: success, or which error.

use std::time::{Duration, SystemTime};

use super::{HttpResponse, MAX_ANSWER, Sent};
use crate::json::{Fields, Raw};
use crate::meta::Answers;
use crate::{Error, ErrorKind, time};

/// Checks an answer. `Err` carries the status to decide a retry by, and the error.
pub(crate) fn judge(style: Answers, response: &HttpResponse, now: SystemTime) -> Result<(), (u16, Error)> {
    let status = response.status;
    if response.body.len() > MAX_ANSWER {
        return Err((status, bad_answer(response, now, "the answer is larger than 2 MiB")));
    }
    if (300..400).contains(&status) {
        return Err((
            status,
            bad_answer(response, now, "the gateway answered with a redirect, which is never followed"),
        ));
    }
    let ok = (200..300).contains(&status);
    if is_html(response) {
        let error = bad_answer(response, now, "the gateway answered with an HTML page instead of JSON");
        return Err((status, if ok { error } else { error.with_kind(kind_of(status)) }));
    }
    let fields = Fields::read(&response.body);
    if !ok {
        return Err((status, error_of(style, response, &fields.unwrap_or_default(), now)));
    }
    match (style, fields) {
        (_, None) if !may_be_list(style, response) => {
            Err((status, bad_answer(response, now, "the answer is not a JSON object")))
        }
        (Answers::Payment, Some(fields)) => judge_payment(response, &fields, now),
        (Answers::Laravel | Answers::OauthToken, Some(fields)) if hides_an_error(&fields) => {
            Err((code_of(&fields).unwrap_or(status), error_of(style, response, &fields, now)))
        }
        // A charge has a status `error` of its own, but no code beside it.
        (Answers::Univapay, Some(fields))
            if fields.text("status").as_deref() == Some("error") && fields.text("code").is_some() =>
        {
            Err((status, error_of(style, response, &fields, now)))
        }
        _ => Ok(()),
    }
}

/// "Success only if HTTP is 2xx and `status` is "ok" and `code` is absent or 2xx."
fn judge_payment(response: &HttpResponse, fields: &Fields<'_>, now: SystemTime) -> Result<(), (u16, Error)> {
    let code = code_of(fields);
    let code_ok = fields.get("code").is_none() || matches!(code, Some(200..=299));
    let says_ok = fields.text("status").as_deref() == Some("ok");
    if says_ok && code_ok {
        return Ok(());
    }
    // An answer that contradicts itself is no refusal: nothing is decided by its code.
    let effective = code.filter(|code| *code >= 300 && !says_ok).unwrap_or(response.status);
    Err((effective, error_of(Answers::Payment, response, fields, now)))
}

/// The body's `code`: a number, or digits in a string.
fn code_of(fields: &Fields<'_>) -> Option<u16> {
    fields.text("code").filter(|code| code.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

/// Whether an answer of the OAuth endpoints is an error although HTTP says success.
fn hides_an_error(fields: &Fields<'_>) -> bool {
    let code_is_error = code_of(fields).is_some_and(|code| (300..600).contains(&code));
    fields.text("status").as_deref() == Some("error") || fields.text("error").is_some() || code_is_error
}

/// Whether an answer that is no object may be right all the same: a bare list, or nothing with 204.
fn may_be_list(style: Answers, response: &HttpResponse) -> bool {
    let list = response.body.trim_ascii_start().starts_with(b"[");
    // UnivaPay's capture and deletions have nothing to say; whatever misses its fields then is an error all the same.
    let silent = response.status == 204 || style == Answers::Univapay && response.body.is_empty();
    matches!(style, Answers::Laravel | Answers::Univapay) && (list || silent)
}

fn is_html(response: &HttpResponse) -> bool {
    let declared =
        response.header("content-type").is_some_and(|t| t.to_ascii_lowercase().starts_with("text/html"));
    let first = response.body.iter().find(|b| !b.is_ascii_whitespace());
    declared || first == Some(&b'<')
}

/// The kind that an HTTP status, or a body's code of the same meaning, stands for.
fn kind_of(status: u16) -> ErrorKind {
    match status {
        400 | 413 | 422 => ErrorKind::InvalidRequest,
        401 => ErrorKind::Authentication,
        402 => ErrorKind::Declined,
        403 => ErrorKind::Permission,
        404 | 410 => ErrorKind::NotFound,
        409 | 423 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        _ => ErrorKind::Api,
    }
}

fn bad_answer(response: &HttpResponse, now: SystemTime, message: &str) -> Error {
    dress(Error::new(ErrorKind::InvalidResponse, message), response, now)
}

/// What every error of an answer carries.
fn dress(error: Error, response: &HttpResponse, now: SystemTime) -> Error {
    let wait = response.header("retry-after").and_then(|value| time::retry_after(value, now));
    let wait = wait.or_else(|| refill(response)).or(error.retry_after());
    let keep = response.body.get(..MAX_ANSWER).unwrap_or(&response.body);
    error
        .with_http_status(response.status)
        .with_request_id(response.request_id().map(str::to_owned))
        .with_retry_after(wait)
        .with_sent(Sent::Yes)
        .with_raw(Raw::new(keep))
}

/// UnivaPay sends 429 without a body or `Retry-After`: its buckets of requests, for one URL and for all of a route, fill
/// at the rate that its headers name.
fn refill(response: &HttpResponse) -> Option<Duration> {
    let number = |name: &str| response.header(name)?.trim().parse::<u32>().ok();
    let of = |remaining: &str, rate: &str| {
        let is_empty = number(remaining).unwrap_or_default() == 0;
        number(rate).filter(|rate| *rate > 0 && is_empty).map(|rate| Duration::from_secs(60) / rate)
    };
    let exact = of("x-remaining-requests-exact", "x-requests-per-minute-exact");
    let route = of("x-remaining-requests-route", "x-requests-per-minute-route");
    exact.max(route).filter(|_| response.status == 429)
}

/// The error that an answer stands for, in the style of its endpoint.
pub(crate) fn error_of(
    style: Answers,
    response: &HttpResponse,
    fields: &Fields<'_>,
    now: SystemTime,
) -> Error {
    let error = match style {
        Answers::Payment => payment_error(response.status, fields),
        Answers::Laravel => laravel_error(response.status, fields),
        Answers::OauthToken => oauth_error(response.status, fields),
        Answers::Univapay => crate::univapay::error_of(kind_of(response.status), response.status, fields),
    };
    dress(error, response, now)
}

fn payment_error(status: u16, fields: &Fields<'_>) -> Error {
    let kind = match code_of(fields) {
        Some(code @ 300..=599) => kind_of(code),
        _ if status >= 300 => kind_of(status),
        // HTTP 2xx, yet `status` is not "ok" or `code` is no number: whatever it is, it is not success.
        _ => ErrorKind::Api,
    };
    let message = fields.text("message").unwrap_or_else(|| match fields.text("status") {
        Some(said) => format!("the gateway's status is {said:?}"),
        None => format!("the gateway answered HTTP {status}"),
    });
    Error::new(kind, message).with_api_code(fields.text("code"))
}

/// `{"message", "errors": {field: [..]}}`, or `{"error", …}`.
fn laravel_error(status: u16, fields: &Fields<'_>) -> Error {
    let code = fields.text("code").or_else(|| fields.text("error"));
    let number = code_of(fields).filter(|code| (300..600).contains(code));
    let kind = kind_of(if status >= 300 { status } else { number.unwrap_or(status) });
    let first =
        fields.get("errors").and_then(|errors| Fields::read(errors.get().as_bytes())).and_then(|errors| {
            let (field, reasons) = errors.0.into_iter().next()?;
            let reason = serde_json::from_str::<Vec<String>>(reasons.get())
                .ok()
                .and_then(|reasons| reasons.into_iter().next())
                .or_else(|| serde_json::from_str::<String>(reasons.get()).ok());
            Some((field.into_owned(), reason))
        });
    let message = fields.text("message").or_else(|| fields.text("error_description"));
    let error = match &first {
        Some((field, Some(reason))) => Error::new(kind, format!("{field}: {reason}")),
        _ => Error::new(kind, message.unwrap_or_else(|| format!("the gateway answered HTTP {status}"))),
    };
    let error = error.with_api_code(code);
    match first {
        Some((field, _)) => error.with_field(field),
        None => error,
    }
}

/// RFC 6749 section 5.2, with Laravel Passport's `message` and `hint`.
fn oauth_error(status: u16, fields: &Fields<'_>) -> Error {
    let Some(code) = fields.text("error") else { return laravel_error(status, fields) };
    let what = fields.text("error_description").or_else(|| fields.text("message")).unwrap_or_default();
    let hint = fields.text("hint").map(|hint| format!(" ({hint})")).unwrap_or_default();
    let kind = if status == 429 { ErrorKind::RateLimited } else { ErrorKind::Oauth };
    Error::new(kind, format!("{code}: {what}{hint}")).with_code(&code).with_api_code(Some(code))
}
