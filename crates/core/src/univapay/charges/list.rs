//! Listing charges.

use super::Charge;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::request::request;
use crate::univapay::{Page, TokenMode};

request! {
    /// Lists charges: those of the store, or of all stores for a merchant's token. `last_four`, `name`, `exp_month` and
    /// `exp_year` go together.
    ListCharges -> Page<Charge>, "univapay.charges.list", Get "[/stores/{store_id}]/charges",
    may {
        /// The card's last four digits.
        last_four: String,
        /// The cardholder's name.
        name: String,
        /// The month the card expires.
        exp_month: u64,
        /// The year the card expires.
        exp_year: u64,
        /// Created then or later.
        from: Timestamp,
        /// Created before.
        to: Timestamp,
        /// The customer's e-mail address.
        email: String,
        /// The customer's telephone number.
        phone: String,
        /// At least so much, in the currency's smallest unit.
        amount_from: u64,
        /// Less than so much, in the currency's smallest unit.
        amount_to: u64,
        /// The currency.
        currency: String,
        /// Whether money is real.
        mode: TokenMode,
        /// A text in the metadata: `order_id: 12345`.
        metadata: String,
        /// The token that was charged.
        transaction_token_id: String,
    },
    in store_id,
    by cursor,
    with {
        rules: &[
            Rule::Together(&["last_four", "name", "exp_month", "exp_year"]),
            Rule::Range("exp_month", 1, 12),
            Rule::Currency("currency"),
            Rule::Range("limit", 1, 100),
        ],
    },
}
