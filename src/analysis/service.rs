//! How well the workloads were served.

use super::{AtLevel, Estimate};

/// How well a portfolio serves; workloads are weighted by their value per hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The fraction of demand that is served, 0 to 1.
    pub served_fraction: Estimate,
    /// −log10(1 − served fraction).
    pub nines: f64,
    /// Hours a year in which anything is unserved \[h/yr\].
    pub downtime_hours_per_year: Estimate,
    /// Unserved demand a year as hours without any service \[h/yr\].
    pub unserved_hours_per_year: Estimate,
    /// P(a year with an interruption longer than its workload's tolerance).
    pub p_breach_per_year: Estimate,
    /// Quantiles at 50, 95 and 99 % over the trials of the longest interruption within the horizon \[h\].
    pub longest_interruption_hours: Vec<AtLevel<f64>>,
    /// By workload.
    pub by_workload: Vec<WorkloadService>,
}

/// Where a workload runs in this portfolio, in words for the screens.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkloadService {
    /// The workload's id.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// Provider id and share, the largest first.
    pub shares: Vec<(String, f64)>,
}
