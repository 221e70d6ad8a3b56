//! The native half of the npm package `kaikei`. There is no code per operation here: JavaScript names an operation and
//! hands over JSON, and gets JSON back.
//!
//! Errors cross as values ([`failure::Outcome`]), since an error that Node-API throws has no class of ours. Finished
//! calls and questions to JavaScript go into one queue per environment ([`bridge`]), which one wake-up of the event
//! loop empties, however much is in it.

#![deny(unsafe_code)]

mod answer;
pub mod bridge;
mod camel;
pub mod client;
pub mod clock;
pub mod event;
pub mod failure;
pub mod free;
pub mod hooks;
pub mod login;
pub mod money;
pub mod notice;
pub mod quick;
pub mod webhook;
