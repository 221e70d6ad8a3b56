//! A live key must never reach a sandbox; if one does, it is refused and not kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use base64ct::{Base64UrlUnpadded, Encoding};
use kaikei_sandbox::{Error, JournalFilter, Sandbox};
use support::*;

fn jwt(mode: &str) -> String {
    format!("e30.{}.c2ln", Base64UrlUnpadded::encode_string(format!("{{\"mode\":\"{mode}\"}}").as_bytes()))
}

#[test]
fn live_shapes_are_refused_with_a_warning() {
    let sandbox = sandbox();
    let live_jwt = jwt("live");
    let keys = [
        ("/payment/check-validity", "51a4bd18-5bc1-4eaa-97b0-c09323398883".to_owned()),
        ("/payment/check-validity", "sk_live_abcdef".to_owned()),
        ("/api/oauth/user/cards/issue", "51a4bd18-5bc1-4eaa-97b0-c09323398883".to_owned()),
        ("/tokens", live_jwt.clone()),
        ("/tokens", format!("secret.{live_jwt}")),
    ];
    for (path, key) in &keys {
        let answer = api(&sandbox, "POST", path, key, "{}");
        assert_eq!(answer.status(), 401, "{path}");
        assert!(answer.text().contains("a live key must never be sent here"), "{}", answer.text());
        assert!(!answer.text().contains(key.as_str()));
    }
    let text = serde_json::to_string(&sandbox.journal(&JournalFilter::default())).unwrap();
    assert!(keys.iter().all(|(_, key)| !text.contains(key.as_str())));
    for (path, key) in [("/payment/check-validity", "wrong".to_owned()), ("/tokens", jwt("test"))] {
        let answer = api(&sandbox, "POST", path, &key, "{}");
        assert!(
            answer.status() == 401 && !answer.text().contains("live key"),
            "only what looks live is called that"
        );
    }
}

#[test]
fn the_builder_refuses_them_too() {
    let mut keys = sandbox().credentials();
    assert!(Sandbox::builder().credentials(keys.clone()).build().is_ok());
    keys.univapay_jwt = jwt("live");
    assert!(matches!(
        Sandbox::builder().credentials(keys.clone()).build(),
        Err(Error::LiveKey("univapay_jwt"))
    ));
    keys.univapay_jwt = jwt("test");
    keys.access_key = "51a4bd18-5bc1-4eaa-97b0-c09323398883".into();
    let error = Sandbox::builder().credentials(keys.clone()).build().unwrap_err();
    assert!(matches!(error, Error::LiveKey("access_key")));
    assert!(!error.to_string().contains(&keys.access_key));
}

#[test]
fn debug_output_hides_the_keys() {
    let keys = sandbox().credentials();
    let text = format!("{keys:?}");
    assert!(!text.contains(&keys.secret_key) && !text.contains(&keys.access_key));
}
