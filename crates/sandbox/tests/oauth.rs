//! OAuth: client credentials, PKCE, rotation, and what must not work.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use kaikei_sandbox::Sandbox;
use support::*;

const REDIRECT: &str = "http://127.0.0.1:49152/callback";

fn error_of(answer: &Answer) -> (u16, String) {
    let json = answer.json();
    assert!(json["message"].is_string() && json["error_description"].is_string());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    (answer.status(), json["error"].as_str().unwrap().to_owned())
}

fn me(sandbox: &Sandbox, token: &str) -> u16 {
    api(sandbox, "GET", "/api/oauth/user/me", token, "").status()
}

#[test]
fn client_credentials() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let right = [
        ("grant_type", "client_credentials"),
        ("client_id", &keys.merchant_client_id),
        ("client_secret", &keys.merchant_client_secret),
        ("scope", ""),
    ];
    let answer = post_form(&sandbox, "/oauth/token", &right);
    let json = answer.json();
    assert_eq!(
        (answer.status(), &json["token_type"], &json["expires_in"]),
        (200, &"Bearer".into(), &3600.into())
    );
    assert!(json.get("refresh_token").is_none());
    assert_eq!(answer.header("cache-control"), Some("no-store"));

    let with = |at: usize, value: &'static str| {
        let mut fields = right;
        fields[at].1 = value;
        error_of(&post_form(&sandbox, "/oauth/token", &fields))
    };
    assert_eq!(with(0, "password"), (400, "unsupported_grant_type".into()));
    assert_eq!(with(1, "nobody"), (401, "invalid_client".into()));
    assert_eq!(with(2, "wrong"), (401, "invalid_client".into()));
    let answer = post_form(&sandbox, "/oauth/token", &right[..2]);
    assert_eq!(error_of(&answer), (400, "invalid_request".into()));
    let mut public = right;
    public[1].1 = &keys.public_client_id;
    assert_eq!(error_of(&post_form(&sandbox, "/oauth/token", &public)).0, 401);
}

#[test]
fn a_user_signs_in_with_pkce_on_any_loopback_port() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let location = consent(&sandbox, &keys, REDIRECT, &keys.user_email);
    assert!(location.starts_with("http://127.0.0.1:49152/callback?code="));
    assert_eq!(parameter(&location, "state").as_deref(), Some("st&te"));
    let code = parameter(&location, "code").unwrap();
    let answer = redeem(&sandbox, &keys, REDIRECT, &code, VERIFIER);
    let json = answer.json();
    assert_eq!(
        (answer.status(), &json["token_type"], &json["expires_in"]),
        (200, &"Bearer".into(), &3600.into())
    );
    let token = json["access_token"].as_str().unwrap();
    let user = api(&sandbox, "GET", "/api/oauth/user/me", token, "").json();
    assert_eq!(user["data"]["email"], keys.user_email);
    sandbox.advance(seconds(3599)).unwrap();
    assert_eq!(me(&sandbox, token), 200);
    sandbox.advance(seconds(1)).unwrap();
    assert_eq!(me(&sandbox, token), 401);
}

#[test]
fn a_code_is_bound_to_verifier_redirect_and_client_and_lives_ten_minutes() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let other = sandbox.add_merchant("http://127.0.0.1");
    let code = || parameter(&consent(&sandbox, &keys, REDIRECT, &keys.user_email), "code").unwrap();
    let wrong_verifier = "x".repeat(43);
    let grant = (400, "invalid_grant".to_owned());
    assert_eq!(error_of(&redeem(&sandbox, &keys, REDIRECT, &code(), &wrong_verifier)), grant);
    assert_eq!(error_of(&redeem(&sandbox, &keys, "http://127.0.0.1:1/callback", &code(), VERIFIER)), grant);
    assert_eq!(error_of(&redeem(&sandbox, &other, REDIRECT, &code(), VERIFIER)), grant);
    assert_eq!(error_of(&redeem(&sandbox, &keys, REDIRECT, "unknown", VERIFIER)), grant);
    let (fresh, stale) = (code(), code());
    sandbox.advance(seconds(599)).unwrap();
    assert_eq!(redeem(&sandbox, &keys, REDIRECT, &fresh, VERIFIER).status(), 200);
    sandbox.advance(seconds(1)).unwrap();
    assert_eq!(error_of(&redeem(&sandbox, &keys, REDIRECT, &stale, VERIFIER)), grant);
}

#[test]
fn a_code_used_twice_revokes_what_came_from_it() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let code = parameter(&consent(&sandbox, &keys, REDIRECT, &keys.user_email), "code").unwrap();
    let first = redeem(&sandbox, &keys, REDIRECT, &code, VERIFIER).json();
    let token = first["access_token"].as_str().unwrap();
    assert_eq!(me(&sandbox, token), 200);
    assert_eq!(redeem(&sandbox, &keys, REDIRECT, &code, VERIFIER).status(), 400);
    assert_eq!(me(&sandbox, token), 401);
    assert_eq!(refresh(&sandbox, &keys, first["refresh_token"].as_str().unwrap()).status(), 400);
}

