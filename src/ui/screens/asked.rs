//! What a figure is: its values, definition and precision, the causes behind it, and the inputs it rests on.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::concentration::wrapped;
use super::dialogs::{Window, render_rows};
use super::table::{Cell, Kind, Table};
use crate::ui::app::{App, TableId};
use crate::ui::ask::{Asked, Behind, Rest, causes, rests_on};
use crate::units::{grouped, percent};

/// Columns of the dialogs, where there is room.
const WIDTH: u16 = 112;

/// The room that the list of all figures would like.
pub(super) fn list_size(list: &[Asked]) -> (u16, u16) {
    let rows = u16::try_from(list.len()).unwrap_or(u16::MAX);
    (WIDTH, rows.saturating_add(3).min(30))
}

/// All figures of a screen as a table.
pub(super) fn list_table<'a>(list: &[Asked], app: &'a App) -> Table<'a> {
    let mut table = Table::new(&app.theme)
        .sorted(app.sorting(TableId::Figures))
        .column("figure", Kind::Words, 0);
    let letters = ["A", "B", "B − A"];
    for letter in letters {
        let rank = u8::from(letter == "B − A");
        table = table.column(letter, Kind::Number, rank);
    }
    for asked in list {
        let mut row = vec![Cell::from(asked.name.clone())];
        let is_of_both = asked.values.iter().all(|(name, _)| !letters.contains(name));
        for letter in letters {
            let value = asked.values.iter().find(|(known, _)| *known == letter);
            let size = asked.sizes.iter().find(|(known, _)| *known == letter);
            let cell = match (value, asked.values.first()) {
                (Some((_, value)), _) => Cell::from(value.as_str()),
                // Of the pair: its first value, by its own name.
                (None, Some((name, value))) if is_of_both && letter == "B − A" => {
                    Cell::from(format!("{name} {value}"))
                }
                _ => Cell::from(""),
            };
            row.push(match size {
                Some((_, size)) => cell.worth_of_kind(*size),
                None => cell,
            });
        }
        table.push(row);
    }
    table
}

/// The rows below the heading of the list.
pub(super) fn list_rows(inner: Rect) -> Rect {
    Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas::<2>(inner)[1]
}

/// Draws the list of all figures of a screen.
pub(super) fn render_list(
    frame: &mut Frame<'_>,
    inner: Rect,
    (list, window): (&[Asked], &Window),
    app: &App,
) {
    let mut lines = list_table(list, app).lines(inner.width.into()).into_iter();
    if let Some(line) = lines.next() {
        frame.render_widget(Paragraph::new(line), inner);
    }
    let lines: Vec<Line<'_>> = lines.collect();
    render_rows(frame, window, lines.len(), |i| lines[i].clone(), app);
}

/// The room that what one figure is would like.
pub(super) fn size(asked: &Asked, area: Rect, app: &App) -> (u16, u16) {
    let width = usize::from(WIDTH.min(area.width)).saturating_sub(2);
    let wanted = about(asked, app, width).len() + rests_on(app, &asked.behind).len() + 5;
    (WIDTH, u16::try_from(wanted).unwrap_or(u16::MAX))
}

/// Where the words about a figure stand, the heading of what it rests on, its inputs, and the source of one.
fn places(inner: Rect, above: usize, rests: usize) -> [Rect; 4] {
    // The inputs are what one goes on from: they keep a part of the room.
    let least = (usize::from(inner.height) / 3).max(4).min(rests + 3);
    let most = usize::from(inner.height).saturating_sub(least);
    let rows = u16::try_from(above.min(most)).unwrap_or(u16::MAX);
    Layout::vertical([
        Constraint::Length(rows),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(2),
    ])
    .areas(inner)
}

/// Where the inputs that a figure rests on are listed, and how many there are.
pub(super) fn rests_place(inner: Rect, asked: &Asked, app: &App) -> (Rect, usize) {
    let above = about(asked, app, inner.width.into()).len();
    let rests = rests_on(app, &asked.behind).len();
    (places(inner, above, rests)[2], rests)
}

/// Draws what one figure is.
pub(super) fn render(
    frame: &mut Frame<'_>,
    inner: Rect,
    (asked, window): (&Asked, &Window),
    app: &App,
) {
    let rests = rests_on(app, &asked.behind);
    let above = about(asked, app, inner.width.into());
    let [top, head, _, source] = places(inner, above.len(), rests.len());
    frame.render_widget(Paragraph::new(above), top);
    let theme = &app.theme;
    let words = format!(
        "rests on {} inputs, and on all of where it runs",
        rests.len()
    );
    let words = theme.charset.fold(&words).into_owned();
    frame.render_widget(Paragraph::new(words).style(theme.heading), head);
    if !rests.is_empty() {
        let line = |i: usize| rest_line(&rests[i], window.area.width.into(), app);
        render_rows(frame, window, rests.len(), line, app);
    }
    if let Some(rest) = rests.get(window.selected) {
        let words = if rest.source.is_empty() {
            format!("{}: no source given", rest.path)
        } else {
            format!("{}: {}", rest.path, rest.source)
        };
        let words = theme.charset.fold(&words).into_owned();
        let lines: Vec<Line<'_>> = wrapped(&words, source.width.into())
            .into_iter()
            .map(Line::raw)
            .collect();
        frame.render_widget(Paragraph::new(lines).style(theme.palette.dim), source);
    }
}

