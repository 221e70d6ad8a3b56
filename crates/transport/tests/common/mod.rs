//! A sandbox and clients for it.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use kaikei::ito::{CreatePayment, Currency};
use kaikei::univapay::{BaseUrl, CreateToken};
use kaikei::{BoxFuture, Clock, ItoJapan, ItoJapanBuilder, JsonObject, Univapay};
use kaikei_sandbox::{Credentials, Fault, FaultMatch, FaultRule, JournalFilter, Running, Sandbox};

pub struct World {
    pub running: Running,
    pub keys: Credentials,
    pub clock: Arc<InstantClock>,
}

impl World {
    pub async fn start() -> Self {
        log_everything();
        let sandbox = Sandbox::builder().seed(7).build().unwrap();
        let running = sandbox.serve("127.0.0.1:0").await.unwrap();
        let keys = running.credentials();
        Self { running, keys, clock: Arc::default() }
    }

    pub fn ito(&self) -> ItoJapanBuilder {
        ItoJapan::builder()
            .base_url(&self.keys.ito_base_url)
            .access_key(self.keys.access_key.as_str())
            .secret_key(self.keys.secret_key.as_str())
            .merchant(&self.keys.merchant_client_id, self.keys.merchant_client_secret.as_str())
            .clock(self.clock.clone())
    }

    pub fn univapay(&self) -> Univapay {
        Univapay::builder()
            .base_url(BaseUrl::Own(self.keys.univapay_base_url.clone()))
            .jwt(self.keys.univapay_jwt.as_str())
            .secret(self.keys.univapay_secret.as_str())
            .clock(self.clock.clone())
            .build()
            .unwrap()
    }

    /// The next `times` requests to `path` meet `fault`.
    pub fn fault(&self, path: &str, times: u32, fault: &str) {
        let rule = FaultRule {
            matches: FaultMatch { method: None, path: Some(path.to_owned()) },
            times,
            fault: fault.parse::<Fault>().unwrap(),
        };
        self.running.sandbox().add_fault(rule).unwrap();
    }

    /// How many requests to `path` reached the sandbox.
    pub fn seen(&self, path: &str) -> usize {
        let filter = JournalFilter { path: Some(path.to_owned()), ..JournalFilter::default() };
        self.running.sandbox().journal(&filter).len()
    }
}

/// Keeps every log line of this process, the sandbox's and all libraries' included, for `tests/scan-output`.
fn log_everything() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let Some(folder) = std::env::var_os("KAIKEI_TEST_LOGS") else { return };
        let path = std::path::Path::new(&folder).join(format!("log-{}.txt", std::process::id()));
        let file = std::fs::File::create(path).unwrap();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        // A test that listens for itself has come first.
        let _ = subscriber.with_writer(Mutex::new(file)).try_init();
    });
}

/// A clock that waits without waiting: sleeping moves its time forward at once.
#[derive(Default)]
pub struct InstantClock {
    nanoseconds: AtomicU64,
    pub sleeps: Mutex<Vec<Duration>>,
}

impl Clock for InstantClock {
    fn now(&self) -> SystemTime {
        // The sandbox's clock is the system's, and the few seconds slept stay within its tolerance.
        SystemTime::now() + Duration::from_nanos(self.nanoseconds.load(Ordering::SeqCst))
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.nanoseconds.fetch_add(duration.as_nanos() as u64, Ordering::SeqCst);
        self.sleeps.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }
}

pub fn payment() -> CreatePayment {
    CreatePayment {
        custom: "ORDER-1".to_owned(),
        currency_code: Currency::Jpy,
        amount: 1500.into(),
        details: None,
        web_hook: "http://127.0.0.1:9/hook".to_owned(),
        cancel_url: "https://shop.example/cancel".to_owned(),
        success_url: "https://shop.example/thanks".to_owned(),
        customer_email: "buyer@example.com".to_owned(),
        extra: Default::default(),
    }
}

pub fn user() -> kaikei::ito::CreateUser {
    kaikei::ito::CreateUser {
        email: "new@example.com".to_owned(),
        name: None,
        phone: None,
        extra: JsonObject::new(),
    }
}

pub fn card_token() -> CreateToken {
    serde_json::from_value(serde_json::json!({
        "method": { "payment_type": "card", "data": { "cardholder": "TARO YAMADA",
            "card_number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvv": "987" } },
        "email": "taro@example.com",
    }))
    .unwrap()
}
