//! Texts and objects that a caller gave: anything else is refused by name.

use kaikei::Error;
use pyo3::PyTypeCheck;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// A text that UTF-8 can tell.
pub(crate) fn text<'a>(field: &str, given: &'a Bound<'_, PyAny>) -> Result<&'a str, Error> {
    let text = given.cast::<PyString>().map_err(|_| Error::invalid(field, "must be a str"))?;
    text.to_str().map_err(|_| Error::invalid(field, "must not hold a lone surrogate"))
}

/// An object of one class of this package.
pub(crate) fn object<'a, 'py, T: PyTypeCheck>(
    field: &str,
    class: &str,
    given: &'a Bound<'py, PyAny>,
) -> Result<&'a Bound<'py, T>, Error> {
    given.cast::<T>().map_err(|_| Error::invalid(field, format!("must be a {class}")))
}
