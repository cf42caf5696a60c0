//! Things, what they need, and the scenario that follows from that.

use std::collections::{BTreeMap, BTreeSet};

use super::{GraphFault, Options};
use crate::import::assumed::{self, Kind, ids, path};
use crate::import::fault::ImportError;
use crate::import::findings::Findings;
use crate::import::names::{Ids, alias};
use crate::import::report::{Report, Section};
use crate::model::Node;
use crate::store::printable;

/// The most things of a scenario: people read it, and every outage is followed through it.
pub(super) const MOST_THINGS: usize = 5_000;

/// What a thing is in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Worth money itself.
    Workload,
    /// Hosts capacity.
    Provider,
    /// In between.
    Part,
}

/// Things by their names, and what each of them needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Inventory {
    /// By name. What files do not say is found from the edges.
    things: BTreeMap<String, Thing>,
    /// How much of each provider there is, for the shares of a placement.
    weights: BTreeMap<String, u64>,
    /// The files, for the sources of findings.
    origins: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
struct Thing {
    role: Option<Role>,
    needs: BTreeSet<String>,
}

impl Inventory {
    /// Takes a thing in; what it needs comes with [`Inventory::need`].
    pub(super) fn thing(&mut self, name: &str, role: Option<Role>) {
        let thing = self.things.entry(name.to_owned()).or_default();
        thing.role = thing.role.or(role);
    }

    /// `from` does not work without `to`.
    pub(super) fn need(&mut self, from: &str, to: &str) {
        self.thing(to, None);
        self.thing(from, None);
        if let Some(thing) = self.things.get_mut(from) {
            thing.needs.insert(to.to_owned());
        }
    }

    /// So much more is at this provider.
    pub(super) fn weigh(&mut self, provider: &str, n: u64) {
        *self.weights.entry(provider.to_owned()).or_default() += n;
    }

    /// The file that the next findings come from.
    pub(super) fn origin(&mut self, file: &str) {
        self.origins.insert(file.to_owned());
    }

    /// Gives every thing its role: first what a person says, then what names say, then the edges.
    pub(super) fn name_roles(&mut self, options: &Options) -> Result<(), ImportError> {
        let said = [
            ("--provider", Role::Provider, &options.providers),
            ("--workload", Role::Workload, &options.workloads),
        ];
        for (option, role, names) in said {
            for name in names {
                let Some(thing) = self.things.get_mut(name) else {
                    let fault = GraphFault::NotThere(printable(name));
                    return Err(ImportError::of(option, &fault));
                };
                thing.role = Some(role);
            }
        }
        let needed: BTreeSet<String> = self.things.values().flat_map(|t| t.needs.clone()).collect();
        let has_workloads = self.things.values().any(|t| t.role == Some(Role::Workload));
        for (name, thing) in &mut self.things {
            let root = !needed.contains(name) && !has_workloads && !thing.needs.is_empty();
            let by_name = alias(name).map(|_| Role::Provider);
            let by_edges = if root { Role::Workload } else { Role::Part };
            thing.role = Some(thing.role.or(by_name).unwrap_or(by_edges));
        }
        Ok(())
    }

    fn role(&self, name: &str) -> Role {
        let thing = self.things.get(name);
        thing.and_then(|thing| thing.role).unwrap_or(Role::Part)
    }

    /// Takes away the needs of providers for things that need them: who hosts comes first. How many those were.
    fn open_circles_of_providers(&mut self) -> u64 {
        let mut cut = Vec::new();
        for (name, thing) in &self.things {
            if thing.role == Some(Role::Provider) {
                let back = |need: &&String| self.reach(need).contains(name.as_str());
                cut.extend(
                    thing
                        .needs
                        .iter()
                        .filter(back)
                        .map(|need| (name.clone(), need.clone())),
                );
            }
        }
        for (name, need) in &cut {
            if let Some(thing) = self.things.get_mut(name) {
                thing.needs.remove(need);
            }
        }
        cut.len() as u64
    }

    /// Takes away, in the order of names, every need that closes a circle; how many those were.
    fn open_circles(&mut self) -> u64 {
        let mut done = BTreeSet::new();
        let mut cut = BTreeSet::new();
        for start in self.things.keys() {
            // The way down, each with the needs that are still to be followed, and who is on it.
            let mut way: Vec<(&str, Vec<&String>)> = Vec::new();
            let mut on_way = BTreeSet::from([start.as_str()]);
            if !done.contains(start.as_str()) {
                way.push((start, self.things[start].needs.iter().rev().collect()));
            }
            while let Some((name, rest)) = way.last_mut() {
                let name = *name;
                match rest.pop() {
                    None => {
                        done.insert(name);
                        on_way.remove(name);
                        way.pop();
                    }
                    Some(next) if on_way.contains(next.as_str()) => {
                        cut.insert((name.to_owned(), next.clone()));
                    }
                    Some(next) if !done.contains(next.as_str()) => {
                        on_way.insert(next);
                        way.push((next, self.things[next].needs.iter().rev().collect()));
                    }
                    Some(_) => {}
                }
            }
        }
        for (from, to) in &cut {
            if let Some(thing) = self.things.get_mut(from) {
                thing.needs.remove(to);
            }
        }
        cut.len() as u64
    }

