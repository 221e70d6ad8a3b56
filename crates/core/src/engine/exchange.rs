//! [`Exchange`]: one logical call, from its first try to its answer.

use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::failure::error_of_failure;
use super::headers::{FORM, headers};
use super::judge::judge;
use super::poll::{GAP, not_settled, passes, unsettled};
use super::prepared::Credential;
use super::{
    CallOptions, HttpRequest, HttpResponse, MAX_ANSWER, Outcome, Payload, Phase, Prepared, Purpose,
    Randomness, RetryClass, Sent, Timeouts, TransportFailure, may_retry, retry_wait,
};
use crate::gateway::{Access, Gateway};
use crate::ito::{Session, TokenSet};
use crate::json::Raw;
use crate::meta::{Answers, Auth};
use crate::secret::Body;
use crate::{Error, ErrorKind, Operation, Secret, time};

/// What a driver has to do next.
#[derive(Debug)]
pub enum Step {
    /// Send this once, then call [`Exchange::on_response`] or [`Exchange::on_failure`].
    Send(HttpRequest),
    /// Do nothing for this long, then call [`Exchange::step`] again.
    Wait(Duration),
    /// Hand the user's new tokens to their store, then call [`Exchange::on_saved`]. They are not used before.
    Save(TokenSet),
    /// The answer, with its status and headers.
    Done(HttpResponse),
    /// The call failed.
    Failed(Error),
}

enum State {
    Ready,
    InFlight(Purpose),
    Waiting { since: SystemTime, until: SystemTime },
    Saving(TokenSet),
    Finished(Result<HttpResponse, Error>),
    Taken,
}

/// One logical call as a state machine: signing, tokens, retries, deadlines and errors, without I/O.
pub struct Exchange {
    gateway: Gateway,
    call: Prepared,
    options: CallOptions,
    randomness: Randomness,
    idempotency_key: Option<Zeroizing<String>>,
    deadline: Option<SystemTime>,
    retries: u32,
    /// When the last try of the call was sent.
    sent_at: Option<SystemTime>,
    /// Of an operation that waits: the last answer, and the tries since then that it rode over.
    unsettled: Option<(String, Raw)>,
    rides: u32,
    /// Whether the gateway said that the idempotency key protects nothing.
    unprotected: bool,
    renewed: bool,
    /// The most that any try without an answer may have sent.
    unanswered: Sent,
    bearer: Option<Secret>,
    state: State,
}

impl Exchange {
    /// Checks and encodes `operation`. Nothing is sent when this fails.
    pub fn new<O: Operation>(
        gateway: &Gateway,
        operation: &O,
        options: CallOptions,
        randomness: impl Into<Randomness>,
    ) -> Result<Self, Error> {
        Self::of_prepared(gateway, operation.prepare(gateway)?, options, randomness)
    }

    /// An exchange of an operation that is known by its name only: see [`crate::Entry::prepare`].
    pub fn of_prepared(
        gateway: &Gateway,
        call: Prepared,
        options: CallOptions,
        randomness: impl Into<Randomness>,
    ) -> Result<Self, Error> {
        options.check()?;
        gateway.check_access(call.meta)?;
        let randomness = randomness.into();
        let idempotency_key = match (call.meta.retry, &options.idempotency_key) {
            (RetryClass::Keyed, Some(key)) => Some(key.clone()),
            (RetryClass::Keyed, None) => Some(randomness.draw()?.uuid()),
            (_, Some(_)) => {
                return Err(Error::invalid(
                    "idempotency_key",
                    "is not understood by this operation of the gateway",
                ));
            }
            (_, None) => None,
        };
        Ok(Self {
            gateway: gateway.clone(),
            call,
            options,
            randomness,
            idempotency_key: idempotency_key.map(Zeroizing::new),
            deadline: None,
            retries: 0,
            sent_at: None,
            unsettled: None,
            rides: 0,
            unprotected: false,
            renewed: false,
            unanswered: Sent::No,
            bearer: None,
            state: State::Ready,
        })
    }

