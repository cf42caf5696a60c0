//! One trial told again is the trial that was simulated, and its money follows from its outages.

use lockin::analysis::Timeline;
use lockin::engine::{Outcome, Plan, Story, Takeover, replay};
use lockin::store::{EXAMPLES, load_text};

use crate::scenario::{Case, outcome, plan};

const LAB: &str = EXAMPLES[0].text;
const SEED: u64 = 3;

#[test]
fn a_replay_is_the_trial_of_the_run() {
    let plan = plan(LAB);
    let found: Outcome = outcome(&plan, SEED, 500);
    let years = plan.years;
    for trial in 0..500 {
        let story = replay(&plan, SEED, trial as u64);
        for (portfolio, p) in found.portfolios.iter().enumerate() {
            assert_eq!(
                story.annual[portfolio],
                p.annual[trial * years..(trial + 1) * years]
            );
            let mine = || {
                story
                    .interruptions
                    .iter()
                    .filter(|i| i.portfolio == portfolio)
            };
            let longest = mine().map(|i| i.to - i.from).fold(0.0, f64::max);
            assert_eq!(longest.to_bits(), p.longest_hours[trial].to_bits());
            let bookings = story.bookings.iter();
            let bookings = bookings.filter(|booking| booking.portfolio == portfolio);
            let loss =
                mine().map(|i| i.loss).sum::<f64>() + bookings.map(|b| b.amount).sum::<f64>();
            let annual: f64 = story.annual[portfolio].iter().sum::<f64>()
                - plan.overhead_per_year(portfolio) * years as f64;
            assert!(
                (loss - annual).abs() <= 1e-6 + 1e-9 * annual,
                "{loss} is not {annual}"
            );
        }
    }
}

#[test]
fn the_parts_of_a_story_are_the_loss_of_the_trial_to_the_bit() {
    for example in EXAMPLES {
        let plan = plan(example.text);
        let found: Outcome = outcome(&plan, SEED, 300);
        for trial in 0..300 {
            let story = replay(&plan, SEED, trial as u64);
            for (portfolio, p) in found.portfolios.iter().enumerate() {
                let told = &story.losses[portfolio];
                let parts = told.by_event.iter().chain(&told.by_booking);
                let sum = plan.sum(parts.copied().chain([told.overhead]));
                assert_eq!(sum.to_bits(), p.loss[trial].to_bits(), "trial {trial}");
                assert_eq!(told.total.to_bits(), p.loss[trial].to_bits());
                // What is levelled to whole grains is rounding, not money.
                for (event, loss) in told.by_event.iter().enumerate() {
                    let mine =
                        |c: &&lockin::engine::Charge| (c.event, c.portfolio) == (event, portfolio);
                    let charged: f64 = story.charges.iter().filter(mine).map(|c| c.loss).sum();
                    assert!(
                        (loss - charged).abs() <= 1e-9 * charged + 1e-3,
                        "{loss} {charged}"
                    );
                }
                let unserved: f64 = story
                    .lapses
                    .iter()
                    .filter(|lapse| lapse.portfolio == portfolio)
                    .map(|lapse| {
                        plan.workload_weights()[lapse.workload]
                            * lapse.unserved
                            * (lapse.to - lapse.from)
                    })
                    .sum();
                let expected = p.unserved_hours[trial];
                assert!((unserved - expected).abs() <= 1e-9 * expected + 1e-9);
            }
        }
    }
}

#[test]
fn a_timeline_ends_at_the_loss_and_never_serves_more_than_all() {
    let loaded = load_text(LAB, "lab").unwrap();
    let scenario = lockin::model::read(&loaded.document).scenario.unwrap();
    let plan = Plan::new(&scenario);
    for trial in 0..60 {
        let timeline = Timeline::new(&scenario, &plan, SEED, trial);
        for (portfolio, side) in timeline.sides.iter().enumerate() {
            let line = &side.cumulative;
            assert!(line.is_sorted_by(|a, b| a.0 < b.0), "{line:?}");
            let (end, last) = *line.last().unwrap();
            assert!((end - timeline.hours()).abs() < 1e-6);
            assert_eq!(last.to_bits(), side.loss.to_bits());
            // After a year: what outages were charged until then, and all that was booked in it.
            let story = replay(&plan, SEED, trial);
            let mine = story.charges.iter().filter(|c| c.portfolio == portfolio);
            let charged: f64 = mine
                .map(|c| c.loss * ((8766.0 - c.from) / (c.to - c.from)).clamp(0.0, 1.0))
                .sum();
            let booked = timeline.bookings.iter();
            let booked = booked.filter(|b| (b.portfolio, b.year) == (portfolio, 0));
            let booked: f64 = booked.map(|booked| booked.loss).sum();
            let overhead = side.overhead * plan.discount_of(0) / plan.annuity();
            let year = charged + booked + overhead;
            assert!((side.loss_until(8766.0) - year).abs() <= 1e-9 * year.abs() + 1e-3);
            for (_, served) in side.served_steps(timeline.hours()) {
                assert!((-1e-12..=1.0 + 1e-12).contains(&served));
            }
        }
    }
}

