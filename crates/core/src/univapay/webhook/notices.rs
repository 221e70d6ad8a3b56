//! What only webhooks tell.

use crate::JsonObject;
use crate::json::{lenient, lenient_int, lenient_or_default};
use crate::open::open_enum;
use crate::time::Timestamp;
use crate::univapay::TokenMode;
use crate::univapay::answer::answer;

answer! {
    /// Money that arrived for a bank transfer. Only `id` is sure to be there.
    BankTransferStatus {
        /// The id of this status.
        id: String,
        /// The id of the charge that is paid for.
        charge_id: Option<String> as "lenient",
        /// How what arrived compares with what was asked for.
        payment_status: Option<BankTransferPaymentStatus> as "lenient",
        /// When money last arrived.
        latest_deposit_date: Option<Timestamp> as "lenient",
        /// How much arrived then, in the currency's smallest unit.
        latest_deposit_amount: Option<u64> as "lenient_int",
        /// What is left of it, in the currency's smallest unit.
        balance: Option<i64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// How much was asked for, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// By how much that was exceeded, or missed if it is negative, in the currency's smallest unit.
        amount_difference: Option<i64> as "lenient_int",
        /// The metadata of the transaction token.
        token_metadata: JsonObject as "lenient_or_default",
        /// The metadata of the charge.
        charge_metadata: JsonObject as "lenient_or_default",
        /// When this status was created.
        created_on: Option<Timestamp> as "lenient",
    }

    /// What customs made of a charge. Only `id` is sure to be there.
    CustomsDeclaration {
        /// The declaration's id.
        id: String,
        /// The id of the charge that it declares.
        charge_id: Option<String> as "lenient",
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// The merchant's id.
        merchant_id: Option<String> as "lenient",
        /// The platform's id.
        platform_id: Option<String> as "lenient",
        /// Whether money is real.
        mode: Option<TokenMode> as "lenient",
        /// Who declares it, such as `wechat_online`.
        gateway: Option<String> as "lenient",
        /// How far it is.
        status: Option<String> as "lenient",
        /// What is declared.
        declaration: Option<CustomsDeclared> as "lenient",
        /// What customs answered.
        declaration_result: Option<CustomsResult> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
    }

    /// What is declared to customs.
    CustomsDeclared {
        /// The customs office.
        customs: Option<String> as "lenient",
        /// The merchant's number there.
        merchant_customs_no: Option<String> as "lenient",
        /// The number of the customer's identity document.
        certificate_id: Option<String> as "lenient",
        /// The name on it.
        certificate_name: Option<String> as "lenient",
    }

    /// What customs answered.
    CustomsResult {
        /// Who decided it.
        approving_authority: Option<String> as "lenient",
        /// The trade's id.
        trade_id: Option<String> as "lenient",
        /// The transaction's id.
        transaction_id: Option<String> as "lenient",
        /// The id of the charge's transaction.
        charge_transaction_id: Option<String> as "lenient",
    }
}

open_enum! {
    /// How what arrived by bank transfer compares with what was asked for.
    pub enum BankTransferPaymentStatus {
        /// nothing arrived.
        Unpaid = "unpaid",
        /// it is too little.
        Insufficient = "insufficient",
        /// it is as much.
        Exact = "exact",
        /// it is too much.
        Exceeded = "exceeded",
    }
}
