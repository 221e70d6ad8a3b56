//! How a client of UnivaPay is set up.

use std::fmt;
use std::sync::Arc;

use super::claims::Claims;
use crate::{Error, Secret, url};

/// Where the gateway is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BaseUrl {
    /// `https://api.gyro-n.money`, the document's host.
    #[default]
    GyroN,
    /// `https://api.univapay.com`, the host of the gateway's own SDKs.
    Univapay,
    /// Another one; plain `http` only to this machine.
    Own(String),
}

impl BaseUrl {
    /// The URL.
    pub fn as_str(&self) -> &str {
        match self {
            Self::GyroN => "https://api.gyro-n.money",
            Self::Univapay => "https://api.univapay.com",
            Self::Own(url) => url,
        }
    }
}

/// The application token: "Authorization: Bearer {secret}.{jwt}".
#[derive(Clone, Debug)]
pub struct AppToken {
    /// The token itself, a JWT. It decides the store, and whether money is real (`live`) or not (`test`).
    pub jwt: Secret,
    /// The token's secret: on servers only. Without it the client is a public one, as in an app.
    pub secret: Option<Secret>,
}

/// Settings of a client of UnivaPay.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the gateway is.
    pub base_url: BaseUrl,
    /// What requests prove themselves with.
    pub app_token: AppToken,
    /// The `Origin` to send: public tokens work only for the domains registered with them.
    pub origin: Option<String>,
    /// Whether parameters are checked before sending. `false` lets the gateway judge them, for rules that it may have
    /// loosened since; what cannot be sent at all is refused all the same. Default `true`.
    pub check_parameters: bool,
}

impl Config {
    /// The default settings with an application token.
    pub fn new(app_token: AppToken) -> Self {
        Self { base_url: BaseUrl::default(), app_token, origin: None, check_parameters: true }
    }
}

/// UnivaPay, set up. Cloning is cheap.
#[derive(Clone)]
pub struct Univapay(Arc<Shared>);

struct Shared {
    base_url: String,
    bearer: Secret,
    origin: Option<String>,
    check_parameters: bool,
    public: bool,
    claims: Claims,
}

impl Univapay {
    /// Checks the settings.
    pub fn new(config: Config) -> Result<Self, Error> {
        let AppToken { jwt, secret } = &config.app_token;
        let is_jwt = jwt.expose().split('.').count() == 3
            && jwt.expose().split('.').all(|part| {
                !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_=".contains(&b))
            });
        if !is_jwt {
            return Err(Error::configuration("jwt", "must be a JWT: three parts with dots between them"));
        }
        let bearer = match secret {
            None => jwt.clone(),
            Some(secret) => {
                let text = secret.expose();
                if text.is_empty() || text.contains('.') || !text.bytes().all(|b| b.is_ascii_graphic()) {
                    let rule = "must be visible ASCII without dots (secret and JWT may be swapped)";
                    return Err(Error::configuration("secret", rule));
                }
                Secret::new([text, ".", jwt.expose()].concat())
            }
        };
        if let Some(origin) = &config.origin {
            url::base("origin", origin)?;
        }
        Ok(Self(Arc::new(Shared {
            base_url: url::base("base_url", config.base_url.as_str())?,
            bearer,
            origin: config.origin,
            check_parameters: config.check_parameters,
            public: secret.is_none(),
            claims: Claims::of(jwt),
        })))
    }

    /// Whether this client has no secret: what an app may carry.
    pub fn is_public(&self) -> bool {
        self.0.public
    }

    /// The store that the application token is of, as its claims say; none for a merchant's token.
    pub fn store_id(&self) -> Option<&str> {
        self.0.claims.store_id.as_deref()
    }

    /// The merchant that the application token is of, as its claims say.
    pub fn merchant_id(&self) -> Option<&str> {
        self.0.claims.merchant_id.as_deref()
    }

    /// What a public client must not even try.
    pub(crate) fn check_secret(&self, operation: &str) -> Result<(), Error> {
        if !self.0.public {
            return Ok(());
        }
        let rule = format!("is needed for {operation}: call it from a server, never from an app");
        Err(Error::configuration("secret", rule))
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    pub(crate) fn bearer(&self) -> Secret {
        self.0.bearer.clone()
    }

    /// The bearer token whole, and its two halves.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let bearer = self.bearer();
        let halves = bearer.expose().split_once('.').filter(|_| !self.is_public());
        let halves = halves.map(|(secret, jwt)| [Secret::from(secret), Secret::from(jwt)]);
        halves.into_iter().flatten().chain([bearer.clone()]).rev().collect()
    }

    pub(crate) fn origin(&self) -> Option<&str> {
        self.0.origin.as_deref()
    }

    pub(crate) fn checks_parameters(&self) -> bool {
        self.0.check_parameters
    }
}

impl fmt::Debug for Univapay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Univapay")
            .field("base_url", &self.0.base_url)
            .field("public", &self.0.public)
            .finish_non_exhaustive()
    }
}
