//! What several test files share: gateways, a clock that only moves when told, and the files of `tests/vectors`.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::{Duration, SystemTime};

use kaikei_core::engine::{HttpRequest, HttpResponse, Phase, Purpose, Sent, TransportFailure};
use kaikei_core::ito::{self, ItoJapan, MerchantCredentials, Session, TokenSet};
use kaikei_core::univapay::{self, AppToken, Univapay};
use kaikei_core::{
    CallOptions, Entropy, Entry, Error, Exchange, Gateway, OPERATIONS, Operation, Secret, Step,
};
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

pub const ACCESS_KEY: &str = "51a4bd18-5bc1-4eaa-97b0-c09323398883";
pub const SECRET_KEY: &str = "signing-marker-7f1c";
pub const CLIENT_SECRET: &str = "client-secret-marker-2b9e";
pub const JWT: &str = "aGVhZGVyLW1hcms.cGF5bG9hZC1tYXJr.c2lnbmF0dXJlLW1hcms";
pub const JWT_SECRET: &str = "jwt-secret-marker-55d0";

/// The start of every simulated clock.
pub fn start() -> SystemTime {
    at(1_700_000_000)
}

pub fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub fn vectors<T: DeserializeOwned>(name: &str) -> T {
    let path = format!("{}/../../tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn ito_config() -> ito::Config {
    ito::Config {
        access_key: Some(ACCESS_KEY.into()),
        secret_key: Some(SECRET_KEY.into()),
        merchant: Some(MerchantCredentials {
            client_id: "merchant-1".into(),
            client_secret: CLIENT_SECRET.into(),
            scopes: vec![],
        }),
        ..Default::default()
    }
}

pub fn ito() -> ItoJapan {
    ItoJapan::new(ito_config()).unwrap()
}

pub fn tokens(access: &str, refresh: Option<&str>, expires_at: u64) -> TokenSet {
    let refresh = refresh.map(|token| format!(",\"refresh_token\":\"{token}\"")).unwrap_or_default();
    TokenSet::import(&format!("{{\"access_token\":\"{access}\"{refresh},\"expires_at\":{expires_at}}}"))
        .unwrap()
}

/// A gateway whose user's access token ends `seconds` after the clock's start.
pub fn with_user(access: &str, refresh: Option<&str>, seconds: u64) -> (ItoJapan, Session) {
    let session = Session::new("public-app", tokens(access, refresh, 1_700_000_000 + seconds));
    (ito().with_session(session.clone()), session)
}

pub fn univapay() -> Univapay {
    let app_token = AppToken { jwt: JWT.into(), secret: Some(JWT_SECRET.into()) };
    Univapay::new(univapay::Config::new(app_token)).unwrap()
}

pub fn entry(name: &str) -> &'static Entry {
    kaikei_core::operation(name).unwrap()
}

/// Parameters that each operation of ITO-Japan accepts.
pub fn good_parameters(name: &str) -> String {
    match name.strip_prefix("ito.").unwrap() {
        "payments.create" => payment_json(),
        "payments.check_validity" => r#"{"payment_id":"AIY-1"}"#.into(),
        "users.create" => r#"{"email":"a@b.example"}"#.into(),
        "users.save_kyc" | "users.save_kyc_draft" => r#"{"user":"7","values":{"name":"x"}}"#.into(),
        "me.save_kyc" | "me.save_kyc_draft" => r#"{"values":{"name":"x"}}"#.into(),
        users if users.starts_with("users.") => r#"{"user":"7"}"#.into(),
        _ => "{}".into(),
    }
}

pub fn ito_operations() -> impl Iterator<Item = &'static Entry> {
    OPERATIONS.iter().filter(|entry| entry.meta.name.starts_with("ito."))
}

pub fn payment_json() -> String {
    serde_json::json!({
        "custom": "DFU80XZIKS", "currency_code": "USD", "amount": "280.00", "details": "Digital Product",
        "web_hook": "https://yoursite.com/web_hook.php", "cancel_url": "https://yoursite.com/cancel_url.php",
        "success_url": "https://yoursite.com/success_url.php", "customer_email": "buyer@example.com",
    })
    .to_string()
}

pub fn payment() -> ito::CreatePayment {
    serde_json::from_str(&payment_json()).unwrap()
}

pub const CREATED: &str = r#"{"code":200,"status":"ok","payment_id":"AIYmQIOAz0GlmsjfhgiOeu304","message":"Your payment has been processed.","url":"https://payment.ito-japan.jp/process-checkout?payment_id=AIYmQIOAz0GlmsjfhgiOeu304"}"#;

/// An exchange with the clock that it is driven by.
pub struct Sim {
    pub exchange: Exchange,
    pub now: SystemTime,
}

impl Sim {
    pub fn of<O: Operation>(gateway: impl Into<Gateway>, operation: &O) -> Self {
        Self::with(gateway, operation, CallOptions::default())
    }

