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
    let at = |end: fn(&Bounded) -> f64| {
        let passed = curve.iter().filter(|point| end(&point.loss) <= loss);
        passed.map(|point| point.probability).reduce(f64::min)
    };
    // The rarest point has no year beyond it: what is known there is that it is rarer than that.
    let last = curve.last()?;
    let beyond = last.loss.value < loss;
    let value = at(|loss| loss.value).unwrap_or(1.0);
    Some(Exceeded {
        value: if beyond { 0.0 } else { value },
        low: at(|loss| loss.low).unwrap_or(1.0).min(value),
        high: at(|loss| loss.high).unwrap_or(1.0).max(value),
    })
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
        let at = |loss: f64| exceeded(&curve, loss).map(|p| (p.low, p.value, p.high));
        assert_eq!(at(0.0), Some((0.8, 0.8, 0.8)));
        assert_eq!(at(11.0), Some((0.1, 0.1, 0.8)));
        assert_eq!(at(20.0), Some((0.05, 0.05, 0.1)));
        assert_eq!(at(40.0), Some((0.01, 0.01, 0.05)));
        assert_eq!(at(99.0), Some((0.01, 0.0, 0.01)));
        assert_eq!(at(-1.0), Some((1.0, 1.0, 1.0)));
        assert!(exceeded(&[], 1.0).is_none());
    }
}
