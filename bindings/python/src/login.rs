//! A user's login, and the tokens it ends with.

use std::sync::Mutex;
use std::time::SystemTime;

use kaikei::{Error, ito};
use pyo3::prelude::*;

use crate::error::OrRaise;
use crate::process::lock;
use crate::text::text;
use crate::types;

/// A login that has begun.
#[pyclass(module = "kaikei", frozen)]
pub(crate) struct Login {
    /// Open this in the user's browser.
    #[pyo3(get)]
    authorize_url: String,
    /// Keep this until the browser comes back.
    #[pyo3(get)]
    pending: Py<PendingLogin>,
}

impl Login {
    pub(crate) fn new(py: Python<'_>, login: ito::Login) -> PyResult<Self> {
        let pending = Py::new(py, PendingLogin(Mutex::new(login.pending)))?;
        Ok(Self { authorize_url: login.authorize_url, pending })
    }
}

#[pymethods]
impl Login {
    fn __repr__(&self) -> String {
        let url = self.authorize_url.split('?').next().unwrap_or_default();
        format!("<Login at {url}>")
    }
}

/// A login between the browser's leaving and its return. Used once, within 10 minutes.
#[pyclass(module = "kaikei", frozen)]
pub(crate) struct PendingLogin(pub(crate) Mutex<ito::PendingLogin>);

#[pymethods]
impl PendingLogin {
    /// The pending login as text, to survive the end of the process. This text is a secret.
    fn export(&self) -> String {
        lock(&self.0).export().to_string()
    }
    /// Reads what `export` wrote.
    #[staticmethod]
    #[pyo3(signature = (given, /))]
    fn load(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        let read = text("pending_login", given).and_then(ito::PendingLogin::import);
        read.map(|pending| Self(Mutex::new(pending))).or_raise(given.py())
    }
    /// The app's public client id.
    #[getter]
    fn client_id(&self) -> String {
        lock(&self.0).client_id().to_owned()
    }
    fn __repr__(&self) -> &'static str {
        "<PendingLogin>"
    }
}

/// A user's tokens.
#[pyclass(module = "kaikei", frozen)]
pub(crate) struct Tokens(pub(crate) ito::TokenSet);

#[pymethods]
impl Tokens {
    /// The tokens as text for your own encrypted store. This text is a secret.
    fn export(&self) -> String {
        self.0.export().to_string()
    }
    /// Reads what `export` wrote.
    #[staticmethod]
    #[pyo3(signature = (given, /))]
    fn load(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        text("tokens", given).and_then(ito::TokenSet::import).map(Self).or_raise(given.py())
    }
    /// The bearer token of the calls.
    #[getter]
    fn access_token(&self) -> &str {
        self.0.access_token().expose()
    }
    /// Used up by each renewal.
    #[getter]
    fn refresh_token(&self) -> Option<&str> {
        self.0.refresh_token().map(|token| token.expose())
    }
    /// When the access token ends, in UTC.
    #[getter]
    fn expires_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(at) = self.0.expires_at() else { return Ok(None) };
        let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let at = types::datetime(py)?.call_method1("fromtimestamp", (since, types::utc(py)?));
        // A store may have kept a year that Python cannot tell.
        let unreadable = || Error::invalid("tokens", "are not what export wrote");
        at.map(Some).map_err(|_| crate::error::raised(py, &unreadable()))
    }
    /// The granted scopes, if the server named them.
    #[getter]
    fn scope(&self) -> Option<&str> {
        self.0.scope()
    }
    fn __repr__(&self) -> &'static str {
        "<Tokens [secret]>"
    }
}
