use jiff::Timestamp;

use super::charge::Charge;
use super::problem::{Problem, Problems};
use crate::call::Call;

/// What a list of charges is narrowed to.
pub(super) struct Wanted<'a> {
    call: &'a Call,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    at_least: Option<u64>,
    below: Option<u64>,
}

/// Reads `transaction_token_id`, `currency`, `mode`, `from`, `to`, `amount_from` (or more) and `amount_to` (less).
pub(super) fn charges(call: &Call) -> Result<Wanted<'_>, Problem> {
    let problems = Problems::default();
    let time = |name: &str| {
        let read = call.query(name).map(moment);
        if read == Some(None) {
            problems.add(name, "INVALID_FORMAT_DATE");
        }
        read.flatten()
    };
    let amount = |name: &str| {
        let read = call.query(name).map(|text| text.parse().ok());
        if read == Some(None) {
            problems.add(name, "INVALID_AMOUNT");
        }
        read.flatten()
    };
    let wanted = Wanted {
        call,
        from: time("from"),
        to: time("to"),
        at_least: amount("amount_from"),
        below: amount("amount_to"),
    };
    problems.settle()?;
    Ok(wanted)
}

impl Wanted<'_> {
    pub(super) fn matches(&self, charge: &Charge) -> bool {
        let is = |name: &str, value: &str| self.call.query(name).is_none_or(|wanted| wanted == value);
        is("transaction_token_id", &charge.token_id)
            && is("currency", &charge.requested.currency)
            && is("mode", "test")
            && self.from.is_none_or(|from| charge.created_on >= from)
            && self.to.is_none_or(|to| charge.created_on <= to)
            && self.at_least.is_none_or(|least| charge.requested.amount >= least)
            && self.below.is_none_or(|below| charge.requested.amount < below)
    }
}

/// ISO-8601, or epoch milliseconds.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| Timestamp::from_millisecond(text.parse().ok()?).ok())
}
