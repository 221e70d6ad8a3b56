//! The files of `tests/vectors`, one row each: every package must agree with all of their rows.

mod bench;
mod examples;
mod notices;
mod php;
mod pkce;
mod redirects;
mod signing;
mod univapay;
mod webhooks;

use base64ct::{Base64, Encoding};
use serde::de::DeserializeOwned;

use crate::runner::Runner;
use crate::{Problem, repository};
use bench::Bench;

/// A file of vectors.
#[derive(Debug)]
pub struct VectorCase {
    /// The row's name: `vectors/ito_php`.
    pub name: &'static str,
    /// What a package must do with them.
    pub about: &'static str,
    /// How many rows the file has.
    pub count: usize,
    file: File,
}

#[derive(Clone, Copy, Debug)]
enum File {
    Php,
    Signing,
    Webhooks,
    Pkce,
    Redirects,
    Univapay,
    Examples,
    Notices,
}

impl VectorCase {
    /// Every file.
    pub fn all() -> Result<Vec<Self>, Problem> {
        let case = |name, about, count, file| VectorCase { name, about, count, file };
        Ok(vec![
            case("vectors/ito_php", "Sign and verify as real PHP does.", php::count()?, File::Php),
            case(
                "vectors/ito_signing",
                "Sign by every profile; write, accept and refuse every parameter as listed.",
                signing::count()?,
                File::Signing,
            ),
            case(
                "vectors/ito_webhooks",
                "Verify, refuse and explain webhooks by every check, in their order.",
                webhooks::count()?,
                File::Webhooks,
            ),
            case(
                "vectors/pkce",
                "Derive PKCE challenges and refuse bad verifiers.",
                pkce::count()?,
                File::Pkce,
            ),
            case(
                "vectors/redirects",
                "Begin logins, and judge every redirect that may come back.",
                redirects::count()?,
                File::Redirects,
            ),
            case(
                "vectors/univapay_tokens",
                "Send, refuse and decode transaction tokens.",
                univapay::count()?,
                File::Univapay,
            ),
            case(
                "vectors/univapay_examples",
                "Send UnivaPay's examples, and read their answers and errors.",
                examples::count()?,
                File::Examples,
            ),
            case(
                "vectors/univapay_webhooks",
                "Verify, refuse and make UnivaPay's webhooks, by every check and of every event.",
                notices::count()?,
                File::Notices,
            ),
        ])
    }

    /// Runs every row; returns all that is wrong.
    pub async fn play(&self, runner: &Runner) -> Result<Vec<String>, Problem> {
        let mut bench = Bench::new(runner).await?;
        match self.file {
            File::Php => php::play(&mut bench).await,
            File::Signing => signing::play(&mut bench).await,
            File::Webhooks => webhooks::play(&mut bench).await,
            File::Pkce => pkce::play(&mut bench).await,
            File::Redirects => redirects::play(&mut bench).await,
            File::Univapay => univapay::play(&mut bench).await,
            File::Examples => examples::play(&mut bench).await,
            File::Notices => notices::play(&mut bench).await,
        }?;
        Ok(bench.wrong)
    }
}

/// Reads a file of vectors.
fn read<T: DeserializeOwned>(name: &str) -> Result<T, Problem> {
    let path = repository().join("tests/vectors").join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| Problem::from(error).at(name))?;
    serde_json::from_str(&text).map_err(|error| Problem::from(error).at(name))
}

/// Bytes as the protocol writes them.
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}
