//! The inputs that nothing but judgement stands behind: a tornado of B − A, the largest swing on top.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::concentration::wrapped;
use super::dialogs::{Window, render_rows};
use super::table::{Amounts, Cell, Kind, Table};
use crate::analysis::show_money;
use crate::session::{End, Swing};
use crate::ui::app::App;
use crate::ui::inputs::fit_label;
use crate::ui::swings::{Choice, State, Swings};
use crate::units::grouped;

/// Columns from which on the values at the ends are shown in the table.
const VALUED: usize = 90;

/// What stands over the inputs.
const HEADING: &str = "input";

/// Columns that an input's name keeps.
const LEAST_LABEL: usize = 32;

/// Columns of a bar on either side of what is now.
const HALF: usize = 8;

/// Where the words above stand, the rows, and what is known of the selected one.
fn places(inner: Rect) -> [Rect; 4] {
    Layout::vertical([
        Constraint::Length(3),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(3),
    ])
    .areas(inner)
}

/// The rows of the list.
pub(super) fn list(inner: Rect) -> Rect {
    places(inner)[2]
}

/// Draws the dialog's inside.
pub(super) fn render(frame: &mut Frame<'_>, inner: Rect, window: &Window, app: &App) {
    let Some(swings) = &app.swings else { return };
    let theme = &app.theme;
    let [top, head, _, below] = places(inner);
    let paragraph = |words: &str, width: u16| {
        let words = theme.charset.fold(words).into_owned();
        let lines = wrapped(&words, width.into());
        Paragraph::new(lines.into_iter().map(Line::raw).collect::<Vec<_>>())
    };
    let words = format!("{} {}", question(swings, app), progress(swings, app));
    frame.render_widget(paragraph(&words, top.width), top);
    if swings.rows.is_empty() {
        return;
    }
    let width = usize::from(inner.width);
    // What the other columns leave; where that is little, the table leaves some of them out.
    let room =
        (width + HEADING.len()).saturating_sub(table(swings, (width, 0), app).natural_width());
    let table = table(swings, (width, room.max(LEAST_LABEL)), app);
    let mut lines = table.lines(width).into_iter();
    if let Some(line) = lines.next() {
        frame.render_widget(Paragraph::new(line), head);
    }
    let lines: Vec<Line<'_>> = lines.collect();
    render_rows(frame, window, lines.len(), |i| lines[i].clone(), app);
    if let Some(swing) = swings.rows.get(window.selected) {
        let words = about(swing, app);
        frame.render_widget(
            paragraph(&words, below.width).style(theme.palette.dim),
            below,
        );
    }
}

/// What the list says.
fn question(swings: &Swings, app: &App) -> String {
    let currency = &app.workspace.scenario().currency;
    let now = swings.now.map_or(String::new(), |now| {
        format!("B − A is {} a year. ", show_money(now, currency))
    });
    format!(
        "{now}What it moves by at both ends of an input's range (± 20 % where it has none), all else and all histories \
         the same."
    )
}

/// How far the measuring is.
fn progress(swings: &Swings, app: &App) -> String {
    let Some(inputs) = swings.inputs else {
        return match &swings.state {
            State::Broken(words) => format!("Failed inside: {words}"),
            _ => "Measuring…".to_owned(),
        };
    };
    if inputs == 0 {
        return "Every input has a published or derived figure behind it: nothing to swing."
            .to_owned();
    }
    let measured = swings.rows.len();
    let left_out = match swings.left_out {
        0 => String::new(),
        n => format!(", {n} without a range"),
    };
    let of = format!("{measured} of {inputs} assumed inputs{left_out}");
    match &swings.state {
        State::Measuring if measured + swings.left_out < inputs => format!("Measuring: {of}."),
        State::Measuring => format!("{of}; the first ones with more trials…"),
        State::Done => format!("{of}."),
        State::Stopped => {
            let key = app.keys.shown(crate::session::command::Command::Swings);
            format!("Stopped: {of}; {key} measures again.")
        }
        State::Broken(words) => format!("Failed inside after {of}: {words}"),
    }
}

