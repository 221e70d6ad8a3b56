//! Logins and tokens, as JavaScript holds them: the secrets stay here until they are asked for.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use kaikei::Error;
use kaikei::ito::{ExchangeCode, PendingLogin, TokenSet};
use napi_derive::napi;
use zeroize::Zeroizing;

use crate::failure::{Outcome, outcome};

/// A login between the browser's leaving and its return.
#[napi]
pub struct NativeLogin(Mutex<PendingLogin>);

impl From<PendingLogin> for NativeLogin {
    fn from(pending: PendingLogin) -> Self {
        Self(Mutex::new(pending))
    }
}

/// Reads what [`NativeLogin::export`] wrote.
#[napi]
pub fn load_login(text: String) -> Outcome<NativeLogin> {
    let text = Zeroizing::new(text);
    outcome(|| PendingLogin::import(&text).map(NativeLogin::from))
}

#[napi]
impl NativeLogin {
    /// See [`PendingLogin::export`].
    #[napi]
    pub fn export(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).export().to_string()
    }

    pub(crate) fn finish(&self, redirect_url: &str, now: SystemTime) -> Result<ExchangeCode, Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).finish(redirect_url, now)
    }
}

/// A user's tokens.
#[napi]
pub struct NativeTokens {
    pub(crate) tokens: TokenSet,
}

impl From<TokenSet> for NativeTokens {
    fn from(tokens: TokenSet) -> Self {
        Self { tokens }
    }
}

/// Reads what [`NativeTokens::export`] wrote.
#[napi]
pub fn load_tokens(text: String) -> Outcome<NativeTokens> {
    let text = Zeroizing::new(text);
    outcome(|| TokenSet::import(&text).map(NativeTokens::from))
}

#[napi]
impl NativeTokens {
    /// See [`TokenSet::export`].
    #[napi]
    pub fn export(&self) -> String {
        self.tokens.export().to_string()
    }

    /// The access token.
    #[napi]
    pub fn access_token(&self) -> String {
        self.tokens.access_token().expose().to_owned()
    }

    /// The refresh token.
    #[napi]
    pub fn refresh_token(&self) -> Option<String> {
        self.tokens.refresh_token().map(|token| token.expose().to_owned())
    }

    /// When the access token ends, in milliseconds since 1970.
    #[napi]
    pub fn expires_at(&self) -> Option<f64> {
        let since = self.tokens.expires_at()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Some(since.as_millis() as f64)
    }

    /// The granted scopes.
    #[napi]
    pub fn scope(&self) -> Option<String> {
        self.tokens.scope().map(str::to_owned)
    }
}
