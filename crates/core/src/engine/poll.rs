//! Waiting for the gateway to finish what it answered with `pending`.

use std::time::Duration;

use super::{Outcome, RetryClass, Sent, may_retry};
use crate::json::{Raw, Value};
use crate::meta::Poll;
use crate::{Error, ErrorKind};

/// From one request to the next, at least. "The server holds the request for up to three seconds", so usually that is
/// what paces them.
pub(super) const GAP: Duration = Duration::from_secs(1);

/// The status that is under way still; none if the answer is the last one.
pub(super) fn unsettled(poll: &Poll, body: &[u8], past: &[&str]) -> Option<String> {
    let whole = Value::parse(body).ok()?;
    poll.fields.iter().find_map(|path| {
        let value = path.split('.').try_fold(whole, |value, name| value.member(name))?;
        let status = value.text().trim_matches('"');
        let waits = poll.pending.contains(&status) || past.contains(&status);
        waits.then(|| status.to_owned())
    })
}

/// Whether a try that ended in `outcome` is no reason to stop waiting: "on such a GET it is likely transient".
pub(super) fn passes(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Answer(status) => matches!(status, 429 | 502 | 503 | 504),
        Outcome::Failure { .. } => may_retry(RetryClass::Safe, outcome),
    }
}

/// What is known when the time limit passes: not how it ends, but that it had not ended when the gateway last said.
pub(super) fn not_settled(seen: Option<(String, Raw)>, last: &Error) -> Error {
    let said = match &seen {
        Some((status, _)) => format!("the status was still {status:?}: it is under way, and has not failed"),
        None => "the gateway had not said how far it is".to_owned(),
    };
    let message = format!("the time limit passed while {said} ({})", last.message());
    let error = Error::new(ErrorKind::Timeout, message).with_code("not_settled");
    match seen {
        Some((status, answer)) => error.with_api_code(Some(status)).with_sent(Sent::Yes).with_raw(answer),
        None => error.with_sent(last.sent().unwrap_or(Sent::Yes)),
    }
}
