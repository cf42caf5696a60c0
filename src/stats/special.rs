//! Normal, gamma and beta integrals and their inverses.

use statrs::function::{beta::beta_reg, gamma::gamma_lr};

use super::exp::ln;

/// Above this shape the series for the gamma integral takes thousands of terms, and Wilson and Hilferty's cube root
/// is off by less than 1e-7.
const LARGE_GAMMA: f64 = 1e5;

/// Below this the first two terms of the gamma integral's series are all of it, and statrs takes some `x` for 0.
const SMALL_GAMMA: f64 = 1e-9;

/// Where both shapes of a beta are above this, its continued fraction does not converge in the terms statrs allows.
const LARGE_BETA: f64 = 1e4;

/// Value of the polynomial with these coefficients, highest power first.
///
/// Estrin's scheme: its halves do not wait for each other.
#[inline]
fn polynomial(c: &[f64; 8], x: f64) -> f64 {
    let (x2, x4) = (x * x, (x * x) * (x * x));
    let high = (c[0] * x + c[1]) * x2 + (c[2] * x + c[3]);
    let low = (c[4] * x + c[5]) * x2 + (c[6] * x + c[7]);
    high * x4 + low
}

/// The standard normal quantile: the `z` with P(Z ≤ z) = `p`, to about 1 part in 10¹⁵.
///
/// -∞ at 0, +∞ at 1, NaN outside `0.0..=1.0`.
///
/// Source: Wichura, “Algorithm AS 241: the percentage points of the normal distribution”, Applied Statistics 37
/// (1988), 477–484, routine PPND16.
#[inline]
pub fn inverse_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    inverse_normal_tail(p)
}

/// [`inverse_normal`] where `p` is farther than 0.425 from one half: 15 in 100 draws.
fn inverse_normal_tail(p: f64) -> f64 {
    let tail = if p < 0.5 { p } else { 1.0 - p };
    if tail <= 0.0 || tail.is_nan() {
        return if tail < 0.0 || tail.is_nan() {
            f64::NAN
        } else if p < 0.5 {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        };
    }
    let r = (-ln(tail.max(f64::MIN_POSITIVE))).sqrt();
    let z = if r <= 5.0 {
        polynomial(&SHOULDER.0, r - 1.6) / polynomial(&SHOULDER.1, r - 1.6)
    } else {
        polynomial(&TAIL.0, r - 5.0) / polynomial(&TAIL.1, r - 5.0)
    };
    if p < 0.5 { -z } else { z }
}

/// Numerator and denominator of a rational approximation, highest power first.
type Rational = ([f64; 8], [f64; 8]);

#[rustfmt::skip]
#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "the digits as published")]
const CENTRE: Rational = (
    [2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
     1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e0],
    [5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
     5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0],
);

#[rustfmt::skip]
#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "the digits as published")]
const SHOULDER: Rational = (
    [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0],
    [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0],
);

#[rustfmt::skip]
#[expect(clippy::excessive_precision, clippy::unreadable_literal, reason = "the digits as published")]
const TAIL: Rational = (
    [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0],
    [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0],
);

/// P(Z ≤ z) for a standard normal Z.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// P(G ≤ x) for a gamma G of this `shape` and scale 1.
///
/// Source above [`LARGE_GAMMA`]: Wilson and Hilferty, “The distribution of chi-square”, Proceedings of the National
/// Academy of Sciences 17 (1931), 684–688.
pub(super) fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if shape > LARGE_GAMMA {
        let spread = 1.0 / (9.0 * shape);
        return normal_cdf((libm::cbrt(x / shape) - (1.0 - spread)) / spread.sqrt());
    }
    // The continued fraction of statrs divides ∞ by ∞ far out, where nothing is left to add.
    if x > 2.0 * shape + 1000.0 {
        return 1.0;
    }
    if x < SMALL_GAMMA {
        let head = libm::exp(shape * libm::log(x) - libm::lgamma(shape + 1.0));
        return head * (1.0 - shape * x / (shape + 1.0));
    }
    gamma_lr(shape, x)
}

/// The `x` with [`gamma_cdf`]`(shape, x) = p`; ∞ at 1.
pub(super) fn gamma_quantile(shape: f64, p: f64) -> f64 {
    if p >= 1.0 {
        return f64::INFINITY;
    }
    least(f64::MAX, |x| gamma_cdf(shape, x) >= p)
}

/// P(B ≤ x) for a beta B on 0 to 1.
///
/// Source above [`LARGE_BETA`]: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.5.22.
pub(super) fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if a.min(b) > LARGE_BETA {
        let (left, right) = (libm::cbrt(b * x), libm::cbrt(a * (1.0 - x)));
        let gap = left * (1.0 - 1.0 / (9.0 * b)) - right * (1.0 - 1.0 / (9.0 * a));
        return normal_cdf(3.0 * gap / (left * left / b + right * right / a).sqrt());
    }
    beta_reg(a, b, x)
}

/// The `x` with [`beta_cdf`]`(a, b, x) = p`.
pub(super) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    least(1.0, |x| beta_cdf(a, b, x) >= p)
}

