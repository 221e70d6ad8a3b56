//! What the gateway does to a request instead of answering as the sandbox would.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::Problem;
use crate::variables::Variables;

/// The next requests that match are treated like this. Rules are tried in their order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which requests; all if absent.
    #[serde(default, rename = "match")]
    pub matches: Match,
    /// How many of them.
    #[serde(default = "once")]
    pub times: usize,
    /// What happens to them.
    pub then: Then,
}

fn once() -> usize {
    1
}

/// Which requests a rule is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The method.
    pub method: Option<String>,
    /// The path without its query, exact or with `*` at the end.
    pub path: Option<String>,
}

impl Match {
    fn fits(&self, method: &str, path: &str) -> bool {
        let path_fits = |wanted: &str| match wanted.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == wanted,
        };
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.path.as_deref().is_none_or(path_fits)
    }
}

/// What happens to a request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Then {
    /// A fault of the sandbox, as its header `X-Sandbox-Fault` writes it.
    Fault(String),
    /// This answer.
    Answer(Answer),
    /// Half of this answer's body, though all of it is announced; then the connection closes.
    Truncated(Answer),
    /// The connection is reset.
    Reset(When),
    /// Nothing comes any more.
    Stall(Stall),
}

/// When a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Once the headers are read.
    BeforeBody,
    /// Once the whole request is read; nobody handles it.
    Unhandled,
    /// Once the sandbox has handled it.
    Handled,
}

/// Where an answer stalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stall {
    /// Before its first byte.
    BeforeAnswer,
    /// In the middle of its body.
    MidAnswer,
}

/// An answer. Its body is `json`, `text` or `padding`; `application/json` unless `headers` say otherwise.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Further headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A body as JSON.
    pub json: Option<Value>,
    /// A body as text.
    pub text: Option<String>,
    /// A body of JSON that holds so many bytes of padding.
    pub padding: Option<usize>,
}

impl Rule {
    /// The same rule with its variables filled in.
    pub fn fill(&self, variables: &Variables) -> Result<Self, Problem> {
        let mut rule = self.clone();
        if let Then::Answer(answer) | Then::Truncated(answer) = &mut rule.then {
            for value in answer.headers.values_mut().chain(&mut answer.text) {
                *value = variables.text(value)?;
            }
            if let Some(json) = &mut answer.json {
                *json = variables.fill(json)?;
            }
        }
        Ok(rule)
    }
}

impl Answer {
    /// The body's bytes.
    pub fn body(&self) -> Vec<u8> {
        match (&self.json, &self.text, self.padding) {
            (Some(json), _, _) => json.to_string().into_bytes(),
            (_, Some(text), _) => text.clone().into_bytes(),
            (_, _, Some(bytes)) => {
                format!(r#"{{"status":"ok","padding":"{}"}}"#, "x".repeat(bytes)).into_bytes()
            }
            _ => Vec::new(),
        }
    }
}

/// What happens to this request: the first rule that fits, which has one time less then.
pub fn take(rules: &mut [Rule], method: &str, path: &str) -> Option<Then> {
    let at = rules.iter().position(|rule| rule.times > 0 && rule.matches.fits(method, path))?;
    let rule = rules.get_mut(at)?;
    rule.times -= 1;
    Some(rule.then.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_is_used_up() {
        let mut rules: Vec<Rule> = serde_json::from_str(
            r#"[{"match":{"path":"/a/*"},"times":2,"then":{"fault":"garbage"}},
                {"match":{"method":"GET"},"then":{"reset":"before_body"}}]"#,
        )
        .unwrap();
        let mut next = |method: &str, path: &str| match take(&mut rules, method, path) {
            Some(Then::Fault(_)) => 1,
            Some(Then::Reset(When::BeforeBody)) => 2,
            _ => 0,
        };
        assert_eq!(
            [next("GET", "/a/b"), next("POST", "/a/"), next("POST", "/a/b"), next("GET", "/a/b")],
            [1, 1, 0, 2]
        );
        assert_eq!(next("GET", "/"), 0);
    }
}
