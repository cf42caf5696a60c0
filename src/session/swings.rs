//! How far the inputs that nobody can prove sway B − A: each is swung over its range, all else and all random numbers as
//! they are (a tornado, one input at a time).

use super::errand::Teller;
use super::history::Step;
use super::nudge::{put, scaled, shown};
use super::{Workspace, mixer};
use crate::analysis::{Estimate, annual_differences};
use crate::engine::{EndReason, Plan, Pool, Run};
use crate::model::{Basis, Input, InputKind, Node, Path, ValidScenario};
use crate::stats::LawSpec;

/// Where a value has no range, the share of it by which it is swung.
const ELSE: f64 = 0.2;

/// Trials by which all swings are measured, and then by which those that lead are measured again.
const TRIALS: [usize; 2] = [1_024, 8_192];

/// How many lead.
const LEADERS: usize = 24;

/// An input at the two ends of its range.
#[derive(Clone, Debug)]
pub struct Swing {
    /// Where it stands.
    pub path: Path,
    /// What it is.
    pub label: String,
    /// What it holds, in words.
    pub now: String,
    /// The low end and the high one.
    pub ends: [End; 2],
    /// The trials behind it.
    pub trials: usize,
}

/// What follows from one end of an input's range.
#[derive(Clone, Debug)]
pub struct End {
    /// The value there, in words.
    pub value: String,
    /// B − A of the expected annual loss there \[money/yr\].
    pub difference: Estimate,
    /// By how much that is more than it is now, trial by trial \[money/yr\].
    pub change: Estimate,
}

impl Swing {
    /// The larger of its two changes, whatever its sign \[money/yr\].
    pub fn size(&self) -> f64 {
        self.ends
            .iter()
            .map(|end| end.change.value.abs())
            .fold(0.0, f64::max)
    }
}

/// What the measuring has to say.
#[derive(Clone, Debug)]
pub enum SwingWord {
    /// There is this to measure.
    Begun {
        /// How many inputs nothing but judgement stands behind.
        inputs: usize,
        /// B − A of the expected annual loss as it is \[money/yr\].
        now: Estimate,
    },
    /// One input was measured, for the first time or with more trials.
    Swung(Box<Swing>),
    /// One input can't be: it has neither range nor size, or at an end of its range the scenario would break a rule.
    LeftOut,
    /// All were measured.
    Over,
    /// It went wrong inside.
    Broken(String),
}

/// Why there is no swing.
enum Missing {
    /// Nobody waits for it any more.
    Stopped,
    /// There is nothing to measure.
    LeftOut,
}

/// Swings every input that is assumed or has no basis, tells each, and measures again those that sway most.
pub fn swings(workspace: &Workspace, seed: u64, pool: &Pool, teller: &Teller<SwingWord>) {
    let tell_all = || {
        let bench = Bench {
            workspace,
            seed,
            pool,
            teller,
            now: Vec::new(),
        };
        let now = bench.measured(workspace.scenario(), TRIALS[1])?;
        let bench = Bench { now, ..bench };
        let inputs: Vec<&Input> = workspace
            .inputs()
            .iter()
            .filter(|input| is_doubtful(input, workspace))
            .collect();
        teller.tell(SwingWord::Begun {
            inputs: inputs.len(),
            now: Estimate::mean_of(&bench.now),
        });
        let mut sizes = Vec::with_capacity(inputs.len());
        for input in inputs {
            sizes.push((bench.tell(input, TRIALS[0])?, input));
        }
        sizes.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, input) in sizes.iter().take(LEADERS).filter(|(size, _)| *size > 0.0) {
            bench.tell(input, TRIALS[1])?;
        }
        Ok(())
    };
    match tell_all() {
        Err(Missing::Stopped) => {}
        Ok(()) | Err(Missing::LeftOut) => teller.tell(SwingWord::Over),
    }
}

/// What inputs are swung on.
struct Bench<'a> {
    workspace: &'a Workspace,
    seed: u64,
    pool: &'a Pool,
    teller: &'a Teller<SwingWord>,
    /// B − A of a mean year as it is, trial by trial \[money/yr\].
    now: Vec<f64>,
}

