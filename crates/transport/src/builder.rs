//! Setting up clients.

use std::sync::Arc;

use kaikei_core::ito::{self, MerchantCredentials, Paths, SigningProfile};
use kaikei_core::univapay::{self, AppToken, BaseUrl};
use kaikei_core::{CallOptions, Error, Secret};

use crate::client::Core;
use crate::driver::Driver;
use crate::{Clock, ItoJapan, Network, SystemClock, Transport, Univapay, default_transport};

/// What both builders set alike.
#[derive(Default)]
struct Common {
    network: Network,
    options: CallOptions,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
}

impl Common {
    fn core(self, gateway: kaikei_core::Gateway) -> Result<Core, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.network, gateway.base_url())?,
        };
        let driver = Driver {
            transport,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            token_store: None,
            token_lock: Arc::default(),
        };
        Ok(Core { gateway, driver: Arc::new(driver), options: self.options })
    }
}

macro_rules! common_settings {
    () => {
        /// The default options of every call.
        pub fn options(mut self, options: CallOptions) -> Self {
            self.common.options = options;
            self
        }
        /// How the default HTTP client reaches the network.
        pub fn network(mut self, network: Network) -> Self {
            self.common.network = network;
            self
        }
        /// Your own HTTP client instead of the default one.
        pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
            self.common.transport = Some(transport);
            self
        }
        /// Your own clock, for tests.
        pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
            self.common.clock = Some(clock);
            self
        }
    };
}

/// Settings of a client of ITO-Japan. Every key is optional: give those whose calls you make.
#[derive(Default)]
#[must_use]
pub struct ItoJapanBuilder {
    config: ito::Config,
    common: Common,
}

impl ItoJapanBuilder {
    /// All of the gateway's settings at once, in place of those given so far.
    pub fn config(mut self, config: ito::Config) -> Self {
        self.config = config;
        self
    }
    /// Where the gateway is. Default `https://payment.ito-japan.jp`; plain `http` only to this machine.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.config.base_url = url.into();
        self
    }
    /// The merchant's API access key.
    pub fn access_key(mut self, key: impl Into<Secret>) -> Self {
        self.config.access_key = Some(key.into());
        self
    }
    /// The secret that payment requests are signed with.
    pub fn secret_key(mut self, key: impl Into<Secret>) -> Self {
        self.config.secret_key = Some(key.into());
        self
    }
    /// What is signed, and what is sent. Default `documented`.
    pub fn profile(mut self, profile: SigningProfile) -> Self {
        self.config.profile = profile;
        self
    }
    /// The merchant's OAuth client, for calls about users.
    pub fn merchant(mut self, client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        let (client_id, client_secret) = (client_id.into(), client_secret.into());
        self.config.merchant = Some(MerchantCredentials { client_id, client_secret, scopes: Vec::new() });
        self
    }
    /// Scopes that the merchant's access token asks for; none by default. Call it after
    /// [`merchant`](Self::merchant).
    pub fn merchant_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        if let Some(merchant) = &mut self.config.merchant {
            merchant.scopes = scopes.into_iter().map(Into::into).collect();
        }
        self
    }
    /// A host besides the gateway's own on which a checkout page may be.
    pub fn checkout_host(mut self, host: impl Into<String>) -> Self {
        self.config.checkout_hosts.push(host.into());
        self
    }
    /// Paths of the OAuth server, for gateways that differ from the document.
    pub fn paths(mut self, paths: Paths) -> Self {
        self.config.paths = paths;
        self
    }

    common_settings!();

    /// Checks the settings.
    pub fn build(self) -> Result<ItoJapan, Error> {
        let gateway = ito::ItoJapan::new(self.config)?;
        Ok(ItoJapan { core: self.common.core(gateway.clone().into())?, gateway })
    }
}

/// Settings of a client of UnivaPay.
#[derive(Default)]
#[must_use]
pub struct UnivapayBuilder {
    base_url: BaseUrl,
    jwt: Option<Secret>,
    secret: Option<Secret>,
    origin: Option<String>,
    unchecked: bool,
    common: Common,
}

impl UnivapayBuilder {
    /// All of the gateway's settings at once, in place of those given so far.
    pub fn config(mut self, config: univapay::Config) -> Self {
        self.base_url = config.base_url;
        self.jwt = Some(config.app_token.jwt);
        self.secret = config.app_token.secret;
        self.origin = config.origin;
        self.unchecked = !config.check_parameters;
        self
    }
    /// Where the gateway is. Default: the document's host, `https://api.gyro-n.money`.
    pub fn base_url(mut self, url: BaseUrl) -> Self {
        self.base_url = url;
        self
    }
    /// The application token, a JWT.
    pub fn jwt(mut self, jwt: impl Into<Secret>) -> Self {
        self.jwt = Some(jwt.into());
        self
    }
    /// The application token's secret: on servers only.
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secret = Some(secret.into());
        self
    }
    /// The `Origin` to send with a public token.
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }
    /// Lets the gateway judge parameters instead of checking them before sending.
    pub fn unchecked_parameters(mut self) -> Self {
        self.unchecked = true;
        self
    }

    common_settings!();

    /// Checks the settings.
    pub fn build(self) -> Result<Univapay, Error> {
        let jwt =
            self.jwt.ok_or_else(|| Error::configuration("jwt", "is required: the application token"))?;
        let mut config = univapay::Config::new(AppToken { jwt, secret: self.secret });
        config.base_url = self.base_url;
        config.origin = self.origin;
        config.check_parameters = !self.unchecked;
        let gateway = univapay::Univapay::new(config)?;
        Ok(Univapay { core: self.common.core(gateway.clone().into())?, gateway })
    }
}
