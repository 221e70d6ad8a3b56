//! The way back into an event loop: finished calls and questions queue up, and the loop is woken once for all of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use kaikei::Error;
use kaikei_host::{Ask, wake_when_idle};
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use tokio::task::AbortHandle;

use crate::asynchronous::Hook;
use crate::call::{Finished, Work};
use crate::error::{OrRaise, exception, internal, raised};
use crate::process::{self, Ours, lock};

tokio::task_local! {
    /// The loop that the running call belongs to.
    pub(crate) static LOOP: Arc<Shared>;
}

/// What the I/O thread knows of a mailbox: no Python object that it could touch.
pub(crate) struct Shared {
    queue: Mutex<Queue>,
    wake: Wake,
}

#[derive(Default)]
struct Queue {
    letters: Vec<Letter>,
    /// The loop is about to be woken.
    waking: bool,
    /// There is a byte in the pipe.
    woken: bool,
}

pub(crate) enum Letter {
    Finished(u64, Box<Result<Finished, Error>>),
    Asked(Arc<Hook>, Ask),
}

/// How the loop is woken.
enum Wake {
    /// It watches one end of a pipe.
    #[cfg(unix)]
    Pipe(std::io::PipeReader, std::io::PipeWriter),
    /// For loops that cannot watch one: a function that wakes it from any thread.
    Function(Py<PyAny>),
}

impl Shared {
    pub(crate) fn post(self: &Arc<Self>, letter: Letter) {
        let first = {
            let mut queue = lock(&self.queue);
            queue.letters.push(letter);
            !std::mem::replace(&mut queue.waking, true)
        };
        if first {
            let shared = Arc::clone(self);
            wake_when_idle(move || shared.wake_up());
        }
    }

    fn wake_up(&self) {
        let mut queue = lock(&self.queue);
        queue.waking = false;
        match &self.wake {
            // One byte for each batch, so the pipe never fills.
            #[cfg(unix)]
            Wake::Pipe(_, writer) => {
                if !std::mem::replace(&mut queue.woken, true) {
                    let _ = std::io::Write::write(&mut &*writer, &[1]);
                }
            }
            Wake::Function(wake) => {
                drop(queue);
                // A loop that was closed refuses; nobody waits for the letter then.
                let _ = Python::try_attach(|py| wake.call0(py).map(|_| ()));
            }
        }
    }

    fn take(&self) -> Vec<Letter> {
        let mut queue = lock(&self.queue);
        if std::mem::take(&mut queue.woken) {
            match &self.wake {
                // The byte is there: it was written under this lock.
                #[cfg(unix)]
                Wake::Pipe(reader, _) => {
                    let _ = std::io::Read::read(&mut &*reader, &mut [0]);
                }
                Wake::Function(_) => {}
            }
        }
        std::mem::take(&mut queue.letters)
    }
}

/// One event loop's mailbox.
#[pyclass(module = "kaikei._native", frozen, weakref)]
pub(crate) struct Mailbox {
    pub(crate) shared: Arc<Shared>,
    next: AtomicU64,
    waiting: Mutex<HashMap<u64, Waiting>>,
    ask: Py<PyAny>,
}

/// A call whose future waits for it.
struct Waiting {
    future: Py<PyAny>,
    task: Ours<AbortHandle>,
}

#[pymethods]
impl Mailbox {
    /// `ask` is called with each [`crate::asynchronous::Question`]. Without `wake` the loop must watch [`Mailbox::fileno`].
    #[new]
    #[pyo3(signature = (ask, wake = None))]
    fn new(py: Python<'_>, ask: Py<PyAny>, wake: Option<Py<PyAny>>) -> PyResult<Self> {
        let wake = match wake {
            Some(wake) => Wake::Function(wake),
            None => pipe().or_raise(py)?,
        };
        let shared = Arc::new(Shared { queue: Mutex::default(), wake });
        Ok(Self { shared, next: AtomicU64::new(0), waiting: Mutex::default(), ask })
    }

