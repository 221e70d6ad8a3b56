//! Verifying UnivaPay's webhooks.

use kaikei::univapay::webhook;
use kaikei::{Error, Secret};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::answer;
use crate::error::OrRaise;
use crate::text::text;
use crate::webhook::{Body, Headers};

/// Verifies UnivaPay's webhooks with one or more `auth_token`s, so that one can be rotated. Make it once, use it often.
#[pyclass(module = "kaikei.univapay", frozen)]
pub(crate) struct WebhookVerifier(webhook::WebhookVerifier);

#[pymethods]
impl WebhookVerifier {
    /// `auth_token` is the one that the webhook was created with, or every one in use. `Bearer` may stand before it.
    #[new]
    fn new(auth_token: &Bound<'_, PyAny>) -> PyResult<Self> {
        let make = || {
            let tokens = match auth_token.cast::<PyString>() {
                Ok(_) => vec![token(auth_token)?],
                Err(_) => {
                    let several = auth_token.try_iter().map_err(|_| wrong_token())?;
                    several.map(|one| token(&one.map_err(|_| wrong_token())?)).collect::<Result<_, _>>()?
                }
            };
            webhook::WebhookVerifier::new(tokens)
        };
        make().map(Self).or_raise(auth_token.py())
    }

    /// Verifies a webhook from its raw body and all of its request's headers: a mapping, or an iterable of pairs.
    ///
    /// Every failure of a check is a `WebhookError` whose `code` says why. Answer it with `NOT_NOW`.
    fn verify<'py>(
        &self,
        body: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = body.py();
        let body = Body::of(body)?;
        let headers = Headers::of(headers, &["authorization"])?;
        let event = self.0.verify(headers.pairs(), body.bytes()).or_raise(py)?;
        let object = answer::value(py, &event.decoded())?;
        let beside = object.getattr(pyo3::intern!(py, "__dict__"))?;
        beside.set_item(pyo3::intern!(py, "_text"), event.raw().as_str())?;
        Ok(object)
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.0)
    }
}

/// The body and the headers of a webhook as the gateway sends it; `data` is JSON, `created_on` ISO 8601.
#[pyfunction]
pub(crate) fn sample_webhook<'py>(
    auth_token: &Bound<'py, PyAny>,
    event: &Bound<'py, PyAny>,
    data: &Bound<'py, PyAny>,
    id: Option<&Bound<'py, PyAny>>,
    created_on: Option<&Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyDict>)> {
    let py = event.py();
    let make = || {
        let token = Secret::from(text("auth_token", auth_token)?);
        let id = id.map(|id| text("id", id)).transpose()?;
        let when = || Error::invalid("created_on", "must be an aware datetime");
        let created_on =
            created_on.map(|at| text("created_on", at)?.parse().map_err(|_| when())).transpose()?;
        webhook::test_webhook(&token, text("event", event)?, text("data", data)?, id, created_on)
    };
    let sample = make().or_raise(py)?;
    let headers = PyDict::new(py);
    for (name, value) in sample.headers() {
        headers.set_item(name, value)?;
    }
    Ok((PyBytes::new(py, sample.body.as_bytes()), headers))
}

fn token(given: &Bound<'_, PyAny>) -> Result<Secret, Error> {
    text("auth_token", given).map(Secret::from).map_err(|_| wrong_token())
}

fn wrong_token() -> Error {
    Error::configuration("auth_token", "must be a str, or several")
}
