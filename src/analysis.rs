//! Which figure answers which question, each with its error.
//!
//! [`figures`] turns what a run came to into [`Figures`]: everything that reports and
//! screens show. Loss means the discounted loss over the horizon, *annual* an
//! undiscounted year; conventions are those of `docs/method.md`. Every estimate
//! is an [`Estimate`] (value and standard error), a [`Bounded`] (value and
//! 95 % interval) or, with both, a [`Skewed`]; nothing leaves this room bare that the trials could have
//! made otherwise.

mod attribution;
mod compare;
mod concentration;
mod convergence;
mod definition;
mod exceedance;
mod importance;
mod joint;
mod order;
mod ranked;
mod rare;
mod service;
mod sharing;
mod structure;
mod summary;
mod timeline;
mod verdict;

#[cfg(test)]
pub(crate) mod examples;

use rayon::prelude::*;

use crate::engine::{Mean, Plan, Pool, Tally};
use crate::model::{Category, ValidScenario};
use crate::stats::mean_with_error;
pub use crate::stats::{Concentration, Crossing, Dominance, Z95};

pub use compare::{Comparison, annual_differences};
pub use concentration::{ConcentrationFigures, PointOfFailure};
pub use convergence::{Precision, Reached, Shortage};
pub use definition::{DEFINITIONS, Definition, definition};
pub use exceedance::{Annual, CurvePoint, ReturnLevel};
pub use importance::{BelowMinimum, ComponentImportance};
pub use joint::CutSet;
pub use ranked::{Ranked, index_at, number_at};
pub use rare::AllOut;
pub use service::{Service, WorkloadService};
pub use sharing::HiddenSharing;
pub use summary::{LossFigures, Part};
pub use timeline::{Booked, Lane, NamedBlow, Spell, Timeline, TimelineEvent, TimelineSide};
pub use verdict::{few_digits, show_error, show_money, verdict, verdict_short};

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

/// The id under which parts list what a portfolio costs without any outage.
pub const OVERHEAD: &str = Category::Overhead.name();

/// A value and its Monte Carlo standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Its standard error; infinite where there is but one trial.
    pub se: f64,
}

impl Estimate {
    /// The mean of independent values.
    pub fn mean_of(values: &[f64]) -> Self {
        let (value, se) = mean_with_error(values);
        Self {
            value,
            se: if se.is_nan() { f64::INFINITY } else { se },
        }
    }

    /// The estimate in a unit that is `factor` of its own.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            se: self.se * factor.abs(),
        }
    }

    /// Half the width of the 95 % interval: what stands behind ±.
    pub fn half_width(self) -> f64 {
        Z95 * self.se
    }
}

