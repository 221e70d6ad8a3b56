//! Nothing that prints, and no error, holds a secret, a card number, a security code or a body.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{
    ACCESS_KEY, CLIENT_SECRET, JWT, JWT_SECRET, Keyed, SECRET_KEY, Sim, at, entry, granted, ito, ito_config,
    univapay, with_user,
};
use kaikei_core::engine::{Phase, Sent, TransportFailure};
use kaikei_core::ito::{
    CardLastFour, CheckValidity, LoginRequest, Me, PendingLogin, RevealCard, SigningProfile, UserBalance,
    WebhookVerifier, sign_request, sign_webhook,
};
use kaikei_core::sign::SigningKey;
use kaikei_core::univapay::{AppToken, Config};
use kaikei_core::{
    CallOptions, CardNumber, Cvv, Entropy, Error, Gateway, Json, JsonObject, OPERATIONS, Raw, Reply, Secret,
    Step,
};
use serde::Serialize;
use zeroize::Zeroizing;

const ACCESS: &str = "access-token-marker-a1";
const REFRESH: &str = "refresh-token-marker-b2";
const NEW_ACCESS: &str = "new-access-marker-c3";
const NEW_REFRESH: &str = "new-refresh-marker-d4";
const WEBHOOK: &str = "webhook-secret-marker-e5";
const BODY: &str = "body-marker-f6";
const CARDS: [&str; 6] = [
    "4242424242424242",
    "4000020000000000",
    "4111-1111-1111-1111",
    "5555 5555 5555 4444",
    "378282246310005",
    "6200000000000000003",
];
/// Nothing else in these tests has these digits.
const CVV: &str = "8713";

#[track_caller]
fn clean(text: &str) {
    if let Some(found) = leak(text) {
        panic!("{found} in {text}");
    }
}

/// The first marker that `text` holds, in whatever form.
fn leak(text: &str) -> Option<&'static str> {
    let secrets = [
        ACCESS_KEY,
        SECRET_KEY,
        CLIENT_SECRET,
        JWT,
        JWT_SECRET,
        ACCESS,
        REFRESH,
        NEW_ACCESS,
        NEW_REFRESH,
        WEBHOOK,
        BODY,
        CVV,
    ];
    // Nor as the numbers of its bytes.
    let bytes = |marker: &str| format!("{:?}", marker.as_bytes()).trim_matches(['[', ']']).to_owned();
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let card = |card: &str| digits.contains(&card.replace(['-', ' '], ""));
    let plain = secrets.into_iter().find(|marker| text.contains(marker) || text.contains(&bytes(marker)));
    plain.or_else(|| CARDS.into_iter().find(|number| card(number) || text.contains(&bytes(number))))
}

#[track_caller]
fn debug(value: &impl std::fmt::Debug) {
    clean(&format!("{value:?} {value:#?}"));
}

#[track_caller]
fn both(value: &(impl std::fmt::Debug + Serialize)) {
    debug(value);
    clean(&serde_json::to_string(value).unwrap());
}

#[track_caller]
fn error(error: &Error) {
    both(error);
    clean(&error.to_string());
    let boxed: Box<dyn std::error::Error> = Box::new(error.clone());
    clean(&format!("{boxed} {boxed:?}"));
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    for planted in [CARDS[0], "4242 4242 4242 4242", "4111111111111111", CVV, BODY] {
        assert!(leak(&format!("x {planted} y")).is_some(), "a planted marker was not found");
    }
    assert!(leak(&format!("{:?}", BODY.as_bytes())).is_some());
    assert_eq!(leak("nothing"), None);
}

