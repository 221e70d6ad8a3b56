#![no_main]
//! Answers: each decoder, and exchanges that are given any answer at all.

use std::time::{Duration, SystemTime};

use kaikei_core::engine::HttpResponse;
use kaikei_core::ito::{Config, ItoJapan, MerchantCredentials, Session, TokenSet};
use kaikei_core::{CallOptions, Entropy, ErrorKind, Exchange, Gateway, OPERATIONS, Step};
use libfuzzer_sys::fuzz_target;
use zeroize::Zeroizing;

fn gateway() -> Gateway {
    let merchant = MerchantCredentials { client_id: "m".into(), client_secret: "s".into(), scopes: vec![] };
    let config = Config {
        access_key: Some("a".into()),
        secret_key: Some("s".into()),
        merchant: Some(merchant),
        ..Config::default()
    };
    let tokens =
        TokenSet::import(r#"{"access_token":"a","refresh_token":"r","expires_at":1700000030}"#).unwrap();
    ItoJapan::new(config).unwrap().with_session(Session::new("app", tokens)).into()
}

const PARAMETERS: [(&str, &str); 5] = [
    (
        "ito.payments.create",
        r#"{"custom":"c","currency_code":"USD","amount":"1","web_hook":"https://h/","cancel_url":"https://h/","success_url":"https://h/","customer_email":"a@b"}"#,
    ),
    ("ito.payments.check_validity", r#"{"payment_id":"a"}"#),
    ("ito.users.balance", r#"{"user":"7"}"#),
    ("ito.me.get", "{}"),
    ("ito.me.card_last_four", "{}"),
];

fuzz_target!(|input: (u16, &str, &[u8])| {
    let (status, header, body) = input;
    for entry in OPERATIONS {
        if let Err(error) = entry.decode(&Zeroizing::new(body.to_vec())) {
            assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{}", entry.meta.name);
        }
    }
    for (name, parameters) in PARAMETERS {
        let gateway = gateway();
        let call = kaikei_core::operation(name).unwrap().prepare(&gateway, parameters.as_bytes()).unwrap();
        let mut exchange =
            Exchange::of_prepared(&gateway, call, CallOptions::default(), Entropy::new([7; 32])).unwrap();
        let mut now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let mut ended = false;
        for _ in 0..32 {
            match exchange.step(now) {
                Step::Send(_) => {
                    let headers = ["retry-after", "content-type", "x-request-id"];
                    let headers = headers.map(|name| (name.to_owned(), header.to_owned())).to_vec();
                    exchange.on_response(
                        HttpResponse { status, headers, body: Zeroizing::new(body.to_vec()) },
                        now,
                    );
                }
                Step::Wait(wait) => now += wait,
                Step::Save(_) => exchange.on_saved(Ok(())),
                Step::Done(_) => {
                    assert!((200..300).contains(&status), "success needs a 2xx");
                    ended = true;
                    break;
                }
                Step::Failed(_) => {
                    ended = true;
                    break;
                }
            }
        }
        assert!(ended, "{name} never ends");
    }
});
