//! The list of outages, and what the selected one did.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::View;
use crate::ui::app::TableId;
use crate::ui::screens::concentration::wrapped;
use crate::ui::screens::heads::{Head, Text};
use crate::ui::screens::pane;
use crate::ui::screens::table::{Amounts, Cell, Kind, Table};
use crate::units::{duration, moment, percent};

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, view: &View<'_>) {
    let theme = &view.app.theme;
    let pair = view.pair();
    let indices: Vec<usize> = pair.iter().map(|(p, _)| *p).collect();
    let events = &view.timeline.events;
    let felt = (0..events.len())
        .filter(|event| view.timeline.is_felt(*event, &indices))
        .count();
    let title = format!("{} outages, {felt} felt · n p: next felt", events.len());
    let focused = view.app.panel.is_none();
    let inner = pane(frame, area, &title, focused, theme);
    let mut words = told(view, inner.width.into());
    let [list, detail] = list_and_detail(inner, words.iter().map(Vec::len).sum());
    render_list(frame, list, view);
    shorten(
        &mut words,
        detail.height.into(),
        theme.charset.pick(" …", " ~"),
    );
    frame.render_widget(Paragraph::new(words.concat()), detail);
}

/// Rows that the list keeps: its head, and the selected outage with a neighbour.
const LEAST_LIST: u16 = 3;

/// The list, and below it what the selected outage did.
fn list_and_detail(area: Rect, words: usize) -> [Rect; 2] {
    let most = usize::from(area.height.saturating_sub(LEAST_LIST)).min(words);
    let below = u16::try_from(most).unwrap_or(0);
    Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(area)
}

/// Takes lines off the longest parts until so many are left, and marks where.
fn shorten(parts: &mut [Vec<Line<'static>>], rows: usize, mark: &'static str) {
    while parts.iter().map(Vec::len).sum::<usize>() > rows {
        let longest = parts.iter_mut().rev().max_by_key(|part| part.len());
        let Some(part) = longest.filter(|part| part.len() > 1) else {
            return;
        };
        part.pop();
        if let Some(span) = part.last_mut().and_then(|line| line.spans.last_mut()) {
            let words = span.content.trim_end_matches(mark);
            let kept = words.rsplit_once(' ').map_or(words, |(kept, _)| kept);
            span.content = format!("{kept}{mark}").into();
        }
    }
}

/// The first line of the list that is shown in so many rows.
fn first_shown(view: &View<'_>, height: usize) -> usize {
    let last = view.timeline.events.len().saturating_sub(height);
    let selected = view.app.watch.selected;
    let mut order = order(view).into_iter();
    let row = order.position(|event| event == selected);
    row.unwrap_or(0).saturating_sub(height / 2).min(last)
}

/// The outages in the order of their lines.
pub(super) fn order(view: &View<'_>) -> Vec<usize> {
    match view.app.sorting(TableId::Outages) {
        Some(_) => table(view).order(),
        None => (0..view.timeline.events.len()).collect(),
    }
}

/// The heading of the list that is drawn in `area`.
pub(super) fn heads(view: &View<'_>, area: Rect) -> Vec<Head> {
    let words = told(view, area.width.into());
    let [list, _] = list_and_detail(area, words.iter().map(Vec::len).sum());
    Text::of(TableId::Outages, &table(view), list.width.into()).heads(list, 0)
}

/// The outage whose line is at a column and row of the screen.
pub(super) fn row_at(view: &View<'_>, area: Rect, (column, row): (u16, u16)) -> Option<usize> {
    let words = told(view, area.width.into());
    let [list, _] = list_and_detail(area, words.iter().map(Vec::len).sum());
    if !list.contains(Position::new(column, row)) {
        return None;
    }
    // The head of the table is above.
    let line = usize::from((row - list.y).checked_sub(1)?);
    let first = first_shown(view, usize::from(list.height.saturating_sub(1)));
    order(view).get(first + line).copied()
}

fn render_list(frame: &mut Frame<'_>, area: Rect, view: &View<'_>) {
    let theme = &view.app.theme;
    if view.timeline.events.is_empty() {
        let words = "no outage in this history";
        frame.render_widget(Paragraph::new(words).style(theme.palette.dim), area);
        return;
    }
    let lines = table(view).lines(area.width.into());
    let mut lines = lines.into_iter();
    let Some(head) = lines.next() else { return };
    let [top, rows] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    frame.render_widget(Paragraph::new(head), top);
    let height = usize::from(rows.height);
    let selected = view.app.watch.selected;
    let first = first_shown(view, height);
    let lines = order(view).into_iter().zip(lines);
    for ((index, line), row) in lines.skip(first).zip(rows.rows()) {
        frame.render_widget(Paragraph::new(line), row);
        if index == selected {
            frame.buffer_mut().set_style(row, theme.selected);
            if view.app.panel.is_none() && view.app.overlays.is_empty() {
                frame.set_cursor_position(Position::new(row.x, row.y));
            }
        }
    }
}

fn table<'a>(view: &View<'a>) -> Table<'a> {
    let theme = &view.app.theme;
    let pair = view.pair();
    let losses = view.timeline.events.iter().flat_map(|event| {
        let losses: Vec<f64> = pair.iter().map(|(p, _)| event.losses[*p]).collect();
        losses
    });
    let amounts = Amounts::suiting(losses);
    let unit = amounts.unit(&view.timeline.currency);
    let mut table = Table::new(theme)
        .sorted(view.app.sorting(TableId::Outages))
        .column("when", Kind::Number, 0)
        .column("for", Kind::Number, 0)
        .column("cause", Kind::Words, 0)
        .column("lost", Kind::Number, 1);
    for (_, letter) in &pair {
        let style = style(view, letter);
        table = table
            .column(
                Cell::new(format!("{letter} [{unit}]"), style),
                Kind::Number,
                0,
            )
            .column(
                Cell::new(format!("{letter} took over"), style),
                Kind::Words,
                2,
            );
    }
    for event in &view.timeline.events {
        let mut row = vec![
            Cell::from(moment(event.from)).worth(event.from),
            Cell::from(duration(event.to - event.from)).worth(event.to - event.from),
            event.name.clone().into(),
            Cell::from(percent(event.severity)).worth(event.severity),
        ];
        for (p, _) in &pair {
            let loss = event.losses[*p];
            let shown = if loss == 0.0 {
                Cell::new("–", theme.palette.dim)
            } else {
                amounts.show(loss).into()
            };
            row.push(shown.worth(loss));
            row.push(Cell::new(who(view, event, *p), theme.palette.dim));
        }
        table.push(row);
    }
    table
}

