//! Probability laws ready to sample: draws, moments, quantiles, densities.
//!
//! Every draw consumes a fixed number of words, whatever the parameters, and all laws but gamma, beta and PERT are
//! drawn by inverting their distribution function. So a small change of a parameter moves each draw a little, and
//! leaves the draws after it where they were. The three others come near it: few attempts of theirs are rejected.

use std::sync::Arc;

use super::{
    exp::{exp, ln},
    moments::pairwise_sum,
    quantile::whole,
    special::{beta_cdf, beta_quantile, gamma_cdf, gamma_quantile, inverse_normal, normal_cdf},
    step_hat::StepHat,
    stream::Draws,
};

/// The largest draw of a heavy tail: the product of two is still finite.
const LARGEST_DRAW: f64 = 1e150;

/// A probability law that has passed [`LawSpec::check`](super::LawSpec::check), with its constants worked out.
///
/// Draws, means and variances are the same to the bit on every machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Law(Kind);

/// The families after [`LawSpec`](super::LawSpec) has been translated; all parameters are in their range.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Constant(f64),
    /// Of the logarithm: mean and standard deviation.
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Exponential {
        mean: f64,
    },
    Weibull {
        shape: f64,
        scale: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Pareto {
        min: f64,
        alpha: f64,
    },
    /// Also PERT.
    Beta {
        a: f64,
        b: f64,
        min: f64,
        width: f64,
        hat: Option<BetaHat>,
    },
    Uniform {
        min: f64,
        width: f64,
    },
    /// Ascending and not empty.
    Empirical(Arc<[f64]>),
}

impl Kind {
    /// A beta law of shapes `a` and `b`, stretched from 0 to 1 to `width` from `min` on.
    pub(super) fn beta(a: f64, b: f64, min: f64, width: f64) -> Self {
        Self::Beta {
            a,
            b,
            min,
            width,
            hat: BetaHat::new(a, b),
        }
    }
}

impl Law {
    /// The law of these constants, which the caller has checked.
    pub(super) fn of(kind: Kind) -> Law {
        Law(kind)
    }

    /// One draw, in the unit of the parameters; always finite.
    ///
    /// Costs no word for a constant, two for beta and PERT, one for all others. The unbounded laws are cut at 1e150.
    #[inline]
    pub fn draw(&self, draws: &mut Draws) -> f64 {
        match self.0 {
            Kind::Constant(value) => value,
            Kind::Lognormal { mu, sigma } => exp(mu + sigma * draws.normal()).min(LARGEST_DRAW),
            Kind::Exponential { mean } => mean * draws.exponential(),
            Kind::Weibull { shape, scale } => {
                // Cheaper than `pow`; the relative error is about |ln(draw/scale)| units in the last place.
                (scale * exp(libm::log(draws.exponential()) / shape)).min(LARGEST_DRAW)
            }
            Kind::Gamma { shape, scale } => (scale * draws.gamma(shape)).min(LARGEST_DRAW),
            Kind::Pareto { min, alpha } => {
                (min * exp(draws.exponential() / alpha)).min(LARGEST_DRAW)
            }
            Kind::Beta {
                a,
                b,
                min,
                width,
                ref hat,
            } => {
                min + width
                    * match hat {
                        Some(hat) => hat.draw(a, b, draws),
                        None => beta_draw(a, b, draws),
                    }
            }
            Kind::Uniform { min, width } => min + width * draws.uniform(),
            Kind::Empirical(ref values) => values[draws.index(values.len())],
        }
    }

    /// As [`Law::draw`], to the bit, where the first normal of `draws` is at hand already.
    ///
    /// Several laws that share one stream then share the costly part of a lognormal draw.
    #[inline]
    pub fn draw_knowing_normal(&self, draws: impl FnOnce() -> Draws, normal: f64) -> f64 {
        match self.0 {
            Kind::Lognormal { mu, sigma } => exp(mu + sigma * normal).min(LARGEST_DRAW),
            _ => self.draw(&mut draws()),
        }
    }

    /// Whether [`Law::at_normal`] can be had: its quantiles are in closed form, the same to the bit everywhere.
    pub fn follows_a_normal(&self) -> bool {
        !matches!(self.0, Kind::Gamma { .. } | Kind::Beta { .. })
    }

