use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// The sandbox's clock: the system's time plus an offset, or a fixed start. It only goes forward.
#[derive(Debug)]
pub(crate) struct Clock {
    fixed: Option<Timestamp>,
    offset: SignedDuration,
    latest: Timestamp,
}

impl Clock {
    /// A clock that stands still at `start` until it is advanced, or follows the system's time.
    pub(crate) fn new(start: Option<Timestamp>) -> Self {
        Self { fixed: start, offset: SignedDuration::ZERO, latest: start.unwrap_or(Timestamp::UNIX_EPOCH) }
    }

    pub(crate) fn now(&mut self) -> Timestamp {
        let base = self.fixed.unwrap_or_else(Timestamp::now);
        // The system's time may be set back; the sandbox's never is.
        self.latest = self.latest.max(base.checked_add(self.offset).unwrap_or(Timestamp::MAX));
        self.latest
    }

    /// Moves the clock forward; `None` if that is beyond the calendar.
    pub(crate) fn advance(&mut self, by: Duration) -> Option<Timestamp> {
        let offset = self.offset.checked_add(SignedDuration::try_from(by).ok()?)?;
        let base = self.fixed.unwrap_or_else(Timestamp::now);
        base.checked_add(offset).ok()?;
        self.offset = offset;
        Some(self.now())
    }

    /// How long to wait in real time until `due`; `None` if only an advance can bring it about.
    pub(crate) fn real_time_until(&mut self, due: Timestamp) -> Option<Duration> {
        let left = due.duration_since(self.now());
        if left.is_positive() && self.fixed.is_some() {
            return None;
        }
        Some(Duration::try_from(left).unwrap_or(Duration::ZERO))
    }
}
