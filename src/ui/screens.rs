//! The frame around every screen, and what lies on top.
//!
//! ```text
//!  lockin · title *                       1 Overview 2 Exceedance 3 Concentration 4 Snapshots
//!  The verdict in one sentence.
//!  ...the screen...                                          ...the inputs, where open...
//!  100,000 trials ██████████ seed 1 · ± 0.8 %  0.41 s        e inputs  ←→ choose  u undo  ? help
//! ```

mod concentration;
pub(super) mod curves;
mod dialogs;
mod exceedance;
mod help;
mod overview;
mod snapshots;
mod table;
#[cfg(test)]
mod tests;

use std::time::Duration;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::app::{App, Pane, ScreenId};
use super::inputs;
use super::overlay::Overlay;
use super::theme::Theme;
use super::widgets::Charset;
use crate::analysis::{Figures, verdict, verdict_short};
use crate::session::command::Command;
use crate::units::grouped;

/// The least size at which everything can be used.
const LEAST: (u16, u16) = (80, 24);

/// The height from which the verdict may take two lines.
const ROOM_FOR_VERDICT: u16 = 30;

/// The width from which the footer says how long the trials took.
const ROOM_FOR_TIME: u16 = 100;

/// The width from which the inputs stand beside the screen instead of on it.
const ROOM_FOR_PANEL: u16 = 116;

/// Draws the whole program.
pub(super) fn render(frame: &mut Frame<'_>, app: &App) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return too_small(frame, area, app);
    }
    let [head, answer, body, foot] = bands(area, app);
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
            ScreenId::Concentration => concentration::render(frame, main, app),
            ScreenId::Snapshots => snapshots::render(frame, main, app),
        }
    }
    if let (Some(side), Some(panel)) = (side, &app.panel) {
        inputs::render(frame, side, panel, &app.workspace, &app.theme);
    }
    render_foot(frame, foot, app);
    for overlay in &app.overlays {
        dialogs::render(frame, body, overlay, app);
    }
    if !app.pressed.is_empty() {
        dialogs::render_which_key(frame, body, app);
    }
    if app.theme.charset == Charset::Ascii {
        fold_rest(frame.buffer_mut());
    }
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

/// The title, the verdict, the screen and the footer.
fn bands(area: Rect, app: &App) -> [Rect; 4] {
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(verdict_lines(app, answer_place(area))),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(area)
}

