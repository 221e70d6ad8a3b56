//! Compares what came with what a case expects, and says where they part.

use regex::Regex;
use serde_json::{Map, Value};

use crate::Problem;

/// Compares `actual` with `expected`. Each difference names its place below `at`.
///
/// Objects must have the same members, `null` and absent being alike; lists the same items. An object with one member
/// whose name begins with `$` is a matcher, see `README.md`.
pub fn compare(at: &str, expected: &Value, actual: &Value) -> Result<Vec<String>, Problem> {
    let mut differences = Vec::new();
    visit(at, expected, actual, &mut differences).map_err(|problem| problem.at(at))?;
    Ok(differences)
}

/// The name and argument of a matcher.
fn matcher(expected: &Value) -> Option<(&str, &Value)> {
    let members = expected.as_object()?;
    let (name, argument) = members.iter().next().filter(|_| members.len() == 1)?;
    Some((name.strip_prefix('$')?, argument))
}

fn visit(at: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) -> Result<(), Problem> {
    if let Some((name, argument)) = matcher(expected) {
        return apply(at, name, argument, actual, found);
    }
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => members(at, expected, actual, true, found),
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            expected.iter().zip(actual).enumerate().try_for_each(|(index, (expected, actual))| {
                visit(&format!("{at}[{index}]"), expected, actual, found)
            })
        }
        (Value::Number(expected), Value::Number(actual)) if expected.as_f64() == actual.as_f64() => Ok(()),
        _ if expected == actual => Ok(()),
        _ => {
            found.push(format!("{at}: expected {}, found {}", short(expected), short(actual)));
            Ok(())
        }
    }
}

/// `whole`: whether `actual` may have no further members.
fn members(
    at: &str,
    expected: &Map<String, Value>,
    actual: &Map<String, Value>,
    whole: bool,
    found: &mut Vec<String>,
) -> Result<(), Problem> {
    for (name, expected) in expected {
        visit(&format!("{at}.{name}"), expected, actual.get(name).unwrap_or(&Value::Null), found)?;
    }
    for (name, value) in actual {
        if whole && !expected.contains_key(name) && !value.is_null() {
            found.push(format!("{at}.{name}: not expected, found {}", short(value)));
        }
    }
    Ok(())
}

fn apply(
    at: &str,
    name: &str,
    argument: &Value,
    actual: &Value,
    found: &mut Vec<String>,
) -> Result<(), Problem> {
    let wrong = |what: &str| Problem::new(format!("${name} {what}"));
    let good = match name {
        "any" => !actual.is_null(),
        "absent" => actual.is_null(),
        "regex" => {
            let pattern = argument.as_str().ok_or_else(|| wrong("needs a pattern"))?;
            let pattern =
                Regex::new(&format!("^(?:{pattern})$")).map_err(|error| wrong(&error.to_string()))?;
            actual.as_str().is_some_and(|text| pattern.is_match(text))
        }
        "contains" => {
            let part = argument.as_str().ok_or_else(|| wrong("needs a text"))?;
            actual.as_str().is_some_and(|text| text.contains(part))
        }
        "between" => {
            let limit = |index: usize| argument.get(index).and_then(Value::as_f64);
            let (Some(low), Some(high)) = (limit(0), limit(1)) else {
                return Err(wrong("needs two numbers"));
            };
            actual.as_f64().is_some_and(|number| (low..=high).contains(&number))
        }
        "not" => {
            let mut differences = Vec::new();
            visit(at, argument, actual, &mut differences)?;
            !differences.is_empty()
        }
        "one_of" => {
            let mut matched = false;
            for choice in argument.as_array().ok_or_else(|| wrong("needs a list"))? {
                let mut differences = Vec::new();
                visit(at, choice, actual, &mut differences)?;
                matched |= differences.is_empty();
            }
            matched
        }
        "some" => {
            let expected = argument.as_object().ok_or_else(|| wrong("needs an object"))?;
            if let Value::Object(actual) = actual {
                return members(at, expected, actual, false, found);
            }
            false
        }
        "json" => match actual.as_str().map(serde_json::from_str::<Value>) {
            Some(Ok(value)) => return visit(&format!("{at}(JSON)"), argument, &value, found),
            _ => false,
        },
        _ => return Err(wrong("is not known")),
    };
    if !good {
        found.push(format!("{at}: expected ${name} {}, found {}", short(argument), short(actual)));
    }
    Ok(())
}

