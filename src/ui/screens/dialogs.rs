//! Dialogs: help, palette, prompts, the choice of A and B.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

use super::{help, pane};
use crate::session::command::keys_shown;
use crate::ui::app::App;
use crate::ui::overlay::{Choice, Overlay, Picker, Prompt};

/// Columns of the help, where there is room.
const HELP_WIDTH: u16 = 104;

/// Draws a dialog into the middle of `area`.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, overlay: &Overlay, app: &App) {
    match overlay {
        Overlay::Help { scroll } => render_help(frame, area, *scroll, app),
        Overlay::Palette(picker) => render_palette(frame, area, picker, app),
        Overlay::Prompt(prompt) => render_prompt(frame, area, prompt, app),
        Overlay::Choose { row, a, b } => render_choose(frame, area, (*row, *a, *b), app),
    }
}

/// What may follow the keys pressed so far, above the footer.
pub(super) fn render_which_key(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let next: Vec<(String, &str)> = app
        .keys
        .after(&app.pressed)
        .map(|(key, command)| (keys_shown(key), command.entry().name))
        .collect();
    let widest = next.iter().map(|(key, name)| key.width() + name.width());
    let cell = widest.max().unwrap_or(0) + 4;
    let columns = (usize::from(area.width.saturating_sub(2)) / cell.max(1)).max(1);
    let rows = u16::try_from(next.len().div_ceil(columns)).unwrap_or(u16::MAX);
    let place = Rect {
        y: area
            .bottom()
            .saturating_sub(rows.saturating_add(2))
            .max(area.y),
        height: rows.saturating_add(2).min(area.height),
        ..area
    };
    frame.render_widget(Clear, place);
    let title = format!("{} … · Esc: nothing", keys_shown(&app.pressed));
    let inner = pane(frame, place, &title, true, &app.theme);
    let lines: Vec<Line<'_>> = next
        .chunks(columns)
        .map(|row| {
            let cells = row.iter().flat_map(|(key, name)| {
                let gap = cell.saturating_sub(key.width() + name.width() + 1);
                let key = Span::styled(app.theme.charset.fold(key).into_owned(), app.theme.key);
                [key, Span::raw(format!(" {name}{}", " ".repeat(gap)))]
            });
            Line::from(cells.collect::<Vec<_>>())
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// A cleared pane of at most this size in the middle of `area`.
fn dialog(frame: &mut Frame<'_>, area: Rect, size: (u16, u16), title: &str, app: &App) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let place = area.centered(Constraint::Length(width), Constraint::Length(height));
    frame.render_widget(Clear, place);
    pane(frame, place, title, true, &app.theme)
}

fn render_help(frame: &mut Frame<'_>, area: Rect, scroll: usize, app: &App) {
    let lines = help_lines(area, app);
    let height = u16::try_from(lines.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let more = if height > area.height {
        ", ↓ more"
    } else {
        ""
    };
    let title = format!("help · Esc closes{more}");
    let inner = dialog(frame, area, (HELP_WIDTH, height), &title, app);
    let shown = usize::from(inner.height);
    let first = scroll.min(lines.len().saturating_sub(shown));
    let text: Vec<Line<'_>> = lines.into_iter().skip(first).take(shown).collect();
    frame.render_widget(Paragraph::new(text), inner);
}

fn help_lines<'a>(area: Rect, app: &App) -> Vec<Line<'a>> {
    let width = HELP_WIDTH.min(area.width).saturating_sub(2);
    help::lines(app, width.into())
}

/// The furthest that help over `area` can be scrolled.
pub(super) fn last_help_scroll(area: Rect, app: &App) -> usize {
    let shown = usize::from(area.height.saturating_sub(2));
    help_lines(area, app).len().saturating_sub(shown)
}

fn render_palette(frame: &mut Frame<'_>, area: Rect, picker: &Picker, app: &App) {
    let inner = dialog(
        frame,
        area,
        (96, 22),
        "commands and inputs · Enter runs, Esc closes",
        app,
    );
    let [line, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let typed = picker.line.value();
    frame.render_widget(
        Paragraph::new(Line::from(vec![
            Span::styled(":", app.theme.key),
            Span::raw(typed.to_owned()),
        ])),
        line,
    );
    let column = line.x + 1 + u16::try_from(picker.line.visual_cursor()).unwrap_or(0);
    frame.set_cursor_position(Position::new(
        column.min(line.right().saturating_sub(1)),
        line.y,
    ));
    let choices = app.choices();
    let matches = picker.matches(&choices);
    let height = usize::from(list.height);
    let first = picker.selected.saturating_sub(height.saturating_sub(1));
    for ((i, choice), y) in matches.iter().enumerate().skip(first).zip(list.rows()) {
        render_choice(frame, y, choice, app);
        if i == picker.selected {
            frame.buffer_mut().set_style(y, app.theme.selected);
        }
    }
    if matches.is_empty() {
        frame.render_widget(
            Paragraph::new("nothing has this name").style(app.theme.palette.dim),
            list,
        );
    }
}

/// A row of the palette: name, what it does or holds, key.
fn render_choice(frame: &mut Frame<'_>, row: Rect, choice: &Choice, app: &App) {
    let width = usize::from(row.width);
    let charset = app.theme.charset;
    let key = charset.fold(&choice.key).into_owned();
    // The name gives way to what an input holds, as far as that is short.
    let beside = choice.detail.width().min(width * 2 / 5) + key.width() + 4;
    let name = charset.fit(&choice.name, width.saturating_sub(beside));
    let room = width.saturating_sub(name.width() + key.width() + 4);
    let detail = charset.fit(&choice.detail, room);
    let gap = width.saturating_sub(name.width() + detail.width() + key.width() + 3);
    let name_style = if choice.refused {
        app.theme.palette.dim
    } else {
        Style::new()
    };
    let spans = vec![
        Span::styled(name, name_style),
        Span::raw("  "),
        Span::styled(detail, app.theme.palette.dim),
        Span::raw(" ".repeat(gap)),
        Span::styled(key, app.theme.key),
    ];
    frame.render_widget(Paragraph::new(Line::from(spans)), row);
}

fn render_prompt(frame: &mut Frame<'_>, area: Rect, prompt: &Prompt, app: &App) {
    let inner = dialog(frame, area, (90, 7), &prompt.title, app);
    let [line, words] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let width = usize::from(line.width.saturating_sub(1)).max(1);
    let scroll = prompt.line.visual_scroll(width);
    let shown: String = prompt.line.value().chars().skip(scroll).collect();
    frame.render_widget(Paragraph::new(shown).style(app.theme.heading), line);
    let column = u16::try_from(prompt.line.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
    frame.set_cursor_position(Position::new(
        (line.x + column).min(line.right().saturating_sub(1)),
        line.y,
    ));
    let text = match &prompt.error {
        Some(error) => Line::styled(error.clone(), app.theme.error),
        None => Line::styled(prompt.hint.clone(), app.theme.palette.dim),
    };
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), words);
}

fn render_choose(frame: &mut Frame<'_>, area: Rect, (row, a, b): (usize, usize, usize), app: &App) {
    let portfolios = &app.workspace.scenario().portfolios;
    let height = u16::try_from(portfolios.len())
        .unwrap_or(u16::MAX)
        .saturating_add(2);
    let inner = dialog(
        frame,
        area,
        (64, height),
        "which two are compared? a and b mark, Enter takes",
        app,
    );
    for (i, portfolio) in portfolios.iter().enumerate() {
        let y = inner.y + u16::try_from(i).unwrap_or(0);
        if y >= inner.bottom() {
            break;
        }
        let line = Rect {
            y,
            height: 1,
            ..inner
        };
        let letter = |is: bool, letter: &str| {
            if is {
                letter.to_owned()
            } else {
                " ".to_owned()
            }
        };
        let spans = vec![
            Span::styled(letter(i == a, "A"), app.theme.palette.a),
            Span::raw(" "),
            Span::styled(letter(i == b, "B"), app.theme.palette.b),
            Span::raw(format!("  {}", portfolio.name)),
        ];
        frame.render_widget(Paragraph::new(Line::from(spans)), line);
        if i == row {
            frame.buffer_mut().set_style(line, app.theme.selected);
            frame.set_cursor_position(Position::new(line.x, line.y));
        }
    }
}
