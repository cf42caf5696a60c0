//! What-if edits as values: parse, apply, describe.

use std::fmt;

use super::document::{Document, Node, Path};

/// One change of a scenario: the value that now stands at a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Where, as a dotted path.
    pub path: Path,
    /// What stands there from now on; nothing takes the key away.
    pub value: Option<Node>,
}

/// Why an edit could not be applied.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EditFault {
    /// A key on the way leads into a plain value.
    #[error("`{path}` can't be set: `{stop}` is not a mapping")]
    NoWay {
        /// The path of the edit.
        path: Path,
        /// The last path on the way that could be followed.
        stop: Path,
    },
}

impl Edit {
    /// The edit that puts `value` at `path`.
    pub fn set(path: Path, value: Node) -> Self {
        Self {
            path,
            value: Some(value),
        }
    }

    /// Applies the edit to `document`, which is unchanged when it fails.
    pub fn apply(&self, document: &mut Document) -> Result<(), EditFault> {
        document
            .put(&self.path, self.value.clone())
            .map_err(|stop| EditFault::NoWay {
                path: self.path.clone(),
                stop,
            })
    }
}

/// As on the command line: `path=value`, and `path=` where the key is taken away.
impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.as_ref().map(Node::flow).unwrap_or_default();
        write!(f, "{}={value}", self.path)
    }
}
