use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde_json::json;

use super::api::{self, KycAction, Refused};
use super::user::{Card, User};
use crate::Sandbox;
use crate::call::Call;
use crate::world::World;

/// The ten routes of the document's second table, all for a user's access token.
pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/api/oauth/user/me", get(me))
        .route("/api/oauth/user/balance", get(balance))
        .route("/api/oauth/user/transactions", get(transactions))
        .route("/api/oauth/user/cards", get(cards))
        .route(
            "/api/oauth/user/kyc",
            get(async |sandbox: Caller, call: Asked| kyc(&sandbox, &call, KycAction::Show))
                .patch(async |sandbox: Caller, call: Asked| kyc(&sandbox, &call, KycAction::SaveDraft))
                .put(async |sandbox: Caller, call: Asked| kyc(&sandbox, &call, KycAction::SaveWhole)),
        )
        .route(
            "/api/oauth/user/kyc/submit",
            post(async |sandbox: Caller, call: Asked| kyc(&sandbox, &call, KycAction::Submit)),
        )
        .route("/api/oauth/user/cards/issue", post(issue_card))
        .route("/api/oauth/user/cards/sensitive", post(sensitive_card))
}

type Caller = State<Sandbox>;
type Asked = Extension<Arc<Call>>;
type Answer = Result<Response, Refused>;

async fn me(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    show(&sandbox, &call, |_, user| Ok(api::data(200, &user.view())))
}

async fn balance(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    show(&sandbox, &call, |_, _| Ok(api::balance()))
}

async fn transactions(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    show(&sandbox, &call, |world, user| api::transactions(world, user, &call))
}

async fn cards(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    show(&sandbox, &call, |_, user| Ok(api::cards(user)))
}

async fn issue_card(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let id = api::user(world, &call)?;
    let now = world.now();
    let card = Card::issue(&mut world.ids, now);
    let user = world.users.find_mut(id).ok_or(Refused::UserNotFound)?;
    let answer = api::data(201, &card.view());
    user.cards.push(card);
    Ok(answer)
}

/// The document recommends the last four digits only; a client must be ready for a gateway that sends everything.
async fn sensitive_card(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    show(&sandbox, &call, |_, user| {
        let card = match call.text("card_id") {
            Some(id) => user.cards.iter().find(|card| card.id == id),
            None => user.cards.last(),
        };
        let card = card.ok_or(Refused::CardNotFound)?;
        Ok(api::data(
            200,
            &json!({
                "card_id": card.id,
                "last4": card.last4(),
                "card_number": card.number,
                "cvv": card.cvv,
                "exp_month": card.exp_month,
                "exp_year": card.exp_year,
            }),
        ))
    })
}

fn kyc(State(sandbox): &Caller, Extension(call): &Asked, action: KycAction) -> Answer {
    let mut world = sandbox.world();
    let id = api::user(&mut world, call)?;
    api::kyc(&mut world, id, call, action)
}

fn show(sandbox: &Sandbox, call: &Call, answer: impl FnOnce(&World, &User) -> Answer) -> Answer {
    let mut world = sandbox.world();
    let id = api::user(&mut world, call)?;
    answer(&world, world.users.find(id).ok_or(Refused::UserNotFound)?)
}
