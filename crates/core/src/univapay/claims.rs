//! What an application token says of itself. It is read, never trusted: the gateway alone decides what it is worth.

use base64ct::{Base64UrlUnpadded, Encoding};
use kaikei_derive::Model;
use zeroize::Zeroizing;

use crate::Secret;
use crate::json::{self, lenient};

/// The claims that spare callers from repeating ids.
#[derive(Default, Model)]
pub(super) struct Claims {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) store_id: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) merchant_id: Option<String>,
}

impl Claims {
    /// No claims, if the token's middle part is no JSON object in base64url.
    pub(super) fn of(jwt: &Secret) -> Self {
        let middle = jwt.expose().split('.').nth(1).unwrap_or_default().trim_end_matches('=');
        let json = Base64UrlUnpadded::decode_vec(middle).map(Zeroizing::new).unwrap_or_default();
        json::read(&json).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &[u8]) -> Secret {
        Secret::new(["aaa", &Base64UrlUnpadded::encode_string(payload), "sig"].join("."))
    }

    #[test]
    fn ids_are_read_if_they_are_there() {
        let claims =
            Claims::of(&token(br#"{"sub":"app_token","merchant_id":"m","store_id":"s","mode":"test"}"#));
        assert_eq!((claims.merchant_id.as_deref(), claims.store_id.as_deref()), (Some("m"), Some("s")));
        for odd in [&b"{}"[..], b"[1]", b"not JSON", b"{\"store_id\":7}", b"{\"store_id\":null}", b"\xff"] {
            assert_eq!(Claims::of(&token(odd)).store_id, None);
        }
        assert_eq!(Claims::of(&Secret::from("a.!.c")).store_id, None);
    }
}
