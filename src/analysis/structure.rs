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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::analysis::examples::scenario;

    /// Checks single points of failure and joint cut sets of the first portfolio.
    #[track_caller]
    fn check(value: &Value, single: &[&str], joint: &[&[&str]]) {
        let scenario = scenario(value);
        let plan = Plan::new(&scenario);
        let mut workloads: Vec<_> = scenario.workloads.iter().collect();
        workloads.sort_by(|a, b| a.id.cmp(&b.id));
        let minimum: Vec<f64> = workloads.iter().map(|w| w.minimum_service).collect();
        let found = structure(&plan, 0, &minimum);
        let name = |&component: &usize| plan.components[component].as_str();
        let names: Vec<&str> = found.single.iter().map(|(c, _)| name(c)).collect();
        assert_eq!(names, single);
        let sets: Vec<Vec<&str>> = found
            .cut_sets
            .iter()
            .map(|s| s.iter().map(name).collect())
            .collect();
        let (ones, more): (Vec<_>, Vec<_>) = sets.into_iter().partition(|set| set.len() == 1);
        assert_eq!(ones.concat(), single);
        assert_eq!(more, joint);
        assert!(found.complete);
    }

    fn three_clouds(shares: &Value, reserve: &Value) -> Value {
        let outage = json!({"outages": {"o": {"per_year": 1, "hours": 1}}});
        let mut a = outage.clone();
        a["requires"] = json!(["dns"]);
        let mut b = outage.clone();
        b["requires"] = json!(["cdn"]);
        let mut cdn = outage.clone();
        cdn["requires"] = json!(["dns"]);
        json!({
            "lockin": 1,
            "providers": {"a": a, "b": b, "c": outage, "unused": outage},
            "components": {"dns": outage, "cdn": cdn, "identity": outage, "vault": null, "nobody": outage},
            "workloads": {"w": {"value_per_hour": 1, "minimum_service": 0.5, "failover": "hot", "requires": ["identity"]}},
            "portfolios": {"p": {"placement": {"w": shares}, "reserve": {"w": reserve}}},
        })
    }

    #[test]
    fn what_the_workload_requires_is_a_single_point_of_failure() {
        // Without dns both a and b are gone and with them 0.7; a or b alone leave enough.
        check(
            &three_clouds(&json!({"a": 0.4, "b": 0.3, "c": 0.3}), &json!({})),
            &["dns", "identity"],
            &[
                &["a", "b"],
                &["a", "c"],
                &["a", "cdn"],
                &["b", "c"],
                &["c", "cdn"],
            ],
        );
    }

    #[test]
    fn reserves_that_survive_count_and_others_do_not() {
        // c carries what dns takes, but then nothing is left when c is gone too.
        check(
            &three_clouds(&json!({"a": 0.4, "b": 0.3, "c": 0.3}), &json!({"c": 0.7})),
            &["identity"],
            &[&["a", "c"], &["b", "c"], &["c", "cdn"], &["c", "dns"]],
        );
    }

    #[test]
    fn a_reserve_is_no_help_without_a_fail_over() {
        let mut value = three_clouds(&json!({"a": 1}), &json!({"c": 1}));
        check(&value, &["identity"], &[&["a", "c"], &["c", "dns"]]);
        value["workloads"]["w"]["failover"] = json!("none");
        check(&value, &["a", "dns", "identity"], &[]);
    }

    #[test]
    fn three_together_are_found_and_only_if_no_two_are_enough() {
        let mut value = three_clouds(&json!({"a": 0.4, "b": 0.3, "c": 0.3}), &json!({}));
        value["workloads"]["w"]["minimum_service"] = json!(0.2);
        check(
            &value,
            &["identity"],
            &[&["c", "dns"], &["a", "b", "c"], &["a", "c", "cdn"]],
        );
    }

    #[test]
    fn a_set_that_fails_one_workload_is_not_minimal_for_another() {
        let mut value = three_clouds(&json!({"a": 0.4, "b": 0.3, "c": 0.3}), &json!({}));
        value["workloads"]["small"] = json!({"value_per_hour": 1});
        value["portfolios"]["p"]["placement"]["small"] = json!({"c": 1});
        check(
            &value,
            &["c", "dns", "identity"],
            &[&["a", "b"], &["a", "cdn"]],
        );
    }

    #[test]
    fn thousands_of_components_do_not_explode() {
        let outage = json!({"outages": {"o": {"per_year": 1, "hours": 1}}});
        let mut components = serde_json::Map::new();
        let mut providers = serde_json::Map::new();
        for p in 0..50 {
            let requires: Vec<String> = (0..40).map(|c| format!("x{p}-{c}")).collect();
            for id in &requires {
                components.insert(id.clone(), outage.clone());
            }
            providers.insert(format!("p{p}"), json!({"requires": requires}));
        }
        let shares: serde_json::Map<String, Value> =
            (0..50).map(|p| (format!("p{p}"), json!(0.02))).collect();
        let value = json!({
            "lockin": 1, "providers": providers, "components": components,
            "workloads": {"w": {"value_per_hour": 1, "minimum_service": 0.95}},
            "portfolios": {"p": {"placement": {"w": shares}}},
        });
        let plan = Plan::new(&scenario(&value));
        let found = structure(&plan, 0, &[0.95]);
        // Three providers are too much, and there are 50·49·48/6·41³ ways to lose three.
        assert!(found.single.is_empty() && !found.complete);
        assert_eq!(found.cut_sets.len(), MOST_LISTED);
    }
}
