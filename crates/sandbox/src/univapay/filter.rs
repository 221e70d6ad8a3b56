use jiff::Timestamp;

use super::charge::Charge;
use super::problem::{Problem, Problems};
use crate::call::Call;

/// What a list of payments is narrowed to: `currency`, `mode`, `from`, `to`, `amount_from` (or more) and `amount_to`
/// (less).
pub(super) struct Wanted<'a> {
    call: &'a Call,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    at_least: Option<u64>,
    below: Option<u64>,
}

/// Reads what a list of charges or of the history is narrowed to.
pub(super) fn wanted<'a>(call: &'a Call, problems: &Problems) -> Wanted<'a> {
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
    if wanted.from.zip(wanted.to).is_some_and(|(from, to)| from > to) {
        problems.add("from", "INCOHERENT_DATE_RANGE");
    }
    wanted
}

/// As [`wanted`], and `transaction_token_id`.
pub(super) fn charges(call: &Call) -> Result<impl Fn(&Charge) -> bool, Problem> {
    let problems = Problems::default();
    let wanted = wanted(call, &problems);
    problems.settle()?;
    Ok(move |charge: &Charge| {
        wanted.is("transaction_token_id", &charge.token_id)
            && wanted.fits(charge.created_on, charge.requested.amount, &charge.requested.currency)
    })
}

impl Wanted<'_> {
    /// Whether a value is the one that is asked for, if any is.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.call.query(name).is_none_or(|wanted| wanted == value)
    }

    pub(super) fn fits(&self, created_on: Timestamp, amount: u64, currency: &str) -> bool {
        self.is("currency", currency)
            && self.is("mode", "test")
            && self.from.is_none_or(|from| created_on >= from)
            && self.to.is_none_or(|to| created_on <= to)
            && self.at_least.is_none_or(|least| amount >= least)
            && self.below.is_none_or(|below| amount < below)
    }
}

/// ISO-8601, or epoch milliseconds.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| Timestamp::from_millisecond(text.parse().ok()?).ok())
}
