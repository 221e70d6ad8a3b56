pub(crate) mod deliver;
mod queue;

pub use queue::{Attempt, Delivery, DeliveryState, OutgoingWebhook, ReleaseOrder, WebhookResult};
pub(crate) use queue::{Proof, Queue, prove};
