//! What is logged holds no secret.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use common::{World, card_token, payment, user};

/// Writes every span and event, with all fields, into one text.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

impl tracing::field::Visit for Everything {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0.lock().unwrap(), "{field}={value:?} ");
    }
}

impl tracing::Subscriber for Everything {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("kaikei")
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn nothing_secret_is_logged() {
    let everything = Everything::default();
    // Alone in its file: tracing remembers for the whole process whether anybody listens.
    tracing::subscriber::set_global_default(everything.clone()).unwrap();
    let world = World::start().await;
    let ito = world.ito().build().unwrap();
    ito.payments().create(payment()).await.unwrap();
    ito.users().create(user()).await.unwrap();
    world.univapay().tokens().create(card_token()).await.unwrap();
    world.fault("/tokens", 3, "reset_after");
    let error = world.univapay().tokens().create(card_token()).await.unwrap_err();
    let logged = everything.0.lock().unwrap().clone();
    for expected in ["ito.payments.create", "univapay.tokens.create", "status=200", "status=201", "waiting"] {
        assert!(logged.contains(expected), "{expected} is missing in: {logged}");
    }
    let keys = &world.keys;
    let secrets = [
        &keys.access_key,
        &keys.secret_key,
        &keys.merchant_client_secret,
        &keys.univapay_jwt,
        &keys.univapay_secret,
    ];
    let printed = format!("{logged} {error} {error:?} {}", serde_json::to_string(&error).unwrap());
    for secret in
        secrets.map(String::as_str).into_iter().chain(["4242424242424242", "987", "buyer@example.com"])
    {
        assert!(!printed.contains(secret), "{secret} in: {printed}");
    }
}
