//! Rules that several parameters share.

use crate::Error;

/// Something to read, without control characters.
pub(super) fn required(field: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "is required"));
    }
    plain(field, text)
}

/// No control characters.
pub(super) fn plain(field: &str, text: &str) -> Result<(), Error> {
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, "must not hold control characters"));
    }
    Ok(())
}

/// As [`plain`], for what may be missing.
pub(super) fn plain_if_given(field: &str, text: Option<&str>) -> Result<(), Error> {
    text.map_or(Ok(()), |text| plain(field, text))
}

/// One `@` with something on both sides, visible ASCII only, at most 254 characters.
pub(super) fn email(field: &str, email: &str) -> Result<(), Error> {
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
pub(super) fn country(field: &str, code: Option<&str>) -> Result<(), Error> {
    match code {
        Some(code) if !is_capitals(code, 2) => {
            Err(Error::invalid(field, "must be a country code of two capital letters, such as JP"))
        }
        _ => Ok(()),
    }
}

/// ISO 4217: "JPY".
pub(super) fn currency(field: &str, code: Option<&str>) -> Result<(), Error> {
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
