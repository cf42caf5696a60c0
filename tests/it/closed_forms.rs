//! What the engine must give where mathematics gives it too.
//!
//! Every estimate is held against its closed form within [`Z`] of its own standard errors, from a fixed seed. The
//! tolerance is never widened to pass. Where the form holds only in a limit, its bias is bounded and added by name.
//!
//! The workload is worth 1 an hour and nothing is discounted unless a case says so, so that losses are hours.

use lockin::engine::{Mean, Outcome, Plan, replay};
use lockin::stats::Moments;
use lockin::units::HOURS_PER_YEAR;

use crate::scenario::{Case, outcome};

/// Standard errors that an estimate may be off: a false alarm for 6.3 in 100,000 checks, and there are about 60 here.
pub(crate) const Z: f64 = 4.0;

const SEED: u64 = 20_260_101;

/// Holds the mean of a sample against its closed form, which is itself off by at most `bias`.
#[track_caller]
pub(crate) fn check(sample: impl IntoIterator<Item = f64>, expected: f64, bias: f64) {
    let moments: Moments = sample.into_iter().collect();
    let mean = Mean {
        mean: moments.mean(),
        se: moments.standard_error(),
    };
    check_mean(mean, expected, bias);
}

#[track_caller]
pub(crate) fn check_mean(found: Mean, expected: f64, bias: f64) {
    // A bias that hides the estimate, or an error that would let anything pass, proves nothing.
    assert!(bias <= found.se, "bias {bias} exceeds the error {found:?}");
    assert!(found.se < 0.1 * expected, "too vague: {found:?}");
    assert!(
        (found.mean - expected).abs() <= Z * found.se + bias,
        "{found:?} is not {expected} to {Z} standard errors"
    );
}

pub(crate) fn hours(years: u32) -> f64 {
    f64::from(years) * HOURS_PER_YEAR
}

/// `per_year` of a failure mode that is down this part of the time in the long run, with repairs of this mean.
fn per_year(unavailability: f64, mean_hours: f64) -> f64 {
    HOURS_PER_YEAR / (mean_hours * (1.0 - unavailability) / unavailability)
}

/// A failure mode with exponential repairs that is down this part of the time in the long run.
fn mode(unavailability: f64, mean_hours: f64) -> String {
    let rate = per_year(unavailability, mean_hours);
    format!("{{per_year: {rate}, hours: {{exponential: {{mean: {mean_hours}}}}}}}")
}

/// An alternating process of exponential up-times and outages that starts up.
#[derive(Clone, Copy)]
pub(crate) struct Exponential {
    /// Outages an hour of up-time.
    rate: f64,
    /// Mean outage \[h\].
    mean: f64,
}

impl Exponential {
    pub(crate) fn new(per_year: f64, mean: f64) -> Self {
        Self {
            rate: per_year / HOURS_PER_YEAR,
            mean,
        }
    }

    /// P(down at t) = λ/(λ+μ) · (1 - exp(-(λ+μ)t)).
    ///
    /// Source: Trivedi, “Probability and Statistics with Reliability, Queuing and Computer Science Applications”,
    /// 2nd edition (2002), section 8.2.1, instantaneous availability of the two-state chain.
    pub(crate) fn down_at(self, time: f64) -> f64 {
        let repair = 1.0 / self.mean;
        -self.rate / (self.rate + repair) * f64::exp_m1(-(self.rate + repair) * time)
    }

    /// ∫ P(down at t) dt over `0..horizon`: λ/(λ+μ)·H - λ/(λ+μ)²·(1 - exp(-(λ+μ)H)).
    ///
    /// Source: Trivedi (2002), section 8.2.1, interval availability.
    fn down_hours(self, horizon: f64) -> f64 {
        let (rate, repair) = (self.rate, 1.0 / self.mean);
        let sum = rate + repair;
        rate / sum * horizon + rate / (sum * sum) * f64::exp_m1(-sum * horizon)
    }

    /// Outages that start: at rate λ while it is up.
    fn starts(self, horizon: f64) -> f64 {
        self.rate * (horizon - self.down_hours(horizon))
    }

    /// At most this part of an outage is expected to be cut off at the horizon, times what a whole one brings.
    fn cut(self, horizon: f64) -> f64 {
        self.down_at(horizon)
    }
}

/// ∫ f over `0..horizon` by Simpson's rule on steps that grow with time: all transients are at the start.
fn integral(horizon: f64, f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 20_000;
    // t = H·x⁴, dt = 4·H·x³ dx
    let g = |x: f64| f(horizon * x.powi(4)) * 4.0 * horizon * x.powi(3);
    let width = 1.0 / f64::from(STEPS);
    let inner: f64 = (1..STEPS)
        .map(|i| (if i % 2 == 1 { 4.0 } else { 2.0 }) * g(f64::from(i) * width))
        .sum();
    (g(0.0) + inner + g(1.0)) * width / 3.0
}

// --- the process ---

