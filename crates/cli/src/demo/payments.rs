//! Payments of UnivaPay: cards, a convenience store, a wallet's page, a subscription.

use std::time::Duration;

use kaikei::univapay::{
    CardPayment, Charge, ChargeIssuerToken, ChargeRedirect, ChargeStatus, ConvenienceStore, CreateCharge,
    CreateRefund, CreateSubscription, CreateToken, CreateWebhook, KonbiniPayment, ListCharges,
    ListSubscriptionCharges, Money, OnlineBrand, OnlinePayment, PaymentMethod, PhoneNumber, RefundStatus,
    SubscriptionPeriod, SubscriptionStatus, TokenType, WaitForCharge, WaitForRefund, WaitForSubscription,
    WebhookTrigger,
};
use kaikei::{Error, ErrorKind, Univapay};

use super::Demo;
use super::report::{Report, Stopped};

pub(super) async fn run(demo: &Demo, report: &mut Report) -> Result<(), Stopped> {
    report.part("Payments (UnivaPay)");
    let client = report
        .step("set up the client", async { demo.univapay() }, |_| {
            "the store is read from the token's claims".to_owned()
        })
        .await?;
    let hook = CreateWebhook {
        auth_token: Some(demo.shop.auth_token.clone()),
        ..CreateWebhook::new(vec![WebhookTrigger::ChargeFinished], format!("{}/notices", demo.shop.url))
    };
    report
        .step("ask for webhooks", async { client.webhooks().create(hook).await }, |hook| {
            format!("hook {}", hook.id)
        })
        .await?;
    let paid = cards(demo, report, &client).await?;
    refund(report, &client, &paid).await?;
    konbini(demo, report, &client).await?;
    online(demo, report, &client).await?;
    subscription(demo, report, &client).await?;
    report
        .step(
            "every charge so far, page by page",
            async {
                let mut items = client.charges().list(ListCharges::default()).items();
                let mut count = 0;
                while let Some(charge) = items.next().await {
                    charge?;
                    count += 1;
                }
                Ok(count)
            },
            |count| format!("{count} charges"),
        )
        .await
        .map(|_| ())
}

async fn cards(demo: &Demo, report: &mut Report, client: &Univapay) -> Result<Charge, Stopped> {
    let paid = report
        .step(
            "charge a card",
            async {
                settled(client, &charge(client, card("taro@example.com"), yen(1000)?).await?.id, false).await
            },
            |charge| format!("charge {} is {}", charge.id, status(charge)),
        )
        .await?;
    report
        .step("the gateway's webhook arrives and is verified", demo.shop.next_notice(), |event| {
            format!("{} of a {}", event.name, event.data_type())
        })
        .await?;
    report
        .step(
            "a declined card is an answer with its reason",
            async {
                let token = card("taro+charge-failure-306@example.com");
                let charge = settled(client, &charge(client, token, yen(500)?).await?.id, false).await?;
                charge.declined.ok_or_else(|| unexpected("the charge was not declined"))
            },
            |declined| {
                format!(
                    "{} {}; trying again {}",
                    declined.code.unwrap_or_default(),
                    declined.name.as_deref().unwrap_or("without a name"),
                    if declined.retryable { "can help" } else { "cannot help" }
                )
            },
        )
        .await?;
    report
        .step(
            "half a yen cannot be charged",
            async {
                match Money::of("10.5", "JPY") {
                    Err(error) => Ok(error),
                    Ok(_) => Err(unexpected("it was accepted")),
                }
            },
            ToString::to_string,
        )
        .await?;
    Ok(paid)
}

async fn refund(report: &mut Report, client: &Univapay, paid: &Charge) -> Result<(), Stopped> {
    report
        .step(
            "refund a part of it",
            async {
                let refund = client.refunds().create(CreateRefund::new(paid.id.as_str(), yen(400)?)).await?;
                let wait = WaitForRefund::new(paid.id.as_str(), refund.id.as_str());
                let refund = client.refunds().wait_until_settled(wait).await?.into_inner();
                match refund.status {
                    Some(RefundStatus::Successful) => Ok(refund),
                    _ => Err(unexpected("the refund did not succeed")),
                }
            },
            |refund| format!("refund {} of {} yen", refund.id, refund.amount.unwrap_or_default()),
        )
        .await
        .map(|_| ())
}

async fn konbini(demo: &Demo, report: &mut Report, client: &Univapay) -> Result<(), Stopped> {
    let phone = PhoneNumber::japanese("08012345678");
    let token =
        token(KonbiniPayment::new("山田 太郎", phone, ConvenienceStore::FamilyMart), "taro@example.com");
    let charge = report
        .step(
            "charge at a convenience store",
            async { awaiting(client, &charge(client, token, yen(2000)?).await?.id).await },
            |charge| format!("charge {} waits for the customer", charge.id),
        )
        .await?;
    report
        .step(
            "the customer pays at the counter",
            async {
                let cannot = |e: kaikei_sandbox::Error| unexpected(&e.to_string());
                demo.running.sandbox().pay_charge(&charge.id).map_err(cannot)?;
                settled(client, &charge.id, true).await
            },
            |charge| format!("charge {} is {}", charge.id, status(charge)),
        )
        .await
        .map(|_| ())
}

