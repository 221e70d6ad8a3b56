//! Errors as native exceptions.

use kaikei::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

/// The exception for `error`; the classes are Python's, one per kind.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    static CLASSES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    let classes = CLASSES.get_or_try_init(py, || {
        let classes = py.import("kaikei.generated.errors")?.getattr("BY_KIND")?;
        PyResult::Ok(classes.cast_into::<PyDict>()?.unbind())
    })?;
    let class = classes.bind(py).as_any().get_item(error.kind().as_str())?;
    let details = PyDict::new(py);
    let texts = [
        ("text", Some(error.to_string())),
        ("code", error.code().map(str::to_owned)),
        ("field", error.field().map(str::to_owned)),
        ("api_code", error.api_code().map(str::to_owned)),
        ("request_id", error.request_id().map(str::to_owned)),
        ("sent", error.sent().map(|sent| sent.as_str().to_owned())),
        ("reference", error.reference().map(str::to_owned)),
        ("raw", error.raw().map(|raw| raw.as_str().to_owned())),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            details.set_item(name, text)?;
        }
    }
    if let Some(status) = error.http_status() {
        details.set_item("http_status", status)?;
    }
    if let Some(wait) = error.retry_after() {
        details.set_item("retry_after", wait.as_secs_f64())?;
    }
    class.call((PyString::new(py, error.message()),), Some(&details))
}

/// `error`, ready to be raised.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    match exception(py, error) {
        Ok(exception) => PyErr::from_value(exception),
        Err(other) => other,
    }
}

/// Results of the core, as Python functions return them.
pub(crate) trait OrRaise<T> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T, Error> {
    fn or_raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| raised(py, &error))
    }
}

/// A fault of this package.
pub(crate) fn internal(message: &str) -> Error {
    Error::new(ErrorKind::Internal, message)
}
