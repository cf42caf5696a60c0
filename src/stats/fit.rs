//! Laws fitted to times of which some are known only to be longer: maximum likelihood with right-censored values.
//!
//! | room | knows |
//! |---|---|
//! | `sample` | times that ended, times that go on, and their Kaplan–Meier curve |
//! | `likelihood` | the log-likelihood of each family, and the errors that follow from it |
//! | `solve` | where each family's likelihood is largest |
//! | `tail` | from where on a sample falls like a power |
//!
//! A fit needs two different times that ended. Nothing here tests a fit: the parameters come from the same sample, so
//! that the tables of Kolmogorov and Smirnov do not apply, and only the distance is given.

mod likelihood;
mod sample;
mod solve;
mod tail;

pub use sample::CensoredSample;
pub use tail::{PowerTail, power_tail};

use super::spec::LawSpec;
use likelihood::{errors, log_likelihood};

/// A family of laws of positive times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// One parameter, the mean.
    Exponential,
    /// Mean and standard deviation of the logarithm.
    Lognormal,
    /// Shape and scale.
    Weibull,
    /// Shape and scale.
    Gamma,
    /// Least value and tail index.
    Pareto,
}

/// A parameter and its standard error, in the unit of the times where it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// As textbooks name it: `mean`, `mu`, `sigma`, `shape`, `scale`, `min`, `alpha`.
    pub name: &'static str,
    /// Where the likelihood is largest.
    pub value: f64,
    /// Of the observed information; NaN for the least value of a Pareto, whose likelihood has a corner there.
    pub error: f64,
}

/// A law fitted to a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Which kind of law.
    pub family: Family,
    /// One or two.
    pub parameters: Vec<Parameter>,
    /// The law as a file writes it.
    pub law: LawSpec,
    /// Natural logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Akaike's information criterion, 2·(number of parameters) - 2·log-likelihood: the least is the best.
    pub aic: f64,
    /// Largest distance of the law's distribution function from the sample's (Kolmogorov–Smirnov).
    pub ks: f64,
}

impl Family {
    /// All families, in the order of the design.
    pub const ALL: [Family; 5] = [
        Family::Exponential,
        Family::Lognormal,
        Family::Weibull,
        Family::Gamma,
        Family::Pareto,
    ];

    /// The name that a file calls the law by.
    pub fn name(self) -> &'static str {
        match self {
            Family::Exponential => "exponential",
            Family::Lognormal => "lognormal",
            Family::Weibull => "weibull",
            Family::Gamma => "gamma",
            Family::Pareto => "pareto",
        }
    }

    /// The names of the parameters.
    fn parameters(self) -> &'static [&'static str] {
        match self {
            Family::Exponential => &["mean"],
            Family::Lognormal => &["mu", "sigma"],
            Family::Weibull | Family::Gamma => &["shape", "scale"],
            Family::Pareto => &["min", "alpha"],
        }
    }

    /// The law of these parameters.
    fn law(self, [first, second]: [f64; 2]) -> LawSpec {
        match self {
            Family::Exponential => LawSpec::Exponential { mean: first },
            Family::Lognormal => LawSpec::LognormalMedianP90 {
                median: libm::exp(first),
                p90: libm::exp(first + second * super::spec::Z90),
            },
            Family::Weibull => LawSpec::Weibull {
                shape: first,
                scale: second,
            },
            Family::Gamma => LawSpec::Gamma {
                shape: first,
                scale: second,
            },
            Family::Pareto => LawSpec::Pareto {
                min: first,
                alpha: second,
            },
        }
    }

    /// The law of this family under which the sample is likeliest.
    ///
    /// `None` where there is no such law: fewer than two different times that ended, or times so far apart that the
    /// parameters are not numbers to reckon with.
    pub fn fit(self, sample: &CensoredSample) -> Option<Fit> {
        let parameters = solve::largest(self, sample)?;
        let law = self.law(parameters);
        let ready = law.ready().ok()?;
        let log_likelihood = log_likelihood(self, parameters, sample);
        if !log_likelihood.is_finite() {
            return None;
        }
        let errors = errors(self, parameters, sample);
        let names = self.parameters();
        Some(Fit {
            family: self,
            parameters: names
                .iter()
                .zip(parameters.into_iter().zip(errors))
                .map(|(&name, (value, error))| Parameter { name, value, error })
                .collect(),
            aic: 2.0 * names.len() as f64 - 2.0 * log_likelihood,
            log_likelihood,
            ks: sample.distance(&ready),
            law,
        })
    }
}

/// Every family that can be fitted, the best by [`Fit::aic`] first.
pub fn fit_all(sample: &CensoredSample) -> Vec<Fit> {
    let mut fits: Vec<Fit> = Family::ALL
        .into_iter()
        .filter_map(|family| family.fit(sample))
        .collect();
    fits.sort_by(|a, b| a.aic.total_cmp(&b.aic));
    fits
}

#[cfg(test)]
mod tests;
