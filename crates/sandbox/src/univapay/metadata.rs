use serde_json::value::RawValue;

use super::reader::Reader;
use crate::credentials::is_uuid;
use crate::json::{Json, Members};

impl Reader<'_> {
    /// `metadata`: flat JSON, or a text that holds it; numbers keep their digits.
    pub(super) fn metadata(&self) -> Box<RawValue> {
        let Some(raw) = self.raw("metadata") else {
            return empty();
        };
        let members = match Json::of(raw) {
            Json::Object(members) => Some((members, raw.to_owned())),
            Json::Null => return empty(),
            Json::Text(text) => {
                serde_json::from_str::<Members>(&text).ok().zip(RawValue::from_string(text).ok())
            }
            _ => None,
        };
        let Some((members, kept)) = members else {
            self.wrong("metadata", "INVALID_FORMAT_OBJECT");
            return empty();
        };
        let nested = |raw: &RawValue| match Json::of(raw) {
            Json::Object(_) => true,
            Json::Array(items) => {
                items.iter().any(|item| matches!(Json::of(item), Json::Object(_) | Json::Array(_)))
            }
            _ => false,
        };
        if members.0.iter().any(|(_, value)| nested(value)) {
            self.wrong("metadata", "NESTED_JSON_NOT_ALLOWED");
        }
        let customer = members.0.iter().find(|(name, _)| name == "univapay-customer-id");
        let is_id = |raw: &RawValue| matches!(Json::of(raw), Json::Text(id) if is_uuid(&id));
        if customer.is_some_and(|(_, id)| !is_id(id)) {
            self.wrong("metadata.univapay-customer-id", "INVALID_UUID");
        }
        kept
    }
}

fn empty() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_default()
}
