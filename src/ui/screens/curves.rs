//! The exceedance curves as a chart: both portfolios, bands, ghosts, appetite, cursor.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

use crate::analysis::{CurvePoint, Figures, PortfolioFigures};
use crate::chart::{
    Axis, Band, ChartSpec, Direction, Mark, NumberFormat, Role, Scale, Series, SeriesKind, Span,
};
use crate::ui::app::{App, Curve, ScreenId};
use crate::ui::screens::Exceeded;
use crate::ui::widgets::{Chart, ChartLayout, ChartTable};
use crate::units::{currency_sign, money};

/// The least probability on the axis of the overview: the 1-in-1,000 year.
const LEAST_PROBABILITY: f64 = 1e-3;

/// The points of one curve.
pub(in crate::ui) fn curve(portfolio: &PortfolioFigures, which: Curve) -> &[CurvePoint] {
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
    let saved = overlaid(app, figures, which);
    let beyond = saved.iter().flat_map(|series| &series.points);
    let beyond = beyond.filter(|(_, p)| *p >= LEAST_PROBABILITY);
    let beyond = beyond.map(|(loss, _)| *loss).reduce(f64::max);
    let furthest = app.chart.appetite.into_iter().chain(beyond);
    let most = largest_loss(figures, &chosen, which, furthest);
    let (mut x, mut y) = (loss_axis(app, which, most), probability_axis(app, which));
    if let Some(range) = app.chart.zoom {
        x = x.with_range(range);
        let shown = chosen
            .iter()
            .filter_map(|(p, _)| figures.portfolios.get(*p));
        let curves: Vec<&[CurvePoint]> = shown.map(|portfolio| curve(portfolio, which)).collect();
        y = y.with_range(probabilities(&curves, range));
    }
    let mut spec = ChartSpec::new(x, y);
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
    spec.series.extend(saved);
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
    Series::new(portfolio.name.clone(), role, SeriesKind::Line, points)
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

/// What the curves come to between two losses: from the rarest to the likeliest, so that a zoomed chart is filled.
fn probabilities(curves: &[&[CurvePoint]], (low, high): (f64, f64)) -> (f64, f64) {
    let likeliest = curves.iter().map(|curve| {
        let passed = curve.iter().filter(|point| point.loss.value <= low);
        passed.map(|point| point.probability).fold(1.0, f64::min)
    });
    let rarest = curves.iter().filter_map(|curve| {
        let within = curve.iter().filter(|point| point.loss.value <= high);
        within
            .map(|point| point.probability)
            .filter(|p| *p > 0.0)
            .reduce(f64::min)
    });
    let (least, most) = (rarest.fold(1.0, f64::min), likeliest.fold(0.0, f64::max));
    (least * 0.9, (most * 1.1).min(1.0))
}

/// The curves of a snapshot: whole, or as lines through its return periods while they are made again.
fn overlaid(app: &App, figures: &Figures, which: Curve) -> Vec<Series> {
    let Some(over) = &app.chart.overlaid else {
        return Vec::new();
    };
    let chosen = [(app.workspace.a, "A", 2), (app.workspace.b, "B", 3)];
    let lines = chosen.into_iter().filter_map(|(p, letter, role)| {
        let id = &figures.portfolios.get(p)?.id;
        let saved = over.curves.iter().find(|saved| saved.portfolio == *id)?;
        let points = match which {
            Curve::Aggregate => saved.aep.clone(),
            Curve::Occurrence => saved.oep.clone(),
        };
        let name = format!("{letter} “{}”", over.name);
        let points = if over.is_whole {
            from_nothing(points)
        } else {
            points
        };
        Some(Series::new(
            name,
            Role::Other(role),
            SeriesKind::Line,
            points,
        ))
    });
    lines.collect()
}

/// The part of the loss that the chart of the screen shows.
pub(in crate::ui) fn shown_span(app: &App) -> Span {
    spec_of_screen(app).x.span
}

/// All of the loss axis, without zoom.
pub(in crate::ui) fn whole_span(app: &App) -> Span {
    let mut whole = app.clone();
    whole.chart.zoom = None;
    shown_span(&whole)
}

/// The largest loss that any of the two curves knows.
pub(in crate::ui) fn largest_loss_of_all(app: &App) -> f64 {
    let Some(figures) = app.run.figures.as_deref() else {
        return 0.0;
    };
    let which = curve_of_screen(app);
    let pair = [app.workspace.a, app.workspace.b];
    let portfolios = pair.into_iter().filter_map(|p| figures.portfolios.get(p));
    let points = portfolios.flat_map(|portfolio| curve(portfolio, which));
    points.map(|point| point.loss.value).fold(0.0, f64::max)
}

fn curve_of_screen(app: &App) -> Curve {
    match app.screen {
        ScreenId::Exceedance => app.chart.curve,
        _ => Curve::Aggregate,
    }
}

/// The chart in which the cursor of the screen moves.
fn spec_of_screen(app: &App) -> ChartSpec {
    match app.screen {
        ScreenId::Exceedance => super::exceedance::spec_under_cursor(app),
        _ => overview_spec(app),
    }
}

/// The loss of the datum nearest to a place of the screen, where the chart is drawn there.
///
/// For the mouse: what [`App`](crate::ui::app::App) makes its cursor of.
pub(in crate::ui) fn datum_at(app: &App, (column, row): (u16, u16)) -> Option<f64> {
    let spec = spec_of_screen(app);
    let layout = layout_of_screen(app, &spec)?;
    let inside = layout
        .plot
        .contains(ratatui::layout::Position::new(column, row));
    spec.snap(layout.x_at(column).filter(|_| inside)?)
}

/// The place along the loss axis, from 0 to 1, of a column of the screen on the chart; for zooming at the pointer.
pub(in crate::ui) fn place_at(app: &App, (column, row): (u16, u16)) -> Option<f64> {
    let spec = spec_of_screen(app);
    let layout = layout_of_screen(app, &spec)?;
    let inside = layout
        .plot
        .contains(ratatui::layout::Position::new(column, row));
    spec.x
        .span
        .position(layout.x_at(column).filter(|_| inside)?)
}

/// Where the chart of the screen is drawn; nothing where there is none, or its table stands there.
fn layout_of_screen(app: &App, spec: &ChartSpec) -> Option<ChartLayout> {
    if app.chart.table || app.run.figures.is_none() {
        return None;
    }
    let main = super::main_area(app)?;
    let area = match app.screen {
        ScreenId::Overview => super::overview::chart_area(main, app)?,
        ScreenId::Exceedance => super::exceedance::chart_area(main, app),
        _ => return None,
    };
    // The frame of its pane.
    let inner = area.inner(ratatui::layout::Margin::new(1, 1));
    let chart = Chart::new(spec, &app.theme.palette).charset(app.theme.charset);
    Some(chart.layout(inner))
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
            Some(Series::new(name, role, SeriesKind::Line, curve))
        })
        .collect()
}

