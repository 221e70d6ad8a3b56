//! Secrets from arguments or, better, from files: arguments show in process lists.

use std::io::Read;
use std::path::PathBuf;

use kaikei::{Error, Secret};

/// A secret key, given directly or in a file.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct SecretKey {
    /// The secret. It shows in process lists: prefer --secret-key-file. Give it again while secrets are rotated.
    #[arg(long, value_name = "K", allow_hyphen_values = true)]
    secret_key: Vec<String>,
    /// A file that holds the secret; one line break at its end is not part of it.
    #[arg(long, value_name = "F")]
    secret_key_file: Vec<PathBuf>,
}

impl SecretKey {
    /// Every secret with its name: `default`, then `secret-2` and so on.
    pub(crate) fn named(&self) -> Result<Vec<(String, Secret)>, Error> {
        let given = self.secret_key.iter().map(|key| Ok(Secret::from(key.as_str())));
        let read = self.secret_key_file.iter().map(read_secret);
        let name = |at: usize| if at == 0 { "default".to_owned() } else { format!("secret-{}", at + 1) };
        given.chain(read).enumerate().map(|(at, secret)| Ok((name(at), secret?))).collect()
    }

    /// The one secret.
    pub(crate) fn only(&self) -> Result<Secret, Error> {
        match self.named()?.as_slice() {
            [(_, secret)] => Ok(secret.clone()),
            _ => Err(Error::invalid("secret_key", "must be given exactly once")),
        }
    }
}

/// A secret from a file.
pub(crate) fn read_secret(path: &PathBuf) -> Result<Secret, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::configuration("secret_key_file", format!("cannot be read: {e}")))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(Secret::from(text.strip_suffix('\r').unwrap_or(text)))
}

/// What is on standard input; more than `most` bytes are an error.
pub(crate) fn stdin(field: &str, most: u64) -> Result<Vec<u8>, Error> {
    let mut input = Vec::new();
    std::io::stdin()
        .lock()
        .take(most + 1)
        .read_to_end(&mut input)
        .map_err(|e| Error::invalid(field, format!("cannot be read from standard input: {e}")))?;
    if input.len() as u64 > most {
        return Err(Error::invalid(field, format!("must be at most {most} bytes")));
    }
    Ok(input)
}

/// Seconds since 1970, now.
pub(crate) fn unix_now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs()
}
