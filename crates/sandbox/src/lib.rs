//! Both payment gateways, ITO-Japan and UnivaPay, emulated for tests and demos.
//!
//! One state machine, reached in two ways: in-process through [`Sandbox::call`] or [`Sandbox::router`], without a
//! socket, and over HTTP through [`Sandbox::serve`] or [`Sandbox::start_blocking`]. It is as strict as the gateways'
//! documents say: bearers and signatures are checked, codes are single use, refresh tokens rotate.
//!
//! - Everything that is random comes from a seed, and time from a virtual clock that can be advanced.
//! - Each merchant is isolated; [`Sandbox::add_merchant`] makes further ones.
//! - Every request is kept in a journal, secrets masked; faults can be injected by the header `X-Sandbox-Fault` or
//!   by rule, see [`Fault`].
//! - The control API under `/_sandbox/` offers the same over HTTP.
//! - It listens on loopback and posts webhooks to loopback, unless a host is allowed by name, and it refuses
//!   whatever looks like a live key.
//!
//! ```no_run
//! use kaikei_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::builder().seed(7).build()?;
//! let running = sandbox.start_blocking("127.0.0.1:0")?;
//! println!("{}", running.credentials().ito_base_url);
//! # Ok::<(), kaikei_sandbox::Error>(())
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
mod builder;
mod call;
mod clock;
mod control;
mod credentials;
mod embedded;
mod error;
mod faults;
mod fields;
mod gate;
mod ids;
mod ito;
mod journal;
mod json;
mod mask;
mod merchant;
mod oauth;
mod options;
mod pages;
mod reply;
mod sandbox;
mod serve;
mod settings;
mod univapay;
mod webhook;
mod world;

pub use builder::Builder;
pub use credentials::Credentials;
pub use embedded::{ControlAnswer, Embedded};
pub use error::Error;
pub use faults::{Fault, FaultMatch, FaultRule};
pub use gate::ConnectionFault;
pub use journal::{Gateway, JournalEntry, JournalFilter};
pub use mask::masked;
pub use sandbox::Sandbox;
pub use serve::Running;
pub use settings::{Idempotency, RecurringPrivilege, ServerMode, Settings};
pub use univapay::{ChargeOutcome, ManualEntry, TokenSummary, TransferEnd, TransferOrder};
pub use webhook::{Attempt, Delivery, DeliveryState, OutgoingWebhook, ReleaseOrder, WebhookResult};
