//! Where a user's tokens are kept between runs.

use kaikei_core::ito::TokenSet;

use crate::BoxFuture;

/// Keeps a user's tokens. New tokens are handed to it before they are used, since the old refresh token is spent by
/// then. `Err` fails the call with its text; the tokens stay in memory and are offered again by the next call.
pub trait TokenStore: Send + Sync {
    /// Keeps `tokens` in place of earlier ones. See [`TokenSet::export`].
    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), String>>;
}
