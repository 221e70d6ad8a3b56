//! Webhooks as the gateway sends them, for tests.

use serde::Serialize;
use serde_json::value::RawValue;

use super::verify::check;
use crate::json::check_strict;
use crate::time::Timestamp;
use crate::{Error, Secret};

/// A webhook to send to your own server in a test.
#[derive(Clone, Debug)]
pub struct TestWebhook {
    authorization: Secret,
    /// Its body.
    pub body: String,
}

impl TestWebhook {
    /// Its headers. The `auth_token` is in them.
    pub fn headers(&self) -> [(&'static str, &str); 2] {
        [("Content-Type", "application/json"), ("Authorization", self.authorization.expose())]
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    event: &'a str,
    data: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_on: Option<Timestamp>,
}

/// Makes the webhook that the gateway would send of an event with `data`, which is JSON. Without an `id` and a time it
/// has the older form.
pub fn test_webhook(
    auth_token: &Secret,
    event: &str,
    data: &str,
    id: Option<&str>,
    created_on: Option<Timestamp>,
) -> Result<TestWebhook, Error> {
    check(auth_token).map_err(|rule| Error::invalid("auth_token", rule))?;
    if event.is_empty() {
        return Err(Error::invalid("event", "is required"));
    }
    let wrong = || Error::invalid("data", "must be JSON that a webhook may hold");
    let data: &RawValue = serde_json::from_str(data).map_err(|_| wrong())?;
    let body = serde_json::to_string(&Envelope { id, event, data, created_on }).map_err(|_| wrong())?;
    check_strict(body.as_bytes()).map_err(|_| wrong())?;
    Ok(TestWebhook { authorization: auth_token.clone(), body })
}
