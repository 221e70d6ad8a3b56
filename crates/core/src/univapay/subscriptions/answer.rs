//! A subscription as the gateway shows it.

use super::{PlanType, SubscriptionPeriod, SubscriptionStatus, TerminationMode};
use crate::JsonObject;
use crate::json::{lenient, lenient_int, lenient_or_default};
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::{ChargeThreeDs, PaymentType, TokenMode, UserData};

answer! {
    /// A subscription. Only `id` is sure to be there: the gateway leaves out or empties what does not apply.
    Subscription {
        /// The subscription's id, a UUID.
        id: String,
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// The id of the transaction token that is charged.
        transaction_token_id: Option<String> as "lenient",
        /// How far it is. Why a charge was declined stands in the charge: see the latest one.
        status: Option<SubscriptionStatus> as "lenient",
        /// How much in every period, or in all with a plan, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// How much the first time, in the currency's smallest unit.
        initial_amount: Option<u64> as "lenient_int",
        /// How often.
        period: Option<SubscriptionPeriod> as "lenient",
        /// How often, as a period of ISO-8601: `P2M`.
        cyclical_period: Option<String> as "lenient",
        /// When.
        schedule_settings: Option<SubscriptionSchedule> as "lenient",
        /// When the payments after the first begin; of older subscriptions.
        subsequent_cycles_start: Option<Timestamp> as "lenient",
        /// How it ends.
        subscription_plan: Option<SubscriptionPlan> as "lenient",
        /// Installments by the card company.
        installment_plan: Option<InstallmentPlan> as "lenient",
        /// The payment that is due next.
        next_payment: Option<ScheduledPayment> as "lenient",
        /// The day it is due: `2026-11-30`; lists only.
        next_payment_date: Option<String> as "lenient",
        /// How many payments are left, with a plan.
        cycles_left: Option<u64> as "lenient_int",
        /// How much is left to pay, with a plan, in the currency's smallest unit.
        amount_left: Option<u64> as "lenient_int",
        /// The id of the charge, with an `installment_plan`.
        charge_id: Option<String> as "lenient",
        /// Whether the first charge is only authorized.
        first_charge_authorization_only: Option<bool> as "lenient",
        /// When a first charge that is only authorized is captured, as a duration of ISO-8601.
        first_charge_capture_after: Option<String> as "lenient",
        /// Whether the currency must be one that the card company settles directly.
        only_direct_currency: Option<bool> as "lenient",
        /// What the card's statement says.
        descriptor: Option<String> as "lenient",
        /// 3-D Secure.
        three_ds: Option<ChargeThreeDs> as "lenient",
        /// Your own data, and what the gateway added.
        metadata: JsonObject as "lenient_or_default",
        /// Whether money is real.
        mode: Option<TokenMode> as "lenient",
        /// The merchant's name; lists only.
        merchant_name: Option<String> as "lenient",
        /// The store's name; lists only.
        store_name: Option<String> as "lenient",
        /// How the customer pays; lists only.
        payment_type: Option<PaymentType> as "lenient",
        /// Who pays, and with what; lists only.
        user_data: Option<UserData> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }

    /// When a subscription charges.
    SubscriptionSchedule {
        /// The day from which on it charges: `2026-11-30`.
        start_on: Option<String> as "lenient",
        /// The time zone of its days.
        zone_id: Option<String> as "lenient",
        /// Whether a start on a month's last day means the last day of every month.
        preserve_end_of_month: Option<bool> as "lenient",
        /// After how long a charge that failed is tried again, as a duration of ISO-8601.
        retry_interval: Option<String> as "lenient",
        /// When a cancellation or suspension takes effect.
        termination_mode: Option<TerminationMode> as "lenient",
    }

    /// How a subscription ends.
    SubscriptionPlan {
        /// How the whole is split.
        plan_type: Option<PlanType> as "lenient",
        /// How many payments there are.
        fixed_cycles: Option<u64> as "lenient_int",
        /// How much each payment is, in the currency's smallest unit.
        fixed_cycle_amount: Option<u64> as "lenient_int",
    }

    /// Installments by the card company.
    InstallmentPlan {
        /// How the whole is split.
        plan_type: Option<PlanType> as "lenient",
        /// How many installments there are.
        fixed_cycles: Option<u64> as "lenient_int",
        /// How much each installment is, in the currency's smallest unit. The gateway calls it `cycles` here.
        #[serde(alias = "fixed_cycle_amount")]
        fixed_cycles_amount: Option<u64> as "lenient_int",
    }

    /// A payment of a subscription: made, or to be made. Only `id` is sure to be there.
    ScheduledPayment {
        /// The payment's id, a UUID.
        id: String,
        /// The day it is due: `2026-11-30`.
        due_date: Option<String> as "lenient",
        /// The time zone of that day.
        zone_id: Option<String> as "lenient",
        /// How much, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// Whether it is made.
        is_paid: Option<bool> as "lenient",
        /// Whether it is the last one.
        is_last_payment: Option<bool> as "lenient",
        /// The day it was made.
        successful_payment_date: Option<String> as "lenient",
        /// The day a charge that failed is tried again.
        retry_date: Option<String> as "lenient",
        /// After how long a charge that failed is tried again, as a duration of ISO-8601.
        retry_interval: Option<String> as "lenient",
        /// What becomes of the subscription when it is due, instead of a charge: `suspended` or `canceled`.
        terminate_with_status: Option<SubscriptionStatus> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }
}