#[test]
fn settings_and_values() {
    let (gateway, session) = with_user(ACCESS, Some(REFRESH), 9_999);
    debug(&(
        ito_config(),
        &gateway,
        &session,
        session.tokens(),
        Gateway::from(gateway.clone()),
        ito_config().merchant,
    ));
    let token = || AppToken { jwt: JWT.into(), secret: Some(JWT_SECRET.into()) };
    debug(&(token(), Config::new(token()), univapay(), Gateway::from(univapay())));
    debug(&WebhookVerifier::new(WEBHOOK).unwrap());
    debug(&(SigningKey::new(&WEBHOOK.into()), Entropy::new(*b"webhook-secret-marker-e5webhook-")));
    let secret = Secret::from(WEBHOOK);
    both(&secret);
    clean(&secret.to_string());
    for card in CARDS {
        let card = CardNumber::new(card);
        both(&card);
        clean(&card.to_string());
    }
    both(&Cvv::new(CVV));
    let json = format!("{{\"a\":\"{BODY}\",\"n\":{CVV}}}");
    debug(&(Raw::new(json.as_bytes()), Json::new(BODY).unwrap(), JsonObject::new().with("name", BODY)));
    let revealed =
        format!("{{\"data\":{{\"card_number\":\"{}\",\"cvv\":\"{CVV}\",\"x\":\"{BODY}\"}}}}", CARDS[0]);
    let reply = Reply::decode::<RevealCard>(common::response(200, &[], revealed.as_bytes())).unwrap();
    debug(&(&reply, reply.raw()));
    both(&*reply);
    assert_eq!(reply.card_number.as_ref().unwrap().expose(), CARDS[0], "the caller can read it");
    let wire = entry("ito.me.reveal_card")
        .decode(&Zeroizing::new(revealed.into_bytes()))
        .unwrap()
        .to_json()
        .unwrap();
    assert!(std::str::from_utf8(&wire).unwrap().contains(CARDS[0]), "and it crosses to other languages");
}

#[test]
fn a_login() {
    let entropy = |byte| Entropy::new([byte; 32]);
    let request = LoginRequest {
        client_id: "app".into(),
        redirect_uri: "https://shop.example/cb".into(),
        scopes: vec![],
    };
    let mut login = ito().start_login(&request, &entropy(1), &entropy(2), at(0)).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&login.pending.export()).unwrap();
    let (state, verifier) = (kept["state"].as_str().unwrap(), kept["code_verifier"].as_str().unwrap());
    let hidden = |text: &str| {
        assert!(!text.contains(state) && !text.contains(verifier) && !text.contains(BODY), "{text}")
    };
    hidden(&format!("{login:?} {:?} {}", login.pending, serde_json::to_string(&login.pending).unwrap()));
    let exchange =
        login.pending.finish(&format!("https://shop.example/cb?code={BODY}&state={state}"), at(0)).unwrap();
    hidden(&format!("{exchange:?} {}", serde_json::to_string(&exchange).unwrap()));
    let mut sim = Sim::of(ito(), &exchange);
    hidden(&format!("{:?}", sim.step()));
    debug(&PendingLogin::import(BODY).unwrap_err());
    for url in
        [BODY, "https://shop.example/cb?state=body-marker-f6", "https://shop.example/cb?code=body-marker-f6"]
    {
        let mut pending = ito().start_login(&request, &entropy(1), &entropy(2), at(0)).unwrap().pending;
        error(&pending.finish(url, at(0)).unwrap_err());
    }
}

#[test]
fn every_step_of_an_exchange() {
    let (gateway, session) = with_user(ACCESS, Some(REFRESH), 0);
    let mut sim = Sim::of(gateway, &Me {});
    debug(&sim.step());
    sim.answer(200, &granted(NEW_ACCESS, Some(NEW_REFRESH), 3_600));
    debug(&sim.step());
    sim.exchange.on_saved(Ok(()));
    debug(&sim.step());
    debug(&common::response(200, &[("set-cookie", BODY)], BODY.as_bytes()));
    sim.answer(200, &format!("{{\"email\":\"{BODY}\"}}"));
    debug(&sim.step());
    debug(&session);
    let mut payment = common::payment();
    payment.details = Some(BODY.into());
    let mut sim = Sim::of(ito(), &payment);
    debug(&sim.step());
    let mut sim = Sim::of(univapay(), &Keyed { note: BODY.into() });
    debug(&sim.step());
    let mut sim = Sim::of(ito(), &UserBalance { user: "7".into() });
    debug(&sim.step());
    let signed = sign_request(&common::payment(), &SECRET_KEY.into(), 1, SigningProfile::JsonBody).unwrap();
    both(&signed);
    both(&sign_webhook(&WEBHOOK.into(), 1, BODY.as_bytes()).unwrap());
}

