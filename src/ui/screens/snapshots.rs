//! The saved scenarios, and what the selected one holds.
//!
//! ```text
//! ┌ snapshots ───────────────────────┬ the selected one ────────┐
//! │ name              when   verdict │ name, note, receipt      │
//! │                                  │ edits against its base   │
//! └──────────────────────────────────┴──────────────────────────┘
//! ```

use jiff::tz::TimeZone;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::{inside, pane};
use crate::session::record;
use crate::store::{Snapshot, printable};
use crate::ui::app::{App, Card};
use crate::units::grouped;

/// Width from which list and details stand side by side.
const SIDE_BY_SIDE: u16 = 100;

/// The list and what the selected one holds.
fn places(area: Rect) -> [Rect; 2] {
    if area.width >= SIDE_BY_SIDE {
        Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(area)
    } else {
        Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(area)
    }
}

/// What lies under a place of this screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Under {
    /// A snapshot.
    Row(usize),
    /// The heading of the list, which says how it is sorted.
    Head,
    /// Nothing to click.
    Nothing,
}

/// What lies under a place of the screen drawn in `area`.
pub(super) fn under(area: Rect, app: &App, at: Position) -> Under {
    let [list, _] = places(area);
    let inner = inside(list);
    let first = first_row(app, inner.height);
    let row = first + usize::from(at.y.saturating_sub(inner.y));
    if inner.contains(at) && row < app.shelf.cards.len() {
        Under::Row(row)
    } else if list.contains(at) && at.y == list.y {
        Under::Head
    } else {
        Under::Nothing
    }
}

/// The first snapshot in sight.
fn first_row(app: &App, height: u16) -> usize {
    let height = usize::from(height);
    app.shelf.selected.saturating_sub(height.saturating_sub(1))
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let [list, detail] = places(area);
    let title = format!(
        "snapshots {} · {}",
        app.shelf.cards.len(),
        app.shelf.order.name()
    );
    let inner = pane(frame, list, &title, app.panel.is_none(), &app.theme);
    render_list(frame, inner, app);
    let inner = pane(frame, detail, "the selected one", false, &app.theme);
    match app.shelf.cards.get(app.shelf.selected) {
        Some(Card::Whole { snapshot, .. }) => render_detail(frame, inner, snapshot, app),
        Some(Card::Damaged { file, reason }) => {
            let words = format!("{file}\n\n{reason}\n\nThe file is left as it is.");
            frame.render_widget(Paragraph::new(words).wrap(Wrap { trim: true }), inner);
        }
        None => {}
    }
}

fn render_list(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let theme = &app.theme;
    if app.shelf.cards.is_empty() {
        let words = "Nothing saved yet. Ctrl-S saves what is open: scenario, edits, seed, trials and results.";
        frame.render_widget(
            Paragraph::new(words)
                .style(theme.palette.dim)
                .wrap(Wrap { trim: true }),
            area,
        );
        return;
    }
    let height = usize::from(area.height);
    let first = first_row(app, area.height);
    for (y, (i, card)) in app
        .shelf
        .cards
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        let row = Rect {
            y: area.y + u16::try_from(y).unwrap_or(0),
            height: 1,
            ..area
        };
        let width = usize::from(row.width);
        let line = match card {
            Card::Whole { snapshot, .. } => {
                let when = snapshot
                    .saved_at
                    .to_zoned(TimeZone::system())
                    .strftime("%Y-%m-%d %H:%M")
                    .to_string();
                let name = theme
                    .charset
                    .fit(&snapshot.name, width.saturating_sub(when.width() + 2))
                    .into_owned();
                let gap = width.saturating_sub(name.width() + when.width());
                Line::from(vec![
                    Span::raw(name),
                    Span::raw(" ".repeat(gap)),
                    Span::styled(when, theme.palette.dim),
                ])
            }
            Card::Damaged { file, .. } => {
                Line::styled(format!("! {}", printable(file)), theme.error)
            }
        };
        frame.render_widget(Paragraph::new(line), row);
        if i == app.shelf.selected {
            frame.buffer_mut().set_style(row, theme.selected);
            frame.set_cursor_position(Position::new(row.x, row.y));
        }
    }
}

fn render_detail(frame: &mut Frame<'_>, area: Rect, snapshot: &Snapshot, app: &App) {
    let theme = &app.theme;
    let dim = |words: String| Line::styled(words, theme.palette.dim);
    let mut lines = vec![Line::styled(printable(&snapshot.name), theme.heading)];
    if !snapshot.note.is_empty() {
        lines.push(Line::raw(printable(&snapshot.note)));
    }
    lines.push(Line::raw(""));
    for (what, value) in &snapshot.headline {
        lines.push(Line::raw(format!(
            "{}: {}",
            printable(what),
            printable(value)
        )));
    }
    lines.push(Line::raw(""));
    lines.push(dim(format!("A and B: {}", snapshot.portfolios.join(", "))));
    lines.push(dim(format!(
        "{} trials, seed {}, lockin {}",
        grouped(usize::try_from(snapshot.trials).unwrap_or(usize::MAX)),
        snapshot.seed,
        snapshot.lockin
    )));
    lines.push(dim(format!(
        "input {}",
        &record::input_hash(&snapshot.scenario)[..16]
    )));
    lines.push(dim(format!("base {}", printable(&snapshot.base))));
    lines.push(Line::raw(""));
    if snapshot.edits.is_empty() {
        lines.push(Line::raw("no edits against its base"));
    } else {
        lines.push(Line::styled("edits against its base", theme.heading));
        lines.extend(snapshot.edits.iter().map(|edit| Line::raw(printable(edit))));
    }
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }), area);
}
