//! The JSON Schema and the program know the same keys.

use std::collections::BTreeSet;
use std::{fs, io};

use lockin::model::{Path, Rule, read};
use lockin::store::{EXAMPLES, SCHEMA, parse};
use serde_json::Value;

/// A scenario with an unknown key in every kind of mapping.
const EVERYWHERE: &str = "
lockin: 1
x: 1
demand: {x: 1}
capacity: {x: 1}
frailties: {bad-years: {x: 1}}
components:
  dns: {x: 1, requires: [{x: 1}]}
providers:
  azure:
    x: 1
    exit: {x: 1}
    outages:
      all:
        x: 1
        per_year: {value: 1, x: 1}
        up_time: {gamma: {x: 1}}
        hours: {lognormal: {median: 1, x: 1}}
        severity: {x: 1}
common_causes:
  update: {x: 1, per_year: 1, hours: {lognormal: {sd: 1, x: 1}}, hits: {azure: 1}}
  e: {per_year: 1, hours: {exponential: {x: 1}}, hits: {azure: 1}}
  w: {per_year: 1, hours: {weibull: {x: 1}}, hits: {azure: 1}}
  g: {per_year: 1, hours: {gamma: {x: 1}}, hits: {azure: 1}}
  p: {per_year: 1, hours: {pareto: {x: 1}}, hits: {azure: 1}}
  q: {per_year: 1, hours: {pert: {x: 1}}, hits: {azure: 1}}
  u: {per_year: 1, hours: {uniform: {x: 1}}, hits: {azure: 1}}
  b: {per_year: 1, hours: {beta: {x: 1}}, hits: {azure: 1}}
  c: {per_year: 1, hours: {ci90: {x: 1}}, hits: {azure: 1}}
workloads:
  shop: {x: 1, value_per_hour: 1, failover: {x: 1}, value_profile: {x: 1}}
portfolios:
  today:
    x: 1
    placement: {shop: {azure: 1}}
    contracts: {azure: {x: 1, delivery: {x: 1, tranches: [{x: 1}]}, sla: [{x: 1}]}}
";

/// Which mapping of the schema speaks of which mapping of [`EVERYWHERE`].
const MAPPINGS: &[(&str, &str)] = &[
    ("", ""),
    ("demand", "/$defs/demand"),
    ("capacity", "/$defs/capacity"),
    ("frailties.bad-years", "/$defs/frailty"),
    ("components.dns", "/$defs/component"),
    ("components.dns.requires.0", "/$defs/at_least"),
    ("providers.azure", "/$defs/provider"),
    ("providers.azure.exit", "/$defs/exit"),
    (
        "workloads.shop.value_profile",
        "/$defs/workload/properties/value_profile",
    ),
    (
        "portfolios.today.contracts.azure.delivery",
        "/$defs/delivery",
    ),
    (
        "portfolios.today.contracts.azure.delivery.tranches.0",
        "/$defs/tranche",
    ),
    ("portfolios.today.contracts.azure.sla.0", "/$defs/sla_tier"),
    ("providers.azure.outages.all", "/$defs/outage"),
    (
        "providers.azure.outages.all.per_year",
        "/properties/horizon/anyOf/1",
    ),
    (
        "providers.azure.outages.all.up_time.gamma",
        "/$defs/up_time/anyOf/2/properties/gamma",
    ),
    (
        "providers.azure.outages.all.hours.lognormal",
        "/$defs/law/anyOf/0/properties/lognormal/anyOf/0",
    ),
    ("common_causes.update", "/$defs/common_cause"),
    (
        "common_causes.update.hours.lognormal",
        "/$defs/law/anyOf/0/properties/lognormal/anyOf/1",
    ),
    (
        "common_causes.e.hours.exponential",
        "/$defs/law/anyOf/1/properties/exponential",
    ),
    (
        "common_causes.w.hours.weibull",
        "/$defs/law/anyOf/2/properties/weibull",
    ),
    (
        "common_causes.g.hours.gamma",
        "/$defs/law/anyOf/3/properties/gamma",
    ),
    (
        "common_causes.p.hours.pareto",
        "/$defs/law/anyOf/4/properties/pareto",
    ),
    (
        "common_causes.q.hours.pert",
        "/$defs/law/anyOf/5/properties/pert",
    ),
    (
        "common_causes.u.hours.uniform",
        "/$defs/law/anyOf/6/properties/uniform",
    ),
    (
        "common_causes.b.hours.beta",
        "/$defs/law/anyOf/7/properties/beta",
    ),
    (
        "common_causes.c.hours.ci90",
        "/$defs/law/anyOf/8/properties/ci90",
    ),
    ("workloads.shop", "/$defs/workload"),
    ("workloads.shop.failover", "/$defs/failover/anyOf/1"),
    ("portfolios.today", "/$defs/portfolio"),
    ("portfolios.today.contracts.azure", "/$defs/contract"),
    // The names of the laws themselves.
    ("providers.azure.outages.all.severity", ""),
];

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

