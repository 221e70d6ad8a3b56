use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::payment::PaymentState;
use crate::call::Call;
use crate::pages::{self, CheckoutPage};
use crate::webhook::Proof;
use crate::{Sandbox, reply};

/// `GET /process-checkout?payment_id=`: the page that the merchant sends a buyer to.
pub(super) async fn show(State(sandbox): State<Sandbox>, Extension(call): Extension<Arc<Call>>) -> Response {
    let world = sandbox.world();
    let language = call.language();
    let Some(payment) = call.query("payment_id").and_then(|id| world.payments.find(id)) else {
        return pages::not_found(404, language);
    };
    match payment.state {
        PaymentState::Open => pages::checkout(
            language,
            &CheckoutPage { payment, merchant: &world.merchants[payment.merchant].name },
        ),
        PaymentState::Paid(_) | PaymentState::Cancelled => pages::finished(200, language, payment),
    }
}

/// `POST /process-checkout`: the buyer pays or cancels.
pub(super) async fn act(State(sandbox): State<Sandbox>, Extension(call): Extension<Arc<Call>>) -> Response {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let language = call.language();
    let Some(payment) = call.text("payment_id").and_then(|id| world.payments.find(id)) else {
        return pages::not_found(404, language);
    };
    if call.text("nonce") != Some(&payment.nonce) {
        return pages::not_found(403, language);
    }
    let id = payment.id.clone();
    let done = match call.text("action") {
        Some("pay") => {
            let now = world.clock.now();
            world.payments.pay(&id, &mut world.ids, now).map(|payment| {
                if let Some(body) = payment.webhook_body() {
                    let merchant = &world.merchants[payment.merchant].id;
                    let url = &payment.web_hook;
                    world.webhooks.push(merchant, &payment.id, url, body, Proof::Signature, now);
                }
                reply::see_other(&payment.success_url)
            })
        }
        Some("cancel") => world.payments.cancel(&id).map(|payment| reply::see_other(&payment.cancel_url)),
        _ => return pages::not_found(400, language),
    };
    let answer = match (done, world.payments.find(&id)) {
        (Some(answer), _) => answer,
        (None, Some(payment)) => pages::finished(409, language, payment),
        (None, None) => pages::not_found(404, language),
    };
    drop(guard);
    sandbox.notify();
    answer
}
