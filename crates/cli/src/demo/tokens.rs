//! A UnivaPay transaction token for each payment type.

use kaikei::Error;
use kaikei::univapay::CreateToken;
use serde_json::{Value, json};

use super::Demo;
use super::report::{Report, Stopped};

pub(super) async fn run(demo: &Demo, report: &mut Report) -> Result<(), Stopped> {
    report.part("Transaction tokens (UnivaPay)");
    let client = report
        .step("set up the client", async { demo.univapay() }, |_| {
            "a server's client: token and secret".to_owned()
        })
        .await?;
    for (payment_type, data) in payment_types() {
        let title = format!("create a token: {payment_type}");
        report
            .step(
                &title,
                async {
                    let created = client.tokens().create(parameters(payment_type, data)?).await?;
                    Ok(created.into_inner())
                },
                |token| format!("token {}", token.id),
            )
            .await?;
    }
    let refused = parameters(
        "card",
        json!({ "cardholder": "TARO YAMADA", "card_number": "4242424242424241",
        "exp_month": 12, "exp_year": 2030, "cvv": "123" }),
    );
    report
        .step(
            "a mistyped card number must not be sent",
            async {
                match client.tokens().create(refused?).await {
                    Err(error) if error.field() == Some("data.card_number") && error.sent().is_none() => {
                        Ok(error)
                    }
                    Err(error) => Err(error),
                    Ok(_) => Err(Error::invalid("data.card_number", "was accepted")),
                }
            },
            |error| format!("refused before sending: {error}"),
        )
        .await
        .map(|_| ())
}

fn parameters(payment_type: &str, data: Value) -> Result<CreateToken, Error> {
    let parameters = json!({
        "method": { "payment_type": payment_type, "data": data },
        "email": "taro@example.com",
        "metadata": { "order": "ORDER-2026-0001" },
    });
    serde_json::from_value(parameters).map_err(|e| Error::invalid("parameters", e.to_string()))
}

/// One example of each payment type of the gateway's document, and Paidy.
fn payment_types() -> [(&'static str, Value); 8] {
    let phone = json!({ "country_code": "81", "local_number": "08012345678" });
    [
        (
            "card",
            json!({ "cardholder": "TARO YAMADA", "card_number": "4000020000000000", "exp_month": 12,
            "exp_year": 2030, "cvv": "123", "line1": "丸の内1-1-1", "city": "千代田区", "country": "JP",
            "zip": "100-0005", "phone_number": phone }),
        ),
        ("apple_pay", json!({ "applepay_token": "sandbox-apple-pay-token", "cardholder": "TARO YAMADA" })),
        ("qr_scan", json!({ "scanned_qr": "281234567890123456" })),
        ("qr_merchant", json!({ "brand": "pay_pay_merchant" })),
        (
            "konbini",
            json!({ "customer_name": "山田 太郎", "convenience_store": "family_mart", "phone_number": phone,
            "expiration_period": "P7D", "expiration_time_shift": "23:59:59+09:00" }),
        ),
        ("online", json!({ "brand": "alipay_online", "call_method": "http_get" })),
        ("bank_transfer", json!({ "brand": "aozora_bank", "match_amount": "exact" })),
        (
            "paidy",
            json!({ "paidy_token": "sandbox-paidy-token", "shipping_address": { "zip": "100-0005",
            "line1": "丸の内1-1-1", "city": "千代田区", "state": "東京都" } }),
        ),
    ]
}
