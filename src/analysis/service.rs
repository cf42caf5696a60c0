//! How well the workloads were served.

use super::order::floor;
use super::{AtLevel, Basis, Estimate};
use crate::model::Placement;
use crate::stats::Sketch;
use crate::units::HOURS_PER_YEAR;

/// Levels of the longest interruption, in percent.
const LONGEST: [f64; 3] = [50.0, 95.0, 99.0];

/// How well a portfolio serves; workloads are weighted by their value per hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The fraction of demand that is served, 0 to 1.
    pub served_fraction: Estimate,
    /// −log10(1 − served fraction); infinite where nothing was ever unserved.
    pub nines: f64,
    /// Hours a year in which anything is unserved \[h/yr\].
    pub downtime_hours_per_year: Estimate,
    /// Unserved demand a year as hours without any service \[h/yr\].
    pub unserved_hours_per_year: Estimate,
    /// P(a year with an interruption longer than its workload's tolerance).
    pub p_breach_per_year: Estimate,
    /// Quantiles at 50, 95 and 99 % over the trials of the longest interruption within the horizon \[h\].
    pub longest_interruption_hours: Vec<AtLevel<f64>>,
    /// By workload, in the order of the scenario.
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
    /// Provider id and spare capacity as a fraction of the demand, the largest first.
    pub reserves: Vec<(String, f64)>,
}

/// How well the workloads of a portfolio were served.
pub(super) fn service(basis: Basis<'_>, portfolio: usize) -> Service {
    let tally = basis.tally;
    let unserved = Estimate::from(tally.unserved_hours_per_year(portfolio));
    let lost = unserved.scaled(1.0 / HOURS_PER_YEAR);
    Service {
        served_fraction: Estimate {
            value: 1.0 - lost.value,
            se: lost.se,
        },
        nines: -libm::log10(lost.value),
        downtime_hours_per_year: tally.down_hours_per_year(portfolio).into(),
        unserved_hours_per_year: unserved,
        p_breach_per_year: tally.p_breach_per_year(portfolio).into(),
        longest_interruption_hours: quantiles(&tally.portfolios[portfolio].longest_hours),
        by_workload: by_workload(basis, portfolio),
    }
}

/// Quantiles of type R-7 at [`LONGEST`].
fn quantiles(values: &Sketch) -> Vec<AtLevel<f64>> {
    let last = values.len() - 1;
    let places = LONGEST.map(|level| last as f64 * level / 100.0);
    let ranks: Vec<u64> = places
        .iter()
        .map(|&place| floor(place) as u64)
        .flat_map(|rank| [rank, (rank + 1).min(last)])
        .collect();
    let found = values.at_ranks(&ranks);
    let levels = LONGEST.iter().zip(&places).zip(found.chunks_exact(2));
    levels
        .map(|((&level, &place), ends)| AtLevel {
            level,
            value: ends[0].value + place.fract() * (ends[1].value - ends[0].value),
        })
        .collect()
}

fn by_workload(basis: Basis<'_>, portfolio: usize) -> Vec<WorkloadService> {
    let placements = &basis.scenario.portfolios[portfolio].placements;
    let workloads = basis.scenario.workloads.iter();
    workloads
        .map(|workload| {
            let placement = placements.iter().find(|p| p.workload == workload.id);
            let list = |of: fn(&Placement) -> &Vec<_>| {
                let mut list: Vec<(String, f64)> = placement
                    .map(of)
                    .into_iter()
                    .flatten()
                    .filter(|(_, part)| *part > 0.0)
                    .map(|(id, part): &(crate::model::ComponentId, f64)| (id.to_string(), *part))
                    .collect();
                list.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                list
            };
            WorkloadService {
                id: workload.id.to_string(),
                name: workload.name.clone(),
                shares: list(|placement| &placement.shares),
                reserves: list(|placement| &placement.reserves),
            }
        })
        .collect()
}
