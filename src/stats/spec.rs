//! The laws as a file names them, and the rules that their parameters must keep.

use super::{
    law::{Kind, Law},
    quantile::sort,
};

/// Standard normal quantile of 0.9, which ties a lognormal's spread to its median and 90th percentile.
pub(super) const Z90: f64 = 1.281_551_565_544_600_4;

/// Standard normal quantile of 0.95: between the ends of a 90 % interval lie twice as many standard deviations.
const Z95_ONE_SIDED: f64 = 1.644_853_626_951_472_7;

/// No parameter is larger than this: what lies beyond is a slip, and products of parameters stay finite.
const LARGEST: f64 = 1e100;

/// A probability law as a file writes it; it may be wrong until [`LawSpec::ready`] has passed it.
///
/// Values are in the unit of the drawn quantity; shapes have none.
#[derive(Clone, Debug, PartialEq)]
pub enum LawSpec {
    /// Always this value.
    Constant(f64),
    /// Lognormal through its median and its 90th percentile.
    LognormalMedianP90 {
        /// Half of the draws are below; above 0.
        median: f64,
        /// Nine in ten draws are below; above the median.
        p90: f64,
    },
    /// Lognormal by its own mean and standard deviation, not those of the logarithm.
    LognormalMeanSd {
        /// Mean; above 0.
        mean: f64,
        /// Standard deviation; above 0.
        sd: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean; above 0.
        mean: f64,
    },
    /// Weibull: P(X > x) = exp(-(x/scale)^shape).
    Weibull {
        /// Above 0; below 1 for a hazard that falls with age.
        shape: f64,
        /// The value that 63 % of the draws are below; above 0.
        scale: f64,
    },
    /// Gamma of mean shape·scale.
    Gamma {
        /// Above 0.
        shape: f64,
        /// Above 0.
        scale: f64,
    },
    /// Pareto: P(X > x) = (min/x)^alpha.
    Pareto {
        /// Least value; above 0.
        min: f64,
        /// Tail index; above 0. No mean at or below 1, no variance at or below 2.
        alpha: f64,
    },
    /// Modified PERT of mean (min + 4·mode + max)/6: a beta on `min` to `max` with a = 1 + 4·(mode - min)/(max - min).
    Pert {
        /// Least value.
        min: f64,
        /// Likeliest value.
        mode: f64,
        /// Largest value, above `min`.
        max: f64,
    },
    /// Uniform between two values.
    Uniform {
        /// Least value.
        min: f64,
        /// Largest value, above `min`.
        max: f64,
    },
    /// Beta on 0 to 1, of mean a/(a + b).
    Beta {
        /// Above 0.
        a: f64,
        /// Above 0.
        b: f64,
    },
    /// Lognormal whose 5th and 95th percentiles are these: an expert's 90 % interval.
    Ci90 {
        /// 5th percentile; above 0.
        low: f64,
        /// 95th percentile; above `low`.
        high: f64,
    },
    /// Each of these values equally often.
    Empirical(Vec<f64>),
}

/// A rule that a parameter of a [`LawSpec`] breaks.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{parameter}` {rule}, got {value}")]
pub struct LawFault {
    /// Name of the parameter, as the file writes it.
    pub parameter: &'static str,
    /// The value it has; for an empty list the number of its values, 0.
    pub value: f64,
    /// What it must be: a clause that follows its name, such as "must be greater than `median`".
    pub rule: &'static str,
}

/// Collects the broken rules of one spec.
#[derive(Default)]
struct Faults(Vec<LawFault>);

impl Faults {
    fn push(&mut self, parameter: &'static str, value: f64, rule: &'static str) {
        self.0.push(LawFault {
            parameter,
            value,
            rule,
        });
    }

    /// Whether `value` is a number to reckon with.
    fn finite(&mut self, parameter: &'static str, value: f64) -> bool {
        let finite = value.abs() <= LARGEST;
        if !finite {
            self.push(
                parameter,
                value,
                "must be a number between -1e100 and 1e100",
            );
        }
        finite
    }

    fn positive(&mut self, parameter: &'static str, value: f64) -> bool {
        let finite = self.finite(parameter, value);
        if finite && value <= 0.0 {
            self.push(parameter, value, "must be greater than 0");
        }
        finite
    }