    /// The end of the pipe to watch.
    fn fileno(&self, py: Python<'_>) -> PyResult<i32> {
        match &self.shared.wake {
            #[cfg(unix)]
            Wake::Pipe(reader, _) => Ok(std::os::fd::AsRawFd::as_raw_fd(reader)),
            Wake::Function(_) => Err(raised(py, &internal("this mailbox has no pipe"))),
        }
    }

    /// Hands out everything that came: on the loop's thread.
    fn drain(&self, py: Python<'_>) {
        for letter in self.shared.take() {
            let handed_out = match letter {
                Letter::Finished(id, result) => self.finish(py, id, *result),
                Letter::Asked(hook, ask) => hook.put(py, ask, &self.ask),
            };
            if let Err(error) = handed_out {
                error.write_unraisable(py, None);
            }
        }
    }

    /// A call's future leads to its task, whose frame leads back here.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.ask)?;
        if let Wake::Function(wake) = &self.shared.wake {
            visit.call(wake)?;
        }
        // Taken on Python's threads only, and never across one's turn: it is free.
        if let Ok(waiting) = self.waiting.try_lock() {
            for waiting in waiting.values() {
                visit.call(&waiting.future)?;
            }
        }
        Ok(())
    }

    fn __clear__(&self) {
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        abort(waiting.values());
    }

    /// Gives up a call: its exchange is dropped, nothing is sent afterwards.
    fn abort(&self, id: u64) {
        let waiting = lock(&self.waiting).remove(&id);
        if let Some(task) = waiting.as_ref().and_then(|waiting| waiting.task.get()) {
            task.abort();
        }
    }
}

/// The loop was closed: nobody waits for these any more.
fn abort<'a>(waiting: impl Iterator<Item = &'a Waiting>) {
    for task in waiting.filter_map(|waiting| waiting.task.get()) {
        task.abort();
    }
}

#[cfg(unix)]
fn pipe() -> Result<Wake, Error> {
    let (reader, writer) = std::io::pipe().map_err(|_| internal("a pipe cannot be made"))?;
    Ok(Wake::Pipe(reader, writer))
}

#[cfg(not(unix))]
fn pipe() -> Result<Wake, Error> {
    Err(internal("this system's loops cannot watch a pipe"))
}

impl Mailbox {
    /// Starts `work`; its result will be `future`'s.
    pub(crate) fn start(&self, py: Python<'_>, work: Work, future: Py<PyAny>) -> Result<u64, Error> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let io = process::io(py)?;
        let mut outcome = Outcome { shared: Arc::clone(&self.shared), id, result: None };
        let task = io.spawn(LOOP.scope(Arc::clone(&self.shared), async move {
            outcome.is(work.await);
        }));
        // Its letter cannot be handed out before this: that happens on the thread that is here.
        lock(&self.waiting).insert(id, Waiting { future, task: Ours::new(task) });
        Ok(id)
    }

    fn finish(&self, py: Python<'_>, id: u64, result: Result<Finished, Error>) -> PyResult<()> {
        let Some(waiting) = lock(&self.waiting).remove(&id) else { return Ok(()) };
        let future = waiting.future.bind(py);
        if future.call_method0(pyo3::intern!(py, "done"))?.is_truthy()? {
            return Ok(());
        }
        let built = result.map_err(|error| exception(py, &error)).map(|finished| finished.build(py));
        let exception = match built {
            Ok(Ok(object)) => {
                return future.call_method1(pyo3::intern!(py, "set_result"), (object,)).map(|_| ());
            }
            Ok(Err(error)) => error.into_value(py).into_bound(py).into_any(),
            Err(exception) => exception?,
        };
        future.call_method1(pyo3::intern!(py, "set_exception"), (exception,)).map(|_| ())
    }
}

/// Posts a call's result, also if the call panicked.
struct Outcome {
    shared: Arc<Shared>,
    id: u64,
    result: Option<Result<Finished, Error>>,
}

impl Outcome {
    fn is(&mut self, result: Result<Finished, Error>) {
        self.result = Some(result);
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        let result = self.result.take().unwrap_or_else(|| Err(internal("the call ended without a result")));
        self.shared.post(Letter::Finished(self.id, Box::new(result)));
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        abort(lock(&self.waiting).values());
    }
}
