//! A clock for users' tests: `kaikei/testing` wears it as `Clock`.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kaikei::{Clock, Error};
use kaikei_host::TestClock;
use napi_derive::napi;

use crate::failure::{Outcome, outcome};

/// A clock that moves on only when something waits or the test moves it.
#[napi]
pub struct NativeClock {
    pub(crate) clock: Arc<TestClock>,
}

/// A time that JavaScript wrote as milliseconds since 1970.
pub(crate) fn time(field: &str, millis: f64) -> Result<SystemTime, Error> {
    duration(field, millis)
        .and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since).ok_or_else(|| refused(field)))
}

pub(crate) fn duration(field: &str, millis: f64) -> Result<Duration, Error> {
    // The largest number of milliseconds that a Date can hold.
    let whole = (0.0..=8.64e15).contains(&millis).then_some(millis as u64);
    whole.map(Duration::from_millis).ok_or_else(|| refused(field))
}

fn refused(field: &str) -> Error {
    Error::invalid(field, "must be in milliseconds and not negative")
}

/// A clock that stands at `start`, in milliseconds since 1970.
#[napi]
pub fn create_clock(start: f64) -> Outcome<NativeClock> {
    outcome(|| Ok(NativeClock { clock: Arc::new(TestClock::new(time("start", start)?)) }))
}

#[napi]
impl NativeClock {
    /// Moves the clock on.
    #[napi]
    pub fn advance(&self, millis: f64) -> Outcome<()> {
        outcome(|| {
            self.clock.advance(duration("by", millis)?);
            Ok(())
        })
    }

    /// The time, in milliseconds since 1970.
    #[napi]
    pub fn now(&self) -> f64 {
        let since = self.clock.now().duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or_default().as_millis() as f64
    }

    /// Every wait so far, in milliseconds.
    #[napi]
    pub fn waits(&self) -> Vec<f64> {
        self.clock.waits().iter().map(|wait| wait.as_millis() as f64).collect()
    }
}
