//! Where the likelihood of a family is largest.

use statrs::function::gamma::digamma;

use super::likelihood::{LN_ROOT_TAU, curvature, ln_normal_tail, log_likelihood};
use super::{CensoredSample, Family};
use crate::stats::moments::pairwise_sum;

/// Newton steps that are taken at most; ten are many.
const STEPS: usize = 200;

/// A shape outside these bounds belongs to times that are all but equal, or that no such law gives.
const SHAPES: (f64, f64) = (1e-3, 1e4);

/// Beyond so many times that go on, the gamma's tail integrals would take minutes.
const MOST_GAMMA_TAILS: usize = 10_000;

/// The parameters under which the sample is likeliest, the second 0 where there is but one.
pub(super) fn largest(family: Family, sample: &CensoredSample) -> Option<[f64; 2]> {
    let ended = sample.ended();
    let (least, most) = (ended.first()?, ended.last()?);
    if least >= most {
        return None;
    }
    match family {
        Family::Exponential => Some([exponential(sample), 0.0]),
        Family::Lognormal => lognormal(sample),
        Family::Weibull => weibull(sample),
        Family::Gamma => gamma(sample),
        Family::Pareto => Some([*least, pareto(sample, *least)]),
    }
}

/// All time over the number of ends.
fn exponential(sample: &CensoredSample) -> f64 {
    total(sample, |time| time) / sample.ended().len() as f64
}

/// The tail index of a Pareto from `least` on: the number of ends over the sum of ln(time/least).
///
/// Source: Hill, “A simple general approach to inference about the tail of a distribution”, Annals of Statistics 3
/// (1975), 1163–1174; times that go on add to the sum alone.
pub(super) fn pareto(sample: &CensoredSample, least: f64) -> f64 {
    let excess = |time: f64| libm::log(time / least).max(0.0);
    sample.ended().len() as f64 / total(sample, excess)
}

fn total(sample: &CensoredSample, f: impl Fn(f64) -> f64) -> f64 {
    pairwise_sum(sample.ended(), &f) + pairwise_sum(sample.going_on(), &f)
}

/// Mean and standard deviation of the logarithm.
///
/// In γ = μ/σ and θ = 1/σ the log-likelihood is concave, so that Newton's steps, halved until they gain, reach its top
/// from anywhere.
///
/// Source: Olsen, “Note on the uniqueness of the maximum likelihood estimator for the Tobit model”, Econometrica 46
/// (1978), 1211–1215.
fn lognormal(sample: &CensoredSample) -> Option<[f64; 2]> {
    let n = sample.ended().len() as f64;
    let mean = pairwise_sum(sample.ended(), &libm::log) / n;
    let deviation = |time: f64| {
        let off = libm::log(time) - mean;
        off * off
    };
    let sd = (pairwise_sum(sample.ended(), &deviation) / n).sqrt();
    if sample.going_on().is_empty() {
        return (sd > 0.0).then_some([mean, sd]);
    }
    let logs: (Vec<f64>, Vec<f64>) = (
        sample.ended().iter().map(|&time| libm::log(time)).collect(),
        sample
            .going_on()
            .iter()
            .map(|&time| libm::log(time))
            .collect(),
    );
    let value = |[gamma, theta]: [f64; 2]| tobit(&logs, gamma, theta);
    let top = climb([mean / sd, 1.0 / sd], value, |at| tobit_slopes(&logs, at))?;
    let [gamma, theta] = top;
    Some([gamma / theta, 1.0 / theta])
}

/// The log-likelihood of a normal in Olsen's parameters, but for a constant.
fn tobit(logs: &(Vec<f64>, Vec<f64>), gamma: f64, theta: f64) -> f64 {
    if theta <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let ended = |y: f64| {
        let z = theta * y - gamma;
        libm::log(theta) - 0.5 * z * z
    };
    let longer = |y: f64| ln_normal_tail(theta * y - gamma);
    pairwise_sum(&logs.0, &ended) + pairwise_sum(&logs.1, &longer)
}

/// Its gradient and second derivatives.
fn tobit_slopes(logs: &(Vec<f64>, Vec<f64>), [gamma, theta]: [f64; 2]) -> Slopes {
    let mut slopes = Slopes::default();
    for &y in &logs.0 {
        let z = theta * y - gamma;
        slopes.add(
            [z, 1.0 / theta - z * y],
            [-1.0, y, -y * y - 1.0 / (theta * theta)],
        );
    }
    for &y in &logs.1 {
        let z = theta * y - gamma;
        // The normal's hazard, density over tail.
        let hazard = libm::exp(-0.5 * z * z - LN_ROOT_TAU - ln_normal_tail(z));
        let bend = hazard * (hazard - z);
        slopes.add([hazard, -hazard * y], [-bend, bend * y, -bend * y * y]);
    }
    slopes
}

/// First and second derivatives of a function of two numbers.
#[derive(Default)]
struct Slopes {
    first: [f64; 2],
    /// By x twice, by both, by y twice.
    second: [f64; 3],
}

