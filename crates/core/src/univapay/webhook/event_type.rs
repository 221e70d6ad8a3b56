//! What happened, by its name.

use crate::open::open_enum;

open_enum! {
    /// What an event reports. Two names are spelled in two ways, by the gateway or its document; each is one value
    /// here, and the text as sent is [`Event::name`](super::Event::name).
    pub enum EventType {
        /// a charge is `authorized` or `awaiting` the customer.
        ChargeUpdated = "charge_updated",
        /// a charge is `successful`, `failed`, `error` or `canceled`.
        ChargeFinished = "charge_finished",
        /// a refund is decided.
        RefundFinished = "refund_finished",
        /// a cancel is decided.
        CancelFinished = "cancel_finished",
        /// a transaction token was created.
        TokenCreated = "token_created",
        /// a transaction token was changed.
        TokenUpdated = "token_updated",
        /// verifying a security code went on.
        TokenCvvAuthUpdated = "token_cvv_auth_updated",
        /// the check of a verified security code went on.
        TokenCvvAuthCheckUpdated = "token_cvv_auth_check_updated",
        /// 3-D Secure of a token went on.
        TokenThreeDsUpdated = "token_three_ds_updated" | "token_three_d_s_updated",
        /// a token took another's place.
        TokenReplaced = "token_replaced" | "token_replased",
        /// a recurring token was deleted.
        RecurringTokenDeleted = "recurring_token_deleted",
        /// a subscription was created.
        SubscriptionCreated = "subscription_created",
        /// a subscription's payment was made. Its charge is not in the event: read the subscription's latest charge.
        SubscriptionPayment = "subscription_payment",
        /// a subscription's payment failed: it is `unverified`, `unconfirmed` or `unpaid`.
        SubscriptionFailure = "subscription_failure",
        /// a subscription was canceled.
        SubscriptionCanceled = "subscription_canceled",
        /// a subscription's last payment was made.
        SubscriptionCompleted = "subscription_completed",
        /// a subscription was suspended.
        SubscriptionSuspended = "subscription_suspended",
        /// a customs declaration is decided.
        CustomsDeclarationFinished = "customs_declaration_finished",
        /// money arrived for a bank transfer, in whole or in part.
        BankTransferStatusUpdated = "bank_transfer_status_updated",
        /// a transfer to the merchant was created; of webhooks of the merchant only.
        TransferCreated = "transfer_created",
        /// a transfer to the merchant was changed; of webhooks of the merchant only.
        TransferUpdated = "transfer_updated",
        /// a transfer to the merchant is decided; of webhooks of the merchant only.
        TransferFinalized = "transfer_finalized",
    }
}
