//! The ways of paying, as one sum type: `payment_type` and `data` cannot disagree.

use serde::{Deserialize, Serialize};

use super::{
    ApplePayPayment, BankTransferPayment, CardPayment, KonbiniPayment, OnlinePayment, PaidyPayment,
    QrMerchantPayment, QrScanPayment, TokenType,
};
use crate::Error;
use crate::open::open_enum;

/// How a customer pays. In JSON, `payment_type` names the way and `data` holds what it needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "payment_type", content = "data", rename_all = "snake_case", deny_unknown_fields)]
pub enum PaymentMethod {
    /// A card: "カードデータ".
    Card(CardPayment),
    /// Apple Pay: "Apple Payデータ". Not every account may use it.
    ApplePay(ApplePayPayment),
    /// A QR code that the shop scans from the customer's wallet: "QR CPM データ".
    QrScan(QrScanPayment),
    /// A QR code that the customer scans from the shop: "QR MPM データ".
    QrMerchant(QrMerchantPayment),
    /// Cash at a convenience store: "コンビニ払いデータ".
    Konbini(KonbiniPayment),
    /// A wallet's page or app: "オンライン払いデータ".
    Online(OnlinePayment),
    /// A bank transfer: "銀行振込支払データ".
    BankTransfer(BankTransferPayment),
    /// Paidy. Not in the document; as in the gateway's own SDKs.
    Paidy(PaidyPayment),
}

open_enum! {
    /// The ways of paying, by name.
    pub enum PaymentType {
        /// a card.
        Card = "card",
        /// Apple Pay.
        ApplePay = "apple_pay",
        /// a QR code of the customer.
        QrScan = "qr_scan",
        /// a QR code of the shop.
        QrMerchant = "qr_merchant",
        /// a convenience store.
        Konbini = "konbini",
        /// a wallet's page or app.
        Online = "online",
        /// a bank transfer.
        BankTransfer = "bank_transfer",
        /// Paidy.
        Paidy = "paidy",
    }
}

macro_rules! methods {
    ($( $variant:ident($payment:ty) ),+) => {
        impl PaymentMethod {
            /// The way of paying, by name.
            pub fn payment_type(&self) -> PaymentType {
                match self {
                    $( Self::$variant(_) => PaymentType::$variant, )+
                }
            }
        }
        $( impl From<$payment> for PaymentMethod {
            fn from(payment: $payment) -> Self {
                Self::$variant(payment)
            }
        } )+
    };
}
methods! {
    Card(CardPayment), ApplePay(ApplePayPayment), QrScan(QrScanPayment), QrMerchant(QrMerchantPayment),
    Konbini(KonbiniPayment), Online(OnlinePayment), BankTransfer(BankTransferPayment), Paidy(PaidyPayment)
}

impl PaymentMethod {
    /// The rules inside `data`.
    pub(super) fn check(&self, token_type: &TokenType) -> Result<(), Error> {
        match self {
            Self::Card(payment) => payment.check(token_type),
            Self::ApplePay(payment) => payment.check(),
            Self::QrScan(payment) => payment.check(),
            Self::QrMerchant(payment) => payment.check(),
            Self::Konbini(payment) => payment.check(),
            Self::Online(payment) => payment.check(),
            Self::BankTransfer(payment) => payment.check(),
            Self::Paidy(payment) => payment.check(),
        }
    }

    pub(super) fn is_one_time_only(&self) -> bool {
        matches!(self, Self::Online(_) | Self::QrScan(_))
    }

    /// The document excepts online payments; the gateway's own SDKs also send QR codes without an address.
    pub(super) fn needs_email(&self) -> bool {
        !matches!(self, Self::Online(_) | Self::QrScan(_) | Self::QrMerchant(_))
    }

    pub(super) fn needs_ip_address(&self) -> bool {
        matches!(self, Self::Online(payment) if payment.needs_ip_address())
    }
}
