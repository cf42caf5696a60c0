//! Which figure answers which question, each with its error.
//!
//! [`figures`] turns an outcome into [`Figures`]: everything that reports and
//! screens show. Loss means the discounted loss over the horizon, *annual* an
//! undiscounted year; conventions are those of `docs/method.md`. Every estimate
//! is an [`Estimate`] (value and standard error) or a [`Bounded`] (value and
//! 95 % interval); nothing leaves this room bare that the trials could have
//! made otherwise.

mod compare;
mod concentration;
mod exceedance;
mod service;
mod summary;

use crate::engine::{Outcome, Plan, Pool};
use crate::model::ValidScenario;
pub use crate::stats::{Concentration, Crossing, Dominance};

pub use compare::Comparison;
pub use concentration::{ConcentrationFigures, PointOfFailure};
pub use exceedance::{Annual, CurvePoint, ReturnLevel};
pub use service::{Service, WorkloadService};
pub use summary::{LossFigures, Part};

/// Levels of the quantiles, in percent.
pub const QUANTILES: [f64; 9] = [5.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9];

/// Levels of VaR and TVaR, in percent.
pub const TAIL_LEVELS: [f64; 5] = [90.0, 95.0, 99.0, 99.5, 99.9];

/// The tail that shares speak of, in percent: the worst hundredth of the trials.
pub const TAIL_SHARE_LEVEL: f64 = 99.0;

/// Return periods \[years\].
pub const RETURN_PERIODS: [f64; 10] = [
    2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 250.0, 500.0, 1000.0,
];

/// A value and its Monte Carlo standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
}

/// A value and its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounded {
    /// The estimate.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

/// A value at a level given in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtLevel<T> {
    /// The level \[%\].
    pub level: f64,
    /// The value there.
    pub value: T,
}

/// The value at `level` percent of a list by level.
pub fn at_level<T: Copy>(list: &[AtLevel<T>], level: f64) -> Option<T> {
    list.iter()
        .find(|at| (at.level - level).abs() < 1e-9)
        .map(|at| at.value)
}

/// All figures about one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The currency of every amount.
    pub currency: String,
    /// The seed of the trials.
    pub seed: u64,
    /// How many trials there were.
    pub trials: usize,
    /// Years of a trial.
    pub horizon_years: usize,
    /// What one unit of money a year is worth today over the horizon.
    pub annuity: f64,
    /// By portfolio, in the order of the plan.
    pub portfolios: Vec<PortfolioFigures>,
    /// B against A, where there are at least two portfolios.
    pub comparison: Option<Comparison>,
}

/// All figures about one portfolio.
#[derive(Clone, Debug, PartialEq)]
pub struct PortfolioFigures {
    /// Its id.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// The discounted loss over the horizon.
    pub loss: LossFigures,
    /// The undiscounted loss of a year.
    pub annual: Annual,
    /// How well the workloads were served.
    pub service: Service,
    /// How much hangs on few providers.
    pub concentration: ConcentrationFigures,
}

/// What figures are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The seed of the trials.
    pub seed: u64,
    /// Index of portfolio A in the plan.
    pub a: usize,
    /// Index of portfolio B in the plan.
    pub b: usize,
}

/// The figures about an outcome of `plan`, which was made from `scenario`.
///
/// The worst trials are made again on `pool` to find out what caused them.
pub fn figures(
    scenario: &ValidScenario,
    plan: &Plan,
    outcome: &Outcome,
    wanted: Wanted,
    pool: &Pool,
) -> Figures {
    let _ = (scenario, plan, outcome, wanted, pool);
    todo!("the analysis layer is being written")
}

/// The answer in a sentence; being written.
pub fn verdict(_figures: &Figures) -> String {
    String::new()
}
