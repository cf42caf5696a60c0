//! What-if edits: nudged, typed, mixed, undone.

use super::{App, Effect};
use crate::model::{Input, Path};
use crate::session::{Step, mixer, nudge};

impl App {
    /// Takes a step and re-simulates, or says why not.
    pub(super) fn take(&mut self, step: Step) -> Result<(), String> {
        let slides_on = step.slides.is_some()
            && self
                .workspace
                .history()
                .last()
                .is_some_and(|last| last.slides == step.slides);
        let label = step.label.clone();
        self.workspace
            .take(step)
            .map_err(|refusal| refusal.to_string())?;
        // While one fader is moved, the ghost stays where it was when the move began.
        if !slides_on || self.run.ghost.is_none() {
            self.keep_ghost();
        }
        self.tell(label);
        self.ask();
        Ok(())
    }

    /// Remembers the figures on the screen as those before the edit.
    pub(super) fn keep_ghost(&mut self) {
        if !self.run.stale {
            self.run.ghost.clone_from(&self.run.figures);
        }
    }

    pub(super) fn undo(&mut self) {
        let label = self.workspace.undo();
        self.turned("undone", label);
    }

    pub(super) fn redo(&mut self) {
        let label = self.workspace.redo();
        self.turned("done again", label);
    }

    /// Says which step was taken back or done again, and makes its trials.
    fn turned(&mut self, what: &str, label: Option<String>) {
        if let Some(label) = label {
            self.keep_ghost();
            self.tell(format!("{what}: {label}"));
            self.ask();
        }
    }

    /// The input that is selected in the panel.
    pub(in crate::ui) fn selected_input(&self) -> Option<&Input> {
        let panel = self.panel.as_ref()?;
        panel.input(&self.workspace)
    }

    /// Moves the selected input by so many steps.
    pub(super) fn nudge(&mut self, steps: i32) {
        let Some(input) = self.selected_input() else {
            return;
        };
        let label = input.label.clone();
        let step = match self.share_step(&input.path.clone(), steps) {
            Some(step) => Some(step),
            None => nudge::nudge(input, steps, &self.workspace.scenario().currency),
        };
        match step {
            Some(step) => {
                if let Err(refusal) = self.take(step) {
                    self.complain(refusal);
                }
            }
            None => self.tell(format!("{label} can't go further")),
        }
    }

    /// A share of a placement moves as a fader does: the others give way.
    fn share_step(&self, path: &Path, steps: i32) -> Option<Step> {
        let [portfolios, portfolio, placement, workload, provider] = path.keys() else {
            return None;
        };
        if portfolios != "portfolios" || placement != "placement" {
            return None;
        }
        let scenario = self.workspace.scenario();
        let p = scenario
            .portfolios
            .iter()
            .position(|known| known.id.as_str() == portfolio)?;
        let row = mixer::rows(scenario, p)
            .into_iter()
            .find(|row| row.workload.as_str() == workload)?;
        let fader = row
            .faders
            .iter()
            .position(|(id, _)| id.as_str() == provider)?;
        self.mixed(p, &row, fader, steps)
    }

    fn mixed(&self, portfolio: usize, row: &mixer::Row, fader: usize, steps: i32) -> Option<Step> {
        let share = row.faders[fader].1;
        let target = ((share * 100.0).round() + f64::from(steps)) / 100.0;
        self.mixed_to(portfolio, row, fader, target)
    }

    fn mixed_to(
        &self,
        portfolio: usize,
        row: &mixer::Row,
        fader: usize,
        target: f64,
    ) -> Option<Step> {
        let portfolio = self.workspace.scenario().portfolios.get(portfolio)?;
        let shares: Vec<f64> = row.faders.iter().map(|(_, share)| *share).collect();
        let locked: Vec<bool> = row
            .faders
            .iter()
            .map(|(provider, _)| {
                let key = (
                    portfolio.id.to_string(),
                    row.workload.to_string(),
                    provider.to_string(),
                );
                self.mixer.locked.contains(&key)
            })
            .collect();
        let mixed = mixer::mix(&shares, &locked, fader, target)?;
        let step = mixer::step(portfolio, row, fader, &mixed);
        (!step.edits.is_empty()).then_some(step)
    }

    /// Index of the portfolio under the mixer.
    pub fn mixed_portfolio(&self) -> usize {
        if self.mixer.mixes_a {
            self.workspace.a
        } else {
            self.workspace.b
        }
    }

    /// Moves the fader under the cursor by so many points.
    pub(super) fn mix(&mut self, points: i32) {
        let portfolio = self.mixed_portfolio();
        let rows = mixer::rows(self.workspace.scenario(), portfolio);
        let Some(row) = rows.get(self.mixer.row) else {
            return;
        };
        let fader = self.mixer.fader.min(row.faders.len().saturating_sub(1));
        match self.mixed(portfolio, row, fader, points) {
            Some(step) => {
                if let Err(refusal) = self.take(step) {
                    self.complain(refusal);
                }
            }
            None => self.tell("this share can't go further; Space frees locked ones"),
        }
    }

    /// Puts the fader under the cursor to a share.
    pub(super) fn mix_to(&mut self, share: f64) {
        let portfolio = self.mixed_portfolio();
        let rows = mixer::rows(self.workspace.scenario(), portfolio);
        let row = rows.get(self.mixer.row);
        let Some(row) = row.filter(|row| self.mixer.fader < row.faders.len()) else {
            return;
        };
        let target = (share * 100.0).round() / 100.0;
        if let Some(step) = self.mixed_to(portfolio, row, self.mixer.fader, target)
            && let Err(refusal) = self.take(step)
        {
            self.complain(refusal);
        }
    }

