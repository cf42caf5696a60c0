//! Which components, lost together, leave a workload below its minimum service.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Plan, Take};

/// The most cut sets that are listed.
const MOST_LISTED: usize = 1_000;

/// The most sets of classes that are tried for a workload or kept: enough for any scenario that a person could read.
const MOST_TRIED: usize = 200_000;

/// Served fractions this close to the minimum are at it.
const ROUNDING: f64 = 1e-9;

/// What a portfolio cannot lose.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Structure {
    /// Single points of failure, each with the workloads that fall below their minimum; indices of the plan.
    pub(super) single: Vec<(usize, Vec<usize>)>,
    /// Minimal cut sets, by size and then by components; indices of the plan.
    pub(super) cut_sets: Vec<Vec<usize>>,
    /// Whether these are all of up to three components.
    pub(super) complete: bool,
}

/// The structure of a portfolio; `minimum` is the least service of each workload of the plan.
///
/// A set of components is a cut set if, all of them lost for good and the
/// workloads failed over, some workload is served less than its minimum. It is
/// minimal if it is none without any one of them.
///
/// Components that take the same from every workload are a class: at most one of
/// a class stands in a minimal set, and each of it can stand there. Losing more
/// never serves more, so that sets above a known cut set need not be looked at.
pub(super) fn structure(plan: &Plan, portfolio: usize, minimum: &[f64]) -> Structure {
    let mut search = Search::new(plan, portfolio, minimum);
    let single = search.single_points();
    let pairs = search.pairs();
    let triples = search.triples(&pairs);
    let mut cut_sets: Vec<Vec<usize>> = single.iter().map(|(c, _)| vec![*c]).collect();
    for set in &pairs {
        search.expand(set, &mut cut_sets);
    }
    for set in &triples {
        search.expand(set, &mut cut_sets);
    }
    cut_sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    Structure {
        single,
        cut_sets,
        complete: search.complete,
    }
}

/// Components that take the same from every workload of the portfolio.
struct Class {
    takes: Vec<Take>,
    components: Vec<usize>,
}

struct Search<'a> {
    plan: &'a Plan,
    portfolio: usize,
    minimum: &'a [f64],
    classes: Vec<Class>,
    complete: bool,
}

impl<'a> Search<'a> {
    fn new(plan: &'a Plan, portfolio: usize, minimum: &'a [f64]) -> Self {
        let mut classes: BTreeMap<Vec<Take>, Vec<usize>> = BTreeMap::new();
        for component in 0..plan.components.len() {
            let takes: Vec<Take> = plan.takes(component, portfolio).collect();
            if !takes.is_empty() {
                classes.entry(takes).or_default().push(component);
            }
        }
        let classes = classes.into_iter();
        Self {
            plan,
            portfolio,
            minimum,
            classes: classes
                .map(|(takes, components)| Class { takes, components })
                .collect(),
            complete: true,
        }
    }

    /// Whether the loss of `nodes` is too much for a workload.
    fn fails(&self, workload: usize, nodes: u64) -> bool {
        let served = self.plan.served_without(workload, self.portfolio, nodes);
        served < self.minimum[workload] - ROUNDING
    }

    /// Takes the single points of failure out of the classes, in the order of the components.
    fn single_points(&mut self) -> Vec<(usize, Vec<usize>)> {
        let mut single = Vec::new();
        for class in std::mem::take(&mut self.classes) {
            let failed = class.takes.iter();
            let failed = failed.filter(|take| take.hard || self.fails(take.workload, take.nodes));
            let failed: Vec<usize> = failed.map(|take| take.workload).collect();
            if failed.is_empty() {
                self.classes.push(class);
            } else {
                single.extend(class.components.iter().map(|&c| (c, failed.clone())));
            }
        }
        single.sort_unstable();
        single
    }

    /// By what they take from a workload: classes that no single one of is a cut set.
    fn by_nodes(&self, workload: usize) -> Vec<(u64, Vec<usize>)> {
        let mut groups: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (c, class) in self.classes.iter().enumerate() {
            for take in class.takes.iter().filter(|take| take.workload == workload) {
                groups.entry(take.nodes).or_default().push(c);
            }
        }
        groups.into_iter().collect()
    }

    /// Minimal cut sets of two classes.
    fn pairs(&mut self) -> BTreeSet<[usize; 2]> {
        let mut pairs = BTreeSet::new();
        for workload in 0..self.minimum.len() {
            let groups = self.by_nodes(workload);
            for (i, (a, a_classes)) in groups.iter().enumerate() {
                for (b, b_classes) in &groups[i + 1..] {
                    if !self.fails(workload, a | b) {
                        continue;
                    }
                    for (&a, &b) in product(a_classes, b_classes) {
                        if pairs.len() >= MOST_TRIED {
                            self.complete = false;
                            return pairs;
                        }
                        pairs.insert([a.min(b), a.max(b)]);
                    }
                }
            }
        }
        pairs
    }

    /// Minimal cut sets of three classes, none of which hold one of `pairs`.
    fn triples(&mut self, pairs: &BTreeSet<[usize; 2]>) -> BTreeSet<[usize; 3]> {
        let mut triples = BTreeSet::new();
        for workload in 0..self.minimum.len() {
            let groups = self.by_nodes(workload);
            let mut tried = 0;
            for (i, (a, a_classes)) in groups.iter().enumerate() {
                for (j, (b, b_classes)) in groups.iter().enumerate().skip(i + 1) {
                    tried += groups.len() - j - 1;
                    if tried > MOST_TRIED {
                        self.complete = false;
                        return triples;
                    }
                    if self.fails(workload, a | b) {
                        continue;
                    }
                    for (c, c_classes) in &groups[j + 1..] {
                        if self.fails(workload, a | b | c) {
                            let sets = product(a_classes, b_classes)
                                .flat_map(|(&a, &b)| c_classes.iter().map(move |&c| [a, b, c]));
                            self.add_minimal(sets, pairs, &mut triples);
                        }
                    }
                }
            }
        }
        triples
    }

    fn add_minimal(
        &mut self,
        sets: impl Iterator<Item = [usize; 3]>,
        pairs: &BTreeSet<[usize; 2]>,
        triples: &mut BTreeSet<[usize; 3]>,
    ) {
        for mut set in sets {
            if triples.len() >= MOST_TRIED {
                self.complete = false;
                return;
            }
            set.sort_unstable();
            let [a, b, c] = set;
            if ![[a, b], [a, c], [b, c]]
                .iter()
                .any(|pair| pairs.contains(pair))
            {
                triples.insert(set);
            }
        }
    }

    /// Adds every choice of one component from each class, as far as the list may grow.
    fn expand(&mut self, classes: &[usize], cut_sets: &mut Vec<Vec<usize>>) {
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        for &class in classes {
            let mut longer = Vec::new();
            for (set, &component) in product(&sets, &self.classes[class].components) {
                if longer.len() > MOST_LISTED {
                    break;
                }
                let mut set: Vec<usize> = set.clone();
                set.push(component);
                longer.push(set);
            }
            sets = longer;
        }
        for mut set in sets {
            if cut_sets.len() >= MOST_LISTED {
                self.complete = false;
                return;
            }
            set.sort_unstable();
            cut_sets.push(set);
        }
    }
}

fn product<'a, T, U>(a: &'a [T], b: &'a [U]) -> impl Iterator<Item = (&'a T, &'a U)> {
    a.iter().flat_map(move |a| b.iter().map(move |b| (a, b)))
}
