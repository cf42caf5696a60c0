//! What one provider's incidents say: how often, how long, how bad.

use jiff::Timestamp;

use super::gather::{Watched, union};
use super::incident::{End, Incident, hours_between};
use super::options::Options;
use crate::stats::{
    CensoredSample, Fit, PowerTail, fit_all, poisson_interval, power_tail, quantile,
};
use crate::units::HOURS_PER_YEAR;

/// Durations above this are looked at twice \[h\].
pub const LONG: f64 = 30.0 * 24.0;

/// The confidence of the interval of the rate.
pub const RATE_LEVEL: f64 = 0.9;

/// How often incidents start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Incidents over the years watched \[1/yr\].
    pub value: f64,
    /// Of the exact Poisson interval (Garwood) at [`RATE_LEVEL`] \[1/yr\].
    pub low: f64,
    /// Its upper end \[1/yr\].
    pub high: f64,
}

/// Durations of incidents that ended \[h\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HoursSummary {
    /// How many.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Half of them are shorter.
    pub median: f64,
    /// The least duration that nine in ten do not exceed.
    pub p90: f64,
    /// The longest.
    pub max: f64,
}

/// What one provider's incidents say.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The name in the files.
    pub provider: String,
    /// How many count.
    pub incidents: u64,
    /// How many of them go on.
    pub open: u64,
    /// How many end when they start: reported after the fact.
    pub zero_length: u64,
    /// How many end before they start.
    pub negative: u64,
    /// How many last over 30 days.
    pub over_long: u64,
    /// How many are over without a readable end.
    pub no_end: u64,
    /// How many have gone on for over 30 days.
    pub open_long: u64,
    /// How many end with the last update, for want of an end.
    pub estimated: u64,
    /// How many state that they took no capacity.
    pub harmless: u64,
    /// The first start.
    pub first: Timestamp,
    /// The last start.
    pub last: Timestamp,
    /// Whether these count from the first event, not from a date.
    pub relative: bool,
    /// From when to when incidents were watched for.
    pub window: (Timestamp, Timestamp),
    /// How often.
    pub per_year: Option<Rate>,
    /// How long, of those used; `None` for none.
    pub hours: Option<HoursSummary>,
    /// The durations used, in hours.
    pub sample: CensoredSample,
    /// The laws fitted to them, the best first.
    pub fits: Vec<Fit>,
    /// Their long end.
    pub tail: Option<PowerTail>,
    /// Hours during which at least one went on.
    pub merged_hours: f64,
    /// The most that went on at once.
    pub most_at_once: usize,
    /// By word of severity, the most frequent first: how many.
    pub severities: Vec<(String, u64)>,
    /// Least, mean and largest share of capacity that the severities suggest, but for 0.
    pub share: Option<(f64, f64, f64)>,
    /// The starts, ascending \[h since 1970, or since the first event\].
    pub starts: Vec<f64>,
}

impl Evidence {
    /// Years in the window.
    pub fn years(&self) -> f64 {
        hours_between(self.window.0, self.window.1) / HOURS_PER_YEAR
    }
}

/// The durations of one provider, sorted by what can be done with them.
#[derive(Default)]
struct Durations {
    ended: Vec<f64>,
    going_on: Vec<f64>,
    open: u64,
    zero_length: u64,
    negative: u64,
    over_long: u64,
    no_end: u64,
    open_long: u64,
    estimated: u64,
}

impl Durations {
    fn of(watched: &Watched, keep_long: bool) -> Self {
        let mut found = Self::default();
        for incident in &watched.incidents {
            let seen = incident
                .seen
                .map_or(watched.to, |seen| seen.min(watched.to));
            found.add(incident, seen, keep_long);
        }
        found
    }

