//! What a number means: its unit, and how people read it.
//!
//! Money is in the scenario's currency, time inside the program in hours, and a
//! year is [`HOURS_PER_YEAR`] hours.

/// Hours in a year of 365.25 days.
pub const HOURS_PER_YEAR: f64 = 8_766.0;

/// Hours in a twelfth of a year.
pub const HOURS_PER_MONTH: f64 = HOURS_PER_YEAR / 12.0;

/// An instant of a trial in its year, day and time of day, each counted from 1 but the time: `y3 d143 04:10`.
pub fn moment(hours: f64) -> String {
    let minutes = (hours.max(0.0) * 60.0).floor();
    let per_year = HOURS_PER_YEAR * 60.0;
    let year = (minutes / per_year).floor();
    let minutes = minutes - year * per_year;
    let day = (minutes / 1_440.0).floor();
    let minutes = minutes - day * 1_440.0;
    let hour = (minutes / 60.0).floor();
    let minute = minutes - hour * 60.0;
    format!("y{} d{:03} {hour:02}:{minute:02}", year + 1.0, day + 1.0)
}

/// A time span as people say it: `12 min`, `5.2 h`, `3.1 days`.
pub fn duration(hours: f64) -> String {
    if hours < 1.0 {
        format!("{} min", digits(hours * 60.0, 2))
    } else if hours < 72.0 {
        format!("{} h", digits(hours, 2))
    } else {
        format!("{} days", digits(hours / 24.0, 2))
    }
}

/// The unit of a quantity in a scenario or of a figure about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Events a year.
    PerYear,
    /// Hours.
    Hours,
    /// Whole years.
    Years,
    /// Money.
    Money,
    /// Money per hour.
    MoneyPerHour,
    /// Money per year.
    MoneyPerYear,
    /// A part of a whole, 0 to 1, shown in percent.
    Share,
    /// A probability, 0 to 1, shown in percent.
    Probability,
    /// A rate a year, shown in percent a year.
    PercentPerYear,
    /// Months of a twelfth of a year.
    Months,
    /// Terabytes of a thousand gigabytes.
    Terabytes,
    /// Money per gigabyte.
    MoneyPerGigabyte,
    /// How many times as much.
    Multiple,
    /// A plain number.
    Number,
}

impl Unit {
    /// The unit's words behind a number, empty where the number says it all.
    pub fn suffix(self) -> &'static str {
        match self {
            Unit::PerYear | Unit::MoneyPerYear => "/yr",
            Unit::Hours => "h",
            Unit::Years => "years",
            Unit::MoneyPerHour => "/h",
            Unit::Share | Unit::Probability => "%",
            Unit::PercentPerYear => "%/yr",
            Unit::Months => "months",
            Unit::Terabytes => "TB",
            Unit::MoneyPerGigabyte => "/GB",
            Unit::Multiple => "×",
            Unit::Money | Unit::Number => "",
        }
    }

    /// `value` with its unit, to three significant digits: `0.42 /yr`, `$1.50 M/h`, `40 %`.
    pub fn show(self, value: f64, currency: &str) -> String {
        match self {
            Unit::Share | Unit::Probability => percent(value),
            Unit::PercentPerYear => format!("{}/yr", percent(value)),
            Unit::Money => money(value, currency),
            Unit::MoneyPerHour | Unit::MoneyPerYear | Unit::MoneyPerGigabyte => {
                format!("{}{}", money(value, currency), self.suffix())
            }
            Unit::PerYear
            | Unit::Hours
            | Unit::Years
            | Unit::Months
            | Unit::Terabytes
            | Unit::Multiple => {
                format!("{} {}", digits(value, 3), self.suffix())
            }
            Unit::Number => digits(value, 3),
        }
    }
}

/// The sign in front of an amount: `$` for `USD`, else the code and a space.
pub fn currency_sign(currency: &str) -> String {
    match currency {
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        "JPY" => "¥".to_owned(),
        other => format!("{other} "),
    }
}

/// An amount to three significant digits with k, M, bn or tn: `$412 M`, `−$2.90 bn`.
pub fn money(value: f64, currency: &str) -> String {
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}{}", currency_sign(currency), scaled(value.abs()))
}

