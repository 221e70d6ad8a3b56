//! A user's own coroutines: an HTTP client, or a place for tokens. They run on the loop whose call needs them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use kaikei::ito::TokenSet;
use kaikei::{BoxFuture, HttpRequest, HttpResponse, Sent, TokenStore, Transport, TransportFailure};
use kaikei_host::{Ask, Desk, Reply};
use pyo3::exceptions::PyReferenceError;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;

use crate::blocking::{failure, failure_of, response, text_of};
use crate::http::Request;
use crate::login::Tokens;
use crate::mailbox::{LOOP, Letter, Shared};
use crate::process::lock;
use crate::target::{GONE, Target};

/// One callable of a user's, or an object with `save`.
pub(crate) struct Hook {
    desk: Desk,
    target: Target,
    /// Which loop each open question went to.
    asked: Mutex<HashMap<u64, Arc<Shared>>>,
    /// For the renewal of a token, which belongs to no single call: the loop of the last call.
    last: Mutex<Weak<Shared>>,
}

impl Hook {
    pub(crate) fn new(target: Target) -> Arc<Self> {
        Arc::new_cyclic(|hook: &Weak<Self>| {
            let hook = Weak::clone(hook);
            let desk = Desk::new(move |ask| {
                if let Some(hook) = hook.upgrade() {
                    hook.post(ask);
                }
            });
            Self { desk, target, asked: Mutex::default(), last: Mutex::default() }
        })
    }

    /// A call that may need it is about to start on this loop.
    pub(crate) fn runs_on(&self, shared: &Arc<Shared>) {
        *lock(&self.last) = Arc::downgrade(shared);
    }

    fn post(self: Arc<Self>, ask: Ask) {
        let (ticket, unasked) = (ticket(&ask), unasked(&ask, "no event loop runs it"));
        let shared = if let Ask::Abandon(_) = ask {
            lock(&self.asked).remove(&ticket)
        } else {
            let shared = LOOP.try_with(Arc::clone).ok().or_else(|| lock(&self.last).upgrade());
            if let Some(shared) = &shared {
                lock(&self.asked).insert(ticket, Arc::clone(shared));
            }
            shared
        };
        match shared {
            Some(shared) => shared.post(Letter::Asked(self, ask)),
            // An abandoned question was answered at the same time; any other has no loop left to run on.
            None => self.desk.reply(ticket, unasked),
        }
    }

    /// Puts the question to `function`, on the loop's thread.
    pub(crate) fn put(self: Arc<Self>, py: Python<'_>, ask: Ask, function: &Py<PyAny>) -> PyResult<()> {
        let (ticket, unasked) = (ticket(&ask), unasked(&ask, "it could not be started"));
        let put = Question::new(py, Arc::clone(&self), ask)
            .and_then(|question| function.call1(py, (question,)).map(|_| ()));
        if put.is_err() {
            self.reply(ticket, unasked);
        }
        put
    }

    fn reply(&self, ticket: u64, reply: Reply) {
        lock(&self.asked).remove(&ticket);
        self.desk.reply(ticket, reply);
    }
}

/// The answer to a question that never reached the user's code.
fn unasked(ask: &Ask, message: &str) -> Reply {
    match ask {
        Ask::Save(..) => Reply::Saved(Err(message.to_owned())),
        _ => Reply::Failure(TransportFailure { sent: Sent::No, ..failure(message) }),
    }
}

fn ticket(ask: &Ask) -> u64 {
    match ask {
        Ask::Send(ticket, _) | Ask::Save(ticket, _) | Ask::Abandon(ticket) => *ticket,
    }
}

impl Transport for Hook {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportFailure>> {
        self.desk.send(request)
    }
}

impl TokenStore for Hook {
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), String>> {
        self.desk.save(tokens)
    }
}

/// What a [`Hook`] is asked.
#[pyclass(module = "kaikei._native", frozen)]
pub(crate) struct Question {
    hook: Arc<Hook>,
    ticket: u64,
    /// `None` if it is an `abandon`, as the argument is.
    target: Option<Py<PyAny>>,
    argument: Option<Py<PyAny>>,
    kind: &'static str,
}

impl Question {
    fn new(py: Python<'_>, hook: Arc<Hook>, ask: Ask) -> PyResult<Self> {
        let ticket = ticket(&ask);
        let (kind, argument) = match ask {
            Ask::Send(_, request) => ("send", Some(Py::new(py, Request(request))?.into_any())),
            Ask::Save(_, tokens) => ("save", Some(Py::new(py, Tokens(tokens))?.into_any())),
            Ask::Abandon(_) => ("abandon", None),
        };
        let target = match argument {
            Some(_) => Some(hook.target.get(py).ok_or_else(|| PyReferenceError::new_err(GONE))?.unbind()),
            None => None,
        };
        Ok(Self { hook, ticket, target, argument, kind })
    }

    fn reply(&self, reply: Reply) {
        self.hook.reply(self.ticket, reply);
    }
}

#[pymethods]
impl Question {
    /// `send`, `save`, or `abandon`: nobody waits for the question with this key any more.
    #[getter]
    fn kind(&self) -> &'static str {
        self.kind
    }
    /// The same for a question and its `abandon`.
    #[getter]
    fn key(&self) -> (usize, u64) {
        (Arc::as_ptr(&self.hook) as usize, self.ticket)
    }
    /// The user's callable, or object with `save`.
    #[getter]
    fn target(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.target.as_ref().map(|target| target.clone_ref(py))
    }
    /// The request, or the tokens.
    #[getter]
    fn argument(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.argument.as_ref().map(|argument| argument.clone_ref(py))
    }
    /// What the user's code returned.
    fn answer(&self, returned: &Bound<'_, PyAny>) {
        match self.kind {
            "save" => self.reply(Reply::Saved(Ok(()))),
            _ => self.reply(match response(returned) {
                Ok(answer) => Reply::Answer(answer),
                Err(failure) => Reply::Failure(failure),
            }),
        }
    }
    /// What the user's code raised; `None` if it was cancelled.
    fn fail(&self, py: Python<'_>, raised: Option<&Bound<'_, PyAny>>) {
        const CANCELLED: &str = "it was cancelled";
        let raised = raised.map(|raised| PyErr::from_value(raised.clone()));
        self.reply(match (self.kind, raised) {
            ("save", Some(raised)) => Reply::Saved(Err(text_of(py, &raised))),
            ("save", None) => Reply::Saved(Err(CANCELLED.to_owned())),
            (_, Some(raised)) => Reply::Failure(failure_of(py, &raised)),
            (_, None) => Reply::Failure(failure(CANCELLED)),
        });
    }

    /// What the user brought may lead to the task that answers this.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.target)
    }
}