    /// The quantile at the probability of the standard normal `z`: what a Gaussian copula draws. Grows with `z`.
    ///
    /// Meant for laws for which [`Law::follows_a_normal`] holds.
    pub fn at_normal(&self, z: f64) -> f64 {
        match self.0 {
            Kind::Lognormal { mu, sigma } => exp(mu + sigma * z).min(LARGEST_DRAW),
            _ => self.quantile(normal_cdf(z)).min(LARGEST_DRAW),
        }
    }

    /// The mean, in closed form and in the unit of the draws; +∞ for a Pareto of `alpha` at or below 1.
    pub fn mean(&self) -> f64 {
        match self.0 {
            Kind::Constant(value) => value,
            Kind::Lognormal { mu, sigma } => libm::exp(mu + sigma * sigma / 2.0),
            Kind::Exponential { mean } => mean,
            Kind::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Kind::Gamma { shape, scale } => shape * scale,
            Kind::Pareto { alpha, .. } if alpha <= 1.0 => f64::INFINITY,
            Kind::Pareto { min, alpha } => alpha * min / (alpha - 1.0),
            Kind::Beta {
                a, b, min, width, ..
            } => min + width * (a / (a + b)),
            Kind::Uniform { min, width } => min + width / 2.0,
            Kind::Empirical(ref values) => {
                pairwise_sum(values, &|value| value) / values.len() as f64
            }
        }
    }

