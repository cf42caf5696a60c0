//! What contracts cost in a trial follows from what the trial drew: a second engine, as plain as the model states it.
//!
//! Demand, prices at renewal and delays are read off portfolios whose contracts show them: a commitment far above all
//! use shows demand, a small bill under a renewal its price, and a single tranche when it lands. Outages are those of
//! the story. What a portfolio with other terms has to pay is then worked out again from these.

use std::collections::BTreeMap;

use lockin::engine::{Plan, Story, replay};
use lockin::units::{HOURS_PER_MONTH, HOURS_PER_YEAR};

use crate::closed_forms::hours;
use crate::groups::{Need, crowded, left};

const SEED: u64 = 20_260_105;
const YEARS: usize = 2;

/// Capacity needed in each year, and what a unit costs that is missing for a year.
const NEEDED: [f64; YEARS] = [3.0, 5.0];
const SHORTFALL: f64 = 1_000.0;

/// Committed, billed, and what all of a move from c costs.
const COMMITTED: f64 = 1e6;
const MOVE: f64 = 5_000.0;
const NOTICE_MONTHS: f64 = 2.0;

/// Term, bill, commitments, tranche (units and planned month) and tiers of the contracts that are worked out again.
const TERMS: [Terms; 3] = [
    Terms {
        provider: "a",
        term: 0.75,
        spend: 4_000.0,
        committed: [5_000.0, 3_000.0],
        tranche: (2.0, 3.0),
        tiers: &[(0.95, 0.1), (0.7, 0.3)],
    },
    Terms {
        provider: "b",
        term: 1.25,
        spend: 900.0,
        committed: [0.0, 1_000.0],
        tranche: (1.5, 0.0),
        tiers: &[(0.9, 0.05), (0.8, 0.05), (0.5, 1.0)],
    },
    Terms {
        provider: "c",
        term: 0.5,
        spend: 20_000.0,
        committed: [20_000.0, 25_000.0],
        tranche: (4.0, 14.0),
        tiers: &[(0.999, 0.25)],
    },
];

struct Terms {
    provider: &'static str,
    term: f64,
    spend: f64,
    committed: [f64; YEARS],
    tranche: (f64, f64),
    tiers: &'static [(f64, f64)],
}

impl Terms {
    fn written(&self) -> String {
        let tiers = self.tiers.iter();
        let tiers = tiers.map(|(below, credit)| format!("{{below: {below}, credit: {credit}}}"));
        format!(
            "{}: {{spend_per_year: {}, commitment_per_year: {:?}, term_years: {}, {MULTIPLIER}, {}, sla: [{}]}}",
            self.provider,
            self.spend,
            self.committed,
            self.term,
            delivery(self.tranche),
            tiers.collect::<Vec<_>>().join(", "),
        )
    }
}

const MULTIPLIER: &str = "renewal_multiplier: {uniform: {min: 1, max: 2}}";

fn delivery((units, planned): (f64, f64)) -> String {
    format!(
        "delivery: {{delay_months: {{lognormal: {{median: 5, p90: 15}}}}, tranches: [{{units: {units}, planned_months: {planned}}}]}}"
    )
}

fn plan() -> Plan {
    let probe = |id: &str| {
        format!(
            "contracts: {{{id}: {{spend_per_year: 1, commitment_per_year: {COMMITTED}, term_years: 0.5, {MULTIPLIER}, {}}}}}",
            delivery((1e9, 0.0))
        )
    };
    let real: Vec<String> = TERMS.iter().map(Terms::written).collect();
    crowded("{uniform: {min: 0.1, max: 1}}")
        .component(
            "provider",
            "c",
            &format!("exit: {{per_year: 1.5, migration_months: {{lognormal: {{median: 3, p90: 8}}}}, notice_months: {NOTICE_MONTHS}, migration_cost: {MOVE}}}, outages: {{m: {{per_year: 4, hours: {{lognormal: {{median: 10, p90: 400}}}}}}}}"),
        )
        .line("demand: {growth: 0.1, volatility: 0.4}")
        .line(&format!("capacity: {{needed: {NEEDED:?}, shortfall_cost: {SHORTFALL}, correlation: 0.4}}"))
        .portfolio("probe-a", "a: 1", &probe("a"))
        .portfolio("probe-b", "b: 1", &probe("b"))
        .portfolio("probe-c", "c: 1", &probe("c"))
        .portfolio("real", "a: 0.5, b: 0.3, c: 0.2", &format!("contracts: {{{}}}", real.join(", ")))
        .plan()
}

/// Amounts by portfolio, cause and year.
type Books = BTreeMap<(usize, String, usize), f64>;

fn books(plan: &Plan, story: &Story) -> Books {
    let mut books = Books::new();
    for booking in &story.bookings {
        let cause = plan.causes()[booking.cause].id.clone();
        *books
            .entry((booking.portfolio, cause, booking.year))
            .or_default() += booking.amount;
    }
    books
}

