//! What is refused before anything is sent, and drivers that break the order of calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::time::{Duration, SystemTime};

use common::{
    CREATED, Keyed, Sim, at, entry, granted, header, ito, payment, secs, start, univapay, with_user,
};
use kaikei_core::engine::{Phase, Purpose, Sent};
use kaikei_core::ito::{self, CheckValidity, ItoJapan, Me, MerchantCredentials, SigningProfile, UserBalance};
use kaikei_core::univapay::{AppToken, BaseUrl, Config, Univapay};
use kaikei_core::{CallOptions, Entropy, ErrorKind, Exchange, Gateway, Step};

fn new(
    gateway: impl Into<Gateway>,
    name: &str,
    options: CallOptions,
) -> Result<Exchange, kaikei_core::Error> {
    let gateway = gateway.into();
    let call = entry(name).prepare(&gateway, common::good_parameters(name).as_bytes())?;
    Exchange::of_prepared(&gateway, call, options, Entropy::new([1; 32]))
}

#[test]
fn what_a_call_needs_is_checked_before_it() {
    let bare = || ItoJapan::new(ito::Config::default()).unwrap();
    for (name, field) in [
        ("ito.payments.create", "secret_key"),
        ("ito.payments.check_validity", "access_key"),
        ("ito.users.balance", "merchant"),
        ("ito.me.get", "session"),
        ("ito.me.card_last_four", "session"),
    ] {
        let error = new(bare(), name, CallOptions::default()).err().unwrap();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some(field)), "{name}");
        assert_eq!(error.sent(), None);
    }
    let keyless = ItoJapan::new(ito::Config { secret_key: Some("s".into()), ..Default::default() }).unwrap();
    let error = new(keyless, "ito.payments.create", CallOptions::default()).err().unwrap();
    assert_eq!(error.field(), Some("access_key"));
    for name in ["ito.payments.create", "ito.payments.check_validity", "ito.users.balance", "ito.me.get"] {
        let error = new(univapay(), name, CallOptions::default()).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{name} is the other gateway's");
    }
    let error =
        Exchange::new(&ito().into(), &Keyed::new(), CallOptions::default(), Entropy::new([1; 32])).err();
    assert_eq!(error.unwrap().kind(), ErrorKind::Configuration);
}

#[test]
fn settings_are_checked() {
    let base = ito::Config::default;
    let merchant = |id: &str, secret: &str| {
        Some(MerchantCredentials { client_id: id.into(), client_secret: secret.into(), scopes: vec![] })
    };
    for (config, field) in [
        (ito::Config { base_url: "http://payment.ito-japan.jp".into(), ..base() }, "base_url"),
        (ito::Config { base_url: "payment.ito-japan.jp".into(), ..base() }, "base_url"),
        (ito::Config { base_url: "https://h/?x".into(), ..base() }, "base_url"),
        (ito::Config { base_url: "https://user:pass@h/".into(), ..base() }, "base_url"),
        (ito::Config { access_key: Some("".into()), ..base() }, "access_key"),
        (ito::Config { access_key: Some("a\r\nx-evil: 1".into()), ..base() }, "access_key"),
        (ito::Config { access_key: Some("clé".into()), ..base() }, "access_key"),
        (ito::Config { secret_key: Some("".into()), ..base() }, "secret_key"),
        (ito::Config { merchant: merchant("", "x"), ..base() }, "merchant"),
        (ito::Config { merchant: merchant("x", ""), ..base() }, "merchant"),
        (
            ito::Config { paths: ito::Paths { token: "oauth".into(), ..Default::default() }, ..base() },
            "token_path",
        ),
        (
            ito::Config { paths: ito::Paths { authorize: "/a b".into(), ..Default::default() }, ..base() },
            "authorize_path",
        ),
    ] {
        let error = ItoJapan::new(config).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some(field)));
    }
    let token =
        |jwt: &str, secret: Option<&str>| AppToken { jwt: jwt.into(), secret: secret.map(Into::into) };
    let univapay = |config: Config| Univapay::new(config).map(|_| ()).unwrap_err();
    for (app_token, field) in [
        (token("", None), "jwt"),
        (token("a.b", None), "jwt"),
        (token("a.b.c.d", None), "jwt"),
        (token("a.b.c\r\n", None), "jwt"),
        (token("a..c", None), "jwt"),
        (token("a.b.c", Some("")), "secret"),
        (token("a.b.c", Some("x.y.z")), "secret"),
        (token("a.b.c", Some("x\ny")), "secret"),
    ] {
        assert_eq!(univapay(Config::new(app_token)).field(), Some(field));
    }
    let with_origin = Config { origin: Some("shop".into()), ..Config::new(token("a.b.c", None)) };
    assert_eq!(univapay(with_origin).field(), Some("origin"));
    let elsewhere = Config { base_url: BaseUrl::Own("http://h".into()), ..Config::new(token("a.b.c", None)) };
    assert_eq!(univapay(elsewhere).field(), Some("base_url"));
}

