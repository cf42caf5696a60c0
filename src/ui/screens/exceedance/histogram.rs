//! How many years cost how much, from the points of the curve.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Pair;
use crate::analysis::{CurvePoint, PortfolioFigures};
use crate::chart::{Axis, ChartSpec, NumberFormat, Role, Scale, Series, SeriesKind, Span};
use crate::ui::app::{App, Curve};
use crate::ui::screens::{curves, pane};
use crate::ui::widgets::Chart;
use crate::units::{currency_sign, percent};

/// The part of the years that lies right of a linear axis.
const BEYOND: f64 = 0.04;

/// Columns of the chart for one bin: A, B, and a gap.
const COLUMNS_PER_BIN: u16 = 3;

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let Some(pair) = Pair::of(app) else {
        pane(frame, area, "years by loss", false, &app.theme);
        return;
    };
    let free = |portfolio: &PortfolioFigures| percent(portfolio.annual.p_no_loss);
    let title = match app.chart.curve {
        Curve::Aggregate => "years by total",
        Curve::Occurrence => "years by largest",
    };
    let title = format!("{title} · no loss: A {}, B {}", free(pair.a), free(pair.b));
    let inner = pane(frame, area, &title, false, &app.theme);
    // Bins of whole columns: the plot is laid out once to count them.
    let draft = spec(app, pair, 20);
    let chart = Chart::new(&draft, &app.theme.palette).charset(app.theme.charset);
    let bins = (chart.layout(inner).plot.width / COLUMNS_PER_BIN).max(4);
    let spec = spec(app, pair, bins);
    let chart = Chart::new(&spec, &app.theme.palette).charset(app.theme.charset);
    frame.render_widget(&chart, inner);
}

fn spec(app: &App, pair: Pair<'_>, bins: u16) -> ChartSpec {
    let which = app.chart.curve;
    let curves = [
        (curves::curve(pair.a, which), Role::A),
        (curves::curve(pair.b, which), Role::B),
    ];
    let span = span(app, curves.map(|(curve, ..)| curve));
    let series: Vec<Series> = curves
        .into_iter()
        .map(|(curve, role)| {
            // Without a name: the legend of the curves stands right above.
            let bars = bars(curve, span, bins);
            Series::new("", role, SeriesKind::Bars, bars)
        })
        .collect();
    let heights = series.iter().flat_map(|series| &series.points);
    let most = heights.map(|bar| bar.1).fold(0.0, f64::max);
    let currency = &pair.figures.currency;
    let format = NumberFormat::Money(currency_sign(currency).trim().to_owned());
    let mut spec = ChartSpec::new(
        Axis::new("", span.scale(), span.range(), format),
        Axis::new(
            "",
            Scale::Linear,
            (0.0, if most > 0.0 { most } else { 1.0 }),
            NumberFormat::Percent,
        ),
    );
    spec.series = series;
    spec
}

/// From nothing to what few years exceed; on a logarithmic axis as far as the curves are drawn.
fn span(app: &App, curves: [&[CurvePoint]; 2]) -> Span {
    if app.chart.log_loss {
        return super::spec_under_cursor(app).x.span;
    }
    let most = curves
        .into_iter()
        .flatten()
        .filter(|point| point.probability >= BEYOND)
        .map(|point| point.loss.value)
        .fold(0.0, f64::max);
    Span::new(Scale::Linear, (0.0, if most > 0.0 { most } else { 1.0 }))
}

/// The share of years in each bin: by how much the curve falls from its left to its right edge.
///
/// Years that cost nothing at all are in no bin.
fn bars(curve: &[CurvePoint], span: Span, bins: u16) -> Vec<(f64, f64)> {
    let edge = |bin: u16| span.value(f64::from(bin) / f64::from(bins));
    let mut bars: Vec<(f64, f64)> = (0..bins)
        .map(|bin| {
            let fall = exceeding(curve, edge(bin)) - exceeding(curve, edge(bin + 1));
            (edge(bin), fall.max(0.0))
        })
        .collect();
    bars.push((edge(bins), 0.0));
    bars
}

/// P(loss > x) between the points of the curve, along straight lines.
fn exceeding(curve: &[CurvePoint], loss: f64) -> f64 {
    let after = curve.partition_point(|point| point.loss.value <= loss);
    let Some(before) = after.checked_sub(1).map(|idx| curve[idx]) else {
        return curve.first().map_or(0.0, |first| first.probability);
    };
    let Some(after) = curve.get(after) else {
        return 0.0;
    };
    let width = after.loss.value - before.loss.value;
    let part = (loss - before.loss.value) / width;
    before.probability + part * (after.probability - before.probability)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Bounded;

    #[test]
    fn bins_hold_the_years_that_the_curve_loses_in_them() {
        let point = |probability: f64, value: f64| CurvePoint {
            probability,
            loss: Bounded {
                value,
                low: value,
                high: value,
            },
        };
        let curve = [point(0.8, 0.0), point(0.4, 2.0), point(0.0, 10.0)];
        let bars = bars(&curve, Span::new(Scale::Linear, (0.0, 8.0)), 2);
        let expected = [(0.0, 0.5), (4.0, 0.2), (8.0, 0.0)];
        for (bar, expected) in bars.iter().zip(expected) {
            assert!((bar.0 - expected.0).abs() < 1e-12 && (bar.1 - expected.1).abs() < 1e-12);
        }
        assert_eq!(bars.len(), expected.len());
    }
}
