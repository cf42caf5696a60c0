//! Exceedance: how bad a year can get, and how likely that is.
//!
//! ```text
//! ┌ AEP (Tab: OEP) · P(a year's total > x) ────┬ return periods ───────────────────────┐
//! │ P(loss > x) of A and B, with 95 % bands,   │ years  A [$ M]  95 %  B [$ M]  95 % …│
//! │ ghosts, the appetite and the cursor        │ at the cursor: P, 95 %, return period│
//! ├ years by their loss ───────────────────────┤ P(a year > appetite): A 3.1 %, B …   │
//! │ histogram                                  │ the other curve, where there is room │
//! └────────────────────────────────────────────┴──────────────────────────────────────┘
//! ```
//!
//! Narrow, the table stands below the chart and shows the return periods that matter most.

mod histogram;
pub(super) mod levels;
mod reading;

pub(in crate::ui) use reading::Exceeded;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::heads::{Head, Text};
use super::table::render_lines;
use super::{curves, inside, pane};
use crate::analysis::{Figures, PortfolioFigures};
use crate::chart::{ChartSpec, Role};
use crate::ui::app::{App, Curve};
use crate::ui::widgets::ChartTable;

/// Below this width beside the table the chart stands above it.
const LEAST_CHART: u16 = 50;

/// From this width the chart shows the other portfolios too.
const ROOM_FOR_OTHERS: u16 = 90;

/// Rows of the histogram with its border, and of what has to stand above it.
const HISTOGRAM: u16 = 12;
const ABOVE_HISTOGRAM: u16 = 16;

/// A and B of the figures.
#[derive(Clone, Copy)]
struct Pair<'a> {
    figures: &'a Figures,
    a: &'a PortfolioFigures,
    b: &'a PortfolioFigures,
}

impl<'a> Pair<'a> {
    fn of(app: &'a App) -> Option<Self> {
        let figures = app.run.figures.as_deref()?;
        Some(Self {
            figures,
            a: figures.portfolios.get(app.workspace.a)?,
            b: figures.portfolios.get(app.workspace.b)?,
        })
    }
}

/// The name of a curve, and what it is about.
pub(super) fn title(curve: Curve) -> (&'static str, &'static str) {
    match curve {
        Curve::Aggregate => ("AEP", "a year's total"),
        Curve::Occurrence => ("OEP", "a year's largest interruption"),
    }
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let [charts, numbers] = halves(area, app);
    render_charts(frame, charts, app);
    render_numbers(frame, numbers, app);
}

/// The charts and the numbers: side by side, or one above the other.
fn halves(area: Rect, app: &App) -> [Rect; 2] {
    let wanted = levels::natural_width(app) + 2;
    if area.width >= LEAST_CHART + wanted {
        return Layout::horizontal([Constraint::Fill(1), Constraint::Length(wanted)]).areas(area);
    }
    let below = if area.height >= 30 {
        (area.height / 2).min(18)
    } else {
        (area.height * 9 / 20).max(6)
    };
    Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(area)
}

/// The chart of the curves above the histogram, where that has room.
fn chart_and_histogram(area: Rect, app: &App) -> [Rect; 2] {
    let below = if area.height >= ABOVE_HISTOGRAM + HISTOGRAM && !app.chart.table {
        HISTOGRAM.max(area.height / 3)
    } else {
        0
    };
    Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(area)
}

/// Where the chart of the curves is drawn, with its frame.
pub(super) fn chart_area(area: Rect, app: &App) -> Rect {
    chart_and_histogram(halves(area, app)[0], app)[0]
}

fn render_charts(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let [chart, histogram] = chart_and_histogram(area, app);
    let (name, about) = title(app.chart.curve);
    let (other, _) = title(app.chart.curve.other());
    let words = format!("{name} (Tab: {other}) · P({about} > x)");
    let inner = pane(frame, chart, &words, app.panel.is_none(), &app.theme);
    let others = inner.width >= ROOM_FOR_OTHERS;
    curves::render(frame, inner, app, &drawn_spec(app, others));
    if histogram.height > 0 {
        histogram::render(frame, histogram, app);
    }
}

/// What is drawn: A and B, and where there is room the other portfolios.
fn drawn_spec(app: &App, others: bool) -> ChartSpec {
    let mut spec = spec_under_cursor(app);
    if let Some(figures) = app.run.figures.as_deref().filter(|_| others) {
        let rest = figures.portfolios.iter().enumerate();
        let rest = rest.filter(|(idx, _)| ![app.workspace.a, app.workspace.b].contains(idx));
        for ((_, portfolio), n) in rest.zip(0..) {
            spec.series
                .push(curves::series(portfolio, Role::Other(n), app.chart.curve));
        }
    }
    spec
}

/// The chart in which the cursor moves.
pub(super) fn spec_under_cursor(app: &App) -> ChartSpec {
    curves::spec(app, app.chart.curve)
}

/// The last row of the chart as a table.
pub(super) fn last_row(app: &App) -> usize {
    let spec = spec_under_cursor(app);
    let rows = ChartTable::new(&spec, &app.theme.palette).cells().1;
    rows.len().saturating_sub(1)
}

fn render_numbers(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let (name, _) = title(app.chart.curve);
    let words = format!("{name} by return period: the loss one year in … exceeds");
    let inner = pane(frame, area, &words, false, &app.theme);
    let Some(pair) = Pair::of(app) else {
        return;
    };
    let lines = numbers(app, pair, (inner.width.into(), inner.height.into()));
    render_lines(frame, inner, lines.lines, app);
}

/// The headings of the tables.
pub(super) fn heads(area: Rect, app: &App) -> Vec<Head> {
    let inner = inside(halves(area, app)[1]);
    Pair::of(app).map_or(Vec::new(), |pair| {
        numbers(app, pair, (inner.width.into(), inner.height.into())).heads(inner, 0)
    })
}

/// The table of the chosen curve, what is read at cursor and appetite, and the other curve if there is room.
fn numbers(app: &App, pair: Pair<'_>, (width, height): (usize, usize)) -> Text {
    let mut below = reading::lines(app, pair, width);
    let roomy = height > levels::ROWS + 1 + below.len() + 1;
    if roomy && !below.is_empty() {
        below.insert(0, Line::default());
    }
    let mut lines = levels::lines(
        app,
        pair,
        app.chart.curve,
        (width, height.saturating_sub(below.len())),
    );
    lines.extend(below);
    let other = app.chart.curve.other();
    let rest = height.saturating_sub(lines.lines.len());
    if rest >= levels::ROWS + 4 {
        let (name, about) = title(other);
        let title = format!("{name}: {about}");
        let title = app.theme.charset.fit(&title, width).into_owned();
        lines.extend([Line::default(), Line::styled(title, app.theme.heading)]);
        lines.append(levels::lines(app, pair, other, (width, rest - 2)));
    }
    lines
}
