//! Years in which all providers of a portfolio are out at once, however rare: by importance sampling.
//!
//! Plain trials see such a year once in its return period. Here one year of each history is drawn from faster clocks: a
//! hazard that can take a provider more runs faster while some are out already, and one that can take several at once
//! runs faster all year. A year that ends well counts nothing; one in which all were out for more than an hour counts
//! the likelihood of what was drawn under the true clocks over that under the faster ones, so that the mean of the
//! weights is unbiased whatever the clocks are. How much faster is decided from what has happened in the year so far,
//! and ends for good once the weight has grown by e^[`BUDGET`], so that no weight is beyond bounds.
//!
//! Source: Heidelberger, “Fast simulation of rare events in queueing and reliability models”, ACM Transactions on
//! Modeling and Computer Simulation 5 (1995), 43–85: section 4, failure biasing and its likelihood ratios.

use std::f64::consts::LN_2;
use std::ops::Range;

use rayon::prelude::*;

use super::draw::{Keys, hit_draw, hours_down, next_start};
use super::pace::Frailties;
use super::plan::{Plan, PlanHazard, UnitUpTime, Watch};
use super::run::Pool;
use crate::stats::{Stream, source_key};
use crate::units::HOURS_PER_YEAR;

/// Out for longer than this within a year \[h\] is what is counted.
const LONGER_THAN_HOURS: f64 = 1.0;

/// The logarithm of the factor by which faster clocks may let a weight grow.
///
/// Clocks are set to use up about 2 of it in a year and one in a long outage, so that it is a bound that is hardly met:
/// were it 3, years behind its end would be rare, heavy, and missing from most estimates (310 instead of 380 of 400
/// intervals of 95 % would cover).
const BUDGET: f64 = 8.0;

/// What draws are for: an up-time beyond the year, and whether an event gets all its hits. Others stand in `draw`.
const BEYOND: u64 = 5;
const ALL_HIT: u64 = 6;

/// How years are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// As in a run: history `i` is trial `i`.
    Plain,
    /// From faster clocks, and from streams of their own.
    Importance,
}

/// The weights of year i mod years of each history i: 0, unless all providers of a portfolio were out at once for more
/// than an hour of that year in all. Their mean is an unbiased estimate of the probability of such a year.
///
/// None, where the portfolio has no provider, or more than are watched.
pub fn weights_all_out(
    plan: &Plan,
    seed: u64,
    portfolio: usize,
    (sampling, histories): (Sampling, Range<usize>),
    pool: &Pool,
) -> Option<Vec<f64>> {
    let seed = match sampling {
        Sampling::Plain => seed,
        // A colon stands in no id, so that no hazard has the same stream.
        Sampling::Importance => source_key(seed, "sampling:importance"),
    };
    let keys = Keys::new(plan, seed);
    let watch = &plan.watches[plan.portfolios[portfolio].watch];
    if !(1..Watch::MOST).contains(&watch.providers.len()) {
        return None;
    }
    let weights = pool.install(|| {
        histories
            .into_par_iter()
            .with_min_len(64)
            .map_init(
                || History::new((plan, watch), &keys, sampling),
                |history, number| history.weight(number as u64),
            )
            .collect()
    });
    Some(weights)
}

/// Hazards whose hits can take the same providers, and their common clock.
#[derive(Debug)]
struct Group {
    /// What they can take, a bit each.
    mask: u64,
    /// Whether their clock may run faster: where up-times are exponential, so that a faster clock is a higher rate.
    may_hurry: bool,
    /// Whether they are forced exits.
    exit: bool,
    /// The time of their clock \[h from the start of the trial\].
    clock: f64,
    /// How much faster than the true one it runs.
    factor: f64,
    /// Hazards that are up, by place in [`History::hazards`], and when they next start by this clock.
    waiting: Vec<(f64, usize)>,
    /// Of `waiting`, the place of the first to start.
    first: Option<usize>,
    /// The sum of their rates in this year \[1/h\].
    rate: f64,
}

/// A hazard that can take a provider of the portfolio.
#[derive(Clone, Copy, Debug)]
struct Source<'a> {
    hazard: &'a PlanHazard,
    index: u32,
    group: usize,
    /// The group that it waits with while its rate is not that of its up-time: an exit whose notice may still run.
    steady: usize,
    stream: Stream,
    /// The number of its next event.
    event: u64,
    /// Its rate in this year \[1/h\].
    rate: f64,
}