/// [`money`] with a plus sign before what is not negative.
pub fn signed_money(value: f64, currency: &str) -> String {
    if value < 0.0 {
        money(value, currency)
    } else {
        format!("+{}", money(value, currency))
    }
}

/// An amount and the half-width of its interval on one scale: `$412 ± 3 M`.
pub fn money_with_error(value: f64, half_width: f64, currency: &str) -> String {
    if !half_width.is_finite() {
        return money(value, currency);
    }
    let (size, name) = scale_of(value.abs().max(half_width));
    let error = half_width / size;
    // The value is read as finely as its error, which is read to one digit.
    let decimals = if error > 0.0 {
        decimals_for(error, 1)
    } else {
        decimals_for(value.abs() / size, 3)
    }
    .min(3);
    let sign = if value < 0.0 { "−" } else { "" };
    format!(
        "{sign}{}{:.decimals$} ± {error:.decimals$}{name}",
        currency_sign(currency),
        value.abs() / size
    )
}

/// The power of a thousand that an amount is read in, and its name.
fn scale_of(value: f64) -> (f64, &'static str) {
    const STEPS: [(f64, &str); 4] = [(1e12, " tn"), (1e9, " bn"), (1e6, " M"), (1e3, " k")];
    // 999.6 k is 1.00 M once it is rounded to three digits.
    STEPS
        .into_iter()
        .find(|(size, _)| value.abs() >= size * 0.9995)
        .unwrap_or((1.0, ""))
}

/// A magnitude to three significant digits with its power of a thousand: `412 M`.
pub fn scaled(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "–".to_owned()
        } else {
            "∞".to_owned()
        };
    }
    let (size, name) = scale_of(value);
    format!("{}{name}", digits(value / size, 3))
}

/// A share or probability in percent, with more digits where it is close to 0 or 100: `40 %`, `99.982 %`.
pub fn percent(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let shown = value * 100.0;
    let rest = (100.0 - shown).abs();
    // All but the rounding of a sum is all.
    let decimals = if shown == 0.0 || rest < 1e-9 {
        0
    } else if (90.0..100.0).contains(&shown) && rest < 1.0 {
        // Two digits of what is missing: 99.71, 99.982.
        decimals_for(rest, 2)
    } else {
        decimals_for(shown.abs(), 2).min(6)
    };
    format!("{shown:.decimals$} %")
}

/// A number and the half-width of its interval, as finely as the error is read to one digit: `99.67 ± 0.02`.
pub fn number_with_error(value: f64, half_width: f64) -> String {
    if half_width.is_finite() && half_width > 0.0 {
        let decimals = decimals_for(half_width, 1).min(6);
        format!("{value:.decimals$} ± {half_width:.decimals$}")
    } else {
        digits(value, 3)
    }
}

/// A share with the half-width of its interval, in percent: `99.67 ± 0.02 %`.
pub fn percent_with_error(value: f64, half_width: f64) -> String {
    format!("{} %", number_with_error(100.0 * value, 100.0 * half_width))
}

/// How often something happens that a year has with this probability, with its interval: `88.1 % (87.2 to 89.0)`, or where it
/// is rare as a return period, `1 in 510 years (390 to 720)`.
pub fn odds_of_a_year(p: f64, (low, high): (f64, f64)) -> String {
    if p >= 0.1 {
        let shown = |p: f64| format!("{:.1}", 100.0 * p);
        return format!("{} % ({} to {})", shown(p), shown(low), shown(high));
    }
    let (often, seldom) = (return_period(high), return_period(low));
    format!("1 in {} years ({often} to {seldom})", return_period(p))
}

/// 1/p to three digits, with commas.
fn return_period(p: f64) -> String {
    let years = 1.0 / p;
    if !years.is_finite() {
        return "∞".to_owned();
    }
    if years >= 1e15 {
        return format!("{years:.2e}");
    }
    if years < 100.0 {
        return digits(years, 3);
    }
    let step = 10_f64.powf(years.log10().floor() - 2.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 100 and 10¹⁵"
    )]
    let rounded = ((years / step).round() * step) as usize;
    grouped(rounded)
}

