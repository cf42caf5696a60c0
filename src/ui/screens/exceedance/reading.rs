//! What the curves say at a loss: under the cursor, and at the appetite.

use ratatui::text::{Line, Span};

use super::Pair;
use crate::analysis::{Bounded, CurvePoint, PortfolioFigures};
use crate::ui::app::App;
use crate::ui::screens::curves::curve;
use crate::ui::screens::table::{Cell, Kind, Table, number};
use crate::units::{digits, money, percent};

/// P(loss > x) with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui) struct Exceeded {
    pub(in crate::ui) value: f64,
    pub(in crate::ui) low: f64,
    pub(in crate::ui) high: f64,
}

impl Exceeded {
    /// What `curve` says about exceeding `loss`.
    pub(in crate::ui) fn of(curve: &[CurvePoint], loss: f64) -> Option<Self> {
        exceeded(curve, loss)
    }
}

/// What `curve` says about exceeding `loss`: the interval is where the band around the curve crosses it.
fn exceeded(curve: &[CurvePoint], loss: f64) -> Option<Exceeded> {
    // The rarest point has no year beyond it: what is known there is that it is rarer than that.
    let last = curve.last()?;
    let beyond = last.loss.value < loss;
    let value = crossing(curve, |loss| loss.value, loss);
    Some(Exceeded {
        value: if beyond { 0.0 } else { value },
        low: crossing(curve, |loss| loss.low, loss).min(value),
        high: crossing(curve, |loss| loss.high, loss).max(value),
    })
}

/// The probability at which an `end` of the curve crosses a loss: between two points on the straight line between
/// them on a logarithmic axis, as the curve is drawn.
fn crossing(curve: &[CurvePoint], end: fn(&Bounded) -> f64, loss: f64) -> f64 {
    let Some(passed) = curve.iter().rposition(|point| end(&point.loss) <= loss) else {
        return 1.0;
    };
    let before = &curve[passed];
    let Some(after) = curve.get(passed + 1) else {
        return before.probability;
    };
    let (from, to) = (end(&before.loss), end(&after.loss));
    let share = (loss - from) / (to - from);
    before.probability * libm::pow(after.probability / before.probability, share)
}

/// The lines for the cursor, and for the appetite if there is one.
pub(super) fn lines(app: &App, pair: Pair<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if let Some(loss) = app.chart.cursor {
        lines.extend(at_loss(app, pair, loss).lines(width));
    }
    if let Some(appetite) = app.chart.appetite {
        lines.push(appetite_line(app, pair, appetite));
    }
    lines
}

fn at_loss<'a>(app: &'a App, pair: Pair<'_>, loss: f64) -> Table<'a> {
    let theme = &app.theme;
    let at = format!("> {}", money(loss, &pair.figures.currency));
    let mut table = Table::new(theme)
        .column(Cell::new(at, theme.heading), Kind::Words, 0)
        .column("P", Kind::Number, 0)
        .column("95 %", Kind::Number, 1)
        .column("one year in", Kind::Number, 0)
        .column("95 %", Kind::Number, 2);
    let sides = [
        ("A", pair.a, theme.palette.a),
        ("B", pair.b, theme.palette.b),
    ];
    for (letter, portfolio, style) in sides {
        let name = format!("{letter} {}", portfolio.name);
        let mut row = vec![Cell::new(name, style)];
        row.extend(cells(app, portfolio, loss));
        table.push(row);
    }
    table
}

fn cells(app: &App, portfolio: &PortfolioFigures, loss: f64) -> [Cell; 4] {
    let curve = curve(portfolio, app.chart.curve);
    let dim = app.theme.palette.dim;
    let Some(p) = exceeded(curve, loss) else {
        return Default::default();
    };
    let span = |low: String, high: String| Cell::new(format!("{low}–{high}"), dim);
    if p.value <= 0.0 {
        let last = curve.last().map_or(0.0, |last| last.probability);
        return [
            probability(p, curve).into(),
            "".into(),
            format!("> {}", years(last)).into(),
            "".into(),
        ];
    }
    [
        probability(p, curve).into(),
        span(bare_percent(p.low), percent(p.high)),
        years(p.value).into(),
        span(years(p.high), years(p.low)),
    ]
}

fn bare_percent(value: f64) -> String {
    percent(value).trim_end_matches(" %").to_owned()
}

/// The probability; beyond the worst year of all trials, that it is less than of that year.
fn probability(p: Exceeded, curve: &[CurvePoint]) -> String {
    match curve.last() {
        Some(last) if p.value <= 0.0 => format!("< {}", percent(last.probability)),
        _ => percent(p.value),
    }
}

