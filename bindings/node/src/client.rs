//! Clients.

use std::sync::Arc;
use std::time::SystemTime;

use kaikei::ito::{LoginRequest, Order, Session};
use kaikei::{Clock, Error, TokenStore, Transport};
use kaikei_core::json;
use kaikei_host::{CallSettings, Client, Hooks, Settings, TestClock};
use napi_derive::napi;
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::bridge::{Bridge, Shared};
use crate::clock::NativeClock;
use crate::event::{CallId, Event};
use crate::failure::{Outcome, outcome};
use crate::hooks::NativeHooks;
use crate::login::{NativeLogin, NativeTokens};
use crate::webhook::{NativeVerifier, Proof};

/// A client of either gateway.
#[napi]
pub struct NativeClient {
    shared: Arc<Shared>,
    client: Client,
    clock: Option<Arc<TestClock>>,
}

/// A client of the gateway called `ito` or `univapay`. With `fetches`, `hooks` sends its requests.
#[napi]
pub fn create_client(
    bridge: &Bridge,
    gateway: String,
    settings: String,
    hooks: &NativeHooks,
    fetches: bool,
    clock: Option<&NativeClock>,
) -> Outcome<NativeClient> {
    let settings = Zeroizing::new(settings);
    outcome(|| {
        let clock = clock.map(|clock| Arc::clone(&clock.clock));
        let hooks = Hooks {
            transport: fetches.then(|| Arc::new(hooks.desk.clone()) as Arc<dyn Transport>),
            clock: clock.clone().map(|clock| clock as Arc<dyn Clock>),
        };
        let client = Client::new(&gateway, Settings::read(settings.as_bytes())?, hooks)?;
        Ok(NativeClient { shared: Arc::clone(&bridge.shared), client, clock })
    })
}

#[napi]
impl NativeClient {
    /// Checks a call and sends it; `id` is the number under which its answer comes. Hands over what to reconcile by if the
    /// call is given up; nothing if it only reads.
    #[napi]
    pub fn call(
        &self,
        id: CallId,
        operation: String,
        parameters: String,
        settings: Option<String>,
    ) -> Outcome<Option<String>> {
        let parameters = Zeroizing::new(parameters);
        outcome(|| {
            let call = self.client.call(&operation, parameters.as_bytes(), call_settings(settings)?)?;
            let reference = call.reference();
            self.shared.run(id, async move {
                match call.send().await.and_then(Answer::of) {
                    Ok(answer) => Event::Answered(id, Box::new(answer)),
                    Err(error) => Event::Failed(id, error),
                }
            })?;
            Ok(reference)
        })
    }

    /// Whether an event, which is verified once more, proves that an order was paid.
    #[napi]
    pub fn confirm(
        &self,
        id: CallId,
        order: String,
        verifier: &NativeVerifier,
        proof: Proof<'_>,
        settings: Option<String>,
    ) -> Outcome<()> {
        outcome(|| {
            let order: Order = json::parameters(order.as_bytes())?;
            let event = verifier.event(&proof)?;
            let client = self.client.limited(call_settings(settings)?)?;
            self.shared.run(id, async move { Event::Confirmed(id, client.confirm(&order, &event).await) })
        })
    }

    /// Begins a login: the URL for the browser, and what to keep until it comes back.
    #[napi]
    pub fn start_login(
        &self,
        client_id: String,
        redirect_uri: String,
        scopes: Vec<String>,
    ) -> Outcome<(String, NativeLogin)> {
        outcome(|| {
            let login = self.client.start_login(&LoginRequest { client_id, redirect_uri, scopes })?;
            Ok((login.authorize_url, NativeLogin::from(login.pending)))
        })
    }

    /// Ends a login; a client that acts for the user comes as an event.
    #[napi]
    pub fn finish_login(
        &self,
        id: CallId,
        pending: &NativeLogin,
        redirect_url: String,
        store: Option<&NativeHooks>,
        settings: Option<String>,
    ) -> Outcome<()> {
        let redirect_url = Zeroizing::new(redirect_url);
        outcome(|| {
            let client = self.client.limited(call_settings(settings)?)?;
            let now = self.clock.as_ref().map_or_else(SystemTime::now, |clock| clock.now());
            let code = pending.finish(&redirect_url, now)?;
            let (store, shared, clock) = (token_store(store), Arc::clone(&self.shared), self.clock.clone());
            // Limits of the login are not those of the user's calls.
            let usual = self.client.clone();
            self.shared.run(id, async move {
                match client.exchange_code(&code, store).await.and_then(|user| user.with_limits_of(&usual)) {
                    Ok(client) => Event::LoggedIn(id, Box::new(NativeClient { shared, client, clock })),
                    Err(error) => Event::Failed(id, error),
                }
            })
        })
    }

    /// A client that acts for the user whose tokens these are.
    #[napi]
    pub fn with_session(
        &self,
        tokens: &NativeTokens,
        client_id: String,
        store: Option<&NativeHooks>,
    ) -> Outcome<NativeClient> {
        outcome(|| {
            let session = Session::new(client_id, tokens.tokens.clone());
            let client = self.client.with_session(session, token_store(store))?;
            Ok(NativeClient { shared: Arc::clone(&self.shared), client, clock: self.clock.clone() })
        })
    }

    /// The user's newest tokens, if this client acts for one.
    #[napi]
    pub fn tokens(&self) -> Option<NativeTokens> {
        Some(self.client.session()?.tokens().into())
    }
}

fn call_settings(settings: Option<String>) -> Result<CallSettings, Error> {
    match settings {
        Some(settings) => json::parameters(settings.as_bytes()),
        None => Ok(CallSettings::default()),
    }
}

fn token_store(hooks: Option<&NativeHooks>) -> Option<Arc<dyn TokenStore>> {
    hooks.map(|hooks| Arc::new(hooks.desk.clone()) as Arc<dyn TokenStore>)
}
