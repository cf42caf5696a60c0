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

use super::pane;
use crate::analysis::{Figures, PortfolioFigures};
use crate::model::Scenario;
use crate::ui::app::App;
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
        })
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
    lines: fn(&View<'_>, usize) -> Vec<Line<'static>>,
}

/// The parts, in the columns of the widest layout.
const PARTS: [&[Part]; 3] = [
    &[
        Part {
            title: "effective number of providers",
            lines: shares::table,
        },
        Part {
            title: "whose share it is",
            lines: shares::bars,
        },
    ],
    &[Part {
        title: "who depends on whom",
        lines: tree::lines,
    }],
    &[
        Part {
            title: "single points of failure",
            lines: failure::single_points,
        },
        Part {
            title: "minimal cut sets",
            lines: failure::cut_sets,
        },
        Part {
            title: "importance",
            lines: failure::importance,
        },
        Part {
            title: "down at the same time",
            lines: failure::joint_hours,
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
fn lines_of(view: &View<'_>, parts: &[&Part], width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (idx, part) in parts.iter().enumerate() {
        let part_lines = (part.lines)(view, width);
        if part_lines.is_empty() {
            continue;
        }
        if idx > 0 {
            lines.push(Line::default());
            lines.push(heading(view.theme, part.title, width));
        }
        lines.extend(part_lines);
    }
    lines
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
        let lines = lines_of(&view, &parts, place.width.saturating_sub(2).into());
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
        let text = Paragraph::new(shown);
        let text = if app.run.stale {
            text.style(app.theme.palette.dim)
        } else {
            text
        };
        frame.render_widget(text, inner);
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

/// The furthest that `area` can be scrolled.
pub(super) fn last_scroll(app: &App, area: Rect) -> usize {
    let Some(view) = View::of(app) else {
        return 0;
    };
    columns(area)
        .into_iter()
        .map(|(place, parts)| {
            let lines = lines_of(&view, &parts, place.width.saturating_sub(2).into());
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
