//! The laws against their closed forms, statrs and mpmath.

use proptest::prelude::*;
use statrs::distribution::{Beta, ContinuousCDF, Exp, Gamma, LogNormal, Pareto, Uniform, Weibull};

use super::*;
use crate::stats::{LawSpec, Moments, Stream, assert_close, source_key};

fn law(spec: &LawSpec) -> Law {
    spec.ready().unwrap()
}

/// One of each family, and the code paths for shapes below 1.
fn specs() -> Vec<LawSpec> {
    vec![
        LawSpec::LognormalMedianP90 {
            median: 4.0,
            p90: 24.0,
        },
        LawSpec::LognormalMeanSd { mean: 3.0, sd: 5.0 },
        LawSpec::Ci90 {
            low: 2.0,
            high: 50.0,
        },
        LawSpec::Exponential { mean: 2.0 },
        LawSpec::Weibull {
            shape: 0.7,
            scale: 10.0,
        },
        LawSpec::Weibull {
            shape: 3.0,
            scale: 0.5,
        },
        LawSpec::Gamma {
            shape: 2.5,
            scale: 1.5,
        },
        LawSpec::Gamma {
            shape: 0.3,
            scale: 20.0,
        },
        LawSpec::Pareto {
            min: 2.0,
            alpha: 5.0,
        },
        LawSpec::Pert {
            min: 1.0,
            mode: 3.0,
            max: 10.0,
        },
        LawSpec::Pert {
            min: -4.0,
            mode: -4.0,
            max: 6.0,
        },
        LawSpec::Beta { a: 2.0, b: 5.0 },
        LawSpec::Beta { a: 0.4, b: 0.6 },
        LawSpec::Uniform {
            min: -1.0,
            max: 4.0,
        },
    ]
}

/// The same laws in the words of statrs, from the parameters of the file and not from ours: shift and law.
fn oracle(spec: &LawSpec) -> Box<dyn Fn(f64) -> f64> {
    fn cdf(law: impl ContinuousCDF<f64, f64> + 'static) -> Box<dyn Fn(f64) -> f64> {
        Box::new(move |x| law.cdf(x))
    }
    match *spec {
        LawSpec::LognormalMedianP90 { median, p90 } => {
            cdf(LogNormal::new(median.ln(), (p90 / median).ln() / 1.281_551_565_544_6).unwrap())
        }
        LawSpec::LognormalMeanSd { mean, sd } => {
            let variance = (1.0 + (sd / mean).powi(2)).ln();
            cdf(LogNormal::new(mean.ln() - variance / 2.0, variance.sqrt()).unwrap())
        }
        LawSpec::Ci90 { low, high } => {
            let sigma = (high / low).ln() / (2.0 * 1.644_853_626_951_47);
            cdf(LogNormal::new((low * high).sqrt().ln(), sigma).unwrap())
        }
        LawSpec::Exponential { mean } => cdf(Exp::new(1.0 / mean).unwrap()),
        LawSpec::Weibull { shape, scale } => cdf(Weibull::new(shape, scale).unwrap()),
        LawSpec::Gamma { shape, scale } => cdf(Gamma::new(shape, 1.0 / scale).unwrap()),
        LawSpec::Pareto { min, alpha } => cdf(Pareto::new(min, alpha).unwrap()),
        LawSpec::Pert { min, mode, max } => {
            let mean = (min + 4.0 * mode + max) / 6.0;
            let a = 6.0 * (mean - min) / (max - min);
            let beta = Beta::new(a, 6.0 - a).unwrap();
            Box::new(move |x| beta.cdf(((x - min) / (max - min)).clamp(0.0, 1.0)))
        }
        LawSpec::Beta { a, b } => cdf(Beta::new(a, b).unwrap()),
        LawSpec::Uniform { min, max } => cdf(Uniform::new(min, max).unwrap()),
        LawSpec::Constant(_) | LawSpec::Empirical(_) => unreachable!("no density"),
    }
}

fn draws(law: &Law, n: u64) -> Vec<f64> {
    let stream = Stream::new(source_key(20_000, "law"), 1);
    (0..n)
        .map(|index| law.draw(&mut stream.draws(0, index)))
        .collect()
}

#[test]
fn draws_follow_the_law_by_kolmogorov_and_smirnov() {
    const N: u32 = 20_000;
    for spec in specs() {
        let cdf = oracle(&spec);
        let mut sample = draws(&law(&spec), N.into());
        sample.sort_unstable_by(f64::total_cmp);
        let gaps = sample.iter().zip(0_u32..).map(|(&x, i)| {
            let (below, above) = (f64::from(i) / f64::from(N), f64::from(i + 1) / f64::from(N));
            (cdf(x) - below).max(above - cdf(x))
        });
        let distance = gaps.fold(0.0, f64::max);
        // 1.95/√n: false alarm 0.001 for each law.
        assert!(
            distance < 1.95 / f64::from(N).sqrt(),
            "{spec:?}: distance {distance}"
        );
    }
}