/// The furthest that what is on the screen can be scrolled.
pub(super) fn last_scroll(app: &App) -> usize {
    let area = Rect::new(0, 0, app.size.0, app.size.1);
    if let Some(Overlay::Help { .. }) = app.overlays.last() {
        return dialogs::last_help_scroll(bands(area, app)[2], app);
    }
    match app.screen {
        ScreenId::Overview => return overview::last_part(app),
        ScreenId::Exceedance => return exceedance::last_row(app),
        ScreenId::Concentration | ScreenId::Snapshots => {}
    }
    match split_for_panel(bands(area, app)[2], app) {
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

fn render_head(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let theme = &app.theme;
    let tabs: Vec<Span<'_>> = ScreenId::ALL
        .iter()
        .zip(1..)
        .flat_map(|(screen, n)| {
            let style = if *screen == app.screen {
                theme.selected
            } else {
                Style::new()
            };
            [Span::styled(format!(" {n} {} ", screen.name()), style)]
        })
        .collect();
    let tabs_width: usize = tabs.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(tabs_width + 2);
    let mark = if app.workspace.is_changed() { " *" } else { "" };
    let title = format!("lockin · {}", app.workspace.scenario().title);
    let title = format!(
        "{}{mark}",
        theme
            .charset
            .fit(&title, room.saturating_sub(mark.len() + 1))
    );
    let gap = usize::from(area.width).saturating_sub(tabs_width + title.width() + 1);
    let mut spans = vec![
        Span::raw(" "),
        Span::styled(title, theme.heading),
        Span::raw(" ".repeat(gap)),
    ];
    spans.extend(tabs);
    frame.render_widget(Paragraph::new(Line::from(spans)), area);
}

fn render_foot(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let theme = &app.theme;
    let left = match &app.toast {
        Some(toast) if toast.is_error => Line::styled(format!(" {}", toast.text), theme.error),
        Some(toast) => Line::raw(format!(" {}", toast.text)),
        None => progress_line(app, area.width),
    };
    let left = folded(left, theme.charset);
    let keys = foot_keys(app);
    let mut hints: Vec<Span<'_>> = Vec::new();
    let mut width = 0;
    // What just happened is read in full, unless it is a novel.
    let most = usize::from(area.width) * 3 / 4;
    let room = usize::from(area.width).saturating_sub(left.width().min(most) + 2);
    for (key, words) in &keys {
        let next = key.width() + words.width() + 3;
        // The way to help and out is always there: it comes last and has its room.
        if width + next > room {
            continue;
        }
        width += next;
        hints.extend([
            Span::styled(key.clone(), theme.key),
            Span::raw(format!(" {words}  ")),
        ]);
    }
    let hints = Line::from(hints);
    let right = u16::try_from(hints.width())
        .unwrap_or(area.width)
        .min(area.width);
    let [left_area, right_area] =
        Layout::horizontal([Constraint::Fill(1), Constraint::Length(right)]).areas(area);
    let left_width = usize::from(left_area.width);
    if left.width() > left_width && left_width > 1 {
        let text: String = left
            .spans
            .iter()
            .map(|span| span.content.as_ref())
            .collect();
        let style = left.style;
        frame.render_widget(
            Paragraph::new(theme.charset.fit(&text, left_width).into_owned()).style(style),
            left_area,
        );
    } else {
        frame.render_widget(Paragraph::new(left), left_area);
    }
    frame.render_widget(Paragraph::new(hints), right_area);
}

/// ` 100,000 trials ██████████ seed 1 · ± 0.8 %  0.41 s`
fn progress_line(app: &App, width: u16) -> Line<'static> {
    let theme = &app.theme;
    let done = app
        .run
        .figures
        .as_ref()
        .filter(|_| !app.run.stale)
        .map_or(0, |figures| figures.trials);
    let mut spans = vec![Span::raw(format!(" {} trials ", grouped(done)))];
    if app.is_running() {
        let cells = 10;
        let full = (done * cells)
            .checked_div(app.run.wanted)
            .unwrap_or(0)
            .min(cells);
        let (on, off) = theme.charset.pick(("█", "░"), ("#", "."));
        spans.push(Span::raw(format!(
            "{}{} ",
            on.repeat(full),
            off.repeat(cells - full)
        )));
    }
    spans.push(Span::styled(
        format!("seed {}", app.seed),
        theme.palette.dim,
    ));
    if let Some(figures) = &app.run.figures {
        if let Some(relative) = precision(app, figures) {
            spans.push(Span::raw(format!(" · ±{relative:.1} %")));
        }
        if width >= ROOM_FOR_TIME {
            spans.push(Span::styled(
                format!(" · {}", seconds(app.run.elapsed)),
                theme.palette.dim,
            ));
        }
    }
    Line::from(spans)
}

/// A line in the glyphs of `charset`.
fn folded(mut line: Line<'_>, charset: Charset) -> Line<'_> {
    if charset == Charset::Ascii {
        for span in &mut line.spans {
            span.content = charset.fold(&span.content).into_owned().into();
        }
    }
    line
}

/// 95 % half-width of B's expected annual loss, in percent of it.
fn precision(app: &App, figures: &Figures) -> Option<f64> {
    let mean = figures.portfolios.get(app.workspace.b)?.annual.mean;
    (mean.value > 0.0).then(|| 100.0 * 1.96 * mean.se / mean.value)
}

fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// The keys that work now, the most telling first, the ways out last.
fn foot_keys(app: &App) -> Vec<(String, &'static str)> {
    let key = |command: Command| app.keys.shown(command);
    let arrows = |ascii: &str, fancy: &str| app.theme.charset.pick(fancy, ascii).to_owned();
    let mut keys: Vec<(String, &'static str)> = Vec::new();
    if app.panel.as_ref().is_some_and(|panel| panel.typing) {
        return vec![("Enter".to_owned(), "keep"), ("Esc".to_owned(), "clear")];
    }
    if app.panel.is_some() {
        keys.push((arrows("left/right", "←→"), "change"));
        keys.push((key(Command::Type), "type"));
        keys.push((key(Command::Reset), "file's value"));
        keys.push((key(Command::Find), "find"));
        keys.push(("Esc".to_owned(), "close"));
    } else {
        match (app.screen, app.pane) {
            (ScreenId::Overview, Pane::Main) => {
                keys.push((arrows("up/down", "↑↓"), "share"));
                keys.push((arrows("left/right", "←→"), "choose"));
            }
            (ScreenId::Overview | ScreenId::Exceedance, _) => {
                keys.push((arrows("left/right", "←→"), "cursor"));
                if app.screen == ScreenId::Exceedance {
                    let other = exceedance::title(app.chart.curve.other()).0;
                    keys.push((key(Command::NextPane), other));
                }
                keys.push((key(Command::LogLoss), "log"));
            }
            (ScreenId::Snapshots, _) => {
                keys.push(("Enter".to_owned(), "load"));
                keys.push((key(Command::Rename), "rename"));
                keys.push((key(Command::Delete), "delete"));
            }
            (ScreenId::Concentration, _) => keys.push((arrows("up/down", "↑↓"), "scroll")),
        }
        keys.push((key(Command::Inputs), "inputs"));
    }
    keys.push((key(Command::Undo), "undo"));
    keys.push((key(Command::Save), "snapshot"));
    keys.push((key(Command::Palette), "commands"));
    let rest = keys.len();
    keys.insert(rest.min(2), (key(Command::Help), "help"));
    keys
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

/// What `y` puts on the clipboard: the verdict, and the table of the overview.
pub(super) fn copied(app: &App, figures: &Figures) -> String {
    let mut text = format!("{}\n\n", verdict(figures));
    for row in overview::rows(app, figures) {
        text.push_str(&row.cells().join("\t"));
        text.push('\n');
    }
    text
}
