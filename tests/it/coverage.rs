//! Whether the 95 % intervals hold the truth 95 times in 100.
//!
//! A year's loss is compound Poisson here, so that its mean is a formula, and its VaR and TVaR come from Panjer's
//! recursion, which shares no code with the program. Portfolio A lives on one provider, B on two; a common cause
//! hits both. The outages are lognormal with a 90 % point of five medians, a heavier tail than any of the shipped
//! scenarios has, and so short (14 s at the median) that neither overlaps nor the up-time they take matter: 1 part in
//! 10⁶, against errors of 1 in 100.
//!
//! `cargo test --test it coverage -- --nocapture` prints every coverage.

use std::fmt::Write;
use std::thread;

use lockin::analysis::{AtLevel, Bounded, Figures, Precision, Wanted, Z95, at_level, figures};
use lockin::engine::{Plan, Pool, Run};
use lockin::model::ValidScenario;
use lockin::stats::mean_with_error;
use statrs::distribution::{ContinuousCDF, DiscreteCDF, Normal, Poisson};

use crate::closed_forms::panjer;
use crate::scenario::{Case, document, valid};

/// Set by the gate: runs that take minutes.
const SLOW: &str = "LOCKIN_SLOW_TESTS";

/// The tail, in percent.
const LEVEL: f64 = 99.0;

/// The figures whose intervals are counted, in the order of [`intervals`] and [`truths`].
const NAMES: [&str; 9] = [
    "mean of A",
    "mean of B",
    "VaR 99 of A",
    "VaR 99 of B",
    "TVaR 99 of A",
    "TVaR 99 of B",
    "difference of the means",
    "difference of VaR 99",
    "difference of TVaR 99",
];

/// Median of a provider's outages \[h\], and of the common cause's.
const MEDIAN: f64 = 0.004;
const COMMON_MEDIAN: f64 = 3.0 * MEDIAN;

/// Outages a year of the first and the second provider, and of the common cause.
const RATES: [f64; 3] = [2.0, 1.0, 0.3];

/// `spread` is the 90 % point of an outage over its median.
fn scenario(spread: f64) -> ValidScenario {
    let mode = |rate: f64, median: f64| {
        let p90 = spread * median;
        format!("per_year: {rate}, hours: {{lognormal: {{median: {median}, p90: {p90}}}}}")
    };
    let common = mode(RATES[2], COMMON_MEDIAN);
    let case = Case::over(1)
        .provider("p", &mode(RATES[0], MEDIAN))
        .provider("q", &mode(RATES[1], MEDIAN))
        .cause("both", &format!("{common}, hits: {{p: 1, q: 1}}"))
        .portfolio("a", "p: 1", "")
        .portfolio("b", "p: 0.5, q: 0.5", "");
    valid(&document(&case.text()))
}

// --- the truth ---

/// Outages that cost a lognormal amount.
#[derive(Clone, Copy)]
struct Outages {
    per_year: f64,
    median: f64,
    /// The 90 % point over the median.
    spread: f64,
}

impl Outages {
    /// Through the 90 % point of the normal law.
    fn sigma(self) -> f64 {
        f64::ln(self.spread) / 1.281_551_565_544_600_4
    }

    fn mean(self) -> f64 {
        self.median * f64::exp(self.sigma().powi(2) / 2.0)
    }

    /// E[min(loss, x)] = E[X]·Φ(z - σ) + x·Φ(-z), z = ln(x/median)/σ.
    ///
    /// Source: Klugman, Panjer and Willmot, “Loss Models”, 4th edition (2012), appendix A.5.1.1.
    fn limited(self, x: f64) -> f64 {
        if x <= 0.0 {
            return 0.0;
        }
        let normal = Normal::standard();
        let z = f64::ln(x / self.median) / self.sigma();
        self.mean() * normal.cdf(z - self.sigma()) + x * normal.cdf(-z)
    }
}

/// Mean, VaR and TVaR of a year's loss.
#[derive(Clone, Copy, Debug)]
struct Truth {
    mean: f64,
    var: f64,
    tvar: f64,
}

