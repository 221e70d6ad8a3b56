//! A user's login with PKCE.

use std::sync::{Arc, Mutex, PoisonError};

use kaikei_core::ito;
use zeroize::Zeroizing;

use crate::clock::instant;
use crate::failure::{NativeError, guarded};

/// A login that has begun.
#[derive(uniffi::Record)]
pub struct NativeLogin {
    /// Open this in the user's browser. It holds the state.
    pub authorize_url: String,
    /// Keep this until the browser comes back.
    pub pending: Arc<NativePendingLogin>,
}

impl From<ito::Login> for NativeLogin {
    fn from(login: ito::Login) -> Self {
        let pending = Arc::new(NativePendingLogin(Mutex::new(login.pending)));
        Self { authorize_url: login.authorize_url, pending }
    }
}

/// A login between the browser's leaving and its return.
#[derive(uniffi::Object)]
pub struct NativePendingLogin(Mutex<ito::PendingLogin>);

#[uniffi::export]
impl NativePendingLogin {
    /// Reads what `export` wrote.
    #[uniffi::constructor]
    pub fn load(text: String) -> Result<Arc<Self>, NativeError> {
        let text = Zeroizing::new(text);
        guarded(|| Ok(Arc::new(Self(Mutex::new(ito::PendingLogin::import(&text)?)))))
    }

    /// The login as text, to survive the end of the process. A secret.
    pub fn export(&self) -> Result<String, NativeError> {
        guarded(|| Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).export().to_string()))
    }

    /// Checks the URL that the browser came back to, once.
    pub fn finish(&self, redirect_url: String, now: u64) -> Result<Arc<NativeCode>, NativeError> {
        let redirect_url = Zeroizing::new(redirect_url);
        guarded(|| {
            let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(Arc::new(NativeCode(pending.finish(&redirect_url, instant(now))?)))
        })
    }
}

/// A code that may be exchanged for tokens, once.
#[derive(uniffi::Object)]
pub struct NativeCode(pub(crate) ito::ExchangeCode);
