//! Paths and queries built from parameters. An id is checked before it becomes part of a URL.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::value::RawValue;

use crate::Error;

/// RFC 3986's unreserved characters stay as they are.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends `template` to `url`, with each placeholder's value. What stands in brackets is left out if there is none.
pub(crate) fn fill(
    url: &mut String,
    template: &str,
    value: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Error> {
    let mut rest = template;
    if let Some((optional, after)) = template.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        if placeholders(optional).all(|name| value(name).is_some()) {
            fill(url, optional, value)?;
        }
        rest = after;
    }
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        url.push_str(before);
        url.push_str(id(name, &value(name).ok_or_else(|| Error::invalid(name, "is required"))?)?);
        rest = after;
    }
    url.push_str(rest);
    Ok(())
}

/// An id that may stand in a path: 1 to 128 ASCII letters, digits, `_` and `-`. Anything else could change
/// which URL is called.
pub(crate) fn id<'a>(name: &str, value: &'a str) -> Result<&'a str, Error> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if (1..=128).contains(&value.len()) && value.bytes().all(allowed) {
        Ok(value)
    } else {
        Err(Error::invalid(name, "must be an id of 1 to 128 ASCII letters, digits, '_' or '-'"))
    }
}

pub(crate) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split('}').next())
}

pub(crate) fn is_placeholder(template: &str, name: &str) -> bool {
    placeholders(template).any(|placeholder| placeholder == name)
}

/// Appends `?name=value&…`; `null` is left out, and a list's values stand as `name[]=`.
pub(crate) fn query(url: &mut String, fields: &[&(Cow<'_, str>, &RawValue)]) -> Result<(), Error> {
    let mut separator = if url.contains('?') { '&' } else { '?' };
    let mut add = |name: &str, value: &str| {
        url.push(separator);
        separator = '&';
        url.extend(utf8_percent_encode(name, QUERY));
        url.push('=');
        url.extend(utf8_percent_encode(value, QUERY));
    };
    for (name, value) in fields {
        let wrong =
            || Error::invalid(name.as_ref(), "must be a string, a number, a boolean or a list of strings");
        match value.get().as_bytes().first() {
            Some(b'n') => {}
            Some(b'[') => {
                let list: Vec<String> = serde_json::from_str(value.get()).map_err(|_| wrong())?;
                list.iter().for_each(|item| add(&format!("{name}[]"), item));
            }
            Some(b'"') => add(name, &serde_json::from_str::<String>(value.get()).map_err(|_| wrong())?),
            Some(b'{') | None => return Err(wrong()),
            Some(_) => add(name, value.get()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Fields;

    #[test]
    fn what_is_in_brackets_may_be_left_out() {
        let template = "[/stores/{store_id}]/charges";
        for (store, path) in [(Some("7"), "/stores/7/charges"), (None, "/charges")] {
            let mut url = String::new();
            fill(&mut url, template, &|_| store.map(str::to_owned)).unwrap();
            assert_eq!(url, path);
        }
        let error = fill(&mut String::new(), "/stores/{store_id}/charges", &|_| None).unwrap_err();
        assert_eq!(error.message(), "store_id is required");
        assert!(fill(&mut String::new(), template, &|_| Some("..".to_owned())).is_err());
    }

    #[test]
    fn ids_cannot_change_the_url() {
        for bad in ["", ".", "..", "a/b", "a%2fb", "a?b", "a#b", " ", "é", "a\n", &"x".repeat(129)] {
            let error = id("user", bad).unwrap_err();
            assert_eq!(error.field(), Some("user"), "{bad:?}");
        }
        assert!(id("user", "123").is_ok());
    }

    #[test]
    fn placeholders_are_filled_and_the_rest_is_a_query() {
        let json = br#"{"user":"7","page":2,"q":"a b&c","none":null,"brand":["x","y"]}"#;
        let fields = Fields::read(json).unwrap();
        let mut url = "https://h".to_owned();
        fill(&mut url, "/users/{user}/cards", &|name| fields.text(name)).unwrap();
        query(&mut url, &fields.0.iter().skip(1).collect::<Vec<_>>()).unwrap();
        assert_eq!(url, "https://h/users/7/cards?page=2&q=a%20b%26c&brand%5B%5D=x&brand%5B%5D=y");
    }
}
