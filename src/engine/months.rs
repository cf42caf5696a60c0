//! The availability of providers month by month, for what their SLAs promise.

use super::draw::{Event, Outages};
use super::plan::Plan;
use crate::units::HOURS_PER_MONTH;

/// Months of a trial by provider that an SLA speaks of.
#[derive(Debug, Default)]
pub(super) struct Months {
    /// Capacity lost, by provider and month \[h\].
    lost: Vec<f64>,
    per_provider: usize,
    reaching: Vec<(f64, f64, f64)>,
    times: Vec<f64>,
}

impl Months {
    /// Forgets the last trial and watches all outages of this one.
    pub(super) fn watch(&mut self, plan: &Plan, outages: &Outages) {
        self.per_provider = plan.years * 12;
        self.lost.clear();
        self.lost
            .resize(self.per_provider * plan.terms.promised.len(), 0.0);
        for (promised, provider) in plan.terms.promised.iter().enumerate() {
            self.reaching.clear();
            let reaches = |event: &&Event| {
                // Who is gone for good pays nothing back.
                plan.hazards[event.hazard as usize].exit.is_none()
                    && outages
                        .hit_by(event)
                        .iter()
                        .any(|&c| provider.reached[c as usize])
            };
            let reaching = outages.events.iter().filter(reaches);
            self.reaching
                .extend(reaching.map(|e| (e.start, e.end, e.severity)));
            self.add_chains(promised);
        }
    }

    /// Adds the outages of a provider, those that overlap as one.
    fn add_chains(&mut self, promised: usize) {
        let mut first = 0;
        while first < self.reaching.len() {
            let (mut end, mut last) = (self.reaching[first].1, first + 1);
            while last < self.reaching.len() && self.reaching[last].0 <= end {
                end = end.max(self.reaching[last].1);
                last += 1;
            }
            if last == first + 1 {
                let (from, to, severity) = self.reaching[first];
                self.add(promised, from, to, severity);
            } else {
                self.add_overlapping(promised, first..last);
            }
            first = last;
        }
    }

    fn add_overlapping(&mut self, promised: usize, chain: std::ops::Range<usize>) {
        let mut times = std::mem::take(&mut self.times);
        times.clear();
        let chain_events = self.reaching[chain.clone()].iter();
        times.extend(chain_events.flat_map(|&(start, end, _)| [start, end]));
        times.sort_unstable_by(f64::total_cmp);
        for pair in times.windows(2) {
            let active = self.reaching[chain.clone()].iter();
            let active = active.filter(|(start, end, _)| *start <= pair[0] && *end > pair[0]);
            let left: f64 = active.map(|(_, _, severity)| 1.0 - severity).product();
            self.add(promised, pair[0], pair[1], 1.0 - left);
        }
        self.times = times;
    }

    /// Adds a stretch to the months that it lies in.
    fn add(&mut self, promised: usize, from: f64, to: f64, lost: f64) {
        let mut time = from;
        while time < to {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a month within the horizon"
            )]
            let month = ((time / HOURS_PER_MONTH) as usize).min(self.per_provider - 1);
            let until = to.min((month as f64 + 1.0) * HOURS_PER_MONTH);
            self.lost[promised * self.per_provider + month] += lost * (until - time).max(0.0);
            // The last month takes what rounding leaves over.
            time = if until > time { until } else { to };
        }
    }

    /// The months of a provider in which anything was lost, with their availability.
    pub(super) fn poor(&self, promised: usize) -> impl Iterator<Item = (usize, f64)> {
        let first = promised * self.per_provider;
        let months = &self.lost[first..first + self.per_provider];
        let poor = months.iter().enumerate().filter(|(_, lost)| **lost > 0.0);
        poor.map(|(month, lost)| (month, 1.0 - lost / HOURS_PER_MONTH))
    }
}
