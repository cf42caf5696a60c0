//! The table of commands: id, name, help, keys and what each needs.
//!
//! It feeds dispatch, footer, help, palette, `--print-keys`, the manual page and the README. [`Keys`] says which keys
//! run what, as the table or the configuration has it.

mod keys;
mod table;

pub use keys::{KeyFault, Keys, Pressed, canonical_key, key_shown, keys_shown};
pub use table::TABLE;

/// Everything that a user can tell the program to do with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Leave the program.
    Quit,
    /// Close what is on top, or go back one step.
    Back,
    /// Open what is selected.
    Open,
    /// Move up.
    Up,
    /// Move down.
    Down,
    /// Move left.
    Left,
    /// Move right.
    Right,
    /// Move up by ten.
    MuchUp,
    /// Move down by ten.
    MuchDown,
    /// Move left by ten.
    MuchLeft,
    /// Move right by ten.
    MuchRight,
    /// Go to the first.
    First,
    /// Go to the last.
    Last,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The next pane.
    NextPane,
    /// The pane before.
    PreviousPane,
    /// The overview.
    Overview,
    /// The exceedance curves.
    Exceedance,
    /// One trial in time.
    Timeline,
    /// Concentration.
    Concentration,
    /// The snapshots.
    Snapshots,
    /// The next screen.
    NextScreen,
    /// The screen before.
    PreviousScreen,
    /// The inputs panel.
    Inputs,
    /// Type a value.
    Type,
    /// Back to the file's value.
    Reset,
    /// Hold a share while others move.
    Lock,
    /// Mix the other portfolio.
    MixOther,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Save a snapshot.
    Save,
    /// Choose A and B.
    Choose,
    /// Swap A and B.
    Swap,
    /// Linear or logarithmic loss axis.
    LogLoss,
    /// Linear or logarithmic probability axis.
    LogProbability,
    /// Confidence bands.
    Band,
    /// The chart as a table.
    Table,
    /// The appetite line.
    Appetite,
    /// Show less of a chart, in more detail.
    ZoomIn,
    /// Show more of a chart.
    ZoomOut,
    /// Show what lies to the left on a chart.
    PanLeft,
    /// Show what lies to the right on a chart.
    PanRight,
    /// Watch the worst trial of A.
    WatchWorstA,
    /// Watch the worst trial of B.
    WatchWorstB,
    /// Watch the worst single year of A.
    WatchYearA,
    /// Watch the worst single year of B.
    WatchYearB,
    /// Watch the median trial of A.
    WatchMedian,
    /// Watch the trial with the largest B − A.
    WatchDearer,
    /// Watch the trial with the largest A − B.
    WatchCheaper,
    /// Watch a year as bad as that under the cursor.
    WatchCursor,
    /// Watch the trial at a quantile.
    WatchQuantile,
    /// Watch a trial by its number.
    WatchNumber,
    /// Every figure of the screen, to ask what it is.
    Figures,
    /// Half of an input.
    Halve,
    /// Twice an input.
    Double,
    /// Every state that edits led to.
    History,
    /// Find an input or a figure.
    Find,
    /// The next hit of the last search; on the timeline the next outage that A or B felt.
    NextHit,
    /// The hit before.
    PreviousHit,
    /// What is known of an input.
    Evidence,
    /// The assumed inputs by how far they sway B − A.
    Swings,
    /// Evidence from files.
    Import,
    /// The scenario in an editor.
    EditFile,
    /// The scenario's file once more.
    ReloadFile,
    /// The palette.
    Palette,
    /// Help.
    Help,
    /// Copy figures.
    Copy,
    /// Another seed.
    Reseed,
    /// The same trials again.
    Rerun,
    /// Stop the trials, or leave where none are made.
    Stop,
    /// More trials.
    MoreTrials,
    /// Fewer trials.
    FewerTrials,
    /// Lay a snapshot's curves over those of now.
    Overlay,
    /// Rename a snapshot.
    Rename,
    /// Annotate a snapshot.
    Annotate,
    /// Delete a snapshot.
    Delete,
    /// Hold a snapshot against what is open.
    Compare,
    /// Another order of the snapshots.
    Sort,
    /// Choose the colours.
    Themes,
    /// Use the mouse or leave it to the terminal.
    Mouse,
    /// Draw the screen anew.
    Redraw,
    /// To the shell and back.
    Suspend,
}

