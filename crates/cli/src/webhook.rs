//! `kaikei webhook verify`, `explain` and `sign`.

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Subcommand;
use kaikei::ito::{WebhookVerifier, sign_webhook};
use kaikei::{Error, ErrorKind, Json, JsonObject};
use serde_json::json;

use crate::keys::{SecretKey, stdin, unix_now};
use crate::output::Output;

/// More than the verifier accepts, so that it is the one to refuse what is larger.
const MOST: u64 = 64 * 1024 * 1024;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Verify: print the event as JSON and exit with 0, or print {"kind":"webhook","reason":…} and exit with 1.
    Verify(Received),
    /// Say why a webhook fails, without showing a secret.
    Explain(Received),
    /// Sign a body as the gateway would, for tests: print {"x_timestamp","x_signature"}.
    Sign {
        #[command(flatten)]
        key: SecretKey,
        /// The time to sign, in seconds since 1970; default now.
        #[arg(long, value_name = "T")]
        timestamp: Option<u64>,
    },
}

#[derive(clap::Args)]
pub(crate) struct Received {
    #[command(flatten)]
    key: SecretKey,
    /// The X-Timestamp header as received.
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    timestamp: String,
    /// The X-Signature header as received.
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    signature: String,
    /// The time to compare with, in seconds since 1970; default now.
    #[arg(long, value_name = "N")]
    now: Option<u64>,
    /// How far the timestamp may be from it, on both sides.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    tolerance: u64,
}

impl Received {
    fn verifier(&self) -> Result<WebhookVerifier, Error> {
        Ok(WebhookVerifier::with_secrets(self.key.named()?)?.tolerance(Duration::from_secs(self.tolerance)))
    }

    fn now(&self) -> Result<SystemTime, Error> {
        SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_secs(self.now.unwrap_or_else(unix_now)))
            .ok_or_else(|| Error::invalid("now", "is out of range"))
    }
}

pub(crate) fn run(output: Output, action: &Action) -> ExitCode {
    let result = match action {
        Action::Verify(received) => verify(output, received),
        Action::Explain(received) => explain(output, received),
        Action::Sign { key, timestamp } => sign(output, key, *timestamp),
    };
    match result {
        Ok(code) => code,
        Err(error) if error.kind() == ErrorKind::Webhook => {
            output.json(&json!({
                "kind": "webhook", "reason": error.code(), "field": error.field(), "message": error.message(),
            }));
            ExitCode::FAILURE
        }
        Err(error) => output.fail(&error),
    }
}

fn verify(output: Output, received: &Received) -> Result<ExitCode, Error> {
    let body = stdin("body", MOST)?;
    let headers = [("x-timestamp", &received.timestamp), ("x-signature", &received.signature)];
    let event = received.verifier()?.verify(headers, &body, received.now()?)?;
    let known: JsonObject = Json::new(&event)?.read()?;
    let both = [known, event.unknown()];
    let fields = both.iter().flat_map(JsonObject::iter).map(|(name, value)| (name.to_owned(), value.clone()));
    output.json(&fields.collect::<JsonObject>());
    Ok(ExitCode::SUCCESS)
}

fn explain(output: Output, received: &Received) -> Result<ExitCode, Error> {
    let body = stdin("body", MOST)?;
    let (timestamp, signature) = (received.timestamp.as_bytes(), received.signature.as_bytes());
    let explanation = received.verifier()?.explain(timestamp, signature, &body, received.now()?);
    if output.json {
        output.json(&explanation);
    } else if explanation.valid {
        output.line("The webhook verifies.");
    } else {
        output.line(&format!("The webhook fails: {}.", explanation.reason.as_deref().unwrap_or("unknown")));
        for finding in &explanation.findings {
            output.line(&format!("- {}: {}", finding.code, finding.message));
        }
    }
    Ok(if explanation.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn sign(output: Output, key: &SecretKey, timestamp: Option<u64>) -> Result<ExitCode, Error> {
    // The gateway sends no larger ones, and the verifier would refuse them.
    let body = stdin("body", 256 * 1024)?;
    output.json(&sign_webhook(&key.only()?, timestamp.unwrap_or_else(unix_now), &body)?);
    Ok(ExitCode::SUCCESS)
}