#[test]
fn refresh_tokens_rotate_and_reuse_revokes_the_family() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let (access, first) = sign_in(&sandbox, &keys, &keys.user_email);
    let (bystander, _) = sign_in(&sandbox, &keys, &keys.user_email);
    let second = refresh(&sandbox, &keys, &first).json();
    let renewed = second["access_token"].as_str().unwrap();
    assert_ne!(second["refresh_token"], first.as_str());
    assert_eq!((me(&sandbox, &access), me(&sandbox, renewed)), (401, 200));
    assert_eq!(error_of(&refresh(&sandbox, &keys, &first)), (400, "invalid_grant".into()));
    assert_eq!(me(&sandbox, renewed), 401, "the family is revoked");
    assert_eq!(refresh(&sandbox, &keys, second["refresh_token"].as_str().unwrap()).status(), 400);
    assert_eq!(me(&sandbox, &bystander), 200, "another sign-in is not");
}

#[test]
fn refresh_tokens_expire_and_belong_to_a_client() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let other = sandbox.add_merchant("http://127.0.0.1");
    let (_, token) = sign_in(&sandbox, &keys, &keys.user_email);
    assert_eq!(refresh(&sandbox, &other, &token).status(), 400);
    sandbox.advance(seconds(30 * 24 * 3600)).unwrap();
    assert_eq!(refresh(&sandbox, &keys, &token).status(), 400);
}

#[test]
fn errors_in_client_or_redirect_are_never_redirected() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let right = authorize_path(&keys, REDIRECT);
    assert_eq!(get(&sandbox, &right).status(), 200);
    for bad in [
        right.replace(&keys.public_client_id, "nobody"),
        right.replace(&keys.public_client_id, &keys.merchant_client_id),
        authorize_path(&keys, "http://127.0.0.1:49152/other"),
        authorize_path(&keys, "http://127.0.0.1:49152/callback?x=1"),
        authorize_path(&keys, "http://127.0.0.1:49152/callback#x"),
        authorize_path(&keys, "http://127.0.0.1.example.com/callback"),
        authorize_path(&keys, "http://localhost/callback"),
        authorize_path(&keys, "https://127.0.0.1/callback"),
        authorize_path(&keys, "https://evil.example/callback"),
        format!("{right}&redirect_uri=https%3A%2F%2Fevil.example"),
    ] {
        let answer = get(&sandbox, &bad);
        assert_eq!((answer.status(), answer.header("location")), (400, None), "{bad}");
        assert!(answer.header("content-type").unwrap().starts_with("text/html"));
    }
}

#[test]
fn other_redirect_uris_match_exactly() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let uri = "https://app.example/callback";
    assert_eq!(get(&sandbox, &authorize_path(&keys, uri)).status(), 400);
    sandbox.register_redirect_uri(&keys.public_client_id, uri).unwrap();
    assert_eq!(get(&sandbox, &authorize_path(&keys, uri)).status(), 200);
    assert_eq!(get(&sandbox, &authorize_path(&keys, "https://app.example:8443/callback")).status(), 400);
    sandbox.register_redirect_uri(&keys.public_client_id, "com.example.app:/callback").unwrap();
    assert_eq!(get(&sandbox, &authorize_path(&keys, "com.example.app:/callback")).status(), 200);
    for bad in ["/relative", "https://a/#fragment", "javascript:alert(1)"] {
        assert!(sandbox.register_redirect_uri(&keys.public_client_id, bad).is_err(), "{bad}");
    }
    assert!(sandbox.register_redirect_uri("nobody", uri).is_err());
}

#[test]
fn other_errors_go_back_with_the_state() {
    let sandbox = sandbox();
    let right = authorize_path(&sandbox.credentials(), REDIRECT);
    for (from, to, error) in [
        ("response_type=code", "response_type=token", "unsupported_response_type"),
        ("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request"),
        ("&code_challenge_method=S256", "", "invalid_request"),
        ("code_challenge=", "code_challenge=x", "invalid_request"),
        ("code_challenge=", "unrelated=", "invalid_request"),
    ] {
        let answer = get(&sandbox, &right.replace(from, to));
        assert_eq!(answer.status(), 302, "{to}");
        let location = answer.header("location").unwrap();
        assert!(location.starts_with("http://127.0.0.1:49152/callback?error="));
        assert_eq!(parameter(location, "error").as_deref(), Some(error));
        assert_eq!(parameter(location, "state").as_deref(), Some("st&te"));
    }
}

#[test]
fn denying_and_wrong_passwords() {
    let sandbox = sandbox();
    let keys = sandbox.credentials();
    let page = get(&sandbox, &authorize_path(&keys, REDIRECT));
    let request = hidden(page.text(), "request");
    let attempt = |email: &str, password: &str, action: &str| {
        let fields = [("request", &*request), ("email", email), ("password", password), ("action", action)];
        post_form(&sandbox, "/oauth/authorize", &fields)
    };
    for (email, password) in
        [(&*keys.user_email, "wrong"), ("stranger@example.com", &*keys.user_password), ("", "")]
    {
        let again = attempt(email, password, "approve");
        assert_eq!((again.status(), again.header("location")), (422, None));
        assert!(again.text().contains("password is wrong"));
        assert!(!again.text().contains("value=\"wrong\""), "a password is never shown again");
    }
    let denied = attempt("", "", "deny");
    let location = denied.header("location").unwrap();
    assert_eq!(denied.status(), 303);
    assert_eq!(parameter(location, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(location, "state").as_deref(), Some("st&te"));
    let late = attempt(&keys.user_email, &keys.user_password, "approve");
    assert_eq!((late.status(), late.header("location")), (400, None), "a request is decided once");
}
