//! Rules of parameters that their types do not say, as data: one interpreter reads them for every operation.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::json::{Fields, Json, JsonObject, Value, known};
use crate::univapay::{Money, rules};
use crate::{Error, url};

/// One rule, in 24 bytes. Names may be paths such as `three_ds.redirect_endpoint`. What is not given meets every rule but
/// [`Rule::OneOf`].
#[derive(Debug)]
#[doc(hidden)]
pub enum Rule {
    /// Something to read, without control characters, of at most so many characters.
    Text(&'static str, u16),
    /// A whole number from the first to the last.
    Range(&'static str, u16, u16),
    /// An e-mail address.
    Email(&'static str),
    /// An IPv4 address.
    Ipv4(&'static str),
    /// An https URL.
    Url(&'static str),
    /// ISO 4217.
    Currency(&'static str),
    /// ISO 3166-1.
    Country(&'static str),
    /// A day: `2026-11-30`.
    Day(&'static str),
    /// A duration of ISO-8601 that is longer than nothing: `P2M`, `PT48H`.
    Duration(&'static str),
    /// A UUID.
    Uuid(&'static str),
    /// A flat object.
    Metadata(&'static str),
    /// More than nothing.
    Positive(&'static str),
    /// A list that holds something.
    Filled(&'static str),
    /// Money in the currency of `money`, of which only the amount is sent.
    AmountOf(&'static str),
    /// Exactly one of them is given.
    OneOf(&'static [&'static str]),
    /// No more than one of them is given.
    AtMostOne(&'static [&'static str]),
    /// The first is given if the second has this value.
    RequiredFor(&'static [&'static str; 3]),
    /// All of them are given or none.
    Together(&'static [&'static str]),
    /// At least one of them is given: otherwise the request would change nothing.
    Any(&'static [&'static str]),
}

impl Rule {
    /// Checks a parameter object, which `spread` members of are not looked into.
    pub(crate) fn check(&self, fields: &Fields<'_>) -> Result<(), Error> {
        let given = |name: &str| at(fields, name).is_some();
        match *self {
            Self::Text(name, most) => text(fields, name, |text| {
                rules::required(name, text)?;
                let fits = text.chars().count() <= most.into();
                ensure(fits, name, || format!("must be at most {most} characters"))
            }),
            Self::Range(name, first, last) => number(fields, name, |number| {
                let within = number.is_some_and(|number| (first.into()..=last.into()).contains(&number));
                ensure(within, name, || format!("must be from {first} to {last}"))
            }),
            Self::Positive(name) => match money(fields, name)? {
                Some(money) if money.amount() == 0 => {
                    // What is sent below other names is called by them.
                    let field = if name == "money" { "money.amount" } else { name };
                    Err(Error::invalid(field, "must be more than 0"))
                }
                Some(_) => Ok(()),
                None => Ok(()),
            },
            Self::Filled(name) => {
                let empty =
                    at(fields, name).is_some_and(|list| Value::known(list.get()).parts().next().is_none());
                ensure(!empty, name, || "must hold at least one".to_owned())
            }
            Self::Email(name) => text(fields, name, |text| rules::email(name, text)),
            Self::Ipv4(name) => text(fields, name, |text| rules::ipv4(name, text)),
            Self::Url(name) => text(fields, name, |text| url::check(name, text)),
            Self::Currency(name) => text(fields, name, |text| rules::currency(name, Some(text))),
            Self::Country(name) => text(fields, name, |text| rules::country(name, Some(text))),
            Self::Duration(name) => text(fields, name, |text| rules::duration(name, text)),
            Self::Day(name) => text(fields, name, |text| rules::day(name, text)),
            Self::Uuid(name) => text(fields, name, |text| rules::uuid(name, text)),
            Self::Metadata(name) => match at(fields, name).map(|value| known::<JsonObject>(value.get())) {
                Some(Some(metadata)) => rules::metadata(&metadata),
                _ => Ok(()),
            },
            // Checked always: see [`Rule::agree`].
            Self::AmountOf(_) => Ok(()),
            Self::OneOf(names) => {
                let count = names.iter().filter(|name| given(name)).count();
                let first = names.first().copied().unwrap_or_default();
                ensure(count == 1, first, || {
                    format!("or another of {} must be given, and only one", list(names))
                })
            }
            Self::AtMostOne(names) => {
                let second = names.iter().filter(|name| given(name)).nth(1).copied();
                ensure(second.is_none(), second.unwrap_or_default(), || {
                    format!("cannot be given with another of {}", list(names))
                })
            }
            Self::RequiredFor([name, other, value]) => {
                let says = at(fields, other).and_then(|other| known::<String>(other.get()));
                let needed = says.as_deref() == Some(*value);
                ensure(!needed || given(name), name, || format!("is required when {other} is {value}"))
            }
            Self::Together(names) => {
                match (names.iter().find(|name| given(name)), names.iter().find(|name| !given(name))) {
                    (Some(_), Some(missing)) => Err(Error::invalid(
                        *missing,
                        format!("is required with the others of {}", list(names)),
                    )),
                    _ => Ok(()),
                }
            }
            Self::Any(names) => {
                let first = names.first().copied().unwrap_or_default();
                ensure(names.iter().any(|name| given(name)), first, || {
                    format!("or another of {} must be given", list(names))
                })
            }
        }
    }

    /// Whether all money of a request is in one currency, which is sent once or never: no setting switches this off.
    pub(crate) fn agree(rules: &[Self], fields: &Fields<'_>) -> Result<(), Error> {
        let paths = rules.iter().filter_map(|rule| match rule {
            Self::AmountOf(path) => Some(*path),
            _ => None,
        });
        let mut first: Option<(&str, Money)> = None;
        for name in std::iter::once("money").chain(paths) {
            match (&first, money(fields, name)?) {
                (Some((of, whole)), Some(part)) if part.currency() != whole.currency() => {
                    return Err(Error::invalid(name, format!("must be in the currency of {of}")));
                }
                (None, Some(whole)) => first = Some((name, whole)),
                _ => {}
            }
        }
        Ok(())
    }

    /// What stands in the request instead of the parameter.
    pub(crate) fn rewrite<'a>(rules: &[Self], name: &str, value: &'a RawValue) -> Cow<'a, str> {
        let paths = rules.iter().filter_map(|rule| match rule {
            Self::AmountOf(path) => Some(*path),
            _ => None,
        });
        amounts(value, &below(paths, name))
    }
}

/// Of some paths those that begin with a name, without it; the name itself is a path without anything.
fn below<'p>(paths: impl Iterator<Item = &'p str>, name: &str) -> Vec<&'p str> {
    paths
        .filter_map(|path| match path.split_once('.') {
            Some((first, rest)) => (first == name).then_some(rest),
            None => (path == name).then_some(""),
        })
        .collect()
}

/// The same value with amounts alone instead of the money at some paths.
fn amounts<'a>(value: &'a RawValue, paths: &[&str]) -> Cow<'a, str> {
    let as_given = Cow::Borrowed(value.get());
    if paths.is_empty() {
        return as_given;
    }
    if paths.contains(&"") {
        return known::<Money>(value.get()).map_or(as_given, |money| Cow::Owned(money.amount().to_string()));
    }
    let Some(fields) = Fields::read(value.get().as_bytes()) else { return as_given };
    let members = fields.0.iter().map(|(name, value)| {
        let value = amounts(value, &below(paths.iter().copied(), name));
        format!("{}:{value}", Json::from(name.as_ref()).as_str())
    });
    Cow::Owned(format!("{{{}}}", members.collect::<Vec<_>>().join(",")))
}

fn ensure(holds: bool, name: &str, rule: impl FnOnce() -> String) -> Result<(), Error> {
    if holds { Ok(()) } else { Err(Error::invalid(name, rule())) }
}

fn list(names: &[&str]) -> String {
    names.join(", ")
}

/// A parameter, unless it is missing or null.
fn at<'a>(fields: &Fields<'a>, path: &str) -> Option<&'a RawValue> {
    let found = match path.split_once('.') {
        Some((name, rest)) => at(&Fields::read(fields.get(name)?.get().as_bytes())?, rest),
        None => fields.get(path),
    };
    found.filter(|value| value.get() != "null")
}

fn text(fields: &Fields<'_>, name: &str, check: impl FnOnce(&str) -> Result<(), Error>) -> Result<(), Error> {
    match at(fields, name).and_then(|value| known::<String>(value.get())) {
        Some(text) => check(&text),
        None => Ok(()),
    }
}

fn number(
    fields: &Fields<'_>,
    name: &str,
    check: impl FnOnce(Option<u64>) -> Result<(), Error>,
) -> Result<(), Error> {
    at(fields, name).map_or(Ok(()), |value| check(value.get().parse().ok()))
}

fn money(fields: &Fields<'_>, name: &str) -> Result<Option<Money>, Error> {
    match at(fields, name) {
        Some(value) => Money::read(value.get()).map(Some).map_err(|error| error.inside(name)),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(rules: &[Rule], name: &str, json: &str) -> String {
        Rule::rewrite(rules, name, serde_json::from_str(json).unwrap()).into_owned()
    }

    #[test]
    fn money_becomes_an_amount_wherever_it_is() {
        let rules = [Rule::AmountOf("first"), Rule::AmountOf("plan.each"), Rule::AmountOf("plan.by.far")];
        let yen = r#"{"amount":250,"currency":"JPY"}"#;
        assert_eq!(rewritten(&rules, "first", yen), "250");
        assert_eq!(rewritten(&rules, "each", yen), yen);
        assert_eq!(rewritten(&rules, "first", "null"), "null");
        let plan = format!(r#"{{"each":{yen},"n":1.50,"\"x\"":{yen},"by":{{"far":{yen},"each":{yen}}}}}"#);
        let expect = format!(r#"{{"each":250,"n":1.50,"\"x\"":{yen},"by":{{"far":250,"each":{yen}}}}}"#);
        assert_eq!(rewritten(&rules, "plan", &plan), expect);
        assert_eq!(rewritten(&rules, "plan", "[]"), "[]");
    }

    #[test]
    fn rules_about_several() {
        let refused = |rule: Rule, json: &str| {
            let error = rule.check(&Fields::read(json.as_bytes()).unwrap()).err();
            error.and_then(|error| error.field().map(str::to_owned))
        };
        let one = || Rule::AtMostOne(&["a", "b.c", "d"]);
        assert_eq!(refused(one(), "{}"), None);
        assert_eq!(refused(one(), r#"{"a":null,"b":{"c":1}}"#), None);
        assert_eq!(refused(one(), r#"{"a":0,"b":{"c":1}}"#).as_deref(), Some("b.c"));
        let needed = || Rule::RequiredFor(&["b.n", "b.kind", "fixed"]);
        assert_eq!(refused(needed(), r#"{"b":{"kind":"free"}}"#), None);
        assert_eq!(refused(needed(), r#"{"b":{"kind":"fixed","n":1}}"#), None);
        assert_eq!(refused(needed(), r#"{"b":{"kind":"fixed","n":null}}"#).as_deref(), Some("b.n"));
        assert_eq!(refused(Rule::Filled("l"), r#"{"l":[0]}"#), None);
        assert_eq!(refused(Rule::Filled("l"), r#"{"l":[ ]}"#).as_deref(), Some("l"));
    }

    #[test]
    fn durations() {
        let good = |text: &str| rules::duration("d", text).is_ok();
        for text in ["P1D", "P3M", "P1Y2M3W4DT5H6M7S", "PT48H", "P0DT1S", "P10Y"] {
            assert!(good(text), "{text}");
        }
        for text in [
            "",
            "P",
            "PT",
            "1D",
            "P1",
            "P1H",
            "PT1D",
            "P1D1M",
            "P1D1D",
            "P0D",
            "PT0S",
            "P1DT",
            "P1.5D",
            "P-1D",
            "P1d",
            "P1234567D",
            "P１D",
        ] {
            assert!(!good(text), "{text}");
        }
    }
}
