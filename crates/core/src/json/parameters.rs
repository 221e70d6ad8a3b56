//! Parameters that arrive as JSON from another language or the command line.

use serde::de::DeserializeOwned;

use crate::Error;

/// Reads parameters; an error names the field and the rule, and never quotes a value.
pub fn parameters<T: DeserializeOwned>(json: &[u8]) -> Result<T, Error> {
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(Error::invalid("parameters", "must be one JSON object"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let read = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { "" } else { &path };
        explain(path, &error.into_inner())
    })?;
    deserializer
        .end()
        .map_err(|_| Error::invalid("parameters", "must be one JSON object and nothing after it"))?;
    Ok(read)
}

const NESTED: &str = "kaikei: below ";

/// Hands on the error of a value that was read on its own, because it had to wait for its neighbour: `field` is where
/// it stands.
pub(crate) fn nested<E: serde::de::Error>(field: &str, error: &Error) -> E {
    let inner = error.field().unwrap_or_default();
    let rule = error.message().strip_prefix(inner).unwrap_or(error.message()).trim_start();
    match inner {
        "parameters" => E::custom(format!("{NESTED}{field}: {rule}")),
        _ => E::custom(format!("{NESTED}{field}.{inner}: {rule}")),
    }
}

fn explain(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let quoted = |prefix: &str| text.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    let inside = |name: &str| match path {
        "" => name.to_owned(),
        // The path already ends in the field when it exists but is the wrong one.
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    if let Some((field, rule)) = text.strip_prefix(NESTED).and_then(|rest| rest.split_once(": ")) {
        return Error::invalid(inside(field), rule.split(" at line ").next().unwrap_or(rule));
    }
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
    if !error.is_data() {
        return Error::invalid("parameters", format!("are not JSON: {}", super::raw::describe(error)));
    }
    let field = if path.is_empty() { "parameters" } else { path };
    match text.rsplit_once(", expected ").map(|(_, expected)| expected) {
        Some(expected) => {
            let expected = expected.split(" at line ").next().unwrap_or(expected);
            let number = matches!(expected, "u8" | "u16" | "u32" | "u64" | "i64");
            Error::invalid(
                field,
                format!("must be {}", if number { "a whole number in range" } else { expected }),
            )
        }
        None => Error::invalid(field, text.split(" at line ").next().unwrap_or("has the wrong form")),
    }
}
