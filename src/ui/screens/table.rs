//! Tables as lines: numbers to the right, words cut where they must be, numbers never.

use std::cmp::Ordering;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::heads::SortColumn;
use crate::ui::app::{App, Sorting, TableId};
use crate::ui::theme::Theme;
use crate::units::currency_sign;

/// Columns between two columns.
const GAP: usize = 2;

/// Words are not cut to less than this while there is a column to leave out, and then not to less than that.
const FEW_WORDS: usize = 12;
const LEAST_WORDS: usize = 6;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words: to the left, cut where room is short.
    Words,
    /// Numbers: to the right, whole or not at all.
    Number,
    /// Numbers under a name that may be cut.
    Named,
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    text: String,
    style: Style,
    /// What it is sorted by: the kind of its number, and the number.
    worth: Option<(u8, f64)>,
}

impl Cell {
    /// A cell of this text and style.
    pub(super) fn new(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
            worth: None,
        }
    }

    /// The number that it is sorted by.
    pub(super) fn worth(self, number: f64) -> Self {
        self.worth_of_kind((0, number))
    }

    /// The number that it is sorted by, after all of a lower kind.
    pub(super) fn worth_of_kind(mut self, worth: (u8, f64)) -> Self {
        self.worth = Some(worth);
        self
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text, Style::new())
    }
}

struct Column {
    head: Cell,
    kind: Kind,
    /// The column of the highest rank goes first where room is short; that of rank 0 stays.
    rank: u8,
}

/// A table that is made into lines for a width.
pub(super) struct Table<'a> {
    theme: &'a Theme,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    /// Index of the row that is selected.
    selected: Option<usize>,
    sorting: Option<Sorting>,
}

impl<'a> Table<'a> {
    /// A table without columns.
    pub(super) fn new(theme: &'a Theme) -> Self {
        Self {
            theme,
            columns: Vec::new(),
            rows: Vec::new(),
            selected: None,
            sorting: None,
        }
    }

    /// One more column; of high rank if it may be left out.
    pub(super) fn column(mut self, head: impl Into<Cell>, kind: Kind, rank: u8) -> Self {
        let mut head = head.into();
        head.style = self.theme.palette.dim.patch(head.style);
        self.columns.push(Column { head, kind, rank });
        self
    }

    /// One more row.
    pub(super) fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// Sorted by a column.
    pub(super) fn sorted(mut self, sorting: Option<Sorting>) -> Self {
        self.sorting = sorting;
        self
    }