#[test]
fn options_are_checked() {
    let base = CallOptions::default;
    let key = |key: &str| CallOptions { idempotency_key: Some(key.to_owned()), ..base() };
    let long = "x".repeat(256);
    for (options, field) in [
        (CallOptions { timeout: Duration::ZERO, ..base() }, "timeout"),
        (CallOptions { attempt_timeout: Duration::MAX, ..base() }, "attempt_timeout"),
        (CallOptions { connect_timeout: secs(86_401), ..base() }, "connect_timeout"),
        (key(""), "idempotency_key"),
        (key("a b"), "idempotency_key"),
        (key("a\r\nb"), "idempotency_key"),
        (key("é"), "idempotency_key"),
        (key(&long), "idempotency_key"),
    ] {
        let error =
            Exchange::new(&univapay().into(), &Keyed::new(), options, Entropy::new([1; 32])).err().unwrap();
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some(field)));
    }
    let mut sim = Sim::with(univapay(), &Keyed::new(), key(&"x".repeat(255)));
    assert_eq!(header(&sim.send(), "idempotency-key").unwrap().len(), 255);
    let error = new(ito(), "ito.payments.create", key("order-1")).err().unwrap();
    assert_eq!(error.field(), Some("idempotency_key"), "ITO-Japan would ignore it");
}