/// Where a command stands in help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Going about.
    Move,
    /// Screens.
    Screens,
    /// What-if edits.
    Edit,
    /// One trial in time.
    Watch,
    /// Charts.
    Charts,
    /// Snapshots.
    Snapshots,
    /// Runs of trials.
    Runs,
    /// The program.
    Program,
}

impl Topic {
    /// The topic's heading.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Move => "Going about",
            Topic::Screens => "Screens",
            Topic::Edit => "What if",
            Topic::Watch => "Watch a trial",
            Topic::Charts => "Charts",
            Topic::Snapshots => "Snapshots",
            Topic::Runs => "Trials",
            Topic::Program => "Program",
        }
    }
}

/// What must be there for a command to make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A selected input.
    Input,
    /// The mixer with the keyboard.
    Mixer,
    /// A chart.
    Chart,
    /// A chart, or the timeline.
    Axis,
    /// The timeline.
    Timeline,
    /// A selected snapshot.
    Snapshot,
    /// Several portfolios.
    Several,
    /// Figures of a run.
    Figures,
    /// A scenario from a file.
    File,
    /// Something to undo.
    Done,
    /// Something to redo.
    Undone,
}

impl Need {
    /// Why a command that needs this can't be run, and how it can.
    pub fn words(self) -> &'static str {
        match self {
            Need::Nothing => "",
            Need::Input => "select an input first: e opens them, / finds one",
            Need::Mixer => "only in the mixer of the overview",
            Need::Chart => "there is no chart on this screen",
            Need::Axis => "there is nothing to zoom on this screen",
            Need::Timeline => "only on the timeline",
            Need::Snapshot => "select a snapshot first, on the snapshots screen",
            Need::Several => "the scenario has one portfolio only",
            Need::File => "what is open is no file of yours",
            Need::Figures => "there are no figures yet",
            Need::Done => "there is nothing to undo",
            Need::Undone => "there is nothing to redo",
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it does.
    pub command: Command,
    /// What the configuration calls it; it does not change from version to version.
    pub id: &'static str,
    /// Its name in a few words.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Its keys where the configuration gives no others, the one to show first. Keys to press one after the other
    /// have a space between them.
    pub keys: &'static [&'static str],
    /// What must be there for it.
    pub need: Need,
}

/// All rows, in the order of help.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLE.iter().flat_map(|(_, entries)| *entries)
}

impl Command {
    /// The command's row.
    ///
    /// # Panics
    ///
    /// Where a command has no row, which a test rules out.
    pub fn entry(self) -> &'static Entry {
        entries()
            .find(|entry| entry.command == self)
            .expect("every command has a row")
    }

    /// Whether it only moves about, which is for keys and not for lists of commands.
    pub fn moves(self) -> bool {
        let moving = TABLE.iter().filter(|(topic, _)| *topic == Topic::Move);
        moving
            .flat_map(|(_, entries)| *entries)
            .any(|entry| entry.command == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_one_row_and_every_row_an_id_of_its_own() {
        let mut ids: Vec<&str> = entries().map(|entry| entry.id).collect();
        let mut commands: Vec<String> = entries()
            .map(|entry| format!("{:?}", entry.command))
            .collect();
        let before = (ids.len(), commands.len());
        ids.sort_unstable();
        ids.dedup();
        commands.sort_unstable();
        commands.dedup();
        assert_eq!((ids.len(), commands.len()), before);
    }

    #[test]
    fn what_moves_about_is_known() {
        assert!(Command::Up.moves() && !Command::Undo.moves());
    }
}
