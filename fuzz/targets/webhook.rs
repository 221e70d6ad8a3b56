#![no_main]
//! Webhooks: verify and explain.

use std::time::{Duration, SystemTime};

use kaikei_core::ErrorKind;
use kaikei_core::ito::{WebhookVerifier, sign_webhook};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "marker-of-a-webhook-secret";

fuzz_target!(|input: (&[u8], &[u8], &[u8])| {
    let (timestamp, signature, body) = input;
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let verifier = WebhookVerifier::new(SECRET).unwrap();
    let signed = sign_webhook(&SECRET.into(), 1_700_000_000, body).unwrap();
    for (timestamp, signature) in [
        (timestamp, signature),
        (signed.x_timestamp.as_bytes(), signed.x_signature.as_bytes()),
        (signed.x_timestamp.as_bytes(), signature),
    ] {
        let result = verifier.verify([("x-timestamp", timestamp), ("x-signature", signature)], body, now);
        let explanation = verifier.explain(timestamp, signature, body, now);
        assert_eq!(explanation.valid, result.is_ok());
        assert!(
            !format!("{explanation:?}").contains(SECRET)
                || body.windows(SECRET.len()).any(|w| w == SECRET.as_bytes())
        );
        match result {
            Ok(event) => {
                assert_eq!(event.raw().as_str().as_bytes(), body);
                assert_eq!(event.fingerprint().compare(&event).ok(), Some(kaikei_core::ito::Repeat::Same));
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Webhook);
                assert_eq!(error.code(), explanation.reason.as_deref());
            }
        }
    }
});
