//! What a result may depend on: the seed and the scenario, and of the scenario only what has to do with it.
//!
//! "The same" means to the bit.

use lockin::engine::{Outcome, Plan, Pool, Run, Story, Tally, attribute, replay};
use lockin::model::{Document, Node};
use lockin::store::EXAMPLES;

use crate::scenario::{document, outcome, outcome_on, plan, valid};

const LAB: &str = EXAMPLES[0].text;

/// Two providers, things they share, a common cause, two workloads, three portfolios, and much that overlaps.
pub(crate) const SMALL: &str = "
lockin: 1
horizon: 2
discount_rate: 0.05
providers:
  north:
    requires: [grid, dns]
    outages:
      region: {per_year: 9, hours: {lognormal: {median: 30, p90: 120}}, severity: {pert: {min: 0.1, mode: 0.4, max: 1}}}
      control: {per_year: 4, up_time: {weibull: {shape: 0.7}}, hours: {exponential: {mean: 50}}, severity: 0.6}
  south:
    requires: [dns]
    outages:
      region: {per_year: 12, up_time: {gamma: {shape: 2}}, hours: {weibull: {shape: 0.8, scale: 40}}, severity: 0.5}
components:
  grid: {outages: {m: {per_year: 3, hours: {gamma: {shape: 2, scale: 20}}, severity: {uniform: {min: 0.2, max: 0.9}}}}}
  dns: {outages: {m: {per_year: 5, hours: {pareto: {min: 4, alpha: 1.5}}, severity: 0.3}}}
common_causes:
  storm: {per_year: 6, hours: {empirical: [5, 20, 90]}, severity: {beta: {a: 2, b: 2}}, hits: {north: 0.8, south: 0.4, grid: 0.5}}
workloads:
  shop: {value_per_hour: 1000, tolerance_hours: 2, requires: [dns], failover: warm}
  batch: {value_per_hour: 200, failover: {delay_hours: {ci90: {low: 1, high: 40}}, success: 0.8}}
portfolios:
  one: {placement: {shop: {north: 1}, batch: {north: 1}}, overhead_per_year: 500}
  two: {placement: {shop: {north: 0.6, south: 0.4}, batch: {south: 1}}, reserve: {shop: {south: 0.5}, batch: {north: 1}}}
  three: {placement: {shop: {north: 0.5, south: 0.5}, batch: {north: 1}}, reserve: {shop: {north: 0.3, south: 0.3}}, failover: {shop: hot}}
";

const SEED: u64 = 7;
pub(crate) const TRIALS: usize = 1_000;

/// One portfolio's columns and sums, with causes and components by id: all that figures are made of.
pub(crate) fn figures(plan: &Plan, outcome: &Outcome, portfolio: usize) -> Vec<(String, Vec<f64>)> {
    let p = &outcome.portfolios[portfolio];
    let mut figures: Vec<(String, Vec<f64>)> = [
        ("loss", &p.loss),
        ("annual", &p.annual),
        ("largest", &p.largest),
        ("unserved", &p.unserved_hours),
        ("down", &p.down_hours),
        ("longest", &p.longest_hours),
    ]
    .into_iter()
    .map(|(name, column)| (name.to_owned(), column.clone()))
    .collect();
    let breached = p.breached_years.iter().map(|&n| f64::from(n)).collect();
    figures.push(("breached".to_owned(), breached));
    let joint = outcome.joint_hours_per_year(portfolio);
    figures.push((
        "joint".to_owned(),
        joint.iter().flat_map(|mean| [mean.mean, mean.se]).collect(),
    ));
    for (hazard, id) in plan
        .causes()
        .iter()
        .map(|cause| cause.id.as_str())
        .enumerate()
    {
        let mean = p.sums.by_cause(hazard);
        figures.push((format!("cause {id}"), vec![mean.mean, mean.se]));
    }
    let n = plan.components.len();
    for (component, id) in plan.components.iter().enumerate() {
        let mean = p.sums.by_component(component);
        let mut column = vec![mean.mean, mean.se];
        let by_trial = p.by_component.iter().skip(component).step_by(n);
        column.extend(by_trial.map(|&loss| f64::from(loss)));
        figures.push((format!("component {id}"), column));
    }
    figures
}

