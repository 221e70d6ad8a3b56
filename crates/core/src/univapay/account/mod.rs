//! The merchant itself.

mod checkout;

pub use checkout::{
    CheckoutCard, CheckoutFeature, CheckoutInfo, ReadCheckoutInfo, RecurringPrivilege, SupportedBrand,
};

use crate::JsonObject;
use crate::json::lenient;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::answer::answer;
use crate::univapay::request::request;

request! {
    /// Reads the merchant that the application token is of.
    ReadMerchant -> Merchant, "univapay.account.me", Get "/me"
}

request! {
    /// Makes the gateway's id of a customer from your own.
    ///
    /// The same store and id always make the same UUID; nothing is kept. Give it as `univapay-customer-id` in the
    /// metadata of a token, to find the customer's tokens again.
    CreateCustomerId -> CustomerId, "univapay.account.create_customer_id",
    Post "/stores/{store_id}/create_customer_id",
    takes {
        /// Your own id of the customer, at most 64 characters.
        customer_id: String,
    },
    in store_id,
    with { rules: &[Rule::Text("customer_id", 64)] },
}

answer! {
    /// A merchant. Only `id` is sure to be there.
    Merchant {
        /// The merchant's id, a UUID.
        id: String,
        /// The id of the data that the merchant was verified with.
        verification_data_id: Option<String> as "lenient",
        /// The merchant's name.
        name: Option<String> as "lenient",
        /// The merchant's e-mail address.
        email: Option<String> as "lenient",
        /// Where notifications are mailed to.
        notification_email: Option<String> as "lenient",
        /// Where notifications about money are mailed to.
        finance_notification_email: Option<String> as "lenient",
        /// Whether the gateway has verified the merchant.
        verified: Option<bool> as "lenient",
        /// How the account is set up, as the gateway writes it.
        configuration: Option<JsonObject> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
    }

    /// The gateway's id of a customer.
    CustomerId {
        /// The id, a UUID.
        customer_id: String,
    }
}
