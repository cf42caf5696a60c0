//! The answer in a sentence.

use super::{Comparison, Estimate, Figures, PortfolioFigures};
use crate::units::{digits, money, percent, scaled};

/// Standard errors that a difference must be away from 0 to be called one.
const CLEAR: f64 = 2.0;

/// The answer in one sentence of up to about 150 columns: B against A, or what the only portfolio costs.
pub fn verdict(figures: &Figures) -> String {
    let Some((comparison, a, b)) = compared(figures) else {
        return alone(figures);
    };
    let currency = &figures.currency;
    let same = is_zero(comparison.p_a_cheaper.value) && is_zero(comparison.p_b_cheaper.value);
    if same {
        return format!(
            "{} and {} cost the same in every history: {} a year.",
            b.name,
            a.name,
            show_money(a.annual.mean, currency)
        );
    }
    let odds = odds(comparison.p_b_cheaper.value);
    if !is_clear(comparison) {
        return format!(
            "No clear difference: {} costs {} a year than {}, and {odds}.",
            b.name,
            more_or_less(comparison.delta_annual, currency),
            a.name
        );
    }
    let difference = in_a_year(comparison.delta_annual, currency);
    let rest = match tail_the_other_way(comparison, a, b, currency) {
        Some(Tail { amount, adds: true }) => format!(" but adds {amount} to the 1-in-100 year"),
        Some(Tail {
            amount,
            adds: false,
        }) => format!(" but takes {amount} off the 1-in-100 year"),
        None => format!(", {odds}"),
    };
    format!(
        "{} costs {difference}{rest}, and {}.",
        b.name,
        until(comparison, currency)
    )
}

/// What B does to the 1-in-100 year.
struct Tail {
    amount: String,
    /// Whether it makes it worse.
    adds: bool,
}

impl Tail {
    fn signed(&self) -> String {
        format!("{}{}", if self.adds { "+" } else { "−" }, self.amount)
    }
}

/// What B does to the 1-in-100 year, where that is clear and speaks against the mean: the trade itself.
fn tail_the_other_way(
    comparison: &Comparison,
    a: &PortfolioFigures,
    b: &PortfolioFigures,
    currency: &str,
) -> Option<Tail> {
    let bad = |p: &PortfolioFigures| {
        let level = p
            .annual
            .aep
            .iter()
            .find(|level| (level.return_period - 100.0).abs() < 0.5)?;
        level.enough.then_some(level.loss)
    };
    let (a, b) = (bad(a)?, bad(b)?);
    let amount = money((b.value - a.value).abs(), currency);
    let b_cheaper = comparison.delta_annual.value < 0.0;
    if !b_cheaper && b.high < a.low {
        Some(Tail {
            amount,
            adds: false,
        })
    } else if b_cheaper && b.low > a.high {
        Some(Tail { amount, adds: true })
    } else {
        None
    }
}

/// The answer in up to 80 columns.
pub fn verdict_short(figures: &Figures) -> String {
    let Some((comparison, a, b)) = compared(figures) else {
        return alone_short(figures);
    };
    let currency = &figures.currency;
    if is_zero(comparison.p_a_cheaper.value) && is_zero(comparison.p_b_cheaper.value) {
        return format!(
            "{} and {} cost the same.",
            shortened(&b.name, 30),
            shortened(&a.name, 30)
        );
    }
    let difference = in_a_year(comparison.delta_annual, currency);
    let odds = percent(comparison.p_b_cheaper.value);
    let clear = if is_clear(comparison) {
        ""
    } else {
        " (no clear difference)"
    };
    let rest = if let Some(tail) = tail_the_other_way(comparison, a, b, currency) {
        let mean = in_a_year(comparison.delta_annual, currency);
        let sign = if comparison.delta_annual.value < 0.0 {
            "−"
        } else {
            "+"
        };
        let mean = mean.trim_end_matches(" more").trim_end_matches(" less");
        format!(": {sign}{mean}, {} in the 1-in-100 year.", tail.signed())
    } else if clear.is_empty() {
        format!(": {difference}; cheaper in {odds} of histories.")
    } else {
        format!(": {difference}{clear}.")
    };
    let room = 80_usize.saturating_sub(rest.chars().count());
    format!("{}{rest}", shortened(&b.name, room))
}

