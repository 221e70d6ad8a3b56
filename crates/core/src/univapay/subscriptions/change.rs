//! Changing a subscription.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use super::{
    InstallmentPlanSetup, Subscription, SubscriptionPeriod, SubscriptionPlanSetup, SubscriptionScheduleSetup,
    SubscriptionStatus, TerminationMode, plan,
};
use crate::JsonObject;
use crate::rules::Rule;
use crate::univapay::request::request;
use crate::univapay::{Done, Money};

request! {
    /// Changes a subscription. What is not given stays as it is; metadata is replaced as a whole.
    ///
    /// Amounts must be in the subscription's currency: only the number is sent. The gateway refuses what is too late:
    /// period, first amount and plans may only change before the first payment.
    UpdateSubscription -> Subscription, "univapay.subscriptions.update",
    Patch "/stores/{store_id}/subscriptions/{id}",
    takes {
        /// The subscription's id.
        id: String,
    },
    may {
        /// The id of another transaction token to charge.
        transaction_token_id: String,
        /// How much, from the payment after the next one on; not with a plan.
        amount: Money,
        /// How often.
        period: SubscriptionPeriod,
        /// How often, as a period of ISO-8601: `P3D`, `P2M`.
        cyclical_period: String,
        /// How much the first time.
        initial_amount: Money,
        /// When.
        schedule_settings: SubscriptionScheduleSetup,
        /// How it ends.
        subscription_plan: SubscriptionPlanSetup,
        /// Installments by the card company.
        installment_plan: InstallmentPlanSetup,
        /// The payment that is due next.
        next_payment: NextPaymentUpdate,
        /// `suspended` to let it rest, `unpaid` to go on.
        status: SubscriptionStatus,
        /// Whether the first charge is only authorized.
        first_charge_authorization_only: bool,
        /// When a first charge that is only authorized is captured: `P1D` to `P6D` of ISO-8601 later.
        first_charge_capture_after: String,
        /// Whether the currency must be one that the card company settles directly.
        only_direct_currency: bool,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    in store_id,
    with {
        rules: &[
            Rule::Any(&[
                "transaction_token_id", "amount", "period", "cyclical_period", "initial_amount",
                "schedule_settings", "subscription_plan", "installment_plan", "next_payment", "status",
                "first_charge_authorization_only", "first_charge_capture_after", "only_direct_currency",
                "metadata",
            ]),
            Rule::Text("transaction_token_id", 128),
            Rule::Positive("amount"),
            Rule::AmountOf("amount"),
            Rule::AtMostOne(&["period", "cyclical_period"]),
            Rule::Duration("cyclical_period"),
            Rule::AmountOf("initial_amount"),
            Rule::Day("schedule_settings.start_on"),
            Rule::Duration("schedule_settings.retry_interval"),
            plan::CYCLES,
            plan::CYCLE_AMOUNT,
            Rule::Positive(plan::AMOUNT),
            Rule::AmountOf(plan::AMOUNT),
            plan::INSTALLMENTS,
            Rule::Day("next_payment.due_date"),
            Rule::AmountOf("next_payment.amount"),
            Rule::Duration("first_charge_capture_after"),
            Rule::Metadata("metadata"),
        ],
    },
}

/// A change of the payment that is due next. Not every account may make it.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NextPaymentUpdate {
    /// The day it is due: `2026-11-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_date: Option<String>,
    /// How much, this time only, in the subscription's currency; not with a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What becomes of the subscription on that day, instead of a charge: `suspended` or `canceled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminate_with_status: Option<SubscriptionStatus>,
}

request! {
    /// Cancels a subscription for good. What is paid stays paid.
    CancelSubscription -> Done, "univapay.subscriptions.cancel", Delete "/stores/{store_id}/subscriptions/{id}",
    takes {
        /// The subscription's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lets a subscription rest: nothing is charged until it goes on.
    SuspendSubscription -> Subscription, "univapay.subscriptions.suspend",
    Patch "/stores/{store_id}/subscriptions/{id}/suspend",
    takes {
        /// The subscription's id.
        id: String,
    },
    may {
        /// From when on.
        schedule_settings: SubscriptionSuspension,
    },
    in store_id,
}

/// From when on a subscription rests.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubscriptionSuspension {
    /// `immediate` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_mode: Option<TerminationMode>,
}

request! {
    /// Lets a subscription that rests, or could not be charged, go on.
    UnsuspendSubscription -> Subscription, "univapay.subscriptions.unsuspend",
    Patch "/stores/{store_id}/subscriptions/{id}/unsuspend",
    takes {
        /// The subscription's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Charges another transaction token from now on, as when a card has expired. It must be of the same store and
    /// mode (`CANNOT_CHANGE_TOKEN`).
    ChangeSubscriptionToken -> Subscription, "univapay.subscriptions.change_token",
    Patch "/stores/{store_id}/subscriptions/{id}/token",
    takes {
        /// The subscription's id.
        id: String,
        /// The id of the transaction token to charge.
        transaction_token_id: String,
    },
    in store_id,
    with { rules: &[Rule::Text("transaction_token_id", 128)] },
}