/// What the trial drew, as the probes show it.
struct Drawn {
    demand: [f64; YEARS],
    /// By provider: the prices at its first renewals, over today's.
    prices: [Vec<f64>; 3],
    /// By provider: when a tranche that is planned for the start lands, at most the horizon \[h\].
    delays: [f64; 3],
}

impl Drawn {
    fn of(plan: &Plan, story: &Story) -> Self {
        let amounts = |p: usize, category: &str| -> Vec<(usize, f64)> {
            let id = format!("{}/{category}", TERMS[p].provider);
            let mine = story
                .bookings
                .iter()
                .filter(|booking| booking.portfolio == p && plan.causes()[booking.cause].id == id);
            mine.map(|booking| (booking.year, booking.amount)).collect()
        };
        let mut demand = [f64::NAN; YEARS];
        for (year, unused) in amounts(0, "stranded") {
            demand[year] = COMMITTED - unused;
        }
        let providers = [0, 1, 2];
        Self {
            demand,
            // Each of the probes' terms of half a year lies within one year.
            prices: providers.map(|p| {
                let prices = amounts(p, "repricing").into_iter();
                prices
                    .map(|(year, paid)| 1.0 + paid / (0.5 * demand[year]))
                    .collect()
            }),
            delays: providers.map(|p| {
                let parts = amounts(p, "delivery").into_iter();
                let parts =
                    parts.map(|(year, paid)| paid / (SHORTFALL * NEEDED[year] * demand[year]));
                parts.sum::<f64>() * HOURS_PER_YEAR
            }),
        }
    }
}

/// The part of `from..to` that lies in a year.
fn within(year: usize, from: f64, to: f64) -> f64 {
    let (first, last) = (
        year as f64 * HOURS_PER_YEAR,
        (year + 1) as f64 * HOURS_PER_YEAR,
    );
    (to.min(last) - from.max(first)).max(0.0)
}

/// Adds what the contracts of `TERMS` cost, by cause and year.
fn settle(drawn: &Drawn, plan: &Plan, story: &Story, mut enter: impl FnMut(String, usize, f64)) {
    for (p, terms) in TERMS.iter().enumerate() {
        let id = |category: &str| format!("{}/{category}", terms.provider);
        for year in 0..YEARS {
            let unused = terms.committed[year] - terms.spend * drawn.demand[year];
            enter(id("stranded"), year, unused.max(0.0));
        }
        let cap = if terms.provider == "c" {
            0.2 * MOVE
        } else {
            f64::INFINITY
        };
        let mut start = terms.term;
        for price in &drawn.prices[p] {
            let (from, to) = (
                start * HOURS_PER_YEAR,
                (start + terms.term) * HOURS_PER_YEAR,
            );
            let raise = |year: usize| {
                let bill = terms.spend * drawn.demand[year] / HOURS_PER_YEAR;
                (price - 1.0) * bill * within(year, from, to)
            };
            let whole: f64 = (0..YEARS).map(raise).sum();
            for year in 0..YEARS {
                enter(
                    id("repricing"),
                    year,
                    raise(year) * f64::min(1.0, cap / whole.max(1e-300)),
                );
            }
            start += terms.term;
        }
        for (month, availability) in months(terms.provider, plan, story).into_iter().enumerate() {
            let year = month / 12;
            let tiers = terms
                .tiers
                .iter()
                .filter(|(below, _)| availability < *below);
            let credit = tiers.map(|(_, credit)| *credit).fold(0.0, f64::max);
            enter(
                id("credits"),
                year,
                -credit * terms.spend * drawn.demand[year] / 12.0,
            );
        }
    }
    deliver(drawn, enter);
}

/// What is missing, from one instant at which anything changes to the next.
fn deliver(drawn: &Drawn, mut enter: impl FnMut(String, usize, f64)) {
    let tranches: Vec<(usize, f64, f64, f64)> = TERMS
        .iter()
        .enumerate()
        .map(|(p, terms)| {
            let (units, months) = terms.tranche;
            let planned = months * HOURS_PER_MONTH;
            // A delay that the horizon cuts lands no earlier for being planned later.
            (p, units, planned, planned + drawn.delays[p])
        })
        .collect();
    let horizon = YEARS as f64 * HOURS_PER_YEAR;
    let mut instants: Vec<f64> = tranches.iter().flat_map(|t| [t.2, t.3]).collect();
    instants.extend((0..=YEARS).map(|year| year as f64 * HOURS_PER_YEAR));
    instants.retain(|at| *at <= horizon);
    instants.sort_by(f64::total_cmp);
    let promised: f64 = tranches.iter().map(|t| t.1).sum();
    for pair in instants.windows(2).filter(|pair| pair[1] > pair[0]) {
        let middle = f64::midpoint(pair[0], pair[1]);
        let year = usize::from(middle > HOURS_PER_YEAR);
        let is_late = |t: &(usize, f64, f64, f64)| t.2 < middle && t.3 > middle;
        let there: f64 = tranches.iter().filter(|t| t.3 < middle).map(|t| t.1).sum();
        let late: f64 = tranches.iter().filter(|t| is_late(t)).map(|t| t.1).sum();
        let short = (NEEDED[year] * drawn.demand[year] - there).max(0.0);
        let (of_late, of_all) = (short.min(late), (short - late).max(0.0));
        for t in &tranches {
            let own = if is_late(t) {
                of_late * t.1 / late
            } else {
                0.0
            };
            let missing = own + of_all * t.1 / promised;
            let price = SHORTFALL / HOURS_PER_YEAR * (pair[1] - pair[0]);
            enter(
                format!("{}/delivery", TERMS[t.0].provider),
                year,
                missing * price,
            );
        }
    }
}

