//! The sandbox inside a Python process: started, controlled in JSON, stopped. What it can do is declared once, in its
//! control API, so that nothing here knows of it.

use kaikei_sandbox::{Embedded, Error};
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;

/// A sandbox on a free port of 127.0.0.1, on a thread of its own. It ends with the object.
#[pyclass(frozen, module = "kaikei_sandbox._native")]
struct Server(Embedded);

#[pymethods]
impl Server {
    #[new]
    #[pyo3(signature = (options = "{}", /))]
    fn start(py: Python<'_>, options: &str) -> PyResult<Self> {
        py.detach(|| Embedded::start(options)).map(Self).map_err(raised)
    }

    /// `http://127.0.0.1:port`, also after a stop.
    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// Status and JSON text that the control API answers; `body` is JSON text, or empty.
    #[pyo3(signature = (method, path, body = "", /))]
    fn control(&self, py: Python<'_>, method: &str, path: &str, body: &str) -> PyResult<(u16, String)> {
        let answer = py.detach(|| self.0.control(method, path, body)).map_err(raised)?;
        Ok((answer.status, answer.body))
    }

    /// Closes the listener and every connection, and waits until its thread has ended.
    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.0.stop());
    }

    fn __repr__(&self) -> String {
        format!("<kaikei_sandbox._native.Server {}>", self.0.base_url())
    }
}

fn raised(error: Error) -> PyErr {
    let text = error.to_string();
    match error {
        Error::Io(_) => PyOSError::new_err(text),
        Error::Stopped => PyRuntimeError::new_err(text),
        _ => PyValueError::new_err(text),
    }
}

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Server>()
}
