//! Subscriptions: charging a transaction token again and again.

mod answer;
mod change;
mod charges;
mod payments;
mod plan;
mod simulate;

pub use answer::{InstallmentPlan, ScheduledPayment, Subscription, SubscriptionPlan, SubscriptionSchedule};
pub use change::{
    CancelSubscription, ChangeSubscriptionToken, NextPaymentUpdate, SubscriptionSuspension,
    SuspendSubscription, UnsuspendSubscription, UpdateSubscription,
};
pub use charges::{LatestSubscriptionCharge, ListPaymentCharges, ListSubscriptionCharges};
pub use payments::{GetSubscriptionPayment, ListSubscriptionPayments, UpdateSubscriptionPayment};
pub use plan::{
    InstallmentPlanSetup, PlanType, SubscriptionPeriod, SubscriptionPlanSetup, SubscriptionScheduleSetup,
    SubscriptionStatus, TerminationMode,
};
pub use simulate::{SimulateSubscription, SimulatedPayment, Simulation};

use crate::JsonObject;
use crate::meta::Poll;
use crate::rules::Rule;
use crate::univapay::charges::OF_ANOTHER_SERVER;
use crate::univapay::request::request;
use crate::univapay::{ChargeThreeDsSetup, Money, Page, TokenMode};

request! {
    /// Creates a subscription, which charges a token of type `subscription` at once or from a given day on, and then
    /// again in every period.
    ///
    /// Give `period` or `cyclical_period`. The gateway answers before it has asked the card company: the subscription
    /// is `unverified`. Wait for it with [`WaitForSubscription`], or learn of it by webhook. A first charge that was
    /// declined makes it `unconfirmed`; read why with [`LatestSubscriptionCharge`], whose answer has `declined`. The
    /// request carries an idempotency key, so it is repeated safely.
    CreateSubscription -> Subscription, "univapay.subscriptions.create", Post "/subscriptions",
    takes {
        /// The id of the transaction token to charge.
        transaction_token_id: String,
        /// How much in every period, or in all with a `subscription_plan` or `installment_plan`.
        money: Money,
    },
    may {
        /// How often.
        period: SubscriptionPeriod,
        /// How often, as a period of ISO-8601: `P3D`, `P2M`.
        cyclical_period: String,
        /// How much the first time, in the currency of `money`; by default as every time.
        initial_amount: Money,
        /// When.
        schedule_settings: SubscriptionScheduleSetup,
        /// How it ends; without, it goes on until it is canceled.
        subscription_plan: SubscriptionPlanSetup,
        /// Installments by the card company, which pays out all of it at once.
        installment_plan: InstallmentPlanSetup,
        /// Whether the first charge is only authorized.
        first_charge_authorization_only: bool,
        /// When a first charge that is only authorized is captured: `P1D` to `P6D` of ISO-8601 later.
        first_charge_capture_after: String,
        /// Whether the currency must be one that the card company settles directly.
        only_direct_currency: bool,
        /// What the card's statement says.
        descriptor: String,
        /// 3-D Secure of the first charge; by default as the store is set up.
        three_ds: ChargeThreeDsSetup,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    with {
        spread: Some("money"),
        rules: &[
            Rule::Text("transaction_token_id", 128),
            Rule::Positive("money"),
            Rule::OneOf(&["period", "cyclical_period"]),
            Rule::Duration("cyclical_period"),
            Rule::AmountOf("initial_amount"),
            Rule::Day("schedule_settings.start_on"),
            Rule::Duration("schedule_settings.retry_interval"),
            plan::CYCLES,
            plan::CYCLE_AMOUNT,
            Rule::Positive(plan::AMOUNT),
            Rule::AmountOf(plan::AMOUNT),
            plan::INSTALLMENTS,
            Rule::Duration("first_charge_capture_after"),
            Rule::Text("descriptor", 255),
            Rule::Url("three_ds.redirect_endpoint"),
            Rule::Together(OF_ANOTHER_SERVER),
            Rule::Metadata("metadata"),
        ],
    },
}

request! {
    /// Reads a subscription.
    GetSubscription -> Subscription, "univapay.subscriptions.get", Get "/stores/{store_id}/subscriptions/{id}",
    takes {
        /// The subscription's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lists subscriptions: those of the store, or of all stores for a merchant's token.
    ListSubscriptions -> Page<Subscription>, "univapay.subscriptions.list", Get "[/stores/{store_id}]/subscriptions",
    may {
        /// A text in the metadata.
        search: String,
        /// How far they are.
        status: SubscriptionStatus,
        /// Whether money is real.
        mode: TokenMode,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Waits until the first charge of a subscription is decided: until it is no longer `unverified`.
    ///
    /// The call's time limit is the limit of the waiting. It rides over answers 429, 502, 503 and 504. When the limit
    /// passes first, the error is `timeout` with the code `not_settled`: the charge is under way, it did not fail.
    /// `unconfirmed` is a good answer: the first charge was declined, and [`LatestSubscriptionCharge`] says why.
    WaitForSubscription -> Subscription, "univapay.subscriptions.wait_until_settled",
    Get "/stores/{store_id}/subscriptions/{id}?polling=true",
    takes {
        /// The subscription's id.
        id: String,
    },
    may {
        /// Whether to go on waiting while it is `unconfirmed`: until another card has paid.
        past_awaiting: bool,
    },
    in store_id,
    with { poll: Some(&Poll { fields: &["status"], pending: &["unverified"], others: &[("unconfirmed", "past_awaiting")] }) },
}