/// Source: [`Exponential::down_hours`].
#[test]
fn downtime_of_an_alternating_exponential_process() {
    for (years, rate, mean) in [(1, 2.0, 300.0), (5, 50.0, 20.0)] {
        let case = Case::over(years)
            .provider(
                "a",
                &format!("per_year: {rate}, hours: {{exponential: {{mean: {mean}}}}}"),
            )
            .portfolio("p", "a: 1", "");
        let found = outcome(&case.plan(), SEED, 20_000);
        let expected = Exponential::new(rate, mean).down_hours(hours(years));
        check(
            found.portfolios[0].unserved_hours.iter().copied(),
            expected,
            0.0,
        );
        check(
            found.portfolios[0].down_hours.iter().copied(),
            expected,
            0.0,
        );
        check(found.portfolios[0].loss.iter().copied(), expected, 0.0);
        check_mean(
            found.joint_hours_per_year(0)[0],
            expected / f64::from(years),
            0.0,
        );
    }
}

/// Down-time over `0..H` is `u·H + c + o(1)` with `u = E[D]/E[C]`, `C = U + D`. By Wald's equation the cycles up to
/// the first that ends past H bring `u·(H + E[R])`, where the excess R tends to `E[C²]/2E[C]`; of that, the
/// down-time past H is E[D] if H falls in an up-time, and tends to `E[D²]/2E[D]` if it falls in an outage.
///
/// Source: renewal reward, Ross, “Stochastic Processes”, 2nd edition (1996), section 3.6, and the excess life of 3.4.
#[test]
fn downtime_of_any_renewal_process_in_the_long_run() {
    const YEARS: u32 = 100;
    let mean_up = HOURS_PER_YEAR / 30.0;
    let gamma = |x: f64| libm::tgamma(x);
    // Up-times as a law, and the square of their coefficient of variation.
    let weibull = gamma(1.0 + 2.0 / 0.7) / gamma(1.0 + 1.0 / 0.7).powi(2) - 1.0;
    for (up_time, variation) in [
        ("{weibull: {shape: 0.7}}", weibull),
        ("{gamma: {shape: 2.5}}", 1.0 / 2.5),
        ("exponential", 1.0),
    ] {
        // Lognormal by its mean 24 and standard deviation 40.
        let (down, down_sd) = (24.0, 40.0_f64);
        let case = Case::over(YEARS)
            .provider(
                "a",
                &format!("per_year: 30, up_time: {up_time}, hours: {{lognormal: {{mean: {down}, sd: {down_sd}}}}}"),
            )
            .portfolio("p", "a: 1", "");
        let found = outcome(&case.plan(), SEED, 1_000);
        let cycle = mean_up + down;
        let unavailability = down / cycle;
        let down_square = down_sd * down_sd + down * down;
        let cycle_square = variation * mean_up * mean_up + down_sd * down_sd + cycle * cycle;
        let end = unavailability * cycle_square / (2.0 * cycle)
            - (1.0 - unavailability) * down
            - unavailability * down_square / (2.0 * down);
        check(
            found.portfolios[0].unserved_hours.iter().copied(),
            unavailability * hours(YEARS) + end,
            0.0,
        );
    }
}

// --- several things down at once ---

/// Expected hours with at least j of n down, from `P(i of n down at t) = C(n, i) p(t)^i (1 - p(t))^(n-i)`, and what a
/// 3-of-4 arrangement leaves unserved.
///
/// Source: the binomial law of independent identical components, e.g. Trivedi (2002), section 1.8 (k out of n).
#[test]
fn k_of_n_independent_providers_are_binomial() {
    let (years, rate, mean) = (2, 30.0, 40.0);
    let fields = format!("per_year: {rate}, hours: {{exponential: {{mean: {mean}}}}}");
    let quarter = "a: 0.25, b: 0.25, c: 0.25, d: 0.25";
    let twelfth = "reserve: {w: {a: 0.08333333333333333, b: 0.08333333333333333, c: 0.08333333333333333, d: 0.08333333333333333}}";
    let plan = ["a", "b", "c", "d"]
        .iter()
        .fold(Case::over(years), |case, id| case.provider(id, &fields))
        .workload("failover: {delay_hours: 0, success: 1}")
        .portfolio("bare", quarter, "")
        .portfolio("reserved", quarter, twelfth)
        .plan();
    let found = outcome(&plan, SEED, 20_000);
    let process = Exponential::new(rate, mean);
    let down = |i: i32, time: f64| {
        let p = process.down_at(time);
        f64::from([1, 4, 6, 4, 1][usize::try_from(i).expect("at most 4")])
            * p.powi(i)
            * (1.0 - p).powi(4 - i)
    };
    let years = f64::from(years);
    for (at_least, found) in (1..=4).zip(found.joint_hours_per_year(0)) {
        let expected = integral(hours(2), |t| (at_least..=4).map(|i| down(i, t)).sum());
        check_mean(found, expected / years, 0.0);
    }
    check(
        found.portfolios[0].loss.iter().copied(),
        process.down_hours(hours(2)),
        0.0,
    );
    // One down: 3/12 of reserve make up for it. Two: 1/2 - 2/12. Three: 3/4 - 1/12. Four: all.
    let unserved = integral(hours(2), |t| {
        down(2, t) / 3.0 + down(3, t) * 2.0 / 3.0 + down(4, t)
    });
    check(found.portfolios[1].loss.iter().copied(), unserved, 0.0);
}

