//! The exceedance curves as a chart: both portfolios, bands, ghosts, appetite, cursor.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::analysis::{CurvePoint, Figures, PortfolioFigures};
use crate::chart::{
    Axis, Band, ChartSpec, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind,
};
use crate::ui::app::{App, Curve, ScreenId};
use crate::ui::widgets::{Chart, ChartTable};
use crate::units::{currency_sign, money};

/// The least probability on the axis of the overview: the 1-in-1,000 year.
const LEAST_PROBABILITY: f64 = 1e-3;

/// The points of one curve.
pub(super) fn curve(portfolio: &PortfolioFigures, which: Curve) -> &[CurvePoint] {
    match which {
        Curve::Aggregate => &portfolio.annual.aep_curve,
        Curve::Occurrence => &portfolio.annual.oep_curve,
    }
}

/// The chart of the overview: AEP of A and B.
pub(super) fn overview_spec(app: &App) -> ChartSpec {
    spec(app, Curve::Aggregate)
}

/// The chart of one curve of A and B, with bands, ghosts and the appetite as the settings say.
pub(super) fn spec(app: &App, which: Curve) -> ChartSpec {
    let currency = &app.workspace.scenario().currency;
    let chosen = [(app.workspace.a, Role::A), (app.workspace.b, Role::B)];
    let Some(figures) = &app.run.figures else {
        return ChartSpec::new(loss_axis(app, which, 1.0), probability_axis(app, which));
    };
    let most = largest_loss(figures, &chosen, which, app.chart.appetite);
    let mut spec = ChartSpec::new(loss_axis(app, which, most), probability_axis(app, which));
    spec.series = ghosts(app, figures, which);
    for (index, role) in chosen {
        let Some(portfolio) = figures.portfolios.get(index) else {
            continue;
        };
        let curve = curve(portfolio, which);
        if app.chart.band {
            spec.bands.push(band(curve, role));
        }
        spec.series.push(series(portfolio, role, which));
    }
    if let Some(appetite) = app.chart.appetite {
        spec.marks.push(Mark {
            direction: Direction::Vertical,
            value: appetite,
            label: format!("appetite {}", money(appetite, currency)),
        });
    }
    spec
}

/// The curve of a portfolio as a series.
pub(super) fn series(portfolio: &PortfolioFigures, role: Role, which: Curve) -> Series {
    let points = points(curve(portfolio, which));
    Series::new(portfolio.name.clone(), role, SeriesKind::Step, points)
}

fn loss_axis(app: &App, which: Curve, most: f64) -> Axis {
    let currency = &app.workspace.scenario().currency;
    let label = match which {
        Curve::Aggregate => format!("loss of a year [{currency}]"),
        Curve::Occurrence => format!("largest interruption of a year [{currency}]"),
    };
    let least = if app.chart.log_loss { most * 1e-4 } else { 0.0 };
    let format = NumberFormat::Money(currency_sign(currency).trim().to_owned());
    Axis::new(label, scale(app.chart.log_loss), (least, most), format)
}

fn probability_axis(app: &App, which: Curve) -> Axis {
    let label = match which {
        Curve::Aggregate => "P(a year costs more)",
        Curve::Occurrence => "P(an interruption costs more)",
    };
    let (scale, least) = if app.chart.log_probability {
        (Scale::Log, LEAST_PROBABILITY)
    } else {
        (Scale::Linear, 0.0)
    };
    Axis::new(label, scale, (least, 1.0), NumberFormat::Percent)
}

/// The curves before the last edit.
fn ghosts(app: &App, figures: &Arc<Figures>, which: Curve) -> Vec<Series> {
    let ghost = app.run.ghost.as_ref();
    let Some(ghost) = ghost.filter(|ghost| !Arc::ptr_eq(ghost, figures)) else {
        return Vec::new();
    };
    let former = [
        (app.workspace.a, Role::GhostA, "before the edit"),
        (app.workspace.b, Role::GhostB, ""),
    ];
    former
        .into_iter()
        .filter_map(|(index, role, name)| {
            let curve = points(curve(ghost.portfolios.get(index)?, which));
            Some(Series::new(name, role, SeriesKind::Step, curve))
        })
        .collect()
}

