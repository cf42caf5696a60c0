//! Concentration: how much hangs on how few, and who depends on whom.
//!
//! ```text
//! ┌ effective number of prov… ───┐┌ who depends on whom ──────────┐┌ single points of failure ────┐
//! │ by      eff. largest HHI ... ││ Assistant inference           ││ component  takes down  A   B │
//! │ ── by tail ───────────────── ││ ├ needs CDN and edge  3 %  5 %││ ── minimal cut sets ──────── │
//! │ azure  █████ 62 %  ▒▒  21 %  ││ │ └ hit by BGP event  1 %  1 %││ ── importance ────────────── │
//! └──────────────────────────────┘└───────────────────────────────┘└──────────────────────────────┘
//! ```
//!
//! The parts stand in three columns, in two, or one below the other, as the width allows; they scroll together.

mod failure;
mod shares;
mod tree;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::heads::{Head, Text};
use super::table::{is_marked, marked, render_lines};
use super::{inside, pane};
use crate::analysis::{Figures, PortfolioFigures};
use crate::model::Scenario;
use crate::ui::app::{App, Found};
use crate::ui::theme::Theme;

/// Least widths for two and for three columns.
const TWO_COLUMNS: u16 = 112;
const THREE_COLUMNS: u16 = 176;

/// What the parts are made from: A and B of the figures, and the scenario behind them.
#[derive(Clone, Copy)]
struct View<'a> {
    theme: &'a Theme,
    scenario: &'a Scenario,
    figures: &'a Figures,
    a: &'a PortfolioFigures,
    b: &'a PortfolioFigures,
    /// The figure that a search marked.
    found: Option<&'a Found>,
    app: &'a App,
}

impl<'a> View<'a> {
    fn of(app: &'a App) -> Option<Self> {
        let figures = app.run.figures.as_deref()?;
        Some(Self {
            theme: &app.theme,
            scenario: app.workspace.scenario(),
            figures,
            a: figures.portfolios.get(app.workspace.a)?,
            b: figures.portfolios.get(app.workspace.b)?,
            found: app.found_here(),
            app,
        })
    }

    /// Whether a search marked the figure of this definition whose name ends so.
    fn is_found(&self, id: &str, end: &str) -> bool {
        self.found
            .is_some_and(|found| found.id == id && found.name.ends_with(end))
    }

    /// The first of the lines marked, if they say what a search marked.
    fn mark(&self, mut lines: Vec<Line<'static>>, is_found: bool) -> Vec<Line<'static>> {
        if let Some(first) = lines.first_mut().filter(|_| is_found) {
            *first = marked(std::mem::take(first), self.theme);
        }
        lines
    }

    /// A component's name in words, or its id where it has none.
    fn component<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let components = &self.scenario.components;
        components
            .iter()
            .find(|component| component.id.as_str() == id)
            .map_or(id, |component| component.name.as_str())
    }

    /// Whether a component is a provider that workloads run on.
    fn hosts(&self, id: &str) -> bool {
        let mut components = self.scenario.components.iter();
        components.any(|component| component.hosts && component.id.as_str() == id)
    }

    /// A workload's name in words.
    fn workload<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let workloads = &self.scenario.workloads;
        workloads
            .iter()
            .find(|workload| workload.id.as_str() == id)
            .map_or(id, |workload| workload.name.as_str())
    }

    /// `words` in the glyphs of the theme.
    fn words(&self, words: &str) -> String {
        self.theme.charset.fold(words).into_owned()
    }

    /// The two portfolios, each with its letter and its colour.
    fn sides(&self) -> [(&'static str, &'a PortfolioFigures, Style); 2] {
        [
            ("A", self.a, self.theme.palette.a),
            ("B", self.b, self.theme.palette.b),
        ]
    }

    /// Dim words, cut into lines of `width`.
    fn note(&self, words: &str, width: usize) -> Vec<Line<'static>> {
        wrapped(&self.words(words), width)
            .into_iter()
            .map(|line| Line::styled(line, self.theme.palette.dim))
            .collect()
    }
}

