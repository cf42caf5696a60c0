//! The headings of tables: where they stand, to click on, and what they can be sorted by.

use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::table::Table;
use super::{concentration, dialogs, exceedance, timeline};
use crate::ui::app::{App, ScreenId, TableId};
use crate::ui::overlay::Overlay;

/// A column that a table can be sorted by.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct SortColumn {
    /// The table.
    pub(in crate::ui) table: TableId,
    /// The index of the column.
    pub(in crate::ui) index: usize,
    /// Its heading.
    pub(in crate::ui) name: String,
    /// Whether it holds numbers.
    pub(in crate::ui) is_number: bool,
    /// First column of the terminal under it, and the one behind it, from the left end of the table.
    pub(super) from: u16,
    pub(super) to: u16,
}

/// Lines, and where among them the headings of tables stand.
#[derive(Default)]
pub(super) struct Text {
    pub(super) lines: Vec<Line<'static>>,
    heads: Vec<(usize, Vec<SortColumn>)>,
}

impl Text {
    /// A table, to be sorted by its headings.
    pub(super) fn of(id: TableId, table: &Table<'_>, width: usize) -> Self {
        Self {
            lines: table.lines(width),
            heads: vec![(0, table.sort_columns(id, width))],
        }
    }

    /// Puts other text below.
    pub(super) fn append(&mut self, other: Text) {
        let above = self.lines.len();
        self.lines.extend(other.lines);
        let heads = other.heads.into_iter();
        self.heads
            .extend(heads.map(|(line, columns)| (line + above, columns)));
    }

    /// Puts lines below.
    pub(super) fn extend(&mut self, lines: impl IntoIterator<Item = Line<'static>>) {
        self.lines.extend(lines);
    }

    /// The headings, those in sight with their places where the text is drawn in `area` from its line `first` on.
    pub(super) fn heads(&self, area: Rect, first: usize) -> Vec<Head> {
        let heads = self.heads.iter().map(|(line, columns)| Head {
            place: line
                .checked_sub(first)
                .and_then(|line| area.rows().nth(line)),
            columns: columns.clone(),
        });
        heads.collect()
    }
}

impl From<Vec<Line<'static>>> for Text {
    fn from(lines: Vec<Line<'static>>) -> Self {
        Self {
            lines,
            heads: Vec::new(),
        }
    }
}

/// The heading of a table, with its place where it is in sight.
pub(super) struct Head {
    pub(super) place: Option<Rect>,
    pub(super) columns: Vec<SortColumn>,
}

/// The headings of what has the keyboard: of the list of figures where that is open, else of the screen.
fn heads(app: &App) -> Vec<Head> {
    let mut overlays = app.overlays.iter().rev();
    if let Some(overlay) = overlays.find(|overlay| !is_sort(overlay)) {
        return dialogs::heads(super::body(app), overlay, app);
    }
    let Some(main) = super::main_area(app) else {
        return Vec::new();
    };
    match app.screen {
        ScreenId::Exceedance => exceedance::heads(main, app),
        ScreenId::Timeline => timeline::heads(app),
        ScreenId::Concentration => concentration::heads(main, app),
        _ => Vec::new(),
    }
}

fn is_sort(overlay: &Overlay) -> bool {
    matches!(overlay, Overlay::Sort(_))
}

/// The columns by which what has the keyboard can be sorted, each once.
pub(in crate::ui) fn sort_columns(app: &App) -> Vec<SortColumn> {
    let mut columns: Vec<SortColumn> = Vec::new();
    for column in heads(app).into_iter().flat_map(|head| head.columns) {
        let is_same =
            |known: &SortColumn| (known.table, known.index) == (column.table, column.index);
        if !columns.iter().any(is_same) {
            columns.push(column);
        }
    }
    columns
}

/// The column whose heading lies at a place.
pub(super) fn head_at(app: &App, at: Position) -> Option<SortColumn> {
    let heads = heads(app).into_iter();
    let mut under = heads.filter_map(|head| {
        let place = head.place.filter(|place| place.contains(at))?;
        let x = at.x - place.x;
        let mut columns = head.columns.into_iter();
        columns.find(|column| (column.from..column.to).contains(&x))
    });
    under.next()
}
