//! A user's tokens and session.

use std::sync::Arc;

use kaikei_core::ito;
use zeroize::Zeroizing;

use crate::NativeResponse;
use crate::clock::{instant, since_1970};
use crate::failure::{NativeError, guarded};

/// A user's access and refresh token.
#[derive(uniffi::Object)]
pub struct NativeTokens(pub(crate) ito::TokenSet);

#[uniffi::export]
impl NativeTokens {
    /// Reads what `export` wrote.
    #[uniffi::constructor]
    pub fn load(text: String) -> Result<Arc<Self>, NativeError> {
        let text = Zeroizing::new(text);
        guarded(|| Ok(Arc::new(Self(ito::TokenSet::import(&text)?))))
    }

    /// The tokens as text for a store. A secret.
    pub fn export(&self) -> Result<String, NativeError> {
        guarded(|| Ok(self.0.export().to_string()))
    }

    /// The access token. A secret.
    pub fn access_token(&self) -> Result<String, NativeError> {
        guarded(|| Ok(self.0.access_token().expose().to_owned()))
    }

    /// The refresh token. A secret.
    pub fn refresh_token(&self) -> Result<Option<String>, NativeError> {
        guarded(|| Ok(self.0.refresh_token().map(|token| token.expose().to_owned())))
    }

    /// When the access token ends.
    pub fn expires_at(&self) -> Result<Option<u64>, NativeError> {
        guarded(|| Ok(self.0.expires_at().map(since_1970)))
    }

    /// The granted scopes, if the server named them.
    pub fn scope(&self) -> Result<Option<String>, NativeError> {
        guarded(|| Ok(self.0.scope().map(str::to_owned)))
    }
}

/// A user who logged in.
#[derive(uniffi::Object)]
pub struct NativeSession(pub(crate) ito::Session);

#[uniffi::export]
impl NativeSession {
    /// A session from tokens that a store kept; `client_id` is the app's public client id.
    #[uniffi::constructor]
    pub fn new(client_id: String, tokens: &NativeTokens) -> Result<Arc<Self>, NativeError> {
        guarded(|| Ok(Arc::new(Self(ito::Session::new(client_id, tokens.0.clone())))))
    }

    /// The newest tokens, whether or not a store has kept them yet.
    pub fn tokens(&self) -> Result<Arc<NativeTokens>, NativeError> {
        guarded(|| Ok(Arc::new(NativeTokens(self.0.tokens()))))
    }

    /// The store keeps `tokens`.
    pub fn saved(&self, tokens: &NativeTokens) -> Result<(), NativeError> {
        guarded(|| {
            self.0.saved(&tokens.0);
            Ok(())
        })
    }

    /// Takes the answer to a refresh whose body was `sent`, whether or not its call was given up meanwhile. The exchange is
    /// told as well.
    pub fn accept_answer(
        &self,
        sent: Vec<u8>,
        response: NativeResponse,
        now: u64,
    ) -> Result<(), NativeError> {
        let (sent, response) = (Zeroizing::new(sent), response.into());
        guarded(|| {
            self.0.accept_answer(&sent, &response, instant(now));
            Ok(())
        })
    }
}
