//! Normal, gamma and beta integrals and their inverses.

use statrs::function::{beta::beta_reg, gamma::gamma_lr};

/// Above this shape the series for the gamma integral takes thousands of terms, and Wilson and Hilferty's cube root
/// is off by less than 1e-7.
const LARGE_GAMMA: f64 = 1e5;

/// Where both shapes of a beta are above this, its continued fraction does not converge in the terms statrs allows.
const LARGE_BETA: f64 = 1e4;

/// Value of the polynomial with these coefficients, highest power first.
#[inline]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    coefficients
        .iter()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// The standard normal quantile: the `z` with P(Z ≤ z) = `p`, to about 1 part in 10¹⁶.
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
    let r = (-libm::log(tail)).sqrt();
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
