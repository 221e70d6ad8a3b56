//! Parameters that arrive as JSON from another language or the command line.

use serde::de::DeserializeOwned;

use super::read_error::{ReadError, What};
use super::shape::{Shape, Spelled};
use super::shape_check::check;
use super::shape_write::Shown;
use super::value::Value;
use crate::secret::{Body, exposed};
use crate::{Error, ErrorKind};

/// Reads parameters; an error names the field and the rule, and never quotes a value.
pub fn parameters<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    T::deserialize(object(json)?).map_err(|error| explain(&error))
}

/// The same by a shape: parameters as the code of their type would write them.
pub(crate) fn shaped_parameters(json: &[u8], shape: &Shape) -> Result<Body, Error> {
    let value = object(json)?;
    let spelled = &Spelled::new();
    check(value, shape, spelled).map_err(|error| explain(&error))?;
    // Room for all of it, so that growing does not leave card data behind in freed memory.
    let mut out = Body::new(Vec::with_capacity(json.len() + 256));
    exposed(|| serde_json::to_writer(&mut *out, &Shown { value, shape, spelled }))
        .map_err(|_| Error::new(ErrorKind::Internal, "the parameters cannot be encoded"))?;
    Ok(out)
}

fn object(json: &[u8]) -> Result<Value<'_>, Error> {
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(Error::invalid("parameters", "must be one JSON object"));
    }
    Value::parse(json).map_err(|error| match error.to_string() {
        text if text.starts_with("trailing characters") => {
            Error::invalid("parameters", "must be one JSON object and nothing after it")
        }
        _ => Error::invalid("parameters", format!("are not JSON: {}", super::raw::describe(&error))),
    })
}

pub(super) fn explain(error: &ReadError) -> Error {
    let (path, text) = (error.path(), error.text());
    let or_whole = if path.is_empty() { "parameters" } else { path };
    if error.what() == What::Rule {
        return Error::invalid(or_whole, text);
    }
    let quoted = |prefix: &str| text.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    let inside = |name: &str| match path {
        "" => name.to_owned(),
        // The path already ends in the field when it exists but is the wrong one.
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    if let Some(name) = quoted("missing field `") {
        return Error::invalid(inside(name), "is required");
    }
    if let Some(name) = quoted("unknown field `") {
        return Error::invalid(inside(name), "is not a parameter of this operation");
    }
    if let Some(name) = quoted("duplicate field `") {
        return Error::invalid(inside(name), "appears twice");
    }
    let lone = ["lone leading surrogate", "unexpected end of hex escape", "lone trailing surrogate"];
    if lone.iter().any(|lone| text.starts_with(lone)) && !path.is_empty() {
        return Error::invalid(path, "must not hold a lone surrogate");
    }
    if error.what() == What::Form {
        return Error::invalid("parameters", "are not JSON: it is not JSON");
    }
    match text.rsplit_once(", expected ").map(|(_, expected)| expected) {
        Some(expected) => {
            let number = matches!(expected, "u8" | "u16" | "u32" | "u64" | "i64");
            Error::invalid(
                or_whole,
                format!("must be {}", if number { "a whole number in range" } else { expected }),
            )
        }
        None => Error::invalid(or_whole, text),
    }
}