#[test]
fn draws_have_the_mean_and_variance_of_the_law() {
    let mut specs = specs();
    specs.push(LawSpec::Empirical(vec![1.0, 2.0, 2.0, 10.0]));
    for spec in specs {
        let law = law(&spec);
        let sample = draws(&law, 50_000);
        let values: Moments = sample.iter().copied().collect();
        // z = 4, false alarm 6e-5 each; more for the skew squares, whose error is itself uncertain.
        let off = (values.mean() - law.mean()) / values.standard_error();
        assert!(
            off.abs() < 4.0,
            "{spec:?}: mean off by {off} standard errors"
        );
        let squares: Moments = sample.iter().map(|x| (x - law.mean()).powi(2)).collect();
        let off = (squares.mean() - law.variance()) / squares.standard_error();
        assert!(
            off.abs() < 5.0,
            "{spec:?}: variance off by {off} standard errors"
        );
    }
}

/// Mean, variance, and the quantile at `place.0`.
#[track_caller]
fn check_moments(spec: &LawSpec, mean: f64, variance: f64, place: (f64, f64)) {
    let law = law(spec);
    assert_close(law.mean(), mean, 1e-14);
    assert_close(law.variance(), variance, 1e-13);
    assert_close(law.second_moment(), variance + mean * mean, 1e-13);
    assert_close(law.quantile(place.0), place.1, 1e-11);
}

#[test]
fn moments_and_quantiles_agree_with_mpmath() {
    // s = log(24/4)/z90, m = log(4): exp(m + s*s/2); exp(2*m + s*s)*expm1(s*s); exp(m + s*z99)
    let spec = LawSpec::LognormalMedianP90 {
        median: 4.0,
        p90: 24.0,
    };
    let place = (0.99, 103.420_341_470_254_12);
    check_moments(&spec, 10.629_789_747_161_585, 684.963_148_235_299, place);
    // s2 = log(1 + 25/9): exp(log(3) - s2/2 + sqrt(s2)*z95)
    let spec = LawSpec::LognormalMeanSd { mean: 3.0, sd: 5.0 };
    check_moments(&spec, 3.0, 25.0, (0.95, 10.281_701_586_530_6));
    // 10*gamma(1 + 1/0.7); 100*(gamma(1 + 2/0.7) - gamma(1 + 1/0.7)**2); 10*log(10)**(1/0.7)
    let spec = LawSpec::Weibull {
        shape: 0.7,
        scale: 10.0,
    };
    let place = (0.9, 32.919_329_721_649_4);
    check_moments(&spec, 12.658_235_060_572_833, 342.683_555_365_315_3, place);
    // findroot of gammainc
    let spec = LawSpec::Gamma {
        shape: 2.5,
        scale: 1.5,
    };
    check_moments(&spec, 3.75, 5.625, (0.99, 1.5 * 7.543_136_234_694_495));
    // a = 1 + 8/9, b = 1 + 28/9: 81*a*b/((a+b)**2*(a+b+1)); findroot of betainc
    let spec = LawSpec::Pert {
        min: 1.0,
        mode: 3.0,
        max: 10.0,
    };
    check_moments(
        &spec,
        23.0 / 6.0,
        2.496_031_746_031_746,
        (0.95, 6.738_338_002_125_948),
    );
}

#[test]
fn moments_and_quantiles_that_need_no_oracle() {
    check_moments(
        &LawSpec::Pareto {
            min: 2.0,
            alpha: 3.0,
        },
        3.0,
        3.0,
        (0.999, 20.0),
    );
    check_moments(
        &LawSpec::Uniform { min: 2.0, max: 5.0 },
        3.5,
        0.75,
        (0.1, 2.3),
    );
    let median = 2.0 * std::f64::consts::LN_2;
    check_moments(&LawSpec::Exponential { mean: 2.0 }, 2.0, 4.0, (0.5, median));
    check_moments(
        &LawSpec::Beta { a: 1.0, b: 1.0 },
        0.5,
        1.0 / 12.0,
        (0.3, 0.3),
    );
    check_moments(
        &LawSpec::Empirical(vec![4.0, 1.0, 1.0]),
        2.0,
        2.0,
        (0.5, 1.0),
    );
    let ci90 = law(&LawSpec::Ci90 {
        low: 2.0,
        high: 50.0,
    });
    // mpmath: exp((log(2) + log(50))/2 + s*s/2) with s = log(25)/(2*z95)
    assert_close(ci90.mean(), 16.139_757_924_286_204, 1e-13);
    assert_close(ci90.quantile(0.05), 2.0, 1e-14);
    assert_close(ci90.quantile(0.95), 50.0, 1e-14);
}

