//! Calls of operations that are known by name only: what other languages are built on.

use std::fmt;

use kaikei_core::engine::{Exchange, HttpResponse, Randomness};
use kaikei_core::{CallOptions, Decoded, Entry, Error, operation};

use crate::client::Core;
use crate::{ItoJapan, Univapay, entropy};

/// A checked call, not yet sent.
#[must_use = "a call is sent by send()"]
pub struct NamedCall {
    core: Core,
    exchange: Exchange,
    entry: &'static Entry,
}

/// A good answer.
#[derive(Debug)]
pub struct Answered {
    /// What it holds.
    pub value: Decoded,
    /// The answer itself.
    pub answer: HttpResponse,
    /// How many tries came before the one that brought it.
    pub retries: u32,
}

impl NamedCall {
    /// What to reconcile by if the call is given up: of calls that change something.
    pub fn reference(&self) -> Option<String> {
        self.exchange.reference()
    }

    /// Sends the call. Dropping the future cancels it.
    pub async fn send(mut self) -> Result<Answered, Error> {
        let answer = self.core.driver.run(&mut self.exchange).await?;
        match self.entry.decode(&answer.body) {
            Ok(value) => Ok(Answered { value, answer, retries: self.exchange.retries() }),
            Err(error) => Err(self.exchange.evidence(error, &answer)),
        }
    }
}

impl fmt::Debug for NamedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedCall").field("operation", &self.exchange.operation()).finish_non_exhaustive()
    }
}

impl Core {
    fn named(&self, name: &str, parameters: &[u8], options: CallOptions) -> Result<NamedCall, Error> {
        let entry = operation(name)?;
        let prepared = entry.prepare(&self.gateway, parameters)?;
        let randomness = Randomness::OnDemand(entropy);
        let exchange = Exchange::of_prepared(&self.gateway, prepared, options, randomness)?;
        Ok(NamedCall { core: self.clone(), exchange, entry })
    }
}

macro_rules! by_name {
    ($( $client:ident ),+) => { $(
        impl $client {
            /// Checks a call of the operation called `name` (`ito.payments.create`), whose parameters are a JSON object.
            pub fn by_name(
                &self,
                name: &str,
                parameters: &[u8],
                options: CallOptions,
            ) -> Result<NamedCall, Error> {
                self.core.named(name, parameters, options)
            }

            /// The options that calls of this client have by default.
            pub fn default_options(&self) -> CallOptions {
                self.core.options.clone()
            }
        }
    )+ };
}
by_name!(ItoJapan, Univapay);
