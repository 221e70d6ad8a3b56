//! How a client of ITO-Japan is set up, and what it knows while it runs.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::engine::Credential;
use crate::gateway::{Access, TokenRequest};
use crate::ito::{Session, SigningProfile, TokenSet};
use crate::operation::Auth;
use crate::sign::SigningKey;
use crate::{Error, Secret, url};

/// The document's host.
const BASE_URL: &str = "https://payment.ito-japan.jp";

/// After a failed renewal, a token that still works is used this long before the next attempt.
const RENEWAL_PAUSE: Duration = Duration::from_secs(30);

/// Settings of a client of ITO-Japan. Every key is optional: give those whose calls you make.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the gateway is. Default `https://payment.ito-japan.jp`; plain `http` only to this machine.
    pub base_url: String,
    /// The merchant's API access key, from the merchant dashboard. For payments.
    pub access_key: Option<Secret>,
    /// The secret that payment requests are signed with.
    pub secret_key: Option<Secret>,
    /// What is signed, and what is sent. Default `documented`.
    pub profile: SigningProfile,
    /// For the merchant's calls about users.
    pub merchant: Option<MerchantCredentials>,
    /// Hosts besides the gateway's own on which a checkout page may be.
    pub checkout_hosts: Vec<String>,
    /// Paths of the OAuth server, for gateways that differ from the document.
    pub paths: Paths,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: BASE_URL.to_owned(),
            access_key: None,
            secret_key: None,
            profile: SigningProfile::default(),
            merchant: None,
            checkout_hosts: Vec::new(),
            paths: Paths::default(),
        }
    }
}

/// The client-credentials grant: "Use this flow for server-to-server communication from the merchant backend."
#[derive(Clone, Debug)]
pub struct MerchantCredentials {
    /// The merchant's OAuth client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// Scopes to ask for; empty by default, as in the document's sample.
    pub scopes: Vec<String>,
}

/// Paths of the OAuth server below the base URL.
#[derive(Clone, Debug)]
pub struct Paths {
    /// Default `/oauth/authorize`.
    pub authorize: String,
    /// Default `/oauth/token`.
    pub token: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self { authorize: "/oauth/authorize".to_owned(), token: "/oauth/token".to_owned() }
    }
}

/// ITO-Japan, set up. Clones share settings and the merchant's access token.
#[derive(Clone)]
pub struct ItoJapan {
    shared: Arc<Shared>,
    session: Option<Session>,
}

struct Shared {
    config: Config,
    base_url: String,
    key: Option<SigningKey>,
    merchant_token: Mutex<Option<TokenSet>>,
}

impl ItoJapan {
    /// Checks the settings.
    pub fn new(config: Config) -> Result<Self, Error> {
        let base_url = url::base("base_url", &config.base_url)?;
        for (field, secret) in [("access_key", &config.access_key), ("secret_key", &config.secret_key)] {
            if secret.as_ref().is_some_and(Secret::is_empty) {
                return Err(Error::configuration(field, "must not be empty"));
            }
        }
        let header_safe = |secret: &Secret| secret.expose().bytes().all(|b| b.is_ascii_graphic());
        if config.access_key.as_ref().is_some_and(|key| !header_safe(key)) {
            return Err(Error::configuration("access_key", "must be visible ASCII without spaces"));
        }
        if config.merchant.as_ref().is_some_and(|m| m.client_id.is_empty() || m.client_secret.is_empty()) {
            return Err(Error::configuration("merchant", "needs a client id and a client secret"));
        }
        for (field, path) in
            [("authorize_path", &config.paths.authorize), ("token_path", &config.paths.token)]
        {
            if !path.starts_with('/') || url::Parts::of(&format!("{base_url}{path}")).is_none() {
                return Err(Error::configuration(field, "must be a path that starts with '/'"));
            }
        }
        // Anything else would never match, and a checkout would fail for a reason that nobody sees.
        let is_host = |host: &String| {
            url::Parts::of(&format!("https://{host}/"))
                .is_some_and(|parts| !host.is_empty() && parts.host == *host)
        };
        if !config.checkout_hosts.iter().all(is_host) {
            return Err(Error::configuration(
                "checkout_hosts",
                "must be host names alone, such as pay.example.com",
            ));
        }
        let key = config.secret_key.as_ref().map(SigningKey::new);
        let shared = Shared { config, base_url, key, merchant_token: Mutex::new(None) };
        Ok(Self { shared: Arc::new(shared), session: None })
    }

    /// The same client, acting for a user who logged in: what the calls of `me` need.
    pub fn with_session(&self, session: Session) -> Self {
        Self { shared: Arc::clone(&self.shared), session: Some(session) }
    }