impl Bench<'_> {
    /// B − A of a mean year, trial by trial.
    fn measured(&self, scenario: &ValidScenario, trials: usize) -> Result<Vec<f64>, Missing> {
        let plan = Plan::new(scenario);
        let mut run = Run::new(&plan, self.seed, self.pool);
        match run.advance(trials, &|| self.teller.is_over()) {
            EndReason::Stopped => Err(Missing::Stopped),
            EndReason::Done => {
                let (a, b) = (self.workspace.a, self.workspace.b);
                Ok(annual_differences(run.tally(), a, b))
            }
        }
    }

    /// Tells what an input sways by so many trials, and says how much that is.
    fn tell(&self, input: &Input, trials: usize) -> Result<f64, Missing> {
        let (word, size) = match self.swing(input, trials) {
            Ok(swing) => {
                let size = swing.size();
                (SwingWord::Swung(Box::new(swing)), size)
            }
            Err(Missing::LeftOut) => (SwingWord::LeftOut, 0.0),
            Err(Missing::Stopped) => return Err(Missing::Stopped),
        };
        self.teller.tell(word);
        Ok(size)
    }

    fn swing(&self, input: &Input, trials: usize) -> Result<Swing, Missing> {
        let [low, high] = ends(input, self.workspace).ok_or(Missing::LeftOut)?;
        Ok(Swing {
            path: input.path.clone(),
            label: input.label.clone(),
            now: shown(input, &self.workspace.scenario().currency),
            ends: [self.end(low, trials)?, self.end(high, trials)?],
            trials,
        })
    }

    fn end(&self, (value, step): (String, Step), trials: usize) -> Result<End, Missing> {
        let mut there = self.workspace.clone();
        there.take(step).map_err(|_| Missing::LeftOut)?;
        let there = self.measured(there.scenario(), trials)?;
        let change: Vec<f64> = there
            .iter()
            .zip(&self.now)
            .map(|(there, now)| there - now)
            .collect();
        Ok(End {
            value,
            difference: Estimate::mean_of(&there),
            change: Estimate::mean_of(&change),
        })
    }
}

/// Whether nothing but judgement stands behind a value that may matter to A or B.
fn is_doubtful(input: &Input, workspace: &Workspace) -> bool {
    let portfolios = &workspace.scenario().portfolios;
    let elsewhere = |i: usize| {
        let at = Path::root()
            .join("portfolios")
            .join(portfolios[i].id.as_str());
        at.holds(&input.path)
    };
    input.given
        && matches!(input.evidence.basis, None | Some(Basis::Assumed))
        && !(0..portfolios.len())
            .filter(|&i| i != workspace.a && i != workspace.b)
            .any(elsewhere)
}

/// The two ends of an input's range in words, and the steps that lead there.
fn ends(input: &Input, workspace: &Workspace) -> Option<[(String, Step); 2]> {
    let currency = &workspace.scenario().currency;
    let (value, low, high) = match &input.kind {
        InputKind::Number { value, low, high } => (*value, *low, *high),
        InputKind::Law(LawSpec::Constant(value)) => (*value, f64::NEG_INFINITY, f64::INFINITY),
        InputKind::Law(_) => {
            let end = |factor: f64| {
                let step = scaled(input, factor, currency)?;
                Some((format!("× {factor}"), step))
            };
            return Some([end(1.0 - ELSE)?, end(1.0 + ELSE)?]);
        }
        InputKind::Choice { .. } => return None,
    };
    let (from, to) = input
        .evidence
        .range
        .unwrap_or((value * (1.0 - ELSE), value * (1.0 + ELSE)));
    let (from, to) = (from.clamp(low, high), to.clamp(low, high));
    if from >= to {
        return None;
    }
    let end = |target: f64| {
        let step = match placed(input, workspace) {
            Some((portfolio, row, fader)) => {
                let shares: Vec<f64> = row.faders.iter().map(|(_, share)| *share).collect();
                let mixed = mixer::mix(&shares, &vec![false; shares.len()], fader, target)?;
                mixer::step(
                    &workspace.scenario().portfolios[portfolio],
                    &row,
                    fader,
                    &mixed,
                )
            }
            None => put(input, Node::Number(target), currency, false),
        };
        Some((input.unit.show(target, currency), step))
    };
    Some([end(from)?, end(to)?])
}

