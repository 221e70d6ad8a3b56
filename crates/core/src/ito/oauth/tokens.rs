//! Access and refresh tokens.

use std::time::{Duration, SystemTime};

use kaikei_derive::Model;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::secret::wire_json;
use crate::{Error, ErrorKind, Secret, json, time};

/// Renewed this long before they expire, or after half their life if that is shorter.
const EARLY: Duration = Duration::from_secs(60);

/// What a token endpoint granted.
#[derive(Clone, Debug)]
pub struct TokenSet {
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_at: Option<SystemTime>,
    renew_at: Option<SystemTime>,
    scope: Option<String>,
}

/// How [`TokenSet::export`] writes tokens.
#[derive(Serialize, Model)]
struct Exported {
    access_token: Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Secret>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

impl TokenSet {
    /// The access token: the bearer token of the calls.
    pub fn access_token(&self) -> &Secret {
        &self.access_token
    }
    /// The refresh token, which is used up by each renewal.
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.refresh_token.as_ref()
    }
    /// When the access token ends.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
    /// The granted scopes, if the server named them.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// The tokens as JSON for your own encrypted store; read back with [`TokenSet::import`]. This text is a secret.
    pub fn export(&self) -> Zeroizing<String> {
        let exported = Exported {
            access_token: self.access_token.clone(),
            refresh_token: self.refresh_token.clone(),
            expires_at: self.expires_at.map(time::unix_seconds),
            scope: self.scope.clone(),
        };
        // Strings and a number: nothing in it can fail to serialize.
        let json = wire_json(&exported).unwrap_or_default();
        Zeroizing::new(String::from_utf8_lossy(&json).into_owned())
    }

    /// Reads what [`TokenSet::export`] wrote.
    pub fn import(text: &str) -> Result<Self, Error> {
        let broken = || Error::invalid("tokens", "are not what export wrote");
        let read: Exported = serde_json::from_str(text).map_err(|_| broken())?;
        check_token("tokens", &read.access_token)?;
        let at =
            |seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).ok_or_else(broken);
        let expires_at = read.expires_at.map(at).transpose()?;
        Ok(Self {
            access_token: read.access_token,
            refresh_token: read.refresh_token,
            expires_at,
            renew_at: expires_at.and_then(|at| at.checked_sub(EARLY)),
            scope: read.scope,
        })
    }

    /// Reads a token endpoint's answer (RFC 6749 section 5.1).
    pub(crate) fn read(answer: &[u8], now: SystemTime) -> Result<Self, Error> {
        #[derive(Model)]
        struct Granted {
            access_token: Secret,
            // An odd field beside a good access token must not lose it: the refresh token is spent by now.
            #[serde(default, deserialize_with = "json::lenient")]
            refresh_token: Option<Secret>,
            #[serde(default, deserialize_with = "json::lenient_text")]
            token_type: Option<String>,
            #[serde(default, deserialize_with = "json::lenient_int")]
            expires_in: Option<u32>,
            #[serde(default, deserialize_with = "json::lenient_text")]
            scope: Option<String>,
        }
        let granted: Granted = json::read(answer)?;
        check_token("access_token", &granted.access_token)
            .map_err(|error| Error::new(ErrorKind::InvalidResponse, error.message()))?;
        if granted.token_type.is_some_and(|t| !t.eq_ignore_ascii_case("bearer")) {
            return Err(Error::new(ErrorKind::InvalidResponse, "the token's type is not Bearer"));
        }
        let life = granted.expires_in.map(|seconds| Duration::from_secs(seconds.into()));
        Ok(Self {
            access_token: granted.access_token,
            refresh_token: granted.refresh_token.filter(|token| !token.is_empty()),
            expires_at: life.map(|life| time::later(now, life)),
            renew_at: life.map(|life| time::later(now, life - EARLY.min(life / 2))),
            scope: granted.scope,
        })
    }

    /// Whether the access token can be used, and is not due for renewal.
    pub(crate) fn is_good(&self, now: SystemTime) -> bool {
        self.renew_at.is_none_or(|until| now < until)
    }

    /// Renewing failed: whether the access token still works. If so, it is used for `pause` before the next attempt.
    pub(crate) fn postpone_renewal(&mut self, now: SystemTime, pause: Duration) -> bool {
        let works = self.expires_at.is_none_or(|end| now < end);
        if works {
            let next = time::later(now, pause);
            self.renew_at = Some(self.expires_at.map_or(next, |end| next.min(end)));
        }
        works
    }

    /// These tokens, with the earlier refresh token if the server sent no new one.
    pub(crate) fn or_refresh_token(mut self, earlier: Option<&Secret>) -> Self {
        if self.refresh_token.is_none() {
            self.refresh_token = earlier.cloned();
        }
        self
    }
}