    pub fn with<O: Operation>(gateway: impl Into<Gateway>, operation: &O, options: CallOptions) -> Self {
        let exchange = Exchange::new(&gateway.into(), operation, options, Entropy::new([7; 32])).unwrap();
        Self { exchange, now: start() }
    }

    pub fn named(gateway: impl Into<Gateway>, name: &str) -> Self {
        Self::named_with(gateway, name, CallOptions::default())
    }

    pub fn named_with(gateway: impl Into<Gateway>, name: &str, options: CallOptions) -> Self {
        let gateway = gateway.into();
        let call = entry(name).prepare(&gateway, good_parameters(name).as_bytes()).unwrap();
        let exchange = Exchange::of_prepared(&gateway, call, options, Entropy::new([7; 32])).unwrap();
        Self { exchange, now: start() }
    }

    pub fn pass(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self
    }

    pub fn step(&mut self) -> Step {
        self.exchange.step(self.now)
    }

    /// The next step, which must send the call itself.
    #[track_caller]
    pub fn send(&mut self) -> HttpRequest {
        match self.step() {
            Step::Send(request) if request.purpose == Purpose::Call => request,
            other => panic!("expected the call, got {other:?}"),
        }
    }

    #[track_caller]
    pub fn send_token(&mut self) -> HttpRequest {
        match self.step() {
            Step::Send(request) if request.purpose == Purpose::Token => request,
            other => panic!("expected a token request, got {other:?}"),
        }
    }

    /// The next step, which must be a wait; the clock moves on by it.
    #[track_caller]
    pub fn wait(&mut self) -> Duration {
        match self.step() {
            Step::Wait(wait) => {
                self.now += wait;
                wait
            }
            other => panic!("expected a wait, got {other:?}"),
        }
    }

    #[track_caller]
    pub fn save(&mut self) -> TokenSet {
        match self.step() {
            Step::Save(tokens) => tokens,
            other => panic!("expected tokens to save, got {other:?}"),
        }
    }

    #[track_caller]
    pub fn done(&mut self) -> String {
        match self.step() {
            Step::Done(answer) => String::from_utf8(answer.body.to_vec()).unwrap(),
            other => panic!("expected an answer, got {other:?}"),
        }
    }

    #[track_caller]
    pub fn failed(&mut self) -> Error {
        match self.step() {
            Step::Failed(error) => error,
            other => panic!("expected a failure, got {other:?}"),
        }
    }

    pub fn answer(&mut self, status: u16, body: &str) -> &mut Self {
        self.answer_with(status, &[("content-type", "application/json")], body)
    }

    pub fn answer_with(&mut self, status: u16, headers: &[(&str, &str)], body: &str) -> &mut Self {
        self.exchange.on_response(response(status, headers, body.as_bytes()), self.now);
        self
    }

    pub fn break_off(&mut self, phase: Phase, sent: Sent) -> &mut Self {
        self.exchange.on_failure(failure(phase, sent), self.now);
        self
    }

    /// Sends the call, answers it, and returns the error that must come of it.
    #[track_caller]
    pub fn error_of(&mut self, status: u16, body: &str) -> Error {
        self.send();
        self.answer(status, body).failed()
    }
}

pub fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> HttpResponse {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    HttpResponse { status, headers, body: Zeroizing::new(body.to_vec()) }
}

pub fn failure(phase: Phase, sent: Sent) -> TransportFailure {
    TransportFailure { phase, sent, message: "the driver's words".into() }
}

pub fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
}

pub fn body(request: &HttpRequest) -> &str {
    std::str::from_utf8(request.body.as_ref()).unwrap()
}

pub fn secret(text: &str) -> Secret {
    Secret::from(text)
}

/// A token endpoint's answer.
pub fn granted(access: &str, refresh: Option<&str>, expires_in: u32) -> String {
    let refresh = refresh.map(|token| format!(",\"refresh_token\":\"{token}\"")).unwrap_or_default();
    format!(
        "{{\"token_type\":\"Bearer\",\"expires_in\":{expires_in},\"access_token\":\"{access}\"{refresh}}}"
    )
}

/// A call with an idempotency key, of the gateway that has them.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Keyed {
    pub note: String,
}

impl Keyed {
    pub fn new() -> Self {
        Self { note: "x".into() }
    }
}

impl Operation for Keyed {
    type Answer = kaikei_core::Json;
    const META: &'static kaikei_core::Meta = &kaikei_core::Meta {
        name: "univapay.test.keyed",
        method: kaikei_core::engine::Method::Post,
        path: "/test",
        auth: kaikei_core::Auth::AppToken,
        retry: kaikei_core::engine::RetryClass::Keyed,
        ..kaikei_core::Meta::PLAIN
    };
}
