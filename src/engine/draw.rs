//! One trial's outages on its time line.
//!
//! Every quantity of every event has its own place in the hazard's stream:
//! event 3's duration is the same draw whatever the other durations, the rate or
//! the severity are. So a what-if moves events smoothly and leaves all others as
//! they were.

use super::pace::Frailties;
use super::plan::{Hit, Plan, PlanHazard, UnitUpTime};
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
    index: u32,
    /// The components hit: a range of [`Outages::hits`].
    hits: (u32, u32),
    /// The year in which it starts.
    pub(super) year: u32,
    /// Whether it also ends in that year.
    pub(super) within_year: bool,
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
    hits: Vec<u32>,
    /// The ends of relationships, by hazard and then in time.
    pub(super) exits: Vec<ExitNotice>,
    /// The random numbers of each hazard in this trial.
    streams: Vec<Stream>,
    /// The events in the order in which they were drawn, and their starts, to sort those instead.
    drawn: Vec<Event>,
    starts: Vec<(f64, u32)>,
    /// Where the events of each span of time go.
    spans: Vec<u32>,
}

impl Outages {
    /// Puts the drawn events in the order of their starts; equal starts keep the order in which they were drawn.
    ///
    /// They are dealt into as many equal spans of time as there are events, and each is then moved to its place: a few
    /// steps for each, since starts are spread over the horizon.
    fn put_in_order(&mut self, horizon_hours: f64) {
        let Self {
            events,
            drawn,
            starts,
            spans,
            ..
        } = self;
        let n = drawn.len();
        let scale = n as f64 / horizon_hours;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "starts lie within the horizon, so that this is below n or rounds to it"
        )]
        let span = |event: &Event| ((event.start * scale) as usize).min(n - 1);
        spans.clear();
        spans.resize(n + 1, 0);
        for event in drawn.iter() {
            spans[span(event) + 1] += 1;
        }
        for i in 1..=n {
            spans[i] += spans[i - 1];
        }
        starts.clear();
        starts.resize(n, (0.0, 0));
        for (event, i) in drawn.iter().zip(0..) {
            let place = &mut spans[span(event)];
            starts[*place as usize] = (event.start, i);
            *place += 1;
        }
        for i in 1..n {
            let moved = starts[i];
            let mut place = i;
            while place > 0 && moved.0 < starts[place - 1].0 {
                starts[place] = starts[place - 1];
                place -= 1;
            }
            starts[place] = moved;
        }
        events.clear();
        events.extend(starts.iter().map(|&(_, i)| drawn[i as usize]));
    }

    /// The components that `event` hits.
    pub(super) fn hit_by(&self, event: &Event) -> &[u32] {
        &self.hits[event.hits.0 as usize..event.hits.1 as usize]
    }

    /// The draws that decide how a workload, named by its salt, fails over from `event`: the same for all portfolios.
    pub(super) fn failover_draws(&self, event: &Event, salt: u64) -> Draws {
        let stream = &self.streams[event.hazard as usize];
        stream.fork(salt).draws(FAILOVER, u64::from(event.index))
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
    pub(super) fn stream(&self, hazard: u32, trial: u64) -> Stream {
        Stream::new(self.hazards[hazard as usize], trial)
    }
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
    outages.streams.clear();
    for (hazard, h) in plan.hazards.iter().zip(0u32..) {
        let stream = keys.stream(h, trial);
        outages.streams.push(stream);
        if hazard.mean_up_hours.is_finite() {
            draw_hazard(plan, (hazard, h), (&stream, frailties), outages);
        }
    }
    outages.put_in_order(plan.horizon_hours);
}

fn draw_hazard(
    plan: &Plan,
    (hazard, h): (&PlanHazard, u32),
    (stream, frailties): (&Stream, &Frailties),
    outages: &mut Outages,
) {
    let mut time = 0.0;
    for event in 0..u32::MAX {
        let index = u64::from(event);
        let mut start = next_start(plan, (hazard, frailties), (stream, index), time);
        if start >= plan.horizon_hours {
            break;
        }
        let hours = hours_down(hazard, stream, index);
        if let Some(exit) = hazard.exit {
            outages.exits.push(ExitNotice {
                at: start,
                hazard: h,
                provider: exit.provider,
            });
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
            let year = plan.year_at(start);
            #[expect(clippy::cast_possible_truncation, reason = "at most 100 years")]
            outages.drawn.push(Event {
                start,
                end,
                severity,
                hazard: h,
                index: event,
                hits,
                year: year as u32,
                within_year: end <= plan.year_ends[year],
            });
        }
    }
}

/// When event `index` starts, or is announced, of a hazard that is up from `time` on \[h\]; infinite, or beyond the
/// horizon, where it does not come.
#[inline]
pub(super) fn next_start(
    plan: &Plan,
    (hazard, frailties): (&PlanHazard, &Frailties),
    (stream, index): (&Stream, u64),
    time: f64,
) -> f64 {
    let up = hazard.mean_up_hours * up_time(hazard.up_time, &mut stream.draws(UP, index));
    if hazard.trend.is_empty() {
        return time + up;
    }
    let start = frailties.after(plan, hazard, time, up);
    start.unwrap_or(f64::INFINITY)
}

/// For how long event `index` keeps down what it hits \[h\]; of an exit what its notice does not cover.
#[inline]
pub(super) fn hours_down(hazard: &PlanHazard, stream: &Stream, index: u64) -> f64 {
    let hours = hazard.hours.draw(&mut stream.draws(HOURS, index));
    match hazard.exit {
        // The law is the migration's, in months.
        Some(exit) => (hours * HOURS_PER_MONTH - exit.notice_hours).max(0.0),
        None => hours,
    }
}

/// Below which probability event `index` hits.
pub(super) fn hit_draw(hit: &Hit, stream: &Stream, index: u64) -> f64 {
    stream.fork(hit.salt).draws(HITS, index).uniform()
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
        if hit.probability >= 1.0 || hit_draw(hit, stream, index) < hit.probability {
            hits.push(hit.component);
        }
    }
}
