//! One trial's outages on its time line.
//!
//! Every quantity of every event has its own place in the hazard's stream:
//! event 3's duration is the same draw whatever the other durations, the rate or
//! the severity are. So a what-if moves events smoothly and leaves all others as
//! they were.

use super::pace::Frailties;
use super::plan::{Plan, PlanHazard, UnitUpTime};
use crate::stats::{Draws, Stream, source_key};
use crate::units::HOURS_PER_MONTH;

/// One outage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Event {
    /// When it starts \[h from the start of the trial\].
    pub(super) start: f64,
    /// When it ends, at most the horizon \[h\].
    pub(super) end: f64,
    /// The fraction of capacity that is lost.
    pub(super) severity: f64,
    /// Index of its hazard.
    pub(super) hazard: u32,
    /// Which event of its hazard this is, from 0.
    pub(super) index: u64,
    /// The random numbers of its hazard in this trial.
    pub(super) stream: Stream,
    /// The components hit: a range of [`Outages::hits`].
    pub(super) hits: (u32, u32),
}

/// The notice that a relationship ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ExitNotice {
    /// When it is given \[h\].
    pub(super) at: f64,
    /// Index of its hazard.
    pub(super) hazard: u32,
    /// The provider that is left.
    pub(super) provider: u32,
}

/// The outages of one trial in the order of their starts.
#[derive(Debug, Default)]
pub(super) struct Outages {
    pub(super) events: Vec<Event>,
    pub(super) hits: Vec<u32>,
    /// The ends of relationships, by hazard and then in time.
    pub(super) exits: Vec<ExitNotice>,
    /// The events in the order in which they were drawn, and their starts, to sort those instead.
    drawn: Vec<Event>,
    starts: Vec<(u64, u32)>,
}

impl Outages {
    /// The components that `event` hits.
    pub(super) fn hit_by(&self, event: &Event) -> &[u32] {
        &self.hits[event.hits.0 as usize..event.hits.1 as usize]
    }
}

/// What a draw is for; each has its own part of a stream.
const UP: u64 = 0;
const HOURS: u64 = 1;
const SEVERITY: u64 = 2;
const HITS: u64 = 3;
const FAILOVER: u64 = 4;

/// The keys of all hazards under one seed.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    pub(super) seed: u64,
    hazards: Vec<u64>,
}

impl Keys {
    pub(super) fn new(plan: &Plan, seed: u64) -> Self {
        let hazards = plan.hazards.iter();
        Self {
            seed,
            hazards: hazards.map(|hazard| source_key(seed, &hazard.id)).collect(),
        }
    }

    /// The stream of a hazard in a trial.
    fn stream(&self, hazard: u32, trial: u64) -> Stream {
        Stream::new(self.hazards[hazard as usize], trial)
    }
}

/// The draws that decide how a workload fails over from an event: the same for all portfolios.
pub(super) fn failover_draws(event: &Event, salt: u64) -> Draws {
    event.stream.fork(salt).draws(FAILOVER, event.index)
}

/// Draws all outages of a trial into `outages`, replacing what it held.
pub(super) fn draw(
    plan: &Plan,
    (keys, frailties): (&Keys, &Frailties),
    trial: u64,
    outages: &mut Outages,
) {
    outages.drawn.clear();
    outages.hits.clear();
    outages.exits.clear();
    for (hazard, h) in plan.hazards.iter().zip(0u32..) {
        if hazard.mean_up_hours.is_finite() {
            let source = (&keys.stream(h, trial), frailties);
            draw_hazard(plan, (hazard, h), source, outages);
        }
    }
    let Outages {
        events,
        drawn,
        starts,
        ..
    } = outages;
    starts.clear();
    // The bits of numbers that are not negative order as the numbers do.
    starts.extend(drawn.iter().map(|event| event.start.to_bits()).zip(0..));
    // Hazards are drawn in the order of their ids and each in time; equal starts keep that order.
    starts.sort_unstable();
    events.clear();
    events.extend(starts.iter().map(|&(_, i)| drawn[i as usize]));
}

fn draw_hazard(
    plan: &Plan,
    (hazard, h): (&PlanHazard, u32),
    (stream, frailties): (&Stream, &Frailties),
    outages: &mut Outages,
) {
    let mut time = 0.0;
    for index in 0.. {
        let up = hazard.mean_up_hours * up_time(hazard.up_time, &mut stream.draws(UP, index));
        let mut start = if hazard.trend.is_empty() {
            time + up
        } else {
            frailties
                .after(plan, hazard, time, up)
                .unwrap_or(f64::INFINITY)
        };
        if start >= plan.horizon_hours {
            break;
        }
        let mut hours = hazard.hours.draw(&mut stream.draws(HOURS, index));
        if let Some(exit) = hazard.exit {
            outages.exits.push(ExitNotice {
                at: start,
                hazard: h,
                provider: exit.provider,
            });
            // The law is the migration's, in months; what of it the notice does not cover is an outage.
            hours = (hours * HOURS_PER_MONTH - exit.notice_hours).max(0.0);
            start += exit.notice_hours;
            if start >= plan.horizon_hours {
                break;
            }
        }
        time = start + hours;
        let first = outages.hits.len();
        hit(hazard, stream, index, &mut outages.hits);
        if outages.hits.len() > first && hours > 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a trial holds far fewer than 2³² hits"
            )]
            let hits = (first as u32, outages.hits.len() as u32);
            let severity = hazard.severity.draw(&mut stream.draws(SEVERITY, index));
            let end = time.min(plan.horizon_hours);
            outages.drawn.push(Event {
                start,
                end,
                severity,
                hazard: h,
                index,
                stream: *stream,
                hits,
            });
        }
    }
}

/// An up-time of mean 1.
fn up_time(law: UnitUpTime, draws: &mut Draws) -> f64 {
    match law {
        UnitUpTime::Exponential => draws.exponential(),
        UnitUpTime::Weibull {
            inverse_shape,
            scale,
        } => scale * libm::pow(draws.exponential(), inverse_shape),
        UnitUpTime::Gamma { shape } => draws.gamma(shape) / shape,
    }
}

/// Which components event `index` hits.
fn hit(hazard: &PlanHazard, stream: &Stream, index: u64, hits: &mut Vec<u32>) {
    for hit in &hazard.hits {
        let certain = hit.probability >= 1.0;
        if certain || stream.fork(hit.salt).draws(HITS, index).uniform() < hit.probability {
            hits.push(hit.component);
        }
    }
}
