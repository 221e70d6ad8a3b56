use std::collections::BTreeSet;

use jiff::Timestamp;

/// What happens by itself, and when. An entry that came to nothing meanwhile is passed over when its time comes.
#[derive(Debug, Default)]
pub(super) struct Agenda(BTreeSet<(Timestamp, Task)>);

/// What there is to look at, by its place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    Token(usize),
    Charge(usize),
    Reversal(usize),
    Subscription(usize),
    Transfer(usize),
}

impl Agenda {
    pub(super) fn add(&mut self, at: Option<Timestamp>, task: Task) {
        self.0.extend(at.map(|at| (at, task)));
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes the earliest entry that is due.
    pub(super) fn take(&mut self, now: Timestamp) -> Option<(Timestamp, Task)> {
        if self.next()? > now {
            return None;
        }
        self.0.pop_first()
    }
}