/// `words` in lines of at most `width` columns; later lines are indented.
pub(super) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words.split(' ') {
        if !line.trim().is_empty() && line.width() + 1 + word.width() > width {
            lines.push(std::mem::replace(&mut line, "  ".to_owned()));
        } else if !line.is_empty() && line != "  " {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// A part of the screen.
struct Part {
    title: &'static str,
    text: fn(&View<'_>, usize) -> Text,
}

/// The parts, in the columns of the widest layout.
const PARTS: [&[Part]; 3] = [
    &[
        Part {
            title: "effective number of providers",
            text: shares::table,
        },
        Part {
            title: "whose share it is",
            text: shares::bars,
        },
    ],
    &[Part {
        title: "who depends on whom",
        text: tree::lines,
    }],
    &[
        Part {
            title: "single points of failure",
            text: failure::single_points,
        },
        Part {
            title: "minimal cut sets",
            text: failure::cut_sets,
        },
        Part {
            title: "importance",
            text: failure::importance,
        },
        Part {
            title: "down at the same time",
            text: failure::joint_hours,
        },
    ],
];

/// The areas of the columns, each with its parts.
fn columns(area: Rect) -> Vec<(Rect, Vec<&'static Part>)> {
    let [shares, tree, failure] = PARTS;
    let parts: Vec<Vec<&Part>> = if area.width >= THREE_COLUMNS {
        vec![
            shares.iter().collect(),
            tree.iter().collect(),
            failure.iter().collect(),
        ]
    } else if area.width >= TWO_COLUMNS {
        vec![
            shares.iter().chain(&failure[3..]).collect(),
            tree.iter().chain(&failure[..3]).collect(),
        ]
    } else {
        vec![shares.iter().chain(tree).chain(failure).collect()]
    };
    let areas = Layout::horizontal(vec![Constraint::Fill(1); parts.len()]).split(area);
    areas.iter().copied().zip(parts).collect()
}

/// All lines of a column: its first part, then each further part under a heading of its own.
fn text_of(view: &View<'_>, parts: &[&Part], width: usize) -> Text {
    let mut text = Text::default();
    for (idx, part) in parts.iter().enumerate() {
        let part_text = (part.text)(view, width);
        if part_text.lines.is_empty() {
            continue;
        }
        if idx > 0 {
            text.extend([Line::default(), heading(view.theme, part.title, width)]);
        }
        text.append(part_text);
    }
    mark_first(&mut text.lines, view.theme);
    text
}

/// Leaves only the first of several marked lines marked.
fn mark_first(lines: &mut [Line<'static>], theme: &Theme) {
    let marked = lines.iter_mut().filter(|line| is_marked(line, theme));
    for line in marked.skip(1) {
        line.style = Style::new();
    }
}

/// The headings of the tables, as they are drawn in `area`.
pub(super) fn heads(area: Rect, app: &App) -> Vec<Head> {
    let Some(view) = View::of(app) else {
        return Vec::new();
    };
    let columns = columns(area).into_iter();
    let heads = columns.flat_map(|(place, parts)| {
        let inner = inside(place);
        let text = text_of(&view, &parts, inner.width.into());
        let height = usize::from(inner.height);
        let first = app
            .chart
            .scroll
            .min(text.lines.len().saturating_sub(height));
        text.heads(inner, first)
    });
    heads.collect()
}

/// `── by tail ──────────────`
fn heading(theme: &Theme, title: &str, width: usize) -> Line<'static> {
    let rule = theme.charset.pick("─", "-");
    let title = theme
        .charset
        .fit(title, width.saturating_sub(4))
        .into_owned();
    let rest = width.saturating_sub(title.width() + 4);
    Line::from(vec![
        Span::styled(format!("{} ", rule.repeat(2)), theme.border),
        Span::styled(title, theme.heading),
        Span::styled(format!(" {}", rule.repeat(rest)), theme.border),
    ])
}

pub(super) fn render(frame: &mut Frame<'_>, area: Rect, app: &App) {
    let Some(view) = View::of(app) else {
        let inner = pane(frame, area, "concentration", false, &app.theme);
        let words = app.theme.charset.fold("making the first trials…");
        frame.render_widget(Paragraph::new(words).style(app.theme.palette.dim), inner);
        return;
    };
    for (place, parts) in columns(area) {
        let lines = text_of(&view, &parts, place.width.saturating_sub(2).into()).lines;
        let height = usize::from(place.height.saturating_sub(2));
        let first = app.chart.scroll.min(lines.len().saturating_sub(height));
        let inner = pane(
            frame,
            place,
            parts.first().map_or("", |part| part.title),
            false,
            &app.theme,
        );
        mark_rest(frame, place, app, (first, lines.len()));
        let shown: Vec<Line<'_>> = lines.into_iter().skip(first).take(height).collect();
        render_lines(frame, inner, shown, app);
    }
}

/// Says in the lower border that there is more above or below.
fn mark_rest(frame: &mut Frame<'_>, place: Rect, app: &App, (first, total): (usize, usize)) {
    let height = usize::from(place.height.saturating_sub(2));
    if total <= height || place.height < 2 {
        return;
    }
    let theme = &app.theme;
    let (up, down) = theme.charset.pick(("▲", "▼"), ("^", "v"));
    let up = if first > 0 {
        format!("{up} ")
    } else {
        String::new()
    };
    let last = (first + height).min(total);
    let down = if last < total {
        format!(" {down}")
    } else {
        String::new()
    };
    let words = format!(" {up}{last} of {total}{down} ");
    let width = u16::try_from(words.width()).unwrap_or(u16::MAX);
    if width + 2 <= place.width {
        let spot = Rect::new(place.right() - 1 - width, place.bottom() - 1, width, 1);
        frame.render_widget(Paragraph::new(words).style(theme.heading), spot);
    }
}

/// The scroll at which the figure that a search marked is in sight, with what leads to it.
pub(super) fn found_scroll(app: &App, area: Rect) -> Option<usize> {
    let view = View::of(app)?;
    let found = columns(area).into_iter().find_map(|(place, parts)| {
        let lines = text_of(&view, &parts, place.width.saturating_sub(2).into()).lines;
        let line = lines.iter().position(|line| is_marked(line, view.theme))?;
        let height = usize::from(place.height.saturating_sub(2));
        Some(if line < height { 0 } else { line - height / 2 })
    });
    Some(found?.min(last_scroll(app, area)))
}

/// The furthest that `area` can be scrolled.
pub(super) fn last_scroll(app: &App, area: Rect) -> usize {
    let Some(view) = View::of(app) else {
        return 0;
    };
    columns(area)
        .into_iter()
        .map(|(place, parts)| {
            let lines = text_of(&view, &parts, place.width.saturating_sub(2).into()).lines;
            lines
                .len()
                .saturating_sub(place.height.saturating_sub(2).into())
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_at_spaces_and_indented() {
        assert_eq!(wrapped("one two three", 8), ["one two", "  three"]);
        assert_eq!(wrapped("a sesquipedalian", 5), ["a", "  sesquipedalian"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
