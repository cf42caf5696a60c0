//! What each screen answers and how to read it, and every key.

use ratatui::text::{Line, Span};

use crate::session::command::{COMMANDS, Topic, key_shown};
use crate::ui::app::ScreenId;
use crate::ui::theme::Theme;

/// What a screen answers and how to read it.
fn about(screen: ScreenId) -> &'static [&'static str] {
    match screen {
        ScreenId::Overview => &[
            "What does it cost to run everything as in A, and as in B? Every row has A, B and",
            "their difference B − A under the same simulated histories. ± is half of a 95 %",
            "interval; a side is marked as better only where the difference is more than chance.",
            "The curves say how likely a year costs more than x: lower and further left is better.",
            "Below is the mix: which provider serves which share of a workload. Move a share and",
            "everything is simulated again; dots keep the former curve.",
        ],
        ScreenId::Exceedance => &[
            "How bad can a year get, and how likely is that? AEP is about a year's total loss,",
            "OEP about its largest single interruption, so OEP never lies above AEP. A return",
            "period of 100 years is a loss that a year exceeds with a probability of 1 %.",
            "Intervals are 95 %; where too few years of trials are that bad, it says so.",
        ],
        ScreenId::Concentration => &[
            "How much hangs on how few? The effective number of providers is 1/Σ share²: with",
            "equal shares it is their number. The tail column weighs providers by what they",
            "cause in the worst hundredth of histories, which is what diversification is for.",
            "A single point of failure alone takes a workload below its minimum service.",
        ],
        ScreenId::Snapshots => &[
            "Scenarios saved with their edits, seed, trials and results. Loading one restores it",
            "exactly; `lockin snapshot verify` makes its trials again and compares every bit.",
        ],
    }
}

/// The lines of the help dialog.
pub(in crate::ui) fn lines<'a>(screen: ScreenId, theme: &Theme) -> Vec<Line<'a>> {
    let mut lines = vec![Line::styled(screen.name(), theme.heading)];
    lines.extend(about(screen).iter().map(|line| Line::raw(*line)));
    lines.push(Line::raw(""));
    lines.push(Line::raw(
        "Marks: * changed from the file · ● sourced ◐ derived ○ assumed · ◀ A ▶ B the better side",
    ));
    for topic in [
        Topic::Screens,
        Topic::Edit,
        Topic::Charts,
        Topic::Snapshots,
        Topic::Runs,
        Topic::Program,
        Topic::Move,
    ] {
        lines.push(Line::raw(""));
        lines.push(Line::styled(topic.name(), theme.heading));
        for entry in COMMANDS.iter().filter(|entry| entry.topic == topic) {
            let keys: Vec<String> = entry.keys.iter().map(|key| key_shown(key)).collect();
            lines.push(Line::from(vec![
                Span::styled(format!("  {:<12}", keys.join(" ")), theme.key),
                Span::raw(format!("{:<24}", entry.name)),
                Span::styled(entry.help, theme.palette.dim),
            ]));
        }
    }
    lines
}
