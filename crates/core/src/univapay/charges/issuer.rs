//! What opens the place where a customer pays: a wallet's page, a bank account, a card company's page, a QR code.

use crate::json::{Json, lenient, lenient_text};
use crate::meta::Poll;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::univapay::{CallMethod, PaymentType};

request! {
    /// Reads what the customer pays an `awaiting` charge with: how to open the wallet's page, or the bank account to
    /// pay to.
    ChargeIssuerToken -> IssuerToken, "univapay.charges.issuer_token",
    Get "/stores/{store_id}/charges/{id}/issuer_token",
    takes {
        /// The charge's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Reads how to open the card company's page for the 3-D Secure of an `awaiting` charge.
    ChargeThreeDsIssuerToken -> IssuerToken, "univapay.charges.three_ds_issuer_token",
    Get "/stores/{store_id}/charges/{id}/three_ds/issuer_token",
    takes {
        /// The charge's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Reads the QR code that the customer scans to pay a charge of a `qr_merchant` token. Some accounts find it in the
    /// token instead, as `data.qr_image_url`.
    ChargeQrImage -> QrImage, "univapay.charges.qr_image", Get "/stores/{store_id}/charges/{id}/qr",
    takes {
        /// The charge's id.
        id: String,
    },
    in store_id,
}

request! {
    /// Waits until the QR code of a charge is ready, and reads it.
    WaitForQrImage -> QrImage, "univapay.charges.wait_for_qr_image", Get "/stores/{store_id}/charges/{id}/qr",
    takes {
        /// The charge's id.
        id: String,
    },
    in store_id,
    with { poll: Some(&Poll { fields: &["ready"], pending: &["false"], others: &[] }) },
}

answer! {
    /// Where and how the customer pays. Which fields there are depends on the way of paying.
    IssuerToken {
        /// How the customer pays.
        payment_type: Option<PaymentType> as "lenient",
        /// A URL to open, or a text for the wallet's SDK.
        issuer_token: Option<String> as "lenient",
        /// How to open it.
        call_method: Option<CallMethod> as "lenient",
        /// What to send along: fields of a form for `http_post`, under exactly the names that it has here.
        payload: Option<Json> as "lenient",
        /// The form's content type.
        content_type: Option<String> as "lenient",
        /// The id of the bank account to pay to.
        account_id: Option<String> as "lenient_text",
        /// The code of its branch.
        branch_code: Option<String> as "lenient_text",
        /// The name of its branch.
        branch_name: Option<String> as "lenient",
        /// Its holder.
        account_holder_name: Option<String> as "lenient",
        /// Its number.
        account_number: Option<String> as "lenient_text",
    }
}

answer! {
    /// A QR code to show.
    QrImage {
        /// Whether the gateway has it.
        ready: Option<bool> as "lenient",
        /// Its URL, or its content.
        qr_image_url: Option<String> as "lenient",
    }
}
