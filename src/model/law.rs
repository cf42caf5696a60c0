//! A law as the file writes it.

use super::document::Node;
use crate::stats::LawSpec;

/// The parameters of a law by the names of the file format; none for a constant and for observed values.
pub fn law_parameters(law: &LawSpec) -> Vec<(&'static str, f64)> {
    match *law {
        LawSpec::Constant(_) | LawSpec::Empirical(_) => Vec::new(),
        LawSpec::LognormalMedianP90 { median, p90 } => vec![("median", median), ("p90", p90)],
        LawSpec::LognormalMeanSd { mean, sd } => vec![("mean", mean), ("sd", sd)],
        LawSpec::Exponential { mean } => vec![("mean", mean)],
        LawSpec::Weibull { shape, scale } | LawSpec::Gamma { shape, scale } => {
            vec![("shape", shape), ("scale", scale)]
        }
        LawSpec::Pareto { min, alpha } => vec![("min", min), ("alpha", alpha)],
        LawSpec::Pert { min, mode, max } => vec![("min", min), ("mode", mode), ("max", max)],
        LawSpec::Uniform { min, max } => vec![("min", min), ("max", max)],
        LawSpec::Beta { a, b } => vec![("a", a), ("b", b)],
        LawSpec::Ci90 { low, high } => vec![("low", low), ("high", high)],
    }
}

/// The value that reads back as this law.
pub fn law_node(law: &LawSpec) -> Node {
    let inner = match law {
        LawSpec::Constant(value) => return Node::Number(*value),
        LawSpec::Empirical(values) => {
            Node::List(values.iter().map(|value| Node::Number(*value)).collect())
        }
        other => Node::Map(
            law_parameters(other)
                .into_iter()
                .map(|(name, value)| (name.to_owned(), Node::Number(value)))
                .collect(),
        ),
    };
    Node::Map(vec![(law.family().to_owned(), inner)])
}
