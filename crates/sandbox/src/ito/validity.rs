use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::payment::PaymentState;
use super::{BAD_KEY, refuse};
use crate::call::Call;
use crate::{Sandbox, reply};

/// `POST /payment/check-validity`: whether one of the merchant's payments was paid.
pub(super) async fn check_validity(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
) -> Response {
    let world = sandbox.world();
    let Some(merchant) = call.bearer().and_then(|key| world.merchant_by_access_key(key)) else {
        return refuse(world.settings, 401, BAD_KEY);
    };
    // Another merchant's payment and an unpaid one look like one that never was.
    let payment = call.text("payment_id").and_then(|id| world.payments.find(id));
    match payment {
        Some(payment) if payment.merchant == merchant && matches!(payment.state, PaymentState::Paid(_)) => {
            reply::json(200, &json!({ "code": 200, "status": "ok", "message": "Transaction is valid" }))
        }
        _ => refuse(world.settings, 404, "Transaction not found"),
    }
}
