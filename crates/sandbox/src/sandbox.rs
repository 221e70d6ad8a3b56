use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, Response};
use jiff::Timestamp;
use tokio::sync::Notify;
use tower::ServiceExt;

use crate::address::is_loopback;
use crate::faults::FaultRule;
use crate::gate::{ConnectionFault, Cut};
use crate::journal::{JournalEntry, JournalFilter};
use crate::webhook::{Delivery, OutgoingWebhook, ReleaseOrder, WebhookResult};
use crate::world::World;
use crate::{Builder, Credentials, Error, Settings, TokenSummary, TransferOrder, control, gate};

/// Where in-process callers find the sandbox; no port, since there is no socket.
const IN_PROCESS_BASE_URL: &str = "http://127.0.0.1";

/// Both gateways. Clones share one state.
#[derive(Debug, Clone)]
pub struct Sandbox(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    world: Mutex<World>,
    changed: Notify,
    allowed_hosts: Vec<String>,
}

impl Sandbox {
    /// A sandbox is described first, then built.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Answers one request in-process, inside any tokio runtime. The path decides which gateway is meant; `Host`, or
    /// the URI's origin, only appears in links.
    ///
    /// # Errors
    ///
    /// If a fault cut the connection; over HTTP the client would see a reset.
    pub async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ConnectionFault> {
        let answer = match self.router().oneshot(request.map(Body::from)).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        match answer.extensions().get::<Cut>() {
            Some(Cut::Reset(fault)) => return Err(*fault),
            Some(Cut::ResetMidAnswer) => return Err(ConnectionFault::MidAnswer),
            Some(Cut::Truncate) | None => {}
        }
        let (parts, body) = answer.into_parts();
        // Every body is in memory already: reading it cannot fail.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Ok(Response::from_parts(parts, body))
    }

    /// The sandbox as an axum router, to mount in a server or a test of one's own. Faults that cut the connection
    /// show there as an extension only; [`serve`](Self::serve) carries them out.
    pub fn router(&self) -> Router {
        control::routes(self).merge(gate::routes(self)).with_state(self.clone())
    }

