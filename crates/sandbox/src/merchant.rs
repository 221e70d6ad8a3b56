use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Error;
use crate::address::Address;
use crate::credentials::{Claims, Credentials};
use crate::ids::Ids;

/// The password of every sandbox user; the sign-in page shows it.
pub(crate) const USER_PASSWORD: &str = "sandbox-password";

const DEFAULT_REDIRECT_URI: &str = "http://127.0.0.1/callback";

/// One merchant with its own keys. Nothing of one merchant is visible to another.
#[derive(Debug)]
pub(crate) struct Merchant {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Base URLs left empty: they depend on how a client reaches the sandbox.
    pub(crate) keys: Credentials,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) store_id: String,
    /// As UnivaPay knows the merchant.
    pub(crate) univapay_id: String,
}

impl Merchant {
    pub(crate) fn new(number: usize, ids: &mut Ids) -> Self {
        let store_id = ids.uuid();
        let univapay_merchant_id = ids.uuid();
        let keys = Credentials {
            ito_base_url: String::new(),
            univapay_base_url: String::new(),
            access_key: format!("sandbox_access_{}", ids.alphanumeric(24)),
            secret_key: format!("sandbox_secret_{}", ids.alphanumeric(32)),
            webhook_secret: format!("sandbox_webhook_{}", ids.alphanumeric(32)),
            merchant_client_id: format!("sandbox_client_{}", ids.alphanumeric(12)),
            merchant_client_secret: format!("sandbox_client_secret_{}", ids.alphanumeric(32)),
            public_client_id: format!("sandbox_app_{}", ids.alphanumeric(12)),
            redirect_uri: DEFAULT_REDIRECT_URI.to_owned(),
            univapay_jwt: application_token(&store_id, &univapay_merchant_id, &ids.uuid()),
            univapay_secret: format!("sandbox_univapay_{}", ids.alphanumeric(24)),
            user_email: format!("user{number}@sandbox.test"),
            user_password: USER_PASSWORD.to_owned(),
        };
        Self {
            id: format!("merchant-{number}"),
            name: format!("Sandbox Shop {number}"),
            redirect_uris: vec![keys.redirect_uri.clone()],
            keys,
            store_id,
            univapay_id: univapay_merchant_id,
        }
    }

    /// Replaces the keys by the caller's own.
    pub(crate) fn adopt(&mut self, keys: &Credentials) {
        self.keys = keys.clone();
        self.redirect_uris = vec![keys.redirect_uri.clone()];
        let Some(claims) = Claims::read(&keys.univapay_jwt) else { return };
        self.store_id = claims.store_id.unwrap_or_else(|| self.store_id.clone());
        self.univapay_id = claims.merchant_id.unwrap_or_else(|| self.univapay_id.clone());
    }

    pub(crate) fn credentials(&self, base_url: &str) -> Credentials {
        Credentials {
            ito_base_url: base_url.to_owned(),
            univapay_base_url: base_url.to_owned(),
            ..self.keys.clone()
        }
    }

    /// Whether `uri` is registered: character for character, except that the port is free on loopback.
    pub(crate) fn allows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == uri || same_but_for_loopback_port(known, uri))
    }

    pub(crate) fn register_redirect(&mut self, uri: &str) -> Result<(), Error> {
        let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
        // Apps register private schemes such as com.example.app:/callback (RFC 8252, 7.1): those have a dot.
        let sound =
            Address::parse(uri).is_some() || (scheme.contains('.') && fluent_uri::Uri::parse(uri).is_ok());
        if !sound || uri.contains('#') {
            return Err(Error::RedirectUri(uri.to_owned()));
        }
        self.redirect_uris.push(uri.to_owned());
        Ok(())
    }
}

fn same_but_for_loopback_port(known: &str, asked: &str) -> bool {
    let (Some(known), Some(asked_address)) = (Address::parse(known), Address::parse(asked)) else {
        return false;
    };
    known.is_loopback()
        && !known.secure
        && !asked.contains('#')
        && Address { port: None, ..known } == Address { port: None, ..asked_address }
}

/// A JWT with the claims of a UnivaPay store token in test mode, signed with a key that means nothing.
fn application_token(store_id: &str, merchant_id: &str, token_id: &str) -> String {
    let claims = format!(
        r#"{{"sub":"app_token","mode":"test","merchant_id":"{merchant_id}","store_id":"{store_id}","domains":[],"jti":"{token_id}","iat":1700000000}}"#
    );
    let signed = format!(
        "{}.{}",
        Base64UrlUnpadded::encode_string(br#"{"typ":"JWT","alg":"HS256"}"#),
        Base64UrlUnpadded::encode_string(claims.as_bytes())
    );
    // HMAC takes keys of every length.
    let mut mac =
        Hmac::<Sha256>::new_from_slice(b"sandbox_jwt_key").unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(signed.as_bytes());
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(&mac.finalize().into_bytes()))
}
