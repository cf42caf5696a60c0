//! Cut sets and importance of components, against every state of small worlds, another program, and simulation.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::time::{Duration, Instant};

use lockin::analysis::{ConcentrationFigures, Figures, Wanted, figures};
use lockin::engine::{Plan, Pool, Run};
use lockin::stats::{Draws, Stream};
use lockin::store::json_to_yaml;
use serde_json::{Map, Value, json};

use crate::scenario::{document, figures_alone, valid};

const HOURS_PER_YEAR: f64 = 8_766.0;

type Outcome = Result<(), Box<dyn Error>>;

fn figures_of(file: &Value, trials: usize) -> Figures {
    figures_alone(&valid(&document(&json_to_yaml(file))), trials, true)
}

fn concentration(file: &Value) -> ConcentrationFigures {
    figures_of(file, 1).portfolios.remove(0).concentration
}

#[track_caller]
fn near(found: f64, expected: f64, relative: f64, what: &str) {
    let same = found.total_cmp(&expected).is_eq();
    assert!(
        same || (found - expected).abs() <= relative * expected.abs() + 1e-14,
        "{what}: {found} is not {expected}"
    );
}

/// A component that requires others, and of groups some.
#[derive(Default)]
struct Part {
    each: Vec<usize>,
    some: Vec<(usize, Vec<usize>)>,
}

impl Part {
    /// Requirements among the first `of` components, by lot.
    fn drawn(draws: &mut Draws, of: usize) -> Self {
        let mut part = Self::default();
        if of > 0 && draws.uniform() < 0.4 {
            part.each.push(draws.index(of));
        }
        if of > 2 && draws.uniform() < 0.5 {
            let first = draws.index(of - 2);
            part.some
                .push((1 + draws.index(3), (first..first + 3).collect()));
        }
        part
    }

    /// Whether what it requires is gone, the components of which `lost` says so being out.
    fn fails(&self, lost: &dyn Fn(usize) -> bool) -> bool {
        let too_few = |(needed, of): &(usize, Vec<usize>)| {
            of.iter().filter(|&&member| !lost(member)).count() < *needed
        };
        self.each.iter().any(|&c| lost(c)) || self.some.iter().any(too_few)
    }

    fn requires(&self) -> Value {
        let each = self.each.iter().map(|c| json!(format!("c{c}")));
        let some = self.some.iter().map(|(needed, of)| {
            let of: Vec<String> = of.iter().map(|c| format!("c{c}")).collect();
            json!({"at_least": needed, "of": of})
        });
        each.chain(some).collect()
    }
}

struct Hazard {
    per_year: f64,
    hours: f64,
    hits: Vec<(usize, f64)>,
}

struct Workload {
    required: Part,
    shares: Vec<(usize, f64)>,
    reserves: Vec<(usize, f64)>,
    minimum: f64,
    fails_over: bool,
}

/// Components, of which the last `HOSTS` can host, and what goes wrong with them.
struct World {
    parts: Vec<Part>,
    hazards: Vec<Hazard>,
    workloads: Vec<Workload>,
}

const COMPONENTS: usize = 8;
const HOSTS: usize = 3;

impl World {
    fn drawn(seed: u64) -> Self {
        let mut draws = Stream::new(seed, 0).draws(0, 0);
        let draws = &mut draws;
        let parts = (0..COMPONENTS).map(|i| Part::drawn(draws, i.min(COMPONENTS - HOSTS)));
        let parts: Vec<Part> = parts.collect();
        let mut hazards = Vec::new();
        for component in 0..COMPONENTS {
            if draws.uniform() < 0.7 {
                let hits = vec![(component, 0.5 + 0.5 * draws.uniform())];
                hazards.push(Hazard::drawn(draws, hits));
            }
        }
        for _ in 0..2 {
            let first = draws.index(COMPONENTS - 2);
            let certain = if draws.uniform() < 0.5 { 1.0 } else { 0.3 };
            let hits = vec![
                (first, certain),
                (first + 1, draws.uniform()),
                (first + 2, 0.6),
            ];
            hazards.push(Hazard::drawn(draws, hits));
        }
        let workloads = (0..2).map(|_| Workload::drawn(draws)).collect();
        Self {
            parts,
            hazards,
            workloads,
        }
    }

