//! A person's browser, inside the sandbox's process: pages and forms, no script, no socket, and no trace among the
//! requests that a package sent.

use axum::http::Request;
use bytes::Bytes;
use kaikei_sandbox::{Credentials, Sandbox};
use serde_json::Value;

use crate::Problem;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const FORM: &str = "application/x-www-form-urlencoded";

/// What an answer holds that matters here.
struct Page {
    status: u16,
    location: Option<String>,
    body: Bytes,
}

/// Opens a page, by posting `given` if that is anything, fills in its form as the first merchant's user, presses the
/// button `action`, and returns where that leads.
pub async fn submit(
    sandbox: &Sandbox,
    url: &str,
    given: &Value,
    keys: &Credentials,
    action: &str,
) -> Result<String, Problem> {
    let fields = given.as_object().into_iter().flatten();
    let fields = fields.map(|(name, value)| (name, value.as_str().unwrap_or_default()));
    let opening = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let page = send(sandbox, if opening.is_empty() { "GET" } else { "POST" }, url, opening).await?;
    let text = String::from_utf8_lossy(&page.body);
    let form = Form::of(&text)?;
    let mut body = form_urlencoded::Serializer::new(String::new());
    // A checkout asks for neither, and minds neither.
    let user = [("email", &keys.user_email), ("password", &keys.user_password)];
    body.extend_pairs(&form.hidden).extend_pairs(user).append_pair("action", action);
    let url = format!("{}{}", origin(url), form.action);
    let answer = send(sandbox, "POST", &url, body.finish()).await?;
    answer.location.ok_or_else(|| Problem::new("the page leads nowhere: is the form filled in right?"))
}

/// A user of the merchant's app logs in without any package; returns the token endpoint's answer.
pub async fn log_in(sandbox: &Sandbox, keys: &Credentials) -> Result<Value, Problem> {
    let encode =
        |pairs: &[(&str, &str)]| form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let query = encode(&[
        ("response_type", "code"),
        ("client_id", &keys.public_client_id),
        ("redirect_uri", &keys.redirect_uri),
        ("state", "state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let url = format!("{}/oauth/authorize?{query}", keys.ito_base_url);
    let back = submit(sandbox, &url, &Value::Null, keys, "approve").await?;
    let query = back.split_once('?').map_or("", |(_, query)| query);
    let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
    let (_, code) = code.ok_or_else(|| Problem::new("the login brought no code"))?;
    let body = encode(&[
        ("grant_type", "authorization_code"),
        ("client_id", &keys.public_client_id),
        ("redirect_uri", &keys.redirect_uri),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ]);
    let answer = send(sandbox, "POST", &format!("{}/oauth/token", keys.ito_base_url), body).await?;
    Ok(serde_json::from_slice(&answer.body)?)
}

/// A call of the sandbox's control API; returns its answer.
pub async fn control(sandbox: &Sandbox, path: &str, json: &Value) -> Result<Value, Problem> {
    let url = format!("http://127.0.0.1{path}");
    let answer = send(sandbox, "POST", &url, json.to_string()).await?;
    if !matches!(answer.status, 200 | 201) {
        return Err(Problem::new(format!("{path}: {}", String::from_utf8_lossy(&answer.body))));
    }
    Ok(serde_json::from_slice(&answer.body)?)
}

async fn send(sandbox: &Sandbox, method: &str, url: &str, body: String) -> Result<Page, Problem> {
    let request =
        Request::builder().method(method).uri(url).header("content-type", FORM).body(Bytes::from(body));
    let request = request.map_err(|error| Problem::new(format!("{url}: {error}")))?;
    let answer = sandbox.call(request).await.map_err(|fault| Problem::new(fault.to_string()))?;
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
    Ok(Page { status: answer.status().as_u16(), location, body: answer.into_body() })
}

/// Scheme and authority of an absolute URL.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(start..).and_then(|rest| rest.find(['/', '?'])).map_or(url.len(), |at| start + at);
    url.get(..end).unwrap_or(url)
}

/// The first form of a page of the sandbox's own making.
struct Form {
    action: String,
    hidden: Vec<(String, String)>,
}

impl Form {
    fn of(page: &str) -> Result<Self, Problem> {
        let none = || Problem::new("the page holds no form");
        let form = page.split_once("<form").ok_or_else(none)?.1;
        let form = form.split_once("</form>").ok_or_else(none)?.0;
        let action = attribute(form, "action").ok_or_else(none)?;
        let hidden = form
            .split("<input")
            .skip(1)
            .filter(|input| attribute(input, "type").as_deref() == Some("hidden"))
            .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
            .collect();
        Ok(Self { action, hidden })
    }
}

/// An attribute of the tag that `text` begins in.
fn attribute(text: &str, name: &str) -> Option<String> {
    let tag = text.split('>').next()?;
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_user_logs_in() {
        let sandbox = Sandbox::builder().seed(7).build().unwrap();
        let tokens = log_in(&sandbox, &sandbox.credentials()).await.unwrap();
        assert!(tokens["access_token"].is_string() && tokens["refresh_token"].is_string());
        assert_eq!(origin("http://h:1/a?b"), "http://h:1");
    }

    #[tokio::test]
    async fn what_the_control_api_refuses_is_a_problem() {
        let sandbox = Sandbox::builder().seed(7).build().unwrap();
        let moved = control(&sandbox, "/_sandbox/clock", &serde_json::json!({ "advance_seconds": 1 })).await;
        assert!(moved.unwrap()["unix"].is_number());
        let refused = control(&sandbox, "/_sandbox/charges/x/pay", &serde_json::json!({})).await;
        assert!(refused.unwrap_err().to_string().starts_with("/_sandbox/charges/x/pay: "));
    }
}
