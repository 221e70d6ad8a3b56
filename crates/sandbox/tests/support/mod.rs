//! What the tests share: a sandbox at a fixed time, and a client that signs.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use kaikei_core::sign::hmac_sha256_hex;
use kaikei_sandbox::{ConnectionFault, Credentials, OutgoingWebhook, Sandbox};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// 2026-11-01T00:00:00Z.
pub(crate) const START: i64 = 1_793_491_200;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "application/json";

pub(crate) fn sandbox() -> Sandbox {
    Sandbox::builder().seed(7).start_at(start()).build().unwrap()
}

pub(crate) fn start() -> jiff::Timestamp {
    jiff::Timestamp::from_second(START).unwrap()
}

pub(crate) struct Answer(pub(crate) Response<Bytes>);

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers().get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(self.0.body()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(self.0.body()).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }
}

/// Sends one request in-process.
pub(crate) fn send(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    try_send(sandbox, method, path, headers, body).unwrap()
}

pub(crate) fn try_send(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<Answer, ConnectionFault> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Bytes::from(body.to_owned())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(sandbox.call(request)).map(Answer)
}

pub(crate) fn get(sandbox: &Sandbox, path: &str) -> Answer {
    send(sandbox, "GET", path, &[], "")
}

pub(crate) fn post_form(sandbox: &Sandbox, path: &str, pairs: &[(&str, &str)]) -> Answer {
    send(sandbox, "POST", path, &[("content-type", FORM)], &form(pairs))
}

pub(crate) fn post_json(sandbox: &Sandbox, path: &str, body: &str) -> Answer {
    send(sandbox, "POST", path, &[("content-type", JSON)], body)
}

/// With a bearer and, if there is a body, as JSON.
pub(crate) fn api(sandbox: &Sandbox, method: &str, path: &str, token: &str, body: &str) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str())];
    if !body.is_empty() {
        headers.push(("content-type", JSON));
    }
    send(sandbox, method, path, &headers, body)
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The parameters of the document's sample, at another merchant's shop.
pub(crate) fn order() -> Vec<(&'static str, &'static str)> {
    vec![
        ("custom", "DFU80XZIKS"),
        ("currency_code", "USD"),
        ("amount", "280.5"),
        ("details", "Digital Product"),
        ("web_hook", "http://127.0.0.1:9/web_hook"),
        ("cancel_url", "https://yoursite.com/cancel"),
        ("success_url", "https://yoursite.com/success"),
        ("customer_email", "buyer@example.com"),
    ]
}

