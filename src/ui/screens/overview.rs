//! Both portfolios, their difference, the curves and the mixer.
//!
//! ```text
//! ┌ figure ── A ──────── B ──────── B − A ┐
//! │ expected loss   …                     │
//! ├ P(a year costs more than x) ┬ made of ┤
//! │ curves, bands, ghosts       │ bars    │
//! ├ mix of B ───────────────────┴─────────┤
//! │ inference   azure ▇▇▇ 40 %  aws ▇▇ 25 %│
//! └───────────────────────────────────────┘
//! ```

mod comparison;
mod mix;
mod parts;

pub(in crate::ui) use comparison::rows;
pub(super) use mix::fader_at;
pub(super) use parts::{last_part, part_of};

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};

use super::curves;
use super::exceedance::levels::warning;
use super::pane;
use crate::ui::app::{App, Curve, Pane};
use crate::ui::screens::Exceeded;
use crate::units::{money, percent};

/// The height below which frames are left out and the part with the keyboard has most of the room.
const ROOMY: u16 = 30;

/// Width from which the curves and the parts stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// Where the parts of the screen lie.
pub(super) struct Places {
    table: Rect,
    /// The chart, where it is shown.
    pub(super) chart: Option<Rect>,
    /// What a year is made of, where it is shown.
    pub(super) parts: Option<Rect>,
    /// The mixer with its frame.
    pub(super) mix: Rect,
}

/// Where the parts of the screen lie in `area`.
pub(super) fn places(area: Rect, app: &App) -> Places {
    let figures = app.run.figures.as_ref();
    let count = figures.map_or(0, |figures| rows(app, figures).len());
    let mixer_rows = mix::rows(app);
    let wanted = mix::widget(app, &mixer_rows).height(area.width.saturating_sub(2));
    let small = area.height < ROOMY;
    // Where room is short, the part with the keyboard has most of it.
    let most = match (small, app.pane) {
        (true, Pane::Main) => 3,
        (true, _) => 1,
        _ => area.height / 3,
    };
    let frames = if small { 0 } else { 2 };
    let table_height = u16::try_from(count.max(6)).unwrap_or(6) + 1 + frames;
    let [table, middle, mix] = Layout::vertical([
        Constraint::Length(table_height),
        Constraint::Fill(1),
        Constraint::Length(wanted.min(most) + 2),
    ])
    .areas(area);
    let (chart, parts) = if middle.width >= SIDE_BY_SIDE {
        let [chart, parts] =
            Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(middle);
        (Some(chart), Some(parts))
    } else if app.pane == Pane::Parts {
        (None, Some(middle))
    } else {
        (Some(middle), None)
    };
    Places {
        table,
        chart,
        parts,
        mix,
    }
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let figures = app.run.figures.as_ref();
    let rows = figures
        .map(|figures| rows(app, figures))
        .unwrap_or_default();
    let places = places(area, app);
    let table = places.table;
    let small = area.height < ROOMY;
    let shortage = comparison::shortage(app);
    // Without a frame the reason for the marks has no other place.
    let corner = match &shortage {
        Some(_) if small => "! too few trials",
        _ => "",
    };
    let inside = if small {
        Rect {
            x: table.x + 1,
            width: table.width.saturating_sub(2),
            ..table
        }
    } else {
        let room = usize::from(table.width).saturating_sub(4);
        let title = shortage.map_or(String::new(), |s| warning(app, &s, room));
        pane(frame, table, &title, false, &app.theme)
    };
    comparison::render(frame, inside, app, &rows, corner);
    if let Some(chart) = places.chart {
        render_chart(frame, chart, app);
    }
    if let Some(parts) = places.parts {
        parts::render(frame, parts, app);
    }
    mix::render(frame, places.mix, app, &mix::rows(app));
}

/// Where the chart is drawn, with its frame, if it is.
pub(super) fn chart_area(area: Rect, app: &App) -> Option<Rect> {
    places(area, app).chart
}

/// What both curves say at the cursor, with their intervals.
fn reading(app: &App) -> Option<String> {
    let loss = app.chart.cursor?;
    let figures = app.run.figures.as_deref()?;
    let side = |letter: &str, p: usize| {
        let curve = curves::curve(figures.portfolios.get(p)?, Curve::Aggregate);
        let p = Exceeded::of(curve, loss)?;
        let (low, high) = (percent(p.low), percent(p.high));
        Some(format!("{letter} {} ({low} to {high})", percent(p.value)))
    };
    let sides = [("A", app.workspace.a), ("B", app.workspace.b)];
    let sides = sides.into_iter().filter_map(|(letter, p)| side(letter, p));
    let sides = sides.collect::<Vec<_>>().join(", ");
    Some(format!("P(> {}): {sides}", money(loss, &figures.currency)))
}

fn render_chart(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let focused = app.pane == Pane::Chart && app.panel.is_none();
    let title = reading(app).unwrap_or_else(|| "P(a year costs more than x)".to_owned());
    let inner = pane(frame, area, &title, focused, &app.theme);
    curves::render(frame, inner, app, &curves::overview_spec(app));
}