    /// The indices of the rows in the order in which they are shown.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        if let Some(Sorting { column, descending }) = self.sorting {
            let by_words = self
                .columns
                .get(column)
                .is_some_and(|c| c.kind == Kind::Words);
            order.sort_by(|x, y| {
                let cell = |row: &usize| self.rows[*row].get(column);
                let (x, y) = (cell(x), cell(y));
                if by_words {
                    let words = |cell: Option<&Cell>| cell.map(|cell| cell.text.to_lowercase());
                    turned(words(x).cmp(&words(y)), descending)
                } else {
                    by_worth(x.and_then(|x| x.worth), y.and_then(|y| y.worth), descending)
                }
            });
        }
        order
    }

    /// The columns by which it can be sorted, where it is drawn in `width` columns.
    pub(super) fn sort_columns(&self, table: TableId, width: usize) -> Vec<SortColumn> {
        let mut from = 0;
        let mut columns = Vec::new();
        for (index, width) in self.layout(width) {
            let column = &self.columns[index];
            let to = from + width + GAP;
            let has_worth =
                |row: &Vec<Cell>| row.get(index).is_some_and(|cell| cell.worth.is_some());
            let is_number = column.kind != Kind::Words;
            if !column.head.text.is_empty() && (!is_number || self.rows.iter().any(has_worth)) {
                columns.push(SortColumn {
                    table,
                    index,
                    name: column.head.text.clone(),
                    is_number,
                    from: u16::try_from(from).unwrap_or(u16::MAX),
                    to: u16::try_from(to).unwrap_or(u16::MAX),
                });
            }
            from = to;
        }
        columns
    }

    /// Marks the row that was pushed last as the selected one, if it is.
    pub(super) fn select_last(&mut self, is_selected: bool) {
        if is_selected {
            self.selected = self.rows.len().checked_sub(1);
        }
    }

    /// The columns that a column needs, and those that it would like.
    fn widths_of(&self, idx: usize) -> (usize, usize) {
        let charset = self.theme.charset;
        let width = |cell: &Cell| charset.fold(&cell.text).width();
        let cells = self.rows.iter().filter_map(|row| row.get(idx));
        let body = cells.map(width).max().unwrap_or(0);
        let head = width(&self.head(idx));
        let wanted = body.max(head);
        match self.columns[idx].kind {
            // A head may hold an amount.
            Kind::Words => (wanted.min(LEAST_WORDS).max(head), wanted),
            Kind::Number => (wanted, wanted),
            Kind::Named => (body.max(wanted.min(LEAST_WORDS)), wanted),
        }
    }

    /// The columns that have room in `width`, each with its own width.
    fn layout(&self, width: usize) -> Vec<(usize, usize)> {
        let mut kept: Vec<usize> = (0..self.columns.len()).collect();
        loop {
            let highest = kept.iter().map(|idx| self.columns[*idx].rank).max();
            let Some(highest) = highest else {
                return Vec::new();
            };
            if let Some(layout) = self.fitted(&kept, width, highest == 0) {
                return layout;
            }
            // Columns of one rank go together: a measure of A without that of B says little.
            let before = kept.len();
            if highest > 0 {
                kept.retain(|idx| self.columns[*idx].rank < highest);
            } else {
                kept.truncate(before - 1);
            }
        }
    }

    /// The widths of the columns if they can be made to fit, to the last if `at_last`.
    fn fitted(&self, kept: &[usize], width: usize, at_last: bool) -> Option<Vec<(usize, usize)>> {
        let mut layout: Vec<(usize, usize)> = Vec::new();
        let mut spare: Vec<usize> = Vec::new();
        for &idx in kept {
            let (least, wanted) = self.widths_of(idx);
            let least = if at_last {
                least
            } else {
                least.max(wanted.min(FEW_WORDS))
            };
            layout.push((idx, wanted));
            spare.push(wanted - least);
        }
        let used: usize = layout.iter().map(|(_, width)| width + GAP).sum();
        let mut over = used.saturating_sub(GAP).saturating_sub(width);
        if over > spare.iter().sum() {
            return None;
        }
        while over > 0 {
            // The widest gives way first, so that no name is cut to nothing beside a long one.
            let widest = (0..layout.len())
                .filter(|at| spare[*at] > 0)
                .max_by_key(|at| layout[*at].1)?;
            layout[widest].1 -= 1;
            spare[widest] -= 1;
            over -= 1;
        }
        Some(layout)
    }

    /// The heading of a column, with the way that it is sorted where it is.
    fn head(&self, idx: usize) -> Cell {
        let mut head = self.columns[idx].head.clone();
        if let Some(sorting) = self.sorting.filter(|sorting| sorting.column == idx) {
            let (up, down) = self.theme.charset.pick((" ▲", " ▼"), (" ^", " v"));
            head.text
                .push_str(if sorting.descending { down } else { up });
        }
        head
    }

    /// The width at which nothing is cut and nothing left out.
    pub(super) fn natural_width(&self) -> usize {
        (0..self.columns.len())
            .map(|idx| self.widths_of(idx).1 + GAP)
            .sum::<usize>()
            .saturating_sub(GAP)
    }

    /// The head and the rows in `width` columns.
    pub(super) fn lines(&self, width: usize) -> Vec<Line<'static>> {
        let layout = self.layout(width);
        let heads: Vec<Cell> = (0..self.columns.len()).map(|idx| self.head(idx)).collect();
        let mut lines = vec![self.line(&heads, &layout)];
        for idx in self.order() {
            let line = self.line(&self.rows[idx], &layout);
            lines.push(if self.selected == Some(idx) {
                marked(line, self.theme)
            } else {
                line
            });
        }
        lines
    }

    fn line(&self, row: &[Cell], layout: &[(usize, usize)]) -> Line<'static> {
        let mut spans: Vec<Span<'static>> = Vec::new();
        for (place, (idx, width)) in layout.iter().enumerate() {
            if place > 0 {
                spans.push(Span::raw(" ".repeat(GAP)));
            }
            let cell = row.get(*idx).cloned().unwrap_or_default();
            let text = self.theme.charset.fit(&cell.text, *width).into_owned();
            let gap = " ".repeat(width.saturating_sub(text.width()));
            match self.columns[*idx].kind {
                Kind::Words => spans.extend([Span::styled(text, cell.style), Span::raw(gap)]),
                Kind::Number | Kind::Named => {
                    spans.extend([Span::raw(gap), Span::styled(text, cell.style)]);
                }
            }
        }
        Line::from(spans)
    }
}

/// The greater number first where it is `descending`; the kinds keep their order, and what has none comes last.
fn by_worth(x: Option<(u8, f64)>, y: Option<(u8, f64)>, descending: bool) -> Ordering {
    match (x, y) {
        (Some(x), Some(y)) => x.0.cmp(&y.0).then(turned(x.1.total_cmp(&y.1), descending)),
        (x, y) => y.is_some().cmp(&x.is_some()),
    }
}

fn turned(ordering: Ordering, descending: bool) -> Ordering {
    if descending {
        ordering.reverse()
    } else {
        ordering
    }
}

/// A line in the style of what is selected.
pub(super) fn marked<'a>(line: Line<'a>, theme: &Theme) -> Line<'a> {
    line.style(theme.selected)
}

