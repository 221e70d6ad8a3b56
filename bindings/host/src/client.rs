//! A client of either gateway, as another language holds it.

use std::sync::Arc;

use kaikei::ito::{Confirmation, ExchangeCode, Login, LoginRequest, Order, Session, WebhookEvent};
use kaikei::{Clock, Error, ErrorKind, ItoJapan, NamedCall, TokenStore, Transport, Univapay};

use crate::network::network;
use crate::{CallSettings, Settings, unknown_gateway};

/// What a language may bring of its own.
#[derive(Clone, Default)]
pub struct Hooks {
    /// Its own HTTP client.
    pub transport: Option<Arc<dyn Transport>>,
    /// Its own clock, for tests.
    pub clock: Option<Arc<dyn Clock>>,
}

/// A client of one of the two gateways. Cloning is cheap.
#[derive(Clone, Debug)]
pub enum Client {
    /// ITO-Japan.
    Ito(ItoJapan),
    /// UnivaPay.
    Univapay(Univapay),
}

impl Client {
    /// A client of the gateway called `ito` or `univapay`.
    pub fn new(gateway: &str, mut settings: Settings, hooks: Hooks) -> Result<Self, Error> {
        let (options, network) = (settings.options()?, network(&mut settings));
        macro_rules! build {
            ($client:ident, $config:expr) => {{
                let mut builder = $client::builder().config($config?).options(options).network(network);
                if let Some(transport) = hooks.transport {
                    builder = builder.transport(transport);
                }
                if let Some(clock) = hooks.clock {
                    builder = builder.clock(clock);
                }
                builder.build()?
            }};
        }
        match gateway {
            "ito" => Ok(Self::Ito(build!(ItoJapan, settings.ito()))),
            "univapay" => Ok(Self::Univapay(build!(Univapay, settings.univapay()))),
            _ => Err(unknown_gateway()),
        }
    }

    /// Checks a call; see [`ItoJapan::by_name`].
    pub fn call(
        &self,
        operation: &str,
        parameters: &[u8],
        settings: CallSettings,
    ) -> Result<NamedCall, Error> {
        match self {
            Self::Ito(client) => {
                client.by_name(operation, parameters, settings.over(client.default_options())?)
            }
            Self::Univapay(client) => {
                client.by_name(operation, parameters, settings.over(client.default_options())?)
            }
        }
    }

    /// The same client with other limits, for `confirm` and `exchange_code`, which are no single call.
    pub fn limited(&self, settings: CallSettings) -> Result<Self, Error> {
        let client = self.ito()?;
        Ok(Self::Ito(client.with_options(settings.over(client.default_options())?)))
    }

    /// The same client with the limits of `other`.
    pub fn with_limits_of(&self, other: &Self) -> Result<Self, Error> {
        Ok(Self::Ito(self.ito()?.with_options(other.ito()?.default_options())))
    }

    /// See [`ItoJapan::start_login`].
    pub fn start_login(&self, request: &LoginRequest) -> Result<Login, Error> {
        self.ito()?.start_login(request)
    }

    /// See [`ItoJapan::exchange_code`].
    pub async fn exchange_code(
        &self,
        code: &ExchangeCode,
        token_store: Option<Arc<dyn TokenStore>>,
    ) -> Result<Self, Error> {
        self.ito()?.exchange_code(code, token_store).await.map(Self::Ito)
    }

    /// See [`ItoJapan::with_session`].
    pub fn with_session(
        &self,
        session: Session,
        token_store: Option<Arc<dyn TokenStore>>,
    ) -> Result<Self, Error> {
        Ok(Self::Ito(self.ito()?.with_session(session, token_store)))
    }

    /// The user's session, if this client acts for one.
    pub fn session(&self) -> Option<&Session> {
        self.ito().ok()?.session()
    }

    /// See [`ItoJapan::confirm`].
    pub async fn confirm(&self, order: &Order, event: &WebhookEvent) -> Confirmation {
        match self.ito() {
            Ok(client) => client.confirm(order, event).await,
            Err(error) => Confirmation::Unknown(error),
        }
    }

    fn ito(&self) -> Result<&ItoJapan, Error> {
        match self {
            Self::Ito(client) => Ok(client),
            Self::Univapay(_) => Err(Error::new(ErrorKind::Configuration, "logins belong to ITO-Japan")),
        }
    }
}
