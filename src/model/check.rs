//! The rules between the parts of a scenario: references, circles, shares, ids.

use std::collections::{HashMap, HashSet};

use super::category::Category;
use super::component::ComponentRead;
use super::contract::{Contract, Yearly};
use super::document::{Node, Path};
use super::fault::Rule;
use super::hazard::hit_path;
use super::reader::{Reader, nearest};
use super::scenario::Parts;

/// How far the sum of shares may be off 1.
const SHARE_TOLERANCE: f64 = 1e-6;

/// What results list beside the components and causes, so that nothing else may have the name.
const OVERHEAD: &str = Category::Overhead.name();

/// The most providers that one workload can be placed on.
const MOST_PROVIDERS: usize = 60;

/// Notes every fault between the parts.
///
/// What a reference may name stands in the file: a thing that could not be read has a
/// fault of its own, and is there none the less.
pub(super) fn references(reader: &mut Reader, parts: &Parts, root: &Node) {
    let providers = named(root, "providers");
    let components: Vec<&str> = providers
        .iter()
        .copied()
        .chain(named(root, "components"))
        .collect();
    let workloads = named(root, "workloads");

    taken_ids(reader, parts);
    let component = Names {
        what: "component",
        known: &components,
    };
    for read in &parts.components {
        component.all(reader, &read.requires);
    }
    for cause in &parts.causes {
        for (id, _) in &cause.hits {
            component.one(
                reader,
                id.as_str(),
                &hit_path(cause.id.as_str(), id.as_str()),
            );
        }
    }
    for read in &parts.workloads {
        component.all(reader, &read.requires);
    }
    for read in &parts.portfolios {
        Names {
            what: "provider",
            known: &providers,
        }
        .all(reader, &read.providers);
        Names {
            what: "workload",
            known: &workloads,
        }
        .all(reader, &read.workloads);
    }
    let hazards: Vec<&str> = parts
        .components
        .iter()
        .flat_map(|read| &read.hazards)
        .chain(&parts.causes)
        .map(|hazard| hazard.id.as_str())
        .collect();
    for read in &parts.frailties {
        Names {
            what: "hazard",
            known: &hazards,
        }
        .all(reader, &read.hazards);
    }
    cycles(reader, parts);
    contracts(reader, parts, root);
    placements(reader, parts);
}

/// No commitment is longer than the horizon, capacity to come is needed for something, and the causes of loss that
/// a contract or an exit makes have names of their own.
fn contracts(reader: &mut Reader, parts: &Parts, root: &Node) {
    let beyond = |reader: &mut Reader, yearly: Option<&Yearly>, path: &Path| {
        if let (Some(Yearly::List(amounts)), Some(horizon)) = (yearly, parts.horizon)
            && amounts.len() as f64 > horizon
        {
            let years = amounts.len();
            reader.fault(path, Rule::BeyondHorizon { years, horizon });
        }
    };
    for read in &parts.portfolios {
        for contract in &read.portfolio.contracts {
            let path = read.path.join("contracts").join(contract.provider.as_str());
            beyond(
                reader,
                contract.commitment_per_year.as_ref(),
                &path.join("commitment_per_year"),
            );
            if contract.delivery.is_some() && root.get("capacity").is_none() {
                let (key, needed) = ("delivery", "capacity");
                reader.fault(&path.join(key), Rule::Needs { key, needed });
            }
        }
    }
    for read in &parts.components {
        for category in causes(parts, read) {
            let cause = format!("{}/{}", read.component.id, category.name());
            if read
                .hazards
                .iter()
                .any(|hazard| hazard.id.as_str() == cause)
            {
                let path = read.path.join("outages").join(category.name());
                let what = "cause of loss";
                reader.fault(&path, Rule::Taken { id: cause, what });
            }
        }
    }
}

/// The causes of loss that the contracts with this provider, and its exit, make beside its outages.
fn causes(parts: &Parts, read: &ComponentRead) -> Vec<Category> {
    let portfolios = parts.portfolios.iter();
    let contracts = portfolios.flat_map(|read| &read.portfolio.contracts);
    let mut causes: Vec<Category> = contracts
        .filter(|contract| contract.provider == read.component.id)
        .flat_map(Contract::causes)
        .chain(read.component.exit.as_ref().map(|_| Category::Exit))
        .collect();
    causes.sort_unstable();
    causes.dedup();
    causes
}

