//! The command's options.

use clap::Parser;

/// Runs all cases against every runner and prints one table.
#[derive(Debug, Parser)]
#[command(name = "conformance")]
pub struct Options {
    /// Only this runner; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub runner: Vec<String>,
    /// Only cases whose name holds this text.
    #[arg(long, value_name = "SUBSTRING")]
    pub case: Option<String>,
    /// Writes docs/conformance.md.
    #[arg(long, conflicts_with = "case")]
    pub write: bool,
    /// Fails if docs/conformance.md differs from what --write would write.
    #[arg(long, conflicts_with_all = ["write", "case"])]
    pub check: bool,
}

impl Options {
    /// Whether the runner called `name` was asked for.
    pub fn wants_runner(&self, name: &str) -> bool {
        self.runner.is_empty() || self.runner.iter().any(|wanted| wanted == name)
    }

    /// Whether the case called `name` was asked for.
    pub fn wants_case(&self, name: &str) -> bool {
        self.case.as_ref().is_none_or(|part| name.contains(part))
    }
}
