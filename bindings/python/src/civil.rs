//! Times and days as the core writes them, as Python's `datetime` and `date`.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::types;

fn digits<T: std::str::FromStr>(text: &str, from: usize, to: usize) -> PyResult<T> {
    text.get(from..to)
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| PyValueError::new_err("no digits"))
}

/// `2026-03-13T02:39:52.908468Z` as an aware `datetime`; digits below the microsecond are cut off.
pub(crate) fn instant<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let fraction = text.get(20..).unwrap_or_default().trim_end_matches('Z');
    let length = fraction.len().min(6);
    let micros = match length {
        0 => 0,
        _ => digits::<u32>(fraction, 0, length)? * 10_u32.pow(6 - length as u32),
    };
    types::datetime(py)?.call1((
        digits::<i32>(text, 0, 4)?,
        digits::<u8>(text, 5, 7)?,
        digits::<u8>(text, 8, 10)?,
        digits::<u8>(text, 11, 13)?,
        digits::<u8>(text, 14, 16)?,
        digits::<u8>(text, 17, 19)?,
        micros,
        types::utc(py)?,
    ))
}

/// `dd-mm-yyyy` as a `date`.
pub(crate) fn day<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    types::date(py)?.call1((
        digits::<i32>(text, 6, 10)?,
        digits::<u8>(text, 3, 5)?,
        digits::<u8>(text, 0, 2)?,
    ))
}
