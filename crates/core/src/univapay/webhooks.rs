//! Where the gateway reports what happens.

use crate::Secret;
use crate::json::{Json, lenient, lenient_int, lenient_list};
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::univapay::{Done, Page};

request! {
    /// Registers a URL of yours to which the gateway reports what happens.
    ///
    /// A store's webhook reports the events of that store; a merchant's token without `store_id` registers one of the
    /// merchant, which may also report transfers. A URL can be registered once at each (`WEBHOOK_URL_EXISTS`). The
    /// gateway does not sign its reports: give an `auth_token`, and check it.
    CreateWebhook -> Webhook, "univapay.webhooks.create", Post "[/stores/{store_id}]/webhooks",
    takes {
        /// The events to report, at least one.
        triggers: Vec<WebhookTrigger>,
        /// Your URL: https.
        url: String,
    },
    may {
        /// What the gateway sends back in the `Authorization` header of every report, as the proof that it is one.
        auth_token: Secret,
    },
    in store_id,
    with { rules: &[Rule::Filled("triggers"), Rule::Url("url"), Rule::Text("auth_token", 1024)] },
}

request! {
    /// Reads a webhook.
    GetWebhook -> Webhook, "univapay.webhooks.get", Get "[/stores/{store_id}]/webhooks/{id}",
    takes {
        /// The webhook's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lists webhooks: those of the store, or those of the merchant for a merchant's token.
    ListWebhooks -> Page<Webhook>, "univapay.webhooks.list", Get "[/stores/{store_id}]/webhooks",
    may {
        /// Only those that are active, or those that are not.
        active: bool,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Changes a webhook. What is not given stays as it is.
    ///
    /// The gateway stops reporting to a URL that answers 3xx, 4xx, 500, 501 or 502: `active` is `false` then, and
    /// `true` sets it going again.
    UpdateWebhook -> Webhook, "univapay.webhooks.update", Patch "[/stores/{store_id}]/webhooks/{id}",
    takes {
        /// The webhook's id.
        id: String,
    },
    may {
        /// The events to report instead, at least one.
        triggers: Vec<WebhookTrigger>,
        /// Your URL: https.
        url: String,
        /// What the gateway sends back in the `Authorization` header of every report.
        auth_token: Secret,
        /// Whether it reports.
        active: bool,
    },
    in store_id,
    with {
        rules: &[
            Rule::Any(&["triggers", "url", "auth_token", "active"]),
            Rule::Filled("triggers"),
            Rule::Url("url"),
            Rule::Text("auth_token", 1024),
        ],
    },
}

request! {
    /// Deletes a webhook.
    DeleteWebhook -> Done, "univapay.webhooks.delete", Delete "[/stores/{store_id}]/webhooks/{id}",
    takes {
        /// The webhook's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Lists what was reported to a store's webhook, and what became of it.
    ListWebhookDeliveries -> Page<WebhookDelivery>, "univapay.webhooks.deliveries",
    Get "/stores/{store_id}/webhooks/{id}/events",
    takes {
        /// The webhook's id.
        id: String,
    },
    in store_id,
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

answer! {
    /// A URL of yours to which the gateway reports what happens.
    Webhook {
        /// The webhook's id, a UUID.
        id: String,
        /// The store's id; none of a merchant's webhook.
        store_id: Option<String> as "lenient",
        /// The merchant's id.
        merchant_id: Option<String> as "lenient",
        /// The events that are reported.
        triggers: Option<Vec<WebhookTrigger>> as "lenient_list",
        /// Your URL.
        url: Option<String> as "lenient",
        /// What the gateway sends in the `Authorization` header of every report.
        auth_token: Option<Secret> as "lenient",
        /// Whether it reports.
        active: Option<bool> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }

    /// One report to a webhook.
    WebhookDelivery {
        /// Its id, a UUID, as in the report itself.
        id: String,
        /// The webhook's id.
        webhook_id: Option<String> as "lenient",
        /// What was reported.
        event: Option<WebhookTrigger> as "lenient",
        /// What it was about: a charge, a token, and so on.
        data: Option<Json> as "lenient",
        /// Whether your URL took it with 2xx.
        successful: Option<bool> as "lenient",
        /// The HTTP status of your answer.
        status_code: Option<u16> as "lenient_int",
        /// Why it failed.
        error_message: Option<String> as "lenient",
        /// When it was sent.
        fired_on: Option<Timestamp> as "lenient",
        /// When it happened.
        created_on: Option<Timestamp> as "lenient",
    }
}

open_enum! {
    /// What a webhook reports.
    pub enum WebhookTrigger {
        /// a charge is authorized, or awaits the customer.
        ChargeUpdated = "charge_updated",
        /// a charge succeeded, failed or was canceled.
        ChargeFinished = "charge_finished",
        /// a refund succeeded or failed.
        RefundFinished = "refund_finished",
        /// a cancel succeeded or failed.
        CancelFinished = "cancel_finished",
        /// a transaction token was created.
        TokenCreated = "token_created",
        /// a transaction token was changed.
        TokenUpdated = "token_updated",
        /// a security code was verified by an authorization, or refused.
        TokenCvvAuthUpdated = "token_cvv_auth_updated",
        /// a security code was checked again.
        TokenCvvAuthCheckUpdated = "token_cvv_auth_check_updated",
        /// 3-D Secure of a token went on.
        TokenThreeDsUpdated = "token_three_ds_updated",
        /// the same, as some of the gateway's own SDKs spell it.
        TokenThreeDSUpdated = "token_three_d_s_updated",
        /// a transaction token took the place of another.
        TokenReplaced = "token_replaced",
        /// a recurring token was deleted.
        RecurringTokenDeleted = "recurring_token_deleted",
        /// a subscription was created.
        SubscriptionCreated = "subscription_created",
        /// a payment of a subscription was made.
        SubscriptionPayment = "subscription_payment",
        /// a payment of a subscription failed.
        SubscriptionFailure = "subscription_failure",
        /// a subscription was canceled.
        SubscriptionCanceled = "subscription_canceled",
        /// a subscription's last payment was made.
        SubscriptionCompleted = "subscription_completed",
        /// a subscription was suspended.
        SubscriptionSuspended = "subscription_suspended",
        /// a customs declaration is done.
        CustomsDeclarationFinished = "customs_declaration_finished",
        /// money of a bank transfer arrived.
        BankTransferStatusUpdated = "bank_transfer_status_updated",
        /// a transfer to your bank account was created; merchants only.
        TransferCreated = "transfer_created",
        /// a transfer went on; merchants only.
        TransferUpdated = "transfer_updated",
        /// a transfer is done; merchants only.
        TransferFinalized = "transfer_finalized",
    }
}
