//! What Kotlin and Swift are built on: the engine as data in, data out. Synchronous, without network, clock or threads:
//! each language drives an [`NativeExchange`] with its own network stack.
//!
//! Times are milliseconds, instants count from 1970. Every function may fail with [`NativeError`]; a panic is one too.

#![allow(clippy::result_large_err, reason = "UniFFI takes errors whole, and each is made once")]

mod client;
mod clock;
mod exchange;
mod failure;
mod http;
mod login;
mod sign;
mod tokens;
mod univapay;
mod webhook;

pub use client::NativeClient;
pub use exchange::{NativeAnswer, NativeExchange, NativeStep};
pub use failure::{NativeError, NativeFailure, error_kinds, panic_on_purpose};
pub use http::{NativeHeader, NativePurpose, NativeRequest, NativeResponse, NativeTransportFailure};
pub use login::{NativeCode, NativeLogin, NativePendingLogin};
pub use sign::{NativePkcePair, NativeSignedRequest, pkce, sign_request};
pub use tokens::{NativeSession, NativeTokens};
pub use univapay::{NativeMoney, money, test_webhook, verify_event};
pub use webhook::{
    NativeEvent, NativeExplanation, NativeFinding, NativeNamedSecret, NativeSignedWebhook, NativeVerifier,
    sign_webhook,
};

uniffi::setup_scaffolding!();
