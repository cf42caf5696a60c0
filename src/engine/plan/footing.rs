//! What workloads rest on, and how much of the time hazards take in the long run: what a fault tree is made of.

use super::{Effect, Group, Needs, Plan, PlanHazard, Service};
use crate::units::HOURS_PER_MONTH;

/// What a workload rests on in a portfolio.
#[derive(Clone, Debug)]
pub struct Footing<'a> {
    /// Index of the workload, in the order of the ids.
    pub workload: usize,
    /// What an hour of it is worth \[money/h\].
    pub value_per_hour: f64,
    /// What it requires wherever it runs.
    pub required: &'a Needs,
    /// The providers it runs on or may fail over to.
    pub footholds: Vec<Foothold<'a>>,
}

/// A provider under a workload.
#[derive(Clone, Copy, Debug)]
pub struct Foothold<'a> {
    /// The share of the workload that runs there.
    pub share: f64,
    /// The capacity that it can fail over to there, as a fraction of the workload; 0 where fail-over never works.
    pub reserve: f64,
    /// What the provider needs, itself among it.
    pub needs: &'a Needs,
}

/// A hazard in the long run.
#[derive(Clone, Copy, Debug)]
pub struct LongRun<'a> {
    hazard: &'a PlanHazard,
    /// The fraction of time in which one of its outages goes on, whatever it hits.
    pub active: f64,
}

impl Plan {
    /// What the workloads of a portfolio rest on, in the order of the workloads.
    pub fn footings(&self, portfolio: usize) -> impl Iterator<Item = Footing<'_>> {
        let services = self.services.iter();
        let services = services.filter(move |service| service.portfolio == portfolio);
        services.map(|service| Footing {
            workload: service.workload,
            value_per_hour: service.value_per_hour,
            required: &service.required,
            footholds: service
                .nodes
                .iter()
                .map(|node| Foothold {
                    share: node.share,
                    reserve: if service.success > 0.0 {
                        node.reserve
                    } else {
                        0.0
                    },
                    needs: &node.needs,
                })
                .collect(),
        })
    }

    /// The groups of components of which some are enough; what needs one names it by its index.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// What the loss of some components, and of nothing else, leaves of the workloads of a portfolio that it touches.
    ///
    /// Pairs of the workload's index and the fraction that is served once it has failed over, in the order of the
    /// workloads.
    pub fn served_without(&self, components: &[usize], portfolio: usize) -> Vec<(usize, f64)> {
        let mut touched: Vec<&Effect> = components
            .iter()
            .flat_map(|&component| &self.reach[component])
            .filter(|effect| self.services[effect.service as usize].portfolio == portfolio)
            .collect();
        touched.sort_by_key(|effect| effect.service);
        let of_one_service = touched.chunk_by(|a, b| a.service == b.service);
        of_one_service
            .map(|effects| {
                let service = &self.services[effects[0].service as usize];
                (service.workload, self.served(service, effects, components))
            })
            .collect()
    }

    /// The fraction of a service that is served without `components`, which have these effects on it.
    fn served(&self, service: &Service, effects: &[&Effect], components: &[usize]) -> f64 {
        let any = |of: fn(&Effect) -> bool| effects.iter().any(|effect| of(effect));
        let left = |each: &[u32]| {
            let lost = each.iter().any(|&c| components.contains(&(c as usize)));
            if lost { 0.0 } else { 1.0 }
        };
        let lost = |needs: &Needs| needs.available(&self.groups, &left) < 0.5;
        if any(|e| e.hard) || any(|e| e.hard_below) && lost(&service.required) {
            return 0.0;
        }
        let bits =
            |of: fn(&Effect) -> u64| effects.iter().fold(0, |bits, effect| bits | of(effect));
        let (nodes, below) = (bits(|e| e.nodes), bits(|e| e.below));
        let (mut share, mut reserve) = (0.0, 0.0);
        for (i, node) in service.nodes.iter().enumerate() {
            if nodes >> i & 1 == 1 || below >> i & 1 == 1 && lost(&node.needs) {
                share += node.share;
            } else if service.success > 0.0 {
                reserve += node.reserve;
            }
        }
        1.0 - (share - reserve).clamp(0.0, 1.0)
    }

    /// The hazards in the long run, forced exits among them, in the order of their ids.
    pub fn long_run(&self) -> impl Iterator<Item = LongRun<'_>> {
        self.hazards.iter().map(|hazard| LongRun {
            hazard,
            active: hazard.active(),
        })
    }
}

impl<'a> LongRun<'a> {
    /// The probability that an outage takes more than `severity` of the capacity of what it hits.
    pub fn exceeds(self, severity: f64) -> f64 {
        settled(1.0 - self.hazard.severity.cdf(severity))
    }

    /// The components that an outage may hit, by index, each with its probability.
    pub fn hits(self) -> impl Iterator<Item = (usize, f64)> + 'a {
        let hits = self.hazard.hits.iter();
        hits.map(|hit| (hit.component as usize, hit.probability))
    }
}

impl PlanHazard {
    /// The fraction of time in which an outage goes on: E\[D\]/(E\[U\] + E\[D\]) by the renewal reward theorem.
    ///
    /// Where the rate has a trend, it is the mean over the years of the horizon; frailties have the mean 1. A forced
    /// exit is an outage for what of the migration the notice does not cover, and the notice passes before it.
    pub(in crate::engine) fn active(&self) -> f64 {
        if !self.mean_up_hours.is_finite() {
            return 0.0;
        }
        let (notice, down) = match self.exit {
            Some(exit) => {
                let above = self.hours.mean_above(exit.notice_hours / HOURS_PER_MONTH);
                (exit.notice_hours, above * HOURS_PER_MONTH)
            }
            None => (0.0, self.hours.mean()),
        };
        if down <= 0.0 {
            return 0.0;
        }
        let fraction = |factor: f64| 1.0 / (1.0 + (self.mean_up_hours / factor + notice) / down);
        let fraction = if self.trend.is_empty() {
            fraction(1.0)
        } else {
            let years = self.trend.len() as f64;
            self.trend.iter().map(|&f| fraction(f)).sum::<f64>() / years
        };
        settled(fraction)
    }
}

/// A number without its last bits, in which distribution functions may differ between processors.
fn settled(number: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seven digits are what is wanted"
    )]
    let short = number as f32;
    f64::from(short)
}
