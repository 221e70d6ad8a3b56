//! `runners.json`: which runners there are, and what they may leave out.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::{Problem, repository};

/// One runner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunnerSpec {
    /// The command, relative to the root of the repository. `${TARGET}` stands for cargo's target folder.
    pub command: Vec<String>,
    /// Cases that do not concern this language, each with the reason. A name, or a beginning followed by `*`.
    #[serde(default)]
    pub skips: BTreeMap<String, String>,
}

/// Reads `runners.json`: the runners by name.
pub fn read() -> Result<BTreeMap<String, RunnerSpec>, Problem> {
    let path = repository().join("tests/conformance/runners.json");
    let at = |problem: Problem| problem.at(path.display());
    let text = std::fs::read_to_string(&path).map_err(|error| at(error.into()))?;
    serde_json::from_str(&text).map_err(|error| at(error.into()))
}

impl RunnerSpec {
    /// The command with cargo's target folder filled in.
    pub fn command(&self, target: &Path) -> Vec<String> {
        let target = target.display().to_string();
        self.command.iter().map(|part| part.replace("${TARGET}", &target)).collect()
    }

    /// Why this runner leaves out a case.
    pub fn skip(&self, case: &str) -> Option<&str> {
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(start) => case.starts_with(start),
            None => case == pattern,
        };
        self.skips.iter().find(|(pattern, _)| fits(pattern)).map(|(_, reason)| reason.as_str())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn skips_by_name_and_by_beginning() {
        let spec: RunnerSpec =
            serde_json::from_str(r#"{"command":["${TARGET}/x"],"skips":{"a/*":"one","b/c":"two"}}"#).unwrap();
        assert_eq!(spec.command(Path::new("/t")), ["/t/x"]);
        assert_eq!((spec.skip("a/b"), spec.skip("b/c"), spec.skip("b/d")), (Some("one"), Some("two"), None));
    }

    #[test]
    fn every_skip_has_a_reason() {
        for (name, spec) in read().unwrap() {
            assert!(spec.skips.values().all(|reason| !reason.trim().is_empty()), "{name}");
        }
    }
}
