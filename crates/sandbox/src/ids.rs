use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS: &[u8] = b"0123456789";
const HEX: &[u8] = b"0123456789abcdef";

/// Every id, key and card number of a sandbox, made from its seed: the same calls give the same ids.
#[derive(Debug)]
pub(crate) struct Ids(ChaCha8Rng);

impl Ids {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(crate) fn alphanumeric(&mut self, length: usize) -> String {
        self.pick(ALPHANUMERIC, length)
    }

    pub(crate) fn digits(&mut self, length: usize) -> String {
        self.pick(DIGITS, length)
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.pick(HEX, 30);
        format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[12..15], &hex[15..18], &hex[18..30])
    }

    fn pick(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| {
                let scaled = (u64::from(self.0.next_u32()) * alphabet.len() as u64) >> 32;
                char::from(alphabet[scaled as usize])
            })
            .collect()
    }
}
