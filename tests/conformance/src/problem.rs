//! What keeps the harness itself from doing its work, or a case from passing: a text for a person.

use std::fmt;

/// A text that says what is wrong.
#[derive(Debug)]
pub struct Problem(String);

impl Problem {
    /// A problem in the given words.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The same problem, saying where it was met.
    pub fn at(self, place: impl fmt::Display) -> Self {
        Self(format!("{place}: {}", self.0))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<kaikei_sandbox::Error> for Problem {
    fn from(error: kaikei_sandbox::Error) -> Self {
        Self(format!("the sandbox: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_where() {
        assert_eq!(Problem::new("no").at("there").to_string(), "there: no");
    }
}
