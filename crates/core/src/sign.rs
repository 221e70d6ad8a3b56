//! HMAC-SHA256 as both directions of ITO-Japan use it: over `"{timestamp}." + body`, in lower-case hex.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::Secret;

/// A signing secret whose key schedule is worked out once. Prints a mask; wiped from memory on drop.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Prepares a secret; any length is valid for HMAC, an empty one is for the caller to refuse.
    pub fn new(secret: &Secret) -> Self {
        Self::from_bytes(secret.expose().as_bytes())
    }

    fn from_bytes(secret: &[u8]) -> Self {
        // HMAC takes keys of every length: the error cannot happen, and a hashed key is what it would mean.
        Self(Hmac::new_from_slice(secret).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    fn feed(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac
    }

    /// The signature of `parts`, one after the other, in lower-case hex.
    pub fn hex(&self, parts: &[&[u8]]) -> String {
        base16ct::lower::encode_string(&self.feed(parts).finalize().into_bytes())
    }

    /// Whether `signature` (32 bytes) is that of `parts`, compared in constant time.
    pub fn verify(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.feed(parts).verify_slice(signature).is_ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::secret::MASK)
    }
}

/// The HMAC-SHA256 of `parts`, one after the other, under `secret`, in lower-case hex.
pub fn hmac_sha256_hex(secret: &[u8], parts: &[&[u8]]) -> String {
    SigningKey::from_bytes(secret).hex(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4231_case_2() {
        assert_eq!(
            hmac_sha256_hex(b"Jefe", &[b"what do ya want ", b"for nothing?"]),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn verifies_only_the_right_bytes() {
        let key = SigningKey::new(&Secret::new("k"));
        let good = base16ct::lower::decode_vec(key.hex(&[b"1.", b"{}"])).unwrap();
        assert!(key.verify(&[b"1.{}"], &good));
        assert!(!key.verify(&[b"1.{ }"], &good));
        assert!(!key.verify(&[b"1.{}"], &good[..31]));
    }
}
