//! Verifying and signing against the bare HMAC-SHA256 of the same bytes, in one run.

#![allow(clippy::unwrap_used, clippy::float_arithmetic, missing_docs, reason = "a benchmark")]

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use criterion::Criterion;
use hmac::{Hmac, KeyInit, Mac};
use kaikei::ito::{CreatePayment, SigningProfile, WebhookVerifier, sign_webhook, sign_with};
use kaikei::{Secret, sign::SigningKey};
use sha2::Sha256;

const SECRET: &str = "a-secret-that-the-merchant-shares";
const NOW: u64 = 1_700_000_000;

/// 250 bytes, the document's fields.
const WEBHOOK: &[u8] = br#"{"code":200,"status":"ok","payment_id":"AIYmQIOAz0GlmsjfhgiOeu304","transaction":"AIYmQIOAz0G","amount":100.00,"charge":5.00,"currency":"USD","custom":"BVSUZ545XCS-order-2026-000123456789-0123456789-0123456789-01234567-890123456","date":"22-05-2022"}"#;

/// The document's request.
const PAYMENT: &[u8] = br#"{"custom":"DFU80XZIKS","currency_code":"USD","amount":280.00,"details":"Digital Product","web_hook":"https://yoursite.com/web_hook.php","cancel_url":"https://yoursite.com/cancel_url.php","success_url":"https://yoursite.com/success_url.php","customer_email":"buyer@example.com"}"#;

fn bare_hmac(key: &Hmac<Sha256>, timestamp: &str, body: &[u8]) -> [u8; 32] {
    let mut mac = key.clone();
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

fn main() {
    assert_eq!(WEBHOOK.len(), 250);
    let mut criterion = Criterion::default().warm_up_time(Duration::from_secs(1)).configure_from_args();
    let key = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    let timestamp = NOW.to_string();

    let mut group = criterion.benchmark_group("webhook_250_bytes");
    group.bench_function("bare_hmac", |b| {
        b.iter(|| bare_hmac(&key, black_box(&timestamp), black_box(WEBHOOK)))
    });
    let signed = sign_webhook(&Secret::from(SECRET), NOW, WEBHOOK).unwrap();
    let headers = [("X-Timestamp", signed.x_timestamp), ("X-Signature", signed.x_signature)];
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW + 5);
    let verifier = WebhookVerifier::new(SECRET).unwrap();
    group.bench_function("verify_and_parse", |b| {
        b.iter(|| {
            verifier.verify(black_box(&headers).iter().map(|(n, v)| (n, v)), black_box(WEBHOOK), now).unwrap()
        });
    });
    group.finish();

    let payment = CreatePayment::from_json(PAYMENT).unwrap();
    let signing_key = SigningKey::new(&Secret::from(SECRET));
    let sign = || sign_with(black_box(&payment), &signing_key, NOW, SigningProfile::Documented).unwrap();
    let text = sign().signed;
    let mut group = criterion.benchmark_group("documented_signing");
    group.bench_function("bare_hmac", |b| {
        b.iter(|| bare_hmac(&key, black_box(&timestamp), black_box(text.as_bytes())))
    });
    group.bench_function("sign", |b| b.iter(sign));
    group.finish();
    criterion.final_summary();

    println!("\nratio                          measured   at most");
    report("verify + typed parse / HMAC", "webhook_250_bytes", "verify_and_parse", 3.2);
    report("documented signing / HMAC", "documented_signing", "sign", 3.0);
}

/// Prints the ratio of two medians that criterion has just measured.
fn report(title: &str, group: &str, ours: &str, limit: f64) {
    let median = |name: &str| -> Option<f64> {
        let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "../target".to_owned());
        let path = format!("{target}/criterion/{group}/{name}/new/estimates.json");
        let estimates: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        estimates["median"]["point_estimate"].as_f64()
    };
    if let (Some(ours), Some(bare)) = (median(ours), median("bare_hmac")) {
        println!("{title:<30} {:>8.2}   {limit:>7.1}", ours / bare);
    }
}
