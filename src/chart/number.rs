//! Numbers as people read them: `$2.90 bn`, `0.4 %`, `1 in 100`.

/// What stands where there is no number.
pub const UNKNOWN: &str = "–";

/// How the values of an axis or a row are written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum NumberFormat {
    /// A bare number, with k, M, bn or tn when large.
    #[default]
    Number,
    /// An amount of money in the currency of this symbol or code.
    Money(String),
    /// A share from 0 to 1, written as 0 % to 100 %.
    Percent,
    /// A time in hours.
    Hours,
    /// A probability in a year, written as `1 in 100`.
    ReturnPeriod,
}

/// The unit a number is written in: what it is divided by and what follows it.
struct Unit {
    divisor: f64,
    suffix: &'static str,
}

impl NumberFormat {
    /// `value` to three significant digits, for readings and tables.
    pub fn value(&self, value: f64) -> String {
        if value.is_nan() {
            return UNKNOWN.to_owned();
        }
        if value.is_infinite() {
            return self.dress(value < 0.0, "∞", "");
        }
        if *self == Self::ReturnPeriod {
            return return_period(value);
        }
        let (rounded, _) = significant(value);
        let unit = self.unit(rounded.abs());
        let (scaled, exponent) = significant(rounded / unit.divisor);
        let places = usize::try_from(2 - exponent).unwrap_or(0);
        let places = if scaled == 0.0 { 0 } else { places };
        self.dress(scaled < 0.0, &plain(scaled.abs(), places), unit.suffix)
    }

    /// `value` with as many digits as ticks `step` apart need, in the unit that suits `largest`.
    ///
    /// Ticks that differ get labels that differ.
    pub fn tick(&self, value: f64, step: f64, largest: f64) -> String {
        if *self == Self::ReturnPeriod {
            let years = 1.0 / value;
            return if years.is_finite() && years >= 1.0 && (years - years.round()).abs() < 1e-6 {
                format!("1 in {}", plain(years.round(), 0))
            } else {
                Self::Percent.tick(value, step, largest)
            };
        }
        let unit = self.unit(largest.abs());
        let places = -exponent(step / unit.divisor);
        let places = usize::try_from(places).unwrap_or(0);
        let scaled = value / unit.divisor;
        self.dress(scaled < 0.0, &plain(scaled.abs(), places), unit.suffix)
    }

    fn unit(&self, size: f64) -> Unit {
        let (divisor, suffix) = match self {
            Self::Percent | Self::ReturnPeriod => (0.01, " %"),
            Self::Hours => (1.0, " h"),
            // `1e3 * (1 - 1e-12)`: the largest tick may be short of its unit by a rounding.
            _ if size >= 1e16 => (1.0, ""),
            _ if size >= 1e12 * (1.0 - 1e-12) => (1e12, " tn"),
            _ if size >= 1e9 * (1.0 - 1e-12) => (1e9, " bn"),
            _ if size >= 1e6 * (1.0 - 1e-12) => (1e6, " M"),
            _ if size >= 1e3 * (1.0 - 1e-12) => (1e3, " k"),
            _ => (1.0, ""),
        };
        Unit { divisor, suffix }
    }

    fn dress(&self, negative: bool, digits: &str, suffix: &str) -> String {
        let sign = if negative { "−" } else { "" };
        let currency = match self {
            Self::Money(symbol) if symbol.chars().count() > 1 => &format!("{symbol} "),
            Self::Money(symbol) => symbol,
            _ => "",
        };
        format!("{sign}{currency}{digits}{suffix}")
    }
}

/// `1 in 100` for a probability of 0.01, to three significant digits.
fn return_period(probability: f64) -> String {
    let (years, exponent) = significant(1.0 / probability);
    if years.is_finite() && years >= 1.0 {
        let places = usize::try_from(2 - exponent).unwrap_or(0);
        format!("1 in {}", trimmed(&plain(years, places)))
    } else {
        NumberFormat::Percent.value(probability)
    }
}

/// `value` rounded to three significant digits, and its power of ten.
fn significant(value: f64) -> (f64, i32) {
    let text = format!("{value:.2e}");
    let power = text
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok());
    (text.parse().unwrap_or(value), power.unwrap_or(0))
}

/// The power of ten of the leading digit.
pub(super) fn exponent(value: f64) -> i32 {
    // Three digits, so that 0.09999999 counts as 0.1.
    significant(value).1
}

/// Digits with `places` decimals and thousands set apart; powers of ten where that would be endless.
fn plain(value: f64, places: usize) -> String {
    const MOST_PLACES: usize = 9;
    if !value.is_finite() || value >= 1e15 || places > MOST_PLACES {
        return if value == 0.0 {
            "0".to_owned()
        } else {
            format!("{value:e}")
        };
    }
    let text = format!("{value:.places$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    if whole.len() <= 3 {
        return text;
    }
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3);
    for (idx, digit) in whole.chars().enumerate() {
        if idx > 0 && (whole.len() - idx) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// Without zeros that say nothing.
fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money() -> NumberFormat {
        NumberFormat::Money("$".to_owned())
    }

    #[test]
    fn readings_have_three_digits() {
        for (format, value, text) in [
            (money(), 412_345_678.0, "$412 M"),
            (money(), 2.9e9, "$2.90 bn"),
            (money(), -224e6, "−$224 M"),
            (money(), 999_600.0, "$1.00 M"),
            (money(), 0.0, "$0"),
            (NumberFormat::Money("EUR".into()), 1500.0, "EUR 1.50 k"),
            (NumberFormat::Percent, 0.0314, "3.14 %"),
            (NumberFormat::Percent, 0.000_01, "0.00100 %"),
            (NumberFormat::Hours, 8760.0, "8,760 h"),
            (NumberFormat::ReturnPeriod, 0.01, "1 in 100"),
            (NumberFormat::ReturnPeriod, 0.4, "1 in 2.5"),
            (NumberFormat::ReturnPeriod, 0.0, "0 %"),
            (NumberFormat::Number, f64::NAN, "–"),
            (NumberFormat::Number, f64::NEG_INFINITY, "−∞"),
            (NumberFormat::Number, 1e-300, "1e-300"),
        ] {
            assert_eq!(format.value(value), text);
        }
    }

    #[test]
    fn tick_labels_resolve_the_step_and_share_the_unit() {
        assert_eq!(money().tick(5e8, 5e8, 2e9), "$0.5 bn");
        assert_eq!(money().tick(0.0, 5e8, 2e9), "$0.0 bn");
        assert_eq!(money().tick(1_000_002.0, 2.0, 1_000_010.0), "$1.000002 M");
        assert_eq!(NumberFormat::Percent.tick(0.001, 0.001, 0.001), "0.1 %");
        assert_eq!(NumberFormat::ReturnPeriod.tick(0.05, 0.01, 0.05), "1 in 20");
        assert_eq!(NumberFormat::ReturnPeriod.tick(0.3, 0.1, 1.0), "30 %");
    }
}
