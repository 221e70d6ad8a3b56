//! What one merchant has, another cannot see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::*;

#[test]
fn keys_differ() {
    let sandbox = sandbox();
    let (a, b) = (sandbox.credentials(), sandbox.add_merchant("http://127.0.0.1"));
    let pairs = [
        (&a.access_key, &b.access_key),
        (&a.secret_key, &b.secret_key),
        (&a.webhook_secret, &b.webhook_secret),
        (&a.merchant_client_id, &b.merchant_client_id),
        (&a.merchant_client_secret, &b.merchant_client_secret),
        (&a.public_client_id, &b.public_client_id),
        (&a.univapay_jwt, &b.univapay_jwt),
        (&a.univapay_secret, &b.univapay_secret),
        (&a.user_email, &b.user_email),
    ];
    for (left, right) in pairs {
        assert_ne!(left, right);
    }
}

#[test]
fn payments_and_signatures() {
    let sandbox = sandbox();
    let (a, b) = (sandbox.credentials(), sandbox.add_merchant("http://127.0.0.1"));
    let id = paid(&sandbox, &a, &order());
    assert_eq!((validity(&sandbox, &a, &id).status(), validity(&sandbox, &b, &id).status()), (200, 404));
    let mut mixed = a.clone();
    mixed.secret_key = b.secret_key.clone();
    assert_eq!(start_payment(&sandbox, &mixed, &order()).status(), 401);
    assert_eq!(start_payment(&sandbox, &b, &order()).status(), 200);
}

#[test]
fn users() {
    let sandbox = sandbox();
    let (a, b) = (sandbox.credentials(), sandbox.add_merchant("http://127.0.0.1"));
    let (token_a, token_b) = (merchant_token(&sandbox, &a), merchant_token(&sandbox, &b));
    let body = r#"{"email":"hanako@example.com"}"#;
    let user = api(&sandbox, "POST", "/api/oauth/merchant/users", &token_a, body).json();
    let path = format!("/api/oauth/merchant/users/{}", user["data"]["id"]);
    for (method, route, body) in [
        ("GET", "balance", ""),
        ("GET", "transactions", ""),
        ("GET", "cards", ""),
        ("GET", "kyc", ""),
        ("PATCH", "kyc", r#"{"city":"x"}"#),
        ("PUT", "kyc", "{}"),
        ("POST", "kyc/submit", ""),
        ("PATCH", "profile", r#"{"name":"x"}"#),
    ] {
        let foreign = api(&sandbox, method, &format!("{path}/{route}"), &token_b, body);
        let unknown =
            api(&sandbox, method, &format!("/api/oauth/merchant/users/999999/{route}"), &token_b, body);
        let hostile = api(&sandbox, method, &format!("/api/oauth/merchant/users/x/{route}"), &token_b, body);
        assert_eq!(foreign.status(), 404, "{route}");
        assert_eq!((foreign.json(), foreign.json()), (unknown.json(), hostile.json()));
        let own = api(&sandbox, method, &format!("{path}/{route}"), &token_a, body);
        assert_ne!(own.status(), 404, "{route}");
    }
    // The same address is free at another merchant, and neither's user can sign in at the other's app.
    assert_eq!(api(&sandbox, "POST", "/api/oauth/merchant/users", &token_b, body).status(), 201);
    let page = get(&sandbox, &authorize_path(&b, &b.redirect_uri));
    let request = hidden(page.text(), "request");
    let fields = [
        ("request", &*request),
        ("email", &a.user_email),
        ("password", &a.user_password),
        ("action", "approve"),
    ];
    assert_eq!(post_form(&sandbox, "/oauth/authorize", &fields).status(), 422);
}

#[test]
fn transactions_and_redirect_uris() {
    let sandbox = sandbox();
    let (a, b) = (sandbox.credentials(), sandbox.add_merchant("http://127.0.0.1"));
    let mut theirs = order();
    theirs[7].1 = &b.user_email;
    paid(&sandbox, &a, &theirs);
    let (token, _) = sign_in(&sandbox, &b, &b.user_email);
    assert_eq!(api(&sandbox, "GET", "/api/oauth/user/transactions", &token, "").json()["total"], 0);
    paid(&sandbox, &b, &theirs);
    assert_eq!(api(&sandbox, "GET", "/api/oauth/user/transactions", &token, "").json()["total"], 1);
    sandbox.register_redirect_uri(&a.public_client_id, "https://a.example/cb").unwrap();
    assert_eq!(get(&sandbox, &authorize_path(&a, "https://a.example/cb")).status(), 200);
    assert_eq!(get(&sandbox, &authorize_path(&b, "https://a.example/cb")).status(), 400);
}
