//! What is known of one input: its facts, and below them its picture.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::concentration::wrapped;
use crate::ui::app::App;
use crate::ui::evidence::Known;
use crate::ui::widgets::Chart;

/// Columns of the words at the left.
const HEAD: usize = 10;

/// The least rows of a picture.
const LEAST: u16 = 7;

/// Draws the dialog's inside.
pub(super) fn render(frame: &mut Frame<'_>, inner: Rect, known: &Known, app: &App) {
    let theme = &app.theme;
    let lines = lines(known, app, inner.width.into());
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let keep = match known.picture {
        Some(_) => (LEAST + 1).min(inner.height / 2),
        None => 0,
    };
    let [words, title, picture] = Layout::vertical([
        Constraint::Length(rows.min(inner.height.saturating_sub(keep))),
        Constraint::Length(u16::from(known.picture.is_some())),
        Constraint::Fill(1),
    ])
    .areas(inner);
    frame.render_widget(Paragraph::new(lines), words);
    frame.set_cursor_position(Position::new(inner.x, inner.y));
    let Some(shown) = &known.picture else { return };
    let words = theme.charset.fit(&shown.title, title.width.into());
    frame.render_widget(
        Paragraph::new(words.into_owned()).style(theme.heading),
        title,
    );
    let chart = Chart::new(&shown.chart, &theme.palette).charset(theme.charset);
    frame.render_widget(&chart, picture);
}

/// The facts, each behind its word.
fn lines(known: &Known, app: &App, width: usize) -> Vec<Line<'static>> {
    let theme = &app.theme;
    let path = theme
        .charset
        .fit(&known.path.to_string(), width)
        .into_owned();
    let mut lines = vec![Line::styled(path, theme.palette.dim)];
    for (head, words) in &known.facts {
        let words = theme.charset.fold(words).into_owned();
        let wrapped = wrapped(&words, width.saturating_sub(HEAD));
        for (n, words) in wrapped.into_iter().enumerate() {
            let head = if n == 0 { head } else { "" };
            lines.push(Line::from(vec![
                Span::styled(format!("{head:<HEAD$}"), theme.palette.dim),
                Span::raw(words),
            ]));
        }
    }
    lines
}
