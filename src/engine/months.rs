//! The availability of providers month by month, for what their SLAs promise.

use super::draw::Outages;
use super::plan::Plan;
use super::touch::overlapping;
use crate::units::HOURS_PER_MONTH;

/// Months of a trial by provider that an SLA speaks of.
#[derive(Debug)]
pub(super) struct Months {
    /// By provider: the months in which it lost capacity, in their order, each with how much \[h\].
    lost: Vec<Vec<(usize, f64)>>,
    /// Of the horizon, from 0.
    last_month: usize,
    /// By component: the providers that its outage reaches.
    reached: Vec<Vec<usize>>,
    /// By provider: the outages that reach it, by index.
    reaching: Vec<Vec<usize>>,
    times: Vec<f64>,
}

impl Months {
    pub(super) fn new(plan: &Plan) -> Self {
        let promised = &plan.terms.promised;
        let reached = |c: usize| (0..promised.len()).filter(move |&p| promised[p].reached[c]);
        Self {
            lost: vec![Vec::new(); promised.len()],
            last_month: plan.years * 12 - 1,
            reached: (0..plan.components.len())
                .map(|c| reached(c).collect())
                .collect(),
            reaching: vec![Vec::new(); promised.len()],
            times: Vec::new(),
        }
    }

    /// Forgets the last trial and watches all outages of this one.
    pub(super) fn watch(&mut self, plan: &Plan, outages: &Outages) {
        self.reaching.iter_mut().for_each(Vec::clear);
        for (e, event) in outages.events.iter().enumerate() {
            // Who is gone for good pays nothing back.
            if plan.hazards[event.hazard as usize].exit.is_some() {
                continue;
            }
            for &component in outages.hit_by(event) {
                for &provider in &self.reached[component as usize] {
                    let reaching = &mut self.reaching[provider];
                    if reaching.last() != Some(&e) {
                        reaching.push(e);
                    }
                }
            }
        }
        for provider in 0..self.reaching.len() {
            let reaching = std::mem::take(&mut self.reaching[provider]);
            self.lost[provider].clear();
            self.add_chains(plan, outages, (provider, &reaching));
            self.reaching[provider] = reaching;
        }
    }

    /// Adds the outages of a provider, those that overlap as one.
    fn add_chains(
        &mut self,
        plan: &Plan,
        outages: &Outages,
        (promised, reaching): (usize, &[usize]),
    ) {
        let span = |e: usize| (outages.events[e].start, outages.events[e].end);
        let is_plain = plan.terms.promised[promised].needs.groups.is_empty();
        let mut rest = reaching;
        while !rest.is_empty() {
            let (chain, later) = rest.split_at(overlapping(rest, |&e| span(e)));
            match chain {
                [only] if is_plain => {
                    let event = &outages.events[*only];
                    self.add(promised, event.start, event.end, event.severity);
                }
                _ => self.add_overlapping(plan, outages, (promised, chain)),
            }
            rest = later;
        }
    }

    fn add_overlapping(
        &mut self,
        plan: &Plan,
        outages: &Outages,
        (promised, chain): (usize, &[usize]),
    ) {
        let needs = &plan.terms.promised[promised].needs;
        let mut times = std::mem::take(&mut self.times);
        times.clear();
        let events = || chain.iter().map(|&e| &outages.events[e]);
        times.extend(events().flat_map(|event| [event.start, event.end]));
        times.sort_unstable_by(f64::total_cmp);
        for pair in times.windows(2) {
            let active = events().filter(|event| event.start <= pair[0] && event.end > pair[0]);
            let active = active.map(|event| (event.severity, outages.hit_by(event)));
            let left = needs.left(&plan.groups, active);
            self.add(promised, pair[0], pair[1], 1.0 - left);
        }
        self.times = times;
    }

    /// Adds a stretch, which begins where those before have ended or later, to the months that it lies in.
    fn add(&mut self, promised: usize, from: f64, to: f64, lost: f64) {
        let mut time = from;
        while time < to {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a month within the horizon"
            )]
            let month = ((time / HOURS_PER_MONTH) as usize).min(self.last_month);
            let until = to.min((month as f64 + 1.0) * HOURS_PER_MONTH);
            let hours = lost * (until - time).max(0.0);
            match self.lost[promised].last_mut() {
                Some((newest, sum)) if *newest == month => *sum += hours,
                _ => self.lost[promised].push((month, hours)),
            }
            // The last month takes what rounding leaves over.
            time = if until > time { until } else { to };
        }
    }

    /// The months in which a provider lost capacity, in their order, each with how much \[h\].
    pub(super) fn of(&self, promised: usize) -> &[(usize, f64)] {
        &self.lost[promised]
    }
}
