//! The merchant's stores.

use crate::JsonObject;
use crate::json::lenient;
use crate::rules::Rule;
use crate::time::Timestamp;
use crate::univapay::Page;
use crate::univapay::answer::answer;
use crate::univapay::request::request;

request! {
    /// Lists the merchant's stores.
    ListStores -> Page<Store>, "univapay.stores.list", Get "/stores",
    may {
        /// A text in the store's name.
        search: String,
    },
    by cursor,
    with { rules: &[Rule::Range("limit", 1, 100)] },
}

request! {
    /// Reads a store, with how it is set up.
    GetStore -> Store, "univapay.stores.get", Get "/stores/{store_id}",
    in store_id,
}

answer! {
    /// A store. Only `id` is sure to be there.
    Store {
        /// The store's id, a UUID.
        id: String,
        /// The merchant's id.
        merchant_id: Option<String> as "lenient",
        /// The store's name.
        name: Option<String> as "lenient",
        /// The merchant's name; lists only.
        merchant_name: Option<String> as "lenient",
        /// How it is set up, as the gateway writes it; not in lists.
        configuration: Option<JsonObject> as "lenient",
        /// When it was created.
        created_on: Option<Timestamp> as "lenient",
    }
}