/// An event on its way.
#[derive(Debug)]
struct Running {
    end: f64,
    source: usize,
    hits: Vec<u32>,
}

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Next {
    /// The first hazard of a group starts.
    Start(usize),
    /// This event is over.
    End(usize),
    /// Weights may grow no more.
    Spent,
    /// All have been out for long enough.
    Counted,
    /// The year is over.
    NewYear,
}

/// Draws one year of each history, with what leads up to it.
struct History<'a> {
    plan: &'a Plan,
    watch: &'a Watch,
    keys: &'a Keys,
    sampling: Sampling,
    frailties: Frailties,
    hazards: Vec<Source<'a>>,
    groups: Vec<Group>,
    running: Vec<Running>,
    /// By provider, hours a year in which it is out in the long run, and those of all events.
    hours_out: Vec<f64>,
    hours_of_all: f64,
    /// The providers that are out, a bit each.
    down: u64,
    year: usize,
    now: f64,
    /// Hours of this year with all of them out.
    joint: f64,
    ln_weight: f64,
    /// How much of the budget has been used.
    spent: f64,
}

impl<'a> History<'a> {
    fn new((plan, watch): (&'a Plan, &'a Watch), keys: &'a Keys, sampling: Sampling) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut hazards = Vec::new();
        let (mut hours_out, mut hours_of_all) = (vec![0.0; watch.providers.len()], 0.0);
        for (hazard, index) in plan.hazards.iter().zip(0u32..) {
            let hits = hazard.hits.iter();
            let mask = hits.fold(0, |all, hit| all | watch.touched_by(hit.component));
            if mask == 0 || !hazard.mean_up_hours.is_finite() {
                continue;
            }
            let mut group = |may_hurry: bool| {
                let is = (mask, may_hurry, hazard.exit.is_some());
                let known = |group: &Group| (group.mask, group.may_hurry, group.exit) == is;
                groups.iter().position(known).unwrap_or_else(|| {
                    groups.push(Group::new(is));
                    groups.len() - 1
                })
            };
            // What was announced in one year strikes in another, at the rate of the first.
            let moves = hazard.exit.is_some() && !hazard.trend.is_empty();
            let may_hurry = matches!(hazard.up_time, UnitUpTime::Exponential) && !moves;
            let steady = group(may_hurry && hazard.exit.is_none());
            let group = group(may_hurry);
            let hours = hazard.active() * HOURS_PER_YEAR;
            hours_of_all += hours;
            for (provider, sum) in hours_out.iter_mut().enumerate() {
                *sum += if mask >> provider & 1 == 1 {
                    hours
                } else {
                    0.0
                };
            }
            hazards.push(Source {
                hazard,
                index,
                group,
                steady,
                stream: keys.stream(index, 0),
                event: 0,
                rate: 0.0,
            });
        }
        Self {
            plan,
            watch,
            keys,
            sampling,
            frailties: Frailties::new(plan, keys.seed),
            hazards,
            groups,
            running: Vec::new(),
            hours_out,
            hours_of_all,
            down: 0,
            year: 0,
            now: 0.0,
            joint: 0.0,
            ln_weight: 0.0,
            spent: 0.0,
        }
    }

    /// The weight of history `number`.
    fn weight(&mut self, number: u64) -> f64 {
        self.lead_up(number);
        loop {
            self.set_clocks();
            let (until, next) = self.next();
            self.pass(until);
            match next {
                Next::Start(group) => self.start(group),
                Next::End(event) => self.end(event),
                Next::Spent => self.spent = BUDGET,
                Next::Counted => return libm::exp(self.ln_weight),
                Next::NewYear => return 0.0,
            }
        }
    }

