//! What must hold in every trial of every scenario, whatever its numbers.
//!
//! Both sides of a law see the same random numbers, so that it holds trial by trial and not only on average.

use lockin::engine::Outcome;
use proptest::prelude::*;

use crate::scenario::{Case, outcome};

const TRIALS: usize = 40;

/// Sums over other stretches of the same time differ by this, relative to what they sum.
const ROUNDING: f64 = 1e-9;

/// A failure mode.
#[derive(Clone, Debug)]
pub(crate) struct Mode {
    per_year: f64,
    mean_hours: f64,
    severity: f64,
}

impl Mode {
    pub(crate) fn text(&self) -> String {
        format!(
            "per_year: {}, hours: {{exponential: {{mean: {}}}}}, severity: {}",
            self.per_year, self.mean_hours, self.severity
        )
    }
}

/// A small world in which much happens at once.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// Of providers a, b and c.
    modes: Vec<Mode>,
    /// Of the third party that the first so many providers require.
    shared: Mode,
    sharing: usize,
    /// Of a common cause, and with which probability it hits each provider.
    cause: Mode,
    pub(crate) hits: Vec<f64>,
    pub(crate) shares: Vec<f64>,
    reserves: Vec<f64>,
    /// Whether the workload requires the third party.
    hard: bool,
    pub(crate) value: f64,
    tolerance: f64,
    /// Mean of an exponential delay \[h\], and the probability of success.
    failover: (f64, f64),
}

impl World {
    fn outcome(&self) -> Outcome {
        outcome(&crate::scenario::plan(&self.file(&self.case())), 11, TRIALS)
    }

    /// The file of a case of this world, with the value of an hour.
    pub(crate) fn file(&self, case: &Case) -> String {
        case.text().replace(
            "value_per_hour: 1,",
            &format!("value_per_hour: {},", self.value),
        )
    }

    /// The world with its portfolio, `p`.
    pub(crate) fn case(&self) -> Case {
        let list = |values: &[f64]| {
            let parts: Vec<String> = ["a", "b", "c"]
                .iter()
                .zip(values)
                .map(|(id, value)| format!("{id}: {value}"))
                .collect();
            parts.join(", ")
        };
        let case = ["a", "b", "c"].iter().zip(&self.modes).enumerate().fold(
            Case::over(2),
            |case, (i, (id, mode))| {
                let requires = if i < self.sharing {
                    "requires: [shared], "
                } else {
                    ""
                };
                let fields = format!("{requires}outages: {{m: {{{}}}}}", mode.text());
                case.component("provider", id, &fields)
            },
        );
        case.third_party("shared", &self.shared.text())
            .cause("cause", &format!("{}, hits: {{{}}}", self.cause.text(), list(&self.hits)))
            .workload(&format!(
                "tolerance_hours: {}, requires: [{}], failover: {{delay_hours: {{exponential: {{mean: {}}}}}, success: {}}}",
                self.tolerance,
                if self.hard { "shared" } else { "" },
                self.failover.0,
                self.failover.1,
            ))
            .portfolio(
                "p",
                &list(&self.shares),
                &format!("reserve: {{w: {{{}}}}}", list(&self.reserves)),
            )
    }
}

pub(crate) fn mode() -> impl Strategy<Value = Mode> {
    (1.0..40.0, 1.0..80.0, 0.05..1.0).prop_map(|(per_year, mean_hours, severity)| Mode {
        per_year,
        mean_hours,
        severity,
    })
}

prop_compose! {
    pub(crate) fn world()(
        modes in prop::collection::vec(mode(), 3),
        shared in mode(),
        sharing in 0..4_usize,
        cause in mode(),
        hits in prop::collection::vec(0.0..1.0, 3),
        raw in prop::collection::vec(prop_oneof![Just(0.0), 0.1..1.0], 3),
        reserves in prop::collection::vec(prop_oneof![Just(0.0), 0.0..0.8], 3),
        hard in any::<bool>(),
        tolerance in prop_oneof![Just(0.0), 0.1..50.0],
        failover in (0.1..40.0, prop_oneof![Just(0.0), 0.3..1.0, Just(1.0)]),
    ) -> World {
        let sum: f64 = raw.iter().sum();
        let shares = if sum > 0.0 { raw.iter().map(|x| x / sum).collect() } else { vec![1.0, 0.0, 0.0] };
        World { modes, shared, sharing, cause, hits, shares, reserves, hard, value: 100.0, tolerance, failover }
    }
}

