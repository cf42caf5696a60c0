//! Fault trees against published numbers, and against every assignment of small random trees.

use proptest::prelude::*;

use super::*;
use crate::stats::{Stream, assert_close};

/// More vertices than any tree here needs.
const LIMIT: usize = 1_000_000;

/// Checks the exact probability, the rare-event sum and the order of the bounds between them.
#[track_caller]
fn check(tree: &FaultTree, top: FaultNode, exact: f64, rare_event: f64, tolerance: f64) {
    let found = tree.solve(top, LIMIT).unwrap().probability();
    assert!((found - exact).abs() <= tolerance, "{found} is not {exact}");
    let cut_sets = tree.cut_sets(top, 64, LIMIT).unwrap();
    assert!(cut_sets.complete());
    let sum = cut_sets.rare_event_sum();
    assert!(
        (sum - rare_event).abs() <= tolerance,
        "{sum} is not {rare_event}"
    );
    let bound = cut_sets.upper_bound().unwrap();
    assert!(found <= bound + 1e-15 && bound <= sum + 1e-15);
}

fn events(probabilities: &[f64]) -> (FaultTree, Vec<FaultNode>) {
    let mut tree = FaultTree::new();
    let events = probabilities
        .iter()
        .map(|&p| tree.event(p).unwrap())
        .collect();
    (tree, events)
}

/// SCRAM, `tests/bench_core_tests.cc`: `abc`, `atleast`, `cardinality` of A, B, C with 0.1, 0.2, 0.3.
#[test]
fn any_and_two_of_three_are_as_published() {
    let (mut tree, abc) = events(&[0.1, 0.2, 0.3]);
    let any = tree.any(&abc);
    check(&tree, any, 0.496, 0.6, 1e-15);
    let two = tree.at_least(2, &abc);
    check(&tree, two, 0.098, 0.11, 1e-15);
    // One or two of three is not monotone, but the difference of two that are.
    let all = tree.all(&abc);
    let one_or_two = tree.solve(any, LIMIT).unwrap().probability()
        - tree.solve(all, LIMIT).unwrap().probability();
    assert_close(one_or_two, 0.49, 1e-15);
}

/// SCRAM `input/Theatre`, an example of `OpenFTA`: power of an operating theatre.
fn theatre() -> (FaultTree, FaultNode) {
    let (mut tree, leaves) = events(&[0.03, 0.02, 0.05]);
    let emergency = tree.any(&leaves[1..]);
    let top = tree.all(&[leaves[0], emergency]);
    (tree, top)
}

#[test]
fn the_operating_theatre_is_as_published() {
    let (tree, top) = theatre();
    check(&tree, top, 0.00207, 0.0021, 1e-15);
}

/// SCRAM `tests/input/core`: three trains in parallel, each a pump or a valve; the pumps and the valves are groups.
fn trains(group: impl Fn(&mut FaultTree) -> CommonCause) -> (FaultTree, FaultNode) {
    let mut tree = FaultTree::new();
    let (valves, pumps) = (group(&mut tree), group(&mut tree));
    let trains: Vec<FaultNode> = (valves.components.iter().zip(&pumps.components))
        .map(|(&valve, &pump)| tree.any(&[valve, pump]))
        .collect();
    let top = tree.all(&trains);
    (tree, top)
}

#[test]
fn beta_factors_are_as_published() {
    let (tree, top) = trains(|tree| beta_factor(tree, 3, 0.1, 0.2).unwrap());
    // The same by hand: either group as a whole, or every train by itself.
    let exact = 1.0 - 0.98 * 0.98 * (1.0 - (1.0 - 0.92_f64.powi(2)).powi(3));
    check(&tree, top, exact, 0.044_096, 1e-15);
    check(&tree, top, 0.04308, 0.044_096, 5e-6);
    assert_eq!(tree.cut_sets(top, 3, LIMIT).unwrap().counts(), [0, 2, 0, 8]);
}

#[test]
fn multiple_greek_letters_are_as_published() {
    let (tree, top) = trains(|tree| multiple_greek_letters(tree, 3, 0.1, &[0.2, 0.1]).unwrap());
    // The tolerance is that of the source, whose 0.01630 should be 0.01629.
    check(&tree, top, 0.01630, 0.01771, 1e-5);
}