    /// Everything that a thing needs, directly or not.
    fn reach(&self, name: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for next in self
                .things
                .get(name)
                .into_iter()
                .flat_map(|thing| &thing.needs)
            {
                if seen.insert(next.as_str()) {
                    open.push(next);
                }
            }
        }
        seen
    }

    /// The scenario that follows.
    pub(super) fn findings(mut self, report: &mut Report) -> Result<Findings, ImportError> {
        let fault = match self.things.len() {
            0 => Some(GraphFault::Nothing),
            n if n > MOST_THINGS => Some(GraphFault::TooMany(n)),
            _ => None,
        };
        if let Some(fault) = fault {
            let files: Vec<&str> = self.origins.iter().map(String::as_str).collect();
            return Err(ImportError::of(&files.join(", "), &fault));
        }
        let of_providers = self.open_circles_of_providers();
        report.drop("need of a provider that closes a circle", of_providers);
        report.drop("need that closes a circle", self.open_circles());
        if !self
            .things
            .values()
            .any(|thing| thing.role == Some(Role::Workload))
        {
            self.all_in_one();
        }
        let writer = Writer::new(&self);
        let findings = writer.findings();
        self.summarise(report);
        Ok(findings)
    }

    /// Where nothing is worth money itself, one workload that needs all that nothing else does.
    fn all_in_one(&mut self) {
        let needed: BTreeSet<String> = self.things.values().flat_map(|t| t.needs.clone()).collect();
        let tops = self
            .things
            .keys()
            .filter(|name| !needed.contains(*name))
            .cloned();
        let thing = Thing {
            role: Some(Role::Workload),
            needs: tops.collect(),
        };
        self.things.insert(EVERYTHING.to_owned(), thing);
    }

    fn summarise(&self, report: &mut Report) {
        let of = |role| {
            self.things
                .keys()
                .filter(move |name| self.role(name) == role)
                .count()
        };
        let needs: usize = self.things.values().map(|thing| thing.needs.len()).sum();
        let counts = [
            ("workloads", of(Role::Workload)),
            ("providers", of(Role::Provider)),
            ("components", of(Role::Part)),
            ("needs", needs),
        ];
        for (key, n) in counts {
            report.figure(key, Node::Number(n as f64));
        }
        report.sections.push(Section {
            title: "Found".to_owned(),
            rows: counts
                .iter()
                .map(|(key, n)| vec![(*key).to_owned(), n.to_string()])
                .collect(),
        });
    }
}

/// The one workload where a file names none.
const EVERYTHING: &str = "everything";

/// The provider where a file names none.
const UNNAMED: &str = "unnamed-provider";

/// An inventory on its way into a scenario.
struct Writer<'a> {
    inventory: &'a Inventory,
    ids: BTreeMap<&'a str, String>,
    names: Ids,
    source: String,
    findings: Findings,
}

impl<'a> Writer<'a> {
    fn new(inventory: &'a Inventory) -> Self {
        let mut names = Ids::default();
        let ids = inventory.things.keys().map(|name| {
            let id = match inventory.role(name) {
                Role::Provider => names.of_provider(name),
                Role::Part | Role::Workload => names.of(name),
            };
            (name.as_str(), id)
        });
        let ids = ids.collect();
        // The names of files without their folders, which are nobody's business.
        let base = |file: &'a String| file.rsplit(['/', '\\']).next().unwrap_or(file);
        let files: Vec<_> = inventory.origins.iter().map(base).collect();
        Self {
            inventory,
            ids,
            names,
            source: files.join(", "),
            findings: Findings::default(),
        }
    }

    fn things(&self, role: Role) -> Vec<(&'a str, &'a Thing)> {
        let things = self.inventory.things.iter();
        let of_role = things.filter(|(name, _)| self.inventory.role(name) == role);
        of_role
            .map(|(name, thing)| (name.as_str(), thing))
            .collect()
    }

    fn findings(mut self) -> Findings {
        let title = format!("Who depends on whom, from {}", self.source);
        assumed::head(&mut self.findings, &title, None);
        self.providers();
        self.components();
        self.workloads();
        let silent = &mut self.findings.silent;
        silent.push(
            "how often a component fails by itself: none does here until it has outages".to_owned(),
        );
        self.findings
    }

