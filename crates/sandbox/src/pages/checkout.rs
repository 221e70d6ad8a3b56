use axum::response::Response;
use maud::html;

use super::{Language, page};
use crate::ito::payment::{Payment, PaymentState};

/// What the checkout page shows.
pub(crate) struct CheckoutPage<'a> {
    pub(crate) payment: &'a Payment,
    pub(crate) merchant: &'a str,
}

/// The page on which a buyer pays or cancels.
pub(crate) fn checkout(language: Language, shown: &CheckoutPage<'_>) -> Response {
    let payment = shown.payment;
    let title = language.pick("Confirm your payment", "お支払い内容の確認");
    let body = html! {
        p.amount { (payment.amount_text()) " " (payment.currency.code()) }
        dl {
            div { dt { (language.pick("Pay to", "お支払い先")) } dd { (shown.merchant) } }
            @if let Some(details) = &payment.details {
                div { dt { (language.pick("Details", "ご購入内容")) } dd { (details) } }
            }
            div { dt { (language.pick("Order", "注文番号")) } dd { (payment.custom) } }
            div { dt { (language.pick("E-mail", "メールアドレス")) } dd { (payment.customer_email) } }
        }
        form method="post" action="/process-checkout" {
            input type="hidden" name="payment_id" value=(payment.id);
            input type="hidden" name="nonce" value=(payment.nonce);
            input type="hidden" name="lang" value=(language.tag());
            button.go type="submit" name="action" value="pay" { (language.pick("Pay now", "支払う")) }
            button type="submit" name="action" value="cancel" {
                (language.pick("Cancel and return to the shop", "キャンセルしてショップに戻る"))
            }
        }
    };
    page(200, language, &here(&payment.id), title, false, &body)
}

/// The page of a payment that is paid or cancelled already: nothing more can happen to it.
pub(crate) fn finished(status: u16, language: Language, payment: &Payment) -> Response {
    let paid = matches!(payment.state, PaymentState::Paid(_));
    let (title, text, back) = if paid {
        (
            language.pick("This payment is already complete", "このお支払いはすでに完了しています"),
            language.pick(
                "It was charged once; nothing further will be charged.",
                "お支払いは 1 回のみ処理されました。重ねて請求されることはありません。",
            ),
            &payment.success_url,
        )
    } else {
        (
            language.pick("This payment was cancelled", "このお支払いはキャンセルされました"),
            language.pick("Nothing has been charged.", "料金は発生していません。"),
            &payment.cancel_url,
        )
    };
    let body = html! {
        p { (text) }
        dl {
            div {
                dt { (language.pick("Amount", "金額")) }
                dd { (payment.amount_text()) " " (payment.currency.code()) }
            }
            div { dt { (language.pick("Order", "注文番号")) } dd { (payment.custom) } }
        }
        p { a href=(back) { (language.pick("Return to the shop", "ショップに戻る")) } }
    };
    page(status, language, &here(&payment.id), title, false, &body)
}

/// The page for a payment that does not exist, or a form that is not ours.
pub(crate) fn not_found(status: u16, language: Language) -> Response {
    let title = language.pick("Payment not found", "お支払いが見つかりません");
    let body = html! {
        p {
            (language.pick(
                "This payment link is not valid. Please go back to the shop and try again.",
                "このお支払いリンクは無効です。ショップに戻って、もう一度お試しください。",
            ))
        }
    };
    page(status, language, "/process-checkout", title, false, &body)
}

fn here(payment_id: &str) -> String {
    format!("/process-checkout?payment_id={payment_id}")
}
