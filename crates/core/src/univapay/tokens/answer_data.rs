//! What a token's `data` holds, by its way of paying.

use kaikei_derive::{Model, Shaped};
use serde::Serialize;

use super::{
    BankBrand, CallMethod, CardBrand, CardCategory, CardSubBrand, CardType, ConvenienceStore, CvvStatus,
    OnlineBrand, OsType, PaymentType, QrMerchantBrand, ThreeDsStatus, UserIdentifierSource,
};
use crate::Secret;
use crate::json::{self, Json, Shape, Shaped, Value, Variants, lenient, lenient_int, lenient_text};
use crate::time::Timestamp;

/// Declares parts of an answer: every field may be missing, and one that cannot be read is none.
macro_rules! parts {
    ($( $(#[$meta:meta])* pub struct $name:ident {
        $( $(#[$doc:meta])* $field:ident: $type:ty as $how:literal, )+
    } )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, Serialize, Model, Shaped)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name {
            $( $(#[$doc])* #[serde(default, deserialize_with = $how)] pub $field: Option<$type>, )+
        }
    )+ };
}

/// What a token's `data` holds. Its JSON is that of the variant, without a name: `payment_type` beside it says which.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum TokenData {
    /// Of `card`.
    Card(Box<CardToken>),
    /// Of `apple_pay`.
    ApplePay(Box<ApplePayToken>),
    /// Of `qr_scan`.
    QrScan(QrScanToken),
    /// Of `qr_merchant`.
    QrMerchant(QrMerchantToken),
    /// Of `konbini`.
    Konbini(Box<KonbiniToken>),
    /// Of `online`.
    Online(Box<OnlineToken>),
    /// Of `bank_transfer`.
    BankTransfer(Box<BankTransferToken>),
    /// Of `paidy`.
    Paidy(Box<PaidyToken>),
    /// Of a way of paying that this version does not know, or in a form that it cannot read.
    Other(Json),
}

impl TokenData {
    /// What `payment_type` says of `data`.
    pub(super) fn of_whole(whole: Value<'_>) -> Option<Self> {
        let data = whole.member("data").filter(|data| data.first() != b'n' && !json::is_empty(*data))?;
        let payment_type = whole.member("payment_type").and_then(|tag| json::known(tag.text()));
        Some(Self::Other(json::known(data.text())?).of_type(payment_type.as_ref()))
    }

    fn of_type(self, payment_type: Option<&PaymentType>) -> Self {
        let Self::Other(json) = &self else { return self };
        let read = match payment_type {
            Some(PaymentType::Card) => json::known(json.as_str()).map(Self::Card),
            Some(PaymentType::ApplePay) => json::known(json.as_str()).map(Self::ApplePay),
            Some(PaymentType::QrScan) => json::known(json.as_str()).map(Self::QrScan),
            Some(PaymentType::QrMerchant) => json::known(json.as_str()).map(Self::QrMerchant),
            Some(PaymentType::Konbini) => json::known(json.as_str()).map(Self::Konbini),
            Some(PaymentType::Online) => json::known(json.as_str()).map(Self::Online),
            Some(PaymentType::BankTransfer) => json::known(json.as_str()).map(Self::BankTransfer),
            Some(PaymentType::Paidy) => json::known(json.as_str()).map(Self::Paidy),
            Some(PaymentType::Other(_)) | None => return self,
        };
        match read {
            // A list also reads as a struct, field by field, which it is not.
            Some(data) if json.as_str().starts_with('{') => data,
            _ => self,
        }
    }
}

impl Variants for TokenData {
    const VARIANTS: &'static [(&'static str, &'static Shape)] = &[
        ("card", &CardToken::SHAPE),
        ("apple_pay", &ApplePayToken::SHAPE),
        ("qr_scan", &QrScanToken::SHAPE),
        ("qr_merchant", &QrMerchantToken::SHAPE),
        ("konbini", &KonbiniToken::SHAPE),
        ("online", &OnlineToken::SHAPE),
        ("bank_transfer", &BankTransferToken::SHAPE),
        ("paidy", &PaidyToken::SHAPE),
    ];
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TokenData {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TokenData".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut variants = serde_json::Map::new();
        for (name, schema) in [
            ("card", generator.subschema_for::<CardToken>()),
            ("apple_pay", generator.subschema_for::<ApplePayToken>()),
            ("qr_scan", generator.subschema_for::<QrScanToken>()),
            ("qr_merchant", generator.subschema_for::<QrMerchantToken>()),
            ("konbini", generator.subschema_for::<KonbiniToken>()),
            ("online", generator.subschema_for::<OnlineToken>()),
            ("bank_transfer", generator.subschema_for::<BankTransferToken>()),
            ("paidy", generator.subschema_for::<PaidyToken>()),
        ] {
            variants.insert(name.to_owned(), schema.into());
        }
        // The generator of facades reads which variant each `payment_type` stands for.
        schemars::json_schema!({
            "description": "What a token's way of paying holds: `payment_type` beside it says which it is.",
            "x-tag-beside": "payment_type",
            "x-variants": variants,
        })
    }
}