#[test]
fn the_causes_of_a_component_add_up_to_its_probability() {
    for letters in [
        &[0.2, 0.3, 0.4][..],
        &[0.2, 0.3],
        &[0.5],
        &[],
        &[1.0, 1.0, 1.0],
        &[1.0, 0.0, 0.7, 0.9],
    ] {
        let mut tree = FaultTree::new();
        let group = multiple_greek_letters(&mut tree, 4, 0.01, letters).unwrap();
        let probabilities: Vec<(FaultNode, f64)> = tree.events().collect();
        for component in 0..4 {
            let of_it = group
                .causes
                .iter()
                .filter(|(_, members)| members.contains(&component));
            let sum: f64 = of_it
                .map(|(cause, _)| {
                    probabilities
                        .iter()
                        .find(|(event, _)| event == cause)
                        .unwrap()
                        .1
                })
                .sum();
            assert_close(sum, 0.01, 1e-14);
        }
    }
}

#[test]
fn groups_may_be_large_and_small_but_not_endless() {
    let mut tree = FaultTree::new();
    let group = beta_factor(&mut tree, 100, 0.01, 0.1).unwrap();
    assert_eq!((group.components.len(), group.causes.len()), (100, 101));
    assert_eq!(group.causes[100].1, (0..100).collect::<Vec<_>>());
    assert_eq!(
        beta_factor(&mut tree, 1, 0.01, 0.1).unwrap().causes.len(),
        1
    );
    assert!(
        beta_factor(&mut tree, 0, 0.01, 0.1)
            .unwrap()
            .components
            .is_empty()
    );
    let endless = multiple_greek_letters(&mut tree, 40, 0.01, &[0.5; 39]);
    assert_eq!(endless.unwrap_err(), FaultTreeError::TooLarge(65_536));
    let wrong = beta_factor(&mut tree, 3, 0.01, 1.1);
    assert_eq!(wrong.unwrap_err(), FaultTreeError::Probability(1.1));
    assert!(tree.event(f64::NAN).is_err() && tree.event(-0.1).is_err());
}

#[test]
fn what_fails_by_itself_cannot_be_reduced() {
    let (tree, top) = theatre();
    let solved = tree.solve(top, LIMIT).unwrap();
    let all = solved.importances().unwrap();
    let (mains, importance) = all[0];
    assert!(importance.rrw.is_infinite());
    assert_close(importance.birnbaum, 0.069, 1e-15);
    // Without the mains nothing fails, so that every cut set contains it.
    assert_close(
        solved.fussell_vesely(&[mains]).unwrap().unwrap(),
        1.0,
        1e-15,
    );
    assert_close(importance.diagnostic, 1.0, 1e-15);
    // Each minimal cut set of the generator is that of it and the mains.
    let (generator, importance) = all[1];
    let share = solved.fussell_vesely(&[generator]).unwrap().unwrap();
    assert_close(share, 0.03 * 0.02 / 0.00207, 1e-14);
    assert_close(importance.diagnostic, share, 1e-14);
}

#[test]
fn what_is_beside_the_point_has_failed_by_chance_but_is_in_no_cut_set() {
    // a alone fails the top; b only with c. Given the failure, b has often failed for nothing.
    let (mut tree, abc) = events(&[0.1, 0.2, 0.001]);
    let pair = tree.all(&abc[1..]);
    let top = tree.any(&[abc[0], pair]);
    let solved = tree.solve(top, LIMIT).unwrap();
    let b = solved.importances().unwrap()[1].1;
    let share = solved.fussell_vesely(&[abc[1]]).unwrap().unwrap();
    assert_close(share, 0.0002 / solved.probability(), 1e-13);
    assert!(b.diagnostic > 0.2 && share < 0.002);
}

#[test]
fn nothing_is_said_of_a_failure_that_cannot_be() {
    let (mut tree, leaves) = events(&[0.0, 0.5]);
    let (never, always) = (tree.any(&[]), tree.all(&[]));
    let both = tree.all(&leaves);
    for top in [never, both] {
        let solved = tree.solve(top, LIMIT).unwrap();
        assert!(solved.probability() <= 0.0);
        assert_eq!(solved.importances(), None);
        assert_eq!(solved.importance(&leaves), None);
        assert_eq!(solved.fussell_vesely(&leaves), Ok(None));
    }
    let none: Vec<Vec<FaultNode>> = Vec::new();
    assert_eq!(tree.cut_sets(never, 3, LIMIT).unwrap().list(9), none);
    assert_eq!(tree.cut_sets(always, 3, LIMIT).unwrap().list(9), [vec![]]);
    assert_eq!(
        tree.cut_sets(always, 3, LIMIT).unwrap().upper_bound(),
        Some(1.0)
    );
}