    /// Draws what happens up to the year, by the true clocks.
    fn lead_up(&mut self, number: u64) {
        let plan = self.plan;
        #[expect(clippy::cast_possible_truncation, reason = "at most 100 years")]
        let year = (number % plan.years as u64) as usize;
        self.year = year;
        self.now = plan.year_start(year);
        (self.joint, self.ln_weight, self.spent) = (0.0, 0.0, 0.0);
        self.running.clear();
        self.frailties.draw(plan, number);
        for group in &mut self.groups {
            group.clock = self.now;
            group.waiting.clear();
        }
        for at in 0..self.hazards.len() {
            let source = &mut self.hazards[at];
            source.stream = self.keys.stream(source.index, number);
            source.rate =
                self.frailties.factor(plan, source.hazard, year) / source.hazard.mean_up_hours;
            source.event = 0;
            let mut time = 0.0;
            while time <= self.now {
                let source = &self.hazards[at];
                let of = (source.hazard, &self.frailties);
                let start = next_start(plan, of, (&source.stream, source.event), time);
                let notice = source.hazard.exit.map_or(0.0, |exit| exit.notice_hours);
                if start + notice >= self.now {
                    self.wait(at, (time, start + notice));
                    break;
                }
                time = start + notice + hours_down(source.hazard, &source.stream, source.event);
                if time > self.now {
                    self.run_until(time, at, false);
                }
                self.hazards[at].event += 1;
            }
        }
        self.groups.iter_mut().for_each(|g| g.look(&self.hazards));
        self.see_who_is_down();
    }

    /// Lets a hazard that has been up since `since` wait for its event, which by the true clock comes at `start`.
    fn wait(&mut self, at: usize, (since, start): (f64, f64)) {
        let source = &self.hazards[at];
        let notice = source.hazard.exit.map_or(0.0, |exit| exit.notice_hours);
        let group = if notice > 0.0 && since + notice > self.now {
            &mut self.groups[source.steady]
        } else {
            &mut self.groups[source.group]
        };
        let year_end = self.plan.year_ends[self.year];
        let from = since.max(self.now);
        let mut left = start - from;
        if start >= year_end && group.may_hurry {
            // Clocks know the rate of this year only. What is left of an exponential waiting time at the year's end is
            // one again.
            let more = source.stream.draws(BEYOND, source.event).exponential();
            left = (year_end - from) + more / source.rate;
        }
        group.waiting.push((group.clock + left, at));
    }

    /// Lets the next event of a hazard go on until `end`; where it is `hurried`, every other time with all its hits.
    fn run_until(&mut self, end: f64, at: usize, hurried: bool) {
        let Source {
            hazard,
            stream,
            event,
            ..
        } = self.hazards[at];
        let watched = hazard.hits.iter();
        let watched = watched.filter(|hit| self.watch.touched_by(hit.component) != 0);
        let p_all: f64 = watched.clone().map(|hit| hit.probability).product();
        let hurried = hurried && p_all < 1.0;
        let all = hurried && stream.draws(ALL_HIT, event).uniform() < 0.5;
        let hits: Vec<u32> = (watched.clone())
            .filter(|hit| all || hit_draw(hit, &stream, event) < hit.probability)
            .map(|hit| hit.component)
            .collect();
        if hurried {
            // Of a half of each: the law of what came out, over its mixture with all hits.
            let growth = if hits.len() == watched.count() {
                libm::log(p_all / (0.5 + 0.5 * p_all))
            } else {
                LN_2
            };
            self.ln_weight += growth;
            self.spent += growth.max(0.0);
        }
        self.running.push(Running {
            end,
            source: at,
            hits,
        });
    }

    fn see_who_is_down(&mut self) {
        let hits = self.running.iter().flat_map(|event| &event.hits);
        self.down = if self.watch.grouped.is_empty() {
            hits.fold(0, |all, &hit| all | self.watch.reach[hit as usize])
        } else {
            let hits: Vec<u32> = hits.copied().collect();
            self.watch.down(&self.plan.groups, &hits)
        };
    }

    fn all(&self) -> u64 {
        u64::MAX >> (64 - self.watch.providers.len())
    }