/// The rows in `width` columns, with labels of at most `room`.
fn table<'a>(swings: &Swings, (width, room): (usize, usize), app: &'a App) -> Table<'a> {
    let theme = &app.theme;
    let currency = &app.workspace.scenario().currency;
    let most = swings.rows.first().map_or(0.0, Swing::size);
    // Those that hardly matter do not set the unit.
    let amounts = Amounts::suiting([most, most / 50.0]);
    let unit = amounts.unit(currency);
    // What an input is comes before its values, which are said of the selected one below.
    let valued = width >= VALUED;
    let mut table = Table::new(theme).column(HEADING, Kind::Words, 0);
    for end in ["low", "high"] {
        let change = if valued {
            format!("B − A [{unit}]")
        } else {
            format!("{end} [{unit}]")
        };
        if valued {
            table = table.column(end, Kind::Number, 2);
        }
        table = table.column(change, Kind::Number, 0);
    }
    if valued {
        table = table.column("low ▒ now █ high", Kind::Number, 3);
    }
    table = table.column("better", Kind::Words, 1);
    for swing in &swings.rows {
        let mut row = vec![Cell::from(fit_label(&swing.label, room, theme))];
        for end in &swing.ends {
            if valued {
                row.push(end.value.as_str().into());
            }
            row.push(amounts.signed(end.change.value).into());
        }
        if valued {
            row.push(bar(swing, most).into());
        }
        row.push(better(swings, swing, app));
        table.push(row);
    }
    table
}

/// What the ends do to the choice: the portfolio that an end turns it to, or that it leaves it open.
fn better(swings: &Swings, swing: &Swing, app: &App) -> Cell {
    let ends = swing.ends.iter().zip(["low", "high"]);
    let words: Vec<String> = ends
        .filter_map(|(end, name)| match swings.choice(end) {
            Choice::Same => None,
            Choice::Open => Some(format!("{name}: ?")),
            Choice::Other if end.difference.value > 0.0 => Some(format!("{name}: A")),
            Choice::Other => Some(format!("{name}: B")),
        })
        .collect();
    Cell::new(words.join(" "), app.theme.key)
}

/// The changes at both ends as bars from the middle, less to the left: the low end light, the high one dark.
fn bar(swing: &Swing, most: f64) -> String {
    let mut sides = [const { Vec::new() }; 2];
    for (end, glyph) in swing.ends.iter().zip(['▒', '█']) {
        let change = end.change.value;
        let reach = change.abs() / most * HALF as f64;
        let cells = (0..HALF).filter(|&i| i as f64 + 0.5 <= reach).count();
        sides[usize::from(change > 0.0)].push((cells, glyph));
    }
    let mut drawn = String::new();
    for (side, is_right) in sides.iter_mut().zip([false, true]) {
        // Where both ends lie on one side, the shorter one lies over the longer one.
        side.sort_by_key(|(cells, _)| *cells);
        let cell = |i: usize| {
            let over = side.iter().find(|(cells, _)| i < *cells);
            over.map_or(' ', |(_, glyph)| *glyph)
        };
        if is_right {
            drawn.extend((0..HALF).map(cell));
        } else {
            drawn.extend((0..HALF).rev().map(cell));
            drawn.push('│');
        }
    }
    drawn
}

/// What is known of one input: its values, what becomes of B − A with its error, and where it comes from.
fn about(swing: &Swing, app: &App) -> String {
    let currency = &app.workspace.scenario().currency;
    let end = |end: &End| {
        format!(
            "at {} B − A is {}, moved by {}",
            end.value,
            show_money(end.difference, currency),
            show_money(end.change, currency)
        )
    };
    let [low, high] = &swing.ends;
    let input = app.workspace.input(&swing.path);
    let source = input.and_then(|input| input.evidence.source.as_deref());
    format!(
        "{}: now {}; {}; {}; {} trials. {}",
        swing.path,
        swing.now,
        end(low),
        end(high),
        grouped(swing.trials),
        source.unwrap_or("No source given.")
    )
}
