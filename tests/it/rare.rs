//! Years in which all providers are out at once: importance sampling against an exact method that shares no code.

use lockin::analysis::AllOut;
use lockin::engine::{Plan, Pool, Sampling, weights_all_out};
use lockin::stats::{Moments, Z95, skewed_interval};
use lockin::store::Example;
use lockin::units::HOURS_PER_YEAR;

use crate::closed_forms::{Exponential, Z, check, hours};
use crate::scenario::{Case, document, figures_alone, valid};

/// Counts of visits are kept apart below this; from there on more than an hour is certain.
const MOST_VISITS: usize = 48;

/// Independent processes of exponential up-times and outages, all of which start up.
struct Processes(Vec<(f64, f64)>);

impl Processes {
    /// P(all down for more than an hour of year `year`, counted from 0).
    ///
    /// Exact, by uniformisation: the chain jumps at the events of a Poisson process. Given n of them in the year, of
    /// which k of the n + 1 stretches between them have all down, the part of the year spent so has the law Beta(k,
    /// n + 1 - k).
    ///
    /// Source: de Souza e Silva and Gail, “Calculating cumulative operational time distributions of repairable
    /// computer systems”, IEEE Transactions on Computers C-35 (1986), 322–332.
    fn all_down_for_an_hour(&self, year: u32) -> f64 {
        let n = self.0.len();
        let all = (1 << n) - 1;
        let pace: f64 = self.0.iter().map(|(_, mean)| 1.0 / mean).sum();
        let events = pace * HOURS_PER_YEAR;
        let mut now = vec![vec![0.0; MOST_VISITS + 1]; 1 << n];
        for (state, visits) in now.iter_mut().enumerate() {
            visits[usize::from(state == all)] = self.at(state, hours(year));
        }
        let (mut p, mut ln_poisson) = (0.0, -events);
        for jumps in 0.. {
            let weight = f64::exp(ln_poisson);
            let beta = tail_of_beta(jumps);
            let seen = now.iter().flat_map(|visits| visits.iter().zip(&beta));
            p += weight * seen.map(|(mass, beyond)| mass * beyond).sum::<f64>();
            if f64::from(jumps) > events + 10.0 * events.sqrt() {
                return p;
            }
            now = self.jump(&now, pace);
            ln_poisson += f64::ln(events / f64::from(jumps + 1));
        }
        unreachable!("jumps have no end")
    }

    /// P(state at `time`), a bit for each process that is down.
    fn at(&self, state: usize, time: f64) -> f64 {
        let processes = self.0.iter().enumerate();
        let each = processes.map(|(i, &(per_year, mean))| {
            let down = Exponential::new(per_year, mean).down_at(time);
            if state >> i & 1 == 1 {
                down
            } else {
                1.0 - down
            }
        });
        each.product()
    }

    /// One step of the uniformised chain, with the visits to the state in which all are down counted.
    fn jump(&self, now: &[Vec<f64>], pace: f64) -> Vec<Vec<f64>> {
        let all = now.len() - 1;
        let mut next = vec![vec![0.0; MOST_VISITS + 1]; now.len()];
        for (state, visits) in now.iter().enumerate() {
            let mut stays = 1.0;
            let mut moves = Vec::new();
            for (i, &(per_year, mean)) in self.0.iter().enumerate() {
                let down = state >> i & 1 == 1;
                let rate = if down {
                    1.0 / mean
                } else {
                    per_year / HOURS_PER_YEAR
                };
                moves.push((state ^ 1 << i, rate / pace));
                stays -= rate / pace;
            }
            moves.push((state, stays));
            for (to, p) in moves {
                for (k, mass) in visits.iter().enumerate() {
                    let k = (k + usize::from(to == all)).min(MOST_VISITS);
                    next[to][k] += p * mass;
                }
            }
        }
        next
    }
}

/// By k: P(Beta(k, n + 1 - k) > an hour of the year) = P(Binomial(n, x) < k).
fn tail_of_beta(n: u32) -> Vec<f64> {
    let x = 1.0 / HOURS_PER_YEAR;
    let mut below = vec![0.0];
    let mut term = f64::exp(f64::from(n) * f64::ln_1p(-x));
    for i in 0..MOST_VISITS - 1 {
        below.push(below[i] + term);
        let i = f64::from(u32::try_from(i).expect("small"));
        term *= (f64::from(n) - i).max(0.0) / (i + 1.0) * x / (1.0 - x);
    }
    below.push(1.0);
    below
}