    /// Checks `low < high`, both positive or both merely finite.
    fn ordered(
        &mut self,
        positive: bool,
        low: (&'static str, f64),
        high: (&'static str, f64),
        rule: &'static str,
    ) {
        let check = if positive {
            Faults::positive
        } else {
            Faults::finite
        };
        let both = check(self, low.0, low.1) & check(self, high.0, high.1);
        if both && high.1 <= low.1 {
            self.push(high.0, high.1, rule);
        }
    }
}

impl LawSpec {
    /// All rules that the parameters break; empty if the law can be sampled.
    ///
    /// Every number must lie within ±1e100, scales and shapes above 0, bounds in order.
    pub fn check(&self) -> Vec<LawFault> {
        let mut faults = Faults::default();
        match *self {
            LawSpec::Constant(value) => {
                faults.finite("value", value);
            }
            LawSpec::LognormalMedianP90 { median, p90 } => {
                faults.ordered(
                    true,
                    ("median", median),
                    ("p90", p90),
                    "must be greater than `median`",
                );
            }
            LawSpec::LognormalMeanSd { mean, sd } => {
                let both = faults.positive("mean", mean) & faults.positive("sd", sd);
                if both && mean > 0.0 && sd / mean > LARGEST {
                    faults.push("sd", sd, "must be at most 1e100 times `mean`");
                }
            }
            LawSpec::Exponential { mean } => {
                faults.positive("mean", mean);
            }
            LawSpec::Weibull { shape, scale } | LawSpec::Gamma { shape, scale } => {
                faults.positive("shape", shape);
                faults.positive("scale", scale);
            }
            LawSpec::Pareto { min, alpha } => {
                faults.positive("min", min);
                faults.positive("alpha", alpha);
            }
            LawSpec::Pert { min, mode, max } => check_pert(&mut faults, min, mode, max),
            LawSpec::Uniform { min, max } => {
                faults.ordered(
                    false,
                    ("min", min),
                    ("max", max),
                    "must be greater than `min`",
                );
            }
            LawSpec::Beta { a, b } => {
                faults.positive("a", a);
                faults.positive("b", b);
            }
            LawSpec::Ci90 { low, high } => {
                faults.ordered(
                    true,
                    ("low", low),
                    ("high", high),
                    "must be greater than `low`",
                );
            }
            LawSpec::Empirical(ref values) => {
                check_empirical(&mut faults, values);
            }
        }
        faults.0
    }

    /// The law, ready to sample, or all the rules it breaks.
    pub fn ready(&self) -> Result<Law, Vec<LawFault>> {
        let faults = self.check();
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Law::of(match *self {
            LawSpec::Constant(value) => Kind::Constant(value),
            LawSpec::LognormalMedianP90 { median, p90 } => Kind::Lognormal {
                mu: libm::log(median),
                sigma: (libm::log(p90) - libm::log(median)) / Z90,
            },
            LawSpec::LognormalMeanSd { mean, sd } => {
                let ratio = sd / mean;
                let variance = libm::log1p(ratio * ratio);
                Kind::Lognormal {
                    mu: libm::log(mean) - variance / 2.0,
                    sigma: variance.sqrt(),
                }
            }
            LawSpec::Exponential { mean } => Kind::Exponential { mean },
            LawSpec::Weibull { shape, scale } => Kind::Weibull { shape, scale },
            LawSpec::Gamma { shape, scale } => Kind::Gamma { shape, scale },
            LawSpec::Pareto { min, alpha } => Kind::Pareto { min, alpha },
            LawSpec::Pert { min, mode, max } => {
                let width = max - min;
                let (a, b) = (
                    1.0 + 4.0 * (mode - min) / width,
                    1.0 + 4.0 * (max - mode) / width,
                );
                Kind::beta(a, b, min, width)
            }
            LawSpec::Uniform { min, max } => Kind::Uniform {
                min,
                width: max - min,
            },
            LawSpec::Beta { a, b } => Kind::beta(a, b, 0.0, 1.0),
            LawSpec::Ci90 { low, high } => {
                let (low, high) = (libm::log(low), libm::log(high));
                Kind::Lognormal {
                    mu: f64::midpoint(low, high),
                    sigma: (high - low) / (2.0 * Z95_ONE_SIDED),
                }
            }
            LawSpec::Empirical(ref values) => {
                let mut values = values.clone();
                sort(&mut values);
                Kind::Empirical(values.into())
            }
        }))
    }

    /// The law of `factor` times the quantity, still in its own family; `factor` is above 0.
    ///
    /// A beta has no scale: its mean is multiplied instead, up to 0.999, and a + b kept. The result is not checked.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> LawSpec {
        match *self {
            LawSpec::Constant(value) => LawSpec::Constant(value * factor),
            LawSpec::LognormalMedianP90 { median, p90 } => LawSpec::LognormalMedianP90 {
                median: median * factor,
                p90: p90 * factor,
            },
            LawSpec::LognormalMeanSd { mean, sd } => LawSpec::LognormalMeanSd {
                mean: mean * factor,
                sd: sd * factor,
            },
            LawSpec::Exponential { mean } => LawSpec::Exponential {
                mean: mean * factor,
            },
            LawSpec::Weibull { shape, scale } => LawSpec::Weibull {
                shape,
                scale: scale * factor,
            },
            LawSpec::Gamma { shape, scale } => LawSpec::Gamma {
                shape,
                scale: scale * factor,
            },
            LawSpec::Pareto { min, alpha } => LawSpec::Pareto {
                min: min * factor,
                alpha,
            },
            LawSpec::Pert { min, mode, max } => LawSpec::Pert {
                min: min * factor,
                mode: mode * factor,
                max: max * factor,
            },
            LawSpec::Uniform { min, max } => LawSpec::Uniform {
                min: min * factor,
                max: max * factor,
            },
            LawSpec::Beta { a, b } => {
                let sum = a + b;
                // A mean that is already closer to 1 stays where it is.
                let mean = (a / sum * factor).min((a / sum).max(0.999));
                LawSpec::Beta {
                    a: sum * mean,
                    b: sum * (1.0 - mean),
                }
            }
            LawSpec::Ci90 { low, high } => LawSpec::Ci90 {
                low: low * factor,
                high: high * factor,
            },
            LawSpec::Empirical(ref values) => {
                LawSpec::Empirical(values.iter().map(|value| value * factor).collect())
            }
        }
    }

