//! A user's session: their tokens, and the one way in which they change.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use super::{TokenSet, form};
use crate::engine::{Credential, HttpResponse, judge};
use crate::gateway::{Access, TokenRequest};
use crate::meta::Answers;
use crate::{Error, ErrorKind, Secret, json, secret::Body};

/// A user who logged in. Clones are the same session.
///
/// Tokens are only ever replaced by newer ones: a failed refresh leaves them as they are.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    client_id: String,
    state: Mutex<State>,
    driver: OnceLock<Arc<dyn Any + Send + Sync>>,
}

struct State {
    tokens: TokenSet,
    /// Granted, but not yet kept by the store.
    unsaved: Option<TokenSet>,
    /// The gateway answered 401 to the access token.
    refused: bool,
}

impl State {
    fn is_unsaved(&self, tokens: &TokenSet) -> bool {
        self.unsaved.as_ref().is_some_and(|unsaved| unsaved.access_token() == tokens.access_token())
    }
}

impl Session {
    /// A session from tokens that a store kept; `client_id` is the app's public client id.
    pub fn new(client_id: impl Into<String>, tokens: TokenSet) -> Self {
        let state = State { tokens, unsaved: None, refused: false };
        let driver = OnceLock::new();
        Self(Arc::new(Inner { client_id: client_id.into(), state: Mutex::new(state), driver }))
    }

    /// A session from the answer to [`crate::ito::ExchangeCode`]. Its tokens are not kept anywhere yet: the first call
    /// offers them to the store, unless [`Session::saved`] says that this has happened.
    pub fn from_answer(client_id: impl Into<String>, answer: &Body, now: SystemTime) -> Result<Self, Error> {
        let tokens = TokenSet::read(json::unwrap_data(answer), now)?;
        let session = Self::new(client_id, tokens.clone());
        session.accept(tokens);
        Ok(session)
    }

    /// The newest tokens, whether or not a store has kept them yet.
    pub fn tokens(&self) -> TokenSet {
        let state = self.state();
        state.unsaved.as_ref().unwrap_or(&state.tokens).clone()
    }

    /// What a driver keeps with the session, made at the first call: its lock around token requests, so that however
    /// many clients act for one session, only one of them renews its tokens. `None` for another type than the first.
    pub fn of_driver<T: Any + Default + Send + Sync>(&self) -> Option<Arc<T>> {
        let kept = self.0.driver.get_or_init(|| Arc::new(T::default()));
        Arc::clone(kept).downcast().ok()
    }

    pub(crate) fn access(&self, token_url: String, now: SystemTime) -> Result<Access, Error> {
        let state = self.state();
        if let Some(tokens) = &state.unsaved {
            return Ok(Access::Unsaved(tokens.clone()));
        }
        if !state.refused && state.tokens.is_good(now) {
            return Ok(Access::Granted(Credential::Bearer(state.tokens.access_token().clone())));
        }
        let Some(refresh_token) = state.tokens.refresh_token() else {
            let message = "the user's session has ended and cannot be renewed: let the user log in again";
            return Err(Error::new(ErrorKind::Authentication, message).with_code("session_ended"));
        };
        let body = form(&[
            ("grant_type", "refresh_token"),
            ("client_id", &self.0.client_id),
            // No scope: an empty one would ask for a token without any.
            ("refresh_token", refresh_token.expose()),
        ]);
        Ok(Access::NeedsToken(TokenRequest { url: token_url, body }))
    }

    /// Takes the answer to a refresh whose call was given up meanwhile: the old refresh token is spent by then, so the new
    /// one must not be lost. The next call offers it to the store. `sent` is the request's body: an answer that comes after
    /// another refresh has brought newer tokens is too late. Taking an answer twice does no harm.
    pub fn accept_answer(&self, sent: &[u8], response: &HttpResponse, now: SystemTime) {
        let spent = form_urlencoded::parse(sent).find(|(name, _)| name == "refresh_token");
        let spent = spent.map(|(_, token)| Secret::new(token));
        if spent.as_ref() == self.tokens().refresh_token()
            && judge(Answers::OauthToken, response, now).is_ok()
            && let Ok(tokens) = TokenSet::read(&response.body, now)
        {
            self.accept(tokens);
        }
    }

    pub(crate) fn accept(&self, tokens: TokenSet) -> TokenSet {
        let mut state = self.state();
        let tokens = tokens.or_refresh_token(state.tokens.refresh_token());
        state.unsaved = Some(tokens.clone());
        tokens
    }

    /// The store keeps `tokens`: they are used from now on, unless newer ones came meanwhile.
    pub fn saved(&self, tokens: &TokenSet) {
        let mut state = self.state();
        if state.is_unsaved(tokens) {
            state.unsaved = None;
            state.tokens = tokens.clone();
            state.refused = false;
        }
    }

    pub(crate) fn is_unsaved(&self, tokens: &TokenSet) -> bool {
        self.state().is_unsaved(tokens)
    }

    /// A refresh failed: whether the access token still works. It is then used to its end, since a refresh token that
    /// may have been taken must not be sent again without need.
    pub(crate) fn postpone_renewal(&self, now: SystemTime) -> bool {
        let mut state = self.state();
        !state.refused && state.tokens.postpone_renewal(now, Duration::MAX)
    }

    pub(crate) fn distrust(&self, bearer: &Secret) {
        let mut state = self.state();
        // Another call may have renewed it already: only the token that was refused is marked.
        if state.tokens.access_token() == bearer {
            state.refused = true;
        }
    }

    /// Every token of the session.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let state = self.state();
        let sets = [Some(&state.tokens), state.unsaved.as_ref()];
        sets.into_iter()
            .flatten()
            .flat_map(|tokens| [Some(tokens.access_token()), tokens.refresh_token()])
            .flatten()
            .cloned()
            .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("client_id", &self.0.client_id).finish_non_exhaustive()
    }
}
