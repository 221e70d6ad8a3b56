//! Why a webhook fails, without showing a secret: for developers, never for the answer to the gateway.

use std::borrow::Cow;
use std::time::SystemTime;

use base64ct::{Base64, Encoding};
use serde::Serialize;

use super::verify::{parse_signature, parse_timestamp};
use super::{WebhookReason, WebhookVerifier};
use crate::json::Fields;
use crate::php;
use crate::sign::SigningKey;
use crate::{Amount, Secret, time};

/// What [`WebhookVerifier::explain`] found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// Whether the webhook verifies.
    pub valid: bool,
    /// The reason of the first failed check, as in the error's `code`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is probably wrong, most likely first; empty if it verifies.
    pub findings: Vec<Finding>,
}

/// One thing that is probably wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// A name for it, such as `missing_prefix`.
    pub code: &'static str,
    /// What it means and how to mend it.
    pub message: String,
}

impl WebhookVerifier {
    /// Says why a webhook fails: missing prefix, wrong secret, body re-serialised, base64 body, clock off by N
    /// seconds, whitespace around the secret. Shows no secret.
    pub fn explain(&self, timestamp: &[u8], signature: &[u8], body: &[u8], now: SystemTime) -> Explanation {
        let Err(error) = self.verify_parts(timestamp, signature, body, now) else {
            return Explanation { valid: true, reason: None, findings: Vec::new() };
        };
        if error.code() == Some(WebhookReason::BodyTooLarge.as_str()) {
            let reason = Some(WebhookReason::BodyTooLarge.as_str().to_owned());
            let message = format!("the body is {} bytes: the gateway sends none over 256 KiB", body.len());
            return Explanation {
                valid: false,
                reason,
                findings: vec![Finding { code: "body_too_large", message }],
            };
        }
        let mut findings = Vec::new();
        let mut found = |code, message: String| findings.push(Finding { code, message });

        let trimmed = signature.trim_ascii();
        let lower = trimmed.to_ascii_lowercase();
        let well_formed = if parse_signature(signature).is_some() {
            Some(signature.to_vec())
        } else if trimmed.len() == 64 && trimmed.iter().all(u8::is_ascii_hexdigit) {
            found(
                "missing_prefix",
                "the signature lacks the prefix 'sha256=': a webhook's signature has it, a \
                 request's has not. Pass the header on unchanged"
                    .to_owned(),
            );
            Some([b"sha256=".as_slice(), &lower].concat())
        } else if parse_signature(&lower).is_some() {
            let what = if lower == trimmed { "spaces around it" } else { "upper-case letters" };
            found("signature_altered", format!("the signature has {what}: pass the header on unchanged"));
            Some(lower)
        } else {
            found(
                "not_a_signature",
                format!(
                    "the signature is {} bytes of another form: expected 'sha256=' and 64 \
                 lower-case hex digits, 71 bytes in all",
                    signature.len()
                ),
            );
            None
        };
        let Some(seconds) = parse_timestamp(timestamp) else {
            found(
                "not_a_timestamp",
                "the timestamp is not 1 to 12 digits: pass the X-Timestamp header on \
                 unchanged, not a date or milliseconds"
                    .to_owned(),
            );
            return Explanation { valid: false, reason: error.code().map(str::to_owned), findings };
        };
        if let Some(expected) = well_formed.as_deref().and_then(parse_signature) {
            match self.matching_variant(timestamp, body, &expected) {
                Some((code, message)) if code != "matches" => found(code, message),
                Some(_) => {}
                None => found(
                    "wrong_secret_or_body",
                    format!(
                        "none of the {} active secret(s) made this signature over these {} bytes: either the secret \
                         is another one (a request's secret instead of the webhook's, the test one instead of the \
                         live one), or the body was changed on its way. Verify the raw bytes, before any parsing",
                        self.secrets.len(),
                        body.len()
                    ),
                ),
            }
        }
        let ours = time::unix_seconds(now);
        if ours.abs_diff(seconds) > self.tolerance.as_secs() {
            let (off, side) = (ours.abs_diff(seconds), if seconds > ours { "ahead of" } else { "behind" });
            found(
                "clock_off",
                format!(
                    "the timestamp is {off} s {side} this machine's clock; {} s are allowed: \
                 check the clock, or whether the webhook was replayed",
                    self.tolerance.as_secs()
                ),
            );
        }
        if findings.is_empty() {
            findings.push(Finding { code: "bad_body", message: error.message().to_owned() });
        }
        Explanation { valid: false, reason: error.code().map(str::to_owned), findings }
    }

