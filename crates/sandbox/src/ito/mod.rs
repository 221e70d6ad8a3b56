//! ITO-Japan: payments, the checkout page, and the merchant's and user's APIs.

mod api;
mod checkout;
mod currency;
mod kyc;
mod merchant_api;
pub(crate) mod payment;
mod process;
mod signature;
pub(crate) mod user;
mod user_api;
mod validity;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

pub(crate) use process::is_email;

use crate::{Sandbox, Settings, reply};

pub(crate) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/payment/process", post(process::process))
        .route("/payment/check-validity", post(validity::check_validity))
        .route("/process-checkout", get(checkout::show).post(checkout::act))
        .merge(merchant_api::routes())
        .merge(user_api::routes())
}

/// An answer of the payment endpoints that is not a success.
fn refuse(settings: Settings, code: u16, message: &str) -> Response {
    let status = if settings.http_200_errors { 200 } else { code };
    reply::json(status, &json!({ "code": code, "status": "error", "message": message }))
}

const BAD_KEY: &str = "Invalid API credentials.";
