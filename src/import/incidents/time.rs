//! Moments as feeds write them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// A moment in any of the ways met in real files; what has no zone is taken in `zone`.
///
/// RFC 3339 with an offset, the same without, a date, `MM/DD/YYYY` with or without a time of day, seconds or
/// milliseconds since 1970.
pub(super) fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return epoch(number);
    }
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp);
    }
    let text = text.strip_suffix(" UTC").map_or_else(
        || text.to_owned(),
        |text| format!("{}Z", text.replacen(' ', "T", 1)),
    );
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp);
    }
    let civil = american(&text)
        .or_else(|| text.parse::<DateTime>().ok())
        .or_else(|| Some(text.parse::<Date>().ok()?.at(0, 0, 0, 0)))?;
    zone.to_ambiguous_zoned(civil)
        .compatible()
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// Whether a text holds a moment but no zone.
pub(super) fn has_no_zone(text: &str) -> bool {
    let text = text.trim();
    text.parse::<f64>().is_err()
        && text.parse::<Timestamp>().is_err()
        && !text.ends_with(" UTC")
        && moment(text, &TimeZone::UTC).is_some()
}

/// Seconds since 1970, or milliseconds where seconds would be beyond the year 5000.
pub(super) fn epoch(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() >= 1e11 {
        number / 1e3
    } else {
        number
    };
    from_seconds(seconds)
}

/// Seconds since 1970, or since the first event of a file that knows no date.
pub(super) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    // The years that jiff knows.
    if !(-3e11..=2.5e11).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let micros = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).ok()
}

/// A moment in JSON: a text, or a number since 1970.
pub(super) fn moment_of(value: Option<&Value>) -> Option<Timestamp> {
    match value? {
        Value::String(text) => moment(text, &TimeZone::UTC),
        Value::Number(number) => epoch(number.as_f64()?),
        _ => None,
    }
}

/// `MM/DD/YYYY`, then perhaps `H:MM`, `H:MM:SS`, with AM or PM.
fn american(text: &str) -> Option<DateTime> {
    let (date, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = date.split('/');
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    if parts.next().is_some() {
        return None;
    }
    let date = Date::new(year, month, day).ok()?;
    if rest.trim().is_empty() {
        return Some(date.at(0, 0, 0, 0));
    }
    let (hour, minute, second) = time_of_day(rest)?;
    Some(date.at(hour, minute, second, 0))
}

/// `8:39 AM`, `20:39`, `20:39:07`.
pub(super) fn time_of_day(text: &str) -> Option<(i8, i8, i8)> {
    let upper = text.trim().to_ascii_uppercase();
    let (clock, half) = match upper.strip_suffix("AM") {
        Some(clock) => (clock, Some(0)),
        None => match upper.strip_suffix("PM") {
            Some(clock) => (clock, Some(12)),
            None => (upper.as_str(), None),
        },
    };
    let mut parts = clock.trim().split(':').map(|part| part.parse::<i8>().ok());
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next().unwrap_or(Some(0))?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(offset) => hour % 12 + offset,
        None => hour,
    };
    let sound = parts.next().is_none()
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..60).contains(&second);
    sound.then_some((hour, minute, second))
}

/// The last stamp of a dashboard's text that follows `start`: `6:26 PM PDT`, or `Jun 25,  8:39 AM PDT`.
///
/// A stamp without a date is on the day of the one before, or on the next day if it were more than twelve hours before
/// it. `None` where no stamp can be read.
pub(super) fn last_stamp<'a>(
    start: Timestamp,
    stamps: impl Iterator<Item = &'a str>,
) -> Option<Timestamp> {
    let mut before = start;
    let mut last = None;
    for stamp in stamps {
        if let Some(at) = pacific(stamp, before) {
            before = at;
            last = Some(at);
        }
    }
    last
}

fn pacific(stamp: &str, before: Timestamp) -> Option<Timestamp> {
    let stamp = stamp.trim();
    let (clock, hours) = match stamp.strip_suffix("PDT") {
        Some(clock) => (clock, -7),
        None => (stamp.strip_suffix("PST")?, -8),
    };
    let offset = SignedDuration::from_hours(hours);
    let there = TimeZone::UTC.to_datetime(before.checked_add(offset).ok()?);
    let civil = if let Some((day, clock)) = clock.split_once(',') {
        let (hour, minute, second) = time_of_day(clock)?;
        near(day, there)?.at(hour, minute, second, 0)
    } else {
        let (hour, minute, second) = time_of_day(clock)?;
        let same = there.date().at(hour, minute, second, 0);
        if there.duration_since(same) > SignedDuration::from_hours(12) {
            same.checked_add(SignedDuration::from_hours(24)).ok()?
        } else {
            same
        }
    };
    let local = TimeZone::UTC
        .to_ambiguous_timestamp(civil)
        .compatible()
        .ok()?;
    local.checked_sub(offset).ok()
}

