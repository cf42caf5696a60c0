//! What files say about a scenario, value by value, and the scenario that it makes.

use crate::model::{self, Basis, Document, Edit, EditFault, Evidence, Fault, Node, Path};

/// One value that was found, and where it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Where in a scenario it stands.
    pub path: Path,
    /// What stands there, without its evidence.
    pub value: Node,
    /// Where it comes from; empty for names and lists, which carry none.
    pub evidence: Evidence,
    /// Of a placeholder, what the files cannot tell; else `None`.
    pub unknown: Option<String>,
}

/// Everything that files say about a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// In the order in which they are written.
    pub all: Vec<Finding>,
    /// What the files cannot tell and no value stands in for.
    pub silent: Vec<String>,
}

/// Why findings make no scenario: a fault of this program, not of the files.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Invalid {
    /// Two findings contradict each other about what stands at a path.
    #[error("what was found makes no scenario: {0}")]
    Contradiction(#[from] EditFault),
    /// The scenario breaks rules of its format.
    #[error("what was found makes no scenario: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Faults(Vec<Fault>),
}

/// The keys of a scenario in the order in which people write them.
const ORDER: [&str; 10] = [
    "lockin",
    "title",
    "description",
    "currency",
    "horizon",
    "providers",
    "components",
    "common_causes",
    "workloads",
    "portfolios",
];

impl Findings {
    /// Text, a list or a mapping that stands without evidence.
    pub fn plain(&mut self, path: Path, value: Node) {
        self.push(path, value, Evidence::default(), None);
    }

    /// A value that was computed from the files: where in them, and the range in which it may well lie.
    pub fn derived(&mut self, path: Path, value: Node, range: Option<(f64, f64)>, source: &str) {
        let evidence = Evidence {
            source: Some(source.to_owned()),
            basis: Some(Basis::Derived),
            range,
        };
        self.push(path, value, evidence, None);
    }

    /// A placeholder for what the files cannot tell: what that is, and why this value stands there until a person
    /// says better.
    pub fn assumed(&mut self, path: Path, value: Node, unknown: &str, reason: &str) {
        let evidence = Evidence {
            source: Some(format!("placeholder: {reason}")),
            basis: Some(Basis::Assumed),
            range: None,
        };
        self.push(path, value, evidence, Some(unknown.to_owned()));
    }

    fn push(&mut self, path: Path, value: Node, evidence: Evidence, unknown: Option<String>) {
        self.all.push(Finding {
            path,
            value,
            evidence,
            unknown,
        });
    }

    /// What the files cannot tell, each thing once: with the placeholders that stand in for it, then what has none.
    pub fn cannot_tell(&self) -> Vec<String> {
        let mut things: Vec<(&str, Vec<String>)> = Vec::new();
        for finding in &self.all {
            let Some(unknown) = finding.unknown.as_deref() else {
                continue;
            };
            let placeholder = format!("{}={}", finding.path, finding.value.flow());
            match things.iter_mut().find(|(known, _)| *known == unknown) {
                Some((_, placeholders)) => placeholders.push(placeholder),
                None => things.push((unknown, vec![placeholder])),
            }
        }
        let told = things
            .iter()
            .map(|(unknown, placeholders)| format!("{unknown}: {}", placeholders.join(", ")));
        told.chain(self.silent.iter().cloned()).collect()
    }

    /// The scenario that the findings make, checked.
    pub fn document(&self) -> Result<Document, Invalid> {
        let mut document = Document {
            root: Node::Map(Vec::new()),
        };
        let format = Node::Number(f64::from(model::FORMAT));
        let head = Edit::set(Path::parse("lockin"), format);
        let found = self
            .all
            .iter()
            .map(|finding| Edit::set(finding.path.clone(), finding.node()));
        for edit in std::iter::once(head).chain(found) {
            edit.apply(&mut document)?;
        }
        if let Node::Map(entries) = &mut document.root {
            entries.sort_by_key(|(key, _)| ORDER.iter().position(|known| known == key));
        }
        match model::read(&document).scenario {
            Ok(_) => Ok(document),
            Err(faults) => Err(Invalid::Faults(faults)),
        }
    }
}

impl Finding {
    /// The value as a scenario holds it: `{value, range, basis, source}` where it has evidence.
    pub fn node(&self) -> Node {
        let Evidence {
            source,
            basis,
            range,
        } = &self.evidence;
        if source.is_none() && basis.is_none() && range.is_none() {
            return self.value.clone();
        }
        let mut entries = vec![("value".to_owned(), self.value.clone())];
        if let Some((low, high)) = range {
            let range = Node::List(vec![Node::Number(*low), Node::Number(*high)]);
            entries.push(("range".to_owned(), range));
        }
        if let Some(basis) = basis {
            entries.push(("basis".to_owned(), Node::Text(basis.name().to_owned())));
        }
        if let Some(source) = source {
            entries.push(("source".to_owned(), Node::Text(source.clone())));
        }
        Node::Map(entries)
    }
}
