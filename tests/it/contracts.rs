//! What late delivery, repricing, unused commitments, forced exits and credits must cost where mathematics says it.
//!
//! Estimates are held to [`crate::closed_forms::Z`] of their own standard errors, from a fixed seed: a false alarm for
//! 6.3 in 100,000 checks, of which there are about 60 here. Nothing fails but what a case is about, the hour is worth 1,
//! and the formulas stand here a second time, from their sources.

use lockin::engine::{Outcome, Plan};
use lockin::model::Category;
use lockin::stats::inverse_normal;
use lockin::units::{HOURS_PER_MONTH, HOURS_PER_YEAR};

use crate::closed_forms::{Exponential, check};
use crate::scenario::{Case, outcome};

const SEED: u64 = 20_260_102;

/// The 90 % point of the standard normal law.
const NORMAL_90: f64 = 1.281_551_565_544_600_4;

/// Holds a number that nothing random goes into.
#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

/// Φ(x).
fn phi(x: f64) -> f64 {
    libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

/// ∫ f over `from..to` by Simpson's rule.
fn simpson(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    const STEPS: u32 = 2_000;
    let width = (to - from) / f64::from(STEPS);
    let inner: f64 = (1..STEPS)
        .map(|i| (if i % 2 == 1 { 4.0 } else { 2.0 }) * f(from + f64::from(i) * width))
        .sum();
    (f(from) + inner + f(to)) * width / 3.0
}

/// The lognormal law of this median and 90 % point.
#[derive(Clone, Copy)]
struct Lognormal {
    mu: f64,
    sigma: f64,
}

impl Lognormal {
    fn new(median: f64, p90: f64) -> Self {
        let (mu, sigma) = (f64::ln(median), f64::ln(p90 / median) / NORMAL_90);
        Self { mu, sigma }
    }

    /// Standard deviations of the logarithm from its mean to ln x.
    fn standing(self, x: f64) -> f64 {
        (f64::ln(x) - self.mu) / self.sigma
    }

    fn mean(self) -> f64 {
        f64::exp(self.mu + self.sigma * self.sigma / 2.0)
    }

    /// E[min(X, x)] = E[X]·Φ(z - σ) + x·(1 - Φ(z)), z the standing of x.
    ///
    /// Source: Klugman, Panjer and Willmot, “Loss Models”, 4th edition (2012), appendix A.5.1.1.
    fn limited_mean(self, x: f64) -> f64 {
        let z = self.standing(x);
        self.mean() * phi(z - self.sigma) + x * phi(-z)
    }

    /// E[(X - x)⁺], an undiscounted call: E[X]·Φ(d₁) - x·Φ(d₁ - σ), d₁ = (ln(E[X]/x) + σ²/2)/σ.
    ///
    /// Source: Black, “The pricing of commodity contracts”, Journal of Financial Economics 3 (1976), 167–179.
    fn call(self, x: f64) -> f64 {
        let d = f64::ln(self.mean() / x) / self.sigma + self.sigma / 2.0;
        self.mean() * phi(d) - x * phi(d - self.sigma)
    }

    /// E[(x - X)⁺], from the call by the parity of puts and calls.
    fn put(self, x: f64) -> f64 {
        self.call(x) - self.mean() + x
    }
}

/// A year of every trial.
fn year(found: &Outcome, portfolio: usize, year: usize) -> impl Iterator<Item = f64> {
    let annual = found.portfolios[portfolio].annual.iter();
    annual.skip(year).step_by(found.years).copied()
}

/// What contracts cost by category over the horizon, the mean of all trials.
fn category(found: &Outcome, portfolio: usize, category: Category) -> f64 {
    found.portfolios[portfolio].sums.by_category(category).mean
}

// --- delivery ---

/// P(X > h, Y > k) of two standard normals of correlation ρ, as an integral over the correlation:
/// Φ(-h)·Φ(-k) + 1/2π·∫ exp(-(h² - 2hk·sin θ + k²)/(2cos²θ)) dθ over 0..arcsin ρ.
///
/// Source: Plackett, “A reduction formula for normal multivariate integrals”, Biometrika 41 (1954), 351–360.
fn both_above(h: f64, k: f64, rho: f64) -> f64 {
    let density = |angle: f64| {
        let (sin, cos) = angle.sin_cos();
        f64::exp(-(h * h - 2.0 * h * k * sin + k * k) / (2.0 * cos * cos))
    };
    phi(-h) * phi(-k) + simpson(0.0, rho.asin(), density) / (2.0 * std::f64::consts::PI)
}

/// Sources: Sheppard's 1/4 + arcsin(ρ)/2π at the origin; values of the Gaussian copula of correlation 0.8 as published
/// with the R package copula (statsmodels 0.15.0, `distributions/copula/tests/test_copula.py`), computed there to 2e-6.
#[test]
fn the_yardstick_of_two_normals_is_itself_right() {
    for rho in [0.0, 0.3, 0.8, 0.95] {
        let expected = 0.25 + f64::asin(rho) / (2.0 * std::f64::consts::PI);
        near(both_above(0.0, 0.0, rho), expected);
    }
    for (u, v, published) in [
        (0.337_062_49, 0.607_507_80, 0.319_068_54),
        (0.622_325_07, 0.062_410_89, 0.062_301_96),
        (0.200_145_70, 0.540_276_84, 0.192_846_69),
        (0.771_663_91, 0.406_102_25, 0.399_527_07),
        (0.985_342_53, 0.992_127_89, 0.981_447_92),
    ] {
        let found = both_above(-inverse_normal(u), -inverse_normal(v), 0.8);
        assert!((found - published).abs() < 3e-6, "{found} {published}");
    }
}

/// Two providers that each owe a unit from the start; a unit costs 1 for each month that it is missing.
fn late_deliveries(correlation: f64) -> Case {
    let delivery = |median: f64, p90: f64| {
        format!(
            "{{delivery: {{delay_months: {{lognormal: {{median: {median}, p90: {p90}}}}}, tranches: [{{units: 1}}]}}}}"
        )
    };
    let contracts = format!(
        "contracts: {{a: {}, b: {}}}",
        delivery(A.0, A.1),
        delivery(B.0, B.1)
    );
    Case::over(3)
        .provider("a", "")
        .provider("b", "")
        .line(&format!(
            "capacity: {{needed: 2, shortfall_cost: 12, correlation: {correlation}}}"
        ))
        .portfolio("p", "a: 1", &contracts)
}

/// Median and 90 % point of the delays of providers a and b \[months\].
const A: (f64, f64) = (6.0, 18.0);
const B: (f64, f64) = (4.0, 14.0);

/// The probability that both are later than so many months, and the mean delay, cut at the horizon.
#[test]
fn late_deliveries_are_tied_by_a_gaussian_copula() {
    let (a, b) = (Lognormal::new(A.0, A.1), Lognormal::new(B.0, B.1));
    for rho in [0.0, 0.4, 0.85] {
        let found = outcome(&late_deliveries(rho).plan(), SEED, 40_000);
        let delays = || {
            let by_component = &found.portfolios[0].by_component;
            by_component
                .chunks(2)
                .map(|delay| [delay[0], delay[1]].map(f64::from))
        };
        for (s, t) in [(12.0, 12.0), (3.0, 10.0), (20.0, 8.0)] {
            let both = delays().map(|[a, b]| f64::from(u8::from(a > s && b > t)));
            check(both, both_above(a.standing(s), b.standing(t), rho), 0.0);
        }
        check(delays().map(|[delay, _]| delay), a.limited_mean(36.0), 0.0);
        check(delays().map(|[_, delay]| delay), b.limited_mean(36.0), 0.0);
        let whole = a.limited_mean(36.0) + b.limited_mean(36.0);
        check(found.portfolios[0].loss.iter().copied(), whole, 0.0);
    }
}

/// Three units at a, of which one is enough: late units cost nothing where enough have come, so that the shortfall is
/// over with the first of three delays of correlation 0, E[min(X₁, X₂, X₃, H)] = ∫₀^H P(X > t)³ dt.
#[test]
fn tranches_of_one_provider_are_late_each_by_its_own_draw() {
    let plan = Case::over(3)
        .provider("a", "")
        .line("capacity: {needed: 1, shortfall_cost: 12}")
        .portfolio(
            "p",
            "a: 1",
            "contracts: {a: {delivery: {delay_months: {lognormal: {median: 6, p90: 18}}, tranches: [{units: 1}, {units: 1}, {units: 1}]}}}",
        )
        .plan();
    let law = Lognormal::new(A.0, A.1);
    let expected = simpson(1e-9, 36.0, |t| phi(-law.standing(t)).powi(3));
    let found = outcome(&plan, SEED, 20_000);
    check(found.portfolios[0].loss.iter().copied(), expected, 0.0);
}

/// A plan in which nothing is random, and its undiscounted years and charges by component.
fn certain(case: &Case) -> (Vec<f64>, Vec<f64>) {
    let found = outcome(&case.plan(), SEED, 1).portfolios.swap_remove(0);
    let by_component = found.by_component.iter().map(|&loss| f64::from(loss));
    (found.annual, by_component.collect())
}

/// Ten units are needed, 6 come three months late and 2 six months late. What is late is charged to itself, the 2 that
/// nobody promised to both by what they promised: in the first three months 6 + 3/2 and 2 + 1/2 a month, then
/// 3/2 and 2 + 1/2, then 3/2 and 1/2.
#[test]
fn a_shortfall_is_charged_to_what_is_late_and_the_rest_to_all() {
    let case = Case::over(1)
        .provider("a", "")
        .provider("b", "")
        .line("capacity: {needed: 10, shortfall_cost: 12}")
        .portfolio(
            "p",
            "a: 1",
            "contracts: {a: {delivery: {delay_months: 3, tranches: [{units: 6}]}}, b: {delivery: {delay_months: 6, tranches: [{units: 2}]}}}",
        );
    let (annual, by_component) = certain(&case);
    near(annual[0], 54.0);
    near(by_component[0], 36.0);
    near(by_component[1], 18.0);
}

/// One unit is needed in the first year, then three; demand doubles every year, so that it is 1, 6 and 12. Four units
/// are planned for month 6 and land in month 18.
#[test]
fn a_shortfall_follows_demand_and_the_months_of_each_tranche() {
    let case = Case::over(3)
        .provider("a", "")
        .line("demand: {growth: 1}")
        .line("capacity: {needed: [1, 3], shortfall_cost: 12}")
        .portfolio(
            "p",
            "a: 1",
            "contracts: {a: {delivery: {delay_months: 12, tranches: [{units: 4, planned_months: 6}]}}}",
        )
        .portfolio("none", "a: 1", "contracts: {a: {spend_per_year: 5}}");
    let found = outcome(&case.plan(), SEED, 1);
    for (year, expected) in [12.0, 6.0 * 6.0 + 6.0 * 2.0, 12.0 * 8.0]
        .into_iter()
        .enumerate()
    {
        near(found.portfolios[0].annual[year], expected);
    }
    // Who was promised nothing misses nothing, whatever is needed.
    assert_eq!(found.portfolios[1].annual, [0.0; 3]);
}

/// A promise of nothing is late at no cost, and where nothing at all was promised all that is needed is missing.
#[test]
fn a_tranche_of_no_units_is_charged_nothing_but_what_nobody_else_promised() {
    let case = |contracts: &str| {
        Case::over(1)
            .provider("a", "")
            .provider("b", "")
            .line("capacity: {needed: 2, shortfall_cost: 12}")
            .portfolio("p", "a: 1", &format!("contracts: {{{contracts}}}"))
    };
    let some = "a: {delivery: {delay_months: 3, tranches: [{units: 2}]}}";
    let none = "b: {delivery: {delay_months: 5, tranches: [{units: 0}]}}";
    let (annual, by_component) = certain(&case(&format!("{some}, {none}")));
    near(annual[0], 6.0);
    near(by_component[0], 6.0);
    near(by_component[1], 0.0);
    let prompt = "a: {delivery: {delay_months: 0, tranches: [{units: 1.5}]}}";
    let (annual, by_component) = certain(&case(&format!("{prompt}, {none}")));
    near(annual[0], 6.0);
    near(by_component[0], 6.0);
    let (annual, by_component) = certain(&case(none));
    near(annual[0], 24.0);
    near(by_component[1], 24.0);
}

// --- repricing ---

const RENEWAL: &str = "term_years: 2, renewal_multiplier: {lognormal: {median: 1.1, p90: 1.5}}";

/// Contracts with a, which 0.6 of the workload could leave for 300, and with b, which nothing says how to leave.
fn renewals() -> Case {
    let shares = "a: 0.6, b: 0.4";
    let contract = |provider: &str, spend: f64| {
        format!("contracts: {{{provider}: {{spend_per_year: {spend}, {RENEWAL}}}}}")
    };
    Case::over(5)
        .component(
            "provider",
            "a",
            "exit: {per_year: 0, migration_months: 1, migration_cost: 100, termination_fee: 50, egress_tb: 3, egress_per_gb: 0.05}",
        )
        .provider("b", "")
        .line("discount_rate: 0.1")
        .portfolio("capped", shares, &contract("a", 1_000.0))
        .portfolio("free", shares, &contract("b", 1_000.0))
        .portfolio("twice", shares, &contract("b", 2_000.0))
}

/// Renewals after 2 and 4 of 5 years; the last term has one year within the horizon. At most 180 a term are paid, which
/// is 0.09 of two years' spend and 0.18 of one: E[min((m - 1)⁺, c)] = call(1) - call(1 + c).
#[test]
fn a_raised_price_is_a_call_and_the_exit_its_cap() {
    let found = outcome(&renewals().plan(), SEED, 40_000);
    let law = Lognormal::new(1.1, 1.5);
    for (y, cap) in [(2, 0.09), (3, 0.09), (4, 0.18)] {
        let capped = 1_000.0 * (law.call(1.0) - law.call(1.0 + cap));
        check(year(&found, 0, y), capped, 0.0);
        check(year(&found, 1, y), 1_000.0 * law.call(1.0), 0.0);
    }
    for p in 0..3 {
        for (trial, annual) in found.portfolios[p].annual.chunks(5).enumerate() {
            assert!(annual[0] == 0.0 && annual[1] == 0.0, "before any renewal");
            near(annual[2], annual[3]);
            let worth = |(y, loss): (usize, &f64)| loss * f64::powf(1.1, -(y as f64 + 0.5));
            let expected: f64 = annual.iter().enumerate().map(worth).sum();
            near(found.portfolios[p].loss[trial], expected);
        }
        assert_eq!(
            category(&found, p, Category::Repricing).to_bits(),
            found.portfolios[p]
                .sums
                .by_cause(usize::from(p > 0) + 1)
                .mean
                .to_bits(),
        );
    }
}

#[test]
fn a_renewal_is_as_dear_for_every_portfolio() {
    let found = outcome(&renewals().plan(), SEED, 500);
    let [capped, free, twice] = [0, 1, 2].map(|p| &found.portfolios[p].annual);
    let mut apart = 0;
    for ((capped, free), twice) in capped.iter().zip(free).zip(twice) {
        assert_eq!((2.0 * free).to_bits(), twice.to_bits());
        // Another provider's price is another draw.
        apart += usize::from(*capped < 90.0 && (capped - free).abs() > 1.0);
    }
    assert!(apart > 100, "{apart}");
}

/// What is paid more is the new price on demand of each year: with a constant multiplier and growth of 10 %,
/// 0.5·100·1.1^y in the years after the renewal at 2.5 years, and half of that in the year in which it falls.
#[test]
fn a_raised_price_is_paid_from_its_day_on_the_demand_of_each_year() {
    let case = Case::over(4)
        .provider("a", "")
        .line("demand: {growth: 0.1}")
        .portfolio(
            "p",
            "a: 1",
            "contracts: {a: {spend_per_year: 100, term_years: 2.5, renewal_multiplier: 1.5}}",
        );
    let (annual, _) = certain(&case);
    for (y, expected) in [0.0, 0.0, 25.0 * 1.21, 50.0 * 1.331]
        .into_iter()
        .enumerate()
    {
        near(annual[y], expected);
    }
}

// --- stranded commitments ---

/// Usage is 100 a year at first and then a geometric Brownian motion with growth 10 % and volatility 30 %.
///
/// Source: Black (1976), a put on a forward of 100·1.1^y with variance 0.09·y.
#[test]
fn an_unused_commitment_is_a_put_on_demand() {
    let plan = Case::over(5)
        .provider("a", "")
        .line("demand: {growth: 0.1, volatility: 0.3}")
        .portfolio(
            "list",
            "a: 1",
            "contracts: {a: {spend_per_year: 100, commitment_per_year: [90, 120, 150, 100]}}",
        )
        .portfolio(
            "every",
            "a: 1",
            "contracts: {a: {spend_per_year: 100, commitment_per_year: 130}}",
        )
        .plan();
    let found = outcome(&plan, SEED, 40_000);
    let demand = |y: usize| {
        let (variance, forward) = (0.09 * y as f64, 100.0 * f64::powf(1.1, y as f64));
        Lognormal {
            mu: f64::ln(forward) - variance / 2.0,
            sigma: variance.sqrt(),
        }
    };
    for (y, commitment) in [(1, 120.0), (2, 150.0), (3, 100.0)] {
        check(year(&found, 0, y), demand(y).put(commitment), 0.0);
    }
    for y in 1..5 {
        check(year(&found, 1, y), demand(y).put(130.0), 0.0);
    }
    // 90 of 100 are used in the first year for certain, and nothing is committed beyond the list.
    assert!(
        year(&found, 0, 0)
            .chain(year(&found, 0, 4))
            .all(|unused| unused == 0.0)
    );
    assert!(year(&found, 1, 0).all(|unused| (unused - 30.0).abs() < 1e-12));
    for p in 0..2 {
        let whole = found.portfolios[p].loss.iter().sum::<f64>() / 40_000.0;
        near(category(&found, p, Category::Stranded), whole);
    }
}

/// What nothing moves has no error, and a contract of 10²⁴ beside hours worth 1 does not outgrow a sum.
#[test]
fn an_amount_that_is_the_same_in_every_trial_is_known_exactly() {
    for (commitment, trials) in [(123_456_789_012.3, 40_000), (1e24, 1_000)] {
        let fields =
            format!("contracts: {{a: {{spend_per_year: 1, commitment_per_year: {commitment}}}}}");
        let plan = Case::over(3)
            .provider("a", "")
            .portfolio("p", "a: 1", &fields)
            .plan();
        let found = outcome(&plan, SEED, trials);
        let stranded = found.portfolios[0].sums.by_category(Category::Stranded);
        let expected = 3.0 * (commitment - 1.0);
        assert!(
            (stranded.mean - expected).abs() <= 1e-12 * expected,
            "{} is not {expected}",
            stranded.mean
        );
        assert!(stranded.se == 0.0, "{}", stranded.se);
    }
}

// --- forced exits ---

/// Notices until a time \[yr\]: after each, `off` years pass before the next can come, at a rate of `rate` a year.
///
/// The k-th comes after k waits and k - 1 times off: Σ P(Γ(k) ≤ rate·(t - (k - 1)·off)), and the gamma law's
/// distribution function is one less a Poisson sum.
///
/// Source: Cox, “Renewal Theory” (1962), section 3.1.
fn notices(rate: f64, off: f64, time: f64) -> f64 {
    (1..200_u32)
        .map(|k| (k, rate * (time - f64::from(k - 1) * off)))
        .take_while(|(_, clock)| *clock > 0.0)
        .map(|(k, clock)| {
            let mut term = f64::exp(-clock);
            let mut below = 0.0;
            for j in 0..k {
                below += term;
                term *= clock / f64::from(j + 1);
            }
            1.0 - below
        })
        .sum()
}

const EXITS: f64 = 0.8;
const HORIZON: f64 = 6.0;

/// Half of the workload is on a, which leaving costs 1,000; the fail-over takes 100 h where there is a reserve.
fn exits(migration: f64, notice: f64) -> Plan {
    let contract = "contracts: {a: {spend_per_year: 500, sla: [{below: 1, credit: 1}]}}";
    Case::over(6)
        .component(
            "provider",
            "a",
            &format!(
                "exit: {{per_year: {EXITS}, migration_months: {migration}, notice_months: {notice}, migration_cost: 700, termination_fee: 100, egress_tb: 2, egress_per_gb: 0.1}}"
            ),
        )
        .provider("b", "")
        .workload("failover: {delay_hours: 100, success: 1}")
        .portfolio("bare", "a: 0.5, b: 0.5", contract)
        .portfolio("reserve", "a: 0.5, b: 0.5", "reserve: {w: {b: 0.5}}")
        .portfolio("some", "a: 0.5, b: 0.5", "reserve: {w: {b: 0.2}}")
        .portfolio("away", "b: 1", "")
        .plan()
}

/// What an exit at T leaves unserved between u and v after its notice, cut at the horizon:
/// E[Σ (min(H, T + v) - (T + u))⁺] = ∫ E[notices until H - x] dx over u..v.
fn unserved_hours(off: f64, from: f64, to: f64) -> f64 {
    simpson(from, to, |x| notices(EXITS, off, HORIZON - x)) * HOURS_PER_YEAR
}

#[test]
fn an_exit_costs_its_share_and_the_hours_that_the_notice_does_not_cover() {
    let found = outcome(&exits(3.0, 1.0), SEED, 20_000);
    let count = notices(EXITS, 0.25, HORIZON);
    let turn = 1.0 / 12.0 + 100.0 / HOURS_PER_YEAR;
    let fresh = unserved_hours(0.25, 1.0 / 12.0, turn);
    let matured = unserved_hours(0.25, turn, 0.25);
    for (p, outage) in [
        (0, 0.5 * (fresh + matured)),
        (1, 0.5 * fresh),
        (2, 0.5 * fresh + 0.3 * matured),
    ] {
        let found = &found.portfolios[p];
        check(found.loss.iter().copied(), 500.0 * count + outage, 0.0);
        check(found.unserved_hours.iter().copied(), outage, 0.0);
    }
    // Without a share there is nothing to move, and nothing is lost.
    assert!(found.portfolios[3].loss.iter().all(|loss| *loss == 0.0));
    // Both are of the category, and who has left is owed nothing for the months without service.
    for p in 0..4 {
        let whole = found.portfolios[p].loss.iter().sum::<f64>() / 20_000.0;
        near(category(&found, p, Category::Exit), whole);
        near(category(&found, p, Category::Outage), 0.0);
        near(category(&found, p, Category::Credits), 0.0);
    }
}

/// A notice that is longer than the migration leaves nothing unserved; the next can come when it has run out.
#[test]
fn an_exit_within_its_notice_costs_money_alone() {
    let found = outcome(&exits(1.0, 3.0), SEED, 20_000);
    let count = notices(EXITS, 0.25, HORIZON);
    for p in 0..3 {
        let found = &found.portfolios[p];
        check(found.loss.iter().copied(), 500.0 * count, 0.0);
        assert!(found.unserved_hours.iter().all(|hours| *hours == 0.0));
        assert!(found.loss.iter().all(|loss| loss % 500.0 == 0.0));
    }
}

// --- credits ---

/// A month is free of outages if the provider is up at its start and none starts: (1 - P(down))·exp(-λ). Everything
/// runs elsewhere, so that credits are all that there is.
#[test]
fn a_month_with_any_outage_earns_its_credit_once() {
    let (rate, mean) = (6.0, 10.0);
    let plan = Case::over(2)
        .provider(
            "a",
            &format!("per_year: {rate}, hours: {{exponential: {{mean: {mean}}}}}"),
        )
        .provider("b", "")
        .portfolio(
            "p",
            "b: 1",
            "contracts: {a: {spend_per_year: 1200, sla: [{below: 1, credit: 0.25}]}}",
        )
        .plan();
    let found = outcome(&plan, SEED, 20_000);
    let process = Exponential::new(rate, mean);
    for y in 0..2 {
        let poor = |month: u32| {
            let start = f64::from(month) * HOURS_PER_MONTH;
            1.0 - (1.0 - process.down_at(start)) * f64::exp(-rate / 12.0)
        };
        let months: f64 = (12 * y..12 * (y + 1)).map(poor).sum();
        let credits = year(&found, 0, y as usize).map(|loss| -loss);
        check(credits, 25.0 * months, 0.0);
    }
}

/// The same outages with and without an agreement: what a year's credits are is the difference of its totals, its
/// largest interruption is net of them and never more than the total.
#[test]
fn a_years_largest_interruption_is_net_of_its_credits() {
    let contract = |sla: &str| format!("contracts: {{a: {{spend_per_year: 3000{sla}}}}}");
    let plan = Case::over(3)
        .provider("a", "per_year: 3, hours: {exponential: {mean: 20}}")
        .provider("b", "per_year: 1, hours: 5")
        .portfolio("without", "a: 0.7, b: 0.3", &contract(""))
        .portfolio(
            "with",
            "a: 0.7, b: 0.3",
            &contract(", sla: [{below: 0.999, credit: 0.02}, {below: 0.97, credit: 0.3}]"),
        )
        .plan();
    let found = outcome(&plan, SEED, 2_000);
    let [without, with] = [&found.portfolios[0], &found.portfolios[1]];
    let mut gains = 0;
    for i in 0..with.annual.len() {
        let credits = without.annual[i] - with.annual[i];
        assert!(credits >= 0.0);
        let net = (without.largest[i] - credits).max(0.0).min(with.annual[i]);
        assert!(
            (with.largest[i] - net).abs() < 1e-9,
            "{} {net}",
            with.largest[i]
        );
        assert!(with.annual[i] >= with.largest[i]);
        gains += usize::from(with.annual[i] < 0.0);
    }
    assert!(
        gains > 100,
        "{gains} years in which credits are more than losses"
    );
}