    /// Decides how much faster clocks run from now on.
    ///
    /// All year, one event is drawn of what takes all providers at once, of what takes several, and of forced exits, which
    /// take one for months: a third of an event of each kind, where there are all three. As much again is drawn in all
    /// hours with one provider out, of what then takes all others, several, or one; where more are out, it is drawn in an
    /// average outage. No kind is drawn more than about once until the next provider is back.
    fn set_clocks(&mut self) {
        let all = self.all();
        for group in &mut self.groups {
            group.factor = 1.0;
        }
        let plain = self.sampling == Sampling::Plain;
        if plain || self.spent >= BUDGET || self.down == all {
            return;
        }
        let year_hours = self.plan.year_ends[self.year] - self.plan.year_start(self.year);
        let kind = |group: &Group| match (group.mask & all).count_ones() {
            taken if taken == all.count_ones() => Some(0),
            1 => group.exit.then_some(2),
            _ => Some(1),
        };
        self.hurry(kind, year_hours, 0.0);
        let back = self.hours_until_one_is_back();
        if self.down == 0 || back + self.joint <= LONGER_THAN_HOURS {
            return;
        }
        let hours = if self.down.is_power_of_two() {
            let hours = self.hours_out[self.down.trailing_zeros() as usize];
            hours * self.hours_out.len() as f64
        } else {
            let rate: f64 = self.groups.iter().map(|group| group.rate).sum();
            self.hours_of_all / (rate * year_hours)
        };
        let left = all & !self.down;
        let kind = |group: &Group| match group.mask & left {
            0 => None,
            taken if taken == left => Some(0),
            taken if taken.is_power_of_two() => Some(2),
            _ => Some(1),
        };
        self.hurry(kind, hours, back);
    }

    /// Lets clocks run so much faster, if any, that one event is drawn in so many hours, as likely of each of three kinds;
    /// and of none more than one in `at_least` so many hours.
    fn hurry(&mut self, kind: impl Fn(&Group) -> Option<usize>, hours: f64, at_least: f64) {
        let mut rates = [0.0; 3];
        for group in self.groups.iter().filter(|group| group.may_hurry) {
            if let Some(kind) = kind(group) {
                rates[kind] += group.rate;
            }
        }
        let kinds = rates.iter().filter(|rate| **rate > 0.0).count();
        let hours = (hours * kinds as f64).max(at_least);
        for group in self.groups.iter_mut().filter(|group| group.may_hurry) {
            if let Some(rate) = kind(group).map(|kind| rates[kind]).filter(|r| *r > 0.0) {
                group.factor = group.factor.max(1.0 / (rate * hours));
            }
        }
    }

    /// How long it takes until one of those that are out is back, within the year.
    fn hours_until_one_is_back(&self) -> f64 {
        let mut left = self.plan.year_ends[self.year] - self.now;
        if !self.watch.grouped.is_empty() {
            let ends = self.running.iter().map(|event| event.end - self.now);
            return ends.fold(left, f64::min);
        }
        let mut rest = self.down;
        while rest != 0 {
            let bit = rest & rest.wrapping_neg();
            rest ^= bit;
            let reaches = |event: &&Running| {
                event
                    .hits
                    .iter()
                    .any(|&h| self.watch.reach[h as usize] & bit != 0)
            };
            let last = self.running.iter().filter(reaches).map(|event| event.end);
            left = left.min(last.fold(self.now, f64::max) - self.now);
        }
        left
    }

    /// How fast the logarithm of the weight grows while nothing happens \[1/h\].
    fn growth(&self) -> f64 {
        let groups = self.groups.iter();
        groups.map(|g| (g.factor - 1.0) * g.rate).sum()
    }

    /// When something happens next, and what.
    fn next(&self) -> (f64, Next) {
        let mut next = (self.plan.year_ends[self.year], Next::NewYear);
        let mut offer = |time: f64, what: Next| {
            if time < next.0 {
                next = (time, what);
            }
        };
        for (event, i) in self.running.iter().zip(0..) {
            offer(event.end, Next::End(i));
        }
        for (group, i) in self.groups.iter().zip(0..) {
            if let Some(first) = group.first {
                let clock = group.waiting[first].0;
                offer(
                    self.now + (clock - group.clock) / group.factor,
                    Next::Start(i),
                );
            }
        }
        let growth = self.growth();
        if growth > 0.0 {
            offer(self.now + (BUDGET - self.spent) / growth, Next::Spent);
        }
        if self.down == self.all() {
            offer(self.now + (LONGER_THAN_HOURS - self.joint), Next::Counted);
        }
        next
    }

    /// Lets time pass.
    fn pass(&mut self, until: f64) {
        let hours = until - self.now;
        let growth = self.growth() * hours;
        self.ln_weight += growth;
        self.spent += growth;
        if self.down == self.all() {
            self.joint += hours;
        }
        for group in &mut self.groups {
            group.clock += hours * group.factor;
        }
        self.now = until;
    }