fn check_token(field: &str, token: &Secret) -> Result<(), Error> {
    if token.is_empty() || !token.expose().bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::invalid(field, "must hold an access token of visible ASCII"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    fn granted(json: &str) -> Result<TokenSet, Error> {
        TokenSet::read(json.as_bytes(), NOW)
    }

    #[test]
    fn renewed_before_the_end_and_good_until_it() {
        let tokens = granted(r#"{"access_token":"a","token_type":"bearer","expires_in":"3600"}"#).unwrap();
        let at = |seconds| NOW + Duration::from_secs(seconds);
        assert!(tokens.is_good(at(3539)));
        assert!(!tokens.is_good(at(3540)));
        let mut ageing = tokens.clone();
        assert!(ageing.postpone_renewal(at(3550), Duration::from_secs(30)));
        assert!(ageing.is_good(at(3579)) && !ageing.is_good(at(3580)));
        assert!(ageing.postpone_renewal(at(3590), Duration::from_secs(30)));
        assert!(ageing.is_good(at(3599)) && !ageing.is_good(at(3600)), "never past its end");
        assert!(!ageing.postpone_renewal(at(3600), Duration::from_secs(30)));
        let short = granted(r#"{"access_token":"a","expires_in":10}"#).unwrap();
        assert!(short.is_good(at(4)) && !short.is_good(at(5)));
        assert!(granted(r#"{"access_token":"a"}"#).unwrap().is_good(at(1 << 40)));
    }

    #[test]
    fn odd_answers_are_refused() {
        for bad in [
            "{}",
            "[]",
            r#"{"access_token":""}"#,
            r#"{"access_token":"a b"}"#,
            r#"{"access_token":1}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
        ] {
            assert_eq!(granted(bad).unwrap_err().kind(), ErrorKind::InvalidResponse, "{bad}");
        }
    }

    #[test]
    fn an_odd_field_does_not_lose_the_tokens() {
        let odd = granted(
            r#"{"access_token":"a","refresh_token":"r","expires_in":-1,"scope":["x"],"token_type":null}"#,
        );
        let odd = odd.unwrap();
        assert_eq!(odd.refresh_token().unwrap().expose(), "r");
        assert_eq!((odd.expires_at(), odd.scope()), (None, None));
    }

    #[test]
    fn survives_a_store() {
        let json = r#"{"access_token":"acc","refresh_token":"ref","expires_in":3600,"scope":"x"}"#;
        let exported = granted(json).unwrap().export();
        let back = TokenSet::import(&exported).unwrap();
        assert_eq!(back.access_token().expose(), "acc");
        assert_eq!(back.refresh_token().unwrap().expose(), "ref");
        assert_eq!(back.expires_at(), Some(NOW + Duration::from_secs(3600)));
        assert_eq!(format!("{back:?}").matches("[secret]").count(), 2);
        for bad in ["", "null", "{}", r#"{"access_token":"a","expires_at":18446744073709551615}"#] {
            assert_eq!(TokenSet::import(bad).unwrap_err().field(), Some("tokens"), "{bad}");
        }
    }
}
