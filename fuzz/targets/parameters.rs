#![no_main]
//! Parameters of every operation, as JSON.

use kaikei_core::ito::{Config, ItoJapan};
use kaikei_core::univapay::{self, AppToken, Univapay};
use kaikei_core::{ErrorKind, Gateway, OPERATIONS};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|json: &[u8]| {
    let ito = Config { access_key: Some("a".into()), secret_key: Some("s".into()), ..Config::default() };
    let strict = univapay::Config::new(AppToken { jwt: "a.b.c".into(), secret: None });
    let lenient = univapay::Config { check_parameters: false, ..strict.clone() };
    let gateways: [Gateway; 3] = [
        ItoJapan::new(ito).unwrap().into(),
        Univapay::new(strict).unwrap().into(),
        Univapay::new(lenient).unwrap().into(),
    ];
    for entry in OPERATIONS {
        for gateway in &gateways {
            if let Err(error) = entry.prepare(gateway, json) {
                assert!(
                    matches!(error.kind(), ErrorKind::InvalidRequest | ErrorKind::Configuration),
                    "{error}"
                );
                assert!(error.field().is_some(), "{error}");
            }
        }
    }
});
