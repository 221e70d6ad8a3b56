//! Refunds: giving the money of a charge back.

use crate::JsonObject;
use crate::json::{lenient, lenient_int, lenient_or_default};
use crate::meta::Poll;
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::decline::decline;
use crate::univapay::request::request;
use crate::univapay::{Decline, Money, Page, TokenMode};

request! {
    /// Gives back the money of a `successful` charge, whole or in part.
    ///
    /// The gateway answers before it is done: the refund is `pending`. Wait for it with [`WaitForRefund`], or learn of
    /// it by webhook. Convenience store payments and bank transfers cannot be refunded (`REFUND_NOT_ALLOWED`). The
    /// request carries an idempotency key, so it is repeated safely.
    CreateRefund -> Refund, "univapay.refunds.create", Post "/stores/{store_id}/charges/{charge_id}/refunds",
    takes {
        /// The id of the charge to refund.
        charge_id: String,
        /// How much, in the charge's currency.
        money: Money,
    },
    may {
        /// Why: `duplicate`, `fraud` or `customer_request`; the gateway itself sets the others.
        reason: RefundReason,
        /// A note of your own.
        message: String,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    in store_id,
    with {
        spread: Some("money"),
        rules: &[Rule::Positive("money"), Rule::Metadata("metadata")],
    },
}

request! {
    /// Reads a refund.
    GetRefund -> Refund, "univapay.refunds.get", Get "/stores/{store_id}/charges/{charge_id}/refunds/{id}",
    takes {
        /// The id of the charge that is refunded.
        charge_id: String,
        /// The refund's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lists the refunds of a charge.
    ListRefunds -> Page<Refund>, "univapay.refunds.list", Get "/stores/{store_id}/charges/{charge_id}/refunds",
    takes {
        /// The charge's id.
        charge_id: String,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Changes what is noted about a refund. What is not given stays as it is; metadata is replaced as a whole.
    UpdateRefund -> Refund, "univapay.refunds.update",
    Patch "/stores/{store_id}/charges/{charge_id}/refunds/{id}",
    takes {
        /// The id of the charge that is refunded.
        charge_id: String,
        /// The refund's id.
        id: String,
    },
    may {
        /// Why: `duplicate`, `fraud` or `customer_request`.
        reason: RefundReason,
        /// A note of your own.
        message: String,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    in store_id,
    with { rules: &[Rule::Any(&["reason", "message", "metadata"]), Rule::Metadata("metadata")] },
}

request! {
    /// Waits until a refund is decided: `successful`, `failed` or `error`.
    ///
    /// The call's time limit is the limit of the waiting. It rides over answers 429, 502, 503 and 504. When the limit
    /// passes first, the error is `timeout` with the code `not_settled`: the refund is under way, it did not fail.
    /// A refund that failed is no error but a good answer, with `declined`.
    WaitForRefund -> Refund, "univapay.refunds.wait_until_settled",
    Get "/stores/{store_id}/charges/{charge_id}/refunds/{id}?polling=true",
    takes {
        /// The id of the charge that is refunded.
        charge_id: String,
        /// The refund's id.
        id: String,
    },
    in store_id,
    with { poll: Some(&Poll::STATUS) },
}

answer! {
    /// A refund. Only `id` is sure to be there: the gateway leaves out or empties what does not apply.
    Refund {
        /// The refund's id, a UUID.
        id: String,
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// The id of the charge that is refunded.
        charge_id: Option<String> as "lenient",
        /// How far it is.
        status: Option<RefundStatus> as "lenient",
        /// Why no money was given back, if `status` is `failed` or `error`; none otherwise.
        #[model(of_whole = "decline")]
        declined: Option<Decline>,
        /// How much, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// Why it was made.
        reason: Option<RefundReason> as "lenient",
        /// Your note.
        message: Option<String> as "lenient",
        /// Your own data.
        metadata: JsonObject as "lenient_or_default",
        /// Whether money is real.
        mode: Option<TokenMode> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }
}

open_enum! {
    /// How far a refund is.
    pub enum RefundStatus {
        /// the gateway is at it.
        Pending = "pending",
        /// the money is given back.
        Successful = "successful",
        /// it was refused.
        Failed = "failed",
        /// it broke off.
        Error = "error",
    }
}

open_enum! {
    /// Why a refund is made.
    pub enum RefundReason {
        /// charged twice.
        Duplicate = "duplicate",
        /// a fraud.
        Fraud = "fraud",
        /// the customer asked for it.
        CustomerRequest = "customer_request",
        /// the card company took the money back; set by the gateway.
        Chargeback = "chargeback",
        /// the same, without a fee; set by the gateway.
        ChargebackFeeExempt = "chargeback_fee_exempt",
        /// a chargeback was taken back; set by the gateway.
        ChargebackReverse = "chargeback_reverse",
        /// the gateway's own fault; set by the gateway.
        SystemFailure = "system_failure",
    }
}
