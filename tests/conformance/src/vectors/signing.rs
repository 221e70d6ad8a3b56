//! `ito_signing.json`: every profile, encoder rule, amount and validation rule.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::{Bench, read};
use crate::Problem;
use crate::runner::Reply;

#[derive(Deserialize)]
struct Vectors {
    base: Map<String, Value>,
    requests: Vec<Request>,
    encoder: Vec<Encoding>,
    amounts: Amounts,
    errors: Vec<Refused>,
    accepted: Vec<Accepted>,
}

#[derive(Deserialize)]
struct Request {
    name: String,
    profile: String,
    secret_key: String,
    timestamp: u64,
    params: Box<RawValue>,
    body: String,
    content_type: String,
    signed: String,
    x_signature: String,
}

#[derive(Deserialize)]
struct Encoding {
    name: String,
    parameter: String,
    value: Box<RawValue>,
    json: String,
    form: Option<String>,
}

#[derive(Deserialize)]
struct Amounts {
    accepted: Vec<Amount>,
    refused: Vec<Amount>,
}

#[derive(Deserialize)]
struct Amount {
    currency_code: Value,
    amount: String,
    written: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    stage: String,
    field: String,
    params: Box<RawValue>,
}

#[derive(Deserialize)]
struct Accepted {
    name: String,
    params: Box<RawValue>,
}

const CREATE: &str = "ito.payments.create";

fn vectors() -> Result<Vectors, Problem> {
    read("ito_signing.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    let Vectors { requests, encoder, amounts, errors, accepted, .. } = vectors()?;
    Ok(requests.len()
        + encoder.len()
        + amounts.accepted.len()
        + amounts.refused.len()
        + errors.len()
        + accepted.len())
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let Vectors { base, requests, encoder, amounts, errors, accepted } = vectors()?;
    let url = bench.base_url();
    bench.open("a", "ito", json!({ "base_url": url, "access_key": "k", "secret_key": "k" })).await?;
    let page = format!("{url}/process-checkout?payment_id=p");
    bench.answer(200, &json!({ "code": 200, "status": "ok", "payment_id": "p", "url": page }).to_string())?;
    for request in requests {
        let arguments = json!({
            "profile": request.profile, "secret_key": request.secret_key, "timestamp": request.timestamp,
            "parameters": request.params.get(),
        });
        let reply = bench.function("sign_request", arguments).await?;
        let signed = json!({
            "body": request.body, "content_type": request.content_type, "signed": request.signed,
            "x_signature": request.x_signature,
        });
        bench.check_ok(&request.name, &reply, &signed)?;
    }
    for row in encoder {
        encode(bench, base.clone(), &row).await?;
    }
    for row in &amounts.accepted {
        amount(bench, with_amount(&base, row), &row.amount, row.written.as_deref()).await?;
    }
    for row in &amounts.refused {
        amount(bench, with_amount(&base, row), &row.amount, None).await?;
    }
    for row in errors {
        let refused = json!({ "kind": "invalid_request", "field": row.field });
        let reply = sign(bench, row.params.get()).await?;
        match row.stage.as_str() {
            "send" => bench.check_ok(&row.name, &reply, &json!({ "$any": true }))?,
            _ => bench.check_error(&format!("{}, signed", row.name), &reply, refused.clone())?,
        }
        refused_before_sending(bench, &row.name, row.params.get(), refused).await?;
    }
    for row in accepted {
        let (reply, arrivals) = bench.call("a", CREATE, row.params.get()).await?;
        bench.check_ok(&row.name, &reply, &json!({ "$any": true }))?;
        bench.check(&format!("{}: arrivals", row.name), &1.into(), &arrivals.len().into())?;
    }
    Ok(())
}

async fn sign(bench: &Bench<'_>, parameters: &str) -> Result<Reply, Problem> {
    let arguments =
        json!({ "profile": "documented", "secret_key": "k", "timestamp": 1, "parameters": parameters });
    bench.function("sign_request", arguments).await
}

async fn refused_before_sending(
    bench: &mut Bench<'_>,
    name: &str,
    parameters: &str,
    refused: Value,
) -> Result<(), Problem> {
    let (reply, arrivals) = bench.call("a", CREATE, parameters).await?;
    bench.check_error(name, &reply, refused)?;
    bench.check(&format!("{name}: arrivals"), &0.into(), &arrivals.len().into())
}

/// One value put into one parameter: how it stands in the signed text and in the form.
async fn encode(bench: &mut Bench<'_>, mut base: Map<String, Value>, row: &Encoding) -> Result<(), Problem> {
    let (name, member) = match row.parameter.strip_prefix("extra.") {
        Some(name) => (name, format!(r#""extra":{{{}:{}}}"#, Value::from(name), row.value)),
        None => {
            base.remove(&row.parameter);
            (row.parameter.as_str(), format!("{}:{}", Value::from(row.parameter.as_str()), row.value))
        }
    };
    let base = Value::Object(base).to_string();
    let parameters = format!("{},{member}}}", base.strip_suffix('}').unwrap_or(&base));
    let reply = sign(bench, &parameters).await?;
    let signed = json!({ "$some": { "signed": { "$contains": format!("\"{name}\":{}", row.json) } } });
    bench.check_ok(&row.name, &reply, &signed)?;
    let body = reply.get("ok").and_then(|ok| ok.get("body")).and_then(Value::as_str).unwrap_or_default();
    let value = body.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    bench.check(&format!("{}: form", row.name), &json!(row.form), &json!(value))
}

fn with_amount(base: &Map<String, Value>, row: &Amount) -> String {
    let mut parameters = base.clone();
    parameters.insert("currency_code".to_owned(), row.currency_code.clone());
    parameters.insert("amount".to_owned(), row.amount.clone().into());
    Value::Object(parameters).to_string()
}

/// `written`: the amount in the signed text and in the form; `None` if it must be refused.
async fn amount(
    bench: &mut Bench<'_>,
    parameters: String,
    amount: &str,
    written: Option<&str>,
) -> Result<(), Problem> {
    let name = format!("amount {amount}");
    let reply = sign(bench, &parameters).await?;
    let Some(written) = written else {
        let refused = json!({ "kind": "invalid_request", "field": "amount" });
        bench.check_error(&name, &reply, refused.clone())?;
        return refused_before_sending(bench, &name, &parameters, refused).await;
    };
    let signed = json!({ "$some": {
        "signed": { "$contains": format!("\"amount\":{written},\"") },
        "body": { "$contains": format!("&amount={written}&") },
    }});
    bench.check_ok(&name, &reply, &signed)?;
    let (reply, _) = bench.call("a", CREATE, &parameters).await?;
    bench.check_ok(&name, &reply, &json!({ "$any": true }))
}
