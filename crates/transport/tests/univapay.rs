//! UnivaPay: a payment from its token to its refund, lists over several pages, and waiting.

#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::World;
use kaikei::univapay::{
    CaptureCharge, CardPayment, ChargeStatus, CreateCharge, CreateRefund, CreateToken, ListCharges,
    ListTransactions, Money, RefundStatus, WaitForCharge, WaitForRefund,
};
use kaikei::{ErrorKind, IdempotencyStatus, Univapay, blocking};

fn card(number: &str, email: &str) -> CreateToken {
    let card = CardPayment::new("TARO MOMO", number, (12, 2090), "987");
    let mut token = CreateToken::new(card);
    token.email = Some(email.to_owned());
    token
}

async fn charge(client: &Univapay, token: CreateToken, capture: bool) -> String {
    let token = client.tokens().create(token).await.unwrap();
    let mut charge = CreateCharge::new(token.id.as_str(), Money::of("1000", "JPY").unwrap());
    charge.capture = Some(capture);
    let charge = client.charges().create(charge).await.unwrap();
    assert_eq!(charge.status, Some(ChargeStatus::Pending), "the gateway asks the card company afterwards");
    assert_eq!(charge.idempotency_status(), Some(IdempotencyStatus::SuccessfullyStored));
    charge.id.clone()
}

#[tokio::test]
async fn a_card_is_charged_captured_and_refunded() {
    let world = World::start().await;
    let client = world.univapay();
    let id = charge(&client, card("4000020000000000", "taro@example.com"), false).await;
    let authorized = client.charges().wait_until_settled(WaitForCharge::new(id.as_str())).await.unwrap();
    assert_eq!(authorized.status, Some(ChargeStatus::Authorized));
    client.charges().capture(CaptureCharge::new(id.as_str())).await.unwrap();
    let paid = client.charges().wait_until_settled(WaitForCharge::new(id.as_str())).await.unwrap();
    assert_eq!((&paid.status, paid.charged_amount), (&Some(ChargeStatus::Successful), Some(1000)));
    assert!(paid.declined.is_none());
    let refund = CreateRefund::new(id.as_str(), Money::minor(400, "JPY").unwrap());
    let refund = client.refunds().create(refund).await.unwrap();
    let refund = client
        .refunds()
        .wait_until_settled(WaitForRefund::new(id.as_str(), refund.id.as_str()))
        .await
        .unwrap();
    assert_eq!(refund.status, Some(RefundStatus::Successful));
}

#[tokio::test]
async fn a_declined_card_is_an_answer_with_its_reason() {
    let world = World::start().await;
    let client = world.univapay();
    let id = charge(&client, card("4000020000000000", "taro+charge-failure-311@example.com"), true).await;
    let charge = client.charges().wait_until_settled(WaitForCharge::new(id)).await.unwrap();
    assert_eq!(charge.status, Some(ChargeStatus::Failed));
    let declined = charge.declined.as_ref().unwrap();
    assert_eq!((declined.code, declined.name.as_deref()), (Some(311), Some("TOO_MANY_CHARGE_REQUESTS")));
    assert!(declined.retryable);
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let world = World::start().await;
    let client = world.univapay();
    world.running.sandbox().make_history(250).unwrap();
    let path = format!("/stores/{}/transaction_history", client.store_id().unwrap());
    let mut items = client.transactions().list(ListTransactions::default()).items();
    let mut ids = std::collections::BTreeSet::new();
    while let Some(item) = items.next().await {
        ids.insert(item.unwrap().resource_id.unwrap());
    }
    assert_eq!(ids.len(), 250, "each row once");
    assert_eq!(world.seen(&path), 3, "a hundred rows a page");
    let page =
        client.transactions().list(ListTransactions { limit: Some(7), ..Default::default() }).await.unwrap();
    assert_eq!((page.items.len(), page.has_more, page.total_hits), (7, true, Some(250)));
    // An error is the end: a loop that goes on after it ends, too.
    world.fault(&path, 3, "status=503");
    let mut items = client.transactions().list(ListTransactions::default()).items();
    assert_eq!(items.next().await.unwrap().unwrap_err().kind(), ErrorKind::Api);
    assert!(items.next().await.is_none());
}

#[test]
fn the_same_without_async() {
    let sandbox = kaikei_sandbox::Sandbox::builder().seed(7).build().unwrap();
    let running = sandbox.start_blocking("127.0.0.1:0").unwrap();
    let keys = running.credentials();
    running.sandbox().make_history(120).unwrap();
    let client: blocking::Univapay = Univapay::builder()
        .base_url(kaikei::univapay::BaseUrl::Own(keys.univapay_base_url.clone()))
        .jwt(keys.univapay_jwt.as_str())
        .secret(keys.univapay_secret.as_str())
        .build()
        .unwrap()
        .into();
    let rows: Result<Vec<_>, _> = client.transactions().list(ListTransactions::default()).items().collect();
    assert_eq!(rows.unwrap().len(), 120);
    assert_eq!(client.charges().list(ListCharges::default()).items().count(), 0);
}

#[tokio::test]
async fn an_app_without_the_secret_is_refused_before_sending() {
    let world = World::start().await;
    let client = Univapay::builder()
        .base_url(kaikei::univapay::BaseUrl::Own(world.keys.univapay_base_url.clone()))
        .jwt(world.keys.univapay_jwt.as_str())
        .build()
        .unwrap();
    let error = client.charges().list(ListCharges::default()).await.unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::Configuration, Some("secret")));
    assert_eq!(world.seen("/*"), 0);
    assert!(client.tokens().create(card("4000020000000000", "taro@example.com")).await.is_ok());
}

/// Pages whose cursors go in a circle.
struct Circle(std::sync::atomic::AtomicUsize);

impl kaikei::Transport for Circle {
    fn send(
        &self,
        _: kaikei::HttpRequest,
    ) -> kaikei::BoxFuture<'_, Result<kaikei::HttpResponse, kaikei::TransportFailure>> {
        let turned = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let page = format!(r#"{{"items":[{{"id":"{0}"}}],"has_more":true,"next_cursor":"{0}"}}"#, turned % 3);
        Box::pin(async move {
            Ok(kaikei::HttpResponse { status: 200, headers: Vec::new(), body: page.into_bytes().into() })
        })
    }
}

#[tokio::test]
async fn a_list_without_an_end_ends() {
    let client = Univapay::builder()
        .jwt("a.b.c")
        .secret("s")
        .transport(std::sync::Arc::new(Circle(Default::default())))
        .build()
        .unwrap();
    let mut items = client.charges().list(ListCharges::default()).items();
    let mut read = 0;
    let error = loop {
        match items.next().await.unwrap() {
            Ok(_) => read += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidResponse, Some("next_cursor")));
    assert!(read < 10, "{read}");
}
