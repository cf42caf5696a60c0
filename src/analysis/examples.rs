//! Small scenarios for tests.

use serde_json::Value;

use super::{Figures, Wanted, figures};
use crate::engine::{Plan, Pool, Run, Tally};
use crate::model::{Document, Node, ValidScenario, read};

/// A scenario from JSON with the keys of a scenario file.
#[track_caller]
pub(crate) fn scenario(value: &Value) -> ValidScenario {
    let root = node(value);
    match read(&Document { root }).scenario {
        Ok(scenario) => scenario,
        Err(faults) => panic!("{faults:?}"),
    }
}

fn node(value: &Value) -> Node {
    match value {
        Value::Null => Node::Null,
        Value::Bool(flag) => Node::Bool(*flag),
        Value::Number(number) => Node::Number(number.as_f64().unwrap()),
        Value::String(text) => Node::Text(text.clone()),
        Value::Array(items) => Node::List(items.iter().map(node).collect()),
        Value::Object(entries) => {
            Node::Map(entries.iter().map(|(k, v)| (k.clone(), node(v))).collect())
        }
    }
}

/// A scenario, its plan, and what some trials of it came to.
pub(crate) struct Trials {
    pub(crate) scenario: ValidScenario,
    pub(crate) plan: Plan,
    pub(crate) tally: Tally,
}

/// `trials` trials of a scenario with seed 1.
#[track_caller]
pub(crate) fn trials(value: &Value, trials: usize) -> Trials {
    let scenario = scenario(value);
    let plan = Plan::new(&scenario);
    let pool = Pool::new(1).unwrap();
    let mut run = Run::new(&plan, 1, &pool);
    run.advance(trials, &|| false);
    let tally = run.into_tally();
    Trials {
        scenario,
        plan,
        tally,
    }
}

impl Trials {
    /// The figures, with the first two portfolios compared.
    pub(crate) fn figures(&self, threads: usize) -> Figures {
        let wanted = Wanted {
            seed: 1,
            a: 0,
            b: 1,
            importance_sampling: true,
        };
        let pool = Pool::new(threads).unwrap();
        figures(&self.scenario, &self.plan, &self.tally, wanted, &pool)
    }
}

/// One provider against two that share a third party.
pub(crate) fn two_clouds() -> Value {
    serde_json::json!({
        "lockin": 1, "title": "Two clouds", "currency": "USD", "horizon": 3, "discount_rate": 0.05,
        "providers": {
            "azure": {"name": "Azure", "requires": ["dns"], "outages": {
                "control-plane": {"name": "Control plane", "per_year": 1.5,
                    "hours": {"lognormal": {"median": 4, "p90": 14}}, "severity": {"uniform": {"min": 0.3, "max": 1}}},
                "region": {"per_year": 4, "hours": {"exponential": {"mean": 3}}, "severity": 0.25}}},
            "aws": {"name": "AWS", "requires": ["dns"], "outages": {
                "control-plane": {"per_year": 1, "hours": {"lognormal": {"median": 3, "p90": 12}}}}},
        },
        "components": {
            "dns": {"name": "Public DNS", "outages": {"wrong-zone": {"per_year": 0.1, "hours": 2}}},
            "identity": {"outages": {"expired-key": {"per_year": 0.3, "hours": {"exponential": {"mean": 2}}}}},
        },
        "common_causes": {"bad-update": {"per_year": 0.05, "hours": 24, "severity": 0.6, "hits": {"azure": 0.9, "aws": 0.3}}},
        "workloads": {
            "inference": {"name": "Inference", "value_per_hour": 1.5e6, "tolerance_hours": 0.25, "requires": ["identity"], "failover": "hot"},
            "training": {"name": "Training", "value_per_hour": 4e5, "tolerance_hours": 1, "failover": "cold", "minimum_service": 0.3},
        },
        "portfolios": {
            "exclusive": {"name": "Microsoft exclusive",
                "placement": {"inference": {"azure": 1}, "training": {"azure": 1}},
                "contracts": {"azure": {"spend_per_year": 1e9}}},
            "multi-cloud": {"name": "Multi-cloud",
                "placement": {"inference": {"azure": 0.5, "aws": 0.5}, "training": {"azure": 0.6, "aws": 0.4}},
                "reserve": {"inference": {"azure": 0.2, "aws": 0.3}},
                "overhead_per_year": 2e6,
                "contracts": {"azure": {"spend_per_year": 6e8}, "aws": {"spend_per_year": 4e8}}},
        },
    })
}