    /// Starts the first event of a group.
    fn start(&mut self, group: usize) {
        let chosen = &mut self.groups[group];
        let Some(first) = chosen.first else { return };
        let (_, at) = chosen.waiting.swap_remove(first);
        let hurried = chosen.factor > 1.0;
        self.ln_weight -= libm::log(chosen.factor);
        chosen.look(&self.hazards);
        let source = &self.hazards[at];
        let hours = hours_down(source.hazard, &source.stream, source.event);
        self.run_until(self.now + hours, at, hurried);
        self.hazards[at].event += 1;
        self.see_who_is_down();
    }

    /// Ends an event; its hazard is up again.
    fn end(&mut self, event: usize) {
        let over = self.running.swap_remove(event);
        let source = &self.hazards[over.source];
        let of = (source.hazard, &self.frailties);
        let start = next_start(self.plan, of, (&source.stream, source.event), self.now);
        let notice = source.hazard.exit.map_or(0.0, |exit| exit.notice_hours);
        let groups = [source.group, source.steady];
        self.wait(over.source, (self.now, start + notice));
        for group in groups {
            self.groups[group].look(&self.hazards);
        }
        self.see_who_is_down();
    }
}

impl Group {
    fn new((mask, may_hurry, exit): (u64, bool, bool)) -> Self {
        Self {
            mask,
            may_hurry,
            exit,
            clock: 0.0,
            factor: 1.0,
            waiting: Vec::new(),
            first: None,
            rate: 0.0,
        }
    }

    /// Looks who is waiting.
    fn look(&mut self, hazards: &[Source<'_>]) {
        let waiting = self.waiting.iter().zip(0..);
        let first = waiting.min_by(|((a, _), _), ((b, _), _)| a.total_cmp(b));
        self.first = first.map(|(_, place)| place);
        let rates = self.waiting.iter().map(|&(_, at)| hazards[at].rate);
        self.rate = rates.sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::trial::Trial;
    use crate::store::Example;

    /// Two ways to the same years: drawn here, and found among the outages of a run's trials.
    #[test]
    fn plain_years_are_those_of_the_trials() {
        for name in ["frontier-lab", "online-retailer"] {
            let loaded = Example::named(name).unwrap().load();
            let plan = Plan::new(&loaded.reading().scenario.unwrap());
            let keys = Keys::new(&plan, 1);
            let pool = Pool::new(1).unwrap();
            for portfolio in 0..plan.portfolios.len() {
                let found = weights_all_out(&plan, 1, portfolio, (Sampling::Plain, 0..300), &pool);
                let found = found.unwrap();
                let mut trial = Trial::new(&plan, &keys);
                for (number, weight) in found.iter().enumerate() {
                    trial.make(number as u64);
                    let hours = hours_all_out(&plan, &trial, portfolio, number % plan.years);
                    let weight_of_truth = if hours > 1.0 { 1.0 } else { 0.0 };
                    assert!(
                        (weight - weight_of_truth).abs() < 1e-12,
                        "{name} {portfolio} {number}: {weight}, {hours} h"
                    );
                }
            }
        }
    }

    fn hours_all_out(plan: &Plan, trial: &Trial<'_>, portfolio: usize, year: usize) -> f64 {
        let watch = &plan.watches[plan.portfolios[portfolio].watch];
        let all = watch.providers.len();
        let (from, until) = (plan.year_start(year), plan.year_ends[year]);
        let events = &trial.outages.events;
        let ends = events.iter().flat_map(|e| [e.start, e.end]);
        let mut times: Vec<f64> = ends.map(|t| t.clamp(from, until)).collect();
        times.sort_unstable_by(f64::total_cmp);
        let mut hours = 0.0;
        for pair in times.windows(2) {
            let active = events.iter();
            let active = active.filter(|e| e.start <= pair[0] && e.end > pair[0]);
            let hits: Vec<u32> = active
                .flat_map(|e| trial.outages.hit_by(e))
                .copied()
                .collect();
            if watch.down(&plan.groups, &hits).count_ones() as usize == all {
                hours += pair[1] - pair[0];
            }
        }
        hours
    }
}