fn compared(figures: &Figures) -> Option<(&Comparison, &PortfolioFigures, &PortfolioFigures)> {
    let comparison = figures.comparison.as_ref()?;
    let a = figures.portfolios.get(comparison.a)?;
    let b = figures.portfolios.get(comparison.b)?;
    Some((comparison, a, b))
}

/// The rarest of the usual return periods that there are years enough for, in words.
fn bad_year(portfolio: &PortfolioFigures, currency: &str) -> Option<String> {
    let mut levels = portfolio.annual.aep.iter();
    let level = levels.rfind(|level| level.enough && level.return_period <= 100.0)?;
    Some(format!(
        "one year in {} more than {}",
        digits(level.return_period, 3),
        money(level.loss.value, currency)
    ))
}

fn alone(figures: &Figures) -> String {
    let Some(portfolio) = figures.portfolios.first() else {
        return "There is no portfolio to judge.".to_owned();
    };
    let mean = show_money(portfolio.annual.mean, &figures.currency);
    match bad_year(portfolio, &figures.currency) {
        Some(bad) => format!("{} costs {mean} a year, and {bad}.", portfolio.name),
        None => format!("{} costs {mean} a year.", portfolio.name),
    }
}

fn alone_short(figures: &Figures) -> String {
    let Some(portfolio) = figures.portfolios.first() else {
        return "There is no portfolio to judge.".to_owned();
    };
    let rest = format!(
        " costs {} a year.",
        show_money(portfolio.annual.mean, &figures.currency)
    );
    let room = 80_usize.saturating_sub(rest.chars().count());
    format!("{}{rest}", shortened(&portfolio.name, room))
}

/// Whether the difference is more than what chance could make of none, in both ways of counting it.
fn is_clear(comparison: &Comparison) -> bool {
    let clear = |delta: Estimate| delta.value.abs() > CLEAR * delta.se;
    let (mean, annual) = (comparison.delta_mean, comparison.delta_annual);
    clear(mean) && clear(annual) && (mean.value < 0.0) == (annual.value < 0.0)
}

/// `$224 M ± 2 M a year less`.
fn in_a_year(delta: Estimate, currency: &str) -> String {
    let size = Estimate {
        value: delta.value.abs(),
        se: delta.se,
    };
    let way = if delta.value < 0.0 { "less" } else { "more" };
    format!("{} a year {way}", show_money(size, currency))
}

/// `$3 M ± 8 M less`.
fn more_or_less(delta: Estimate, currency: &str) -> String {
    in_a_year(delta, currency).replace(" a year", "")
}

fn odds(p_b_cheaper: f64) -> String {
    if is_zero(p_b_cheaper) {
        "is cheaper in no history".to_owned()
    } else if p_b_cheaper >= 1.0 {
        "is cheaper in every history".to_owned()
    } else {
        format!("is cheaper in {} of histories", percent(p_b_cheaper))
    }
}

/// What would have to change for the other portfolio to be the cheaper one.
fn until(comparison: &Comparison, currency: &str) -> String {
    let premium = comparison.premium_per_year;
    let even = comparison.break_even_mean.value;
    let amount = |value: f64| money(value.abs(), currency);
    let b_cheaper = comparison.delta_mean.value < 0.0;
    match (b_cheaper, even > 0.0) {
        (true, true) => format!(
            "stays so until its premium (today {}) passes {} a year",
            money(premium, currency),
            amount(even)
        ),
        (true, false) => format!(
            "stays so until its saving in overhead (today {}) falls below {} a year",
            amount(premium),
            amount(even)
        ),
        (false, true) => format!(
            "would pay off if its premium (today {}) fell below {} a year",
            amount(premium),
            amount(even)
        ),
        (false, false) if premium > 0.0 => format!(
            "would not pay off even without its premium (today {} a year)",
            amount(premium)
        ),
        (false, false) => format!(
            "would pay off if its saving in overhead (today {}) passed {} a year",
            amount(premium),
            amount(even)
        ),
    }
}

