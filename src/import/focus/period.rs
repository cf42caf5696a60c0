//! Times as exports write them, and how many hours of which months they cover.

use std::collections::BTreeMap;

/// Seconds since 1970-01-01 UTC of `2024-09-18 22:00:00`, `2024-09-18T22:00:00.5Z`, `2024-09-18` or one with an offset.
/// Without a zone it is UTC, as FOCUS says.
pub(super) fn seconds(text: &[u8]) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| {
        let digits = text.get(range)?;
        let digit = |n: i64, byte: &u8| {
            byte.is_ascii_digit()
                .then(|| n * 10 + i64::from(byte - b'0'))
        };
        digits.iter().try_fold(0, digit)
    };
    if text.get(4) != Some(&b'-') || text.get(7) != Some(&b'-') {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let midnight = days(year, month, day) * 86_400;
    match text.get(10) {
        None => return Some(midnight),
        Some(b'T' | b't' | b' ') => {}
        Some(_) => return None,
    }
    let (hour, minute) = (number(11..13)?, number(14..16)?);
    if text[13] != b':' || hour > 24 || minute > 59 {
        return None;
    }
    let (second, rest) = match text.get(16) {
        Some(b':') => (number(17..19)?, text.get(19..)?),
        _ => (0, text.get(16..)?),
    };
    let fraction = match rest {
        [b'.', digits @ ..] => {
            1 + digits
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count()
        }
        _ => 0,
    };
    let offset = offset(&rest[fraction..])?;
    (second <= 60).then_some(midnight + hour * 3_600 + minute * 60 + second - offset)
}

