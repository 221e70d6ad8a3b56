use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::Response;
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::grants::{ACCESS_LIFE, Issued};
use crate::Sandbox;
use crate::call::Call;
use crate::reply;
use crate::world::World;

/// `POST /oauth/token`: client credentials, authorization code, refresh token.
pub(super) async fn token(State(sandbox): State<Sandbox>, Extension(call): Extension<Arc<Call>>) -> Response {
    let issued = grant(&mut sandbox.world(), &call);
    let mut answer = match issued {
        Ok(issued) => success(&issued),
        Err(refusal) => refusal.answer(),
    };
    answer.headers_mut().insert("cache-control", HeaderValue::from_static("no-store"));
    answer.headers_mut().insert("pragma", HeaderValue::from_static("no-cache"));
    answer
}

fn grant(world: &mut World, call: &Call) -> Result<Issued, Refusal> {
    let need = |name: &'static str| call.text(name).ok_or(Refusal::Missing(name));
    let now = world.now();
    match need("grant_type")? {
        "client_credentials" => {
            let (id, secret) = (need("client_id")?, need("client_secret")?);
            let merchant = world
                .merchants
                .iter()
                .position(|m| m.keys.merchant_client_id == id && m.keys.merchant_client_secret == secret)
                .ok_or(Refusal::Client)?;
            Ok(world.grants.issue_to_merchant(merchant, &mut world.ids, now))
        }
        "authorization_code" => {
            let merchant = public_client(world, need("client_id")?)?;
            let (code, redirect_uri, verifier) =
                (need("code")?, need("redirect_uri")?, need("code_verifier")?);
            let met = |challenge: &str| verifies(verifier, challenge);
            let issued = world.grants.redeem_code(code, merchant, redirect_uri, met, &mut world.ids, now);
            issued.map_err(Refusal::Grant)
        }
        "refresh_token" => {
            let merchant = public_client(world, need("client_id")?)?;
            let token = need("refresh_token")?;
            world.grants.rotate(token, merchant, &mut world.ids, now).map_err(Refusal::Grant)
        }
        _ => Err(Refusal::GrantType),
    }
}

fn public_client(world: &World, client_id: &str) -> Result<usize, Refusal> {
    world.merchants.iter().position(|m| m.keys.public_client_id == client_id).ok_or(Refusal::Client)
}

/// RFC 7636: the challenge is the base64url SHA-256 of the verifier, which has 43 to 128 unreserved characters.
fn verifies(verifier: &str, challenge: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(unreserved)
        && Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.as_bytes())) == challenge
}

fn success(issued: &Issued) -> Response {
    let mut body = json!({
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFE.as_secs(),
        "access_token": issued.access,
    });
    if let Some(refresh) = &issued.refresh {
        body["refresh_token"] = refresh.as_str().into();
    }
    reply::json(200, &body)
}

enum Refusal {
    Missing(&'static str),
    GrantType,
    Client,
    Grant(&'static str),
}

impl Refusal {
    fn answer(&self) -> Response {
        let (status, error, description, hint) = match self {
            Self::Missing(name) => (
                400,
                "invalid_request",
                "The request is missing a required parameter, includes an invalid parameter value, includes a \
                 parameter more than once, or is otherwise malformed.",
                Some(format!("Check the `{name}` parameter")),
            ),
            Self::GrantType => (
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
                Some("Check that all required parameters have been provided".to_owned()),
            ),
            Self::Client => (401, "invalid_client", "Client authentication failed", None),
            Self::Grant(hint) => (
                400,
                "invalid_grant",
                "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh \
                 token is invalid, expired, revoked, does not match the redirection URI used in the authorization \
                 request, or was issued to another client.",
                Some((*hint).to_owned()),
            ),
        };
        let mut body = json!({ "error": error, "error_description": description, "message": description });
        if let Some(hint) = hint {
            body["hint"] = hint.into();
        }
        reply::json(status, &body)
    }
}
