//! A charge as the gateway shows it.

use crate::json::{JsonObject, lenient, lenient_int, lenient_or_default};
use crate::open::open_enum;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::decline::decline;
use crate::univapay::{Decline, ThreeDsError, TokenMode, TokenType};

answer! {
    /// A charge. Only `id` is sure to be there: the gateway leaves out or empties what does not apply.
    Charge {
        /// The charge's id, a UUID.
        id: String,
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// The id of the transaction token that was charged.
        transaction_token_id: Option<String> as "lenient",
        /// What the token may be used for.
        transaction_token_type: Option<TokenType> as "lenient",
        /// The id of the subscription that the charge is of.
        subscription_id: Option<String> as "lenient",
        /// Your own id of the transaction, of `we_chat` wallets.
        merchant_transaction_id: Option<String> as "lenient",
        /// How much was asked for, in the currency's smallest unit.
        requested_amount: Option<u64> as "lenient_int",
        /// The currency that it was asked for in.
        requested_currency: Option<String> as "lenient",
        /// How much was charged, in the currency's smallest unit.
        charged_amount: Option<u64> as "lenient_int",
        /// The currency that it was charged in.
        charged_currency: Option<String> as "lenient",
        /// The fee, in the currency's smallest unit.
        fee_amount: Option<u64> as "lenient_int",
        /// The fee's currency.
        fee_currency: Option<String> as "lenient",
        /// Whether the currency had to be one that the card company settles directly.
        only_direct_currency: Option<bool> as "lenient",
        /// When it is captured by itself, or until when the customer may pay.
        capture_at: Option<Timestamp> as "lenient",
        /// What the card's statement says.
        descriptor: Option<String> as "lenient",
        /// How far it is.
        status: Option<ChargeStatus> as "lenient",
        /// Why no money was taken, if `status` is `failed` or `error`; none otherwise.
        #[model(of_whole = "decline")]
        declined: Option<Decline>,
        /// Your own data, and what the gateway added.
        metadata: JsonObject as "lenient_or_default",
        /// Whether money is real.
        mode: Option<TokenMode> as "lenient",
        /// Where a wallet's page sends the customer afterwards.
        redirect: Option<Redirect> as "lenient",
        /// 3-D Secure of the charge.
        three_ds: Option<ChargeThreeDs> as "lenient",
        /// The merchant's name; lists only.
        merchant_name: Option<String> as "lenient",
        /// The store's name; lists only.
        store_name: Option<String> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }
}

open_enum! {
    /// How far a charge is.
    pub enum ChargeStatus {
        /// the gateway is at it.
        Pending = "pending",
        /// the customer has to act.
        Awaiting = "awaiting",
        /// the card is authorized, and nothing taken yet.
        Authorized = "authorized",
        /// the money is taken.
        Successful = "successful",
        /// it was refused.
        Failed = "failed",
        /// it broke off.
        Error = "error",
        /// it was canceled.
        Canceled = "canceled",
    }
}

answer! {
    /// Where a wallet's page sends the customer.
    Redirect {
        /// Your page.
        endpoint: Option<String> as "lenient",
        /// The id of the redirect.
        redirect_id: Option<String> as "lenient",
    }
}

answer! {
    /// 3-D Secure of a charge.
    ChargeThreeDs {
        /// Whether and how it is done.
        mode: Option<super::ChargeThreeDsMode> as "lenient",
        /// Where the customer comes back to.
        redirect_endpoint: Option<String> as "lenient",
        /// The id of the redirect.
        redirect_id: Option<String> as "lenient",
        /// Why it failed.
        error: Option<ThreeDsError> as "lenient",
    }
}
