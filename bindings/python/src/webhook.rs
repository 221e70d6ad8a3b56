//! Verifying webhooks.

use std::borrow::Cow;
use std::time::SystemTime;

use kaikei::ito::{WebhookVerifier, sign_webhook};
use kaikei::{Error, Secret};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyMemoryView, PyString, PyTuple};

use crate::error::{OrRaise, raised};
use crate::event::WebhookEvent;
use crate::seconds;
use crate::text::text;

const TIMESTAMP: &str = "x-timestamp";
const SIGNATURE: &str = "x-signature";
const SIGNED: [&str; 2] = [TIMESTAMP, SIGNATURE];

/// Verifies webhooks with one or more secrets, so that a secret can be rotated. Make it once, use it often.
#[pyclass(module = "kaikei.webhooks", frozen)]
pub(crate) struct Verifier(WebhookVerifier);

#[pymethods]
impl Verifier {
    /// `secret` is one secret, or every active one as `{name: secret}`. `tolerance` in seconds, 300 by default.
    #[new]
    #[pyo3(signature = (secret, *, tolerance = None))]
    fn new(secret: &Bound<'_, PyAny>, tolerance: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let py = secret.py();
        let make = || {
            let verifier = match secret.cast::<PyDict>() {
                Ok(named) => {
                    let pairs: Result<Vec<(String, String)>, Error> =
                        named.iter().map(|(name, secret)| Ok((active(&name)?, active(&secret)?))).collect();
                    WebhookVerifier::with_secrets(pairs?)
                }
                Err(_) => WebhookVerifier::new(active(secret)?),
            }?;
            match tolerance {
                Some(given) => Ok(verifier.tolerance(seconds::duration("tolerance", given)?)),
                None => Ok(verifier),
            }
        };
        make().map(Self).or_raise(py)
    }

    /// Verifies a webhook from its raw body and all of its request's headers: a mapping, or an iterable of pairs.
    ///
    /// Every failure of a check is a `WebhookError` whose `code` says why. Answer it with 403.
    #[pyo3(signature = (body, headers, now = None))]
    fn verify<'py>(
        &self,
        body: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<WebhookEvent> {
        let py = body.py();
        let body = Body::of(body)?;
        let headers = Headers::of(headers, &SIGNED)?;
        let now = at(now)?;
        match self.0.verify(headers.pairs(), body.bytes(), now) {
            Ok(event) => Ok(WebhookEvent(event)),
            Err(error) => Err(raised(py, &error)),
        }
    }

    /// Says why a webhook fails, for developers: never for the answer to the gateway. Shows no secret.
    #[pyo3(signature = (body, headers, now = None))]
    fn explain<'py>(
        &self,
        body: &Bound<'py, PyAny>,
        headers: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Explanation> {
        let body = Body::of(body)?;
        let headers = Headers::of(headers, &SIGNED)?;
        let now = at(now)?;
        let only = |name: &str| {
            let mut values = headers.pairs().filter(|(found, _)| *found == name).map(|(_, value)| value);
            values.next().filter(|_| values.next().is_none())
        };
        if let (Some(timestamp), Some(signature)) = (only(TIMESTAMP), only(SIGNATURE)) {
            let found = self.0.explain(&timestamp, &signature, body.bytes(), now);
            let findings = found.findings.into_iter();
            let findings =
                findings.map(|f| Finding { code: f.code.to_owned(), message: f.message }).collect();
            return Ok(Explanation { valid: found.valid, reason: found.reason, findings });
        }
        // One of the two headers is missing or repeated: that is all there is to say.
        let error = self.0.verify(headers.pairs(), body.bytes(), now).err();
        let reason = error.as_ref().and_then(Error::code).map(str::to_owned);
        let message = error.as_ref().map(|error| match error.field() {
            Some(field) => format!("{}: {field}", error.message()),
            None => error.message().to_owned(),
        });
        let finding = reason.clone().zip(message).map(|(code, message)| Finding { code, message });
        Ok(Explanation { valid: error.is_none(), reason, findings: finding.into_iter().collect() })
    }

    fn __repr__(&self) -> String {
        format!("<Verifier {:?}>", self.0)
    }
}

/// What `explain` found.
#[pyclass(module = "kaikei.webhooks", frozen, get_all)]
pub(crate) struct Explanation {
    /// Whether the webhook verifies.
    valid: bool,
    /// The reason of the first failed check, as in the error's `code`.
    reason: Option<String>,
    /// What is probably wrong, most likely first; empty if it verifies.
    findings: Vec<Finding>,
}

#[pymethods]
impl Explanation {
    fn __repr__(&self) -> String {
        let codes: Vec<_> = self.findings.iter().map(|finding| finding.code.as_str()).collect();
        format!("<Explanation valid={} {}>", self.valid, codes.join(", "))
    }
}

/// One thing that is probably wrong.
#[pyclass(module = "kaikei.webhooks", frozen, get_all)]
#[derive(Clone)]
pub(crate) struct Finding {
    /// A name for it, such as `missing_prefix`.
    code: String,
    /// What it means and how to mend it.
    message: String,
}

#[pymethods]
impl Finding {
    fn __repr__(&self) -> String {
        format!("<Finding {}: {}>", self.code, self.message)
    }
}

