//! The table of commands: name, help and keys. It feeds dispatch, footer, help, palette and the documentation.

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
    /// Find an input.
    Find,
    /// The palette.
    Palette,
    /// Help.
    Help,
    /// Copy figures.
    Copy,
    /// Another seed.
    Reseed,
    /// More trials.
    MoreTrials,
    /// Fewer trials.
    FewerTrials,
    /// Rename a snapshot.
    Rename,
    /// Annotate a snapshot.
    Annotate,
    /// Delete a snapshot.
    Delete,
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
            Topic::Charts => "Charts",
            Topic::Snapshots => "Snapshots",
            Topic::Runs => "Trials",
            Topic::Program => "Program",
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it does.
    pub command: Command,
    /// Its name in a few words.
    pub name: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Its keys, the one to show first.
    pub keys: &'static [&'static str],
    /// Its place in help.
    pub topic: Topic,
    /// Whether the palette offers it; moving about is for keys only.
    pub in_palette: bool,
}

const fn entry(
    command: Command,
    topic: Topic,
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
) -> Entry {
    Entry {
        command,
        name,
        help,
        keys,
        topic,
        in_palette: !matches!(topic, Topic::Move),
    }
}

/// All commands, in the order of help.
pub const COMMANDS: &[Entry] = &[
    entry(
        Command::Overview,
        Topic::Screens,
        "Overview",
        &["1"],
        "both portfolios, their difference, curves and mixer",
    ),
    entry(
        Command::Exceedance,
        Topic::Screens,
        "Exceedance",
        &["2"],
        "how likely a year costs more than x, to the 1-in-1000 year",
    ),
    entry(
        Command::Concentration,
        Topic::Screens,
        "Concentration",
        &["3"],
        "how much hangs on few providers, and who depends on whom",
    ),
    entry(
        Command::Snapshots,
        Topic::Screens,
        "Snapshots",
        &["4"],
        "saved scenarios with their results",
    ),
    entry(
        Command::PreviousScreen,
        Topic::Screens,
        "previous screen",
        &["["],
        "the screen to the left",
    ),
    entry(
        Command::NextScreen,
        Topic::Screens,
        "next screen",
        &["]"],
        "the screen to the right",
    ),
    entry(
        Command::Inputs,
        Topic::Edit,
        "inputs",
        &["e", "i"],
        "every input with its source, to change and to search, beside any screen",
    ),
    entry(
        Command::Find,
        Topic::Edit,
        "find an input",
        &["/"],
        "type a part of its name",
    ),
    entry(
        Command::Type,
        Topic::Edit,
        "type a value",
        &["="],
        "a number, or a distribution such as {lognormal: {median: 4, p90: 14}}",
    ),
    entry(
        Command::Reset,
        Topic::Edit,
        "back to the file's value",
        &["0"],
        "takes the edits of this input back; on a chart: cursor away",
    ),
    entry(
        Command::Lock,
        Topic::Edit,
        "lock a share",
        &["space"],
        "in the mixer: this share stays while others move",
    ),
    entry(
        Command::MixOther,
        Topic::Edit,
        "mix the other portfolio",
        &["m"],
        "the mixer moves the shares of A or of B",
    ),
    entry(
        Command::Undo,
        Topic::Edit,
        "undo",
        &["u"],
        "takes the last edit back",
    ),
    entry(
        Command::Redo,
        Topic::Edit,
        "redo",
        &["ctrl-r", "U"],
        "does it again",
    ),
    entry(
        Command::Choose,
        Topic::Edit,
        "choose A and B",
        &["c"],
        "which two portfolios are compared",
    ),
    entry(
        Command::Swap,
        Topic::Edit,
        "swap A and B",
        &["x"],
        "turns the comparison round",
    ),
    entry(
        Command::LogLoss,
        Topic::Charts,
        "log loss axis",
        &["L"],
        "linear or logarithmic axis of the loss",
    ),
    entry(
        Command::LogProbability,
        Topic::Charts,
        "log probability axis",
        &["P"],
        "linear or logarithmic axis of the probability",
    ),
    entry(
        Command::Band,
        Topic::Charts,
        "bands",
        &["b"],
        "95 % confidence bands around the curves",
    ),
    entry(
        Command::Table,
        Topic::Charts,
        "chart as a table",
        &["t"],
        "the same numbers, to read",
    ),
    entry(
        Command::Appetite,
        Topic::Charts,
        "appetite line",
        &["a"],
        "a loss a year that you are ready to bear, and how likely it is exceeded",
    ),
    entry(
        Command::Save,
        Topic::Snapshots,
        "save a snapshot",
        &["ctrl-s"],
        "scenario, edits, seed, trials and results, to load and to verify",
    ),
    entry(
        Command::Rename,
        Topic::Snapshots,
        "rename a snapshot",
        &["R"],
        "on the snapshots screen",
    ),
    entry(
        Command::Annotate,
        Topic::Snapshots,
        "annotate a snapshot",
        &["n"],
        "on the snapshots screen",
    ),
    entry(
        Command::Delete,
        Topic::Snapshots,
        "delete a snapshot",
        &["d"],
        "on the snapshots screen; u brings it back",
    ),
    entry(
        Command::Reseed,
        Topic::Runs,
        "another seed",
        &["r"],
        "the same scenario under other histories: how much is chance?",
    ),
    entry(
        Command::MoreTrials,
        Topic::Runs,
        "more trials",
        &["+"],
        "ten times as many; the ± shrinks to a third",
    ),
    entry(
        Command::FewerTrials,
        Topic::Runs,
        "fewer trials",
        &["-"],
        "a tenth as many",
    ),
    entry(
        Command::Palette,
        Topic::Program,
        "commands",
        &[":", "ctrl-p"],
        "every command, input and screen by name",
    ),
    entry(
        Command::Help,
        Topic::Program,
        "help",
        &["?", "f1"],
        "what this screen answers, and every key",
    ),
    entry(
        Command::Copy,
        Topic::Program,
        "copy",
        &["y"],
        "the verdict and the figures of this screen, to the clipboard",
    ),
    entry(
        Command::Redraw,
        Topic::Program,
        "draw anew",
        &["ctrl-l"],
        "when another program wrote over the screen",
    ),
    entry(
        Command::Suspend,
        Topic::Program,
        "suspend",
        &["ctrl-z"],
        "to the shell; fg comes back",
    ),
    entry(
        Command::Quit,
        Topic::Program,
        "quit",
        &["q", "ctrl-c"],
        "leave; the terminal is left as it was found",
    ),
    entry(
        Command::Back,
        Topic::Move,
        "back",
        &["esc"],
        "closes what is on top",
    ),
    entry(
        Command::Open,
        Topic::Move,
        "open",
        &["enter"],
        "opens or takes what is selected",
    ),
    entry(
        Command::NextPane,
        Topic::Move,
        "next pane",
        &["tab"],
        "moves the focus on; on the exceedance screen: AEP or OEP",
    ),
    entry(
        Command::PreviousPane,
        Topic::Move,
        "previous pane",
        &["backtab"],
        "moves the focus back",
    ),
    entry(
        Command::Up,
        Topic::Move,
        "up",
        &["up", "k"],
        "up; in the mixer: more of this share",
    ),
    entry(
        Command::Down,
        Topic::Move,
        "down",
        &["down", "j"],
        "down; in the mixer: less of this share",
    ),
    entry(
        Command::Left,
        Topic::Move,
        "left",
        &["left", "h", "<"],
        "left; on an input: a step down",
    ),
    entry(
        Command::Right,
        Topic::Move,
        "right",
        &["right", "l", ">"],
        "right; on an input: a step up",
    ),
    entry(
        Command::MuchUp,
        Topic::Move,
        "ten up",
        &["shift-up", "K"],
        "ten steps up",
    ),
    entry(
        Command::MuchDown,
        Topic::Move,
        "ten down",
        &["shift-down", "J"],
        "ten steps down",
    ),
    entry(
        Command::MuchLeft,
        Topic::Move,
        "ten left",
        &["shift-left", "H"],
        "ten steps left",
    ),
    entry(
        Command::MuchRight,
        Topic::Move,
        "ten right",
        &["shift-right"],
        "ten steps right",
    ),
    entry(
        Command::First,
        Topic::Move,
        "first",
        &["home", "g"],
        "to the first",
    ),
    entry(
        Command::Last,
        Topic::Move,
        "last",
        &["end", "G"],
        "to the last",
    ),
    entry(
        Command::PageUp,
        Topic::Move,
        "page up",
        &["pageup", "ctrl-u"],
        "a page up",
    ),
    entry(
        Command::PageDown,
        Topic::Move,
        "page down",
        &["pagedown", "ctrl-d"],
        "a page down",
    ),
];