    /// The variance, in closed form and in the unit squared; +∞ for a Pareto of `alpha` at or below 2.
    ///
    /// That of an empirical law has divisor n: the listed values are the whole law.
    pub fn variance(&self) -> f64 {
        match self.0 {
            Kind::Constant(_) => 0.0,
            Kind::Lognormal { mu, sigma } => {
                let squared = sigma * sigma;
                libm::exp(2.0 * mu + squared) * libm::expm1(squared)
            }
            Kind::Exponential { mean } => mean * mean,
            Kind::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                let second = libm::tgamma(1.0 + 2.0 / shape);
                if second.is_finite() {
                    scale * scale * (second - first * first)
                } else {
                    f64::INFINITY
                }
            }
            Kind::Gamma { shape, scale } => shape * scale * scale,
            Kind::Pareto { alpha, .. } if alpha <= 2.0 => f64::INFINITY,
            Kind::Pareto { min, alpha } => {
                let mean = min / (alpha - 1.0);
                mean * mean * alpha / (alpha - 2.0)
            }
            Kind::Beta { a, b, width, .. } => {
                let sum = a + b;
                width * width * (a / sum) * (b / sum) / (sum + 1.0)
            }
            Kind::Uniform { width, .. } => width * width / 12.0,
            Kind::Empirical(ref values) => {
                let mean = self.mean();
                pairwise_sum(values, &|value| (value - mean) * (value - mean)) / values.len() as f64
            }
        }
    }

    /// The mean of the square, variance + mean², in the unit squared; +∞ where the variance is.
    pub fn second_moment(&self) -> f64 {
        let mean = self.mean();
        self.variance() + mean * mean
    }

    /// The mean of what a draw has above `level`, and 0 where it has nothing: E\[max(0, X - level)\], in closed form.
    ///
    /// +∞ for a Pareto of `alpha` at or below 1. With the part of the mean above the level in its place it is
    /// E\[X; X > level\] - level·P(X > level), and that part is a tail of the same family for all laws here.
    pub fn mean_above(&self, level: f64) -> f64 {
        let (least, largest) = self.support();
        if level <= least {
            return self.mean() - level;
        }
        if level >= largest {
            return 0.0;
        }
        let rest = |mean: f64, tail: f64| (mean * tail - level * (1.0 - self.cdf(level))).max(0.0);
        match self.0 {
            Kind::Constant(_) => 0.0,
            Kind::Lognormal { mu, sigma } => {
                let z = (mu + sigma * sigma - libm::log(level)) / sigma;
                rest(self.mean(), normal_cdf(z))
            }
            Kind::Exponential { mean } => mean * libm::exp(-level / mean),
            Kind::Weibull { shape, scale } => {
                let age = libm::pow(level / scale, shape);
                rest(self.mean(), 1.0 - gamma_cdf(1.0 + 1.0 / shape, age))
            }
            Kind::Gamma { shape, scale } => {
                rest(self.mean(), 1.0 - gamma_cdf(shape + 1.0, level / scale))
            }
            Kind::Pareto { alpha, .. } if alpha <= 1.0 => f64::INFINITY,
            Kind::Pareto { min, alpha } => {
                level / (alpha - 1.0) * libm::exp(alpha * libm::log(min / level))
            }
            Kind::Beta {
                a, b, min, width, ..
            } => {
                // Of a beta on 0 to 1, stretched: what lies below `min` is above the level of no draw.
                let share = (level - min) / width;
                let above = 1.0 - beta_cdf(a + 1.0, b, share);
                let rest = a / (a + b) * above - share * (1.0 - beta_cdf(a, b, share));
                width * rest.max(0.0)
            }
            Kind::Uniform { min, width } => {
                let above = min + width - level;
                above * above / (2.0 * width)
            }
            Kind::Empirical(ref values) => {
                let above = |value: f64| (value - level).max(0.0);
                pairwise_sum(values, &above) / values.len() as f64
            }
        }
    }

    /// The least value that a draw does not exceed with probability `p`: the inverse of [`Law::cdf`].
    ///
    /// The ends of [`Law::support`] at and beyond 0 and 1.
    pub fn quantile(&self, p: f64) -> f64 {
        let (least, largest) = self.support();
        if p <= 0.0 {
            return least;
        }
        if p >= 1.0 {
            return largest;
        }
        match self.0 {
            Kind::Constant(value) => value,
            Kind::Lognormal { mu, sigma } => libm::exp(mu + sigma * inverse_normal(p)),
            Kind::Exponential { mean } => -mean * libm::log1p(-p),
            Kind::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-p), 1.0 / shape),
            Kind::Gamma { shape, scale } => scale * gamma_quantile(shape, p),
            Kind::Pareto { min, alpha } => min * libm::exp(-libm::log1p(-p) / alpha),
            Kind::Beta {
                a, b, min, width, ..
            } => min + width * beta_quantile(a, b, p),
            Kind::Uniform { min, width } => min + width * p,
            Kind::Empirical(ref values) => {
                values[whole((p * values.len() as f64).ceil() - 1.0, values.len() - 1)]
            }
        }
    }

    /// P(draw ≤ x), 0 to 1.
    pub fn cdf(&self, x: f64) -> f64 {
        let (least, largest) = self.support();
        if x < least {
            return 0.0;
        }
        if x >= largest {
            return 1.0;
        }
        match self.0 {
            Kind::Constant(_) => 1.0,
            Kind::Lognormal { mu, sigma } => normal_cdf((libm::log(x) - mu) / sigma),
            Kind::Exponential { mean } => -libm::expm1(-x / mean),
            Kind::Weibull { shape, scale } => -libm::expm1(-libm::pow(x / scale, shape)),
            Kind::Gamma { shape, scale } => gamma_cdf(shape, x / scale),
            Kind::Pareto { min, alpha } => -libm::expm1(alpha * libm::log(min / x)),
            Kind::Beta {
                a, b, min, width, ..
            } => beta_cdf(a, b, (x - min) / width),
            Kind::Uniform { min, width } => (x - min) / width,
            Kind::Empirical(ref values) => {
                values.partition_point(|&value| value <= x) as f64 / values.len() as f64
            }
        }
    }

    /// The density at `x`, per unit; `None` for laws without one (constant and empirical), 0 outside the support.
    ///
    /// +∞ at 0 where a Weibull, gamma or beta has a shape below 1.
    pub fn density(&self, x: f64) -> Option<f64> {
        let (least, largest) = self.support();
        let inside = x >= least && x <= largest;
        let density = match self.0 {
            Kind::Constant(_) | Kind::Empirical(_) => return None,
            _ if !inside || x.is_infinite() => 0.0,
            Kind::Lognormal { .. } if x <= 0.0 => 0.0,
            Kind::Lognormal { mu, sigma } => {
                let z = (libm::log(x) - mu) / sigma;
                libm::exp(-0.5 * z * z) / (x * sigma * (2.0 * std::f64::consts::PI).sqrt())
            }
            Kind::Exponential { mean } => libm::exp(-x / mean) / mean,
            Kind::Weibull { shape, scale } => {
                let age = x / scale;
                shape / scale * libm::pow(age, shape - 1.0) * libm::exp(-libm::pow(age, shape))
            }
            Kind::Gamma { shape, scale } => {
                let age = x / scale;
                libm::exp(power(shape - 1.0, age) - age - libm::lgamma(shape)) / scale
            }
            Kind::Pareto { min, alpha } => alpha / x * libm::exp(alpha * libm::log(min / x)),
            Kind::Beta {
                a, b, min, width, ..
            } => {
                let share = (x - min) / width;
                let constant = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b);
                libm::exp(constant + beta_kernel(a, b, share)) / width
            }
            Kind::Uniform { width, .. } => 1.0 / width,
        };
        Some(density)
    }

    /// The least and the largest value that can occur, in the unit of the draws; +∞ where there is no largest.
    pub fn support(&self) -> (f64, f64) {
        match self.0 {
            Kind::Constant(value) => (value, value),
            Kind::Lognormal { .. }
            | Kind::Exponential { .. }
            | Kind::Weibull { .. }
            | Kind::Gamma { .. } => (0.0, f64::INFINITY),
            Kind::Pareto { min, .. } => (min, f64::INFINITY),
            Kind::Beta { min, width, .. } | Kind::Uniform { min, width } => (min, min + width),
            Kind::Empirical(ref values) => (values[0], values[values.len() - 1]),
        }
    }

    /// The value, if it is always the same.
    pub fn constant(&self) -> Option<f64> {
        match self.0 {
            Kind::Constant(value) => Some(value),
            _ => None,
        }
    }
}

