use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};

/// Everything a client needs in order to talk to the sandbox as one merchant. Test keys, all of them: they are
/// made from the seed and are worth nothing anywhere else.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Credentials {
    /// Base URL of the ITO-Japan gateway, without a slash at the end.
    pub ito_base_url: String,
    /// Base URL of the UnivaPay gateway, without a slash at the end.
    pub univapay_base_url: String,
    /// Bearer of `/payment/process` and `/payment/check-validity`.
    pub access_key: String,
    /// Signs payment requests.
    pub secret_key: String,
    /// Signs the webhooks that the sandbox posts.
    pub webhook_secret: String,
    /// OAuth client of the merchant's server (client credentials).
    pub merchant_client_id: String,
    /// Secret of `merchant_client_id`.
    pub merchant_client_secret: String,
    /// OAuth client of the merchant's app (authorization code with PKCE, no secret).
    pub public_client_id: String,
    /// The redirect URI registered for `public_client_id`; on loopback every port is accepted.
    pub redirect_uri: String,
    /// UnivaPay application token (JWT), mode `test`.
    pub univapay_jwt: String,
    /// Secret of `univapay_jwt`.
    pub univapay_secret: String,
    /// E-mail address of a seeded end user who can sign in.
    pub user_email: String,
    /// Password of every sandbox user.
    pub user_password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("ito_base_url", &self.ito_base_url)
            .field("merchant_client_id", &self.merchant_client_id)
            .field("public_client_id", &self.public_client_id)
            .finish_non_exhaustive()
    }
}

/// The first field of `credentials` that looks like a live key.
pub(crate) fn live_field(credentials: &Credentials) -> Option<&'static str> {
    [
        ("access_key", &credentials.access_key),
        ("secret_key", &credentials.secret_key),
        ("webhook_secret", &credentials.webhook_secret),
        ("merchant_client_id", &credentials.merchant_client_id),
        ("merchant_client_secret", &credentials.merchant_client_secret),
        ("public_client_id", &credentials.public_client_id),
        ("univapay_jwt", &credentials.univapay_jwt),
        ("univapay_secret", &credentials.univapay_secret),
    ]
    .into_iter()
    .find_map(|(name, key)| looks_live(key).then_some(name))
}

/// Whether `key` has the shape of a key of a real gateway: a UUID (ITO-Japan's access keys), `sk_live`-like, or an
/// application token whose mode is not `test`.
pub(crate) fn looks_live(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    is_uuid(&lower)
        || lower.starts_with("live_")
        || lower.contains("_live_")
        || lower.contains("-live-")
        || jwt_part(key)
            .and_then(Claims::read)
            .and_then(|claims| claims.mode)
            .is_some_and(|mode| mode != "test")
}

/// The JWT in `{jwt}` or `{secret}.{jwt}`.
pub(crate) fn jwt_part(bearer: &str) -> Option<&str> {
    match bearer.matches('.').count() {
        2 => Some(bearer),
        3 => bearer.split_once('.').map(|(_, jwt)| jwt),
        _ => None,
    }
}

/// The claims of an application token that matter here. They are read, not verified.
#[derive(Debug, Deserialize)]
pub(crate) struct Claims {
    mode: Option<String>,
    pub(crate) store_id: Option<String>,
    pub(crate) merchant_id: Option<String>,
    #[serde(default)]
    pub(crate) domains: Vec<String>,
}

impl Claims {
    pub(crate) fn read(jwt: &str) -> Option<Self> {
        let claims = Base64UrlUnpadded::decode_vec(jwt.split('.').nth(1)?).ok()?;
        serde_json::from_slice(&claims).ok()
    }
}

pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_shapes_are_seen() {
        let live = format!("h.{}.s", Base64UrlUnpadded::encode_string(br#"{"mode":"live"}"#));
        let test = format!("h.{}.s", Base64UrlUnpadded::encode_string(br#"{"mode":"test"}"#));
        assert!(looks_live("51a4bd18-5bc1-4eaa-97b0-c09323398883"));
        assert!(looks_live("sk_live_abc"));
        assert!(looks_live(&live));
        assert!(looks_live(&format!("secret.{live}")));
        assert!(!looks_live(&format!("secret.{test}")));
        assert!(!looks_live("sandbox_access_abc"));
        assert!(!looks_live("wrong"));
    }
}