impl Command {
    /// The command's row.
    ///
    /// # Panics
    ///
    /// Where a command has no row, which a test rules out.
    pub fn entry(self) -> &'static Entry {
        let mut rows = COMMANDS.iter();
        rows.find(|entry| entry.command == self)
            .expect("every command has a row")
    }

    /// The command of a key by its name, if the key has one.
    pub fn of_key(key: &str) -> Option<Command> {
        COMMANDS
            .iter()
            .find(|entry| entry.keys.contains(&key))
            .map(|entry| entry.command)
    }
}

/// A key's name as people write it: `^S`, `Tab`, `←`.
pub fn key_shown(key: &str) -> String {
    let plain = |key: &str| match key {
        "up" => "↑".to_owned(),
        "down" => "↓".to_owned(),
        "left" => "←".to_owned(),
        "right" => "→".to_owned(),
        "enter" => "Enter".to_owned(),
        "esc" => "Esc".to_owned(),
        "tab" => "Tab".to_owned(),
        "backtab" => "Shift-Tab".to_owned(),
        "space" => "Space".to_owned(),
        "home" => "Home".to_owned(),
        "end" => "End".to_owned(),
        "pageup" => "PgUp".to_owned(),
        "pagedown" => "PgDn".to_owned(),
        "f1" => "F1".to_owned(),
        other => other.to_owned(),
    };
    if let Some(key) = key.strip_prefix("ctrl-") {
        format!("^{}", key.to_uppercase())
    } else if let Some(key) = key.strip_prefix("shift-") {
        format!("Shift-{}", plain(key))
    } else {
        plain(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_commands() {
        let mut keys: Vec<&str> = COMMANDS
            .iter()
            .flat_map(|entry| entry.keys)
            .copied()
            .collect();
        keys.sort_unstable();
        let before = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), before);
    }

    #[test]
    fn every_command_has_one_row() {
        let mut commands: Vec<String> = COMMANDS
            .iter()
            .map(|entry| format!("{:?}", entry.command))
            .collect();
        commands.sort_unstable();
        let before = commands.len();
        commands.dedup();
        assert_eq!(commands.len(), before);
    }
}
