//! Opening clients from the protocol's settings.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kaikei::ito::{Paths, Session, SigningProfile, TokenSet};
use kaikei::univapay::BaseUrl;
use kaikei::{CallOptions, Clock, ItoJapan, TokenStore, Univapay};
use serde::Deserialize;

use crate::Failure;
use crate::watched::{TestClock, WatchedStore};

/// The protocol's settings of both gateways.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    base_url: Option<String>,
    access_key: Option<String>,
    secret_key: Option<String>,
    profile: Option<SigningProfile>,
    merchant_client_id: Option<String>,
    merchant_client_secret: Option<String>,
    merchant_scopes: Option<Vec<String>>,
    #[serde(default)]
    checkout_hosts: Vec<String>,
    authorize_path: Option<String>,
    token_path: Option<String>,
    jwt: Option<String>,
    secret: Option<String>,
    origin: Option<String>,
    check_parameters: Option<bool>,
    timeout: Option<f64>,
    attempt_timeout: Option<f64>,
    connect_timeout: Option<f64>,
    max_retries: Option<u32>,
    clock: Option<ClockSettings>,
    session: Option<SessionSettings>,
    token_store: Option<StoreKind>,
}

#[derive(Clone, Copy, Deserialize)]
struct ClockSettings {
    now: u64,
}

#[derive(Deserialize)]
struct SessionSettings {
    client_id: String,
    tokens: String,
}

/// How a token store behaves.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StoreKind {
    Memory,
    Failing,
}

/// A client, with what can be looked at.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) gateway: GatewayClient,
    pub(crate) clock: Option<Arc<TestClock>>,
    pub(crate) store: Option<Arc<WatchedStore>>,
}

#[derive(Clone)]
pub(crate) enum GatewayClient {
    Ito(ItoJapan),
    Univapay(Univapay),
}

impl Client {
    pub(crate) fn waits(&self) -> Vec<f64> {
        self.clock.as_ref().map(|clock| clock.waits()).unwrap_or_default()
    }

    pub(crate) fn saved(&self) -> Vec<String> {
        self.store.as_ref().map(|store| store.saved()).unwrap_or_default()
    }

    pub(crate) fn tokens(&self) -> Result<String, Failure> {
        let none = || Failure::Misuse("the client acts for no user".to_owned());
        let session = self.ito()?.session().ok_or_else(none)?;
        Ok(session.tokens().export().as_str().to_owned())
    }

    pub(crate) fn ito(&self) -> Result<&ItoJapan, Failure> {
        match &self.gateway {
            GatewayClient::Ito(client) => Ok(client),
            GatewayClient::Univapay(_) => Err(Failure::Misuse("the client is not of ITO-Japan".to_owned())),
        }
    }
}

/// A store as the harness asks for it, in both roles.
pub(crate) fn store(kind: Option<StoreKind>) -> (Option<Arc<WatchedStore>>, Option<Arc<dyn TokenStore>>) {
    let store = kind.map(|kind| Arc::new(WatchedStore::new(kind == StoreKind::Failing)));
    (store.clone(), store.map(|store| store as Arc<dyn TokenStore>))
}

pub(crate) fn open(gateway: &str, settings: Settings) -> Result<Client, Failure> {
    let clock = settings.clock.map(|clock| Arc::new(TestClock::new(at(clock.now))));
    let (store, token_store) = store(settings.token_store);
    let gateway = match gateway {
        "ito" => GatewayClient::Ito(ito(settings, clock.clone(), token_store)?),
        "univapay" => GatewayClient::Univapay(univapay(settings, clock.clone())?),
        other => return Err(Failure::Misuse(format!("there is no gateway `{other}`"))),
    };
    Ok(Client { gateway, clock, store })
}

/// Seconds since 1970.
pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn ito(
    settings: Settings,
    clock: Option<Arc<TestClock>>,
    token_store: Option<Arc<dyn TokenStore>>,
) -> Result<ItoJapan, Failure> {
    let mut builder = ItoJapan::builder().options(settings.options());
    if let Some(url) = settings.base_url {
        builder = builder.base_url(url);
    }
    if let Some(key) = settings.access_key {
        builder = builder.access_key(key);
    }
    if let Some(key) = settings.secret_key {
        builder = builder.secret_key(key);
    }
    if let Some(profile) = settings.profile {
        builder = builder.profile(profile);
    }
    if settings.merchant_client_id.is_some() || settings.merchant_client_secret.is_some() {
        let (id, secret) = (settings.merchant_client_id, settings.merchant_client_secret);
        builder = builder.merchant(id.unwrap_or_default(), secret.unwrap_or_default());
    }
    if let Some(scopes) = settings.merchant_scopes {
        builder = builder.merchant_scopes(scopes);
    }
    for host in settings.checkout_hosts {
        builder = builder.checkout_host(host);
    }
    let mut paths = Paths::default();
    paths.authorize = settings.authorize_path.unwrap_or(paths.authorize);
    paths.token = settings.token_path.unwrap_or(paths.token);
    builder = builder.paths(paths);
    if let Some(clock) = clock {
        builder = builder.clock(clock as Arc<dyn Clock>);
    }
    let client = builder.build()?;
    match settings.session {
        Some(SessionSettings { client_id, tokens }) => {
            let session = Session::new(client_id, TokenSet::import(&tokens)?);
            Ok(client.with_session(session, token_store))
        }
        None => Ok(client),
    }
}

fn univapay(settings: Settings, clock: Option<Arc<TestClock>>) -> Result<Univapay, Failure> {
    let mut builder = Univapay::builder().options(settings.options());
    if let Some(url) = settings.base_url {
        builder = builder.base_url(BaseUrl::Own(url));
    }
    if let Some(jwt) = settings.jwt {
        builder = builder.jwt(jwt);
    }
    if let Some(secret) = settings.secret {
        builder = builder.secret(secret);
    }
    if let Some(origin) = settings.origin {
        builder = builder.origin(origin);
    }
    if settings.check_parameters == Some(false) {
        builder = builder.unchecked_parameters();
    }
    if let Some(clock) = clock {
        builder = builder.clock(clock as Arc<dyn Clock>);
    }
    Ok(builder.build()?)
}

impl Settings {
    fn options(&self) -> CallOptions {
        let default = CallOptions::default();
        let seconds = |given: Option<f64>, default| given.map_or(default, Duration::from_secs_f64);
        CallOptions {
            timeout: seconds(self.timeout, default.timeout),
            attempt_timeout: seconds(self.attempt_timeout, default.attempt_timeout),
            connect_timeout: seconds(self.connect_timeout, default.connect_timeout),
            max_retries: self.max_retries.unwrap_or(default.max_retries),
            ..default
        }
    }
}
