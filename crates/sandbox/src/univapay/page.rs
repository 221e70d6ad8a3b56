use serde::Serialize;

use super::problem::{Problem, Problems};
use crate::call::Call;

const USUAL: usize = 10;
const MOST: usize = 100;

/// A page of a list.
#[derive(Debug, Serialize)]
pub(super) struct Page<T> {
    items: Vec<T>,
    has_more: bool,
    /// Only on the first page, and not of every list.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_hits: Option<usize>,
}

impl<T> Page<T> {
    /// As the gateway hands out cancels, payments, webhooks and what was sent to them.
    pub(super) fn uncounted(self) -> Self {
        Self { total_hits: None, ..self }
    }
}

/// What a list is asked for.
pub(super) struct Asked<'a> {
    pub(super) limit: usize,
    /// An item's id; the page starts after it.
    pub(super) cursor: Option<&'a str>,
    /// Newest first.
    pub(super) descending: bool,
}

/// Reads `limit`, `cursor` and `cursor_direction`, newest first by default.
pub(super) fn asked(call: &Call) -> Result<Asked<'_>, Problem> {
    let problems = Problems::default();
    let limit = call.query("limit").map_or(Some(USUAL), |text| text.parse().ok());
    let limit = limit.filter(|limit| (1..=MOST).contains(limit));
    if limit.is_none() {
        problems.add("limit", "ILLEGAL_NUMBER_OF_ITEMS");
    }
    let descending = match call.query("cursor_direction") {
        None | Some("desc") => true,
        Some("asc") => false,
        Some(_) => {
            problems.add("cursor_direction", "INVALID_FORMAT");
            true
        }
    };
    problems.settle()?;
    Ok(Asked { limit: limit.unwrap_or(USUAL), cursor: call.query("cursor"), descending })
}

/// The page of `all` (oldest first) that the query asks for.
pub(super) fn page<'a, T, A>(
    call: &Call,
    all: impl DoubleEndedIterator<Item = &'a T>,
    id: impl Fn(&T) -> &str,
    write: impl Fn(&'a T) -> A,
) -> Result<Page<A>, Problem>
where
    T: 'a,
{
    let Asked { limit, cursor, descending } = asked(call)?;
    let mut ordered: Vec<&T> = all.collect();
    if descending {
        ordered.reverse();
    }
    let total = ordered.len();
    let start = match cursor {
        Some(cursor) => ordered.iter().position(|item| id(item) == cursor).map_or(total, |at| at + 1),
        None => 0,
    };
    let rest = ordered.split_off(start);
    Ok(Page {
        has_more: rest.len() > limit,
        items: rest.into_iter().take(limit).map(write).collect(),
        total_hits: cursor.is_none().then_some(total),
    })
}
