//! UnivaPay, also known by its host gyro-n.money: transaction tokens, charges, refunds, subscriptions.

mod account;
mod answer;
mod bank_accounts;
mod cancels;
mod charges;
mod claims;
mod client;
mod decline;
mod error;
mod money;
mod page;
mod refunds;
mod request;
pub(crate) mod rules;
mod stores;
mod subscriptions;
mod tokens;
mod transactions;
mod transfers;
pub mod webhook;
mod webhooks;

pub use account::*;
pub use bank_accounts::*;
pub use cancels::*;
pub use charges::*;
pub use client::{AppToken, BaseUrl, Config, Univapay};
pub use decline::Decline;
pub(crate) use error::error_of;
pub use money::{Money, currency_decimals};
#[doc(hidden)]
pub use page::Paged;
pub use page::{CursorDirection, Listing, Page};
pub use refunds::*;
pub use stores::*;
pub use subscriptions::*;
pub use tokens::*;
pub use transactions::*;
pub use transfers::*;
pub use webhooks::*;

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

/// It is done; the gateway says nothing else.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Done {}