/// Long enough for the start of all processes in the up state to be forgotten: it takes off at most the mean repair of
/// 10 h, one part in 87,000 of the horizon.
const LONG: u32 = 100;

/// Hours a year with at least `j` providers down, where each is down independently for its part of the time.
fn joint(case: &Case, trials: usize) -> Vec<Mean> {
    outcome(&case.plan(), SEED, trials).joint_hours_per_year(0)
}

/// Holds hours a year against a published probability, less or more what the start of all processes can take off:
/// with repairs of 10 h, and `n` processes in play, at most n times 10/876,600 of the probability, and the digits cut in print.
#[track_caller]
fn check_published(found: Mean, probability: f64, digits: f64, n: f64) {
    let bias = probability * n * 10.0 / hours(LONG) + digits;
    check_mean(found, probability * HOURS_PER_YEAR, bias * HOURS_PER_YEAR);
}

/// Sources: MIL-HDBK-338's four displays of which three must work, R = 0.9 each (reliabilityanalytics.com,
/// 2011-09-02): 0.9477. SCRAM `tests/bench_core_tests.cc`, p = 0.1, 0.2, 0.3: any 0.496, at least two 0.098.
#[test]
fn published_redundancy_figures() {
    let provider = |case: Case, id: &str, p: f64| {
        case.component(
            "provider",
            id,
            &format!("outages: {{m: {}}}", mode(p, 10.0)),
        )
    };
    let displays = ["a", "b", "c", "d"]
        .iter()
        .fold(Case::over(LONG), |case, id| provider(case, id, 0.1));
    let found = joint(
        &displays.portfolio("p", "a: 0.25, b: 0.25, c: 0.25, d: 0.25", ""),
        300,
    );
    check_published(found[1], 1.0 - 0.9477, 0.0, 2.0);

    let abc = [("a", 0.1), ("b", 0.2), ("c", 0.3)]
        .iter()
        .fold(Case::over(LONG), |case, (id, p)| provider(case, id, *p));
    let found = joint(&abc.portfolio("p", "a: 0.25, b: 0.25, c: 0.5", ""), 300);
    check_published(found[0], 0.496, 0.0, 1.0);
    check_published(found[1], 0.098, 0.0, 2.0);
}

/// Source: SCRAM `input/Theatre` (an example of `OpenFTA`): mains fail 0.03 and (generator 0.02 or relay 0.05): 0.00207.
#[test]
fn published_power_supply_of_an_operating_theatre() {
    let plan = Case::over(LONG)
        .component(
            "provider",
            "mains",
            &format!("outages: {{m: {}}}", mode(0.03, 10.0)),
        )
        .component(
            "provider",
            "generator",
            &format!("requires: [relay], outages: {{m: {}}}", mode(0.02, 10.0)),
        )
        .component(
            "third party",
            "relay",
            &format!("outages: {{m: {}}}", mode(0.05, 10.0)),
        )
        .portfolio("p", "mains: 0.5, generator: 0.5", "");
    check_published(joint(&plan, 300)[1], 0.00207, 0.0, 2.0);
}

/// The β-factor model: a part β of every failure is common to all. Three trains, each a pump and a valve, Q = 0.1,
/// β = 0.2, so 0.08 alone and 0.02 together for pumps and valves each.
///
/// Source: SCRAM `tests/input/core/beta_factor_ccf.xml`, all three trains down: 0.04308.
#[test]
fn published_common_cause_by_the_beta_factor() {
    let alone = mode(0.08, 10.0);
    let shared = mode(0.02, 10.0);
    let shared = format!(
        "{}, hits: {{a: 1, b: 1, c: 1}}",
        shared.trim_matches(['{', '}']).to_owned() + "}}"
    );
    let case = ["a", "b", "c"].iter().fold(Case::over(LONG), |case, id| {
        case.component(
            "provider",
            id,
            &format!("outages: {{pump: {alone}, valve: {alone}}}"),
        )
    });
    let case = case
        .cause("pumps", &shared)
        .cause("valves", &shared)
        .portfolio("p", "a: 0.25, b: 0.25, c: 0.5", "");
    check_published(joint(&case, 300)[2], 0.04308, 5e-6, 3.0);
}

