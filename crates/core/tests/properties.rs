//! Whatever comes in: no panic, no lost digit, and only the errors that are documented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::borrow::Cow;

use common::{at, ito, vectors, with_user};
use kaikei_core::ito::{PendingLogin, WebhookVerifier, sign_webhook};
use kaikei_core::php::{Value, http_build_query, json_encode};
use kaikei_core::{Amount, Decimal, ErrorKind, Gateway, OPERATIONS};
use proptest::prelude::*;
use zeroize::Zeroizing;

/// Percent-decoding, written here so that it shares nothing with the encoder.
fn decode_form(form: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let (mut out, mut bytes) = (Vec::new(), text.bytes());
        while let Some(byte) = bytes.next() {
            out.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let hex = [bytes.next().unwrap(), bytes.next().unwrap()];
                    assert!(!hex.iter().any(u8::is_ascii_lowercase), "upper-case hex");
                    u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
                }
                plain => {
                    assert!(plain.is_ascii_alphanumeric() || b"-_.".contains(&plain), "{plain} is not plain");
                    plain
                }
            });
        }
        String::from_utf8(out).unwrap()
    };
    let pairs = form.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[derive(Clone, Debug)]
enum Any {
    Null,
    Bool(bool),
    Number(i64, u32),
    Text(String),
}

impl Any {
    fn php(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(mantissa, scale) => Value::Number(Decimal::new(*mantissa, *scale)),
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
        }
    }
}

fn any_value() -> impl Strategy<Value = Any> {
    prop_oneof![
        Just(Any::Null),
        any::<bool>().prop_map(Any::Bool),
        (-99_999_999_999_999_i64..=99_999_999_999_999, 0_u32..=4).prop_map(|(m, s)| Any::Number(m, s)),
        any_text().prop_map(Any::Text),
    ]
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[ -~]{0,40}", "[\u{0}-\u{a0}円😀/\\\\\"]{0,20}"]
}

