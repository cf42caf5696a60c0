//! A Backstage catalog: entities in YAML documents, and the relations that they state.

use std::collections::BTreeMap;

use super::GraphFault;
use super::inventory::{Inventory, Role, counts, pair};
use crate::import::fault::ImportError;
use crate::import::report::{FileRead, Report};
use crate::model::Node;
use crate::store::{self, printable};

/// Kinds of entities that can fail, or that others need.
const PARTS: [&str; 5] = ["component", "api", "resource", "system", "domain"];

/// Annotations that say at which provider an entity runs, by what their keys begin with.
const PROVIDERS: [(&str, &str); 3] = [
    ("aws.amazon.com/", "aws"),
    ("cloud.google.com/", "gcp"),
    ("azure.com/", "azure"),
];

/// A relation as a catalog states it: the key, the kind that a bare name has, and which way needs go.
struct Relation {
    key: &'static str,
    kind: &'static str,
    need: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The entity needs the other.
    Forth,
    /// The other needs the entity.
    Back,
    /// Neither: who owns it.
    None,
}

const RELATIONS: [Relation; 7] = [
    relation("dependsOn", "component", Way::Forth),
    relation("dependencyOf", "component", Way::Back),
    relation("providesApis", "api", Way::Back),
    relation("consumesApis", "api", Way::Forth),
    relation("subcomponentOf", "component", Way::Back),
    relation("system", "system", Way::Back),
    relation("owner", "group", Way::None),
];

const fn relation(key: &'static str, kind: &'static str, need: Way) -> Relation {
    Relation { key, kind, need }
}

/// Whether some document of the text is an entity of a catalog.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("apiVersion:") && line.contains("backstage.io/"))
}

/// Reads a catalog of any number of documents.
pub(super) fn read(
    name: &str,
    text: &str,
    inventory: &mut Inventory,
    report: &mut Report,
) -> Result<(), ImportError> {
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let mut relations = Vec::new();
    let mut documents = 0;
    inventory.origin(name);
    for (line, document) in split(text) {
        let parsed = store::parse(document).map_err(|error| {
            let mut place = error.place;
            let excerpt = document.lines().nth(place.line - 1);
            place.line += line;
            ImportError::at(name, place, excerpt, &GraphFault::Yaml(error.problem))
        })?;
        let entity = parsed.document.root;
        if entity == Node::Null {
            continue;
        }
        documents += 1;
        let kind = word(entity.get("kind")).unwrap_or_default();
        *kinds.entry(kind.clone()).or_default() += 1;
        if PARTS.contains(&kind.to_lowercase().as_str()) {
            read_entity(&entity, &kind, inventory, &mut relations);
        } else {
            report.drop(&format!("entity of the kind `{}`", printable(&kind)), 1);
        }
    }
    report.files.push(FileRead {
        file: name.to_owned(),
        detected: format!("Backstage catalog, {documents} entities"),
    });
    report.figure("documents", Node::Number(f64::from(documents)));
    report.figure("kinds", counts(&kinds));
    report.figure("relations", Node::List(relations));
    Ok(())
}

/// The documents of a text, each with the number of lines before it.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut documents = Vec::new();
    let (mut start, mut first, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        // Three dashes at the first column begin a document wherever they stand.
        if bare == "---" || bare.starts_with("--- ") {
            documents.push((first, &text[start..at]));
            (start, first) = (at + line.len(), number + 1);
        }
        at += line.len();
    }
    documents.push((first, &text[start..]));
    documents
}

fn read_entity(entity: &Node, kind: &str, inventory: &mut Inventory, relations: &mut Vec<Node>) {
    let metadata = entity.get("metadata");
    let field = |key| metadata.and_then(|metadata| word(metadata.get(key)));
    let Some(name) = field("name") else { return };
    let namespace = field("namespace").unwrap_or_else(|| DEFAULT.to_owned());
    let own = format!("{kind}:{namespace}/{name}").to_lowercase();
    let system = kind.eq_ignore_ascii_case("system");
    inventory.thing(&own, system.then_some(Role::Workload));
    for relation in &RELATIONS {
        for other in words(entity.get("spec").and_then(|spec| spec.get(relation.key))) {
            let other = reference(&other, relation.kind, &namespace);
            relations.push(pair(&own, relation.key, &other));
            match relation.need {
                Way::Forth => inventory.need(&own, &other),
                Way::Back => inventory.need(&other, &own),
                Way::None => {}
            }
            if relation.key == "system" {
                inventory.thing(&other, Some(Role::Workload));
            }
        }
    }
    if let Some(Node::Map(annotations)) = metadata.and_then(|metadata| metadata.get("annotations"))
    {
        for (prefix, provider) in PROVIDERS {
            if annotations.iter().any(|(key, _)| key.starts_with(prefix)) {
                inventory.need(&own, provider);
                inventory.thing(provider, Some(Role::Provider));
            }
        }
    }
}

/// The namespace of a reference that names none.
const DEFAULT: &str = "default";

/// A reference, `[kind:][namespace/]name`, in full and in lower case.
fn reference(text: &str, kind: &str, namespace: &str) -> String {
    let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
    let (namespace, name) = rest.split_once('/').unwrap_or((namespace, rest));
    format!("{kind}:{namespace}/{name}").to_lowercase()
}

fn word(node: Option<&Node>) -> Option<String> {
    match node? {
        Node::Text(text) => Some(text.clone()),
        Node::Number(_) | Node::Bool(_) => Some(node?.flow()),
        _ => None,
    }
}

fn words(node: Option<&Node>) -> Vec<String> {
    match node {
        Some(Node::List(items)) => items.iter().filter_map(|item| word(Some(item))).collect(),
        other => word(other).into_iter().collect(),
    }
}
