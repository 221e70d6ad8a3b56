use serde_json::Value;
use serde_json::json;
use serde_json::value::RawValue;

use super::problem::{Problem, Problems};
use crate::address::Address;
use crate::call::Call;
use crate::json::{Json, Members};
use jiff::Timestamp;

/// Reads the members of a JSON object and notes what is wrong with them.
pub(super) struct Reader<'a> {
    members: Members,
    /// What stands before a name in an error, such as `phone_number.`.
    prefix: &'static str,
    problems: &'a Problems,
}

impl<'a> Reader<'a> {
    pub(super) fn new(members: Members, problems: &'a Problems) -> Self {
        Self { members, prefix: "", problems }
    }

    /// The members of a request's body; no body reads as no members.
    pub(super) fn of_body(call: &Call, problems: &'a Problems) -> Result<Self, Problem> {
        let body: &[u8] = if call.body.is_empty() { b"{}" } else { &call.body };
        let members = serde_json::from_slice(body).map_err(|_| Problem::new(400, "INVALID_REQUEST"))?;
        Ok(Self::new(members, problems))
    }

    pub(super) fn wrong(&self, name: &str, reason: &'static str) {
        self.problems.add(format!("{}{name}", self.prefix), reason);
    }

    pub(super) fn raw(&self, name: &str) -> Option<&RawValue> {
        self.members.0.iter().find(|(known, _)| known == name).map(|(_, raw)| &**raw)
    }

    /// A text that is not empty; a number counts as its text. Absent, null and empty are all `None`.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match Json::of(self.raw(name)?) {
            Json::Text(text) => Some(text).filter(|text| !text.is_empty()),
            Json::Number(text) => Some(text.to_owned()),
            Json::Null => None,
            _ => {
                self.wrong(name, "INVALID_FORMAT");
                None
            }
        }
    }

    /// As [`text`](Self::text); its absence is noted, and read as empty.
    pub(super) fn required(&self, name: &str) -> String {
        let problems_elsewhere =
            matches!(self.raw(name).map(Json::of), Some(Json::Bool(_) | Json::Object(_) | Json::Array(_)));
        self.text(name).unwrap_or_else(|| {
            if !problems_elsewhere {
                self.wrong(name, "REQUIRED_VALUE");
            }
            String::new()
        })
    }

    pub(super) fn required_one_of(&self, name: &str, allowed: &[&str]) -> String {
        let text = self.required(name);
        if !text.is_empty() && !allowed.contains(&text.as_str()) {
            self.wrong(name, "INVALID_FORMAT");
        }
        text
    }

    pub(super) fn one_of(&self, name: &str, allowed: &[&str]) -> Option<String> {
        let text = self.text(name)?;
        if !allowed.contains(&text.as_str()) {
            self.wrong(name, "INVALID_FORMAT");
        }
        Some(text)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match Json::of(self.raw(name)?) {
            Json::Bool(value) => Some(value),
            Json::Null => None,
            _ => {
                self.wrong(name, "INVALID_FORMAT");
                None
            }
        }
    }

    /// An absolute URL.
    pub(super) fn url(&self, name: &str) -> Option<String> {
        let url = self.text(name)?;
        if Address::parse(&url).is_none() {
            self.wrong(name, "INVALID_FORMAT_URL");
        }
        Some(url)
    }

    /// An instant in ISO-8601.
    pub(super) fn instant(&self, name: &str) -> Option<Timestamp> {
        let read = self.text(name)?.parse().ok();
        if read.is_none() {
            self.wrong(name, "INVALID_FORMAT_DATE");
        }
        read
    }

    /// A nested object; `prefix` stands before its names in errors.
    pub(super) fn object(&self, name: &str, prefix: &'static str) -> Option<Reader<'a>> {
        match Json::of(self.raw(name)?) {
            Json::Object(members) => Some(Reader { members, prefix, problems: self.problems }),
            Json::Null => None,
            _ => {
                self.wrong(name, "INVALID_FORMAT_OBJECT");
                None
            }
        }
    }

    /// Address and phone number of a card's holder.
    pub(super) fn billing(&self) -> Value {
        let country = self.text("country");
        let alpha2 = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if country.as_ref().is_some_and(|code| !alpha2(code)) {
            self.wrong("country", "INVALID_FORMAT_COUNTRY");
        }
        json!({
            "line1": self.text("line1"),
            "line2": self.text("line2"),
            "state": self.text("state"),
            "city": self.text("city"),
            "country": country,
            "zip": self.text("zip"),
            "phone_number": self.phone(false),
        })
    }

    /// `phone_number`, its country code as a number; `null` if it is absent.
    pub(super) fn phone(&self, japanese: bool) -> Value {
        let Some(phone) = self.object("phone_number", "phone_number.") else {
            return Value::Null;
        };
        let (country, local) = (phone.required("country_code"), phone.required("local_number"));
        let code: Option<u16> = country.parse().ok().filter(|code| (1..=999).contains(code));
        if code.is_none() && !country.is_empty() {
            phone.wrong("country_code", "INVALID_PHONE_NUMBER");
        } else if japanese && code.is_some_and(|code| code != 81) {
            phone.wrong("country_code", "ONLY_JAPANESE_PHONE_NUMBER_ALLOWED");
        }
        let digits = local.bytes().all(|byte| byte.is_ascii_digit()) && local.len() <= 15;
        if !digits || (japanese && !local.is_empty() && !(9..=11).contains(&local.len())) {
            phone.wrong("local_number", "INVALID_PHONE_NUMBER");
        }
        json!({ "country_code": code, "local_number": local })
    }
}
