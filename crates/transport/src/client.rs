//! The clients.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use kaikei_core::engine::{Exchange, Randomness};
use kaikei_core::ito::{self, Confirmation, Order, Session, WebhookEvent};
use kaikei_core::univapay;
use kaikei_core::{CallOptions, Error, Gateway, Operation, Reply};

use crate::driver::Driver;
use crate::{Call, ItoJapanBuilder, TokenStore, UnivapayBuilder, entropy};

/// What both clients are: a gateway, the loop that drives its calls, and the default options.
#[derive(Clone)]
pub(crate) struct Core {
    pub(crate) gateway: Gateway,
    pub(crate) driver: Arc<Driver>,
    pub(crate) options: CallOptions,
}

impl Core {
    pub(crate) async fn run<O: Operation>(
        &self,
        operation: &O,
        options: CallOptions,
    ) -> Result<Reply<O::Answer>, Error> {
        let mut exchange = Exchange::new(&self.gateway, operation, options, Randomness::OnDemand(entropy))?;
        let answer = self.driver.run(&mut exchange).await?;
        Reply::decode::<O>(answer).map_err(|(error, answer)| exchange.evidence(error, &answer))
    }

    pub(crate) fn call<O: Operation>(&self, operation: O) -> Call<O> {
        Call::new(self.clone(), operation)
    }
}

/// A client of ITO-Japan. Cloning is cheap; clones share connections and the merchant's access token.
#[derive(Clone)]
pub struct ItoJapan {
    pub(crate) core: Core,
    pub(crate) gateway: ito::ItoJapan,
}

impl ItoJapan {
    /// Sets up a client.
    pub fn builder() -> ItoJapanBuilder {
        ItoJapanBuilder::default()
    }

    /// Any operation of this gateway.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        self.core.call(operation)
    }

    /// The same client with other default options: for `confirm` and `finish_login`, which are no single [`Call`].
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { core: Core { options, ..self.core.clone() }, gateway: self.gateway.clone() }
    }

    /// The same client acting for a user who logged in. Renewed tokens go to `token_store` before they are used.
    pub fn with_session(&self, session: Session, token_store: Option<Arc<dyn TokenStore>>) -> Self {
        let token_lock = session.of_driver().unwrap_or_default();
        let gateway = self.gateway.with_session(session);
        let driver = Driver {
            transport: Arc::clone(&self.core.driver.transport),
            clock: Arc::clone(&self.core.driver.clock),
            token_store,
            token_lock,
        };
        let core = Core {
            gateway: gateway.clone().into(),
            driver: Arc::new(driver),
            options: self.core.options.clone(),
        };
        Self { core, gateway }
    }

    /// The user's session, if this client acts for one.
    pub fn session(&self) -> Option<&Session> {
        self.gateway.session()
    }

    /// Whether a verified webhook proves that `order` was paid: compares status, `custom`, currency and amount, then
    /// asks the gateway. Deliver only on [`Confirmation::Confirmed`].
    pub async fn confirm(&self, order: &Order, event: &WebhookEvent) -> Confirmation {
        match order.compare(event) {
            Ok(()) => Confirmation::of_answer(self.send(Order::check(event)).into_future().await),
            Err(mismatch) => mismatch,
        }
    }
}

impl fmt::Debug for ItoJapan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gateway.fmt(f)
    }
}

/// A client of UnivaPay. Cloning is cheap; clones share connections.
#[derive(Clone)]
pub struct Univapay {
    pub(crate) core: Core,
    pub(crate) gateway: univapay::Univapay,
}

impl Univapay {
    /// Sets up a client.
    pub fn builder() -> UnivapayBuilder {
        UnivapayBuilder::default()
    }

    /// Any operation of this gateway.
    pub fn send<O: Operation>(&self, operation: O) -> Call<O> {
        self.core.call(operation)
    }

    /// The store that the application token is of; none for a merchant's token.
    pub fn store_id(&self) -> Option<&str> {
        self.gateway.store_id()
    }

    /// Whether this client has no secret: what an app may carry.
    pub fn is_public(&self) -> bool {
        self.gateway.is_public()
    }
}

impl fmt::Debug for Univapay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.gateway.fmt(f)
    }
}
