//! The payments that a subscription would have.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    InstallmentPlanSetup, SubscriptionPeriod, SubscriptionPlanSetup, SubscriptionScheduleSetup,
    SubscriptionStatus, plan,
};
use crate::json::{BareShape, Shape, Shaped, lenient, lenient_int};
use crate::rules::Rule;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::univapay::{Money, PaymentType};

request! {
    /// Shows the payments that a subscription would have, without creating it. Give `period` or `cyclical_period`, and
    /// one of the plans at most.
    SimulateSubscription -> Simulation, "univapay.subscriptions.simulate",
    Post "[/stores/{store_id}]/subscriptions/simulate_plan",
    takes {
        /// How much in every period, or in all with a plan.
        money: Money,
        /// How the customer pays.
        payment_type: PaymentType,
        /// When.
        schedule_settings: SubscriptionScheduleSetup,
    },
    may {
        /// How often.
        period: SubscriptionPeriod,
        /// How often, as a period of ISO-8601: `P3D`, `P2M`.
        cyclical_period: String,
        /// How much the first time, in the currency of `money`; by default as every time.
        initial_amount: Money,
        /// How it ends.
        subscription_plan: SubscriptionPlanSetup,
        /// Installments by the card company.
        installment_plan: InstallmentPlanSetup,
        /// Whether the currency must be one that the card company settles directly.
        only_direct_currency: bool,
    },
    in store_id,
    with {
        spread: Some("money"),
        rules: &[
            Rule::Positive("money"),
            Rule::OneOf(&["period", "cyclical_period"]),
            Rule::Duration("cyclical_period"),
            Rule::AmountOf("initial_amount"),
            Rule::Day("schedule_settings.start_on"),
            Rule::Duration("schedule_settings.retry_interval"),
            Rule::AtMostOne(&["subscription_plan", "installment_plan"]),
            plan::CYCLES,
            plan::CYCLE_AMOUNT,
            Rule::Positive(plan::AMOUNT),
            Rule::AmountOf(plan::AMOUNT),
            plan::INSTALLMENTS,
        ],
    },
}

/// The payments that a subscription would have.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Simulation {
    /// The payments, the earliest first. Of a subscription without an end, only some.
    pub payments: Vec<SimulatedPayment>,
}

impl<'de> Deserialize<'de> for Simulation {
    /// From a bare list, as the gateway writes it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|payments| Self { payments })
    }
}

impl Shaped for Simulation {
    const SHAPE: Shape = Shape::Bare(&BareShape {
        name: "Simulation",
        field: "payments",
        list: <Vec<SimulatedPayment>>::SHAPE,
    });
}

answer! {
    /// A payment that a subscription would have.
    SimulatedPayment {
        /// The day it would be due: `2026-11-30`.
        due_date: Option<String> as "lenient",
        /// The time zone of that day.
        zone_id: Option<String> as "lenient",
        /// How much, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// Whether it is paid already.
        is_paid: Option<bool> as "lenient",
        /// When it was paid.
        successful_payment_date: Option<String> as "lenient",
        /// Whether it would be the last one.
        is_last_payment: Option<bool> as "lenient",
        /// What would become of the subscription on that day, instead of a charge.
        terminate_with_status: Option<SubscriptionStatus> as "lenient",
        /// After how long a charge that failed would be tried again, as a duration of ISO-8601.
        retry_interval: Option<String> as "lenient",
    }
}
