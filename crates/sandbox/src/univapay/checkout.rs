//! How the account is set up: what the sandbox does, in the gateway's words.

use serde_json::{Value, json};

use crate::{RecurringPrivilege, Settings};

/// Payment type, the brand's field, brands, and whether they can be authorized first.
const BRANDS: [(&str, &str, &[&str], bool); 4] = [
    (
        "card",
        "card_brand",
        &["visa", "mastercard", "american_express", "jcb", "diners_club", "discover"],
        true,
    ),
    ("qr_merchant", "qr_brand", &["alipay_merchant_qr", "pay_pay_merchant", "we_chat_mpm"], false),
    (
        "online",
        "online_brand",
        &["alipay_online", "alipay_plus_online", "pay_pay_online", "we_chat_online"],
        false,
    ),
    ("bank_transfer", "bank_transfer_brand", &["aozora_bank"], false),
];

/// `GET /checkout_info`.
pub(super) fn info(name: &str, settings: Settings) -> Value {
    let supported: Vec<Value> =
        BRANDS.iter().flat_map(|of| of.2.iter().map(|brand| supported(of, brand))).collect();
    let on = json!({ "enabled": true });
    json!({
        "mode": "test",
        "recurring_token_privilege": privilege(settings),
        "name": name,
        "card_configuration": card(),
        "subscription_configuration": on,
        "installments_configuration": installments(),
        "subscription_plan_configuration": {
            "enabled": true,
            "fixed_cycle": true,
            "fixed_cycle_amount": true,
            "supported_payment_types": ["card"],
            "min_charge_amount": null,
            "max_payout_period": null,
        },
        "checkout_configuration": { "ec_email": { "enabled": false }, "ec_products": { "enabled": false } },
        "qr_scan_configuration": { "enabled": true, "forbidden_qr_scan_gateways": null },
        "convenience_configuration": convenience(),
        "paidy_configuration": on,
        "paidy_public_key": null,
        "logo_image": null,
        "theme": {
            "colors": {
                "main_background": "#FFFFFF",
                "secondary_background": "#F2F4F7",
                "main_color": "#1D4ED8",
                "main_text": "#FFFFFF",
                "primary_text": "#1C2430",
                "secondary_text": "#5B6675",
                "base_text": "#1C2430",
                "body_background": "#FFFFFF",
            },
        },
        "recurring_card_charge_cvv_confirmation": { "enabled": false, "threshold": null },
        "online_configuration": on,
        "bank_transfer_configuration": bank_transfer(),
        "supported_brands": supported,
    })
}

/// `configuration` of the merchant and of its store.
pub(super) fn configuration(settings: Settings) -> Value {
    let on = json!({ "enabled": true });
    json!({
        "percent_fee": 0,
        "flat_fees": [],
        "logo_url": null,
        "country": "JP",
        "language": "ja",
        "display_time_zone": "Asia/Tokyo",
        "minimum_charge_amounts": [],
        "maximum_charge_amounts": [],
        "user_transactions_configuration": { "enabled": false, "notify_customer": false },
        "card_configuration": card(),
        "online_configuration": on,
        "bank_transfer_configuration": bank_transfer(),
        "qr_scan_configuration": { "enabled": true, "forbidden_qr_scan_gateways": null },
        "convenience_configuration": convenience(),
        "paidy_configuration": on,
        "recurring_token_configuration": {
            "recurring_type": privilege(settings),
            "charge_wait_period": null,
            "card_charge_cvv_confirmation": { "enabled": false, "threshold": null },
        },
        "security_configuration": {
            "card_charge_cooldown": "PT30S",
            "confirmation_required": false,
            "refund_percent_limit": null,
        },
        "subscription_configuration": on,
        "installments_configuration": installments(),
        "card_brand_percent_fees": {},
    })
}

const fn privilege(settings: Settings) -> &'static str {
    match settings.recurring_privilege {
        RecurringPrivilege::None => "none",
        RecurringPrivilege::Bounded => "bounded",
        RecurringPrivilege::Infinite => "infinite",
    }
}

fn card() -> Value {
    json!({
        "enabled": true,
        "debit_enabled": true,
        "prepaid_enabled": true,
        "debit_authorization_enabled": true,
        "prepaid_authorization_enabled": true,
        "only_direct_currency": false,
        "forbidden_card_brands": null,
        "allowed_countries_by_ip": null,
        "foreign_cards_allowed": true,
        "fail_on_new_email": null,
        "card_limit": null,
        "allow_empty_cvv": false,
        "allow_direct_token_creation": true,
        "three_ds_required": false,
        "three_ds_address_required": false,
        "three_ds_skip_enabled": true,
        "three_ds_phone_number_required": false,
    })
}

/// The sandbox makes no plans of card companies.
fn installments() -> Value {
    json!({
        "enabled": false,
        "card_processor": { "revolving": false, "fixed_cycle": false },
        "supported_payment_types": [],
        "min_charge_amount": null,
        "max_payout_period": null,
        "only_with_processor": false,
    })
}

fn convenience() -> Value {
    json!({
        "enabled": true,
        "expiration": "PT720H",
        "expiration_time_shift": { "enabled": false, "value": null },
    })
}

fn bank_transfer() -> Value {
    json!({
        "enabled": true,
        "match_amount": "disabled",
        "expiration": "PT72H",
        "expiration_time_shift": { "enabled": false, "value": null },
        "virtual_bank_accounts_threshold": 5,
        "virtual_bank_accounts_fetch_count": 10,
        "default_extension_period": "PT168H",
        "maximum_extension_period": "PT168H",
        "automatic_extension_enabled": false,
        "charge_request_notification_enabled": false,
        "charge_request_canceled_notification_enabled": false,
        "charge_expired_notification_enabled": false,
        "deposit_received_notification_enabled": false,
        "deposit_insufficient_notification_enabled": false,
        "deposit_exceeded_notification_enabled": false,
        "extension_notification_enabled": false,
        "remind_notification_period": "PT168H",
        "remind_notification_enabled": false,
    })
}

fn supported((payment_type, field, _, authorizes): &(&str, &str, &[&str], bool), brand: &str) -> Value {
    json!({
        "payment_type": payment_type,
        "brand": brand,
        *field: brand,
        "dynamic_info": false,
        "support_auth_capture": authorizes,
        "requires_full_name": false,
        "requires_cvv": *payment_type == "card",
        "countries_allowed": null,
        "supported_currencies": null,
        "cvv_auth": *payment_type == "card",
        "installment_capable": false,
        "mcp_capable": false,
        "mcp_only": false,
    })
}
