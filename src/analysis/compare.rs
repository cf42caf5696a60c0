//! B against A, trial by trial.

use super::attribution::boundary;
use super::exceedance::yearly_means;
use super::summary::{shortfall, value_at_risk};
use super::{AtLevel, Bounded, Crossing, Dominance, Estimate, TAIL_LEVELS, Wanted, at_levels};
use crate::engine::{Outcome, Plan};
use crate::stats::{crossings, first_order, second_order, shortfall_influence};

/// Portfolio B against portfolio A under the same histories; differences are B − A.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Index of A in [`super::Figures::portfolios`].
    pub a: usize,
    /// Index of B.
    pub b: usize,
    /// Mean discounted loss over the horizon \[money\].
    pub delta_mean: Estimate,
    /// Mean undiscounted loss of a year \[money/yr\].
    pub delta_annual: Estimate,
    /// Value at risk at [`super::TAIL_LEVELS`] \[money\].
    pub delta_var: Vec<AtLevel<Bounded>>,
    /// Expected shortfall at [`super::TAIL_LEVELS`] \[money\].
    pub delta_tvar: Vec<AtLevel<Bounded>>,
    /// P(B's loss over the horizon is smaller than A's); equal losses count as not smaller.
    pub p_b_cheaper: Estimate,
    /// P(A's loss over the horizon is smaller than B's); with the former it leaves that of equal losses.
    pub p_a_cheaper: Estimate,
    /// Whose curve of the loss over the horizon is nowhere above the other's.
    pub first_order: Dominance,
    /// Whom every risk-averse chooser prefers.
    pub second_order: Dominance,
    /// Where the curves of the loss over the horizon cross.
    pub crossings: Vec<Crossing>,
    /// What B costs a year in overhead more than A \[money/yr\].
    pub premium_per_year: f64,
    /// The premium at which the mean losses are equal \[money/yr\].
    pub break_even_mean: Estimate,
    /// The premium at which TVaR 99 is equal \[money/yr\].
    pub break_even_tvar_99: Estimate,
    /// Var(A) + Var(B) over Var(B − A): how many times more trials it had taken without the same histories.
    ///
    /// Infinite where the two differ by the same amount in every trial, 1 where neither varies.
    pub variance_reduction: f64,
}

/// The losses of A and B side by side.
#[derive(Clone, Copy)]
struct Pair<'a> {
    a: &'a [f64],
    b: &'a [f64],
    a_sorted: &'a [f64],
    b_sorted: &'a [f64],
}

/// B against A; `sorted` are the losses of every portfolio in ascending order.
pub(super) fn comparison(
    plan: &Plan,
    outcome: &Outcome,
    sorted: &[Vec<f64>],
    wanted: Wanted,
) -> Comparison {
    let Wanted { a, b, .. } = wanted;
    let (column_a, column_b) = (&outcome.portfolios[a], &outcome.portfolios[b]);
    let pair = Pair {
        a: &column_a.loss,
        b: &column_b.loss,
        a_sorted: &sorted[a],
        b_sorted: &sorted[b],
    };
    let (crossings, (first_order, second_order)) = rayon::join(
        || crossings(pair.a_sorted, pair.b_sorted),
        || {
            (
                first_order(pair.a_sorted, pair.b_sorted),
                second_order(pair.a_sorted, pair.b_sorted),
            )
        },
    );
    let delta_mean = Estimate::mean_of(&differences(pair.a, pair.b));
    let delta_annual = differences(
        &yearly_means(&column_a.annual, outcome.years),
        &yearly_means(&column_b.annual, outcome.years),
    );
    let premium = plan.overhead_per_year(b) - plan.overhead_per_year(a);
    let break_even = |delta: Estimate| {
        let per_year = delta.scaled(-1.0 / plan.annuity());
        Estimate {
            value: premium + per_year.value,
            se: per_year.se,
        }
    };
    Comparison {
        a,
        b,
        delta_mean,
        delta_annual: Estimate::mean_of(&delta_annual),
        delta_var: at_levels(&TAIL_LEVELS, |level| pair.delta_var(level)),
        delta_tvar: at_levels(&TAIL_LEVELS, |level| pair.delta_tvar(level).into()),
        p_b_cheaper: proportion(pair.a, pair.b),
        p_a_cheaper: proportion(pair.b, pair.a),
        first_order,
        second_order,
        crossings,
        premium_per_year: premium,
        break_even_mean: break_even(delta_mean),
        break_even_tvar_99: break_even(pair.delta_tvar(0.99)),
        variance_reduction: pair.variance_reduction(delta_mean),
    }
}

