//! Dialogs: help, palette, search, history, offers, pages, prompts, the choice of A and B.
//!
//! Where a row lies is worked out by the same functions for drawing and for the mouse.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};
use tui_input::Input as Typed;
use unicode_width::UnicodeWidthStr;

use super::heads::{Head, Text};
use super::{asked, evidence, help, inside, intake, pane, swings};
use crate::session::command::{Command, keys_shown};
use crate::ui::app::{App, TableId};
use crate::ui::intake::Stage;
use crate::ui::overlay::{Choice, Overlay, Page, Picker, Prompt};

/// Columns of the help, where there is room.
const HELP_WIDTH: u16 = 104;

/// Columns of the assumed inputs, where there is room.
const SWINGS_WIDTH: u16 = 140;

/// The least rows of the commands in the help.
const HELP_ROWS: u16 = 6;

/// Draws a dialog into the middle of `area`.
pub(super) fn render(frame: &mut Frame<'_>, area: Rect, overlay: &Overlay, app: &App) {
    let inner = framed(frame, area, overlay, app);
    let window = window(inner, overlay, app);
    match (overlay, window) {
        (Overlay::Figures { list, .. }, Some(window)) => {
            return asked::render_list(frame, inner, (list, &window), app);
        }
        (Overlay::Asked { figure, .. }, Some(window)) => {
            return asked::render(frame, inner, (figure, &window), app);
        }
        (Overlay::Swings, Some(window)) => return swings::render(frame, inner, &window, app),
        _ => {}
    }
    match overlay {
        Overlay::Figures { .. } | Overlay::Asked { .. } | Overlay::Swings => {}
        Overlay::Help(help) => render_help(frame, inner, &help.picker, help.typing, app),
        Overlay::Palette(picker) => {
            render_picker(frame, inner, picker, &app.choices(), app);
        }
        Overlay::Search(picker) => render_picker(frame, inner, picker, &app.findable(), app),
        Overlay::Sort(picker) => render_picker(frame, inner, picker, &app.sort_choices(), app),
        Overlay::Prompt(prompt) => render_prompt(frame, inner, prompt, app),
        Overlay::Choose { row, a, b } => render_choose(frame, inner, (*row, *a, *b), app),
        Overlay::History { selected } => render_history(frame, inner, *selected, app),
        Overlay::Offer(_) => render_offer(frame, inner, overlay, app),
        Overlay::Page(page) => render_page(frame, inner, page, app),
        Overlay::Evidence(known) => evidence::render(frame, inner, known, app),
        Overlay::Intake(open) => intake::render(frame, inner, open, app),
    }
}

/// The room that a dialog would like, and its title.
fn wanted(area: Rect, overlay: &Overlay, app: &App) -> ((u16, u16), String) {
    let lines = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).saturating_add(2);
    match overlay {
        Overlay::Help(_) => (
            (HELP_WIDTH, area.height),
            "help · / finds, Enter runs, Esc closes".to_owned(),
        ),
        Overlay::Palette(_) => (
            (96, 22),
            "commands, inputs, snapshots, themes · Enter takes, Esc closes".to_owned(),
        ),
        Overlay::Search(_) => (
            (96, 22),
            "inputs and figures · Enter goes there, n and N go on".to_owned(),
        ),
        Overlay::Sort(_) => (
            (72, lines(app.sort_choices().len() + 1)),
            "sort · Enter sorts, and again turns it round".to_owned(),
        ),
        Overlay::Prompt(prompt) => ((90, 7), prompt.title.clone()),
        Overlay::Choose { .. } => (
            (64, lines(app.workspace.scenario().portfolios.len())),
            "which two are compared? a and b mark, Enter takes".to_owned(),
        ),
        Overlay::History { .. } => (
            (96, lines(app.workspace.history().branches().len())),
            "all edits · Enter goes there, Esc closes".to_owned(),
        ),
        Overlay::Offer(_) => ((76, 9), "the last session was not left".to_owned()),
        Overlay::Figures { list, .. } => (
            asked::list_size(list),
            "figures here · Enter says what one is, Esc closes".to_owned(),
        ),
        Overlay::Asked { figure, .. } => (
            asked::size(figure, area, app),
            format!("{} · Enter opens the input, Esc closes", figure.name),
        ),
        Overlay::Evidence(known) => ((HELP_WIDTH, area.height.min(34)), known.label.clone()),
        Overlay::Intake(open) => ((HELP_WIDTH, area.height), intake::title(open)),
        Overlay::Swings => (
            (SWINGS_WIDTH, area.height),
            "assumptions by how much they matter · Enter opens the input, Esc closes".to_owned(),
        ),
        Overlay::Page(page) => {
            let width = HELP_WIDTH.min(area.width).saturating_sub(2);
            let height = lines(page_lines(page, width.into(), app).len());
            ((HELP_WIDTH, height), page.title.clone())
        }
    }
}

