use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, patch, post};
use axum::{Extension, Router};

use super::api::{self, KycAction, Refused};
use super::process::is_email;
use crate::Sandbox;
use crate::call::Call;

/// The nine routes of the document's first table, all for a client credentials token.
pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/api/oauth/merchant/users", post(create))
        .route("/api/oauth/merchant/users/{user}/profile", patch(update_profile))
        .route("/api/oauth/merchant/users/{user}/balance", get(balance))
        .route("/api/oauth/merchant/users/{user}/transactions", get(transactions))
        .route("/api/oauth/merchant/users/{user}/cards", get(cards))
        .route(
            "/api/oauth/merchant/users/{user}/kyc",
            get(async |sandbox: Caller, id: UserPath, call: Asked| {
                kyc(&sandbox, &id, &call, KycAction::Show)
            })
            .patch(async |sandbox: Caller, id: UserPath, call: Asked| {
                kyc(&sandbox, &id, &call, KycAction::SaveDraft)
            })
            .put(async |sandbox: Caller, id: UserPath, call: Asked| {
                kyc(&sandbox, &id, &call, KycAction::SaveWhole)
            }),
        )
        .route(
            "/api/oauth/merchant/users/{user}/kyc/submit",
            post(async |sandbox: Caller, id: UserPath, call: Asked| {
                kyc(&sandbox, &id, &call, KycAction::Submit)
            }),
        )
}

type Caller = State<Sandbox>;
type UserPath = Path<String>;
type Asked = Extension<Arc<Call>>;
type Answer = Result<Response, Refused>;

async fn create(State(sandbox): Caller, Extension(call): Asked) -> Answer {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let merchant = api::merchant(world, &call)?;
    let fields = call.fields.as_ref().ok_or(Refused::Unreadable)?;
    let Some(email) = fields.filled("email") else {
        return Err(Refused::field("email", "The email field is required."));
    };
    if !is_email(email) {
        return Err(Refused::field("email", "The email field must be a valid email address."));
    }
    if world.users.by_email(merchant, email).is_some() {
        return Err(Refused::field("email", "The email has already been taken."));
    }
    let now = world.now();
    let client_id = &world.merchants[merchant].keys.merchant_client_id;
    let user = world.users.create(merchant, client_id, email, fields, now);
    Ok(api::data(201, &user.view()))
}

async fn update_profile(State(sandbox): Caller, Path(id): UserPath, Extension(call): Asked) -> Answer {
    let mut world = sandbox.world();
    let id = api::owned_user(&mut world, &call, &id)?;
    let fields = call.fields.as_ref().ok_or(Refused::Unreadable)?;
    if fields.field("email").is_some() {
        return Err(Refused::field("email", "The email field cannot be changed."));
    }
    let user = world.users.find_mut(id).ok_or(Refused::UserNotFound)?;
    user.update(fields);
    Ok(api::data(200, &user.view()))
}

async fn balance(State(sandbox): Caller, Path(id): UserPath, Extension(call): Asked) -> Answer {
    api::owned_user(&mut sandbox.world(), &call, &id)?;
    Ok(api::balance())
}

async fn transactions(State(sandbox): Caller, Path(id): UserPath, Extension(call): Asked) -> Answer {
    let mut world = sandbox.world();
    let id = api::owned_user(&mut world, &call, &id)?;
    api::transactions(&world, world.users.find(id).ok_or(Refused::UserNotFound)?, &call)
}

async fn cards(State(sandbox): Caller, Path(id): UserPath, Extension(call): Asked) -> Answer {
    let mut world = sandbox.world();
    let id = api::owned_user(&mut world, &call, &id)?;
    Ok(api::cards(world.users.find(id).ok_or(Refused::UserNotFound)?))
}

fn kyc(State(sandbox): &Caller, Path(id): &UserPath, Extension(call): &Asked, action: KycAction) -> Answer {
    let mut world = sandbox.world();
    let id = api::owned_user(&mut world, call, id)?;
    api::kyc(&mut world, id, call, action)
}
