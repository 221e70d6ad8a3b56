//! Why a value could not be read: where, and what was expected; never what stood there.

use std::fmt::{self, Display};

use serde::de::{Error as _, Expected, Unexpected};

use super::parameters::explain;
use super::value::Value;
use crate::Error;

/// Small, because every function that reads something may return it.
#[derive(Debug)]
pub struct ReadError(Box<Details>);

#[derive(Debug)]
struct Details {
    what: What,
    text: String,
    /// The fields around it, such as `method.data[0]`.
    path: String,
    /// Where it was found in the text.
    at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The value is another one than expected.
    Data,
    /// It is no JSON.
    Form,
    /// The text is a rule already.
    Rule,
}

/// What an error's message starts with that passes through a deserializer that has no path.
const BELOW: &str = "kaikei: below ";

impl ReadError {
    fn new(what: What, text: String, at: usize) -> Self {
        Self(Box::new(Details { what, text, path: String::new(), at }))
    }

    pub(super) fn form(error: &serde_json::Error, value: Value<'_>) -> Self {
        Self::new(What::Form, error.to_string(), value.end())
    }

    pub(super) fn data(text: &str, name: &str) -> Self {
        Self::new(What::Data, [text, " `", name, "`"].concat(), 0)
    }

    pub(super) fn expected(expected: &dyn Expected) -> Self {
        Self::custom(format_args!("another type, expected {expected}"))
    }

    /// The same error, of a value in the field `name`.
    pub(super) fn inside(mut self, name: &str, value: Value<'_>) -> Self {
        let details = &mut *self.0;
        if !details.path.is_empty() && !details.path.starts_with('[') {
            details.path.insert(0, '.');
        }
        details.path.insert_str(0, name);
        if details.at == 0 {
            details.at = value.end();
        }
        self
    }

    pub(super) fn what(&self) -> What {
        self.0.what
    }
    pub(super) fn text(&self) -> &str {
        &self.0.text
    }
    pub(super) fn path(&self) -> &str {
        &self.0.path
    }
    pub(super) fn at(&self) -> usize {
        self.0.at
    }
}

/// Hands on the error of a value that was read on its own: `field` is where it stands.
pub(crate) fn below<E: serde::de::Error>(field: &str, error: &Error) -> E {
    let inner = error.field().unwrap_or_default();
    let rule = error.message().strip_prefix(inner).unwrap_or(error.message()).trim_start();
    let (dot, inner) = match (field, inner) {
        (_, "parameters") => ("", ""),
        ("", _) => ("", inner),
        _ => (".", inner),
    };
    E::custom(format_args!("{BELOW}{field}{dot}{inner}: {rule}"))
}

/// As [`below`], of a value that stands where the deserializer is.
#[inline(never)]
pub(super) fn here<E: serde::de::Error>(error: &ReadError) -> E {
    below("", &explain(error))
}

impl serde::de::Error for ReadError {
    fn custom<T: Display>(message: T) -> Self {
        let text = message.to_string();
        if let Some((path, rule)) = text.strip_prefix(BELOW).and_then(|rest| rest.split_once(": ")) {
            let mut error = Self::new(What::Rule, rule.to_owned(), 0);
            error.0.path = path.to_owned();
            return error;
        }
        Self::new(What::Data, text, 0)
    }
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }
    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::expected(expected)
    }
    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let rule = match expected {
            [one] => format!("`{one}`"),
            [one, other] => format!("`{one}` or `{other}`"),
            _ => format!("one of `{}`", expected.join("`, `")),
        };
        Self::custom(format_args!("another value, expected {rule}"))
    }
    fn unknown_field(name: &str, _: &'static [&'static str]) -> Self {
        Self::data("unknown field", name)
    }
    fn missing_field(name: &'static str) -> Self {
        Self::data("missing field", name)
    }
    fn duplicate_field(name: &'static str) -> Self {
        Self::data("duplicate field", name)
    }
}

impl Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl std::error::Error for ReadError {}