    /// Moves the mixer's cursor over the faders, row after row.
    pub(super) fn mixer_move(&mut self, by: isize) {
        let rows = mixer::rows(self.workspace.scenario(), self.mixed_portfolio());
        let counts: Vec<usize> = rows.iter().map(|row| row.faders.len()).collect();
        let total: usize = counts.iter().sum();
        if total == 0 {
            return;
        }
        let before: usize = counts.iter().take(self.mixer.row).sum();
        let at = (before + self.mixer.fader).min(total - 1);
        let mut at = at.saturating_add_signed(by).min(total - 1);
        self.mixer.row = 0;
        for count in counts {
            if at < count {
                break;
            }
            at -= count;
            self.mixer.row += 1;
        }
        self.mixer.fader = at;
        self.workspace.seal();
    }

    pub(super) fn toggle_lock(&mut self) {
        let portfolio = self.mixed_portfolio();
        let scenario = self.workspace.scenario();
        let rows = mixer::rows(scenario, portfolio);
        let Some(row) = rows.get(self.mixer.row) else {
            return;
        };
        let Some((provider, _)) = row.faders.get(self.mixer.fader) else {
            return;
        };
        let key = (
            scenario.portfolios[portfolio].id.to_string(),
            row.workload.to_string(),
            provider.to_string(),
        );
        if !self.mixer.locked.remove(&key) {
            self.mixer.locked.insert(key);
        }
    }

    /// Multiplies the selected input: a number, or every parameter of a distribution that has its unit.
    pub(super) fn scale(&mut self, factor: f64, word: &str) {
        let Some(input) = self.selected_input() else {
            return;
        };
        let (label, path) = (input.label.clone(), input.path.clone());
        let currency = &self.workspace.scenario().currency;
        let step = match nudge::scaled(input, factor, currency) {
            Some(step) => self.whole_row(&path, factor).unwrap_or(step),
            None => return self.tell(format!("{label} can't be {word}")),
        };
        if let Err(refusal) = self.take(step) {
            self.complain(refusal);
        }
    }

    /// A share that is multiplied moves as a fader does.
    fn whole_row(&self, path: &Path, factor: f64) -> Option<Step> {
        let value = match self.workspace.document().at(path)?.bare() {
            crate::model::Node::Number(value) => *value,
            _ => return None,
        };
        let points = (value * (factor - 1.0) * 100.0).round();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most a few hundred points"
        )]
        self.share_step(path, points.clamp(-100.0, 100.0) as i32)
    }

    /// Puts the selected input back to the file's value.
    pub(super) fn reset_input(&mut self) {
        let Some(input) = self.selected_input() else {
            return;
        };
        if !self.workspace.is_changed_at(&input.path) {
            let words = format!("{} is as in the file", input.label);
            return self.tell(words);
        }
        let mut step = self.workspace.reset(&input.path, &input.label);
        // A share goes back together with those that gave way.
        let keys = input.path.keys();
        if keys.len() == 5 && keys[2] == "placement" {
            let all = input.path.parent();
            step.edits = vec![crate::model::Edit {
                value: self.workspace.base().at(&all).cloned(),
                path: all,
            }];
        }
        if let Err(refusal) = self.take(step) {
            self.complain(refusal);
        }
    }

    /// Puts a typed value into the input at `path`.
    pub(super) fn type_value(&mut self, path: &Path, text: &str) -> Result<(), String> {
        let value = crate::store::parse_value(text).map_err(|error| error.to_string())?;
        let input = self
            .workspace
            .input(path)
            .ok_or_else(|| format!("there is no `{path}` any more"))?;
        let value = match value {
            // People type shares as they read them.
            crate::model::Node::Text(percent) if percent.trim().ends_with('%') => {
                let number = percent.trim().trim_end_matches('%').trim().parse::<f64>();
                crate::model::Node::Number(
                    number.map_err(|_| format!("`{percent}` is not a number"))? / 100.0,
                )
            }
            value => value,
        };
        let step = nudge::put(input, value, &self.workspace.scenario().currency, false);
        self.take(step)
    }

    pub(super) fn reseed(&mut self) {
        self.seed += 1;
        self.run.ghost.clone_from(&self.run.figures);
        self.tell(format!("seed {}: what moves now is chance", self.seed));
        self.ask();
    }

    pub(super) fn set_trials(&mut self, trials: usize) {
        let trials = trials.clamp(1_000, super::MOST_TRIALS);
        if trials != self.trials {
            self.trials = trials;
            self.tell(format!("{trials} trials"));
            self.ask();
        }
    }

    /// Compares other portfolios; an undo does not need to know.
    pub(super) fn compare(&mut self, a: usize, b: usize) {
        self.workspace.a = a;
        self.workspace.b = b;
        self.run.ghost = None;
        let scenario = self.workspace.scenario();
        let words = format!(
            "A {}, B {}",
            scenario.portfolios[a].name, scenario.portfolios[b].name
        );
        self.tell(words);
        self.ask();
    }

    pub(super) fn quit(&mut self) {
        self.effects.push(Effect::Quit);
    }
}
