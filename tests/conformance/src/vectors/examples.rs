//! `univapay_examples.json`: what each example of UnivaPay's calls sends, and how its answer is read.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::univapay::holds;
use super::{Bench, read};
use crate::Problem;

#[derive(Deserialize)]
struct Vectors {
    examples: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    name: String,
    operation: String,
    parameters: Box<RawValue>,
    #[serde(default)]
    sent: Value,
    status: u16,
    answer: Box<RawValue>,
    expect: Option<Value>,
    error: Option<Value>,
}

fn vectors() -> Result<Vectors, Problem> {
    read("univapay_examples.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    vectors().map(|vectors| vectors.examples.len())
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let settings = json!({ "base_url": bench.base_url(), "jwt": "a.b.c", "secret": "s", "max_retries": 0 });
    bench.open("a", "univapay", settings).await?;
    for example in vectors()?.examples {
        bench.answer(example.status, example.answer.get())?;
        let (reply, arrivals) = bench.call("a", &example.operation, example.parameters.get()).await?;
        let body = arrivals.first().and_then(|arrival| serde_json::from_slice(&arrival.body).ok());
        bench.check(&format!("{}: body", example.name), &example.sent, &body.unwrap_or_default())?;
        match (example.expect, example.error) {
            (_, Some(error)) => bench.check_error(&example.name, &reply, error)?,
            (expect, None) => {
                let expected = holds(bench, &expect.unwrap_or_default());
                bench.check_ok(&example.name, &reply, &expected)?;
            }
        }
    }
    Ok(())
}