/// Who took over, in few words.
fn who(view: &View<'_>, event: &crate::analysis::TimelineEvent, portfolio: usize) -> String {
    let mine = || {
        event
            .blows
            .iter()
            .filter(|blow| blow.portfolio == portfolio)
    };
    let mut takers: Vec<&String> = mine().flat_map(|blow| &blow.takers).collect();
    takers.sort_unstable();
    takers.dedup();
    match takers[..] {
        [] => view
            .timeline
            .takers(event, portfolio)
            .map_or(String::new(), |_| "nobody".to_owned()),
        [one] => one.clone(),
        [one, two] => format!("{one}, {two}"),
        [one, two, ref more @ ..] => format!("{one}, {two} +{}", more.len()),
    }
}

fn style(view: &View<'_>, letter: &str) -> Style {
    let palette = &view.app.theme.palette;
    if letter == "A" { palette.a } else { palette.b }
}

/// What the selected outage hit, and what it did to A and to B: the lines of each.
fn told(view: &View<'_>, width: usize) -> Vec<Vec<Line<'static>>> {
    let theme = &view.app.theme;
    let Some(event) = view.timeline.events.get(view.app.watch.selected) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    let mut say = |letter: &'static str, words: String, style: Style| {
        let words = theme.charset.fold(&words).into_owned();
        let rows = wrapped(&words, width.saturating_sub(2));
        let lines = rows.into_iter().enumerate().map(|(n, words)| {
            let letter = if n == 0 { letter } else { " " };
            let letter = Span::styled(format!("{letter} "), style.patch(theme.heading));
            Line::from(vec![letter, Span::raw(words)])
        });
        parts.push(lines.collect());
    };
    // A failure mode hits its own component, which its name says already; its id is `component/mode`.
    let own = event.cause.split_once('/').map(|(component, _)| component);
    if event.hits.iter().map(String::as_str).ne(own) {
        let hit = format!("{} hit {}", event.name, event.hit_names.join(", "));
        say(" ", hit, Style::new());
    }
    for (p, letter) in view.pair() {
        let words = view
            .timeline
            .told(event, p)
            .unwrap_or_else(|| "not felt".to_owned());
        say(letter, words, style(view, letter));
    }
    parts
}