impl From<Mean> for Estimate {
    fn from(mean: Mean) -> Self {
        Self {
            value: mean.mean,
            se: mean.se,
        }
    }
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

impl Bounded {
    /// Half the width of the 95 % interval: what stands behind ±.
    pub fn half_width(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// This less `other`, with the interval of two numbers that have no history in common.
    ///
    /// Portfolios meet the same histories and mostly fail together: the interval is then too wide. It is meant for
    /// figures of which [`Comparison`] has no difference.
    #[must_use]
    pub fn less(self, other: Bounded) -> Bounded {
        let value = self.value - other.value;
        let half = self.half_width().hypot(other.half_width());
        Bounded {
            value,
            low: value - half,
            high: value + half,
        }
    }
}

impl From<Estimate> for Bounded {
    fn from(estimate: Estimate) -> Self {
        Self {
            value: estimate.value,
            low: estimate.value - estimate.half_width(),
            high: estimate.value + estimate.half_width(),
        }
    }
}

/// A value, its standard error, and a 95 % interval that reaches further to the side of the long tail.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Skewed {
    /// The estimate.
    pub value: f64,
    /// Its standard error; infinite where there is but one trial.
    pub se: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

impl Skewed {
    /// `start` plus `factor` times this.
    #[must_use]
    fn moved(self, start: f64, factor: f64) -> Self {
        let ends = [self.low, self.high].map(|end| start + factor * end);
        Self {
            value: start + factor * self.value,
            se: self.se * factor.abs(),
            low: ends[0].min(ends[1]),
            high: ends[0].max(ends[1]),
        }
    }
}

impl From<Skewed> for Bounded {
    fn from(skewed: Skewed) -> Self {
        let Skewed {
            value, low, high, ..
        } = skewed;
        Self { value, low, high }
    }
}

impl From<Skewed> for Estimate {
    fn from(skewed: Skewed) -> Self {
        let Skewed { value, se, .. } = skewed;
        Self { value, se }
    }
}

impl From<Estimate> for Skewed {
    fn from(estimate: Estimate) -> Self {
        let Bounded { value, low, high } = estimate.into();
        Self {
            value,
            se: estimate.se,
            low,
            high,
        }
    }
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

/// A value at each of `levels`, which are in percent; `value` wants them as fractions.
fn at_levels<T>(levels: &[f64], value: impl Fn(f64) -> T) -> Vec<AtLevel<T>> {
    levels
        .iter()
        .map(|&level| AtLevel {
            level,
            value: value(level / 100.0),
        })
        .collect()
}

/// All figures about one run.
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
    /// How independent these providers are, and what it costs that they are not.
    pub sharing: HiddenSharing,
    /// How likely a year is in which all its providers are out at once; `None` where the run is too short to say.
    pub all_out: Option<AllOut>,
    /// The trials by their loss over the horizon.
    pub ranked: Ranked,
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
    /// Whether years that are rare may be drawn by importance sampling.
    pub importance_sampling: bool,
}

/// What all figures are made from.
#[derive(Clone, Copy)]
struct Basis<'a> {
    scenario: &'a ValidScenario,
    plan: &'a Plan,
    tally: &'a Tally,
    seed: u64,
    importance_sampling: bool,
    pool: &'a Pool,
    /// By portfolio what follows from the scenario alone.
    standings: &'a [concentration::Standing],
}

/// The figures about a run of `plan`, which was made from `scenario`.
///
/// The worst trials are made again on `pool` to find out what caused them. There
/// is no comparison where `wanted` names one portfolio twice or one that is not
/// there.
///
/// # Panics
/// If there are no trials.
pub fn figures(
    scenario: &ValidScenario,
    plan: &Plan,
    tally: &Tally,
    wanted: Wanted,
    pool: &Pool,
) -> Figures {
    assert!(tally.trials > 0, "figures about no trials");
    let standings = plan.kept(|before: Option<&Vec<_>>| {
        let before = before.map_or(&[][..], Vec::as_slice);
        pool.install(|| concentration::standings(scenario, plan, before))
    });
    let basis = Basis {
        standings: &standings,
        scenario,
        plan,
        tally,
        seed: wanted.seed,
        importance_sampling: wanted.importance_sampling,
        pool,
    };
    let (portfolios, comparison) = pool.install(|| {
        let sorted: Vec<Vec<f64>> = tally
            .portfolios
            .par_iter()
            .map(|portfolio| summary::sorted(&portfolio.loss))
            .collect();
        let compared = wanted.a != wanted.b && sorted.len() > wanted.a.max(wanted.b);
        rayon::join(
            || {
                (0..sorted.len())
                    .into_par_iter()
                    .map(|p| portfolio_figures(basis, p, &sorted[p]))
                    .collect()
            },
            || compared.then(|| compare::comparison(plan, tally, &sorted, wanted)),
        )
    });
    Figures {
        currency: scenario.currency.clone(),
        seed: wanted.seed,
        trials: tally.trials,
        horizon_years: plan.years,
        annuity: plan.annuity(),
        portfolios,
        comparison,
    }
}

/// The figures about one portfolio, whose losses are `sorted`.
fn portfolio_figures(basis: Basis<'_>, p: usize, sorted: &[f64]) -> PortfolioFigures {
    let (annual, (loss, service)) = rayon::join(
        || exceedance::annual(basis.tally, p),
        || {
            let tail = attribution::tail(basis, p, sorted);
            let loss = summary::loss(basis, p, sorted, &tail);
            (loss, service::service(basis, p))
        },
    );
    let portfolio = &basis.scenario.portfolios[p];
    PortfolioFigures {
        id: portfolio.id.to_string(),
        name: portfolio.name.clone(),
        annual,
        service,
        concentration: concentration::concentration(basis, p, &loss),
        sharing: sharing::hidden_sharing(basis, p),
        all_out: rare::all_out(basis, p),
        ranked: Ranked::new(&basis.tally.portfolios[p].loss, sorted),
        loss,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::HOURS_PER_YEAR;

    #[track_caller]
    fn close(is: f64, should: f64, relative: f64) {
        let apart = (is - should).abs();
        assert!(apart <= relative * should.abs(), "{is} is not {should}");
    }

    #[test]
    fn parts_sum_to_the_whole() {
        let figures = examples::trials(&examples::two_clouds(), 3_000).figures(1);
        for portfolio in &figures.portfolios {
            let loss = &portfolio.loss;
            for parts in [&loss.by_category, &loss.by_cause, &loss.by_provider] {
                let sum: f64 = parts.iter().map(|part| part.mean.value).sum();
                close(sum, loss.mean.value, 1e-9);
                let shares: f64 = parts.iter().map(|part| part.tail_share).sum();
                close(shares, 1.0, 1e-9);
            }
            for shares in &portfolio.concentration.shares {
                let sum: f64 = shares.iter().map(|(_, share)| share).sum();
                close(sum, 1.0, 1e-12);
            }
        }
    }

    #[test]
    fn figures_after_an_edit_are_those_of_a_fresh_start() {
        let mut value = examples::two_clouds();
        let mut last = examples::trials(&value, 300);
        last.figures(1);
        for share in [0.25, 0.5, 1.0] {
            value["portfolios"]["multi-cloud"]["placement"]["inference"] =
                serde_json::json!({"azure": share, "aws": 1.0 - share});
            value["providers"]["azure"]["outages"]["region"]["per_year"] = (4.0 * share).into();
            let fresh = examples::trials(&value, 300);
            let mut edited = examples::trials(&value, 300);
            edited.plan = edited.plan.after(&last.plan);
            assert_eq!(edited.figures(1), fresh.figures(1), "share {share}");
            last = edited;
        }
    }

    #[test]
    fn nothing_lost_is_nothing_shared() {
        let mut value = examples::two_clouds();
        for workload in ["inference", "training"] {
            value["workloads"][workload]["value_per_hour"] = 0.into();
        }
        let figures = examples::trials(&value, 50).figures(1);
        let exclusive = &figures.portfolios[0];
        assert!(
            exclusive
                .loss
                .by_cause
                .iter()
                .all(|part| part.tail_share.abs() < 1e-300)
        );
        assert_eq!(exclusive.concentration.tail, None);
        assert_eq!(exclusive.concentration.diversification_ratio, None);
        assert!((exclusive.annual.p_no_loss - 1.0).abs() < 1e-12);
        assert_eq!(
            exclusive.annual.aep_curve.len(),
            1,
            "no year loses more than 0"
        );
        let multi = &figures.portfolios[1];
        let shares: f64 = multi.loss.by_cause.iter().map(|part| part.tail_share).sum();
        close(shares, 1.0, 1e-12);
    }

    #[test]
    fn a_years_total_is_at_least_its_largest_interruption() {
        let figures = examples::trials(&examples::two_clouds(), 2_000).figures(1);
        for Annual {
            aep,
            oep,
            aep_curve,
            oep_curve,
            ..
        } in figures.portfolios.iter().map(|p| &p.annual)
        {
            for (total, largest) in aep.iter().zip(oep) {
                assert!(total.loss.value >= largest.loss.value);
            }
            for largest in &oep_curve[1..] {
                let same =
                    |total: &&CurvePoint| (total.probability - largest.probability).abs() < 1e-15;
                if let Some(total) = aep_curve[1..].iter().find(same) {
                    assert!(
                        total.loss.value >= largest.loss.value,
                        "{total:?} {largest:?}"
                    );
                }
            }
            for curve in [aep_curve, oep_curve] {
                assert!(curve.len() > 100 && curve.len() <= 300, "{}", curve.len());
                for pair in curve.windows(2) {
                    assert!(pair[0].probability > pair[1].probability);
                    assert!(pair[0].loss.value <= pair[1].loss.value);
                }
                for point in curve {
                    assert!(
                        point.loss.low <= point.loss.value && point.loss.value <= point.loss.high
                    );
                }
            }
        }
    }

    #[test]
    fn threads_do_not_change_a_figure() {
        let trials = examples::trials(&examples::two_clouds(), 500);
        let one = trials.figures(1);
        assert_eq!(one, trials.figures(2));
        assert_eq!(one, trials.figures(4));
    }

    #[test]
    fn one_trial_is_enough_to_say_something() {
        let figures = examples::trials(&examples::two_clouds(), 1).figures(1);
        assert!(figures.portfolios[0].loss.mean.value.is_finite());
        assert!(figures.portfolios[0].loss.mean.se.is_infinite());
        assert!(verdict(&figures).starts_with("No clear difference"));
    }

    /// Outages of one day that begin 2 times a year of up-time and take everything: with up-times of mean 1/λ and
    /// downtimes of constant d the renewal reward theorem gives a downtime fraction of d / (1/λ + d) in the long run.
    /// Over 40 years the start (always up) matters less than the noise; z = 4 has a false-alarm rate of 6e-5.
    #[test]
    fn expected_loss_agrees_with_the_renewal_reward_theorem() {
        let value = serde_json::json!({
            "lockin": 1, "horizon": 40,
            "providers": {"p": {"outages": {"o": {"per_year": 2, "hours": 24}}}},
            "workloads": {"w": {"value_per_hour": 1000}},
            "portfolios": {"all-in": {"placement": {"w": {"p": 1}}}},
        });
        let figures = examples::trials(&value, 4_000).figures(1);
        let up = HOURS_PER_YEAR / 2.0;
        let down_fraction = 24.0 / (up + 24.0);
        let portfolio = &figures.portfolios[0];
        let near = |estimate: Estimate, expected: f64| {
            let z = (estimate.value - expected) / estimate.se;
            assert!(z.abs() < 4.0, "{estimate:?} is not {expected}");
        };
        near(
            portfolio.annual.mean,
            1000.0 * HOURS_PER_YEAR * down_fraction,
        );
        near(
            portfolio.loss.mean,
            40.0 * 1000.0 * HOURS_PER_YEAR * down_fraction,
        );
        near(portfolio.service.served_fraction, 1.0 - down_fraction);
        near(
            portfolio.service.downtime_hours_per_year,
            HOURS_PER_YEAR * down_fraction,
        );
        let joint = &portfolio.concentration.joint_outage_hours_per_year;
        assert_eq!(joint.len(), 1);
        near(joint[0], HOURS_PER_YEAR * down_fraction);
        assert_eq!(figures.comparison, None);
        // Each outage costs a day; a year's largest is that day unless the turn of the year cuts it.
        let oep = portfolio.annual.oep[0].loss;
        close(oep.value, 24_000.0, 1e-9);
        close(
            portfolio.service.longest_interruption_hours[0].value,
            24.0,
            1e-9,
        );
        close(
            portfolio.concentration.diversification_ratio.unwrap(),
            1.0,
            1e-6,
        );
    }
}