parts! {
    /// A card token.
    pub struct CardToken {
        /// The card, without its number.
        card: TokenCard as "lenient",
        /// The cardholder's address.
        billing: Billing as "lenient",
        /// Verifying the security code by an authorization.
        cvv_authorize: CvvAuthorization as "lenient",
        /// The last such verification.
        cvv_authorize_check: CvvCheck as "lenient",
        /// 3-D Secure of the token.
        three_ds: ThreeDs as "lenient",
    }
    /// An Apple Pay token.
    pub struct ApplePayToken {
        /// The card, without its number.
        card: TokenCard as "lenient",
        /// The cardholder's address.
        billing: Billing as "lenient",
    }
    /// A card, without its number.
    pub struct TokenCard {
        /// The cardholder's name.
        cardholder: String as "lenient",
        /// The month it expires, 1 to 12.
        exp_month: u8 as "lenient_int",
        /// The year it expires, four digits.
        exp_year: u16 as "lenient_int",
        /// The number's first digits.
        card_bin: String as "lenient_text",
        /// The number's last four digits.
        last_four: String as "lenient_text",
        /// The brand.
        brand: CardBrand as "lenient",
        /// Credit, debit, …
        card_type: CardType as "lenient",
        /// The country of the issuer: two letters of ISO 3166-1.
        country: String as "lenient",
        /// The class of card.
        category: CardCategory as "lenient",
        /// The issuer's name.
        issuer: String as "lenient",
        /// The brand within the brand.
        sub_brand: CardSubBrand as "lenient",
    }
    /// An address: the cardholder's, or where goods go.
    pub struct Billing {
        /// The address's first line.
        line1: String as "lenient",
        /// The address's second line.
        line2: String as "lenient",
        /// The state, region or prefecture.
        state: String as "lenient",
        /// The city, ward, town or village.
        city: String as "lenient",
        /// The country: two letters of ISO 3166-1.
        country: String as "lenient",
        /// The postal code.
        zip: String as "lenient_text",
        /// The telephone number.
        phone_number: BillingPhone as "lenient",
    }
    /// A telephone number in an answer.
    pub struct BillingPhone {
        /// The country's calling code: 81 is Japan.
        country_code: u32 as "lenient_int",
        /// The number within the country.
        local_number: String as "lenient_text",
    }
    /// Verifying a security code by an authorization.
    pub struct CvvAuthorization {
        /// Whether it is done.
        enabled: bool as "lenient",
        /// How far it is.
        status: CvvStatus as "lenient",
        /// The currency it is done in.
        currency: String as "lenient",
        /// The id of the charge it was done with.
        charge_id: String as "lenient",
        /// The id of the gateway's credentials it was done with.
        credentials_id: String as "lenient",
    }
    /// The last verification of a security code.
    pub struct CvvCheck {
        /// How it ended.
        status: CvvStatus as "lenient",
        /// The id of the charge it was done with.
        charge_id: String as "lenient",
        /// When it was done.
        date: Timestamp as "lenient",
    }
    /// 3-D Secure of a token.
    pub struct ThreeDs {
        /// Whether it is done.
        enabled: bool as "lenient",
        /// How far it is.
        status: ThreeDsStatus as "lenient",
        /// Where the customer comes back to.
        redirect_endpoint: String as "lenient",
        /// The id of the redirect.
        redirect_id: String as "lenient",
        /// Whether the token was exempted from it.
        exempted: bool as "lenient",
        /// Why it failed.
        error: ThreeDsError as "lenient",
    }
    /// Why 3-D Secure failed.
    pub struct ThreeDsError {
        /// The gateway's number of the error.
        code: u32 as "lenient_int",
        /// The gateway's text.
        message: String as "lenient",
    }
    /// A token of a QR code of the customer.
    pub struct QrScanToken {
        /// The wallet, as the gateway writes it; none if the code was not understood.
        brand: String as "lenient",
        /// The gateway behind it.
        gateway: String as "lenient",
    }
    /// A token of a QR code of the shop.
    pub struct QrMerchantToken {
        /// The wallet.
        brand: QrMerchantBrand as "lenient",
        /// The QR code's URL, or its content; none until the gateway has it.
        qr_image_url: String as "lenient",
        /// The gateway behind it.
        gateway: String as "lenient",
    }
    /// A convenience store token.
    pub struct KonbiniToken {
        /// The customer's name.
        customer_name: String as "lenient",
        /// The store.
        convenience_store: ConvenienceStore as "lenient",
        /// The customer's telephone number.
        phone_number: BillingPhone as "lenient",
        /// How long the customer may take to pay.
        expiration_period: String as "lenient",
        /// The time of day at which the last day ends.
        expiration_time_shift: String as "lenient",
    }
    /// A token of a wallet's page or app.
    pub struct OnlineToken {
        /// The wallet.
        brand: OnlineBrand as "lenient",
        /// How it is opened.
        call_method: CallMethod as "lenient",
        /// The system of the customer's device.
        os_type: OsType as "lenient",
        /// What identifies the customer to the wallet.
        user_identifier: String as "lenient",
        /// Where that comes from.
        user_identifier_source: UserIdentifierSource as "lenient",
        /// What opens the wallet: a URL, or text for its SDK.
        issuer_token: String as "lenient",
        /// What goes with it, with the wallet's own names.
        issuer_token_payload: Json as "lenient",
    }
    /// A bank transfer token.
    pub struct BankTransferToken {
        /// The bank.
        brand: BankBrand as "lenient",
        /// How long the customer may take to pay.
        expiration_period: String as "lenient",
        /// The time of day at which the last day ends.
        expiration_time_shift: String as "lenient",
        /// The id of the account to pay to.
        account_id: String as "lenient",
        /// The bank's code.
        bank_code: String as "lenient_text",
        /// The bank's name.
        bank_name: String as "lenient",
        /// The branch's code.
        branch_code: String as "lenient_text",
        /// The branch's name.
        branch_name: String as "lenient",
        /// The account's number.
        account_number: String as "lenient_text",
        /// The account's holder.
        account_holder_name: String as "lenient",
    }
    /// A Paidy token.
    pub struct PaidyToken {
        /// The token that Paidy gave the page.
        paidy_token: Secret as "lenient",
        /// The customer's telephone number, as the gateway writes it.
        phone_number: Json as "lenient",
        /// Where the goods go.
        shipping_address: Billing as "lenient",
    }
}