    fn add(&mut self, incident: &Incident, seen: Timestamp, keep_long: bool) {
        match (incident.end, incident.start, incident.hours()) {
            (End::Open, Some(start), _) => {
                self.open += 1;
                let so_far = hours_between(start, seen);
                if so_far > LONG {
                    self.open_long += 1;
                }
                if so_far <= LONG || keep_long {
                    self.going_on.push(so_far);
                }
            }
            (_, _, Some(hours)) if hours < 0.0 => self.negative += 1,
            (_, _, Some(0.0)) => self.zero_length += 1,
            (end, _, Some(hours)) => {
                if hours > LONG {
                    self.over_long += 1;
                }
                if hours <= LONG || keep_long {
                    self.ended.push(hours);
                    self.estimated += u64::from(matches!(end, End::LastSeen(_)));
                }
            }
            _ => self.no_end += 1,
        }
    }
}

/// What the incidents of a provider say; there is at least one.
pub(super) fn evidence(watched: &Watched, options: &Options) -> Evidence {
    let durations = Durations::of(watched, options.keep_long);
    let sample = CensoredSample::new(durations.ended, durations.going_on);
    let n = watched.incidents.len() as u64;
    let years = hours_between(watched.from, watched.to) / HOURS_PER_YEAR;
    let (merged_hours, most_at_once) = union(watched);
    let starts: Vec<Timestamp> = watched
        .incidents
        .iter()
        .filter_map(|one| one.start)
        .collect();
    Evidence {
        provider: watched.provider.clone(),
        incidents: n,
        open: durations.open,
        zero_length: durations.zero_length,
        negative: durations.negative,
        over_long: durations.over_long,
        no_end: durations.no_end,
        open_long: durations.open_long,
        estimated: durations.estimated,
        harmless: harmless(&watched.incidents),
        first: starts.first().copied().unwrap_or(watched.from),
        last: starts.last().copied().unwrap_or(watched.from),
        relative: watched.relative,
        window: (watched.from, watched.to),
        per_year: rate(n, years),
        hours: summary(sample.ended()),
        fits: fit_all(&sample),
        tail: power_tail(&sample),
        merged_hours,
        most_at_once,
        severities: severities(&watched.incidents),
        share: share(&watched.incidents),
        starts: starts
            .iter()
            .map(|at| hours_between(Timestamp::UNIX_EPOCH, *at))
            .collect(),
        sample,
    }
}

/// Nothing where the window has no length.
fn rate(n: u64, years: f64) -> Option<Rate> {
    let (low, high) = poisson_interval(n, RATE_LEVEL);
    (years > 0.0).then(|| Rate {
        value: n as f64 / years,
        low: low / years,
        high: high / years,
    })
}

/// Of ascending durations.
fn summary(ended: &[f64]) -> Option<HoursSummary> {
    let n = ended.len();
    Some(HoursSummary {
        n,
        mean: ended.iter().sum::<f64>() / n as f64,
        median: quantile(ended.get(..).filter(|all| !all.is_empty())?, 0.5),
        p90: ended[(9 * n).div_ceil(10) - 1],
        max: *ended.last()?,
    })
}

fn harmless(incidents: &[Incident]) -> u64 {
    let none = incidents
        .iter()
        .filter(|one| one.severity.share == Some((0.0, 0.0)));
    none.count() as u64
}

fn severities(incidents: &[Incident]) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    for incident in incidents {
        let word = match incident.severity.word.as_str() {
            "" => "not stated",
            word => word,
        };
        match counts.iter().position(|(known, _)| known == word) {
            Some(at) => counts[at].1 += 1,
            None if counts.len() < MOST_WORDS => counts.push((word.to_owned(), 1)),
            None => {}
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// A column of numbers has a word per row; the report needs no more than these.
const MOST_WORDS: usize = 50;

fn share(incidents: &[Incident]) -> Option<(f64, f64, f64)> {
    let shares = incidents.iter().filter_map(|one| one.severity.share);
    let felt: Vec<(f64, f64)> = shares.filter(|(_, high)| *high > 0.0).collect();
    let least = felt
        .iter()
        .map(|(low, _)| *low)
        .fold(f64::INFINITY, f64::min);
    let most = felt.iter().map(|(_, high)| *high).fold(0.0, f64::max);
    let mean = felt
        .iter()
        .map(|(low, high)| (low + high) / 2.0)
        .sum::<f64>()
        / felt.len() as f64;
    (!felt.is_empty()).then(|| (least.max(0.01), mean.max(0.01), most))
}
