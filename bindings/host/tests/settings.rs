//! Settings from plain JSON.

use kaikei::ErrorKind;
use kaikei_host::{Client, Hooks, Settings};

fn client(gateway: &str, json: &str) -> Result<Client, kaikei::Error> {
    Client::new(gateway, Settings::read(json.as_bytes())?, Hooks::default())
}

#[test]
fn good_ones() {
    client("ito", r#"{"base_url":"http://127.0.0.1:1","access_key":"a","timeout":0.5,"max_retries":0}"#)
        .unwrap();
    client("univapay", r#"{"jwt":"a.b.c","base_url":"univapay","proxy":"direct"}"#).unwrap();
}

#[test]
fn each_wrong_one_is_named() {
    for (gateway, json, field) in [
        ("ito", r#"{"acces_key":"a"}"#, "acces_key"),
        ("ito", r#"{"access_key":1}"#, "access_key"),
        ("ito", r#"{"timeout":0}"#, "timeout"),
        ("ito", r#"{"attempt_timeout":-1}"#, "attempt_timeout"),
        ("ito", r#"{"connect_timeout":1e300}"#, "connect_timeout"),
        ("ito", r#"{"max_retries":-1}"#, "max_retries"),
        ("ito", r#"{"jwt":"a.b.c"}"#, "jwt"),
        ("ito", r#"{"merchant_client_id":"a"}"#, "merchant_client_secret"),
        ("ito", r#"{"profile":"x"}"#, "profile"),
        ("ito", r#"{"proxy":"not a proxy"}"#, "proxy"),
        ("ito", r#"{"checkout_hosts":["https://pay.example.com"]}"#, "checkout_hosts"),
        ("univapay", r#"{}"#, "jwt"),
        ("univapay", r#"{"jwt":"a.b.c","access_key":"a"}"#, "access_key"),
        ("stripe", r#"{}"#, "gateway"),
    ] {
        let error = client(gateway, json).unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some(field)), "{json}: {error}");
        assert!(error.message().starts_with(field), "{error}");
    }
}
