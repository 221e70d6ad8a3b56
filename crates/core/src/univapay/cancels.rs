//! Cancels: giving up a charge before its money is taken.

use crate::JsonObject;
use crate::json::{lenient, lenient_or_default};
use crate::meta::Poll;
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::decline::decline;
use crate::univapay::request::request;
use crate::univapay::{Decline, Page, TokenMode};

request! {
    /// Cancels a charge whose money is not taken: an `authorized` card charge, or an `awaiting` one that the customer
    /// has not paid. Anything else is refused with `CANCEL_NOT_ALLOWED`; refund it instead.
    ///
    /// The gateway answers before it is done: the cancel is `pending`. Wait for it with [`WaitForCancel`], or learn of
    /// it by webhook. The request carries an idempotency key, so it is repeated safely.
    CreateCancel -> Cancel, "univapay.cancels.create", Post "/stores/{store_id}/charges/{charge_id}/cancels",
    takes {
        /// The id of the charge to cancel.
        charge_id: String,
    },
    may {
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    in store_id,
    with { rules: &[Rule::Metadata("metadata")] },
}

request! {
    /// Reads a cancel.
    GetCancel -> Cancel, "univapay.cancels.get", Get "/stores/{store_id}/charges/{charge_id}/cancels/{id}",
    takes {
        /// The id of the charge that is canceled.
        charge_id: String,
        /// The cancel's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lists the cancels of a charge.
    ListCancels -> Page<Cancel>, "univapay.cancels.list", Get "/stores/{store_id}/charges/{charge_id}/cancels",
    takes {
        /// The charge's id.
        charge_id: String,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Replaces a cancel's metadata.
    UpdateCancel -> Cancel, "univapay.cancels.update",
    Patch "/stores/{store_id}/charges/{charge_id}/cancels/{id}",
    takes {
        /// The id of the charge that is canceled.
        charge_id: String,
        /// The cancel's id.
        id: String,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    in store_id,
    with { rules: &[Rule::Metadata("metadata")] },
}

request! {
    /// Waits until a cancel is decided: `successful`, `failed` or `error`.
    ///
    /// The call's time limit is the limit of the waiting. It rides over answers 429, 502, 503 and 504. When the limit
    /// passes first, the error is `timeout` with the code `not_settled`: the cancel is under way, it did not fail.
    /// A cancel that failed is no error but a good answer, with `declined`.
    WaitForCancel -> Cancel, "univapay.cancels.wait_until_settled",
    Get "/stores/{store_id}/charges/{charge_id}/cancels/{id}?polling=true",
    takes {
        /// The id of the charge that is canceled.
        charge_id: String,
        /// The cancel's id.
        id: String,
    },
    in store_id,
    with { poll: Some(&Poll::STATUS) },
}

answer! {
    /// A cancel. Only `id` is sure to be there: the gateway leaves out or empties what does not apply.
    Cancel {
        /// The cancel's id, a UUID.
        id: String,
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// The id of the charge that is canceled.
        charge_id: Option<String> as "lenient",
        /// How far it is.
        status: Option<CancelStatus> as "lenient",
        /// Why the charge was not canceled, if `status` is `failed` or `error`; none otherwise.
        #[model(of_whole = "decline")]
        declined: Option<Decline>,
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
    /// How far a cancel is.
    pub enum CancelStatus {
        /// the gateway is at it.
        Pending = "pending",
        /// the charge is canceled.
        Successful = "successful",
        /// it was refused.
        Failed = "failed",
        /// it broke off.
        Error = "error",
    }
}
