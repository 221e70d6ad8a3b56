//! The time, as an argument: tests bring their own.

use std::time::{Duration, SystemTime};

use crate::BoxFuture;

/// Where a client gets the time from, and how it waits.
pub trait Clock: Send + Sync {
    /// The time; it goes into signatures.
    fn now(&self) -> SystemTime;
    /// Waits before a retry.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// The system's clock, and tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
