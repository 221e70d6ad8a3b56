//! Texts that say when: ISO-8601 with an offset, and HTTP's dates. By hand, because what a library for time zones brings
//! along is a tenth of the native library: docs/decisions/0018-small-native-library.md.

use super::calendar;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What is left of a text.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Takes a character that is one of `any`.
    fn one_of(&mut self, any: &[char]) -> Option<char> {
        let first = self.0.chars().next().filter(|first| any.contains(first))?;
        self.0 = self.0.get(first.len_utf8()..)?;
        Some(first)
    }

    /// Takes a number of exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<i64> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
        self.0 = rest;
        Some(number)
    }

    /// Takes a number of two digits and at most `limit`.
    fn pair(&mut self, limit: i64) -> Option<i64> {
        self.digits(2).filter(|number| *number <= limit)
    }

    /// Takes up to the next of `end`.
    fn word(&mut self, end: char) -> Option<&'a str> {
        let (word, rest) = self.0.split_once(end)?;
        self.0 = rest;
        Some(word)
    }

    /// Takes `hh:mm:ss` with up to nine decimals, as seconds and nanoseconds: seconds may be missing, and both colons. A
    /// leap second is its minute's last.
    fn time(&mut self) -> Option<(i64, u32)> {
        let hours = self.pair(23)?;
        let extended = self.one_of(&[':']).is_some();
        let minutes = self.pair(59)?;
        let has_seconds = if extended {
            self.one_of(&[':']).is_some()
        } else {
            self.0.starts_with(|c: char| c.is_ascii_digit())
        };
        let minutes = hours * 60 + minutes;
        if !has_seconds {
            return Some((minutes * 60, 0));
        }
        Some((minutes * 60 + self.pair(60)?.min(59), self.fraction()?))
    }

    /// Takes up to nine decimals, as nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        if self.one_of(&['.', ',']).is_none() {
            return Some(0);
        }
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let missing = 9_usize.checked_sub(count).filter(|missing| *missing < 9)?;
        let number = u32::try_from(self.digits(count)?).ok()?;
        Some(number * 10_u32.pow(u32::try_from(missing).ok()?))
    }

    /// Takes what comes last: `Z`, or an offset such as `+09:00`, in seconds.
    fn offset(&mut self) -> Option<i64> {
        let seconds = match self.one_of(&['Z', 'z', '+', '-'])? {
            'Z' | 'z' => 0,
            sign => {
                let hours = self.pair(25)?;
                let has_minutes = self.one_of(&[':']).is_some() || !self.0.is_empty();
                let offset = hours * 3600 + if has_minutes { self.pair(59)? * 60 } else { 0 };
                if sign == '-' { -offset } else { offset }
            }
        };
        self.0.is_empty().then_some(seconds)
    }
}

/// Seconds since 1970, and nanoseconds on top of them.
pub(super) fn iso_8601(text: &str) -> Option<(i64, u32)> {
    let mut rest = Rest(text);
    let year = rest.digits(4)?;
    let extended = rest.one_of(&['-']).is_some();
    let month = rest.digits(2)?;
    if extended {
        rest.one_of(&['-'])?;
    }
    let days = calendar::days(year, month, rest.digits(2)?)?;
    rest.one_of(&['T', 't', ' '])?;
    let (time, nanos) = rest.time()?;
    Some((days * 86_400 + time - rest.offset()?, nanos))
}

/// Seconds since 1970 of `Tue, 14 Nov 2023 22:13:50 GMT`; the day's name may be missing.
pub(super) fn http_date(text: &str) -> Option<i64> {
    let mut rest = Rest(text.split_once(", ").map_or(text, |(_, rest)| rest));
    let day = rest.word(' ').filter(|day| day.len() <= 2)?.parse().ok()?;
    let month = rest.word(' ')?;
    let month = MONTHS.iter().zip(1..).find(|(name, _)| name.eq_ignore_ascii_case(month))?.1;
    let days = calendar::days(rest.digits(4)?, month, day)?;
    rest.one_of(&[' '])?;
    let (time, _) = rest.time()?;
    rest.one_of(&[' '])?;
    let offset = if matches!(rest.0, "GMT" | "UTC" | "UT") { 0 } else { rest.offset()? };
    Some(days * 86_400 + time - offset)
}