/// Availabilities in series multiply. Severities of 1 combine by `u = h + (1 - h)·x`, h from what the workload requires.
///
/// Sources: Microsoft Azure Well-Architected, “Using business metrics to design resilient Azure applications”
/// (2021-11-11): App Service 99.95 % and SQL Database 99.99 %: 99.940005 %. Azure/reliable-web-app-pattern-dotnet,
/// `assets/sla-calculation.md`: eight services, 99.616 %.
#[test]
fn published_availability_of_services_in_series() {
    let chain = |parts: &[f64]| {
        let ids: Vec<String> = (0..parts.len()).map(|i| format!("s{i}")).collect();
        let case = ids
            .iter()
            .zip(parts)
            .skip(1)
            .fold(Case::over(LONG), |case, (id, available)| {
                case.component(
                    "third party",
                    id,
                    &format!("outages: {{m: {}}}", mode(1.0 - available, 10.0)),
                )
            });
        case.component(
            "provider",
            "s0",
            &format!("outages: {{m: {}}}", mode(1.0 - parts[0], 10.0)),
        )
        .workload(&format!("requires: [{}]", ids[1..].join(", ")))
        .portfolio("p", "s0: 1", "")
    };
    for (parts, published, digits) in [
        (&[0.9995, 0.9999][..], 0.999_400_05, 0.0),
        (
            &[0.9999, 0.9999, 0.9995, 0.999, 0.99995, 0.999, 0.9999, 0.999][..],
            0.99616,
            5e-6,
        ),
    ] {
        let found = outcome(&chain(parts).plan(), SEED, 400);
        let missing = 1.0 - published;
        check(
            found.portfolios[0]
                .unserved_hours
                .iter()
                .map(|h| h / f64::from(LONG)),
            missing * HOURS_PER_YEAR,
            (missing * 10.0 / hours(LONG) + digits) * HOURS_PER_YEAR,
        );
    }
}

/// Both of two providers are down for the product of their parts; with a common cause of part q that always hits
/// both, for `q + (1 - q)·p₁·p₂`.
///
/// Source: independence, and the law of total probability over the common cause.
#[test]
fn two_providers_at_once() {
    let (p1, p2, q): (f64, f64, f64) = (0.05, 0.1, 0.01);
    let case = Case::over(LONG)
        .component(
            "provider",
            "a",
            &format!("outages: {{m: {}}}", mode(p1, 10.0)),
        )
        .component(
            "provider",
            "b",
            &format!("outages: {{m: {}}}", mode(p2, 10.0)),
        )
        .portfolio("p", "a: 0.5, b: 0.5", "");
    check_published(joint(&case, 200)[1], p1 * p2, 0.0, 2.0);
    let shared = format!(
        "per_year: {}, hours: {{exponential: {{mean: 10}}}}, hits: {{a: 1, b: 1}}",
        per_year(q, 10.0)
    );
    let case = case.cause("both", &shared);
    check_published(joint(&case, 200)[1], q + (1.0 - q) * p1 * p2, 0.0, 2.0);
}

/// First failures of two providers with a common cause: P(T₁ > s, T₂ > t) = exp(-λ₁s - λ₂t - λ₁₂·max(s, t)), where a
/// common cause that hits each with its own probability splits into three independent shocks.
///
/// Source: Marshall and Olkin, “A multivariate exponential distribution”, Journal of the American Statistical
/// Association 62 (1967), 30–44.
#[test]
fn first_failures_are_marshall_olkin() {
    let (hit_a, hit_b) = (0.8, 0.5);
    let plan = Case::over(2)
        .provider("a", "per_year: 0.5, hours: 1")
        .provider("b", "per_year: 1, hours: 1")
        .cause(
            "both",
            &format!("per_year: 0.7, hours: 0.01, hits: {{a: {hit_a}, b: {hit_b}}}"),
        )
        .portfolio("p", "a: 0.5, b: 0.5", "")
        .plan();
    let firsts: Vec<[f64; 2]> = (0..20_000)
        .map(|trial| {
            let events = replay(&plan, SEED, trial).events;
            [0, 1].map(|k| {
                let first = events.iter().find(|event| event.hits.contains(&k));
                first.map_or(f64::INFINITY, |event| event.start / HOURS_PER_YEAR)
            })
        })
        .collect();
    let rates = [
        0.5 + 0.7 * hit_a * (1.0 - hit_b),
        1.0 + 0.7 * (1.0 - hit_a) * hit_b,
        0.7 * hit_a * hit_b,
    ];
    for (s, t) in [(0.3, 0.3), (0.2, 1.0), (1.5, 0.5), (1.0, 1.9), (0.0, 0.7)] {
        let survived = firsts
            .iter()
            .map(|[a, b]| f64::from(u8::from(*a > s && *b > t)));
        let expected = f64::exp(-rates[0] * s - rates[1] * t - rates[2] * f64::max(s, t));
        check(survived, expected, 0.0);
    }
}

/// Given the event, hits are independent, so that j of three components are hit with a binomial probability, and none
/// in `(1 - p)³` of the events: such an event does not show.
///
/// Source: the binomial failure-rate model, Vesely, “Estimating common cause failure probabilities” (1977).
#[test]
fn a_common_cause_hits_each_component_with_its_own_coin() {
    let p: f64 = 0.3;
    let plan = ["a", "b", "c"]
        .iter()
        .fold(Case::over(50), |case, id| case.provider(id, ""))
        .cause(
            "all",
            "per_year: 4, hours: 0.001, hits: {a: 0.3, b: 0.3, c: 0.3}",
        )
        .portfolio("p", "a: 1", "")
        .plan();
    let mut by_trial: Vec<[f64; 4]> = Vec::new();
    for trial in 0..500 {
        let mut count = [0.0; 4];
        for event in replay(&plan, SEED, trial).events {
            count[event.hits.len()] += 1.0;
        }
        by_trial.push(count);
    }
    for (hits, ways) in [(1, 3.0), (2, 3.0), (3, 1.0)] {
        let expected = 200.0 * ways * p.powi(hits) * (1.0 - p).powi(3 - hits);
        let hits = usize::try_from(hits).expect("up to 3");
        check(by_trial.iter().map(|count| count[hits]), expected, 0.002);
    }
    assert!(by_trial.iter().all(|count| count[0] == 0.0));
}

