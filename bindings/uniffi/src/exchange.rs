//! One call, which its language drives.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kaikei_core::engine::{self, HttpResponse, IdempotencyStatus};
use kaikei_core::ito::{self, Confirmation};
use kaikei_core::{Entry, Error};

use crate::clock::{instant, millis};
use crate::failure::{NativeError, NativeFailure, guarded};
use crate::{
    NativeHeader, NativeRequest, NativeResponse, NativeSession, NativeTokens, NativeTransportFailure,
};

/// What a language has to do next.
#[derive(uniffi::Enum)]
pub enum NativeStep {
    /// Send this once, then call `on_response` or `on_failure`.
    Send {
        /// What to send.
        request: NativeRequest,
    },
    /// Do nothing for so many milliseconds, then call `step` again.
    Wait {
        /// How long.
        millis: u64,
    },
    /// With the session's lock held, hand the user's new tokens to their store, then call `on_saved`.
    Save {
        /// What to keep.
        tokens: Arc<NativeTokens>,
    },
    /// The answer.
    Done {
        /// What came.
        answer: NativeAnswer,
    },
    /// A login ended. Its tokens are not kept anywhere yet.
    LoggedIn {
        /// The user's session.
        session: Arc<NativeSession>,
    },
    /// Whether an order was paid: `confirmed`, `mismatch`, `not_found` or `unknown`.
    Confirmed {
        /// The name.
        outcome: String,
        /// The first field that differs, of a mismatch.
        field: Option<String>,
        /// Why it is not known.
        failure: Option<NativeFailure>,
    },
    /// The call failed.
    Failed {
        /// Why.
        failure: NativeFailure,
    },
}

/// A good answer.
#[derive(uniffi::Record)]
pub struct NativeAnswer {
    /// What it holds, normalised: a JSON object.
    pub value: String,
    /// The body, as received.
    pub raw: String,
    /// The HTTP status.
    pub http_status: u16,
    /// The headers.
    pub headers: Vec<NativeHeader>,
    /// The gateway's id of the request, when it sends one.
    pub request_id: Option<String>,
    /// How many tries came before this one.
    pub retries: u32,
    /// What became of the request's idempotency key.
    pub idempotency_status: Option<String>,
    /// Whether that key did not protect.
    pub is_unprotected: bool,
}

/// What an exchange is for.
pub(crate) enum Work {
    Call(&'static Entry),
    /// A login, with the app's public client id.
    Login(String),
    Confirm,
}

/// One logical call, from its first try to its answer.
#[derive(uniffi::Object)]
pub struct NativeExchange {
    /// A confirmation may be decided before anything is asked.
    exchange: Result<Mutex<engine::Exchange>, Confirmation>,
    work: Work,
}

#[uniffi::export]
impl NativeExchange {
    /// What to do next. `now` is the system's clock.
    pub fn step(&self, now: u64) -> Result<NativeStep, NativeError> {
        guarded(|| {
            let mut exchange = match self.exchange() {
                Ok(exchange) => exchange,
                Err(decided) => return Ok(confirmed(decided)),
            };
            Ok(match exchange.step(instant(now)) {
                engine::Step::Send(request) => {
                    let request = NativeRequest::new(request, exchange.session().is_some());
                    NativeStep::Send { request }
                }
                engine::Step::Wait(duration) => NativeStep::Wait { millis: millis(duration) },
                engine::Step::Save(tokens) => NativeStep::Save { tokens: Arc::new(NativeTokens(tokens)) },
                engine::Step::Done(answer) => self.done(&exchange, answer, now),
                engine::Step::Failed(error) => self.failed(&error),
            })
        })
    }

    /// The answer to the request in flight.
    pub fn on_response(&self, response: NativeResponse, now: u64) -> Result<(), NativeError> {
        let response = HttpResponse::from(response);
        self.tell(|exchange| exchange.on_response(response, instant(now)))
    }

    /// The request in flight brought no answer.
    pub fn on_failure(&self, failure: NativeTransportFailure, now: u64) -> Result<(), NativeError> {
        self.tell(|exchange| exchange.on_failure(failure.into(), instant(now)))
    }

    /// The store has kept the tokens, or `problem` says why it could not.
    pub fn on_saved(&self, problem: Option<String>) -> Result<(), NativeError> {
        self.tell(|exchange| exchange.on_saved(problem.map_or(Ok(()), Err)))
    }

    /// What is left of the call's total time limit, in milliseconds.
    pub fn time_left(&self, now: u64) -> Result<u64, NativeError> {
        guarded(|| Ok(self.exchange().map_or(0, |exchange| millis(exchange.time_left(instant(now))))))
    }
}

impl NativeExchange {
    /// An exchange to drive, or a confirmation that is decided without one.
    pub(crate) fn new(exchange: Result<engine::Exchange, Confirmation>, work: Work) -> Arc<Self> {
        Arc::new(Self { exchange: exchange.map(Mutex::new), work })
    }

    fn exchange(&self) -> Result<MutexGuard<'_, engine::Exchange>, &Confirmation> {
        self.exchange.as_ref().map(|exchange| exchange.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn tell(&self, what: impl FnOnce(&mut engine::Exchange)) -> Result<(), NativeError> {
        guarded(|| {
            if let Ok(mut exchange) = self.exchange() {
                what(&mut exchange);
            }
            Ok(())
        })
    }

    fn done(&self, exchange: &engine::Exchange, answer: HttpResponse, now: u64) -> NativeStep {
        let ended = match &self.work {
            Work::Confirm => return confirmed(&Confirmation::of_answer(Ok(()))),
            Work::Login(client_id) => {
                ito::Session::from_answer(client_id.as_str(), &answer.body, instant(now))
                    .map(|session| NativeStep::LoggedIn { session: Arc::new(NativeSession(session)) })
            }
            Work::Call(entry) => entry.decode(&answer.body).and_then(|value| value.to_json()).map(|value| {
                let request_id = answer.request_id().map(str::to_owned);
                let idempotency = answer.idempotency_status();
                let headers = answer.headers.iter().cloned();
                NativeStep::Done {
                    answer: NativeAnswer {
                        value: String::from_utf8_lossy(&value).into_owned(),
                        raw: String::from_utf8_lossy(&answer.body).into_owned(),
                        http_status: answer.status,
                        headers: headers.map(|(name, value)| NativeHeader { name, value }).collect(),
                        request_id,
                        retries: exchange.retries(),
                        is_unprotected: idempotency.as_ref().is_some_and(IdempotencyStatus::is_unprotected),
                        idempotency_status: idempotency.map(|status| status.as_str().to_owned()),
                    },
                }
            }),
        };
        ended.unwrap_or_else(|error| self.failed(&exchange.evidence(error, &answer)))
    }

    fn failed(&self, error: &Error) -> NativeStep {
        match self.work {
            Work::Confirm => confirmed(&Confirmation::of_answer::<()>(Err(error.clone()))),
            Work::Call(_) | Work::Login(_) => NativeStep::Failed { failure: error.into() },
        }
    }
}

fn confirmed(confirmation: &Confirmation) -> NativeStep {
    let (field, failure) = match confirmation {
        Confirmation::Mismatch { field } => (Some((*field).to_owned()), None),
        Confirmation::Unknown(error) => (None, Some(error.into())),
        Confirmation::Confirmed | Confirmation::NotFound => (None, None),
    };
    NativeStep::Confirmed { outcome: confirmation.as_str().to_owned(), field, failure }
}
