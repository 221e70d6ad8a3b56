//! The native half of the Python package `kaikei`. It knows operations by name only; their methods, models and
//! exceptions are Python's, in `python/src/kaikei`.

mod answer;
mod asynchronous;
mod blocking;
mod call;
mod civil;
mod client;
mod clock;
mod encode;
mod error;
mod event;
mod http;
mod login;
mod mailbox;
mod money;
mod notice;
mod process;
mod seconds;
mod sign;
mod target;
mod text;
mod types;
mod webhook;

use pyo3::prelude::*;

/// The native half of `kaikei`. Use `kaikei` itself: this module may change at any time.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::asynchronous::Question;
    #[pymodule_export]
    use super::call::Call;
    #[pymodule_export]
    use super::client::Client;
    #[pymodule_export]
    use super::clock::TestClock;
    #[pymodule_export]
    use super::event::{Fingerprint, WebhookEvent};
    #[pymodule_export]
    use super::http::{Request, Response};
    #[pymodule_export]
    use super::login::{Login, PendingLogin, Tokens};
    #[pymodule_export]
    use super::mailbox::Mailbox;
    #[pymodule_export]
    use super::money::Money;
    #[pymodule_export]
    use super::notice::{WebhookVerifier, sample_webhook};
    #[pymodule_export]
    use super::sign::{Pkce, SignedRequest, pkce, sign_request};
    #[pymodule_export]
    use super::webhook::{Explanation, Finding, Verifier, sign as sign_webhook};
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        process::watch(module.py())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