/// `Jun 25` in the year in which it is nearest to the half year before and after `there`.
fn near(day: &str, there: DateTime) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (month, number) = day.trim().split_once(' ')?;
    let month = MONTHS.iter().position(|name| month.starts_with(name))?;
    let month = i8::try_from(month + 1).ok()?;
    let date = Date::new(there.year(), month, number.trim().parse().ok()?).ok()?;
    let behind = there.date().duration_since(date).as_hours() / 24;
    if behind > 180 {
        date.with().year(there.year() + 1).build().ok()
    } else {
        Some(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = moment(text, &TimeZone::UTC).map(|at| at.to_string());
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn moments_of_all_kinds_are_read() {
        check("2023-10-06T01:12:26.075Z", "2023-10-06T01:12:26.075Z");
        check("2024-09-18T22:00:00+00:00", "2024-09-18T22:00:00Z");
        check("2024-09-18T22:00:00.000-07:00", "2024-09-19T05:00:00Z");
        check(" 2024-09-18 22:00:00 ", "2024-09-18T22:00:00Z");
        check("2024-09-18 22:00:00 UTC", "2024-09-18T22:00:00Z");
        check("2024-09-18T22:00", "2024-09-18T22:00:00Z");
        check("2024-09-18", "2024-09-18T00:00:00Z");
        check("09/18/2024", "2024-09-18T00:00:00Z");
        check("9/8/2024 1:05 PM", "2024-09-08T13:05:00Z");
        check("09/18/2024 22:00:05", "2024-09-18T22:00:05Z");
        check("1606314960", "2020-11-25T14:36:00Z");
        check("1606314960000", "2020-11-25T14:36:00Z");
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "-",
            "n/a",
            "2024-13-01",
            "13/40/2024",
            "25:00",
            "9/8/2024 13:05 PM",
            "1e300",
            "inf",
            "NaN",
            "9/8/2024 1:60",
            "9/8/2024/1",
        ] {
            assert_eq!(moment(text, &TimeZone::UTC), None, "{text}");
        }
    }

    #[test]
    fn a_moment_without_a_zone_is_in_the_zone_given() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let at = moment("2024-09-18 22:00:00", &zone).unwrap();
        assert_eq!(at.to_string(), "2024-09-18T20:00:00Z");
        assert!(has_no_zone("2024-09-18 22:00:00") && !has_no_zone("2024-09-18T22:00:00Z"));
        assert!(!has_no_zone("1606314960") && !has_no_zone("never"));
    }

    #[test]
    fn stamps_of_a_dashboard_follow_each_other() {
        let start: Timestamp = "2018-05-10T01:06:41Z".parse().unwrap();
        let last =
            |stamps: &[&str]| last_stamp(start, stamps.iter().copied()).map(|at| at.to_string());
        assert_eq!(
            last(&[" 6:06 PM PDT", " 7:40 PM PDT"]).as_deref(),
            Some("2018-05-10T02:40:00Z")
        );
        // Past midnight there.
        assert_eq!(
            last(&["11:50 PM PDT", "12:10 AM PDT"]).as_deref(),
            Some("2018-05-10T07:10:00Z")
        );
        assert_eq!(
            last(&["Jun 25,  8:39 AM PDT"]).as_deref(),
            Some("2018-06-25T15:39:00Z")
        );
        // A date before that of the start is in the next year.
        assert_eq!(
            last(&["Jan 2, 8:39 AM PST"]).as_deref(),
            Some("2018-01-02T16:39:00Z")
        );
        let late: Timestamp = "2018-12-31T20:00:00Z".parse().unwrap();
        let next = last_stamp(late, ["Jan 2, 8:39 AM PST"].into_iter()).unwrap();
        assert_eq!(next.to_string(), "2019-01-02T16:39:00Z");
        assert_eq!(last(&["soon", "8:39 AM CET", "Foo 3, 8:39 AM PST"]), None);
    }
}
