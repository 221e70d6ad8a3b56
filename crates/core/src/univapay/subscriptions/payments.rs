//! The payments of a subscription.

use super::{ScheduledPayment, SubscriptionStatus};
use crate::rules::Rule;
use crate::univapay::Page;
use crate::univapay::request::request;

request! {
    /// Lists the payments of a subscription: those that are made, and the one that is due next.
    ListSubscriptionPayments -> Page<ScheduledPayment>, "univapay.subscriptions.payments",
    Get "/stores/{store_id}/subscriptions/{id}/payments",
    takes {
        /// The subscription's id.
        id: String,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Reads a payment of a subscription.
    GetSubscriptionPayment -> ScheduledPayment, "univapay.subscriptions.payment",
    Get "/stores/{store_id}/subscriptions/{id}/payments/{payment_id}",
    takes {
        /// The subscription's id.
        id: String,
        /// The payment's id.
        payment_id: String,
    },
    in store_id,
}

request! {
    /// Changes a payment of a subscription that is not made yet. What is not given stays as it is.
    UpdateSubscriptionPayment -> ScheduledPayment, "univapay.subscriptions.update_payment",
    Patch "/stores/{store_id}/subscriptions/{id}/payments/{payment_id}",
    takes {
        /// The subscription's id.
        id: String,
        /// The payment's id.
        payment_id: String,
    },
    may {
        /// The day it is due: `2026-11-30`. Not every account may change it.
        due_date: String,
        /// `true` if it was paid in another way: the next payment is then planned.
        is_paid: bool,
        /// What becomes of the subscription on that day, instead of a charge: `suspended` or `canceled`.
        terminate_with_status: SubscriptionStatus,
        /// After how long a charge that failed is tried again: `P3D` of ISO-8601.
        retry_interval: String,
    },
    in store_id,
    with {
        rules: &[
            Rule::Any(&["due_date", "is_paid", "terminate_with_status", "retry_interval"]),
            Rule::Day("due_date"),
            Rule::Duration("retry_interval"),
        ],
    },
}