proptest! {
    #[test]
    fn php_forms_decode_back(params in prop::collection::vec((any_text(), any_value()), 0..8)) {
        let list: Vec<_> = params.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), value.php())).collect();
        let form = http_build_query(&list);
        let expected: Vec<(String, String)> = params.iter().filter_map(|(name, value)| {
            let value = match value {
                Any::Null => return None,
                Any::Bool(value) => u8::from(*value).to_string(),
                Any::Number(mantissa, scale) => Decimal::new(*mantissa, *scale).normalize().to_string(),
                Any::Text(text) => text.clone(),
            };
            Some((name.clone(), value))
        }).collect();
        prop_assert_eq!(decode_form(&form), expected);
    }

    #[test]
    fn php_json_decodes_back(params in prop::collection::vec(any_value(), 0..8), name in any_text()) {
        let names: Vec<String> = (0..params.len()).map(|at| format!("{name}{at}")).collect();
        let list: Vec<_> = names.iter().zip(&params).map(|(name, value)| (Cow::Borrowed(name.as_str()), value.php())).collect();
        let json = json_encode(&list);
        prop_assert!(json.is_ascii());
        let read: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(read.len(), params.len());
        for (name, value) in names.iter().zip(&params) {
            match (&read[name], value) {
                (serde_json::Value::Null, Any::Null) => {}
                (serde_json::Value::Bool(read), Any::Bool(value)) => prop_assert_eq!(read, value),
                (serde_json::Value::String(read), Any::Text(value)) => prop_assert_eq!(read, value),
                (serde_json::Value::Number(_), Any::Number(mantissa, scale)) => {
                    let written = format!(":{}", Decimal::new(*mantissa, *scale).normalize());
                    prop_assert!(json.contains(&written), "{} in {}", written, json);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn amounts_keep_every_digit(negative in any::<bool>(), whole in "0|[1-9][0-9]{0,18}", fraction in "[0-9]{0,9}") {
        let sign = if negative { "-" } else { "" };
        let text = if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
        let amount: Amount = text.parse().unwrap();
        let zero = text.bytes().all(|b| b"-0.".contains(&b));
        prop_assert_eq!(amount.to_string(), if zero { text.trim_start_matches('-').to_owned() } else { text.clone() });
        // The same from a JSON number, a JSON string, and shifted by an exponent.
        for json in [text.clone(), format!("\"{text}\""), format!("{text}e0")] {
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap().to_string(), amount.to_string());
        }
        let shifted = format!("{sign}{whole}{fraction}e-{}", fraction.len());
        if whole != "0" || fraction.is_empty() {
            prop_assert_eq!(shifted.parse::<Amount>().unwrap(), amount);
        }
        let back: Amount = serde_json::from_str(&serde_json::to_string(&amount).unwrap()).unwrap();
        prop_assert_eq!(back.to_string(), amount.to_string());
    }

    #[test]
    fn amounts_are_json_numbers_or_refused(text in prop_oneof![any::<String>(), "[-+.eE0-9 ]{0,12}"]) {
        let is_number = serde_json::from_str::<&serde_json::value::RawValue>(&text)
            .is_ok_and(|raw| raw.get() == text && text.starts_with(|c: char| c == '-' || c.is_ascii_digit()));
        match text.parse::<Amount>() {
            Ok(_) => prop_assert!(is_number, "{:?} is no number", text),
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                // Only too many digits, or too large an exponent, can be refused.
                prop_assert!(!is_number || text.contains(['e', 'E']), "{:?} is a number", text);
            }
        }
    }

    #[test]
    fn redirects(url in prop_oneof![any::<String>(), "https://shop\\.example/cb[?&=a-z%0-9+#]{0,60}",
        "https://shop\\.example/cb\\?(code|state|error)=[A-Za-z0-9_-]{0,50}(&(code|state|error)=[A-Za-z0-9%]{0,9}){0,3}"],
        now in any::<u32>())
    {
        let mut pending = pending();
        let error = pending.finish(&url, at(now.into())).unwrap_err();
        prop_assert_eq!(error.kind(), ErrorKind::Oauth);
        let good = format!("https://shop.example/cb?code=abc&state={STATE}");
        prop_assert!(pending.finish(&good, at(1_700_000_000)).is_ok(), "a forged redirect uses nothing up");
    }

    #[test]
    fn webhooks_of_any_bytes(headers in prop::collection::vec(("(?i)x-timestamp|x-signature|host", any::<Vec<u8>>()), 0..4),
        timestamp in prop_oneof!["[0-9]{1,13}", any::<String>()], body in any::<Vec<u8>>(), now in any::<u64>())
    {
        let verifier = WebhookVerifier::new("secret").unwrap();
        let now = std::time::SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::from_secs(now / 4)).unwrap();
        if let Err(error) = verifier.verify(headers, &body, now) {
            prop_assert_eq!(error.kind(), ErrorKind::Webhook);
            prop_assert!(error.code().is_some());
        }
        let explanation = verifier.explain(timestamp.as_bytes(), &body, &body, now);
        prop_assert_eq!(explanation.valid, explanation.findings.is_empty());
    }

    #[test]
    fn signed_webhooks_of_any_body(body in prop_oneof![any_json(), event_like(), any::<String>()]) {
        let signed = sign_webhook(&"secret".into(), 1_700_000_000, body.as_bytes()).unwrap();
        let verifier = WebhookVerifier::new("secret").unwrap();
        let headers = [("x-timestamp", &signed.x_timestamp), ("x-signature", &signed.x_signature)];
        match verifier.verify(headers, body.as_bytes(), at(1_700_000_000)) {
            Ok(event) => prop_assert_eq!(event.raw().as_str(), body),
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::Webhook);
                let reasons = ["invalid_json", "invalid_field"];
                prop_assert!(reasons.contains(&error.code().unwrap()), "{}", error);
                let is_json = serde_json::from_str::<&serde_json::value::RawValue>(&body).is_ok();
                prop_assert!(is_json || error.code() == Some("invalid_json"), "{} of {}", error, body);
            }
        }
    }

    #[test]
    fn answers_of_any_bytes(body in prop_oneof![any_json().prop_map(String::into_bytes), any::<Vec<u8>>()]) {
        for entry in OPERATIONS {
            if let Err(error) = entry.decode(&Zeroizing::new(body.clone())) {
                prop_assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{}: {}", entry.meta.name, error);
            }
        }
    }

    #[test]
    fn answers_with_the_right_names(fields in prop::collection::vec((prop::sample::select(NAMES), any_json()), 0..6)) {
        let mut body = String::from("{");
        for (name, value) in &fields {
            body.push_str(&format!("{}\"{name}\":{value}", if body.len() > 1 { "," } else { "" }));
        }
        body.push('}');
        for entry in OPERATIONS {
            if let Err(error) = entry.decode(&Zeroizing::new(body.clone().into_bytes())) {
                prop_assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{}: {}", entry.meta.name, error);
            }
        }
    }

    #[test]
    fn parameters_of_any_bytes(json in prop_oneof![any_json().prop_map(String::into_bytes), any::<Vec<u8>>(), params_like()]) {
        let gateways = [Gateway::from(with_user("user-access", None, 60).0), Gateway::from(common::univapay())];
        for entry in OPERATIONS {
            for gateway in &gateways {
                if let Err(error) = entry.prepare(gateway, &json) {
                    prop_assert!(matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Configuration),
                        "{}: {}", entry.meta.name, error);
                    prop_assert!(error.field().is_some());
                }
            }
        }
    }
}

