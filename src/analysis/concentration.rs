//! How much hangs on few providers.

use super::{Concentration, Estimate};

/// Concentration of a portfolio by what is counted, and its structure.
#[derive(Clone, Debug, PartialEq)]
pub struct ConcentrationFigures {
    /// Of the yearly spend; none where no contract says what is spent.
    pub spend: Option<Concentration>,
    /// Of capacity: shares and reserves, every workload alike.
    pub capacity: Option<Concentration>,
    /// Of the value per hour that runs on a provider.
    pub value: Option<Concentration>,
    /// Of the loss in the worst trials, by component hit, overhead left out.
    pub tail: Option<Concentration>,
    /// The weights behind the four, by provider or component id, the largest first: spend, capacity, value, tail.
    pub shares: [Vec<(String, f64)>; 4],
    /// Components whose loss alone leaves a workload below its minimum service.
    pub single_points_of_failure: Vec<PointOfFailure>,
    /// Minimal sets of up to three components whose joint loss leaves a workload below its minimum service.
    pub cut_sets: Vec<Vec<String>>,
    /// Hours a year with at least 1, 2, … providers of the portfolio hit by an outage at once \[h/yr\].
    pub joint_outage_hours_per_year: Vec<Estimate>,
    /// TVaR 99 of the outage loss over the sum of the TVaR 99 of its parts by component; below 1 is diversified.
    pub diversification_ratio: Option<f64>,
}

/// A component whose loss alone is too much.
#[derive(Clone, Debug, PartialEq)]
pub struct PointOfFailure {
    /// The component.
    pub component: String,
    /// The workloads that it takes below their minimum service.
    pub workloads: Vec<String>,
    /// Expected loss a year charged to outages that hit it, undiscounted equivalent \[money/yr\].
    pub loss_per_year: Estimate,
}