fn differences(a: &[f64], b: &[f64]) -> Vec<f64> {
    b.iter().zip(a).map(|(b, a)| b - a).collect()
}

/// The share of trials in which `b` is less than `a`.
fn proportion(a: &[f64], b: &[f64]) -> Estimate {
    let less = b.iter().zip(a).filter(|(b, a)| b < a).count();
    let n = a.len() as f64;
    let value = less as f64 / n;
    Estimate {
        value,
        se: (value * (1.0 - value) / n).sqrt(),
    }
}

impl Pair<'_> {
    /// The difference of the quantiles at `level`.
    ///
    /// By Bahadur's representation a quantile errs by (level − share of trials up to it) / density. The density comes
    /// from the spacing of the order statistics at the ends of its own interval, so that with the half widths a and b
    /// of the two intervals and the correlation ρ of "A exceeds its quantile" with "B exceeds its own" the half width
    /// of the difference is √(a² + b² − 2ρab).
    ///
    /// Source: Bahadur, “A note on quantiles in large samples”, Annals of Mathematical Statistics 37 (1966), 577–580;
    /// for pairs, Babu and Rao, “Joint asymptotic distribution of marginal quantiles and quantile functions in samples
    /// from a multivariate population”, Journal of Multivariate Analysis 27 (1988), 15–23.
    fn delta_var(self, level: f64) -> Bounded {
        let a = value_at_risk(self.a_sorted, level);
        let b = value_at_risk(self.b_sorted, level);
        let correlation = self.joint_correlation(a.value, b.value);
        let (half_a, half_b) = ((a.high - a.low) / 2.0, (b.high - b.low) / 2.0);
        let square = half_a * half_a + half_b * half_b - 2.0 * correlation * half_a * half_b;
        let half = square.max(0.0).sqrt();
        let value = b.value - a.value;
        Bounded {
            value,
            low: value - half,
            high: value + half,
        }
    }

    /// The correlation of "A's loss is more than `a`" with "B's is more than `b`"; 0 where one of them never changes.
    fn joint_correlation(self, a: f64, b: f64) -> f64 {
        let (mut in_a, mut in_b, mut in_both) = (0_u32, 0_u32, 0_u32);
        for (&loss_a, &loss_b) in self.a.iter().zip(self.b) {
            let (over_a, over_b) = (loss_a > a, loss_b > b);
            in_a += u32::from(over_a);
            in_b += u32::from(over_b);
            in_both += u32::from(over_a && over_b);
        }
        let n = self.a.len() as f64;
        let [p_a, p_b, p_both] = [in_a, in_b, in_both].map(|count| f64::from(count) / n);
        let variance = p_a * (1.0 - p_a) * p_b * (1.0 - p_b);
        if variance > 0.0 {
            (p_both - p_a * p_b) / variance.sqrt()
        } else {
            0.0
        }
    }

    /// The difference of the expected shortfalls at `level`, whose error is that of the mean of the differences of
    /// what each trial contributes.
    fn delta_tvar(self, level: f64) -> Estimate {
        let (a, b) = (
            shortfall(self.a_sorted, level).value,
            shortfall(self.b_sorted, level).value,
        );
        let (var_a, var_b) = (
            boundary(self.a_sorted, level),
            boundary(self.b_sorted, level),
        );
        let influences: Vec<f64> = self
            .a
            .iter()
            .zip(self.b)
            .map(|(&loss_a, &loss_b)| {
                shortfall_influence(loss_b, var_b, b, level)
                    - shortfall_influence(loss_a, var_a, a, level)
            })
            .collect();
        Estimate {
            value: b - a,
            se: Estimate::mean_of(&influences).se,
        }
    }

    fn variance_reduction(self, delta: Estimate) -> f64 {
        let square = |estimate: Estimate| estimate.se * estimate.se;
        let (paired, unpaired) = (
            square(delta),
            square(Estimate::mean_of(self.a)) + square(Estimate::mean_of(self.b)),
        );
        if unpaired > 0.0 && unpaired.is_finite() {
            unpaired / paired
        } else {
            1.0
        }
    }
}
