//! The frame around every screen, and what lies on top.
//!
//! ```text
//!  lockin · title *                       1 Overview 2 Exceedance 3 Concentration 4 Snapshots
//!  The verdict in one sentence.
//!  ...the screen...                                          ...the inputs, where open...
//!  100,000 trials ██████████ seed 1 · ± 0.8 %  0.41 s        e inputs  ←→ choose  u undo  ? help
//! ```

mod asked;
mod concentration;
pub(super) mod curves;
mod dialogs;
mod evidence;
mod exceedance;
mod foot;
mod heads;
mod help;
mod intake;
mod overview;
mod pointer;
mod snapshots;
mod swings;
mod table;
#[cfg(test)]
mod tests;
pub(super) mod timeline;

pub(super) use exceedance::Exceeded;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::app::{App, ScreenId};
use super::ask::Asked;
use super::inputs;
use super::theme::Theme;
use super::widgets::Charset;
use crate::analysis::{Figures, verdict, verdict_short};
pub(super) use dialogs::last_page_scroll;
pub(super) use heads::{SortColumn, sort_columns};
pub(super) use intake::reading_room;
pub(super) use pointer::{Target, under};
pub(super) use timeline::outage_order;

/// The least size at which everything can be used.
const LEAST: (u16, u16) = (80, 24);

/// The height from which the verdict may take two lines.
const ROOM_FOR_VERDICT: u16 = 30;

/// The columns from which something of the scenario's title is shown.
const LEAST_TITLE: usize = 16;

/// The width from which the inputs stand beside the screen instead of on it.
const ROOM_FOR_PANEL: u16 = 116;

/// Draws the whole program.
pub(super) fn render(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(frame, area, app);
        return app.theme.ground(frame.buffer_mut());
    }
    let [head, answer, body, hint, foot] = bands(area, app);
    render_head(frame, head, app);
    let style = if app.run.stale {
        app.theme.palette.dim
    } else {
        app.theme.heading
    };
    frame.render_widget(
        Paragraph::new(answer_text(app, answer_place(area)))
            .style(style)
            .wrap(Wrap { trim: true }),
        indented(answer),
    );
    let (main, side) = split_for_panel(body, app);
    if let Some(main) = main {
        match app.screen {
            ScreenId::Overview => overview::render(frame, main, app),
            ScreenId::Exceedance => exceedance::render(frame, main, app),
            ScreenId::Timeline => timeline::render(frame, main, app),
            ScreenId::Concentration => concentration::render(frame, main, app),
            ScreenId::Snapshots => snapshots::render(frame, main, app),
        }
    }
    if let (Some(side), Some(panel)) = (side, &app.panel) {
        inputs::render(frame, side, panel, &app.workspace, &app.theme);
    }
    if let Some(words) = app.intro_words() {
        let words = app
            .theme
            .charset
            .fit(&words, usize::from(hint.width).saturating_sub(2))
            .into_owned();
        frame.render_widget(
            Paragraph::new(words).style(app.theme.palette.changed),
            indented(hint),
        );
    }
    foot::render(frame, foot, app);
    for overlay in &app.overlays {
        dialogs::render(frame, body, overlay, app);
    }
    if !app.pressed.is_empty() {
        dialogs::render_which_key(frame, body, app);
    }
    if app.theme.charset == Charset::Ascii {
        fold_rest(frame.buffer_mut());
    }
    app.theme.ground(frame.buffer_mut());
}

/// Replaces what a name or a source may have brought in, cell by cell, where only ASCII can be shown.
fn fold_rest(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let folded = Charset::Ascii.fold(cell.symbol());
            let first = folded.chars().next().unwrap_or('?');
            cell.set_char(first);
        }
    }
}

/// The title, the verdict, the screen, the first steps where they are shown, and the footer.
fn bands(area: Rect, app: &App) -> [Rect; 5] {
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(verdict_lines(app, answer_place(area))),
        Constraint::Fill(1),
        Constraint::Length(u16::from(app.intro.is_some())),
        Constraint::Length(1),
    ])
    .areas(area)
}

