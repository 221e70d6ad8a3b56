//! What an answer means: success, or which error.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{CREATED, Keyed, Sim, granted, ito, ito_config, payment, univapay, with_user};
use kaikei_core::engine::{MAX_ANSWER, Sent};
use kaikei_core::ito::{CheckValidity, CreateUser, ItoJapan, Me};
use kaikei_core::{Error, ErrorKind, JsonObject};

fn check() -> Sim {
    Sim::of(ito(), &CheckValidity { payment_id: "AIY".into() })
}

fn me() -> Sim {
    Sim::of(with_user("user-access", None, 9_999).0, &Me {})
}

fn facts(error: &Error) -> (ErrorKind, Option<u16>, Option<&str>) {
    (error.kind(), error.http_status(), error.api_code())
}

#[test]
fn success_needs_all_three() {
    for good in
        [r#"{"code":200,"status":"ok"}"#, r#"{"status":"ok"}"#, r#"{"code":"201","status":"ok","x":[1]}"#]
    {
        for status in [200, 201, 299] {
            let mut sim = check();
            sim.send();
            assert_eq!(sim.answer(status, good).done(), good);
        }
    }
}

#[test]
fn a_disagreement_carries_both() {
    use ErrorKind::{Api, Authentication, Conflict, Declined, InvalidRequest, NotFound, Permission};
    for (http, json, kind, code) in [
        (200, r#"{"code":401,"status":"error","message":"Invalid API credentials."}"#, Authentication, "401"),
        (200, r#"{"code":"404","status":"error","message":"Transaction not found"}"#, NotFound, "404"),
        (200, r#"{"code":402,"status":"ok"}"#, Declined, "402"),
        (200, r#"{"code":422,"status":"ok"}"#, InvalidRequest, "422"),
        (200, r#"{"code":200,"status":"error"}"#, Api, "200"),
        (200, r#"{"code":200,"status":"pending"}"#, Api, "200"),
        (200, r#"{"code":200,"status":"OK"}"#, Api, "200"),
        (200, r#"{"code":200}"#, Api, "200"),
        (200, r#"{"code":99999,"status":"ok"}"#, Api, "99999"),
        (200, r#"{"code":-200,"status":"ok"}"#, Api, "-200"),
        (200, r#"{"code":200.0,"status":"ok"}"#, Api, "200.0"),
        (200, r#"{"code":"+200","status":"ok"}"#, Api, "+200"),
        (200, r#"{"code":"","status":"ok"}"#, Api, ""),
        (200, r#"{"code":"two hundred","status":"ok"}"#, Api, "two hundred"),
        (200, r#"{"code":true,"status":"ok"}"#, Api, "true"),
        (403, r#"{"code":200,"status":"ok"}"#, Permission, "200"),
        (409, r#"{"code":409,"status":"error"}"#, Conflict, "409"),
        (404, r#"{"code":401,"status":"error"}"#, Authentication, "401"),
    ] {
        let error = check().error_of(http, json);
        assert_eq!(facts(&error), (kind, Some(http), Some(code)), "{json}");
        assert_eq!(error.raw().unwrap().as_str(), json);
        assert_eq!(error.sent(), Some(Sent::Yes));
    }
    for json in [
        r#"{"code":null,"status":"ok"}"#,
        r#"{"code":[],"status":"ok"}"#,
        r#"{"code":{},"status":"ok"}"#,
        r#"{"status":["ok"]}"#,
        r#"{"status":null}"#,
        "{}",
    ] {
        assert_eq!(facts(&check().error_of(200, json)), (ErrorKind::Api, Some(200), None), "{json}");
    }
}

#[test]
fn ok_in_the_body_does_not_outweigh_the_status() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    let error = sim.answer(500, CREATED).failed();
    assert_eq!(facts(&error), (ErrorKind::Api, Some(500), Some("200")));
}

#[test]
fn a_bodys_429_is_obeyed() {
    let mut sim = Sim::of(ito(), &payment());
    sim.send();
    sim.answer(200, r#"{"code":429,"status":"error"}"#).wait();
    sim.send();
    assert_eq!(sim.answer(200, CREATED).done(), CREATED);
}

#[test]
fn answers_that_are_none() {
    let big = format!("{{\"status\":\"ok\",\"x\":\"{}\"}}", "y".repeat(MAX_ANSWER));
    for (body, says) in [
        ("", "not a JSON object"),
        (" ", "not a JSON object"),
        ("null", "not a JSON object"),
        ("[]", "not a JSON object"),
        ("\"ok\"", "not a JSON object"),
        ("ok", "not a JSON object"),
        ("{\"status\":\"ok\"", "not a JSON object"),
        ("{\"status\":\"ok\",}", "not a JSON object"),
        ("{\"status\":\"ok\"}{}", "not a JSON object"),
        ("{\"status\":\"error\",\"status\":\"ok\"}", "not a JSON object"),
        ("\u{feff}{}", "not a JSON object"),
        ("<!DOCTYPE html>", "HTML"),
        ("\n <html>", "HTML"),
        (big.as_str(), "2 MiB"),
    ] {
        let error = check().error_of(200, body);
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{:.40}", body);
        assert!(error.message().contains(says), "{error}");
        assert!(error.raw().unwrap().as_str().len() <= MAX_ANSWER);
    }
    let exact = format!("{{\"status\":\"ok\",\"x\":\"{}\"}}", "y".repeat(MAX_ANSWER - 22));
    assert_eq!(exact.len(), MAX_ANSWER);
    let mut sim = check();
    sim.send();
    sim.answer(200, &exact).done();

    let mut sim = check();
    sim.send();
    let error =
        sim.answer_with(200, &[("Content-Type", "TEXT/HTML; charset=utf-8")], "{\"status\":\"ok\"}").failed();
    assert!(error.message().contains("HTML"));
    let mut sim = check();
    sim.send();
    sim.exchange.on_response(common::response(200, &[], b"{\"status\":\"ok\",\"x\":\"\xff\"}"), sim.now);
    assert_eq!(sim.failed().kind(), ErrorKind::InvalidResponse, "not UTF-8");
}

#[test]
fn redirects_are_never_followed() {
    for status in [301, 302, 303, 307, 308] {
        let mut sim = Sim::of(ito(), &payment());
        sim.send();
        let error = sim.answer_with(status, &[("location", "https://evil.example/")], "").failed();
        assert_eq!((error.kind(), error.http_status()), (ErrorKind::InvalidResponse, Some(status)));
        assert!(error.message().contains("redirect"));
        assert!(!format!("{error:?}").contains("evil.example"));
    }
}

#[test]
fn an_html_error_keeps_its_kind() {
    let error = check().error_of(403, "<html>WAF</html>");
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert!(error.message().contains("HTML"));
}

#[test]
fn the_checkout_page_is_the_gateways() {
    let with_url = |gateway: ItoJapan, url: &str| {
        let mut sim = Sim::of(gateway, &payment());
        sim.send();
        let json = serde_json::json!({ "status": "ok", "payment_id": "p", "url": url }).to_string();
        sim.answer(200, &json);
        match sim.step() {
            kaikei_core::Step::Done(_) => Ok(()),
            kaikei_core::Step::Failed(error) => Err(error),
            other => panic!("{other:?}"),
        }
    };
    for good in
        ["https://payment.ito-japan.jp/x", "https://PAYMENT.ito-japan.jp/", "HTTPS://payment.ito-japan.jp"]
    {
        assert!(with_url(ito(), good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "/process-checkout",
        "//payment.ito-japan.jp/",
        "http://payment.ito-japan.jp/x",
        "https://evil.example/",
        "https://payment.ito-japan.jp.evil.example/",
        "https://evil.example/payment.ito-japan.jp",
        "https://payment.ito-japan.jp@evil.example/",
        "https://evil.example@payment.ito-japan.jp/",
        "https://user:pass@payment.ito-japan.jp/",
        "https://payment.ito-japan.jp\\@evil.example/",
        "https://payment.ito-japan.jp\t.evil.example/",
        "https://payment.ito-japan.jp./",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:payment.ito-japan.jp",
        "https:///payment.ito-japan.jp",
        "http://localhost/",
        "https://pay.partner.example/",
        "https://payment%2eito-japan.jp/",
        " https://payment.ito-japan.jp/",
    ] {
        let error = with_url(ito(), bad).expect_err(bad);
        assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidResponse, Some("url")), "{bad}");
        assert_eq!(error.reference(), Some("DFU80XZIKS"), "the payment exists all the same");
    }
    let allowed = || {
        let config =
            kaikei_core::ito::Config { checkout_hosts: vec!["Pay.Partner.example".into()], ..ito_config() };
        ItoJapan::new(config).unwrap()
    };
    assert!(with_url(allowed(), "https://pay.partner.example/x").is_ok());
    assert!(with_url(allowed(), "http://pay.partner.example/x").is_err());
    assert!(with_url(allowed(), "https://other.partner.example/x").is_err());
    for no_host in ["", "https://pay.partner.example", "pay.partner.example/x", "a b", "user@pay.example"] {
        let config = kaikei_core::ito::Config { checkout_hosts: vec![no_host.into()], ..ito_config() };
        assert_eq!(ItoJapan::new(config).unwrap_err().field(), Some("checkout_hosts"), "{no_host}");
    }
}

#[test]
fn laravels_errors() {
    let json = r#"{"message":"The given data was invalid.","errors":{"email":["has been taken.","x"],"name":["y"]}}"#;
    let error = me().error_of(422, json);
    assert_eq!(facts(&error), (ErrorKind::InvalidRequest, Some(422), None));
    assert_eq!((error.message(), error.field()), ("email: has been taken.", Some("email")));
    for (json, says) in [
        (r#"{"message":"No query results."}"#, "No query results."),
        ("{}", "the gateway answered HTTP 404"),
        ("", "the gateway answered HTTP 404"),
        ("[]", "the gateway answered HTTP 404"),
        (r#"{"message":"m","errors":[]}"#, "m"),
        (r#"{"message":"m","errors":{"a":5}}"#, "m"),
        (r#"{"message":{"deep":1}}"#, "the gateway answered HTTP 404"),
    ] {
        let error = me().error_of(404, json);
        assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, says), "{json}");
    }
    for (json, kind) in [
        (r#"{"status":"error","code":403}"#, ErrorKind::Permission),
        (r#"{"error":"nope"}"#, ErrorKind::Api),
        (r#"{"code":"404"}"#, ErrorKind::NotFound),
        (r#"{"status":"error"}"#, ErrorKind::Api),
    ] {
        assert_eq!(me().error_of(200, json).kind(), kind, "{json}: HTTP 200 hides an error");
    }
}

#[test]
fn oauth_errors() {
    let user = CreateUser { email: "a@b.example".into(), name: None, phone: None, extra: JsonObject::new() };
    let refused = |status: u16, json: &str| {
        let mut sim = Sim::of(ito(), &user);
        sim.send_token();
        sim.answer(status, json).failed()
    };
    let json =
        r#"{"error":"invalid_client","error_description":"Client authentication failed","message":"m"}"#;
    let error = refused(401, json);
    assert_eq!(facts(&error), (ErrorKind::Oauth, Some(401), Some("invalid_client")));
    assert_eq!(
        (error.code(), error.message()),
        (Some("invalid_client"), "invalid_client: Client authentication failed")
    );
    let error =
        refused(400, r#"{"error":"invalid_request","message":"missing","hint":"Check the grant_type"}"#);
    assert_eq!(error.message(), "invalid_request: missing (Check the grant_type)");
    assert_eq!(refused(422, r#"{"message":"m","errors":{"scope":["bad"]}}"#).field(), Some("scope"));
    assert_eq!(
        refused(200, r#"{"access_token":"has space","token_type":"Bearer"}"#).kind(),
        ErrorKind::InvalidResponse
    );

    let mut sim = Sim::of(ito(), &user);
    sim.send_token();
    sim.answer(200, &granted("token-for-once", None, 60)).send();
}

#[test]
fn univapays_errors() {
    let error = |status, json: &str| Sim::of(univapay(), &Keyed::new()).error_of(status, json);
    let of = error(
        400,
        r#"{"status":"error","code":"VALIDATION_ERROR","errors":[{"field":"card_number","reason":"INVALID_CARD_NUMBER"}]}"#,
    );
    assert_eq!(facts(&of), (ErrorKind::InvalidRequest, Some(400), Some("VALIDATION_ERROR")));
    assert_eq!((of.field(), of.code()), (Some("card_number"), Some("INVALID_CARD_NUMBER")));
    for odd in [
        r#"{"code":"X","errors":[]}"#,
        r#"{"code":"X","errors":"text"}"#,
        r#"{"code":"X","errors":["BARE"]}"#,
        r#"{"code":"X"}"#,
        r#"{"code":"X","errors":[{"field":null}]}"#,
        r#"{"code":"X","errors":[[1],2]}"#,
    ] {
        let of = error(409, odd);
        assert_eq!(facts(&of), (ErrorKind::Conflict, Some(409), Some("X")), "{odd}");
    }
    assert_eq!(facts(&error(403, "")), (ErrorKind::Permission, Some(403), None));
    let renewed = error(401, r#"{"code":"INVALID_APP_TOKEN"}"#);
    assert_eq!(renewed.kind(), ErrorKind::Authentication, "an application token is not renewed");
}

#[test]
fn what_support_asks_for() {
    for name in ["X-Request-Id", "x-amzn-requestid", "X-Amz-Apigw-Id"] {
        let mut sim = check();
        sim.send();
        let error = sim.answer_with(400, &[(name, "req-1\u{7}")], "{}").failed();
        assert_eq!(error.request_id(), Some("req-1 "), "{name}, without control characters");
    }
}
