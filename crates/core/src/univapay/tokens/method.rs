//! The ways of paying, as one sum type: `payment_type` and `data` cannot disagree.

use std::fmt;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::{
    ApplePayPayment, BankTransferPayment, CardPayment, KonbiniPayment, OnlinePayment, PaidyPayment,
    QrMerchantPayment, QrScanPayment, TokenType,
};
use crate::Error;
use crate::json::{self, Blank, Name};
use crate::open::open_enum;

/// How a customer pays. In JSON, `payment_type` names the way and `data` holds what it needs.
#[derive(Clone, Debug, Serialize)]
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

            /// Reads `data` where it stands, behind its `payment_type`.
            fn from_map<'de, A: MapAccess<'de>>(tag: &PaymentType, map: &mut A) -> Result<Self, A::Error> {
                match tag {
                    $( PaymentType::$variant => map.next_value().map(Self::$variant), )+
                    PaymentType::Other(_) => Err(A::Error::custom("must be a known payment_type")),
                }
            }

            /// Reads `data` that stood before its `payment_type`.
            fn from_text(tag: &PaymentType, text: &str) -> Result<Self, Error> {
                match tag {
                    $( PaymentType::$variant => json::parameters(text.as_bytes()).map(Self::$variant), )+
                    PaymentType::Other(_) => Err(Error::invalid("payment_type", "is not known")),
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

impl Blank for PaymentMethod {
    fn blank() -> Self {
        Self::QrScan(QrScanPayment::blank())
    }
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

/// By hand, because names have no order in JSON: what serde derives for it forgets where an error was when `data`
/// comes first, and leaves copies of card data in memory.
impl<'de> Deserialize<'de> for PaymentMethod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = PaymentMethod;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of payment_type and data")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PaymentMethod, A::Error> {
                let (mut tag, mut waiting, mut method) = (None::<Known>, None::<Zeroizing<String>>, None);
                while let Some(Name(name)) = map.next_key()? {
                    match &*name {
                        "payment_type" if tag.is_some() => {
                            return Err(A::Error::duplicate_field("payment_type"));
                        }
                        "payment_type" => tag = Some(map.next_value()?),
                        "data" if method.is_some() || waiting.is_some() => {
                            return Err(A::Error::duplicate_field("data"));
                        }
                        "data" => match &tag {
                            Some(tag) => method = Some(PaymentMethod::from_map(&tag.0, &mut map)?),
                            None => {
                                let raw: Box<RawValue> = map.next_value()?;
                                waiting = Some(Zeroizing::new(Box::<str>::from(raw).into()));
                            }
                        },
                        other => {
                            map.next_value::<IgnoredAny>()?;
                            return Err(A::Error::unknown_field(other, &["payment_type", "data"]));
                        }
                    }
                }
                let tag = tag.ok_or_else(|| A::Error::missing_field("payment_type"))?;
                match (method, waiting) {
                    (Some(method), _) => Ok(method),
                    (None, Some(text)) => {
                        PaymentMethod::from_text(&tag.0, &text).map_err(|error| json::below("data", &error))
                    }
                    (None, None) => Err(A::Error::missing_field("data")),
                }
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A way of paying that can be asked for.
struct Known(PaymentType);

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match PaymentType::deserialize(deserializer)? {
            PaymentType::Other(_) => {
                Err(D::Error::custom(format!("must be one of {}", PaymentType::KNOWN.join(", "))))
            }
            known => Ok(Self(known)),
        }
    }
}
