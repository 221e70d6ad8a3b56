//! Identity checks (KYC), the same for a merchant's users and for the user who logged in. PATCH saves a draft, PUT
//! saves the whole state and checks that it is complete, submit locks it.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use crate::engine::{Method, RetryClass};
use crate::json::{Json, JsonObject, Shaped as _, lenient, lenient_list};
use crate::open::open_enum;
use crate::operation::{Auth, Meta, Operation, Parameters};

open_enum! {
    /// How far an identity check is.
    pub enum KycStatus {
        NotStarted = "not_started",
        Draft = "draft",
        Complete = "complete",
        Submitted = "submitted",
        Approved = "approved",
        Rejected = "rejected",
    }
}

/// A KYC form and what is filled in: "Get KYC form schema + existing values".
#[derive(Clone, Debug, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Kyc {
    /// How far it is.
    #[serde(default, deserialize_with = "lenient")]
    pub status: Option<KycStatus>,
    /// Whether it can no longer be changed.
    #[serde(default, deserialize_with = "lenient")]
    pub locked: Option<bool>,
    /// The form's fields, as the gateway describes them.
    pub schema: Option<Json>,
    /// What is filled in so far.
    pub values: Option<Json>,
    /// Names of required fields that are still empty.
    #[serde(default, deserialize_with = "lenient_list")]
    pub missing: Option<Vec<String>>,
}

/// Declares one KYC call for the merchant and for the user: they differ in the path's beginning only.
macro_rules! kyc_call {
    (
        $(#[$doc:meta])* ($merchants:ident, $users:ident) $method:ident $path:literal, $retry:ident,
        $names:expr, { $( $(#[$field_doc:meta])* $field:ident : $type:ty ),* }, $spread:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize, Model, Shaped)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $merchants {
            /// The user's id, 1 to 128 characters.
            pub user: String,
            $( $(#[$field_doc])* pub $field: $type, )*
        }

        impl Operation for $merchants {
            type Answer = Kyc;
            const META: &'static Meta = &Meta {
                name: $names.0,
                method: Method::$method,
                path: concat!("/api/oauth/merchant/users/{user}", $path),
                auth: Auth::Merchant,
                retry: RetryClass::$retry,
                spread: $spread,
                ..Meta::PLAIN
            };
            const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);
        }

        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $users {
            $( $(#[$field_doc])* pub $field: $type, )*
        }

        impl Operation for $users {
            type Answer = Kyc;
            const META: &'static Meta = &Meta {
                name: $names.1,
                method: Method::$method,
                path: concat!("/api/oauth/user", $path),
                auth: Auth::User,
                retry: RetryClass::$retry,
                spread: $spread,
                ..Meta::PLAIN
            };
            const PARAMETERS: Parameters = Parameters::Shaped(&Self::SHAPE);
        }
    };
}

kyc_call! {
    /// Reads the KYC form and what is filled in: "Get KYC form schema + existing values".
    (UserKyc, MyKyc) Get "/kyc", Safe, ("ito.users.kyc", "ito.me.kyc"), {}, None
}
kyc_call! {
    /// Saves some fields of the KYC form: "Save KYC draft (partial)".
    (SaveUserKycDraft, SaveMyKycDraft) Patch "/kyc", Refused, ("ito.users.save_kyc_draft", "ito.me.save_kyc_draft"), {
        /// The fields to change, named as in the form's schema.
        values: JsonObject
    }, Some("values")
}
kyc_call! {
    /// Saves the whole KYC form, which the gateway checks: "Save KYC full state (completeness check)".
    (SaveUserKyc, SaveMyKyc) Put "/kyc", Refused, ("ito.users.save_kyc", "ito.me.save_kyc"), {
        /// Every field, named as in the form's schema.
        values: JsonObject
    }, Some("values")
}
kyc_call! {
    /// Submits the KYC form, which locks it: "Submit KYC (lock status)". Never repeated once sent.
    (SubmitUserKyc, SubmitMyKyc) Post "/kyc/submit", Unsent, ("ito.users.submit_kyc", "ito.me.submit_kyc"), {}, None
}
