//! A user's own coroutines: an HTTP client, or a place for tokens. They run on the loop whose call needs them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use kaikei::ito::TokenSet;
use kaikei::{BoxFuture, HttpRequest, HttpResponse, TokenStore, Transport, TransportFailure};
use kaikei_host::{Ask, Desk, Reply};
use pyo3::prelude::*;

use crate::blocking::{failure, failure_of, response};
use crate::http::Request;
use crate::login::Tokens;
use crate::mailbox::{LOOP, Letter, Shared};
use crate::process::lock;

/// One callable of a user's, or an object with `save`.
pub(crate) struct Hook {
    desk: Desk,
    target: Py<PyAny>,
    /// Which loop each open question went to.
    asked: Mutex<HashMap<u64, Arc<Shared>>>,
    /// For the renewal of a token, which belongs to no single call: the loop of the last call.
    last: Mutex<Weak<Shared>>,
}

impl Hook {
    pub(crate) fn new(target: Py<PyAny>) -> Arc<Self> {
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
        let ticket = ticket(&ask);
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
            None => self.desk.reply(ticket, Reply::Failure(failure("no event loop runs it"))),
        }
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
    argument: Option<Py<PyAny>>,
    kind: &'static str,
}

impl Question {
    pub(crate) fn new(hook: Arc<Hook>, ask: Ask) -> PyResult<Self> {
        let ticket = ticket(&ask);
        Python::attach(|py| {
            let (kind, argument) = match ask {
                Ask::Send(_, request) => ("send", Some(Py::new(py, Request(request))?.into_any())),
                Ask::Save(_, tokens) => ("save", Some(Py::new(py, Tokens(tokens))?.into_any())),
                Ask::Abandon(_) => ("abandon", None),
            };
            Ok(Self { hook, ticket, argument, kind })
        })
    }

    fn reply(&self, reply: Reply) {
        lock(&self.hook.asked).remove(&self.ticket);
        self.hook.desk.reply(self.ticket, reply);
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
    fn target(&self, py: Python<'_>) -> Py<PyAny> {
        self.hook.target.clone_ref(py)
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
        let failed = match raised {
            Some(raised) => failure_of(py, &PyErr::from_value(raised.clone())),
            None => failure("it was cancelled"),
        };
        match self.kind {
            "save" => self.reply(Reply::Saved(Err(failed.message))),
            _ => self.reply(Reply::Failure(failed)),
        }
    }
}
