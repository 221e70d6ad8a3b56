//! Times as the gateways write them.

mod calendar;
mod parse;

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC, to the nanosecond. Read from ISO-8601 with any offset, or from epoch milliseconds;
/// written as ISO-8601 in UTC: `2026-03-13T02:39:52.908468Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Since 1970, rounded down.
    seconds: i64,
    nanos: u32,
}

impl Timestamp {
    /// None outside of the years -9999 to 9999.
    fn new(seconds: i64, nanos: u32) -> Option<Self> {
        (-377_705_023_201..=253_402_207_200).contains(&seconds).then_some(Self { seconds, nanos })
    }

    fn parse(json: &str) -> Option<Self> {
        let (seconds, nanos) = match json.strip_prefix('"') {
            None => {
                let millis: i64 = json.parse().ok()?;
                (millis.div_euclid(1000), u32::try_from(millis.rem_euclid(1000)).ok()? * 1_000_000)
            }
            Some(rest) => parse::iso_8601(rest.strip_suffix('"')?)?,
        };
        Self::new(seconds, nanos)
    }

    /// Milliseconds since 1970.
    pub fn as_millis(self) -> i64 {
        let nanos = i64::from(self.nanos);
        // Towards 1970.
        let millis = if self.seconds < 0 { (nanos + 999_999) / 1_000_000 } else { nanos / 1_000_000 };
        self.seconds * 1000 + millis
    }
}

impl FromStr for Timestamp {
    type Err = crate::Error;
    /// Reads ISO-8601 with an offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::iso_8601(text)
            .and_then(|(seconds, nanos)| Self::new(seconds, nanos))
            .ok_or_else(|| crate::Error::invalid("time", "must be ISO-8601 with an offset"))
    }
}
impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        from_1970(time.seconds) + Duration::from_nanos(time.nanos.into())
    }
}
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, time) = (self.seconds.div_euclid(86_400), self.seconds.rem_euclid(86_400));
        let (year, month, day) = calendar::date(days);
        let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
        if year < 0 {
            write!(f, "-{:06}", -year)?;
        } else {
            write!(f, "{year:04}")?;
        }
        write!(f, "-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}")?;
        if self.nanos > 0 {
            let decimals = format!("{:09}", self.nanos);
            write!(f, ".{}", decimals.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = crate::json::text(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("neither epoch milliseconds nor ISO-8601"))
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

/// Whether `text` is a day that exists: `2026-11-30`.
pub(crate) fn is_day(text: &str) -> bool {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return false };
    let turned = [g, h, b'-', e, f, b'-', a, b, c, d];
    std::str::from_utf8(&turned).is_ok_and(|text| CalendarDate::parse(text).is_some())
}

/// A calendar date without a time zone, which the gateway writes as `dd-mm-yyyy`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDate {
    year: u16,
    month: u8,
    day: u8,
}

crate::json::exact_shape!(CalendarDate);

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
        let exists = calendar::days(year.into(), month.into(), day.into()).is_some();
        // The calendar has no year 0, nor have the date types of most languages.
        (exists && year > 0).then_some(Self { year, month, day })
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
    let date = from_1970(parse::http_date(value)?);
    Some(date.duration_since(now).unwrap_or_default())
}

fn from_1970(seconds: i64) -> SystemTime {
    let distance = Duration::from_secs(seconds.unsigned_abs());
    let there = match seconds < 0 {
        true => SystemTime::UNIX_EPOCH.checked_sub(distance),
        false => SystemTime::UNIX_EPOCH.checked_add(distance),
    };
    // Ten thousand years are no end of any system's clock.
    there.unwrap_or(SystemTime::UNIX_EPOCH)
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

    proptest::proptest! {
        #[test]
        fn instants_are_those_of_jiff(millis in -380_000_000_000_000_i64..260_000_000_000_000) {
            let theirs = jiff::Timestamp::from_millisecond(millis).ok();
            let ours = Timestamp::parse(&millis.to_string());
            proptest::prop_assert_eq!(ours.map(|t| t.to_string()), theirs.map(|t| t.to_string()));
            proptest::prop_assert_eq!(ours.map(Timestamp::as_millis), theirs.map(|t| t.as_millisecond()));
        }

        #[test]
        fn texts_are_read_as_jiff_reads_them(
            text in "[0-2][09][0-9]{2}-?(0[1-9]|1[0-3])-?[0-3][0-9][Tt _]([01][0-9]|2[0-4])(:?[0-6][0-9]){1,2}\
                     ([.,][0-9]{0,10})?(Z|z|[+-](0[0-9]|1[0-2])(:?[0-6]0)?)?"
        ) {
            let ours: Option<Timestamp> = text.parse().ok();
            let theirs: Option<jiff::Timestamp> = text.parse().ok();
            proptest::prop_assert_eq!(ours.map(|t| t.to_string()), theirs.map(|t| t.to_string()), "{}", text);
        }

        #[test]
        fn dates_of_http_are_read_as_jiff_reads_them(seconds in -60_000_000_000_i64..250_000_000_000) {
            let date = jiff::Timestamp::from_second(seconds).unwrap();
            let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&date);
            if let Ok(text) = text {
                proptest::prop_assert_eq!(parse::http_date(&text), Some(seconds), "{}", text);
            }
        }
    }
}
