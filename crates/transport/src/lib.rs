//! Rust client of the Japanese payment gateways **ITO-Japan** and **UnivaPay**.
//!
//! [`ItoJapan`] and [`Univapay`] are the clients; [`blocking`] holds the same without `async`. Signing, webhooks and
//! logins need no client: see [`ito::WebhookVerifier`], [`ito::sign_request`] and [`ito::Pkce`].
//!
//! Whatever goes wrong is one [`Error`] with an [`ErrorKind`]. A request that may have been carried out is never
//! repeated blindly: that is [`ErrorKind::OutcomeUnknown`].

#![forbid(unsafe_code)]

pub mod blocking;
mod builder;
mod call;
mod client;
mod clock;
mod driver;
mod login;
mod named;
mod network;
mod pages;
mod reqwest_transport;
mod resources;
mod tls;
mod token_store;
mod transport;

pub use builder::{ItoJapanBuilder, UnivapayBuilder};
pub use call::{Call, Items};
pub use client::{ItoJapan, Univapay};
pub use clock::{Clock, SystemClock};
pub use named::{Answered, NamedCall};
pub use network::{Network, Proxy, probe};
pub use reqwest_transport::default_transport;
pub use resources::*;
pub use token_store::TokenStore;
pub use transport::{BoxFuture, Transport};

pub use kaikei_core::engine::IdempotencyStatus;
pub use kaikei_core::engine::{self, HttpRequest, HttpResponse, Phase, Sent, TransportFailure};
pub use kaikei_core::{
    Amount, CallOptions, CardNumber, Cvv, Decimal, Entropy, Error, ErrorKind, Json, JsonObject, Operation,
    Raw, Reply, Secret, ito, sign, univapay,
};

/// Thirty-two bytes from the system's random generator.
pub fn entropy() -> Result<Entropy, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| Error::new(ErrorKind::Internal, "the system's random generator failed"))?;
    Ok(Entropy::new(bytes))
}

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ReadmeDoctests;
