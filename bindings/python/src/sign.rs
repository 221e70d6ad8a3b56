//! Signing and PKCE without a client.

use std::time::SystemTime;

use kaikei::ito::{self, CreatePayment, SigningProfile};
use kaikei::{Error, Secret};
use pyo3::prelude::*;

use crate::encode::{self, Purpose};
use crate::error::OrRaise;
use crate::seconds;
use crate::text::text;

/// A signed payment request, for your own HTTP client and for looking at.
#[pyclass(module = "kaikei", frozen, get_all)]
pub(crate) struct SignedRequest {
    /// What to send.
    body: String,
    /// The `Content-Type` to send it with.
    content_type: &'static str,
    /// What was signed, after `"{timestamp}."`.
    signed: String,
    /// The `X-Signature` header.
    x_signature: String,
    /// The `X-Timestamp` header.
    x_timestamp: String,
}

#[pymethods]
impl SignedRequest {
    fn __repr__(&self) -> String {
        format!("<SignedRequest at {} [{} bytes]>", self.x_timestamp, self.body.len())
    }
}

/// Signs a payment request without sending it. `timestamp` in seconds since 1970, now by default.
#[pyfunction]
#[pyo3(signature = (parameters, *, secret_key, timestamp = None, profile = None))]
pub(crate) fn sign_request(
    py: Python<'_>,
    parameters: &Bound<'_, PyAny>,
    secret_key: &Bound<'_, PyAny>,
    timestamp: Option<&Bound<'_, PyAny>>,
    profile: Option<&Bound<'_, PyAny>>,
) -> PyResult<SignedRequest> {
    let sign = || {
        let profile = match profile {
            Some(given) => text("profile", given)?.parse()?,
            None => SigningProfile::default(),
        };
        let at =
            timestamp.map_or_else(|| Ok(SystemTime::now()), |given| seconds::instant("timestamp", given))?;
        let at = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let json = encode::object(parameters, Purpose::Parameters)?;
        let payment: CreatePayment = kaikei_core::json::parameters(&json)?;
        let signed =
            ito::sign_request(&payment, &Secret::from(text("secret_key", secret_key)?), at, profile)?;
        Ok::<_, Error>(SignedRequest {
            body: signed.body,
            content_type: signed.content_type,
            signed: signed.signed,
            x_signature: signed.x_signature,
            x_timestamp: at.to_string(),
        })
    };
    sign().or_raise(py)
}

/// A PKCE pair (RFC 7636, S256).
#[pyclass(module = "kaikei", frozen)]
pub(crate) struct Pkce(ito::Pkce);

#[pymethods]
impl Pkce {
    /// The code verifier. It stays in the app.
    #[getter]
    fn verifier(&self) -> &str {
        self.0.verifier.expose()
    }
    /// The code challenge: it goes into the authorize URL.
    #[getter]
    fn challenge(&self) -> &str {
        &self.0.challenge
    }
    fn __repr__(&self) -> &'static str {
        "<Pkce [secret]>"
    }
}

/// A new PKCE pair, or that of a verifier made elsewhere.
#[pyfunction]
#[pyo3(signature = (verifier = None))]
pub(crate) fn pkce(py: Python<'_>, verifier: Option<&Bound<'_, PyAny>>) -> PyResult<Pkce> {
    let pair = match verifier {
        Some(given) => text("code_verifier", given).and_then(ito::Pkce::from_verifier),
        None => kaikei::entropy().map(|entropy| ito::Pkce::new(&entropy)),
    };
    pair.map(Pkce).or_raise(py)
}
