//! The log-likelihood of each family, and the standard errors that its curvature gives.

use statrs::function::gamma::gamma_ur;

use super::{CensoredSample, Family};
use crate::stats::moments::pairwise_sum;

/// Step of the differences that give the curvature, as a part of the parameter: truncation and rounding are then both
/// near 1e-7 of a standard error for some hundred times.
const STEP: f64 = 1e-4;

/// ln √(2π).
pub(super) const LN_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

/// Of the times that ended the density, of those that go on the share that is longer, each as a logarithm, summed.
///
/// -∞ where the law cannot give the sample.
pub(super) fn log_likelihood(family: Family, parameters: [f64; 2], sample: &CensoredSample) -> f64 {
    let density = |time: f64| ln_density(family, parameters, time);
    let longer = |time: f64| ln_survival(family, parameters, time);
    let sum = pairwise_sum(sample.ended(), &density) + pairwise_sum(sample.going_on(), &longer);
    if sum.is_nan() { f64::NEG_INFINITY } else { sum }
}

/// The logarithm of the density at a time above 0.
///
/// Not that of [`Law::density`](crate::stats::Law::density), which is 0 where this is below -745.
fn ln_density(family: Family, [first, second]: [f64; 2], time: f64) -> f64 {
    let ln = libm::log(time);
    match family {
        Family::Exponential => -libm::log(first) - time / first,
        Family::Lognormal => {
            let z = (ln - first) / second;
            -0.5 * z * z - ln - libm::log(second) - LN_ROOT_TAU
        }
        Family::Weibull => {
            let age = first * (ln - libm::log(second));
            libm::log(first) + age - ln - libm::exp(age)
        }
        Family::Gamma => {
            (first - 1.0) * ln - time / second - first * libm::log(second) - libm::lgamma(first)
        }
        Family::Pareto if time < first => f64::NEG_INFINITY,
        Family::Pareto => libm::log(second) + second * (libm::log(first) - ln) - ln,
    }
}

/// The logarithm of the share that is longer than a time above 0.
fn ln_survival(family: Family, [first, second]: [f64; 2], time: f64) -> f64 {
    match family {
        Family::Exponential => -time / first,
        Family::Lognormal => ln_normal_tail((libm::log(time) - first) / second),
        Family::Weibull => -libm::pow(time / second, first),
        Family::Gamma => ln_gamma_tail(first, time / second),
        Family::Pareto => (second * libm::log(first / time)).min(0.0),
    }
}

/// ln P(Z > z) of a standard normal.
///
/// Source beyond 30, where the probability itself has no digits left: Abramowitz and Stegun, Handbook of Mathematical
/// Functions (1964), 26.2.12.
pub(super) fn ln_normal_tail(z: f64) -> f64 {
    if z > 30.0 {
        let squared = z * z;
        return -0.5 * squared - LN_ROOT_TAU - libm::log(z)
            + libm::log1p(-1.0 / squared + 3.0 / (squared * squared));
    }
    libm::log(0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2))
}

/// ln P(G > x) of a gamma of this `shape` and scale 1.
///
/// Source far out: Abramowitz and Stegun, 6.5.32, its first two terms.
fn ln_gamma_tail(shape: f64, x: f64) -> f64 {
    if x > 2.0 * shape + 600.0 {
        return (shape - 1.0) * libm::log(x) - x - libm::lgamma(shape)
            + libm::log1p((shape - 1.0) / x);
    }
    if x <= 0.0 || !shape.is_finite() || shape <= 0.0 {
        return 0.0;
    }
    libm::log(gamma_ur(shape, x))
}

/// Standard errors of the parameters: the roots of the diagonal of the inverse of the observed information.
///
/// NaN where the likelihood has no curvature to take them from.
pub(super) fn errors(family: Family, parameters: [f64; 2], sample: &CensoredSample) -> [f64; 2] {
    let [first, second] = parameters;
    let root = (sample.ended().len() as f64).sqrt();
    match family {
        Family::Exponential => [first / root, f64::NAN],
        Family::Pareto => [f64::NAN, second / root],
        Family::Lognormal | Family::Weibull | Family::Gamma => {
            // The mean of a logarithm may be 0; its spread then says how far a step is.
            let scale = if family == Family::Lognormal {
                second
            } else {
                first
            };
            let steps = [scale * STEP, second * STEP];
            let [by_x, by_both, by_y] = curvature([first, second], steps, |at| {
                -log_likelihood(family, at, sample)
            });
            let determinant = by_x * by_y - by_both * by_both;
            [(by_y / determinant).sqrt(), (by_x / determinant).sqrt()]
        }
    }
}

/// Second derivatives of `f` at `[x, y]` by central differences of these steps: by x twice, by both, by y twice.
pub(super) fn curvature(
    [x, y]: [f64; 2],
    [dx, dy]: [f64; 2],
    value: impl Fn([f64; 2]) -> f64,
) -> [f64; 3] {
    let centre = value([x, y]);
    let by_x = value([x + dx, y]) - 2.0 * centre + value([x - dx, y]);
    let by_y = value([x, y + dy]) - 2.0 * centre + value([x, y - dy]);
    let rising = value([x + dx, y + dy]) + value([x - dx, y - dy]);
    let falling = value([x + dx, y - dy]) + value([x - dx, y + dy]);
    [
        by_x / (dx * dx),
        (rising - falling) / (4.0 * dx * dy),
        by_y / (dy * dy),
    ]
}