// --- from an outage to what it costs ---

const OUTAGE: (f64, f64) = (20.0, 5.0);
const YEARS: u32 = 20;

/// Holds the loss of a case with one failure mode, 20 a year with exponential durations of mean 5 h, against what one
/// outage is expected to cost. An outage that the horizon cuts costs less: that is the bias.
#[track_caller]
fn check_per_outage(case: &Case, per_outage: f64) {
    let process = Exponential::new(OUTAGE.0, OUTAGE.1);
    let horizon = hours(YEARS);
    let found = outcome(&case.plan(), SEED, 2_000);
    check(
        found.portfolios[0].loss.iter().copied(),
        process.starts(horizon) * per_outage,
        process.cut(horizon) * OUTAGE.1,
    );
}

/// Provider `a` fails, `spare` never does.
fn outage(more: &str) -> Case {
    Case::over(YEARS)
        .provider(
            "a",
            &format!(
                "per_year: {}, hours: {{exponential: {{mean: {}}}}}{more}",
                OUTAGE.0, OUTAGE.1
            ),
        )
        .provider("spare", "")
}

/// With success φ and a constant delay δ, an outage of exponential duration D leaves E[min(δ, D)] = m(1 - e^(-δ/m))
/// unserved, m if the fail-over fails, and after δ whatever the reserve r does not cover.
///
/// Source: ∫₀^δ P(D > x) dx.
#[test]
fn failover_leaves_the_hours_until_it_has_happened() {
    let m = OUTAGE.1;
    for (delay, success, reserve) in [
        (2.0, 0.7, 1.0),
        (6.0, 1.0, 1.0),
        (1.0, 0.9, 0.3),
        (0.0, 0.5, 0.6),
        (3.0, 0.0, 1.0),
    ] {
        let case = outage("")
            .workload(&format!(
                "failover: {{delay_hours: {delay}, success: {success}}}"
            ))
            .portfolio(
                "p",
                "a: 1",
                &format!("reserve: {{w: {{spare: {reserve}}}}}"),
            );
        let until = m * -f64::exp_m1(-delay / m);
        let after = m - until;
        check_per_outage(
            &case,
            success * (until + (1.0 - reserve) * after) + (1.0 - success) * m,
        );
    }
}

/// An exponential delay of mean d: E[min(δ, D)] = 1/(1/d + 1/m), the smaller of two exponentials.
#[test]
fn an_uncertain_delay_races_the_repair() {
    let case = outage("")
        .workload("failover: {delay_hours: {exponential: {mean: 3}}, success: 1}")
        .portfolio("p", "a: 1", "reserve: {w: {spare: 1}}");
    check_per_outage(&case, 1.0 / (1.0 / 3.0 + 1.0 / OUTAGE.1));
}

/// E[(D - τ)⁺] = m·e^(-τ/m).
///
/// Source: Klugman, Panjer and Willmot, “Loss Models”, 4th edition (2012), section 8.2, ordinary deductible.
#[test]
fn a_tolerance_is_a_deductible() {
    for tolerance in [0.5, 5.0] {
        let case = outage("")
            .workload(&format!("tolerance_hours: {tolerance}"))
            .portfolio("p", "a: 1", "");
        check_per_outage(&case, OUTAGE.1 * f64::exp(-tolerance / OUTAGE.1));
    }
}

/// The tolerance counts from the start of the interruption: with a reserve that takes over after δ, only
/// `E[(min(D, δ) - τ)⁺] = ∫_τ^δ P(D > x) dx` is lost. If the reserve covers half, the interruption goes on, and half of
/// what comes after δ is lost too, wherever τ lies.
#[test]
fn a_tolerance_counts_from_the_start_of_the_interruption() {
    let m = OUTAGE.1;
    let tail = |x: f64| m * f64::exp(-x / m);
    let case = |tolerance: f64, reserve: f64| {
        outage("")
            .workload(&format!(
                "tolerance_hours: {tolerance}, failover: {{delay_hours: 4, success: 1}}"
            ))
            .portfolio(
                "p",
                "a: 1",
                &format!("reserve: {{w: {{spare: {reserve}}}}}"),
            )
    };
    check_per_outage(&case(2.0, 1.0), tail(2.0) - tail(4.0));
    check_per_outage(&case(2.0, 0.5), tail(2.0) - tail(4.0) / 2.0);
    check_per_outage(&case(6.0, 0.5), tail(6.0) / 2.0);
}

