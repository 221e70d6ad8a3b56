//! `kaikei sign`.

use std::process::ExitCode;

use kaikei::Error;
use kaikei::ito::{CreatePayment, SignedRequest, SigningProfile, sign_request};

use crate::keys::{SecretKey, stdin};
use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    key: SecretKey,
    /// The X-Timestamp header: seconds since 1970.
    #[arg(long, value_name = "T")]
    timestamp: u64,
    /// What is signed, and what is sent: documented, json-body, form-string or form-raw.
    #[arg(long, default_value_t = SigningProfile::Documented)]
    profile: SigningProfile,
}

/// Prints `{"body","content_type","signed","x_signature"}`. The amount may be a string or a number.
pub(crate) fn run(output: Output, arguments: &Arguments) -> ExitCode {
    match sign(arguments) {
        Ok(signed) => {
            output.json(&signed);
            ExitCode::SUCCESS
        }
        Err(error) => output.fail(&error),
    }
}

fn sign(arguments: &Arguments) -> Result<SignedRequest, Error> {
    let secret_key = arguments.key.only()?;
    let payment = CreatePayment::from_json(&stdin("parameters", 1024 * 1024)?)?;
    sign_request(&payment, &secret_key, arguments.timestamp, arguments.profile)
}