/// A cloud for each process, all of them used.
fn clouds(processes: &[(f64, f64)], years: u32) -> Case {
    let ids = ["a", "b", "c", "d"];
    let case = (processes.iter().zip(ids)).fold(Case::over(years), |case, (process, id)| {
        let (per_year, mean) = process;
        case.provider(
            id,
            &format!("per_year: {per_year}, hours: {{exponential: {{mean: {mean}}}}}"),
        )
    });
    let share = 1.0 / processes.len() as f64;
    let shares: Vec<String> = (ids.iter().take(processes.len()))
        .map(|id| format!("{id}: {share}"))
        .collect();
    case.portfolio("p", &shares.join(", "), "")
}

fn weights(plan: &Plan, seed: u64, sampling: Sampling, histories: usize) -> Vec<f64> {
    let pool = Pool::new(2).expect("two threads");
    weights_all_out(plan, seed, 0, (sampling, 0..histories), &pool).expect("few providers")
}

#[test]
fn the_exact_method_meets_a_closed_form() {
    // One process: more than an hour in a year, where outages are so rare that two in a year hardly are.
    let (per_year, mean): (f64, f64) = (1e-4, 3.0);
    let exact = Processes(vec![(per_year, mean)]).all_down_for_an_hour(0);
    let once = per_year * f64::exp(-1.0 / mean);
    assert!((exact / once - 1.0).abs() < 1e-3, "{exact} is not {once}");
    // Two: rare overlaps, which end at the sum of both rates.
    let (a, b): ((f64, f64), (f64, f64)) = ((0.1, 3.0), (0.2, 8.0));
    let exact = Processes(vec![a, b]).all_down_for_an_hour(0);
    let overlaps = a.0 * b.0 * (a.1 + b.1) / HOURS_PER_YEAR;
    let long = overlaps * f64::exp(-(1.0 / a.1 + 1.0 / b.1));
    assert!((exact / long - 1.0).abs() < 2e-3, "{exact} is not {long}");
}

#[test]
fn plain_years_come_to_what_is_exact() {
    let processes = vec![(30.0, 8.0), (20.0, 12.0)];
    let plan = clouds(&processes, 1).plan();
    let exact = Processes(processes).all_down_for_an_hour(0);
    assert!((0.2..0.8).contains(&exact), "{exact}");
    check(weights(&plan, 1, Sampling::Plain, 20_000), exact, 0.0);
}

/// Years with all of two, three or four clouds out, from 1 in 80 to 1 in 27 million: by importance sampling within its
/// error of what is exact, and with at least 20 times fewer years than plain sampling would need for that error.
///
/// Source: [`Processes::all_down_for_an_hour`].
#[test]
fn rare_years_come_to_what_is_exact_with_a_twentieth_of_the_trials() {
    for (processes, years, histories) in [
        (vec![(6.0, 3.0), (6.0, 3.0)], 1, 40_000),
        (vec![(1.0, 3.0), (2.0, 8.0)], 1, 40_000),
        (vec![(0.2, 3.0), (40.0, 2.0)], 3, 40_000),
        (vec![(0.05, 100.0), (0.1, 50.0)], 2, 40_000),
        (vec![(3.0, 4.0), (3.0, 4.0), (3.0, 4.0)], 1, 40_000),
        (
            vec![(2.0, 6.0), (3.0, 4.0), (4.0, 3.0), (5.0, 8.0)],
            1,
            400_000,
        ),
    ] {
        let plan = clouds(&processes, years).plan();
        let found = weights(&plan, 7, Sampling::Importance, histories);
        let processes = Processes(processes);
        let each = (0..years).map(|year| processes.all_down_for_an_hour(year));
        let exact = each.sum::<f64>() / f64::from(years);
        let moments: Moments = found.iter().copied().collect();
        let fewer = exact * (1.0 - exact) / (moments.standard_error().powi(2) * found.len() as f64);
        check(found, exact, 0.0);
        let few = processes.0;
        assert!(fewer >= 20.0, "only {fewer} times fewer trials for {few:?}");
    }
}