#[test]
fn a_limit_ends_in_an_error_and_not_in_a_number() {
    let (mut tree, leaves) = events(&[0.1; 30]);
    let top = tree.at_least(15, &leaves);
    assert_eq!(
        tree.solve(top, 100).unwrap_err(),
        FaultTreeError::TooLarge(100)
    );
    assert_eq!(
        tree.cut_sets(top, 30, 100).unwrap_err(),
        FaultTreeError::TooLarge(100)
    );
    let solved = tree.solve(top, LIMIT).unwrap();
    let mut term = 0.9_f64.powi(30);
    let mut tail = 0.0;
    for failed in 0..=30 {
        if failed >= 15 {
            tail += term;
        }
        term *= f64::from(30 - failed) / f64::from(failed + 1) / 9.0;
    }
    assert_close(solved.probability(), tail, 1e-13);
    let cut_sets = tree.cut_sets(top, 15, LIMIT).unwrap();
    assert_eq!(cut_sets.count(), 155_117_520);
    assert!(cut_sets.complete() && cut_sets.upper_bound().is_none());
    assert_eq!(cut_sets.list(5).len(), 5);
}

/// Fifty providers of which three are too much to lose, each of which needs forty components of its own and the
/// services of five regions, which need one name service.
fn providers() -> (FaultTree, FaultNode, FaultNode) {
    let mut tree = FaultTree::new();
    let dns = tree.event(1e-5).unwrap();
    let regions: Vec<FaultNode> = (0..5)
        .map(|_| {
            let region = tree.event(1e-4).unwrap();
            tree.any(&[region, dns])
        })
        .collect();
    let providers: Vec<FaultNode> = (0..50)
        .map(|p| {
            let mut parts: Vec<FaultNode> = (0..40).map(|_| tree.event(1e-3).unwrap()).collect();
            parts.push(regions[p % 5]);
            tree.any(&parts)
        })
        .collect();
    let top = tree.at_least(3, &providers);
    (tree, top, dns)
}

#[test]
fn two_thousand_components_have_their_cut_sets_counted() {
    let (tree, top, dns) = providers();
    let cut_sets = tree.cut_sets(top, 3, LIMIT).unwrap();
    // The name service and each region take ten providers or more; else any 40³ parts of any three providers.
    assert_eq!(
        cut_sets.counts(),
        [0, 6, 0, 50 * 49 * 48 / 6 * 40 * 40 * 40]
    );
    let listed = cut_sets.list(8);
    assert_eq!(listed[0], [dns]);
    assert!(listed[..6].iter().all(|set| set.len() == 1));
    assert!(listed[6..].iter().all(|set| set.len() == 3));
    // Given no region fails, the providers are alike and independent.
    let solved = tree.solve(top, LIMIT).unwrap();
    let down: f64 = 1.0 - (1.0 - 1e-3_f64).powi(40);
    let up = 1.0 - down;
    let few = up.powi(50) + 50.0 * down * up.powi(49) + 1225.0 * down.powi(2) * up.powi(48);
    let regions_up = (1.0 - 1e-4_f64).powi(5) * (1.0 - 1e-5);
    assert_close(solved.probability(), 1.0 - few * regions_up, 1e-12);
}

#[test]
fn wide_and_deep_trees_need_little_stack_and_time() {
    let mut tree = FaultTree::new();
    let leaves: Vec<FaultNode> = (0..20_000).map(|_| tree.event(1e-6).unwrap()).collect();
    let wide = tree.any(&leaves);
    let mut deep = leaves[0];
    for pair in leaves.chunks(2) {
        let both = tree.all(&[pair[1], deep]);
        deep = tree.any(&[pair[0], both]);
    }
    for top in [wide, deep] {
        let solved = tree.solve(top, LIMIT).unwrap();
        assert!(solved.probability() > 0.0);
        assert!(solved.importances().is_some());
        let cut_sets = tree.cut_sets(top, 3, LIMIT).unwrap();
        assert!(solved.probability() <= cut_sets.rare_event_sum() * (1.0 + 1e-9));
    }
    let all = tree.all(&leaves);
    assert_eq!(
        tree.solve(all, LIMIT)
            .unwrap()
            .minimal_cut_sets()
            .unwrap()
            .decisions()
            .count(),
        20_000
    );
}

