//! Every command with its id, its name, its keys and one line of help, by topic and in the order of help.

use super::{Command, Entry, Need, Topic};

const fn entry(
    command: Command,
    id: &'static str,
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
) -> Entry {
    Entry {
        command,
        id,
        name,
        help,
        keys,
        need: Need::Nothing,
    }
}

impl Entry {
    const fn needs(self, need: Need) -> Self {
        Self { need, ..self }
    }
}

/// All commands.
pub const TABLE: &[(Topic, &[Entry])] = &[
    (Topic::Screens, SCREENS),
    (Topic::Edit, EDIT),
    (Topic::Charts, CHARTS),
    (Topic::Snapshots, SNAPSHOTS),
    (Topic::Runs, RUNS),
    (Topic::Program, PROGRAM),
    (Topic::Move, MOVE),
];

const SCREENS: &[Entry] = &[
    entry(
        Command::Overview,
        "overview",
        "Overview",
        &["1"],
        "both portfolios, their difference, curves and mixer",
    ),
    entry(
        Command::Exceedance,
        "exceedance",
        "Exceedance",
        &["2"],
        "how likely a year costs more than x, to the 1-in-1000 year",
    ),
    entry(
        Command::Concentration,
        "concentration",
        "Concentration",
        &["3"],
        "how much hangs on few providers, and who depends on whom",
    ),
    entry(
        Command::Snapshots,
        "snapshots",
        "Snapshots",
        &["4"],
        "saved scenarios with their results",
    ),
    entry(
        Command::PreviousScreen,
        "previous-screen",
        "previous screen",
        &["["],
        "the screen to the left",
    ),
    entry(
        Command::NextScreen,
        "next-screen",
        "next screen",
        &["]"],
        "the screen to the right",
    ),
];

const EDIT: &[Entry] = &[
    entry(
        Command::Inputs,
        "inputs",
        "inputs",
        &["e", "i"],
        "every input with its source, to change and to search, beside any screen",
    ),
    entry(
        Command::Find,
        "find",
        "find",
        &["/"],
        "an input or a figure by a part of its name; n and N go on",
    ),
    entry(
        Command::NextHit,
        "next-hit",
        "next hit",
        &["n"],
        "the next input or figure that was searched for",
    ),
    entry(
        Command::PreviousHit,
        "previous-hit",
        "hit before",
        &["N"],
        "the one before",
    ),
    entry(
        Command::Type,
        "type-value",
        "type a value",
        &["="],
        "a number, or a distribution such as {lognormal: {median: 4, p90: 14}}",
    )
    .needs(Need::Input),
    entry(
        Command::Reset,
        "reset-value",
        "back to the file's value",
        &["0"],
        "takes the edits of this input back; on a chart: cursor away",
    ),
    entry(
        Command::Halve,
        "halve-value",
        "half of it",
        &["{"],
        "halves the selected input: a number, or all of a distribution",
    )
    .needs(Need::Input),
    entry(
        Command::Double,
        "double-value",
        "twice of it",
        &["}"],
        "doubles the selected input",
    )
    .needs(Need::Input),
    entry(
        Command::Lock,
        "lock-share",
        "lock a share",
        &["space"],
        "in the mixer: this share stays while others move",
    )
    .needs(Need::Mixer),
    entry(
        Command::MixOther,
        "mix-other",
        "mix the other portfolio",
        &["m"],
        "the mixer moves the shares of A or of B",
    )
    .needs(Need::Mixer),
    entry(
        Command::Undo,
        "undo",
        "undo",
        &["u"],
        "takes the last edit back",
    )
    .needs(Need::Done),
    entry(
        Command::Redo,
        "redo",
        "redo",
        &["ctrl-r", "U"],
        "does it again",
    )
    .needs(Need::Undone),
    entry(
        Command::History,
        "history",
        "all edits",
        &["Z"],
        "every state that edits led to, to go to any: what was undone is kept too",
    ),
    entry(
        Command::EditFile,
        "edit-file",
        "edit the file",
        &["f e"],
        "the scenario in your editor; what you change there is one step that can be undone",
    ),
    entry(
        Command::ReloadFile,
        "reload-file",
        "read the file again",
        &["f r"],
        "what changed on the disk, as one step",
    )
    .needs(Need::File),
    entry(
        Command::Choose,
        "choose-portfolios",
        "choose A and B",
        &["c"],
        "which two portfolios are compared",
    )
    .needs(Need::Several),
    entry(
        Command::Swap,
        "swap-portfolios",
        "swap A and B",
        &["x"],
        "turns the comparison round",
    )
    .needs(Need::Several),
];

const CHARTS: &[Entry] = &[
    entry(
        Command::LogLoss,
        "log-loss",
        "log loss axis",
        &["L"],
        "linear or logarithmic axis of the loss",
    )
    .needs(Need::Chart),
    entry(
        Command::LogProbability,
        "log-probability",
        "log probability axis",
        &["P"],
        "linear or logarithmic axis of the probability",
    )
    .needs(Need::Chart),
    entry(
        Command::Band,
        "bands",
        "bands",
        &["b"],
        "95 % confidence bands around the curves",
    )
    .needs(Need::Chart),
    entry(
        Command::Table,
        "chart-table",
        "chart as a table",
        &["t"],
        "the same numbers, to read",
    )
    .needs(Need::Chart),
    entry(
        Command::Appetite,
        "appetite",
        "appetite line",
        &["a"],
        "a loss a year that you are ready to bear, and how likely it is exceeded",
    )
    .needs(Need::Chart),
];

