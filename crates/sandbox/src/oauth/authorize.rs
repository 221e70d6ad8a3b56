use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::grants::Request;
use crate::Sandbox;
use crate::call::Call;
use crate::merchant::USER_PASSWORD;
use crate::pages::{self, ConsentPage, Language};
use crate::reply;

const UNKNOWN_CLIENT: (&str, &str) = ("The app is not known.", "アプリが登録されていません。");
const BAD_REDIRECT: (&str, &str) = (
    "The address to return to is not registered for this app.",
    "戻り先の URL が、このアプリに登録されていません。",
);
const REPEATED: (&str, &str) =
    ("A parameter is given more than once.", "同じパラメータが複数回指定されています。");
const EXPIRED: (&str, &str) = (
    "This sign-in request has expired or was answered already.",
    "このログイン要求は期限切れか、すでに処理されています。",
);

/// `GET /oauth/authorize`: the sign-in and consent page.
pub(super) async fn show(State(sandbox): State<Sandbox>, Extension(call): Extension<Arc<Call>>) -> Response {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let (language, here) = (call.language(), call.here());
    let refuse = |reason| pages::refusal(language, &here, reason);
    let repeated =
        call.query.iter().enumerate().any(|(at, (name, _))| call.query[..at].iter().any(|(n, _)| n == name));
    if repeated {
        return refuse(REPEATED);
    }
    let client = call.query("client_id").unwrap_or("");
    let Some(merchant) = world.merchants.iter().position(|m| m.keys.public_client_id == client) else {
        return refuse(UNKNOWN_CLIENT);
    };
    let redirect_uri = call.query("redirect_uri").unwrap_or("");
    if !world.merchants[merchant].allows_redirect(redirect_uri) {
        return refuse(BAD_REDIRECT);
    }
    let state = call.query("state");
    let challenge = call.query("code_challenge").unwrap_or("");
    let problem = if call.query("response_type") != Some("code") {
        Some(("unsupported_response_type", "response_type must be code"))
    } else if call.query("code_challenge_method") != Some("S256") {
        Some(("invalid_request", "code_challenge_method must be S256"))
    } else if !is_challenge(challenge) {
        Some(("invalid_request", "code_challenge must be 43 base64url characters"))
    } else {
        None
    };
    if let Some((error, description)) = problem {
        let pairs = [("error", Some(error)), ("error_description", Some(description)), ("state", state)];
        return reply::found(&with_query(redirect_uri, &pairs));
    }
    let request = Request {
        merchant,
        redirect_uri: redirect_uri.to_owned(),
        state: state.map(str::to_owned),
        scopes: call.query("scope").unwrap_or("").split_whitespace().map(str::to_owned).collect(),
        challenge: challenge.to_owned(),
        here,
    };
    let now = world.clock.now();
    let id = world.grants.open_request(request.clone(), &mut world.ids, now);
    ask(language, 200, &id, &request, &world.merchants[merchant].name, None)
}

/// `POST /oauth/authorize`: the user's decision.
pub(super) async fn decide(
    State(sandbox): State<Sandbox>,
    Extension(call): Extension<Arc<Call>>,
) -> Response {
    let mut guard = sandbox.world();
    let world = &mut *guard;
    let language = call.language();
    let now = world.clock.now();
    let id = call.text("request").unwrap_or("");
    let Some(request) = world.grants.request(id, now).cloned() else {
        return pages::refusal(language, "/oauth/authorize", EXPIRED);
    };
    let state = request.state.clone();
    let (name, value) = match call.text("action") {
        Some("approve") => {
            let email = call.text("email").unwrap_or("");
            let user = world.users.by_email(request.merchant, email).map(|user| user.id);
            let (Some(user), Some(USER_PASSWORD)) = (user, call.text("password")) else {
                let merchant = &world.merchants[request.merchant].name;
                return ask(language, 422, id, &request, merchant, Some(email));
            };
            ("code", world.grants.issue_code(request.clone(), user, &mut world.ids, now))
        }
        Some("deny") => ("error", "access_denied".to_owned()),
        _ => return ask(language, 400, id, &request, &world.merchants[request.merchant].name, None),
    };
    world.grants.close_request(id);
    let pairs = [(name, Some(value.as_str())), ("state", state.as_deref())];
    reply::see_other(&with_query(&request.redirect_uri, &pairs))
}

fn ask(
    language: Language,
    status: u16,
    id: &str,
    request: &Request,
    merchant: &str,
    wrong: Option<&str>,
) -> Response {
    let client_name = format!("{merchant} App");
    let shown = ConsentPage {
        request: id,
        client_name: &client_name,
        scopes: &request.scopes,
        email: wrong.unwrap_or(""),
        wrong_password: wrong.is_some(),
        here: &request.here,
    };
    pages::consent(status, language, &shown)
}

/// A SHA-256 in base64url without padding.
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn with_query(uri: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let separator = if uri.contains('?') { '&' } else { '?' };
    format!("{uri}{separator}{}", query.finish())
}