#[test]
fn equal_weights_need_few_gates_and_odd_ones_a_limit() {
    let (mut tree, leaves) = events(&[0.1; 64]);
    let equal: Vec<(FaultNode, f64)> = leaves.iter().map(|&leaf| (leaf, 1.0 / 64.0)).collect();
    let half = tree.at_least_weight(0.5 - 1e-9, &equal, 1_056).unwrap();
    let same = tree.at_least(32, &leaves);
    let (half, same) = (
        tree.solve(half, LIMIT).unwrap(),
        tree.solve(same, LIMIT).unwrap(),
    );
    assert_close(half.probability(), same.probability(), 1e-13);
    let odd: Vec<(FaultNode, f64)> = leaves
        .iter()
        .zip(2..)
        .map(|(&leaf, i)| (leaf, f64::from(i).sqrt()))
        .collect();
    let refused = tree.at_least_weight(180.0, &odd, 10_000);
    assert_eq!(refused.unwrap_err(), FaultTreeError::TooLarge(10_000));
}

/// Components that require earlier ones, hosts that require some of them, and services that stand two lost hosts of five.
fn services(components: usize, hosts: usize, services: usize, seed: u64) -> (FaultTree, FaultNode) {
    let mut words = Stream::new(seed, 0).draws(0, 0);
    let mut pick = |n: usize| words.index(n);
    let mut tree = FaultTree::new();
    let mut made: Vec<FaultNode> = Vec::new();
    for i in 0..components {
        let mut below = vec![tree.event(1e-3).unwrap()];
        if i > components / 20 {
            below.extend((0..pick(3)).map(|_| made[pick(i)]));
        }
        made.push(tree.any(&below));
    }
    let mut gates = |n: usize, each: usize, k: usize, of: &[FaultNode]| -> Vec<FaultNode> {
        let below = |_| (0..each).map(|_| of[pick(of.len())]).collect::<Vec<_>>();
        (0..n)
            .map(below)
            .map(|below| tree.at_least(k, &below))
            .collect()
    };
    let hosts = gates(hosts, 2, 1, &made);
    let services = gates(services, 5, 3, &hosts);
    let top = tree.any(&services);
    (tree, top)
}

#[test]
fn shared_components_have_the_cut_sets_that_trying_all_finds() {
    for seed in 0..4 {
        let (tree, top) = services(40, 30, 3, seed);
        let events: Vec<FaultNode> = tree.events().map(|(event, _)| event).collect();
        let mut tried: Vec<Vec<FaultNode>> = Vec::new();
        let fails = |set: &[FaultNode]| tree.fails(top, |event| set.contains(&event));
        let mut sets: Vec<Vec<FaultNode>> = vec![vec![]];
        for _ in 0..3 {
            let mut longer = Vec::new();
            for set in &sets {
                for &event in events.iter().filter(|event| set.last() < Some(event)) {
                    longer.push([set.as_slice(), &[event]].concat());
                }
            }
            sets = longer;
            let minimal = |set: &&Vec<FaultNode>| {
                let without = |i: usize| [&set[..i], &set[i + 1..]].concat();
                fails(set) && !(0..set.len()).any(|i| fails(&without(i)))
            };
            tried.extend(sets.iter().filter(minimal).cloned());
        }
        assert_eq!(
            tree.cut_sets(top, 3, LIMIT).unwrap().list(usize::MAX),
            tried
        );
        assert!(tried.iter().any(|set| set.len() == 3));
    }
}

/// A gate of a random tree: how many must fail, and of which nodes; both are taken modulo what there is.
type RandomGate = (usize, Vec<usize>);

fn random_tree() -> impl Strategy<Value = (FaultTree, Vec<FaultNode>, FaultNode)> {
    let probability = prop_oneof![8 => 0.0..=1.0_f64, 1 => Just(0.0), 1 => Just(1.0)];
    let gate = (0..9_usize, prop::collection::vec(0..100_usize, 1..5));
    let gates = prop::collection::vec(gate, 1..9);
    (prop::collection::vec(probability, 1..8), gates).prop_map(|(probabilities, gates)| {
        let (mut tree, leaves) = events(&probabilities);
        let mut nodes = leaves.clone();
        for (k, below) in gates as Vec<RandomGate> {
            let below: Vec<FaultNode> = below.iter().map(|i| nodes[i % nodes.len()]).collect();
            let k = 1 + k % below.len();
            nodes.push(tree.at_least(k, &below));
        }
        let top = nodes[nodes.len() - 1];
        (tree, leaves, top)
    })
}

