//! How concentrated a set of weights is: Herfindahl-Hirschman, effective number, entropy, Gini.

use super::{moments::pairwise_sum, quantile::sort};

/// Concentration of the shares s = weight / sum of weights, over the entries whose weight is positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// Herfindahl-Hirschman index Σ s², above 0 up to 1 for a single holder; shown times 10,000.
    pub hhi: f64,
    /// Effective number of holders 1/HHI (inverse Simpson): n for n equal shares.
    pub effective: f64,
    /// The largest share, 0 to 1 (Berger-Parker).
    pub largest: f64,
    /// Shannon entropy -Σ s·ln s [nats]; its exponential is the effective number of order 1.
    pub entropy: f64,
    /// Gini coefficient, 0 for equal shares up to (n - 1)/n; 0 for a single holder, so it does not measure dependence.
    pub gini: f64,
}

/// Concentration of `weights`, in any unit and any order; `None` if nothing is left to share.
///
/// Entries that are not positive count as absent, also for the n of the Gini coefficient
/// `Σ (2i - n - 1)·x_i / (n·Σ x_i)`, x ascending. `None` if no weight is positive or their sum is not finite.
///
/// Source: Hirschman, “The paternity of an index”, American Economic Review 54 (1964), 761–762; Shannon, “A
/// mathematical theory of communication” (1948); Gini by ranks: Sen, On Economic Inequality (1973), section 2.7.
pub fn concentration(weights: &[f64]) -> Option<Concentration> {
    let mut shares: Vec<f64> = weights
        .iter()
        .copied()
        .filter(|&weight| weight > 0.0)
        .collect();
    // Ascending, so that the order of the entries does not change a bit of the result.
    sort(&mut shares);
    let sum = pairwise_sum(&shares, &|weight| weight);
    let largest = *shares.last()? / sum;
    if !sum.is_finite() {
        return None;
    }
    for share in &mut shares {
        *share /= sum;
    }
    let hhi = pairwise_sum(&shares, &|share| share * share).min(1.0);
    let entropy = pairwise_sum(&shares, &|share| {
        if share > 0.0 {
            -share * libm::log(share)
        } else {
            0.0
        }
    });
    let n = shares.len() as f64;
    let ranked = shares
        .iter()
        .zip(1_u32..)
        .map(|(share, rank)| (2.0 * f64::from(rank) - n - 1.0) * share);
    let gini = (ranked.sum::<f64>() / n).max(0.0);
    Some(Concentration {
        hhi,
        effective: 1.0 / hhi,
        largest,
        entropy,
        gini,
    })
}
