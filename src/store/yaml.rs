//! YAML text to [`Document`] and back.
//!
//! The parser of `serde-saphyr` gives events; this room makes a tree of them
//! that keeps every scalar as it was written and every place. Plain words are
//! read by the core schema of YAML 1.2: `no` and `yes` are words, `1e6` is a
//! number, `1_000` is a word. Anchors, aliases and merge keys are followed;
//! how much they may grow a file is bounded.

mod parse;
mod scalar;
mod tree;
mod write;

use super::places::{Place, Places};
use crate::model::{Document, Fault, Node, Rule};

pub use parse::{Problem, SyntaxError};
pub(super) use scalar::Scalar;
pub(super) use tree::{Entry, Kind, Tree};

/// A YAML text as a tree.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What it says. Of a key that stands twice, the first.
    pub document: Document,
    /// Where it says so.
    pub places: Places,
    /// Keys that stand twice, each with the place of its second.
    pub twice: Vec<(Place, Fault)>,
}

/// Reads a YAML text of one document.
pub fn parse(text: &str) -> Result<Parsed, SyntaxError> {
    let parse::Built { root, twice } = parse::tree(text)?;
    let twice = twice
        .into_iter()
        .map(|(place, path, id)| {
            let rule = Rule::Twice { id };
            (place, Fault { path, rule })
        })
        .collect();
    Ok(Parsed {
        document: Document { root: root.node() },
        places: Places::new(root),
        twice,
    })
}

/// Reads one value as it stands behind a key, or behind the `=` of `--set`.
pub fn parse_value(text: &str) -> Result<Node, SyntaxError> {
    parse_tree(text).map(|tree| tree.node())
}

/// A document as YAML that a person can read, and that [`parse`] reads back as it was.
pub fn write(document: &Document) -> String {
    write::text(&Tree::from(&document.root))
}

/// A JSON value as YAML; every number keeps its bits.
pub fn json_to_yaml(value: &serde_json::Value) -> String {
    write::text(&Tree::from(value))
}

/// A node as JSON; numbers that JSON has no words for are null.
pub fn node_to_json(node: &Node) -> serde_json::Value {
    Tree::from(node).json()
}

/// A tree as YAML.
pub(super) fn write_tree(tree: &Tree) -> String {
    write::text(tree)
}

/// A mapping or list as lines, each behind this many spaces.
pub(super) fn block_text(tree: &Tree, indent: usize) -> String {
    write::block(tree, indent)
}

/// A tree on one line.
pub(super) fn flow_text(tree: &Tree) -> String {
    write::flow(tree)
}

/// Reads a YAML text as a tree; a key must not stand twice.
pub(super) fn parse_tree(text: &str) -> Result<Tree, SyntaxError> {
    let parse::Built { root, twice } = parse::tree(text)?;
    match twice.into_iter().next() {
        Some((place, _, key)) => Err(SyntaxError {
            place,
            problem: Problem::Twice(key),
        }),
        None => Ok(root),
    }
}

#[cfg(test)]
mod tests;