/// What is lost is linear in the severity where nothing covers it, so that its mean is what counts.
///
/// Source: Wald's equation; means of PERT `(min + 4·mode + max)/6`, beta `a/(a + b)` and uniform.
#[test]
fn severity_counts_by_its_mean() {
    for (law, mean) in [
        (
            "{pert: {min: 0.1, mode: 0.4, max: 1}}",
            (0.1 + 1.6 + 1.0) / 6.0,
        ),
        ("{beta: {a: 2, b: 3}}", 0.4),
        ("{uniform: {min: 0.2, max: 0.6}}", 0.4),
        ("0.25", 0.25),
    ] {
        check_per_outage(
            &outage(&format!(", severity: {law}")).portfolio("p", "a: 1", ""),
            mean * OUTAGE.1,
        );
    }
}

/// A provider with share x costs x of an outage, whatever the law of the duration.
#[test]
fn a_share_costs_its_share() {
    check_per_outage(
        &outage("").portfolio("p", "a: 0.3, spare: 0.7", ""),
        0.3 * OUTAGE.1,
    );
}

/// Severity 1/2 counts once: were it counted on each of the two ways from `a` to `d`, 3/4 would be lost.
#[test]
fn an_outage_counts_once_on_however_many_ways_it_comes() {
    let failing = format!(
        "outages: {{m: {{per_year: {}, hours: {{exponential: {{mean: {}}}}}, severity: 0.5}}}}",
        OUTAGE.0, OUTAGE.1
    );
    let case = Case::over(YEARS)
        .component("provider", "a", "requires: [b, c]")
        .component("third party", "b", "requires: [d]")
        .component("third party", "c", "requires: [d]")
        .component("third party", "d", &failing)
        .provider("steady", "");
    check_per_outage(&case.clone().portfolio("p", "a: 1", ""), 0.5 * OUTAGE.1);
    // The same for what the workload itself requires, by two ways.
    let required = case
        .workload("requires: [b, c]")
        .portfolio("p", "steady: 1", "");
    check_per_outage(&required, 0.5 * OUTAGE.1);
}

/// Two independent outages of severities s and z at once leave (1 - s)(1 - z) of a component, and a share x of it and a
/// hard requirement `u = h + (1 - h)·x·(1 - a)`.
#[test]
fn outages_at_once_multiply_what_is_left() {
    let (p, q, s, z): (f64, f64, f64, f64) = (0.1, 0.2, 0.4, 0.5);
    let failing = |p: f64, severity: f64| {
        format!(
            "per_year: {}, hours: {{exponential: {{mean: 10}}}}, severity: {severity}",
            per_year(p, 10.0)
        )
    };
    let both = Case::over(LONG)
        .component(
            "provider",
            "a",
            &format!(
                "outages: {{one: {{{}}}, two: {{{}}}}}",
                failing(p, s),
                failing(q, z)
            ),
        )
        .portfolio("p", "a: 1", "");
    let hard = Case::over(LONG)
        .provider("a", &failing(p, s))
        .provider("spare", "")
        .third_party("identity", &failing(q, z))
        .workload("requires: [identity]")
        .portfolio("p", "a: 0.6, spare: 0.4", "");
    let unserved = |case: Case, expected: f64| {
        let found = outcome(&case.plan(), SEED, 300);
        let bias = expected * 10.0 / hours(LONG);
        check(
            found.portfolios[0]
                .unserved_hours
                .iter()
                .map(|h| h / hours(LONG)),
            expected,
            bias,
        );
    };
    unserved(both, 1.0 - (1.0 - p * s) * (1.0 - q * z));
    unserved(hard, q * z + (1.0 - q * z) * 0.6 * p * s);
}

/// Hours in which two outages take something together are charged in proportion to their severities, each to the
/// component that it hit: `p(1 - q)·s + p·q·(1 - (1 - s)(1 - z))·s/(s + z)` to the first.
///
/// Source: the rule of attribution, `engine/propagate.rs`, and independence.
#[test]
fn outages_at_once_are_charged_by_their_severities() {
    let (p, q, s, z): (f64, f64, f64, f64) = (0.1, 0.2, 0.4, 0.5);
    let failing = |p: f64, severity: f64| {
        let rate = per_year(p, 10.0);
        format!("per_year: {rate}, hours: {{exponential: {{mean: 10}}}}, severity: {severity}")
    };
    let own = failing(p, s);
    let plan = Case::over(LONG)
        .component(
            "provider",
            "a",
            &format!("requires: [grid], outages: {{m: {{{own}}}}}"),
        )
        .third_party("grid", &failing(q, z))
        .portfolio("p", "a: 1", "")
        .plan();
    let both = p * q * (1.0 - (1.0 - s) * (1.0 - z)) / (s + z);
    let expected = [p * (1.0 - q) * s + both * s, q * (1.0 - p) * z + both * z];
    let found = &outcome(&plan, SEED, 300).portfolios[0];
    for (i, expected) in expected.into_iter().enumerate() {
        let bias = expected * 20.0;
        check_mean(found.sums.by_cause(i), expected * hours(LONG), bias);
        check_mean(found.sums.by_component(i), expected * hours(LONG), bias);
    }
}

