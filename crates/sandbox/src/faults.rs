use std::fmt;
use std::str::FromStr;

use axum::http::HeaderValue;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::journal::path_matches;

/// Something that goes wrong on purpose. Written as `kind`, `kind=argument`, or `status=503 {"any":"json"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Fault {
    /// `status=503` or `status=402 {"code":...}`: answers that status, without handling the request.
    Status(u16, Option<String>),
    /// `delay=1500`: handles the request, then holds the answer back for so many milliseconds of real time.
    Delay(u64),
    /// `reset_before`: resets the connection once the headers are read; the request is not handled.
    ResetBefore,
    /// `reset_after`: handles the request, then resets the connection instead of answering.
    ResetAfter,
    /// `reset_mid_answer`: handles the request, sends half of the answer's body, then resets the connection.
    ResetMidAnswer,
    /// `truncate`: handles the request and announces the whole answer, but closes the connection after half of it.
    Truncate,
    /// `html_500`: an HTML error page, without handling the request.
    Html500,
    /// `redirect`: 302 to a login page, without handling the request.
    Redirect,
    /// `too_many`, `too_many=30` or `too_many=Wed, 21 Oct 2026 07:28:00 GMT`: 429 with an empty body, and with
    /// that `Retry-After`; the request is not handled.
    TooMany(Option<String>),
    /// `ok_error`: HTTP 200 with the gateway's error body, without handling the request.
    OkError,
    /// `large=3145728`: HTTP 200 with a JSON answer of so many bytes, without handling the request.
    Large(usize),
    /// `garbage`: HTTP 200 with something that is no JSON, without handling the request.
    Garbage,
}

/// Largest answer that [`Fault::Large`] makes: 64 MiB.
const LARGEST: usize = 64 * 1024 * 1024;

impl FromStr for Fault {
    type Err = Error;

    fn from_str(spec: &str) -> Result<Self, Error> {
        let bad = |why: &str| Error::Fault(format!("fault `{spec}`: {why}"));
        let (kind, argument) = match spec.trim().split_once('=') {
            Some((kind, argument)) => (kind.trim(), Some(argument.trim())),
            None => (spec.trim(), None),
        };
        let number = |what: &str| {
            let text = argument.ok_or_else(|| bad(&format!("needs {what}, as in `{kind}=1000`")))?;
            text.parse::<u64>().map_err(|_| bad(&format!("`{text}` is not {what}")))
        };
        let fault = match kind {
            "status" => return status(argument.unwrap_or("")).map_err(bad),
            "delay" => Self::Delay(number("a number of milliseconds")?),
            "large" => {
                let bytes = usize::try_from(number("a number of bytes")?).ok();
                Self::Large(bytes.filter(|bytes| *bytes <= LARGEST).ok_or_else(|| bad("more than 64 MiB"))?)
            }
            "too_many" => {
                let after = argument.map(str::to_owned);
                if after.as_deref().is_some_and(|text| HeaderValue::from_str(text).is_err()) {
                    return Err(bad("Retry-After does not fit a header"));
                }
                return Ok(Self::TooMany(after));
            }
            "reset_before" => Self::ResetBefore,
            "reset_after" => Self::ResetAfter,
            "reset_mid_answer" => Self::ResetMidAnswer,
            "truncate" => Self::Truncate,
            "html_500" => Self::Html500,
            "redirect" => Self::Redirect,
            "ok_error" => Self::OkError,
            "garbage" => Self::Garbage,
            _ => {
                return Err(bad(
                    "unknown kind; there are status, delay, reset_before, reset_after, reset_mid_answer, truncate, \
                     html_500, redirect, too_many, ok_error, large, garbage",
                ));
            }
        };
        if argument.is_some() && !matches!(fault, Self::Delay(_) | Self::Large(_)) {
            return Err(bad("takes no argument"));
        }
        Ok(fault)
    }
}

