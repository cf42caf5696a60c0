//! The fields of files that the program writes for itself: put together, and taken out again.

use super::yaml::{Entry, Kind, Scalar, Tree};

/// A field that is missing, or is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("`{0}` is missing or is not {1}")]
pub struct FieldFault(pub(super) &'static str, pub(super) &'static str);

/// Fields in their order.
pub(super) fn mapping<'k>(fields: impl IntoIterator<Item = (&'k str, Tree)>) -> Tree {
    let entries = fields.into_iter();
    let entries = entries.map(|(key, value)| Entry::unplaced(key, value));
    Tree::unplaced(Kind::Map(entries.collect()))
}

pub(super) fn text(text: &str) -> Tree {
    Tree::unplaced(Kind::Scalar(Scalar::Text(text.to_owned())))
}

pub(super) fn texts(items: &[String]) -> Tree {
    Tree::unplaced(Kind::List(items.iter().map(|item| text(item)).collect()))
}

pub(super) fn whole(number: u64) -> Tree {
    Tree::unplaced(Kind::Scalar(Scalar::Number(number.to_string())))
}

/// The fields of a mapping.
pub(super) struct Fields<'a>(pub(super) &'a Tree);

impl<'a> Fields<'a> {
    fn get(&self, key: &str) -> Option<&'a Tree> {
        match &self.0.kind {
            Kind::Map(entries) => entries
                .iter()
                .find(|entry| entry.key == key)
                .map(|entry| &entry.value),
            _ => None,
        }
    }

    pub(super) fn text(&self, key: &'static str) -> Result<String, FieldFault> {
        self.get(key)
            .and_then(text_of)
            .ok_or(FieldFault(key, "text"))
    }

    pub(super) fn whole(&self, key: &'static str) -> Result<u64, FieldFault> {
        let number = self.get(key).and_then(|tree| match &tree.kind {
            Kind::Scalar(Scalar::Number(text)) => text.parse().ok(),
            _ => None,
        });
        number.ok_or(FieldFault(key, "a whole number"))
    }

    pub(super) fn texts(&self, key: &'static str) -> Result<Vec<String>, FieldFault> {
        let items = self.get(key).and_then(|tree| match &tree.kind {
            Kind::List(items) => items.iter().map(text_of).collect(),
            _ => None,
        });
        items.ok_or(FieldFault(key, "a list of texts"))
    }

    pub(super) fn mapping(&self, key: &'static str) -> Result<&'a Tree, FieldFault> {
        self.get(key)
            .filter(|tree| matches!(tree.kind, Kind::Map(_)))
            .ok_or(FieldFault(key, "a mapping"))
    }

    /// The keys and texts of a mapping, in their order.
    pub(super) fn pairs(&self, key: &'static str) -> Result<Vec<(String, String)>, FieldFault> {
        let pairs = self.get(key).and_then(|tree| match &tree.kind {
            Kind::Map(entries) => entries
                .iter()
                .map(|entry| Some((entry.key.clone(), text_of(&entry.value)?)))
                .collect(),
            _ => None,
        });
        pairs.ok_or(FieldFault(key, "a mapping of texts"))
    }
}

fn text_of(tree: &Tree) -> Option<String> {
    match &tree.kind {
        Kind::Scalar(Scalar::Text(text)) => Some(text.clone()),
        _ => None,
    }
}
