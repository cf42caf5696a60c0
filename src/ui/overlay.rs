//! Dialogs on top of a screen; the top one gets the key first.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use tui_input::Input as Line;

use crate::model::Path;
use crate::session::command::Command;

/// A dialog.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// What the screen answers, and every key.
    Help {
        /// First line shown.
        scroll: usize,
    },
    /// Every command, input and screen by name.
    Palette(Picker),
    /// One line to type.
    Prompt(Prompt),
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
}

impl Picker {
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
    let mut found: Vec<(u32, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(i, name)| {
            Some((
                pattern.score(Utf32Str::new(name, &mut letters), &mut matcher)?,
                i,
            ))
        })
        .collect();
    found.sort_by_key(|&(score, i)| (std::cmp::Reverse(score), i));
    found.into_iter().map(|(_, i)| i).collect()
}
