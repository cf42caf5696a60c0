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
    (Topic::Watch, WATCH),
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
        Command::Timeline,
        "timeline",
        "Timeline",
        &["3"],
        "one history in time: what was out, who took over, what it cost",
    ),
    entry(
        Command::Concentration,
        "concentration",
        "Concentration",
        &["4"],
        "how much hangs on few providers, and who depends on whom",
    ),
    entry(
        Command::Snapshots,
        "snapshots",
        "Snapshots",
        &["5"],
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
        "next hit or outage",
        &["n"],
        "the next input or figure that was searched for; on the Timeline the next outage that A or B felt",
    ),
    entry(
        Command::PreviousHit,
        "previous-hit",
        "hit or outage before",
        &["N", "p"],
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
        "takes the edits of this input back; on a chart: cursor and zoom away",
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
        &["E"],
        "every state that edits led to, to go to any: what was undone is kept too",
    ),
    entry(
        Command::Evidence,
        "evidence",
        "evidence of an input",
        &["V"],
        "of the selected input: source, basis, range, and the picture of its law or rate",
    )
    .needs(Need::Input),
    entry(
        Command::Swings,
        "swings",
        "assumptions that matter",
        &[", a"],
        "the assumed inputs by how far B − A moves over their ranges, and which of them turn the choice",
    ),
    entry(
        Command::Import,
        "import",
        "import evidence",
        &[", i"],
        "bills, incident histories, the register, inventories: a report, what would change, one step",
    ),
    entry(
        Command::EditFile,
        "edit-file",
        "edit the file",
        &[", e"],
        "the scenario in your editor; what you change there is one step that can be undone",
    ),
    entry(
        Command::ReloadFile,
        "reload-file",
        "read the file again",
        &[", r"],
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

const WATCH: &[Entry] = &[
    entry(
        Command::WatchYearA,
        "watch-worst-year-a",
        "worst year of A",
        &["w y"],
        "the trial with the worst single year of A, at that year",
    ),
    entry(
        Command::WatchYearB,
        "watch-worst-year-b",
        "worst year of B",
        &["w Y"],
        "the trial with the worst single year of B, at that year",
    ),
    entry(
        Command::WatchWorstA,
        "watch-worst-a",
        "worst history of A",
        &["w a"],
        "the trial in which A loses most over all years",
    ),
    entry(
        Command::WatchWorstB,
        "watch-worst-b",
        "worst history of B",
        &["w b"],
        "the trial in which B loses most over all years",
    ),
    entry(
        Command::WatchMedian,
        "watch-median",
        "median history of A",
        &["w m"],
        "the trial in the middle",
    ),
    entry(
        Command::WatchDearer,
        "watch-largest-difference",
        "largest B − A",
        &["w d"],
        "the trial in which B costs most beside A",
    ),
    entry(
        Command::WatchCheaper,
        "watch-smallest-difference",
        "largest A − B",
        &["w D"],
        "the trial in which B saves most",
    ),
    entry(
        Command::WatchCursor,
        "watch-cursor",
        "year under the cursor",
        &["w c"],
        "a year of A as bad as where the cursor stands on a curve",
    ),
    entry(
        Command::WatchQuantile,
        "watch-quantile",
        "history at a quantile",
        &["w q"],
        "99, `99 B` or `99 year`",
    ),
    entry(
        Command::WatchNumber,
        "watch-number",
        "trial by its number",
        &["w n"],
        "any trial; `lockin replay --trial` prints it",
    ),
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
    entry(
        Command::ZoomIn,
        "zoom-in",
        "zoom in",
        &["z"],
        "less of the chart or of the trial's time, around the cursor or the outage",
    )
    .needs(Need::Axis),
    entry(
        Command::ZoomOut,
        "zoom-out",
        "zoom out",
        &["Z"],
        "more of it; 0 shows all",
    )
    .needs(Need::Axis),
    entry(
        Command::PanLeft,
        "pan-left",
        "pan left",
        &["(", "ctrl-left"],
        "what lies to the left of a chart that is zoomed in",
    )
    .needs(Need::Axis),
    entry(
        Command::PanRight,
        "pan-right",
        "pan right",
        &[")", "ctrl-right"],
        "what lies to the right",
    )
    .needs(Need::Axis),
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
        Command::Overlay,
        "overlay-snapshot",
        "overlay a snapshot",
        &["o"],
        "its curves over those of now, on the charts; o again takes them away",
    )
    .needs(Need::Snapshot),
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
        "sort",
        "sort",
        &["s"],
        "a table by a column, snapshots by time or name; a click on a heading does the same",
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
        Command::Figures,
        "figures",
        "what a figure is",
        &["f"],
        "every figure of this screen: what it is, how sure, and what it rests on",
    )
    .needs(Need::Figures),
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
