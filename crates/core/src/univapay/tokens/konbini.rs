//! Cash at a convenience store.

use kaikei_derive::Model;
use serde::Serialize;

use super::{PhoneNumber, expiry, rules};
use crate::Error;
use crate::open::open_enum;

/// Cash at a convenience store: "コンビニ払いデータ".
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KonbiniPayment {
    /// The customer's name.
    pub customer_name: String,
    /// The customer's telephone number: Japanese numbers only.
    pub phone_number: PhoneNumber,
    /// The store at which the customer chose to pay.
    pub convenience_store: ConvenienceStore,
    /// How long the customer may take to pay, from the token's creation: an ISO-8601 duration such as `P7D`, from 30
    /// minutes to 60 days, without years and months. 30 days by default; a charge's own deadline goes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_period: Option<String>,
    /// The time of day at which the last day ends: a time with its offset such as `09:00:00+09:00`. Needs a period
    /// of at least a day. Seven-Eleven, Seicomart, Circle K, Sunkus and Pay-easy ignore it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration_time_shift: Option<String>,
}

open_enum! {
    /// The convenience stores, and Pay-easy.
    pub enum ConvenienceStore {
        /// Seven-Eleven.
        SevenEleven = "seven_eleven",
        /// FamilyMart.
        FamilyMart = "family_mart",
        /// Lawson.
        Lawson = "lawson",
        /// Ministop.
        MiniStop = "mini_stop",
        /// Seicomart.
        SeicoMart = "seico_mart",
        /// Pay-easy.
        PayEasy = "pay_easy",
        /// Circle K; the newest of the gateway's SDKs leave it out.
        CircleK = "circle_k",
        /// Sunkus; the newest of the gateway's SDKs leave it out.
        Sunkus = "sunkus",
        /// Daily Yamazaki.
        DailyYamazaki = "daily_yamazaki",
        /// Yamazaki Daily Store.
        YamazakiDailyStore = "yamazaki_daily_store",
    }
}

impl KonbiniPayment {
    /// A payment with the gateway's own deadline.
    pub fn new(
        customer_name: impl Into<String>,
        phone_number: PhoneNumber,
        convenience_store: ConvenienceStore,
    ) -> Self {
        Self {
            customer_name: customer_name.into(),
            phone_number,
            convenience_store,
            expiration_period: None,
            expiration_time_shift: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        rules::required("customer_name", &self.customer_name)?;
        self.phone_number.check_japanese().map_err(|error| error.inside("phone_number"))?;
        rules::required("convenience_store", self.convenience_store.as_str())?;
        expiry::check_konbini(self.expiration_period.as_deref(), self.expiration_time_shift.as_deref())
    }
}