/// The fader that an input is, where it is a share of a workload: the others of the workload give way to it.
fn placed(input: &Input, workspace: &Workspace) -> Option<(usize, mixer::Row, usize)> {
    let scenario = workspace.scenario();
    [workspace.a, workspace.b]
        .into_iter()
        .find_map(|portfolio| {
            let placement = Path::root()
                .join("portfolios")
                .join(scenario.portfolios.get(portfolio)?.id.as_str())
                .join("placement");
            mixer::rows(scenario, portfolio)
                .into_iter()
                .find_map(|row| {
                    let at = placement.join(row.workload.as_str());
                    let is = |(provider, _): &(_, f64)| {
                        at.join(crate::model::ComponentId::as_str(provider)) == input.path
                    };
                    let fader = row.faders.iter().position(is)?;
                    Some((portfolio, row, fader))
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Errand;
    use crate::store::load_text;

    const ALL_KINDS: &str = "
lockin: 1
horizon: {value: 4, basis: sourced, source: the terms}
providers:
  acme: {outages: {x: {per_year: {value: 2, range: [1, 4], basis: assumed, source: a guess}, hours: 3}}}
  calm: {outages: {never: {per_year: {value: 0, basis: sourced, source: a proof}, hours: {lognormal: {median: 1, p90: 2}}}}}
workloads:
  shop: {value_per_hour: {value: 10, basis: sourced, source: the books}}
portfolios:
  one: {placement: {shop: {acme: 1}}}
  two:
    placement: {shop: {calm: 1}}
    overhead_per_year: {value: 100, range: [50, 300], basis: assumed, source: a guess}
  three: {placement: {shop: {acme: 0.5, calm: 0.5}}, overhead_per_year: 7}
";

    /// All words of a measurement.
    fn words(text: &str) -> Vec<SwingWord> {
        let loaded = load_text(text, "x.yaml").unwrap();
        let workspace = Workspace::open("x.yaml", loaded.document).unwrap();
        let errand = Errand::default();
        let work = move |teller: &Teller<SwingWord>| {
            swings(&workspace, 7, &Pool::new(2).unwrap(), teller);
        };
        errand.start(work, SwingWord::Broken).unwrap();
        let mut words = Vec::new();
        while !matches!(words.last(), Some(SwingWord::Over | SwingWord::Broken(_))) {
            let patience = std::time::Duration::from_secs(120);
            let said = errand.words().recv_timeout(patience).unwrap();
            words.extend(errand.heard(said));
        }
        words
    }

    /// A year's expected loss at 10 an hour: λh/(8,766 + λh) of it is down, but for the start, which is up.
    fn loss(per_year: f64, hours: f64) -> f64 {
        10.0 * 8_766.0 * per_year * hours / (8_766.0 + per_year * hours)
    }

    #[test]
    fn an_input_sways_by_what_the_closed_form_says() {
        let words = words(ALL_KINDS);
        let last = |path: &str| {
            let mut swings = words.iter().filter_map(|word| match word {
                SwingWord::Swung(swing) if swing.path.to_string() == path => Some(swing),
                _ => None,
            });
            swings
                .next_back()
                .unwrap_or_else(|| panic!("{path} is not swung"))
        };
        let now = loss(2.0, 3.0);
        let cases = [
            (
                "providers.acme.outages.x.per_year",
                [now - loss(1.0, 3.0), now - loss(4.0, 3.0)],
            ),
            (
                "providers.acme.outages.x.hours",
                [now - loss(2.0, 2.4), now - loss(2.0, 3.6)],
            ),
            ("portfolios.two.overhead_per_year", [-50.0, 200.0]),
            // A fifth of A goes to the calm one; more than all can't be.
            ("portfolios.one.placement.shop.acme", [0.2 * now, 0.0]),
            ("portfolios.two.placement.shop.calm", [0.2 * now, 0.0]),
        ];
        for (path, expected) in cases {
            let swing = last(path);
            for (end, expected) in swing.ends.iter().zip(expected) {
                let change = end.change;
                // z = 4.5 for ten comparisons; what money is rounded to where nothing is left to chance.
                let apart = (change.value - expected).abs();
                assert!(
                    apart <= 4.5 * change.se + 1e-6,
                    "{path}: {change:?}, {expected}"
                );
                let there = end.difference.value - change.value;
                assert!((there - (100.0 - now)).abs() < 2.0, "{path}: {there}");
            }
            assert_eq!(swing.trials, TRIALS[1], "{path}");
        }
        let SwingWord::Begun { inputs, now: begun } = &words[0] else {
            panic!("{:?}", words[0]);
        };
        assert!((begun.value - (100.0 - now)).abs() < 4.5 * begun.se);
        // Each is told once by few trials, and those that sway once more; the law of what never happens does not.
        let told = words
            .iter()
            .filter(|word| matches!(word, SwingWord::Swung(_)))
            .count();
        let out = words
            .iter()
            .filter(|word| matches!(word, SwingWord::LeftOut))
            .count();
        assert_eq!(told + out, inputs + cases.len());
    }

    #[test]
    fn what_is_proved_or_touches_neither_portfolio_is_not_swung() {
        for word in words(ALL_KINDS) {
            if let SwingWord::Swung(swing) = word {
                let path = swing.path.to_string();
                assert!(!path.starts_with("portfolios.three"), "{path}");
                assert!(!path.ends_with("value_per_hour"), "{path}");
            }
        }
    }

    #[test]
    fn a_change_is_known_better_than_what_it_changes() {
        for word in words(ALL_KINDS) {
            if let SwingWord::Swung(swing) = word {
                let [low, high] = &swing.ends;
                let hours = swing.path.to_string().ends_with("x.hours");
                assert!(!hours || low.change.se < 0.5 * low.difference.se, "{low:?}");
                assert!(
                    !hours || high.change.se < 0.5 * high.difference.se,
                    "{high:?}"
                );
            }
        }
    }
}