/// A value as a line that a person can read.
pub fn short(value: &Value) -> String {
    const LONGEST: usize = 400;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} bytes)", text.get(..end).unwrap_or_default(), text.len()),
        None => text,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differences(expected: Value, actual: Value) -> Vec<String> {
        compare("x", &expected, &actual).unwrap()
    }

    fn same(expected: Value, actual: Value) {
        assert_eq!(differences(expected, actual), [""; 0]);
    }

    fn differs(expected: Value, actual: Value, place: &str) {
        let found = differences(expected, actual);
        assert!(found.len() == 1 && found[0].starts_with(&format!("{place}: ")), "{found:?}");
    }

    #[test]
    fn objects_have_the_same_members() {
        same(json!({"a": 1, "b": null}), json!({"a": 1.0, "c": null}));
        differs(json!({"a": 1}), json!({"a": 1, "b": 2}), "x.b");
        differs(json!({"a": 1, "b": 2}), json!({"a": 1}), "x.b");
        differs(json!({"a": {"b": [1, "2"]}}), json!({"a": {"b": [1, 2]}}), "x.a.b[1]");
        differs(json!([1, 2]), json!([1]), "x");
        differs(json!("1"), json!(1), "x");
    }

    #[test]
    fn matchers() {
        same(json!({"a": {"$any": true}, "b": {"$absent": true}}), json!({"a": 0}));
        differs(json!({"a": {"$any": true}}), json!({"a": null}), "x.a");
        differs(json!({"a": {"$absent": true}}), json!({"a": ""}), "x.a");
        same(json!({"$regex": "[a-f]+"}), json!("abc"));
        differs(json!({"$regex": "[a-f]+"}), json!("abcx"), "x");
        differs(json!({"$regex": "[0-9]+"}), json!(12), "x");
        same(json!({"$contains": "b"}), json!("abc"));
        differs(json!({"$contains": "d"}), json!("abc"), "x");
        same(json!([{"$between": [0, 0.5]}]), json!([0.5]));
        differs(json!([{"$between": [0, 0.5]}]), json!([0.6]), "x[0]");
        same(json!({"$not": "a"}), json!("b"));
        differs(json!({"$not": {"$any": true}}), json!("b"), "x");
        same(json!({"$one_of": [null, "a"]}), json!(null));
        differs(json!({"$one_of": [1, 2]}), json!(3), "x");
        same(json!({"$some": {"a": 1}}), json!({"a": 1, "b": 2}));
        differs(json!({"$some": {"a": {"b": 1}}}), json!({"a": {"b": 1, "c": 2}}), "x.a.c");
        differs(json!({"$some": {"a": 1}}), json!(1), "x");
        same(json!({"$json": {"a": [1]}}), json!("{\"a\": [1]}"));
        differs(json!({"$json": {"a": 1}}), json!("{\"a\": 2}"), "x(JSON).a");
        differs(json!({"$json": {}}), json!("nonsense"), "x");
    }

    #[test]
    fn a_matcher_that_cannot_be_is_a_mistake_in_the_case() {
        for bad in
            [json!({"$nope": 1}), json!({"$regex": "("}), json!({"$between": [1]}), json!({"$some": 1})]
        {
            assert!(compare("x", &bad, &json!("")).is_err(), "{bad}");
        }
    }

    #[test]
    fn long_values_are_cut() {
        assert!(short(&json!("é".repeat(1000))).len() < 900);
    }
}
