use jiff::civil::Time;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde_json::{Value, json};

use super::reader::Reader;

const STORES: [&str; 10] = [
    "seven_eleven",
    "family_mart",
    "lawson",
    "mini_stop",
    "seico_mart",
    "pay_easy",
    "circle_k",
    "sunkus",
    "daily_yamazaki",
    "yamazaki_daily_store",
];

const SHORTEST: SignedDuration = SignedDuration::from_mins(30);
const LONGEST: SignedDuration = SignedDuration::from_hours(60 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
const DEFAULT_PERIOD: &str = "P30D";

/// A payment at a convenience store.
pub(super) fn konbini(data: &Reader<'_>) -> Value {
    let store = data.required_one_of("convenience_store", &STORES);
    if data.raw("phone_number").is_none_or(|raw| raw.get() == "null") {
        data.wrong("phone_number", "REQUIRED_VALUE");
    }
    let (period, shift) = expiration(data);
    json!({
        "customer_name": data.required("customer_name"),
        "convenience_store": store,
        "phone_number": data.phone(true),
        "expiration_period": period.unwrap_or_else(|| DEFAULT_PERIOD.to_owned()),
        "expiration_time_shift": shift,
    })
}

/// `expiration_period` and `expiration_time_shift`: 30 minutes to 60 days; a time of day needs a day at least.
pub(super) fn expiration(data: &Reader<'_>) -> (Option<String>, Option<String>) {
    let period = data.text("expiration_period");
    let length = period.as_deref().map(|text| {
        let length = duration(text);
        match length {
            None => data.wrong("expiration_period", "INVALID_FORMAT"),
            Some(length) if !(SHORTEST..=LONGEST).contains(&length) => {
                data.wrong("expiration_period", "EXPIRATION_DATE_OUT_OF_BOUNDS");
            }
            Some(_) => {}
        }
        length.unwrap_or(DAY)
    });
    let shift = data.text("expiration_time_shift");
    if let Some(text) = &shift {
        if !is_time_with_zone(text) {
            data.wrong("expiration_time_shift", "INVALID_FORMAT");
        } else if length.is_some_and(|length| length < DAY) {
            data.wrong("expiration_time_shift", "INVALID_TIME_PERIOD");
        }
    }
    (period, shift)
}

/// An ISO-8601 duration of days and smaller units.
pub(super) fn duration(text: &str) -> Option<SignedDuration> {
    let span: Span = text.starts_with('P').then(|| text.parse().ok())??;
    if span.get_years() != 0 || span.get_months() != 0 {
        return None;
    }
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

/// Such as `09:00:00+09:00`, `09:00:00.000+09:00` or `00:00:00Z`.
fn is_time_with_zone(text: &str) -> bool {
    let time = |text: &str| text.len() >= 8 && text.parse::<Time>().is_ok();
    if let Some(start) = text.strip_suffix('Z') {
        return time(start);
    }
    let Some(at) = text.rfind(['+', '-']) else {
        return false;
    };
    let zone = &text.as_bytes()[at + 1..];
    matches!(zone, [h1, h2, b':', m1, m2] if [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit()))
        && time(&text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_times() {
        assert_eq!(duration("PT30M"), Some(SHORTEST));
        assert_eq!(duration("P60D"), Some(LONGEST));
        assert_eq!(duration("P1W"), Some(SignedDuration::from_hours(168)));
        assert_eq!(duration("PT168H"), duration("P7D"));
        for bad in ["7D", "P1M", "P1Y", "", "week", "PT"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
        for good in ["09:00:00+09:00", "09:00:00.000+09:00", "23:59:59Z"] {
            assert!(is_time_with_zone(good), "{good}");
        }
        for bad in ["09:00:00", "25:00:00Z", "09:00:00+9", "+09:00", "noon"] {
            assert!(!is_time_with_zone(bad), "{bad}");
        }
    }
}
