//! PKCE (RFC 7636), S256 only.

use base64ct::{Base64UrlUnpadded, Encoding};

use crate::sign::sha256;
use crate::{Entropy, Error, Secret};

/// A code verifier and its challenge.
#[derive(Clone, Debug)]
pub struct Pkce {
    /// The code verifier: 43 characters from 32 random bytes. It stays in the app.
    pub verifier: Secret,
    /// The code challenge, S256: it goes into the authorize URL.
    pub challenge: String,
}

impl Pkce {
    /// A new pair.
    pub fn new(entropy: &Entropy) -> Self {
        Self::of(Secret::new(Base64UrlUnpadded::encode_string(entropy.bytes())))
    }

    /// The pair of a verifier made elsewhere: 43 to 128 characters of `A-Z a-z 0-9 - . _ ~`.
    pub fn from_verifier(verifier: impl Into<Secret>) -> Result<Self, Error> {
        let verifier = verifier.into();
        let text = verifier.expose();
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if !(43..=128).contains(&text.len()) || !text.bytes().all(allowed) {
            return Err(Error::invalid(
                "code_verifier",
                "must be 43 to 128 characters of A-Z a-z 0-9 - . _ ~",
            ));
        }
        Ok(Self::of(verifier))
    }

    fn of(verifier: Secret) -> Self {
        let challenge = Base64UrlUnpadded::encode_string(&sha256(&[verifier.expose().as_bytes()]));
        Self { verifier, challenge }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_appendix_b() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105,
            214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let pkce = Pkce::new(&Entropy::new(bytes));
        assert_eq!(pkce.verifier.expose(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pkce.challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn verifiers_from_elsewhere_are_checked() {
        assert!(Pkce::from_verifier("a".repeat(43)).is_ok());
        for bad in [String::new(), "a".repeat(42), "a".repeat(129), "é".repeat(43), " ".repeat(43)] {
            assert_eq!(Pkce::from_verifier(bad).unwrap_err().field(), Some("code_verifier"));
        }
    }
}
