//! Until when a customer may pay: a period, and a time of day to end it at.

use std::time::Duration;

use crate::Error;

const PERIOD: &str = "expiration_period";
const TIME_SHIFT: &str = "expiration_time_shift";
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A period of any length, and a time that needs a day of it.
pub(super) fn check(period: Option<&str>, time_shift: Option<&str>) -> Result<(), Error> {
    check_within(period, time_shift, None)
}

/// "作成日から最短30分、最大60日間": the same, from 30 minutes to 60 days.
pub(super) fn check_konbini(period: Option<&str>, time_shift: Option<&str>) -> Result<(), Error> {
    check_within(period, time_shift, Some((Duration::from_secs(30 * MINUTE), Duration::from_secs(60 * DAY))))
}

fn check_within(
    period: Option<&str>,
    time_shift: Option<&str>,
    bounds: Option<(Duration, Duration)>,
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
    if period.is_some_and(|length| length.as_secs() < DAY) {
        return Err(Error::invalid(
            PERIOD,
            format!("must be at least a day (P1D) when {TIME_SHIFT} is given"),
        ));
    }
    Ok(())
}

/// Years and months are refused: how long they are depends on the day, and the gateway's limits are in days.
fn read_period(text: &str) -> Result<Duration, Error> {
    let rule = || {
        Error::invalid(
            PERIOD,
            "must be an ISO-8601 duration of weeks, days, hours, minutes or seconds, such as P7D",
        )
    };
    let length = units(text).ok_or_else(rule)?;
    if length.is_zero() { Err(Error::invalid(PERIOD, "must be longer than nothing")) } else { Ok(length) }
}

/// `PnYnMnWnDTnHnMnS`, each unit at most once, the last one after `T` with up to nine decimals.
fn units(text: &str) -> Option<Duration> {
    // A year and a month are as long as nothing: see above.
    const OF_DATE: [(char, u64); 4] = [('Y', 0), ('M', 0), ('W', 7 * DAY), ('D', DAY)];
    const OF_TIME: [(char, u64); 3] = [('H', HOUR), ('M', MINUTE), ('S', 1)];
    let mut rest = text.strip_prefix('P').filter(|rest| !rest.is_empty())?;
    let mut units = OF_DATE.iter();
    let (mut length, mut in_time) = (Duration::ZERO, false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T').filter(|time| !in_time && !time.is_empty()) {
            (rest, units, in_time) = (time, OF_TIME.iter(), true);
        }
        let (number, after) =
            rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?);
        let name = after.chars().next()?;
        let (_, seconds) = units.find(|(unit, _)| *unit == name)?;
        rest = after.strip_prefix(name)?;
        let (whole, fraction) = number.split_once(['.', ',']).map_or((number, None), |(w, f)| (w, Some(f)));
        let whole = whole.parse::<u32>().ok()?;
        if *seconds == 0 && whole != 0 {
            return None;
        }
        length = length.checked_add(Duration::from_secs(seconds.checked_mul(whole.into())?))?;
        if let Some(fraction) = fraction {
            let good = in_time && rest.is_empty() && (1..=9).contains(&fraction.len());
            let nanos = format!("{fraction:0<9}").parse::<u64>().ok().filter(|_| good)?;
            length = length.checked_add(Duration::from_nanos(nanos.checked_mul(*seconds)?))?;
        }
    }
    Some(length)
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

    proptest::proptest! {
        #[test]
        fn periods_are_read_as_jiff_reads_them(
            text in "P([0-9]{1,4}[WDYM]){0,3}(T([0-9]{1,5}([.,][0-9]{1,10})?[HMS]){0,3})?"
        ) {
            static PARSER: jiff::fmt::temporal::SpanParser = jiff::fmt::temporal::SpanParser::new();
            let theirs = PARSER.parse_span(&text).ok().filter(|span| span.get_years() == 0 && span.get_months() == 0);
            let theirs = theirs.and_then(|span| span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).ok());
            let theirs = theirs.map(|length| length.unsigned_abs());
            proptest::prop_assert_eq!(units(&text), theirs, "{}", text);
        }
    }
}
