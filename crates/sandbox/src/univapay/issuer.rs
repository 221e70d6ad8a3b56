//! Issuer tokens: where a payment goes on, at a wallet, the bank, or the card's issuer.

use std::sync::Arc;

use axum::extract::{Path, State as Of};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::{Value, json};

use super::charge::{Charge, State};
use super::done::{Done, answer};
use super::problem::Problem;
use super::token::Token;
use crate::Sandbox;
use crate::call::Call;
use crate::world::World;

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/stores/{store}/charges/{id}/issuer_token", get(of_charge))
        .route("/stores/{store}/charges/{id}/three_ds/issuer_token", get(three_ds_of_charge))
        .route("/stores/{store}/charges/{id}/qr", get(qr))
        .route("/stores/{store}/tokens/{id}/three_ds/issuer_token", get(three_ds_of_token))
}

type Asking = Extension<Arc<Call>>;
type One = Path<(String, String)>;

async fn of_charge(Of(sandbox): Of<Sandbox>, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.charge_index(merchant, &store, &id, false)?;
        let (charge, token) = world.univapay.charge_and_token(index)?;
        let body = match charge.payment_type.as_str() {
            "online" => online(charge, token, &call.origin),
            "bank_transfer" => bank(token),
            _ => return Err(Problem::new(400, "NOT_ONLINE_CHARGE")),
        };
        if charge.state != State::Awaiting {
            return Err(Problem::new(400, "ISSUER_TOKEN_EMPTY"));
        }
        Ok(Done::ok(&body))
    })
}

fn online(charge: &Charge, token: &Token, origin: &str) -> Value {
    let method = token.data["call_method"].as_str().unwrap_or("http_post");
    let url = format!("{origin}{}", charge.page());
    // A form's fields are the wallet's own: whoever renames them breaks the payment.
    let payload = (method == "http_post")
        .then(|| json!({ "sSpcd": "sandbox", "sTerkn": charge.nonce, "request_data": "a b&c", "x-y": "1" }));
    json!({ "issuer_token": url, "call_method": method, "payment_type": "online", "payload": payload })
}

fn bank(token: &Token) -> Value {
    let data = &token.data;
    json!({
        "payment_type": "bank_transfer",
        "account_id": token.id,
        "branch_code": data["branch_code"],
        "branch_name": data["branch_name"],
        "account_holder_name": data["account_holder_name"],
        "account_number": data["account_number"],
    })
}

async fn three_ds_of_charge(
    Of(sandbox): Of<Sandbox>,
    Path((store, id)): One,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.charge_index(merchant, &store, &id, false)?;
        let charge = &world.univapay.charges[index];
        if charge.state != State::Awaiting || !charge.asks_for_three_ds() {
            return Err(Problem::new(400, "INVALID_THREE_DS_STATUS"));
        }
        Ok(Done::ok(&three_ds(&call.origin, &store, &id, "charge")))
    })
}

async fn three_ds_of_token(
    Of(sandbox): Of<Sandbox>,
    Path((store, id)): One,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let (token, ..) = world.token(merchant, &store, &id)?;
        if token.data["three_ds"]["status"] != "awaiting" {
            return Err(Problem::new(400, "INVALID_THREE_DS_STATUS"));
        }
        Ok(Done::ok(&three_ds(&call.origin, &store, &id, "transaction_token")))
    })
}

fn three_ds(origin: &str, store: &str, id: &str, resource: &str) -> Value {
    json!({
        "issuer_token": format!("{origin}/stores/{store}/three_ds/issuer_token/test/response"),
        "call_method": "http_post",
        "content_type": "application/x-www-form-urlencoded; charset=UTF-8",
        "payload": { "resource_id": id, "resource_type": resource },
        "payment_type": "card",
    })
}

/// The code that the buyer scans from the shop, which is there once the charge waits for it.
async fn qr(Of(sandbox): Of<Sandbox>, Path((store, id)): One, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.charge_index(merchant, &store, &id, false)?;
        let (charge, token) = world.univapay.charge_and_token(index)?;
        if charge.payment_type != "qr_merchant" {
            return Err(Problem::new(400, "NOT_QR_CHARGE"));
        }
        if charge.state != State::Awaiting {
            return Ok(Done::ok(&json!({ "ready": false, "qr_image_url": null })));
        }
        // A charge that was waited for may be ahead of its token, which makes the code.
        let token = world.univapay.tokens.iter().position(|one| one.id == token.id);
        let token = token.ok_or_else(Problem::not_found)?;
        world.pass_token(token);
        let url = &world.univapay.tokens[token].data["qr_image_url"];
        Ok(Done::ok(&json!({ "ready": true, "qr_image_url": url })))
    })
}

impl super::Univapay {
    pub(super) fn charge_and_token(&self, index: usize) -> Result<(&Charge, &Token), Problem> {
        let charge = &self.charges[index];
        let token = self.tokens.iter().find(|token| token.id == charge.token_id);
        Ok((charge, token.ok_or_else(Problem::not_found)?))
    }
}

impl World {
    /// What a token does by itself: the code of the shop is made, and the card's issuer is asked.
    pub(super) fn pass_token(&mut self, index: usize) {
        let token = &mut self.univapay.tokens[index];
        let at = token.updated_on;
        if token.payment_type == "qr_merchant" && token.data["qr_image_url"].is_null() {
            token.data["qr_image_url"] = format!("https://qr.sandbox.test/{}.png", token.id).into();
        }
        if token.data["three_ds"]["status"] == "pending" {
            token.data["three_ds"]["status"] = "awaiting".into();
            token.data["three_ds"]["redirect_id"] = self.ids.uuid().into();
            self.three_ds_event(index);
        }
        self.univapay.tokens[index].updated_on = at;
    }

    /// The card's holder has proved who they are, or not.
    pub(super) fn token_authenticated(&mut self, index: usize, approved: bool) {
        let three_ds = &mut self.univapay.tokens[index].data["three_ds"];
        three_ds["status"] = if approved { "successful" } else { "failed" }.into();
        if !approved {
            three_ds["error"] = json!(super::payment_error::PaymentError::of(358));
        }
        self.three_ds_event(index);
    }

    /// Of the two spellings, whoever asked for one gets that.
    fn three_ds_event(&mut self, index: usize) {
        let token = &self.univapay.tokens[index];
        let (merchant, id) = (token.merchant, token.id.clone());
        let data = json!(token.answer(&self.merchants[merchant].store_id, self.settings));
        for event in ["token_three_ds_updated", "token_three_d_s_updated"] {
            self.emit(merchant, event, &id, data.clone());
        }
    }
}
