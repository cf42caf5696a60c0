//! How much of the time components are down together in the long run, and what that costs.

use super::importance::Severities;
use super::structure::ROUNDING;
use crate::engine::{Footing, Plan};
use crate::units::HOURS_PER_YEAR;

/// A minimal set of components whose joint loss leaves a workload below its minimum service.
#[derive(Clone, Debug, PartialEq)]
pub struct CutSet {
    /// The components.
    pub components: Vec<String>,
    /// The workloads that they take below their minimum service.
    pub workloads: Vec<String>,
    /// For how long all of them are down at once in the long run, for the workload for which it is longest \[h/yr\].
    pub hours_per_year: f64,
    /// What those workloads lose in that time once they have failed over, in the long run \[money/yr\].
    pub loss_per_year: f64,
}

/// The hazards of a portfolio's plan in the long run, by the severities that count.
pub(super) struct Joint<'a> {
    plan: &'a Plan,
    portfolio: usize,
    workloads: &'a [(&'a str, f64)],
    severities: Severities,
    values: Vec<f64>,
    /// By hazard the probability that it goes on with more than each severity.
    active: Vec<Vec<f64>>,
    /// By component the hazards that hit it, each with its probability.
    hazards: Vec<Vec<(usize, f64)>>,
}

impl<'a> Joint<'a> {
    pub(super) fn new(plan: &'a Plan, portfolio: usize, workloads: &'a [(&'a str, f64)]) -> Self {
        let footings: Vec<Footing<'_>> = plan.footings(portfolio).collect();
        let severities = Severities::of(&footings, workloads);
        let mut hazards = vec![Vec::new(); plan.components.len()];
        let mut active = Vec::new();
        for (i, hazard) in plan.long_run().enumerate() {
            let above = |level: &f64| {
                if hazard.active > 0.0 {
                    hazard.active * hazard.exceeds(*level)
                } else {
                    0.0
                }
            };
            active.push(severities.levels.iter().map(above).collect());
            for (component, probability) in hazard.hits() {
                hazards[component].push((i, probability));
            }
        }
        Self {
            plan,
            portfolio,
            workloads,
            severities,
            values: footings.iter().map(|f| f.value_per_hour).collect(),
            active,
            hazards,
        }
    }

    /// A cut set with what it costs.
    pub(super) fn cut_set(&self, components: &[usize]) -> CutSet {
        let mut set = CutSet {
            components: components
                .iter()
                .map(|&c| self.plan.components[c].to_string())
                .collect(),
            workloads: Vec::new(),
            hours_per_year: 0.0,
            loss_per_year: 0.0,
        };
        for (workload, served) in self.plan.served_without(components, self.portfolio) {
            let (id, minimum) = self.workloads[workload];
            if served >= minimum - ROUNDING {
                continue;
            }
            let level = self.severities.level_of[workload];
            let hours = self.all_down(components, level) * HOURS_PER_YEAR;
            set.workloads.push(id.to_owned());
            set.hours_per_year = set.hours_per_year.max(hours);
            set.loss_per_year += hours * self.values[workload] * (1.0 - served);
        }
        set
    }

    /// The probability that all of `components`, of which there are few, are down for outages above a level.
    ///
    /// Hazard by hazard, the probabilities of which of them are down: a sum of positive terms, exact also where a
    /// common cause hits several.
    fn all_down(&self, components: &[usize], level: usize) -> f64 {
        let mut hazards: Vec<usize> = components
            .iter()
            .flat_map(|&c| self.hazards[c].iter().map(|(hazard, _)| *hazard))
            .collect();
        hazards.sort_unstable();
        hazards.dedup();
        let sets = 1_usize << components.len();
        let mut down = vec![0.0; sets];
        down[0] = 1.0;
        for hazard in hazards {
            let active = self.active[hazard][level];
            let hits: Vec<f64> = components
                .iter()
                .map(|&c| {
                    let hit = self.hazards[c].iter().find(|(h, _)| *h == hazard);
                    hit.map_or(0.0, |(_, probability)| *probability)
                })
                .collect();
            let chance = |hit: usize| -> f64 {
                let of = |(i, p): (usize, &f64)| if hit >> i & 1 == 1 { *p } else { 1.0 - p };
                hits.iter().enumerate().map(of).product()
            };
            let mut next: Vec<f64> = down.iter().map(|p| p * (1.0 - active)).collect();
            for hit in 0..sets {
                let chance = active * chance(hit);
                for (before, p) in down.iter().enumerate() {
                    next[before | hit] += p * chance;
                }
            }
            down = next;
        }
        down[sets - 1]
    }
}
