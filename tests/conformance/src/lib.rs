//! One list of scenarios that the package of every language must pass.
//!
//! The scenarios are data, in `cases/*.json` and `tests/vectors/*.json`. The harness plays the gateway, tells a runner
//! what to do and compares; a runner only executes, so that what is expected is declared once for all languages. The
//! protocol between them is described in `README.md`.

#![forbid(unsafe_code)]

pub mod arrivals;
pub mod browser;
pub mod case;
pub mod catalogue;
pub mod http;
pub mod matcher;
pub mod options;
pub mod problem;
pub mod report;
pub mod run;
pub mod runner;
pub mod runners;
pub mod scene;
pub mod script;
pub mod server;
pub mod steps;
pub mod variables;
pub mod vectors;

pub use problem::Problem;

use std::path::{Path, PathBuf};

/// The root of the repository, which everything is relative to.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
