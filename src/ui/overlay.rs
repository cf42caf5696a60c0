//! Dialogs on top of a screen; the top one gets the key first.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use tui_input::Input as Line;
use tui_input::backend::crossterm::EventHandler;

use super::app::{Found, TableId};
use super::ask::Asked;
use super::evidence::Known;
use super::intake::Intake;
use crate::model::Path;
use crate::session::Scheme;
use crate::session::command::Command;
use crate::store::SavedSession;

/// A dialog.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// What the screen answers, and every key.
    Help(HelpList),
    /// Every command, input and screen by name.
    Palette(Picker),
    /// Inputs and figures, to find one.
    Search(Picker),
    /// The columns that the tables in sight can be sorted by.
    Sort(Picker),
    /// Every state of the scenario that edits led to.
    History {
        /// Row of the cursor.
        selected: usize,
    },
    /// The session that was not left, to take up again.
    Offer(Box<SavedSession>),
    /// Words to read.
    Page(Page),
    /// One line to type.
    Prompt(Prompt),
    /// Every figure of the screen.
    Figures {
        /// The figures.
        list: Vec<Asked>,
        /// Index of the selected one.
        selected: usize,
    },
    /// What one figure is.
    Asked {
        /// The figure.
        figure: Box<Asked>,
        /// Index of the selected input.
        selected: usize,
    },
    /// What is known of an input.
    Evidence(Box<Known>),
    /// Evidence from files.
    Intake(Box<Intake>),
    /// The assumed inputs by how far they sway B − A.
    Swings,
    /// Which two portfolios are compared.
    Choose {
        /// Row of the cursor.
        row: usize,
        /// Index of A.
        a: usize,
        /// Index of B.
        b: usize,
    },
}

/// What the screen answers, and every command to find and to run.
#[derive(Clone, Debug, Default)]
pub struct HelpList {
    /// The commands.
    pub picker: Picker,
    /// Whether keys go to the line that finds.
    pub typing: bool,
}

/// Words to read.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What they are about.
    pub title: String,
    /// The words, line by line.
    pub lines: Vec<String>,
    /// First line shown.
    pub scroll: usize,
}

/// A list that shrinks as one types.
#[derive(Clone, Debug, Default)]
pub struct Picker {
    /// What was typed.
    pub line: Line,
    /// Index of the selected row among those that match.
    pub selected: usize,
}

/// A row of the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it is called.
    pub name: String,
    /// What it does, or holds.
    pub detail: String,
    /// Its key, if it has one.
    pub key: String,
    /// Whether it can't be taken now.
    pub refused: bool,
    /// What happens when it is taken.
    pub take: Take,
}

/// What a row of the palette does.
#[derive(Clone, Debug, PartialEq)]
pub enum Take {
    /// Runs a command.
    Command(Command),
    /// Opens the inputs panel at an input.
    Input(Path),
    /// Goes to a figure and marks it.
    Figure(Found),
    /// Selects a snapshot.
    Snapshot(usize),
    /// Sorts a table by a column, which may hold numbers.
    Sort(TableId, usize, bool),
    /// Changes the colours.
    Theme(Scheme),
}

/// A line that is asked for.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What is asked.
    pub title: String,
    /// What it means, or how it is written.
    pub hint: String,
    /// What was typed.
    pub line: Line,
    /// Why it was refused.
    pub error: Option<String>,
    /// What it is for.
    pub purpose: Purpose,
}

/// What a typed line is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// The value of an input.
    Value(Path),
    /// The name of a snapshot to save.
    Save,
    /// A new name for the selected snapshot.
    Rename,
    /// A note on the selected snapshot.
    Annotate,
    /// The loss a year that one is ready to bear.
    Appetite,
    /// The number of a trial to watch.
    WatchNumber,
    /// The quantile of a trial to watch.
    WatchQuantile,
}

impl Overlay {
    /// The list that is chosen from, where there is one that shrinks as one types.
    pub fn picker(&self) -> Option<&Picker> {
        match self {
            Overlay::Palette(picker) | Overlay::Search(picker) | Overlay::Sort(picker) => {
                Some(picker)
            }
            Overlay::Help(help) => Some(&help.picker),
            _ => None,
        }
    }

    /// The same, to move in it.
    pub fn picker_mut(&mut self) -> Option<&mut Picker> {
        match self {
            Overlay::Palette(picker) | Overlay::Search(picker) | Overlay::Sort(picker) => {
                Some(picker)
            }
            Overlay::Help(help) => Some(&mut help.picker),
            _ => None,
        }
    }
}

impl Picker {
    /// Takes a key that moves or types.
    pub fn edit(&mut self, key: &KeyEvent, last: usize) {
        match key.code {
            KeyCode::Up => self.selected = self.selected.saturating_sub(1),
            KeyCode::Down => self.selected = (self.selected + 1).min(last),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(10),
            KeyCode::PageDown => self.selected = (self.selected + 10).min(last),
            _ => {
                self.line.handle_event(&TerminalEvent::Key(*key));
                self.selected = 0;
            }
        }
    }

    /// The choices that match what was typed, the best first; all of them while nothing was.
    pub fn matches<'a>(&self, choices: &'a [Choice]) -> Vec<&'a Choice> {
        let typed = self.line.value().trim();
        if typed.is_empty() {
            return choices.iter().collect();
        }
        let names: Vec<String> = choices
            .iter()
            .map(|choice| format!("{} {}", choice.name, choice.detail))
            .collect();
        ranked(typed, &names)
            .into_iter()
            .filter_map(|i| choices.get(i))
            .collect()
    }
}

/// Indices of the names that match `typed`, the best first. Words are fzf's: all must match, `!word` must not.
pub(super) fn ranked(typed: &str, names: &[String]) -> Vec<usize> {
    let pattern = Pattern::parse(typed, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut found: Vec<(bool, u32, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(i, name)| {
            let score = pattern.score(Utf32Str::new(name, &mut letters), &mut matcher)?;
            Some((begins_words(typed, name), score, i))
        })
        .collect();
    found.sort_by_key(|&(initials, score, i)| (std::cmp::Reverse((initials, score)), i));
    found.into_iter().map(|(.., i)| i).collect()
}

/// Whether two letters or more are the first ones of words that follow each other: `cp` finds the control plane.
fn begins_words(typed: &str, name: &str) -> bool {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let initials: String = words.filter_map(|word| word.chars().next()).collect();
    let is_word = typed.chars().all(char::is_alphanumeric);
    is_word && typed.chars().count() > 1 && initials.to_lowercase().contains(&typed.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_words_come_first_and_a_word_is_still_a_word() {
        let names = ["capacity · price", "Global control-plane outage", "cap"];
        let names = names.map(str::to_owned);
        assert_eq!(ranked("cp", &names).last(), Some(&2));
        assert_eq!(ranked("cpo", &names), [1]);
        assert_eq!(ranked("cap", &names), [0, 2]);
        assert!(ranked("!outage cp", &names).iter().all(|i| *i != 1));
    }
}