/// Where a dialog lies.
pub(super) fn place(area: Rect, overlay: &Overlay, app: &App) -> Rect {
    let (size, _) = wanted(area, overlay, app);
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    area.centered(Constraint::Length(width), Constraint::Length(height))
}

/// A cleared pane for a dialog.
fn framed(frame: &mut Frame<'_>, area: Rect, overlay: &Overlay, app: &App) -> Rect {
    let place = place(area, overlay, app);
    frame.render_widget(Clear, place);
    pane(
        frame,
        place,
        &wanted(area, overlay, app).1,
        true,
        &app.theme,
    )
}

/// A list in a dialog: where it lies, and its first row shown.
pub(super) struct Window {
    /// Where its rows are drawn.
    pub(super) area: Rect,
    first: usize,
    /// Index of the selected row.
    pub(super) selected: usize,
}

impl Window {
    /// With the selected row in sight.
    pub(super) fn of(area: Rect, selected: usize) -> Self {
        let first = selected.saturating_sub(usize::from(area.height).saturating_sub(1));
        Self {
            area,
            first,
            selected,
        }
    }

    /// With the selected row in the middle, as far as there are rows above and below.
    fn around(area: Rect, selected: usize, count: usize) -> Self {
        let height = usize::from(area.height);
        let first = selected.saturating_sub(height / 2);
        Self {
            area,
            first: first.min(count.saturating_sub(height)),
            selected,
        }
    }
}

/// The lists that are drawn inside of a dialog.
fn window(inner: Rect, overlay: &Overlay, app: &App) -> Option<Window> {
    let below_line = Rect {
        y: inner.y.saturating_add(1),
        height: inner.height.saturating_sub(1),
        ..inner
    };
    match overlay {
        Overlay::Palette(picker) | Overlay::Search(picker) | Overlay::Sort(picker) => {
            Some(Window::of(below_line, picker.selected))
        }
        Overlay::Help(help) => {
            let (_, _, list) = help_places(inner, &help.picker, help.typing, app);
            Some(Window::of(list, help.picker.selected))
        }
        Overlay::Choose { row, .. } => Some(Window::of(inner, *row)),
        Overlay::History { selected } => Some(Window::of(inner, *selected)),
        Overlay::Figures { list, selected } => {
            let order = super::figure_order(app, list);
            let row = order.iter().position(|index| index == selected);
            let rows = asked::list_rows(inner);
            Some(Window::around(rows, row.unwrap_or(0), list.len()))
        }
        Overlay::Asked { figure, selected } => {
            let (area, count) = asked::rests_place(inner, figure, app);
            Some(Window::around(area, *selected, count))
        }
        Overlay::Intake(open) if matches!(open.stage, Stage::Pick) => {
            Some(Window::of(intake::list(inner), open.files.selected))
        }
        Overlay::Swings => {
            let selected = app.swings.as_ref().map_or(0, |swings| swings.selected);
            Some(Window::of(swings::list(inner), selected))
        }
        Overlay::Offer(_)
        | Overlay::Intake(_)
        | Overlay::Evidence(_)
        | Overlay::Page(_)
        | Overlay::Prompt(_) => None,
    }
}

/// What lies under a place while a dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Under {
    /// A row of its list.
    Row(usize),
    /// The dialog itself.
    Inside,
    /// Not the dialog.
    Outside,
}