    fn file(&self) -> Value {
        let (mut providers, mut components) = (Map::new(), Map::new());
        for (i, part) in self.parts.iter().enumerate() {
            let hosts = i >= COMPONENTS - HOSTS;
            let into = if hosts {
                &mut providers
            } else {
                &mut components
            };
            into.insert(format!("c{i}"), json!({"requires": part.requires()}));
        }
        let mut causes = Map::new();
        for (i, hazard) in self.hazards.iter().enumerate() {
            let hits = hazard.hits.iter().map(|(c, p)| (format!("c{c}"), json!(p)));
            let hits: Map<String, Value> = hits.collect();
            causes.insert(
                format!("h{i}"),
                json!({"per_year": hazard.per_year, "hours": hazard.hours, "hits": hits}),
            );
        }
        let (mut workloads, mut placement, mut reserve) = (Map::new(), Map::new(), Map::new());
        for (i, workload) in self.workloads.iter().enumerate() {
            let id = format!("w{i}");
            workloads.insert(
                id.clone(),
                json!({
                    "value_per_hour": 100 + i, "minimum_service": workload.minimum,
                    "requires": workload.required.requires(),
                    "failover": if workload.fails_over { "hot" } else { "none" },
                }),
            );
            let named = |parts: &[(usize, f64)]| {
                let parts = parts.iter().map(|(c, x)| (format!("c{c}"), json!(x)));
                Value::Object(parts.collect())
            };
            placement.insert(id.clone(), named(&workload.shares));
            reserve.insert(id, named(&workload.reserves));
        }
        json!({
            "lockin": 1, "providers": providers, "components": components, "common_causes": causes,
            "workloads": workloads, "portfolios": {"p": {"placement": placement, "reserve": reserve}},
        })
    }

    /// Whether a component is gone when those of a set are lost.
    fn gone(&self, component: usize, lost: usize) -> bool {
        let below = |c: usize| self.gone(c, lost);
        lost >> component & 1 == 1 || self.parts[component].fails(&below)
    }

    /// The fraction of a workload that is served when the components of a set are lost.
    fn served(&self, workload: &Workload, lost: usize) -> f64 {
        let gone = |c: usize| self.gone(c, lost);
        if workload.required.fails(&gone) {
            return 0.0;
        }
        let lost: f64 = workload
            .shares
            .iter()
            .filter(|(c, _)| gone(*c))
            .map(|(_, x)| x)
            .sum();
        let left = workload.reserves.iter().filter(|(c, _)| !gone(*c));
        let left: f64 = left.map(|(_, r)| r).sum();
        1.0 - (lost - if workload.fails_over { left } else { 0.0 }).clamp(0.0, 1.0)
    }

    /// The probability of every set of components that are down.
    fn states(&self) -> Vec<f64> {
        let mut states = vec![0.0; 1 << COMPONENTS];
        states[0] = 1.0;
        for hazard in &self.hazards {
            let q = hazard.hours / (HOURS_PER_YEAR / hazard.per_year + hazard.hours);
            let mut hit = vec![(0_usize, 1.0)];
            for &(component, p) in &hazard.hits {
                let with = |&(set, chance): &(usize, f64)| {
                    [
                        (set, chance * (1.0 - p)),
                        (set | 1 << component, chance * p),
                    ]
                };
                hit = hit.iter().flat_map(with).collect();
            }
            let mut next: Vec<f64> = states.iter().map(|p| p * (1.0 - q)).collect();
            for (before, p) in states.iter().enumerate() {
                for (set, chance) in &hit {
                    next[before | set] += p * q * chance;
                }
            }
            states = next;
        }
        states
    }
}

impl Hazard {
    fn drawn(draws: &mut Draws, hits: Vec<(usize, f64)>) -> Self {
        Self {
            per_year: 1.0 + 50.0 * draws.uniform(),
            hours: 1.0 + 100.0 * draws.uniform(),
            hits,
        }
    }
}

