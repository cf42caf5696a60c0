//! The inputs that nothing but judgement stands behind, by how far they sway B − A.

use std::sync::Arc;

use crate::analysis::Estimate;
use crate::model::ValidScenario;
use crate::session::{End, Swing, SwingWord, Workspace};

/// What was measured so far.
#[derive(Clone, Debug)]
pub struct Swings {
    /// What it holds for: the scenario, the two portfolios and the seed.
    of: (Arc<ValidScenario>, usize, usize, u64),
    /// How many inputs there are to measure, once that is known.
    pub inputs: Option<usize>,
    /// How many of them can't be.
    pub left_out: usize,
    /// B − A of the expected annual loss as it is \[money/yr\].
    pub now: Option<Estimate>,
    /// What was measured, the largest first.
    pub rows: Vec<Swing>,
    /// How it stands.
    pub state: State,
    /// Row of the cursor.
    pub selected: usize,
}

/// How a measurement stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It goes on.
    Measuring,
    /// It is done.
    Done,
    /// It was stopped before its end.
    Stopped,
    /// It went wrong inside.
    Broken(String),
}

/// What an end of an input's range does to the choice between A and B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The same portfolio is the better one.
    Same,
    /// Which one is better is within the noise.
    Open,
    /// The other portfolio is the better one.
    Other,
}

impl Swings {
    /// Nothing measured yet.
    pub fn new(workspace: &Workspace, seed: u64) -> Self {
        Self {
            of: (
                Arc::clone(workspace.scenario()),
                workspace.a,
                workspace.b,
                seed,
            ),
            inputs: None,
            left_out: 0,
            now: None,
            rows: Vec::new(),
            state: State::Measuring,
            selected: 0,
        }
    }

    /// Whether all of it was measured, and on what is open.
    pub fn holds_for(&self, workspace: &Workspace, seed: u64) -> bool {
        let (scenario, a, b, known) = &self.of;
        self.state == State::Done
            && Arc::ptr_eq(scenario, workspace.scenario())
            && (*a, *b, *known) == (workspace.a, workspace.b, seed)
    }

    /// Takes a word of the measurement.
    pub fn hear(&mut self, word: SwingWord) {
        match word {
            SwingWord::Begun { inputs, now } => {
                self.inputs = Some(inputs);
                self.now = Some(now);
            }
            SwingWord::Swung(swing) => {
                self.rows.retain(|known| known.path != swing.path);
                let size = swing.size();
                let at = self.rows.partition_point(|known| known.size() >= size);
                self.rows.insert(at, *swing);
            }
            SwingWord::LeftOut => self.left_out += 1,
            SwingWord::Over => self.state = State::Done,
            SwingWord::Broken(words) => self.state = State::Broken(words),
        }
    }

    /// What an end of a range does to the choice.
    pub fn choice(&self, end: &End) -> Choice {
        let there = end.difference;
        if there.value.abs() <= there.half_width() {
            return Choice::Open;
        }
        match self.now {
            Some(now) if now.value * there.value < 0.0 => Choice::Other,
            _ => Choice::Same,
        }
    }
}