/// An amount with the half width of its 95 % interval, both in the same size: `$224 M ± 2 M`, `$9.29 M ± 0.12 M`.
///
/// An amount that is known exactly stands alone.
pub fn show_money(estimate: Estimate, currency: &str) -> String {
    format!(
        "{}{}",
        money(estimate.value, currency),
        show_error(estimate.half_width(), estimate.value)
    )
}

/// ` ± ` and the half width of the interval of an amount, in the size of the amount; nothing where it is 0.
pub fn show_error(half: f64, value: f64) -> String {
    if is_zero(half) {
        return String::new();
    }
    let size = [1e12, 1e9, 1e6, 1e3]
        .into_iter()
        .find(|size| value.abs() >= size * 0.9995)
        .unwrap_or(1.0);
    let own = scaled(value);
    let name = own.split_once(' ').map_or("", |(_, name)| name);
    // A half width far from the amount is easier to read in its own size.
    let (number, name) = if half.is_finite() && (0.001..1000.0).contains(&(half / size)) {
        (few_digits(half / size), name.to_owned())
    } else {
        let rounded = scaled(rounded(half));
        let (number, name) = rounded.split_once(' ').unwrap_or((rounded.as_str(), ""));
        (trimmed(number).to_owned(), name.to_owned())
    };
    let gap = if name.is_empty() { "" } else { " " };
    format!(" ± {number}{gap}{name}")
}

/// An error to one digit, or two where the first is a 1: `2`, `1.4`, `0.012`.
pub fn few_digits(half: f64) -> String {
    trimmed(&digits(rounded(half), 3)).to_owned()
}