impl Slopes {
    fn add(&mut self, first: [f64; 2], second: [f64; 3]) {
        for (sum, part) in self.first.iter_mut().zip(first) {
            *sum += part;
        }
        for (sum, part) in self.second.iter_mut().zip(second) {
            *sum += part;
        }
    }

    /// Newton's step to the top, or up the slope where the function is not concave.
    fn step(&self) -> [f64; 2] {
        let ([x, y], [by_x, by_both, by_y]) = (self.first, self.second);
        let determinant = by_x * by_y - by_both * by_both;
        if by_x < 0.0 && determinant > 0.0 {
            [
                (by_both * y - by_y * x) / determinant,
                (by_both * x - by_x * y) / determinant,
            ]
        } else {
            let length = (x * x + y * y).sqrt().max(f64::MIN_POSITIVE);
            [x / length, y / length]
        }
    }
}

/// The top of a function of two numbers, by Newton's steps that are halved until they gain.
fn climb(
    from: [f64; 2],
    value: impl Fn([f64; 2]) -> f64,
    slopes: impl Fn([f64; 2]) -> Slopes,
) -> Option<[f64; 2]> {
    let (mut at, mut best) = (from, value(from));
    if !best.is_finite() {
        return None;
    }
    for _ in 0..STEPS {
        let step = slopes(at).step();
        let tried = (0..40).find_map(|halvings| {
            let part = libm::ldexp(1.0, -halvings);
            let next = [at[0] + part * step[0], at[1] + part * step[1]];
            let height = value(next);
            (height > best).then_some((next, height))
        });
        // No step gains more than rounding: this is the top.
        let Some((next, height)) = tried else {
            return Some(at);
        };
        let still = next
            .iter()
            .zip(at)
            .all(|(&to, from)| (to - from).abs() <= 1e-12 * from.abs().max(1e-3));
        (at, best) = (next, height);
        if still {
            return Some(at);
        }
    }
    None
}

/// Shape and scale. For a given shape the best scale is known; the equation for the shape rises and has one root.
///
/// Source: Cohen, “Maximum likelihood estimation in the Weibull distribution based on complete and on censored
/// samples”, Technometrics 7 (1965), 579–588.
fn weibull(sample: &CensoredSample) -> Option<[f64; 2]> {
    let ends = sample.ended().len() as f64;
    // Relative to the longest time, so that no power overflows.
    let longest = sample.all().fold(0.0, f64::max);
    let mean_log = pairwise_sum(sample.ended(), &|time| libm::log(time / longest)) / ends;
    let powers = |shape: f64| total(sample, |time| libm::pow(time / longest, shape));
    let equation = |shape: f64| {
        let weighted = total(sample, |time| {
            libm::pow(time / longest, shape) * libm::log(time / longest)
        });
        weighted / powers(shape) - 1.0 / shape - mean_log
    };
    let shape = root(equation)?;
    Some([
        shape,
        longest * libm::pow(powers(shape) / ends, 1.0 / shape),
    ])
}

/// Shape and scale.
///
/// Of times that ended alone: ln shape - ψ(shape) = ln(mean) - mean(ln), which falls and has one root. With times that go
/// on, Newton's steps from there, in the logarithms of both.
fn gamma(sample: &CensoredSample) -> Option<[f64; 2]> {
    let ended = sample.ended();
    let n = ended.len() as f64;
    let mean = pairwise_sum(ended, &|time| time) / n;
    let gap = libm::log(mean) - pairwise_sum(ended, &libm::log) / n;
    let shape = root(|shape| gap - (libm::log(shape) - digamma(shape)))?;
    let complete = [shape, mean / shape];
    if sample.going_on().is_empty() {
        return Some(complete);
    }
    if sample.going_on().len() > MOST_GAMMA_TAILS {
        return None;
    }
    let value = |[shape, scale]: [f64; 2]| {
        log_likelihood(Family::Gamma, [libm::exp(shape), libm::exp(scale)], sample)
    };
    let slopes = |at: [f64; 2]| {
        let step = 1e-4;
        let slope = |to: [f64; 2], from: [f64; 2]| (value(to) - value(from)) / (2.0 * step);
        let [x, y] = at;
        Slopes {
            first: [
                slope([x + step, y], [x - step, y]),
                slope([x, y + step], [x, y - step]),
            ],
            second: curvature(at, [step, step], value),
        }
    };
    let top = climb(complete.map(libm::log), value, slopes)?;
    Some(top.map(libm::exp))
}

/// The root of an equation in a shape that rises through 0, by halving in the logarithm.
fn root(equation: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = SHAPES;
    if !(equation(low) < 0.0 && equation(high) > 0.0) {
        return None;
    }
    for _ in 0..STEPS {
        let middle = (low * high).sqrt();
        if equation(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
        if high / low - 1.0 < 1e-14 {
            break;
        }
    }
    Some((low * high).sqrt())
}
