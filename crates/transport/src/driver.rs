//! The loop that drives an exchange. Kotlin's and Swift's are the same twenty lines.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kaikei_core::Error;
use kaikei_core::engine::{
    Exchange, HttpRequest, HttpResponse, Phase, Purpose, Sent, Step, TransportFailure,
};
use kaikei_core::ito::{Session, TokenSet};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tracing::Instrument;

use crate::{Clock, TokenStore, Transport};

const SLOW_STORE: &str = "it took too long";

/// For a save that nobody waits for.
const UNATTENDED: Duration = Duration::from_secs(60);

/// Hands tokens to their store, which has as long as the call has.
pub(crate) async fn save(
    store: Option<&dyn TokenStore>,
    tokens: &TokenSet,
    left: Duration,
) -> Result<(), String> {
    let Some(store) = store else { return Ok(()) };
    tokio::time::timeout(left, store.save(tokens)).await.unwrap_or_else(|_| Err(SLOW_STORE.to_owned()))
}

/// What the calls of one client share.
pub(crate) struct Driver {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) token_store: Option<Arc<dyn TokenStore>>,
    /// Held around token requests: however many calls need a token, one fetches it. A session brings its own.
    pub(crate) token_lock: Arc<Mutex<()>>,
}

impl Driver {
    /// Runs one call. Dropping the future cancels it: nothing is sent afterwards.
    pub(crate) async fn run(&self, exchange: &mut Exchange) -> Result<HttpResponse, Error> {
        let span = tracing::debug_span!("kaikei.call", operation = exchange.operation());
        self.drive(exchange).instrument(span).await
    }

    async fn drive(&self, exchange: &mut Exchange) -> Result<HttpResponse, Error> {
        let mut token_lock = None;
        loop {
            match exchange.step(self.clock.now()) {
                Step::Send(request) if request.purpose == Purpose::Token && token_lock.is_none() => {
                    // With the lock held, the exchange is asked again: the token may be there by then. Waiting for
                    // another call's token counts against this call's limits.
                    token_lock =
                        tokio::time::timeout(request.timeouts.attempt, self.token_lock.clone().lock_owned())
                            .await
                            .ok();
                }
                Step::Send(request) => {
                    if request.purpose == Purpose::Call {
                        token_lock = None;
                    }
                    let (purpose, method) = (request.purpose, request.method);
                    let started = Instant::now();
                    let result = match exchange.session().filter(|_| purpose == Purpose::Token) {
                        Some(session) => self.refresh(session.clone(), request, &mut token_lock).await,
                        None => self.transport.send(request).await,
                    };
                    let (ms, now) = (started.elapsed().as_millis() as u64, self.clock.now());
                    match result {
                        Ok(response) => {
                            tracing::debug!(
                                ?purpose,
                                method = method.as_str(),
                                status = response.status,
                                ms,
                                "answered"
                            );
                            exchange.on_response(response, now);
                        }
                        Err(failure) => {
                            tracing::debug!(?purpose, method = method.as_str(), phase = ?failure.phase,
                                sent = ?failure.sent, ms, "failed");
                            exchange.on_failure(failure, now);
                        }
                    }
                }
                Step::Wait(duration) => {
                    tracing::debug!(
                        retries = exchange.retries(),
                        ms = duration.as_millis() as u64,
                        "waiting"
                    );
                    self.clock.sleep(duration).await;
                }
                Step::Save(_) if token_lock.is_none() => {
                    // Two calls must not save at once; the other may have saved these tokens by then.
                    let left = exchange.time_left(self.clock.now());
                    match tokio::time::timeout(left, self.token_lock.clone().lock_owned()).await {
                        Ok(lock) => token_lock = Some(lock),
                        Err(_) => exchange.on_saved(Err(SLOW_STORE.to_owned())),
                    }
                }
                Step::Save(tokens) => {
                    let left = exchange.time_left(self.clock.now());
                    exchange.on_saved(save(self.token_store.as_deref(), &tokens, left).await);
                }
                Step::Done(answer) => return Ok(answer),
                Step::Failed(error) => return Err(error),
            }
        }
    }

    /// Sends a refresh in a task of its own, lock included: should the caller give up, the answer still arrives, since
    /// the refresh token is spent once it was sent.
    async fn refresh(
        &self,
        session: Session,
        request: HttpRequest,
        token_lock: &mut Option<OwnedMutexGuard<()>>,
    ) -> Result<HttpResponse, TransportFailure> {
        let (transport, clock, lock) =
            (Arc::clone(&self.transport), Arc::clone(&self.clock), token_lock.take());
        let store = self.token_store.clone();
        let (report, answered) = oneshot::channel();
        tokio::spawn(async move {
            let sent = request.body.clone();
            let result = transport.send(request).await;
            if let Ok(response) = &result {
                session.accept_answer(sent.as_ref(), response, clock.now());
            }
            if let Err((_, _lock)) = report.send((result, lock)) {
                // Nobody waits any more. The process may end before the next call, which would offer them to the store.
                let tokens = session.tokens();
                if save(store.as_deref(), &tokens, UNATTENDED).await.is_ok() {
                    session.saved(&tokens);
                }
            }
        });
        let message = "the runtime is shutting down".to_owned();
        let ended = TransportFailure { phase: Phase::Cancelled, sent: Sent::Maybe, message };
        let (result, lock) = answered.await.map_err(|_| ended)?;
        *token_lock = lock;
        result
    }
}
