//! OAuth as Laravel Passport does it: client credentials, and authorization codes with PKCE S256.

mod authorize;
mod grants;
mod token;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use grants::{Access, Grants, Holder};

use crate::Sandbox;

pub(crate) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/oauth/authorize", get(authorize::show).post(authorize::decide))
        .route("/oauth/token", post(token::token))
}