/// Whether a line is [`marked`].
pub(super) fn is_marked(line: &Line<'_>, theme: &Theme) -> bool {
    line.style == theme.selected
}

/// Draws lines, the marked one over the whole width and with the cursor on it.
pub(super) fn render_lines(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'_>>, app: &App) {
    let selected = lines.iter().position(|line| is_marked(line, &app.theme));
    let text = Paragraph::new(lines);
    let text = if app.run.stale {
        text.style(app.theme.palette.dim)
    } else {
        text
    };
    frame.render_widget(text, area);
    if let Some(row) = selected.and_then(|line| area.rows().nth(line)) {
        frame.buffer_mut().set_style(row, app.theme.selected);
        if app.overlays.is_empty() {
            frame.set_cursor_position((row.x, row.y));
        }
    }
}

/// The unit and the precision that the amounts of a column share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amounts {
    divisor: f64,
    name: &'static str,
    decimals: usize,
}

impl Amounts {
    /// What suits all of `values`: the unit of the greatest, or a smaller one where the least would vanish in it.
    pub(super) fn suiting(values: impl IntoIterator<Item = f64>) -> Self {
        const UNITS: [(f64, &str); 5] =
            [(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e3, "k"), (1.0, "")];
        let (least, most) = values
            .into_iter()
            .map(f64::abs)
            .filter(|value| value.is_finite() && *value > 0.0)
            .fold((f64::INFINITY, 0.0), |(least, most), value| {
                (f64::min(least, value), f64::max(most, value))
            });
        let (divisor, name) = UNITS
            .into_iter()
            .filter(|(divisor, _)| *divisor <= 1.0 || most >= *divisor)
            .find(|(divisor, _)| least >= 0.1 * divisor || most >= 1e5 * divisor / 1e3)
            .unwrap_or((1.0, ""));
        let (least, most) = (least / divisor, most / divisor);
        let decimals = if divisor <= 1.0 || least >= 100.0 {
            0
        } else if least < 1.0 && most < 100.0 {
            2
        } else {
            1
        };
        Self {
            divisor,
            name,
            decimals,
        }
    }

    /// The unit for a head: `$ M`.
    pub(super) fn unit(self, currency: &str) -> String {
        format!("{} {}", currency_sign(currency).trim(), self.name)
            .trim()
            .to_owned()
    }

    /// An amount in this unit.
    pub(super) fn show(self, value: f64) -> String {
        number(value / self.divisor, self.decimals)
    }

    /// An amount with its sign.
    pub(super) fn signed(self, value: f64) -> String {
        let text = self.show(value);
        if value > 0.0 {
            format!("+{text}")
        } else {
            text
        }
    }
}

/// A number with its thousands set apart.
pub(super) fn number(value: f64, decimals: usize) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    if value.is_infinite() {
        return if value < 0.0 { "−∞" } else { "∞" }.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let mut out = if value < 0.0 && !is_zero { "−" } else { "" }.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::Charset;

    fn lines(width: usize) -> Vec<String> {
        let theme = Theme::new(false, Charset::Ascii);
        let mut table = Table::new(&theme)
            .column("provider", Kind::Words, 0)
            .column("loss", Kind::Number, 0)
            .column("95 %", Kind::Number, 1);
        table.push(vec![
            "Amazon Web Services".into(),
            "1,234".into(),
            "1,200–1,300".into(),
        ]);
        table.push(vec!["Oracle".into(), "9".into(), "8–10".into()]);
        let lines = table.lines(width);
        lines
            .iter()
            .map(|line| line.to_string().trim_end().to_owned())
            .collect()
    }

    #[test]
    fn words_are_cut_before_a_column_is_left_out_and_numbers_stay_whole() {
        assert_eq!(lines(60)[1], "Amazon Web Services  1,234  1,200-1,300");
        assert_eq!(lines(34)[1], "Amazon Web Se~  1,234  1,200-1,300");
        assert_eq!(
            lines(24),
            [
                "provider            loss",
                "Amazon Web Servi~  1,234",
                "Oracle                 9"
            ]
        );
        assert_eq!(lines(15)[2], "Oracle        9");
        assert_eq!(lines(3), ["", "", ""]);
    }

    #[test]
    fn amounts_of_a_column_share_unit_and_precision() {
        let amounts = Amounts::suiting([12.3e6, 0.0, 2.901e9]);
        assert_eq!(amounts.unit("USD"), "$ M");
        assert_eq!(amounts.show(2.901e9), "2,901.0");
        assert_eq!(amounts.signed(12.3e6), "+12.3");
        let small = Amounts::suiting([0.12e6, 12.41e6]);
        assert_eq!(small.unit("CHF"), "CHF M");
        assert_eq!(small.show(0.12e6), "0.12");
        assert_eq!(Amounts::suiting([]).show(0.0), "0");
        assert_eq!(number(-0.04, 1), "0.0");
    }
}
