//! Which components, lost together, leave a workload below its minimum service.

use std::collections::HashMap;

use crate::engine::{Footing, Group, Needs, Plan};
use crate::stats::{CutSets, FaultNode, FaultTree, FaultTreeError};

/// The most cut sets that are listed.
const MOST_LISTED: usize = 1_000;

/// The largest cut sets.
const MOST_TOGETHER: usize = 3;

/// The most vertices of a diagram: enough for any scenario that a person could read, and made in a moment.
pub(super) const MOST_VERTICES: usize = 100_000;

/// Served fractions this close to the minimum are at it.
pub(super) const ROUNDING: f64 = 1e-9;

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
/// minimal if it is none without any one of them: the minimal cut sets of the fault tree whose basic events are the
/// components.
pub(super) fn structure(plan: &Plan, portfolio: usize, minimum: &[f64]) -> Structure {
    let single = single_points(plan, portfolio, minimum);
    let mut tree = FaultTree::new();
    let failed: Vec<FaultNode> = plan
        .components
        .iter()
        .map(|_| tree.event(1.0).expect("1 is a probability"))
        .collect();
    let mut gates = Gates::new(&mut tree, plan.groups(), &failed);
    let tops: Vec<Result<FaultNode, FaultTreeError>> = plan
        .footings(portfolio)
        .map(|footing| gates.below_minimum(&footing, minimum[footing.workload]))
        .collect();
    let mut complete = tops.iter().all(Result::is_ok);
    let tops: Vec<FaultNode> = tops.into_iter().flatten().collect();
    let top = tree.any(&tops);
    let mut cut_sets: Vec<Vec<usize>> = single.iter().map(|(c, _)| vec![*c]).collect();
    if let Some((found, order)) = largest_found(&tree, top) {
        let listed = found.list(MOST_LISTED.max(single.len()));
        complete &= order == MOST_TOGETHER && found.count() == listed.len() as u64;
        // The components are the first nodes of the tree.
        let sets = listed.into_iter().filter(|set| set.len() > 1);
        let sets = sets.map(|set| set.into_iter().map(FaultNode::index).collect::<Vec<_>>());
        // A workload that is not in the tree may fall by one of them alone.
        let minimal = |set: &Vec<usize>| {
            let known = |c| single.binary_search_by_key(&c, |(point, _)| *point);
            !set.iter().any(|&c| known(c).is_ok())
        };
        cut_sets.extend(sets.filter(minimal));
    } else {
        complete = false;
    }
    Structure {
        single,
        cut_sets,
        complete,
    }
}

/// The minimal cut sets of up to three components, or of fewer where those need too many vertices, and how many.
fn largest_found(tree: &FaultTree, top: FaultNode) -> Option<(CutSets, usize)> {
    let orders = (1..=MOST_TOGETHER).rev();
    let mut found =
        orders.map(|order| Some((tree.cut_sets(top, order, MOST_VERTICES).ok()?, order)));
    found.find_map(|found| found)
}

/// The components that alone are too much, in their order, each with the workloads that it takes down.
fn single_points(plan: &Plan, portfolio: usize, minimum: &[f64]) -> Vec<(usize, Vec<usize>)> {
    let points = (0..plan.components.len()).map(|component| {
        let served = plan.served_without(&[component], portfolio);
        let failed = served.into_iter();
        let failed = failed.filter(|(workload, served)| *served < minimum[*workload] - ROUNDING);
        (component, failed.map(|(workload, _)| workload).collect())
    });
    points
        .filter(|(_, failed): &(usize, Vec<usize>)| !failed.is_empty())
        .collect()
}

/// Gates of a fault tree over the failures of components.
pub(super) struct Gates<'a> {
    tree: &'a mut FaultTree,
    groups: &'a [Group],
    /// What fails if a component itself does, by component.
    failed: &'a [FaultNode],
    /// The gates of groups, by index.
    of_group: HashMap<u32, FaultNode>,
}

impl<'a> Gates<'a> {
    pub(super) fn new(
        tree: &'a mut FaultTree,
        groups: &'a [Group],
        failed: &'a [FaultNode],
    ) -> Self {
        Self {
            tree,
            groups,
            failed,
            of_group: HashMap::new(),
        }
    }

    /// What fails if the workload is served less than `minimum` once it has failed over.
    ///
    /// With shares x and reserves r it is served 1 - (Σ x of the lost - Σ r of the others), so that it falls below the
    /// minimum when Σ (x + r) of the lost passes 1 - minimum + Σ r.
    pub(super) fn below_minimum(
        &mut self,
        footing: &Footing<'_>,
        minimum: f64,
    ) -> Result<FaultNode, FaultTreeError> {
        let required = self.lost(footing.required);
        let reserve: f64 = footing.footholds.iter().map(|node| node.reserve).sum();
        let footholds: Vec<(FaultNode, f64)> = footing
            .footholds
            .iter()
            .map(|node| (self.lost(node.needs), node.share + node.reserve))
            .collect();
        let most = 1.0 - minimum + reserve + ROUNDING;
        let capacity = self.tree.at_least_weight(most, &footholds, MOST_VERTICES)?;
        Ok(self.tree.any(&[required, capacity]))
    }

    /// What fails if any of the components fails that are needed one by one, or too many of a group.
    fn lost(&mut self, needs: &Needs) -> FaultNode {
        let mut below: Vec<FaultNode> = needs
            .each
            .iter()
            .map(|&c| self.failed[c as usize])
            .collect();
        for &group in &needs.groups {
            below.push(self.group_lost(group));
        }
        self.tree.any(&below)
    }

    fn group_lost(&mut self, index: u32) -> FaultNode {
        if let Some(&gate) = self.of_group.get(&index) {
            return gate;
        }
        let group = &self.groups[index as usize];
        let members: Vec<FaultNode> = group.members.iter().map(|needs| self.lost(needs)).collect();
        let gate = self
            .tree
            .at_least(members.len() - group.needed + 1, &members);
        self.of_group.insert(index, gate);
        gate
    }
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
