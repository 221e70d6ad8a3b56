//! Times as the gateways write them.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// An instant in UTC, to the nanosecond. Read from ISO-8601 with any offset, or from epoch milliseconds;
/// written as ISO-8601 in UTC: `2026-03-13T02:39:52.908468Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    fn parse(json: &str) -> Option<Self> {
        let time = match json.strip_prefix('"') {
            None => jiff::Timestamp::from_millisecond(json.parse().ok()?).ok()?,
            Some(rest) => rest.strip_suffix('"')?.parse().ok()?,
        };
        Some(Self(time))
    }

    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        self.0.as_millisecond()
    }
}

impl FromStr for Timestamp {
    type Err = crate::Error;
    /// Reads ISO-8601 with an offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| crate::Error::invalid("time", "must be ISO-8601 with an offset"))
    }
}
impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        time.0.into()
    }
}
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::parse(raw.get()).ok_or_else(|| D::Error::custom("neither epoch milliseconds nor ISO-8601"))
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// A calendar date without a time zone, which the gateway writes as `dd-mm-yyyy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate {
    year: u16,
    month: u8,
    day: u8,
}

impl CalendarDate {
    /// Reads `dd-mm-yyyy`; `None` unless that day exists.
    pub fn parse(text: &str) -> Option<Self> {
        let &[a, b, b'-', c, d, b'-', e, f, g, h] = text.as_bytes() else { return None };
        let mut digits = [0_u8; 8];
        for (digit, byte) in digits.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        }
        let [a, b, c, d, e, f, g, h] = digits;
        let (day, month) = (a * 10 + b, c * 10 + d);
        let year = [e, f, g, h].iter().fold(0_u16, |year, digit| year * 10 + u16::from(*digit));
        let exists = jiff::civil::Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        );
        // The calendar has no year 0, nor have the date types of most languages.
        exists.ok().filter(|_| year > 0).map(|_| Self { year, month, day })
    }
    /// Four digits.
    pub const fn year(self) -> u16 {
        self.year
    }
    /// 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }
    /// 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }
}

impl fmt::Display for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}-{:04}", self.day, self.month, self.year)
    }
}
impl fmt::Debug for CalendarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for CalendarDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for CalendarDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::json::visit_str(deserializer, Self::parse)?
            .ok_or_else(|| D::Error::custom("not a dd-mm-yyyy date"))
    }
}
#[cfg(feature = "schema")]
impl schemars::JsonSchema for CalendarDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CalendarDate".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "dd-mm-yyyy" })
    }
}

/// `Retry-After`: seconds, or a date. A date in the past means now.
pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if value.bytes().all(|b| b.is_ascii_digit()) && !value.is_empty() {
        return value.parse().ok().map(Duration::from_secs);
    }
    let date: SystemTime = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().into();
    Some(date.duration_since(now).unwrap_or_default())
}

/// `now` and `wait` later, or the last instant that can be told when a gateway asks for an age.
pub(crate) fn later(now: SystemTime, wait: Duration) -> SystemTime {
    const AGES: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);
    now.checked_add(wait.min(AGES)).unwrap_or(now)
}

/// Whole seconds since 1970; 0 for a clock before that.
pub(crate) fn unix_seconds(now: SystemTime) -> u64 {
    now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_in_every_documented_form() {
        let read = |json: &str| serde_json::from_str::<Timestamp>(json).map(|t| t.to_string()).ok();
        assert_eq!(read("1491205358955").as_deref(), Some("2017-04-03T07:42:38.955Z"));
        assert_eq!(read("\"2026-03-13T02:39:52.908468Z\"").as_deref(), Some("2026-03-13T02:39:52.908468Z"));
        assert_eq!(
            read("\"2017-06-22T16:00:55.436116+09:00\"").as_deref(),
            Some("2017-06-22T07:00:55.436116Z")
        );
        assert_eq!(read("\"2024-06-25T07:12:15.16452Z\"").as_deref(), Some("2024-06-25T07:12:15.16452Z"));
        for bad in ["\"2026-03-13\"", "1.5", "\"\"", "99999999999999999", "{}", "\"\\u0032\""] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn calendar_dates_exist() {
        assert_eq!(CalendarDate::parse("22-05-2022").map(|d| d.to_string()).as_deref(), Some("22-05-2022"));
        assert!(CalendarDate::parse("29-02-2024").is_some());
        for bad in [
            "29-02-2023",
            "01-01-0000",
            "31-04-2024",
            "00-01-2024",
            "1-1-2024",
            "2024-01-01",
            "22/05/2022",
            "２２-05-2022",
        ] {
            assert!(CalendarDate::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn retry_after_as_seconds_or_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(retry_after(" 7 ", now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Tue, 14 Nov 2023 22:13:50 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Tue, 14 Nov 2023 22:00:00 GMT", now), Some(Duration::ZERO));
        for bad in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(retry_after(bad, now), None, "{bad}");
        }
    }
}
