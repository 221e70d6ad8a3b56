//! Blocking clients, and one's own HTTP client.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::sync::{Arc, Mutex};

use common::{World, payment, user};
use kaikei::{
    BoxFuture, ErrorKind, HttpRequest, HttpResponse, Phase, Sent, Transport, TransportFailure, blocking, ito,
};

#[test]
fn blocking_calls_from_several_threads() {
    let sandbox = kaikei_sandbox::Sandbox::builder().seed(7).build().unwrap();
    let running = sandbox.start_blocking("127.0.0.1:0").unwrap();
    let keys = running.credentials();
    let client: blocking::ItoJapan = kaikei::ItoJapan::builder()
        .base_url(&keys.ito_base_url)
        .access_key(keys.access_key.as_str())
        .secret_key(keys.secret_key.as_str())
        .merchant(&keys.merchant_client_id, keys.merchant_client_secret.as_str())
        .build()
        .unwrap()
        .into();
    let ids: std::collections::BTreeSet<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| client.payments().create(payment()).send().unwrap().payment_id.clone()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 8);
    assert!(client.users().create(user()).send().unwrap().id.is_some());
    let error =
        client.payments().check_validity(ito::CheckValidity { payment_id: "..".into() }).send().unwrap_err();
    assert_eq!(error.field(), Some("payment_id"));
}

#[tokio::test]
async fn a_blocking_call_inside_a_runtime_is_an_error() {
    let world = World::start().await;
    let client: blocking::ItoJapan = world.ito().build().unwrap().into();
    assert_eq!(client.payments().create(payment()).send().unwrap_err().kind(), ErrorKind::Configuration);
    assert_eq!(world.seen("/*"), 0);
}

/// Answers from memory, and remembers.
struct Memory(Mutex<Vec<(String, String)>>);

impl Transport for Memory {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        Box::pin(async move {
            let body = String::from_utf8_lossy(request.body.as_ref()).into_owned();
            self.0.lock().unwrap().push((request.url, body));
            let answer =
                r#"{"code":200,"status":"ok","payment_id":"P","url":"https://payment.ito-japan.jp/x"}"#;
            Ok(HttpResponse { status: 200, headers: Vec::new(), body: answer.as_bytes().to_vec().into() })
        })
    }
}

#[tokio::test]
async fn ones_own_http_client() {
    let memory = Arc::new(Memory(Mutex::default()));
    let client = kaikei::ItoJapan::builder()
        .access_key("a")
        .secret_key("s")
        .transport(memory.clone())
        .build()
        .unwrap();
    assert_eq!(client.payments().create(payment()).await.unwrap().payment_id, "P");
    let seen = memory.0.lock().unwrap();
    assert_eq!(seen[0].0, "https://payment.ito-japan.jp/payment/process");
    assert!(seen[0].1.starts_with("custom=ORDER-1&currency_code=JPY&amount=1500&web_hook="), "{}", seen[0].1);
}

struct Broken;

impl Transport for Broken {
    fn send(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        let failure = TransportFailure { phase: Phase::Cancelled, sent: Sent::Maybe, message: "gone".into() };
        Box::pin(async move { Err(failure) })
    }
}

#[tokio::test]
async fn a_transport_that_was_cancelled_ends_the_call() {
    let builder = kaikei::ItoJapan::builder().access_key("a").secret_key("s").transport(Arc::new(Broken));
    let error = builder.build().unwrap().payments().create(payment()).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Cancelled, Some(Sent::Maybe)));
}
