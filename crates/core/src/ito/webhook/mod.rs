//! Webhooks: "Instant payment notification". Verified in a fixed order of checks, explained when they fail, and
//! signed for tests.

mod event;
mod explain;
mod fingerprint;
mod sign;
mod verify;

pub use event::WebhookEvent;
pub use explain::{Explanation, Finding};
pub use fingerprint::{Fingerprint, Repeat};
pub use sign::{SignedWebhook, sign_webhook};
pub use verify::{WebhookReason, WebhookVerifier};
