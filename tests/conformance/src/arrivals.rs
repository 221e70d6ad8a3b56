//! What must have arrived at the gateway.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Problem;
use crate::matcher::compare;
use crate::server::Arrival;
use crate::variables::Variables;

/// A request, or `times` of them, that must have arrived.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedArrival {
    /// The method.
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// The query as text; none if absent.
    pub query: Option<Value>,
    /// Some of the headers.
    #[serde(default)]
    pub headers: Map<String, Value>,
    /// The whole body as text.
    pub body: Option<Value>,
    /// The body as JSON.
    pub json: Option<Value>,
    /// The body as a form, as an object of texts.
    pub form: Option<Value>,
    /// What is the same as in an earlier arrival.
    pub same: Option<Same>,
    /// How many of them arrived in a row.
    #[serde(default = "once")]
    pub times: usize,
}

fn once() -> usize {
    1
}

/// What is the same as in an earlier arrival.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Same {
    /// The earlier arrival's number, from 0.
    #[serde(rename = "as")]
    pub index: usize,
    /// `body`, or names of headers.
    pub parts: Vec<String>,
}

/// Compares all that arrived with all that was expected; each difference is one text.
pub fn compare_all(
    expected: &[ExpectedArrival],
    arrived: &[Arrival],
    variables: &Variables,
) -> Result<Vec<String>, Problem> {
    let expected: Vec<_> = expected.iter().flat_map(|one| std::iter::repeat_n(one, one.times)).collect();
    let mut differences = Vec::new();
    if expected.len() != arrived.len() {
        let lines: Vec<_> =
            arrived.iter().map(|one| format!("{} {}", one.head.method, one.head.target)).collect();
        differences.push(format!(
            "expected {} arrivals, found {}: {}",
            expected.len(),
            arrived.len(),
            lines.join(", ")
        ));
    }
    for (index, (expected, arrival)) in expected.into_iter().zip(arrived).enumerate() {
        let earlier = |at: usize| arrived.get(at).filter(|_| at < index);
        differences.extend(expected.differences(&format!("arrival {index}"), arrival, earlier, variables)?);
    }
    Ok(differences)
}

impl ExpectedArrival {
    fn differences<'a>(
        &self,
        at: &str,
        arrival: &'a Arrival,
        earlier: impl Fn(usize) -> Option<&'a Arrival>,
        variables: &Variables,
    ) -> Result<Vec<String>, Problem> {
        let mut found = Vec::new();
        let mut check = |what: &str, expected: &Value, actual: Value| {
            let differences = compare(&format!("{at}: {what}"), &variables.fill(expected)?, &actual)?;
            found.extend(differences);
            Ok::<(), Problem>(())
        };
        check("method", &self.method.clone().into(), arrival.head.method.clone().into())?;
        check("path", &self.path.clone().into(), arrival.head.path().into())?;
        let query = arrival.head.target.split_once('?').map_or(Value::Null, |(_, query)| query.into());
        check("query", self.query.as_ref().unwrap_or(&Value::Null), query)?;
        for (name, expected) in &variables.fill_object(&self.headers)? {
            check(name, expected, part(arrival, name))?;
        }
        if let Some(expected) = &self.body {
            check("body", expected, part(arrival, "body"))?;
        }
        if let Some(expected) = &self.json {
            let json =
                serde_json::from_slice(&arrival.body).unwrap_or(Value::String("[not JSON]".to_owned()));
            check("body", expected, json)?;
        }
        if let Some(expected) = &self.form {
            check("body", expected, form(&arrival.body))?;
        }
        if let Some(Same { index, parts }) = &self.same {
            let other = earlier(*index)
                .ok_or_else(|| Problem::new(format!("{at}: there is no arrival {index} before it")))?;
            for name in parts {
                check(&format!("{name}, as in arrival {index}"), &part(other, name), part(arrival, name))?;
            }
        }
        Ok(found)
    }
}

/// The body, or a header.
fn part(arrival: &Arrival, name: &str) -> Value {
    match name {
        "body" => String::from_utf8_lossy(&arrival.body).into(),
        name => arrival.head.header(name).map_or(Value::Null, Into::into),
    }
}

/// A form as an object; a name that is there twice becomes a list.
fn form(body: &[u8]) -> Value {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        let value = Value::from(value.into_owned());
        match fields.get_mut(&*name) {
            Some(Value::Array(values)) => values.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => {
                fields.insert(name.into_owned(), value);
            }
        }
    }
    Value::Object(fields)
}
