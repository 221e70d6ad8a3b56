//! The Rust code of docs/univapay.md, a function for each way of paying.

use kaikei::univapay::{
    ApplePayPayment, BankBrand, BankTransferPayment, CallMethod, CancelSubscription, CaptureCharge,
    CardPayment, Charge, ChargeIssuerToken, ChargeRedirect, ChargeStatus, ChargeThreeDsIssuerToken,
    ChargeThreeDsMode, ChargeThreeDsSetup, ConvenienceStore, CreateCancel, CreateCharge, CreateRefund,
    CreateSubscription, CreateToken, IssuerToken, KonbiniPayment, ListCharges, Money, OnlineBrand,
    OnlinePayment, PaidyPayment, PhoneNumber, QrMerchantBrand, QrMerchantPayment, QrScanPayment, Refund,
    ShippingAddress, Subscription, SubscriptionPeriod, TokenType, WaitForCancel, WaitForCharge,
    WaitForQrImage, WaitForRefund, WaitForSubscription,
};
use kaikei::{Error, Univapay};

// snippet: card
pub async fn card(client: &Univapay) -> Result<Charge, Error> {
    let mut token = CreateToken::new(CardPayment::new("TARO YAMADA", "4000020000000000", (12, 2030), "123"));
    token.email = Some("taro@example.com".to_owned());
    let token = client.tokens().create(token).await?;

    let charge = CreateCharge::new(token.id.as_str(), Money::of("1000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    let charge = client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?;

    if let Some(declined) = &charge.declined {
        eprintln!(
            "declined: {:?} {:?}, may be tried again: {}",
            declined.code, declined.name, declined.retryable
        );
    }
    Ok(charge.into_inner())
}
// end

// snippet: three_ds
pub async fn three_ds(client: &Univapay, token_id: &str) -> Result<IssuerToken, Error> {
    let mut charge = CreateCharge::new(token_id, Money::of("1000", "JPY")?);
    charge.three_ds = Some(ChargeThreeDsSetup {
        mode: Some(ChargeThreeDsMode::Require),
        redirect_endpoint: Some("https://shop.example/back".to_owned()),
        ..Default::default()
    });
    let charge = client.charges().create(charge).await?;
    let charge = client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?;

    // `awaiting`: the customer's browser posts `payload` as a form to the URL in `issuer_token`.
    let issuer = ChargeThreeDsIssuerToken::new(charge.id.as_str());
    Ok(client.charges().three_ds_issuer_token(issuer).await?.into_inner())
}
// end

// snippet: capture
pub async fn capture(client: &Univapay, token_id: &str) -> Result<Charge, Error> {
    let mut charge = CreateCharge::new(token_id, Money::of("1000", "JPY")?);
    charge.capture = Some(false);
    let charge = client.charges().create(charge).await?;
    let id = charge.id.as_str();
    let authorized = client.charges().wait_until_settled(WaitForCharge::new(id)).await?;
    if authorized.status != Some(ChargeStatus::Authorized) {
        return Ok(authorized.into_inner()); // `declined` says why
    }

    // When the goods leave: all of it, or less.
    client.charges().capture(CaptureCharge::new(id)).await?;
    let mut wait = WaitForCharge::new(id);
    wait.past_authorized = Some(true);
    Ok(client.charges().wait_until_settled(wait).await?.into_inner())
}
// end

// snippet: refund
pub async fn refund(client: &Univapay, charge_id: &str) -> Result<Refund, Error> {
    let refund = client.refunds().create(CreateRefund::new(charge_id, Money::of("400", "JPY")?)).await?;
    let refund = WaitForRefund::new(charge_id, refund.id.as_str());
    Ok(client.refunds().wait_until_settled(refund).await?.into_inner())
}
// end

// snippet: cancel
pub async fn cancel(client: &Univapay, charge_id: &str) -> Result<bool, Error> {
    let cancel = client.cancels().create(CreateCancel::new(charge_id)).await?;
    let cancel = WaitForCancel::new(charge_id, cancel.id.as_str());
    Ok(client.cancels().wait_until_settled(cancel).await?.declined.is_none())
}
// end

// snippet: apple_pay
pub async fn apple_pay(client: &Univapay, applepay_token: &str) -> Result<Charge, Error> {
    let mut token = CreateToken::new(ApplePayPayment::new(applepay_token, "TARO YAMADA"));
    token.email = Some("taro@example.com".to_owned());
    let token = client.tokens().create(token).await?;
    let charge = CreateCharge::new(token.id.as_str(), Money::of("1000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    Ok(client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?.into_inner())
}
// end

// snippet: qr_scan
pub async fn qr_scan(client: &Univapay, scanned: &str) -> Result<Charge, Error> {
    let token = client.tokens().create(CreateToken::new(QrScanPayment::new(scanned))).await?;
    let charge = CreateCharge::new(token.id.as_str(), Money::of("1000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    Ok(client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?.into_inner())
}
// end

// snippet: qr_merchant
pub async fn qr_merchant(client: &Univapay) -> Result<(Charge, String), Error> {
    let method = QrMerchantPayment::new(QrMerchantBrand::PayPayMerchant);
    let token = client.tokens().create(CreateToken::new(method)).await?;
    let charge = CreateCharge::new(token.id.as_str(), Money::of("1000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    let charge = client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?;

    // `awaiting`: show this code, and learn by webhook that it was paid.
    let image = client.charges().wait_for_qr_image(WaitForQrImage::new(charge.id.as_str())).await?;
    Ok((charge.into_inner(), image.qr_image_url.clone().unwrap_or_default()))
}
// end

// snippet: konbini
pub async fn konbini(client: &Univapay) -> Result<Charge, Error> {
    let phone = PhoneNumber::japanese("08012345678");
    let mut method = KonbiniPayment::new("山田 太郎", phone, ConvenienceStore::FamilyMart);
    method.expiration_period = Some("P7D".to_owned());
    let mut token = CreateToken::new(method);
    token.email = Some("taro@example.com".to_owned());
    let token = client.tokens().create(token).await?;

    // `awaiting`: the gateway mails the customer how to pay. A webhook tells of the payment, days later.
    let charge = CreateCharge::new(token.id.as_str(), Money::of("2000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    Ok(client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?.into_inner())
}
// end

// snippet: online
pub async fn online(client: &Univapay) -> Result<(Charge, IssuerToken), Error> {
    let method = OnlinePayment::new(OnlineBrand::AlipayOnline, CallMethod::HttpGet);
    let token = client.tokens().create(CreateToken::new(method)).await?;
    let mut charge = CreateCharge::new(token.id.as_str(), Money::of("3000", "JPY")?);
    charge.redirect = Some(ChargeRedirect { endpoint: "https://shop.example/back".to_owned() });
    let charge = client.charges().create(charge).await?;
    let charge = client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?;

    // `awaiting`: send the customer to the URL in `issuer_token`.
    let issuer = client.charges().issuer_token(ChargeIssuerToken::new(charge.id.as_str())).await?;
    Ok((charge.into_inner(), issuer.into_inner()))
}
// end

// snippet: bank_transfer
pub async fn bank_transfer(client: &Univapay) -> Result<(Charge, IssuerToken), Error> {
    let mut token = CreateToken::new(BankTransferPayment::new(BankBrand::AozoraBank));
    token.email = Some("taro@example.com".to_owned());
    let token = client.tokens().create(token).await?;
    let charge = CreateCharge::new(token.id.as_str(), Money::of("5000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    let charge = client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?;

    // `awaiting`: tell the customer this account.
    let account = client.charges().issuer_token(ChargeIssuerToken::new(charge.id.as_str())).await?;
    Ok((charge.into_inner(), account.into_inner()))
}
// end

// snippet: paidy
pub async fn paidy(client: &Univapay, paidy_token: &str) -> Result<Charge, Error> {
    let address = ShippingAddress {
        zip: "100-0005".to_owned(),
        line1: Some("丸の内1-1-1".to_owned()),
        ..Default::default()
    };
    let mut token = CreateToken::new(PaidyPayment::new(paidy_token, address));
    token.email = Some("taro@example.com".to_owned());
    let token = client.tokens().create(token).await?;
    let charge = CreateCharge::new(token.id.as_str(), Money::of("4000", "JPY")?);
    let charge = client.charges().create(charge).await?;
    Ok(client.charges().wait_until_settled(WaitForCharge::new(charge.id.as_str())).await?.into_inner())
}
// end

// snippet: subscription
pub async fn subscription(client: &Univapay) -> Result<Subscription, Error> {
    let mut token =
        CreateToken::new(CardPayment::new("HANAKO YAMADA", "4000020000000000", (12, 2030), "123"));
    token.token_type = TokenType::Subscription;
    token.email = Some("hanako@example.com".to_owned());
    let token = client.tokens().create(token).await?;

    let mut subscription = CreateSubscription::new(token.id.as_str(), Money::of("980", "JPY")?);
    subscription.period = Some(SubscriptionPeriod::Monthly);
    let subscription = client.subscriptions().create(subscription).await?;
    let wait = WaitForSubscription::new(subscription.id.as_str());
    Ok(client.subscriptions().wait_until_settled(wait).await?.into_inner())
}
// end

// snippet: unsubscribe
pub async fn unsubscribe(client: &Univapay, subscription_id: &str) -> Result<(), Error> {
    client.subscriptions().cancel(CancelSubscription::new(subscription_id)).await?;
    Ok(())
}
// end

// snippet: list
pub async fn list(client: &Univapay) -> Result<u64, Error> {
    let mut charges = client.charges().list(ListCharges::default()).items();
    let mut yen = 0;
    while let Some(charge) = charges.next().await {
        let charge = charge?;
        if charge.status == Some(ChargeStatus::Successful) {
            yen += charge.charged_amount.unwrap_or_default();
        }
    }
    Ok(yen)
}
// end
