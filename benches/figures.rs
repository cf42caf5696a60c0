//! How long a person waits for the figures once the trials are made.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lockin::analysis::{Wanted, figures};
use lockin::engine::{Plan, Pool, Run};
use lockin::model::{Document, Node, ValidScenario, read};

fn map<const N: usize>(entries: [(&str, Node); N]) -> Node {
    Node::Map(entries.map(|(key, node)| (key.to_owned(), node)).to_vec())
}

fn named(ids: &[&str], node: impl Fn(usize) -> Node) -> Node {
    let entries = ids.iter().enumerate();
    Node::Map(entries.map(|(i, id)| ((*id).to_owned(), node(i))).collect())
}

fn number(value: f64) -> Node {
    Node::Number(value)
}

fn hazard(per_year: f64, median: f64) -> Node {
    let hours = map([("median", number(median)), ("p90", number(4.0 * median))]);
    let severity = map([
        ("min", number(0.2)),
        ("mode", number(0.7)),
        ("max", number(1.0)),
    ]);
    map([
        ("per_year", number(per_year)),
        ("hours", map([("lognormal", hours)])),
        ("severity", map([("pert", severity)])),
    ])
}

const PROVIDERS: [&str; 4] = ["aws", "azure", "google", "oracle"];
const WORKLOADS: [&str; 4] = ["api", "inference", "research", "training"];

fn placement(shares: [f64; 4]) -> Node {
    named(&WORKLOADS, |_| named(&PROVIDERS, |p| number(shares[p])))
}

/// Four providers, four workloads and three portfolios, of the size of the embedded scenario.
fn scenario() -> ValidScenario {
    let modes = ["control-plane", "network", "power", "region", "storage"];
    let providers = named(&PROVIDERS, |p| {
        let outages = named(&modes, |m| {
            hazard(0.1 + 0.1 * (p + m) as f64, 2.0 + m as f64)
        });
        map([
            ("outages", outages),
            ("requires", Node::List(vec![Node::Text("dns".to_owned())])),
        ])
    });
    let components = named(&["cdn", "dns", "identity"], |c| {
        map([("outages", named(&["o"], |_| hazard(0.2, 1.0 + c as f64)))])
    });
    let workloads = named(&WORKLOADS, |w| {
        map([
            ("value_per_hour", number(1e5 * (w + 1) as f64)),
            ("tolerance_hours", number(0.25)),
            (
                "requires",
                Node::List(vec![Node::Text("identity".to_owned())]),
            ),
            ("failover", Node::Text("warm".to_owned())),
        ])
    });
    let portfolios = [
        ("alone", [0.0, 1.0, 0.0, 0.0], 0.0),
        ("three", [0.3, 0.5, 0.2, 0.0], 3e7),
        ("four", [0.25, 0.4, 0.2, 0.15], 5e7),
    ];
    let portfolios = portfolios.map(|(id, shares, overhead)| {
        let portfolio = map([
            ("placement", placement(shares)),
            ("overhead_per_year", number(overhead)),
        ]);
        (id, portfolio)
    });
    let root = map([
        ("lockin", number(1.0)),
        ("horizon", number(7.0)),
        ("discount_rate", number(0.08)),
        ("providers", providers),
        ("components", components),
        ("workloads", workloads),
        ("portfolios", map(portfolios)),
    ]);
    read(&Document { root })
        .scenario
        .expect("the scenario above has no fault")
}

fn figures_demo(criterion: &mut Criterion) {
    let scenario = scenario();
    let plan = Plan::new(&scenario);
    let pool = Pool::new(0).expect("threads can be started");
    let wanted = Wanted {
        seed: 1,
        a: 0,
        b: 1,
        importance_sampling: true,
    };
    let mut group = criterion.benchmark_group("figures_demo");
    group.sample_size(20);
    for trials in [2_000, 20_000, 100_000] {
        let mut run = Run::new(&plan, wanted.seed, &pool);
        run.advance(trials, &|| false);
        let tally = run.into_tally();
        group.throughput(Throughput::Elements(trials as u64));
        group.bench_function(trials.to_string(), |bencher| {
            bencher.iter(|| figures(&scenario, &plan, &tally, wanted, &pool));
        });
    }
    group.finish();
}

criterion_group!(benches, figures_demo);
criterion_main!(benches);
