//! `kaikei doctor`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use kaikei::ito::{CreatePayment, Currency, SigningProfile};
use kaikei::{Amount, CallOptions, Error, ErrorKind, ItoJapan, Network, Secret, probe};
use serde_json::json;

use crate::keys::read_secret;
use crate::output::Output;

#[derive(Subcommand)]
pub(crate) enum What {
    /// Find the signing profile that this gateway accepts: starts an unpaid payment of 1 with each until one is
    /// accepted.
    Signing {
        /// The gateway.
        #[arg(long, default_value = "https://payment.ito-japan.jp")]
        base_url: String,
        /// A file that holds the merchant's access key.
        #[arg(long, value_name = "F", required_unless_present = "access_key")]
        access_key_file: Option<PathBuf>,
        /// The access key. It shows in process lists: prefer --access-key-file.
        #[arg(long, value_name = "K")]
        access_key: Option<String>,
        /// A file that holds the signing secret.
        #[arg(long, value_name = "F", required_unless_present = "secret_key")]
        secret_key_file: Option<PathBuf>,
        /// The signing secret. It shows in process lists: prefer --secret-key-file.
        #[arg(long, value_name = "K")]
        secret_key: Option<String>,
        /// The currency of the payments.
        #[arg(long, default_value = "USD")]
        currency: Currency,
    },
    /// Check that this machine reaches a gateway over verified TLS.
    Tls {
        /// The gateway.
        #[arg(long, default_value = "https://payment.ito-japan.jp")]
        base_url: String,
        /// Trust the certificates in this PEM file too.
        #[arg(long, value_name = "PEM")]
        extra_roots: Option<PathBuf>,
    },
}

pub(crate) async fn run(output: Output, what: What) -> ExitCode {
    let result = match what {
        What::Signing { base_url, access_key_file, access_key, secret_key_file, secret_key, currency } => {
            let keys =
                key(access_key, access_key_file).and_then(|a| Ok((a, key(secret_key, secret_key_file)?)));
            match keys {
                Ok((access_key, secret_key)) => {
                    signing(output, &base_url, access_key, secret_key, currency).await
                }
                Err(error) => Err(error),
            }
        }
        What::Tls { base_url, extra_roots } => tls(output, &base_url, extra_roots).await,
    };
    result.unwrap_or_else(|error| output.fail(&error))
}

fn key(given: Option<String>, file: Option<PathBuf>) -> Result<Secret, Error> {
    match (given, file) {
        (Some(key), None) => Ok(Secret::new(key)),
        (None, Some(file)) => read_secret(&file),
        _ => Err(Error::invalid("key", "must be given either directly or as a file")),
    }
}

async fn signing(
    output: Output,
    base_url: &str,
    access_key: Secret,
    secret_key: Secret,
    currency: Currency,
) -> Result<ExitCode, Error> {
    let payment = CreatePayment {
        custom: format!("kaikei-doctor-{}", crate::keys::unix_now()),
        currency_code: currency,
        amount: Amount::from(1),
        details: Some("Kaikei doctor: not to be paid / ドクター ✓".to_owned()),
        web_hook: "https://example.com/web_hook".to_owned(),
        cancel_url: "https://example.com/cancel".to_owned(),
        success_url: "https://example.com/success".to_owned(),
        customer_email: "doctor@example.com".to_owned(),
        extra: Default::default(),
    };
    let mut accepted = Vec::new();
    let mut tried = Vec::new();
    for profile in SigningProfile::ALL {
        let client = ItoJapan::builder()
            .base_url(base_url)
            .access_key(access_key.clone())
            .secret_key(secret_key.clone())
            .profile(profile)
            .options(CallOptions { max_retries: 0, ..CallOptions::default() })
            .build()?;
        match client.payments().create(payment.clone()).await {
            Ok(_) => {
                output.say(&format!("✓ {profile}: accepted"));
                tried.push(json!({ "profile": profile, "accepted": true }));
                accepted.push(profile);
                break;
            }
            // Refused: perhaps for its signature, with whichever code this gateway has for that.
            Err(error) if is_refusal(&error) => {
                output.say(&format!("✗ {profile}: {error}"));
                tried.push(json!({ "profile": profile, "accepted": false, "error": error }));
            }
            Err(error) => return Err(error),
        }
    }
    if output.json {
        output.json(&json!({ "accepted": accepted.first(), "tried": tried }));
    } else {
        match accepted.first() {
            Some(profile) => output.line(&format!("Use the profile `{profile}`.")),
            None => output.line(
                "No profile was accepted: the access key or the secret is wrong, or this machine's clock is off.",
            ),
        }
    }
    Ok(if accepted.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether the gateway looked at the request and did not want it. Anything else would fail with every profile.
fn is_refusal(error: &Error) -> bool {
    use ErrorKind::{Api, Authentication, Conflict, InvalidRequest, NotFound, Permission};
    let answered = error.http_status().is_some_and(|status| status < 500);
    answered
        && matches!(error.kind(), Api | Authentication | Conflict | InvalidRequest | NotFound | Permission)
}

async fn tls(output: Output, base_url: &str, extra_roots: Option<PathBuf>) -> Result<ExitCode, Error> {
    let mut network = Network::default();
    if let Some(path) = extra_roots {
        let pem = std::fs::read(path)
            .map_err(|e| Error::configuration("extra_roots", format!("cannot be read: {e}")))?;
        network.extra_roots_pem.push(pem);
    }
    let encrypted = base_url.to_ascii_lowercase().starts_with("https://");
    let status = probe(network, base_url).await?;
    if output.json {
        output.json(&json!({ "base_url": base_url, "reached": true, "tls_verified": encrypted, "http_status": status }));
    } else if encrypted {
        output.line(&format!("✓ {base_url} answers over verified TLS (HTTP {status})."));
    } else {
        output.line(&format!(
            "✓ {base_url} answers (HTTP {status}), without TLS: for tests on this machine only."
        ));
    }
    Ok(ExitCode::SUCCESS)
}
