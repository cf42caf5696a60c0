//! What each screen answers and how to read it, and every key.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use crate::ui::app::{App, ScreenId};

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
            "OEP about its largest single interruption, so OEP never lies above AEP; Tab changes between them. A return",
            "period of 100 years is a loss that a year exceeds with a probability of 1 %.",
            "Intervals are 95 %. Where fewer than ten years of trials are that bad, or the interval is wide, it says how",
            "many trials would do.",
        ],
        ScreenId::Timeline => &[
            "What happened in one history? A row for each provider and third party shows its",
            "outages, as high as they were severe; below, how much of the demand was served under",
            "A and B, and what both had lost so far, in today's money. The list says for each",
            "outage what it took and who took over. w and another key choose the history; n and p",
            "step through the outages that A or B felt; z zooms to the selected one, 0 shows all.",
            "After an edit it is the same history under the edited scenario.",
        ],
        ScreenId::Concentration => &[
            "How much hangs on how few? The effective number of providers is 1/Σ share²: with",
            "equal shares it is their number. The tail column weighs providers by what they",
            "cause in the worst hundredth of histories, which is what diversification is for.",
            "A single point of failure alone takes a workload below its minimum service; a minimal",
            "cut set does only as a whole. Importance says what the time below the minimum is due",
            "to in the long run, by what would change if a component never failed, or always did.",
        ],
        ScreenId::Snapshots => &[
            "Scenarios saved with their edits, seed, trials and results. Loading one restores it",
            "exactly; `lockin snapshot verify` makes its trials again and compares every bit.",
        ],
    }
}

/// What the screen answers and what the marks mean, in `width` columns.
pub(super) fn about_lines<'a>(app: &App, width: usize) -> Vec<Line<'a>> {
    let theme = &app.theme;
    let fold = |words: &str| theme.charset.fold(words).into_owned();
    let mut lines = vec![Line::styled(app.screen.name(), theme.heading)];
    lines.extend(wrapped(&fold(&about(app.screen).join(" ")), width).map(Line::raw));
    lines.push(Line::raw(""));
    lines.extend(wrapped(&fold(MARKS), width).map(Line::raw));
    lines
}

/// What the marks mean.
const MARKS: &str = "Marks: * changed from the file · ● sourced ◐ derived ○ assumed · ◀ A ▶ B the better side · ! too few trials";

/// `words` in lines of at most `width` columns, where no word is longer.
pub(super) fn wrapped(words: &str, width: usize) -> impl Iterator<Item = String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.width());
        match lines.last_mut() {
            Some(line) if last == 0 || last + 1 + word.width() <= width => {
                if last > 0 {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter()
}
