//! The protocols of two Japanese payment gateways, **ITO-Japan** and **UnivaPay**, as pure state machines.
//!
//! There is no I/O, clock, randomness or thread in here: a driver sends what [`engine::Exchange`] asks for, and hands
//! back answers, the time and random bytes. The package `kaikei` is the driver for Rust.

#![forbid(unsafe_code)]

// What `#[derive(Model)]` writes is the same in here and in other packages.
extern crate self as kaikei_core;

pub mod card;
mod decoded;
pub mod engine;
mod error;
mod gateway;
pub mod ito;
pub mod json;
mod meta;
mod money;
mod open;
mod operation;
mod path;
pub mod php;
mod prepare;
mod redact;
mod rules;
pub mod secret;
pub mod sign;
pub mod time;
pub mod univapay;
mod url;

pub use card::{CardNumber, Cvv};
pub use decoded::Decoded;
pub use engine::{CallOptions, Entropy, Exchange, Step};
pub use error::{Error, ErrorKind};
pub use gateway::Gateway;
pub use json::{Json, JsonObject, Raw, Reply};
pub use money::Amount;
pub use operation::{Auth, Entry, Meta, OPERATIONS, Operation, operation};
pub use rust_decimal::Decimal;
pub use secret::Secret;