#[test]
fn densities_agree_with_mpmath() {
    let check = |spec: LawSpec, x: f64, density: f64| {
        assert_close(law(&spec).density(x).unwrap(), density, 1e-13);
    };
    // npdf((log(5) - log(4))/s)/(5*s) with s = log(6)/z90
    check(
        LawSpec::LognormalMedianP90 {
            median: 4.0,
            p90: 24.0,
        },
        5.0,
        0.056_346_251_566_102_12,
    );
    // (2/1.5)**1.5*exp(-2/1.5)/gamma(2.5)/1.5; x*(1-x)**4/beta(2, 5) at 0.3; the Weibull density at 3
    check(
        LawSpec::Gamma {
            shape: 2.5,
            scale: 1.5,
        },
        2.0,
        0.203_526_674_668_665_7,
    );
    check(LawSpec::Beta { a: 2.0, b: 5.0 }, 0.3, 2.1609);
    check(
        LawSpec::Weibull {
            shape: 0.7,
            scale: 10.0,
        },
        3.0,
        0.065_311_978_869_597_12,
    );
    // PERT with its mode at the least value has its highest density there: 5·(1 - 0)⁴/10.
    check(
        LawSpec::Pert {
            min: -4.0,
            mode: -4.0,
            max: 6.0,
        },
        -4.0,
        0.5,
    );
    assert_eq!(
        law(&LawSpec::Uniform { min: 0.0, max: 2.0 }).density(3.0),
        Some(0.0)
    );
    assert_eq!(law(&LawSpec::Constant(1.0)).density(1.0), None);
}

#[test]
fn the_density_integrates_to_the_distribution_function() {
    for spec in specs() {
        let law = law(&spec);
        let (from, to) = (law.quantile(0.3), law.quantile(0.7));
        // Simpson's rule over 2,000 steps.
        let step = (to - from) / 2000.0;
        let weights = |i: u32| {
            if i == 0 || i == 2000 {
                1.0
            } else {
                2.0 + 2.0 * f64::from(i % 2)
            }
        };
        let sum: f64 = (0..=2000)
            .map(|i| weights(i) * law.density(from + f64::from(i) * step).unwrap())
            .sum();
        assert!(
            (sum * step / 3.0 - 0.4).abs() < 2e-4,
            "{spec:?}: {}",
            sum * step / 3.0
        );
    }
}

#[test]
fn a_heavy_tail_has_no_moments_and_finite_draws() {
    let pareto = |alpha| law(&LawSpec::Pareto { min: 1.0, alpha });
    assert!(pareto(1.0).mean().is_infinite() && pareto(0.5).second_moment().is_infinite());
    assert!(pareto(2.0).variance().is_infinite() && pareto(2.0).mean().is_finite());
    for spec in [
        LawSpec::Pareto {
            min: 1e100,
            alpha: 1e-9,
        },
        LawSpec::Weibull {
            shape: 1e-9,
            scale: 1e100,
        },
        LawSpec::LognormalMeanSd {
            mean: 1e-60,
            sd: 1e30,
        },
        LawSpec::Gamma {
            shape: 1e100,
            scale: 1e100,
        },
        LawSpec::Beta { a: 1e-30, b: 1e-30 },
        LawSpec::Beta {
            a: 1e100,
            b: 1e-100,
        },
    ] {
        assert!(
            draws(&law(&spec), 1000).into_iter().all(f64::is_finite),
            "{spec:?}"
        );
    }
}

#[test]
fn a_constant_and_a_list_have_atoms() {
    let constant = law(&LawSpec::Constant(3.0));
    assert_eq!(
        (constant.constant(), constant.support()),
        (Some(3.0), (3.0, 3.0))
    );
    for (found, expected) in [
        (constant.cdf(2.9), 0.0),
        (constant.cdf(3.0), 1.0),
        (constant.quantile(0.4), 3.0),
    ] {
        assert_close(found, expected, 0.0);
    }
    let before = Stream::new(1, 1).draws(0, 0);
    let mut after = before;
    assert_close(constant.draw(&mut after), 3.0, 0.0);
    assert_eq!(before, after);

    let list = law(&LawSpec::Empirical(vec![5.0, 1.0, 1.0, 9.0]));
    for (p, x) in [
        (0.0, 1.0),
        (0.5, 1.0),
        (0.51, 5.0),
        (0.75, 5.0),
        (0.76, 9.0),
        (1.0, 9.0),
    ] {
        assert_close(list.quantile(p), x, 0.0);
    }
    for (x, p) in [(0.0, 0.0), (1.0, 0.5), (4.9, 0.5), (5.0, 0.75), (9.0, 1.0)] {
        assert_close(list.cdf(x), p, 0.0);
    }
    let sample = draws(&list, 40_000);
    let ones = sample.iter().filter(|&&x| x < 2.0).count();
    // 20,000 with a standard deviation of 100; z = 4, false alarm 6e-5.
    assert!(ones.abs_diff(20_000) < 400, "{ones}");
}

