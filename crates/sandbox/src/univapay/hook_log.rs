use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::token::written;
use crate::Settings;
use crate::webhook::WebhookResult;

/// So many entries are kept, of all receivers together.
const CAPACITY: usize = 10_000;

/// What was sent to receivers of webhooks, oldest first.
#[derive(Debug, Default)]
pub(super) struct HookLog(VecDeque<Entry>);

/// One webhook, as its receiver's log shows it.
#[derive(Debug)]
pub(super) struct Entry {
    /// As in the webhook's envelope.
    pub(super) id: String,
    hook: String,
    delivery: String,
    event: String,
    created_on: Timestamp,
    fired_on: Option<Timestamp>,
    result: Option<WebhookResult>,
}

impl HookLog {
    pub(super) fn queued(&mut self, id: String, hook: &str, delivery: &str, event: &str, now: Timestamp) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(Entry {
            id,
            hook: hook.to_owned(),
            delivery: delivery.to_owned(),
            event: event.to_owned(),
            created_on: now,
            fired_on: None,
            result: None,
        });
    }

    /// Notes what came of the last attempt.
    pub(super) fn ended(&mut self, delivery: &str, result: &WebhookResult, now: Timestamp) {
        if let Some(entry) = self.0.iter_mut().rev().find(|entry| entry.delivery == delivery) {
            entry.fired_on = Some(now);
            entry.result = Some(result.clone());
        }
    }

    /// What was sent to one receiver.
    pub(super) fn of(&self, hook: &str) -> impl DoubleEndedIterator<Item = &Entry> {
        self.0.iter().filter(move |entry| entry.hook == hook)
    }
}

impl Entry {
    /// Without an attempt so far, nobody knows whether it is successful.
    pub(super) fn answer(&self, settings: Settings) -> Value {
        let (status_code, error_message) = match &self.result {
            Some(WebhookResult::Status(status @ 200..=299)) => (Some(*status), None),
            Some(WebhookResult::Status(status)) => (Some(*status), Some(format!("HTTP status {status}"))),
            Some(WebhookResult::Error(why) | WebhookResult::Refused(why)) => (None, Some(why.clone())),
            None => (None, None),
        };
        json!({
            "id": self.id,
            "webhook_id": self.hook,
            "event": self.event,
            "successful": self.result.as_ref().map(|_| error_message.is_none()),
            "status_code": status_code,
            "error_message": error_message,
            "fired_on": self.fired_on.map(|at| written(at, settings)),
            "created_on": written(self.created_on, settings),
        })
    }
}