/// The probability of all assignments of which `holds`.
fn probability(probabilities: &[f64], holds: impl Fn(u32) -> bool) -> f64 {
    let weight = |failed: u32| -> f64 {
        let factor = |(i, p): (usize, &f64)| if failed >> i & 1 == 1 { *p } else { 1.0 - p };
        probabilities.iter().enumerate().map(factor).product()
    };
    (0..1 << probabilities.len())
        .filter(|&failed| holds(failed))
        .map(weight)
        .sum()
}

/// A small tree by every assignment of its events.
struct Brute<'a> {
    tree: &'a FaultTree,
    probabilities: Vec<f64>,
    top: FaultNode,
}

impl Brute<'_> {
    fn fails(&self, failed: u32) -> bool {
        self.tree
            .fails(self.top, |event| failed >> event.index() & 1 == 1)
    }

    fn given(&self, events: &[usize], state: f64) -> f64 {
        let mut probabilities = self.probabilities.clone();
        for &event in events {
            probabilities[event] = state;
        }
        probability(&probabilities, |failed| self.fails(failed))
    }

    fn cut_sets(&self) -> Vec<u32> {
        let n = self.probabilities.len();
        (0..1 << n)
            .filter(|&set: &u32| {
                let needed = |i: usize| set >> i & 1 == 0 || !self.fails(set & !(1_u32 << i));
                self.fails(set) && (0..n).all(needed)
            })
            .collect()
    }

    /// The probability that a minimal cut set with one of `events` has failed.
    fn with_cut_set(&self, events: &[usize]) -> f64 {
        let mask: u32 = events.iter().map(|event| 1 << event).sum();
        let sets: Vec<u32> = self
            .cut_sets()
            .into_iter()
            .filter(|set| set & mask != 0)
            .collect();
        probability(&self.probabilities, |failed| {
            sets.iter().any(|set| set & !failed == 0)
        })
    }
}

