//! The one thread that does the input and output of a process, or of a Node environment.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use kaikei::{Error, ErrorKind};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

/// A current-thread runtime on a thread of its own: measured faster for this work than several threads.
#[derive(Debug)]
pub struct Io {
    handle: Handle,
    thread: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Io {
    /// Starts the thread.
    pub fn start() -> Result<Self, Error> {
        let failed = |_| Error::new(ErrorKind::Internal, "the thread for input and output cannot be started");
        let runtime =
            Builder::new_current_thread().enable_all().on_thread_park(wake_all).build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = move || {
            IS_IO.set(true);
            // An error means that `Io` was dropped, which also ends it.
            let _ = runtime.block_on(stopped);
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("kaikei-io".to_owned()).spawn(serve).map_err(failed)?;
        Ok(Self { handle, thread: Mutex::new(Some((stop, thread))) })
    }

    /// Runs `future` on the thread. Aborting it drops it.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.handle.spawn(future).abort_handle()
    }

    /// Runs `future` on the caller's thread, while the I/O thread serves its sockets and timers.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.handle.block_on(future)
    }

    /// Ends the thread and every call on it, and waits until it has ended.
    pub fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, thread)) = thread {
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

thread_local! {
    static IS_IO: Cell<bool> = const { Cell::new(false) };
    static WAKES: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
}

/// Runs `wake`, which wakes a host's loop: on the I/O thread once there is nothing more to do for now, so that one
/// wake-up hands over all that has come; at once on any other thread.
pub fn wake_when_idle(wake: impl FnOnce() + 'static) {
    if IS_IO.get() {
        WAKES.with_borrow_mut(|wakes| wakes.push(Box::new(wake)));
    } else {
        wake();
    }
}

fn wake_all() {
    // A wake may post again, and the thread is about to sleep.
    loop {
        let wakes = WAKES.with_borrow_mut(std::mem::take);
        if wakes.is_empty() {
            return;
        }
        wakes.into_iter().for_each(|wake| wake());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_may_post_again() {
        let io = Io::start().unwrap();
        let (tell, told) = std::sync::mpsc::channel();
        io.spawn(async move {
            wake_when_idle(move || wake_when_idle(move || tell.send(()).unwrap()));
        });
        told.recv_timeout(std::time::Duration::from_secs(5)).unwrap();
        io.stop();
    }
}
