use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Univapay;
use super::auth::Caller;
use super::done::{Done, answer, once};
use super::page::page;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use super::token::written;
use crate::call::Call;
use crate::json::Json;
use crate::webhook::Proof;
use crate::world::World;
use crate::{Sandbox, Settings};

/// The events of a store. Of the two spellings of the 3-D Secure event, the one that is asked for is sent.
const EVENTS: [&str; 19] = [
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

/// Where a merchant wants to hear of events.
#[derive(Debug)]
pub(super) struct Hook {
    id: String,
    merchant: usize,
    url: String,
    triggers: Vec<String>,
    auth_token: Option<String>,
    active: bool,
    created_on: Timestamp,
    updated_on: Timestamp,
}

impl Hook {
    fn answer(&self, store_id: &str, settings: Settings) -> Value {
        json!({
            "id": self.id,
            "store_id": store_id,
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

pub(super) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/stores/{store}/webhooks", get(list).post(create))
        .route("/stores/{store}/webhooks/{id}", get(read).patch(update).delete(delete))
}

type Asking = Extension<Arc<Call>>;

/// `url`, `triggers` and `auth_token`, those that are there.
fn fields(request: &Reader<'_>) -> (Option<String>, Option<Vec<String>>, Option<String>) {
    let triggers = request.raw("triggers").map(|raw| {
        let list: Option<Vec<String>> = match Json::of(raw) {
            Json::Array(_) => serde_json::from_str(raw.get()).ok(),
            _ => None,
        };
        let list = list.unwrap_or_default();
        if list.is_empty() {
            request.wrong("triggers", "MUST_HAVE_AT_LEAST_ONE_ELEMENT");
        } else if !list.iter().all(|event| EVENTS.contains(&event.as_str())) {
            request.wrong("triggers", "INVALID_EVENT_FOR_STORE");
        }
        list
    });
    (request.url("url"), triggers, request.text("auth_token"))
}

async fn create(
    State(sandbox): State<Sandbox>,
    Path(store): Path<String>,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        world.check_store(merchant, &store)?;
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        request.required("url");
        let (url, triggers, auth_token) = fields(&request);
        if triggers.is_none() {
            request.wrong("triggers", "REQUIRED_VALUE");
        }
        problems.settle()?;
        let (url, triggers) = (url.unwrap_or_default(), triggers.unwrap_or_default());
        world.univapay.check_hook_url(merchant, &url, None)?;
        let now = world.clock.now();
        let id = world.ids.uuid();
        let hook =
            Hook { id, merchant, url, triggers, auth_token, active: true, created_on: now, updated_on: now };
        let done = Done::created(&hook.answer(&store, world.settings));
        world.univapay.hooks.push(hook);
        Ok(done)
    })
}

async fn list(
    State(sandbox): State<Sandbox>,
    Path(store): Path<String>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        world.check_store(merchant, &store)?;
        let mine = world.univapay.hooks.iter().filter(|hook| hook.merchant == merchant);
        let write = |hook: &Hook| hook.answer(&store, world.settings);
        Ok(Done::ok(&page(&call, mine, |hook| &hook.id, write)?))
    })
}

async fn read(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.hook(merchant, &store, &id)?;
        Ok(Done::ok(&world.univapay.hooks[index].answer(&store, world.settings)))
    })
}

async fn update(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let index = world.hook(merchant, &store, &id)?;
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let (url, triggers, auth_token) = fields(&request);
        let active = request.flag("active");
        problems.settle()?;
        if let Some(url) = &url {
            world.univapay.check_hook_url(merchant, url, Some(&id))?;
        }
        let now = world.clock.now();
        let hook = &mut world.univapay.hooks[index];
        hook.url = url.unwrap_or_else(|| hook.url.clone());
        hook.triggers = triggers.unwrap_or_else(|| hook.triggers.clone());
        hook.auth_token = auth_token.or(hook.auth_token.take());
        hook.active = active.unwrap_or(hook.active);
        hook.updated_on = now;
        Ok(Done::ok(&hook.answer(&store, world.settings)))
    })
}

async fn delete(
    State(sandbox): State<Sandbox>,
    Path((store, id)): Path<(String, String)>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.hook(merchant, &store, &id)?;
        world.univapay.hooks.remove(index);
        Ok(Done::nothing())
    })
}

impl Univapay {
    /// A URL can be registered once.
    fn check_hook_url(&self, merchant: usize, url: &str, but: Option<&str>) -> Result<(), Problem> {
        let mut others = self.hooks.iter().filter(|hook| hook.merchant == merchant && Some(&*hook.id) != but);
        if others.any(|hook| hook.url == url) {
            return Err(Problem::new(409, "WEBHOOK_URL_EXISTS"));
        }
        Ok(())
    }

    /// What became of a delivery: a receiver that refuses is not asked again until it is made active.
    pub(crate) fn webhook_answered(&mut self, hook: &str, status: u16) {
        let refused = (300..=502).contains(&status);
        if let Some(hook) = self.hooks.iter_mut().find(|known| known.id == hook && refused) {
            hook.active = false;
        }
    }
}

impl World {
    fn hook(&self, merchant: usize, store: &str, id: &str) -> Result<usize, Problem> {
        self.check_store(merchant, store)?;
        let found = |hook: &Hook| hook.id == id && hook.merchant == merchant;
        self.univapay.hooks.iter().position(found).ok_or_else(Problem::not_found)
    }

    /// Queues a webhook for everyone who wants to hear of this event.
    pub(super) fn emit(&mut self, merchant: usize, event: &str, subject: &str, data: Value) {
        let now = self.clock.now();
        for hook in &self.univapay.hooks {
            if hook.merchant != merchant
                || !hook.active
                || !hook.triggers.iter().any(|wanted| wanted == event)
            {
                continue;
            }
            let created_on = written(now, self.settings);
            let body = match self.settings.plain_webhooks {
                true => json!({ "event": event, "data": data }),
                false => {
                    json!({ "id": self.ids.uuid(), "event": event, "data": data, "created_on": created_on })
                }
            };
            let proof = Proof::AuthToken { hook: hook.id.clone(), token: hook.auth_token.clone() };
            let name = &self.merchants[merchant].id;
            self.webhooks.push(name, subject, &hook.url, body.to_string(), proof, now);
        }
    }
}