    /// The change of the body or the secret under which the signature is right.
    fn matching_variant(
        &self,
        timestamp: &[u8],
        body: &[u8],
        expected: &[u8; 32],
    ) -> Option<(&'static str, String)> {
        let signs = |key: &SigningKey, body: &[u8]| key.verify(&[timestamp, b".", body], expected);
        for (name, key, secret) in &self.secrets {
            if signs(key, body) {
                return Some(("matches", String::new()));
            }
            let trimmed = Secret::new(secret.expose().trim());
            if trimmed != *secret && signs(&SigningKey::new(&trimmed), body) {
                return Some((
                    "secret_whitespace",
                    format!("the secret {name:?} has whitespace around it: trim it where it is read"),
                ));
            }
            for (code, what, variant) in variants(body) {
                if signs(key, &variant) {
                    return Some((
                        code,
                        format!("{what}: verify the raw bytes of the request, before any parsing"),
                    ));
                }
            }
        }
        None
    }
}

/// What frameworks turn a body into before a handler sees it, turned back.
fn variants(body: &[u8]) -> Vec<(&'static str, &'static str, Cow<'_, [u8]>)> {
    let mut list: Vec<(&'static str, &'static str, Cow<'_, [u8]>)> = Vec::new();
    if let Ok(text) = std::str::from_utf8(body)
        && let Ok(decoded) = Base64::decode_vec(text.trim())
    {
        list.push(("base64_body", "the body is base64: decode it first", decoded.into()));
    }
    let trimmed = body.trim_ascii();
    if trimmed != body {
        list.push(("body_whitespace", "the body has whitespace added around it", trimmed.into()));
    }
    if let Some(fields) = Fields::read(body) {
        for layout in LAYOUTS {
            for escapes in [Escapes::Php, Escapes::Unicode, Escapes::Few] {
                for cents in [false, true] {
                    let text = reprint(&fields, layout, escapes, cents);
                    list.push((
                        "body_reserialised",
                        "the body was parsed and printed again",
                        text.into_bytes().into(),
                    ));
                }
            }
        }
    }
    list
}

/// What stands after `{`, between members, after a name's colon, and before `}`.
type Layout = [&'static str; 4];

/// Compact, with spaces, and indented by two and four, as printers of JSON lay a flat object out.
const LAYOUTS: [Layout; 4] =
    [["", ",", "", ""], ["", ", ", " ", ""], ["\n  ", ",\n  ", " ", "\n"], ["\n    ", ",\n    ", " ", "\n"]];

/// Which characters of a string are escaped.
#[derive(Clone, Copy)]
enum Escapes {
    /// As PHP's `json_encode` does: `/` and everything beyond ASCII.
    Php,
    /// Everything beyond ASCII, as Python and PHP's JSON_UNESCAPED_SLASHES do.
    Unicode,
    /// What must be escaped, as JavaScript does.
    Few,
}

/// A flat object printed in one of the usual ways; with `cents`, money has two decimals as in the document's sample.
fn reprint(fields: &Fields<'_>, layout: Layout, escapes: Escapes, cents: bool) -> String {
    let [open, comma, colon, close] = layout;
    let string = |text: &str| match escapes {
        Escapes::Php => php::json_text(text),
        Escapes::Unicode => php::json_text(text).replace("\\/", "/"),
        Escapes::Few => serde_json::to_string(text).unwrap_or_default(),
    };
    let members: Vec<String> = fields
        .0
        .iter()
        .map(|(name, value)| {
            let value = value.get();
            let money = cents && matches!(&**name, "amount" | "charge");
            let printed = match serde_json::from_str::<String>(value) {
                Ok(text) => string(&text),
                Err(_) => match Amount::parse(value).filter(|_| money) {
                    Some(amount) => format!("{:.2}", amount.decimal()),
                    None => value.to_owned(),
                },
            };
            [string(name).as_str(), ":", colon, &printed].concat()
        })
        .collect();
    ["{", open, &members.join(comma), close, "}"].concat()
}