/// What fails together: a common cause of both, likely to hit either or not.
#[test]
fn a_rare_common_cause_is_seen() {
    for (per_year, hit, years) in [(1e-3, 1.0, 1), (1e-4, 0.3, 2)] {
        let case = clouds(&[(0.0, 1.0), (0.0, 1.0)], years);
        let plan = case
            .cause("both", &format!("per_year: {per_year}, hours: {{exponential: {{mean: 4}}}}, hits: {{a: {hit}, b: {hit}}}"))
            .plan();
        let found = weights(&plan, 3, Sampling::Importance, 40_000);
        let both = Processes(vec![(per_year * hit * hit, 4.0)]);
        // Events that hit one alone take up time, at most 4 h of 8,766 h / per_year.
        let exact = (0..years)
            .map(|year| both.all_down_for_an_hour(year))
            .sum::<f64>()
            / f64::from(years);
        let bias = exact * per_year * 4.0 / HOURS_PER_YEAR;
        let moments: Moments = found.iter().copied().collect();
        let fewer = exact / (moments.standard_error().powi(2) * found.len() as f64);
        check(found, exact, bias);
        assert!(fewer >= 20.0, "only {fewer} times fewer trials");
    }
}

/// Of intervals of 95 %, from as many seeds, about as many must cover the truth: 380 of 400, and with a chance of one in
/// ten thousand fewer than 362.
#[test]
fn intervals_cover() {
    let processes = vec![(2.0, 3.0), (3.0, 5.0)];
    let plan = clouds(&processes, 1).plan();
    let exact = Processes(processes).all_down_for_an_hour(0);
    let covers = |seed: &u64| {
        let moments: Moments = weights(&plan, *seed, Sampling::Importance, 2_000)
            .into_iter()
            .collect();
        (moments.mean() - exact).abs() <= 1.96 * moments.standard_error()
    };
    let covered = (0..400_u64).filter(covers).count();
    assert!(
        (362..=396).contains(&covered),
        "{covered} of 400 cover {exact}"
    );
}

/// Set by the gate: runs that take minutes.
const SLOW: &str = "LOCKIN_SLOW_TESTS";

/// Where weights are skewed, by common causes, exits and a supplier of four of five clouds: of 200 intervals at least 180
/// must hold what two million plain years come to.
#[test]
fn intervals_hold_in_the_shipped_scenario() {
    if std::env::var_os(SLOW).is_none() {
        return;
    }
    let loaded = Example::named("frontier-lab").expect("shipped").load();
    let plan = Plan::new(&loaded.reading().scenario.expect("valid"));
    let pool = Pool::new(2).expect("two threads");
    let drawn = |seed: u64, sampling: Sampling, histories: usize| {
        weights_all_out(&plan, seed, 1, (sampling, 0..histories), &pool).expect("few providers")
    };
    let truth: Moments = drawn(99, Sampling::Plain, 2_000_000).into_iter().collect();
    for years in [1_000, 5_000] {
        let holds = |seed: &u64| {
            let found: Moments = drawn(*seed, Sampling::Importance, years)
                .into_iter()
                .collect();
            let estimate = (found.mean(), found.standard_error());
            let (low, high) = skewed_interval(estimate, found.skewness(), years, Z95);
            (low..=high).contains(&truth.mean())
        };
        let held = (0..200_u64).filter(holds).count();
        println!("{held} of 200 from {years} years each");
        assert!(held >= 180, "{held} of 200 from {years} years each");
    }
}

fn all_out(case: &Case, trials: usize, importance: bool) -> AllOut {
    let figures = figures_alone(&valid(&document(&case.text())), trials, importance);
    figures.portfolios[0].all_out.expect("enough trials")
}

#[test]
fn the_program_chooses_and_can_be_told_not_to() {
    let rare = [(2.0, 3.0), (3.0, 5.0)];
    let exact = Processes(rare.to_vec()).all_down_for_an_hour(0);
    let case = clouds(&rare, 1);
    let chosen = all_out(&case, 40_000, true);
    assert!(chosen.by_importance);
    assert!(chosen.plain_years().expect("seen") > 20.0 * chosen.years as f64);
    assert!((chosen.p_per_year.value - exact).abs() < Z * chosen.p_per_year.se);
    let plain = all_out(&case, 40_000, false);
    assert!(!plain.by_importance);
    let often = all_out(&clouds(&[(30.0, 8.0), (20.0, 12.0)], 1), 40_000, true);
    assert!(!often.by_importance);
}
