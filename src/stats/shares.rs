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
    /// Shannon entropy -Σ s·ln s, in nats; its exponential is the effective number of order 1.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assert_close;

    #[test]
    fn herfindahl_indices_are_the_published_ones() {
        // Validation cases H1 to H4; H1 and H2 from the page of the US Department of Justice.
        let shares: [(&[f64], f64); 4] = [
            (&[30.0, 30.0, 20.0, 20.0], 2600.0),
            (&[100.0], 10_000.0),
            (&[40.0, 30.0, 20.0, 10.0], 3000.0),
            (&[25.0, 20.0, 15.0, 10.0, 8.0, 7.0, 6.0, 5.0, 4.0], 1540.0),
        ];
        for (shares, hhi) in shares {
            let found = concentration(shares).unwrap();
            assert_close(found.hhi * 10_000.0, hhi, 1e-14);
            assert_close(found.effective, 10_000.0 / hhi, 1e-14);
            assert_close(found.largest, shares[0] / 100.0, 1e-15);
        }
    }

    #[test]
    fn entropy_and_gini_of_a_worked_example() {
        // 0.4, 0.3, 0.2, 0.1: entropy by mpmath; Gini Σ (2i - 5)·s_i / 4 = (-0.3 - 0.2 + 0.3 + 1.2)/4.
        let found = concentration(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_close(found.entropy, 1.279_854_225_833_667_5, 1e-14);
        assert_close(found.gini, 0.25, 1e-14);
    }

    #[test]
    fn equal_weights_have_as_many_effective_holders_and_no_inequality() {
        let found = concentration(&[5.0; 8]).unwrap();
        assert_close(found.effective, 8.0, 1e-14);
        assert_close(found.entropy, 8_f64.ln(), 1e-14);
        assert!(found.gini < 1e-15);
        let single = concentration(&[0.0, 3.0]).unwrap();
        let expected = Concentration {
            hhi: 1.0,
            effective: 1.0,
            largest: 1.0,
            entropy: 0.0,
            gini: 0.0,
        };
        assert_eq!(single, expected);
    }

    #[test]
    fn nothing_to_share_has_no_concentration() {
        for weights in [
            &[][..],
            &[0.0, 0.0],
            &[-1.0],
            &[f64::NAN],
            &[f64::INFINITY, 1.0],
            &[f64::MAX, f64::MAX],
        ] {
            assert_eq!(concentration(weights), None);
        }
    }

    proptest! {
        #[test]
        fn indices_keep_their_bounds_and_ignore_order_and_unit(
            weights in prop::collection::vec(0.0..1e6_f64, 1..20),
        ) {
            prop_assume!(weights.iter().any(|&weight| weight > 0.0));
            let n = weights.iter().filter(|&&weight| weight > 0.0).count() as f64;
            let found = concentration(&weights).unwrap();
            prop_assert!(found.hhi >= 1.0 / n - 1e-12 && found.hhi <= 1.0);
            prop_assert!(found.largest * found.largest <= found.hhi + 1e-12 && found.hhi <= found.largest + 1e-12);
            prop_assert!(found.entropy <= n.ln() + 1e-12 && libm::exp(found.entropy) >= found.effective - 1e-9);
            prop_assert!(found.gini >= 0.0 && found.gini <= (n - 1.0) / n + 1e-12);
            let mut turned: Vec<f64> = weights.iter().map(|weight| weight * 4.0).collect();
            turned.reverse();
            prop_assert_eq!(concentration(&turned), Some(found));
        }
    }
}
