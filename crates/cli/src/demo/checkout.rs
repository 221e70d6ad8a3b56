//! A checkout from its start to the confirmed order.

use kaikei::ito::{Confirmation, CreatePayment, Currency, Order};
use kaikei::{Error, ErrorKind};
use kaikei_sandbox::masked;

use super::Demo;
use super::report::{Report, Stopped};
use super::wire::{path, short};

pub(super) async fn run(demo: &Demo, report: &mut Report) -> Result<(), Stopped> {
    report.part("Checkout (ITO-Japan)");
    let client = report
        .step(
            "set up the client",
            async {
                demo.ito()
                    .access_key(demo.keys.access_key.as_str())
                    .secret_key(demo.keys.secret_key.as_str())
                    .build()
            },
            |_| "signing profile `documented`".to_owned(),
        )
        .await?;

    // The merchant's own record of the order: what `confirm` compares with.
    let mut order = Order {
        custom: "ORDER-2026-0001".to_owned(),
        amount: 280.into(),
        currency: Currency::Usd,
        payment_id: None,
    };
    let payment = CreatePayment {
        custom: order.custom.clone(),
        currency_code: order.currency.clone(),
        amount: order.amount,
        details: Some("Digital Product".to_owned()),
        web_hook: format!("{}/web_hook", demo.shop.url),
        cancel_url: format!("{}/cancel", demo.shop.url),
        success_url: format!("{}/thanks", demo.shop.url),
        customer_email: demo.keys.user_email.clone(),
        extra: Default::default(),
    };
    let created = report
        .step("start a signed checkout", async { client.payments().create(payment).await }, |created| {
            format!("payment {} can be paid at {}", created.payment_id, path(&created.url))
        })
        .await?;

    order.payment_id = Some(created.payment_id.clone());

    report
        .step("the buyer pays on the gateway's page", demo.browser.submit(&created.url, &[], "pay"), |url| {
            format!("the buyer is sent back to {}", path(url))
        })
        .await?;

    let event = report
        .step(
            "the gateway's webhook arrives and is verified",
            async {
                let received = demo.shop.next().await?;
                demo.wire.note(&format!("  ⇠ POST /web_hook  {}", short(&masked(&received.body))));
                received.event
            },
            |event| {
                format!(
                    "{} {} for {}, signed with secret `{}`",
                    event.amount, event.currency, event.custom, event.verified_by
                )
            },
        )
        .await?;

    report
        .step(
            "confirm(order, event)",
            async {
                match client.confirm(&order, &event).await {
                    Confirmation::Confirmed => Ok(()),
                    Confirmation::Unknown(error) => Err(error),
                    other => {
                        Err(Error::new(ErrorKind::Internal, format!("not confirmed: {}", other.as_str())))
                    }
                }
            },
            |()| "confirmed: this order was paid, deliver it".to_owned(),
        )
        .await?;

    let dearer = Order { amount: 281.into(), ..order };
    report
        .step(
            "confirm() with another amount must not confirm",
            async {
                match client.confirm(&dearer, &event).await {
                    Confirmation::Mismatch { field: "amount" } => Ok(()),
                    other => Err(Error::new(
                        ErrorKind::Internal,
                        format!("expected a mismatch, got {}", other.as_str()),
                    )),
                }
            },
            |()| "mismatch in `amount`, as it must be".to_owned(),
        )
        .await
}