/// The keys of the mapping under `key`.
fn named<'a>(root: &'a Node, key: &str) -> Vec<&'a str> {
    match root.get(key) {
        Some(Node::Map(entries)) => entries.iter().map(|(id, _)| id.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// The names that a reference may use.
struct Names<'a> {
    what: &'static str,
    known: &'a [&'a str],
}

impl Names<'_> {
    fn all(&self, reader: &mut Reader, references: &[(String, Path)]) {
        for (id, path) in references {
            self.one(reader, id, path);
        }
    }

    fn one(&self, reader: &mut Reader, id: &str, path: &Path) {
        if self.known.contains(&id) {
            return;
        }
        let meant = nearest(id, self.known.iter().copied());
        let known = self
            .known
            .iter()
            .take(12)
            .map(|id| (*id).to_owned())
            .collect();
        reader.fault(
            path,
            Rule::Reference {
                what: self.what,
                id: id.to_owned(),
                meant,
                known,
            },
        );
    }
}

/// Providers, components and common causes share one space of names, since results list them side by side.
fn taken_ids(reader: &mut Reader, parts: &Parts) {
    let mut names: HashMap<&str, &'static str> = HashMap::from([(OVERHEAD, "category of loss")]);
    for read in &parts.components {
        let what = if read.component.hosts {
            "provider"
        } else {
            "component"
        };
        if let Some(what) = names.insert(read.component.id.as_str(), what) {
            reader.fault(
                &read.path,
                Rule::Taken {
                    id: read.component.id.to_string(),
                    what,
                },
            );
        }
    }
    for cause in &parts.causes {
        let path = Path::root().join("common_causes").join(cause.id.as_str());
        if let Some(what) = names.insert(cause.id.as_str(), "common cause") {
            reader.fault(
                &path,
                Rule::Taken {
                    id: cause.id.to_string(),
                    what,
                },
            );
        }
    }
}

/// Names every circle in `requires` once, at the first requirement that closes it.
fn cycles(reader: &mut Reader, parts: &Parts) {
    let lists: HashMap<&str, &[(String, Path)]> = parts
        .components
        .iter()
        .map(|read| (read.component.id.as_str(), read.requires.as_slice()))
        .collect();
    let mut done: HashSet<&str> = HashSet::new();
    for read in &parts.components {
        // A walk in depth with its own stack: a chain of thousands is no reason to overflow.
        let mut way: Vec<(&str, usize)> = vec![(read.component.id.as_str(), 0)];
        while let Some((id, next)) = way.last_mut() {
            let Some((required, path)) = lists.get(id).and_then(|list| list.get(*next)) else {
                done.insert(id);
                way.pop();
                continue;
            };
            *next += 1;
            if let Some(start) = way.iter().position(|(on_way, _)| on_way == required) {
                let mut cycle: Vec<String> = way[start..]
                    .iter()
                    .map(|(id, _)| (*id).to_owned())
                    .collect();
                cycle.push(required.clone());
                reader.fault(path, Rule::Cycle { cycle });
            } else if !done.contains(required.as_str()) && lists.contains_key(required.as_str()) {
                way.push((required.as_str(), 0));
            }
        }
    }
}

/// Every portfolio places every workload, and the shares are a whole.
fn placements(reader: &mut Reader, parts: &Parts) {
    for read in &parts.portfolios {
        let at = read.path.join("placement");
        for workload in &parts.workloads {
            let id = &workload.workload.id;
            match read
                .portfolio
                .placements
                .iter()
                .find(|placement| placement.workload == *id)
            {
                None => reader.fault(
                    &at,
                    Rule::NotPlaced {
                        workload: id.to_string(),
                    },
                ),
                Some(placement) => {
                    let sum: f64 = placement.shares.iter().map(|(_, share)| share).sum();
                    // A share that could not be read is a fault of its own and would only blur this one.
                    let all_read = !reader
                        .faults
                        .iter()
                        .any(|fault| at.join(id.as_str()).holds(&fault.path));
                    if all_read && (sum - 1.0).abs() > SHARE_TOLERANCE {
                        reader.fault(&at.join(id.as_str()), Rule::ShareSum { sum });
                    }
                    let count = placement.shares.len() + placement.reserves.len();
                    if count > MOST_PROVIDERS {
                        let what = "providers with shares and reserves of one workload";
                        reader.fault(
                            &at.join(id.as_str()),
                            Rule::TooMany {
                                what,
                                most: MOST_PROVIDERS,
                                count,
                            },
                        );
                    }
                }
            }
        }
    }
}
