//! The inputs panel: every value of the scenario, to find, to move and to type.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};
use tui_input::Input as Typed;
use unicode_width::UnicodeWidthStr;

use super::overlay::ranked;
use super::screens::{inside, pane};
use super::theme::Theme;
use super::widgets::sparkline;
use crate::model::{Basis, Input, InputKind, Path};
use crate::session::Workspace;
use crate::session::nudge::shown;
use crate::stats::LawSpec;
use crate::units::digits;

/// What the panel remembers.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Index of the selected row among those that match.
    pub selected: usize,
    /// What was typed to find an input.
    pub filter: Typed,
    /// Whether keys go to the filter.
    pub typing: bool,
}

impl Panel {
    /// The indices of the inputs shown: all that match the filter, in the order of the file.
    pub fn rows(&self, workspace: &Workspace) -> Vec<usize> {
        let typed = self.filter.value().trim();
        let inputs = workspace.inputs();
        if typed.is_empty() {
            return (0..inputs.len()).collect();
        }
        let names: Vec<String> = inputs
            .iter()
            .map(|input| format!("{} {}", input.label, input.path))
            .collect();
        ranked(typed, &names)
    }

    /// The selected input.
    pub fn input<'a>(&self, workspace: &'a Workspace) -> Option<&'a Input> {
        workspace
            .inputs()
            .get(*self.rows(workspace).get(self.selected)?)
    }

    /// Selects the input at `path`.
    pub fn select(&mut self, workspace: &Workspace, path: &Path) {
        self.filter = Typed::default();
        self.typing = false;
        self.selected = workspace
            .inputs()
            .iter()
            .position(|input| input.path == *path)
            .unwrap_or(0);
    }
}

/// The mark of a basis: `●` sourced, `◐` derived, `○` assumed.
fn basis_mark(input: &Input, theme: &Theme) -> &'static str {
    match input.evidence.basis {
        Some(Basis::Sourced) => theme.charset.pick("●", "S"),
        Some(Basis::Derived) => theme.charset.pick("◐", "D"),
        Some(Basis::Assumed) => theme.charset.pick("○", "?"),
        None => " ",
    }
}

/// Draws the panel: filter, list, and below what is known about the selected input.
pub(super) fn render(
    frame: &mut Frame<'_>,
    area: Rect,
    panel: &Panel,
    workspace: &Workspace,
    theme: &Theme,
) {
    frame.render_widget(Clear, area);
    let rows = panel.rows(workspace);
    let title = format!("inputs {}/{}", rows.len(), workspace.inputs().len());
    let inner = pane(frame, area, &title, true, theme);
    let [filter, list, detail] = places(inner);
    render_filter(frame, filter, panel, theme);
    render_list(frame, list, (panel, &rows), workspace, theme);
    if let Some(input) = panel.input(workspace) {
        render_detail(frame, detail, input, workspace, theme);
    }
}

/// The line that finds, the list, and what is known of the selected input.
fn places(inner: Rect) -> [Rect; 3] {
    let detail_height = if inner.height >= 16 {
        8
    } else {
        inner.height.saturating_sub(6).min(4)
    };
    Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(detail_height),
    ])
    .areas(inner)
}

/// The first row of the list that is in sight.
fn first_row(selected: usize, count: usize, height: usize) -> usize {
    selected
        .saturating_sub(height.saturating_sub(1) / 2)
        .min(count.saturating_sub(height))
}

/// What lies under a place of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Under {
    /// A row of the list.
    Row(usize),
    /// The line that finds.
    Filter,
    /// The rest.
    Panel,
}

/// What lies under a place of the panel drawn in `area`.
pub(super) fn under(area: Rect, panel: &Panel, workspace: &Workspace, at: Position) -> Under {
    let [filter, list, _] = places(inside(area));
    let count = panel.rows(workspace).len();
    let first = first_row(panel.selected, count, list.height.into());
    let row = first + usize::from(at.y.saturating_sub(list.y));
    if filter.contains(at) {
        Under::Filter
    } else if list.contains(at) && row < count {
        Under::Row(row)
    } else {
        Under::Panel
    }
}

fn render_filter(frame: &mut Frame<'_>, area: Rect, panel: &Panel, theme: &Theme) {
    let value = panel.filter.value();
    let line = if value.is_empty() && !panel.typing {
        Line::styled("/ to find", theme.palette.dim)
    } else {
        Line::from(vec![
            Span::styled("/", theme.key),
            Span::raw(value.to_owned()),
        ])
    };
    frame.render_widget(Paragraph::new(line), area);
    if panel.typing && area.height > 0 {
        let column = 1 + u16::try_from(panel.filter.visual_cursor()).unwrap_or(0);
        frame.set_cursor_position(Position::new(
            (area.x + column).min(area.right().saturating_sub(1)),
            area.y,
        ));
    }
}

fn render_list(
    frame: &mut Frame<'_>,
    area: Rect,
    (panel, rows): (&Panel, &[usize]),
    workspace: &Workspace,
    theme: &Theme,
) {
    let height = area.height as usize;
    let first = first_row(panel.selected, rows.len(), height);
    for (y, (position, &i)) in rows.iter().enumerate().skip(first).take(height).enumerate() {
        let input = &workspace.inputs()[i];
        let row = Rect {
            y: area.y + u16::try_from(y).unwrap_or(0),
            height: 1,
            ..area
        };
        let selected = position == panel.selected;
        frame.render_widget(
            Paragraph::new(list_line(input, row.width, workspace, theme)),
            row,
        );
        if selected {
            frame.buffer_mut().set_style(row, theme.selected);
            if !panel.typing {
                frame.set_cursor_position(Position::new(row.x, row.y));
            }
        }
    }
    if rows.is_empty() {
        frame.render_widget(
            Paragraph::new("no input has this in its name; Esc clears"),
            area,
        );
    }
}

