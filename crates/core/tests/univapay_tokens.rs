//! UnivaPay's `POST /tokens`: every vector, what goes over the wire, odd answers, and that nothing leaks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::{Duration, SystemTime};

use kaikei_core::engine::{HttpRequest, HttpResponse};
use kaikei_core::secret::Body;
use kaikei_core::univapay::{
    AppToken, BankBrand, BankTransferPayment, BaseUrl, CallMethod, CardPayment, Config, ConvenienceStore,
    CreateToken, KonbiniPayment, OnlineBrand, OnlinePayment, PaidyPayment, PaymentMethod, PaymentType,
    PhoneNumber, QrMerchantBrand, QrMerchantPayment, QrScanPayment, ShippingAddress, Token, TokenData,
    TokenType, Univapay,
};
use kaikei_core::{
    CallOptions, Entropy, Error, ErrorKind, Exchange, Gateway, JsonObject, Operation, Reply, Step, operation,
};
use serde_json::Value;

const VECTORS: &str = include_str!("../../../tests/vectors/univapay_tokens.json");
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhcHBfdG9rZW4ifQ.c2lnbmF0dXJl";
const APP_SECRET: &str = "app-secret-0123456789";
const NAME: &str = "univapay.tokens.create";
const NOW: SystemTime = SystemTime::UNIX_EPOCH;

fn config() -> Config {
    Config::new(AppToken { jwt: JWT.into(), secret: Some(APP_SECRET.into()) })
}

fn gateway(config: Config) -> Gateway {
    Univapay::new(config).unwrap().into()
}

/// An exchange as other languages start one: by the operation's name, from JSON.
fn exchange(gateway: &Gateway, parameters: &[u8]) -> Result<Exchange, Error> {
    let prepared = operation(NAME).unwrap().prepare(gateway, parameters)?;
    Exchange::of_prepared(gateway, prepared, CallOptions::default(), Entropy::new([7; 32]))
}

fn sent(exchange: &mut Exchange, now: SystemTime) -> HttpRequest {
    match exchange.step(now) {
        Step::Send(request) => request,
        other => panic!("{other:?}"),
    }
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: Body::new(body.as_bytes().to_vec()),
    }
}

fn vectors(list: &str) -> Vec<Value> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    vectors[list].as_array().unwrap().clone()
}