#[test]
fn hostile_ids_never_change_the_url() {
    let gateway = Gateway::from(with_user("user-access", None, 9_999).0);
    let long = "x".repeat(129);
    let hostile = [
        "",
        ".",
        "..",
        "../me",
        "a/b",
        "a%2fb",
        "a?b",
        "a#b",
        "a b",
        "é",
        "a\n",
        "a\0",
        "{user}",
        long.as_str(),
    ];
    let mut tried = 0;
    for entry in common::ito_operations() {
        let good: serde_json::Value =
            serde_json::from_str(&common::good_parameters(entry.meta.name)).unwrap();
        for field in ["user", "payment_id"].into_iter().filter(|field| good.get(field).is_some()) {
            for id in hostile {
                let mut params = good.clone();
                params[field] = id.into();
                let error = entry.prepare(&gateway, params.to_string().as_bytes()).unwrap_err();
                assert_eq!(error.field(), Some(field), "{} {id:?}", entry.meta.name);
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 9 * hostile.len(), "eight calls about a user, and check_validity");
    let mut sim = Sim::of(ito(), &UserBalance { user: "A-z_0".into() });
    sim.send_token();
    let request = {
        sim.answer(200, &granted("merchant-access", None, 60));
        sim.send()
    };
    assert_eq!(request.url, "https://payment.ito-japan.jp/api/oauth/merchant/users/A-z_0/balance");
}

#[test]
fn a_parameter_is_sent_once() {
    let prepare = |name: &str, json: &str| entry(name).prepare(&ito().into(), json.as_bytes()).map(|_| ());
    let error = prepare("ito.users.create", r#"{"email":"a@b.example","extra":{"email":"c@d.example"}}"#)
        .unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidRequest, Some("email")));
    assert!(prepare("ito.users.create", r#"{"email":"a@b.example","extra":{"nickname":"x"}}"#).is_ok());
    let error = prepare("ito.users.create", r#"{"email":"a@b.example","extra":{"x":1,"x":2}}"#).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[test]
fn a_step_in_flight_sends_nothing() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    for _ in 0..3 {
        assert_eq!(sim.failed().kind(), ErrorKind::Internal, "report the answer first");
    }
    assert_eq!(sim.answer(200, CREATED).done(), CREATED, "and then it goes on");
    for _ in 0..3 {
        assert_eq!(sim.failed().kind(), ErrorKind::Internal, "the answer was handed out");
    }
}

#[test]
fn an_answer_that_nobody_asked_for() {
    for waiting in [false, true] {
        let mut sim = Sim::of(ito(), &payment());
        if waiting {
            sim.send();
            sim.answer(429, "{}");
        }
        assert_eq!(sim.answer(200, CREATED).failed().kind(), ErrorKind::Internal);
        assert!(matches!(sim.step(), Step::Failed(_)), "nothing is sent after it");
    }
    let mut sim = Sim::of(ito(), &payment());
    sim.exchange.on_saved(Ok(()));
    assert_eq!(sim.failed().kind(), ErrorKind::Internal);
    let mut sim = Sim::of(ito(), &payment());
    assert_eq!(sim.break_off(Phase::Send, Sent::Maybe).failed().kind(), ErrorKind::Internal);
}

#[test]
fn an_outcome_stays() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    sim.answer(200, CREATED).answer(500, "{}").break_off(Phase::Receive, Sent::Maybe);
    sim.exchange.on_saved(Err("x".into()));
    assert_eq!(sim.done(), CREATED, "a second report does not undo a payment");

    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    sim.break_off(Phase::Receive, Sent::Maybe).answer(200, CREATED);
    assert_eq!(sim.failed().kind(), ErrorKind::OutcomeUnknown);
}

#[test]
fn clocks_at_the_ends_of_time_do_not_panic() {
    let far = SystemTime::UNIX_EPOCH + secs(i64::MAX.unsigned_abs() - 1);
    for now in [at(0), SystemTime::UNIX_EPOCH - secs(5_000), far] {
        let mut sim = Sim::of(ito(), &payment());
        sim.now = now;
        let _ = sim.step();
        sim.answer_with(429, &[("retry-after", "18446744073709551615")], "{}");
        let _ = sim.step();
        let mut sim = Sim::of(ito(), &UserBalance { user: "7".into() });
        sim.now = now;
        let _ = sim.step();
        sim.answer(200, &granted("merchant-access", None, u32::MAX));
        let _ = sim.step();
    }
}

#[test]
fn a_request_says_what_it_is() {
    let mut sim = Sim::of(ito(), &payment());
    let request = sim.send();
    assert_eq!((request.purpose, request.method.as_str()), (Purpose::Call, "POST"));
    assert_eq!(header(&request, "accept"), Some("application/json"));
    assert_eq!(header(&request, "authorization").unwrap(), format!("Bearer {}", common::ACCESS_KEY));
    assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
    assert!(header(&request, "user-agent").unwrap().starts_with("kaikei/"));
    assert_eq!(request.max_answer, 2 * 1024 * 1024);
    for (_, value) in &request.headers {
        assert!(value.bytes().all(|b| b == b' ' || b.is_ascii_graphic()));
    }
    let json = ito::Config { profile: SigningProfile::JsonBody, ..common::ito_config() };
    let request = Sim::of(ItoJapan::new(json).unwrap(), &payment()).send();
    assert_eq!(header(&request, "content-type"), Some("application/json"));

    let request = Sim::of(ito(), &CheckValidity { payment_id: "AIY".into() }).send();
    assert_eq!((common::body(&request), header(&request, "x-signature")), ("payment_id=AIY", None));
    let (gateway, _) = with_user("user-access", None, 9_999);
    let request = Sim::of(gateway, &Me {}).send();
    assert_eq!((request.method.as_str(), request.body.as_ref().len()), ("GET", 0));
    assert_eq!(header(&request, "authorization"), Some("Bearer user-access"));

    let request = Sim::of(univapay(), &Keyed::new()).send();
    assert_eq!(request.url, "https://api.gyro-n.money/test");
    let bearer = format!("Bearer {}.{}", common::JWT_SECRET, common::JWT);
    assert_eq!(header(&request, "authorization"), Some(&*bearer));
    let mut public = Config::new(AppToken { jwt: common::JWT.into(), secret: None });
    (public.origin, public.base_url) = (Some("https://shop.example".into()), BaseUrl::Univapay);
    let request = Sim::of(Univapay::new(public).unwrap(), &Keyed::new()).send();
    assert_eq!(request.url, "https://api.univapay.com/test");
    assert_eq!(header(&request, "authorization").unwrap(), format!("Bearer {}", common::JWT));
    assert_eq!(header(&request, "origin"), Some("https://shop.example"));
    assert_eq!(start(), at(1_700_000_000));
}
