//! The `kaikei` command.

mod demo;
mod doctor;
mod keys;
mod login;
mod loopback;
mod output;
mod sandbox;
mod sign;
mod webhook;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use output::Output;

/// Tools around the payment gateways ITO-Japan and UnivaPay.
///
/// Exit codes: 0 success; 1 a check or a call failed, and the output says which; 2 wrong usage; 3 a request may have
/// been carried out, but no answer came.
#[derive(Parser)]
#[command(name = "kaikei", version, arg_required_else_help = true)]
struct Arguments {
    /// Print JSON for programs, errors included, on standard output.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the main job against an embedded sandbox, step by step.
    Demo,
    /// Emulate both gateways on this machine until interrupted.
    Sandbox(sandbox::Arguments),
    /// Sign a payment request; its parameters come as a JSON object on standard input.
    Sign(sign::Arguments),
    /// Verify, explain or sign a webhook; its raw body comes on standard input.
    Webhook {
        #[command(subcommand)]
        action: webhook::Action,
    },
    /// Log a user in with PKCE through this machine's loopback address.
    Login(login::Arguments),
    /// Find out what is wrong between this machine and a gateway.
    Doctor {
        #[command(subcommand)]
        what: doctor::What,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output { json: arguments.json };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        match arguments.command {
            Command::Demo => demo::run(output).await,
            Command::Sandbox(arguments) => sandbox::run(output, arguments).await,
            Command::Sign(arguments) => sign::run(output, &arguments),
            Command::Webhook { action } => webhook::run(output, &action),
            Command::Login(arguments) => login::run(output, &arguments).await,
            Command::Doctor { what } => doctor::run(output, what).await,
        }
    })
}