/// An event that hits a provider and what it requires is charged to the provider, the nearest of the two; where it
/// spares the provider, to what it requires. Each of the hits is 1/2, so half of the loss against a quarter.
#[test]
fn a_common_cause_is_charged_where_it_hits_nearest() {
    let plan = Case::over(20)
        .component("provider", "a", "requires: [grid]")
        .third_party("grid", "")
        .cause(
            "storm",
            "per_year: 20, hours: {exponential: {mean: 1}}, hits: {a: 0.5, grid: 0.5}",
        )
        .portfolio("p", "a: 1", "")
        .plan();
    let found = &outcome(&plan, SEED, 2_000).portfolios[0];
    let process = Exponential::new(20.0, 1.0);
    let down = process.down_hours(hours(20));
    check_mean(found.sums.by_component(0), down / 2.0, 0.0);
    check_mean(found.sums.by_component(1), down / 4.0, 0.0);
    check_mean(found.sums.by_cause(0), down * 0.75, 0.0);
}

// --- a year's money ---

/// Rare short outages: a year's loss is compound Poisson, of mean λE[X] and variance λE[X²].
///
/// Outages of 20 s on average: what the up-times lose to them is 1 part in 10⁶, far below the errors.
///
/// Source: Klugman, Panjer and Willmot (2012), section 9.3.
#[test]
fn rare_short_outages_are_compound_poisson() {
    let (median, p90) = (0.004, 0.012);
    let case = Case::over(5)
        .provider(
            "a",
            &format!("per_year: 0.8, hours: {{lognormal: {{median: {median}, p90: {p90}}}}}"),
        )
        .portfolio("p", "a: 1", "");
    let found = outcome(&case.plan(), SEED, 60_000);
    let annual = &found.portfolios[0].annual;
    // E[X^k] = exp(kμ + k²σ²/2), σ through the 90 % point of the normal law, 1.2815515655446004.
    let (mu, sigma) = (
        f64::ln(median),
        f64::ln(p90 / median) / 1.281_551_565_544_600_4,
    );
    let moment = |k: f64| f64::exp(k * mu + k * k * sigma * sigma / 2.0);
    let mean = 0.8 * moment(1.0);
    check(annual.iter().copied(), mean, mean * 1e-5);
    // E[(S - E[S])²], the mean taken from the form, so that the squares are independent of it.
    let variance = 0.8 * moment(2.0);
    check(
        annual.iter().map(|loss| (loss - mean).powi(2)),
        variance,
        variance * 1e-4,
    );
    let none = annual.iter().map(|&loss| f64::from(u8::from(loss == 0.0)));
    check(none, f64::exp(-0.8), 1e-5);
}

/// P(S ≤ i steps) of a sum of Poisson(λ) many losses, each of i steps with probability `f[i]`, for each i of `f`.
///
/// Source: Panjer, “Recursive evaluation of a family of compound distributions”, ASTIN Bulletin 12 (1981), 22–26.
pub(crate) fn panjer(lambda: f64, f: &[f64]) -> Vec<f64> {
    let mut g = vec![f64::exp(-lambda * (1.0 - f[0]))];
    for n in 1..f.len() {
        let sum: f64 = (1..=n).map(|j| j as f64 * f[j] * g[n - j]).sum();
        g.push(lambda / n as f64 * sum);
    }
    let mut sum = 0.0;
    g.iter()
        .map(|p| {
            sum += p;
            sum
        })
        .collect()
}

/// The distribution of a year's loss, between the two that put every loss on the grid point below and above.
///
/// Source: [`panjer`]. The case, 10 outages a year of gamma(2) loss, and its quantiles at 25 to 99.9 % are those of
/// the R package actuar (vignette “Risk and ruin theory features of actuar”, version 3.3-7), on a grid of 0.5.
#[test]
fn quantiles_of_a_years_loss_are_those_of_panjers_recursion() {
    const STEP: f64 = 0.02;
    let severity = |x: f64| 1.0 - f64::exp(-x) * (1.0 + x);
    let mass = |i: usize| severity((i + 1) as f64 * STEP) - severity(i as f64 * STEP);
    let down: Vec<f64> = (0..3_000).map(mass).collect();
    let up: Vec<f64> = std::iter::once(0.0).chain((0..2_999).map(mass)).collect();
    let (below, above) = (panjer(10.0, &down), panjer(10.0, &up));

    let plan = Case::over(5)
        .provider(
            "a",
            "per_year: 10, hours: {gamma: {shape: 2, scale: 0.001}}",
        )
        .portfolio("p", "a: 1", "")
        .plan();
    let annual = outcome(&plan, SEED, 40_000)
        .portfolios
        .swap_remove(0)
        .annual;
    let n = annual.len() as f64;
    for (level, x) in [
        (0.25, 14.5),
        (0.5, 19.5),
        (0.75, 25.0),
        (0.9, 30.5),
        (0.95, 34.0),
        (0.99, 41.0),
        (0.995, 43.5),
        (0.999, 49.5),
    ] {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small grid point"
        )]
        let at = (x / STEP).round() as usize;
        let found = annual.iter().filter(|loss| **loss * 1_000.0 <= x).count() as f64 / n;
        let error = Z * (found * (1.0 - found) / n).sqrt();
        assert!(
            found >= above[at] - error && found <= below[at] + error,
            "P(loss <= {x}) is {found}, not between {} and {}",
            above[at],
            below[at]
        );
        // The published quantile is the first point of a grid of 0.5 that reaches the level.
        let half = 25;
        assert!(
            below[at + half] > level && above[at - half] < level,
            "{level}"
        );
    }
}

