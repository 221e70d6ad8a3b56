//! Charges: taking the money of a transaction token.

mod answer;
mod issuer;
mod list;
mod three_ds;

pub use answer::{Charge, ChargeStatus, ChargeThreeDs, Redirect};
pub use issuer::{
    ChargeIssuerToken, ChargeQrImage, ChargeThreeDsIssuerToken, IssuerToken, QrImage, WaitForQrImage,
};
pub use list::ListCharges;
pub(super) use three_ds::OF_ANOTHER_SERVER;
pub use three_ds::{ChargeRedirect, ChargeThreeDsMode, ChargeThreeDsSetup};

use crate::JsonObject;
use crate::meta::Poll;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::request::request;
use crate::univapay::{Done, Money};

request! {
    /// Charges a transaction token, once: "課金: Create".
    ///
    /// The gateway answers before it has asked the card company: the charge is `pending`. Wait for it with
    /// [`WaitForCharge`], or learn of it by webhook. A token or card that was charged the same amount within the last
    /// 30 seconds is refused with `CHARGE_TOO_QUICK`. The request carries an idempotency key, so it is repeated safely.
    CreateCharge -> Charge, "univapay.charges.create", Post "/charges",
    takes {
        /// The id of the transaction token to charge.
        transaction_token_id: String,
        /// How much.
        money: Money,
    },
    may {
        /// `false` only authorizes a card, to be captured later; `true` by default.
        capture: bool,
        /// When an authorized card is captured by itself, or, of a convenience store or bank transfer, until when the
        /// customer may pay.
        capture_at: Timestamp,
        /// Your own id of the transaction, at most 32 letters and digits; for `we_chat` wallets only.
        merchant_transaction_id: String,
        /// Whether the currency must be one that the card company settles directly.
        only_direct_currency: bool,
        /// What the card's statement says. Card companies that know no descriptors refuse the charge: the error's `field` is
        /// `descriptor`.
        descriptor: String,
        /// Where a wallet's page sends the customer afterwards.
        redirect: ChargeRedirect,
        /// 3-D Secure of this charge; by default as the store is set up.
        three_ds: ChargeThreeDsSetup,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    with {
        spread: Some("money"),
        rules: &[
            Rule::Text("transaction_token_id", 128),
            Rule::Positive("money"),
            Rule::Text("merchant_transaction_id", 32),
            Rule::Text("descriptor", 255),
            Rule::Url("redirect.endpoint"),
            Rule::Url("three_ds.redirect_endpoint"),
            Rule::Together(OF_ANOTHER_SERVER),
            Rule::Metadata("metadata"),
        ],
    },
}

request! {
    /// Reads a charge.
    GetCharge -> Charge, "univapay.charges.get", Get "/stores/{store_id}/charges/{id}",
    takes {
        /// The charge's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Waits until a charge is decided: `authorized`, `successful`, `failed`, `error` or `canceled`, or `awaiting` the
    /// customer.
    ///
    /// The call's time limit is the limit of the waiting. It rides over answers 429, 502, 503 and 504. When the limit
    /// passes first, the error is `timeout` with the code `not_settled`: the charge is under way, it did not fail.
    /// A charge that failed is no error but a good answer, with `declined`.
    WaitForCharge -> Charge, "univapay.charges.wait_until_settled", Get "/stores/{store_id}/charges/{id}?polling=true",
    takes {
        /// The charge's id.
        id: String,
    },
    may {
        /// Whether to go on waiting while the customer has to act, as at a wallet's page or a convenience store.
        past_awaiting: bool,
        /// Whether to go on waiting while the charge is only authorized, as after a capture.
        past_authorized: bool,
    },
    in store_id,
    with { poll: Some(&Poll::STATUS) },
}

request! {
    /// Replaces a charge's metadata.
    UpdateCharge -> Charge, "univapay.charges.update", Patch "/stores/{store_id}/charges/{id}",
    takes {
        /// The charge's id.
        id: String,
        /// Your own data: a flat object of strings, numbers, booleans, nulls and lists of those.
        metadata: JsonObject,
    },
    in store_id,
    with { rules: &[Rule::Metadata("metadata")] },
}

request! {
    /// Captures an authorized charge, whole or in part.
    ///
    /// The answer says nothing: wait for the charge with `past_authorized` to see what became of it.
    CaptureCharge -> Done, "univapay.charges.capture", Post "/stores/{store_id}/charges/{id}/capture",
    takes {
        /// The charge's id.
        id: String,
    },
    may {
        /// How much of it, in the charge's currency; everything by default.
        money: Money,
    },
    in store_id,
    with { spread: Some("money"), rules: &[Rule::Positive("money")] },
}