/// Seconds ahead of UTC of `Z`, `+02:00`, `-0700` or nothing.
fn offset(text: &[u8]) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    match *text {
        [] | [b'Z' | b'z'] | [b' ', b'U', b'T', b'C'] => Some(0),
        [sign @ (b'+' | b'-'), a, b, b':', c, d] | [sign @ (b'+' | b'-'), a, b, c, d] => {
            let hours = digit(a)? * 10 + digit(b)?;
            let seconds = hours * 3_600 + (digit(c)? * 10 + digit(d)?) * 60;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

/// Days since 1970-01-01, by the calendar rule of the Gregorian reform.
///
/// Source: H. Hinnant, “chrono-Compatible Low-Level Date Algorithms”, `days_from_civil`.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn days_in(year: i64, month: i64) -> i64 {
    let next = if month == 12 {
        days(year + 1, 1, 1)
    } else {
        days(year, month + 1, 1)
    };
    next - days(year, month, 1)
}

/// The year and month of a time.
fn month_of(seconds: i64) -> (i64, i64) {
    let day = seconds.div_euclid(86_400);
    // Never too late at first, then forward. Before 1970 a short year goes further back.
    let longest = if day < 0 { 365 } else { 366 };
    let mut year = 1970 + day.div_euclid(longest) - 1;
    while days(year + 1, 1, 1) <= day {
        year += 1;
    }
    let month = (1..=12).rev().find(|month| days(year, *month, 1) <= day);
    (year, month.unwrap_or(1))
}

/// `2024-09-18`, for people.
pub(super) fn date(seconds: i64) -> String {
    let (year, month) = month_of(seconds);
    let day = seconds.div_euclid(86_400) - days(year, month, 1) + 1;
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2024-09-18T22:00:00Z`.
pub(super) fn stamp(seconds: i64) -> String {
    let second = seconds.rem_euclid(86_400);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!(
        "{}T{hour:02}:{minute:02}:{:02}Z",
        date(seconds),
        second % 60
    )
}

/// What charges cover: within each month from the first to the last of them.
///
/// A month without a charge counts for nothing, so that a missing export, or one
/// charge of a wrong year, does not water down what a year costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    /// By the first second of a month: the first and last second covered.
    months: BTreeMap<i64, Month>,
    /// The month that was added to last.
    last: Option<Month>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month {
    begin: i64,
    end: i64,
    from: i64,
    to: i64,
}

impl Window {
    /// A charge from `start` to before `end`; only its part in the month of its start counts.
    pub(super) fn add(&mut self, start: i64, end: i64) {
        let mut month = match self.last {
            Some(last) if (last.begin..last.end).contains(&start) => last,
            _ => self.month(start),
        };
        month.from = month.from.min(start);
        month.to = month.to.max(end.min(month.end));
        self.last = Some(month);
    }

    /// The month of this time, as far as it is known; the last one is put back first.
    fn month(&mut self, start: i64) -> Month {
        self.settle();
        let (year, month) = month_of(start);
        let begin = days(year, month, 1) * 86_400;
        let end = begin + days_in(year, month) * 86_400;
        let new = Month {
            begin,
            end,
            from: start,
            to: start,
        };
        self.months.get(&begin).copied().unwrap_or(new)
    }

    fn settle(&mut self) {
        if let Some(last) = self.last.take() {
            self.months.insert(last.begin, last);
        }
    }

    /// All that the other covers, too.
    pub(super) fn merge(&mut self, other: &Window) {
        let others = other.months.values().chain(&other.last);
        for month in others {
            self.add(month.from, month.to);
            self.settle();
        }
    }

    /// The hours covered, months and their hours added up.
    pub(super) fn hours(&self) -> f64 {
        let mut all = self.clone();
        all.settle();
        let seconds: i64 = all.months.values().map(|month| month.to - month.from).sum();
        seconds as f64 / 3_600.0
    }

    /// The first and the last second covered.
    pub(super) fn ends(&self) -> Option<(i64, i64)> {
        let mut all = self.clone();
        all.settle();
        let first = all.months.values().next()?;
        let last = all.months.values().next_back()?;
        Some((first.from, last.to))
    }

    /// How many months between the first and the last have no charge.
    pub(super) fn gaps(&self) -> usize {
        let mut all = self.clone();
        all.settle();
        let number = |month: &Month| {
            let (year, month) = month_of(month.begin);
            year * 12 + month
        };
        let (Some(first), Some(last)) =
            (all.months.values().next(), all.months.values().next_back())
        else {
            return 0;
        };
        let span = usize::try_from(number(last) - number(first) + 1).unwrap_or(0);
        span.saturating_sub(all.months.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_usual_form() {
        for (text, expected) in [
            ("1970-01-01", Some(0)),
            ("2024-09-18 22:00:00", Some(1_726_696_800)),
            ("2024-09-18T22:00:00Z", Some(1_726_696_800)),
            ("2024-09-18T22:00:00.123456Z", Some(1_726_696_800)),
            ("2024-09-19T00:00:00+02:00", Some(1_726_696_800)),
            ("2024-09-18T15:00:00-0700", Some(1_726_696_800)),
            ("2024-02-29", Some(1_709_164_800)),
            ("2023-02-29", None),
            ("2024-13-01", None),
            ("09/18/2024", None),
            ("2024-09-18T", None),
            ("2024-09-18T22", None),
            ("2024-09-18T22:00:00+", None),
            ("", None),
        ] {
            assert_eq!(seconds(text.as_bytes()), expected, "{text}");
        }
        for text in [
            "0001-03-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "9999-12-31T00:00:00Z",
            "2000-02-29T00:00:00Z",
            "2026-12-31T12:30:01Z",
        ] {
            assert_eq!(stamp(seconds(text.as_bytes()).unwrap()), text);
        }
    }

    #[test]
    fn a_wrong_year_covers_its_own_hours_only() {
        let mut window = Window::default();
        let at = |text: &str| seconds(text.as_bytes()).unwrap();
        window.add(at("2026-05-01"), at("2026-06-01"));
        window.add(at("2062-05-10T00:00:00Z"), at("2062-05-10T01:00:00Z"));
        assert!((window.hours() - 745.0).abs() < 1e-9);
        assert_eq!(window.gaps(), 36 * 12 - 1);
        window.add(at("2026-05-03"), at("2027-05-03"));
        assert!((window.hours() - 745.0).abs() < 1e-9);
    }
}