async fn online(demo: &Demo, report: &mut Report, client: &Univapay) -> Result<(), Stopped> {
    let wallet = OnlinePayment::new(OnlineBrand::AlipayOnline, kaikei::univapay::CallMethod::HttpGet);
    let opened = report
        .step(
            "charge a wallet, and ask for its page",
            async {
                let token = client.tokens().create(CreateToken::new(wallet)).await?;
                let mut charge = CreateCharge::new(token.id.as_str(), yen(3000)?);
                charge.redirect = Some(ChargeRedirect { endpoint: format!("{}/thanks", demo.shop.url) });
                let charge = awaiting(client, &client.charges().create(charge).await?.id).await?;
                let page = client.charges().issuer_token(ChargeIssuerToken::new(charge.id.as_str())).await?;
                let url = page.issuer_token.clone().ok_or_else(|| unexpected("there is no page"))?;
                Ok((charge, url))
            },
            |(charge, _)| format!("charge {} waits at the wallet's page", charge.id),
        )
        .await?;
    let (charge, url) = opened;
    report
        .step(
            "the customer approves on the wallet's page",
            demo.browser.submit(&url, &[], "approve"),
            |url| format!("and is sent back to {}", super::wire::path(url)),
        )
        .await?;
    report
        .step("wait for the charge", settled(client, &charge.id, true), |charge| {
            format!("charge {} is {}", charge.id, status(charge))
        })
        .await
        .map(|_| ())
}

async fn subscription(demo: &Demo, report: &mut Report, client: &Univapay) -> Result<(), Stopped> {
    let mut token = card("hanako@example.com");
    token.token_type = TokenType::Subscription;
    let subscription = report
        .step(
            "subscribe, monthly",
            async {
                let token = client.tokens().create(token).await?;
                let mut subscription = CreateSubscription::new(token.id.as_str(), yen(980)?);
                subscription.period = Some(SubscriptionPeriod::Monthly);
                let subscription = client.subscriptions().create(subscription).await?;
                let wait = WaitForSubscription::new(subscription.id.as_str());
                let subscription = client.subscriptions().wait_until_settled(wait).await?.into_inner();
                match subscription.status {
                    Some(SubscriptionStatus::Current) => Ok(subscription),
                    _ => Err(unexpected("the first payment failed")),
                }
            },
            |subscription| format!("subscription {} is current", subscription.id),
        )
        .await?;
    report
        .step(
            "a month later",
            async {
                let cannot = |e: kaikei_sandbox::Error| unexpected(&e.to_string());
                demo.running.sandbox().advance(Duration::from_secs(32 * 86_400)).map_err(cannot)?;
                let list = ListSubscriptionCharges::new(subscription.id.as_str());
                let charges = client.subscriptions().charges(list).await?.into_inner().items;
                let successful =
                    charges.iter().filter(|c| c.status == Some(ChargeStatus::Successful)).count();
                if successful == 2 { Ok(successful) } else { Err(unexpected("there are not two payments")) }
            },
            |count| format!("{count} payments, the second by itself"),
        )
        .await
        .map(|_| ())
}

fn yen(amount: u64) -> Result<Money, Error> {
    Money::minor(amount, "JPY")
}

fn token(method: impl Into<PaymentMethod>, email: &str) -> CreateToken {
    let mut token = CreateToken::new(method);
    token.email = Some(email.to_owned());
    token
}

fn card(email: &str) -> CreateToken {
    token(CardPayment::new("TARO YAMADA", "4000020000000000", (12, 2030), "123"), email)
}

async fn charge(client: &Univapay, token: CreateToken, money: Money) -> Result<Charge, Error> {
    let token = client.tokens().create(token).await?;
    Ok(client.charges().create(CreateCharge::new(token.id.as_str(), money)).await?.into_inner())
}

async fn settled(client: &Univapay, id: &str, past_awaiting: bool) -> Result<Charge, Error> {
    let mut wait = WaitForCharge::new(id);
    wait.past_awaiting = Some(past_awaiting);
    Ok(client.charges().wait_until_settled(wait).await?.into_inner())
}

async fn awaiting(client: &Univapay, id: &str) -> Result<Charge, Error> {
    let charge = settled(client, id, false).await?;
    match charge.status {
        Some(ChargeStatus::Awaiting) => Ok(charge),
        _ => Err(unexpected("the charge does not wait for the customer")),
    }
}

fn status(charge: &Charge) -> &str {
    charge.status.as_ref().map_or("without a status", ChargeStatus::as_str)
}

fn unexpected(message: &str) -> Error {
    Error::new(ErrorKind::Internal, message)
}
