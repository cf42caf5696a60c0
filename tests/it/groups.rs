//! Requirements of which some are enough: nested, shared, beside plain ones, and under common causes.
//!
//! The rule, as a second engine says it here: of a group of which k are needed the k-th largest part is there; what
//! is needed one by one and all groups multiply; and an outage that takes the whole by itself counts once, on however
//! many ways it comes.

use std::collections::BTreeSet;

use crate::replay::{Left, Plain, check};
use crate::scenario::Case;

/// What something needs.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Need {
    One(&'static str),
    AtLeast(usize, &'static [&'static str]),
}

use Need::{AtLeast, One};

/// Who needs what.
type World = &'static [(&'static str, &'static [Need])];

/// Providers a and b; b needs two of three sites, of which one has two feeds and another is on the first of them; a is
/// on the grid, by itself and as the feed of a name server, of which one is enough.
const WORLD: World = &[
    ("a", &[One("grid"), AtLeast(1, &["dns1", "dns2"])]),
    (
        "b",
        &[AtLeast(2, &["site1", "site2", "site3"]), One("dns1")],
    ),
    ("dns1", &[One("grid")]),
    ("dns2", &[]),
    ("feed1", &[]),
    ("feed2", &[]),
    ("grid", &[]),
    ("id1", &[]),
    ("id2", &[One("grid")]),
    ("id3", &[AtLeast(1, &["feed1", "feed2"])]),
    ("site1", &[AtLeast(1, &["feed1", "feed2"])]),
    ("site2", &[One("feed1")]),
    ("site3", &[]),
];

/// What the workload needs: a member of the group is also needed by itself.
const WORKLOAD: &[Need] = &[AtLeast(2, &["id1", "id2", "id3"]), One("id1")];

fn needs_of(id: &str) -> &'static [Need] {
    let known = WORLD.iter().find(|(known, _)| *known == id);
    known.map_or(&[], |(_, needs)| needs)
}

/// The components needed one by one, and the groups that they and the roots need, each once.
fn closure(
    roots: &[Need],
) -> (
    BTreeSet<&'static str>,
    Vec<(usize, &'static [&'static str])>,
) {
    let (mut each, mut groups) = (BTreeSet::new(), Vec::new());
    let mut open = roots.to_vec();
    while let Some(need) = open.pop() {
        match need {
            One(id) => {
                if each.insert(id) {
                    open.extend(needs_of(id));
                }
            }
            AtLeast(k, of) => {
                if !groups.contains(&(k, of)) {
                    groups.push((k, of));
                }
            }
        }
    }
    (each, groups)
}

/// What is there of these needs, way by way.
fn ways(needs: &[Need], outages: &[(f64, &[&str])]) -> f64 {
    let (each, groups) = closure(needs);
    let reaching = outages
        .iter()
        .filter(|(_, hits)| hits.iter().any(|id| each.contains(id)));
    let product: f64 = reaching.map(|(severity, _)| 1.0 - severity).product();
    groups.iter().fold(product, |all, (k, of)| {
        let mut parts: Vec<f64> = of.iter().map(|id| ways(&[One(id)], outages)).collect();
        parts.sort_by(|x, y| y.total_cmp(x));
        all * parts[k - 1]
    })
}

/// What is left of these needs: each outage that takes them by itself counts once, the others way by way.
pub(crate) fn left(needs: &[Need], outages: &[(f64, Vec<&str>)]) -> f64 {
    let (whole, rest): (Vec<_>, Vec<_>) = outages
        .iter()
        .map(|(severity, hits)| (*severity, hits.as_slice()))
        .partition(|(_, hits)| ways(needs, &[(1.0, hits)]) == 0.0);
    let product: f64 = whole.iter().map(|(severity, _)| 1.0 - severity).product();
    product * ways(needs, &rest)
}

fn written(needs: &[Need]) -> String {
    let items: Vec<String> = needs
        .iter()
        .map(|need| match need {
            One(id) => (*id).to_owned(),
            AtLeast(k, of) => format!("{{at_least: {k}, of: [{}]}}", of.join(", ")),
        })
        .collect();
    format!("requires: [{}]", items.join(", "))
}

/// The world in which everything fails often, by this severity, and storms hit members of groups together.
pub(crate) fn crowded(severity: &str) -> Case {
    let case = WORLD
        .iter()
        .zip(10..)
        .fold(Case::over(2), |case, ((id, needs), rate)| {
            let kind = if id.len() == 1 {
                "provider"
            } else {
                "third party"
            };
            let mode = format!(
                "per_year: {rate}, hours: {{exponential: {{mean: 60}}}}, severity: {severity}"
            );
            case.component(
                kind,
                id,
                &format!("{}, outages: {{m: {{{mode}}}}}", written(needs)),
            )
        });
    case.cause(
        "storm",
        &format!("per_year: 12, hours: {{exponential: {{mean: 50}}}}, severity: {severity}, hits: {{dns1: 0.6, dns2: 0.7, site2: 0.5, site3: 0.8, feed1: 0.3}}"),
    )
}

fn check_world(severity: &str, tolerance: f64, delay: Option<f64>) {
    let failover = match delay {
        None => "none".to_owned(),
        Some(delay) => format!("{{delay_hours: {delay}, success: 1}}"),
    };
    let case = crowded(severity)
        .workload(&format!(
            "tolerance_hours: {tolerance}, failover: {failover}, {}",
            written(WORKLOAD)
        ))
        .portfolio("p", "a: 0.6, b: 0.4", "reserve: {w: {a: 0.2, b: 0.5}}");
    let of_a = |outages: &[(f64, Vec<&str>)]| left(&[One("a")], outages);
    let of_b = |outages: &[(f64, Vec<&str>)]| left(&[One("b")], outages);
    let required = |outages: &[(f64, Vec<&str>)]| left(WORKLOAD, outages);
    let nodes: [(f64, f64, Left<'_>); 2] = [(0.6, 0.2, &of_a), (0.4, 0.5, &of_b)];
    let by_hand = Plain {
        nodes: &nodes,
        required: &required,
        delay,
        tolerance,
    };
    check(&case, &by_hand, 8);
}

#[test]
fn whole_outages_go_through_groups_as_the_structure_says() {
    for (tolerance, delay) in [(0.0, None), (9.0, Some(5.0)), (0.0, Some(0.0))] {
        check_world("1", tolerance, delay);
    }
}

#[test]
fn parts_go_through_groups_as_the_structure_says() {
    for (tolerance, delay) in [(0.0, None), (20.0, Some(12.0))] {
        check_world("{uniform: {min: 0.1, max: 1}}", tolerance, delay);
    }
}
