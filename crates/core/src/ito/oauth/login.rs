//! A user's login: the authorize URL out, the redirect back in, the code exchanged.

use std::fmt;
use std::time::{Duration, SystemTime};

use kaikei_derive::Model;
use serde::Serialize;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Pkce, form};
use crate::engine::{Entropy, Method, Payload, Prepared, RetryClass};
use crate::gateway::Gateway;
use crate::ito::ItoJapan;
use crate::operation::{Auth, Meta, Operation};
use crate::secret::wire_json;
use crate::url::Parts;
use crate::{Error, ErrorKind, Secret, json, time};
use base64ct::{Base64UrlUnpadded, Encoding};

/// 128 bits in base64url.
const SHORTEST_STATE: usize = 22;

/// Longer URLs do not come from the gateway, and are not looked at.
const LONGEST_REDIRECT: usize = 16 * 1024;

/// How long a login may take.
const LIFETIME: Duration = Duration::from_secs(600);

/// What a login needs to know.
#[derive(Clone, Debug)]
pub struct LoginRequest {
    /// The app's public client id. There is no client secret in an app.
    pub client_id: String,
    /// Where the user's browser comes back to, exactly as registered. Its port is free on loopback.
    pub redirect_uri: String,
    /// Scopes to ask for; empty by default.
    pub scopes: Vec<String>,
}

/// A login that has begun.
pub struct Login {
    /// Open this in the user's browser.
    pub authorize_url: String,
    /// Keep this until the browser comes back.
    pub pending: PendingLogin,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL's query holds the state.
        let url = self.authorize_url.split('?').next().unwrap_or_default();
        f.debug_struct("Login").field("authorize_url", &url).field("pending", &self.pending).finish()
    }
}

/// A login between the browser's leaving and its return. Used once, within 10 minutes.
#[derive(Debug, Serialize, Model)]
#[serde(deny_unknown_fields)]
pub struct PendingLogin {
    client_id: String,
    redirect_uri: String,
    state: Secret,
    code_verifier: Secret,
    /// Seconds since 1970.
    started: u64,
    #[serde(default)]
    used: bool,
}

impl ItoJapan {
    /// Begins a login with PKCE. The two pieces of randomness become the code verifier and the state.
    pub fn start_login(
        &self,
        request: &LoginRequest,
        verifier: &Entropy,
        state: &Entropy,
        now: SystemTime,
    ) -> Result<Login, Error> {
        if request.client_id.is_empty() {
            return Err(Error::invalid("client_id", "is required"));
        }
        let redirect = Parts::of(&request.redirect_uri)
            .ok_or_else(|| Error::invalid("redirect_uri", "must be an absolute URL"))?;
        if redirect.has_fragment || redirect.has_user_info {
            return Err(Error::invalid("redirect_uri", "must not have a fragment or a user name"));
        }
        if redirect.has_scheme("http") && !redirect.is_loopback() {
            return Err(Error::invalid("redirect_uri", "must not use http, except to this machine"));
        }
        let pkce = Pkce::new(verifier);
        let state = Base64UrlUnpadded::encode_string(state.bytes());
        let mut query = form_urlencoded::Serializer::new(String::with_capacity(512));
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &request.client_id)
            .append_pair("redirect_uri", &request.redirect_uri)
            .append_pair("scope", &request.scopes.join(" "))
            .append_pair("state", &state)
            .append_pair("code_challenge", &pkce.challenge)
            .append_pair("code_challenge_method", "S256");
        let authorize_url = [self.base_url(), &self.config().paths.authorize, "?", &query.finish()].concat();
        let pending = PendingLogin {
            client_id: request.client_id.clone(),
            redirect_uri: request.redirect_uri.clone(),
            state: Secret::new(state),
            code_verifier: pkce.verifier,
            started: time::unix_seconds(now),
            used: false,
        };
        Ok(Login { authorize_url, pending })
    }
}

impl PendingLogin {
    /// The pending login as JSON, to survive the end of the process; read back with [`PendingLogin::import`]. This
    /// text is a secret.
    pub fn export(&self) -> Zeroizing<String> {
        // Strings, a number and a boolean: nothing in it can fail to serialize.
        let json = wire_json(self).unwrap_or_default();
        Zeroizing::new(String::from_utf8_lossy(&json).into_owned())
    }