/// `* ● Azure · Control plane · rate          0.65 /yr`
fn list_line<'a>(input: &Input, width: u16, workspace: &Workspace, theme: &Theme) -> Line<'a> {
    let value = short(input, &workspace.scenario().currency);
    let changed = workspace.is_changed_at(&input.path);
    let room = (width as usize).saturating_sub(5);
    let value_room = room * 2 / 5;
    let value = theme
        .charset
        .fit(
            &value,
            value_room.max(room.saturating_sub(input.label.width() + 1)),
        )
        .into_owned();
    let label = fit_label(&input.label, room.saturating_sub(value.width() + 1), theme);
    let gap = room.saturating_sub(value.width() + label.width());
    let style = if changed {
        theme.palette.changed
    } else {
        Style::new()
    };
    let mark = if changed { "*" } else { " " };
    let label_style = if input.given {
        Style::new()
    } else {
        theme.palette.dim
    };
    Line::from(vec![
        Span::styled(mark, style),
        Span::raw(" "),
        Span::styled(basis_mark(input, theme), theme.palette.dim),
        Span::raw(" "),
        Span::styled(label, label_style),
        Span::raw(" ".repeat(gap)),
        Span::styled(value, style),
    ])
}

/// What an input holds in few columns: a law by its mean, since half a law says nothing.
pub(super) fn short(input: &Input, currency: &str) -> String {
    match &input.kind {
        InputKind::Law(spec) if !matches!(spec, LawSpec::Constant(_)) => {
            let mean = spec.ready().map(|law| law.mean());
            mean.map_or_else(
                |_| shown(input, currency),
                |mean| format!("mean {}", input.unit.show(mean, currency)),
            )
        }
        _ => shown(input, currency),
    }
}

/// A label cut in its middle: what an input is about stands first, and what it is last.
pub(super) fn fit_label(label: &str, width: usize, theme: &Theme) -> String {
    let label = theme.charset.fold(label);
    let dot = theme.charset.fold(" · ");
    match label.rsplit_once(dot.as_ref()) {
        Some((about, what)) if label.width() > width && what.width() + 12 < width => {
            let rest = width - what.width() - dot.width();
            format!("{}{dot}{what}", theme.charset.fit(about, rest))
        }
        _ => theme.charset.fit(&label, width).into_owned(),
    }
}

fn render_detail(
    frame: &mut Frame<'_>,
    area: Rect,
    input: &Input,
    workspace: &Workspace,
    theme: &Theme,
) {
    let dim = theme.palette.dim;
    let mut lines = vec![Line::styled(input.path.to_string(), dim)];
    if matches!(input.kind, InputKind::Law(_)) {
        let law = shown(input, &workspace.scenario().currency);
        lines.push(Line::from(theme.charset.fold(&law).into_owned()));
    }
    if let Some(line) = law_line(input, theme) {
        lines.push(Line::from(line));
    }
    let mut known = Vec::new();
    if let Some((low, high)) = input.evidence.range {
        let currency = &workspace.scenario().currency;
        known.push(format!(
            "range {} to {}",
            input.unit.show(low, currency),
            input.unit.show(high, currency)
        ));
    }
    if workspace.is_changed_at(&input.path)
        && let Some(base) = workspace.base().at(&input.path)
    {
        known.push(format!("the file has {}", base.bare().flow()));
    }
    if !input.given {
        known.push("a default: the file does not say".to_owned());
    }
    if !known.is_empty() {
        lines.push(Line::from(known.join("; ")));
    }
    let basis = input.evidence.basis.map_or("no basis given", Basis::name);
    let source = input
        .evidence
        .source
        .as_deref()
        .unwrap_or("no source given");
    lines.push(Line::from(vec![
        Span::styled(format!("{basis}: "), theme.heading),
        Span::raw(source.to_owned()),
    ]));
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }), area);
}

/// A small picture of the distribution with its mean and its 5 to 95 %: `▁▅▇▅▃▂▁ mean 7.6, 5–95 % 1.2 to 21 h`.
fn law_line(input: &Input, theme: &Theme) -> Option<String> {
    let InputKind::Law(spec) = &input.kind else {
        return None;
    };
    if matches!(spec, LawSpec::Constant(_)) {
        return None;
    }
    let law = spec.ready().ok()?;
    let (low, high) = (law.quantile(0.05), law.quantile(0.95));
    let (left, right) = (law.quantile(0.005), law.quantile(0.99));
    let bins = 16;
    let edge = |i: u32| left + (right - left) * f64::from(i) / f64::from(bins);
    let heights: Vec<f64> = (0..bins)
        .map(|i| (law.cdf(edge(i + 1)) - law.cdf(edge(i))).max(0.0))
        .collect();
    let scale = if matches!(input.unit, crate::units::Unit::Share) {
        100.0
    } else {
        1.0
    };
    Some(format!(
        "{} mean {}, 5 to 95 %: {} to {} {}",
        sparkline(&heights, theme.charset),
        digits(law.mean() * scale, 3),
        digits(low * scale, 3),
        digits(high * scale, 3),
        input.unit.suffix(),
    ))
}
