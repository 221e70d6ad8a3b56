//! Transfers: the gateway pays out what customers have paid.

use crate::json::{lenient, lenient_int, lenient_or_default};
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::Page;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::{Amount, JsonObject};

request! {
    /// Lists the transfers to the merchant's bank account.
    ListTransfers -> Page<Transfer>, "univapay.transfers.list", Get "/transfers",
    may {
        /// How far they are.
        status: TransferStatus,
        /// The currency.
        currency: String,
    },
    by cursor,
    with { rules: &[Rule::Currency("currency"), Rule::Range("limit", 1, 100)] },
}

request! {
    /// Reads a transfer.
    GetTransfer -> Transfer, "univapay.transfers.get", Get "/transfers/{id}",
    takes {
        /// The transfer's id.
        id: String,
    },
}

request! {
    /// Lists how far a transfer was when.
    ListTransferStatusChanges -> Page<TransferStatusChange>, "univapay.transfers.status_changes",
    Get "/transfers/{id}/status_changes",
    takes {
        /// The transfer's id.
        id: String,
    },
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Lists what a transfer is made up of: charges, refunds and corrections by hand.
    ListLedgers -> Page<Ledger>, "univapay.transfers.ledgers", Get "/transfers/{id}/ledgers",
    takes {
        /// The transfer's id.
        id: String,
    },
    may {
        /// Created then or later.
        from: Timestamp,
        /// Created before.
        to: Timestamp,
        /// At least so much, in the currency's smallest unit.
        min: i64,
        /// At most so much, in the currency's smallest unit.
        max: i64,
        /// The currency.
        currency: String,
    },
    by cursor,
    with { rules: &[Rule::Currency("currency"), Rule::Range("limit", 1, 100)] },
}

request! {
    /// Reads one ledger entry.
    GetLedger -> Ledger, "univapay.transfers.ledger", Get "/ledgers/{ledger_id}",
    takes {
        /// The ledger entry's id.
        ledger_id: String,
    },
}

answer! {
    /// A transfer to the merchant's bank account. Only `id` is sure to be there.
    Transfer {
        /// The transfer's id, a UUID.
        id: String,
        /// The merchant's id.
        merchant_id: Option<String> as "lenient",
        /// The merchant's name; lists only.
        merchant_name: Option<String> as "lenient",
        /// The id of the bank account that it goes to.
        bank_account_id: Option<String> as "lenient",
        /// How much, in the currency's smallest unit; below 0 if more was refunded than paid.
        amount: Option<i64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// How far it is.
        status: Option<TransferStatus> as "lenient",
        /// The gateway's code of what went wrong.
        error_code: Option<String> as "lenient",
        /// The gateway's text of what went wrong.
        error_text: Option<String> as "lenient",
        /// Your own data.
        metadata: JsonObject as "lenient_or_default",
        /// Who started it.
        started_by: Option<String> as "lenient",
        /// The first day whose payments are in it, as the gateway writes it.
        from: Option<String> as "lenient",
        /// The last day whose payments are in it, as the gateway writes it.
        to: Option<String> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }

    /// A change of a transfer's status.
    TransferStatusChange {
        /// The change's id, a UUID.
        id: String,
        /// The merchant's id.
        merchant_id: Option<String> as "lenient",
        /// The transfer's id.
        transfer_id: Option<String> as "lenient",
        /// How far it was before.
        old_status: Option<TransferStatus> as "lenient",
        /// How far it was then.
        new_status: Option<TransferStatus> as "lenient",
        /// Why it changed.
        reason: Option<String> as "lenient",
        /// When it changed.
        created_on: Option<Timestamp> as "lenient",
    }

    /// A ledger entry: a part of a transfer. Only `id` is sure to be there.
    Ledger {
        /// The ledger entry's id, a UUID.
        id: String,
        /// The merchant's id.
        merchant_id: Option<String> as "lenient",
        /// The store's id.
        store_id: Option<String> as "lenient",
        /// The transfer's id; none until it is part of one.
        transfer_id: Option<String> as "lenient",
        /// How much, in the currency's smallest unit; below 0 for what is given back.
        amount: Option<i64> as "lenient_int",
        /// The currency.
        currency: Option<String> as "lenient",
        /// The fee's part that depends on the amount, in percent.
        percent_fee: Option<Amount> as "lenient",
        /// The fee's part that does not depend on it, in its currency's smallest unit.
        flat_fee: Option<i64> as "lenient_int",
        /// The currency of `flat_fee`.
        flat_fee_currency: Option<String> as "lenient",
        /// The rate at which the charge's currency was exchanged.
        exchange_rate: Option<Amount> as "lenient",
        /// What it comes from.
        origin: Option<LedgerOrigin> as "lenient",
        /// The gateway's note.
        note: Option<String> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
    }
}

open_enum! {
    /// How far a transfer is.
    pub enum TransferStatus {
        /// it is prepared.
        Created = "created",
        /// it is approved.
        Approved = "approved",
        /// it was given up.
        Canceled = "canceled",
        /// the bank is at it.
        Processing = "processing",
        /// the money is there.
        Paid = "paid",
        /// it failed.
        Failed = "failed",
        /// there was nothing to transfer.
        Blank = "blank",
    }
}

open_enum! {
    /// What a ledger entry comes from.
    pub enum LedgerOrigin {
        /// a charge.
        Charge = "charge",
        /// a refund.
        Refund = "refund",
        /// a cancel.
        Cancel = "cancel",
        /// a correction by hand.
        Manual = "manual",
    }
}