/// Holds that everything in `old` is in `new`, to the bit.
#[track_caller]
pub(crate) fn same(old: &[(String, Vec<f64>)], new: &[(String, Vec<f64>)]) {
    for (name, column) in old {
        let (_, other) = new
            .iter()
            .find(|(other, _)| other == name)
            .unwrap_or_else(|| panic!("{name} is gone"));
        let bits = |column: &[f64]| column.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let differ = column
            .iter()
            .zip(other)
            .find(|(a, b)| a.to_bits() != b.to_bits());
        assert!(
            bits(column) == bits(other),
            "{name} differs, first {differ:?}"
        );
    }
}

/// The text with something put in its place, which it must hold.
#[track_caller]
pub(crate) fn edited(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "the text has no `{old}`");
    text.replacen(old, new, 1)
}

// --- how the work is cut ---

#[test]
fn threads_change_nothing() {
    for text in [SMALL, LAB] {
        let plan = plan(text);
        let one = outcome_on(&plan, SEED, TRIALS, 1);
        for threads in [2, 3, 7] {
            assert!(
                outcome_on(&plan, SEED, TRIALS, threads) == one,
                "{threads} threads"
            );
        }
    }
}

#[test]
fn steps_change_nothing() {
    let plan = plan(SMALL);
    let pool = Pool::new(3).expect("threads can be started");
    let whole = tally(&plan, &pool);
    for cuts in [&[1][..], &[64, 65, 400], &[256, 512, 768], &[900]] {
        let mut run = Run::new(&plan, SEED, &pool);
        for &cut in cuts {
            run.advance(Run::step_end(cut), &|| false);
        }
        run.advance(TRIALS, &|| false);
        assert!(run.into_tally() == whole, "{cuts:?}");
    }
}

#[test]
fn a_run_goes_on_after_a_stop_as_if_there_was_none() {
    let plan = plan(SMALL);
    let pool = Pool::new(2).expect("threads can be started");
    let mut run = Run::new(&plan, SEED, &pool);
    run.advance(Run::step_end(300), &|| false);
    let before = run.tally().clone();
    run.advance(TRIALS, &|| true);
    assert!(*run.tally() == before);
    run.advance(TRIALS, &|| false);
    assert!(run.into_tally() == tally(&plan, &pool));
}

fn tally(plan: &Plan, pool: &Pool) -> Tally {
    let mut run = Run::new(plan, SEED, pool);
    run.advance(TRIALS, &|| false);
    run.into_tally()
}

#[test]
fn another_seed_is_another_history() {
    let plan = plan(SMALL);
    let (a, b) = (outcome(&plan, SEED, 50), outcome(&plan, SEED + 1, 50));
    for (a, b) in a.portfolios.iter().zip(&b.portfolios) {
        let alike = a
            .loss
            .iter()
            .zip(&b.loss)
            .filter(|(a, b)| a.to_bits() == b.to_bits())
            .count();
        assert_eq!(alike, 0);
    }
}

// --- how the file is written ---

/// Turns every mapping and every list of names around, but for the portfolios, whose order is the user's.
pub(crate) fn turned(node: &Node, key: &str) -> Node {
    match node {
        Node::Map(entries) => {
            let mut entries: Vec<_> = entries
                .iter()
                .map(|(key, node)| (key.clone(), turned(node, key)))
                .collect();
            if key != "portfolios" {
                entries.reverse();
            }
            Node::Map(entries)
        }
        Node::List(items) if items.iter().all(|item| matches!(item, Node::Text(_))) => {
            Node::List(items.iter().rev().cloned().collect())
        }
        other => other.clone(),
    }
}

#[test]
fn the_order_of_the_file_changes_nothing() {
    for text in [SMALL, LAB] {
        let straight = document(text);
        let turned = Document {
            root: turned(&straight.root, ""),
        };
        assert_ne!(straight, turned);
        let plans = [straight, turned].map(|document| Plan::new(&valid(&document)));
        let [straight, turned] = plans.map(|plan| outcome(&plan, SEED, TRIALS));
        assert!(straight == turned);
    }
}