/// What is said of a figure that has no interval now, by what its definition says of its error.
fn without_precision(error: &str) -> String {
    match (error, error.strip_prefix("none: ")) {
        ("none", _) => "exact: chance has no part in it".to_owned(),
        ("–", _) => "no standard error is worked out for it".to_owned(),
        (_, Some(reason)) => format!("no standard error: {reason}"),
        (error, None) => format!("standard error: {error}"),
    }
}

/// Values, definition, precision and causes.
fn about(asked: &Asked, app: &App, width: usize) -> Vec<Line<'static>> {
    let theme = &app.theme;
    let mut lines = Vec::new();
    let mut say = |head: &'static str, words: &str| {
        let words = theme.charset.fold(words).into_owned();
        for (n, words) in wrapped(&words, width.saturating_sub(HEAD))
            .into_iter()
            .enumerate()
        {
            let head = if n == 0 { head } else { "" };
            lines.push(Line::from(vec![
                Span::styled(format!("{head:<HEAD$}"), theme.palette.dim),
                Span::raw(words),
            ]));
        }
    };
    let values: Vec<String> = asked
        .values
        .iter()
        .map(|(letter, value)| format!("{letter} {value}"))
        .collect();
    say("now", &values.join("   "));
    let definition = asked.definition;
    say(
        "what it is",
        &format!("{}: {}", definition.name, definition.definition),
    );
    let error = match definition.error {
        "none" => String::new(),
        error => format!(" (error: {error})"),
    };
    let made = app.run.figures.as_ref().map_or(String::new(), |figures| {
        format!(", {} trials so far", grouped(figures.trials))
    });
    if asked.precision.is_empty() {
        say("precision", &without_precision(definition.error));
    } else {
        say(
            "precision",
            &format!("{}{error}{made}", asked.precision.join(", ")),
        );
    }
    let source = match definition.source {
        "–" => String::new(),
        source => format!("; {source}"),
    };
    say(
        "written in",
        &format!("docs/method.md, {}{source}", definition.section),
    );
    for (head, words) in made_of(asked, app) {
        say(head, &words);
    }
    lines
}

/// The causes behind a figure, each in words, with what stands in front of the first.
fn made_of(asked: &Asked, app: &App) -> Vec<(&'static str, String)> {
    let (causes, left_out) = causes(app, &asked.behind);
    let shares = |shares: &[f64]| {
        let letters = ["A", "B"].iter().zip(shares);
        let shares = letters.map(|(letter, share)| format!("{letter} {}", shown(*share)));
        shares.collect::<Vec<_>>().join(", ")
    };
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    let words = match asked.behind {
        Behind::Tail => "in the worst 1 % of histories, over the horizon:",
        Behind::Outages => "by what outages cost, over the horizon:",
        _ => "",
    };
    if !words.is_empty() && !causes.is_empty() {
        lines.push(("made of", words.to_owned()));
    }
    for cause in &causes {
        let head = if lines.is_empty() { "made of" } else { "" };
        lines.push((head, format!("{} · {}", shares(&cause.shares), cause.name)));
    }
    if !left_out.is_empty() {
        lines.push(("", format!("{} · all others", shares(&left_out))));
    }
    lines
}

/// Columns of the words at the left.
const HEAD: usize = 12;

fn shown(share: f64) -> String {
    if share < 0.0 {
        format!("−{}", percent(-share))
    } else {
        crate::units::percent_or_less(share)
    }
}

/// An input that a figure rests on: its name, its value, and what the value stands on.
fn rest_line(rest: &Rest, width: usize, app: &App) -> Line<'static> {
    let theme = &app.theme;
    let value = theme.charset.fit(&rest.value, width / 3).into_owned();
    let basis = theme.charset.fold(rest.basis).into_owned();
    let room = width.saturating_sub(value.width() + basis.width() + 4);
    let label = theme.charset.fit(&rest.label, room).into_owned();
    let gap = width.saturating_sub(label.width() + value.width() + basis.width() + 2);
    Line::from(vec![
        Span::raw(label),
        Span::raw(" ".repeat(gap)),
        Span::raw(value),
        Span::raw("  "),
        Span::styled(basis, theme.palette.dim),
    ])
}