/// The least number from 0 to `high` for which `holds`, where it holds from some number on; `high` if it never does.
///
/// Halves the range of bit patterns, which for positive floats are in the order of the numbers: 63 steps at most,
/// and the last bit is right.
fn least(high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0_u64, high.to_bits());
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(f64::from_bits(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    f64::from_bits(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assert_close;

    #[test]
    fn normal_quantiles_are_the_published_ones() {
        // mpmath, 40 digits: sqrt(2)*erfinv(2*p - 1), and for the far tail findroot of erfc(-z/sqrt(2))/2 = p.
        // Wichura (1988) prints -0.6744897501960817, -3.090232306167814 and -9.262340089798408.
        for (p, z) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.9, 1.281_551_565_544_600_4),
            (0.95, 1.644_853_626_951_472_7),
            (0.975, 1.959_963_984_540_054),
            (1e-10, -6.361_340_902_404_056),
            (1e-300, -37.047_096_299_361_2),
        ] {
            assert_close(inverse_normal(p), z, 1e-15);
        }
        assert_close(
            inverse_normal(0.500_000_1),
            2.506_628_274_631_026_7e-7,
            1e-9,
        );
    }

    #[test]
    fn normal_quantiles_at_and_beyond_the_ends() {
        assert!(inverse_normal(0.0) == f64::NEG_INFINITY && inverse_normal(1.0) == f64::INFINITY);
        assert!(
            inverse_normal(-0.1).is_nan()
                && inverse_normal(1.1).is_nan()
                && inverse_normal(f64::NAN).is_nan()
        );
    }

    #[test]
    fn gamma_integrals_agree_with_mpmath() {
        // mpmath: gammainc(a, 0, x, regularized=True); its inverses by findroot.
        assert_close(gamma_cdf(2.5, 2.0), 0.450_584_048_647_219_8, 1e-12);
        assert_close(gamma_cdf(0.3, 0.01), 0.279_240_996_359_014_86, 1e-12);
        assert_close(gamma_quantile(2.5, 0.99), 7.543_136_234_694_495, 1e-11);
        assert_close(gamma_quantile(0.3, 0.05), 3.211_034_699_722_962_4e-5, 1e-11);
        assert_close(
            2.0 * gamma_quantile(5.0, 0.95),
            18.307_038_053_275_147,
            1e-12,
        );
        // The approximation for large shapes; quad of the density gives 0.868184223254723.
        assert_close(gamma_cdf(2e5, 200_500.0), 0.868_184_223_254_723, 1e-7);
    }

    #[test]
    fn gamma_integrals_hold_at_the_ends() {
        assert_close(gamma_cdf(2.5, 0.0), 0.0, 0.0);
        assert_close(gamma_cdf(2.5, 1e100), 1.0, 0.0);
        assert_close(gamma_quantile(2.5, 0.0), 0.0, 0.0);
        assert!(gamma_quantile(2.5, 1.0).is_infinite());
        // Either side of the change to the approximation.
        assert_close(
            gamma_cdf(LARGE_GAMMA, 1.002e5),
            gamma_cdf(LARGE_GAMMA + 1e-6, 1.002e5),
            1e-6,
        );
    }

    #[test]
    fn gamma_integrals_near_zero_agree_with_mpmath() {
        // mpmath: gammainc(a, 0, x, regularized=True).
        assert_close(gamma_cdf(0.05, 1e-120), 1.027_216_865_271_676_4e-6, 1e-12);
        assert_close(gamma_cdf(0.05, 1e-16), 0.162_802_901_695_032_47, 1e-12);
        assert_close(gamma_cdf(0.5, 1e-10), 1.128_379_167_057_899_9e-5, 1e-12);
        assert_close(gamma_cdf(2.0, 1e-12), 5e-25, 1e-11);
    }

    #[test]
    fn beta_integrals_agree_with_mpmath() {
        // mpmath: betainc(a, b, 0, x, regularized=True); the last by quad of the density.
        assert_close(beta_cdf(2.0, 5.0, 0.3), 0.579_825, 1e-12);
        assert_close(beta_cdf(0.4, 0.6, 0.2), 0.407_491_308_294_446_3, 1e-12);
        assert_close(beta_quantile(2.0, 5.0, 0.9), 0.510_316_306_551_491_6, 1e-11);
        assert_close(beta_cdf(2e4, 3e4, 0.402), 0.819_371_366_685_759_6, 1e-6);
    }

    proptest! {
        #[test]
        fn a_quantile_inverts_the_integral(p in 1e-6..0.999_999_f64, a in 0.05..200.0_f64, b in 0.05..200.0_f64) {
            prop_assert!((normal_cdf(inverse_normal(p)) - p).abs() < 1e-14);
            prop_assert!((gamma_cdf(a, gamma_quantile(a, p)) - p).abs() < 1e-9);
            let x = beta_quantile(a, b, p);
            // With a small b the last float below 1 may hold more than 1e-9 of the law.
            let next = beta_cdf(a, b, f64::from_bits(x.to_bits() - 1));
            prop_assert!(next <= p + 1e-9 && beta_cdf(a, b, x) >= p - 1e-9);
        }
    }
}