/// The document's `json_encode` of an order whose values need no escape but `/`.
pub(crate) fn documented_json(pairs: &[(&str, &str)]) -> String {
    let members: Vec<String> = pairs
        .iter()
        .map(|(name, value)| match *name {
            "amount" => format!("\"amount\":{value}"),
            _ => format!("{}:{}", Value::from(*name), Value::from(*value)).replace('/', "\\/"),
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

pub(crate) fn sign(secret: &str, timestamp: i64, signed: &str) -> String {
    hmac_sha256_hex(secret.as_bytes(), &[timestamp.to_string().as_bytes(), b".", signed.as_bytes()])
}

/// Posts a payment request with a signature over `signed`.
pub(crate) fn process(
    sandbox: &Sandbox,
    keys: &Credentials,
    content_type: &str,
    body: &str,
    signed: &str,
) -> Answer {
    let now = sandbox.now().as_second();
    let (bearer, timestamp) = (format!("Bearer {}", keys.access_key), now.to_string());
    let signature = sign(&keys.secret_key, now, signed);
    let headers = [
        ("host", "127.0.0.1:8080"),
        ("content-type", content_type),
        ("authorization", &bearer),
        ("x-timestamp", &timestamp),
        ("x-signature", &signature),
    ];
    send(sandbox, "POST", "/payment/process", &headers, body)
}

/// Starts a payment as the document's sample does.
pub(crate) fn start_payment(sandbox: &Sandbox, keys: &Credentials, order: &[(&str, &str)]) -> Answer {
    process(sandbox, keys, FORM, &form(order), &documented_json(order))
}

/// Starts a payment; answers its id.
pub(crate) fn payment(sandbox: &Sandbox, keys: &Credentials, order: &[(&str, &str)]) -> String {
    let answer = start_payment(sandbox, keys, order);
    assert_eq!(answer.status(), 200, "{}", answer.text());
    answer.json()["payment_id"].as_str().unwrap().to_owned()
}

/// Follows a payment's page as a buyer without script would, and presses a button.
pub(crate) fn press(sandbox: &Sandbox, payment_id: &str, action: &str) -> Answer {
    let page = get(sandbox, &format!("/process-checkout?payment_id={payment_id}"));
    let nonce = hidden(page.text(), "nonce");
    post_form(
        sandbox,
        "/process-checkout",
        &[("payment_id", payment_id), ("nonce", &nonce), ("action", action)],
    )
}

/// Starts and pays.
pub(crate) fn paid(sandbox: &Sandbox, keys: &Credentials, order: &[(&str, &str)]) -> String {
    let id = payment(sandbox, keys, order);
    assert_eq!(press(sandbox, &id, "pay").status(), 303);
    id
}

/// The value of a form's hidden field.
pub(crate) fn hidden(html: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = html.split_once(&start).unwrap_or_else(|| panic!("no field {name} in {html}")).1;
    rest.split_once('"').unwrap().0.to_owned()
}

pub(crate) fn validity(sandbox: &Sandbox, keys: &Credentials, payment_id: &str) -> Answer {
    let bearer = format!("Bearer {}", keys.access_key);
    let headers = [("authorization", bearer.as_str()), ("content-type", FORM)];
    send(sandbox, "POST", "/payment/check-validity", &headers, &form(&[("payment_id", payment_id)]))
}

/// The one webhook that is due.
pub(crate) fn due(sandbox: &Sandbox) -> OutgoingWebhook {
    let mut all = sandbox.due_webhooks();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

pub(crate) fn merchant_token(sandbox: &Sandbox, keys: &Credentials) -> String {
    let answer = post_form(
        sandbox,
        "/oauth/token",
        &[
            ("grant_type", "client_credentials"),
            ("client_id", &keys.merchant_client_id),
            ("client_secret", &keys.merchant_client_secret),
            ("scope", ""),
        ],
    );
    assert_eq!(answer.status(), 200, "{}", answer.text());
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) fn challenge(verifier: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.as_bytes()))
}

pub(crate) fn authorize_path(keys: &Credentials, redirect_uri: &str) -> String {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", &keys.public_client_id),
        ("redirect_uri", redirect_uri),
        ("scope", ""),
        ("state", "st&te"),
        ("code_challenge", &challenge(VERIFIER)),
        ("code_challenge_method", "S256"),
    ]);
    format!("/oauth/authorize?{query}")
}

/// Signs in and consents; answers where the browser is sent.
pub(crate) fn consent(sandbox: &Sandbox, keys: &Credentials, redirect_uri: &str, email: &str) -> String {
    let page = get(sandbox, &authorize_path(keys, redirect_uri));
    assert_eq!(page.status(), 200, "{}", page.text());
    let request = hidden(page.text(), "request");
    let fields =
        [("request", &*request), ("email", email), ("password", &keys.user_password), ("action", "approve")];
    let answer = post_form(sandbox, "/oauth/authorize", &fields);
    assert_eq!(answer.status(), 303, "{}", answer.text());
    answer.header("location").unwrap().to_owned()
}

/// A parameter of a URL's query.
pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

pub(crate) fn redeem(
    sandbox: &Sandbox,
    keys: &Credentials,
    redirect_uri: &str,
    code: &str,
    verifier: &str,
) -> Answer {
    post_form(
        sandbox,
        "/oauth/token",
        &[
            ("grant_type", "authorization_code"),
            ("client_id", &keys.public_client_id),
            ("redirect_uri", redirect_uri),
            ("code", code),
            ("code_verifier", verifier),
        ],
    )
}

pub(crate) fn refresh(sandbox: &Sandbox, keys: &Credentials, token: &str) -> Answer {
    post_form(
        sandbox,
        "/oauth/token",
        &[("grant_type", "refresh_token"), ("client_id", &keys.public_client_id), ("refresh_token", token)],
    )
}

/// The tokens of a user who signed in: access and refresh.
pub(crate) fn sign_in(sandbox: &Sandbox, keys: &Credentials, email: &str) -> (String, String) {
    let location = consent(sandbox, keys, &keys.redirect_uri, email);
    let code = parameter(&location, "code").unwrap();
    let answer = redeem(sandbox, keys, &keys.redirect_uri, &code, VERIFIER);
    assert_eq!(answer.status(), 200, "{}", answer.text());
    let json = answer.json();
    (json["access_token"].as_str().unwrap().to_owned(), json["refresh_token"].as_str().unwrap().to_owned())
}

pub(crate) fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}