    /// The word by which a file names the family, such as `lognormal`; `constant` for a plain number.
    pub fn family(&self) -> &'static str {
        match self {
            LawSpec::Constant(_) => "constant",
            LawSpec::LognormalMedianP90 { .. } | LawSpec::LognormalMeanSd { .. } => "lognormal",
            LawSpec::Exponential { .. } => "exponential",
            LawSpec::Weibull { .. } => "weibull",
            LawSpec::Gamma { .. } => "gamma",
            LawSpec::Pareto { .. } => "pareto",
            LawSpec::Pert { .. } => "pert",
            LawSpec::Uniform { .. } => "uniform",
            LawSpec::Beta { .. } => "beta",
            LawSpec::Ci90 { .. } => "ci90",
            LawSpec::Empirical(_) => "empirical",
        }
    }
}

/// The mode of a PERT law may lie on either end, but the ends must differ.
fn check_pert(faults: &mut Faults, min: f64, mode: f64, max: f64) {
    let ends = faults.finite("min", min) & faults.finite("max", max);
    if ends && max <= min {
        faults.push("max", max, "must be greater than `min`");
    }
    if faults.finite("mode", mode) && ends && min < max {
        if mode < min {
            faults.push("mode", mode, "must be at least `min`");
        } else if mode > max {
            faults.push("mode", mode, "must be at most `max`");
        }
    }
}

