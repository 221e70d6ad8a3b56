//! What an event is about.

use super::{BankTransferStatus, CustomsDeclaration, EventType};
use crate::json::{self, Json, Shape, Shaped, Variants};
use crate::univapay::{Cancel, Charge, Refund, Subscription, Token, Transfer};

/// Each type of data with its name.
macro_rules! data {
    ($( $(#[$doc:meta])* $variant:ident = $name:literal of $( $event:ident )|+ ),+ $(,)?) => {
        /// What an event is about. Match with a wildcard: later versions know more.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum EventData {
            $( $(#[$doc])* $variant(Box<$variant>), )+
            /// Of an event that this version does not know, or in a form that it cannot read.
            Other(Json),
        }

        impl EventData {
            pub(super) fn read(data_type: &str, json: &Json) -> Self {
                let read = match data_type {
                    $( $name => json::known(json.as_str()).map(Self::$variant), )+
                    _ => None,
                };
                read.unwrap_or_else(|| Self::Other(json.clone()))
            }
        }

        impl Variants for EventData {
            const VARIANTS: &'static [(&'static str, &'static Shape)] = &[ $( ($name, &$variant::SHAPE) ),+ ];
        }

        impl EventType {
            /// What such an event is about.
            pub(super) fn data(&self) -> Option<(&'static str, &'static Shape)> {
                match self {
                    $( $( Self::$event )|+ => Some(($name, &$variant::SHAPE)), )+
                    Self::Other(_) => None,
                }
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for EventData {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                "EventData".into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut variants = serde_json::Map::new();
                $( variants.insert($name.to_owned(), generator.subschema_for::<$variant>().into()); )+
                // The generator of facades reads which variant each `data_type` stands for.
                schemars::json_schema!({
                    "description": "What an event is about: `data_type` beside it says which it is.",
                    "x-tag-beside": "data_type",
                    "x-variants": variants,
                })
            }
        }
    };
}

data! {
    /// A charge.
    Charge = "charge" of ChargeUpdated | ChargeFinished,
    /// A transaction token.
    Token = "token" of TokenCreated | TokenUpdated | TokenCvvAuthUpdated | TokenCvvAuthCheckUpdated
        | TokenThreeDsUpdated | TokenReplaced | RecurringTokenDeleted,
    /// A refund.
    Refund = "refund" of RefundFinished,
    /// A cancel.
    Cancel = "cancel" of CancelFinished,
    /// A subscription. The charge of its payment is not in it: read the subscription's latest charge.
    Subscription = "subscription" of SubscriptionCreated | SubscriptionPayment | SubscriptionFailure
        | SubscriptionCanceled | SubscriptionCompleted | SubscriptionSuspended,
    /// Money that arrived for a bank transfer.
    BankTransferStatus = "bank_transfer_status" of BankTransferStatusUpdated,
    /// What customs made of a charge.
    CustomsDeclaration = "customs_declaration" of CustomsDeclarationFinished,
    /// A transfer to the merchant.
    Transfer = "transfer" of TransferCreated | TransferUpdated | TransferFinalized,
}
