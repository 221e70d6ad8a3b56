//! What a user brought: their own HTTP client, or place for tokens.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyWeakrefMethods, PyWeakrefReference};

/// Why nothing is run.
pub(crate) const GONE: &str = "its client is gone";

/// A user's callable or object, referred to weakly, by way of the `Kept` that Python's half of a client holds: what
/// the user brought may lead back to that client, and the collector cannot see through a core that clients share.
#[derive(Clone)]
pub(crate) struct Target(Arc<Py<PyWeakrefReference>>);

impl Target {
    pub(crate) fn new(kept: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(Arc::new(PyWeakrefReference::new(kept)?.unbind())))
    }

    /// `None` if nobody holds the client any more, and no call of it runs.
    pub(crate) fn get<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.0.bind(py).upgrade()?.getattr(pyo3::intern!(py, "target")).ok()
    }
}
