//! Metadata: flat, with a few names that mean something to the gateway.

use serde_json::value::RawValue;

use crate::Error;
use crate::json::JsonObject;

const CUSTOMER_ID: &str = "univapay-customer-id";

/// Flat values only, and a UUID as the customer's id.
pub(super) fn check(metadata: &JsonObject) -> Result<(), Error> {
    for (name, value) in metadata.iter() {
        if !is_flat(value.as_str()) {
            let rule = "must be a string, number, boolean, null or a list of those: objects are not taken";
            return Err(Error::invalid(name, rule).inside("metadata"));
        }
    }
    match metadata.get(CUSTOMER_ID).map(|id| serde_json::from_str::<String>(id.as_str())) {
        None => Ok(()),
        Some(Ok(id)) if is_uuid(&id) => Ok(()),
        Some(_) => Err(Error::invalid(CUSTOMER_ID, "must be a UUID").inside("metadata")),
    }
}

fn is_flat(json: &str) -> bool {
    let is_nested = |json: &str| json.starts_with(['{', '[']);
    if json.starts_with('[') {
        let items: Result<Vec<&RawValue>, _> = serde_json::from_str(json);
        return items.is_ok_and(|items| !items.iter().any(|item| is_nested(item.get())));
    }
    !is_nested(json)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
