//! The pages that issuer tokens lead to.

use std::sync::Arc;

use axum::extract::{Path, State as Of};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};

use super::charge::{Charge, State};
use crate::call::Call;
use crate::pages::{self, IssuerPage};
use crate::world::World;
use crate::{Sandbox, reply};

/// A shop's page may send its own form here, so that only a form of ours is an answer.
pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/univapay/online/{nonce}", get(online).post(online))
        .route("/stores/{store}/three_ds/issuer_token/test/response", get(three_ds).post(three_ds))
}

type Asking = Extension<Arc<Call>>;

async fn online(Of(sandbox): Of<Sandbox>, Path(nonce): Path<String>, Extension(call): Asking) -> Response {
    let mut world = sandbox.world();
    world.settle();
    let language = call.language();
    let found = |charge: &Charge| charge.nonce == nonce && charge.state == State::Awaiting;
    let Some(index) = world.univapay.charges.iter().position(found) else {
        return pages::not_found(404, language);
    };
    let answer = match decision(&call, &nonce) {
        Some(approved) => {
            let now = world.clock.now();
            let charge = &mut world.univapay.charges[index];
            if approved {
                charge.pay(now);
            } else {
                charge.turn(State::Failed(345), now);
            }
            let back = charge.endpoint(false);
            world.charge_changed(index);
            leave(&call, back, approved)
        }
        None => {
            let charge = &world.univapay.charges[index];
            let token = world.univapay.charge_and_token(index).map(|(_, token)| token.data["brand"].clone());
            let brand = token.unwrap_or_default();
            pages::issuer(
                language,
                &IssuerPage {
                    merchant: &world.merchants[charge.merchant].name,
                    amount: Some(charge.requested.text()),
                    brand: brand.as_str().unwrap_or_default(),
                    path: &charge.page(),
                    hidden: &[("nonce", &nonce)],
                    authentication: false,
                },
            )
        }
    };
    drop(world);
    sandbox.notify();
    answer
}

/// The card's issuer asks its holder.
async fn three_ds(Of(sandbox): Of<Sandbox>, Extension(call): Asking) -> Response {
    let mut world = sandbox.world();
    world.settle();
    let language = call.language();
    // The form of a shop brings them; the link to the other language has them in its query.
    let given = |name: &str| call.text(name).or_else(|| call.query(name));
    let id = given("resource_id").unwrap_or_default().to_owned();
    let of_token = given("resource_type") == Some("transaction_token");
    let Some(subject) = Subject::find(&world, &id, of_token) else {
        return pages::not_found(404, language);
    };
    let nonce = subject.nonce(&world);
    let answer = match decision(&call, &nonce) {
        Some(approved) => {
            let back = subject.decide(&mut world, approved);
            leave(&call, back, approved)
        }
        None => {
            let kind = if of_token { "transaction_token" } else { "charge" };
            let (merchant, amount) = subject.shown(&world);
            pages::issuer(
                language,
                &IssuerPage {
                    merchant: &world.merchants[merchant].name,
                    amount,
                    brand: "3-D Secure",
                    path: &format!("{}?resource_id={id}&resource_type={kind}", call.path),
                    hidden: &[("nonce", &nonce)],
                    authentication: true,
                },
            )
        }
    };
    drop(world);
    sandbox.notify();
    answer
}

/// What the buyer pressed on our own page.
fn decision(call: &Call, nonce: &str) -> Option<bool> {
    if call.text("nonce") != Some(nonce) {
        return None;
    }
    match call.text("action")? {
        "approve" => Some(true),
        "deny" => Some(false),
        _ => None,
    }
}

fn leave(call: &Call, back: Option<String>, approved: bool) -> Response {
    match back {
        Some(url) => reply::see_other(&url),
        None => pages::issuer_done(call.language(), &call.path, approved),
    }
}

/// What 3-D Secure is about.
enum Subject {
    Charge(usize),
    Token(usize),
}

impl Subject {
    fn find(world: &World, id: &str, of_token: bool) -> Option<Self> {
        let univapay = &world.univapay;
        if of_token {
            let asked = |token: &super::token::Token| {
                token.id == id && token.active && token.data["three_ds"]["status"] == "awaiting"
            };
            return univapay.tokens.iter().position(asked).map(Self::Token);
        }
        let asked = |charge: &Charge| {
            charge.id == id && charge.state == State::Awaiting && charge.asks_for_three_ds()
        };
        univapay.charges.iter().position(asked).map(Self::Charge)
    }

    fn nonce(&self, world: &World) -> String {
        match self {
            Self::Charge(index) => world.univapay.charges[*index].nonce.clone(),
            Self::Token(index) => {
                let three_ds = &world.univapay.tokens[*index].data["three_ds"];
                three_ds["redirect_id"].as_str().unwrap_or_default().to_owned()
            }
        }
    }

    fn shown(&self, world: &World) -> (usize, Option<String>) {
        match self {
            Self::Charge(index) => {
                let charge = &world.univapay.charges[*index];
                (charge.merchant, Some(charge.requested.text()))
            }
            Self::Token(index) => (world.univapay.tokens[*index].merchant, None),
        }
    }

    /// Carries the decision out; answers where the browser goes.
    fn decide(&self, world: &mut World, approved: bool) -> Option<String> {
        let now = world.clock.now();
        match *self {
            Self::Charge(index) => {
                let charge = &mut world.univapay.charges[index];
                charge.authenticated(approved, now);
                let back = charge.endpoint(true);
                world.charge_changed(index);
                back
            }
            Self::Token(index) => {
                let back = world.univapay.tokens[index].data["three_ds"]["redirect_endpoint"].clone();
                world.token_authenticated(index, approved);
                back.as_str().map(str::to_owned)
            }
        }
    }
}