/// The same parameters with `payment_type` before `data`.
fn type_first(parameters: &Value) -> String {
    let Some(data) = parameters["method"].get("data") else { return parameters.to_string() };
    let mut rest = parameters.clone();
    rest["method"].as_object_mut().unwrap().remove("data");
    let (data, rest) = (data.to_string(), rest.to_string());
    let (before, after) = rest.split_once(r#""method":{"#).unwrap();
    let (tag, after) = after.split_once('}').unwrap();
    let comma = if tag.is_empty() { "" } else { "," };
    format!(r#"{before}"method":{{{tag}{comma}"data":{data}}}{after}"#)
}

/// A card that no check refuses.
fn card() -> CreateToken {
    let card = CardPayment::new("TARO MOMO", "4242424242424242", (12, 2030), "987");
    CreateToken { email: Some("taro.momo@gyro-n.money".to_owned()), ..CreateToken::new(card) }
}

#[test]
fn every_request_vector() {
    let mut wrong = Vec::new();
    for case in vectors("cases") {
        let mut config = config();
        config.check_parameters = case["check_parameters"].as_bool().unwrap_or(true);
        let body = |json: &str| {
            let mut exchange = exchange(&gateway(config.clone()), json.as_bytes())?;
            Ok(serde_json::from_slice::<Value>(sent(&mut exchange, NOW).body.as_ref()).unwrap())
        };
        // `Value` sorts names, which puts `data` before `payment_type`.
        let got = body(&case["parameters"].to_string());
        let text = |got: &Result<Value, Error>| got.as_ref().map_or_else(Error::to_string, Value::to_string);
        assert_eq!(text(&got), text(&body(&type_first(&case["parameters"]))), "{}", case["name"]);
        let expect = &case["expect"];
        let right = match &got {
            Ok(body) => *body == expect["wire_body"],
            Err(error) => {
                error.kind() == ErrorKind::InvalidRequest
                    && error.field() == expect["error"]["field"].as_str()
                    && expect["error"]["rule_contains"]
                        .as_str()
                        .is_some_and(|rule| error.message().contains(rule))
            }
        };
        if !right {
            wrong.push(format!("{}: {got:?}", case["name"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether `got` holds all that `expect` names.
fn holds(got: &Value, expect: &Value) -> bool {
    match (got, expect) {
        (Value::Object(got), Value::Object(expect)) => {
            expect.iter().all(|(name, value)| got.get(name).is_some_and(|got| holds(got, value)))
        }
        _ => got == expect,
    }
}

#[test]
fn every_answer_vector() {
    for case in vectors("answers") {
        let body = Body::new(case["body"].to_string().into_bytes());
        let decode = |bytes: &kaikei_core::secret::Body| operation(NAME).unwrap().decode(bytes);
        let normalize = |body: &Body| decode(body).unwrap().to_json().unwrap();
        let normalized = normalize(&body);
        let got: Value = serde_json::from_slice(&normalized).unwrap();
        assert!(holds(&got, &case["expect"]), "{}: {got}", case["name"]);
        assert_eq!(*normalize(&normalized), *normalized, "{}: normal is normal", case["name"]);
    }
}

#[test]
fn only_the_id_is_needed() {
    for body in ["{}", "[]", "7", "\"x\"", r#"{"id":null}"#, r#"{"data":{"id":"x"}}"#, ""] {
        let error = CreateToken::decode(&Body::new(body.as_bytes().to_vec())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{body}");
    }
    let body = r#"{"data":{"card":{"exp_month":"9"}},"payment_type":"card","id":"x"}"#;
    let reply = Reply::decode::<CreateToken>(answer(201, body)).unwrap();
    assert_eq!((reply.http_status(), reply.header("Content-Type")), (201, Some("application/json")));
    assert_eq!((reply.id.as_str(), reply.payment_type.as_ref()), ("x", Some(&PaymentType::Card)));
    let Some(TokenData::Card(data)) = &reply.data else { panic!("{:?}", reply.data) };
    assert_eq!(data.card.as_ref().unwrap().exp_month, Some(9));
    assert!(reply.raw().as_str().contains("\"9\""));
    assert_eq!(serde_json::from_str::<Token>(body).unwrap().id, "x");
}

#[test]
fn numbers_in_metadata_keep_every_digit() {
    let digits = "0.10000000000000000000000000000000000000001";
    let json = format!(
        r#"{{"method":{{"payment_type":"qr_merchant","data":{{"brand":"we_chat_mpm"}}}},"metadata":{{"n":{digits}}}}}"#
    );
    let mut exchange = exchange(&gateway(config()), json.as_bytes()).unwrap();
    let request = sent(&mut exchange, NOW);
    let body = std::str::from_utf8(request.body.as_ref()).unwrap();
    assert_eq!(
        body,
        format!(
            r#"{{"type":"one_time","metadata":{{"n":{digits}}},"payment_type":"qr_merchant","data":{{"brand":"we_chat_mpm"}}}}"#
        )
    );
}

#[test]
fn both_forms_of_authorization_and_both_hosts() {
    let request = sent(&mut exchange_of(&card(), config()), NOW);
    assert_eq!(header(&request, "authorization"), Some(format!("Bearer {APP_SECRET}.{JWT}").as_str()));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(header(&request, "origin"), None);

    let mut public = Config::new(AppToken { jwt: JWT.into(), secret: None });
    public.base_url = BaseUrl::Univapay;
    public.origin = Some("https://shop.example".to_owned());
    let request = sent(&mut exchange_of(&card(), public), NOW);
    assert_eq!(header(&request, "authorization"), Some(format!("Bearer {JWT}").as_str()));
    assert_eq!(header(&request, "origin"), Some("https://shop.example"));
    assert_eq!(request.url, "https://api.univapay.com/tokens");
}

fn exchange_of(token: &CreateToken, config: Config) -> Exchange {
    Exchange::new(&gateway(config), token, CallOptions::default(), Entropy::new([7; 32])).unwrap()
}

#[test]
fn one_idempotency_key_for_all_tries() {
    let mut exchange = exchange_of(&card(), config());
    let mut now = NOW;
    let mut keys = Vec::new();
    for _ in 0..3 {
        let request = sent(&mut exchange, now);
        keys.push(header(&request, "idempotency-key").unwrap().to_owned());
        exchange.on_response(answer(503, "{}"), now);
        now += Duration::from_secs(10);
    }
    assert_eq!(keys[0].len(), 36);
    assert!(keys.iter().all(|key| *key == keys[0]));
    let other = Exchange::new(&gateway(config()), &card(), CallOptions::default(), Entropy::new([8; 32]));
    assert_ne!(header(&sent(&mut other.unwrap(), NOW), "idempotency-key"), Some(keys[0].as_str()));
}

#[test]
fn errors_of_every_shape() {
    let validation = |errors: &str| format!(r#"{{"status":"error","code":"VALIDATION_ERROR"{errors}}}"#);
    let cases = [
        (
            400,
            validation(r#","errors":[{"field":"card_number","reason":"INVALID_CARD_NUMBER"}]"#),
            ErrorKind::InvalidRequest,
            Some("card_number"),
            Some("INVALID_CARD_NUMBER"),
        ),
        (
            400,
            validation(r#","errors":[{"reason":"INVALID_CVV"}]"#),
            ErrorKind::InvalidRequest,
            None,
            Some("INVALID_CVV"),
        ),
        (
            400,
            validation(r#","errors":["INVALID_CVV"]"#),
            ErrorKind::InvalidRequest,
            None,
            Some("INVALID_CVV"),
        ),
        (400, validation(""), ErrorKind::InvalidRequest, None, Some("VALIDATION_ERROR")),
        (400, validation(r#","errors":[]"#), ErrorKind::InvalidRequest, None, Some("VALIDATION_ERROR")),
        (400, validation(r#","errors":null"#), ErrorKind::InvalidRequest, None, Some("VALIDATION_ERROR")),
        (400, validation(r#","errors":7"#), ErrorKind::InvalidRequest, None, Some("VALIDATION_ERROR")),
        (
            400,
            validation(r#","errors":"INVALID_CVV""#),
            ErrorKind::InvalidRequest,
            None,
            Some("VALIDATION_ERROR"),
        ),
        (400, validation(r#","errors":[[1],7]"#), ErrorKind::InvalidRequest, None, Some("VALIDATION_ERROR")),
        (
            400,
            validation(r#","errors":[{"field":7,"reason":{}}]"#),
            ErrorKind::InvalidRequest,
            None,
            Some("VALIDATION_ERROR"),
        ),
        (
            401,
            r#"{"status":"error","code":"DIRECT_CARD_TOKEN_CREATION_DISABLED","errors":[]}"#.to_owned(),
            ErrorKind::Authentication,
            None,
            Some("DIRECT_CARD_TOKEN_CREATION_DISABLED"),
        ),
        (
            409,
            r#"{"status":"error","code":"IDEMPOTENCY_KEY_CONFLICT","errors":[]}"#.to_owned(),
            ErrorKind::Conflict,
            None,
            Some("IDEMPOTENCY_KEY_CONFLICT"),
        ),
        (429, String::new(), ErrorKind::RateLimited, None, None),
        (429, "{}".to_owned(), ErrorKind::RateLimited, None, None),
        (403, "<html><h1>Forbidden</h1></html>".to_owned(), ErrorKind::Permission, None, None),
        (400, "not JSON".to_owned(), ErrorKind::InvalidRequest, None, None),
        (201, "<html></html>".to_owned(), ErrorKind::InvalidResponse, None, None),
    ];
    for (status, body, kind, field, code) in cases {
        let options = CallOptions { max_retries: 0, ..CallOptions::default() };
        let mut exchange =
            Exchange::new(&gateway(config()), &card(), options, Entropy::new([7; 32])).unwrap();
        sent(&mut exchange, NOW);
        exchange.on_response(answer(status, &body), NOW);
        let Step::Failed(error) = exchange.step(NOW) else { panic!("{status} {body}") };
        assert_eq!(
            (error.kind(), error.field(), error.code()),
            (kind, field, code),
            "{status} {body}: {error}"
        );
        assert_eq!(error.http_status(), Some(status));
        assert_eq!(error.raw().unwrap().as_str(), body);
    }
}

#[test]
fn nothing_prints_a_secret() {
    let secrets =
        ["4242424242424242", "424242424242", "987", "paidy-token-abc", "0912345678901234", "applepay-abc"];
    let tokens = [
        card(),
        CreateToken::new(PaidyPayment::new("paidy-token-abc", ShippingAddress::default())),
        CreateToken::new(QrScanPayment::new("0912345678901234")),
        CreateToken::new(kaikei_core::univapay::ApplePayPayment::new("applepay-abc", "TARO MOMO")),
    ];
    for token in &tokens {
        let printed = format!("{token:?} {token:#?} {}", serde_json::to_string(token).unwrap());
        assert!(secrets.iter().all(|secret| !printed.contains(secret)), "{printed}");
    }
    let bodies = tokens.map(|token| {
        let mut config = config();
        config.check_parameters = false;
        let request = sent(&mut exchange_of(&token, config), NOW);
        assert!(!format!("{request:?}").contains(APP_SECRET));
        String::from_utf8(request.body.as_ref().to_vec()).unwrap()
    });
    for (body, secret) in
        bodies.iter().zip(["4242424242424242", "paidy-token-abc", "0912345678901234", "applepay-abc"])
    {
        assert!(body.contains(secret), "the wire has it in clear");
    }
    for case in vectors("cases") {
        let Err(error) = exchange(&gateway(config()), case["parameters"].to_string().as_bytes()) else {
            continue;
        };
        let printed = format!("{error} {error:?} {}", serde_json::to_string(&error).unwrap());
        let data = &case["parameters"]["method"]["data"];
        for secret in ["card_number", "cvv", "applepay_token", "paidy_token", "scanned_qr"] {
            if let Some(secret) = data[secret].as_str().filter(|secret| secret.len() > 2) {
                assert!(!printed.contains(secret), "{printed}");
            }
        }
    }
}

#[test]
fn parameters_are_written_plainly_in_rust() {
    let konbini = KonbiniPayment {
        expiration_period: Some("P7D".to_owned()),
        ..KonbiniPayment::new("Taro Yamada", PhoneNumber::japanese("08012341234"), ConvenienceStore::Lawson)
    };
    let tokens = [
        CreateToken { token_type: TokenType::Recurring, ..card() },
        CreateToken { email: Some("a@b.example".to_owned()), ..CreateToken::new(konbini) },
        CreateToken::new(OnlinePayment::new(OnlineBrand::PayPayOnline, CallMethod::HttpPost)),
        CreateToken::new(QrMerchantPayment::new(QrMerchantBrand::PayPayMerchant)),
        CreateToken {
            email: Some("a@b.example".to_owned()),
            metadata: JsonObject::new().with("order", "7"),
            ..CreateToken::new(BankTransferPayment::new(BankBrand::AozoraBank))
        },
    ];
    for token in &tokens {
        assert!(token.prepare(&gateway(config())).is_ok(), "{token:?}");
    }
    assert!(matches!(tokens[0].method, PaymentMethod::Card(_)));
    let error = CreateToken { email: None, ..tokens[1].clone() }.prepare(&gateway(config())).unwrap_err();
    assert_eq!((error.field(), error.message()), (Some("email"), "email is required for konbini"));
}
