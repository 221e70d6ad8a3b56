//! The Rust code of docs/univapay.md does what the page says.

#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;
#[allow(unreachable_pub, reason = "readers of the page see functions of their own crate")]
#[path = "guide/payments.rs"]
mod payments;

use common::World;
use kaikei::Univapay;
use kaikei::univapay::{
    CardPayment, Charge, ChargeStatus, CreateCharge, CreateToken, Money, RefundStatus, SubscriptionStatus,
    WaitForCharge,
};

fn is(charge: &Charge, status: &ChargeStatus) {
    assert_eq!(charge.status.as_ref(), Some(status), "{:?}", charge.declined);
}

async fn token(client: &Univapay) -> String {
    let mut token = CreateToken::new(CardPayment::new("TARO", "4000020000000000", (12, 2030), "123"));
    token.email = Some("taro@example.com".to_owned());
    client.tokens().create(token).await.unwrap().id.clone()
}

#[tokio::test]
async fn cards() {
    let world = World::start().await;
    let client = world.univapay();
    let paid = payments::card(&client).await.unwrap();
    is(&paid, &ChargeStatus::Successful);
    let refund = payments::refund(&client, &paid.id).await.unwrap();
    assert_eq!(refund.status, Some(RefundStatus::Successful));
    is(&payments::capture(&client, &token(&client).await).await.unwrap(), &ChargeStatus::Successful);
    let page = payments::three_ds(&client, &token(&client).await).await.unwrap();
    assert!(page.issuer_token.is_some() && page.payload.is_some());
    assert_eq!(payments::list(&client).await.unwrap(), 2000);
}

#[tokio::test]
async fn what_is_not_paid_yet_can_be_canceled() {
    let world = World::start().await;
    let client = world.univapay();
    let mut charge = CreateCharge::new(token(&client).await, Money::of("1000", "JPY").unwrap());
    charge.capture = Some(false);
    let charge = client.charges().create(charge).await.unwrap();
    client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await.unwrap();
    assert!(payments::cancel(&client, &charge.id).await.unwrap());
}

#[tokio::test]
async fn wallets_and_codes() {
    let world = World::start().await;
    let client = world.univapay();
    is(&payments::apple_pay(&client, "sandbox-token").await.unwrap(), &ChargeStatus::Successful);
    is(&payments::qr_scan(&client, "281234567890123456").await.unwrap(), &ChargeStatus::Successful);
    let (_, url) = payments::qr_merchant(&client).await.unwrap();
    assert!(url.starts_with("http"), "{url}");
    let (charge, page) = payments::online(&client).await.unwrap();
    is(&charge, &ChargeStatus::Awaiting);
    assert!(page.issuer_token.is_some());
    is(&payments::paidy(&client, "sandbox-token").await.unwrap(), &ChargeStatus::Successful);
}

#[tokio::test]
async fn what_is_paid_later() {
    let world = World::start().await;
    let client = world.univapay();
    let at_the_counter = payments::konbini(&client).await.unwrap();
    is(&at_the_counter, &ChargeStatus::Awaiting);
    let (transfer, account) = payments::bank_transfer(&client).await.unwrap();
    is(&transfer, &ChargeStatus::Awaiting);
    assert!(account.account_number.is_some());
    for charge in [at_the_counter, transfer] {
        world.running.sandbox().pay_charge(&charge.id).unwrap();
        let paid = client.charges().wait_until_settled(WaitForCharge::new(charge.id)).await.unwrap();
        is(&paid, &ChargeStatus::Successful);
    }
}

#[tokio::test]
async fn subscriptions() {
    let world = World::start().await;
    let client = world.univapay();
    let subscription = payments::subscription(&client).await.unwrap();
    assert_eq!(subscription.status, Some(SubscriptionStatus::Current));
    payments::unsubscribe(&client, &subscription.id).await.unwrap();
}
