//! How the share of a theme changes over time.

use gazet_graph::Date;
use std::collections::BTreeMap;

/// Days since 1 January of year 0 in the proleptic Gregorian calendar; a missing month counts as July, a missing day
/// as the middle of its month.
pub(super) fn days(date: Date) -> f64 {
    let (year, month, day) = (date.0 / 10_000, date.0 / 100 % 100, date.0 % 100);
    let (month, day) = match (month, day) {
        (0, _) => (7, 1),
        (month, 0) => (month, 15),
        known => known,
    };
    // Years that begin in March have their leap day at the end.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.saturating_sub(1), month + 9) };
    f64::from(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day)
}

/// Days of a mean year.
const YEAR: f64 = 365.2425;

/// A stretch of time by which a collection is told: a month, or a year where it spans more than five years or dates
/// say no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Month,
    Year,
}

/// Years beyond which a collection is told by year.
const MONTHLY_YEARS: u32 = 5;

/// Documents of a collection over time.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    /// Documents of each date.
    of_date: BTreeMap<Date, u64>,
}

impl Timeline {
    pub(super) fn add(&mut self, date: Date) {
        *self.of_date.entry(date).or_default() += 1;
    }

    pub(super) fn period(&self) -> Period {
        let years = |first: &Date, last: &Date| last.0 / 10_000 - first.0 / 10_000;
        let ends = self.of_date.keys().next().zip(self.of_date.keys().next_back());
        let long = ends.is_some_and(|(first, last)| years(first, last) > MONTHLY_YEARS);
        let coarse = self.of_date.keys().any(|d| d.0 / 100 % 100 == 0);
        if long || coarse { Period::Year } else { Period::Month }
    }

    /// Documents of each period, in order.
    pub(super) fn by(&self, period: Period) -> BTreeMap<Date, u64> {
        let mut out = BTreeMap::new();
        for (date, n) in &self.of_date {
            let unit = if period == Period::Year { 10_000 } else { 100 };
            *out.entry(Date(date.0 / unit * unit)).or_default() += n;
        }
        out
    }

    /// The change of the share of `part` among these documents, in percentage points a year: the slope of the line
    /// through "is part" (0 or 1) over time by least squares. `None` where dates do not differ, or too few documents
    /// have one for a line to mean anything: less than six, or less than three of the part.
    pub(super) fn slope(&self, part: &Self) -> Option<f64> {
        let n: u64 = self.of_date.values().sum();
        if n < 6 || part.of_date.values().sum::<u64>() < 3 {
            return None;
        }
        let mean = |t: &Self| t.of_date.iter().map(|(d, n)| days(*d) * *n as f64).sum::<f64>();
        let middle = mean(self) / n as f64;
        let squares: f64 = self.of_date.iter().map(|(d, n)| (days(*d) - middle).powi(2) * *n as f64).sum();
        let products: f64 = part.of_date.iter().map(|(d, n)| (days(*d) - middle) * *n as f64).sum();
        (squares > 0.0).then(|| 100.0 * YEAR * products / squares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(dates: &[u32]) -> Timeline {
        let mut out = Timeline::default();
        dates.iter().for_each(|d| out.add(Date(*d)));
        out
    }

    #[test]
    fn days_follow_the_calendar() {
        for (earlier, later, between) in [
            (20_240_228, 20_240_301, 2.0),
            (20_230_228, 20_230_301, 1.0),
            (20_231_231, 20_240_101, 1.0),
            (20_000_101, 20_010_101, 366.0),
            (19_000_101, 19_010_101, 365.0),
        ] {
            assert_eq!(days(Date(later)) - days(Date(earlier)), between, "{earlier} to {later}");
        }
    }

    #[test]
    fn slopes_are_points_a_year() {
        // Two documents a year; the theme holds in none, one, two of them.
        let all = timeline(&[20_200_701, 20_200_701, 20_210_701, 20_210_701, 20_220_701, 20_220_701]);
        let rising = timeline(&[20_210_701, 20_220_701, 20_220_701]);
        let slope = all.slope(&rising).expect("dates differ");
        assert!((slope - 50.0).abs() < 0.1, "{slope}");
        assert!(all.slope(&all).expect("dates differ").abs() < 1e-9);
        assert_eq!(timeline(&[20_200_701]).slope(&timeline(&[20_200_701])), None);
    }

    #[test]
    fn periods_fit_the_dates() {
        assert_eq!(timeline(&[20_200_101, 20_250_101]).period(), Period::Month);
        assert_eq!(timeline(&[20_200_101, 20_260_101]).period(), Period::Year);
        assert_eq!(timeline(&[20_200_101, 20_200_000]).period(), Period::Year);
        let months = timeline(&[20_200_101, 20_200_131, 20_200_301]).by(Period::Month);
        assert_eq!(months.into_iter().collect::<Vec<_>>(), [(Date(20_200_100), 2), (Date(20_200_300), 1)]);
    }
}