#[test]
fn the_order_of_portfolios_changes_only_theirs() {
    let scenario = valid(&document(SMALL));
    let order = [2, 0, 1];
    let (plan, other) = (
        Plan::new(&scenario),
        Plan::new(&scenario.with_portfolios(&order)),
    );
    let (old, new) = (outcome(&plan, SEED, TRIALS), outcome(&other, SEED, TRIALS));
    for (position, &portfolio) in order.iter().enumerate() {
        same(
            &figures(&plan, &old, portfolio),
            &figures(&other, &new, position),
        );
    }
}

#[test]
fn a_portfolio_alone_sees_what_it_sees_among_others() {
    let scenario = valid(&document(SMALL));
    let plan = Plan::new(&scenario);
    let old = outcome(&plan, SEED, TRIALS);
    for portfolio in 0..3 {
        let alone = Plan::new(&scenario.with_portfolios(&[portfolio]));
        same(
            &figures(&plan, &old, portfolio),
            &figures(&alone, &outcome(&alone, SEED, TRIALS), 0),
        );
        for trial in 0..20 {
            assert_eq!(
                replay(&plan, SEED, trial).events,
                replay(&alone, SEED, trial).events
            );
        }
    }
}

// --- what has nothing to do with it ---

#[test]
fn an_unrelated_hazard_changes_nothing_else() {
    let old = plan(SMALL);
    let new = plan(&edited(
        SMALL,
        "components:\n",
        "components:\n  aaa: {outages: {m: {per_year: 40, hours: 30}}}\n",
    ));
    let (before, after) = (outcome(&old, SEED, TRIALS), outcome(&new, SEED, TRIALS));
    for portfolio in 0..3 {
        same(
            &figures(&old, &before, portfolio),
            &figures(&new, &after, portfolio),
        );
    }
}

#[test]
fn an_unrelated_provider_with_a_common_cause_changes_nothing_else() {
    let text = edited(SMALL, "providers:\n", "providers:\n  aaa: {}\n  zzz: {}\n");
    let text = edited(
        &text,
        "common_causes:\n",
        "common_causes:\n  aab: {per_year: 30, hours: 20, hits: {aaa: 0.5, zzz: 1}}\n",
    );
    let (old, new) = (plan(SMALL), plan(&text));
    let (before, after) = (outcome(&old, SEED, TRIALS), outcome(&new, SEED, TRIALS));
    for portfolio in 0..3 {
        same(
            &figures(&old, &before, portfolio),
            &figures(&new, &after, portfolio),
        );
    }
}

#[test]
fn a_hit_that_never_comes_changes_nothing_else() {
    let (old, new) = (
        plan(SMALL),
        plan(&edited(SMALL, "grid: 0.5}", "grid: 0.5, dns: 0}")),
    );
    let (before, after) = (outcome(&old, SEED, TRIALS), outcome(&new, SEED, TRIALS));
    for portfolio in 0..3 {
        same(
            &figures(&old, &before, portfolio),
            &figures(&new, &after, portfolio),
        );
    }
}

/// A story with ids for indices, its interruptions those of one workload.
fn told(text: &str, trial: u64, workload: usize) -> (Vec<String>, Vec<String>) {
    let plan = plan(text);
    let story = replay(&plan, SEED, trial);
    let interruptions = story
        .interruptions
        .iter()
        .filter(|interruption| interruption.workload == workload)
        .map(|i| {
            format!(
                "{} {:?} {:?} {:?} {:?}",
                i.portfolio, i.from, i.to, i.unserved_hours, i.loss
            )
        })
        .collect();
    (outages(&plan, &story), interruptions)
}

fn outages(plan: &Plan, story: &Story) -> Vec<String> {
    let ids: Vec<&str> = plan
        .causes()
        .iter()
        .map(|cause| cause.id.as_str())
        .collect();
    story
        .events
        .iter()
        .map(|event| {
            let hits: Vec<&str> = event
                .hits
                .iter()
                .map(|&k| plan.components[k].as_str())
                .collect();
            format!(
                "{} {:?} {:?} {:?} {hits:?}",
                ids[event.hazard], event.start, event.end, event.severity
            )
        })
        .collect()
}

#[test]
fn another_workload_leaves_a_workloads_interruptions_alone() {
    let text = edited(
        SMALL,
        "workloads:\n",
        "workloads:\n  aaa: {value_per_hour: 5000, requires: [grid], failover: hot}\n",
    );
    let text = text.replace("placement: {", "placement: {aaa: {south: 1}, ");
    for trial in 0..50 {
        // The old workloads, batch and shop, come one later behind aaa.
        for workload in 0..2 {
            assert_eq!(
                told(SMALL, trial, workload),
                told(&text, trial, workload + 1)
            );
        }
    }
}