/// Signs a webhook's raw body as the gateway would, for tests: returns the two headers. `timestamp` in seconds since
/// 1970, now by default.
#[pyfunction]
#[pyo3(name = "sign_webhook", signature = (secret, body, timestamp = None))]
pub(crate) fn sign<'py>(
    secret: &Bound<'py, PyAny>,
    body: &Bound<'py, PyAny>,
    timestamp: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = body.py();
    let content = Body::of(body)?;
    let seconds = at(timestamp)?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let secret = Secret::from(text("webhook_secret", secret).or_raise(py)?);
    let signed = sign_webhook(&secret, seconds, content.bytes()).or_raise(py)?;
    let headers = PyDict::new(py);
    headers.set_item("X-Timestamp", signed.x_timestamp)?;
    headers.set_item("X-Signature", signed.x_signature)?;
    Ok(headers)
}

fn active(given: &Bound<'_, PyAny>) -> Result<String, Error> {
    let wrong = |_| Error::configuration("webhook_secret", "must be a str, or a dict of names and secrets");
    text("webhook_secret", given).map(str::to_owned).map_err(wrong)
}

fn at(now: Option<&Bound<'_, PyAny>>) -> PyResult<SystemTime> {
    match now {
        None => Ok(SystemTime::now()),
        Some(given) => seconds::instant("now", given).or_raise(given.py()),
    }
}

/// A raw body.
pub(crate) enum Body<'a, 'py> {
    Bytes(&'a Bound<'py, PyBytes>),
    Copied(Bound<'py, PyBytes>),
}

impl<'a, 'py> Body<'a, 'py> {
    pub(crate) fn of(given: &'a Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes));
        }
        if given.is_instance_of::<PyByteArray>() || given.is_instance_of::<PyMemoryView>() {
            let copied = given.py().get_type::<PyBytes>().call1((given,))?;
            return Ok(Self::Copied(copied.cast_into()?));
        }
        let rule = "must be the raw bytes of the request, before any parsing";
        Err(raised(given.py(), &Error::invalid("body", rule)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes.as_bytes(),
            Self::Copied(bytes) => bytes.as_bytes(),
        }
    }
}

/// The headers that matter, of all that a request has. Three are enough to see that one is repeated.
#[derive(Default)]
pub(crate) struct Headers<'py>([Option<(&'static str, Bound<'py, PyAny>)>; 3]);

impl<'py> Headers<'py> {
    /// Of `given`, those called `names`, which are in lower case.
    pub(crate) fn of(given: &Bound<'py, PyAny>, names: &[&'static str]) -> PyResult<Self> {
        let mut headers = Self::default();
        if let Ok(dict) = given.cast_exact::<PyDict>() {
            for (name, value) in dict {
                headers.add(names, &name, value);
            }
            return Ok(headers);
        }
        let no_headers = |_| raised(given.py(), &Error::invalid("headers", "must be a mapping or pairs"));
        let pairs = match given.getattr("items") {
            Ok(items) => items.call0().map_err(no_headers)?,
            Err(_) => given.clone(),
        };
        for pair in pairs.try_iter().map_err(no_headers)? {
            let pair = pair.map_err(no_headers)?;
            let (name, value) = match pair.cast::<PyTuple>() {
                Ok(pair) if pair.len() == 2 => (pair.get_item(0), pair.get_item(1)),
                _ if pair.len().is_ok_and(|length| length == 2) => (pair.get_item(0), pair.get_item(1)),
                _ => return Err(no_headers(PyTypeError::new_err("no pair"))),
            };
            let (name, value) = (name.map_err(no_headers)?, value.map_err(no_headers)?);
            headers.add(names, &name, value);
        }
        Ok(headers)
    }

    fn add(&mut self, names: &[&'static str], name: &Bound<'py, PyAny>, value: Bound<'py, PyAny>) {
        let found = match name.cast::<PyString>() {
            Ok(name) => name.to_str().ok().and_then(|name| known(names, name.as_bytes())),
            Err(_) => name.cast::<PyBytes>().ok().and_then(|name| known(names, name.as_bytes())),
        };
        if let (Some(found), Some(free)) = (found, self.0.iter_mut().find(|slot| slot.is_none())) {
            *free = Some((found, value));
        }
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&'static str, Cow<'_, [u8]>)> {
        self.0.iter().flatten().map(|(name, value)| (*name, bytes(value)))
    }
}

fn known(names: &[&'static str], name: &[u8]) -> Option<&'static str> {
    names.iter().find(|known| name.eq_ignore_ascii_case(known.as_bytes())).copied()
}

/// A header's value. What is neither bytes nor a text that UTF-8 can tell becomes a value that no check lets through.
fn bytes<'a>(value: &'a Bound<'_, PyAny>) -> Cow<'a, [u8]> {
    match value.cast::<PyString>() {
        Ok(text) => text.to_str().map_or(Cow::Borrowed(b"\xff"), |text| Cow::Borrowed(text.as_bytes())),
        Err(_) => Cow::Borrowed(value.cast::<PyBytes>().map_or(b"\xff", |bytes| bytes.as_bytes())),
    }
}