    /// The user's session, if this client acts for one.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Where the gateway is: the scheme in lower case, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    pub(crate) fn token_url(&self) -> String {
        [self.base_url(), &self.config().paths.token].concat()
    }

    /// The key that payment requests are signed with.
    pub(crate) fn signing_key(&self) -> Result<&SigningKey, Error> {
        self.shared
            .key
            .as_ref()
            .ok_or_else(|| Error::configuration("secret_key", "is needed to sign payments"))
    }

    pub(crate) fn check_access(&self, auth: Auth) -> Result<(), Error> {
        let missing = match auth {
            Auth::AccessKey if self.config().access_key.is_none() => ("access_key", "is needed for payments"),
            Auth::Merchant if self.config().merchant.is_none() => {
                ("merchant", "is needed for the merchant's calls: give a client id and secret")
            }
            Auth::User if self.session.is_none() => ("session", "is needed: let the user log in first"),
            _ => return Ok(()),
        };
        Err(Error::configuration(missing.0, missing.1))
    }

    pub(crate) fn access(&self, auth: Auth, now: SystemTime) -> Result<Access, Error> {
        self.check_access(auth)?;
        Ok(match (auth, &self.session) {
            (Auth::AccessKey, _) => match &self.config().access_key {
                Some(key) => Access::Granted(Credential::Bearer(key.clone())),
                None => Access::Granted(Credential::None),
            },
            (Auth::Merchant, _) => match &*self.merchant_token() {
                Some(token) if token.is_good(now) => {
                    Access::Granted(Credential::Bearer(token.access_token().clone()))
                }
                _ => Access::NeedsToken(self.client_credentials()?),
            },
            (Auth::User, Some(session)) => session.access(self.token_url(), now)?,
            (Auth::User | Auth::None | Auth::AppToken | Auth::AppSecret, _) => {
                Access::Granted(Credential::None)
            }
        })
    }

    fn client_credentials(&self) -> Result<TokenRequest, Error> {
        let merchant = self.config().merchant.as_ref();
        let merchant = merchant.ok_or_else(|| Error::configuration("merchant", "is needed"))?;
        let body = super::oauth::form(&[
            ("grant_type", "client_credentials"),
            ("client_id", &merchant.client_id),
            ("client_secret", merchant.client_secret.expose()),
            // Sent even when empty, as in the document's sample.
            ("scope", &merchant.scopes.join(" ")),
        ]);
        Ok(TokenRequest { url: self.token_url(), body })
    }

    pub(crate) fn accept_tokens(&self, auth: Auth, tokens: TokenSet) -> Option<TokenSet> {
        match (auth, &self.session) {
            (Auth::User, Some(session)) => Some(session.accept(tokens)),
            _ => {
                *self.merchant_token() = Some(tokens);
                None
            }
        }
    }

    pub(crate) fn tokens_saved(&self, tokens: &TokenSet) {
        if let Some(session) = &self.session {
            session.saved(tokens);
        }
    }

    pub(crate) fn is_unsaved(&self, tokens: &TokenSet) -> bool {
        self.session.as_ref().is_some_and(|session| session.is_unsaved(tokens))
    }

    pub(crate) fn postpone_renewal(&self, auth: Auth, now: SystemTime) -> bool {
        match (auth, &self.session) {
            (Auth::User, Some(session)) => session.postpone_renewal(now),
            (Auth::Merchant, _) => {
                self.merchant_token().as_mut().is_some_and(|token| token.postpone_renewal(now, RENEWAL_PAUSE))
            }
            _ => false,
        }
    }

    pub(crate) fn distrust(&self, auth: Auth, bearer: &Secret) {
        match (auth, &self.session) {
            (Auth::User, Some(session)) => session.distrust(bearer),
            (Auth::Merchant, _) => {
                let mut token = self.merchant_token();
                // Another call may have renewed it already: only the token that was refused goes.
                if token.as_ref().is_some_and(|token| token.access_token() == bearer) {
                    *token = None;
                }
            }
            _ => {}
        }
    }

    /// Every secret that a request of this client may hold.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let config = self.config();
        let merchant = config.merchant.as_ref().map(|merchant| &merchant.client_secret);
        let mut secrets: Vec<Secret> = [config.access_key.as_ref(), config.secret_key.as_ref(), merchant]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        secrets.extend(self.merchant_token().as_ref().map(|tokens| tokens.access_token().clone()));
        secrets.extend(self.session.iter().flat_map(Session::secrets));
        secrets
    }

    fn merchant_token(&self) -> MutexGuard<'_, Option<TokenSet>> {
        self.shared.merchant_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ItoJapan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItoJapan").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