#[test]
fn first_draws_never_change() {
    for (spec, bits) in specs().iter().zip(PINNED) {
        let mut draws = Stream::new(source_key(42, "pinned"), 7).draws(3, 1);
        let draw = law(spec).draw(&mut draws);
        assert_eq!(
            draw.to_bits(),
            bits,
            "{spec:?} drew {draw:e}, 0x{:016X}",
            draw.to_bits()
        );
    }
}

proptest! {
    #[test]
    fn a_small_change_of_a_parameter_moves_a_draw_a_little(seed: u64, shape in 1.0..20.0_f64) {
        // Inverted laws move in proportion; a ratio or product of gammas nearly always does, so it is not here.
        let at = |spec: LawSpec| law(&spec).draw(&mut Stream::new(seed, 0).draws(0, 0));
        let pairs: [fn(f64) -> LawSpec; 3] = [
            |shape| LawSpec::Weibull { shape, scale: 1.0 },
            |alpha| LawSpec::Pareto { min: 1.0, alpha },
            |more| LawSpec::Ci90 { low: 1.0, high: 1.0 + more },
        ];
        for spec in pairs {
            let ratio = at(spec(shape * (1.0 + 1e-6))) / at(spec(shape));
            prop_assert!((ratio - 1.0).abs() < 1e-3, "{:?}: {}", spec(shape), ratio);
        }
    }

    #[test]
    fn a_quantile_is_the_inverse_of_the_distribution_function(p in 0.001..0.999_f64) {
        for spec in specs() {
            let law = law(&spec);
            let x = law.quantile(p);
            prop_assert!((law.cdf(x) - p).abs() < 1e-9, "{:?} at {}", spec, p);
            let (least, largest) = law.support();
            prop_assert!(least <= x && x <= largest);
            prop_assert!((law.cdf(x) - oracle(&spec)(x)).abs() < 1e-9, "{:?} at {}", spec, p);
        }
    }

    #[test]
    fn draws_lie_within_the_support(seed: u64) {
        for spec in specs() {
            let law = law(&spec);
            let draw = law.draw(&mut Stream::new(seed, 0).draws(0, 0));
            let (least, largest) = law.support();
            prop_assert!(least <= draw && draw <= largest, "{:?} drew {}", spec, draw);
        }
    }
}

/// Bits of one draw of each of [`specs`].
const PINNED: [u64; 14] = [
    0x4037_339B_8D09_9517,
    0x401A_4F25_7F79_E379,
    0x4041_1C66_C857_0957,
    0x3FCC_33B9_3A3C_A6DC,
    0x3FDB_650B_441A_1022,
    0x3FCE_AE2A_D8D0_78B9,
    0x4010_A8E6_DE4A_957F,
    0x4024_3EAC_AD3F_2DF9,
    0x4000_5B3F_8234_BA68,
    0x4018_3547_EF05_3D9E,
    0xBFD5_526D_AED5_F3F0,
    0x3FE0_4AC9_8A66_2B12,
    0x3FDB_4008_A396_FCA9,
    0x400B_D3D5_C5F4_C7D0,
];

/// Two routes: E[max(0, X - level)] = E[X] - level + ∫ P(X ≤ x) dx up to the level.
#[test]
fn what_a_draw_has_above_a_level_is_what_the_distribution_function_says() {
    let empirical = LawSpec::Empirical(vec![1.0, 2.0, 2.0, 7.0]);
    for spec in specs().into_iter().chain([empirical]) {
        let law = law(&spec);
        let least = law.support().0;
        for p in [0.01, 0.3, 0.8, 0.99] {
            let level = law.quantile(p) + 1e-3;
            let step = (level - least) / 20_000.0;
            let middles = (0..20_000).map(|i| least + (f64::from(i) + 0.5) * step);
            let below: f64 = middles.map(|x| law.cdf(x) * step).sum();
            let expected = law.mean() - level + below;
            let found = law.mean_above(level);
            let scale = law.mean().abs() + level.abs();
            assert!(
                (found - expected).abs() < 3e-4 * scale,
                "{spec:?} above {level}: {found} is not {expected}"
            );
        }
        assert_close(law.mean_above(least - 1.0), law.mean() - least + 1.0, 1e-12);
    }
    let constant = law(&LawSpec::Constant(3.0));
    assert_eq!(
        [1.0, 3.0, 4.0].map(|level| constant.mean_above(level).to_bits()),
        [2.0_f64, 0.0, 0.0].map(f64::to_bits)
    );
}
