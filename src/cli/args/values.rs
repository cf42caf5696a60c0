//! What the values of options look like.

use crate::analysis::Precision;
use crate::model::{Edit, Path};
use crate::session::Scheme;
use crate::store::parse_value;

/// Which histories to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Trials {
    /// So many, from the first on.
    Whole(usize),
    /// Those from the first number on before the second.
    Part(usize, usize),
}

/// The theme of this name.
pub(super) fn theme(name: &str) -> Result<Scheme, String> {
    Scheme::named(name).ok_or_else(|| {
        let known = Scheme::ALL.map(Scheme::name);
        format!("must be one of {}", known.join(", "))
    })
}

/// A count of trials, also as `1e6` or `100_000`, or `A..B`.
pub(super) fn trials(text: &str) -> Result<Trials, String> {
    let Some((from, until)) = text.split_once("..") else {
        return count(text, 1).map(Trials::Whole);
    };
    let (from, until) = (count(from, 0)?, count(until, 1)?);
    if from >= until {
        return Err("A..B is from A on before B, so that A is below B".to_owned());
    }
    Ok(Trials::Part(from, until))
}

fn count(text: &str, least: u32) -> Result<usize, String> {
    const MOST: f64 = 1e8;
    let number: f64 = text
        .trim()
        .replace(['_', ','], "")
        .parse()
        .map_err(|_| "must be a whole number, such as 100000 or 1e6".to_owned())?;
    if !(f64::from(least)..=MOST).contains(&number) || number.fract() != 0.0 {
        return Err(format!(
            "must be a whole number from {least} to 100,000,000"
        ));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 0 to 1e8"
    )]
    Ok(number as usize)
}

/// A quantile in percent, as `99` or `99.5%`.
pub(super) fn quantile(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim().parse::<f64>();
    match number {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("must be a number of percent from 0 to 100, such as 99.5".to_owned()),
    }
}

/// A share of a value, as `1%` or `0.01`.
pub(super) fn precision(text: &str) -> Result<Precision, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let share = match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    };
    let precision = share.and_then(Precision::new);
    precision.ok_or_else(|| {
        "must be a share above 0 and below 100 %, such as 1%, 0.5% or 0.01".to_owned()
    })
}

/// A what-if edit, `path=value`.
pub(super) fn edit(text: &str) -> Result<Edit, String> {
    let (path, value) = text
        .split_once('=')
        .ok_or("must be PATH=VALUE, such as horizon=5")?;
    let path = Path::parse(path.trim());
    if path.keys().iter().any(String::is_empty) || path.keys().is_empty() {
        return Err("the path before `=` must be keys with dots between them".to_owned());
    }
    if value.trim().is_empty() {
        return Ok(Edit { path, value: None });
    }
    let value = parse_value(value.trim()).map_err(|error| {
        let hint = error.problem.hint().map(|hint| format!("; {hint}"));
        format!("{}{}", error.problem, hint.unwrap_or_default())
    })?;
    Ok(Edit::set(path, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_a_path_and_a_value() {
        let shown = |text: &str| edit(text).map(|edit| edit.to_string());
        assert_eq!(shown("a.b = 1e6").as_deref(), Ok("a.b=1000000"));
        assert_eq!(shown("a={x: [1, 2]}").as_deref(), Ok("a={x: [1, 2]}"));
        assert_eq!(shown("a.b=").as_deref(), Ok("a.b="));
        for bad in ["a", "=1", "a..b=1", "a=[1"] {
            assert!(edit(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_precision_is_written_in_percent_or_as_a_share() {
        for (text, share) in [
            ("1%", 0.01),
            ("0.5 %", 0.005),
            ("0.01", 0.01),
            ("99%", 0.99),
        ] {
            assert_eq!(
                precision(text),
                Ok(Precision::new(share).unwrap()),
                "{text}"
            );
        }
        for bad in ["0", "0%", "-1%", "abc", "100%", "200%", "1", "%", "nan", ""] {
            let error = precision(bad).unwrap_err();
            assert!(
                error.starts_with("must be a share above 0"),
                "{bad}: {error}"
            );
        }
    }

    #[test]
    fn trials_are_counted_as_people_write_them() {
        assert_eq!(trials("1e6"), Ok(Trials::Whole(1_000_000)));
        assert_eq!(trials("100_000"), Ok(Trials::Whole(100_000)));
        assert_eq!(trials("0..5e5"), Ok(Trials::Part(0, 500_000)));
        for bad in [
            "0", "-1", "1.5", "nan", "1e9", "many", "5..5", "6..5", "..5", "5..", "0..0", "-1..2",
        ] {
            assert!(trials(bad).is_err(), "{bad}");
        }
    }
}
