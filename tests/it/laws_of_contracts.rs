//! What must hold of every loss in random worlds in which everything can cost money, and what an old file may not
//! notice of it.

use lockin::engine::{Outcome, Plan};
use lockin::model::Category;
use lockin::model::Document;
use proptest::prelude::*;

use crate::determinism::{SMALL, TRIALS as SMALL_TRIALS, edited, figures, same, turned};
use crate::laws_of_figures::shuffled;
use crate::laws_of_outage::{World, world};
use crate::scenario::{document, outcome, outcome_on, plan, valid};

const TRIALS: usize = 60;
const SEED: u64 = 5;

/// What contracts say in a world, besides what they are worth.
#[derive(Clone, Debug)]
struct Terms {
    growth: f64,
    volatility: f64,
    cv: f64,
    trend: f64,
    correlation: f64,
    needed: f64,
    exits: f64,
    term: f64,
    /// Of the commitment, of the first SLA tier, and of its credit.
    levels: [f64; 3],
    /// Hours of the day.
    weights: Vec<f64>,
}

prop_compose! {
    fn terms()(
        growth in -0.3..0.5_f64,
        volatility in 0.0..0.6_f64,
        cv in 0.0..1.5_f64,
        trend in -0.3..0.5_f64,
        correlation in 0.0..0.95_f64,
        needed in 0.0..8.0_f64,
        exits in 0.0..2.0_f64,
        term in prop_oneof![Just(0.25), 0.25..2.5_f64],
        levels in [0.2..2.0_f64, 0.9..1.0_f64, 0.01..0.9_f64],
        weights in prop::collection::vec(prop_oneof![Just(0.0), 0.1..3.0_f64], 23),
    ) -> Terms {
        let mut weights = weights;
        weights.push(1.0);
        Terms { growth, volatility, cv, trend, correlation, needed, exits, term, levels, weights }
    }
}

impl Terms {
    /// The world under contracts of every kind, with all money multiplied, and lines added to the contracts of `q`.
    fn file(&self, world: &World, factor: f64, more: &str) -> String {
        let money = |amount: f64| amount * factor;
        let mut dearer = world.clone();
        dearer.value *= factor;
        let exit = format!(
            "exit: {{per_year: {}, migration_months: {{lognormal: {{median: 4, p90: 9}}}}, notice_months: 3, egress_tb: 5, egress_per_gb: {}, migration_cost: {}}}",
            self.exits,
            money(0.125),
            money(3e4),
        );
        let delivery = |units: f64| {
            format!(
                "delivery: {{delay_months: {{lognormal: {{median: 4, p90: 12}}}}, tranches: [{{units: {units}}}, {{units: 2, planned_months: 9}}]}}"
            )
        };
        let [committed, below, credit] = self.levels;
        let contract = |id: &str, spend: f64, units: f64| {
            format!(
                "{id}: {{spend_per_year: {}, commitment_per_year: {}, term_years: {}, renewal_multiplier: {{lognormal: {{median: 1.05, p90: 1.4}}}}, {}, sla: [{{below: {below}, credit: {credit}}}, {{below: 0.5, credit: 1}}]}}",
                money(spend),
                money(spend * committed),
                self.term,
                delivery(units),
            )
        };
        let case = world
            .case()
            .third_party("other", "per_year: 8, hours: {exponential: {mean: 30}}, severity: 0.7")
            .component("provider", "d", &format!("{exit}, requires: [{{at_least: 1, of: [shared, other]}}], outages: {{m: {{per_year: 9, hours: 12}}}}"))
            .line("discount_rate: 0.07")
            .line(&format!("demand: {{growth: {}, volatility: {}}}", self.growth, self.volatility))
            .line(&format!(
                "capacity: {{needed: [{}, 6], shortfall_cost: {}, correlation: {}}}",
                self.needed,
                money(9e3),
                self.correlation
            ))
            .line(&format!("frailties: {{bad: {{cv: {}, hazards: [cause, shared/m, d/m]}}}}", self.cv))
            .line(&format!("trend_per_year: {}", self.trend))
            .portfolio(
                "q",
                "a: 0.2, c: 0.3, d: 0.5",
                &format!(
                    "reserve: {{w: {{c: 0.3}}}}, overhead_per_year: {}, contracts: {{{}, {}, {}{more}}}",
                    money(700.0),
                    contract("a", 3e4, 1.5),
                    contract("c", 2e4, 0.0),
                    contract("d", 5e4, 3.0),
                ),
            );
        let text = dearer.file(&case);
        let profile = format!(
            "value_profile: {{hour: {:?}}}, tolerance_hours",
            self.weights
        );
        edited(&text, "tolerance_hours", &profile)
    }

