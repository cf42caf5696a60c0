//! What must hold of the figures about any scenario, whatever its numbers.
//!
//! Equal means to the bit: figures are compared as they are written for debugging, which is every field with all of
//! its digits. So a figure that is new is held to these laws from its first day.

use lockin::analysis::{
    Annual, AtLevel, Bounded, Comparison, Estimate, Figures, LossFigures, PortfolioFigures, Skewed,
    Wanted, figures,
};
use lockin::engine::{Outcome, Plan, Pool, Run};
use lockin::model::{Document, Node};
use proptest::prelude::*;

use crate::laws_of_outage::{Mode, World, mode, world};
use crate::scenario::{Case, document, outcome, plan, valid};

const TRIALS: usize = 120;
const SEED: u64 = 3;

/// A world with a second portfolio that costs something, under contracts, with what an hour and these are worth
/// multiplied.
fn file(world: &World, case: Case, factor: f64) -> String {
    let mut dearer = world.clone();
    dearer.value *= factor;
    let rest = format!(
        "overhead_per_year: {}, contracts: {{a: {{spend_per_year: {}}}, c: {{spend_per_year: {}}}}}",
        700.0 * factor,
        3e4 * factor,
        2e4 * factor,
    );
    let case = case
        .line("discount_rate: 0.07")
        .portfolio("q", "a: 0.5, c: 0.5", &rest);
    dearer.file(&case)
}

fn figures_of(document: &Document) -> Figures {
    let scenario = valid(document);
    let plan = Plan::new(&scenario);
    let pool = Pool::new(2).expect("threads can be started");
    let mut run = Run::new(&plan, SEED, &pool);
    run.advance(TRIALS, &|| false);
    let wanted = Wanted {
        seed: SEED,
        a: 0,
        b: 1,
        importance_sampling: true,
    };
    figures(&scenario, &plan, run.tally(), wanted, &pool)
}

#[track_caller]
fn same(found: &Figures, expected: &Figures) {
    let (found, expected) = (format!("{found:#?}"), format!("{expected:#?}"));
    if found != expected {
        let lines = found.lines().zip(expected.lines()).enumerate();
        let apart: Vec<String> = lines
            .filter(|(_, (found, expected))| found != expected)
            .take(5)
            .map(|(at, (found, expected))| {
                format!("{at}: {} is not {}", found.trim(), expected.trim())
            })
            .collect();
        panic!(
            "{} lines, {} expected\n{}",
            found.lines().count(),
            expected.lines().count(),
            apart.join("\n")
        );
    }
}

// --- money ---

fn scale_estimates<'a>(estimates: impl IntoIterator<Item = &'a mut Estimate>, factor: f64) {
    for estimate in estimates {
        *estimate = estimate.scaled(factor);
    }
}

fn scale_bounds<'a>(bounds: impl IntoIterator<Item = &'a mut Bounded>, factor: f64) {
    for bounded in bounds {
        bounded.value *= factor;
        bounded.low *= factor;
        bounded.high *= factor;
    }
}

fn scale_skewed<'a>(estimates: impl IntoIterator<Item = &'a mut Skewed>, factor: f64) {
    for Skewed {
        value,
        se,
        low,
        high,
    } in estimates
    {
        for number in [value, se, low, high] {
            *number *= factor;
        }
    }
}

fn values<T>(list: &mut [AtLevel<T>]) -> impl Iterator<Item = &mut T> {
    list.iter_mut().map(|at| &mut at.value)
}

fn scale_loss(loss: &mut LossFigures, factor: f64) {
    loss.sd *= factor;
    values(&mut loss.quantiles).for_each(|value| *value *= factor);
    scale_bounds(values(&mut loss.var), factor);
    let parts = loss
        .by_category
        .iter_mut()
        .chain(&mut loss.by_cause)
        .chain(&mut loss.by_provider);
    let means = parts.map(|part| &mut part.mean);
    scale_estimates(means.chain([&mut loss.mean]), factor);
    scale_skewed(values(&mut loss.tvar), factor);
}