const NAMES: &[&str] = &[
    "data",
    "id",
    "user",
    "status",
    "balance",
    "amount",
    "charge",
    "currency",
    "created_at",
    "last4",
    "card_number",
    "cvv",
    "exp_month",
    "exp_year",
    "schema",
    "values",
    "missing",
    "locked",
    "payment_id",
    "url",
    "message",
    "total",
    "current_page",
    "date",
    "kyc_status",
    "email",
    "type",
    "mode",
    "metadata",
    "created_on",
];

const STATE: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

fn pending() -> PendingLogin {
    let request = kaikei_core::ito::LoginRequest {
        client_id: "public-app".into(),
        redirect_uri: "https://shop.example/cb".into(),
        scopes: vec![],
    };
    let entropy = |byte| kaikei_core::Entropy::new([byte; 32]);
    ito().start_login(&request, &entropy(1), &entropy(2), at(1_700_000_000)).unwrap().pending
}

/// JSON texts, with numbers that no float holds and names that repeat.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?",
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        Just("\"\\ud800\"".to_owned()),
        Just("\"22-05-2022\"".to_owned()),
        Just("\"2026-03-13T02:39:52Z\"".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((prop::sample::select(NAMES), inner), 0..4).prop_map(|members| {
                let members: Vec<_> =
                    members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

fn with_one_change(good: String, at: prop::sample::Index, value: String) -> String {
    let good: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&good).unwrap();
    let changed = good.keys().nth(at.index(good.len())).unwrap();
    let members: Vec<String> = good
        .iter()
        .map(|(name, old)| {
            format!("\"{name}\":{}", if name == changed { value.clone() } else { old.to_string() })
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

fn event_like() -> impl Strategy<Value = String> {
    const GOOD: &str = r#"{"code":200,"status":"ok","payment_id":"A","transaction":"T","amount":"1.00","charge":5,"currency":"USD","custom":"c","date":"22-05-2022"}"#;
    (any::<prop::sample::Index>(), any_json())
        .prop_map(|(at, value)| with_one_change(GOOD.to_owned(), at, value))
}

fn params_like() -> impl Strategy<Value = Vec<u8>> {
    (any::<prop::sample::Index>(), any_json())
        .prop_map(|(at, value)| with_one_change(common::payment_json(), at, value).into_bytes())
}

#[test]
fn the_independent_decoder_reads_what_php_wrote() {
    let php: serde_json::Value = vectors("ito_php.json");
    for request in php["requests"].as_array().unwrap() {
        let decoded = decode_form(request["form_body"].as_str().unwrap());
        for (name, value) in decoded.iter().filter(|(name, _)| name != "amount") {
            assert_eq!(request["params"][name], *value);
        }
    }
}
