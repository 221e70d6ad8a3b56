//! What must not outlive a fork.
//!
//! A forked child has copies of its parent's runtime, connections and locks, but neither the threads that serve them
//! nor sockets of its own. So whatever belongs to a runtime remembers its process, and a child that meets it leaks it
//! instead of touching it.
//!
//! Locks of this crate that are taken on Python's threads are let go before the interpreter's lock is: `os.fork` runs
//! with that held, so a child never finds one of them taken.

use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kaikei::Error;
use kaikei_host::Io;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict};

/// The process that this is, as [`look`] saw it last: asking the system takes a system call each time.
static PROCESS: AtomicU32 = AtomicU32::new(0);

/// Asks the system which process this is: in each child that Python forks, and at the start of each call, for children
/// that C code forks without Python's knowledge.
pub(crate) fn look() {
    PROCESS.store(std::process::id(), Ordering::Relaxed);
}

fn current() -> u32 {
    PROCESS.load(Ordering::Relaxed)
}

/// Looks now, and in each forked child.
pub(crate) fn watch(py: Python<'_>) -> PyResult<()> {
    look();
    let os = py.import("os")?;
    // Missing where there is no fork.
    let Some(register) = os.getattr_opt("register_at_fork")? else { return Ok(()) };
    let looks = PyCFunction::new_closure(py, None, None, |_, _| look())?;
    let arguments = PyDict::new(py);
    arguments.set_item("after_in_child", looks)?;
    register.call((), Some(&arguments)).map(|_| ())
}

/// A value that only the process that made it may touch, its drop included.
pub(crate) struct Ours<T> {
    process: u32,
    value: Option<T>,
}

impl<T> Ours<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { process: current(), value: Some(value) }
    }

    /// The value, unless it is the parent's.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.process == current())
    }

    /// The value, unless it is the parent's.
    pub(crate) fn into_inner(mut self) -> Option<T> {
        if self.process == current() { self.value.take() } else { None }
    }
}

impl<T> Drop for Ours<T> {
    fn drop(&mut self) {
        // Asks anew: a child may drop something before it has looked.
        if self.value.is_some() && self.process != std::process::id() {
            mem::forget(self.value.take());
        }
    }
}

/// The lock's content, also after a panic: nothing here is left half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The thread for input and output of this process, started by the first call.
pub(crate) fn io(_attached: Python<'_>) -> Result<Arc<Io>, Error> {
    static IO: Mutex<Option<Ours<Arc<Io>>>> = Mutex::new(None);
    let mut started = lock(&IO);
    if let Some(io) = started.as_ref().and_then(Ours::get) {
        return Ok(Arc::clone(io));
    }
    let io = Arc::new(Io::start()?);
    *started = Some(Ours::new(Arc::clone(&io)));
    Ok(io)
}
