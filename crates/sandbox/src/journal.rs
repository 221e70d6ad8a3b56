use std::collections::VecDeque;

use serde::Serialize;

/// How many entries are kept; the oldest go first.
const CAPACITY: usize = 10_000;

/// One request that reached a gateway, secrets masked.
#[derive(Debug, Clone, Serialize)]
pub struct JournalEntry {
    /// Counts up from 1.
    pub id: u64,
    /// Time on the virtual clock, ISO-8601 in UTC.
    pub at: String,
    /// Which gateway was asked.
    pub gateway: Gateway,
    /// The request's id, as in the answer's `X-Request-Id`.
    pub request_id: String,
    /// HTTP method.
    pub method: String,
    /// Path, without the query.
    pub path: String,
    /// Query as form text, masked.
    pub query: String,
    /// Headers in their order, masked.
    pub headers: Vec<(String, String)>,
    /// Body text, masked; a multipart body is shown as form text. Empty if a fault cut the connection before it.
    pub body: String,
    /// HTTP status of the answer; `None` if the connection was cut before one was made.
    pub status: Option<u16>,
    /// Id of the merchant whose credentials were used.
    pub merchant: Option<String>,
    /// The fault that was applied, as its specification reads.
    pub fault: Option<String>,
}

/// Which gateway a path belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gateway {
    /// ITO-Japan's payment and OAuth endpoints.
    Ito,
    /// UnivaPay.
    Univapay,
}

impl Gateway {
    pub(crate) fn of_path(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next();
        match first {
            Some(
                "tokens"
                | "charges"
                | "subscriptions"
                | "stores"
                | "webhooks"
                | "me"
                | "checkout_info"
                | "transaction_history"
                | "bank_accounts"
                | "transfers"
                | "ledgers"
                | "univapay",
            ) => Self::Univapay,
            _ => Self::Ito,
        }
    }
}

/// Which journal entries to list. The default is all of them.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    /// The exact path, or a beginning followed by `*`.
    pub path: Option<String>,
    /// The method, in any case.
    pub method: Option<String>,
    /// Only entries with a greater id.
    pub since: Option<u64>,
}

impl JournalFilter {
    fn allows(&self, entry: &JournalEntry) -> bool {
        self.path.as_ref().is_none_or(|path| path_matches(path, &entry.path))
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&entry.method))
            && self.since.is_none_or(|since| entry.id > since)
    }
}

/// Whether `path` is `pattern`, or starts with what stands before its final `*`.
pub(crate) fn path_matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => path == pattern,
    }
}

#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    written: u64,
}

impl Journal {
    pub(crate) fn write(&mut self, mut entry: JournalEntry) {
        self.written += 1;
        entry.id = self.written;
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn list(&self, filter: &JournalFilter) -> Vec<JournalEntry> {
        self.entries.iter().filter(|entry| filter.allows(entry)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_is_bounded() {
        let mut journal = Journal::default();
        let entry = JournalEntry {
            id: 0,
            at: String::new(),
            gateway: Gateway::Ito,
            request_id: String::new(),
            method: "GET".into(),
            path: "/payment/process".into(),
            query: String::new(),
            headers: vec![],
            body: String::new(),
            status: Some(200),
            merchant: None,
            fault: None,
        };
        for _ in 0..CAPACITY + 5 {
            journal.write(entry.clone());
        }
        let all = journal.list(&JournalFilter::default());
        assert_eq!((all.len(), all[0].id), (CAPACITY, 6));
        let last = JournalFilter { since: Some(10_004), ..Default::default() };
        assert_eq!(journal.list(&last).len(), 1);
        let other = JournalFilter { path: Some("/payment".into()), ..Default::default() };
        assert_eq!(journal.list(&other).len(), 0);
        let start =
            JournalFilter { path: Some("/payment/*".into()), method: Some("get".into()), since: None };
        assert_eq!(journal.list(&start).len(), CAPACITY);
    }
}
