//! One call, with its options: `await` it.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use kaikei_core::univapay::Listing;
use kaikei_core::{CallOptions, Error, Operation, Reply};

use crate::BoxFuture;
use crate::client::Core;
use crate::pages::Pages;

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

impl<O: Listing> Call<O> {
    /// Everything on the list, page by page: `while let Some(item) = items.next().await`. A page holds 100 items,
    /// unless the parameters say otherwise, and no more than one is held at a time. The options are each page's.
    pub fn items(self) -> Items<O> {
        Items { core: self.core, options: self.options, pages: Pages::new(self.operation) }
    }
}

/// What a list holds, read page by page.
pub struct Items<O: Listing> {
    core: Core,
    options: CallOptions,
    pages: Pages<O>,
}

impl<O: Listing> Items<O> {
    /// The next item; none at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        loop {
            if let Some(item) = self.pages.item() {
                return Some(Ok(item));
            }
            let operation = self.pages.due()?;
            match self.core.run(operation, self.options.clone()).await.and_then(|page| self.pages.turn(page))
            {
                Ok(()) => {}
                Err(error) => {
                    self.pages.end();
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<O: Listing> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &O::META.name).finish_non_exhaustive()
    }
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
