#![no_main]
//! UnivaPay's webhooks: verify, and what an event becomes.

use kaikei_core::ErrorKind;
use kaikei_core::univapay::webhook::{EventData, WebhookVerifier, test_webhook};
use libfuzzer_sys::fuzz_target;

const TOKEN: &str = "marker-of-an-auth-token";

fuzz_target!(|input: (&[u8], &[u8], &str, &str)| {
    let (authorization, body, event, data) = input;
    let verifier = WebhookVerifier::new([TOKEN]).unwrap();
    for authorization in [TOKEN.as_bytes(), authorization] {
        match verifier.verify([("authorization", authorization)], body) {
            Ok(event) => {
                assert_eq!(event.raw().as_str().as_bytes(), body);
                assert!(!event.dedupe_key().is_empty());
                assert!(event.decoded().to_json().is_ok());
                assert_eq!(event.data_type() == "other", matches!(event.data(), EventData::Other(_)));
                assert!(authorization.ends_with(TOKEN.as_bytes()));
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Webhook);
                assert!(error.code().is_some() && error.field().is_some());
                assert!(!format!("{error:?}").contains(TOKEN));
            }
        }
    }
    if let Ok(made) = test_webhook(&TOKEN.into(), event, data, None, None) {
        let verified = verifier.verify(made.headers(), made.body.as_bytes()).unwrap();
        assert_eq!(verified.name, event);
    }
});