    /// The operation's name, such as `"ito.payments.create"`.
    pub fn operation(&self) -> &'static str {
        self.call.meta.name
    }

    /// The user's session whose tokens a [`Purpose::Token`] request of this call renews.
    pub fn session(&self) -> Option<&Session> {
        let gateway = self.gateway.ito().ok().filter(|_| self.call.meta.auth == Auth::User)?;
        gateway.session()
    }

    /// How many times a try was repeated so far.
    pub fn retries(&self) -> u32 {
        self.retries
    }

    /// What is left of the call's total time limit.
    pub fn time_left(&self, now: SystemTime) -> Duration {
        // A clock that was set back must not make the limit longer.
        let left =
            self.deadline.map_or(self.options.timeout, |end| end.duration_since(now).unwrap_or_default());
        left.min(self.options.timeout)
    }

    /// What to do next. `now` is the system's clock; it also goes into signatures.
    pub fn step(&mut self, now: SystemTime) -> Step {
        self.deadline.get_or_insert_with(|| time::later(now, self.options.timeout));
        match &self.state {
            State::Finished(_) => match std::mem::replace(&mut self.state, State::Taken) {
                State::Finished(Ok(answer)) => return Step::Done(answer),
                State::Finished(Err(error)) => return Step::Failed(error),
                _ => {}
            },
            State::Taken => return Step::Failed(misuse("the exchange has already ended")),
            State::Saving(tokens) if self.gateway.is_unsaved(tokens) => return Step::Save(tokens.clone()),
            State::InFlight(Purpose::Call) => {
                return Step::Failed(misuse("a request is in flight: report its answer or failure first"));
            }
            State::Waiting { since, until } if now >= *since && now < *until => {
                return Step::Wait(until.duration_since(now).unwrap_or_default());
            }
            // A token request not yet sent is looked at anew: another call may have fetched the token.
            State::Ready | State::Waiting { .. } | State::Saving(_) | State::InFlight(Purpose::Token) => {}
        }
        self.next_step(now).unwrap_or_else(|error| {
            self.state = State::Taken;
            Step::Failed(error)
        })
    }

    /// The answer to the request in flight.
    pub fn on_response(&mut self, response: HttpResponse, now: SystemTime) {
        match self.state {
            State::InFlight(Purpose::Token) => self.on_token_response(&response, now),
            State::InFlight(Purpose::Call) => self.on_call_response(response, now),
            _ => self.misused("no request is in flight"),
        }
    }

    /// The request in flight brought no answer.
    pub fn on_failure(&mut self, failure: TransportFailure, now: SystemTime) {
        let outcome = Outcome::Failure { phase: failure.phase, sent: failure.sent };
        match self.state {
            State::InFlight(Purpose::Call) => {
                self.unanswered = self.unanswered.max(failure.sent);
                let error = error_of_failure(&failure, failure.sent);
                self.retry_or_fail(self.class(), outcome, error, now);
            }
            State::InFlight(Purpose::Token) => {
                let error = error_of_failure(&failure, Sent::No);
                let error =
                    Error::new(error.kind(), format!("while fetching an access token: {}", error.message()))
                        .with_sent(Sent::No);
                if failure.phase == Phase::Cancelled {
                    self.fail(error);
                } else {
                    self.without_token(outcome, error, now);
                }
            }
            _ => self.misused("no request is in flight"),
        }
    }

    /// The store has kept the tokens of [`Step::Save`], or says why it could not. On failure the call fails,
    /// the tokens stay in memory, and the next call offers them to the store again.
    pub fn on_saved(&mut self, result: Result<(), String>) {
        let State::Saving(tokens) = &self.state else {
            return self.misused("no tokens are being saved");
        };
        match result {
            Ok(()) => {
                self.gateway.tokens_saved(tokens);
                self.state = State::Ready;
            }
            Err(message) => self.fail(
                Error::new(ErrorKind::Configuration, format!("the token store failed: {message}"))
                    .with_field("token_store")
                    .with_sent(Sent::No),
            ),
        }
    }

    fn next_step(&mut self, now: SystemTime) -> Result<Step, Error> {
        let left = self.time_left(now);
        if left.is_zero() {
            let error = Error::new(ErrorKind::Timeout, "the call's total time limit passed");
            return Err(self.overdue(error.with_sent(self.unanswered)));
        }
        let attempt = self.options.attempt_timeout.min(left);
        let timeouts = Timeouts { connect: self.options.connect_timeout, attempt };
        let request = match self.gateway.access(self.call.meta, now)? {
            Access::Granted(credential) => {
                self.sent_at = Some(now);
                self.call_request(credential, timeouts, now)
            }
            Access::NeedsToken(request) => HttpRequest {
                purpose: Purpose::Token,
                method: super::Method::Post,
                url: request.url,
                headers: headers(Some(FORM), &Credential::None),
                body: request.body,
                timeouts,
                max_answer: MAX_ANSWER,
            },
            Access::Unsaved(tokens) => {
                self.state = State::Saving(tokens.clone());
                return Ok(Step::Save(tokens));
            }
        };
        self.state = State::InFlight(request.purpose);
        Ok(Step::Send(request))
    }

    fn call_request(&mut self, credential: Credential, timeouts: Timeouts, now: SystemTime) -> HttpRequest {
        let (body, content_type) = match &self.call.payload {
            Payload::Empty => (Default::default(), None),
            Payload::Json(body) => (body.clone(), Some("application/json")),
            Payload::Form(body) => (body.clone(), Some(FORM)),
            Payload::Signed { body, content_type, .. } => (body.clone(), Some(*content_type)),
        };
        let mut headers = headers(content_type, &credential);
        if let Payload::Signed { signed, key, .. } = &self.call.payload {
            let timestamp = time::unix_seconds(now).to_string();
            let signature = key.hex(&[timestamp.as_bytes(), b".", signed.as_ref()]);
            headers.push(("x-timestamp", Zeroizing::new(timestamp)));
            headers.push(("x-signature", Zeroizing::new(signature)));
        }
        if let Some(key) = &self.idempotency_key {
            headers.push(("idempotency-key", key.clone()));
        }
        if let Some(origin) = self.gateway.origin() {
            headers.push(("origin", Zeroizing::new(origin.to_owned())));
        }
        if let Credential::Bearer(secret) = credential {
            self.bearer = Some(secret);
        }
        HttpRequest {
            purpose: Purpose::Call,
            method: self.call.meta.method,
            url: self.call.url.clone(),
            headers,
            body,
            timeouts,
            max_answer: MAX_ANSWER,
        }
    }

    fn on_token_response(&mut self, response: &HttpResponse, now: SystemTime) {
        let taken = judge(Answers::OauthToken, response, now)
            .and_then(|()| TokenSet::read(&response.body, now).map_err(|error| (response.status, error)));
        match taken {
            Ok(tokens) => {
                self.state = match self.gateway.accept_tokens(self.call.meta, tokens) {
                    Some(to_save) => State::Saving(to_save),
                    None => State::Ready,
                }
            }
            Err((status, error)) => {
                self.without_token(Outcome::Answer(status), error.with_sent(Sent::No), now)
            }
        }
    }

    /// A token could not be had: the one at hand may still do, else it is asked for again or the call fails.
    fn without_token(&mut self, outcome: Outcome, error: Error, now: SystemTime) {
        if self.gateway.postpone_renewal(self.call.meta, now) {
            self.state = State::Ready;
        } else {
            self.retry_or_fail(self.gateway.token_retry(self.call.meta), outcome, error, now);
        }
    }

    fn on_call_response(&mut self, response: HttpResponse, now: SystemTime) {
        let meta = self.call.meta;
        match judge(meta.auth.answers(), &response, now) {
            Ok(()) if self.must_wait_on(&response, now) => {}
            Ok(()) => {
                // 204: nothing to say, which is an object without fields.
                let body = if response.body.is_empty() { b"{}".to_vec().into() } else { response.body };
                let answer = HttpResponse { body, ..response };
                match &self.call.finish {
                    Some(finish) => match finish(Body::clone(&answer.body)) {
                        Ok(body) => self.state = State::Finished(Ok(HttpResponse { body, ..answer })),
                        Err(error) => self.fail(self.evidence(error, &answer)),
                    },
                    None => self.state = State::Finished(Ok(answer)),
                }
            }
            // Refused before it was handled, so sending it again is no repetition, whatever its class.
            Err((401, _)) if !self.renewed && meta.auth.renews() => {
                self.renewed = true;
                if let Some(bearer) = &self.bearer {
                    self.gateway.distrust(meta, bearer);
                }
                self.state = State::Ready;
            }
            Err((status, error)) => {
                // A bucket refuses before anything is handled.
                self.unprotected |= status != 429 && response.is_unprotected();
                if self.may_be_done(status, &error) {
                    self.unanswered = self.unanswered.max(Sent::Maybe);
                }
                let class = if status == 429 { meta.retry } else { self.class() };
                self.retry_or_fail(class, Outcome::Answer(status), error, now);
            }
        }
    }

    /// When the call may be repeated, by what the gateway said of its key.
    fn class(&self) -> RetryClass {
        let class = self.call.meta.retry;
        if self.unprotected { class.without_key() } else { class }
    }

    /// Whether an error leaves open that the request was carried out.
    fn may_be_done(&self, status: u16, error: &Error) -> bool {
        let keyed = self.call.meta.retry == RetryClass::Keyed;
        // A proxy answered for a gateway that did not; or the gateway broke on the way, and keys are kept "at best".
        matches!(status, 502 | 504)
            || keyed && matches!(status, 408 | 500)
            || keyed && status == 503 && self.unprotected
            || error.api_code().is_some_and(|code| NO_RESULT.contains(&code))
    }

    /// Of an operation that waits: whether this answer is not the last word. Then it is asked for again, not sooner
    /// than [`GAP`] after the last time: a gateway that does not hold the request must not be flooded.
    fn must_wait_on(&mut self, response: &HttpResponse, now: SystemTime) -> bool {
        let poll = self.call.meta.poll.filter(|_| response.body.len() <= MAX_ANSWER);
        let status = poll.and_then(|poll| unsettled(poll, &response.body, &self.call.past));
        let Some(status) = status else { return false };
        self.rides = 0;
        self.unsettled = Some((status, Raw::new(&response.body)));
        let next = time::later(self.sent_at.unwrap_or(now), GAP).max(now);
        if self.deadline.is_some_and(|deadline| next >= deadline) {
            let error = self.overdue(Error::new(ErrorKind::Timeout, "the time limit passed"));
            self.fail(error);
        } else {
            self.state = State::Waiting { since: now, until: next };
        }
        true
    }

    /// The call's time limit passed: `error` says why there is no answer, unless there was one that was not the last.
    fn overdue(&mut self, error: Error) -> Error {
        if self.call.meta.poll.is_none() {
            return self.last_word(error);
        }
        not_settled(self.unsettled.take(), &error)
    }

    fn retry_or_fail(&mut self, class: RetryClass, outcome: Outcome, error: Error, now: SystemTime) {
        let deadline = self.deadline.unwrap_or(now);
        let rides = self.call.meta.poll.is_some() && passes(outcome);
        let tries = if rides { self.rides } else { self.retries };
        if rides || self.retries < self.options.max_retries && may_retry(class, outcome) {
            // Without randomness the wait is no longer spread out, which is no reason to give up the call.
            let random = self.randomness.draw().map_or(u64::MAX, |entropy| entropy.jitter(tries));
            let wait = retry_wait(tries, random, error.retry_after());
            let until = time::later(now, wait);
            if until < deadline {
                *(if rides { &mut self.rides } else { &mut self.retries }) += 1;
                self.state = State::Waiting { since: now, until };
                return;
            }
            let error = self.overdue(error);
            return self.fail(error);
        }
        self.fail(self.last_word(error));
    }

    /// An error answer to a later try does not say what became of an earlier one that was not answered: a conflict or
    /// a duplicate may well mean that it was carried out.
    fn last_word(&self, error: Error) -> Error {
        if self.call.meta.retry == RetryClass::Safe {
            return error;
        }
        let reference = self.reference();
        // The same request was judged to be invalid, so it was not carried out before.
        let never_valid = error.api_code() == Some("VALIDATION_ERROR");
        if self.unanswered == Sent::No || never_valid || error.kind() == ErrorKind::Cancelled {
            return error.with_reference(reference);
        }
        let key = if self.unprotected { ", and its idempotency key protects nothing" } else { "" };
        let message = format!(
            "no answer, and the request may have been carried out{key}: reconcile before repeating it ({})",
            error.message()
        );
        let mut unknown = Error::new(ErrorKind::OutcomeUnknown, message)
            .with_code(error.kind().as_str())
            .with_sent(self.unanswered)
            .with_api_code(error.api_code().map(str::to_owned))
            .with_request_id(error.request_id().map(str::to_owned))
            .with_retry_after(error.retry_after())
            .with_reference(reference);
        if let Some(status) = error.http_status() {
            unknown = unknown.with_http_status(status);
        }
        unknown
    }

    /// An answer that was good, yet cannot be read: its error with everything that is known, since the request was
    /// carried out.
    pub fn evidence(&self, error: Error, answer: &HttpResponse) -> Error {
        let error =
            error.with_sent(Sent::Yes).with_reference(self.reference()).with_http_status(answer.status);
        if error.raw().is_none() { error.with_raw(Raw::new(&answer.body)) } else { error }
    }

    /// What the caller can reconcile by: of calls that change something.
    pub fn reference(&self) -> Option<String> {
        self.call.reference.clone().or_else(|| self.idempotency_key.as_deref().cloned())
    }

    fn fail(&mut self, error: Error) {
        // A gateway, a store or a driver may repeat in its text what it was given.
        let secrets = self.gateway.secrets();
        let error = secrets.iter().chain(&self.bearer).chain(&self.call.secrets).fold(error, Error::without);
        self.state = State::Finished(Err(error));
    }

    /// An outcome that is there already stays: an answer that came twice must not undo a payment.
    fn misused(&mut self, message: &str) {
        if !matches!(self.state, State::Finished(_)) {
            self.fail(misuse(message));
        }
    }
}

/// The gateway carried out an earlier try with the same key, but cannot say what it answered then.
const NO_RESULT: &[&str] = &["UNABLE_TO_GET_IDEMPOTENT_RESULT", "UNABLE_TO_GET_IDEMPOTENT_REQUEST"];

/// A driver that breaks the order of calls. Never sends anything twice.
fn misuse(message: &str) -> Error {
    Error::new(ErrorKind::Internal, message)
}
