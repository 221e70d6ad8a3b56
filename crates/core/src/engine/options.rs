//! What a caller may set per call, and the randomness that a call is given.

use std::fmt;
use std::time::Duration;

use crate::Error;

/// Settings of one call. Every limit is enforced by the exchange or handed to the driver with each try.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// For everything: every try, every wait, and fetching a token. Default 60 s.
    pub timeout: Duration,
    /// For one try. Default 30 s.
    pub attempt_timeout: Duration,
    /// For connecting, TLS included. Default 10 s.
    pub connect_timeout: Duration,
    /// How often a try may be repeated where repeating is safe. Default 2.
    pub max_retries: u32,
    /// Your own idempotency key instead of a random one, 1 to 255 visible ASCII characters. Only for
    /// operations that carry one.
    pub idempotency_key: Option<String>,
}

impl Default for CallOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(60),
            attempt_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            max_retries: 2,
            idempotency_key: None,
        }
    }
}

impl CallOptions {
    /// Longest time limit that is accepted: a day. Longer ones are mistakes in the unit.
    pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

    pub(crate) fn check(&self) -> Result<(), Error> {
        for (field, limit) in [
            ("timeout", self.timeout),
            ("attempt_timeout", self.attempt_timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if limit.is_zero() || limit > Self::LONGEST {
                return Err(Error::invalid(field, "must be more than 0 and at most 24 hours"));
            }
        }
        match &self.idempotency_key {
            Some(key) if key.is_empty() || key.len() > 255 || !key.bytes().all(|b| b.is_ascii_graphic()) => {
                Err(Error::invalid("idempotency_key", "must be 1 to 255 visible ASCII characters"))
            }
            _ => Ok(()),
        }
    }
}

/// Thirty-two random bytes from the system's generator, new for every call or login: core draws none itself.
#[derive(Clone)]
pub struct Entropy([u8; 32]);

impl Entropy {
    /// Bytes that nobody can guess.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A version 4 UUID, from the first half.
    pub(crate) fn uuid(&self) -> String {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = self.0;
        let (g, i) = (g & 0x0f | 0x40, i & 0x3f | 0x80);
        let hex = base16ct::lower::encode_string(&[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]);
        let mut out = String::with_capacity(36);
        for (at, digit) in hex.chars().enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                out.push('-');
            }
            out.push(digit);
        }
        out
    }

    /// The `n`th number for jitter, from the last eight bytes: spread out, not secret (SplitMix64).
    pub(crate) fn jitter(&self, n: u32) -> u64 {
        let [.., a, b, c, d, e, f, g, h] = self.0;
        let seed = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
        let mut z = seed.wrapping_add((u64::from(n) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// The randomness of one exchange. Few calls use any: those with an idempotency key, and those that are repeated.
#[derive(Clone, Debug)]
pub enum Randomness {
    /// Drawn beforehand.
    Drawn(Entropy),
    /// Drawn from the system's generator when it is used, which spares most calls a system call.
    OnDemand(fn() -> Result<Entropy, Error>),
}

impl Randomness {
    pub(crate) fn draw(&self) -> Result<Entropy, Error> {
        match self {
            Self::Drawn(entropy) => Ok(entropy.clone()),
            Self::OnDemand(draw) => draw(),
        }
    }
}

impl From<Entropy> for Randomness {
    fn from(entropy: Entropy) -> Self {
        Self::Drawn(entropy)
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::secret::MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuid_is_version_4() {
        let uuid = Entropy::new([0xff; 32]).uuid();
        assert_eq!(uuid, "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_ne!(Entropy::new([1; 32]).uuid(), Entropy::new([2; 32]).uuid());
    }

    #[test]
    fn jitter_differs_by_call_and_retry() {
        let (a, b) = (Entropy::new([1; 32]), Entropy::new([2; 32]));
        assert_ne!(a.jitter(0), a.jitter(1));
        assert_ne!(a.jitter(0), b.jitter(0));
    }
}