fn rounded(half: f64) -> f64 {
    if !half.is_finite() || is_zero(half) {
        return half;
    }
    let size = libm::pow(10.0, libm::floor(libm::log10(half)));
    let step = if half / size < 1.95 {
        size / 10.0
    } else {
        size
    };
    (half / step).round() * step
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

/// `text` cut to `most` columns, with a sign that it was.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn is_zero(value: f64) -> bool {
    value.abs() <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::examples;

    /// Figures of 100 trials with the difference, odds and premium set by hand.
    fn figures(delta: (f64, f64), p_b: f64, premiums: (f64, f64)) -> Figures {
        let mut figures = examples::trials(&examples::two_clouds(), 100).figures(1);
        let comparison = figures.comparison.as_mut().unwrap();
        let (value, se) = delta;
        comparison.delta_annual = Estimate { value, se };
        comparison.delta_mean = Estimate { value, se };
        comparison.p_b_cheaper.value = p_b;
        comparison.p_a_cheaper.value = 1.0 - p_b;
        (
            comparison.premium_per_year,
            comparison.break_even_mean.value,
        ) = premiums;
        figures
    }

    #[track_caller]
    fn check(figures: &Figures, long: &str, short: &str) {
        assert_eq!(verdict(figures), long);
        assert_eq!(verdict_short(figures), short);
        assert!(short.chars().count() <= 80 && long.chars().count() <= 155);
    }

    #[test]
    fn b_is_cheaper() {
        check(
            &figures((-224e6, 1.02e6), 0.93, (86e6, 310e6)),
            "Multi-cloud costs $224 M ± 2 M a year less, is cheaper in 93 % of histories, and stays so until its premium \
             (today $86 M) passes $310 M a year.",
            "Multi-cloud: $224 M ± 2 M a year less; cheaper in 93 % of histories.",
        );
    }

    #[test]
    fn b_is_cheaper_and_has_less_overhead() {
        check(
            &figures((-50e6, 1e6), 1.0, (-80e6, -30e6)),
            "Multi-cloud costs $50 M ± 2 M a year less, is cheaper in every history, and stays so until its saving in \
             overhead (today $80 M) falls below $30 M a year.",
            "Multi-cloud: $50 M ± 2 M a year less; cheaper in 100 % of histories.",
        );
    }

    #[test]
    fn a_is_cheaper() {
        check(
            &figures((40e6, 0.7e6), 0.12, (86e6, 46e6)),
            "Multi-cloud costs $40 M ± 1.4 M a year more, is cheaper in 12 % of histories, and would pay off if its \
             premium (today $86 M) fell below $46 M a year.",
            "Multi-cloud: $40 M ± 1.4 M a year more; cheaper in 12 % of histories.",
        );
    }

    #[test]
    fn a_is_cheaper_whatever_the_overhead() {
        check(
            &figures((140e6, 0.7e6), 0.0, (86e6, -54e6)),
            "Multi-cloud costs $140 M ± 1.4 M a year more, is cheaper in no history, and would not pay off even without \
             its premium (today $86 M a year).",
            "Multi-cloud: $140 M ± 1.4 M a year more; cheaper in 0 % of histories.",
        );
        check(
            &figures((140e6, 0.7e6), 0.0, (-10e6, -150e6)),
            "Multi-cloud costs $140 M ± 1.4 M a year more, is cheaper in no history, and would pay off if its saving in \
             overhead (today $10 M) passed $150 M a year.",
            "Multi-cloud: $140 M ± 1.4 M a year more; cheaper in 0 % of histories.",
        );
    }

    #[test]
    fn chance_may_have_made_the_difference() {
        check(
            &figures((-3e6, 4e6), 0.51, (86e6, 89e6)),
            "No clear difference: Multi-cloud costs $3 M ± 8 M less a year than Microsoft exclusive, and is cheaper in \
             51 % of histories.",
            "Multi-cloud: $3 M ± 8 M a year less (no clear difference).",
        );
    }

    #[test]
    fn both_cost_the_same() {
        let mut figures = figures((0.0, 0.0), 0.0, (0.0, 0.0));
        figures.comparison.as_mut().unwrap().p_a_cheaper.value = 0.0;
        figures.portfolios[0].annual.mean = Estimate {
            value: 412e6,
            se: 1.5e6,
        };
        check(
            &figures,
            "Multi-cloud and Microsoft exclusive cost the same in every history: $412 M ± 3 M a year.",
            "Multi-cloud and Microsoft exclusive cost the same.",
        );
    }

    #[test]
    fn there_is_only_one() {
        let mut figures = figures((0.0, 0.0), 0.0, (0.0, 0.0));
        figures.comparison = None;
        figures.portfolios[0].annual.mean = Estimate {
            value: 412e6,
            se: 1.5e6,
        };
        for level in &mut figures.portfolios[0].annual.aep {
            (level.enough, level.loss.value) = (level.return_period <= 100.0, 2.9e9);
        }
        check(
            &figures,
            "Microsoft exclusive costs $412 M ± 3 M a year, and one year in 100 more than $2.90 bn.",
            "Microsoft exclusive costs $412 M ± 3 M a year.",
        );
    }

    #[test]
    fn long_names_leave_room_for_the_answer() {
        let mut figures = figures((-224e6, 1.02e6), 0.93, (86e6, 310e6));
        figures.portfolios[1].name = "Four clouds in six regions with a warm standby".to_owned();
        let short = verdict_short(&figures);
        assert_eq!(short.chars().count(), 80, "{short}");
        assert!(
            short.contains("… : ") || short.contains("…: $224 M"),
            "{short}"
        );
        assert!(verdict(&figures).chars().count() <= 190);
    }

    #[test]
    fn an_error_has_one_digit_or_two_after_a_one() {
        for (half, text) in [
            (1.9, "1.9"),
            (1.97, "2"),
            (2.04, "2"),
            (0.0123, "0.012"),
            (470.0, "500"),
            (0.0, "0"),
            (96.0, "100"),
            (f64::INFINITY, "∞"),
        ] {
            assert_eq!(few_digits(half), text);
        }
    }

    #[test]
    fn an_error_has_the_size_of_its_amount() {
        for (value, se, text) in [
            (9.29e6, 0.06e6, "$9.29 M ± 0.12 M"),
            (-2.9e9, 20e6, "−$2.90 bn ± 0.04 bn"),
            (3e3, 5e6, "$3 k ± 10 M"),
            (412e6, 100.0, "$412 M ± 200"),
            (2e6, 0.0, "$2 M"),
            (2e6, f64::INFINITY, "$2 M ± ∞"),
            (0.0, 2.0, "$0 ± 4"),
        ] {
            assert_eq!(show_money(Estimate { value, se }, "USD"), text);
        }
    }
}
