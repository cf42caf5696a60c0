//! What a figure is: its values, definition and precision, the causes behind it, and the inputs it rests on.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::concentration::wrapped;
use super::dialogs::dialog;
use super::table::{Cell, Kind, Table};
use crate::ui::app::App;
use crate::ui::ask::{Asked, Behind, Rest, causes, rests_on};
use crate::units::{grouped, percent};

/// Columns of the dialogs, where there is room.
const WIDTH: u16 = 112;

/// Draws the list of all figures of a screen.
pub(super) fn render_list(
    frame: &mut Frame<'_>,
    area: Rect,
    (list, selected): (&[Asked], usize),
    app: &App,
) {
    let theme = &app.theme;
    let mut table = Table::new(theme).column("figure", Kind::Words, 0);
    let letters = ["A", "B", "B − A"];
    for letter in letters {
        let rank = u8::from(letter == "B − A");
        table = table.column(letter, Kind::Number, rank);
    }
    for asked in list {
        let mut row = vec![Cell::from(asked.name.clone())];
        for letter in letters {
            let value = asked.values.iter().find(|(known, _)| *known == letter);
            row.push(value.map_or("", |(_, value)| value.as_str()).into());
        }
        table.push(row);
    }
    let rows = u16::try_from(list.len())
        .unwrap_or(u16::MAX)
        .saturating_add(3);
    let inner = dialog(
        frame,
        area,
        (WIDTH, rows.min(30)),
        "figures here · Enter says what one is, Esc closes",
        app,
    );
    let [head, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(inner);
    let mut lines = table.lines(inner.width.into()).into_iter();
    if let Some(line) = lines.next() {
        frame.render_widget(Paragraph::new(line), head);
    }
    let height = usize::from(body.height);
    let first = selected
        .saturating_sub(height / 2)
        .min(list.len().saturating_sub(height));
    for ((index, line), row) in lines.enumerate().skip(first).zip(body.rows()) {
        frame.render_widget(Paragraph::new(line), row);
        if index == selected {
            frame.buffer_mut().set_style(row, theme.selected);
            frame.set_cursor_position(Position::new(row.x, row.y));
        }
    }
}

/// Draws what one figure is.
pub(super) fn render(
    frame: &mut Frame<'_>,
    area: Rect,
    (asked, selected): (&Asked, usize),
    app: &App,
) {
    let width = usize::from(WIDTH.min(area.width)).saturating_sub(2);
    let rests = rests_on(app, &asked.behind);
    let above = about(asked, app, width);
    let wanted = above.len() + rests.len() + 5;
    let height = u16::try_from(wanted).unwrap_or(u16::MAX);
    let title = format!("{} · Enter opens the input, Esc closes", asked.name);
    let inner = dialog(frame, area, (WIDTH, height), &title, app);
    // The inputs are what one goes on from: they keep a part of the room.
    let least = (usize::from(inner.height) / 3).max(4).min(rests.len() + 3);
    let most = usize::from(inner.height).saturating_sub(least);
    let rows = u16::try_from(above.len().min(most)).unwrap_or(u16::MAX);
    let [top, below] =
        Layout::vertical([Constraint::Length(rows), Constraint::Fill(1)]).areas(inner);
    frame.render_widget(Paragraph::new(above), top);
    render_rests(frame, below, (&rests, selected), app);
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
    if asked.behind == Behind::Tail && !causes.is_empty() {
        let words = "in the worst 1 % of histories, over the horizon:";
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

fn render_rests(frame: &mut Frame<'_>, area: Rect, (rests, selected): (&[Rest], usize), app: &App) {
    let theme = &app.theme;
    let [head, list, source] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(2),
    ])
    .areas(area);
    let words = format!(
        "rests on {} inputs, and on all of where it runs",
        rests.len()
    );
    let words = theme.charset.fold(&words).into_owned();
    frame.render_widget(Paragraph::new(words).style(theme.heading), head);
    let height = usize::from(list.height);
    let first = selected
        .saturating_sub(height / 2)
        .min(rests.len().saturating_sub(height));
    for ((index, rest), row) in rests.iter().enumerate().skip(first).zip(list.rows()) {
        let width = usize::from(row.width);
        let value = theme.charset.fit(&rest.value, width / 3).into_owned();
        let basis = theme.charset.fold(rest.basis).into_owned();
        let room = width.saturating_sub(value.width() + basis.width() + 4);
        let label = theme.charset.fit(&rest.label, room).into_owned();
        let gap = width.saturating_sub(label.width() + value.width() + basis.width() + 2);
        let line = Line::from(vec![
            Span::raw(label),
            Span::raw(" ".repeat(gap)),
            Span::raw(value),
            Span::raw("  "),
            Span::styled(basis, theme.palette.dim),
        ]);
        frame.render_widget(Paragraph::new(line), row);
        if index == selected {
            frame.buffer_mut().set_style(row, theme.selected);
            frame.set_cursor_position(Position::new(row.x, row.y));
        }
    }
    if let Some(rest) = rests.get(selected) {
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