/// What lies under a place while `overlay` is open over `area`.
pub(super) fn under(area: Rect, overlay: &Overlay, app: &App, at: Position) -> Under {
    let place = place(area, overlay, app);
    if !place.contains(at) {
        return Under::Outside;
    }
    match window(inside(place), overlay, app) {
        Some(window) if window.area.contains(at) => {
            Under::Row(window.first + usize::from(at.y - window.area.y))
        }
        _ => Under::Inside,
    }
}

/// The headings of the tables in a dialog.
pub(super) fn heads(area: Rect, overlay: &Overlay, app: &App) -> Vec<Head> {
    let Overlay::Figures { list, .. } = overlay else {
        return Vec::new();
    };
    let inner = inside(place(area, overlay, app));
    let table = asked::list_table(list, app);
    Text::of(TableId::Figures, &table, inner.width.into()).heads(inner, 0)
}

/// The furthest that the page on top can be scrolled.
pub(in crate::ui) fn last_page_scroll(app: &App) -> usize {
    let area = super::body(app);
    match app.overlays.last() {
        Some(overlay @ Overlay::Page(page)) => {
            let inner = inside(place(area, overlay, app));
            let lines = page_lines(page, inner.width.into(), app).len();
            lines.saturating_sub(inner.height.into())
        }
        _ => 0,
    }
}

/// What may follow the keys pressed so far, above the footer.
pub(super) fn render_which_key(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let fold = |key: &str| app.theme.charset.fold(&keys_shown(key)).into_owned();
    let next: Vec<(String, &str)> = app
        .keys
        .after(&app.pressed)
        .map(|(key, command)| (fold(key), command.entry().name))
        .collect();
    let widest = next.iter().map(|(key, name)| key.width() + name.width());
    let cell = widest.max().unwrap_or(0) + 4;
    let columns = (usize::from(area.width.saturating_sub(2)) / cell).max(1);
    let rows = u16::try_from(next.len().div_ceil(columns)).unwrap_or(u16::MAX);
    let height = rows.saturating_add(2).min(area.height);
    let place = Rect {
        y: area.bottom() - height,
        height,
        ..area
    };
    frame.render_widget(Clear, place);
    let title = format!("{} … · Esc: nothing", fold(&app.pressed));
    let inner = pane(frame, place, &title, true, &app.theme);
    let line = |row: &[(String, &str)]| {
        let cells = row.iter().flat_map(|(key, name)| {
            let gap = cell.saturating_sub(key.width() + name.width() + 1);
            let key = Span::styled(key.clone(), app.theme.key);
            [key, Span::raw(format!(" {name}{}", " ".repeat(gap)))]
        });
        Line::from(cells.collect::<Vec<_>>())
    };
    let lines: Vec<Line<'_>> = next.chunks(columns).map(line).collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// Where help has its words, its line to find and its commands.
fn help_places(inner: Rect, picker: &Picker, typing: bool, app: &App) -> (Rect, Rect, Rect) {
    let finding = typing || !picker.line.value().is_empty();
    let about = if finding {
        0
    } else {
        let lines = help::about_lines(app, inner.width.into()).len() + 1;
        let most = inner.height.saturating_sub(HELP_ROWS);
        u16::try_from(lines).unwrap_or(u16::MAX).min(most)
    };
    let [words, line, list] = Layout::vertical([
        Constraint::Length(about),
        Constraint::Length(u16::from(finding)),
        Constraint::Fill(1),
    ])
    .areas(inner);
    (words, line, list)
}

fn render_help(frame: &mut Frame<'_>, inner: Rect, picker: &Picker, typing: bool, app: &App) {
    let (words, line, list) = help_places(inner, picker, typing, app);
    frame.render_widget(
        Paragraph::new(help::about_lines(app, inner.width.into())),
        words,
    );
    if !line.is_empty() {
        render_typed(frame, line, ("/", &picker.line), typing, app);
    }
    let commands = app.all_commands();
    let matches = picker.matches(&commands);
    render_rows(
        frame,
        &Window::of(list, picker.selected),
        matches.len(),
        |i| help_line(matches[i], list.width.into(), app),
        app,
    );
    if typing {
        place_cursor(frame, line, &picker.line, 1);
    }
}

/// `  ^S           save a snapshot           scenario, edits, seed, trials and results…`
fn help_line<'a>(choice: &Choice, width: usize, app: &App) -> Line<'a> {
    const KEYS: usize = 14;
    const NAMES: usize = 26;
    let theme = &app.theme;
    let name_style = if choice.refused {
        theme.palette.dim
    } else {
        Style::new()
    };
    let keys = theme.charset.fit(&choice.key, KEYS - 2).into_owned();
    let name = theme.charset.fit(&choice.name, NAMES - 2).into_owned();
    let room = width.saturating_sub(KEYS + NAMES);
    let detail = theme.charset.fit(&choice.detail, room).into_owned();
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
    Line::from(vec![
        Span::raw(" "),
        Span::styled(keys.clone(), theme.key),
        Span::raw(pad(&keys, KEYS - 1)),
        Span::styled(name.clone(), name_style),
        Span::raw(pad(&name, NAMES)),
        Span::styled(detail, theme.palette.dim),
    ])
}

/// The rows of a list that are in sight, the selected one marked.
pub(super) fn render_rows<'a>(
    frame: &mut Frame<'_>,
    window: &Window,
    count: usize,
    line: impl Fn(usize) -> Line<'a>,
    app: &App,
) {
    if count == 0 {
        let words = Paragraph::new("nothing has this name").style(app.theme.palette.dim);
        frame.render_widget(words, window.area);
    }
    for (i, row) in (window.first..count).zip(window.area.rows()) {
        frame.render_widget(Paragraph::new(line(i)), row);
        if i == window.selected {
            frame.buffer_mut().set_style(row, app.theme.selected);
            frame.set_cursor_position(Position::new(row.x, row.y));
        }
    }
}

