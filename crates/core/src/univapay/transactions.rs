//! The history of transactions: charges and refunds in one list.

use crate::JsonObject;
use crate::json::{lenient, lenient_int, lenient_list, lenient_or_default};
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::univapay::webhook::BankTransferPaymentStatus;
use crate::univapay::{ChargeStatus, Page, PaymentType, RefundReason, RefundStatus, TokenMode};

request! {
    /// Lists charges and refunds together: those of the store, or of all stores for a merchant's token.
    ListTransactions -> Page<TransactionRecord>, "univapay.transactions.list",
    Get "[/stores/{store_id}]/transaction_history",
    may {
        /// Only charges, or only refunds.
        #[serde(rename = "type")]
        record_type: TransactionType,
        /// How far they are.
        status: ChargeStatus,
        /// Whether money is real.
        mode: TokenMode,
        /// Created then or later.
        from: Timestamp,
        /// Created then or earlier.
        to: Timestamp,
        /// A text in the customer's name or e-mail address; in double quotes, the whole text.
        search: String,
        /// The customer's e-mail address.
        email: String,
        /// The cardholder's name.
        cardholder: String,
        /// The card's last four digits.
        card_last_four: String,
        /// When the card expires: `yyyy-MM`.
        card_exp: String,
        /// The brands, such as `visa` or `pay_pay_online`; any of them.
        brand: Vec<String>,
        /// The currency.
        currency: String,
        /// Who provides the way of paying.
        service_provider: ServiceProvider,
        /// A text in the metadata.
        metadata: String,
        /// The id of one charge or refund.
        id: String,
        /// The last six characters of the id of a charge or refund.
        short_id: String,
        /// The id that the gateway behind this one gave the transaction.
        gateway_transaction_id: String,
        /// How bank transfers are paid; any of them.
        bank_transfer_payment_statuses: Vec<BankTransferPaymentStatus>,
    },
    in store_id,
    by cursor,
    with {
        rules: &[
            Rule::Currency("currency"),
            Rule::Text("card_last_four", 4),
            Rule::Text("short_id", 6),
            Rule::Filled("brand"),
            Rule::Filled("bank_transfer_payment_statuses"),
            Rule::Range("limit", 1, 100),
        ],
    },
}

answer! {
    /// A line of the history: a charge or a refund.
    TransactionRecord {
        /// The id of the charge or refund.
        resource_id: Option<String> as "lenient",
        /// The id of the charge that a refund is of; none of a charge.
        charge_id: Option<String> as "lenient",
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// Whether it is a charge or a refund.
        #[serde(rename = "type")]
        record_type: Option<TransactionType> as "lenient",
        /// How far it is.
        status: Option<ChargeStatus> as "lenient",
        /// How much, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// Your own data.
        metadata: JsonObject as "lenient_or_default",
        /// Whether money is real.
        mode: Option<TokenMode> as "lenient",
        /// The merchant's name.
        merchant_name: Option<String> as "lenient",
        /// The store's name.
        store_name: Option<String> as "lenient",
        /// How the customer pays.
        payment_type: Option<PaymentType> as "lenient",
        /// Who paid, and with what.
        user_data: Option<TransactionUserData> as "lenient",
        /// How a bank transfer is paid.
        bank_transfer_payment_status: Option<BankTransferPaymentStatus> as "lenient",
        /// When money of a bank transfer arrived last.
        bank_transfer_latest_deposit_date: Option<Timestamp> as "lenient",
        /// `normal`, or `cvv_auth` if only a security code was verified.
        charge_type: Option<String> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
    }

    /// Who paid, and with what. Which fields there are depends on the way of paying.
    TransactionUserData {
        /// The cardholder's name.
        cardholder_name: Option<String> as "lenient",
        /// The customer's e-mail address.
        cardholder_email_address: Option<String> as "lenient",
        /// The customer's telephone number.
        cardholder_phone_number: Option<String> as "lenient",
        /// The customer's name, at a convenience store.
        customer_name: Option<String> as "lenient",
        /// The brand of card, wallet or store, as the gateway writes it.
        brand: Option<String> as "lenient",
        /// The gateway behind this one.
        gateway: Option<String> as "lenient",
        /// Who provides the way of paying.
        service_provider: Option<ServiceProvider> as "lenient",
        /// What was given back of a charge.
        refunds: Option<Vec<TransactionRefund>> as "lenient_list",
        /// Why a refund was made.
        reason: Option<RefundReason> as "lenient",
    }

    /// What was given back of a charge.
    TransactionRefund {
        /// The refund's id.
        refund_id: Option<String> as "lenient",
        /// How much, in the currency's smallest unit.
        amount: Option<u64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// How far it is.
        status: Option<RefundStatus> as "lenient",
        /// Why it was made.
        reason: Option<RefundReason> as "lenient",
    }
}

open_enum! {
    /// What a line of the history is.
    pub enum TransactionType {
        /// a charge.
        Charge = "charge",
        /// a refund.
        Refund = "refund",
    }
}

open_enum! {
    /// Who provides a way of paying.
    pub enum ServiceProvider {
        /// card companies.
        Credit = "credit",
        /// convenience stores.
        Convenience = "convenience",
        /// banks.
        BankTransfer = "bank_transfer",
        /// Paidy.
        Paidy = "paidy",
        /// PayPay.
        PayPay = "pay_pay",
        /// Alipay.
        Alipay = "alipay",
        /// WeChat Pay.
        WeChat = "we_chat",
        /// NTT Docomo.
        Docomo = "docomo",
        /// Mercari.
        Mercari = "mercari",
        /// au.
        Au = "au",
        /// Rakuten.
        Rakuten = "rakuten",
        /// Bartong.
        Bartong = "bartong",
        /// JKOPay.
        Jkopay = "jkopay",
        /// Ginko Pay.
        GinkoPay = "ginko_pay",
        /// AEON Pay.
        AeonPay = "aeon_pay",
        /// Eromnet.
        Eromnet = "eromnet",
        /// the test mode.
        Test = "test",
    }
}
