//! `kaikei login`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use kaikei::ito::LoginRequest;
use kaikei::{Error, ErrorKind, ItoJapan};
use serde_json::json;

use crate::loopback::Loopback;
use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The gateway.
    #[arg(long, default_value = "https://payment.ito-japan.jp")]
    base_url: String,
    /// The app's public client id.
    #[arg(long)]
    client_id: String,
    /// The loopback port of the registered redirect URI; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The path of the registered redirect URI.
    #[arg(long, default_value = "/callback")]
    path: String,
    /// A scope to ask for; may be given again.
    #[arg(long)]
    scope: Vec<String>,
    /// Keep the tokens in this file, readable by its owner only. They are never printed.
    #[arg(long, value_name = "F")]
    token_file: Option<PathBuf>,
}

pub(crate) async fn run(output: Output, arguments: &Arguments) -> ExitCode {
    match login(output, arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output.fail(&error),
    }
}

async fn login(output: Output, arguments: &Arguments) -> Result<(), Error> {
    if !arguments.path.starts_with('/') || arguments.path.contains(['{', '}', '*', '?', '#']) {
        return Err(Error::invalid("path", "must begin with '/' and hold none of { } * ? #"));
    }
    let client = ItoJapan::builder().base_url(&arguments.base_url).build()?;
    let mut loopback = Loopback::listen(arguments.port, &arguments.path).await?;
    let mut login = client.start_login(&LoginRequest {
        client_id: arguments.client_id.clone(),
        redirect_uri: loopback.redirect_uri.clone(),
        scopes: arguments.scope.clone(),
    })?;
    if output.json {
        output.json(&json!({ "authorize_url": login.authorize_url, "redirect_uri": loopback.redirect_uri }));
    } else {
        output.line("Open this in your browser, and come back here:");
        output.line(&login.authorize_url);
    }
    let waiting = async {
        loop {
            let url = loopback.next().await?;
            match client.finish_login(&mut login.pending, &url, None).await {
                // Not the redirect of this login: it may still come.
                Err(error)
                    if matches!(
                        error.code(),
                        Some("state_mismatch" | "redirect_mismatch" | "duplicate_parameter")
                    ) =>
                {
                    eprintln!("ignored: {error}");
                }
                other => return other,
            }
        }
    };
    let user = tokio::time::timeout(Duration::from_secs(600), waiting)
        .await
        .map_err(|_| Error::new(ErrorKind::Timeout, "nobody came back within 10 minutes"))??;
    if let (Some(path), Some(session)) = (&arguments.token_file, user.session()) {
        write_private(path, session.tokens().export().as_bytes())
            .map_err(|e| Error::configuration("token_file", format!("cannot be written: {e}")))?;
    }
    let me = user.me().get().await?;
    if output.json {
        output.json(&*me);
    } else {
        output.line(&format!("Logged in as {}.", me.email.as_deref().unwrap_or("a user without e-mail")));
    }
    Ok(())
}

/// Writes a new file that only its owner can read; an existing one is replaced only once the new one is whole.
fn write_private(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let fresh = path.with_extension(format!("{}.new", std::process::id()));
    let mut file = options.open(&fresh)?;
    file.write_all(bytes).and_then(|()| file.sync_all())?;
    std::fs::rename(fresh, path)
}
