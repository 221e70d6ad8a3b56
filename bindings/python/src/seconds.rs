//! Numbers of seconds that a caller gave.

use std::time::{Duration, SystemTime};

use kaikei::Error;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt};

/// A number, `int` or `float`; neither `bool` nor anything else that could pass for one.
pub(crate) fn number(field: &str, given: &Bound<'_, PyAny>) -> Result<f64, Error> {
    let is_number = given.is_instance_of::<PyFloat>() || given.is_instance_of::<PyInt>();
    match given.extract::<f64>() {
        Ok(number) if is_number && number.is_finite() && !given.is_instance_of::<PyBool>() => Ok(number),
        _ => Err(Error::invalid(field, "must be a number of seconds")),
    }
}

/// How long.
pub(crate) fn duration(field: &str, given: &Bound<'_, PyAny>) -> Result<Duration, Error> {
    Duration::try_from_secs_f64(number(field, given)?)
        .map_err(|_| Error::invalid(field, "must be a number of seconds, not below 0"))
}

/// When: seconds since 1970.
pub(crate) fn instant(field: &str, given: &Bound<'_, PyAny>) -> Result<SystemTime, Error> {
    // Whole seconds stay whole, which matters where a tolerance ends.
    let since = match given.extract::<u64>() {
        Ok(whole) if !given.is_instance_of::<PyBool>() => Duration::from_secs(whole),
        _ => duration(field, given)?,
    };
    SystemTime::UNIX_EPOCH
        .checked_add(since)
        .ok_or_else(|| Error::invalid(field, "must be a number of seconds since 1970"))
}
