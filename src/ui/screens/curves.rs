//! The exceedance curves as a chart: both portfolios, bands, ghosts, appetite, cursor.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::analysis::{CurvePoint, Figures, PortfolioFigures};
use crate::chart::{
    Axis, Band, ChartSpec, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind,
};
use crate::ui::app::{App, ScreenId};
use crate::ui::widgets::{Chart, ChartTable};
use crate::units::{currency_sign, money};

/// The least probability on the axis of the overview: the 1-in-1,000 year.
const LEAST_PROBABILITY: f64 = 1e-3;

/// Which curve of a year's loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    /// Its total.
    Aggregate,
    /// Its largest interruption.
    Occurrence,
}

fn curve(portfolio: &PortfolioFigures, which: Curve) -> &[CurvePoint] {
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
    let sign = currency_sign(currency);
    let label = match which {
        Curve::Aggregate => format!("loss of a year [{currency}]"),
        Curve::Occurrence => format!("largest interruption of a year [{currency}]"),
    };
    let (x_scale, y_scale) = (scale(app.chart.log_loss), scale(app.chart.log_probability));
    let Some(figures) = &app.run.figures else {
        let x = Axis::new(label, x_scale, (1.0, 10.0), NumberFormat::Money(sign));
        return ChartSpec::new(
            x,
            Axis::new(
                "P",
                y_scale,
                (LEAST_PROBABILITY, 1.0),
                NumberFormat::Percent,
            ),
        );
    };
    let chosen = [(app.workspace.a, Role::A), (app.workspace.b, Role::B)];
    let range = loss_range(figures, &chosen, which, app.chart.appetite);
    let x = Axis::new(
        label,
        x_scale,
        if app.chart.log_loss {
            (range.1 * 1e-4, range.1)
        } else {
            (0.0, range.1)
        },
        NumberFormat::Money(sign),
    );
    let low = if app.chart.log_probability {
        LEAST_PROBABILITY
    } else {
        0.0
    };
    let mut spec = ChartSpec::new(
        x,
        Axis::new("P(loss > x)", y_scale, (low, 1.0), NumberFormat::Percent),
    );
    if let Some(ghost) = app
        .run
        .ghost
        .as_deref()
        .filter(|ghost| !std::ptr::eq(*ghost, figures.as_ref()))
    {
        for (index, role) in [
            (app.workspace.a, Role::GhostA),
            (app.workspace.b, Role::GhostB),
        ] {
            if let Some(portfolio) = ghost.portfolios.get(index) {
                spec = spec.with_series(Series::new(
                    "",
                    role,
                    SeriesKind::Step,
                    points(curve(portfolio, which)),
                ));
            }
        }
    }
    for (index, role) in chosen {
        let Some(portfolio) = figures.portfolios.get(index) else {
            continue;
        };
        let curve = curve(portfolio, which);
        if app.chart.band {
            spec = spec.with_band(band(curve, role));
        }
        spec = spec.with_series(Series::new(
            portfolio.name.clone(),
            role,
            SeriesKind::Step,
            points(curve),
        ));
    }
    if let Some(appetite) = app.chart.appetite {
        let label = format!("appetite {}", money(appetite, currency));
        spec = spec.with_mark(Mark {
            direction: Direction::Vertical,
            value: appetite,
            label,
        });
    }
    spec
}

fn scale(log: bool) -> Scale {
    if log { Scale::Log } else { Scale::Linear }
}

/// From 0 to what a year exceeds once in a thousand.
fn loss_range(
    figures: &Figures,
    chosen: &[(usize, Role)],
    which: Curve,
    appetite: Option<f64>,
) -> (f64, f64) {
    let largest = chosen
        .iter()
        .filter_map(|(index, _)| figures.portfolios.get(*index))
        .flat_map(|portfolio| curve(portfolio, which))
        .filter(|point| point.probability >= LEAST_PROBABILITY)
        .map(|point| point.loss.value)
        .chain(appetite)
        .fold(0.0, f64::max);
    (0.0, if largest > 0.0 { largest * 1.02 } else { 1.0 })
}

/// The curve as steps over the loss: P(loss > x) falls at each of its points.
fn points(curve: &[CurvePoint]) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = curve
        .iter()
        .map(|point| (point.loss.value, point.probability))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
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
    let start = app.chart.cursor.unwrap_or_else(|| spec.x.span.value(0.5));
    let mut x = spec.snap(start)?;
    if app.chart.cursor.is_some() {
        for _ in 0..steps.unsigned_abs() {
            x = spec.step_cursor(x, steps > 0).unwrap_or(x);
        }
    }
    Some(x.clamp(low, high))
}
