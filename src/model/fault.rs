//! What can be wrong with a scenario.

use super::document::{Path, number_text};
use crate::stats::LawFault;
use crate::units::digits;

/// One thing that is wrong with a scenario, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The path of the value at fault, or of the key where the key itself is.
    pub path: Path,
    /// What rule it breaks.
    pub rule: Rule,
}

impl Fault {
    /// How it may be put right.
    pub fn hint(&self) -> Option<String> {
        self.rule.hint()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.keys().is_empty() {
            self.rule.fmt(f)
        } else {
            write!(f, "`{}`: {}", self.path, self.rule)
        }
    }
}

/// The rules of the file format, each with the value that broke it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Rule {
    /// A key that the format does not know.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key.
        key: String,
        /// The known key that it may stand for.
        meant: Option<String>,
        /// The keys that may stand here.
        known: Vec<String>,
    },
    /// A key that has to be there.
    #[error("the key `{key}` is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// Another kind of value stands here.
    #[error("must be {expected}, got {found}")]
    Kind {
        /// What may stand here.
        expected: &'static str,
        /// What stands here.
        found: String,
    },
    /// A number outside its bounds.
    #[error("must be {rule}, got {}", show(*.value))]
    Bounds {
        /// The bounds in words: `at least 0`.
        rule: &'static str,
        /// The number.
        value: f64,
    },
    /// A distribution with parameters that no distribution can have.
    #[error("{family}: {fault}")]
    Law {
        /// The distribution.
        family: &'static str,
        /// Its fault.
        fault: LawFault,
    },
    /// A distribution that reaches outside of what its quantity can be.
    #[error("{family} reaches from {} to {}, but must stay {rule}", show(*.low), show(*.high))]
    Support {
        /// The distribution.
        family: &'static str,
        /// Its least value.
        low: f64,
        /// Its largest value.
        high: f64,
        /// The bounds in words.
        rule: &'static str,
    },
    /// A distribution without a finite mean.
    #[error("{family} has no finite mean")]
    NoMean {
        /// The distribution.
        family: &'static str,
    },
    /// A word that is none of a few.
    #[error("must be one of {}, got `{value}`", .of.join(", "))]
    Choice {
        /// The word.
        value: String,
        /// The words that may stand here.
        of: Vec<&'static str>,
        /// The word that it may stand for.
        meant: Option<String>,
    },
    /// A text that is no id.
    #[error(
        "`{value}` is not an id: lower-case letters, digits and dashes, a letter or digit first"
    )]
    Id {
        /// The text.
        value: String,
    },
    /// A name of something that is not in the file.
    #[error("there is no {what} `{id}`")]
    Reference {
        /// What is referred to: `provider`.
        what: &'static str,
        /// The name.
        id: String,
        /// The name that it may stand for.
        meant: Option<String>,
        /// The names there are.
        known: Vec<String>,
    },
    /// A key or list entry that stands twice.
    #[error("`{id}` stands here twice")]
    Twice {
        /// The key or entry.
        id: String,
    },
    /// An id that names two things.
    #[error("the id `{id}` already names a {what}")]
    Taken {
        /// The id.
        id: String,
        /// What it names.
        what: &'static str,
    },
    /// Shares that are not a whole.
    #[error("shares must sum to 1, got {}", show(*.sum))]
    ShareSum {
        /// Their sum.
        sum: f64,
    },
    /// Components that require each other.
    #[error("`requires` goes round in a circle: {}", .cycle.join(" → "))]
    Cycle {
        /// The components, the first again at the end.
        cycle: Vec<String>,
    },
    /// A workload that a portfolio does not place.
    #[error("the workload `{workload}` is placed nowhere")]
    NotPlaced {
        /// The workload.
        workload: String,
    },
    /// A mapping or list with nothing in it.
    #[error("there must be at least one {what}")]
    Empty {
        /// What is missing.
        what: &'static str,
    },
    /// More of something than the program can take.
    #[error("at most {most} {what}, got {count}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The most there may be.
        most: usize,
        /// How many there are.
        count: usize,
    },
    /// A key that means nothing without another.
    #[error("`{key}` needs `{needed}`")]
    Needs {
        /// The key.
        key: &'static str,
        /// What must stand with it.
        needed: &'static str,
    },
    /// A distribution that cannot be tied to others.
    #[error("{family} can't be tied to the delays of other providers")]
    NotTied {
        /// The distribution.
        family: &'static str,
    },
    /// An SLA tier that is not worse than the one before it, or pays less.
    #[error(
        "the tier below {} with {} back must come after a milder one, not after {} with {} back",
        show(*.below), show(*.credit), show(*.before), show(*.credit_before)
    )]
    TierOrder {
        /// Its availability.
        below: f64,
        /// Its credit.
        credit: f64,
        /// The availability of the tier before it.
        before: f64,
        /// The credit of the tier before it.
        credit_before: f64,
    },
    /// A list by year that is longer than the horizon.
    #[error("lists {years} years, but the horizon has {horizon}")]
    BeyondHorizon {
        /// Its years.
        years: usize,
        /// Years of the horizon.
        horizon: f64,
    },
    /// More of a group needed than there are in it.
    #[error("must be a whole number from 1 to {most}, the components in `of`, got {}", show(*.needed))]
    AtLeast {
        /// How many are needed.
        needed: f64,
        /// How many there are.
        most: usize,
    },
    /// A list of another length than its key asks for.
    #[error("must list {count} weights, got {found}")]
    Count {
        /// How many there must be.
        count: usize,
        /// How many there are.
        found: usize,
    },
    /// Weights that are all 0.
    #[error("at least one weight must be above 0")]
    NoWeight,
    /// Another version of the file format.
    #[error("file format {found} is not known to this program, which reads format 1")]
    Version {
        /// The version that the file gives.
        found: String,
    },
    /// A text with characters that a terminal takes for commands.
    #[error("must not hold control characters")]
    Control,
    /// A range that reaches too far or is upside down.
    #[error("the range {} to {} {problem}", show(*.low), show(*.high))]
    Range {
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
        /// What is wrong with it.
        problem: &'static str,
    },
}

