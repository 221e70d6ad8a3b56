//! QR codes, of the customer and of the shop.

use kaikei_derive::Model;
use serde::Serialize;

use crate::open::open_enum;
use crate::univapay::rules;
use crate::{Error, Secret};

/// A QR code that the shop scans from the customer's wallet: "QR CPM データ".
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QrScanPayment {
    /// The code's content.
    pub scanned_qr: Secret,
}

/// A QR code that the customer scans from the shop: "QR MPM データ". The code itself comes with the charge.
#[derive(Clone, Debug, Serialize, Model)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QrMerchantPayment {
    /// The wallet.
    pub brand: QrMerchantBrand,
}

open_enum! {
    /// The wallets whose customers scan the shop's QR code.
    pub enum QrMerchantBrand {
        /// Alipay China.
        AlipayMerchantQr = "alipay_merchant_qr",
        /// PayPay.
        PayPayMerchant = "pay_pay_merchant",
        /// WeChat Pay.
        WeChatMpm = "we_chat_mpm",
        /// Rakuten Pay.
        RakutenPayMerchant = "rakuten_pay_merchant",
        /// d barai.
        DBaraiMpm = "d_barai_mpm",
        /// Alipay Connect.
        AlipayConnectMpm = "alipay_connect_mpm",
        /// Alipay+.
        AlipayPlusMpm = "alipay_plus_mpm",
    }
}

impl QrScanPayment {
    /// A code as it was scanned.
    pub fn new(scanned_qr: impl Into<Secret>) -> Self {
        Self { scanned_qr: scanned_qr.into() }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        rules::required("scanned_qr", self.scanned_qr.expose())
    }
}

impl QrMerchantPayment {
    /// A code of this wallet.
    pub fn new(brand: QrMerchantBrand) -> Self {
        Self { brand }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        rules::required("brand", self.brand.as_str())
    }
}
