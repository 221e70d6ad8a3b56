//! Requests and answers as a user's own HTTP client sees them.

use kaikei::{HttpRequest, HttpResponse};
use kaikei_core::engine::{IdempotencyStatus, Purpose};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};
use zeroize::Zeroizing;

/// One request that a transport is asked to send, exactly once: it follows no redirect, repeats nothing, verifies TLS,
/// keeps to the time limits, and stops reading the answer past `max_response_bytes`.
#[pyclass(module = "kaikei", frozen)]
pub(crate) struct Request(pub(crate) HttpRequest);

#[pymethods]
impl Request {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    #[getter]
    fn method(&self) -> &'static str {
        self.0.method.as_str()
    }
    /// The absolute URL.
    #[getter]
    fn url(&self) -> &str {
        &self.0.url
    }
    /// Names in lower case, and their values. Secrets are among them.
    #[getter]
    fn headers(&self) -> Vec<(&'static str, &str)> {
        self.0.headers.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
    /// The body; empty for none. It may hold card data.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body.as_ref())
    }
    /// Seconds for the whole try, from connecting to the answer's last byte.
    #[getter]
    fn timeout(&self) -> f64 {
        self.0.timeouts.attempt.as_secs_f64()
    }
    /// Seconds for connecting, TLS included.
    #[getter]
    fn connect_timeout(&self) -> f64 {
        self.0.timeouts.connect.as_secs_f64()
    }
    /// Stop reading the answer past so many bytes, and hand over what was read: it is refused.
    #[getter]
    fn max_response_bytes(&self) -> usize {
        self.0.max_answer
    }
    /// `call` for the call itself, `token` for an access token that it needs.
    #[getter]
    fn purpose(&self) -> &'static str {
        match self.0.purpose {
            Purpose::Call => "call",
            Purpose::Token => "token",
        }
    }
    fn __repr__(&self) -> String {
        let path = self.0.url.split('?').next().unwrap_or_default();
        format!("<Request {} {path}>", self.0.method.as_str())
    }
}

/// An answer over HTTP, whole: what a gateway sent, or what a transport hands back.
#[pyclass(module = "kaikei", frozen)]
pub(crate) struct Response {
    status: u16,
    headers: Vec<(String, String)>,
    body: Zeroizing<Vec<u8>>,
    retries: u32,
}

impl Response {
    pub(crate) fn of(answer: HttpResponse, retries: u32) -> Self {
        Self { status: answer.status, headers: answer.headers, body: answer.body, retries }
    }

    /// A copy for the core; a transport may hand the same object back again.
    pub(crate) fn answer(&self) -> HttpResponse {
        HttpResponse { status: self.status, headers: self.headers.clone(), body: self.body.clone() }
    }

    fn of_headers(&self) -> HttpResponse {
        HttpResponse { status: self.status, headers: self.headers.clone(), body: Zeroizing::default() }
    }
}

#[pymethods]
impl Response {
    /// `headers` is a mapping, or an iterable of pairs.
    #[new]
    #[pyo3(signature = (http_status, headers = None, body = None))]
    fn new(
        http_status: u16,
        headers: Option<&Bound<'_, PyAny>>,
        body: Option<&Bound<'_, PyBytes>>,
    ) -> PyResult<Self> {
        let mut list = Vec::new();
        if let Some(headers) = headers {
            let pairs = match headers.getattr("items") {
                Ok(items) => items.call0()?,
                Err(_) => headers.clone(),
            };
            for pair in pairs.try_iter()? {
                let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract()?;
                list.push((text(&name)?, text(&value)?));
            }
        }
        let body = body.map(|body| body.as_bytes().to_vec()).unwrap_or_default();
        Ok(Self { status: http_status, headers: list, body: Zeroizing::new(body), retries: 0 })
    }
    /// The status code.
    #[getter]
    fn http_status(&self) -> u16 {
        self.status
    }
    /// Headers as received, as pairs; names in any case.
    #[getter]
    fn headers(&self) -> Vec<(String, String)> {
        self.headers.clone()
    }
    /// The body's bytes. They may hold personal data.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.body)
    }
    /// The body as text.
    #[getter]
    fn text<'py>(&self, py: Python<'py>) -> Bound<'py, PyString> {
        PyString::new(py, &String::from_utf8_lossy(&self.body))
    }
    /// How many tries came before the one that brought this answer.
    #[getter]
    fn retries(&self) -> u32 {
        self.retries
    }
    /// The first header called `name`, in any case.
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
    /// The gateway's id of the request, when it sends one; quote it to the gateway's support.
    #[getter]
    fn request_id(&self) -> Option<String> {
        self.of_headers().request_id().map(str::to_owned)
    }
    /// What became of the request's idempotency key, when the gateway says so: `successfully_stored`, ...
    #[getter]
    fn idempotency_status(&self) -> Option<String> {
        IdempotencyStatus::of(&self.headers).map(|status| status.to_string())
    }
    /// Whether the key did not protect: the same request with the same key would be carried out again.
    #[getter]
    fn is_unprotected(&self) -> bool {
        IdempotencyStatus::of(&self.headers).is_some_and(|status| status.is_unprotected())
    }
    fn __repr__(&self) -> String {
        format!("<Response {} [{} bytes]>", self.status, self.body.len())
    }
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let class = py.get_type::<Self>();
        let made = (self.status, self.headers.clone(), PyBytes::new(py, &self.body));
        (class.getattr("_restore")?, (made, self.retries)).into_pyobject(py)
    }
    /// What `__reduce__` took apart.
    #[staticmethod]
    fn _restore(made: (u16, Vec<(String, String)>, Bound<'_, PyBytes>), retries: u32) -> Self {
        let (status, headers, body) = made;
        Self { status, headers, body: Zeroizing::new(body.as_bytes().to_vec()), retries }
    }
}

/// A header's name or value: text, or bytes of which any are let in.
fn text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<PyBytes>() {
        Ok(bytes) => Ok(bytes.as_bytes().iter().map(|byte| char::from(*byte)).collect()),
        Err(_) => Ok(value.cast::<PyString>()?.to_string_lossy().into_owned()),
    }
}
