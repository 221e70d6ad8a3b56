//! Bank accounts: where the merchant's money is transferred to.

use crate::Secret;
use crate::json::{lenient, lenient_text};
use crate::open::open_enum;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::univapay::{Done, Page};

request! {
    /// Lists the merchant's bank accounts.
    ListBankAccounts -> Page<BankAccount>, "univapay.bank_accounts.list", Get "/bank_accounts",
    may {
        /// Only the primary one, or only the others.
        primary: bool,
    },
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Reads a bank account.
    GetBankAccount -> BankAccount, "univapay.bank_accounts.get", Get "/bank_accounts/{id}",
    takes {
        /// The bank account's id.
        id: String,
    },
}

request! {
    /// Reads the bank account that money is transferred to. Without one, the error is `not_found`.
    PrimaryBankAccount -> BankAccount, "univapay.bank_accounts.primary", Get "/bank_accounts/primary"
}

/// The rules that creating and changing share.
macro_rules! rules {
    ($( $more:expr ),* $(,)?) => {
        &[
            $( $more, )*
            Rule::Text("account_number", 64),
            Rule::Text("holder_name", 255),
            Rule::Text("bank_name", 255),
            Rule::Country("country"),
            Rule::Currency("currency"),
            Rule::Text("branch_name", 255),
            Rule::Text("bank_address", 255),
            Rule::Text("routing_number", 64),
            Rule::Text("swift_code", 64),
            Rule::Text("ifsc_code", 64),
            Rule::Text("routing_code", 64),
        ]
    };
}

request! {
    /// Adds a bank account. The gateway looks at it a while later: see its `status`.
    CreateBankAccount -> BankAccount, "univapay.bank_accounts.create", Post "/bank_accounts",
    takes {
        /// The account's number.
        account_number: Secret,
        /// The account's holder, as the bank writes it.
        holder_name: String,
        /// The bank's name.
        bank_name: String,
        /// The bank's country: two capital letters of ISO 3166-1, such as `JP`.
        country: String,
        /// The account's currency: three capital letters of ISO 4217.
        currency: String,
    },
    may {
        /// The kind of account.
        account_type: BankAccountType,
        /// The branch's name.
        branch_name: String,
        /// The bank's address.
        bank_address: String,
        /// The routing number, in the United States.
        routing_number: String,
        /// The SWIFT code (BIC).
        swift_code: String,
        /// The IFSC, in India.
        ifsc_code: String,
        /// The routing code, such as a bank's and branch's codes.
        routing_code: String,
        /// Whether money is transferred to it from now on.
        primary: bool,
    },
    with { rules: rules![] },
}

request! {
    /// Changes a bank account. What is not given stays as it is.
    UpdateBankAccount -> BankAccount, "univapay.bank_accounts.update", Patch "/bank_accounts/{id}",
    takes {
        /// The bank account's id.
        id: String,
    },
    may {
        /// The account's number.
        account_number: Secret,
        /// The account's holder, as the bank writes it.
        holder_name: String,
        /// The bank's name.
        bank_name: String,
        /// The bank's country: two capital letters of ISO 3166-1, such as `JP`.
        country: String,
        /// The account's currency: three capital letters of ISO 4217.
        currency: String,
        /// The kind of account.
        account_type: BankAccountType,
        /// The branch's name.
        branch_name: String,
        /// The bank's address.
        bank_address: String,
        /// The routing number, in the United States.
        routing_number: String,
        /// The SWIFT code (BIC).
        swift_code: String,
        /// The IFSC, in India.
        ifsc_code: String,
        /// The routing code, such as a bank's and branch's codes.
        routing_code: String,
        /// Whether money is transferred to it from now on.
        primary: bool,
    },
    with {
        rules: rules![Rule::Any(&[
            "account_number", "holder_name", "bank_name", "country", "currency", "account_type", "branch_name",
            "bank_address", "routing_number", "swift_code", "ifsc_code", "routing_code", "primary",
        ])],
    },
}

request! {
    /// Deletes a bank account. The primary one can only be the last (`MUST_HAVE_A_PRIMARY_BANK_ACCOUNT`).
    DeleteBankAccount -> Done, "univapay.bank_accounts.delete", Delete "/bank_accounts/{id}",
    takes {
        /// The bank account's id.
        id: String,
    },
}

answer! {
    /// A bank account. Only `id` is sure to be there.
    BankAccount {
        /// The bank account's id, a UUID.
        id: String,
        /// The account's holder.
        holder_name: Option<String> as "lenient",
        /// The bank's name.
        bank_name: Option<String> as "lenient",
        /// The branch's name.
        branch_name: Option<String> as "lenient",
        /// The bank's country: two letters of ISO 3166-1.
        country: Option<String> as "lenient",
        /// The bank's address.
        bank_address: Option<String> as "lenient",
        /// The account's currency: three letters of ISO 4217.
        currency: Option<String> as "lenient",
        /// The routing number, in the United States.
        routing_number: Option<String> as "lenient_text",
        /// The SWIFT code (BIC).
        swift_code: Option<String> as "lenient_text",
        /// The IFSC, in India.
        ifsc_code: Option<String> as "lenient_text",
        /// The routing code.
        routing_code: Option<String> as "lenient_text",
        /// The number's last four digits.
        last_four: Option<String> as "lenient_text",
        /// The account's number; only some callers see it.
        account_number: Option<Secret> as "lenient",
        /// The kind of account.
        account_type: Option<BankAccountType> as "lenient",
        /// Whether the gateway has checked it.
        status: Option<BankAccountStatus> as "lenient",
        /// Whether money is transferred to it.
        primary: Option<bool> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
        /// When it was changed.
        updated_on: Option<Timestamp> as "lenient",
    }
}

open_enum! {
    /// The kinds of bank accounts.
    pub enum BankAccountType {
        /// a current account.
        Checking = "checking",
        /// a savings account.
        Savings = "savings",
    }
}

open_enum! {
    /// Whether the gateway has checked a bank account.
    pub enum BankAccountStatus {
        /// not yet.
        New = "new",
        /// it could not.
        UnableToVerify = "unable_to_verify",
        /// it has.
        Verified = "verified",
        /// a transfer to it failed.
        Errored = "errored",
    }
}
