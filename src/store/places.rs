//! Where in a file a path stands.

use super::yaml::{Kind, Scalar, Tree};
use crate::model::{Fault, Path, Rule};

/// A place in a text, both counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// The places of all keys and values of a file.
#[derive(Clone, Debug)]
pub struct Places(Tree);

/// The nearest value to a path that a file has.
struct Found<'a> {
    /// Where its key stands, or the value itself in a list.
    key: Place,
    value: &'a Tree,
    /// Whether the path leads all the way to it.
    whole: bool,
}

impl Places {
    pub(super) fn new(root: Tree) -> Self {
        Self(root)
    }

    /// The tree that they are the places of.
    pub(super) fn tree(&self) -> &Tree {
        &self.0
    }

    /// Where the key of `path` stands, or else of the nearest path above it that the file has.
    ///
    /// An item of a list stands for its own key, and the first key of the file for that of the root.
    pub fn key(&self, path: &Path) -> Place {
        self.find(path).key
    }

    /// Where the value at `path` stands, without its evidence, or else the nearest key above it.
    ///
    /// A mapping has no better place than its key.
    pub fn value(&self, path: &Path) -> Place {
        let found = self.find(path);
        if !found.whole {
            return found.key;
        }
        match &found.value.kind {
            Kind::Map(entries) => {
                entries
                    .iter()
                    .find(|entry| entry.key == "value")
                    .map_or(found.key, |entry| match entry.value.kind {
                        Kind::Map(_) => entry.place,
                        _ => entry.value.place,
                    })
            }
            // Nothing has no place to look at.
            Kind::Scalar(Scalar::Null) => found.key,
            _ => found.value.place,
        }
    }

    /// Where a person has to look to see the fault.
    pub fn of(&self, fault: &Fault) -> Place {
        match fault.rule {
            Rule::UnknownKey { .. }
            | Rule::MissingKey { .. }
            | Rule::Id { .. }
            | Rule::Reference { .. }
            | Rule::Twice { .. }
            | Rule::Taken { .. }
            | Rule::ShareSum { .. }
            | Rule::NotPlaced { .. }
            | Rule::Empty { .. }
            | Rule::TooMany { .. } => self.key(&fault.path),
            _ => self.value(&fault.path),
        }
    }

    /// Follows a path as [`crate::model::Document::at`] does: evidence is passed over.
    fn find(&self, path: &Path) -> Found<'_> {
        let mut found = Found {
            key: self.0.place,
            value: &self.0,
            whole: true,
        };
        for key in path.keys() {
            let next = step(found.value, key).or_else(|| step(step(found.value, "value")?.1, key));
            let Some((place, value)) = next else {
                found.whole = false;
                break;
            };
            found.key = place;
            found.value = value;
        }
        found
    }
}

/// The place of a key and the value under it.
fn step<'a>(tree: &'a Tree, key: &str) -> Option<(Place, &'a Tree)> {
    match &tree.kind {
        Kind::Map(entries) => entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| (entry.place, &entry.value)),
        Kind::List(items) => items
            .get(key.parse::<usize>().ok()?)
            .map(|item| (item.place, item)),
        Kind::Scalar(_) => None,
    }
}