#[test]
fn the_schema_has_the_keys_that_the_program_knows() {
    let schema = schema();
    let document = parse(EVERYWHERE).expect("this is YAML").document;
    let faults = read(&document).scenario.expect_err("it is full of faults");
    let mut seen = 0;
    for fault in faults {
        let Rule::UnknownKey { known, .. } = fault.rule else {
            continue;
        };
        let mapping = fault.path.parent();
        let Some((_, pointer)) = MAPPINGS
            .iter()
            .find(|(path, _)| Path::parse(path) == mapping)
        else {
            panic!("no mapping of the schema is named for `{mapping}`")
        };
        let there: BTreeSet<String> = if mapping.to_string().ends_with("severity") {
            laws(&schema)
        } else {
            keys(
                &schema
                    .pointer(pointer)
                    .expect("the pointer leads into the schema")["properties"],
            )
        };
        let known: BTreeSet<String> = known.into_iter().collect();
        assert_eq!(there, known, "`{mapping}`");
        seen += 1;
    }
    assert_eq!(seen, MAPPINGS.len());
}

fn keys(properties: &Value) -> BTreeSet<String> {
    let entries = properties.as_object();
    entries
        .into_iter()
        .flat_map(|map| map.keys().cloned())
        .collect()
}

fn laws(schema: &Value) -> BTreeSet<String> {
    let laws = schema["$defs"]["law"]["anyOf"].as_array();
    laws.into_iter()
        .flatten()
        .flat_map(|law| keys(&law["properties"]))
        .collect()
}

/// What the schema says of a scenario, by a validator that knows nothing of ours.
#[track_caller]
fn complaint(scenario: &Value) -> Option<String> {
    let (mut compiler, mut schemas) = (boon::Compiler::new(), boon::Schemas::new());
    compiler
        .add_resource("schema.json", schema())
        .expect("the schema has its place");
    // This also holds the schema against the one of all schemas.
    let ours = compiler
        .compile("schema.json", &mut schemas)
        .unwrap_or_else(|error| panic!("{error:#}"));
    let found = schemas.validate(scenario, ours);
    found.err().map(|error| error.to_string())
}

/// Source: JSON Schema, draft 2020-12, by the validator of the crate `boon`.
#[test]
fn every_shipped_scenario_fits_the_schema() -> io::Result<()> {
    let mut seen = 0;
    for entry in fs::read_dir("data")? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let text = fs::read_to_string(&path)?;
            let scenario: Value = serde_yaml::from_str(&text).expect("this is YAML");
            let found = complaint(&scenario);
            assert_eq!(found, None, "{}", path.display());
            seen += 1;
        }
    }
    assert_eq!(seen, EXAMPLES.len(), "every shipped file is an example");
    Ok(())
}

/// Faults of form that a schema cannot see: they are about two values at once, or about how a number is written.
const BEYOND_A_SCHEMA: [&str; 4] = [
    "commitment-longer-than-the-horizon",
    "more-needed-than-there-are",
    "number-with-separators",
    "profile-without-weight",
];

#[test]
fn files_of_a_wrong_form_do_not_fit() -> io::Result<()> {
    let (mut seen, mut fitting) = (0, Vec::new());
    for entry in fs::read_dir("tests/invalid")? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.extension().is_none_or(|ending| ending != "yaml") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        // What is no YAML is no matter of a schema, nor is what JSON cannot say, such as infinity.
        let (Ok(parsed), Ok(scenario)) = (parse(&text), serde_yaml::from_str::<Value>(&text))
        else {
            continue;
        };
        let Err(faults) = read(&parsed.document).scenario else {
            continue;
        };
        let of_form = faults.iter().any(|fault| {
            matches!(
                fault.rule,
                Rule::UnknownKey { .. }
                    | Rule::MissingKey { .. }
                    | Rule::Kind { .. }
                    | Rule::Choice { .. }
                    | Rule::Id { .. }
                    | Rule::Bounds { .. }
                    | Rule::Empty { .. }
            )
        });
        if of_form && !BEYOND_A_SCHEMA.contains(&name.as_ref()) {
            seen += 1;
            if complaint(&scenario).is_none() {
                fitting.push(name.into_owned());
            }
        }
    }
    assert!(fitting.is_empty(), "they fit: {fitting:?}");
    assert!(seen >= 40, "{seen} files were looked at");
    Ok(())
}
