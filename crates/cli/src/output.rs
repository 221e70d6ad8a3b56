//! What a command prints, for people or for programs.

use std::io::Write;
use std::process::ExitCode;

use kaikei::{Error, ErrorKind};
use serde::Serialize;

/// How to print.
#[derive(Clone, Copy)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

impl Output {
    /// Prints a value as one line of JSON, whoever reads it.
    pub(crate) fn json<T: Serialize>(self, value: &T) {
        match serde_json::to_string(value) {
            Ok(line) => self.line(&line),
            Err(error) => eprintln!("error: {error}"),
        }
    }

    /// Prints a line. What cannot be printed must not pass for success: the command ends with 1.
    pub(crate) fn line(self, line: &str) {
        let mut out = std::io::stdout().lock();
        if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
            eprintln!("error: cannot write to standard output: {error}");
            std::process::exit(1);
        }
    }

    /// Prints a line for people only.
    pub(crate) fn say(self, line: &str) {
        if !self.json {
            self.line(line);
        }
    }

    /// Reports an error, and what to exit with.
    pub(crate) fn fail(self, error: &Error) -> ExitCode {
        if self.json {
            self.json(error);
        } else {
            eprintln!("error: {error}");
        }
        if error.kind() == ErrorKind::OutcomeUnknown { ExitCode::from(3) } else { ExitCode::FAILURE }
    }
}
