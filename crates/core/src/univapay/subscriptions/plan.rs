//! When a subscription charges, how often and how much.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use crate::open::open_enum;
use crate::rules::Rule;
use crate::univapay::Money;

/// What a `subscription_plan` by amounts needs, and what must be in the currency of the whole.
pub(super) const AMOUNT: &str = "subscription_plan.fixed_cycle_amount";
pub(super) const CYCLE_AMOUNT: Rule =
    Rule::RequiredFor(&[AMOUNT, "subscription_plan.plan_type", "fixed_cycle_amount"]);
pub(super) const CYCLES: Rule =
    Rule::RequiredFor(&["subscription_plan.fixed_cycles", "subscription_plan.plan_type", "fixed_cycles"]);
pub(super) const INSTALLMENTS: Rule =
    Rule::RequiredFor(&["installment_plan.fixed_cycles", "installment_plan.plan_type", "fixed_cycles"]);

/// When a subscription charges.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubscriptionScheduleSetup {
    /// The day from which on it charges: `2026-11-30`, after today. By default today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_on: Option<String>,
    /// The time zone of its days: `Asia/Tokyo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone_id: Option<String>,
    /// Whether a start on a month's last day means the last day of every month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preserve_end_of_month: Option<bool>,
    /// After how long a charge that failed is tried again: `P5D`, `PT48H` of ISO-8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_interval: Option<String>,
    /// When a cancellation or suspension takes effect; `immediate` by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_mode: Option<TerminationMode>,
}

/// How a subscription ends: after so many payments, or when so much is paid.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubscriptionPlanSetup {
    /// `fixed_cycles` or `fixed_cycle_amount`.
    pub plan_type: PlanType,
    /// How many payments the whole is split into; for `fixed_cycles`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_cycles: Option<u64>,
    /// How much each payment is, in the currency of the whole; for `fixed_cycle_amount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_cycle_amount: Option<Money>,
}

impl SubscriptionPlanSetup {
    /// So many payments.
    pub const fn of_cycles(cycles: u64) -> Self {
        Self { plan_type: PlanType::FixedCycles, fixed_cycles: Some(cycles), fixed_cycle_amount: None }
    }

    /// Payments of this amount.
    pub const fn of_amount(amount: Money) -> Self {
        Self { plan_type: PlanType::FixedCycleAmount, fixed_cycles: None, fixed_cycle_amount: Some(amount) }
    }
}

/// Installments by the card company.
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InstallmentPlanSetup {
    /// `revolving` or `fixed_cycles`.
    pub plan_type: PlanType,
    /// How many installments: 3, 5, 6, 10, 12, 15, 18, 20 or 24; for `fixed_cycles`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_cycles: Option<u64>,
}

impl InstallmentPlanSetup {
    /// So many installments.
    pub const fn of_cycles(cycles: u64) -> Self {
        Self { plan_type: PlanType::FixedCycles, fixed_cycles: Some(cycles) }
    }

    /// As many as the customer likes.
    pub const fn revolving() -> Self {
        Self { plan_type: PlanType::Revolving, fixed_cycles: None }
    }
}

open_enum! {
    /// How often a subscription charges.
    pub enum SubscriptionPeriod {
        /// every day.
        Daily = "daily",
        /// every week.
        Weekly = "weekly",
        /// every second week.
        Biweekly = "biweekly",
        /// every month.
        Monthly = "monthly",
        /// every second month. Not every account may use it.
        Bimonthly = "bimonthly",
        /// every third month.
        Quarterly = "quarterly",
        /// every sixth month.
        Semiannually = "semiannually",
        /// every year.
        Annually = "annually",
    }
}

open_enum! {
    /// How far a subscription is.
    pub enum SubscriptionStatus {
        /// the first charge is under way.
        Unverified = "unverified",
        /// the first charge was declined.
        Unconfirmed = "unconfirmed",
        /// the first charge is authorized, and nothing taken yet.
        Authorized = "authorized",
        /// it goes on.
        Current = "current",
        /// it rests.
        Suspended = "suspended",
        /// a later charge was declined.
        Unpaid = "unpaid",
        /// it was canceled.
        Canceled = "canceled",
        /// the last payment is made.
        Completed = "completed",
    }
}

open_enum! {
    /// How a whole is split into payments.
    pub enum PlanType {
        /// the customer pays the card company as much as they like at a time.
        Revolving = "revolving",
        /// into a number of payments.
        FixedCycles = "fixed_cycles",
        /// into payments of an amount.
        FixedCycleAmount = "fixed_cycle_amount",
    }
}

open_enum! {
    /// When a cancellation or suspension takes effect.
    pub enum TerminationMode {
        /// at once.
        Immediate = "immediate",
        /// when the next payment is due.
        OnNextPayment = "on_next_payment",
    }
}