/// A share of a list in percent, without false digits for very small ones: `<0.1 %`.
pub fn percent_or_less(share: f64) -> String {
    if share > 0.0 && share < 0.0005 {
        "<0.1 %".to_owned()
    } else {
        percent(share)
    }
}

/// `value` to `n` significant digits, without an exponent and without false decimals.
pub fn digits(value: f64, n: usize) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "–".to_owned()
        } else {
            "∞".to_owned()
        };
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = decimals_for(value.abs(), n);
    let text = format!("{value:.decimals$}");
    if value.fract() == 0.0 && text.contains('.') {
        return format!("{value:.0}");
    }
    text
}

/// A count with commas: `100,000`.
pub fn grouped(count: usize) -> String {
    let text = count.to_string();
    let mut out = String::new();
    for (i, digit) in text.chars().enumerate() {
        if i > 0 && (text.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The decimals that show `n` significant digits of a positive value.
fn decimals_for(value: f64, n: usize) -> usize {
    let exponent = value.log10().floor();
    // 9.996 shows as 10.0 with three digits, not as 10.00.
    let rounded = (value / 10f64.powf(exponent + 1.0 - n as f64)).round()
        * 10f64.powf(exponent + 1.0 - n as f64);
    let exponent = rounded.log10().floor();
    let decimals = n as f64 - 1.0 - exponent;
    if decimals <= 0.0 {
        0
    } else {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 12"
        )]
        {
            decimals.min(12.0) as usize
        }
    }
}

/// `nines` of an availability: −log10(1 − a).
pub fn nines(availability: f64) -> f64 {
    -(1.0 - availability).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_year_is_told_by_its_return_period() {
        let shown = |p, low, high| odds_of_a_year(p, (low, high));
        assert_eq!(shown(0.881, 0.872, 0.89), "88.1 % (87.2 to 89.0)");
        assert_eq!(shown(0.002, 0.0015, 0.003), "1 in 500 years (333 to 667)");
        assert_eq!(shown(0.04, 0.0, 0.08), "1 in 25 years (12.5 to ∞)");
        let shown = shown(8.014e-6, 7.6e-6, 8.5e-6);
        assert_eq!(shown, "1 in 125,000 years (118,000 to 132,000)");
    }

    #[test]
    fn money_has_three_digits_and_a_size() {
        assert_eq!(money(412_345_678.0, "USD"), "$412 M");
        assert_eq!(money(-2_900_000_000.0, "USD"), "−$2.90 bn");
        assert_eq!(money(999_600.0, "EUR"), "€1.00 M");
        assert_eq!(money(0.0, "CHF"), "CHF 0");
        assert_eq!(money(12.0, "USD"), "$12");
    }

    #[test]
    fn an_error_stands_on_the_scale_of_its_value() {
        assert_eq!(money_with_error(412e6, 3.1e6, "USD"), "$412 ± 3 M");
        assert_eq!(money_with_error(20.7e6, 0.043e6, "USD"), "$20.70 ± 0.04 M");
        assert_eq!(money_with_error(-1.5e3, 20.0, "EUR"), "−€1.50 ± 0.02 k");
    }

    #[test]
    fn percent_keeps_what_is_missing_to_the_whole() {
        assert_eq!(percent(0.4), "40 %");
        assert_eq!(percent(0.9971), "99.71 %");
        assert_eq!(percent(0.999_982), "99.9982 %");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(0.0123), "1.2 %");
    }

    #[test]
    fn an_instant_has_its_year_day_and_time() {
        assert_eq!(moment(0.0), "y1 d001 00:00");
        assert_eq!(moment(8_765.99), "y1 d366 05:59");
        assert_eq!(moment(8_766.0 * 2.0 + 142.0 * 24.0 + 4.2), "y3 d143 04:12");
        assert_eq!(duration(0.25), "15 min");
        assert_eq!(duration(5.23), "5.2 h");
        assert_eq!(duration(240.0), "10 days");
    }

    #[test]
    fn digits_round_once() {
        assert_eq!(digits(9.996, 3), "10.0");
        assert_eq!(digits(0.012_345, 3), "0.0123");
        assert_eq!(digits(1234.5, 3), "1234");
        assert_eq!(digits(4.0, 3), "4");
    }
}
