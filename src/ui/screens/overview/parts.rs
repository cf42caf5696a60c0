//! What an expected year is made of: categories and causes, A beside B.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::analysis::{Figures, Part};
use crate::chart::NumberFormat;
use crate::ui::app::{App, Pane};
use crate::ui::ask::{Asked, Behind};
use crate::ui::screens::pane;
use crate::ui::widgets::{BarRow, PairedBars};
use crate::units::currency_sign;

/// A part with its bar.
struct Row {
    id: String,
    name: String,
    bar: BarRow,
}

/// The row of the part that a figure is about.
pub(in crate::ui::screens) fn part_of(app: &App, asked: &Asked) -> Option<usize> {
    let Behind::Cause(id) = &asked.behind else {
        return None;
    };
    let is_part = asked.definition.id == "part";
    let figures = app.run.figures.as_ref().filter(|_| is_part)?;
    let rows = parts(app, figures);
    rows.iter()
        .position(|row| (&row.id, &row.name) == (id, &asked.name))
}

/// The last of the parts.
pub(in crate::ui::screens) fn last_part(app: &App) -> usize {
    let figures = app.run.figures.as_ref();
    figures.map_or(0, |figures| parts(app, figures).len().saturating_sub(1))
}

/// Draws the parts as bars.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let focused = app.pane == Pane::Parts && app.panel.is_none();
    let inner = pane(
        frame,
        area,
        "what an expected year is made of",
        focused,
        &app.theme,
    );
    let Some(figures) = &app.run.figures else {
        return;
    };
    let bars: Vec<BarRow> = parts(app, figures)
        .into_iter()
        .map(|part| part.bar)
        .collect();
    let format = NumberFormat::Money(currency_sign(&figures.currency));
    let offset = app.chart.scroll.min(bars.len().saturating_sub(1));
    let offset = if focused { offset } else { 0 };
    frame.render_widget(
        &PairedBars::new(&bars, &format, &app.theme.palette)
            .charset(app.theme.charset)
            .offset(offset),
        inner,
    );
    // Enter asks about the first part in sight.
    if let Some(row) = inner.rows().next().filter(|_| focused && !bars.is_empty()) {
        frame.buffer_mut().set_style(row, app.theme.selected);
        if app.overlays.is_empty() {
            frame.set_cursor_position((row.x, row.y));
        }
    }
}

/// The categories of both portfolios side by side, where there are several, and then the causes; each the dearest
/// first, in money a year.
fn parts(app: &App, figures: &Figures) -> Vec<Row> {
    let (Some(a), Some(b)) = (
        figures.portfolios.get(app.workspace.a),
        figures.portfolios.get(app.workspace.b),
    ) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    if a.loss.by_category.len() > FEW_CATEGORIES {
        let lists = [&a.loss.by_category, &b.loss.by_category];
        rows.extend(side_by_side(lists, figures.annuity, |part| &part.name));
    }
    let lists = [&a.loss.by_cause, &b.loss.by_cause];
    rows.extend(side_by_side(lists, figures.annuity, |part| &part.id));
    rows
}

/// Outages and overhead: causes alone say as much.
const FEW_CATEGORIES: usize = 2;

/// The parts of two losses that are not 0, the dearest first.
fn side_by_side(
    [a, b]: [&Vec<Part>; 2],
    annuity: f64,
    label: impl Fn(&Part) -> &String,
) -> Vec<Row> {
    let yearly = |parts: &[Part], id: &str| {
        let part = parts.iter().find(|part| part.id == id);
        part.map_or(0.0, |part| part.mean.value / annuity)
    };
    let mut rows: Vec<Row> = Vec::new();
    for part in a.iter().chain(b) {
        if !rows.iter().any(|row| row.bar.label == *label(part)) {
            rows.push(Row {
                id: part.id.clone(),
                name: part.name.clone(),
                bar: BarRow {
                    label: label(part).clone(),
                    a: yearly(a, &part.id),
                    b: yearly(b, &part.id),
                },
            });
        }
    }
    rows.retain(|row| row.bar.a != 0.0 || row.bar.b != 0.0);
    let most = |row: &Row| row.bar.a.max(row.bar.b);
    rows.sort_by(|x, y| most(y).total_cmp(&most(x)));
    rows
}
