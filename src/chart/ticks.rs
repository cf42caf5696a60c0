//! Where an axis is labelled: round numbers on a linear scale, powers of ten on a logarithmic one.

use super::number::exponent;
use super::{NumberFormat, Scale, Span};

/// A labelled place on an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The value, exactly as the label says it.
    pub value: f64,
    /// The value in words.
    pub label: String,
    /// Whether this is a power of ten on a log axis; always true on a linear one.
    pub major: bool,
}

/// At most `n` ticks over `span`, ascending.
///
/// Linear axes step by 1, 2 or 5 times a power of ten. Log axes have their powers
/// of ten, with 2 and 5 times these when `n` allows, or every second, third, …
/// power when it does not. A log axis over less than a decade is stepped like a
/// linear one, at the places of the log scale.
pub fn ticks(span: Span, n: usize, format: &NumberFormat) -> Vec<Tick> {
    if n == 0 {
        return Vec::new();
    }
    match span.scale() {
        Scale::Linear => linear_ticks(span, n, format),
        Scale::Log => {
            let decades = log_ticks(span, n, format);
            if decades.len() >= 2 {
                return decades;
            }
            let even = linear_ticks(span, n, format);
            if even.len() > decades.len() {
                even
            } else {
                decades
            }
        }
    }
}

fn linear_ticks(span: Span, n: usize, format: &NumberFormat) -> Vec<Tick> {
    let (low, high) = span.range();
    let Some((first, last, digit, power)) = linear_step(low, high, n) else {
        return Vec::new();
    };
    let step = scaled(digit, power);
    let largest = scaled(first * digit, power)
        .abs()
        .max(scaled(last * digit, power).abs());
    let mut ticks = Vec::with_capacity(n);
    let mut count = first;
    while count <= last && ticks.len() < n {
        // `+ 0.0` turns minus zero into zero.
        let value = scaled(count * digit, power) + 0.0;
        ticks.push(Tick {
            value,
            label: if value == 0.0 && *format != NumberFormat::ReturnPeriod {
                format.value(0.0)
            } else {
                format.tick(value, step, largest)
            },
            major: true,
        });
        count += 1.0;
    }
    ticks
}

/// The smallest step of 1, 2 or 5 times `10^power` with at most `n` multiples in the range,
/// as (first multiple, last multiple, digit, power).
fn linear_step(low: f64, high: f64, n: usize) -> Option<(f64, f64, f64, i32)> {
    let start = exponent((high - low) / n as f64);
    for power in start..start + 4 {
        for digit in [1.0, 2.0, 5.0] {
            let step = scaled(digit, power);
            let first = (low / step - 1e-9).ceil();
            let last = (high / step + 1e-9).floor();
            if first.is_finite() && last.is_finite() && last - first < n as f64 {
                return Some((first, last, digit, power));
            }
        }
    }
    None
}

fn log_ticks(span: Span, n: usize, format: &NumberFormat) -> Vec<Tick> {
    let (low, high) = span.range();
    let (bottom, top) = (exponent(low) - 1, exponent(high) + 1);
    let shown = |value: f64| span.position(value).is_some();
    let decades = (bottom..=top)
        .filter(|power| shown(scaled(1.0, *power)))
        .count();
    let wanted: &[f64] = match n {
        _ if count_log(bottom, top, &[1.0, 2.0, 5.0], shown) <= n => &[1.0, 2.0, 5.0],
        _ => &[1.0],
    };
    let stride = i32::try_from(decades.div_ceil(n)).unwrap_or(1).max(1);
    let mut ticks = Vec::new();
    for power in (bottom..=top).filter(|power| power.rem_euclid(stride) == 0) {
        for &digit in wanted {
            let value = scaled(digit, power);
            if shown(value) {
                ticks.push(Tick {
                    value,
                    label: format.tick(value, scaled(1.0, power), value),
                    major: (digit - 1.0).abs() < f64::EPSILON,
                });
            }
        }
    }
    ticks.truncate(n);
    ticks
}

