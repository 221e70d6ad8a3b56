//! A clock and a token store that the harness can look into.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use kaikei::ito::TokenSet;
use kaikei::{BoxFuture, Clock, TokenStore};

/// A clock that moves only when somebody waits, which takes no time.
pub(crate) struct TestClock(Mutex<(SystemTime, Vec<f64>)>);

impl TestClock {
    pub(crate) fn new(now: SystemTime) -> Self {
        Self(Mutex::new((now, Vec::new())))
    }

    /// The waits so far, in seconds.
    pub(crate) fn waits(&self) -> Vec<f64> {
        self.state().1.clone()
    }

    fn state(&self) -> MutexGuard<'_, (SystemTime, Vec<f64>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        self.state().0
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let mut state = self.state();
        state.0 += duration;
        state.1.push(duration.as_secs_f64());
        Box::pin(std::future::ready(()))
    }
}

/// A token store in memory.
pub(crate) struct WatchedStore {
    fails: bool,
    saved: Mutex<Vec<String>>,
}

impl WatchedStore {
    pub(crate) fn new(fails: bool) -> Self {
        Self { fails, saved: Mutex::default() }
    }

    /// Every text that it was given.
    pub(crate) fn saved(&self) -> Vec<String> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl TokenStore for WatchedStore {
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), String>> {
        self.saved.lock().unwrap_or_else(PoisonError::into_inner).push(tokens.export().as_str().to_owned());
        Box::pin(std::future::ready(if self.fails { Err("the disk is full".to_owned()) } else { Ok(()) }))
    }
}
