//! What a checkout page may offer.

use crate::JsonObject;
use crate::json::{lenient, lenient_list};
use crate::meta::Auth;
use crate::open::open_enum;
use crate::univapay::answer::answer;
use crate::univapay::request::request;
use crate::univapay::{CardBrand, PaymentType, TokenMode};

request! {
    /// Reads what a checkout page may offer: ways of paying, brands, and what they require. An app may ask without the
    /// application token's secret.
    ReadCheckoutInfo -> CheckoutInfo, "univapay.account.checkout_info", Get "/checkout_info",
    may {
        /// The page's origin, if it is not the one that the client sends: `https://shop.example`.
        origin: String,
    },
    with { auth: Auth::AppToken },
}

answer! {
    /// What a checkout page may offer.
    CheckoutInfo {
        /// Whether money is real.
        mode: Option<TokenMode> as "lenient",
        /// Whether and how often recurring tokens may be charged.
        recurring_token_privilege: Option<RecurringPrivilege> as "lenient",
        /// The store's name.
        name: Option<String> as "lenient",
        /// Cards.
        card_configuration: Option<CheckoutCard> as "lenient",
        /// Wallets' pages and apps.
        online_configuration: Option<CheckoutFeature> as "lenient",
        /// Paidy.
        paidy_configuration: Option<CheckoutFeature> as "lenient",
        /// The key that Paidy's own script needs.
        paidy_public_key: Option<String> as "lenient",
        /// Subscriptions.
        subscription_configuration: Option<CheckoutFeature> as "lenient",
        /// Subscriptions that end, as the gateway writes it.
        subscription_plan_configuration: Option<JsonObject> as "lenient",
        /// Installments by the card company, as the gateway writes it.
        installments_configuration: Option<JsonObject> as "lenient",
        /// Convenience stores, as the gateway writes it.
        convenience_configuration: Option<JsonObject> as "lenient",
        /// Bank transfers, as the gateway writes it.
        bank_transfer_configuration: Option<JsonObject> as "lenient",
        /// QR codes of customers, as the gateway writes it.
        qr_scan_configuration: Option<JsonObject> as "lenient",
        /// The gateway's own checkout, as it writes it.
        checkout_configuration: Option<JsonObject> as "lenient",
        /// When a recurring charge needs the security code again, as the gateway writes it.
        recurring_card_charge_cvv_confirmation: Option<JsonObject> as "lenient",
        /// The URL of the store's logo.
        logo_image: Option<String> as "lenient",
        /// The colors of the gateway's own checkout, as it writes them.
        theme: Option<JsonObject> as "lenient",
        /// The brands of each way of paying.
        supported_brands: Option<Vec<SupportedBrand>> as "lenient_list",
    }

    /// Whether something may be offered.
    CheckoutFeature {
        /// Whether it may.
        enabled: Option<bool> as "lenient",
    }

    /// How cards may be offered.
    CheckoutCard {
        /// Whether cards are taken.
        enabled: Option<bool> as "lenient",
        /// Whether debit cards are.
        debit_enabled: Option<bool> as "lenient",
        /// Whether prepaid cards are.
        prepaid_enabled: Option<bool> as "lenient",
        /// Whether debit cards may be authorized first, and captured later.
        debit_authorization_enabled: Option<bool> as "lenient",
        /// Whether prepaid cards may be authorized first, and captured later.
        prepaid_authorization_enabled: Option<bool> as "lenient",
        /// Whether the currency must be one that the card company settles directly.
        only_direct_currency: Option<bool> as "lenient",
        /// The brands that are not taken.
        forbidden_card_brands: Option<Vec<CardBrand>> as "lenient_list",
        /// The countries that customers may pay from: two letters of ISO 3166-1; none if all may.
        allowed_countries_by_ip: Option<Vec<String>> as "lenient_list",
        /// Whether cards of other countries are taken.
        foreign_cards_allowed: Option<bool> as "lenient",
        /// Whether an e-mail address that was never seen is refused.
        fail_on_new_email: Option<bool> as "lenient",
        /// How much a card may be charged, as the gateway writes it.
        card_limit: Option<JsonObject> as "lenient",
        /// Whether the security code may be missing.
        allow_empty_cvv: Option<bool> as "lenient",
        /// Whether raw card data may be sent.
        allow_direct_token_creation: Option<bool> as "lenient",
        /// Whether 3-D Secure is required.
        three_ds_required: Option<bool> as "lenient",
        /// Whether 3-D Secure needs the cardholder's address.
        three_ds_address_required: Option<bool> as "lenient",
        /// Whether 3-D Secure may be skipped with the application token's secret.
        three_ds_skip_enabled: Option<bool> as "lenient",
        /// Whether 3-D Secure needs the cardholder's telephone number.
        three_ds_phone_number_required: Option<bool> as "lenient",
    }

    /// What a brand can do, and what it requires.
    SupportedBrand {
        /// The way of paying.
        payment_type: Option<PaymentType> as "lenient",
        /// The brand, as the gateway writes it.
        brand: Option<String> as "lenient",
        /// Whether it may be authorized first, and captured later.
        support_auth_capture: Option<bool> as "lenient",
        /// Whether it requires the cardholder's full name.
        requires_full_name: Option<bool> as "lenient",
        /// Whether it requires the security code.
        requires_cvv: Option<bool> as "lenient",
        /// Whether a security code can be verified by an authorization.
        cvv_auth: Option<bool> as "lenient",
        /// The countries it may be used from: two letters of ISO 3166-1; none if all may.
        countries_allowed: Option<Vec<String>> as "lenient_list",
        /// The currencies it takes; none if all are.
        supported_currencies: Option<Vec<String>> as "lenient_list",
        /// Whether it knows installments.
        installment_capable: Option<bool> as "lenient",
        /// Whether it knows prices in several currencies.
        mcp_capable: Option<bool> as "lenient",
        /// Whether it only knows prices in several currencies.
        mcp_only: Option<bool> as "lenient",
        /// Whether what it can do is found out for each payment.
        dynamic_info: Option<bool> as "lenient",
    }
}

open_enum! {
    /// Whether and how often recurring tokens may be charged.
    pub enum RecurringPrivilege {
        /// never.
        None = "none",
        /// as often as the token's `usage_limit` says.
        Bounded = "bounded",
        /// any number of times.
        Infinite = "infinite",
    }
}
