//! One trial made again: its story, and which causes made the loss of chosen trials.

use rayon::prelude::*;

use super::draw::Keys;
use super::ledger::Booking;
use super::plan::Plan;
use super::run::Pool;
use super::telling::{self, Blow, Charge, Lapse, StoryLoss};
use super::trial::{Log, Trial};

/// Everything that happened in one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The trial's number.
    pub trial: u64,
    /// All outages in the order of their starts.
    pub events: Vec<StoryEvent>,
    /// All interruptions, by workload, portfolio and time.
    pub interruptions: Vec<Interruption>,
    /// What contracts and exits cost, by portfolio.
    pub bookings: Vec<Booking>,
    /// Undiscounted loss by portfolio and year, overhead included \[money\].
    pub annual: Vec<Vec<f64>>,
    /// When how much of a workload was not served, by portfolio, workload and time.
    pub lapses: Vec<Lapse>,
    /// What each outage was charged, moment by moment.
    pub charges: Vec<Charge>,
    /// What each outage took from each workload, and who took over.
    pub blows: Vec<Blow>,
    /// The discounted loss by portfolio, and what it is made of.
    pub losses: Vec<StoryLoss>,
}

/// One outage of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryEvent {
    /// When it starts \[h\].
    pub start: f64,
    /// When it ends \[h\].
    pub end: f64,
    /// The fraction of capacity lost.
    pub severity: f64,
    /// Index of its hazard in the plan.
    pub hazard: usize,
    /// Indices of the components hit.
    pub hits: Vec<usize>,
}

/// A maximal stretch in which a workload of a portfolio was not fully served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interruption {
    /// Index of the workload, in the order of the ids.
    pub workload: usize,
    /// Index of the portfolio.
    pub portfolio: usize,
    /// When it starts \[h\].
    pub from: f64,
    /// When it ends \[h\].
    pub to: f64,
    /// ∫ unserved dt \[h\].
    pub unserved_hours: f64,
    /// What it cost, undiscounted \[money\].
    pub loss: f64,
}

/// Makes trial number `trial` again and tells what happened in it.
pub fn replay(plan: &Plan, seed: u64, trial: u64) -> Story {
    let keys = Keys::new(plan, seed);
    let mut maker = Trial::new(plan, &keys);
    let mut log = Log::default();
    maker.make_logged(trial, Some(&mut log));
    let events = maker
        .outages
        .events
        .iter()
        .map(|event| StoryEvent {
            start: event.start,
            end: event.end,
            severity: event.severity,
            hazard: event.hazard as usize,
            hits: maker
                .outages
                .hit_by(event)
                .iter()
                .map(|&component| component as usize)
                .collect(),
        })
        .collect();
    let annual = maker
        .accounts
        .iter()
        .zip(&plan.portfolios)
        .map(|(account, portfolio)| {
            account
                .years
                .iter()
                .map(|year| year.loss + portfolio.overhead_per_year)
                .collect()
        })
        .collect();
    let walked = telling::walk(plan, &maker.outages);
    let losses = telling::losses(plan, &maker, &walked.charges, &log.bookings);
    Story {
        trial,
        events,
        interruptions: log.interruptions,
        bookings: log.bookings,
        annual,
        lapses: walked.lapses,
        charges: walked.charges,
        blows: walked.blows,
        losses,
    }
}

/// A weighted sum of discounted losses over chosen trials \[money\].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// By cause of the plan.
    pub by_cause: Vec<f64>,
    /// By component of the plan.
    pub by_component: Vec<f64>,
}

/// Makes `trials` again, each with its weight, and sums one portfolio's losses by cause and component.
pub fn attribute(
    plan: &Plan,
    seed: u64,
    portfolio: usize,
    trials: &[(u64, f64)],
    pool: &Pool,
) -> Attribution {
    let plan = &plan.only(portfolio);
    let keys = Keys::new(plan, seed);
    // Fixed chunks, summed in order: the same bytes on any number of threads.
    let parts: Vec<Attribution> = pool.install(|| {
        trials
            .par_chunks(64)
            .map(|chunk| {
                let mut maker = Trial::new(plan, &keys);
                let mut part = Attribution::zero(plan);
                for &(trial, weight) in chunk {
                    maker.make(trial);
                    part.add(
                        &maker.accounts[portfolio].by_cause,
                        &maker.accounts[portfolio].by_component,
                        weight,
                    );
                }
                part
            })
            .collect()
    });
    parts
        .iter()
        .fold(Attribution::zero(plan), |mut whole, part| {
            whole.add(&part.by_cause, &part.by_component, 1.0);
            whole
        })
}

impl Attribution {
    fn zero(plan: &Plan) -> Self {
        Self {
            by_cause: vec![0.0; plan.causes.len()],
            by_component: vec![0.0; plan.components.len()],
        }
    }

    fn add(&mut self, by_cause: &[f64], by_component: &[f64], weight: f64) {
        let mine = self.by_cause.iter_mut().chain(&mut self.by_component);
        for (sum, loss) in mine.zip(by_cause.iter().chain(by_component)) {
            *sum += weight * loss;
        }
    }
}
