//! The same clients without `async`: each call waits for its answer.
//!
//! One thread does the input and output of all blocking clients. A blocking call inside a tokio runtime is an error.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use kaikei_core::ito::{Confirmation, Login, LoginRequest, Order, PendingLogin, Session, WebhookEvent};
use kaikei_core::univapay::Listing;
use kaikei_core::{CallOptions, Error, ErrorKind, Operation, Reply, operations};
use tokio::runtime::{Builder, Handle};

use crate::TokenStore;
use crate::call::call_options;
use crate::client::Core;
use crate::pages::Pages;
use crate::resources::resources;

/// A blocking client of ITO-Japan. Cloning is cheap.
#[derive(Clone)]
pub struct ItoJapan(crate::ItoJapan);

impl From<crate::ItoJapan> for ItoJapan {
    fn from(client: crate::ItoJapan) -> Self {
        Self(client)
    }
}

impl ItoJapan {
    /// Any operation of this gateway.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(&self.0.core, operation)
    }

    /// See [`crate::ItoJapan::with_options`].
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self(self.0.with_options(options))
    }

    /// See [`crate::ItoJapan::with_session`].
    pub fn with_session(&self, session: Session, token_store: Option<Arc<dyn TokenStore>>) -> Self {
        Self(self.0.with_session(session, token_store))
    }

    /// See [`crate::ItoJapan::session`].
    pub fn session(&self) -> Option<&Session> {
        self.0.session()
    }

    /// See [`crate::ItoJapan::confirm`].
    pub fn confirm(&self, order: &Order, event: &WebhookEvent) -> Confirmation {
        wait(self.0.confirm(order, event)).unwrap_or_else(Confirmation::Unknown)
    }

    /// See [`crate::ItoJapan::start_login`].
    pub fn start_login(&self, request: &LoginRequest) -> Result<Login, Error> {
        self.0.start_login(request)
    }

    /// See [`crate::ItoJapan::finish_login`].
    pub fn finish_login(
        &self,
        pending: &mut PendingLogin,
        redirect_url: &str,
        token_store: Option<Arc<dyn TokenStore>>,
    ) -> Result<Self, Error> {
        wait(self.0.finish_login(pending, redirect_url, token_store))?.map(Self)
    }
}

impl fmt::Debug for ItoJapan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A blocking client of UnivaPay. Cloning is cheap.
#[derive(Clone)]
pub struct Univapay(crate::Univapay);

impl From<crate::Univapay> for Univapay {
    fn from(client: crate::Univapay) -> Self {
        Self(client)
    }
}

impl Univapay {
    /// Any operation of this gateway.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(&self.0.core, operation)
    }
}

impl fmt::Debug for Univapay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A call that is sent by [`Call::send`].
#[must_use = "a call is sent by send()"]
pub struct Call<O> {
    core: Core,
    operation: O,
    options: CallOptions,
}

impl<O: Operation> Call<O> {
    fn new(core: &Core, operation: O) -> Self {
        Self { core: core.clone(), operation, options: core.options.clone() }
    }

    call_options!();

    /// Sends the call and waits for its answer.
    pub fn send(self) -> Result<Reply<O::Answer>, Error> {
        wait(self.core.run(&self.operation, self.options))?
    }
}

impl<O: Listing> Call<O> {
    /// Everything on the list, page by page: see [`crate::Call::items`].
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

impl<O: Listing> Iterator for Items<O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.pages.item() {
                return Some(Ok(item));
            }
            let operation = self.pages.due()?;
            let page = wait(self.core.run(operation, self.options.clone())).flatten();
            match page.and_then(|page| self.pages.turn(page)) {
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

impl<O: Operation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &O::META.name).finish_non_exhaustive()
    }
}

operations!(resources);

/// Runs a future to its end on this thread, while the I/O thread serves its sockets and timers.
fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
    if Handle::try_current().is_ok() {
        let rule = "must not be called inside an async runtime, which it would block: use the async client";
        return Err(Error::configuration("blocking", rule));
    }
    Ok(io_thread()?.block_on(future))
}

fn io_thread() -> Result<&'static Handle, Error> {
    static THREAD: OnceLock<Option<Handle>> = OnceLock::new();
    THREAD
        .get_or_init(|| {
            let runtime = Builder::new_current_thread().enable_all().build().ok()?;
            let handle = runtime.handle().clone();
            let serve = move || runtime.block_on(std::future::pending::<()>());
            std::thread::Builder::new().name("kaikei-io".to_owned()).spawn(serve).ok()?;
            Some(handle)
        })
        .as_ref()
        .ok_or_else(|| Error::new(ErrorKind::Internal, "the thread for input and output cannot be started"))
}
