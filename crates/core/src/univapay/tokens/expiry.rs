//! Until when a customer may pay: a period, and a time of day to end it at.

use jiff::{SignedDuration, Span, SpanRelativeTo, fmt::temporal::SpanParser};

use crate::Error;

const PERIOD: &str = "expiration_period";
const TIME_SHIFT: &str = "expiration_time_shift";
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A period of any length, and a time that needs a day of it.
pub(super) fn check(period: Option<&str>, time_shift: Option<&str>) -> Result<(), Error> {
    check_within(period, time_shift, None)
}

/// "作成日から最短30分、最大60日間": the same, from 30 minutes to 60 days.
pub(super) fn check_konbini(period: Option<&str>, time_shift: Option<&str>) -> Result<(), Error> {
    check_within(
        period,
        time_shift,
        Some((SignedDuration::from_mins(30), SignedDuration::from_hours(60 * 24))),
    )
}

fn check_within(
    period: Option<&str>,
    time_shift: Option<&str>,
    bounds: Option<(SignedDuration, SignedDuration)>,
) -> Result<(), Error> {
    let period = period.map(read_period).transpose()?;
    if let (Some(length), Some((shortest, longest))) = (period, bounds)
        && !(shortest..=longest).contains(&length)
    {
        return Err(Error::invalid(PERIOD, "must be from 30 minutes (PT30M) to 60 days (P60D)"));
    }
    let Some(time_shift) = time_shift else { return Ok(()) };
    if !is_time_with_zone(time_shift) {
        return Err(Error::invalid(TIME_SHIFT, "must be a time with its offset, such as 09:00:00+09:00"));
    }
    // Without a period, the gateway's own of several days applies.
    if period.is_some_and(|length| length < DAY) {
        return Err(Error::invalid(
            PERIOD,
            format!("must be at least a day (P1D) when {TIME_SHIFT} is given"),
        ));
    }
    Ok(())
}

/// Years and months are refused: how long they are depends on the day, and the gateway's limits are in days.
fn read_period(text: &str) -> Result<SignedDuration, Error> {
    static PARSER: SpanParser = SpanParser::new();
    let rule = || {
        Error::invalid(
            PERIOD,
            "must be an ISO-8601 duration of weeks, days, hours, minutes or seconds, such as P7D",
        )
    };
    // Its parser also reads small letters and signs.
    if !text.starts_with('P') || text.bytes().any(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'+')) {
        return Err(rule());
    }
    let span: Span = PARSER.parse_span(text).map_err(|_| rule())?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(rule());
    }
    let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| rule())?;
    if length.is_positive() { Ok(length) } else { Err(Error::invalid(PERIOD, "must be longer than nothing")) }
}

/// `hh:mm:ss`, up to nine decimals, and `Z` or `±hh:mm`.
fn is_time_with_zone(text: &str) -> bool {
    let Some((time, rest)) = text.split_at_checked(8) else { return false };
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(rest) => {
            let zone = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if !(1..=9).contains(&(rest.len() - zone.len())) {
                return false;
            }
            zone
        }
    };
    let zone_is_good =
        zone == "Z" || zone.strip_prefix(['+', '-']).is_some_and(|offset| are_two_digits(offset, &[18, 59]));
    are_two_digits(time, &[23, 59, 59]) && zone_is_good
}

/// Numbers of two digits with colons between them, each at most its limit.
fn are_two_digits(text: &str, limits: &[u8]) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    parts.len() == limits.len()
        && parts.iter().zip(limits).all(|(part, limit)| {
            part.len() == 2
                && part.bytes().all(|b| b.is_ascii_digit())
                && part.parse::<u8>().is_ok_and(|number| number <= *limit)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        let seconds = |text| read_period(text).map(|length| length.as_secs()).ok();
        assert_eq!(seconds("P7D"), Some(604_800));
        assert_eq!(seconds("P1W"), Some(604_800));
        assert_eq!(seconds("PT168H"), Some(604_800));
        assert_eq!(seconds("P1DT1H1M1S"), Some(90_061));
        for bad in [
            "",
            "7D",
            "P",
            "PT",
            "P1M",
            "P1Y",
            "p7d",
            "-P7D",
            "P-7D",
            "7 days",
            "P7D ",
            "PT0S",
            "P1.5D",
            "P99999999999999D",
        ] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn times() {
        for good in
            ["09:00:00+09:00", "23:59:59.999+09:00", "23:59:59.999999+09:00", "00:00:00Z", "12:30:00-05:30"]
        {
            assert!(is_time_with_zone(good), "{good}");
        }
        for bad in [
            "",
            "09:00:00",
            "9:00:00+09:00",
            "09:00+09:00",
            "24:00:00+09:00",
            "09:60:00+09:00",
            "09:00:00+9",
            "09:00:00.+09:00",
            "09:00:00.1234567890Z",
            "09:00:00+0900",
            "09:00:00 +09:00",
            "T09:00:00Z",
            "０9:00:00Z",
        ] {
            assert!(!is_time_with_zone(bad), "{bad}");
        }
    }
}