const ITO_SECRETS: [&str; 5] = [ACCESS_KEY, SECRET_KEY, CLIENT_SECRET, ACCESS, REFRESH];
const UNIVAPAY_SECRETS: [&str; 2] = [JWT, JWT_SECRET];

/// Texts in which somebody repeats what must not be repeated.
fn indiscreet(secrets: &[&str]) -> Vec<String> {
    let mut said: Vec<String> = secrets.iter().map(|secret| format!("token {secret} is bad")).collect();
    said.push(format!("Bearer {}", secrets.join(".")));
    for card in CARDS {
        said.extend([
            format!("card {card} 2026-11-22"),
            format!("{card} {}", CARDS[0]),
            format!("{}{card}", "x".repeat(490)),
        ]);
    }
    said
}

fn once() -> CallOptions {
    CallOptions { max_retries: 0, ..CallOptions::default() }
}

fn ito_calls() -> Vec<Sim> {
    let (gateway, _) = with_user(ACCESS, Some(REFRESH), 9_999);
    vec![
        Sim::with(gateway.clone(), &common::payment(), once()),
        Sim::with(gateway.clone(), &CheckValidity { payment_id: "a".into() }, once()),
        Sim::with(gateway.clone(), &UserBalance { user: "7".into() }, once()),
        Sim::with(gateway.clone(), &Me {}, once()),
        Sim::with(gateway, &CardLastFour {}, once()),
    ]
}

fn univapay_calls() -> Vec<Sim> {
    vec![Sim::with(univapay(), &Keyed::new(), once())]
}