impl Workload {
    fn drawn(draws: &mut Draws) -> Self {
        let hosts = COMPONENTS - HOSTS..COMPONENTS;
        Self {
            required: Part::drawn(draws, COMPONENTS - HOSTS),
            shares: hosts.clone().zip([0.5, 0.3, 0.2]).collect(),
            reserves: hosts.map(|c| (c, 0.25 * draws.index(3) as f64)).collect(),
            minimum: [0.3, 0.5, 0.75][draws.index(3)],
            fails_over: draws.uniform() < 0.7,
        }
    }
}

/// Which sets of components are too much, and which of those are minimal.
fn cut_sets(world: &World) -> (Vec<bool>, Vec<usize>) {
    let too_much = |lost: usize| {
        let mut workloads = world.workloads.iter();
        workloads.any(|w| world.served(w, lost) < w.minimum - 1e-9)
    };
    let fails: Vec<bool> = (0..1 << COMPONENTS).map(too_much).collect();
    let minimal = |set: &usize| {
        let without = |c: usize| set >> c & 1 == 1 && fails[set & !(1 << c)];
        fails[*set] && !(0..COMPONENTS).any(without)
    };
    let sets = (0..1 << COMPONENTS).filter(minimal).collect();
    (fails, sets)
}

fn members(set: usize) -> Vec<String> {
    let members = (0..COMPONENTS).filter(|c| set >> c & 1 == 1);
    members.map(|c| format!("c{c}")).collect()
}

/// Probabilities in the program are rounded to seven digits.
const DIGITS: f64 = 2e-6;

fn check_cut_sets(world: &World, found: &ConcentrationFigures, sets: &[usize], states: &[f64]) {
    let listed: Vec<usize> = sets
        .iter()
        .copied()
        .filter(|s| s.count_ones() <= 3)
        .collect();
    assert!(found.cut_sets_complete && found.cut_sets.len() == listed.len());
    for &set in &listed {
        let names = members(set);
        let found = found
            .cut_sets
            .iter()
            .find(|found| found.components == names);
        let found = found.unwrap_or_else(|| panic!("{names:?} is missing"));
        let down: f64 = (0..states.len())
            .filter(|s| s & set == set)
            .map(|s| states[s])
            .sum();
        let hours = down * HOURS_PER_YEAR;
        near(found.hours_per_year, hours, DIGITS, "hours");
        let lost = world.workloads.iter().zip(100..).map(|(w, value)| {
            let served = world.served(w, set);
            if served < w.minimum - 1e-9 {
                f64::from(value) * (1.0 - served)
            } else {
                0.0
            }
        });
        near(
            found.loss_per_year,
            hours * lost.sum::<f64>(),
            DIGITS,
            "loss",
        );
    }
    let single: Vec<Vec<String>> = listed
        .iter()
        .filter(|s| s.is_power_of_two())
        .map(|s| members(*s))
        .collect();
    let mut points: Vec<String> = (found.single_points_of_failure.iter())
        .map(|p| p.component.clone())
        .collect();
    points.sort();
    assert_eq!(single.concat(), points);
}

fn check_importance(found: &ConcentrationFigures, fails: &[bool], sets: &[usize], states: &[f64]) {
    let probability = |holds: &dyn Fn(usize) -> bool| -> f64 {
        (0..states.len())
            .filter(|s| holds(*s))
            .map(|s| states[s])
            .sum()
    };
    let total = probability(&|s| fails[s]);
    near(found.below_minimum.probability, total, DIGITS, "Q");
    for c in &found.below_minimum.components {
        let bit = 1
            << c.component[1..]
                .parse::<usize>()
                .expect("an id of this test");
        let (forced, never) = (
            probability(&|s| fails[s | bit]),
            probability(&|s| fails[s & !bit]),
        );
        let with_set = |s: usize| sets.iter().any(|set| set & bit != 0 && s & set == *set);
        let digits = DIGITS * total.max(1e-3) / total;
        near(
            c.unavailability,
            probability(&|s| s & bit != 0),
            digits,
            "unavailability",
        );
        near(c.birnbaum, forced - never, digits, "Birnbaum");
        near(c.criticality * total, total - never, digits, "criticality");
        near(c.raw, forced / total, digits, "RAW");
        near(1.0 / c.rrw, never / total, digits, "RRW");
        let diagnostic = probability(&|s| s & bit != 0 && fails[s]) / total;
        near(c.diagnostic, diagnostic, digits, "diagnostic");
        let share = c.fussell_vesely.expect("a small world");
        near(
            share,
            probability(&with_set) / total,
            digits,
            "Fussell-Vesely",
        );
        assert!(c.criticality <= share + 1e-9 && share <= c.diagnostic + 1e-9);
    }
    let order = found.below_minimum.components.windows(2);
    assert!(
        order
            .into_iter()
            .all(|pair| pair[0].criticality >= pair[1].criticality)
    );
}

