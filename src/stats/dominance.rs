//! Which of two samples of losses is the safer choice, and where their curves cross.

use super::{interval::ranks, quantile::quantile};

/// How many standard errors apart two quantiles must be before [`crossings`] believes which is larger.
///
/// Not 1.96: thousands of levels are looked at, and the largest of as many correlated normal errors passes 1.96 in
/// most comparisons of two samples of one law.
const CLEAR: f64 = 3.0;

/// Which of two samples of losses is preferred by everyone of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dominance {
    /// The first sample is nowhere worse and somewhere better.
    A,
    /// The second sample is nowhere worse and somewhere better.
    B,
    /// Neither, or the two are equal: it depends on the taste for risk.
    None,
}

/// A place where two exceedance curves change their order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The loss at which they cross, in the unit of the losses.
    pub loss: f64,
    /// The probability of more than that, 0 to 1.
    pub exceedance: f64,
}

/// First-order dominance of **losses**: whose quantiles are nowhere larger and somewhere smaller.
///
/// Everyone who prefers less loss to more prefers that sample. Both slices are ascending; they may differ in length.
/// This compares the samples as they are: no allowance is made for their errors.
///
/// Source: Hadar and Russell, “Rules for ordering uncertain prospects”, American Economic Review 59 (1969), 25–34,
/// with the sign turned from payoffs to losses.
pub fn first_order(a_sorted: &[f64], b_sorted: &[f64]) -> Dominance {
    let (mut a_smaller, mut b_smaller) = (false, false);
    for (a, b, _) in Steps::new(a_sorted, b_sorted) {
        a_smaller |= a < b;
        b_smaller |= b < a;
    }
    verdict(a_smaller, b_smaller)
}

/// Second-order dominance of **losses** (increasing convex order): whose expected shortfall is nowhere larger and
/// somewhere smaller, at every level from 0 (the mean) to 1.
///
/// Everyone who dislikes both loss and risk prefers that sample. Both slices are ascending; they may differ in length.
/// Differences below 1e-12 of the losses summed so far are rounding and count as none.
///
/// Source: Shaked and Shanthikumar, Stochastic Orders (2007), theorem 4.A.3; Dentcheva and Ruszczyński, “Portfolio
/// optimization with stochastic dominance constraints”, Journal of Banking & Finance 30 (2006), 433–451.
pub fn second_order(a_sorted: &[f64], b_sorted: &[f64]) -> Dominance {
    let (mut a_smaller, mut b_smaller) = (false, false);
    let (mut difference, mut size) = (0.0, 0.0);
    for (a, b, width) in Steps::new(a_sorted, b_sorted) {
        difference += (a - b) * width;
        size += (a.abs() + b.abs()) * width;
        a_smaller |= difference < -1e-12 * size;
        b_smaller |= difference > 1e-12 * size;
    }
    verdict(a_smaller, b_smaller)
}

/// Where the two exceedance curves change their order, by rising loss; empty if one lies above wherever they differ
/// clearly.
///
/// **Rule.** The quantiles of both samples are compared at the levels (i + ½)/n. Each has a standard error there: half
/// the distance of the order statistics at ranks `n·p ± √(n·p·(1-p))`. Two quantiles differ clearly if they are more
/// than three joint standard errors apart, the root of the sum of the squares of their own; levels so near to 1 (or 0) that three standard errors reach
/// past the sample are passed over. A crossing is reported only between a level where A is clearly larger and one where
/// B is, at the middle one of the changes of sign between them. Errors are joined as for independent samples, which
/// under common random numbers is cautious: a crossing may go unreported, noise is not reported as one.
///
/// Both slices are ascending; nothing is reported if one is empty.
pub fn crossings(a_sorted: &[f64], b_sorted: &[f64]) -> Vec<Crossing> {
    let n = a_sorted.len().max(b_sorted.len());
    let mut found = Vec::new();
    if a_sorted.is_empty() || b_sorted.is_empty() {
        return found;
    }
    // The order at the last clear level, the order at the last level at all, and the changes since the former.
    let (mut clear_order, mut order) = (0.0, 0.0);
    let mut changes: Vec<Crossing> = Vec::new();
    for level in (0..n).map(|i| (i as f64 + 0.5) / n as f64) {
        let (a, b) = (quantile(a_sorted, level), quantile(b_sorted, level));
        let sign = if a > b {
            1.0
        } else {
            -f64::from(u8::from(a < b))
        };
        if sign * order < 0.0 {
            changes.push(Crossing {
                loss: f64::midpoint(a, b),
                exceedance: 1.0 - level,
            });
        }
        if sign != 0.0 {
            order = sign;
        }
        if !differs_clearly(a_sorted, b_sorted, level) {
            continue;
        }
        if sign * clear_order < 0.0 {
            found.push(changes[changes.len() / 2]);
        }
        clear_order = sign;
        changes.clear();
    }
    found
}

/// Whether the quantiles at `level` are more than [`CLEAR`] joint standard errors apart.
fn differs_clearly(a_sorted: &[f64], b_sorted: &[f64], level: f64) -> bool {
    let difference = quantile(a_sorted, level) - quantile(b_sorted, level);
    if difference == 0.0 {
        return false;
    }
    let (Some(a), Some(b)) = (
        squared_error(a_sorted, level),
        squared_error(b_sorted, level),
    ) else {
        return false;
    };
    difference * difference > CLEAR * CLEAR * (a + b)
}

/// Squared standard error of the quantile at `level`; `None` where the sample ends too near.
fn squared_error(sorted: &[f64], level: f64) -> Option<f64> {
    let n = sorted.len();
    let (lowest, highest) = ranks(n, level, CLEAR);
    if lowest < 1.0 || highest > n as f64 {
        return None;
    }
    let (low, high) = super::quantile_interval(sorted, level, 1.0);
    Some((high - low) * (high - low) / 4.0)
}

fn verdict(a_smaller: bool, b_smaller: bool) -> Dominance {
    match (a_smaller, b_smaller) {
        (true, false) => Dominance::A,
        (false, true) => Dominance::B,
        _ => Dominance::None,
    }
}

/// The quantile functions of two samples side by side, from the largest loss down: both values and the width of the
/// levels over which they stay.
struct Steps<'a> {
    a: &'a [f64],
    b: &'a [f64],
    /// Levels below this are still to come, in units of 1/(length of a · length of b).
    level: u64,
}

impl<'a> Steps<'a> {
    fn new(a: &'a [f64], b: &'a [f64]) -> Steps<'a> {
        Steps {
            a,
            b,
            level: a.len() as u64 * b.len() as u64,
        }
    }
}

impl Iterator for Steps<'_> {
    type Item = (f64, f64, f64);

    #[expect(clippy::cast_possible_truncation, reason = "indices of slices")]
    fn next(&mut self) -> Option<Self::Item> {
        let top = self.level.checked_sub(1)?;
        let (a_width, b_width) = (self.b.len() as u64, self.a.len() as u64);
        let (i, j) = (top / a_width, top / b_width);
        let bottom = (i * a_width).max(j * b_width);
        let width = (self.level - bottom) as f64;
        self.level = bottom;
        Some((self.a[i as usize], self.b[j as usize], width))
    }
}