fn near(actual: f64, expected: f64) -> Result<(), TestCaseError> {
    prop_assert!(
        actual.total_cmp(&expected).is_eq()
            || (actual - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
        "{actual} is not {expected}"
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_trees_are_as_all_their_assignments_say((tree, leaves, top) in random_tree()) {
        let brute = Brute { tree: &tree, probabilities: tree.events().map(|(_, p)| p).collect(), top };
        let solved = tree.solve(top, LIMIT).unwrap();
        let total = brute.given(&[], 0.0);
        near(solved.probability(), total)?;
        let Some(importances) = solved.importances() else {
            return near(total, 0.0);
        };
        let shares = solved.fussell_vesely_of_events().unwrap().unwrap();
        for (i, &(event, found)) in importances.iter().enumerate() {
            prop_assert_eq!(event, leaves[i]);
            let p = brute.probabilities[i];
            let (failed, never) = (brute.given(&[i], 1.0), brute.given(&[i], 0.0));
            near(solved.probability_given(&[(event, true)]), failed)?;
            near(found.birnbaum, failed - never)?;
            near(found.criticality * total, (failed - never) * p)?;
            near(found.diagnostic * total, failed * p)?;
            near(found.raw * total, failed)?;
            near(total / found.rrw, never)?;
            let share = shares[i].1;
            near(share * total, brute.with_cut_set(&[i]))?;
            // What is needed, what is in a failed cut set, and what has failed: each implies the next.
            prop_assert!(found.criticality <= share + 1e-9 && share <= found.diagnostic + 1e-9);
        }
    }

    #[test]
    fn a_tree_solved_before_is_found_again_to_the_bit((tree, leaves, top) in random_tree(), p in 0.0..1.0_f64) {
        let mut before = SolvedShapes::default();
        let first = before.solve((&tree, top), LIMIT, &SolvedShapes::default()).unwrap();
        let _ = first.fussell_vesely_of_events().unwrap();
        let mut other = tree.clone();
        for (i, leaf) in leaves.iter().enumerate() {
            other.nodes[leaf.index()] = Kind::Event(p / (i as f64 + 1.0));
        }
        let mut shapes = SolvedShapes::default();
        let found = shapes.solve((&other, top), LIMIT, &before).unwrap();
        let fresh = other.solve(top, LIMIT).unwrap();
        prop_assert_eq!(found.probability().to_bits(), fresh.probability().to_bits());
        prop_assert_eq!(found.importances(), fresh.importances());
        prop_assert_eq!(found.fussell_vesely_of_events(), fresh.fussell_vesely_of_events());
        prop_assert_eq!(found.fussell_vesely_of(&leaves[..1]), fresh.fussell_vesely_of(&leaves[..1]));
    }

    #[test]
    fn another_shape_is_solved_anew((tree, leaves, top) in random_tree()) {
        let mut before = SolvedShapes::default();
        before.solve((&tree, top), LIMIT, &SolvedShapes::default()).unwrap();
        let mut other = tree.clone();
        let any = other.any(&leaves);
        for top in [any, top] {
            let found = SolvedShapes::default().solve((&other, top), LIMIT, &before).unwrap();
            let fresh = other.solve(top, LIMIT).unwrap();
            prop_assert_eq!(found.probability().to_bits(), fresh.probability().to_bits());
        }
    }

    #[test]
    fn weights_reach_a_threshold_or_not(
        weights in prop::collection::vec(prop_oneof![Just(0.25), Just(0.5), -1.0..4.0_f64], 0..8),
        threshold in prop_oneof![-1.0..12.0_f64, (0..16_i32).prop_map(|quarters| f64::from(quarters) / 4.0)],
    ) {
        let (mut tree, leaves) = events(&vec![0.5; weights.len()]);
        let parts: Vec<(FaultNode, f64)> = leaves.iter().copied().zip(weights.iter().copied()).collect();
        let top = tree.at_least_weight(threshold, &parts, LIMIT).unwrap();
        let quarters = weights.iter().all(|w| (w * 4.0).fract().abs() <= 0.0);
        for failed in 0..1_u32 << weights.len() {
            let of = weights.iter().enumerate().filter(|(i, w)| failed >> i & 1 == 1 && **w > 0.0);
            let sum: f64 = of.map(|(_, w)| w).sum();
            // Sums of quarters are exact; else it is open whether one that is the threshold but for rounding reaches it.
            if quarters || (sum - threshold).abs() > 1e-12 {
                prop_assert_eq!(tree.fails(top, |event| failed >> event.index() & 1 == 1), sum >= threshold);
            }
        }
    }

    #[test]
    fn a_component_of_events_is_as_all_assignments_say((tree, leaves, top) in random_tree(), mask in 1..128_u32) {
        let brute = Brute { tree: &tree, probabilities: tree.events().map(|(_, p)| p).collect(), top };
        let indices: Vec<usize> = (0..leaves.len()).filter(|i| mask >> i & 1 == 1).collect();
        let events: Vec<FaultNode> = indices.iter().map(|&i| leaves[i]).collect();
        let solved = tree.solve(top, LIMIT).unwrap();
        let total = brute.given(&[], 0.0);
        let Some(found) = solved.importance(&events) else {
            return near(total, 0.0);
        };
        let (failed, never) = (brute.given(&indices, 1.0), brute.given(&indices, 0.0));
        near(found.birnbaum, failed - never)?;
        near(found.criticality * total, total - never)?;
        near(found.raw * total, failed)?;
        near(total / found.rrw, never)?;
        let both = probability(&brute.probabilities, |state| state & mask != 0 && brute.fails(state));
        near(found.diagnostic * total, both)?;
        let share = solved.fussell_vesely(&events).unwrap().unwrap();
        near(share * total, brute.with_cut_set(&indices))?;
    }

    #[test]
    fn cut_sets_are_as_all_assignments_say((tree, _, top) in random_tree(), order in 0..8_usize) {
        let brute = Brute { tree: &tree, probabilities: tree.events().map(|(_, p)| p).collect(), top };
        let all = brute.cut_sets();
        let mut expected: Vec<Vec<usize>> = all
            .iter()
            .map(|set| (0..32).filter(|i| set >> i & 1 == 1).collect::<Vec<usize>>())
            .filter(|set| set.len() <= order)
            .collect();
        expected.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let found = tree.cut_sets(top, order, LIMIT).unwrap();
        let indices = |set: Vec<FaultNode>| set.iter().map(|event| event.index()).collect::<Vec<_>>();
        let listed: Vec<Vec<usize>> = found.list(usize::MAX).into_iter().map(indices).collect();
        prop_assert_eq!(&listed, &expected);
        prop_assert_eq!(found.count(), listed.len() as u64);
        prop_assert!(!found.complete() || all.len() == listed.len());
        let probability = |set: &Vec<usize>| set.iter().map(|&i| brute.probabilities[i]).product::<f64>();
        near(found.rare_event_sum(), listed.iter().map(probability).sum())?;
        let none: f64 = listed.iter().map(|set| 1.0 - probability(set)).product();
        near(found.upper_bound().unwrap(), 1.0 - none)?;
    }
}
