#![no_main]
//! The URL that a browser came back to.

use std::time::{Duration, SystemTime};

use kaikei_core::ito::{Config, ItoJapan, LoginRequest};
use kaikei_core::{Entropy, ErrorKind};
use libfuzzer_sys::fuzz_target;

const STATE: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI";

fuzz_target!(|input: (u8, &str)| {
    let (which, url) = input;
    let uris =
        ["https://shop.example/cb", "http://127.0.0.1/cb", "https://shop.example/cb?a=1", "com.example:/cb"];
    let redirect_uri = uris[usize::from(which) % uris.len()].to_owned();
    let request =
        LoginRequest { client_id: "app".into(), redirect_uri: redirect_uri.clone(), scopes: vec![] };
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let gateway = ItoJapan::new(Config::default()).unwrap();
    let mut pending =
        gateway.start_login(&request, &Entropy::new([1; 32]), &Entropy::new([2; 32]), now).unwrap().pending;
    // The part after the URI is the fuzzer's, or the whole URL.
    for url in [url.to_owned(), format!("{redirect_uri}{url}")] {
        let result = pending.finish(&url, now);
        if let Err(error) = &result {
            assert_eq!(error.kind(), ErrorKind::Oauth);
        }
        if url.contains(STATE) {
            return;
        }
        assert!(result.is_err());
    }
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    assert!(pending.finish(&format!("{redirect_uri}{separator}code=a&state={STATE}"), now).is_ok());
});
