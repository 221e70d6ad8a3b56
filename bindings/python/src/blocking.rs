//! A user's own functions: an HTTP client, or a place for tokens. They run on the thread whose call needs them.

use std::cell::{Cell, RefCell};

use kaikei::ito::TokenSet;
use kaikei::{BoxFuture, HttpRequest, HttpResponse, Phase, Sent, TokenStore, Transport, TransportFailure};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;

use crate::http::{Request, Response};
use crate::login::Tokens;
use crate::target::{GONE, Target};
use crate::types;

thread_local! {
    /// Whether this thread waits for a call, and may be lent to the user's functions.
    static WAITS: Cell<bool> = const { Cell::new(false) };
    /// What a user's function raised that is no error but an order, such as `KeyboardInterrupt`.
    static ORDER: RefCell<Option<PyErr>> = const { RefCell::new(None) };
}

/// Marks this thread as one that waits for a call.
pub(crate) struct Waits;

impl Waits {
    /// `None` inside a user's function that a call runs: it must not make another.
    pub(crate) fn begin() -> Option<Self> {
        (!WAITS.replace(true)).then_some(Self)
    }

    pub(crate) fn order(&self) -> Option<PyErr> {
        ORDER.take()
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        WAITS.set(false);
    }
}

/// One callable of a user's, or an object with `save`.
pub(crate) struct Hook(pub(crate) Target);

impl Hook {
    /// Runs `act` where it may block.
    async fn run<T: Send + 'static>(
        &self,
        act: impl FnOnce(Python<'_>, &Bound<'_, PyAny>) -> T + Send + 'static,
    ) -> Option<T> {
        if WAITS.get() {
            return Python::try_attach(|py| self.0.get(py).map(|target| act(py, &target))).flatten();
        }
        // The renewal of a token runs apart from the call that needs it, on the I/O thread, which must not block.
        let target = Python::try_attach(|py| self.0.get(py).map(Bound::unbind)).flatten()?;
        let apart = tokio::task::spawn_blocking(move || Python::try_attach(|py| act(py, target.bind(py))));
        apart.await.ok().flatten()
    }
}

impl Transport for Hook {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        Box::pin(async move {
            let limit = request.timeouts.attempt;
            let sent = self.run(move |py, target| match target.call1((Request(request),)) {
                Ok(returned) => response(&returned),
                Err(error) => Err(failure_of(py, &error)),
            });
            // Calls wait for a token that is being renewed: a transport that hangs must not keep them for ever.
            match tokio::time::timeout(limit, sent).await {
                Ok(sent) => sent.unwrap_or_else(|| Err(failure(GONE))),
                Err(_) => {
                    Err(TransportFailure { phase: Phase::Timeout, ..failure("the answer took too long") })
                }
            }
        })
    }
}

impl TokenStore for Hook {
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let tokens = Tokens(tokens.clone());
            let saved = self.run(move |py, target| match target.call_method1("save", (tokens,)) {
                Ok(returned) if returned.hasattr("__await__").unwrap_or(false) => {
                    let _ = returned.call_method0("close");
                    Err("the token store's save() is a coroutine function: use it with an async client"
                        .to_owned())
                }
                Ok(_) => Ok(()),
                Err(error) => Err(text_of(py, &error)),
            });
            saved.await.unwrap_or_else(|| Err(GONE.to_owned()))
        })
    }
}

/// What a transport returned.
pub(crate) fn response(returned: &Bound<'_, PyAny>) -> Result<HttpResponse, TransportFailure> {
    if let Ok(response) = returned.cast::<Response>() {
        return Ok(response.get().answer());
    }
    if returned.hasattr("__await__").unwrap_or(false) {
        let _ = returned.call_method0("close");
        return Err(TransportFailure {
            phase: Phase::Send,
            sent: Sent::No,
            message: "the transport is a coroutine function: use it with an async client".to_owned(),
        });
    }
    Err(failure("the transport returned no kaikei.Response"))
}

/// An exception of a user's transport.
pub(crate) fn failure_of(py: Python<'_>, error: &PyErr) -> TransportFailure {
    let raised = error.value(py);
    if is_ours(py, error) {
        let text =
            |name: &str| raised.getattr(name).and_then(|text| text.extract::<String>()).unwrap_or_default();
        let phase = Phase::from_name(&text("phase")).unwrap_or(Phase::Send);
        let sent = Sent::from_name(&text("sent")).unwrap_or(Sent::Maybe);
        return TransportFailure { phase, sent, message: text("message") };
    }
    let phase = if is_order(py, error) { Phase::Cancelled } else { Phase::Send };
    TransportFailure { phase, ..failure(&text_of(py, error)) }
}

/// An exception in words. Only the name of a foreign one is told: its text may hold anything.
pub(crate) fn text_of(py: Python<'_>, error: &PyErr) -> String {
    if is_ours(py, error) {
        let message = error.value(py).getattr("message");
        return message.and_then(|message| message.extract()).unwrap_or_default();
    }
    if is_order(py, error) {
        ORDER.set(Some(error.clone_ref(py)));
        return "it was interrupted".to_owned();
    }
    let name = error.get_type(py).qualname().map(|name| name.to_string()).unwrap_or_default();
    format!("it raised {name}")
}

fn is_ours(py: Python<'_>, error: &PyErr) -> bool {
    types::transport_failure(py).and_then(|class| error.value(py).is_instance(class)).unwrap_or(false)
}

/// Whether the thread that waits for the call has to obey it.
fn is_order(py: Python<'_>, error: &PyErr) -> bool {
    WAITS.get() && !error.is_instance_of::<PyException>(py)
}

/// A failure of which nobody knows whether bytes left.
pub(crate) fn failure(message: &str) -> TransportFailure {
    TransportFailure {
        phase: Phase::Send,
        sent: Sent::Maybe,
        message: format!("the transport failed: {message}"),
    }
}
