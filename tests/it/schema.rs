//! The JSON Schema and the program know the same keys.

use std::collections::BTreeSet;

use lockin::model::{Path, Rule, read};
use lockin::store::{EXAMPLES, SCHEMA, node_to_json, parse};
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

#[test]
fn every_example_fits_the_schema() {
    let schema = schema();
    for example in EXAMPLES {
        let value = node_to_json(&example.load().document.root);
        if let Err(fault) = fits(&schema, &schema, &value, "") {
            panic!("{}: {fault}", example.name)
        }
    }
}

#[test]
fn what_the_program_refuses_does_not_fit_either() {
    let schema = schema();
    for wrong in [
        "{lockin: 2}",
        "{lockin: 1, providers: {}, workloads: {a: {value_per_hour: 1}}, portfolios: {a: {placement: {}}}}",
        "{lockin: 1, providers: {A: {}}, workloads: {a: {value_per_hour: 1}}, portfolios: {a: {placement: {}}}}",
        "{lockin: 1, providers: {a: {}}, workloads: {a: {value_per_hour: -1}}, portfolios: {a: {placement: {}}}}",
        "{lockin: 1, providers: {a: {}}, workloads: {a: {value_per_hour: 1}}, portfolios: {a: {placement: {}, x: 1}}}",
    ] {
        let value = node_to_json(&parse(wrong).expect("this is YAML").document.root);
        assert!(fits(&schema, &schema, &value, "").is_err(), "{wrong}");
    }
}

/// Whether a value fits a schema, by the keywords that ours uses.
fn fits(root: &Value, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    for (keyword, rule) in schema.as_object().into_iter().flatten() {
        let good = match keyword.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap_or_default().trim_start_matches('#');
                fits(root, root.pointer(pointer).ok_or(pointer)?, value, path)?;
                true
            }
            "anyOf" => {
                let tried: Vec<String> = items(rule)
                    .filter_map(|choice| fits(root, choice, value, path).err())
                    .collect();
                if tried.len() == items(rule).count() {
                    return Err(tried.join("\n  or "));
                }
                true
            }
            "type" => rule
                .as_str()
                .into_iter()
                .chain(items(rule).filter_map(Value::as_str))
                .any(|t| is(t, value)),
            "const" => value == rule,
            "enum" => items(rule).any(|word| word == value),
            "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum" | "multipleOf" => {
                number(keyword, value, rule)
            }
            "minItems" | "maxItems" | "minProperties" => length(keyword, value, rule),
            "required" => value.as_object().is_none_or(|map| {
                items(rule).all(|key| map.contains_key(key.as_str().unwrap_or_default()))
            }),
            "pattern" => value.as_str().is_none_or(lockin::model::is_id),
            "items" => {
                for item in items(value) {
                    fits(root, rule, item, path)?;
                }
                true
            }
            "propertyNames" => {
                for key in keys(value) {
                    fits(root, rule, &Value::from(key), path)?;
                }
                true
            }
            "properties" | "additionalProperties" => {
                members(root, schema, keyword, (value, path))?;
                true
            }
            "uniqueItems" | "description" | "title" | "$schema" | "$id" | "$defs" => true,
            other => return Err(format!("the keyword `{other}` is not known to this test")),
        };
        if !good {
            return Err(format!("{path}: {value} does not fit {keyword}: {rule}"));
        }
    }
    Ok(())
}

fn members(
    root: &Value,
    schema: &Value,
    keyword: &str,
    (value, path): (&Value, &str),
) -> Result<(), String> {
    for (key, member) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{key}");
        let named = &schema["properties"][key];
        let rule = match (keyword, named.is_null()) {
            ("properties", false) => named,
            ("additionalProperties", true) => &schema["additionalProperties"],
            _ => continue,
        };
        if *rule == Value::Bool(false) {
            return Err(format!("{path} is not known"));
        }
        fits(root, rule, member, &path)?;
    }
    Ok(())
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn number(keyword: &str, value: &Value, rule: &Value) -> bool {
    let (Some(value), Some(rule)) = (value.as_f64(), rule.as_f64()) else {
        return true;
    };
    match keyword {
        "minimum" => value >= rule,
        "exclusiveMinimum" => value > rule,
        "maximum" => value <= rule,
        "exclusiveMaximum" => value < rule,
        _ => (value % rule).abs() < f64::EPSILON,
    }
}

fn length(keyword: &str, value: &Value, rule: &Value) -> bool {
    let length = match keyword {
        "minProperties" => value.as_object().map(serde_json::Map::len),
        _ => value.as_array().map(Vec::len),
    };
    let rule = rule.as_u64().unwrap_or_default();
    match length.map(|length| length as u64) {
        None => true,
        Some(length) if keyword == "maxItems" => length <= rule,
        Some(length) => length >= rule,
    }
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "null" => value.is_null(),
        _ => false,
    }
}
