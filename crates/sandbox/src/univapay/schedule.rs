use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

/// When the payments of a subscription fall due, and how much each is.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    pub(super) amount: u64,
    pub(super) initial_amount: Option<u64>,
    pub(super) every: Every,
    /// The day of the first payment.
    pub(super) first_on: Date,
    /// The day from which the cycles are counted: another than the first's, if that is paid at once.
    pub(super) start_on: Date,
    pub(super) preserve_end_of_month: bool,
    pub(super) plan: Option<Plan>,
}

/// How long a cycle is.
#[derive(Debug, Clone)]
pub(super) struct Every {
    pub(super) text: String,
    pub(super) span: Span,
}

/// How a total is split into payments; without a plan, each is the whole amount.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plan {
    FixedCycles(u64),
    FixedCycleAmount(u64),
}

/// The gateway's days begin and end in Japan.
pub(super) fn japan() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

pub(super) fn day(at: Timestamp) -> Date {
    at.to_zoned(japan()).date()
}

pub(super) fn midnight(day: Date) -> Timestamp {
    day.to_datetime(Time::midnight()).to_zoned(japan()).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

impl Every {
    /// By the gateway's name of a period.
    pub(super) fn named(name: &str) -> Option<Self> {
        let span = match name {
            "daily" => Span::new().days(1),
            "weekly" => Span::new().weeks(1),
            "biweekly" => Span::new().weeks(2),
            "monthly" => Span::new().months(1),
            "bimonthly" => Span::new().months(2),
            "quarterly" => Span::new().months(3),
            "semiannually" => Span::new().months(6),
            "annually" => Span::new().years(1),
            _ => return None,
        };
        Some(Self { text: name.to_owned(), span })
    }

    /// An ISO-8601 period of whole days, weeks, months or years.
    pub(super) fn cyclical(text: &str) -> Option<Self> {
        let span: Span = text.strip_prefix('P').filter(|rest| !rest.contains('T')).and(text.parse().ok())?;
        span.is_positive().then(|| Self { text: text.to_owned(), span })
    }
}

impl Schedule {
    /// When the payment with this number, from 0, is due.
    pub(super) fn due_date(&self, number: u64) -> Option<Date> {
        let cycles = match (number, self.first_on == self.start_on) {
            (0, _) => return Some(self.first_on),
            (number, true) => number,
            (number, false) => number - 1,
        };
        let span = self.every.span.checked_mul(i64::try_from(cycles).ok()?).ok()?;
        let day = self.start_on.checked_add(span).ok()?;
        let at_the_end = self.preserve_end_of_month && self.start_on == self.start_on.last_of_month();
        Some(if at_the_end { day.last_of_month() } else { day })
    }

    /// How much the payment with this number is; `None` after the last.
    pub(super) fn payment(&self, number: u64) -> Option<u64> {
        let first = match self.plan {
            None => {
                return Some(if number == 0 {
                    self.initial_amount.unwrap_or(self.amount)
                } else {
                    self.amount
                });
            }
            Some(Plan::FixedCycles(cycles)) => {
                let even = self.amount / cycles;
                // What cannot be split evenly is paid first.
                self.initial_amount.unwrap_or(even + self.amount % cycles)
            }
            Some(Plan::FixedCycleAmount(each)) => self.initial_amount.unwrap_or(each).min(self.amount),
        };
        let rest = self.amount.saturating_sub(first);
        let amount = match (self.plan?, number) {
            (_, 0) => first,
            (Plan::FixedCycles(cycles), number) if number < cycles => {
                let (even, odd) = (rest / (cycles - 1), rest % (cycles - 1));
                if number == 1 { even + odd } else { even }
            }
            (Plan::FixedCycles(_), _) => return None,
            (Plan::FixedCycleAmount(each), number) => {
                rest.saturating_sub(each.saturating_mul(number - 1)).min(each)
            }
        };
        (amount > 0).then_some(amount)
    }

    /// How many payments there are after this number; `None` without an end.
    pub(super) fn left_after(&self, number: u64) -> Option<u64> {
        self.plan?;
        Some((number + 1..).take_while(|number| self.payment(*number).is_some()).count() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(plan: Option<Plan>, initial_amount: Option<u64>) -> Schedule {
        let day = "2026-01-31".parse().unwrap();
        Schedule {
            amount: 1000,
            initial_amount,
            every: Every::named("monthly").unwrap(),
            first_on: day,
            start_on: day,
            preserve_end_of_month: false,
            plan,
        }
    }

    fn payments(schedule: &Schedule) -> Vec<u64> {
        (0..).map_while(|number| schedule.payment(number)).collect()
    }

    #[test]
    fn a_plan_splits_the_total() {
        assert_eq!(payments(&schedule(Some(Plan::FixedCycles(3)), Some(250))), [250, 375, 375]);
        assert_eq!(payments(&schedule(Some(Plan::FixedCycles(3)), None)), [334, 333, 333]);
        assert_eq!(payments(&schedule(Some(Plan::FixedCycleAmount(300)), None)), [300, 300, 300, 100]);
        assert_eq!(payments(&schedule(Some(Plan::FixedCycleAmount(500)), None)), [500, 500]);
        assert_eq!(schedule(Some(Plan::FixedCycles(3)), None).left_after(0), Some(2));
        assert_eq!(
            (schedule(None, None).payment(99), schedule(None, None).left_after(0)),
            (Some(1000), None)
        );
    }

    #[test]
    fn months_end_where_they_end() {
        let days = |schedule: &Schedule| -> Vec<String> {
            (0..4).map(|number| schedule.due_date(number).unwrap().to_string()).collect()
        };
        let plain = schedule(None, None);
        assert_eq!(days(&plain), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
        let february = Schedule {
            first_on: "2026-01-10".parse().unwrap(),
            start_on: "2026-02-28".parse().unwrap(),
            preserve_end_of_month: true,
            ..plain
        };
        assert_eq!(days(&february), ["2026-01-10", "2026-02-28", "2026-03-31", "2026-04-30"]);
        assert!(Every::cyclical("P1M").is_some() && Every::cyclical("P2W").is_some());
        for wrong in ["", "P", "PT1H", "1M", "P0D", "-P1D", "monthly"] {
            assert!(Every::cyclical(wrong).is_none(), "{wrong}");
        }
    }
}