fn years(probability: f64) -> String {
    let years = 1.0 / probability;
    if years < 1_000.0 {
        digits(years, 3)
    } else {
        number((years / 10.0).round() * 10.0, 0)
    }
}

/// `P(a year > appetite $50 M): A 3.1 %, B 0.42 %`
fn appetite_line(app: &App, pair: Pair<'_>, appetite: f64) -> Line<'static> {
    let theme = &app.theme;
    let (name, _) = super::title(app.chart.curve);
    let words = format!(
        "{name}: P(> appetite {}):",
        money(appetite, &pair.figures.currency)
    );
    let mut spans = vec![Span::raw(theme.charset.fold(&words).into_owned())];
    let sides = [
        ("A", pair.a, theme.palette.a),
        ("B", pair.b, theme.palette.b),
    ];
    for (letter, portfolio, style) in sides {
        let curve = curve(portfolio, app.chart.curve);
        if let Some(p) = exceeded(curve, appetite) {
            let words = format!("  {letter} {}", probability(p, curve));
            spans.push(Span::styled(words, style.patch(theme.heading)));
        }
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Wanted, figures};
    use crate::engine::{Outcome, Plan, Pool, Run};
    use crate::store::Example;

    fn point(probability: f64, low: f64, value: f64, high: f64) -> CurvePoint {
        CurvePoint {
            probability,
            loss: Bounded { value, low, high },
        }
    }

    #[test]
    fn a_curve_is_read_where_its_band_crosses_the_loss() {
        let curve = [
            point(0.8, 0.0, 0.0, 0.0),
            point(0.1, 8.0, 10.0, 12.0),
            point(0.05, 15.0, 20.0, 26.0),
            point(0.01, 30.0, 40.0, 60.0),
        ];
        let check = |loss: f64, expected: [f64; 3]| {
            let p = exceeded(&curve, loss).unwrap();
            for (is, should) in [p.low, p.value, p.high].into_iter().zip(expected) {
                assert!((is - should).abs() < 1e-9, "{loss}: {p:?}");
            }
        };
        check(0.0, [0.8, 0.8, 0.8]);
        // Each end crosses between two points of its own: 0.1·½^(1/10), and so on.
        check(11.0, [0.074_299_714, 0.093_303_299, 0.118_920_711]);
        check(20.0, [0.029_240_177, 0.05, 0.067_295_009]);
        check(40.0, [0.01, 0.01, 0.025_772_635]);
        check(99.0, [0.01, 0.0, 0.01]);
        check(-1.0, [1.0, 1.0, 1.0]);
        assert!(exceeded(&[], 1.0).is_none());
    }

    /// Against the years themselves, counted, at losses between the points of the curve.
    #[test]
    fn between_its_points_a_curve_says_how_many_years_cost_more() {
        let loaded = Example::named("online-retailer").unwrap().load();
        let scenario = loaded.reading().scenario.unwrap();
        let (plan, pool) = (Plan::new(&scenario), Pool::new(1).unwrap());
        let mut run = Run::new(&plan, 1, &pool);
        run.advance(8192, &|| false);
        let (seed, a, b) = (1, 0, 1);
        let figures = figures(
            &scenario,
            &plan,
            run.tally(),
            Wanted {
                seed,
                a,
                b,
                importance_sampling: true,
            },
            &pool,
        );
        let outcome = Outcome::new(&plan, seed, 0..8192, &pool);
        for (portfolio, column) in figures.portfolios.iter().zip(&outcome.portfolios) {
            for (curve, years) in [
                (&portfolio.annual.aep_curve, &column.annual),
                (&portfolio.annual.oep_curve, &column.largest),
            ] {
                let n = years.len() as f64;
                for pair in curve.windows(2) {
                    let loss = 0.3 * pair[0].loss.value + 0.7 * pair[1].loss.value;
                    let count = years.iter().filter(|&&year| year > loss).count() as f64;
                    let p = exceeded(curve, loss).unwrap();
                    // The curve is right at both points; of the years between them a share of 0.7 costs less, by a
                    // binomial law if their losses are alike. z = 4.5 for 1,700 places, and one year of rounding.
                    let between = (pair[0].probability - pair[1].probability) * n;
                    let apart = (p.value * n - count).abs();
                    assert!(
                        apart <= 1.0 + 4.5 * (between * 0.7 * 0.3).sqrt(),
                        "{loss}: {p:?}, {count} of {n}, {between} between"
                    );
                    assert!((p.low..=p.high).contains(&p.value), "{loss}: {p:?}");
                }
            }
        }
    }
}
