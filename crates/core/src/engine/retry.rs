//! The retry decision: a pure function of the operation's class and what happened.

use std::time::Duration;

use serde::Serialize;

use super::{Phase, Sent};

/// When an operation may be repeated without asking the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryClass {
    /// It only reads: repeated after any failure that may pass.
    Safe,
    /// It changes something, but carries an idempotency key: repeated like a read, with the same key.
    Keyed,
    /// It changes something: repeated only if nothing was sent, or the gateway refused it unhandled (429, 503).
    Refused,
    /// It must never happen twice: repeated only if nothing was sent.
    Unsent,
}

impl RetryClass {
    /// The same operation when its key protects nothing: what changes something without one is never sent twice.
    pub(crate) const fn without_key(self) -> Self {
        match self {
            Self::Keyed => Self::Unsent,
            other => other,
        }
    }
}

/// What became of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with this HTTP status.
    Answer(u16),
    /// No answer.
    Failure {
        /// How far it got.
        phase: Phase,
        /// Whether bytes may have left.
        sent: Sent,
    },
}

/// Whether a try that ended in `outcome` may be repeated.
pub const fn may_retry(class: RetryClass, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Failure { phase: Phase::Cancelled, .. } => false,
        // A certificate that does not verify will not verify a moment later.
        Outcome::Failure { phase: Phase::Tls, .. } => false,
        Outcome::Failure { sent: Sent::No, .. } => true,
        Outcome::Failure { .. } => matches!(class, RetryClass::Safe | RetryClass::Keyed),
        Outcome::Answer(429 | 503) => !matches!(class, RetryClass::Unsent),
        Outcome::Answer(408 | 500 | 502 | 504) => matches!(class, RetryClass::Safe | RetryClass::Keyed),
        Outcome::Answer(_) => false,
    }
}

const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// How long to wait before retry number `retry` (0 is the first): full jitter, that is a random part of a
/// limit that starts at 0.5 s, doubles each time and ends at 8 s; never less than the gateway asked for.
pub fn retry_wait(retry: u32, random: u64, retry_after: Option<Duration>) -> Duration {
    let limit = FIRST_WAIT.saturating_mul(1 << retry.min(8)).min(LONGEST_WAIT);
    let nanos = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX).max(1);
    retry_after.unwrap_or_default().max(Duration::from_nanos(random % nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSES: [RetryClass; 4] =
        [RetryClass::Safe, RetryClass::Keyed, RetryClass::Refused, RetryClass::Unsent];

    fn allowed(outcome: Outcome) -> [bool; 4] {
        CLASSES.map(|class| may_retry(class, outcome))
    }

    fn failure(phase: Phase, sent: Sent) -> Outcome {
        Outcome::Failure { phase, sent }
    }

    #[test]
    fn by_class() {
        assert_eq!(allowed(failure(Phase::Connect, Sent::No)), [true; 4]);
        assert_eq!(allowed(failure(Phase::Timeout, Sent::No)), [true; 4]);
        assert_eq!(allowed(failure(Phase::Receive, Sent::Maybe)), [true, true, false, false]);
        assert_eq!(allowed(failure(Phase::Receive, Sent::Yes)), [true, true, false, false]);
        assert_eq!(allowed(failure(Phase::Cancelled, Sent::No)), [false; 4]);
        assert_eq!(allowed(failure(Phase::Tls, Sent::No)), [false; 4]);
        assert_eq!(allowed(Outcome::Answer(429)), [true, true, true, false]);
        assert_eq!(allowed(Outcome::Answer(503)), [true, true, true, false]);
        assert_eq!(allowed(Outcome::Answer(500)), [true, true, false, false]);
        assert_eq!(allowed(Outcome::Answer(400)), [false; 4]);
        assert_eq!(allowed(Outcome::Answer(302)), [false; 4]);
    }

    #[test]
    fn waits_grow_within_their_limits() {
        assert!(retry_wait(0, u64::MAX, None) < Duration::from_millis(500));
        assert!(retry_wait(40, u64::MAX, None) < Duration::from_secs(8));
        assert_eq!(retry_wait(0, 7, None), Duration::from_nanos(7));
        assert_eq!(retry_wait(0, 7, Some(Duration::from_secs(3))), Duration::from_secs(3));
    }
}