/// An overhead of c a year is worth c·Σ (1 + r)^-(y + 1/2), and is in every year.
///
/// Source: mid-year discounting, model.md section 4.
#[test]
fn overhead_is_discounted_from_the_middle_of_each_year() {
    let plan = Case::over(7)
        .provider("a", "")
        .line("discount_rate: 0.08")
        .portfolio("p", "a: 1", "overhead_per_year: 1000")
        .plan();
    let found = outcome(&plan, SEED, 3);
    let worth: f64 = (0..7)
        .map(|y| 1000.0 * f64::powf(1.08, -(f64::from(y) + 0.5)))
        .sum();
    for loss in &found.portfolios[0].loss {
        assert!((loss / worth - 1.0).abs() < 1e-12, "{loss} is not {worth}");
    }
    assert_eq!(found.portfolios[0].annual, vec![1000.0; 21]);
    assert!((found.portfolios[0].sums.overhead() / worth - 1.0).abs() < 1e-12);
    assert!((plan.annuity() * 1000.0 / worth - 1.0).abs() < 1e-12);
}

/// The horizon's loss is the years' losses, each at its discount; and hours in year y are those of an exponential
/// process between y and y + 1.
#[test]
fn years_add_up_to_the_horizon() {
    let (rate, mean) = (3.0, 400.0);
    let plan = Case::over(3)
        .provider(
            "a",
            &format!("per_year: {rate}, hours: {{exponential: {{mean: {mean}}}}}"),
        )
        .line("discount_rate: 0.1")
        .portfolio("p", "a: 1", "overhead_per_year: 50")
        .plan();
    let found: Outcome = outcome(&plan, SEED, 20_000);
    let p = &found.portfolios[0];
    let discount: Vec<f64> = (0..3)
        .map(|y| f64::powf(1.1, -(f64::from(y) + 0.5)))
        .collect();
    for (loss, annual) in p.loss.iter().zip(p.annual.chunks(3)) {
        let worth: f64 = annual.iter().zip(&discount).map(|(loss, d)| loss * d).sum();
        assert!(
            (loss - worth).abs() <= 1e-9 * worth,
            "{loss} is not {worth}"
        );
    }
    let process = Exponential::new(rate, mean);
    for year in 0..3 {
        let expected = process.down_hours(hours(year + 1)) - process.down_hours(hours(year));
        let found = p
            .annual
            .iter()
            .skip(year as usize)
            .step_by(3)
            .map(|loss| loss - 50.0);
        check(found, expected, 0.0);
    }
}

/// An interruption across the turn of a year is in both years with the part that fell in each.
#[test]
fn an_interruption_is_split_at_the_turn_of_the_year() {
    let plan = Case::over(4)
        .provider("a", "per_year: 2, hours: {uniform: {min: 500, max: 6000}}")
        .workload("tolerance_hours: 300")
        .portfolio("p", "a: 1", "")
        .plan();
    let found = outcome(&plan, SEED, 500);
    let (mut split, mut whole) = (0, 0);
    for trial in 0..500 {
        let story = replay(&plan, SEED, trial);
        let mut annual = [0.0; 4];
        let mut largest = [0.0; 4];
        for interruption in &story.interruptions {
            let (from, to) = (interruption.from + 300.0, interruption.to);
            let mut parts = 0;
            for year in 0..4 {
                let (first, last) = (hours(year), hours(year + 1));
                let part = (to.min(last) - from.max(first)).max(0.0);
                let year = year as usize;
                annual[year] += part;
                largest[year] = f64::max(largest[year], part);
                parts += usize::from(part > 0.0);
            }
            split += usize::from(parts > 1);
            whole += usize::from(parts == 1);
        }
        let trial = usize::try_from(trial).expect("small") * 4;
        let p = &found.portfolios[0];
        for year in 0..4 {
            assert!(
                (p.annual[trial + year] - annual[year]).abs() < 1e-8,
                "{story:?}"
            );
            assert!(
                (p.largest[trial + year] - largest[year]).abs() < 1e-8,
                "{story:?}"
            );
        }
    }
    assert!(split > 200 && whole > 200, "{split} split, {whole} whole");
}

/// An estimate from ever more trials keeps to its closed form: no bias grows below the errors of the cases above.
///
/// 400,000 trials of a year, the relative error is 0.04 %.
#[test]
fn a_long_run_stays_on_the_closed_form() {
    let plan: Plan = outage_of_one_year().plan();
    let found = outcome(&plan, SEED, 400_000);
    let expected = Exponential::new(12.0, 30.0).down_hours(hours(1));
    check(found.portfolios[0].loss.iter().copied(), expected, 0.0);
}

fn outage_of_one_year() -> Case {
    Case::over(1)
        .provider("a", "per_year: 12, hours: {exponential: {mean: 30}}")
        .portfolio("p", "a: 1", "")
}