#[test]
fn editing_a_hazard_leaves_the_outages_of_all_others() {
    for (old, new) in [
        ("severity: 0.6", "severity: 0.9"),
        (
            "per_year: 4, up_time: {weibull: {shape: 0.7}}",
            "per_year: 11",
        ),
        (
            "{exponential: {mean: 50}}",
            "{lognormal: {median: 9, p90: 99}}",
        ),
    ] {
        let text = edited(SMALL, old, new);
        let mut touched = false;
        for trial in 0..50 {
            let (before, _) = told(SMALL, trial, 0);
            let (after, _) = told(&text, trial, 0);
            let others = |outages: &[String]| -> Vec<String> {
                outages
                    .iter()
                    .filter(|outage| !outage.starts_with("north/control"))
                    .cloned()
                    .collect()
            };
            assert_eq!(others(&before), others(&after));
            touched |= before != after;
        }
        assert!(touched, "{new} did nothing");
    }
}

/// A longer outage moves the later ones of its hazard by what it is longer, and nothing else: their durations and
/// severities are the same draws.
#[test]
fn editing_a_rate_leaves_durations_and_severities_event_by_event() {
    let text = edited(SMALL, "region: {per_year: 9,", "region: {per_year: 9.5,");
    let (old, new) = (plan(SMALL), plan(&text));
    let hazard = old
        .causes()
        .iter()
        .map(|cause| cause.id.as_str())
        .position(|id| id == "north/region")
        .expect("it is there");
    for trial in 0..50 {
        let of = |plan: &Plan| -> Vec<(f64, f64)> {
            let story = replay(plan, SEED, trial);
            let mine = story.events.iter().filter(|event| event.hazard == hazard);
            mine.map(|event| (event.end - event.start, event.severity))
                .collect()
        };
        let (old, new) = (of(&old), of(&new));
        // The last of either may be cut at the horizon.
        let n = old.len().min(new.len()).saturating_sub(1);
        for (old, new) in old.iter().zip(&new).take(n) {
            assert!(
                (old.0 - new.0).abs() < 1e-9 && old.1.to_bits() == new.1.to_bits(),
                "{old:?} {new:?}"
            );
        }
    }
}

// --- one trial alone ---

#[test]
fn attributing_every_trial_gives_the_means() {
    for text in [SMALL, LAB] {
        let plan = plan(text);
        let pool = Pool::new(2).expect("threads can be started");
        let found = outcome(&plan, SEED, TRIALS);
        let all: Vec<(u64, f64)> = (0..TRIALS as u64).map(|trial| (trial, 1.0)).collect();
        for (portfolio, p) in found.portfolios.iter().enumerate() {
            let parts = attribute(&plan, SEED, portfolio, &all, &pool);
            let n = TRIALS as f64;
            for (cause, sum) in parts.by_cause.iter().enumerate() {
                let mean = p.sums.by_cause(cause).mean;
                assert!(
                    (sum - mean * n).abs() <= 1e-9 * sum.abs(),
                    "{sum} is not {n} times {mean}"
                );
            }
            for (component, sum) in parts.by_component.iter().enumerate() {
                let mean = p.sums.by_component(component).mean;
                assert!(
                    (sum - mean * n).abs() <= 1e-9 * sum.abs(),
                    "{sum} is not {n} times {mean}"
                );
            }
            let whole = p.loss.iter().sum::<f64>() - n * p.sums.overhead();
            let causes: f64 = parts.by_cause.iter().sum();
            let components: f64 = parts.by_component.iter().sum();
            assert!(
                (whole / causes - 1.0).abs() < 1e-9,
                "{whole} is not {causes}"
            );
            assert!(
                (whole / components - 1.0).abs() < 1e-9,
                "{whole} is not {components}"
            );
        }
        // The same bytes on any number of threads.
        let alone = Pool::new(1).expect("threads can be started");
        assert_eq!(
            attribute(&plan, SEED, 1, &all, &pool),
            attribute(&plan, SEED, 1, &all, &alone)
        );
    }
}