    /// The first merchant's keys, for in-process use; a [`Running`](crate::Running) server has its own with the
    /// right base URLs.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        self.credentials_at(IN_PROCESS_BASE_URL)
    }

    /// Adds an isolated merchant with its own keys and one user of its own.
    pub fn add_merchant(&self, base_url: &str) -> Credentials {
        let mut world = self.world();
        let merchant = world.add_merchant();
        world.merchants[merchant].credentials(base_url)
    }

    /// Registers a redirect URI for an app: matched exactly, except that the port is free on loopback.
    ///
    /// # Errors
    ///
    /// If there is no such client, or the URI is not absolute or has a fragment.
    pub fn register_redirect_uri(&self, public_client_id: &str, uri: &str) -> Result<(), Error> {
        let mut world = self.world();
        let merchant = world.merchants.iter_mut().find(|m| m.keys.public_client_id == public_client_id);
        merchant.ok_or_else(|| Error::NotFound(format!("client {public_client_id}")))?.register_redirect(uri)
    }

    /// Time on the virtual clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.world().now()
    }

    /// Moves the virtual clock forward: tokens expire, webhooks fall due.
    ///
    /// # Errors
    ///
    /// [`Error::Clock`] beyond the year 9999.
    pub fn advance(&self, by: Duration) -> Result<Timestamp, Error> {
        let mut world = self.world();
        let now = world.clock.advance(by).ok_or(Error::Clock);
        world.settle();
        drop(world);
        self.0.changed.notify_waiters();
        now
    }

    /// Forgets everything but the time. The same seed gives the same keys and ids again.
    ///
    /// # Errors
    ///
    /// None that did not occur when the sandbox was built.
    pub fn reset(&self) -> Result<(), Error> {
        let done = self.world().reset();
        self.0.changed.notify_waiters();
        done
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.world().settings
    }

    /// Changes the settings, until changed again or reset.
    pub fn set_settings(&self, settings: Settings) {
        self.world().settings = settings;
    }

    /// Requests that reached a gateway, oldest first, secrets masked. The last 10,000 are kept.
    #[must_use]
    pub fn journal(&self, filter: &JournalFilter) -> Vec<JournalEntry> {
        self.world().journal.list(filter)
    }

    /// Adds a fault rule. Rules are tried in their order; the first that matches is applied.
    ///
    /// # Errors
    ///
    /// If `times` is 0.
    pub fn add_fault(&self, rule: FaultRule) -> Result<(), Error> {
        if rule.times == 0 {
            return Err(Error::Fault("a rule must apply at least once: times is 0".to_owned()));
        }
        self.world().faults.push(rule);
        Ok(())
    }

    /// The rules still to be applied.
    #[must_use]
    pub fn faults(&self) -> Vec<FaultRule> {
        self.world().faults.clone()
    }

    /// Drops all fault rules.
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    /// UnivaPay's transaction tokens, oldest first, with how a charge on each will end.
    #[must_use]
    pub fn tokens(&self) -> Vec<TokenSummary> {
        let world = self.world();
        world.univapay.summaries(&world.merchants)
    }

    /// The buyer pays a charge of UnivaPay that waits for it: at a convenience store, the bank, or a wallet's page.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such charge, [`Error::NotAwaiting`] if it does not wait to be paid.
    pub fn pay_charge(&self, id: &str) -> Result<(), Error> {
        let paid = self.world().pay_charge(id, None);
        self.0.changed.notify_waiters();
        paid
    }

    /// Money arrives for a bank transfer of UnivaPay: too little and too much are told by webhook, and the charge is
    /// paid if the token's `match_amount` allows.
    ///
    /// # Errors
    ///
    /// As [`pay_charge`](Self::pay_charge), and [`Error::Amount`] if the charge is no bank transfer.
    pub fn deposit(&self, charge: &str, amount: u64) -> Result<(), Error> {
        let paid = self.world().pay_charge(charge, Some(amount));
        self.0.changed.notify_waiters();
        paid
    }

    /// Pays out what was charged and not paid out before, minus refunds; answers the transfer's id. It goes its way on
    /// the virtual clock, a step a second.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such merchant, or it has no bank account.
    pub fn transfer(&self, order: &TransferOrder) -> Result<String, Error> {
        let made = self.world().make_transfer(order);
        self.0.changed.notify_waiters();
        made
    }

    /// Lets UnivaPay's transaction history of every merchant go on with so many made-up rows, older than all others.
    ///
    /// # Errors
    ///
    /// [`Error::Rows`] if there are more than a million.
    pub fn make_history(&self, rows: u32) -> Result<(), Error> {
        self.world().make_history(rows)
    }

    /// All webhooks, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.world().webhooks.list().to_vec()
    }

    /// Delivers a webhook again, now, until it succeeded `times` times.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such delivery.
    pub fn resend_webhook(&self, id: &str, times: u32) -> Result<(), Error> {
        self.on_webhook(id, |world, now| world.webhooks.resend(id, times, now))
    }

    /// Puts a webhook's next attempt off.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such delivery, [`Error::Clock`] if the time is beyond the calendar.
    pub fn delay_webhook(&self, id: &str, by: Duration) -> Result<(), Error> {
        let due = self.now().checked_add(by).map_err(|_| Error::Clock)?;
        self.on_webhook(id, |world, _| world.webhooks.delay(id, due))
    }

    /// Throws a webhook away.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such delivery.
    pub fn drop_webhook(&self, id: &str) -> Result<(), Error> {
        self.on_webhook(id, |world, _| world.webhooks.discard(id))
    }

    /// Holds back all webhooks that wait, and those to come.
    pub fn hold_webhooks(&self) {
        self.world().webhooks.hold();
    }

    /// Sends the held webhooks in this order, one after the other, and holds back no more.
    pub fn release_webhooks(&self, order: ReleaseOrder) {
        let mut world = self.world();
        let now = world.now();
        world.webhooks.release(order, now);
        drop(world);
        self.0.changed.notify_waiters();
    }

    /// Takes all webhooks that are due, signed for now, for callers that deliver by themselves. Each needs
    /// [`record_webhook_result`](Self::record_webhook_result).
    pub fn due_webhooks(&self) -> Vec<OutgoingWebhook> {
        let mut world = self.world();
        std::iter::from_fn(|| world.claim_webhook(false)).collect()
    }

    /// Records what came of an attempt: the retry schedule goes on from there.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such delivery.
    pub fn record_webhook_result(&self, id: &str, result: WebhookResult) -> Result<(), Error> {
        self.on_webhook(id, |world, _| world.record_webhook(id, result))
    }

    /// Records an attempt, unless the sandbox was reset while it was under way.
    pub(crate) fn record_attempt(&self, id: &str, generation: u64, result: WebhookResult) {
        let mut world = self.world();
        if world.generation == generation {
            world.record_webhook(id, result);
        }
        drop(world);
        self.notify();
    }

    pub(crate) fn new(world: World, allowed_hosts: Vec<String>) -> Self {
        Self(Arc::new(Shared { world: Mutex::new(world), changed: Notify::new(), allowed_hosts }))
    }

    pub(crate) fn credentials_at(&self, base_url: &str) -> Credentials {
        self.world().merchants[0].credentials(base_url)
    }

    /// The state. Held for moments only, never across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this host is loopback or was allowed by name.
    pub(crate) fn allows_host(&self, host: &str) -> bool {
        is_loopback(host) || self.0.allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }

    /// Completes at the next change that concerns the webhook queue.
    pub(crate) fn changed(&self) -> impl Future<Output = ()> + use<'_> {
        let mut changed = Box::pin(self.0.changed.notified());
        changed.as_mut().enable();
        changed
    }

    pub(crate) fn notify(&self) {
        self.0.changed.notify_waiters();
    }

    pub(crate) fn time_until_next_webhook(&self) -> Option<Duration> {
        let mut world = self.world();
        let due = world.next_due()?;
        world.clock.real_time_until(due)
    }

    fn on_webhook(
        &self,
        id: &str,
        action: impl FnOnce(&mut World, Timestamp) -> Option<()>,
    ) -> Result<(), Error> {
        let mut world = self.world();
        let now = world.now();
        let done = action(&mut world, now);
        drop(world);
        self.0.changed.notify_waiters();
        done.ok_or_else(|| Error::NotFound(format!("delivery {id}")))
    }
}
