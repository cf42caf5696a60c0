//! A YAML tree with every scalar as it was written, and every place.

use serde_json::Value;

use super::scalar::{Scalar, float_text};
use crate::model::Node;
use crate::store::places::Place;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(in crate::store) struct Tree {
    pub(in crate::store) place: Place,
    /// Behind its last character; of a block, behind its last value.
    pub(in crate::store) end: Place,
    pub(in crate::store) kind: Kind,
}

/// What a value is made of.
#[derive(Clone, Debug)]
pub(in crate::store) enum Kind {
    Scalar(Scalar),
    List(Vec<Tree>),
    Map(Vec<Entry>),
}

/// A key, where it stands, and its value.
#[derive(Clone, Debug)]
pub(in crate::store) struct Entry {
    pub(in crate::store) key: String,
    pub(in crate::store) place: Place,
    pub(in crate::store) value: Tree,
}

impl Tree {
    /// A value that stands nowhere yet.
    pub(in crate::store) fn unplaced(kind: Kind) -> Self {
        Self {
            place: Place::default(),
            end: Place::default(),
            kind,
        }
    }

    /// How many values this is, and how deep they are nested.
    pub(in crate::store) fn extent(&self) -> (usize, usize) {
        let children: Box<dyn Iterator<Item = &Tree>> = match &self.kind {
            Kind::Scalar(_) => return (1, 0),
            Kind::List(items) => Box::new(items.iter()),
            Kind::Map(entries) => Box::new(entries.iter().map(|entry| &entry.value)),
        };
        let (size, depth) = children
            .map(Tree::extent)
            .fold((0, 0), |(size, depth), (s, d)| (size + s, depth.max(d)));
        (size + 1, depth + 1)
    }

    /// The value without its places.
    pub(in crate::store) fn node(&self) -> Node {
        match &self.kind {
            Kind::Scalar(Scalar::Null) => Node::Null,
            Kind::Scalar(Scalar::Bool(flag)) => Node::Bool(*flag),
            Kind::Scalar(number @ Scalar::Number(_)) => Node::Number(number.float()),
            Kind::Scalar(Scalar::Text(text)) => Node::Text(text.clone()),
            Kind::List(items) => Node::List(items.iter().map(Tree::node).collect()),
            Kind::Map(entries) => Node::Map(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.node()))
                    .collect(),
            ),
        }
    }

    /// The value as JSON. Whole numbers stay whole, what JSON has no number for is null.
    pub(in crate::store) fn json(&self) -> Value {
        match &self.kind {
            Kind::Scalar(Scalar::Null) => Value::Null,
            Kind::Scalar(Scalar::Bool(flag)) => Value::from(*flag),
            Kind::Scalar(scalar @ Scalar::Number(text)) => text
                .parse::<u64>()
                .map(Value::from)
                .or_else(|_| text.parse::<i64>().map(Value::from))
                .unwrap_or_else(|_| Value::from(scalar.float())),
            Kind::Scalar(Scalar::Text(text)) => Value::from(text.as_str()),
            Kind::List(items) => items.iter().map(Tree::json).collect(),
            Kind::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.value.json()))
                    .collect(),
            ),
        }
    }
}

impl Entry {
    /// An entry that stands nowhere yet.
    pub(in crate::store) fn unplaced(key: &str, value: Tree) -> Self {
        Self {
            key: key.to_owned(),
            place: Place::default(),
            value,
        }
    }
}

impl From<&Node> for Tree {
    fn from(node: &Node) -> Self {
        Self::unplaced(match node {
            Node::Null => Kind::Scalar(Scalar::Null),
            Node::Bool(flag) => Kind::Scalar(Scalar::Bool(*flag)),
            Node::Number(number) => Kind::Scalar(Scalar::Number(float_text(*number))),
            Node::Text(text) => Kind::Scalar(Scalar::Text(text.clone())),
            Node::List(items) => Kind::List(items.iter().map(Tree::from).collect()),
            Node::Map(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|(key, node)| Entry::unplaced(key, node.into()))
                    .collect(),
            ),
        })
    }
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        Self::unplaced(match value {
            Value::Null => Kind::Scalar(Scalar::Null),
            Value::Bool(flag) => Kind::Scalar(Scalar::Bool(*flag)),
            Value::Number(number) => Kind::Scalar(Scalar::Number(match number.as_f64() {
                // A float keeps a point, so that it comes back as a float.
                Some(float) if number.is_f64() => {
                    let text = float_text(float);
                    if text.contains('.') {
                        text
                    } else {
                        format!("{text}.0")
                    }
                }
                _ => number.to_string(),
            })),
            Value::String(text) => Kind::Scalar(Scalar::Text(text.clone())),
            Value::Array(items) => Kind::List(items.iter().map(Tree::from).collect()),
            Value::Object(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|(key, value)| Entry::unplaced(key, value.into()))
                    .collect(),
            ),
        })
    }
}
