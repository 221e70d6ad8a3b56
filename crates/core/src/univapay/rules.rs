//! Rules that several parameters share.

use serde_json::value::RawValue;

use crate::Error;
use crate::json::JsonObject;
use crate::time;

/// The name in metadata that the gateway reads as its customer.
const CUSTOMER_ID: &str = "univapay-customer-id";

/// Something to read, without control characters.
pub(crate) fn required(field: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "is required"));
    }
    plain(field, text)
}

/// No control characters.
pub(crate) fn plain(field: &str, text: &str) -> Result<(), Error> {
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, "must not hold control characters"));
    }
    Ok(())
}

/// As [`plain`], for what may be missing.
pub(crate) fn plain_if_given(field: &str, text: Option<&str>) -> Result<(), Error> {
    text.map_or(Ok(()), |text| plain(field, text))
}

/// One `@` with something on both sides, visible ASCII only, at most 254 characters.
pub(crate) fn email(field: &str, email: &str) -> Result<(), Error> {
    let whole = email
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
    if !whole || email.len() > 254 || !email.bytes().all(|b| b.is_ascii_graphic()) {
        let rule = "must be an e-mail address: one '@', visible ASCII characters, at most 254 of them";
        return Err(Error::invalid(field, rule));
    }
    Ok(())
}

/// ISO 3166-1: "JP".
pub(crate) fn country(field: &str, code: Option<&str>) -> Result<(), Error> {
    match code {
        Some(code) if !is_capitals(code, 2) => {
            Err(Error::invalid(field, "must be a country code of two capital letters, such as JP"))
        }
        _ => Ok(()),
    }
}

/// ISO 4217: "JPY".
pub(crate) fn currency(field: &str, code: Option<&str>) -> Result<(), Error> {
    match code {
        Some(code) if !is_capitals(code, 3) => {
            Err(Error::invalid(field, "must be a currency code of three capital letters, such as JPY"))
        }
        _ => Ok(()),
    }
}

fn is_capitals(code: &str, length: usize) -> bool {
    code.len() == length && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// `2026-11-30`.
pub(crate) fn day(field: &str, text: &str) -> Result<(), Error> {
    if time::is_day(text) {
        return Ok(());
    }
    Err(Error::invalid(field, "must be a day such as 2026-11-30"))
}

/// ISO-8601 without fractions, each unit at most once and one of them not 0: `P1Y2M3W4DT5H6M7S`.
pub(crate) fn duration(field: &str, text: &str) -> Result<(), Error> {
    let is_some = text.strip_prefix('P').is_some_and(|rest| {
        let (days, time) = rest.split_once('T').map_or((rest, None), |(days, time)| (days, Some(time)));
        let of_days = units(days, "YMWD");
        let of_time = time.map_or(Some(false), |time| units(time, "HMS").filter(|_| !time.is_empty()));
        of_days.zip(of_time).is_some_and(|(days, time)| days || time)
    });
    if is_some {
        return Ok(());
    }
    Err(Error::invalid(field, "must be an ISO-8601 duration that is longer than nothing, such as P1M"))
}

/// Whether any of some numbers with their units is more than 0; none if they are not in the order of `names`.
fn units(text: &str, mut names: &str) -> Option<bool> {
    let (mut rest, mut any) = (text, false);
    while !rest.is_empty() {
        let (digits, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let name = after.chars().next().filter(|_| (1..=6).contains(&digits.len()))?;
        names = names.split_once(name)?.1;
        rest = after.strip_prefix(name)?;
        any |= digits.bytes().any(|digit| digit != b'0');
    }
    Some(any)
}

pub(crate) fn ipv4(field: &str, text: &str) -> Result<(), Error> {
    match text.parse::<std::net::Ipv4Addr>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::invalid(field, "must be an IPv4 address such as 203.0.113.7")),
    }
}

pub(crate) fn uuid(field: &str, text: &str) -> Result<(), Error> {
    let whole = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    if whole { Ok(()) } else { Err(Error::invalid(field, "must be a UUID")) }
}

/// Metadata: flat values only, and a UUID as the customer's id.
pub(crate) fn metadata(metadata: &JsonObject) -> Result<(), Error> {
    for (name, value) in metadata.iter() {
        if !is_flat(value.as_str()) {
            let rule = "must be a string, number, boolean, null or a list of those: objects are not taken";
            return Err(Error::invalid(name, rule).inside("metadata"));
        }
    }
    match metadata.get(CUSTOMER_ID).map(|id| serde_json::from_str::<String>(id.as_str())) {
        None => Ok(()),
        Some(id) => uuid(CUSTOMER_ID, &id.unwrap_or_default()).map_err(|error| error.inside("metadata")),
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