    fn providers(&mut self) {
        let mut done = BTreeSet::new();
        for (name, thing) in self.things(Role::Provider) {
            let id = self.ids[name].clone();
            if done.insert(id.clone()) {
                let long = self.names.name(&id).to_owned();
                self.provider(&id, &long, thing);
            }
        }
        if done.is_empty() {
            let empty = Thing::default();
            self.provider(UNNAMED, "Provider that the files do not name", &empty);
            let silent = &mut self.findings.silent;
            silent.push("which provider hosts what: `--provider NAME` says that a thing of the files is one".to_owned());
        }
    }

    fn provider(&mut self, id: &str, name: &str, thing: &Thing) {
        let base = path(&["providers", id]);
        self.findings
            .plain(base.join("name"), Node::Text(printable(name)));
        self.requires(&base, &thing.needs, Some(id));
        assumed::outages(&mut self.findings, Kind::Provider, id, &printable(name));
    }

    /// What stands under `requires`; providers that go by one id are named once, and never need themselves.
    fn requires(&mut self, base: &crate::model::Path, needs: &BTreeSet<String>, own: Option<&str>) {
        let needed: BTreeSet<String> = needs
            .iter()
            .filter(|need| self.inventory.role(need) != Role::Workload)
            .map(|need| self.ids[need.as_str()].clone())
            .filter(|id| Some(id.as_str()) != own)
            .collect();
        if !needed.is_empty() {
            self.findings.plain(base.join("requires"), ids(&needed));
        }
    }

    fn components(&mut self) {
        for (name, thing) in self.things(Role::Part) {
            let base = path(&["components", &self.ids[name]]);
            self.findings
                .plain(base.join("name"), Node::Text(printable(name)));
            self.requires(&base, &thing.needs, None);
        }
    }

    fn workloads(&mut self) {
        for (name, thing) in self.things(Role::Workload) {
            let id = self.ids[name].clone();
            let base = path(&["workloads", &id]);
            self.findings
                .plain(base.join("name"), Node::Text(printable(name)));
            assumed::worth(&mut self.findings, &id, &printable(name));
            let inner = thing
                .needs
                .iter()
                .filter(|need| self.inventory.role(need) == Role::Part);
            let inner = inner.cloned().collect();
            self.requires(&base, &inner, None);
            self.placement(name, &id);
        }
        let today = path(&["portfolios", "today", "name"]);
        self.findings.plain(today, Node::Text("Today".to_owned()));
    }

    /// Where a workload runs: at the providers that it reaches, by what is there, else evenly.
    fn placement(&mut self, name: &str, id: &str) {
        let reached = self.inventory.reach(name);
        let is_provider = |name: &&str| self.inventory.role(name) == Role::Provider;
        let mut providers: BTreeSet<&str> = reached.into_iter().filter(is_provider).collect();
        if providers.is_empty() {
            providers = self
                .things(Role::Provider)
                .iter()
                .map(|(name, _)| *name)
                .collect();
        }
        let weight = |name: &str| self.inventory.weights.get(name).copied().unwrap_or(0);
        let total: u64 = providers.iter().map(|name| weight(name)).sum();
        let mut shares: BTreeMap<String, f64> = BTreeMap::new();
        for provider in &providers {
            let share = if total == 0 {
                1.0 / providers.len() as f64
            } else {
                weight(provider) as f64 / total as f64
            };
            *shares.entry(self.ids[provider].clone()).or_default() += share;
        }
        if shares.is_empty() {
            shares.insert(UNNAMED.to_owned(), 1.0);
        }
        let reason = match (shares.len(), total) {
            (1, _) => format!("the one provider that {} reaches", self.source),
            (_, 0) => format!("evenly over the providers that {} reaches", self.source),
            _ => format!("by the number of resources in {}", self.source),
        };
        let shares = shares.into_iter().filter(|(_, share)| *share > 0.0);
        let shares = Node::Map(
            shares
                .map(|(id, share)| (id, Node::Number(share)))
                .collect(),
        );
        let unknown = format!("how much of {} runs at which provider", printable(name));
        let place = path(&["portfolios", "today", "placement", id]);
        self.findings
            .assumed(place, shares, &unknown, &printable(&reason));
    }
}

/// Names with their counts as data.
pub(super) fn counts(counts: &BTreeMap<String, u64>) -> Node {
    let entries = counts.iter();
    Node::Map(
        entries
            .map(|(name, n)| (printable(name), Node::Number(*n as f64)))
            .collect(),
    )
}

/// A thing that stands for nothing but itself, in JSON.
pub(super) fn pair(from: &str, relation: &str, to: &str) -> Node {
    let text = |text: &str| Node::Text(printable(text));
    Node::List(vec![text(from), text(relation), text(to)])
}