const SNAPSHOTS: &[Entry] = &[
    entry(
        Command::Save,
        "save-snapshot",
        "save a snapshot",
        &["ctrl-s"],
        "scenario, edits, seed, trials and results, to load and to verify",
    )
    .needs(Need::Figures),
    entry(
        Command::Rename,
        "rename-snapshot",
        "rename a snapshot",
        &["R"],
        "gives the selected snapshot another name",
    )
    .needs(Need::Snapshot),
    entry(
        Command::Annotate,
        "annotate-snapshot",
        "annotate a snapshot",
        &["A"],
        "a note on the selected snapshot",
    )
    .needs(Need::Snapshot),
    entry(
        Command::Delete,
        "delete-snapshot",
        "delete a snapshot",
        &["d"],
        "deletes the selected snapshot; u brings it back",
    )
    .needs(Need::Snapshot),
    entry(
        Command::Compare,
        "compare-snapshot",
        "compare with now",
        &["v"],
        "where inputs and figures of the selected snapshot differ from what is open",
    )
    .needs(Need::Snapshot),
    entry(
        Command::Sort,
        "sort-snapshots",
        "sort",
        &["s"],
        "by time, name or the verdict; a click on the heading does the same",
    ),
];

const RUNS: &[Entry] = &[
    entry(
        Command::Reseed,
        "reseed",
        "another seed",
        &["r"],
        "the same scenario under other histories: how much is chance?",
    ),
    entry(
        Command::Rerun,
        "rerun",
        "make the trials again",
        &["f5"],
        "after they were stopped",
    ),
    entry(
        Command::Stop,
        "stop",
        "stop",
        &["ctrl-c"],
        "stops the trials that are being made; leaves where none are",
    ),
    entry(
        Command::MoreTrials,
        "more-trials",
        "more trials",
        &["+"],
        "ten times as many; the ± shrinks to a third",
    ),
    entry(
        Command::FewerTrials,
        "fewer-trials",
        "fewer trials",
        &["-"],
        "a tenth as many",
    ),
];

const PROGRAM: &[Entry] = &[
    entry(
        Command::Palette,
        "commands",
        "commands",
        &[":", "ctrl-p"],
        "every command, input and screen by name",
    ),
    entry(
        Command::Help,
        "help",
        "help",
        &["?", "f1"],
        "what this screen answers, and every key",
    ),
    entry(
        Command::Copy,
        "copy",
        "copy",
        &["y"],
        "the verdict and the figures of this screen, to the clipboard",
    )
    .needs(Need::Figures),
    entry(
        Command::Redraw,
        "redraw",
        "draw anew",
        &["ctrl-l"],
        "when another program wrote over the screen",
    ),
    entry(
        Command::Themes,
        "themes",
        "colours",
        &[", t"],
        "choose a theme; it is remembered",
    ),
    entry(
        Command::Mouse,
        "mouse",
        "mouse",
        &[", m"],
        "leaves the mouse to the terminal, to select text, and takes it back",
    ),
    entry(
        Command::Suspend,
        "suspend",
        "suspend",
        &["ctrl-z"],
        "to the shell; fg comes back",
    ),
    entry(
        Command::Quit,
        "quit",
        "quit",
        &["q"],
        "leave; the terminal is left as it was found",
    ),
];

const MOVE: &[Entry] = &[
    entry(
        Command::Back,
        "back",
        "back",
        &["esc"],
        "closes what is on top",
    ),
    entry(
        Command::Open,
        "open",
        "open",
        &["enter"],
        "opens or takes what is selected",
    ),
    entry(
        Command::NextPane,
        "next-pane",
        "next pane",
        &["tab"],
        "moves the focus on; on the exceedance screen: AEP or OEP",
    ),
    entry(
        Command::PreviousPane,
        "previous-pane",
        "previous pane",
        &["backtab"],
        "moves the focus back",
    ),
    entry(
        Command::Up,
        "up",
        "up",
        &["up", "k"],
        "up; in the mixer: more of this share",
    ),
    entry(
        Command::Down,
        "down",
        "down",
        &["down", "j"],
        "down; in the mixer: less of this share",
    ),
    entry(
        Command::Left,
        "left",
        "left",
        &["left", "h", "<"],
        "left; on an input: a step down",
    ),
    entry(
        Command::Right,
        "right",
        "right",
        &["right", "l", ">"],
        "right; on an input: a step up",
    ),
    entry(
        Command::MuchUp,
        "much-up",
        "ten up",
        &["shift-up", "K"],
        "ten steps up",
    ),
    entry(
        Command::MuchDown,
        "much-down",
        "ten down",
        &["shift-down", "J"],
        "ten steps down",
    ),
    entry(
        Command::MuchLeft,
        "much-left",
        "ten left",
        &["shift-left", "H"],
        "ten steps left",
    ),
    entry(
        Command::MuchRight,
        "much-right",
        "ten right",
        &["shift-right"],
        "ten steps right",
    ),
    entry(
        Command::First,
        "first",
        "first",
        &["home", "g"],
        "to the first",
    ),
    entry(Command::Last, "last", "last", &["end", "G"], "to the last"),
    entry(
        Command::PageUp,
        "page-up",
        "page up",
        &["pageup", "ctrl-u"],
        "a page up",
    ),
    entry(
        Command::PageDown,
        "page-down",
        "page down",
        &["pagedown", "ctrl-d"],
        "a page down",
    ),
];
