//! Fault trees are solved as an independent program solves them.
//!
//! `tests/oracle/scram.sh` writes the cases.

use std::collections::HashMap;
use std::error::Error;
use std::fs;

use lockin::stats::{
    CommonCause, FaultNode, FaultTree, FaultTreeError, beta_factor, multiple_greek_letters,
};
use serde::Deserialize;

const LIMIT: usize = 1_000_000;

/// The numbers are printed with six significant digits: half of the last one, for a first digit of 1.
const PRINTED: f64 = 5.001e-6;

type Outcome = Result<(), Box<dyn Error>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "oracle")]
    _oracle: String,
    #[serde(rename = "command")]
    _command: String,
    events: HashMap<String, f64>,
    groups: HashMap<String, Group>,
    gates: Vec<Gate>,
    probability: f64,
    rare_event: f64,
    upper_bound: f64,
    cut_sets: Vec<Vec<String>>,
    importance: HashMap<String, Factors>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    model: String,
    probability: f64,
    letters: Vec<f64>,
    members: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gate {
    name: String,
    #[serde(rename = "gate")]
    kind: String,
    of: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Factors {
    mif: f64,
    cif: f64,
    dif: f64,
    raw: f64,
    rrw: f64,
}

impl Group {
    fn add(&self, tree: &mut FaultTree) -> Result<CommonCause, FaultTreeError> {
        let n = self.members.len();
        match self.model.as_str() {
            "beta-factor" => beta_factor(tree, n, self.probability, self.letters[0]),
            "MGL" => multiple_greek_letters(tree, n, self.probability, &self.letters),
            other => panic!("{other} is no model of common causes"),
        }
    }
}

/// A case as a tree: its top, and the names of its events.
fn build(
    case: &Case,
) -> Result<(FaultTree, FaultNode, HashMap<FaultNode, String>), FaultTreeError> {
    let mut tree = FaultTree::new();
    let mut nodes: HashMap<String, FaultNode> = HashMap::new();
    let mut names = HashMap::new();
    for (name, &probability) in &case.events {
        let event = tree.event(probability)?;
        nodes.insert(name.clone(), event);
        names.insert(event, name.clone());
    }
    for group in case.groups.values() {
        let added = group.add(&mut tree)?;
        nodes.extend(group.members.iter().cloned().zip(added.components));
        for (cause, failed) in added.causes {
            let failed: Vec<&str> = failed.iter().map(|&i| group.members[i].as_str()).collect();
            names.insert(cause, failed.join("+"));
        }
    }
    let mut top = None;
    for gate in &case.gates {
        let below: Vec<FaultNode> = gate.of.iter().map(|name| nodes[name]).collect();
        let node = match gate.kind.as_str() {
            "any" => tree.any(&below),
            "all" => tree.all(&below),
            "at_least_2" => tree.at_least(2, &below),
            "at_least_3" => tree.at_least(3, &below),
            other => panic!("{other} is no gate"),
        };
        nodes.insert(gate.name.clone(), node);
        top = Some(node);
    }
    Ok((tree, top.expect("a case has gates"), names))
}

#[track_caller]
fn near(found: f64, printed: f64, what: &str) {
    assert!(
        (found - printed).abs() <= PRINTED * printed.abs(),
        "{what}: {found} is not {printed}"
    );
}

fn check(case: &Case, file: &str) -> Outcome {
    let (tree, top, names) = build(case)?;
    let solved = tree.solve(top, LIMIT)?;
    near(solved.probability(), case.probability, file);
    let cut_sets = tree.cut_sets(top, 20, LIMIT)?;
    let mut found: Vec<Vec<&str>> = Vec::new();
    for set in cut_sets.list(usize::MAX) {
        let mut set: Vec<&str> = set.iter().map(|event| names[event].as_str()).collect();
        set.sort_unstable();
        found.push(set);
    }
    found.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    assert_eq!(found, case.cut_sets, "{file}");
    near(cut_sets.rare_event_sum(), case.rare_event, file);
    near(
        cut_sets.upper_bound().unwrap_or(2.0),
        case.upper_bound,
        file,
    );
    let mut checked = 0;
    for (event, found) in solved.importances().unwrap_or_default() {
        let what = format!("{file}: {}", names[&event]);
        // It prints nothing of events that no cut set contains.
        let Some(printed) = case.importance.get(&names[&event]) else {
            near(found.birnbaum, 0.0, &what);
            continue;
        };
        near(found.birnbaum, printed.mif, &what);
        near(found.criticality, printed.cif, &what);
        near(found.diagnostic, printed.dif, &what);
        near(found.raw, printed.raw, &what);
        // It prints 0 for an infinite worth.
        let rrw = if printed.rrw > 0.0 {
            found.rrw
        } else {
            1.0 / found.rrw
        };
        near(rrw, printed.rrw, &what);
        checked += 1;
    }
    assert_eq!(checked, case.importance.len(), "{file}");
    Ok(())
}

#[test]
fn scram_finds_the_same_probabilities_cut_sets_and_importances() -> Outcome {
    let mut files = 0;
    for entry in fs::read_dir("tests/cases/fault-trees")? {
        let path = entry?.path();
        let case: Case = serde_yaml::from_str(&fs::read_to_string(&path)?)?;
        check(&case, &path.display().to_string())?;
        files += 1;
    }
    assert!(files >= 7);
    Ok(())
}