/// The year's loss from these outages, on a grid of `step`.
///
/// The grid keeps the mean of every loss between its points, which makes the error of the order of `step`²; the mass
/// on a point counts as spread evenly around it. What is lost beyond VaR comes from the mean, so that the grid can
/// end there: E[(S - v)⁺] = E[S] - E[min(S, v)].
///
/// Source: Klugman, Panjer and Willmot (2012), section 9.6.5.2, the method of local moment matching.
fn truth(outages: &[Outages], step: f64) -> Truth {
    let rate: f64 = outages.iter().map(|outages| outages.per_year).sum();
    let limited = |i: f64| -> f64 {
        let parts = outages.iter();
        let parts = parts.map(|o| o.per_year / rate * o.limited(i * step));
        parts.sum::<f64>() / step
    };
    let points = 4_000;
    let mass: Vec<f64> = (0..points)
        .map(|i| match f64::from(i) {
            0.0 => 1.0 - limited(1.0),
            i => 2.0 * limited(i) - limited(i - 1.0) - limited(i + 1.0),
        })
        .collect();
    let up_to = panjer(rate, &mass);
    let level = LEVEL / 100.0;
    let k = up_to.partition_point(|&p| p < level);
    assert!(k > 500 && k < up_to.len(), "a grid too coarse or too short");
    let part = (level - up_to[k - 1]) / (up_to[k] - up_to[k - 1]);
    let place = k as f64 - 0.5 + part;
    // E[min(S, v)] = Σ P(S > i)·step for the whole steps below v, and the rest.
    let last = if part >= 0.5 { k } else { k - 1 };
    let whole: f64 = up_to[..last].iter().map(|p| 1.0 - p).sum();
    let kept = step * (whole + (place - last as f64) * (1.0 - up_to[last]));
    let mean = outages.iter().map(|o| o.per_year * o.mean()).sum();
    let var = step * place;
    Truth {
        mean,
        var,
        tvar: var + (mean - kept) / (1.0 - level),
    }
}

/// The truth about A and B, on this share of the finest grid.
fn both(spread: f64, coarser: f64) -> [Truth; 2] {
    let [p, q, common] =
        [(RATES[0], 1.0), (RATES[1], 1.0), (RATES[2], 3.0)].map(|(rate, times)| {
            move |share: f64| Outages {
                per_year: rate,
                median: share * times * MEDIAN,
                spread,
            }
        });
    let step = coarser * MEDIAN * 0.025;
    [
        truth(&[p(1.0), common(1.0)], step),
        truth(&[p(0.5), q(0.5), common(1.0)], step),
    ]
}

fn truths([a, b]: [Truth; 2]) -> [f64; 9] {
    [
        a.mean,
        b.mean,
        a.var,
        b.var,
        a.tvar,
        b.tvar,
        b.mean - a.mean,
        b.var - a.var,
        b.tvar - a.tvar,
    ]
}

// --- the intervals ---

fn intervals(figures: &Figures) -> [Bounded; 9] {
    fn tail<T: Copy + Into<Bounded>>(levels: &[AtLevel<T>]) -> Bounded {
        at_level(levels, LEVEL)
            .expect("a level of all figures")
            .into()
    }
    let [a, b] = [0, 1].map(|p| &figures.portfolios[p].loss);
    let comparison = figures.comparison.as_ref().expect("two portfolios");
    [
        a.mean.into(),
        b.mean.into(),
        tail(&a.var),
        tail(&b.var),
        tail(&a.tvar),
        tail(&b.tvar),
        comparison.delta_mean.into(),
        tail(&comparison.delta_var),
        tail(&comparison.delta_tvar),
    ]
}

/// How many runs, one for each seed, have the truth in each interval; and the mean width of each.
fn held(spread: f64, seeds: u64, trials: usize, truths: [f64; 9]) -> ([u32; 9], [f64; 9]) {
    const THREADS: u64 = 2;
    let scenario = scenario(spread);
    let plan = Plan::new(&scenario);
    let some = |first: u64| {
        let pool = Pool::new(1).expect("threads can be started");
        let (mut held, mut widths) = ([0; 9], [0.0; 9]);
        for seed in (first..=seeds).step_by(2) {
            let mut run = Run::new(&plan, seed, &pool);
            run.advance(trials, &|| false);
            let wanted = Wanted {
                seed,
                a: 0,
                b: 1,
                importance_sampling: true,
            };
            let figures = figures(&scenario, &plan, run.tally(), wanted, &pool);
            for (i, interval) in intervals(&figures).into_iter().enumerate() {
                held[i] += u32::from(interval.low <= truths[i] && truths[i] <= interval.high);
                widths[i] += interval.half_width() / seeds as f64;
            }
        }
        (held, widths)
    };
    thread::scope(|scope| {
        let threads = [1, THREADS].map(|first| scope.spawn(move || some(first)));
        let [one, two] = threads.map(|thread| thread.join().expect("no run panics"));
        (
            std::array::from_fn(|i| one.0[i] + two.0[i]),
            std::array::from_fn(|i| one.1[i] + two.1[i]),
        )
    })
}

#[expect(clippy::print_stdout, reason = "for --nocapture")]
fn say(words: &str) {
    println!("{words}");
}

