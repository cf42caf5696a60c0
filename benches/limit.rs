//! How far a run is from the limit: the time of a whole run over the time of merely drawing its random numbers.
//!
//! The bare draws are as many exponential numbers as the run draws up-times, and three lognormal ones for each outage,
//! for its duration, its severity and a fail-over (0.95 fail-overs an outage are drawn in the lab's scenario), all by
//! `rand_distr` from one generator per thread. Both are measured in turns, in one process.
#![expect(clippy::print_stdout, reason = "what a bench is for")]

use std::hint::black_box;
use std::time::Instant;

use lockin::engine::{Plan, Pool, Run, replay};
use lockin::store::Example;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand_distr::{Distribution, Exp1, LogNormal};

const SEED: u64 = 1;
const TRIALS: usize = 20_000;
const ROUNDS: usize = 9;

fn main() {
    let lab = Example::default_one()
        .load()
        .reading()
        .scenario
        .expect("the examples are read by a test");
    let plan = Plan::new(&lab.with_portfolios(&[0, 1]));
    let told = 200;
    let outages: usize = (0..told)
        .map(|trial| replay(&plan, SEED, trial).events.len())
        .sum();
    let outages = outages as f64 / told as f64;
    let exponentials = draws((outages + plan.hazard_count() as f64) * TRIALS as f64);
    let lognormals = draws(3.0 * outages * TRIALS as f64);
    println!("{outages:.1} outages a trial, {TRIALS} trials, two portfolios, {ROUNDS} rounds");
    for threads in [1, 2] {
        let pool = Pool::new(threads).expect("threads can be started");
        let mut ratios: Vec<f64> = (0..ROUNDS)
            .map(|_| {
                let bare = seconds(|| bare_draws(&pool, exponentials, lognormals));
                let run = seconds(|| whole_run(&plan, &pool));
                println!(
                    "{threads} threads: bare draws {:.0} ns a trial, run {:.0} ns",
                    bare * 1e9 / TRIALS as f64,
                    run * 1e9 / TRIALS as f64
                );
                run / bare
            })
            .collect();
        ratios.sort_by(f64::total_cmp);
        println!("ratio {:.2}", ratios[ROUNDS / 2]);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count far below 2⁵²"
)]
fn draws(count: f64) -> usize {
    count.round() as usize
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn whole_run(plan: &Plan, pool: &Pool) {
    let mut run = Run::new(plan, SEED, pool);
    run.advance(TRIALS, &|| false);
    black_box(run.into_tally());
}

fn bare_draws(pool: &Pool, exponentials: usize, lognormals: usize) {
    let threads = pool.threads();
    let law = LogNormal::new(1.0, 0.9).expect("parameters in range");
    let part = |thread: u64| {
        let mut random = SmallRng::seed_from_u64(thread);
        let mut sum = 0.0;
        for _ in 0..exponentials / threads {
            let draw: f64 = Exp1.sample(&mut random);
            sum += draw;
        }
        for _ in 0..lognormals / threads {
            sum += law.sample(&mut random);
        }
        sum
    };
    let sum: f64 = pool.install(|| {
        if threads == 1 {
            part(0)
        } else {
            let (a, b) = rayon::join(|| part(0), || part(1));
            a + b
        }
    });
    black_box(sum);
}
