//! What one Node environment (the main thread, or a worker) shares: the thread that does the input and output, the queue
//! towards JavaScript, and the calls in flight.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kaikei::{Error, ErrorKind};
use kaikei_host::{Io, wake_when_idle};
use napi::Env;
use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi_derive::napi;
use tokio::task::AbortHandle;

use crate::event::{CallId, Event, EventValue};
use crate::failure::fault;

/// Wakes JavaScript. Weak: by itself it does not keep the process alive.
type Wake = ThreadsafeFunction<(), (), (), napi::Status, false, true>;

/// JavaScript's hold on what its environment shares.
#[napi]
pub struct Bridge {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    /// Node-API's own functions need no lock; napi-rs's methods ask for exclusive access.
    wake: Mutex<Wake>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    io: Option<Arc<Io>>,
    /// The environment is going down.
    ended: bool,
    queue: Vec<Event>,
    /// Those that have not ended; without a handle while they are being spawned.
    calls: HashMap<CallId, Option<AbortHandle>>,
}

#[napi]
impl Bridge {
    /// `wake` is called when there is something to [`Bridge::take`].
    #[napi(constructor)]
    pub fn new(env: Env, wake: Function<'_, (), ()>) -> napi::Result<Self> {
        let wake = wake.build_threadsafe_function::<()>().weak::<true>().build()?;
        let shared = Arc::new(Shared { wake: Mutex::new(wake), state: Mutex::default() });
        // Hooks run last in, first out: the thread has ended before Node takes the threadsafe function away. Without
        // this, a process that exits during calls can abort.
        env.add_env_cleanup_hook(Arc::clone(&shared), |shared| shared.end())?;
        Ok(Self { shared })
    }

    /// Everything that has come since the last time.
    #[napi]
    pub fn take<'env>(&self, env: &'env Env) -> napi::Result<Vec<EventValue<'env>>> {
        let events = std::mem::take(&mut self.shared.state().queue);
        events.into_iter().map(|event| event.into_value(env)).collect()
    }

    /// Keeps the process alive from now on: a call is in flight.
    #[napi]
    #[allow(deprecated, reason = "napi-rs offers no other way to change it after creation")]
    pub fn hold(&self, env: Env) -> napi::Result<()> {
        self.shared.wake().refer(&env)
    }

    /// Lets the process end.
    #[napi]
    #[allow(deprecated, reason = "as for `hold`")]
    pub fn release(&self, env: Env) -> napi::Result<()> {
        self.shared.wake().unref(&env)
    }

    /// Drops a call: nothing is sent afterwards.
    #[napi]
    pub fn abort(&self, id: CallId) {
        let call = self.shared.state().calls.remove(&id);
        if let Some(Some(call)) = call {
            call.abort();
        }
    }
}

impl Shared {
    /// Runs `work` on the I/O thread, which the first call starts. Its event is what JavaScript waits for under `id`.
    pub(crate) fn run(
        self: &Arc<Self>,
        id: CallId,
        work: impl Future<Output = Event> + Send + 'static,
    ) -> Result<(), Error> {
        let io = {
            let mut state = self.state();
            let io = state.io()?;
            state.calls.insert(id, None);
            io
        };
        let mut answer = Promise { shared: Arc::clone(self), id, kept: false };
        // Without the lock: a runtime that has ended drops the promise at once, and that takes it.
        let handle = io.spawn(async move {
            let event = work.await;
            answer.keep(event);
        });
        // The call may have ended meanwhile. It cannot have been aborted: that happens on this thread too.
        if let Some(call) = self.state().calls.get_mut(&id) {
            *call = Some(handle);
        }
        Ok(())
    }

    pub(crate) fn post(self: &Arc<Self>, event: Event) {
        let first = {
            let mut state = self.state();
            if state.ended {
                return;
            }
            state.queue.push(event);
            state.queue.len() == 1
        };
        if first {
            let shared = Arc::clone(self);
            wake_when_idle(move || {
                shared.wake().call((), ThreadsafeFunctionCallMode::NonBlocking);
            });
        }
    }

    fn end(&self) {
        let (io, queue) = {
            let mut state = self.state();
            state.ended = true;
            (state.io.take(), std::mem::take(&mut state.queue))
        };
        // Waits for the thread, which may need the lock to end its calls.
        if let Some(io) = io {
            io.stop();
        }
        drop(queue);
    }

    fn wake(&self) -> MutexGuard<'_, Wake> {
        self.wake.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn io(&mut self) -> Result<Arc<Io>, Error> {
        if self.ended {
            return Err(Error::new(ErrorKind::Cancelled, "this environment is going down"));
        }
        let io = match self.io.take() {
            Some(io) => io,
            None => Arc::new(Io::start()?),
        };
        self.io = Some(Arc::clone(&io));
        Ok(io)
    }
}

/// JavaScript waits for an event: it gets one even if the task panics.
struct Promise {
    shared: Arc<Shared>,
    id: CallId,
    kept: bool,
}

impl Promise {
    fn keep(&mut self, event: Event) {
        self.kept = true;
        self.shared.state().calls.remove(&self.id);
        self.shared.post(event);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        if !self.kept {
            // Of an aborted call nobody waits for it any more.
            self.keep(Event::Failed(self.id, fault()));
        }
    }
}
