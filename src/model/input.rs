//! Every value that a person may change, and how far it can be trusted.

use super::document::Path;
use crate::stats::LawSpec;
use crate::units::Unit;

/// How a value came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A published figure.
    Sourced,
    /// Computed from published figures.
    Derived,
    /// A judgement.
    Assumed,
}

impl Basis {
    /// The words of the file format.
    pub const ALL: [(&'static str, Basis); 3] = [
        ("sourced", Basis::Sourced),
        ("derived", Basis::Derived),
        ("assumed", Basis::Assumed),
    ];

    /// The word of the file format.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, basis)| *basis == self)
            .map_or("", |(name, _)| name)
    }
}

/// What a file says about where a value comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Where the value stands, or the reasoning behind it.
    pub source: Option<String>,
    /// How it came to be known.
    pub basis: Option<Basis>,
    /// The range within which it may well lie, in the unit of the value.
    pub range: Option<(f64, f64)>,
}

/// What may stand in an input.
#[derive(Clone, Debug, PartialEq)]
pub enum InputKind {
    /// A plain number between two bounds.
    Number {
        /// The value.
        value: f64,
        /// The least value allowed.
        low: f64,
        /// The largest value allowed.
        high: f64,
    },
    /// A number that may be uncertain.
    Law(LawSpec),
    /// One of a few words.
    Choice {
        /// The word chosen.
        value: String,
        /// All words.
        of: &'static [&'static str],
    },
}

/// One value of a scenario that a person may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Where it stands.
    pub path: Path,
    /// What it is, in words: `Microsoft Azure · Global control-plane outage · rate`.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// Its value, and what may stand there.
    pub kind: InputKind,
    /// Where the value comes from.
    pub evidence: Evidence,
    /// Whether the file gives the value; else it is the format's default.
    pub given: bool,
}
