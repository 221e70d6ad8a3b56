//! Turning the pages of a list, for both kinds of client.

use kaikei_core::engine::Sent;
use kaikei_core::univapay::{Listing, Page};
use kaikei_core::{Error, ErrorKind, Raw, Reply};

pub(crate) struct Pages<O: Listing> {
    operation: O,
    items: std::vec::IntoIter<O::Item>,
    /// Whether the operation is due for another page.
    more: bool,
    walk: Walk,
}

impl<O: Listing> Pages<O> {
    pub(crate) fn new(mut operation: O) -> Self {
        operation.fill_pages();
        Self { operation, items: Vec::new().into_iter(), more: true, walk: Walk::new() }
    }

    /// An item of the page at hand.
    pub(crate) fn item(&mut self) -> Option<O::Item> {
        self.items.next()
    }

    /// What to ask for the next page; none if there is none.
    pub(crate) fn due(&self) -> Option<&O> {
        self.more.then_some(&self.operation)
    }

    /// Ends the list: what failed would be met again and again.
    pub(crate) fn end(&mut self) {
        self.more = false;
    }

    pub(crate) fn turn(&mut self, page: Reply<Page<O::Item>>) -> Result<(), Error> {
        self.more = false;
        if page.has_more && page.next_cursor.is_none() {
            return Err(broken(&page, "the list goes on, and does not say where"));
        }
        if let Some(cursor) = &page.next_cursor {
            if self.walk.came_before(cursor) {
                return Err(broken(
                    &page,
                    "the cursor of the next page came before: the list would never end",
                ));
            }
            self.operation.turn_to(cursor.clone());
            self.more = true;
        }
        self.items = page.into_inner().items.into_iter();
        Ok(())
    }
}

fn broken<T>(page: &Reply<Page<T>>, message: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, message)
        .with_field("next_cursor")
        .with_http_status(page.http_status())
        .with_request_id(page.request_id().map(str::to_owned))
        .with_sent(Sent::Yes)
        .with_raw(Raw::clone(page.raw()))
}

/// Notices a cursor that came before, however many came since, with two of them kept: Brent's algorithm.
struct Walk {
    cursor: Option<String>,
    landmark: Option<String>,
    steps: u64,
    until: u64,
}

impl Walk {
    const fn new() -> Self {
        Self { cursor: None, landmark: None, steps: 0, until: 1 }
    }

    fn came_before(&mut self, next: &str) -> bool {
        if [&self.cursor, &self.landmark].iter().any(|known| known.as_deref() == Some(next)) {
            return true;
        }
        self.steps += 1;
        if self.steps == self.until {
            self.landmark = Some(next.to_owned());
            self.steps = 0;
            self.until = self.until.saturating_mul(2);
        }
        self.cursor = Some(next.to_owned());
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages_until_noticed(cursors: impl Iterator<Item = u32>) -> Option<usize> {
        let mut walk = Walk::new();
        cursors.take(10_000).position(|cursor| walk.came_before(&cursor.to_string()))
    }

    #[test]
    fn circles_are_noticed() {
        assert_eq!(pages_until_noticed(0..), None);
        assert_eq!(pages_until_noticed(std::iter::repeat(7)), Some(1));
        assert_eq!(pages_until_noticed([1, 2].into_iter().cycle()), Some(2));
        for length in 3..100 {
            let noticed = pages_until_noticed((0..20).chain((20..20 + length).cycle()));
            assert!(noticed.is_some_and(|at| at < 400), "{length}: {noticed:?}");
        }
    }
}
