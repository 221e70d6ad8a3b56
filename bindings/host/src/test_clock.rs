//! A clock for users' tests: waiting takes no time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use kaikei::{BoxFuture, Clock};

/// A clock that starts where a test says, and moves on only when something waits or the test moves it.
#[derive(Debug)]
pub struct TestClock(Mutex<State>);

#[derive(Debug)]
struct State {
    now: SystemTime,
    waits: Vec<Duration>,
}

impl TestClock {
    /// A clock at `start`.
    pub fn new(start: SystemTime) -> Self {
        Self(Mutex::new(State { now: start, waits: Vec::new() }))
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        let mut state = self.state();
        state.now = state.now.checked_add(by).unwrap_or(state.now);
    }

    /// Every wait so far, in order.
    pub fn waits(&self) -> Vec<Duration> {
        self.state().waits.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        self.state().now
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.state().waits.push(duration);
        self.advance(duration);
        Box::pin(tokio::task::yield_now())
    }
}
