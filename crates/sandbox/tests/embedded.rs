//! As other languages hold it: JSON in, JSON out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::TcpStream;

use kaikei_sandbox::{Embedded, Error};
use serde_json::{Value, json};

fn control(sandbox: &Embedded, method: &str, path: &str, body: &str) -> (u16, Value) {
    let answer = sandbox.control(method, path, body).unwrap();
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

fn listens(sandbox: &Embedded) -> bool {
    TcpStream::connect(sandbox.base_url().trim_start_matches("http://")).is_ok()
}

#[test]
fn options_are_json() {
    let options = json!({
        "seed": 7,
        "settings": { "server_mode": "S4" },
        "start_at": "2026-01-02T03:04:05Z",
        "redirect_uris": ["https://shop.example/callback"],
        "allow_hosts": ["shop.test"],
    });
    let sandbox = Embedded::start(&options.to_string()).unwrap();
    assert_eq!(control(&sandbox, "GET", "/_sandbox/settings", "").1["server_mode"], "S4");
    assert_eq!(control(&sandbox, "GET", "/_sandbox/clock", "").1["now"], "2026-01-02T03:04:05Z");

    let same = Embedded::start(r#"{"seed":7}"#).unwrap();
    let key = |sandbox| control(sandbox, "GET", "/_sandbox/credentials", "").1["access_key"].clone();
    assert_eq!(key(&sandbox), key(&same));

    for (options, why) in [
        ("", "options: EOF"),
        (r#"{"sed":7}"#, "options: unknown field `sed`"),
        (r#"{"seed":-1}"#, "options: invalid value"),
        (r#"{"settings":{"mode":1}}"#, "options: unknown field `mode`"),
        (r#"{"start_at":"soon"}"#, "options: start_at must be an instant"),
        (r#"{"redirect_uris":["callback"]}"#, "`callback` is no redirect URI"),
    ] {
        let error = Embedded::start(options).unwrap_err().to_string();
        assert!(error.starts_with(why), "{options}: {error}");
    }
}

#[test]
fn control_needs_no_runtime_and_knows_where_it_listens() {
    let sandbox = Embedded::start("{}").unwrap();
    assert!(listens(&sandbox));
    let (status, keys) = control(&sandbox, "GET", "/_sandbox/credentials", "");
    assert_eq!((status, keys["ito_base_url"].as_str()), (200, Some(sandbox.base_url())));
    assert_eq!(
        control(&sandbox, "POST", "/_sandbox/merchants", "").1["univapay_base_url"],
        sandbox.base_url()
    );
    let later = control(&sandbox, "POST", "/_sandbox/clock", r#"{"advance_seconds":60}"#);
    assert_eq!(later.0, 200);
    assert_eq!(control(&sandbox, "POST", "/_sandbox/clock", "{").0, 400);
    for (method, path) in
        [("GE T", "/_sandbox/clock"), ("GET", "/_sandbox/a b"), ("GET", "/"), ("GET", "/tokens")]
    {
        assert!(matches!(sandbox.control(method, path, ""), Err(Error::Request(_))), "{method} {path}");
    }
}

#[test]
fn stopping_is_final() {
    let sandbox = Embedded::start("{}").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                sandbox.stop();
                assert!(!listens(&sandbox));
            });
        }
    });
    assert!(matches!(sandbox.control("GET", "/_sandbox/clock", ""), Err(Error::Stopped)));
    assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
}
