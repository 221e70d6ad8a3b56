//! Money as UnivaPay counts it: JavaScript holds it, core has the rules.

use kaikei::Error;
use kaikei::univapay::Money;
use napi_derive::napi;

use crate::failure::{Outcome, outcome};

/// Smallest unit, currency, main unit. Core lets no amount pass that a number cannot hold.
pub type NativeMoney = (i64, String, Option<String>);

/// An amount in the currency's main unit.
#[napi]
pub fn money_of(amount: String, currency: String) -> Outcome<NativeMoney> {
    outcome(|| Money::of(&amount, &currency).map(|money| native(&money)))
}

/// An amount in the currency's smallest unit: a whole number of any size.
#[napi]
pub fn money_minor(amount: String, currency: String) -> Outcome<NativeMoney> {
    outcome(|| {
        if amount.starts_with('-') {
            return Err(Error::invalid("amount", "must not be negative"));
        }
        Money::minor(amount.parse().unwrap_or(u64::MAX), &currency).map(|money| native(&money))
    })
}

fn native(money: &Money) -> NativeMoney {
    let decimal = money.decimal().map(|decimal| decimal.to_string());
    (money.amount() as i64, money.currency().to_owned(), decimal)
}