/// What makes draws of a beta law with one mode cheap.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BetaHat {
    /// The logarithm of the density at the mode, less its constant.
    peak: f64,
    hat: Arc<StepHat>,
}

impl BetaHat {
    /// Nothing where the density has a pole, or is too narrow for the hat.
    fn new(a: f64, b: f64) -> Option<Self> {
        if a < 1.0 || b < 1.0 {
            return None;
        }
        let mode = if a + b > 2.0 {
            (a - 1.0) / (a + b - 2.0)
        } else {
            0.5
        };
        let peak = beta_kernel(a, b, mode);
        let hat = StepHat::new(|x| exp(beta_kernel(a, b, x) - peak), mode)?;
        Some(Self {
            peak,
            hat: Arc::new(hat),
        })
    }

    #[inline]
    fn draw(&self, a: f64, b: f64, draws: &mut Draws) -> f64 {
        let density = |x| exp(beta_kernel(a, b, x) - self.peak);
        self.hat.draw(density, draws)
    }
}

/// The logarithm of a beta density, less its constant.
fn beta_kernel(a: f64, b: f64, x: f64) -> f64 {
    power(a - 1.0, x) + power(b - 1.0, 1.0 - x)
}

/// A beta number: `G/(G + H)` of two gammas of shapes `a` and `b`. Two words.
///
/// Below a shape of 1 both gammas may underflow to 0, so their logarithms are compared instead.
fn beta_draw(a: f64, b: f64, draws: &mut Draws) -> f64 {
    if a >= 1.0 && b >= 1.0 {
        let (left, right) = (draws.gamma(a), draws.gamma(b));
        return left / (left + right);
    }
    let (left, right) = (draws.ln_gamma(a), draws.ln_gamma(b));
    1.0 / (1.0 + libm::exp(right - left))
}

/// ln(base^exponent), with 0⁰ = 1.
fn power(exponent: f64, base: f64) -> f64 {
    if exponent == 0.0 {
        0.0
    } else {
        exponent
            * if base >= f64::MIN_POSITIVE {
                ln(base)
            } else {
                f64::NEG_INFINITY
            }
    }
}

#[cfg(test)]
mod tests;