fn scale(log: bool) -> Scale {
    if log { Scale::Log } else { Scale::Linear }
}

/// What a year exceeds once in a thousand, or one of `others`, and a little more.
fn largest_loss(
    figures: &Figures,
    chosen: &[(usize, Role)],
    which: Curve,
    others: impl IntoIterator<Item = f64>,
) -> f64 {
    let largest = chosen
        .iter()
        .filter_map(|(index, _)| figures.portfolios.get(*index))
        .flat_map(|portfolio| curve(portfolio, which))
        .filter(|point| point.probability >= LEAST_PROBABILITY)
        .map(|point| point.loss.value)
        .chain(others)
        .fold(0.0, f64::max);
    if largest > 0.0 { largest * 1.02 } else { 1.0 }
}

/// The curve over the loss, as lines between its points, which are quantiles out of many years.
fn points(curve: &[CurvePoint]) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = curve
        .iter()
        .map(|point| (point.loss.value, point.probability))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
    from_nothing(points)
}

/// Every year costs more than what is less than the cheapest one.
fn from_nothing(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if let Some(&(least, _)) = points.first()
        && least > 0.0
    {
        points.splice(0..0, [(0.0, 1.0), (least, 1.0)]);
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
    let which = curve_of_screen(app);
    let curve = curve(figures.portfolios.get(app.workspace.a)?, which);
    let hundredth = curve.iter().find(|point| point.probability <= 0.01);
    app.chart
        .appetite
        .or_else(|| hundredth.map(|point| point.loss.value))
}

/// P(a year of A costs more than where the cursor stands), where there is a cursor.
pub(in crate::ui) fn exceeded_at_cursor(app: &App) -> Option<f64> {
    let figures = app.run.figures.as_deref()?;
    let loss = app.chart.cursor?;
    let points = curve(figures.portfolios.get(app.workspace.a)?, Curve::Aggregate);
    Exceeded::of(points, loss).map(|p| p.value)
}

/// The cursor moved by so many points of the chart on the screen.
pub(in crate::ui) fn step_cursor(app: &App, steps: isize) -> Option<f64> {
    let spec = spec_of_screen(app);
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
