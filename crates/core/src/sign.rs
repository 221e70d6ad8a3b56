//! HMAC-SHA256 as both directions of ITO-Japan use it: over `"{timestamp}." + body`, in lower-case hex.

use std::fmt;

use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Secret;

/// A signing secret whose key schedule is worked out once. Prints a mask; wiped from memory on drop.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Prepares a secret; any length is valid for HMAC, an empty one is for the caller to refuse.
    pub fn new(secret: &Secret) -> Self {
        Self::from_bytes(secret.expose().as_bytes())
    }

    // Each copy of a hash's padding and finishing is two kilobytes of the native library.
    #[inline(never)]
    fn from_bytes(secret: &[u8]) -> Self {
        // HMAC takes keys of every length: the error cannot happen, and a hashed key is what it would mean.
        Self(Hmac::new_from_slice(secret).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    #[inline(never)]
    fn sum(&self, parts: &[&[u8]]) -> CtOutput<Hmac<Sha256>> {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize()
    }

    /// The signature of `parts`, one after the other, in lower-case hex.
    pub fn hex(&self, parts: &[&[u8]]) -> String {
        base16ct::lower::encode_string(&self.sum(parts).into_bytes())
    }

    /// Whether `signature` (32 bytes) is that of `parts`, compared in constant time.
    pub fn verify(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.sum(parts).into_bytes().ct_eq(signature).into()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::secret::MASK)
    }
}

/// The SHA-256 of `parts`, one after the other.
#[inline(never)]
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
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
