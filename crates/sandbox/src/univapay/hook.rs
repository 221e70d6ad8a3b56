//! Who wants to hear of events, and how they are told.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Univapay;
use super::problem::Problem;
use super::token::written;
use crate::Settings;
use crate::merchant::Merchant;
use crate::webhook::{Proof, WebhookResult};
use crate::world::World;

/// The events of a store. Of the two spellings of the 3-D Secure event, the one that is asked for is sent.
pub(super) const EVENTS: [&str; 19] = [
    "charge_updated",
    "charge_finished",
    "refund_finished",
    "cancel_finished",
    "token_created",
    "token_updated",
    "token_cvv_auth_updated",
    "token_cvv_auth_check_updated",
    "token_three_ds_updated",
    "token_three_d_s_updated",
    "token_replaced",
    "recurring_token_deleted",
    "subscription_created",
    "subscription_payment",
    "subscription_failure",
    "subscription_canceled",
    "subscription_completed",
    "subscription_suspended",
    "bank_transfer_status_updated",
];

/// The events of a merchant, besides those of its store.
pub(super) const TRANSFER_EVENTS: [&str; 3] = ["transfer_created", "transfer_updated", "transfer_finalized"];

/// Where a merchant wants to hear of events.
#[derive(Debug)]
pub(super) struct Hook {
    pub(super) id: String,
    pub(super) merchant: usize,
    /// Whether it belongs to the merchant's store, not to the merchant.
    pub(super) of_store: bool,
    pub(super) url: String,
    pub(super) triggers: Vec<String>,
    pub(super) auth_token: Option<String>,
    pub(super) active: bool,
    pub(super) created_on: Timestamp,
    pub(super) updated_on: Timestamp,
}

impl Hook {
    pub(super) fn answer(&self, owner: &Merchant, settings: Settings) -> Value {
        json!({
            "id": self.id,
            "store_id": self.of_store.then_some(&owner.store_id),
            "merchant_id": owner.univapay_id,
            "url": self.url,
            "triggers": self.triggers,
            "auth_token": self.auth_token,
            "active": self.active,
            "is_integration": false,
            "created_on": written(self.created_on, settings),
            "updated_on": written(self.updated_on, settings),
        })
    }
}

impl Univapay {
    /// A URL can be registered once at the store, and once at the merchant.
    pub(super) fn check_hook_url(
        &self,
        merchant: usize,
        of_store: bool,
        url: &str,
        but: Option<&str>,
    ) -> Result<(), Problem> {
        let same = |hook: &&Hook| hook.merchant == merchant && hook.of_store == of_store;
        let mut others = self.hooks.iter().filter(same).filter(|hook| Some(&*hook.id) != but);
        if others.any(|hook| hook.url == url) {
            return Err(Problem::new(409, "WEBHOOK_URL_EXISTS"));
        }
        Ok(())
    }

    /// What became of a delivery: a receiver that refuses is not asked again until it is made active.
    pub(crate) fn webhook_ended(
        &mut self,
        hook: &str,
        delivery: &str,
        result: &WebhookResult,
        now: Timestamp,
    ) {
        self.hook_log.ended(delivery, result, now);
        let refused = matches!(result, WebhookResult::Status(300..=502));
        if let Some(hook) = self.hooks.iter_mut().find(|known| known.id == hook && refused) {
            hook.active = false;
        }
    }
}

impl World {
    /// Queues a webhook for everyone who wants to hear of this event.
    pub(super) fn emit(&mut self, merchant: usize, event: &str, subject: &str, data: Value) {
        let now = self.clock.now();
        let Univapay { hooks, hook_log, .. } = &mut self.univapay;
        let wants = |hook: &&Hook| {
            hook.merchant == merchant && hook.active && hook.triggers.iter().any(|wanted| wanted == event)
        };
        for hook in hooks.iter().filter(wants) {
            let created_on = written(now, self.settings);
            let id = self.ids.uuid();
            let body = match self.settings.plain_webhooks {
                true => json!({ "event": event, "data": data }),
                false => json!({ "id": id, "event": event, "data": data, "created_on": created_on }),
            };
            let proof = Proof::AuthToken { hook: hook.id.clone(), token: hook.auth_token.clone() };
            let name = &self.merchants[merchant].id;
            let delivery = self.webhooks.push(name, subject, &hook.url, body.to_string(), proof, now);
            hook_log.queued(id, &hook.id, delivery, event, now);
        }
    }
}