fn scale(log: bool) -> Scale {
    if log { Scale::Log } else { Scale::Linear }
}

/// What a year exceeds once in a thousand, and a little more.
fn largest_loss(
    figures: &Figures,
    chosen: &[(usize, Role)],
    which: Curve,
    appetite: Option<f64>,
) -> f64 {
    let largest = chosen
        .iter()
        .filter_map(|(index, _)| figures.portfolios.get(*index))
        .flat_map(|portfolio| curve(portfolio, which))
        .filter(|point| point.probability >= LEAST_PROBABILITY)
        .map(|point| point.loss.value)
        .chain(appetite)
        .fold(0.0, f64::max);
    if largest > 0.0 { largest * 1.02 } else { 1.0 }
}

/// The curve as steps over the loss: P(loss > x) falls at each of its points.
fn points(curve: &[CurvePoint]) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = curve
        .iter()
        .map(|point| (point.loss.value, point.probability))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    // Every year costs more than what is less than the cheapest one.
    if points.first().is_some_and(|first| first.0 > 0.0) {
        points.insert(0, (0.0, 1.0));
    }
    points
}

/// The interval of the loss at each probability, as an area.
fn band(curve: &[CurvePoint], role: Role) -> Band {
    let line = |end: fn(&CurvePoint) -> f64| {
        let mut line: Vec<(f64, f64)> = curve
            .iter()
            .map(|point| (end(point), point.probability))
            .collect();
        line.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        line
    };
    Band {
        name: String::new(),
        role,
        lower: line(|point| point.loss.low),
        upper: line(|point| point.loss.high),
    }
}

/// Draws a chart or, where the settings say so, its numbers.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App, spec: &ChartSpec) {
    if app.run.figures.is_none() {
        frame.render_widget(
            Paragraph::new("making the first trials…").style(app.theme.palette.dim),
            area,
        );
    } else if app.chart.table {
        let table = ChartTable::new(spec, &app.theme.palette)
            .charset(app.theme.charset)
            .offset(app.chart.scroll);
        frame.render_widget(&table, area);
    } else {
        let chart = Chart::new(spec, &app.theme.palette)
            .charset(app.theme.charset)
            .cursor(app.chart.cursor)
            .grid(true);
        frame.render_widget(&chart, area);
    }
}

/// Where a cursor appears: at the appetite, else where a year in a hundred exceeds it under A.
fn first_place(app: &App) -> Option<f64> {
    let figures = app.run.figures.as_deref()?;
    let which = match app.screen {
        ScreenId::Exceedance => app.chart.curve,
        _ => Curve::Aggregate,
    };
    let curve = curve(figures.portfolios.get(app.workspace.a)?, which);
    let hundredth = curve.iter().find(|point| point.probability <= 0.01);
    app.chart
        .appetite
        .or_else(|| hundredth.map(|point| point.loss.value))
}

/// The cursor moved by so many points of the chart on the screen.
pub(in crate::ui) fn step_cursor(app: &App, steps: isize) -> Option<f64> {
    let spec = match app.screen {
        ScreenId::Exceedance => super::exceedance::spec_under_cursor(app),
        _ => overview_spec(app),
    };
    let (low, high) = spec.x.span.range();
    if steps == isize::MIN {
        return spec.snap(low);
    }
    if steps == isize::MAX {
        return spec.snap(high);
    }
    let start = app.chart.cursor.or_else(|| first_place(app));
    let start = start.unwrap_or_else(|| spec.x.span.value(0.5));
    let mut x = spec.snap(start)?;
    if app.chart.cursor.is_some() {
        for _ in 0..steps.unsigned_abs() {
            x = spec.step_cursor(x, steps > 0).unwrap_or(x);
        }
    }
    Some(x.clamp(low, high))
}
