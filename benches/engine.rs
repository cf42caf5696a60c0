//! How long a user waits for a run.
//!
//! The scenario is `data/frontier-lab.yaml`: five providers, three workloads, three portfolios, seven years.

use std::hint::black_box;

use criterion::{Criterion, SamplingMode, Throughput};
use lockin::engine::{Plan, Pool, Run, attribute, replay};
use lockin::model::ValidScenario;
use lockin::store::Example;

const SEED: u64 = 1;
const TRIALS: usize = 100_000;

fn main() {
    let lab = Example::default_one()
        .load()
        .reading()
        .scenario
        .expect("the examples are read by a test");
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    plan(&mut criterion, &lab);
    run(&mut criterion, &lab);
    story(&mut criterion, &lab);
    criterion.final_summary();
}

/// From an edit to the first trial.
fn plan(criterion: &mut Criterion, lab: &ValidScenario) {
    criterion.bench_function("plan_lab", |bench| {
        bench.iter(|| Plan::new(black_box(lab)));
    });
}

/// All trials of a run, without the figures of them.
fn run(criterion: &mut Criterion, lab: &ValidScenario) {
    let plan = Plan::new(lab);
    let mut group = criterion.benchmark_group("100k_trials_lab");
    group.throughput(Throughput::Elements(TRIALS as u64));
    group.sampling_mode(SamplingMode::Flat);
    for threads in [1, 2] {
        let pool = Pool::new(threads).expect("threads can be started");
        group.bench_function(format!("{threads}_threads"), |bench| {
            bench.iter(|| {
                let mut run = Run::new(&plan, SEED, &pool);
                run.advance(TRIALS, &|| false);
                run.into_tally()
            });
        });
    }
    group.finish();
}

/// One trial told, and the tail of a run explained.
fn story(criterion: &mut Criterion, lab: &ValidScenario) {
    let plan = Plan::new(lab);
    let pool = Pool::new(2).expect("threads can be started");
    criterion.bench_function("replay_lab", |bench| {
        bench.iter(|| replay(&plan, SEED, black_box(77)));
    });
    let worst: Vec<(u64, f64)> = (0..1_000).map(|i| (i * 97, 1.0)).collect();
    criterion.bench_function("attribute_1000_trials_lab", |bench| {
        bench.iter(|| attribute(&plan, SEED, 0, &worst, &pool));
    });
}