fn count_log(bottom: i32, top: i32, digits: &[f64], shown: impl Fn(f64) -> bool) -> usize {
    (bottom..=top)
        .flat_map(|power| digits.iter().map(move |digit| scaled(*digit, power)))
        .filter(|value| shown(*value))
        .count()
}

/// `digit · 10^power`, as near as `f64` comes: 3 · 10^-1 is 0.3 and not 0.30000000000000004.
fn scaled(digit: f64, power: i32) -> f64 {
    if (0..=300).contains(&power) {
        digit * 10_f64.powi(power)
    } else if (-300..0).contains(&power) {
        digit / 10_f64.powi(-power)
    } else {
        digit * 10_f64.powf(f64::from(power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(scale: Scale, range: (f64, f64), n: usize, format: &NumberFormat, labels: &str) {
        let ticks = ticks(Span::new(scale, range), n, format);
        let found: Vec<_> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(found.join("|"), labels);
    }

    #[test]
    fn linear_ticks_are_round() {
        let money = NumberFormat::Money("$".into());
        check(
            Scale::Linear,
            (0.0, 2e9),
            5,
            &money,
            "$0|$0.5 bn|$1.0 bn|$1.5 bn|$2.0 bn",
        );
        check(
            Scale::Linear,
            (0.0, 1.0),
            6,
            &NumberFormat::Percent,
            "0 %|20 %|40 %|60 %|80 %|100 %",
        );
        check(Scale::Linear, (-3.0, 7.0), 4, &NumberFormat::Number, "0|5");
        check(
            Scale::Linear,
            (0.1, 0.75),
            4,
            &NumberFormat::Number,
            "0.2|0.4|0.6",
        );
        check(
            Scale::Linear,
            (0.0, 8760.0),
            5,
            &NumberFormat::Hours,
            "0 h|2,000 h|4,000 h|6,000 h|8,000 h",
        );
    }

    #[test]
    fn log_ticks_are_decades_with_two_and_five_when_there_is_room() {
        let money = NumberFormat::Money("$".into());
        check(
            Scale::Log,
            (0.001, 1.0),
            4,
            &NumberFormat::Percent,
            "0.1 %|1 %|10 %|100 %",
        );
        check(
            Scale::Log,
            (0.01, 1.0),
            9,
            &NumberFormat::Percent,
            "1 %|2 %|5 %|10 %|20 %|50 %|100 %",
        );
        check(
            Scale::Log,
            (1e6, 1e10),
            5,
            &money,
            "$1 M|$10 M|$100 M|$1 bn|$10 bn",
        );
        check(Scale::Log, (1e6, 1e10), 3, &money, "$1 M|$100 M|$10 bn");
        check(Scale::Log, (3.1, 4.2), 4, &NumberFormat::Number, "3.5|4.0");
        check(
            Scale::Log,
            (0.001, 1.0),
            4,
            &NumberFormat::ReturnPeriod,
            "1 in 1,000|1 in 100|1 in 10|1 in 1",
        );
    }

    proptest! {
        #[test]
        fn ticks_lie_in_the_range_in_order_and_say_different_things(
            low in -1e12..1e12_f64, width in 1e-3..1e12_f64, n in 1..30_usize, log: bool,
        ) {
            let scale = if log { Scale::Log } else { Scale::Linear };
            let span = Span::new(scale, (low, low + width));
            let ticks = ticks(span, n, &NumberFormat::Money("$".into()));
            prop_assert!(ticks.len() <= n);
            prop_assert!(ticks.iter().all(|tick| span.position(tick.value).is_some()));
            for pair in ticks.windows(2) {
                prop_assert!(pair[0].value < pair[1].value);
                prop_assert_ne!(&pair[0].label, &pair[1].label);
            }
        }
    }
}