/// Holds that no trial loses more in `better` than in `worse`, in money, in hours, or in one interruption.
#[track_caller]
fn never_more(better: &World, worse: &World) {
    let (better, worse) = (better.outcome(), worse.outcome());
    let (b, w) = (&better.portfolios[0], &worse.portfolios[0]);
    for (name, b, w) in [
        ("loss", &b.loss, &w.loss),
        ("annual", &b.annual, &w.annual),
        ("unserved", &b.unserved_hours, &w.unserved_hours),
        ("down", &b.down_hours, &w.down_hours),
        ("longest", &b.longest_hours, &w.longest_hours),
    ] {
        for (trial, (b, w)) in b.iter().zip(w).enumerate() {
            assert!(
                *b <= w * (1.0 + ROUNDING) + ROUNDING,
                "{name} {trial}: {b} is more than {w}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// At a provider that already carries the workload or at one that is new to it.
    #[test]
    fn a_larger_reserve_never_adds_a_loss(world in world(), at in 0..3_usize, more in 0.01..1.0_f64) {
        let mut larger = world.clone();
        larger.reserves[at] += more;
        never_more(&larger, &world);
    }

    #[test]
    fn a_full_replica_never_adds_a_loss(world in world(), at in 0..3_usize) {
        let mut replicated = world.clone();
        replicated.reserves[at] += 1.0;
        never_more(&replicated, &world);
    }

    #[test]
    fn more_severity_never_takes_from_a_loss_without_fail_over(
        mut world in world(), at in 0..5_usize, part in 0.0..1.0_f64,
    ) {
        world.failover.1 = 0.0;
        let mut worse = world.clone();
        let mode = match at {
            3 => &mut worse.shared,
            4 => &mut worse.cause,
            _ => &mut worse.modes[at],
        };
        mode.severity += part * (1.0 - mode.severity);
        never_more(&world, &worse);
    }

    #[test]
    fn a_fail_over_that_works_more_often_never_adds_a_loss(mut world in world(), part in 0.0..1.0_f64) {
        world.failover.1 = world.failover.1.clamp(0.1, 0.9);
        let mut better = world.clone();
        better.failover.1 += part * (1.0 - better.failover.1);
        never_more(&better, &world);
    }

    #[test]
    fn a_faster_fail_over_never_adds_a_loss(world in world(), part in 0.01..1.0_f64) {
        let mut faster = world.clone();
        faster.failover.0 *= part;
        never_more(&faster, &world);
    }

    #[test]
    fn fewer_hits_of_a_common_cause_never_add_a_loss(world in world(), at in 0..3_usize, part in 0.0..1.0_f64) {
        let mut fewer = world.clone();
        fewer.hits[at] *= part;
        never_more(&fewer, &world);
    }

    #[test]
    fn a_longer_tolerance_never_adds_a_loss(world in world(), more in 0.1..50.0_f64) {
        let mut longer = world.clone();
        longer.tolerance += more;
        never_more(&longer, &world);
    }

    #[test]
    fn no_requirement_never_adds_a_loss(mut world in world()) {
        world.hard = true;
        let mut free = world.clone();
        free.hard = false;
        never_more(&free, &world);
    }

    #[test]
    fn twice_the_value_is_twice_the_loss(world in world(), factor in 0.1..10.0_f64) {
        let mut dearer = world.clone();
        dearer.value *= factor;
        let (one, other) = (world.outcome(), dearer.outcome());
        let (one, other) = (&one.portfolios[0], &other.portfolios[0]);
        for (one, other) in one.annual.iter().zip(&other.annual).chain(one.largest.iter().zip(&other.largest)) {
            prop_assert!((one * factor - other).abs() <= 1e-12 * other);
        }
        prop_assert_eq!(&one.unserved_hours, &other.unserved_hours);
    }

    /// Exactly: each is a sum over the same stretches in the same order, and rounding is monotone.
    #[test]
    fn a_year_holds_its_largest_interruption(world in world()) {
        let found = world.outcome();
        let p = &found.portfolios[0];
        for (annual, largest) in p.annual.iter().zip(&p.largest) {
            prop_assert!(annual >= largest && *largest >= 0.0);
        }
        prop_assert!(p.annual.iter().any(|loss| *loss > 0.0) || world.tolerance > 0.0);
    }

    #[test]
    fn causes_and_components_add_up_to_the_whole(world in world()) {
        let found = world.outcome();
        let p = &found.portfolios[0];
        let n = p.loss.len();
        let whole: f64 = p.loss.iter().sum::<f64>() / n as f64;
        let causes: f64 = (0..5).map(|hazard| p.sums.by_cause(hazard).mean).sum();
        let components: f64 = (0..4).map(|component| p.sums.by_component(component).mean).sum();
        prop_assert!((causes - whole).abs() <= 1e-9 * whole, "{causes} is not {whole}");
        prop_assert!((components - whole).abs() <= 1e-9 * whole, "{components} is not {whole}");
        for (trial, parts) in p.loss.iter().zip(p.by_component.chunks(4)) {
            let parts: f64 = parts.iter().map(|part| f64::from(*part)).sum();
            prop_assert!((parts - trial).abs() <= 1e-6 * trial);
        }
    }

    /// Down for at least as long as unserved, the longest within the whole, no more than all of the time.
    #[test]
    fn hours_keep_within_one_another(world in world()) {
        let found = world.outcome();
        let p = &found.portfolios[0];
        for ((unserved, down), longest) in p.unserved_hours.iter().zip(&p.down_hours).zip(&p.longest_hours) {
            prop_assert!(*unserved <= down * (1.0 + ROUNDING));
            prop_assert!(*longest <= down * (1.0 + ROUNDING));
            prop_assert!(*down <= 2.0 * 8766.0 * (1.0 + ROUNDING));
        }
    }
}
