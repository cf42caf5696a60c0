//! From where on a sample falls like a power.

use super::{CensoredSample, solve};
use crate::stats::LawSpec;

/// A power needs so many ends to show.
const FEWEST: usize = 25;

/// So many places are tried for the beginning, evenly among the ends.
const TRIED: usize = 200;

/// The long end of a sample as a Pareto law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerTail {
    /// Where it begins, in the unit of the times.
    pub min: f64,
    /// Its index: at or below 1 the law has no mean, at or below 2 no variance.
    pub alpha: f64,
    /// Standard error of the index, as if the beginning were known.
    pub error: f64,
    /// How many ended beyond the beginning.
    pub ends: usize,
    /// Largest distance of the law from the tail's own distribution function.
    pub ks: f64,
}

/// The tail whose Pareto lies nearest to it, over all beginnings that leave 25 ends or more; `None` below 50 ends.
///
/// Source: Clauset, Shalizi and Newman, “Power-law distributions in empirical data”, SIAM Review 51 (2009), 661–703,
/// section 3.3.
pub fn power_tail(sample: &CensoredSample) -> Option<PowerTail> {
    let ended = sample.ended();
    let last = ended.len().checked_sub(FEWEST)?;
    if last < FEWEST {
        return None;
    }
    let step = last.div_ceil(TRIED);
    (0..=last)
        .step_by(step)
        .filter_map(|at| tail_from(sample, ended[at]))
        .min_by(|a, b| a.ks.total_cmp(&b.ks))
}

fn tail_from(sample: &CensoredSample, min: f64) -> Option<PowerTail> {
    let beyond = sample.from(min);
    let ends = beyond.ended().len();
    let alpha = solve::pareto(&beyond, min);
    let law = LawSpec::Pareto { min, alpha }.ready().ok()?;
    Some(PowerTail {
        min,
        alpha,
        error: alpha / (ends as f64).sqrt(),
        ends,
        ks: beyond.distance(&law),
    })
}
