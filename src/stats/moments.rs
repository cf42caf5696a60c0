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