    /// Reads what [`PendingLogin::export`] wrote.
    pub fn import(text: &str) -> Result<Self, Error> {
        let broken = || Error::invalid("pending_login", "is not what export wrote");
        let pending: Self = serde_json::from_str(text).map_err(|_| broken())?;
        // An empty state would let every redirect in.
        if pending.state.expose().len() < SHORTEST_STATE || pending.client_id.is_empty() {
            return Err(broken());
        }
        Pkce::from_verifier(pending.code_verifier.clone()).map_err(|_| broken())?;
        Ok(pending)
    }

    /// The app's public client id.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Checks the URL that the browser came back to, and returns the code exchange to send.
    ///
    /// Checked in this order: the login is unused and younger than 10 minutes; the URL is the redirect URI; no
    /// parameter appears twice; the state is ours (in constant time); then `error`; then `code`. A URL with
    /// another state leaves the login pending: it did not come from it.
    pub fn finish(&mut self, redirect_url: &str, now: SystemTime) -> Result<ExchangeCode, Error> {
        let refused = |code: &str, message: &str| Error::new(ErrorKind::Oauth, message).with_code(code);
        if self.used {
            return Err(refused("login_used", "this login was finished before: start a new one"));
        }
        let age = time::unix_seconds(now).checked_sub(self.started);
        if age.is_none_or(|age| age > LIFETIME.as_secs()) {
            return Err(refused(
                "login_expired",
                "this login began more than 10 minutes ago: start a new one",
            ));
        }
        let parameters = self
            .parameters(redirect_url)
            .ok_or_else(|| refused("redirect_mismatch", "the URL is not this login's redirect URI"))?;
        for (at, (name, _)) in parameters.iter().enumerate() {
            if parameters.iter().skip(at + 1).any(|(other, _)| other == name) {
                return Err(refused("duplicate_parameter", "a parameter of the redirect appears twice"));
            }
        }
        let find = |name: &str| parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        let state = find("state").unwrap_or_default();
        if !bool::from(state.as_bytes().ct_eq(self.state.expose().as_bytes())) {
            return Err(refused(
                "state_mismatch",
                "the redirect's state is not this login's: it may be forged",
            ));
        }
        self.used = true;
        if let Some(error) = find("error") {
            let description =
                find("error_description").unwrap_or("the user or the gateway refused the login");
            return Err(refused(error, &format!("{error}: {description}")));
        }
        let code = find("code").unwrap_or_default();
        if code.is_empty() || code.len() > 4096 || !code.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(refused("missing_code", "the redirect holds no usable code"));
        }
        Ok(ExchangeCode {
            client_id: self.client_id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            code: Secret::from(code),
            code_verifier: self.code_verifier.clone(),
        })
    }

    /// The parameters of a redirect to this login's URI; `None` for any other URL.
    fn parameters(&self, redirect_url: &str) -> Option<Vec<(String, String)>> {
        if redirect_url.len() > LONGEST_REDIRECT {
            return None;
        }
        let (ours, theirs) = (Parts::of(&self.redirect_uri)?, Parts::of(redirect_url)?);
        let same_port = ours.port == theirs.port || (ours.has_scheme("http") && ours.is_loopback());
        let same = ours.has_scheme(theirs.scheme)
            && ours.host.eq_ignore_ascii_case(theirs.host)
            && ours.path == theirs.path
            && same_port
            && !theirs.has_user_info;
        let query = theirs.query.unwrap_or_default();
        let added = match ours.query {
            Some(own) => query.strip_prefix(own)?.strip_prefix('&')?,
            None => query,
        };
        same.then(|| form_urlencoded::parse(added.as_bytes()).into_owned().collect())
    }
}

/// `POST /oauth/token` with `grant_type=authorization_code`: the last step of a login. Never repeated once sent,
/// since a code works once. Its answer becomes a [`crate::ito::Session`].
#[derive(Clone, Debug, Serialize, Model)]
#[serde(deny_unknown_fields)]
pub struct ExchangeCode {
    client_id: String,
    redirect_uri: String,
    code: Secret,
    code_verifier: Secret,
}

impl ExchangeCode {
    /// The app's public client id.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }
}

