//! Findings written into a scenario that somebody keeps: what the evidence speaks of, and nothing else.
//!
//! A value that was derived before is derived anew. One that a person has set stays, unless the person says otherwise;
//! placeholders never replace anything. What the scenario does not have yet is added whole, if the files speak of it.

use super::findings::{Finding, Findings};
use crate::model::{Basis, Document, Node, Path};
use crate::store::{Diagnostic, Loaded, PatchFault, load_text, patch, printable};

/// A scenario file with what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The new text of the file; the old one where nothing changes.
    pub text: String,
    /// Values that a person has set, which the evidence would have changed.
    pub kept: Vec<Kept>,
    /// What the files say of portfolios and workloads that the scenario does not have.
    pub homeless: Vec<Path>,
}

/// A value that stays, and what the evidence says instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Where it stands.
    pub path: Path,
    /// What stands there.
    pub stands: Node,
    /// What was found.
    pub found: Node,
}

impl Kept {
    /// The value that stays and the one that was found, short enough for a line; nothing of it is a command to a
    /// terminal.
    pub fn told(&self) -> String {
        let (stands, found) = (short(&self.stands.flow()), short(&self.found.flow()));
        printable(&format!("{}: {stands} stays, found {found}", self.path))
    }
}

/// A value that fits on a line.
fn short(value: &str) -> String {
    const LONGEST: usize = 60;
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    let head: String = value.chars().take(LONGEST).collect();
    format!("{head}…")
}

/// Why findings cannot be written into a scenario.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IntoFault {
    /// The text cannot be changed in place.
    #[error(transparent)]
    Patch(#[from] PatchFault),
    /// With the findings, the file would break rules of its format.
    #[error("the scenario would be wrong: {}", .0.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join("; "))]
    Wrong(Vec<Diagnostic>),
    /// A value on the way to a finding is no mapping.
    #[error("`{0}` is not a mapping, but was found to hold more")]
    NoWay(Path),
}

/// Writes findings into a scenario; `replace` also changes values that a person has set.
pub fn into(loaded: &Loaded, findings: &Findings, replace: bool) -> Result<Update, IntoFault> {
    into_edited(loaded, findings, replace, &|_| false)
}

/// The same, where `by_hand` knows of values that a person has set since, under evidence that speaks of another value.
pub fn into_edited(
    loaded: &Loaded,
    findings: &Findings,
    replace: bool,
    by_hand: &dyn Fn(&Path) -> bool,
) -> Result<Update, IntoFault> {
    let before = &loaded.document;
    let all: Vec<Finding> = findings.all.iter().map(|one| moved(one, before)).collect();
    let (all, homeless): (Vec<_>, Vec<_>) = {
        let has_home = |one: &Finding| has_home(&one.path, before, &all);
        all.iter().cloned().partition(has_home)
    };
    let homeless = homeless.into_iter().filter(is_derived);
    let homeless = homeless.map(|one| one.path).collect();
    let mut after = before.clone();
    let mut kept = Vec::new();
    for finding in &all {
        let node = finding.node();
        match before
            .at(&finding.path)
            .map(|_| exact(&before.root, &finding.path))
        {
            Some(stands) if is_derived(finding) => {
                let stands = stands.unwrap_or(&Node::Null);
                if !replace && (!was_derived(stands) || by_hand(&finding.path)) {
                    if *stands.bare() != *node.bare() {
                        kept.push(Kept {
                            path: finding.path.clone(),
                            stands: stands.bare().clone(),
                            found: node.bare().clone(),
                        });
                    }
                } else if *stands != node {
                    put(&mut after.root, &finding.path, node)?;
                }
            }
            None if is_spoken_of(&finding.path, before, &all) => {
                put(&mut after.root, &finding.path, node)?;
            }
            Some(_) | None => {}
        }
    }
    let text = patch(loaded.text(), &loaded.places, &after)?;
    let update =
        load_text(&text, &loaded.origin).map_err(|error| IntoFault::Wrong(error.diagnostics))?;
    if let (Err(faults), Ok(_)) = (update.reading().scenario, loaded.reading().scenario) {
        return Err(IntoFault::Wrong(update.diagnostics(&faults)));
    }
    Ok(Update {
        text,
        kept,
        homeless,
    })
}

fn is_derived(finding: &Finding) -> bool {
    finding.evidence.basis == Some(Basis::Derived)
}

/// Whether the evidence of a value says that it was computed from files.
fn was_derived(node: &Node) -> bool {
    let word = Basis::Derived.name();
    matches!(node.get("basis"), Some(Node::Text(basis)) if basis == word)
}

/// A provider of the files may be a third party in the scenario.
fn moved(finding: &Finding, scenario: &Document) -> Finding {
    let mut finding = finding.clone();
    if let [first, id, rest @ ..] = finding.path.keys()
        && first == "providers"
    {
        let third = Path::root().join("components").join(id);
        let provider = Path::root().join("providers").join(id);
        if scenario.at(&third).is_some() && scenario.at(&provider).is_none() {
            finding.path = rest.iter().fold(third, |path, key| path.join(key));
        }
    }
    finding
}

/// Whether the scenario has what a finding about a portfolio rests on.
///
/// The workloads of files are not those that a person wrote down: a placement needs one that is there or comes with
/// it, a new portfolio at least one such placement.
fn has_home(path: &Path, scenario: &Document, all: &[Finding]) -> bool {
    let is_known = |workload: &str| {
        let place = Path::root().join("workloads").join(workload);
        let comes = |one: &Finding| is_derived(one) && place.holds(&one.path);
        scenario.at(&place).is_some() || all.iter().any(comes)
    };
    let [first, portfolio, rest @ ..] = path.keys() else {
        return true;
    };
    if first != "portfolios" {
        return true;
    }
    if let [key, workload, ..] = rest
        && key == "placement"
    {
        return is_known(workload);
    }
    let place = Path::root().join("portfolios").join(portfolio);
    let placed = place.join("placement");
    scenario.at(&place).is_some()
        || all.iter().any(|one| {
            let workload = one.path.keys().get(3);
            placed.holds(&one.path) && workload.is_some_and(|workload| is_known(workload))
        })
}

/// Whether something derived lies in what the scenario lacks: the nearest place above the path that it does not have.
fn is_spoken_of(path: &Path, scenario: &Document, all: &[Finding]) -> bool {
    let mut lacking = path.clone();
    while lacking.parent() != lacking && scenario.at(&lacking.parent()).is_none() {
        lacking = lacking.parent();
    }
    all.iter()
        .any(|other| is_derived(other) && lacking.holds(&other.path))
}

/// The node at a path with its evidence.
fn exact<'a>(root: &'a Node, path: &Path) -> Option<&'a Node> {
    path.keys().iter().try_fold(root, |node, key| {
        node.get(key)
            .or_else(|| node.get("value").and_then(|value| value.get(key)))
    })
}

/// Puts a node at a path with its own evidence, or none.
fn put(root: &mut Node, path: &Path, node: Node) -> Result<(), IntoFault> {
    let mut at = root;
    for key in path.keys() {
        if matches!(at, Node::Null) {
            *at = Node::Map(Vec::new());
        }
        let Node::Map(entries) = at else {
            return Err(IntoFault::NoWay(path.clone()));
        };
        let found = entries.iter().position(|(known, _)| known == key);
        let index = found.unwrap_or_else(|| {
            entries.push((key.clone(), Node::Map(Vec::new())));
            entries.len() - 1
        });
        at = &mut entries[index].1;
    }
    *at = node;
    Ok(())
}

#[cfg(test)]
mod tests;
