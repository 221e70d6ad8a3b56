//! What is fixed about an operation.

use serde::Serialize;

use crate::engine::{Method, RetryClass};
use crate::rules::Rule;

/// What is fixed about an operation.
#[derive(Debug, Serialize)]
pub struct Meta {
    /// `gateway.resource.method`, unique: `ito.payments.create`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL. `{placeholders}` are parameters; what stands in brackets is left out when its
    /// placeholder is not known: `[/stores/{store_id}]/charges`.
    pub path: &'static str,
    /// What the request proves itself with.
    pub auth: Auth,
    /// When it may be repeated.
    pub retry: RetryClass,
    /// The parameter whose members stand in the body themselves, instead of below its name.
    pub spread: Option<&'static str>,
    /// What its parameters must meet besides their types.
    #[serde(skip)]
    #[doc(hidden)]
    pub rules: &'static [Rule],
    /// Until when it is asked again, of an operation that waits.
    #[serde(skip)]
    #[doc(hidden)]
    pub poll: Option<&'static Poll>,
}

/// When an operation that waits has its answer: once none of `fields` holds a status under way.
#[derive(Debug)]
#[doc(hidden)]
pub struct Poll {
    /// Paths into the answer, with dots.
    pub fields: &'static [&'static str],
    /// The values that the gateway itself will change soon.
    pub pending: &'static [&'static str],
    /// The values that somebody else has to change, each with the parameter by which a caller asks to wait for that,
    /// too: a customer who pays, a capture.
    pub others: &'static [(&'static str, &'static str)],
}

impl Poll {
    /// Of charges, refunds and cancels.
    pub(crate) const STATUS: Self = Self {
        fields: &["status"],
        pending: &["pending"],
        others: &[("awaiting", "past_awaiting"), ("authorized", "past_authorized")],
    };

    /// Whether a parameter is for waiting, and not sent.
    pub(crate) fn has(&self, parameter: &str) -> bool {
        self.others.iter().any(|(_, name)| *name == parameter)
    }
}

impl Meta {
    /// What most operations leave as it is; the rest is written beside it.
    #[doc(hidden)]
    pub const PLAIN: Self = Self {
        name: "",
        method: Method::Get,
        path: "",
        auth: Auth::AppSecret,
        retry: RetryClass::Safe,
        spread: None,
        rules: &[],
        poll: None,
    };

    /// An operation of UnivaPay: idempotency keys are for POST and PATCH, "successful or not, for 24 hours".
    pub(crate) const fn univapay(name: &'static str, method: Method, path: &'static str) -> Self {
        let retry = match method {
            Method::Get => RetryClass::Safe,
            Method::Post | Method::Patch => RetryClass::Keyed,
            Method::Put | Method::Delete => RetryClass::Refused,
        };
        Self { name, method, path, retry, ..Self::PLAIN }
    }
}

/// What a request proves itself with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// ITO-Japan: the merchant's access key as a bearer token.
    AccessKey,
    /// ITO-Japan: an access token of the client-credentials grant.
    Merchant,
    /// ITO-Japan: the access token of a user who logged in.
    User,
    /// ITO-Japan: none, the request carries what is needed.
    None,
    /// UnivaPay: the application token, with its secret or, in an app, without.
    AppToken,
    /// UnivaPay: the application token with its secret, so on servers only.
    AppSecret,
}

/// How an endpoint reports success and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    Payment,
    Laravel,
    OauthToken,
    Univapay,
}

impl Answers {
    /// What a good answer begins with if it stands inside `data`: nothing, if it never does.
    pub(crate) const fn wrapped(self) -> &'static [u8] {
        match self {
            Self::Laravel | Self::OauthToken => b"{[",
            Self::Payment | Self::Univapay => b"",
        }
    }
}

impl Auth {
    pub(crate) const fn answers(self) -> Answers {
        match self {
            Self::AccessKey => Answers::Payment,
            Self::Merchant | Self::User => Answers::Laravel,
            Self::None => Answers::OauthToken,
            Self::AppToken | Self::AppSecret => Answers::Univapay,
        }
    }

    /// Whether a 401 may only mean that an access token grew old.
    pub(crate) const fn renews(self) -> bool {
        matches!(self, Self::Merchant | Self::User)
    }
}