fn scale_annual(annual: &mut Annual, factor: f64) {
    annual.mean = annual.mean.scaled(factor);
    let levels = annual.aep.iter_mut().chain(&mut annual.oep);
    scale_bounds(levels.map(|level| &mut level.loss), factor);
    let points = annual.aep_curve.iter_mut().chain(&mut annual.oep_curve);
    scale_bounds(points.map(|point| &mut point.loss), factor);
}

fn scale_comparison(comparison: &mut Comparison, factor: f64) {
    comparison.premium_per_year *= factor;
    for crossing in &mut comparison.crossings {
        crossing.loss *= factor;
    }
    let deltas = values(&mut comparison.delta_var).chain(values(&mut comparison.delta_tvar));
    scale_bounds(deltas, factor);
    let estimates = [
        &mut comparison.delta_mean,
        &mut comparison.delta_annual,
        &mut comparison.break_even_mean,
    ];
    scale_estimates(estimates, factor);
    scale_skewed([&mut comparison.break_even_tvar_99], factor);
}

/// The figures in another unit of money; what is not money stays.
fn scaled(figures: &Figures, factor: f64) -> Figures {
    let mut figures = figures.clone();
    for PortfolioFigures {
        loss,
        annual,
        concentration,
        sharing,
        ..
    } in &mut figures.portfolios
    {
        sharing.price_per_year = sharing.price_per_year.scaled(factor);
        sharing.tail_price_per_year = sharing.tail_price_per_year.scaled(factor);
        scale_loss(loss, factor);
        scale_annual(annual, factor);
        for set in &mut concentration.cut_sets {
            set.loss_per_year *= factor;
        }
        let points = concentration.single_points_of_failure.iter_mut();
        scale_estimates(points.map(|point| &mut point.loss_per_year), factor);
    }
    if let Some(comparison) = &mut figures.comparison {
        scale_comparison(comparison, factor);
    }
    figures
}

// --- the order of the file ---

/// Puts the entries of every mapping and every list of names into another order, but for the portfolios, whose order
/// is the user's.
pub(crate) fn shuffled(node: &Node, key: &str, chance: &mut impl FnMut(usize) -> usize) -> Node {
    match node {
        Node::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|(key, node)| (key.clone(), shuffled(node, key, chance)))
                .collect();
            Node::Map(if key == "portfolios" {
                entries
            } else {
                shuffle(entries, chance)
            })
        }
        Node::List(items) if items.iter().all(|item| matches!(item, Node::Text(_))) => {
            Node::List(shuffle(items.clone(), chance))
        }
        other => other.clone(),
    }
}

fn shuffle<T>(mut items: Vec<T>, chance: &mut impl FnMut(usize) -> usize) -> Vec<T> {
    for i in (1..items.len()).rev() {
        items.swap(i, chance(i + 1));
    }
    items
}

// --- what has nothing to do with it ---

/// The figures without the parts of what is called `stranger`.
fn without_strangers(mut figures: Figures) -> Figures {
    for portfolio in &mut figures.portfolios {
        let loss = &mut portfolio.loss;
        for parts in [&mut loss.by_cause, &mut loss.by_provider] {
            parts.retain(|part| {
                let strange = part.id.contains("stranger");
                assert!(!strange || (part.mean == Estimate::default() && part.tail_share == 0.0));
                !strange
            });
        }
    }
    figures
}