/// Two providers, each with room for all; the fail-over takes an hour.
#[test]
fn who_takes_over_is_who_has_a_reserve_at_that_moment() {
    let taker = |severity_of_b: &str| {
        let case = Case::over(1)
            .component("provider", "a", "outages: {m: {per_year: 4, hours: 10}}")
            .component(
                "provider",
                "b",
                &format!(
                    "outages: {{m: {{per_year: 0.0001, hours: 1, severity: {severity_of_b}}}}}"
                ),
            )
            .workload("failover: {delay_hours: 1, success: 1}")
            .portfolio("p", "a: 1", "reserve: {w: {b: 0.75}}");
        let plan = case.plan();
        let story = (0..100)
            .map(|trial| replay(&plan, SEED, trial))
            .find(|story| !story.blows.is_empty());
        let story = story.expect("there are four outages a year");
        (story.blows[0].clone(), story.events[0].start)
    };
    let (blow, start) = taker("0.5");
    assert!((blow.lost - 1.0).abs() < 1e-12);
    let Takeover::Reserves { at, by } = blow.takeover else {
        panic!("{blow:?}");
    };
    assert!((at - start - 1.0).abs() < 1e-9);
    assert_eq!(by.len(), 1);
    assert!(
        (by[0].1 - 0.75).abs() < 1e-12,
        "b takes what it has room for"
    );
}

#[test]
fn outages_come_in_time_and_stay_in_the_horizon() {
    let plan = plan(LAB);
    let horizon = 7.0 * 8766.0;
    for trial in 0..500 {
        let story = replay(&plan, SEED, trial);
        assert!(story.events.is_sorted_by(|a, b| a.start <= b.start));
        for event in &story.events {
            assert!(0.0 < event.start && event.start < event.end && event.end <= horizon);
            assert!(0.0 < event.severity && event.severity <= 1.0, "{event:?}");
            assert!(!event.hits.is_empty() && event.hits.is_sorted());
        }
        for interruption in &story.interruptions {
            assert!(interruption.from < interruption.to && interruption.to <= horizon);
            let mean = interruption.unserved_hours / (interruption.to - interruption.from);
            assert!(0.0 < mean && mean <= 1.0 + 1e-12, "{interruption:?}");
        }
    }
}

/// One workload as `model.md` section 3 states it, so plainly that it is slow.
pub(crate) struct Plain<'a> {
    /// By provider: share, reserve, and what is left of it.
    pub(crate) nodes: &'a [(f64, f64, Left<'a>)],
    /// What is left of all that the workload itself requires.
    pub(crate) required: Left<'a>,
    /// The delay of a fail-over that always works; none never does.
    pub(crate) delay: Option<f64>,
    pub(crate) tolerance: f64,
}

/// What outages leave of something, each given by its severity and the ids that it hits.
pub(crate) type Left<'a> = &'a dyn Fn(&[(f64, Vec<&str>)]) -> f64;

/// What outages leave of what any of these ids fails.
fn series<'a>(ids: &'a [&str]) -> impl Fn(&[(f64, Vec<&str>)]) -> f64 + 'a {
    |outages| {
        let reaching = outages
            .iter()
            .filter(|(_, hits)| hits.iter().any(|id| ids.contains(id)));
        reaching.map(|(severity, _)| 1.0 - severity).product()
    }
}

impl Plain<'_> {
    /// The unserved fraction just after an instant.
    fn unserved(&self, plan: &Plan, story: &Story, at: f64) -> f64 {
        let active = |fresh_only: bool| -> Vec<(f64, Vec<&str>)> {
            let active = story.events.iter().filter(|event| {
                let fresh = self.delay.is_none_or(|delay| at < event.start + delay);
                event.start <= at && at < event.end && (fresh || !fresh_only)
            });
            let ids = |hits: &[usize]| hits.iter().map(|&k| plan.components[k].as_str()).collect();
            active
                .map(|event| (event.severity, ids(&event.hits)))
                .collect()
        };
        let (all, only_fresh) = (active(false), active(true));
        let hard = 1.0 - (self.required)(&all);
        let (mut fresh, mut matured, mut reserve) = (0.0, 0.0, 0.0);
        for (share, spare, left) in self.nodes {
            let (available, of_fresh) = (left(&all), left(&only_fresh));
            fresh += share * (1.0 - of_fresh);
            matured += share * (of_fresh - available);
            reserve += spare * available;
        }
        hard + (1.0 - hard) * f64::min(1.0, fresh + f64::max(0.0, matured - reserve))
    }

    /// Hours unserved, hours past the tolerance weighted by what is unserved in them, and the longest interruption.
    fn account(&self, plan: &Plan, story: &Story) -> (f64, f64, f64) {
        let mut instants: Vec<f64> = story
            .events
            .iter()
            .flat_map(|event| {
                [
                    event.start,
                    event.end,
                    event.start + self.delay.unwrap_or(0.0),
                ]
            })
            .filter(|at| *at <= plan.years as f64 * 8766.0)
            .collect();
        instants.sort_by(f64::total_cmp);
        let (mut unserved_hours, mut loss, mut longest) = (0.0, 0.0, 0.0);
        let mut since: Option<f64> = None;
        for pair in instants.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            // Where two instants fall together there is nothing between them.
            if to <= from {
                continue;
            }
            let unserved = self.unserved(plan, story, from);
            if unserved <= 1e-12 {
                since = None;
                continue;
            }
            let start = *since.get_or_insert(from);
            unserved_hours += unserved * (to - from);
            loss += unserved * (to - from.max(start + self.tolerance)).max(0.0);
            longest = f64::max(longest, to - start);
        }
        (unserved_hours, loss, longest)
    }
}

