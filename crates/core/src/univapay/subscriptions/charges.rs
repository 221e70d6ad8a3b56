//! The charges of a subscription.

use crate::rules::Rule;
use crate::univapay::request::request;
use crate::univapay::{Charge, Page};

request! {
    /// Lists the charges of one payment of a subscription: the one that succeeded, and those that failed before.
    ListPaymentCharges -> Page<Charge>, "univapay.subscriptions.payment_charges",
    Get "/stores/{store_id}/subscriptions/{id}/payments/{payment_id}/charges",
    takes {
        /// The subscription's id.
        id: String,
        /// The payment's id.
        payment_id: String,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Lists the charges of a subscription.
    ListSubscriptionCharges -> Page<Charge>, "univapay.subscriptions.charges",
    Get "/stores/{store_id}/subscriptions/{id}/charges",
    takes {
        /// The subscription's id.
        id: String,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Reads the latest charge of a subscription. Of an `unconfirmed` or `unpaid` one, its `declined` says why no money
    /// was taken. Before the first charge, the error is `not_found`.
    LatestSubscriptionCharge -> Charge, "univapay.subscriptions.latest_charge",
    Get "/stores/{store_id}/subscriptions/{id}/charges/latest",
    takes {
        /// The subscription's id.
        id: String,
    },
    in store_id,
}
