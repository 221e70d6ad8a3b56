//! `ito_php.json`: what real PHP signs, and what it accepts.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Bench, base64, read};
use crate::Problem;

#[derive(Deserialize)]
struct Vectors {
    requests: Vec<Request>,
    webhooks: Vec<Webhook>,
}

#[derive(Deserialize)]
struct Request {
    name: String,
    secret: String,
    timestamp: u64,
    params: Box<RawValue>,
    signed_json: String,
    form_body: String,
    x_signature: String,
}

#[derive(Deserialize)]
struct Webhook {
    name: String,
    secret: String,
    timestamp: String,
    body: String,
    x_signature: String,
    valid: bool,
    why: Option<String>,
}

fn vectors() -> Result<Vectors, Problem> {
    read("ito_php.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    vectors().map(|vectors| vectors.requests.len() + vectors.webhooks.len())
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let Vectors { requests, webhooks } = vectors()?;
    for request in requests {
        let arguments = json!({
            "profile": "documented", "secret_key": request.secret, "timestamp": request.timestamp,
            "parameters": request.params.get(),
        });
        let reply = bench.function("sign_request", arguments).await?;
        let signed = json!({
            "body": request.form_body, "content_type": "application/x-www-form-urlencoded",
            "signed": request.signed_json, "x_signature": request.x_signature,
        });
        bench.check_ok(&request.name, &reply, &signed)?;
    }
    for webhook in webhooks {
        verify(bench, &webhook).await?;
        if webhook.valid {
            let timestamp =
                webhook.timestamp.parse::<u64>().map_err(|_| Problem::new("the timestamp is no number"))?;
            let arguments = json!({
                "secret": webhook.secret, "timestamp": timestamp, "body_base64": base64(webhook.body.as_bytes()),
            });
            let reply = bench.function("webhook_sign", arguments).await?;
            let signed = json!({ "x_timestamp": webhook.timestamp, "x_signature": webhook.x_signature });
            bench.check_ok(&webhook.name, &reply, &signed)?;
        }
    }
    Ok(())
}

async fn verify(bench: &mut Bench<'_>, webhook: &Webhook) -> Result<(), Problem> {
    let now = webhook.timestamp.parse::<u64>().map_err(|_| Problem::new("the timestamp is no number"))?;
    let arguments = json!({
        "secrets": [{ "name": "default", "secret": webhook.secret }],
        "headers": [["X-Timestamp", webhook.timestamp], ["X-Signature", webhook.x_signature]],
        "body_base64": base64(webhook.body.as_bytes()), "now": now,
    });
    let reply = bench.function("webhook_verify", arguments).await?;
    let code = match webhook.why.as_deref() {
        None => {
            let body: Value = serde_json::from_str(&webhook.body)?;
            let event = json!({
                "custom": body.get("custom"), "payment_id": body.get("payment_id"), "timestamp": now,
                "verified_by": "default",
            });
            bench.check_ok(&webhook.name, &reply, &json!({ "$some": event }))?;
            return bench.check(
                &webhook.name,
                &webhook.body.clone().into(),
                reply.get("raw").unwrap_or(&Value::Null),
            );
        }
        Some("upper case" | "prefix sha256= missing" | "signature cut short") => "invalid_signature",
        Some(_) => "signature_mismatch",
    };
    bench.check_error(&webhook.name, &reply, json!({ "kind": "webhook", "code": code }))
}
