//! One call, with its options: `await` it.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use kaikei_core::{CallOptions, Error, Operation, Reply};

use crate::BoxFuture;
use crate::client::Core;

/// A call that is sent when it is awaited. Dropping its future cancels it.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<O> {
    core: Core,
    operation: O,
    options: CallOptions,
}

/// The options that a call can set, written once for both kinds of call.
macro_rules! call_options {
    () => {
        /// Limits everything: every try, every wait, and fetching a token. Default 60 s.
        pub fn timeout(mut self, limit: Duration) -> Self {
            self.options.timeout = limit;
            self
        }
        /// Limits each try. Default 30 s.
        pub fn attempt_timeout(mut self, limit: Duration) -> Self {
            self.options.attempt_timeout = limit;
            self
        }
        /// Limits connecting, TLS included. Default 10 s.
        pub fn connect_timeout(mut self, limit: Duration) -> Self {
            self.options.connect_timeout = limit;
            self
        }
        /// How often a try may be repeated where repeating is safe. Default 2.
        pub fn max_retries(mut self, retries: u32) -> Self {
            self.options.max_retries = retries;
            self
        }
        /// Your own idempotency key, for operations that carry one: 1 to 255 visible ASCII characters.
        pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
            self.options.idempotency_key = Some(key.into());
            self
        }
    };
}
pub(crate) use call_options;

impl<O: Operation> Call<O> {
    pub(crate) fn new(core: Core, operation: O) -> Self {
        let options = core.options.clone();
        Self { core, operation, options }
    }

    call_options!();
}

impl<O: Operation + Send + Sync + 'static> IntoFuture for Call<O>
where
    O::Answer: Send,
{
    type Output = Result<Reply<O::Answer>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.core.run(&self.operation, self.options).await })
    }
}

impl<O: Operation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &O::META.name).finish_non_exhaustive()
    }
}
