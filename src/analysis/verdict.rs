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
            with_error(a.annual.mean, currency)
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
    format!(
        "{} costs {}, {odds}, and {}.",
        b.name,
        in_a_year(comparison.delta_annual, currency),
        until(comparison, currency)
    )
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
    let rest = if clear.is_empty() {
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
    let levels = portfolio.annual.aep.iter();
    let level = levels
        .filter(|level| level.enough && level.return_period <= 100.0)
        .next_back()?;
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
    let mean = with_error(portfolio.annual.mean, &figures.currency);
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
        with_error(portfolio.annual.mean, &figures.currency)
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
    format!("{} a year {way}", with_error(size, currency))
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

/// An amount with the half width of its 95 % interval: `$224 M ± 2 M`.
pub(crate) fn with_error(estimate: Estimate, currency: &str) -> String {
    let half = estimate.half_width();
    format!("{} ± {}", money(estimate.value, currency), error(half))
}

/// An error to one digit, or two where the first is a 1.
pub(crate) fn error(half: f64) -> String {
    if !half.is_finite() || is_zero(half) {
        return scaled(half);
    }
    let size = libm::pow(10.0, libm::floor(libm::log10(half)));
    let step = if half / size < 1.95 {
        size / 10.0
    } else {
        size
    };
    let rounded = (half / step).round() * step;
    let text = scaled(rounded);
    // Three digits of a number with one or two end in zeros behind the point.
    match text.split_once(' ') {
        Some((number, unit)) => format!("{} {unit}", trimmed(number)),
        None => trimmed(&text).to_owned(),
    }
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
