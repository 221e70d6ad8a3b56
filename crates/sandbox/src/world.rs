use jiff::Timestamp;

use crate::clock::Clock;
use crate::credentials::{Credentials, jwt_part};
use crate::faults::FaultRule;
use crate::ids::Ids;
use crate::ito::payment::Payments;
use crate::ito::user::Users;
use crate::journal::Journal;
use crate::merchant::Merchant;
use crate::oauth::Grants;
use crate::settings::Settings;
use crate::univapay::Univapay;
use crate::webhook::{OutgoingWebhook, Proof, Queue, WebhookResult};
use crate::{Error, webhook};

/// What a sandbox starts from, and returns to on reset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) keys: Option<Credentials>,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) settings: Settings,
}

/// The whole state of both gateways. No I/O: what must leave is fetched by whoever drives it.
#[derive(Debug)]
pub(crate) struct World {
    plan: Plan,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) settings: Settings,
    pub(crate) merchants: Vec<Merchant>,
    pub(crate) payments: Payments,
    pub(crate) users: Users,
    pub(crate) grants: Grants,
    pub(crate) univapay: Univapay,
    pub(crate) webhooks: Queue,
    pub(crate) journal: Journal,
    pub(crate) faults: Vec<FaultRule>,
    requests: u64,
    /// Counts resets, so that what was under way at one does not end up in the world after it.
    pub(crate) generation: u64,
}

impl World {
    pub(crate) fn new(plan: Plan, clock: Clock) -> Result<Self, Error> {
        let mut world = Self {
            ids: Ids::from_seed(plan.seed),
            settings: plan.settings,
            plan,
            clock,
            merchants: Vec::new(),
            payments: Payments::default(),
            users: Users::default(),
            grants: Grants::default(),
            univapay: Univapay::default(),
            webhooks: Queue::default(),
            journal: Journal::default(),
            faults: Vec::new(),
            requests: 0,
            generation: 0,
        };
        world.add_merchant();
        if let Some(keys) = world.plan.keys.clone() {
            world.merchants[0].adopt(&keys);
            world.users.adopt(&keys.user_email, &keys.merchant_client_id);
        }
        for uri in world.plan.redirect_uris.clone() {
            world.merchants[0].register_redirect(&uri)?;
        }
        Ok(world)
    }

    /// Forgets everything except the time, and starts again from the seed.
    pub(crate) fn reset(&mut self) -> Result<(), Error> {
        let clock = std::mem::replace(&mut self.clock, Clock::new(None));
        let generation = self.generation + 1;
        *self = Self { generation, ..Self::new(self.plan.clone(), clock)? };
        Ok(())
    }

    pub(crate) fn now(&mut self) -> Timestamp {
        self.clock.now()
    }

    /// Adds a merchant with one user; answers its index.
    pub(crate) fn add_merchant(&mut self) -> usize {
        let merchant = Merchant::new(self.merchants.len() + 1, &mut self.ids);
        let now = self.clock.now();
        let index = self.merchants.len();
        self.users.seed(&merchant, index, now);
        self.merchants.push(merchant);
        index
    }

    /// Counts requests; not drawn from the seed, so that a retry does not change the ids that follow.
    pub(crate) fn next_request_id(&mut self) -> String {
        self.requests += 1;
        format!("sandbox-request-{:08}", self.requests)
    }

    pub(crate) fn merchant_by_access_key(&self, key: &str) -> Option<usize> {
        self.merchants.iter().position(|merchant| merchant.keys.access_key == key)
    }

    pub(crate) fn merchant_by_client(&self, client_id: &str) -> Option<usize> {
        self.merchants
            .iter()
            .position(|m| m.keys.merchant_client_id == client_id || m.keys.public_client_id == client_id)
    }

    pub(crate) fn merchant_by_jwt(&self, jwt: &str) -> Option<usize> {
        self.merchants.iter().position(|merchant| merchant.keys.univapay_jwt == jwt)
    }

    /// Whose credential this bearer is, on either gateway.
    pub(crate) fn merchant_by_bearer(&self, bearer: &str) -> Option<usize> {
        self.merchant_by_access_key(bearer)
            .or_else(|| self.grants.access(bearer).map(|access| access.merchant))
            .or_else(|| self.merchant_by_jwt(jwt_part(bearer)?))
    }

    /// Records an attempt; `None` if there is no such delivery.
    pub(crate) fn record_webhook(&mut self, id: &str, result: WebhookResult) -> Option<()> {
        let now = self.clock.now();
        if let Proof::AuthToken { hook, .. } =
            &self.webhooks.list().iter().find(|known| known.id == id)?.proof
        {
            self.univapay.webhook_ended(hook, id, &result, now);
        }
        self.webhooks.record(id, result, now)
    }

    /// When something happens next by itself.
    pub(crate) fn next_due(&mut self) -> Option<Timestamp> {
        [self.webhooks.next_due(), self.univapay.next_due()].into_iter().flatten().min()
    }

    /// Takes the next webhook that is due, signed for now.
    pub(crate) fn claim_webhook(&mut self, one_per_merchant: bool) -> Option<OutgoingWebhook> {
        self.settle();
        let now = self.clock.now();
        let delivery = self.webhooks.claim(now, one_per_merchant)?;
        let secret = &self.merchants.iter().find(|m| m.id == delivery.merchant)?.keys.webhook_secret;
        Some(webhook::prove(delivery, secret, now))
    }
}
