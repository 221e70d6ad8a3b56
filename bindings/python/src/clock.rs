//! A clock for users' tests.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kaikei::Clock as _;
use kaikei_host as host;
use pyo3::prelude::*;

use crate::error::OrRaise;
use crate::seconds;

/// A clock that starts where a test says, and moves on only when something waits or the test moves it.
#[pyclass(module = "kaikei._native", frozen, subclass)]
pub(crate) struct TestClock(pub(crate) Arc<host::TestClock>);

#[pymethods]
impl TestClock {
    /// `start` in seconds since 1970.
    #[new]
    #[pyo3(signature = (start = None))]
    fn new(start: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let start = match start {
            Some(start) => seconds::instant("start", start).or_raise(start.py())?,
            None => SystemTime::now(),
        };
        Ok(Self(Arc::new(host::TestClock::new(start))))
    }

    /// Moves the clock on by so many seconds.
    fn advance(&self, by: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.advance(seconds::duration("by", by).or_raise(by.py())?);
        Ok(())
    }

    /// The time in seconds since 1970.
    fn now(&self) -> f64 {
        self.0.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
    }

    /// Every wait so far in seconds, in order.
    #[getter]
    fn waits(&self) -> Vec<f64> {
        self.0.waits().iter().map(Duration::as_secs_f64).collect()
    }
}
