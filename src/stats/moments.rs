//! Means, variances and skewness: in one pass and mergeable, or of a whole slice.

/// Count, mean, spread and skewness of the values pushed so far, without keeping them.
///
/// Two halves of a sample merge to the moments of the whole, up to rounding; merging the same parts in the same
/// order gives the same bytes.
///
/// Source: Chan, Golub and `LeVeque`, “Updating formulae and a pairwise algorithm for computing sample variances”
/// (1979); the third moment: Pébay, “Formulas for robust, one-pass parallel computation of covariances and
/// arbitrary-order statistical moments”, Sandia report SAND2008-6212 (2008).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    m2: f64,
    m3: f64,
}

impl Moments {
    /// Adds one value.
    #[inline]
    pub fn push(&mut self, value: f64) {
        let before = self.count as f64;
        self.count += 1;
        let n = self.count as f64;
        let delta = value - self.mean;
        let step = delta / n;
        let spread = delta * step * before;
        self.mean += step;
        self.m3 += spread * step * (n - 2.0) - 3.0 * step * self.m2;
        self.m2 += spread;
    }

    /// Adds all values that `other` has seen.
    pub fn merge(&mut self, other: &Moments) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (left, right) = (self.count as f64, other.count as f64);
        let n = left + right;
        let delta = other.mean - self.mean;
        let spread = delta * delta * left * right / n;
        self.m3 += other.m3
            + spread * delta * (left - right) / n
            + 3.0 * delta * (left * other.m2 - right * self.m2) / n;
        self.m2 += other.m2 + spread;
        self.mean += delta * right / n;
        self.count += other.count;
    }

    /// How many values were seen.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean, in their unit; NaN of no values.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { f64::NAN } else { self.mean }
    }

    /// Their variance with divisor n - 1, in their unit squared; NaN of fewer than two values.
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            f64::NAN
        } else {
            self.m2 / (self.count - 1) as f64
        }
    }

    /// Their standard deviation, the root of [`Moments::variance`].
    pub fn sd(&self) -> f64 {
        self.variance().sqrt()
    }

    /// Their skewness √n·Σ(x - x̄)³ / (Σ(x - x̄)²)^1.5, without unit; NaN where all values are equal.
    pub fn skewness(&self) -> f64 {
        (self.count as f64).sqrt() * self.m3 / (self.m2 * self.m2.sqrt())
    }

    /// Standard error of the mean, sd/√n, in their unit; NaN of fewer than two values.
    pub fn standard_error(&self) -> f64 {
        (self.variance() / self.count as f64).sqrt()
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Moments {
        let mut moments = Moments::default();
        values.into_iter().for_each(|value| moments.push(value));
        moments
    }
}

/// Mean of `values` and its standard error sd/√n, both in their unit.
///
/// Sums by halves, so the rounding error grows with log n; the order of the additions depends on the number of
/// values alone. The mean of no values is NaN, as is the error of fewer than two.
///
/// Source: Higham, “The accuracy of floating point summation”, SIAM Journal on Scientific Computing 14 (1993),
/// 783–799.
pub fn mean_with_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = pairwise_sum(values, &|value| value) / n;
    if values.len() < 2 {
        return (mean, f64::NAN);
    }
    let squares = pairwise_sum(values, &|value| (value - mean) * (value - mean));
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// Σ `term(value)`, added by halves down to runs of 64.
pub(super) fn pairwise_sum(values: &[f64], term: &impl Fn(f64) -> f64) -> f64 {
    if values.len() <= 64 {
        return values.iter().fold(0.0, |sum, &value| sum + term(value));
    }
    let (left, right) = values.split_at(values.len() / 2);
    pairwise_sum(left, term) + pairwise_sum(right, term)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assert_close;

    #[test]
    fn a_worked_example() {
        // 2, 4, 4, 4, 5, 5, 7, 9: squares about 5 sum to 32, cubes to 42, so skewness √8·42/32^1.5.
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let moments: Moments = values.into_iter().collect();
        assert_eq!(moments.count(), 8);
        assert_close(moments.mean(), 5.0, 1e-15);
        assert_close(moments.variance(), 32.0 / 7.0, 1e-15);
        assert_close(moments.sd(), (32.0_f64 / 7.0).sqrt(), 1e-15);
        assert_close(moments.standard_error(), (4.0_f64 / 7.0).sqrt(), 1e-15);
        assert_close(moments.skewness(), 0.65625, 1e-14);
        let (mean, error) = mean_with_error(&values);
        assert_close(mean, 5.0, 1e-15);
        assert_close(error, (4.0_f64 / 7.0).sqrt(), 1e-15);
    }

    #[test]
    fn a_large_offset_does_not_swallow_the_spread() {
        // The textbook formula Σx² - n·x̄² gives 0 here.
        let moments: Moments = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]
            .into_iter()
            .collect();
        assert_close(moments.variance(), 30.0, 1e-15);
    }

    #[test]
    fn few_values_have_no_spread() {
        let (none, one): (Moments, Moments) = (Moments::default(), [3.0].into_iter().collect());
        assert!(none.mean().is_nan() && none.variance().is_nan());
        assert_close(one.mean(), 3.0, 0.0);
        assert!(
            one.variance().is_nan() && one.standard_error().is_nan() && one.skewness().is_nan()
        );
        assert!(mean_with_error(&[]).0.is_nan() && mean_with_error(&[3.0]).1.is_nan());
    }

    #[test]
    fn summing_by_halves_keeps_what_a_plain_sum_loses() {
        // A million times 0.1: a plain sum is off by 1.3e-6.
        assert_close(mean_with_error(&vec![0.1; 1_000_000]).0, 0.1, 1e-15);
    }

    proptest! {
        #[test]
        fn merged_parts_equal_the_whole(values in prop::collection::vec(-1e3..1e3_f64, 2..200), cut in 0..200_usize) {
            let cut = cut.min(values.len());
            let whole: Moments = values.iter().copied().collect();
            let mut left: Moments = values[..cut].iter().copied().collect();
            let right: Moments = values[cut..].iter().copied().collect();
            left.merge(&right);
            prop_assert_eq!(left.count(), whole.count());
            prop_assert!((left.mean() - whole.mean()).abs() < 1e-10);
            prop_assert!((left.m2 - whole.m2).abs() <= 1e-11 * 1e6 * values.len() as f64);
            prop_assert!((left.m3 - whole.m3).abs() <= 1e-11 * 1e9 * values.len() as f64);
            let (mean, error) = mean_with_error(&values);
            prop_assert!((mean - whole.mean()).abs() < 1e-10);
            prop_assert!((error - whole.standard_error()).abs() < 1e-9);
        }
    }
}