/// Holds the coverage of every figure between 92 and 98 %, over this many seeds of so many trials.
#[track_caller]
fn check(spread: f64, seeds: u64, trials: usize) {
    let (fine, coarse) = (truths(both(spread, 1.0)), truths(both(spread, 2.0)));
    let (held, half_widths) = held(spread, seeds, trials, fine);
    let mut told = format!(
        "{seeds} seeds of {trials} trials, 90 % point {spread} medians; the 95 % interval held the truth in\n"
    );
    let mut good = true;
    for (i, name) in NAMES.iter().enumerate() {
        let share = f64::from(held[i]) / seeds as f64;
        // The grid is fine enough if half of it would do.
        let error = (fine[i] - coarse[i]).abs() / half_widths[i];
        let (truth, half) = (fine[i] / MEDIAN, half_widths[i] / MEDIAN);
        writeln!(
            told,
            "  {:5.1} %  {name}: {truth:.3} ± {half:.3} medians; error of the truth < {:.3} % of that",
            100.0 * share,
            100.0 * error
        )
        .expect("a string takes all");
        good &= (0.92..=0.98).contains(&share) && error < 0.01;
    }
    say(&told);
    assert!(good, "{told}");
}

/// 1,000 seeds know a coverage to 0.7 points: an interval that is right has a false alarm in 1 of 70,000 new sets of
/// seeds. 100 trials lie in the tail. 18 s of one processor.
#[test]
fn intervals_hold_the_truth_in_95_of_100_runs() {
    check(5.0, 1_000, 10_000);
}

/// A law with jumps: every outage costs the same, so that a year's loss is a Poisson count of steps, and 99 % lies just
/// below a jump, P(at most 7) = 0.9906. A run's quantile is off by a whole step or not at all.
#[test]
fn the_interval_of_a_difference_of_quantiles_holds_where_losses_come_in_steps() {
    const SEEDS: u64 = 200;
    let (rate, step) = (2.873_79, 0.001);
    let count = Poisson::new(rate).expect("a rate");
    let seven = count.cdf(7);
    assert!((0.9901..0.991).contains(&seven), "{seven}");
    let mode = format!("per_year: {rate}, hours: {step}");
    let case = Case::over(1)
        .provider("p", &mode)
        .provider("q", "")
        .portfolio("a", "p: 1", "")
        .portfolio("b", "p: 0.5, q: 0.5", "");
    let scenario = valid(&document(&case.text()));
    let (plan, pool) = (Plan::new(&scenario), Pool::new(2).expect("threads"));
    let truth = -3.5 * step;
    let held = (1..=SEEDS).filter(|&seed| {
        let mut run = Run::new(&plan, seed, &pool);
        run.advance(2_000, &|| false);
        let wanted = Wanted {
            seed,
            a: 0,
            b: 1,
            importance_sampling: true,
        };
        let figures = figures(&scenario, &plan, run.tally(), wanted, &pool);
        let comparison = figures.comparison.expect("two portfolios");
        let delta = at_level(&comparison.delta_var, LEVEL).expect("a level of all figures");
        // Outages are cut at the end of the year: the last bits differ.
        delta.low <= truth + 1e-9 && truth - 1e-9 <= delta.high
    });
    let held = held.count();
    assert!(
        held >= 184,
        "the interval held the truth in {held} of {SEEDS} runs"
    );
}

/// The fewest trials for which `docs/method.md` promises the intervals, where 50 lie in the tail; and a heavier tail.
/// 2,000 seeds know a coverage to 0.5 points.
#[test]
fn intervals_hold_from_few_trials_on_and_for_many_seeds() {
    if std::env::var_os(SLOW).is_none() {
        return say(&format!("skipped: {SLOW} is not set"));
    }
    check(5.0, 2_000, 5_000);
    check(6.0, 2_000, 10_000);
}

/// Runs that stop where they believe to be at ± 2 % stop early when they are lucky: their intervals hold the truth a
/// little less often.
#[test]
fn intervals_hold_the_truth_where_a_run_stops_at_a_precision() {
    const SEEDS: u64 = 600;
    if std::env::var_os(SLOW).is_none() {
        return say(&format!("skipped: {SLOW} is not set"));
    }
    let plan = Plan::new(&scenario(5.0));
    let pool = Pool::new(2).expect("threads can be started");
    let precision = Precision::new(0.02).expect("a share");
    let truths = truths(both(5.0, 1.0));
    let (mut held, mut trials) = ([0, 0], 0);
    for seed in 1..=SEEDS {
        let mut run = Run::new(&plan, seed, &pool);
        for look in Precision::looks(1_000_000) {
            run.advance(look, &|| false);
            if precision.still_needed(run.tally()).is_none() {
                break;
            }
        }
        trials += run.tally().trials as u64;
        for (p, held) in held.iter_mut().enumerate() {
            let (mean, error) = mean_with_error(&run.tally().portfolios[p].loss);
            assert!(Z95 * error < 0.02 * mean);
            *held += u32::from((mean - truths[p]).abs() <= Z95 * error);
        }
    }
    let shares = held.map(|held| 100.0 * f64::from(held) / SEEDS as f64);
    let told = format!(
        "{SEEDS} runs to ± 2 %, of {} trials on average: the interval of the mean held the truth in {:.1} % (A), {:.1} % (B)",
        trials / SEEDS,
        shares[0],
        shares[1]
    );
    say(&told);
    assert!(
        shares.iter().all(|share| (92.0..=98.0).contains(share)),
        "{told}"
    );
}