/// Where the screen is drawn, beside or above the inputs; nothing where these have all the room.
fn main_area(app: &App) -> Option<Rect> {
    let area = Rect::new(0, 0, app.size.0, app.size.1);
    split_for_panel(bands(area, app)[2], app).0
}

/// Where the screen is drawn, and dialogs over it.
fn body(app: &App) -> Rect {
    bands(Rect::new(0, 0, app.size.0, app.size.1), app)[2]
}

/// The furthest that what is on the screen can be scrolled.
pub(super) fn last_scroll(app: &App) -> usize {
    match app.screen {
        ScreenId::Overview => return overview::last_part(app),
        ScreenId::Exceedance => return exceedance::last_row(app),
        ScreenId::Timeline | ScreenId::Concentration | ScreenId::Snapshots => {}
    }
    match split_for_panel(body(app), app) {
        (Some(main), _) => concentration::last_scroll(app, main),
        (None, _) => 0,
    }
}

fn too_small(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let words = format!(
        "lockin needs {} × {}, this is {} × {}; q quits",
        LEAST.0, LEAST.1, area.width, area.height
    );
    let words = app.theme.charset.fold(&words);
    frame.render_widget(Paragraph::new(words).wrap(Wrap { trim: true }), area);
}

/// Where the screen and the inputs go: side by side, one above the other, or the inputs alone.
fn split_for_panel(body: Rect, app: &App) -> (Option<Rect>, Option<Rect>) {
    if app.panel.is_none() {
        return (Some(body), None);
    }
    if body.width >= ROOM_FOR_PANEL {
        let [main, side] = Layout::horizontal([
            Constraint::Fill(1),
            Constraint::Length((body.width * 2 / 5).clamp(50, 84)),
        ])
        .areas(body);
        (Some(main), Some(side))
    } else if body.height >= 44 {
        let [main, below] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(18)]).areas(body);
        (Some(main), Some(below))
    } else {
        (None, Some(body))
    }
}

fn indented(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    }
}

/// The columns and the most rows that a verdict may take.
fn answer_place(area: Rect) -> (usize, u16) {
    let rows = if area.height >= ROOM_FOR_VERDICT {
        2
    } else {
        1
    };
    (usize::from(area.width.saturating_sub(1)), rows)
}

/// The verdict, in full where that has room, else in short.
fn answer_text(app: &App, (width, rows): (usize, u16)) -> String {
    let charset = app.theme.charset;
    if let Some(failure) = &app.run.failure {
        return charset.fold(failure).into_owned();
    }
    let Some(figures) = &app.run.figures else {
        return charset.fold("making the first trials…").into_owned();
    };
    // A few columns of slack: words do not fill their lines.
    let room = (width * usize::from(rows)).saturating_sub(8 * usize::from(rows - 1));
    let full = charset.fold(&verdict(figures)).into_owned();
    if full.width() <= room {
        full
    } else {
        // Without its full stop it fits 80 columns with the indentation.
        let short = verdict_short(figures);
        charset.fold(short.trim_end_matches('.')).into_owned()
    }
}

/// As many lines as the verdict takes.
fn verdict_lines(app: &App, place: (usize, u16)) -> u16 {
    let lines = answer_text(app, place).width().div_ceil(place.0.max(1));
    u16::try_from(lines).unwrap_or(1).clamp(1, 3)
}

/// The screens with their places, from the right end of the title line.
fn tabs(area: Rect) -> Vec<(Rect, ScreenId, String)> {
    let names = ScreenId::ALL.iter().zip(1..);
    let names: Vec<(ScreenId, String)> = names
        .map(|(screen, n)| (*screen, format!(" {n} {} ", screen.name())))
        .collect();
    let width: usize = names.iter().map(|(_, name)| name.width()).sum();
    let mut x = area
        .right()
        .saturating_sub(u16::try_from(width).unwrap_or(u16::MAX));
    let place = |(screen, name): (ScreenId, String)| {
        let width = u16::try_from(name.width()).unwrap_or(0);
        let place = Rect { x, width, ..area }.intersection(area);
        x = x.saturating_add(width);
        (place, screen, name)
    };
    names.into_iter().map(place).collect()
}

