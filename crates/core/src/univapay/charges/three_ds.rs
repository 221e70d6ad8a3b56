//! What a charge asks of 3-D Secure and of a wallet's page.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use crate::open::open_enum;

/// Where a wallet's page sends the customer afterwards.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChargeRedirect {
    /// Your page: an https URL.
    pub endpoint: String,
}

/// 3-D Secure of a charge or subscription. The last six fields carry what another 3-D Secure server found out: all of
/// them or none.
#[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChargeThreeDsSetup {
    /// Whether and how it is done; by default as the store is set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<ChargeThreeDsMode>,
    /// Where the customer comes back to: an https URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_endpoint: Option<String>,
    /// The authentication value (CAVV), 28 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_value: Option<String>,
    /// The electronic commerce indicator, two digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eci: Option<String>,
    /// The directory server's id of the transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ds_transaction_id: Option<String>,
    /// The 3-D Secure server's id of the transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_transaction_id: Option<String>,
    /// The version of the messages, such as `2.2.0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_version: Option<String>,
    /// How it ended, such as `Y` or `A`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_status: Option<String>,
}

/// What comes from another 3-D Secure server.
pub(crate) const OF_ANOTHER_SERVER: &[&str] = &[
    "three_ds.authentication_value",
    "three_ds.eci",
    "three_ds.ds_transaction_id",
    "three_ds.server_transaction_id",
    "three_ds.message_version",
    "three_ds.transaction_status",
];

open_enum! {
    /// Whether and how 3-D Secure is done.
    pub enum ChargeThreeDsMode {
        /// as usual.
        Normal = "normal",
        /// it must succeed.
        Require = "require",
        /// even if the store would do without.
        Force = "force",
        /// not; only with the application token's secret.
        Skip = "skip",
        /// if the card knows it.
        IfAvailable = "if_available",
        /// another server did it; the gateway sets this.
        Provided = "provided",
    }
}