fn status(argument: &str) -> Result<Fault, &'static str> {
    let (code, body) = match argument.split_once(' ') {
        Some((code, body)) => (code, Some(body.trim())),
        None => (argument, None),
    };
    let code = code
        .parse()
        .ok()
        .filter(|code| (200..=599).contains(code))
        .ok_or("needs a status from 200 to 599")?;
    if body.is_some_and(|body| serde_json::from_str::<serde::de::IgnoredAny>(body).is_err()) {
        return Err("the body is not JSON");
    }
    Ok(Fault::Status(code, body.map(str::to_owned)))
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(code, None) => write!(f, "status={code}"),
            Self::Status(code, Some(body)) => write!(f, "status={code} {body}"),
            Self::Delay(milliseconds) => write!(f, "delay={milliseconds}"),
            Self::ResetBefore => f.write_str("reset_before"),
            Self::ResetAfter => f.write_str("reset_after"),
            Self::ResetMidAnswer => f.write_str("reset_mid_answer"),
            Self::Truncate => f.write_str("truncate"),
            Self::Html500 => f.write_str("html_500"),
            Self::Redirect => f.write_str("redirect"),
            Self::TooMany(None) => f.write_str("too_many"),
            Self::TooMany(Some(after)) => write!(f, "too_many={after}"),
            Self::OkError => f.write_str("ok_error"),
            Self::Large(bytes) => write!(f, "large={bytes}"),
            Self::Garbage => f.write_str("garbage"),
        }
    }
}

impl TryFrom<String> for Fault {
    type Error = Error;

    fn try_from(spec: String) -> Result<Self, Error> {
        spec.parse()
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        fault.to_string()
    }
}

/// A fault for the next requests that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Which requests.
    #[serde(default, rename = "match")]
    pub matches: FaultMatch,
    /// How many requests it still applies to.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    pub fault: Fault,
}

/// Which requests a [`FaultRule`] applies to; everything that is `None` matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultMatch {
    /// The method, in any case.
    pub method: Option<String>,
    /// The exact path, or a beginning followed by `*`.
    pub path: Option<String>,
}

fn once() -> u32 {
    1
}

/// Takes the fault for this request from the first rule that matches, which has one time less then.
pub(crate) fn take(rules: &mut Vec<FaultRule>, method: &str, path: &str) -> Option<Fault> {
    let at = rules.iter().position(|rule| {
        rule.matches.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && rule.matches.path.as_ref().is_none_or(|wanted| path_matches(wanted, path))
    })?;
    rules[at].times = rules[at].times.saturating_sub(1);
    if rules[at].times == 0 { Some(rules.remove(at).fault) } else { Some(rules[at].fault.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_print_as_they_read() {
        for spec in [
            "status=503",
            "status=402 {\"a\":1}",
            "delay=5",
            "reset_before",
            "reset_after",
            "reset_mid_answer",
            "truncate",
            "html_500",
            "redirect",
            "too_many",
            "too_many=30",
            "ok_error",
            "large=10",
            "garbage",
        ] {
            assert_eq!(spec.parse::<Fault>().unwrap().to_string(), spec);
        }
    }

    #[test]
    fn bad_specifications_say_why() {
        for (spec, why) in [
            ("", "unknown kind"),
            ("explode", "unknown kind"),
            ("status", "needs a status"),
            ("status=99", "needs a status"),
            ("status=500 {", "not JSON"),
            ("delay=soon", "not a number of milliseconds"),
            ("delay", "needs a number of milliseconds"),
            ("garbage=1", "takes no argument"),
        ] {
            let error = spec.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains(why), "{spec}: {error}");
        }
    }

    #[test]
    fn rules_run_out() {
        let rule = |path: &str, times| FaultRule {
            matches: FaultMatch { method: None, path: Some(path.into()) },
            times,
            fault: Fault::Garbage,
        };
        let mut rules = vec![rule("/a", 2), rule("/b*", 1)];
        assert_eq!(take(&mut rules, "GET", "/c"), None);
        assert!(take(&mut rules, "GET", "/a").is_some());
        assert!(take(&mut rules, "GET", "/a").is_some());
        assert_eq!(take(&mut rules, "GET", "/a"), None);
        assert!(take(&mut rules, "GET", "/b/c").is_some());
        assert!(rules.is_empty());
    }
}
