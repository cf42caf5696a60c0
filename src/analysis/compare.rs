//! B against A, trial by trial.

use super::{AtLevel, Bounded, Crossing, Dominance, Estimate};

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
    /// P(B's loss over the horizon is smaller than A's).
    pub p_b_cheaper: Estimate,
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
    pub variance_reduction: f64,
}
