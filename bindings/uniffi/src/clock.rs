//! Milliseconds, which every language has exactly.

use std::time::{Duration, SystemTime};

/// An instant, from milliseconds since 1970.
pub(crate) fn instant(millis: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Milliseconds, rounded up: a wait must not end before its time.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

/// Milliseconds since 1970.
pub(crate) fn since_1970(at: SystemTime) -> u64 {
    millis(at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}
