//! Classes of Python's that values are made from and recognised by, looked up once.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple, PyType};

macro_rules! classes {
    ($( $name:ident = $module:literal, $class:literal; )+) => { $(
        pub(crate) fn $name(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
            static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
            CLASS.import(py, $module, $class)
        }
    )+ };
}
classes! {
    decimal = "decimal", "Decimal";
    datetime = "datetime", "datetime";
    date = "datetime", "date";
    enumeration = "enum", "Enum";
    model = "kaikei._model", "Model";
    transport_failure = "kaikei._transport", "TransportFailure";
    confirmation = "kaikei._orders", "Confirmation";
}

/// `datetime.timezone.utc`.
pub(crate) fn utc(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static UTC: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let utc = UTC.get_or_try_init(py, || {
        PyResult::Ok(py.import("datetime")?.getattr("timezone")?.getattr("utc")?.unbind())
    })?;
    Ok(utc.bind(py))
}

/// JSON text as Python values, with exact decimals.
pub(crate) fn from_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<(Py<PyAny>, Py<PyDict>)> = PyOnceLock::new();
    let (loads, arguments) = LOADS.get_or_try_init(py, || {
        let arguments = PyDict::new(py);
        arguments.set_item("parse_float", decimal(py)?)?;
        PyResult::Ok((py.import("json")?.getattr("loads")?.unbind(), arguments.unbind()))
    })?;
    loads.bind(py).call(PyTuple::new(py, [text])?, Some(arguments.bind(py)))
}
