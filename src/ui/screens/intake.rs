//! The dialog of an import: the files, how far the reading is, the report, and what would change.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::dialogs::{Window, place, place_cursor, render_rows};
use super::{body, help, inside};
use crate::ui::app::App;
use crate::ui::folder::{FilePicker, Row};
use crate::ui::intake::{Intake, Reader, Stage, chosen};
use crate::ui::overlay::Overlay;
use crate::ui::widgets::Charset;
use crate::units::scaled;

/// The title of a stage, with the keys that work in it.
pub(super) fn title(intake: &Intake) -> String {
    match &intake.stage {
        Stage::Pick => match intake.files.marks() {
            Some(marks) => format!("import · {marks} · Enter imports them, Esc closes"),
            None => "import · Enter opens, Space marks several, Esc closes".to_owned(),
        },
        Stage::Reading { .. } => "import · Ctrl-C stops".to_owned(),
        Stage::Faulty(_) => "import: the files are at fault · Esc goes back".to_owned(),
        Stage::Report(taken, _) => format!(
            "import {} · Enter shows what would change, Esc goes back",
            taken.format.name()
        ),
        Stage::Changes { replace: false, .. } => {
            "what would change · Enter merges, Tab also what you set, Esc back".to_owned()
        }
        Stage::Changes { replace: true, .. } => {
            "would change, also what you set · Enter merges, Tab keeps it, Esc back".to_owned()
        }
    }
}

/// Draws the dialog's inside.
pub(super) fn render(frame: &mut Frame<'_>, inner: Rect, intake: &Intake, app: &App) {
    match &intake.stage {
        Stage::Pick => render_files(frame, inner, &intake.files, app),
        Stage::Reading { files, share } => render_reading(frame, inner, (*files, *share), app),
        Stage::Faulty(reader) | Stage::Report(_, reader) => {
            render_reader(frame, inner, reader, app, |_| Style::new());
        }
        Stage::Changes {
            reader,
            taken,
            replace,
        } => {
            let differs = !chosen(taken, *replace).difference.is_empty();
            render_reader(frame, inner, reader, app, |line| {
                if differs {
                    style_of(line, app)
                } else {
                    Style::new()
                }
            });
        }
    }
}

/// Where the list of files lies, below the line that is typed.
pub(super) fn list(inner: Rect) -> Rect {
    Rect {
        y: inner.y.saturating_add(1),
        height: inner.height.saturating_sub(1),
        ..inner
    }
}

fn render_files(frame: &mut Frame<'_>, inner: Rect, files: &FilePicker, app: &App) {
    let theme = &app.theme;
    let [line, _] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let most = usize::from(line.width) / 2;
    let path = end_of(
        &theme.charset.fold(&files.shown_path()),
        most,
        theme.charset,
    );
    let before = u16::try_from(path.width()).unwrap_or(0);
    let spans = vec![
        Span::styled(path, theme.palette.dim),
        Span::raw(files.line.value().to_owned()),
    ];
    frame.render_widget(Paragraph::new(Line::from(spans)), line);
    let list = list(inner);
    if let Some(note) = &files.folder.note {
        let words = theme.charset.fit(note, list.width.into()).into_owned();
        let foot = Rect {
            y: list.bottom().saturating_sub(1),
            height: list.height.min(1),
            ..list
        };
        frame.render_widget(Paragraph::new(words).style(theme.error), foot);
    }
    let rows = files.rows();
    let window = Window::of(list, files.selected);
    if !rows.is_empty() || files.folder.note.is_none() {
        let line = |i: usize| file_line(rows[i], files, list.width.into(), app);
        render_rows(frame, &window, rows.len(), line, app);
    }
    place_cursor(frame, line, &files.line, before);
}

