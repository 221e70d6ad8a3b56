//! Classes of Python's that values are made from and recognised by, looked up once.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

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
    static DECODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if let Some(text) = unescaped(text) {
        return Ok(PyString::new(py, text).into_any());
    }
    // `json.loads` would make a decoder for each call.
    let decode = DECODE.get_or_try_init(py, || {
        let arguments = PyDict::new(py);
        arguments.set_item("parse_float", decimal(py)?)?;
        let decoder = py.import("json")?.getattr("JSONDecoder")?.call((), Some(&arguments))?;
        PyResult::Ok(decoder.getattr("decode")?.unbind())
    })?;
    decode.bind(py).call1((text,))
}

/// What a JSON string holds that is written as it is. Most metadata is such.
fn unescaped(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    let plain = text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
    plain.then_some(text)
}
