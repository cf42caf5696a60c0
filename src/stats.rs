//! Numerics that know nothing of clouds: random streams, probability laws, and estimates with their errors.
//!
//! | room | knows |
//! |---|---|
//! | `stream` | which random words belong to which seed, trial, purpose and event |
//! | `spec` | the laws a file can name, and the rules their parameters must keep |
//! | `law` | the same laws ready to sample, with their moments, quantiles and densities |
//! | `special` | normal, gamma and beta integrals and their inverses |
//! | `normal` | standard normal draws by a table |
//! | `step_hat` | draws of a density with one mode, by rejection |
//! | `moments` | means, variances and skewness, mergeable |
//! | `quantile` | quantiles, expected shortfall and the sorts they need |
//! | `interval` | how far an estimate may be from the truth |
//! | `coincidence` | how often two series of events coincide, and how often they would by chance |
//! | `fit` | laws fitted to times of which some go on |
//! | `fault_tree` | which events make a system fail, how probable that is, which of them matters
//! | `sketch` | many values by how large they are, in little room |
//! | `shares` | how concentrated a set of weights is |
//! | `dominance` | which of two samples of losses is the safer choice |
//!
//! **The same bytes on every machine.** Every transcendental function that takes part in a draw or a moment comes
//! from `libm` or from a polynomial written here, never from the C library behind [`f64::exp`] and its like, which
//! differs in the last bit between processors. `statrs` serves the distribution functions of the gamma and beta laws
//! and what is fitted alone, so only [`Law::cdf`], [`Law::quantile`], [`Law::mean_above`], [`Law::density`], [`poisson_interval`] and fits
//! may differ in the last bits.
//!
//! Values are bare `f64`: the caller knows the unit. Nothing here allocates unless it returns a `Vec`, and nothing
//! reads a clock, a file or a global state.

mod coincidence;
mod dominance;
mod exp;
mod fault_tree;
mod fit;
mod interval;
mod law;
mod moments;
mod normal;
mod quantile;
mod shares;
mod sketch;
mod spec;
mod special;
mod step_hat;
mod stream;

pub use coincidence::{Coincidence, coincide, coincidence};
pub use dominance::{Crossing, Dominance, crossings, first_order, second_order};
pub use fault_tree::{
    CommonCause, CutSets, FaultNode, FaultTree, FaultTreeError, Importance, SolvedShapes,
    SolvedTree, beta_factor, multiple_greek_letters,
};
pub use fit::{CensoredSample, Family, Fit, Parameter, PowerTail, fit_all, power_tail};
pub use interval::{
    Z95, expected_shortfall_error, expected_shortfall_interval, poisson_interval,
    proportion_interval, quantile_half_width, quantile_interval, quantile_interval_clustered,
    shortfall_influence, skewed_interval, tail_of_one,
};
pub use law::Law;
pub use moments::{Moments, mean_with_error};
pub use quantile::{expected_shortfall, quantile, sort, upper_tail};
pub use shares::{Concentration, concentration};
pub use sketch::{Above, AtRank, Sketch};
pub use spec::{LawFault, LawSpec};
pub use special::inverse_normal;
pub use stream::{Draws, Stream, source_key};

/// Whether two numbers agree to a relative error.
#[cfg(test)]
#[track_caller]
fn assert_close(actual: f64, expected: f64, relative: f64) {
    assert!(
        (actual - expected).abs() <= relative * expected.abs(),
        "{actual} is not {expected} to {relative}"
    );
}
