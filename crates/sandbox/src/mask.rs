use axum::http::HeaderMap;
use serde_json::value::RawValue;

use crate::call::Call;
use crate::fields::{Field, Fields};
use crate::json::{Json, Members};

const MASK: &str = "[masked]";

/// A body as it may be shown: JSON and forms with secrets and card numbers masked, anything else only by its length.
#[must_use]
pub fn masked(body: &[u8]) -> String {
    if body.is_empty() {
        return String::new();
    }
    if let Ok(members) = serde_json::from_slice::<Members>(body) {
        return card_numbers(&object(&members));
    }
    match std::str::from_utf8(body) {
        Ok(text) if text.contains('=') && !text.contains(['<', '{', ' ']) => {
            let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
            form(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        }
        _ => format!("[body of {} bytes]", body.len()),
    }
}

/// The headers as the journal may keep them.
pub(crate) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let kept = match name.as_str() {
                "authorization" | "proxy-authorization" => match text.split_once(' ') {
                    Some((scheme, _)) => format!("{scheme} {MASK}"),
                    None => MASK.to_owned(),
                },
                "x-signature" | "cookie" => MASK.to_owned(),
                other
                    if ["token", "secret", "api-key", "password"].iter().any(|part| other.contains(part)) =>
                {
                    MASK.to_owned()
                }
                _ => card_numbers(&text),
            };
            (name.as_str().to_owned(), kept)
        })
        .collect()
}

/// The query as the journal may keep it, as form text.
pub(crate) fn query(call: &Call) -> String {
    form(call.query.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

/// The body as the journal may keep it: JSON as JSON, forms of both kinds as form text.
pub(crate) fn body(call: &Call) -> String {
    if call.body.is_empty() {
        return String::new();
    }
    let members = serde_json::from_slice::<Members>(&call.body).ok();
    match (&call.fields, members) {
        (Some(_), Some(members)) => card_numbers(&object(&members)),
        (Some(fields), None) => form(texts(fields)),
        // What cannot be read cannot be masked.
        (None, _) => format!("[unreadable body of {} bytes]", call.body.len()),
    }
}

fn texts(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.0.iter().filter_map(|(name, field)| match field {
        Field::Text(text) | Field::Number(text) => Some((name.as_str(), text.as_str())),
        _ => None,
    })
}

fn form<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        out.append_pair(name, &secret(name, value).unwrap_or_else(|| card_numbers(value)));
    }
    out.finish()
}

fn object(members: &Members) -> String {
    let inner: Vec<String> =
        members.0.iter().map(|(name, raw)| format!("{}:{}", quoted(name), member(name, raw))).collect();
    format!("{{{}}}", inner.join(","))
}

fn member(name: &str, raw: &RawValue) -> String {
    match Json::of(raw) {
        Json::Object(members) => object(&members),
        Json::Array(items) => {
            let inner: Vec<String> = items.iter().map(|item| member(name, item)).collect();
            format!("[{}]", inner.join(","))
        }
        Json::Text(text) => quoted(&secret(name, &text).unwrap_or(text)),
        Json::Number(text) => secret(name, text).map_or_else(|| text.to_owned(), |masked| quoted(&masked)),
        Json::Null | Json::Bool(_) => raw.get().to_owned(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The masked form of a value whose name says that it is secret.
fn secret(name: &str, value: &str) -> Option<String> {
    let masked = match name {
        "card_number" | "account_number" => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            format!("{MASK} {}", digits.get(digits.len().saturating_sub(4)..).unwrap_or(""))
        }
        // ITO-Japan answers with a number called code; an authorization code is longer.
        "code" if value.len() <= 3 => return None,
        "cvv" | "cvc" | "password" | "code" | "code_verifier" | "nonce" | "client_secret" | "secret"
        | "secret_key" | "access_key" | "access_token" | "refresh_token" | "applepay_token"
        | "paidy_token" | "scanned_qr" | "auth_token" => MASK.to_owned(),
        _ => return None,
    };
    Some(masked)
}

/// Hides runs of 14 to 19 digits, written with or without single spaces and dashes, that pass the Luhn check.
fn card_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        out.push_str(&rest[..start]);
        let run = digit_run(&rest[start..]);
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if (14..=19).contains(&digits.len()) && luhn(&digits) {
            out.push_str(&format!("{MASK} {}", &digits[digits.len() - 4..]));
        } else {
            out.push_str(run);
        }
        rest = &rest[start + run.len()..];
    }
    out.push_str(rest);
    out
}

fn digit_run(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() {
        let separator =
            matches!(bytes[end], b' ' | b'-') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !bytes[end].is_ascii_digit() && !separator {
            break;
        }
        end += 1;
    }
    &text[..end]
}

/// The check digit rule of card numbers.
pub(crate) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (at % 2, digit * 2) {
                (0, _) => digit,
                (_, double) if double > 9 => double - 9,
                (_, double) => double,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_hidden_wherever_they_stand() {
        assert_eq!(card_numbers("pay 4242 4242-4242 4242!"), "pay [masked] 4242!");
        assert_eq!(card_numbers("4242424242424242"), "[masked] 4242");
        assert_eq!(card_numbers("4242424242424241 and 1700000000"), "4242424242424241 and 1700000000");
        assert_eq!(card_numbers("日本 12-34"), "日本 12-34");
    }

    #[test]
    fn bodies_for_show() {
        let tokens = br#"{"access_token":"secret","expires_in":3600,"data":[{"cvv":"123"}]}"#;
        assert_eq!(
            masked(tokens),
            r#"{"access_token":"[masked]","expires_in":3600,"data":[{"cvv":"[masked]"}]}"#
        );
        assert_eq!(masked(b"code=secret&state=s"), "code=%5Bmasked%5D&state=s");
        assert_eq!(masked(b"<html>secret</html>"), "[body of 19 bytes]");
    }
}
