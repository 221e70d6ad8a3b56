//! One call: waited for on its thread, or handed to an event loop.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use kaikei::ito::Confirmation;
use kaikei::{Answered, Error};
use kaikei_host::Io;
use pyo3::prelude::*;
use tokio::task::AbortHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::blocking::Waits;
use crate::client::{Client, FinishedClient, Hooked, Recipe};
use crate::error::{OrRaise, exception, internal};
use crate::mailbox::Mailbox;
use crate::process::{self, Ours, lock};
use crate::{answer, types};

/// How often a waiting thread looks for Ctrl-C.
const SIGNALS: Duration = Duration::from_millis(100);

/// What a call is at its end.
pub(crate) enum Finished {
    Answer(Answered),
    Confirmation(Confirmation),
    /// A client that acts for a user, and how to make it anew after a fork.
    Client(FinishedClient, Box<Recipe>),
}

impl Finished {
    pub(crate) fn build(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self {
            Self::Answer(answered) => answer::build(py, answered),
            Self::Confirmation(confirmation) => {
                let (field, error) = match &confirmation {
                    Confirmation::Mismatch { field } => (Some(*field), None),
                    Confirmation::Unknown(error) => (None, Some(exception(py, error)?)),
                    _ => (None, None),
                };
                types::confirmation(py)?.call1((confirmation.as_str(), field, error))
            }
            Self::Client(client, recipe) => Ok(Bound::new(py, Client::live(*recipe, client))?.into_any()),
        }
    }
}

type Outcome = Result<Finished, Error>;

pub(crate) type Work = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// A checked call, not yet sent. It is sent once, by `wait` or by `submit`.
#[pyclass(module = "kaikei._native", frozen)]
pub(crate) struct Call {
    work: Mutex<Option<Ours<Work>>>,
    hooked: Hooked,
}

impl Call {
    pub(crate) fn new(work: impl Future<Output = Outcome> + Send + 'static, hooked: Hooked) -> Self {
        Self { work: Mutex::new(Some(Ours::new(Box::pin(work)))), hooked }
    }

    fn take(&self) -> Result<Work, Error> {
        let work = lock(&self.work).take();
        work.and_then(Ours::into_inner).ok_or_else(|| internal("a call is sent once"))
    }
}

#[pymethods]
impl Call {
    /// Sends the call and waits for its end.
    fn wait<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let work = self.take().or_raise(py)?;
        let io = process::io(py).or_raise(py)?;
        let inside =
            || Error::configuration("client", "must not be called by its own transport or token store");
        let waits = Waits::begin().ok_or_else(inside).or_raise(py)?;
        let finished =
            py.detach(|| if self.hooked.lends_thread { here(&io, work) } else { there(&io, work) });
        if let Some(order) = waits.order() {
            return Err(order);
        }
        drop(waits);
        finished?.or_raise(py)?.build(py)
    }

    /// Sends the call; `future` is told its end on the mailbox's loop. Returns what to abort it with.
    fn submit(&self, py: Python<'_>, mailbox: &Bound<'_, Mailbox>, future: Py<PyAny>) -> PyResult<u64> {
        let mailbox = mailbox.get();
        for hook in &self.hooked.asynchronous {
            hook.runs_on(&mailbox.shared);
        }
        self.take().and_then(|work| mailbox.start(py, work, future)).or_raise(py)
    }
}

/// Runs `work` on the I/O thread, beside its sockets, and waits for it: a call that runs elsewhere is handed back and
/// forth between two threads for each thing that its sockets tell. Given up when a signal's handler raises.
fn there(io: &Io, work: Work) -> PyResult<Outcome> {
    let (tell, told) = sync_channel(1);
    let task = io.spawn(async move {
        // Nobody listens any more to a call that was given up.
        let _ = tell.send(work.await);
    });
    wait(&Ours::new((task, told)))
}

fn wait(flight: &Ours<(AbortHandle, Receiver<Outcome>)>) -> PyResult<Outcome> {
    loop {
        // A signal's handler may have forked: the thread that runs the call is the parent's.
        let Some((task, told)) = flight.get() else { return Ok(Err(internal("the call is the parent's"))) };
        match told.recv_timeout(SIGNALS) {
            Ok(outcome) => return Ok(outcome),
            Err(RecvTimeoutError::Disconnected) => return Ok(Err(panicked())),
            Err(RecvTimeoutError::Timeout) => {
                Python::attach(|py| py.check_signals()).inspect_err(|_| task.abort())?;
            }
        }
    }
}

/// Runs `work` on this thread, which the user's functions are lent.
fn here(io: &Io, work: Work) -> PyResult<Outcome> {
    let run = AssertUnwindSafe(|| io.block_on(watched(work)));
    catch_unwind(run).unwrap_or_else(|_| Ok(Err(panicked())))
}

fn panicked() -> Error {
    internal("the call panicked")
}

/// `work`, given up when a signal's handler raises.
async fn watched(mut work: Work) -> PyResult<Outcome> {
    let mut signals = interval(SIGNALS);
    signals.set_missed_tick_behavior(MissedTickBehavior::Delay);
    signals.reset();
    loop {
        tokio::select! {
            biased;
            finished = &mut work => return Ok(finished),
            _ = signals.tick() => Python::attach(|py| py.check_signals())?,
        }
    }
}
