//! A client of either gateway, without its network.

use std::sync::Arc;

use kaikei_core::engine::{self, Entropy, Randomness};
use kaikei_core::ito::{Confirmation, LoginRequest, Order};
use kaikei_core::{CallOptions, Error, ErrorKind, Gateway, ito, json, operation};
use kaikei_settings::{CallSettings, Settings};
use zeroize::Zeroizing;

use crate::clock::instant;
use crate::exchange::{NativeExchange, Work};
use crate::failure::{NativeError, guarded};
use crate::{NativeCode, NativeEvent, NativeLogin, NativeSession};

/// Settings, and the merchant's access token.
#[derive(uniffi::Object)]
pub struct NativeClient {
    gateway: Gateway,
    options: CallOptions,
}

#[uniffi::export]
impl NativeClient {
    /// A client of the gateway called `ito` or `univapay`; `settings` as `kaikei_settings::Settings` has them.
    #[uniffi::constructor]
    pub fn new(gateway: &str, settings: Vec<u8>) -> Result<Arc<Self>, NativeError> {
        let settings = Zeroizing::new(settings);
        guarded(|| {
            let settings = Settings::read(&settings)?;
            let options = settings.options()?;
            Ok(Arc::new(Self { gateway: settings.gateway(gateway)?, options }))
        })
    }

    /// The same client acting for a user.
    pub fn with_session(&self, session: &NativeSession) -> Result<Arc<Self>, NativeError> {
        guarded(|| {
            let gateway = self.ito()?.with_session(session.0.clone()).into();
            Ok(Arc::new(Self { gateway, options: self.options.clone() }))
        })
    }

    /// Checks a call of the operation called `name` (`ito.payments.create`), whose parameters are a JSON object;
    /// `options` as `kaikei_settings::CallSettings` has them.
    pub fn call(
        &self,
        name: &str,
        parameters: Vec<u8>,
        options: Vec<u8>,
    ) -> Result<Arc<NativeExchange>, NativeError> {
        let parameters = Zeroizing::new(parameters);
        guarded(|| {
            let entry = operation(name)?;
            let prepared = entry.prepare(&self.gateway, &parameters)?;
            let options = self.options(&options)?;
            let exchange = engine::Exchange::of_prepared(&self.gateway, prepared, options, RANDOM)?;
            Ok(NativeExchange::new(Ok(exchange), Work::Call(entry)))
        })
    }

    /// Begins a login with PKCE.
    pub fn start_login(
        &self,
        client_id: String,
        redirect_uri: String,
        scopes: Vec<String>,
        now: u64,
    ) -> Result<NativeLogin, NativeError> {
        guarded(|| {
            let request = LoginRequest { client_id, redirect_uri, scopes };
            let login = self.ito()?.start_login(&request, &entropy()?, &entropy()?, instant(now))?;
            Ok(login.into())
        })
    }

    /// The code exchange of a login whose redirect was checked: its exchange ends with the user's session.
    pub fn exchange_code(
        &self,
        code: &NativeCode,
        options: Vec<u8>,
    ) -> Result<Arc<NativeExchange>, NativeError> {
        guarded(|| {
            let options = self.options(&options)?;
            let exchange = engine::Exchange::new(&self.gateway, &code.0, options, RANDOM)?;
            Ok(NativeExchange::new(Ok(exchange), Work::Login(code.0.client_id().to_owned())))
        })
    }

    /// Whether a verified webhook proves that `order` (JSON) was paid: its exchange ends with the outcome.
    pub fn confirm(
        &self,
        order: Vec<u8>,
        event: &NativeEvent,
        options: Vec<u8>,
    ) -> Result<Arc<NativeExchange>, NativeError> {
        guarded(|| {
            let order: Order = json::parameters(&order)?;
            let options = self.options(&options)?;
            let exchange = match order.compare(&event.0) {
                Err(mismatch) => Err(mismatch),
                Ok(()) => engine::Exchange::new(&self.gateway, &Order::check(&event.0), options, RANDOM)
                    .map_err(Confirmation::Unknown),
            };
            Ok(NativeExchange::new(exchange, Work::Confirm))
        })
    }
}

impl NativeClient {
    fn options(&self, options: &[u8]) -> Result<CallOptions, Error> {
        let given: CallSettings = json::parameters(options)?;
        given.over(self.options.clone())
    }

    fn ito(&self) -> Result<&ito::ItoJapan, Error> {
        match &self.gateway {
            Gateway::Ito(gateway) => Ok(gateway),
            Gateway::Univapay(_) => Err(Error::new(ErrorKind::Configuration, "logins belong to ITO-Japan")),
        }
    }
}

const RANDOM: Randomness = Randomness::OnDemand(entropy);

/// Random bytes from the system.
pub(crate) fn entropy() -> Result<Entropy, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| Error::new(ErrorKind::Internal, "the system's random generator failed"))?;
    Ok(Entropy::new(bytes))
}