fn render_head(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let theme = &app.theme;
    let tabs: Vec<Span<'_>> = tabs(area)
        .into_iter()
        .map(|(_, screen, name)| {
            let style = if screen == app.screen {
                theme.selected
            } else {
                Style::new()
            };
            Span::styled(name, style)
        })
        .collect();
    let tabs_width: usize = tabs.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(tabs_width + 2);
    let mark = match (app.workspace.is_changed(), app.file_changed) {
        (_, true) => " * (new on disk)",
        (true, false) => " *",
        (false, false) => "",
    };
    let room = room.saturating_sub(mark.len() + 1);
    let title = if room < LEAST_TITLE {
        "lockin".to_owned()
    } else {
        format!("lockin · {}", app.workspace.scenario().title)
    };
    let title = format!("{}{mark}", theme.charset.fit(&title, room));
    let gap = usize::from(area.width).saturating_sub(tabs_width + title.width() + 1);
    let mut spans = vec![
        Span::raw(" "),
        Span::styled(title, theme.heading),
        Span::raw(" ".repeat(gap)),
    ];
    spans.extend(tabs);
    frame.render_widget(Paragraph::new(Line::from(spans)), area);
}

/// A pane with its title in the border; gives what is inside.
pub(super) fn pane(
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    focused: bool,
    theme: &Theme,
) -> Rect {
    let style = if focused {
        theme.border_focused
    } else {
        theme.border
    };
    if theme.plain {
        return plain_pane(frame, area, title, focused, theme);
    }
    let mut block = Block::bordered().border_style(style);
    if theme.charset == Charset::Ascii {
        block = block.border_set(ratatui::symbols::border::Set {
            horizontal_top: if focused { "=" } else { "-" },
            horizontal_bottom: if focused { "=" } else { "-" },
            ..ASCII_BORDER
        });
    } else if focused {
        block = block.border_type(ratatui::widgets::BorderType::Thick);
    }
    if !title.is_empty() {
        let title = format!(
            " {} ",
            theme
                .charset
                .fit(title, usize::from(area.width).saturating_sub(4))
        );
        block = block.title(Span::styled(
            title,
            if focused { theme.heading } else { Style::new() },
        ));
    }
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}

/// A pane without a border: its title, marked where it has the focus. Inside is where it is with one.
fn plain_pane(
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    focused: bool,
    theme: &Theme,
) -> Rect {
    let mark = if focused { "> " } else { "" };
    let title = format!("{mark}{title}");
    let title = theme.charset.fit(&title, area.width.into()).into_owned();
    let style = if focused { theme.heading } else { Style::new() };
    let line = Rect {
        height: area.height.min(1),
        ..area
    };
    frame.render_widget(Paragraph::new(title).style(style), line);
    inside(area)
}

/// What is inside of a pane.
pub(super) fn inside(area: Rect) -> Rect {
    Block::bordered().inner(area)
}

const ASCII_BORDER: ratatui::symbols::border::Set<'static> = ratatui::symbols::border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

/// How many lines the table of the overview has.
pub(super) fn overview_rows(app: &App, figures: &Figures) -> usize {
    overview::rows(app, figures).len()
}

/// The indices of figures in the order of their lines in the list of them.
pub(super) fn figure_order(app: &App, list: &[Asked]) -> Vec<usize> {
    asked::list_table(list, app).order()
}

/// The row of a part among those of the overview.
pub(super) fn part_of(app: &App, asked: &Asked) -> Option<usize> {
    overview::part_of(app, asked)
}

/// Where the concentration screen is to be scrolled to, for the figure that is marked there.
pub(super) fn found_scroll(app: &App) -> Option<usize> {
    concentration::found_scroll(app, main_area(app)?)
}

/// What `y` puts on the clipboard: the verdict, and the table of the overview.
pub(super) fn copied(app: &App, figures: &Figures) -> String {
    let mut text = format!("{}\n\n", verdict(figures));
    for row in overview::rows(app, figures) {
        text.push_str(&row.cells().join("\t"));
        text.push('\n');
    }
    text
}