#[test]
fn small_worlds_are_as_all_their_states_say() {
    let (mut together, mut important) = (0, 0);
    for seed in 0..60 {
        let world = World::drawn(seed);
        let found = concentration(&world.file());
        let states = world.states();
        let (fails, sets) = cut_sets(&world);
        check_cut_sets(&world, &found, &sets, &states);
        check_importance(&found, &fails, &sets, &states);
        together += sets.iter().filter(|set| set.count_ones() > 1).count();
        let components = &found.below_minimum.components;
        important += components
            .iter()
            .filter(|c| c.criticality > 0.0 && c.rrw.is_finite())
            .count();
    }
    assert!(together > 100 && important > 100, "{together} {important}");
}

/// A fault tree as a scenario: events are outages of that long-run probability, gates are components that require
/// what stands below them, and the workload requires the top.
fn scenario_of(case: &serde_json::Value) -> Value {
    let id = |name: &Value| name.as_str().map(|name| name.replace('_', "-"));
    let mut components = Map::new();
    for (event, q) in case["events"].as_object().into_iter().flatten() {
        let q = q.as_f64().unwrap_or_default();
        let outage = json!({"per_year": 1, "hours": q / (1.0 - q) * HOURS_PER_YEAR});
        components.insert(event.replace('_', "-"), json!({"outages": {"o": outage}}));
    }
    for gate in case["gates"].as_array().into_iter().flatten() {
        let of: Vec<String> = gate["of"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(id)
            .collect();
        let fails = match gate["gate"].as_str() {
            Some("any") => 1,
            Some("all") => of.len(),
            Some("at_least_2") => 2,
            Some("at_least_3") => 3,
            other => panic!("{other:?} is no gate"),
        };
        // Fails if so many fail: works if the others but one do.
        let group = json!([{"at_least": of.len() + 1 - fails, "of": of}]);
        let requires = if fails == 1 { json!(of) } else { group };
        let name = gate["name"].as_str().unwrap_or_default().replace('_', "-");
        components.insert(name, json!({"requires": requires}));
    }
    json!({
        "lockin": 1, "providers": {"host": null}, "components": components,
        "workloads": {"w": {"value_per_hour": 1, "requires": ["top"]}},
        "portfolios": {"p": {"placement": {"w": {"host": 1}}}},
    })
}

/// What the program printed has six significant digits.
const PRINTED: f64 = 5.1e-6;

fn check_case(case: &Value) {
    let found = concentration(&scenario_of(case));
    let below = &found.below_minimum;
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    near(
        below.probability,
        number(&case["probability"]),
        PRINTED,
        "Q",
    );
    let factors: HashMap<String, &Value> = (case["importance"].as_object().into_iter().flatten())
        .map(|(name, factors)| (name.replace('_', "-"), factors))
        .collect();
    let mut checked = 0;
    for component in &below.components {
        let Some(factors) = factors.get(&component.component) else {
            continue;
        };
        for (found, key) in [
            (component.birnbaum, "mif"),
            (component.criticality, "cif"),
            (component.diagnostic, "dif"),
            (component.raw, "raw"),
            (
                if component.rrw.is_finite() {
                    component.rrw
                } else {
                    0.0
                },
                "rrw",
            ),
        ] {
            near(
                found,
                number(&factors[key]),
                PRINTED,
                &format!("{} {key}", component.component),
            );
        }
        checked += 1;
    }
    assert_eq!(checked, factors.len());
    check_printed_sets(case, &found);
}

fn check_printed_sets(case: &Value, found: &ConcentrationFigures) {
    let of_events = |set: &Vec<String>| {
        let events = case["events"].as_object();
        let is_event =
            |name: &String| events.is_some_and(|e| e.keys().any(|k| k.replace('_', "-") == *name));
        set.iter().all(is_event)
    };
    let mut sets: Vec<Vec<String>> = found
        .cut_sets
        .iter()
        .map(|set| set.components.clone())
        .collect();
    sets.retain(of_events);
    sets.sort();
    let printed = case["cut_sets"].as_array().into_iter().flatten();
    let mut printed: Vec<Vec<String>> = printed
        .map(|set| {
            let names = set
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            let mut names: Vec<String> = names.map(|name| name.replace('_', "-")).collect();
            names.sort();
            names
        })
        .filter(|set| set.len() <= 3)
        .collect();
    printed.sort();
    assert!(found.cut_sets_complete);
    assert_eq!(sets, printed);
}

#[test]
fn scram_finds_the_same_in_fault_trees_that_are_scenarios() -> Outcome {
    let mut files = 0;
    for entry in fs::read_dir("tests/cases/fault-trees")? {
        let case: Value = serde_yaml::from_str(&fs::read_to_string(entry?.path())?)?;
        if case["groups"].as_object().is_some_and(Map::is_empty) {
            check_case(&case);
            files += 1;
        }
    }
    assert!(files >= 5);
    Ok(())
}

/// With severity 1, fail-over at once and a minimum service of all, a workload is below its minimum just when
/// anything of it is not served. z = 4 has a false-alarm rate of 6e-5.
#[test]
fn time_below_the_minimum_is_what_simulation_finds() {
    let outage = |per_year: f64, hours: f64| json!({"o": {"per_year": per_year, "hours": {"exponential": {"mean": hours}}}});
    let quorum = json!([{"at_least": 2, "of": ["n1", "n2", "n3"]}]);
    let file = json!({
        "lockin": 1, "horizon": 30,
        "providers": {
            "a": {"outages": outage(8.0, 60.0), "requires": ["grid"]},
            "b": {"outages": outage(5.0, 90.0), "requires": quorum,
                "exit": {"per_year": 3, "migration_months": {"uniform": {"min": 0.2, "max": 1}}, "notice_months": 0.4}},
            "c": {"outages": outage(10.0, 30.0)},
        },
        "components": {
            "grid": {"outages": outage(2.0, 40.0)},
            "n1": {"outages": outage(12.0, 50.0)}, "n2": {"outages": outage(12.0, 50.0)},
            "n3": {"outages": outage(9.0, 70.0)},
        },
        "common_causes": {"update": {"per_year": 4, "hours": {"lognormal": {"median": 30, "p90": 90}}, "hits": {"a": 0.9, "b": 0.4, "n1": 0.7}}},
        "workloads": {"w": {"value_per_hour": 1, "minimum_service": 1, "failover": {"delay_hours": 0, "success": 1},
            "requires": [{"at_least": 1, "of": ["n3", "grid"]}]}},
        "portfolios": {"p": {"placement": {"w": {"a": 0.5, "b": 0.3, "c": 0.2}}, "reserve": {"w": {"b": 0.2, "c": 0.5}}}},
    });
    let figures = figures_of(&file, 3_000);
    let portfolio = &figures.portfolios[0];
    let expected = portfolio.concentration.below_minimum.probability * HOURS_PER_YEAR;
    let found = portfolio.service.downtime_hours_per_year;
    let z = (found.value - expected) / found.se;
    assert!(
        z.abs() < 4.0 && found.se < 0.01 * expected,
        "{found:?} is not {expected}"
    );
}

/// An outage counts for a workload if it takes more than the minimum service leaves.
#[test]
fn an_outage_counts_by_what_a_minimum_leaves() {
    let mut file = json!({
        "lockin": 1,
        "providers": {"p": {"outages": {"o": {"per_year": 2, "hours": 24, "severity": {"uniform": {"min": 0, "max": 1}}}}}},
        "workloads": {"half": {"value_per_hour": 1}, "fifth": {"value_per_hour": 9, "minimum_service": 0.2}},
        "portfolios": {"all-in": {"placement": {"half": {"p": 1}, "fifth": {"p": 1}}}},
    });
    let down = 24.0 / (HOURS_PER_YEAR / 2.0 + 24.0);
    let found = concentration(&file);
    near(found.below_minimum.probability, 0.5 * down, 1e-6, "either");
    near(
        found.cut_sets[0].hours_per_year,
        0.5 * down * HOURS_PER_YEAR,
        1e-6,
        "hours",
    );
    near(
        found.cut_sets[0].loss_per_year,
        (0.5 + 0.2 * 9.0) * down * HOURS_PER_YEAR,
        1e-6,
        "loss",
    );
    let component = &found.below_minimum.components[0];
    assert!(component.rrw.is_infinite());
    near(component.criticality, 1.0, 1e-12, "criticality");
    near(component.raw, 1.0 / (0.5 * down), 1e-6, "RAW");
    file["providers"]["p"]["outages"]["o"]["severity"] = json!(0.5);
    // Half is not less than half, and four fifths are more than half.
    near(
        concentration(&file).below_minimum.probability,
        0.0,
        0.0,
        "half",
    );
}

/// Fifty providers with regions, shared third parties and quorums: two thousand components.
fn company() -> Value {
    let outage = json!({"o": {"per_year": 1, "hours": 3}});
    let (mut components, mut providers) = (Map::new(), Map::new());
    for i in 0..250 {
        let requires = if i > 20 {
            json!([format!("s{}", i % 20)])
        } else {
            json!([])
        };
        components.insert(
            format!("s{i}"),
            json!({"outages": outage, "requires": requires}),
        );
    }
    for p in 0..50 {
        let own: Vec<String> = (0..34).map(|c| format!("x{p}-{c}")).collect();
        for id in &own {
            components.insert(id.clone(), json!({"outages": outage}));
        }
        let mut requires: Vec<Value> = own[3..].iter().map(|id| json!(id)).collect();
        requires.push(json!({"at_least": 2, "of": own[..3]}));
        requires.extend((0..4).map(|s| json!(format!("s{}", 20 + (p * 7 + s * 53) % 230))));
        providers.insert(
            format!("p{p}"),
            json!({"outages": outage, "requires": requires}),
        );
    }
    assert_eq!(components.len() + providers.len(), 2_000);
    let (mut workloads, mut placement) = (Map::new(), Map::new());
    for w in 0..10 {
        let requires = json!([format!("s{w}"), {"at_least": 2, "of": ["x0-5", "x1-5", "x2-5"]}]);
        let workload = json!({"value_per_hour": 1, "requires": requires});
        workloads.insert(format!("w{w}"), workload);
        let on = (0..5).map(|i| (format!("p{}", w * 5 + i), json!(0.2)));
        placement.insert(format!("w{w}"), Value::Object(on.collect()));
    }
    json!({
        "lockin": 1, "providers": providers, "components": components, "workloads": workloads,
        "portfolios": {"p": {"placement": placement}},
    })
}

#[test]
fn a_company_of_two_thousand_components_is_analysed_in_seconds() {
    let scenario = valid(&document(&json_to_yaml(&company())));
    let plan = Plan::new(&scenario);
    let pool = Pool::new(2).expect("threads can be started");
    let mut run = Run::new(&plan, 1, &pool);
    run.advance(1, &|| false);
    let wanted = Wanted {
        seed: 1,
        a: 0,
        b: 0,
        importance_sampling: true,
    };
    let start = Instant::now();
    let figures = figures(&scenario, &plan, &run.into_tally(), wanted, &pool);
    let took = start.elapsed();
    let found = &figures.portfolios[0].concentration;
    assert_eq!(found.cut_sets.len(), 1_000);
    assert!(!found.cut_sets_complete);
    assert!(
        found
            .cut_sets
            .iter()
            .any(|set| set.components == ["x0-5", "x1-5"])
    );
    assert!(!found.below_minimum.workloads.is_empty());
    assert!(took < Duration::from_secs(20), "{took:?}");
}
