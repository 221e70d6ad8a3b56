//! `${…}` in a case: what the sandbox made, and what earlier steps brought.

use serde_json::{Map, Value};

use crate::Problem;

/// Values by name, reached with dots: `credentials.access_key`, `steps.create.payment_id`, `steps.list.data.0.id`.
#[derive(Debug, Default)]
pub struct Variables(Map<String, Value>);

impl Variables {
    /// Gives `name` a value.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Keeps what a step brought.
    pub fn set_step(&mut self, name: &str, value: Value) {
        let steps = self.0.entry("steps").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(steps) = steps {
            steps.insert(name.to_owned(), value);
        }
    }

    /// `value` with every `${…}` replaced. A text that is one variable becomes that variable's value, of any type;
    /// inside a longer text it must be a text or a number.
    pub fn fill(&self, value: &Value) -> Result<Value, Problem> {
        Ok(match value {
            Value::String(text) => self.fill_text(text)?,
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => Value::Object(self.fill_object(members)?),
            other => other.clone(),
        })
    }

    /// A member called `...` stands for all members of its value, which the others replace.
    pub fn fill_object(&self, members: &Map<String, Value>) -> Result<Map<String, Value>, Problem> {
        let mut filled = match members.get("...").map(|all| self.fill(all)).transpose()? {
            Some(Value::Object(all)) => all,
            Some(_) => return Err(Problem::new("`...` needs an object")),
            None => Map::new(),
        };
        for (name, value) in members.iter().filter(|(name, _)| *name != "...") {
            filled.insert(name.clone(), self.fill(value)?);
        }
        Ok(filled)
    }

    /// `text` with every `${…}` replaced, as text.
    pub fn text(&self, text: &str) -> Result<String, Problem> {
        match self.fill_text(text)? {
            Value::String(text) => Ok(text),
            other => Ok(other.to_string()),
        }
    }

    fn fill_text(&self, text: &str) -> Result<Value, Problem> {
        if let Some(name) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
            && !name.contains("${")
        {
            return self.get(name).cloned();
        }
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) =
                after.split_once('}').ok_or_else(|| Problem::new(format!("`{text}` has no `}}`")))?;
            filled.push_str(before);
            match self.get(name)? {
                Value::String(value) => filled.push_str(value),
                Value::Number(value) => filled.push_str(&value.to_string()),
                _ => return Err(Problem::new(format!("${{{name}}} is neither a text nor a number"))),
            }
            rest = after;
        }
        filled.push_str(rest);
        Ok(Value::String(filled))
    }

    fn get(&self, name: &str) -> Result<&Value, Problem> {
        let mut parts = name.split('.');
        let first = parts.next().and_then(|part| self.0.get(part));
        parts
            .fold(first, |value, part| match value? {
                Value::Array(items) => items.get(part.parse::<usize>().ok()?),
                value => value.get(part),
            })
            .ok_or_else(|| Problem::new(format!("${{{name}}} has no value")))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_reached_and_filled_in() {
        let mut variables = Variables::default();
        variables.set("now", 7);
        variables.set_step("create", json!({"list": [{"id": "x"}]}));
        let filled =
            variables.fill(&json!({"a": ["${now}", "t=${now}!"], "b": "${steps.create.list.0.id}", "c": 1}));
        assert_eq!(filled.unwrap(), json!({"a": [7, "t=7!"], "b": "x", "c": 1}));
        assert_eq!(variables.text("${now}").unwrap(), "7");
        let spread = variables.fill(&json!({"...": "${steps.create}", "more": 1}));
        assert_eq!(spread.unwrap(), json!({"list": [{"id": "x"}], "more": 1}));
        for bad in ["${nope}", "${steps.create.list.1}", "a ${steps.create}", "a ${now"] {
            assert!(variables.fill(&json!(bad)).is_err(), "{bad}");
        }
    }
}