fn check_empirical(faults: &mut Faults, values: &[f64]) {
    if values.is_empty() {
        faults.push("empirical", 0.0, "must list at least one value");
    }
    for &value in values {
        faults.finite("empirical", value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assert_close;

    #[track_caller]
    fn check(spec: &LawSpec, expected: &[&str]) {
        let texts: Vec<String> = spec.check().iter().map(ToString::to_string).collect();
        assert_eq!(texts, expected);
        assert_eq!(
            spec.ready().map_or_else(|faults| faults.len(), |_| 0),
            expected.len()
        );
    }

    #[test]
    fn numbers_are_finite() {
        let infinite = "`value` must be a number between -1e100 and 1e100, got inf";
        check(&LawSpec::Constant(f64::INFINITY), &[infinite]);
        let nan = "`low` must be a number between -1e100 and 1e100, got NaN";
        check(
            &LawSpec::Ci90 {
                low: f64::NAN,
                high: 1.0,
            },
            &[nan],
        );
        let nan = "`empirical` must be a number between -1e100 and 1e100, got NaN";
        check(&LawSpec::Empirical(vec![1.0, f64::NAN]), &[nan]);
        check(
            &LawSpec::Empirical(vec![]),
            &["`empirical` must list at least one value, got 0"],
        );
        let faults = LawSpec::LognormalMeanSd {
            mean: 1e-90,
            sd: 1e90,
        }
        .check();
        assert_eq!(faults[0].rule, "must be at most 1e100 times `mean`");
    }

    #[test]
    fn scales_and_shapes_are_positive_and_all_faults_are_told_at_once() {
        let positive =
            |name: &str, value: f64| format!("`{name}` must be greater than 0, got {value}");
        let both = |left: String, right: String, spec: LawSpec| check(&spec, &[&left, &right]);
        let spec = LawSpec::LognormalMeanSd {
            mean: 0.0,
            sd: -1.0,
        };
        both(positive("mean", 0.0), positive("sd", -1.0), spec);
        let spec = LawSpec::Weibull {
            shape: -1.0,
            scale: 0.0,
        };
        both(positive("shape", -1.0), positive("scale", 0.0), spec);
        let spec = LawSpec::Gamma {
            shape: 0.0,
            scale: -2.0,
        };
        both(positive("shape", 0.0), positive("scale", -2.0), spec);
        both(
            positive("min", 0.0),
            positive("alpha", 0.0),
            LawSpec::Pareto {
                min: 0.0,
                alpha: 0.0,
            },
        );
        both(
            positive("a", -1.0),
            positive("b", 0.0),
            LawSpec::Beta { a: -1.0, b: 0.0 },
        );
        check(
            &LawSpec::Exponential { mean: 0.0 },
            &[&positive("mean", 0.0)],
        );
    }

    #[test]
    fn bounds_are_in_order() {
        let spec = LawSpec::LognormalMedianP90 {
            median: 4.0,
            p90: 3.0,
        };
        check(&spec, &["`p90` must be greater than `median`, got 3"]);
        let pert = |min, mode, max| LawSpec::Pert { min, mode, max };
        check(
            &pert(1.0, 0.0, 3.0),
            &["`mode` must be at least `min`, got 0"],
        );
        check(
            &pert(1.0, 5.0, 3.0),
            &["`mode` must be at most `max`, got 5"],
        );
        check(
            &pert(1.0, 1.0, 1.0),
            &["`max` must be greater than `min`, got 1"],
        );
        let spec = LawSpec::Uniform { min: 2.0, max: 2.0 };
        check(&spec, &["`max` must be greater than `min`, got 2"]);
        let spec = LawSpec::Ci90 {
            low: 2.0,
            high: 1.0,
        };
        check(&spec, &["`high` must be greater than `low`, got 1"]);
    }

    #[test]
    fn bounds_may_be_negative_and_modes_may_lie_on_them() {
        check(
            &LawSpec::Uniform {
                min: -2.0,
                max: -1.0,
            },
            &[],
        );
        check(
            &LawSpec::Pert {
                min: -1.0,
                mode: -1.0,
                max: 3.0,
            },
            &[],
        );
        check(
            &LawSpec::Pert {
                min: 0.0,
                mode: 3.0,
                max: 3.0,
            },
            &[],
        );
        check(&LawSpec::Constant(-5.0), &[]);
    }

    #[test]
    fn scaling_a_law_scales_its_mean_and_quantiles() {
        for spec in [
            LawSpec::Constant(2.0),
            LawSpec::LognormalMedianP90 {
                median: 4.0,
                p90: 24.0,
            },
            LawSpec::LognormalMeanSd { mean: 3.0, sd: 5.0 },
            LawSpec::Exponential { mean: 2.0 },
            LawSpec::Weibull {
                shape: 0.7,
                scale: 10.0,
            },
            LawSpec::Gamma {
                shape: 2.5,
                scale: 1.5,
            },
            LawSpec::Pareto {
                min: 2.0,
                alpha: 3.0,
            },
            LawSpec::Pert {
                min: 1.0,
                mode: 3.0,
                max: 10.0,
            },
            LawSpec::Uniform { min: 2.0, max: 5.0 },
            LawSpec::Ci90 {
                low: 2.0,
                high: 50.0,
            },
            LawSpec::Empirical(vec![1.0, 2.0, 7.0]),
        ] {
            let (law, scaled) = (spec.ready().unwrap(), spec.scaled(1.2).ready().unwrap());
            assert_eq!(spec.scaled(1.2).family(), spec.family());
            assert_close(scaled.mean(), 1.2 * law.mean(), 1e-12);
            for p in [0.05, 0.5, 0.95] {
                assert_close(scaled.quantile(p), 1.2 * law.quantile(p), 1e-12);
            }
        }
    }

    #[test]
    fn scaling_a_beta_scales_its_mean_within_bounds() {
        let mean = |spec: LawSpec| spec.ready().unwrap().mean();
        let spec = LawSpec::Beta { a: 2.0, b: 3.0 };
        assert_close(mean(spec.scaled(1.2)), 0.48, 1e-14);
        assert_close(mean(spec.scaled(5.0)), 0.999, 1e-14);
        assert_close(
            mean(LawSpec::Beta { a: 9999.0, b: 1.0 }.scaled(2.0)),
            0.9999,
            1e-12,
        );
    }
}
