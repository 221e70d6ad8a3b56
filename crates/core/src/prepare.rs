//! Parameters on their way into a request.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::engine::{Method, Payload, Prepared, RequestBody};
use crate::gateway::Gateway;
use crate::json::{Fields, Shape, shaped_parameters};
use crate::meta::Meta;
use crate::rules::Rule;
use crate::secret::{Body, wire_json};
use crate::{Error, ErrorKind, path};

/// Encodes the parameters: placeholders into the path, the rest into the query of a GET or DELETE or the JSON body of
/// any other method.
pub(crate) fn prepare<T: Serialize>(
    meta: &'static Meta,
    parameters: &T,
    gateway: &Gateway,
) -> Result<Prepared, Error> {
    prepare_text(meta, &wire_json(parameters).map_err(|_| internal(meta))?, gateway)
}

/// As [`prepare`], of parameters that are JSON already.
pub(crate) fn prepare_text(meta: &'static Meta, json: &Body, gateway: &Gateway) -> Result<Prepared, Error> {
    let fields = Fields::read(json).ok_or_else(|| internal(meta))?;
    if gateway.checks_parameters() {
        meta.rules
            .iter()
            .try_for_each(|rule| rule.check(&fields))
            .map_err(|error| as_given(error, meta.spread))?;
    }
    Rule::agree(meta.rules, &fields).map_err(|error| as_given(error, meta.spread))?;
    let mut url = gateway.base_url().to_owned();
    path::fill(&mut url, meta.path, &|name| match fields.text(name) {
        None if name == "store_id" => gateway.store_id(),
        given => given,
    })?;
    let spread = meta.spread.and_then(|name| fields.get(name)).filter(|object| object.get() != "null");
    let inner = match spread {
        Some(object) => Fields::read(object.get().as_bytes()).ok_or_else(|| internal(meta))?,
        None => Fields::default(),
    };
    let is_sent = |name: &str| {
        let waits = meta.poll.is_some_and(|poll| poll.has(name));
        Some(name) != meta.spread && !waits && !path::is_placeholder(meta.path, name)
    };
    let rest: Vec<_> = fields
        .0
        .iter()
        .filter(|(name, value)| is_sent(name) && value.get() != "null")
        .chain(&inner.0)
        .collect();
    let payload = if matches!(meta.method, Method::Get | Method::Delete) {
        path::query(&mut url, &rest)?;
        Payload::Empty
    } else {
        Payload::Json(body(meta, &rest, json.len())?)
    };
    let others = meta.poll.map_or(&[][..], |poll| poll.others);
    let asked = |name: &str| fields.text(name).as_deref() == Some("true");
    let past = others.iter().filter(|(_, name)| asked(name)).map(|(status, _)| *status).collect();
    Ok(Prepared { url, payload, past, ..Prepared::of(meta) })
}

/// As [`prepare`], of parameters that another language gives.
pub(crate) fn prepare_shaped(
    meta: &'static Meta,
    shape: &Shape,
    json: &[u8],
    gateway: &Gateway,
) -> Result<Prepared, Error> {
    let json = shaped_parameters(json, shape).map_err(|error| as_given(error, meta.spread))?;
    prepare_text(meta, &json, gateway)
}

/// Names a field as `check` does, and the gateway.
pub(crate) fn as_given(error: Error, spread: Option<&str>) -> Error {
    match spread {
        Some(spread) => error.outside(spread),
        None => error,
    }
}

fn body(meta: &Meta, fields: &[&(Cow<'_, str>, &RawValue)], length: usize) -> Result<RequestBody, Error> {
    let repeated = fields.iter().enumerate().find_map(|(at, field)| {
        fields.get(..at)?.iter().any(|earlier| earlier.0 == field.0).then_some(field)
    });
    if let Some((name, _)) = repeated {
        return Err(Error::invalid(name.as_ref(), "is given twice"));
    }
    let mut body = Body::new(Vec::with_capacity(length + 16));
    body.push(b'{');
    for (name, value) in fields {
        if body.len() > 1 {
            body.push(b',');
        }
        body.extend_from_slice(serde_json::to_string(name).map_err(|_| internal(meta))?.as_bytes());
        body.push(b':');
        body.extend_from_slice(Rule::rewrite(meta.rules, name, value).as_bytes());
    }
    body.push(b'}');
    Ok(RequestBody::new(body))
}

fn internal(meta: &Meta) -> Error {
    Error::new(ErrorKind::Internal, format!("the parameters of {} cannot be encoded", meta.name))
}