/// `* bills-2026-10.csv.gz                                                      12.3 MB`
fn file_line<'a>(row: Row<'_>, files: &FilePicker, width: usize, app: &App) -> Line<'a> {
    let theme = &app.theme;
    let (mark, name, size) = match row {
        Row::Up => (" ", "..".to_owned(), String::new()),
        Row::Entry(entry) => match entry.size {
            None => (" ", format!("{}/", entry.name), String::new()),
            Some(size) => {
                let is_marked = files.marked.contains(&entry.path);
                let mark = if is_marked { "*" } else { " " };
                (mark, entry.name.clone(), bytes(size))
            }
        },
    };
    let room = width.saturating_sub(size.width() + 4);
    let name = theme.charset.fit(&name, room).into_owned();
    let gap = width.saturating_sub(name.width() + size.width() + 3);
    Line::from(vec![
        Span::styled(format!("{mark} "), theme.key),
        Span::raw(name),
        Span::raw(" ".repeat(gap)),
        Span::styled(size, theme.palette.dim),
    ])
}

/// A size as people say it: `12.3 MB`.
fn bytes(size: u64) -> String {
    const UNITS: [(f64, &str); 3] = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let size = size as f64;
    let unit = UNITS.iter().find(|(least, _)| size >= *least);
    unit.map_or_else(
        || format!("{size} B"),
        |(unit, name)| format!("{} {name}", scaled(size / unit)),
    )
}

/// The end of a text that is too wide.
fn end_of(text: &str, width: usize, charset: Charset) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let cut = charset.pick("…", "..");
    let skip = text
        .chars()
        .count()
        .saturating_sub(width.saturating_sub(cut.width()));
    let end: String = text.chars().skip(skip).collect();
    format!("{cut}{end}")
}

fn render_reading(frame: &mut Frame<'_>, inner: Rect, (files, share): (usize, f64), app: &App) {
    let charset = app.theme.charset;
    let cells = usize::from(inner.width.saturating_sub(8)).min(60);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a small number of cells"
    )]
    let full = (share * cells as f64) as usize;
    let (on, off) = charset.pick(("█", "░"), ("#", "."));
    let files = match files {
        1 => "reading the file".to_owned(),
        n => format!("reading {n} files"),
    };
    let lines = [
        files,
        format!(
            "{}{} {:.0} %",
            on.repeat(full),
            off.repeat(cells - full),
            share * 100.0
        ),
    ];
    let lines: Vec<Line<'_>> = lines.into_iter().map(Line::raw).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// The lines of a reader in `width` columns: sentences are wrapped, what is fixed is shifted and cut.
fn lines(reader: &Reader, width: usize, charset: Charset) -> Vec<String> {
    let mut lines = Vec::new();
    for line in &reader.lines {
        let folded = charset.fold(line);
        if Reader::is_fixed(line) {
            let shifted: String = folded.chars().skip(reader.shift).collect();
            lines.push(charset.fit(&shifted, width).into_owned());
        } else if folded.width() <= width {
            lines.push(folded.into_owned());
        } else {
            lines.extend(help::wrapped(&folded, width));
        }
    }
    lines
}

fn render_reader(
    frame: &mut Frame<'_>,
    inner: Rect,
    reader: &Reader,
    app: &App,
    style: impl Fn(&str) -> Style,
) {
    let lines = lines(reader, inner.width.into(), app.theme.charset);
    let shown = lines
        .into_iter()
        .skip(reader.scroll)
        .take(inner.height.into());
    let shown: Vec<Line<'_>> = shown
        .map(|line| {
            let style = style(&line);
            Line::styled(line, style)
        })
        .collect();
    frame.render_widget(Paragraph::new(shown), inner);
    frame.set_cursor_position(Position::new(inner.x, inner.y));
}

/// What comes and what goes in a difference.
fn style_of(line: &str, app: &App) -> Style {
    let theme = &app.theme;
    match line.chars().next() {
        Some('+') => theme.palette.changed,
        Some('-') => theme.palette.dim,
        Some('@') => theme.heading,
        _ => Style::new(),
    }
}

/// The columns that words of the import on top have, and the last line that can stand first.
pub(in crate::ui) fn reading_room(app: &App) -> (usize, usize) {
    let Some(overlay @ Overlay::Intake(intake)) = app.overlays.last() else {
        return (0, 0);
    };
    let inner = inside(place(body(app), overlay, app));
    let width = usize::from(inner.width);
    let count = intake
        .reader()
        .map_or(0, |reader| lines(reader, width, app.theme.charset).len());
    (width, count.saturating_sub(inner.height.into()))
}
