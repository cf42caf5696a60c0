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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Law, LawSpec, Stream, assert_close, expected_shortfall, sort};

    #[test]
    fn the_smaller_losses_dominate() {
        assert_eq!(
            first_order(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0]),
            Dominance::A
        );
        assert_eq!(
            first_order(&[1.0, 2.0, 3.0], &[0.0, 2.0, 3.0]),
            Dominance::B
        );
        assert_eq!(first_order(&[1.0, 2.0], &[1.0, 2.0]), Dominance::None);
        assert_eq!(first_order(&[1.0, 5.0], &[2.0, 4.0]), Dominance::None);
    }

    #[test]
    fn samples_of_different_length_are_compared_by_level() {
        assert_eq!(
            first_order(&[1.0, 2.0], &[1.0, 1.0, 2.0, 2.0]),
            Dominance::None
        );
        assert_eq!(
            first_order(&[1.0, 2.0], &[1.0, 1.0, 2.0, 3.0]),
            Dominance::A
        );
        // Thirds against halves: on the levels from 1/3 to 1/2, 2 meets 1.
        assert_eq!(first_order(&[1.0, 2.0, 2.0], &[1.0, 2.0]), Dominance::B);
        assert_eq!(first_order(&[], &[1.0]), Dominance::None);
    }

    #[test]
    fn who_dislikes_risk_prefers_the_safe_one_of_two_equal_means() {
        assert_eq!(second_order(&[2.0, 2.0], &[1.0, 3.0]), Dominance::A);
        assert_eq!(second_order(&[0.0, 4.0], &[1.0, 3.0]), Dominance::B);
        // The safer sample costs more on average: it depends.
        assert_eq!(second_order(&[2.5, 2.5], &[1.0, 3.0]), Dominance::None);
        // Equal sums in another order of addition are not a difference.
        assert_eq!(
            second_order(&[0.1, 0.2, 0.3], &[0.1, 0.2, 0.3]),
            Dominance::None
        );
        assert_eq!(
            second_order(&[0.2, 0.2, 0.2], &[0.1, 0.2, 0.3]),
            Dominance::A
        );
    }

    fn law(spec: &LawSpec) -> Law {
        spec.ready().unwrap()
    }

    /// Independent draws of both laws.
    fn samples(a: &LawSpec, b: &LawSpec, trial: u64, n: u64) -> (Vec<f64>, Vec<f64>) {
        let draw = |law: Law, purpose| {
            let stream = Stream::new(1234, trial);
            let mut values: Vec<f64> = (0..n)
                .map(|i| law.draw(&mut stream.draws(purpose, i)))
                .collect();
            sort(&mut values);
            values
        };
        (draw(law(a), 0), draw(law(b), 1))
    }

    #[test]
    fn a_true_crossing_is_found_where_it_is() {
        // U(4, 6) and U(0, 10.4) cross where 4 + 2p = 10.4p: p = 0.4762, loss 4.9524.
        let (a, b) = samples(
            &LawSpec::Uniform { min: 4.0, max: 6.0 },
            &LawSpec::Uniform {
                min: 0.0,
                max: 10.4,
            },
            0,
            10_000,
        );
        let found = crossings(&a, &b);
        assert_eq!(found.len(), 1);
        assert_close(found[0].loss, 4.9524, 0.02);
        assert_close(found[0].exceedance, 0.5238, 0.05);
        assert_eq!(crossings(&b, &a), found);
        assert_eq!(first_order(&a, &b), Dominance::None);
        assert_eq!(second_order(&a, &b), Dominance::A);
    }

    #[test]
    fn two_true_crossings_come_by_rising_loss() {
        // Quantile functions p and p + sin(2πp·1.5)/4: equal at p = 1/3 and 2/3.
        let n = 20_000;
        let levels = (0..n).map(|i| (f64::from(i) + 0.5) / f64::from(n));
        let a: Vec<f64> = levels.clone().collect();
        let b: Vec<f64> = levels
            .map(|p| p + (3.0 * std::f64::consts::PI * p).sin() / 10.0)
            .collect();
        let found = crossings(&a, &b);
        assert_eq!(found.len(), 2);
        assert_close(found[0].exceedance, 2.0 / 3.0, 1e-3);
        assert_close(found[1].exceedance, 1.0 / 3.0, 1e-3);
        assert_close(found[1].loss, 2.0 / 3.0, 1e-3);
    }

    #[test]
    fn noise_is_no_crossing() {
        let spec = LawSpec::LognormalMedianP90 {
            median: 1.0,
            p90: 4.0,
        };
        let reported = (0..200).filter(|&trial| {
            let (a, b) = samples(&spec, &spec, trial, 2000);
            !crossings(&a, &b).is_empty()
        });
        // Both signs must pass three standard errors somewhere: at most a few in 200.
        let reported = reported.count();
        assert!(
            reported <= 4,
            "{reported} of 200 comparisons of a law with itself report a crossing"
        );
    }

    #[test]
    fn a_shared_atom_and_missing_samples_are_no_crossing() {
        let (zeros, mut some) = (vec![0.0; 1000], vec![0.0; 1000]);
        some[900..].fill(5.0);
        assert!(crossings(&zeros, &some).is_empty());
        assert!(crossings(&[], &some).is_empty());
        assert_eq!(first_order(&zeros, &some), Dominance::A);
    }

    proptest! {
        #[test]
        fn first_order_implies_second_and_both_mirror(
            mut a in prop::collection::vec(0.0..10.0_f64, 1..12),
            mut b in prop::collection::vec(0.0..10.0_f64, 1..12),
        ) {
            sort(&mut a);
            sort(&mut b);
            let (first, second) = (first_order(&a, &b), second_order(&a, &b));
            prop_assert!(first == Dominance::None || first == second);
            let mirrored = match second_order(&b, &a) {
                Dominance::A => Dominance::B,
                Dominance::B => Dominance::A,
                Dominance::None => Dominance::None,
            };
            prop_assert_eq!(second, mirrored);
            if second == Dominance::A {
                for level in [0.0, 0.25, 0.5, 0.8, 0.95] {
                    prop_assert!(expected_shortfall(&a, level) <= expected_shortfall(&b, level) + 1e-9);
                }
            }
        }
    }
}
