//! Changes of a card that is kept as a token.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::card;
use super::problem::Problem;
use super::reader::Reader;
use super::token::{ChargeOutcome, Token};

/// What a request changes about a card: no number and no CVV is kept.
#[derive(Debug, Default)]
pub(super) struct CardChange {
    card: Map<String, Value>,
    billing: Map<String, Value>,
    outcome: Option<ChargeOutcome>,
}

impl CardChange {
    pub(super) fn read(data: &Reader<'_>, now: Timestamp) -> Self {
        let mut change = Self::default();
        if data.raw("cvv").is_some() {
            card::cvv(data);
        }
        let given = |names: &[&str]| names.iter().any(|name| data.raw(name).is_some());
        if given(&["card_number"]) {
            let number = card::card_number(data);
            change.outcome = Some(ChargeOutcome::from_card(&number));
            change.card.extend(card::of_number(&number));
        }
        if given(&["exp_month", "exp_year"]) {
            let (month, year) = card::expiry(data, now);
            change
                .card
                .extend([("exp_month".to_owned(), month.into()), ("exp_year".to_owned(), year.into())]);
        }
        if let Some(name) = data.text("cardholder") {
            change.card.insert("cardholder".to_owned(), name.into());
        }
        if let Value::Object(billing) = data.billing() {
            change.billing.extend(billing.into_iter().filter(|(_, value)| !value.is_null()));
        }
        change
    }

    pub(super) fn apply(self, token: &mut Token) -> Result<(), Problem> {
        if token.payment_type != "card" {
            return Err(Problem::new(400, "CANNOT_UPDATE_TRANSACTION_TOKEN"));
        }
        token.by_card = self.outcome.unwrap_or(token.by_card);
        for (name, members) in [("card", self.card), ("billing", self.billing)] {
            if let Some(kept) = token.data[name].as_object_mut() {
                kept.extend(members);
            }
        }
        Ok(())
    }
}