    fn plan(&self, world: &World) -> Plan {
        plan(&self.file(world, 1.0, ""))
    }
}

/// Holds two sums of parts to each other, of which credits take off what losses add.
#[track_caller]
fn adds_up(parts: &[f64], whole: f64) {
    let sum: f64 = parts.iter().sum();
    let size = parts.iter().map(|part| part.abs()).sum::<f64>();
    assert!(
        (sum - whole).abs() <= 1e-9 * size + 1e-9,
        "{sum} is not {whole}: {parts:?}"
    );
}

fn bits(column: &[f64]) -> Vec<u64> {
    column.iter().map(|value| value.to_bits()).collect()
}

/// Everything in `one` in another unit of money is everything in `other`, to the bit.
fn same_in_another_unit(plan: &Plan, one: &Outcome, other: &Outcome, factor: f64) {
    for p in 0..plan.portfolio_count() {
        let (found, expected) = (figures(plan, other, p), figures(plan, one, p));
        for ((name, found), (_, expected)) in found.iter().zip(expected) {
            let is_money =
                !["unserved", "down", "longest", "breached", "joint"].contains(&name.as_str());
            let factor = if is_money { factor } else { 1.0 };
            let expected: Vec<f64> = expected.iter().map(|value| value * factor).collect();
            assert!(bits(found) == bits(&expected), "{name} of portfolio {p}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_to_the_whole(world in world(), terms in terms()) {
        let plan = terms.plan(&world);
        let found = outcome(&plan, SEED, TRIALS);
        let discount: Vec<f64> = (0..2).map(|y| f64::powf(1.07, -(f64::from(y) + 0.5))).collect();
        for p in &found.portfolios {
            let mean = p.loss.iter().sum::<f64>() / TRIALS as f64;
            let causes = (0..plan.causes().len()).map(|cause| p.sums.by_cause(cause).mean);
            adds_up(&causes.chain([p.sums.overhead()]).collect::<Vec<_>>(), mean);
            let components = (0..plan.components.len()).map(|k| p.sums.by_component(k).mean);
            adds_up(&components.chain([p.sums.overhead()]).collect::<Vec<_>>(), mean);
            adds_up(&Category::ALL.map(|category| p.sums.by_category(category).mean), mean);
            for (category, wanted) in Category::ALL.map(|category| (p.sums.by_category(category).mean, category)) {
                let of_it = (0..plan.causes().len()).filter(|&i| plan.causes()[i].category == wanted);
                let parts: Vec<f64> = of_it.map(|cause| p.sums.by_cause(cause).mean).collect();
                adds_up(&parts, if wanted == Category::Overhead { 0.0 } else { category });
                prop_assert!(category >= 0.0 || wanted == Category::Credits);
            }
            for (loss, annual) in p.loss.iter().zip(p.annual.chunks(2)) {
                let worth = [annual[0] * discount[0], annual[1] * discount[1]];
                adds_up(&worth, *loss);
            }
        }
    }

    /// Exactly, in every year of every trial, so that it holds at every probability too.
    #[test]
    fn the_aggregate_curve_is_nowhere_below_the_occurrence_curve(world in world(), terms in terms()) {
        let found = outcome(&terms.plan(&world), SEED, TRIALS);
        for p in &found.portfolios {
            for (annual, largest) in p.annual.iter().zip(&p.largest) {
                prop_assert!(annual >= largest, "{annual} {largest}");
            }
        }
    }

    #[test]
    fn neither_order_nor_threads_change_anything(world in world(), terms in terms(), mut dice in any::<u64>()) {
        let straight = document(&terms.file(&world, 1.0, ""));
        let mut chance = |below: usize| {
            // Knuth's generator of MMIX; its high bits are good enough to shuffle.
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(dice >> 33).expect("31 bits") % below
        };
        let shuffled = Document { root: shuffled(&straight.root, "", &mut chance) };
        let turned = Document { root: turned(&straight.root, "") };
        let [straight, shuffled, turned] = [straight, shuffled, turned].map(|d| Plan::new(&valid(&d)));
        let found = outcome_on(&straight, SEED, TRIALS, 1);
        prop_assert!(outcome_on(&straight, SEED, TRIALS, 3) == found);
        prop_assert!(outcome(&shuffled, SEED, TRIALS) == found);
        prop_assert!(outcome(&turned, SEED, TRIALS) == found);
    }

    /// A power of two moves no bit of any sum.
    #[test]
    fn all_money_in_another_unit_is_every_loss_in_that_unit(world in world(), terms in terms(), power in -20..20_i32) {
        let factor = 2_f64.powi(power);
        let [one, other] = [1.0, factor].map(|factor| plan(&terms.file(&world, factor, "")));
        let found = [&one, &other].map(|plan| outcome(plan, SEED, TRIALS));
        same_in_another_unit(&one, &found[0], &found[1], factor);
    }

    /// A contract with a provider that nothing runs on: the other portfolio is the same, and in its own every other
    /// cause; what it costs is what is more.
    #[test]
    fn an_unrelated_contract_changes_nothing_else(world in world(), terms in terms()) {
        let stranger = ", aa-stranger: {spend_per_year: 900, commitment_per_year: 1000, term_years: 0.5, renewal_multiplier: {lognormal: {median: 1.1, p90: 1.5}}, sla: [{below: 0.99, credit: 0.2}]}";
        let add = |text: &str| edited(text, "providers:\n", "providers:\n  aa-stranger: {exit: {per_year: 1, migration_months: 6, migration_cost: 100}, outages: {m: {per_year: 20, hours: 9}}}\n");
        let plain = terms.file(&world, 1.0, "");
        let with_provider = plan(&add(&plain));
        let with_contract = plan(&add(&terms.file(&world, 1.0, stranger)));
        let plain = plan(&plain);
        let [a, b, c] = [&plain, &with_provider, &with_contract].map(|plan| outcome(plan, SEED, TRIALS));
        for p in 0..2 {
            same(&figures(&plain, &a, p), &figures(&with_provider, &b, p));
        }
        same(&figures(&plain, &a, 0), &figures(&with_contract, &c, 0));
        let mut of_stranger = 0.0;
        for (i, cause) in with_contract.causes().iter().enumerate() {
            let found = c.portfolios[1].sums.by_cause(i).mean;
            match plain.causes().iter().position(|known| known.id == cause.id) {
                Some(known) => prop_assert_eq!(found.to_bits(), a.portfolios[1].sums.by_cause(known).mean.to_bits()),
                None => of_stranger += found,
            }
        }
        let mean = |found: &Outcome| found.portfolios[1].loss.iter().sum::<f64>() / TRIALS as f64;
        adds_up(&[mean(&a), of_stranger], mean(&c));
    }
}

// --- files from before there were contracts ---

/// `SMALL` with every key of contracts written down, none of which changes anything.
fn neutral() -> String {
    let root = "
demand: {growth: 0, volatility: 0}
capacity: {needed: 0, shortfall_cost: 100, correlation: 0.5}
trend_per_year: 0
providers:
  idle: {exit: {per_year: 0, migration_months: 3, migration_cost: 1000}}
";
    let text = edited(SMALL, "\nproviders:\n", root);
    let text = edited(
        &text,
        "  north:\n",
        "  north:\n    exit: {per_year: 0, migration_months: {lognormal: {median: 3, p90: 9}}, notice_months: 2, migration_cost: 1000}\n",
    );
    let text = edited(
        &text,
        "region: {per_year: 9,",
        "region: {per_year: 9, trend_per_year: 0,",
    );
    let contract = "contracts: {north: {spend_per_year: 1000, commitment_per_year: 0, term_years: 0.5, renewal_multiplier: 1, delivery: {delay_months: {lognormal: {median: 3, p90: 9}}, tranches: [{units: 5}]}, sla: [{below: 0.9999, credit: 0}]}, south: {spend_per_year: 7, commitment_per_year: [7]}}";
    ["one: {", "two: {", "three: {"]
        .iter()
        .fold(text, |text, id| {
            edited(&text, id, &format!("{id}{contract}, "))
        })
}

#[test]
fn keys_with_neutral_values_leave_every_bit() {
    let (old, new) = (plan(SMALL), plan(&neutral()));
    let before = outcome(&old, SEED, SMALL_TRIALS);
    let after = outcome(&new, SEED, SMALL_TRIALS);
    for p in 0..3 {
        same(&figures(&old, &before, p), &figures(&new, &after, p));
        for category in [
            Category::Delivery,
            Category::Repricing,
            Category::Stranded,
            Category::Exit,
            Category::Credits,
        ] {
            assert_eq!(
                after.portfolios[p]
                    .sums
                    .by_category(category)
                    .mean
                    .to_bits(),
                0.0_f64.to_bits()
            );
        }
    }
}

/// Holds every figure to the old one, relative to the largest of its column.
#[track_caller]
fn nearly_same(old: &Plan, new: &Plan) {
    let before = outcome(old, SEED, SMALL_TRIALS);
    let after = outcome(new, SEED, SMALL_TRIALS);
    for p in 0..3 {
        for ((name, before), (_, after)) in
            figures(old, &before, p).iter().zip(figures(new, &after, p))
        {
            let size = before
                .iter()
                .fold(0.0, |size: f64, value| size.max(value.abs()));
            // The columns by component hold seven digits.
            let rounding = if name.starts_with("component") {
                1e-7
            } else {
                1e-12
            };
            for (before, after) in before.iter().zip(after) {
                assert!(
                    (before - after).abs() <= rounding * size,
                    "{name}: {after} is not {before}"
                );
            }
        }
    }
}

/// These go another way to the same numbers: the time of a year with a factor of 1, an hour's worth of a mean hour, a
/// group of one that needs it.
#[test]
fn keys_that_take_another_way_arrive_at_the_same() {
    let old = plan(SMALL);
    let frailty = edited(
        SMALL,
        "providers:\n",
        "frailties: {f: {cv: 0, hazards: [north/region, storm, dns/m]}}\nproviders:\n",
    );
    nearly_same(&old, &plan(&frailty));
    let ones = |n: usize| vec!["1"; n].join(", ");
    let profile = format!(
        "value_profile: {{hour: [{}], weekday: [{}], month: [{}]}}, ",
        ones(24),
        ones(7),
        ones(12)
    );
    let profile = edited(SMALL, "shop: {value", &format!("shop: {{{profile}value"));
    nearly_same(&old, &plan(&profile));
    let group = edited(
        SMALL,
        "requires: [grid, dns]",
        "requires: [{at_least: 1, of: [grid]}, dns]",
    );
    nearly_same(
        &old,
        &plan(&edited(
            &group,
            "requires: [dns], failover",
            "requires: [{at_least: 1, of: [dns]}], failover",
        )),
    );
}