/// The availability of a provider month by month, forced exits left out.
fn months(provider: &'static str, plan: &Plan, story: &Story) -> Vec<f64> {
    let is_exit = |hazard: usize| plan.causes()[hazard].id.ends_with("/exit");
    let events: Vec<_> = story
        .events
        .iter()
        .filter(|event| !is_exit(event.hazard))
        .collect();
    let month = |month: usize| {
        let (first, last) = (
            month as f64 * HOURS_PER_MONTH,
            (month + 1) as f64 * HOURS_PER_MONTH,
        );
        let mut instants: Vec<f64> = events
            .iter()
            .flat_map(|event| [event.start, event.end])
            .collect();
        instants.retain(|at| first < *at && *at < last);
        instants.extend([first, last]);
        instants.sort_by(f64::total_cmp);
        let available = instants.windows(2).map(|pair| {
            let middle = f64::midpoint(pair[0], pair[1]);
            let active = events
                .iter()
                .filter(|event| event.start < middle && middle < event.end);
            let ids = |hits: &[usize]| hits.iter().map(|&k| plan.components[k].as_str()).collect();
            let active: Vec<(f64, Vec<&str>)> = active
                .map(|event| (event.severity, ids(&event.hits)))
                .collect();
            (pair[1] - pair[0]) * left(&[Need::One(provider)], &active)
        });
        available.sum::<f64>() / HOURS_PER_MONTH
    };
    (0..YEARS * 12).map(month).collect()
}

/// Every exit that shows as an outage was charged in the year of its notice, and each charge is the share of the move.
fn exits(plan: &Plan, story: &Story) -> usize {
    let cause = plan
        .causes()
        .iter()
        .position(|cause| cause.id == "c/exit")
        .expect("it is there");
    let notices = story.events.iter().filter(|event| event.hazard == cause);
    let notice = NOTICE_MONTHS * HOURS_PER_MONTH;
    let years: Vec<usize> = notices
        .map(|event| usize::from(event.start - notice >= hours(1)))
        .collect();
    let charged = story
        .bookings
        .iter()
        .filter(|b| b.portfolio == 3 && b.cause == cause);
    let charged: Vec<usize> = charged
        .map(|booking| {
            assert!((booking.amount - 0.2 * MOVE).abs() < 1e-9, "{booking:?}");
            booking.year
        })
        .collect();
    for year in 0..YEARS {
        let count = |years: &[usize]| years.iter().filter(|y| **y == year).count();
        assert!(count(&years) <= count(&charged), "{years:?} {charged:?}");
    }
    charged.len()
}

#[test]
fn bookings_are_the_terms_applied_to_what_the_trial_drew() {
    let plan = plan();
    let (mut exited, mut kinds) = (0, BTreeMap::<String, usize>::new());
    for trial in 0..60 {
        let story = replay(&plan, SEED, trial);
        let drawn = Drawn::of(&plan, &story);
        assert!(drawn.prices.iter().all(|prices| prices.len() == 3));
        let mut expected: Books = Books::new();
        settle(&drawn, &plan, &story, |cause, year, amount| {
            *expected.entry((3, cause, year)).or_default() += amount;
        });
        let found = books(&plan, &story);
        for ((portfolio, cause, year), expected) in &expected {
            let key = (*portfolio, cause.clone(), *year);
            let found = found.get(&key).copied().unwrap_or_default();
            // Demand is read off to 1e-10 of the commitment that shows it.
            assert!(
                (found - expected).abs() <= 1e-5 + 1e-7 * expected.abs(),
                "trial {trial}: {cause} in year {year} is {found}, by the terms {expected}"
            );
            *kinds.entry(cause.clone()).or_default() += usize::from(found != 0.0);
        }
        for (portfolio, cause, year) in found.keys().filter(|key| key.0 == 3) {
            let key = (*portfolio, cause.clone(), *year);
            assert!(cause == "c/exit" || expected.contains_key(&key), "{key:?}");
        }
        exited += exits(&plan, &story);
    }
    assert_eq!(kinds.len(), 12);
    assert!(
        exited > 30 && kinds.values().all(|n| *n > 30),
        "{exited} {kinds:?}"
    );
}
