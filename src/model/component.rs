//! Providers, their regions, third parties, and what each requires.

use super::document::{Node, Path};
use super::exit::{self, Exit};
use super::hazard::{Hazard, Origin};
use super::id::ComponentId;
use super::reader::Reader;
use super::requirement::{self, AtLeast};

/// Anything that can fail.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// The key in the file.
    pub id: ComponentId,
    /// The name in words; the id where the file gives none.
    pub name: String,
    /// Whether it can host workload capacity, that is, whether it is a provider.
    pub hosts: bool,
    /// The components without which it is impaired.
    pub requires: Vec<ComponentId>,
    /// The groups of components of which some are enough.
    pub requires_some: Vec<AtLeast>,
    /// How the relationship with it can end, where it is a provider and the file says so.
    pub exit: Option<Exit>,
}

/// A component with what only its faults need to know.
pub(super) struct ComponentRead {
    pub(super) component: Component,
    pub(super) path: Path,
    pub(super) requires: Vec<(String, Path)>,
    pub(super) hazards: Vec<Hazard>,
}

pub(super) fn read(
    reader: &mut Reader,
    id: &str,
    node: &Node,
    path: Path,
    hosts: bool,
) -> Option<ComponentRead> {
    // A third party without a word about it is a component that never fails.
    let empty = Node::Map(Vec::new());
    let node = if *node == Node::Null { &empty } else { node };
    let label = node.get("name").and_then(|name| {
        if let Node::Text(text) = name {
            Some(text.as_str())
        } else {
            None
        }
    });
    let mut fields = reader.fields(node, &path, label.unwrap_or(id))?;
    let name = reader
        .text(&mut fields, "name")
        .unwrap_or_else(|| id.to_owned());
    let requires = requirement::read(reader, &mut fields);
    let exit = if hosts {
        exit::read(reader, &mut fields)
    } else {
        None
    };
    let origin = Origin::Component(ComponentId::new(id));
    let hazards = reader
        .entries(&mut fields, "outages")
        .into_iter()
        .filter_map(|(mode, node, path)| {
            super::hazard::read(reader, &origin, &mode, (node, path), &name)
        })
        .collect();
    reader.finish(&fields);
    let component = Component {
        id: ComponentId::new(id),
        name,
        hosts,
        requires: requires.each,
        requires_some: requires.some,
        exit,
    };
    Some(ComponentRead {
        component,
        path,
        requires: requires.named,
        hazards,
    })
}