/// A line that is typed, behind its sign.
fn render_typed(
    frame: &mut Frame<'_>,
    area: Rect,
    (sign, line): (&str, &Typed),
    typing: bool,
    app: &App,
) {
    let spans = vec![
        Span::styled(sign.to_owned(), app.theme.key),
        Span::raw(line.value().to_owned()),
    ];
    frame.render_widget(Paragraph::new(Line::from(spans)), area);
    if typing {
        place_cursor(frame, area, line, 1);
    }
}

pub(super) fn place_cursor(frame: &mut Frame<'_>, area: Rect, line: &Typed, before: u16) {
    let column = before + u16::try_from(line.visual_cursor()).unwrap_or(0);
    let most = area.right().saturating_sub(1);
    frame.set_cursor_position(Position::new((area.x + column).min(most), area.y));
}

fn render_picker(
    frame: &mut Frame<'_>,
    inner: Rect,
    picker: &Picker,
    choices: &[Choice],
    app: &App,
) {
    let [line, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let matches = picker.matches(choices);
    let window = Window::of(list, picker.selected);
    render_rows(
        frame,
        &window,
        matches.len(),
        |i| choice_line(matches[i], list.width.into(), app),
        app,
    );
    let sign = match app.overlays.last() {
        Some(Overlay::Search(_)) => "/",
        _ => ":",
    };
    render_typed(frame, line, (sign, &picker.line), true, app);
}

/// A row of the palette: name, what it does or holds, key.
fn choice_line<'a>(choice: &Choice, width: usize, app: &App) -> Line<'a> {
    let charset = app.theme.charset;
    let key = charset.fold(&choice.key).into_owned();
    // The name gives way to what an input holds, as far as that is short.
    let beside = choice.detail.width().min(width * 2 / 5) + key.width() + 4;
    let name = charset
        .fit(&choice.name, width.saturating_sub(beside))
        .into_owned();
    let room = width.saturating_sub(name.width() + key.width() + 4);
    let detail = charset.fit(&choice.detail, room).into_owned();
    let gap = width.saturating_sub(name.width() + detail.width() + key.width() + 3);
    let name_style = if choice.refused {
        app.theme.palette.dim
    } else {
        Style::new()
    };
    Line::from(vec![
        Span::styled(name, name_style),
        Span::raw("  "),
        Span::styled(detail, app.theme.palette.dim),
        Span::raw(" ".repeat(gap)),
        Span::styled(key, app.theme.key),
    ])
}

/// `▶ │ └ Microsoft Azure · rate → 0.55 /yr`: steps in force are marked, branches indented.
fn render_history(frame: &mut Frame<'_>, inner: Rect, selected: usize, app: &App) {
    let theme = &app.theme;
    let branches = app.workspace.history().branches();
    let now = app.workspace.history().now();
    let line = |i: usize| {
        let branch = &branches[i];
        let mark = match (branch.state == now, branch.in_force) {
            (true, _) => theme.charset.pick("▶", ">"),
            (false, true) => theme.charset.pick("●", "*"),
            (false, false) => theme.charset.pick("○", "."),
        };
        let label = if branch.state == crate::session::FILE {
            "as in the file"
        } else {
            branch.label
        };
        let words = format!("{mark} {}{label}", "  ".repeat(branch.depth));
        let words = theme.charset.fit(&words, inner.width.into()).into_owned();
        let style = match (branch.state == now, branch.in_force) {
            (true, _) => theme.heading,
            (false, true) => Style::new(),
            (false, false) => theme.palette.dim,
        };
        Line::styled(words, style)
    };
    let window = Window::of(inner, selected);
    render_rows(frame, &window, branches.len(), line, app);
}

fn render_offer(frame: &mut Frame<'_>, inner: Rect, overlay: &Overlay, app: &App) {
    let Overlay::Offer(session) = overlay else {
        return;
    };
    let last = session
        .now
        .checked_sub(1)
        .and_then(|i| session.steps.get(i))
        .map_or("", |step| step.label.as_str());
    let time = session.saved_at.get(..16).unwrap_or("").replace('T', " ");
    let (open, back) = (app.keys.shown(Command::Open), app.keys.shown(Command::Back));
    let words = [
        format!("It was kept at {time} UTC. The last edit was:"),
        format!("  {last}"),
        String::new(),
        format!("{open}  takes it up where it was"),
        format!("{back}    begins with the file; the edits stay in the list of all edits"),
    ];
    let lines: Vec<Line<'_>> = words
        .iter()
        .map(|words| {
            Line::raw(
                app.theme
                    .charset
                    .fit(words, inner.width.into())
                    .into_owned(),
            )
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
    frame.set_cursor_position(Position::new(inner.x, inner.y + 3.min(inner.height)));
}

/// The lines of a page in `width` columns: sentences are wrapped, what is indented, such as the excerpt of a file, is cut.
fn page_lines(page: &Page, width: usize, app: &App) -> Vec<String> {
    let mut lines = Vec::new();
    for line in &page.lines {
        let line = app.theme.charset.fold(line);
        if line.starts_with(' ') || line.width() <= width {
            lines.push(app.theme.charset.fit(&line, width).into_owned());
        } else {
            lines.extend(help::wrapped(&line, width));
        }
    }
    lines
}

fn render_page(frame: &mut Frame<'_>, inner: Rect, page: &Page, app: &App) {
    let lines = page_lines(page, inner.width.into(), app).into_iter();
    let shown = lines.skip(page.scroll).take(inner.height.into());
    let shown: Vec<Line<'_>> = shown.map(Line::raw).collect();
    frame.render_widget(Paragraph::new(shown), inner);
}

fn render_prompt(frame: &mut Frame<'_>, inner: Rect, prompt: &Prompt, app: &App) {
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

fn render_choose(
    frame: &mut Frame<'_>,
    inner: Rect,
    (row, a, b): (usize, usize, usize),
    app: &App,
) {
    let portfolios = &app.workspace.scenario().portfolios;
    let line = |i: usize| {
        let letter = |is: bool, letter: &'static str| if is { letter } else { " " };
        Line::from(vec![
            Span::styled(letter(i == a, "A"), app.theme.palette.a),
            Span::raw(" "),
            Span::styled(letter(i == b, "B"), app.theme.palette.b),
            Span::raw(format!("  {}", portfolios[i].name)),
        ])
    };
    let window = Window::of(inner, row);
    render_rows(frame, &window, portfolios.len(), line, app);
}
