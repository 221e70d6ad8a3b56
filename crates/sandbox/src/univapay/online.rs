use serde_json::{Value, json};

use super::data::Extras;
use super::reader::Reader;

const CALL_METHODS: [&str; 6] = ["http_get", "http_get_mobile", "http_post", "sdk", "web", "app"];

/// Brands and the call methods that each allows.
const BRANDS: [(&str, &[&str]); 7] = [
    ("alipay_online", &["http_get", "sdk", "app"]),
    ("alipay_plus_online", &["http_get", "http_get_mobile", "sdk", "app"]),
    ("pay_pay_online", &["http_post"]),
    ("we_chat_online", &["http_get", "sdk", "app", "web"]),
    // Not in the document, but in the gateway's own clients.
    ("alipay_connect_online", &CALL_METHODS),
    ("d_barai_online", &CALL_METHODS),
    ("test_brand", &CALL_METHODS),
];

/// A payment on the provider's page or in its app.
pub(super) fn online(data: &Reader<'_>, extras: &Extras) -> Value {
    let brand = data.required_one_of("brand", &BRANDS.map(|(brand, _)| brand));
    let method = data.required_one_of("call_method", &CALL_METHODS);
    let allowed =
        BRANDS.iter().find(|(known, _)| *known == brand).map_or(&CALL_METHODS[..], |(_, methods)| methods);
    if CALL_METHODS.contains(&method.as_str()) && !allowed.contains(&method.as_str()) {
        data.wrong("call_method", "INVALID_FORMAT");
    }
    let user_identifier = data.text("user_identifier");
    let os_type = data.one_of("os_type", &["android", "ios"]);
    let missing = match (brand.as_str(), method.as_str()) {
        ("we_chat_online", "sdk" | "web") if user_identifier.is_none() => Some("user_identifier"),
        ("alipay_plus_online", "http_get_mobile" | "app") if os_type.is_none() => Some("os_type"),
        _ => None,
    };
    if let Some(name) = missing {
        data.wrong(name, "REQUIRED_VALUE");
    }
    if brand == "we_chat_online" && matches!(method.as_str(), "web" | "http_get") && !extras.has_ip_address {
        data.wrong("ip_address", "REQUIRED_VALUE");
    }
    json!({
        "brand": brand,
        "call_method": method,
        "user_identifier": user_identifier,
        "user_identifier_source": data.one_of("user_identifier_source", &["provided", "internal"]),
        "os_type": os_type,
        "issuer_token": null,
        "issuer_token_payload": null,
    })
}
