//! `kaikei sandbox`.

use std::process::ExitCode;

use kaikei::{Error, ErrorKind};
use kaikei_sandbox::Sandbox;

use crate::output::Output;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where to listen: loopback only, unless the host is allowed. Port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: String,
    /// The same seed gives the same keys and ids.
    #[arg(long)]
    seed: Option<u64>,
    /// A host besides loopback that may be listened on and that webhooks may be posted to.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
}

/// The first line on standard output is one JSON object with everything that a client needs.
pub(crate) async fn run(output: Output, arguments: Arguments) -> ExitCode {
    let mut builder = Sandbox::builder();
    if let Some(seed) = arguments.seed {
        builder = builder.seed(seed);
    }
    for host in arguments.allow_host {
        builder = builder.allow_host(host);
    }
    let started = match builder.build() {
        Ok(sandbox) => sandbox.serve(&arguments.listen).await,
        Err(error) => Err(error),
    };
    match started {
        Ok(running) => {
            // Listened for before the line is out: whoever reads it may send the signal at once.
            let interrupted = interrupted();
            output.json(&running.credentials());
            interrupted.await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            output.fail(&Error::new(ErrorKind::Configuration, error.to_string()).with_field("listen"))
        }
    }
}

/// Listens for SIGINT and SIGTERM from now on; completes on either.
#[cfg(unix)]
fn interrupted() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        // Without a handler the signal's default ends the process, which is what was asked for.
        let (Ok(mut interrupt), Ok(mut terminate)) = signals else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// Completes on Ctrl-C.
#[cfg(not(unix))]
async fn interrupted() {
    // Without a handler the default ends the process, which is what was asked for.
    let _ = tokio::signal::ctrl_c().await;
}
