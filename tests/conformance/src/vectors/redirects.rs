//! `redirects.json`: the authorize URL, and every redirect that may come back.
//!
//! A package draws its own randomness, so the pending login of the vectors is handed to it as the text that
//! `PendingLogin::export` writes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Bench, read};
use crate::Problem;
use crate::runner::Reply;

#[derive(Deserialize)]
struct Vectors {
    login: Began,
    authorize: Vec<Authorize>,
    redirects: Vec<Redirect>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Began {
    client_id: String,
    code_verifier: String,
    state: String,
    started: u64,
}

#[derive(Deserialize)]
struct Authorize {
    name: String,
    redirect_uri: String,
    scopes: Vec<String>,
    authorize_url: String,
}

#[derive(Deserialize)]
struct Redirect {
    name: String,
    redirect_uri: String,
    url: String,
    now: u64,
    expect: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    code: Option<String>,
    error: Option<String>,
    #[serde(default)]
    still_pending: bool,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    redirect_uri: String,
}

fn vectors() -> Result<Vectors, Problem> {
    read("redirects.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    vectors().map(|vectors| vectors.authorize.len() + vectors.redirects.len() + vectors.refused.len())
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let Vectors { login, authorize, redirects, refused } = vectors()?;
    bench.open("default", "ito", json!({})).await?;
    for case in authorize {
        let arguments = json!({
            "client": "default", "client_id": login.client_id, "redirect_uri": case.redirect_uri,
            "scopes": case.scopes,
        });
        let reply = bench.function("login_start", arguments).await?;
        let url = reply.get("ok").and_then(|ok| ok.get("authorize_url")).and_then(Value::as_str);
        bench.check(&case.name, &url_of(Some(&case.authorize_url)), &url_of(url))?;
    }
    for case in refused {
        let arguments = json!({ "client": "default", "client_id": login.client_id, "redirect_uri": case.redirect_uri, "scopes": [] });
        let reply = bench.function("login_start", arguments).await?;
        bench.check_error(
            &case.name,
            &reply,
            json!({ "kind": "invalid_request", "field": "redirect_uri" }),
        )?;
    }
    bench
        .answer(200, r#"{"token_type":"Bearer","expires_in":3600,"access_token":"a","refresh_token":"r"}"#)?;
    for case in redirects {
        redirect(bench, &login, &case).await?;
    }
    Ok(())
}

/// An authorize URL without its two random values, to be compared.
fn url_of(url: Option<&str>) -> Value {
    let (address, query) = url.and_then(|url| url.split_once('?')).unwrap_or_default();
    let random = |name: &str| matches!(name, "state" | "code_challenge");
    let query = form_urlencoded::parse(query.as_bytes()).map(|(name, value)| {
        let shown = if random(&name) { format!("[{} characters]", value.len()) } else { value.into_owned() };
        json!([name, shown])
    });
    json!([address, query.collect::<Vec<_>>()])
}

async fn redirect(bench: &mut Bench<'_>, login: &Began, case: &Redirect) -> Result<(), Problem> {
    let pending = json!({
        "client_id": login.client_id, "redirect_uri": case.redirect_uri, "state": login.state,
        "code_verifier": login.code_verifier, "started": login.started, "used": false,
    });
    bench.forget();
    let reply = finish(bench, case.now, &pending.to_string(), &case.url).await?;
    let arrivals = bench.arrivals();
    match (&case.expect.code, &case.expect.error) {
        (Some(code), _) => {
            bench.check_ok(&case.name, &reply, &json!({ "$any": true }))?;
            let form: Vec<Value> = arrivals
                .first()
                .map(|arrival| {
                    form_urlencoded::parse(&arrival.body).map(|(name, value)| json!([name, value])).collect()
                })
                .unwrap_or_default();
            let expected = json!([
                ["grant_type", "authorization_code"],
                ["client_id", login.client_id],
                ["redirect_uri", case.redirect_uri],
                ["code", code],
                ["code_verifier", login.code_verifier],
            ]);
            bench.check(&format!("{}: form", case.name), &expected, &Value::Array(form))?;
        }
        (None, code) => {
            bench.check_error(&case.name, &reply, json!({ "kind": "oauth", "code": code }))?;
            bench.check(&format!("{}: arrivals", case.name), &0.into(), &arrivals.len().into())?;
        }
    }
    // Whether the login is still pending shows when a good redirect comes after it.
    let separator = if case.redirect_uri.contains('?') { '&' } else { '?' };
    let good = format!("{}{separator}code=good&state={}", case.redirect_uri, login.state);
    let Some(pending) = reply.get("pending").and_then(Value::as_str) else {
        bench.wrong.push(format!("{}: the reply has no `pending`", case.name));
        return Ok(());
    };
    let again = finish(bench, login.started, pending, &good).await?;
    let name = format!("{}: a good redirect after it", case.name);
    if case.expect.still_pending {
        bench.check_ok(&name, &again, &json!({ "$any": true }))
    } else {
        bench.check_error(&name, &again, json!({ "kind": "oauth", "code": "login_used" }))
    }
}

async fn finish(bench: &Bench<'_>, now: u64, pending: &str, url: &str) -> Result<Reply, Problem> {
    let settings = json!({ "base_url": bench.base_url(), "clock": { "now": now } });
    bench.open("app", "ito", settings).await?;
    let arguments = json!({ "client": "app", "pending": pending, "redirect_url": url, "as": "user" });
    bench.function("login_finish", arguments).await
}
