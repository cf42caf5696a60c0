//! How tables are sorted: by a column whose heading was clicked, or that was chosen by keyboard.

use std::collections::BTreeMap;

use super::{App, ScreenId};
use crate::ui::overlay::{Choice, Overlay, Picker, Take};
use crate::ui::screens::{self, SortColumn};

/// A table that can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableId {
    /// The outages of a trial.
    Outages,
    /// The figures of a screen.
    Figures,
    /// The losses by return period.
    Levels,
    /// The measures of concentration.
    Shares,
    /// The single points of failure.
    SinglePoints,
    /// The importance of components.
    Importance,
    /// The hours with several providers hit.
    Joint,
}

impl TableId {
    /// What is in it.
    pub fn name(self) -> &'static str {
        match self {
            TableId::Outages => "outages",
            TableId::Figures => "figures",
            TableId::Levels => "return periods",
            TableId::Shares => "concentration",
            TableId::SinglePoints => "single points of failure",
            TableId::Importance => "importance",
            TableId::Joint => "providers hit",
        }
    }
}

/// The column that a table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// Index of the column.
    pub column: usize,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// How each table is sorted; one that is not named stands in its own order.
pub(super) type Sortings = BTreeMap<TableId, Sorting>;

impl App {
    /// How a table is sorted.
    pub fn sorting(&self, table: TableId) -> Option<Sorting> {
        self.sortings.get(&table).copied()
    }

    /// Sorts a table by a column: numbers with the greatest first, then the other way round, then as it was.
    pub(super) fn sort_by(&mut self, table: TableId, column: usize, is_number: bool) {
        let first = Sorting {
            column,
            descending: is_number,
        };
        let turned = Sorting {
            descending: !is_number,
            ..first
        };
        match self.sorting(table) {
            Some(now) if now == first => {
                self.sortings.insert(table, turned);
            }
            Some(now) if now == turned => {
                self.sortings.remove(&table);
            }
            _ => {
                self.sortings.insert(table, first);
            }
        }
    }

    /// Sorts the snapshots in their next order, or asks by what a table of the screen is to be sorted.
    pub(super) fn open_sort(&mut self) {
        if self.screen == ScreenId::Snapshots && self.overlays.is_empty() {
            return self.shelf.sort_next();
        }
        if screens::sort_columns(self).is_empty() {
            return self.tell("there is no table to sort here");
        }
        self.overlays.push(Overlay::Sort(Picker::default()));
    }

    /// The columns by which the tables in sight can be sorted.
    pub fn sort_choices(&self) -> Vec<Choice> {
        let columns = screens::sort_columns(self).into_iter();
        columns.map(|column| self.sort_choice(&column)).collect()
    }

    fn sort_choice(&self, column: &SortColumn) -> Choice {
        let SortColumn {
            table,
            index,
            is_number,
            ..
        } = *column;
        let now = self.sorting(table).filter(|now| now.column == index);
        let detail = match now {
            None if is_number => "the greatest first",
            None => "from A to Z",
            Some(now) if now.descending == is_number => "now; again turns it round",
            Some(_) => "now, turned round; again puts it back",
        };
        Choice {
            name: format!("{} by {}", table.name(), column.name),
            detail: detail.to_owned(),
            key: String::new(),
            refused: false,
            take: Take::Sort(table, index, is_number),
        }
    }
}
