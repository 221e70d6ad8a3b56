//! Receivers of webhooks, of a store and of a merchant.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde::Deserialize;

use super::auth::Caller;
use super::done::{Done, answer, once};
use super::hook::{EVENTS, Hook, TRANSFER_EVENTS};
use super::page::page;
use super::problem::{Problem, Problems};
use super::reader::Reader;
use crate::Sandbox;
use crate::call::Call;
use crate::json::Json;
use crate::world::World;

pub(super) fn routes() -> Router<Sandbox> {
    let one = || get(read).patch(update).delete(delete);
    Router::new()
        .route("/stores/{store}/webhooks", get(list).post(create))
        .route("/stores/{store}/webhooks/{id}", one())
        .route("/stores/{store}/webhooks/{id}/events", get(events))
        .route("/webhooks", get(list).post(create))
        .route("/webhooks/{id}", one())
}

type Asking = Extension<Arc<Call>>;
type Store = Option<Path<String>>;

/// A receiver as the path names it: without a store, it is the merchant's.
#[derive(Deserialize)]
struct Named {
    store: Option<String>,
    id: String,
}

/// `url`, `triggers` and `auth_token`, those that are there.
fn fields(request: &Reader<'_>, of_store: bool) -> (Option<String>, Option<Vec<String>>, Option<String>) {
    let (wrong, further) = match of_store {
        true => ("INVALID_EVENT_FOR_STORE", &[][..]),
        false => ("INVALID_EVENT_FOR_MERCHANT", &TRANSFER_EVENTS[..]),
    };
    let known = |event: &String| EVENTS.contains(&event.as_str()) || further.contains(&event.as_str());
    let triggers = request.raw("triggers").map(|raw| {
        let list: Option<Vec<String>> = match Json::of(raw) {
            Json::Array(_) => serde_json::from_str(raw.get()).ok(),
            _ => None,
        };
        let list = list.unwrap_or_default();
        if list.is_empty() {
            request.wrong("triggers", "MUST_HAVE_AT_LEAST_ONE_ELEMENT");
        } else if !list.iter().all(known) {
            request.wrong("triggers", wrong);
        }
        list
    });
    (request.url("url"), triggers, request.text("auth_token"))
}

async fn create(State(sandbox): State<Sandbox>, store: Store, Extension(call): Asking) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let of_store = world.check_level(merchant, store.as_ref().map(|Path(store)| store))?;
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        request.required("url");
        let (url, triggers, auth_token) = fields(&request, of_store);
        if triggers.is_none() {
            request.wrong("triggers", "REQUIRED_VALUE");
        }
        problems.settle()?;
        let (url, triggers) = (url.unwrap_or_default(), triggers.unwrap_or_default());
        world.univapay.check_hook_url(merchant, of_store, &url, None)?;
        let now = world.clock.now();
        let hook = Hook {
            id: world.ids.uuid(),
            merchant,
            of_store,
            url,
            triggers,
            auth_token,
            active: true,
            created_on: now,
            updated_on: now,
        };
        let done = Done::created(&hook.answer(&world.merchants[merchant], world.settings));
        world.univapay.hooks.push(hook);
        Ok(done)
    })
}

async fn list(State(sandbox): State<Sandbox>, store: Store, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let of_store = world.check_level(merchant, store.as_ref().map(|Path(store)| store))?;
        let active = call.query("active").map(|wanted| wanted == "true");
        let mine = world.univapay.hooks.iter().filter(|hook| {
            hook.merchant == merchant
                && hook.of_store == of_store
                && active.is_none_or(|active| hook.active == active)
        });
        let write = |hook: &Hook| hook.answer(&world.merchants[merchant], world.settings);
        Ok(Done::ok(&page(&call, mine, |hook| &hook.id, write)?.uncounted()))
    })
}

async fn read(State(sandbox): State<Sandbox>, Path(named): Path<Named>, Extension(call): Asking) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.hook(merchant, &named)?;
        let hook = &world.univapay.hooks[index];
        Ok(Done::ok(&hook.answer(&world.merchants[merchant], world.settings)))
    })
}

async fn update(
    State(sandbox): State<Sandbox>,
    Path(named): Path<Named>,
    Extension(call): Asking,
) -> Response {
    once(&sandbox, &call, Caller::Server, |world, merchant, call| {
        let index = world.hook(merchant, &named)?;
        let of_store = named.store.is_some();
        let problems = Problems::default();
        let request = Reader::of_body(call, &problems)?;
        let (url, triggers, auth_token) = fields(&request, of_store);
        let active = request.flag("active");
        problems.settle()?;
        if let Some(url) = &url {
            world.univapay.check_hook_url(merchant, of_store, url, Some(&named.id))?;
        }
        let now = world.clock.now();
        let hook = &mut world.univapay.hooks[index];
        hook.url = url.unwrap_or_else(|| hook.url.clone());
        hook.triggers = triggers.unwrap_or_else(|| hook.triggers.clone());
        hook.auth_token = auth_token.or(hook.auth_token.take());
        hook.active = active.unwrap_or(hook.active);
        hook.updated_on = now;
        Ok(Done::ok(&hook.answer(&world.merchants[merchant], world.settings)))
    })
}

async fn delete(
    State(sandbox): State<Sandbox>,
    Path(named): Path<Named>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        let index = world.hook(merchant, &named)?;
        world.univapay.hooks.remove(index);
        Ok(Done::nothing())
    })
}

/// What was sent, and what became of it.
async fn events(
    State(sandbox): State<Sandbox>,
    Path(named): Path<Named>,
    Extension(call): Asking,
) -> Response {
    answer(&sandbox, &call, |world, merchant| {
        world.hook(merchant, &named)?;
        let settings = world.settings;
        let sent = world.univapay.hook_log.of(&named.id);
        Ok(Done::ok(&page(&call, sent, |entry| &entry.id, |entry| entry.answer(settings))?.uncounted()))
    })
}

impl World {
    /// Whether a path is about a store, which must be the caller's.
    fn check_level(&self, merchant: usize, store: Option<&String>) -> Result<bool, Problem> {
        store.map_or(Ok(()), |store| self.check_store(merchant, store))?;
        Ok(store.is_some())
    }

    fn hook(&self, merchant: usize, named: &Named) -> Result<usize, Problem> {
        let of_store = self.check_level(merchant, named.store.as_ref())?;
        let found =
            |hook: &Hook| hook.id == named.id && hook.merchant == merchant && hook.of_store == of_store;
        self.univapay.hooks.iter().position(found).ok_or_else(Problem::not_found)
    }
}