/// Holds every trial of the engine against the plain account of its outages.
#[track_caller]
pub(crate) fn check(case: &Case, by_hand: &Plain<'_>, trials: usize) {
    let plan = case.plan();
    let found = outcome(&plan, SEED, trials);
    let p = &found.portfolios[0];
    let mut whole = 0.0;
    for trial in 0..trials {
        let story = replay(&plan, SEED, trial as u64);
        let (unserved, loss, longest) = by_hand.account(&plan, &story);
        let close = |found: f64, expected: f64, what: &str| {
            assert!(
                (found - expected).abs() <= 1e-7 + 1e-9 * expected,
                "trial {trial}: {what} is {found}, by the formulas {expected}"
            );
        };
        close(p.unserved_hours[trial], unserved, "unserved");
        close(p.loss[trial], loss, "loss");
        close(p.longest_hours[trial], longest, "longest");
        whole += loss;
    }
    assert!(whole > 0.0, "nothing was lost, so nothing was checked");
}

/// Providers a and b share the grid; the workload and b need dns; a storm hits a, b and the grid.
fn crowded() -> Case {
    Case::over(2)
        .component(
            "provider",
            "a",
            "requires: [grid], outages: {m: {per_year: 20, hours: {exponential: {mean: 60}}, severity: {uniform: {min: 0.1, max: 1}}}}",
        )
        .component(
            "provider",
            "b",
            "requires: [grid, relay], outages: {m: {per_year: 25, hours: {exponential: {mean: 40}}, severity: 0.7}}",
        )
        .component(
            "third party",
            "grid",
            "outages: {m: {per_year: 10, hours: {lognormal: {median: 20, p90: 90}}, severity: 0.5}}",
        )
        .component("third party", "relay", "requires: [dns]")
        .component(
            "third party",
            "dns",
            "outages: {m: {per_year: 15, hours: {exponential: {mean: 25}}, severity: {uniform: {min: 0.1, max: 0.6}}}}",
        )
        .cause(
            "storm",
            "per_year: 12, hours: {exponential: {mean: 50}}, severity: {uniform: {min: 0.1, max: 1}}, hits: {a: 0.7, b: 0.6, grid: 0.3}",
        )
}

#[test]
fn losses_are_the_formulas_of_the_model_applied_to_the_outages() {
    let a = series(&["a", "grid"]);
    let b = series(&["b", "grid", "relay", "dns"]);
    let dns = series(&["dns"]);
    for tolerance in [0.0, 7.0, 60.0] {
        for delay in [None, Some(0.0), Some(3.0), Some(45.0)] {
            for (x, reserve_a, reserve_b) in [
                (0.6, 0.0, 0.0),
                (0.6, 0.4, 0.5),
                (1.0, 0.1, 0.8),
                (0.3, 0.0, 1.5),
            ] {
                let failover = match delay {
                    None => "none".to_owned(),
                    Some(delay) => format!("{{delay_hours: {delay}, success: 1}}"),
                };
                let case = crowded()
                    .workload(&format!(
                        "tolerance_hours: {tolerance}, failover: {failover}, requires: [dns]"
                    ))
                    .portfolio(
                        "p",
                        &format!("a: {x}, b: {}", 1.0 - x),
                        &format!("reserve: {{w: {{a: {reserve_a}, b: {reserve_b}}}}}"),
                    );
                let nodes: [(f64, f64, Left<'_>); 2] =
                    [(x, reserve_a, &a), (1.0 - x, reserve_b, &b)];
                let by_hand = Plain {
                    nodes: &nodes,
                    required: &dns,
                    delay,
                    tolerance,
                };
                check(&case, &by_hand, 200);
            }
        }
    }
}
