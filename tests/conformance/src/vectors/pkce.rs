//! `pkce.json`: PKCE pairs, and verifiers that are none.

use serde::Deserialize;
use serde_json::json;

use super::{Bench, read};
use crate::Problem;

#[derive(Deserialize)]
struct Vectors {
    generated: Vec<Pair>,
    verifiers: Vec<Pair>,
    refused: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    name: String,
    verifier: String,
    challenge: Option<String>,
}

fn vectors() -> Result<Vectors, Problem> {
    read("pkce.json")
}

pub(super) fn count() -> Result<usize, Problem> {
    vectors().map(|vectors| vectors.generated.len() + vectors.verifiers.len() + vectors.refused.len())
}

pub(super) async fn play(bench: &mut Bench<'_>) -> Result<(), Problem> {
    let Vectors { generated, verifiers, refused } = vectors()?;
    for pair in generated.into_iter().chain(verifiers) {
        let reply = bench.function("pkce", json!({ "verifier": pair.verifier })).await?;
        bench.check_ok(
            &pair.name,
            &reply,
            &json!({ "verifier": pair.verifier, "challenge": pair.challenge }),
        )?;
    }
    for pair in refused {
        let reply = bench.function("pkce", json!({ "verifier": pair.verifier })).await?;
        bench.check_error(
            &pair.name,
            &reply,
            json!({ "kind": "invalid_request", "field": "code_verifier" }),
        )?;
    }
    Ok(())
}
