//! Webhooks: "ウェブフック". The gateway proves itself by the `auth_token` that the webhook was created with, in the header
//! `Authorization`; it signs nothing. So create every webhook with a long random `auth_token`, and an `https` URL.
//!
//! **Answer within 3 seconds, and with [`TAKEN`] or [`NOT_NOW`] only.** The gateway switches a webhook off for good
//! when it is answered with 3xx, 4xx, 500, 501 or 502; 2xx, 503, 504 and silence keep it. So verify the event, put it into
//! a queue or table of your own, answer, and do the rest afterwards. A webhook that was switched off is made `active`
//! again by updating it.

mod data;
mod event;
mod event_type;
mod notices;
mod sample;
mod verify;

pub use data::EventData;
pub use event::Event;
pub use event_type::EventType;
pub use notices::{
    BankTransferPaymentStatus, BankTransferStatus, CustomsDeclaration, CustomsDeclared, CustomsResult,
};
pub use sample::{TestWebhook, test_webhook};
pub use verify::{WebhookReason, WebhookVerifier};

/// The HTTP status to answer when an event was taken, also one that repeats another or means nothing to you.
pub const TAKEN: u16 = 200;

/// The HTTP status to answer when an event was not taken: your queue is down, or it did not verify.
pub const NOT_NOW: u16 = 503;

/// The HTTP status to answer the gateway with: [`TAKEN`] for what was taken, [`NOT_NOW`] for every error, be it of
/// [`WebhookVerifier::verify`] or of your own queue.
///
/// What did not verify is answered with 503 too, not with 401 or 403: a forger learns nothing from it, but if the real
/// gateway was refused, because the wrong `auth_token` is configured here, a 401 would switch the webhook off, and
/// events would stay away when the mistake is mended.
pub const fn answer_status<T, E>(result: &Result<T, E>) -> u16 {
    match result {
        Ok(_) => TAKEN,
        Err(_) => NOT_NOW,
    }
}
