//! Calendar dates of any precision.

/// A calendar date as `year * 10000 + month * 100 + day`; month and day 0 where unknown. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub u32);

impl Date {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with anything behind a further `T` or space ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let day = text.split(['T', ' ']).next()?;
        let mut parts = day.split('-');
        let year: u32 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month: u32 = parts.next().map_or(Ok(0), str::parse).ok()?;
        let day: u32 = parts.next().map_or(Ok(0), str::parse).ok()?;
        (month <= 12 && day <= 31 && parts.next().is_none()).then_some(Self(year * 10000 + month * 100 + day))
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = (self.0 / 10000, self.0 / 100 % 100, self.0 % 100);
        match (month, day) {
            (0, _) => write!(f, "{year:04}"),
            (_, 0) => write!(f, "{year:04}-{month:02}"),
            _ => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

/// The earlier of two dates, where either is known.
pub(crate) fn earliest(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_any_precision() {
        for (text, number, shown) in [
            ("2024-03-09T10:00:00Z", 20_240_309, "2024-03-09"),
            ("2024-03", 20_240_300, "2024-03"),
            ("2024", 20_240_000, "2024"),
        ] {
            let date = Date::parse(text).expect("a date");
            assert_eq!((date.0, date.to_string().as_str()), (number, shown));
        }
        for text in ["", "24-03-09", "2024-13", "2024-01-32", "2024-01-01-01", "soon"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