impl Operation for ExchangeCode {
    type Answer = json::Json;
    const META: &'static Meta = &Meta {
        name: "ito.oauth.exchange_code",
        method: Method::Post,
        path: "/oauth/token",
        auth: Auth::None,
        retry: RetryClass::Unsent,
        ..Meta::PLAIN
    };

    fn prepare(&self, gateway: &Gateway) -> Result<Prepared, Error> {
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("code", self.code.expose()),
            ("code_verifier", self.code_verifier.expose()),
        ]);
        Ok(Prepared {
            url: gateway.ito()?.token_url(),
            payload: Payload::Form(body),
            secrets: vec![self.code.clone(), self.code_verifier.clone()],
            ..Prepared::of(Self::META)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn start(redirect_uri: &str) -> Result<Login, Error> {
        let gateway = ItoJapan::new(Default::default())?;
        let request =
            LoginRequest { client_id: "app".into(), redirect_uri: redirect_uri.into(), scopes: vec![] };
        gateway.start_login(&request, &Entropy::new([1; 32]), &Entropy::new([2; 32]), NOW)
    }

    fn state(login: &Login) -> String {
        login.pending.state.expose().to_owned()
    }

    #[test]
    fn the_authorize_url_has_every_parameter_of_the_document() {
        let login = start("https://shop.example/back?x=1").unwrap();
        let (url, query) = login.authorize_url.split_once('?').unwrap();
        assert_eq!(url, "https://payment.ito-japan.jp/oauth/authorize");
        let names: Vec<String> =
            form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned()).collect();
        let expected = [
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
        ];
        assert_eq!(names, expected);
        assert!(query.contains("redirect_uri=https%3A%2F%2Fshop.example%2Fback%3Fx%3D1&scope=&"));
        assert!(!login.authorize_url.contains(login.pending.code_verifier.expose()));
    }

    #[test]
    fn a_login_comes_back_once() {
        let mut login = start("http://127.0.0.1/cb").unwrap();
        let url = format!("http://127.0.0.1:5555/cb?code=abc&state={}", state(&login));
        let saved = login.pending.export();
        let exchange = login.pending.finish(&url, NOW).unwrap();
        assert_eq!(exchange.code.expose(), "abc");
        assert_eq!(login.pending.finish(&url, NOW).unwrap_err().code(), Some("login_used"));
        let mut restored = PendingLogin::import(&saved).unwrap();
        assert_eq!(restored.finish(&url, NOW).unwrap().code_verifier, exchange.code_verifier);
    }

    #[test]
    fn each_check_has_its_reason() {
        let reason = |url: &dyn Fn(&str) -> String, seconds: u64| {
            let mut login = start("https://shop.example/cb?keep=1").unwrap();
            let url = url(&state(&login));
            login
                .pending
                .finish(&url, NOW + Duration::from_secs(seconds))
                .unwrap_err()
                .code()
                .unwrap()
                .to_owned()
        };
        let base = "https://shop.example/cb?keep=1";
        assert_eq!(reason(&|s| format!("{base}&code=a&state={s}"), 601), "login_expired");
        for other in [
            "https://shop.example/cb?code=a",
            "http://shop.example/cb?keep=1&code=a",
            "rubbish",
            "",
            "https://evil.example/cb?keep=1&code=a",
            "https://shop.example:1/cb?keep=1&code=a",
            "https://shop.example/cb/../cb?keep=1&code=a",
            "https://u@shop.example/cb?keep=1&code=a",
        ] {
            assert_eq!(reason(&|s| format!("{other}&state={s}"), 0), "redirect_mismatch", "{other}");
        }
        assert_eq!(reason(&|s| format!("{base}&code=a&code=b&state={s}"), 0), "duplicate_parameter");
        assert_eq!(reason(&|_| format!("{base}&code=a&state=x"), 0), "state_mismatch");
        assert_eq!(reason(&|_| format!("{base}&code=a"), 0), "state_mismatch");
        assert_eq!(
            reason(&|_| format!("{base}&error=access_denied"), 0),
            "state_mismatch",
            "state comes first"
        );
        assert_eq!(reason(&|s| format!("{base}&error=access_denied&state={s}"), 0), "access_denied");
        assert_eq!(reason(&|s| format!("{base}&state={s}"), 0), "missing_code");
        assert_eq!(reason(&|s| format!("{base}&code=&state={s}"), 0), "missing_code");
    }

    #[test]
    fn a_forged_redirect_leaves_the_login_pending() {
        let mut login = start("https://shop.example/cb").unwrap();
        let good = format!("https://shop.example/cb?code=a&state={}", state(&login));
        assert!(login.pending.finish("https://shop.example/cb?code=x&state=y", NOW).is_err());
        assert!(login.pending.finish(&good, NOW).is_ok());
    }

    #[test]
    fn redirect_uris_are_checked() {
        assert!(start("com.example.app:/callback").is_ok());
        for bad in
            ["", "nope", "http://shop.example/cb", "https://shop.example/cb#x", "https://u@shop.example/"]
        {
            assert_eq!(start(bad).unwrap_err().field(), Some("redirect_uri"), "{bad}");
        }
    }
}
