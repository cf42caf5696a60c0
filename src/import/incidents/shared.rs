//! Incidents of two providers at the same time: candidates for a common cause, with what chance alone would give.

use jiff::Timestamp;

use super::evidence::Evidence;
use super::incident::hours_between;
use super::time::from_seconds;
use crate::stats::{Coincidence, coincide, coincidence};
use crate::units::HOURS_PER_YEAR;

/// Starts so near to each other count as one event of two providers \[h\].
pub const WINDOW: f64 = 1.0;

/// Two providers must have been watched together for so long \[h\].
const SHORTEST: f64 = 60.0 * 24.0;

/// Shifts times events of a pair, at most, and of all pairs.
const MOST_WORK: (f64, f64) = (2e7, 2e8);

/// Examples that are shown.
const EXAMPLES: usize = 5;

/// What two providers' incidents have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The names in the files.
    pub providers: (String, String),
    /// How long both were watched \[yr\].
    pub years: f64,
    /// How many bursts of the first begin within an hour of one of the second, and how many would by chance.
    pub found: Coincidence,
    /// When the first of them began.
    pub examples: Vec<Timestamp>,
}

/// Every pair of providers that were watched together, the least likely coincidence first.
pub(super) fn candidates(evidence: &[Evidence]) -> Vec<Candidate> {
    let dated: Vec<&Evidence> = evidence.iter().filter(|one| !one.relative).collect();
    let n = dated.len();
    let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
    let work = MOST_WORK.0.min(MOST_WORK.1 / (n * n) as f64 * 2.0);
    let mut found: Vec<Candidate> = pairs
        .filter_map(|(a, b)| candidate(dated[a], dated[b], work))
        .collect();
    found.sort_by(|a, b| a.found.chance.total_cmp(&b.found.chance));
    found
}

fn candidate(one: &Evidence, other: &Evidence, work: f64) -> Option<Candidate> {
    let hours = |at: Timestamp| hours_between(Timestamp::UNIX_EPOCH, at);
    let from = hours(one.window.0.max(other.window.0));
    let to = hours(one.window.1.min(other.window.1));
    if to - from < SHORTEST {
        return None;
    }
    let within = |evidence: &Evidence| bursts(&evidence.starts, from, to);
    let (first, second) = (within(one), within(other));
    let days = ((to - from) / 24.0).floor();
    let stride = (days * (first.len() + second.len()) as f64 / work)
        .ceil()
        .max(1.0);
    let shifts = std::iter::successors(Some(stride), |day| Some(day + stride));
    let shifts = shifts.take_while(|day| *day < days).map(|day| day * 24.0);
    let near = |at: &&f64| coincide(&[**at], &second, WINDOW) == 1;
    let examples = first.iter().filter(near).take(EXAMPLES);
    Some(Candidate {
        providers: (one.provider.clone(), other.provider.clone()),
        years: (to - from) / HOURS_PER_YEAR,
        examples: examples
            .filter_map(|at| from_seconds(at * 3600.0))
            .collect(),
        found: coincidence((&first, &second), (from, to), WINDOW, shifts),
    })
}

/// The beginnings of bursts: starts that do not follow another within the window.
///
/// One event is often posted once per service; counted singly it would coincide with another provider many times over.
fn bursts(starts: &[f64], from: f64, to: f64) -> Vec<f64> {
    let mut before = f64::NEG_INFINITY;
    let mut bursts = Vec::new();
    for &start in starts.iter().filter(|start| (from..=to).contains(*start)) {
        if start - before > WINDOW {
            bursts.push(start);
        }
        before = start;
    }
    bursts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_one_event() {
        let starts = [0.0, 10.0, 10.5, 11.2, 13.0, 50.0];
        assert_eq!(bursts(&starts, 5.0, 40.0), [10.0, 13.0]);
    }
}
