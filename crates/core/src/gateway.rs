//! A gateway as an exchange sees it: where to send, and with which credential.

use std::time::SystemTime;

use crate::engine::{Credential, RequestBody, RetryClass};
use crate::ito::{ItoJapan, TokenSet};
use crate::operation::{Auth, Meta};
use crate::univapay::Univapay;
use crate::{Error, Secret};

/// One of the two gateways, set up. Cloning is cheap; clones share tokens.
#[derive(Clone, Debug)]
pub enum Gateway {
    /// ITO-Japan.
    Ito(ItoJapan),
    /// UnivaPay.
    Univapay(Univapay),
}

impl From<ItoJapan> for Gateway {
    fn from(gateway: ItoJapan) -> Self {
        Self::Ito(gateway)
    }
}
impl From<Univapay> for Gateway {
    fn from(gateway: Univapay) -> Self {
        Self::Univapay(gateway)
    }
}

/// What stands between an exchange and its call.
pub(crate) enum Access {
    Granted(Credential),
    NeedsToken(TokenRequest),
    /// A store refused these tokens earlier; they are offered to it again before anything else.
    Unsaved(TokenSet),
}

/// A request for an access token.
pub(crate) struct TokenRequest {
    pub(crate) url: String,
    pub(crate) body: RequestBody,
}

impl Gateway {
    pub(crate) fn ito(&self) -> Result<&ItoJapan, Error> {
        match self {
            Self::Ito(gateway) => Ok(gateway),
            Self::Univapay(_) => Err(wrong_gateway("ITO-Japan")),
        }
    }

    pub(crate) fn univapay(&self) -> Result<&Univapay, Error> {
        match self {
            Self::Univapay(gateway) => Ok(gateway),
            Self::Ito(_) => Err(wrong_gateway("UnivaPay")),
        }
    }

    /// Where it is: the scheme in lower case, without a slash at the end.
    pub fn base_url(&self) -> &str {
        match self {
            Self::Ito(gateway) => gateway.base_url(),
            Self::Univapay(gateway) => gateway.base_url(),
        }
    }

    /// Whether the client was given what `meta` needs; asked before anything is sent.
    pub(crate) fn check_access(&self, meta: &Meta) -> Result<(), Error> {
        match meta.auth {
            Auth::AppToken => self.univapay().map(|_| ()),
            Auth::AppSecret => self.univapay()?.check_secret(meta.name),
            _ => self.ito()?.check_access(meta.auth),
        }
    }

    pub(crate) fn access(&self, meta: &Meta, now: SystemTime) -> Result<Access, Error> {
        match self {
            Self::Ito(gateway) => gateway.access(meta.auth, now),
            Self::Univapay(gateway) => Ok(Access::Granted(Credential::Bearer(gateway.bearer()))),
        }
    }

    /// Takes freshly fetched tokens; returns them when a store must keep them before they are used.
    pub(crate) fn accept_tokens(&self, meta: &Meta, tokens: TokenSet) -> Option<TokenSet> {
        match self {
            Self::Ito(gateway) => gateway.accept_tokens(meta.auth, tokens),
            Self::Univapay(_) => None,
        }
    }

    pub(crate) fn tokens_saved(&self, tokens: &TokenSet) {
        if let Self::Ito(gateway) = self {
            gateway.tokens_saved(tokens);
        }
    }

    /// Whether `tokens` still wait for their store.
    pub(crate) fn is_unsaved(&self, tokens: &TokenSet) -> bool {
        matches!(self, Self::Ito(gateway) if gateway.is_unsaved(tokens))
    }

    /// A token could not be renewed: whether the one at hand still works, and will be used for a while.
    pub(crate) fn postpone_renewal(&self, meta: &Meta, now: SystemTime) -> bool {
        matches!(self, Self::Ito(gateway) if gateway.postpone_renewal(meta.auth, now))
    }

    /// When a token request may be repeated: a rotating refresh token must never be sent twice.
    pub(crate) fn token_retry(&self, meta: &Meta) -> RetryClass {
        match meta.auth {
            Auth::User => RetryClass::Unsent,
            _ => RetryClass::Safe,
        }
    }

    /// The gateway answered 401 to this access token.
    pub(crate) fn distrust(&self, meta: &Meta, bearer: &Secret) {
        if let Self::Ito(gateway) = self {
            gateway.distrust(meta.auth, bearer);
        }
    }

    /// Every secret that a request of this client may hold.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Ito(gateway) => gateway.secrets(),
            Self::Univapay(gateway) => gateway.secrets(),
        }
    }

    /// Whether parameters are checked before sending.
    pub(crate) fn checks_parameters(&self) -> bool {
        !matches!(self, Self::Univapay(gateway) if !gateway.checks_parameters())
    }

    /// The store that the client's application token is of.
    pub(crate) fn store_id(&self) -> Option<String> {
        match self {
            Self::Ito(_) => None,
            Self::Univapay(gateway) => gateway.store_id().map(str::to_owned),
        }
    }

    pub(crate) fn origin(&self) -> Option<&str> {
        match self {
            Self::Ito(_) => None,
            Self::Univapay(gateway) => gateway.origin(),
        }
    }
}

fn wrong_gateway(name: &str) -> Error {
    Error::configuration(
        "operation",
        format!("belongs to {name}, and this client speaks to the other gateway"),
    )
}