/// Drives calls to their end, every request answered by `event`, and scans how they fail.
fn scan(calls: Vec<Sim>, event: impl Fn(&mut Sim)) {
    for mut sim in calls {
        for _ in 0..6 {
            match sim.step() {
                Step::Send(_) => event(&mut sim),
                Step::Failed(failure) => {
                    error(&failure);
                    break;
                }
                Step::Done(_) => break,
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(sim.step(), Step::Failed(_)), "it ended");
    }
}

#[test]
fn errors_of_indiscreet_gateways() {
    for (secrets, calls) in
        [(&ITO_SECRETS[..], ito_calls as fn() -> Vec<Sim>), (&UNIVAPAY_SECRETS, univapay_calls)]
    {
        for said in indiscreet(secrets).iter().map(|said| serde_json::to_string(said).unwrap()) {
            for answer in [
                format!("{{\"code\":{said},\"status\":\"error\",\"message\":{said}}}"),
                format!("{{\"code\":402,\"status\":{said}}}"),
                format!("{{\"error\":{said},\"error_description\":{said},\"hint\":{said}}}"),
                format!("{{\"message\":{said},\"errors\":{{{said}:[{said}]}}}}"),
                format!(
                    "{{\"status\":\"error\",\"code\":{said},\"errors\":[{{\"field\":{said},\"reason\":{said}}}]}}"
                ),
                format!("{{\"errors\":[{said}]}}"),
                said.clone(),
                format!("<html>{said}"),
            ] {
                for status in [200, 302, 400, 401, 404, 422, 429, 500, 502] {
                    let headers = [("x-request-id", said.as_str()), ("location", said.as_str())];
                    scan(calls(), |sim| drop_(sim.answer_with(status, &headers, &answer)));
                }
            }
        }
    }
}

fn drop_(_: &mut Sim) {}

#[test]
fn errors_of_indiscreet_drivers_and_stores() {
    for (secrets, calls) in
        [(&ITO_SECRETS[..], ito_calls as fn() -> Vec<Sim>), (&UNIVAPAY_SECRETS, univapay_calls)]
    {
        for said in indiscreet(secrets) {
            for phase in [Phase::Connect, Phase::Receive, Phase::Cancelled] {
                let failure = || TransportFailure { phase, sent: Sent::Maybe, message: said.clone() };
                scan(calls(), |sim| sim.exchange.on_failure(failure(), sim.now));
            }
        }
    }
    for said in indiscreet(&[NEW_ACCESS, NEW_REFRESH]) {
        let (gateway, _) = with_user(ACCESS, Some(REFRESH), 0);
        let mut sim = Sim::of(gateway, &Me {});
        sim.send_token();
        sim.answer(200, &granted(NEW_ACCESS, Some(NEW_REFRESH), 3_600)).save();
        sim.exchange.on_saved(Err(said));
        error(&sim.failed());
    }
}

#[test]
fn errors_of_bad_parameters() {
    let gateways = [Gateway::from(with_user(ACCESS, None, 60).0), Gateway::from(univapay())];
    let values = [BODY, CARDS[0], CARDS[3], CVV];
    for entry in OPERATIONS {
        for value in values {
            for json in [
                format!("\"{value}\""),
                format!("[\"{value}\"]"),
                format!("{{\"user\":\"{value} x\"}}"),
                format!("{{\"user\":[\"{value}\"]}}"),
                format!("{{\"email\":\"{value}\"}}"),
                format!("{{\"amount\":\"{value}x\",\"currency_code\":\"{value}\"}}"),
                format!("{{\"payment_id\":\"{value}/\"}}"),
                format!("{{\"page\":\"{value}\",\"user\":\"7\"}}"),
                format!("{{\"values\":\"{value}\"}}"),
                format!("{{\"extra\":{{\"a\":[\"{value}\"]}}}}"),
                format!("{{\"data\":{{\"card_number\":\"{value}\",\"cvv\":\"{value}\"}}}}"),
                format!("{{\"type\":\"{value}\"}}"),
                format!("{{\"payment_type\":\"{value}\",\"data\":\"{value}\"}}"),
                format!("{{\"user\":\"{value}"),
                value.to_owned(),
            ] {
                for gateway in &gateways {
                    if let Err(failure) = entry.prepare(gateway, json.as_bytes()) {
                        error(&failure);
                    }
                }
            }
        }
        // A card number in the place of a name, too.
        let name = format!("{{\"{}\":1}}", CARDS[0]);
        error(&entry.prepare(&gateways[0], name.as_bytes()).unwrap_err());
    }
}

#[test]
fn errors_of_webhooks_and_answers() {
    let verifier = WebhookVerifier::new(WEBHOOK).unwrap();
    for body in [
        BODY.to_owned(),
        format!("{{\"custom\":\"{BODY}\"}}"),
        format!("{{\"amount\":\"{BODY}\"}}"),
        format!("{{\"{BODY}\":1,\"{BODY}\":2}}"),
        format!("\"{BODY}\""),
    ] {
        let signed = sign_webhook(&WEBHOOK.into(), 0, body.as_bytes()).unwrap();
        for (timestamp, signature) in
            [("0", signed.x_signature.as_str()), ("0", BODY), (BODY, BODY), ("99999", &signed.x_signature)]
        {
            let result =
                verifier.verify_parts(timestamp.as_bytes(), signature.as_bytes(), body.as_bytes(), at(0));
            error(&result.unwrap_err());
            both(&verifier.explain(timestamp.as_bytes(), signature.as_bytes(), body.as_bytes(), at(0)));
        }
    }
    for entry in OPERATIONS {
        for value in ["\"body-marker-f6\"", "[\"body-marker-f6\"]", "{\"a\":\"body-marker-f6\"}", "8713.5"] {
            for name in
                ["id", "balance", "created_at", "status", "data", "payment_id", "date", "exp_month", "last4"]
            {
                let body = format!("{{\"{name}\":{value}}}");
                if let Err(failure) = entry.decode(&Zeroizing::new(body.into_bytes())) {
                    error(&failure);
                }
            }
        }
    }
}