/// Holds that one list of numbers is nowhere below the other.
#[track_caller]
fn nowhere_below(upper: &[f64], lower: &[f64]) {
    assert_eq!(upper.len(), lower.len());
    for (i, (upper, lower)) in upper.iter().zip(lower).enumerate() {
        assert!(upper >= lower, "{i}: {upper} is below {lower}");
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Hours a year with at least 1, 2 and 3 providers down, in a few trials of each of a few seeds.
fn joint_hours(world: &World) -> Vec<Vec<f64>> {
    let case = world.case().portfolio("all", "a: 0.4, b: 0.3, c: 0.3", "");
    let plan = plan(&world.file(&case));
    (0..10)
        .map(|seed| {
            let found: Outcome = outcome(&plan, seed, 2);
            let joint = found.joint_hours_per_year(1);
            joint.iter().map(|mean| mean.mean).collect()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A power of two moves no bit of any sum, so that all money is exactly so many times as much.
    #[test]
    fn all_money_in_another_unit_is_every_figure_in_that_unit(world in world(), power in -20..20_i32) {
        let factor = 2_f64.powi(power);
        let one = figures_of(&document(&file(&world, world.case(), 1.0)));
        let other = figures_of(&document(&file(&world, world.case(), factor)));
        same(&scaled(&one, factor), &other);
    }

    #[test]
    fn no_order_of_the_file_changes_a_figure(world in world(), mut dice in any::<u64>()) {
        let straight = document(&file(&world, world.case(), 1.0));
        let mut chance = |below: usize| {
            // Knuth's generator of MMIX; its high bits are good enough to shuffle.
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(dice >> 33).expect("31 bits") % below
        };
        let shuffled = Document { root: shuffled(&straight.root, "", &mut chance) };
        prop_assert!(shuffled != straight);
        same(&figures_of(&shuffled), &figures_of(&straight));
    }

    /// Neither one of a component that nothing needs, nor a common cause among such.
    #[test]
    fn an_unrelated_hazard_changes_no_figure(world in world(), stranger in mode(), cause in mode()) {
        let alone = figures_of(&document(&file(&world, world.case(), 1.0)));
        let case = world
            .case()
            .third_party("a-stranger", &stranger.text())
            .component("provider", "another-stranger", "requires: [a-stranger]")
            .cause("common-stranger", &format!("{}, hits: {{a-stranger: 0.7, another-stranger: 1}}", Mode::text(&cause)));
        let joined = figures_of(&document(&file(&world, case, 1.0)));
        same(&without_strangers(joined), &alone);
    }

    /// A year's total against its largest interruption: year by year, as curves, and as figures. An overhead is in
    /// the total alone.
    #[test]
    fn the_aggregate_curve_is_nowhere_below_the_occurrence_curve(world in world()) {
        let document = document(&file(&world, world.case(), 1.0));
        let found = outcome(&Plan::new(&valid(&document)), SEED, TRIALS);
        for column in &found.portfolios {
            nowhere_below(&column.annual, &column.largest);
            nowhere_below(&sorted(&column.annual), &sorted(&column.largest));
        }
        for portfolio in &figures_of(&document).portfolios {
            let annual = &portfolio.annual;
            for (total, largest) in annual.aep.iter().zip(&annual.oep) {
                prop_assert!(total.loss.value >= largest.loss.value);
            }
            for largest in &annual.oep_curve {
                let at = |probability: f64| (probability - largest.probability).abs() < 1e-12;
                for total in annual.aep_curve.iter().filter(|total| at(total.probability)) {
                    prop_assert!(total.loss.value >= largest.loss.value, "{total:?} {largest:?}");
                }
            }
        }
    }

    /// The same events hit more, so that in every trial as many providers are down at once for as long, or longer.
    #[test]
    fn larger_hit_probabilities_never_thin_the_joint_tail(world in world(), at in 0..3_usize, part in 0.0..1.0_f64) {
        let mut more = world.clone();
        more.hits[at] += part * (1.0 - more.hits[at]);
        for (more, fewer) in joint_hours(&more).iter().zip(joint_hours(&world)) {
            prop_assert_eq!(more.len(), 3);
            for (more, fewer) in more.iter().zip(fewer) {
                prop_assert!(more * (1.0 + 1e-9) + 1e-9 >= fewer, "{more} is less than {fewer}");
            }
        }
    }
}
