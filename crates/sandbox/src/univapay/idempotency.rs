use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::done::Done;

const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Answers kept by idempotency key, so that a repeated request gets the first one's.
#[derive(Debug, Default)]
pub(super) struct Replays(HashMap<(usize, String, String), Kept>);

#[derive(Debug)]
struct Kept {
    /// Hash of the body, so that card numbers are not kept.
    body: [u8; 32],
    done: Done,
    expires: Timestamp,
}

/// What is known about a key.
pub(super) enum Known<'a> {
    New,
    /// The same request was answered before, with this.
    Repeated(&'a Done),
    /// The key was used for another request.
    Conflict,
}

impl Replays {
    pub(super) fn look_up(
        &self,
        merchant: usize,
        path: &str,
        key: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Known<'_> {
        match self.0.get(&(merchant, path.to_owned(), key.to_owned())) {
            Some(kept) if kept.expires > now && kept.body == hash(body) => Known::Repeated(&kept.done),
            Some(kept) if kept.expires > now => Known::Conflict,
            _ => Known::New,
        }
    }

    pub(super) fn keep(
        &mut self,
        merchant: usize,
        path: &str,
        key: &str,
        body: &[u8],
        done: Done,
        now: Timestamp,
    ) {
        let expires = now.checked_add(LIFE).unwrap_or(Timestamp::MAX);
        let kept = Kept { body: hash(body), done, expires };
        self.0.insert((merchant, path.to_owned(), key.to_owned()), kept);
    }
}

fn hash(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}
