//! Signing and PKCE without a client.

use kaikei_core::ito::{self, CreatePayment};
use kaikei_core::{Secret, json};
use zeroize::Zeroizing;

use crate::client::entropy;
use crate::failure::{NativeError, guarded};

/// A signed payment request.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "each is documented on core's SignedRequest")]
pub struct NativeSignedRequest {
    pub body: String,
    pub content_type: String,
    pub signed: String,
    pub x_signature: String,
}

/// Signs a payment request, whose parameters are a JSON object, at `timestamp` in seconds since 1970.
#[uniffi::export]
pub fn sign_request(
    parameters: Vec<u8>,
    secret_key: String,
    timestamp: u64,
    profile: Option<String>,
) -> Result<NativeSignedRequest, NativeError> {
    let secret_key = Secret::new(secret_key);
    guarded(|| {
        let payment: CreatePayment = json::parameters(&parameters)?;
        let profile = profile.map(|name| name.parse()).transpose()?.unwrap_or_default();
        let ito::SignedRequest { body, content_type, signed, x_signature } =
            ito::sign_request(&payment, &secret_key, timestamp, profile)?;
        Ok(NativeSignedRequest { body, content_type: content_type.to_owned(), signed, x_signature })
    })
}

/// A code verifier, which is a secret, and its challenge.
#[derive(uniffi::Record)]
#[allow(missing_docs, reason = "the names say it")]
pub struct NativePkcePair {
    pub verifier: String,
    pub challenge: String,
}

/// A new pair, or that of a verifier made elsewhere.
#[uniffi::export]
pub fn pkce(verifier: Option<String>) -> Result<NativePkcePair, NativeError> {
    let verifier = verifier.map(Zeroizing::new);
    guarded(|| {
        let pair = match &verifier {
            Some(verifier) => ito::Pkce::from_verifier(verifier.as_str())?,
            None => ito::Pkce::new(&entropy()?),
        };
        Ok(NativePkcePair { verifier: pair.verifier.expose().to_owned(), challenge: pair.challenge })
    })
}