fn show(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 {
            "infinity".to_owned()
        } else {
            "minus infinity".to_owned()
        }
    } else {
        let short = digits(value, 7);
        if short.contains('.') {
            short.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            short
        }
    }
}

/// How to write the number that a text such as `1,000`, `5 %` or `2 M` means.
fn plain_number(found: &str) -> Option<String> {
    let text: String = found
        .trim_matches('`')
        .chars()
        .filter(|c| !matches!(c, '_' | ',' | '\'' | ' ' | '$' | '€' | '£'))
        .collect();
    let scales = [("%", 0.01), ("k", 1e3), ("M", 1e6), ("bn", 1e9), ("", 1.0)];
    scales.iter().find_map(|(suffix, scale)| {
        let number: f64 = text.strip_suffix(suffix)?.parse().ok()?;
        let value = if *suffix == "%" {
            number / 100.0
        } else {
            number * scale
        };
        value
            .is_finite()
            .then(|| format!("write {}", number_text(value)))
    })
}

impl Rule {
    fn hint(&self) -> Option<String> {
        let did_you_mean =
            |meant: &Option<String>| meant.as_ref().map(|m| format!("did you mean `{m}`?"));
        let listed = |names: &[String]| format!("known here: {}", names.join(", "));
        match self {
            Rule::UnknownKey { meant, known, .. } | Rule::Reference { meant, known, .. } => {
                did_you_mean(meant).or_else(|| (!known.is_empty()).then(|| listed(known)))
            }
            Rule::Choice { meant, .. } => did_you_mean(meant),
            Rule::Kind { expected, found } if expected.starts_with("a number") => {
                plain_number(found)
            }
            Rule::ShareSum { sum } if *sum > 0.0 && sum.is_finite() => Some(format!(
                "{} too {}",
                show((sum - 1.0).abs()),
                if *sum > 1.0 { "much" } else { "little" }
            )),
            Rule::Cycle { .. } => Some("take one of these requirements away".to_owned()),
            Rule::NotPlaced { workload } => Some(format!(
                "add `{workload}: {{<provider>: 1}}` to `placement`"
            )),
            Rule::Version { .. } => Some("write `lockin: 1` as the first line".to_owned()),
            Rule::MissingKey { key: "lockin" } => {
                Some("write `lockin: 1` as the first line".to_owned())
            }
            Rule::Needs { needed, .. } => Some(format!("add `{needed}` beside it")),
            Rule::NotTied { .. } => Some(
                "use a number, lognormal, ci90, exponential, weibull, pareto, uniform or empirical"
                    .to_owned(),
            ),
            Rule::TierOrder { .. } => {
                Some("list the tiers from the highest availability to the lowest".to_owned())
            }
            Rule::BeyondHorizon { horizon, .. } => Some(format!(
                "keep the first {}, or raise `horizon`",
                show(*horizon)
            )),
            Rule::Count { count: 24, .. } => Some("one for each hour from midnight".to_owned()),
            Rule::Count { count: 7, .. } => Some("one for each day from Monday".to_owned()),
            Rule::Count { count: 12, .. } => Some("one for each month from January".to_owned()),
            Rule::Twice { .. } => Some("keep one of the two".to_owned()),
            Rule::NoMean { family: "pareto" } => {
                Some("`alpha` must be greater than 1 for that".to_owned())
            }
            _ => None,
        }
    }
}
