//! What something cannot do without: components, and groups of which some are enough.

use super::document::{Node, Path};
use super::fault::Rule;
use super::id::ComponentId;
use super::reader::{Bounds, Fields, Reader};

/// A group of components of which at least so many are needed.
#[derive(Clone, Debug, PartialEq)]
pub struct AtLeast {
    /// How many are needed, from 1 to their number.
    pub needed: usize,
    /// The components.
    pub of: Vec<ComponentId>,
}

/// What was read under `requires`.
#[derive(Default)]
pub(super) struct Requirements {
    /// Every component named, with its path.
    pub(super) named: Vec<(String, Path)>,
    /// The components needed one by one.
    pub(super) each: Vec<ComponentId>,
    /// The groups.
    pub(super) some: Vec<AtLeast>,
}

/// The list under `requires`: ids, and groups such as `{at_least: 2, of: [a, b, c]}`.
pub(super) fn read(reader: &mut Reader, fields: &mut Fields<'_>) -> Requirements {
    let path = fields.path.join("requires");
    let mut found = Requirements::default();
    let items = match fields.take("requires") {
        None => return found,
        Some(Node::List(items)) => items,
        Some(other) => {
            reader.wrong_kind(&path, "a list of ids", other);
            return found;
        }
    };
    for (i, item) in items.iter().enumerate() {
        let path = path.join(&i.to_string());
        if let Node::Map(_) = item {
            group(reader, item, &path, &mut found);
        } else if let Some(id) = reader.id(item, &path) {
            if found.each.iter().any(|known| known.as_str() == id) {
                reader.fault(&path, Rule::Twice { id });
            } else {
                found.each.push(ComponentId::new(id.as_str()));
                found.named.push((id, path));
            }
        }
    }
    found
}

fn group(reader: &mut Reader, node: &Node, path: &Path, found: &mut Requirements) {
    let Some(mut fields) = reader.fields(node, path, "") else {
        return;
    };
    let of = reader.ids(&mut fields, "of");
    if of.is_empty() {
        let what = "component in `of`";
        reader.fault(path, Rule::Empty { what });
    }
    let key = "at_least";
    let needed = if let Some(node) = fields.take(key) {
        reader.bounded(node, &path.join(key), Bounds::COUNT)
    } else {
        reader.fault(path, Rule::MissingKey { key });
        None
    };
    reader.finish(&fields);
    let Some(needed) = needed.filter(|_| !of.is_empty()) else {
        return;
    };
    if needed.fract() != 0.0 || needed > of.len() as f64 {
        let most = of.len();
        reader.fault(&path.join(key), Rule::AtLeast { needed, most });
        return;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 1 to the length of a list"
    )]
    found.some.push(AtLeast {
        needed: needed as usize,
        of: of
            .iter()
            .map(|(id, _)| ComponentId::new(id.as_str()))
            .collect(),
    });
    found.named.extend(of);
}
