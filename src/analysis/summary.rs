//! Means, spreads and quantiles of the loss over the horizon, each with its error.

use super::{AtLevel, Bounded, Estimate};

/// The discounted loss over the horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct LossFigures {
    /// Mean \[money\].
    pub mean: Estimate,
    /// Standard deviation between trials \[money\].
    pub sd: f64,
    /// Quantiles at [`super::QUANTILES`] \[money\].
    pub quantiles: Vec<AtLevel<f64>>,
    /// Value at risk at [`super::TAIL_LEVELS`] \[money\].
    pub var: Vec<AtLevel<Bounded>>,
    /// Expected shortfall at [`super::TAIL_LEVELS`] \[money\].
    pub tvar: Vec<AtLevel<Estimate>>,
    /// What the loss is made of: `outage`, `overhead`.
    pub by_category: Vec<Part>,
    /// By hazard, and `overhead`; the largest mean first.
    pub by_cause: Vec<Part>,
    /// By the component that the outages hit, and `overhead`; the largest mean first.
    pub by_provider: Vec<Part>,
}

/// A part of the loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The category, hazard or component.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// Mean \[money\].
    pub mean: Estimate,
    /// Its share of the mean loss in the worst trials ([`super::TAIL_SHARE_LEVEL`]); sums to 1 over the parts.
    pub tail_share: f64,
}
