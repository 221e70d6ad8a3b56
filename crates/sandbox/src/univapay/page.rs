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
    /// Only on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_hits: Option<usize>,
}

/// The page of `all` (oldest first) that the query asks for: `limit`, `cursor` (an item's id, which is left out), and
/// `cursor_direction`, newest first by default.
pub(super) fn page<'a, T, A>(
    call: &Call,
    all: impl DoubleEndedIterator<Item = &'a T>,
    id: impl Fn(&T) -> &str,
    write: impl Fn(&'a T) -> A,
) -> Result<Page<A>, Problem>
where
    T: 'a,
{
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
    let mut ordered: Vec<&T> = all.collect();
    if descending {
        ordered.reverse();
    }
    let total = ordered.len();
    let start = match call.query("cursor") {
        Some(cursor) => ordered.iter().position(|item| id(item) == cursor).map_or(total, |at| at + 1),
        None => 0,
    };
    let rest = ordered.split_off(start);
    let limit = limit.unwrap_or(USUAL);
    Ok(Page {
        has_more: rest.len() > limit,
        items: rest.into_iter().take(limit).map(write).collect(),
        total_hits: call.query("cursor").is_none().then_some(total),
    })
}
