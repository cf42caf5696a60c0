//! Which random words belong to which seed, source, trial, purpose and event.
//!
//! A [`Stream`] is a place in the counter space of `SplittableRandom`: word `c` is `mix(start + c·gamma)`, so any word
//! can be had at once, in any order, on any thread. A draw therefore depends on the seed, the source's name, the
//! trial, the purpose and the event number alone.
//!
//! Source: Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, OOPSLA 2014, 453–472, with the
//! finaliser “Mix13” of Stafford, “Better bit mixing” (2011), as in Java's `SplittableRandom`.

use super::exp::ln;
use super::normal::normal_quantile;

/// 2⁶⁴ divided by the golden ratio, made odd: the step between the seeds of neighbouring trials.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Words of one event: the low bits of a counter.
const EVENT_BITS: u32 = 8;

/// Where the purpose stands in a counter; event numbers fill the bits between.
const PURPOSE_BITS: u32 = 48;

/// The random words of one source in one trial.
///
/// Streams of other sources and other trials share neither their start nor (but for chance) their step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    start: u64,
    gamma: u64,
}

impl Stream {
    /// The stream of trial number `trial` of the source with this `key`, as made by [`source_key`].
    ///
    /// Costs four mixes of a word, and nothing is stored.
    #[inline]
    pub fn new(key: u64, trial: u64) -> Stream {
        let seed = mix(key).wrapping_add(trial.wrapping_mul(GOLDEN).wrapping_mul(2));
        Stream {
            start: mix(seed.wrapping_add(GOLDEN)),
            gamma: mix_gamma(seed.wrapping_add(GOLDEN.wrapping_mul(2))),
        }
    }

    /// A cursor at the words of event number `index`, drawn for `purpose`.
    ///
    /// Blocks of 256 words of two events, or of two purposes, do not overlap. `purpose` is below 2¹⁶ and `index`
    /// below 2⁴⁰.
    #[inline]
    pub fn draws(&self, purpose: u64, index: u64) -> Draws {
        debug_assert!(
            purpose < 1 << (64 - PURPOSE_BITS),
            "purpose {purpose} needs more than 16 bits"
        );
        debug_assert!(
            index < 1 << (PURPOSE_BITS - EVENT_BITS),
            "index {index} needs more than 40 bits"
        );
        let counter = purpose << PURPOSE_BITS | index << EVENT_BITS;
        Draws {
            state: self.start.wrapping_add(self.gamma.wrapping_mul(counter)),
            gamma: self.gamma,
        }
    }

    /// An independent stream, one for each `salt`: for example one per workload that a source strikes.
    ///
    /// It starts elsewhere and keeps the step: a single mix of a word.
    #[inline]
    #[must_use]
    pub fn fork(&self, salt: u64) -> Stream {
        Stream {
            start: mix(self.start ^ salt),
            gamma: self.gamma,
        }
    }
}

/// The key of the source called `name` under the user's `seed`.
///
/// The name is hashed by FNV-1a (64 bits, offset basis `cbf29ce484222325`, prime `100000001b3`) over its UTF-8 bytes
/// and then mixed with the mixed seed. This never changes: an outcome quoted with its seed must be found again.
///
/// Source: Fowler, Noll and Vo, RFC 9923 “The FNV Non-Cryptographic Hash Algorithm”.
pub fn source_key(seed: u64, name: &str) -> u64 {
    mix(fnv1a(name) ^ mix(seed.wrapping_add(GOLDEN)))
}

fn fnv1a(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// A cursor over the random words of one event.
///
/// A copy repeats the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    state: u64,
    gamma: u64,
}

impl Draws {
    /// The next 64 random bits.
    #[inline]
    pub fn word(&mut self) -> u64 {
        let word = mix(self.state);
        self.state = self.state.wrapping_add(self.gamma);
        word
    }

    /// A cursor at words of its own, of which there are as many as one likes. One word.
    #[inline]
    pub(super) fn branch(&mut self) -> Draws {
        Draws {
            state: self.word(),
            gamma: self.gamma,
        }
    }

    /// A number strictly between 0 and 1: one of the 2⁵² midpoints `(i + ½)·2⁻⁵²`. One word.
    ///
    /// Not 53 bits: the midpoint `2⁵³ - ½` is no `f64` and rounds up, so that the draw could be 1.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit(self.word())
    }

    /// A whole number from 0 to `n - 1`, growing with the word. One word; `n` is above 0.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the high word of a product with n is below n"
    )]
    pub fn index(&mut self, n: usize) -> usize {
        ((u128::from(self.word()) * n as u128) >> 64) as usize
    }

    /// A waiting time of unit rate: `-ln u`, between 1e-16 and 36.8. One word.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        -ln(self.uniform())
    }

    /// A standard normal number, growing with the word and within ±8.3. One word.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A gamma number of this `shape` (above 0) and scale 1. One word, however many attempts are rejected.
    ///
    /// The word opens a sub-cursor for the attempts, so that the draws after this one stay where they are when a
    /// small change of `shape` changes the number of attempts. Below a shape of about 0.01 the draw may underflow to 0.
    ///
    /// Source: Marsaglia and Tsang, “A simple method for generating gamma variables”, ACM Transactions on Mathematical
    /// Software 26 (2000), 363–372; for `shape < 1` their boost G(shape) = G(shape + 1)·U^(1/shape).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        let mut attempts = self.branch();
        if shape >= 1.0 {
            return attempts.gamma_from_one(shape);
        }
        let whole = attempts.gamma_from_one(shape + 1.0);
        whole * libm::exp(-attempts.exponential() / shape)
    }

    /// The logarithm of [`Draws::gamma`] from the same words, which no small `shape` makes underflow.
    pub(super) fn ln_gamma(&mut self, shape: f64) -> f64 {
        let mut attempts = self.branch();
        if shape >= 1.0 {
            return libm::log(attempts.gamma_from_one(shape));
        }
        let whole = attempts.gamma_from_one(shape + 1.0);
        libm::log(whole) - attempts.exponential() / shape
    }

    /// The method itself, for `shape >= 1`; each attempt is accepted with a probability of at least 0.95.
    fn gamma_from_one(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let slope = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let root = 1.0 + slope * x;
            let u = self.uniform();
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if u < 1.0 - 0.0331 * (x * x) * (x * x) || ln(u) < 0.5 * x * x + d * (1.0 - v + ln(v)) {
                return d * v;
            }
        }
    }
}

/// The midpoint of the step that the upper 52 bits of `word` name.
#[inline]
const fn unit(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// Stafford's “Mix13”: a bijection of 64 bits in which every input bit flips each output bit about half of the time.
#[inline]
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// An odd step with at least 24 changes between neighbouring bits, as the authors ask for: a regular step such as 1
/// or `ffff_ffff_0000_0001` would leave too much of the work to the mixing.
#[inline]
const fn mix_gamma(mut z: u64) -> u64 {
    z = (z ^ (z >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    z = (z ^ (z >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    z = (z ^ (z >> 33)) | 1;
    if (z ^ (z >> 1)).count_ones() < 24 {
        z ^ 0xAAAA_AAAA_AAAA_AAAA
    } else {
        z
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Moments, assert_close};

    /// Chi-square of 256 cells, 255 degrees of freedom: passed by a false alarm once in 10,000.
    const CRITICAL: f64 = 347.65;

    /// Counts neighbouring pairs of words in 16 × 16 cells, by four bits of each.
    #[track_caller]
    fn check_pairs(name: &str, words: impl Iterator<Item = u64>) {
        let words: Vec<u64> = words.collect();
        for shift in [0, 12, 30, 60] {
            let mut cells = [0_u32; 256];
            for pair in words.windows(2) {
                let (left, right) = (pair[0] >> shift & 15, pair[1] >> shift & 15);
                cells[usize::try_from(left << 4 | right).unwrap()] += 1;
            }
            let expected = (words.len() - 1) as f64 / 256.0;
            let chi_square: f64 = cells
                .iter()
                .map(|&n| (f64::from(n) - expected).powi(2) / expected)
                .sum();
            assert!(
                chi_square < CRITICAL,
                "{name}, bits from {shift}: chi-square {chi_square}"
            );
        }
        let flips: Moments = words
            .windows(2)
            .map(|pair| f64::from((pair[0] ^ pair[1]).count_ones()))
            .collect();
        // 32 bits differ on average, with a standard deviation of 4; z = 4, false alarm 6e-5.
        assert!(
            (flips.mean() - 32.0).abs() < 4.0 * 4.0 / (flips.count() as f64).sqrt(),
            "{name}: {flips:?}"
        );
    }

    #[test]
    fn neighbours_along_every_axis_are_uniform_and_independent() {
        const N: u64 = 1 << 16;
        let key = source_key(7, "region");
        let stream = Stream::new(key, 3);
        check_pairs(
            "words",
            (0..N).scan(stream.draws(0, 0), |draws, _| Some(draws.word())),
        );
        check_pairs("indices", (0..N).map(|index| stream.draws(1, index).word()));
        check_pairs(
            "purposes",
            (0..N).map(|purpose| stream.draws(purpose, 0).word()),
        );
        check_pairs(
            "trials",
            (0..N).map(|trial| Stream::new(key, trial).draws(0, 0).word()),
        );
        check_pairs(
            "keys",
            (0..N).map(|key| Stream::new(key, 0).draws(0, 0).word()),
        );
        check_pairs(
            "forks",
            (0..N).map(|salt| stream.fork(salt).draws(0, 0).word()),
        );
        check_pairs(
            "trials of a fork",
            (0..N).map(|trial| Stream::new(key, trial).fork(1).draws(2, 5).word()),
        );
        check_pairs("seeds", (0..N).map(|seed| source_key(seed, "region")));
        check_pairs("names", (0..N).map(|i| source_key(1, &format!("zone-{i}"))));
        check_pairs(
            "sub-cursors",
            (0..N).map(|i| {
                Draws {
                    state: stream.draws(0, i).word(),
                    gamma: stream.gamma,
                }
                .word()
            }),
        );
    }

    #[test]
    fn mixing_is_the_published_split_mix() {
        // The reference SplitMix64 (Vigna, prng.di.unimi.it/splitmix64.c) with seed 1234567.
        let mut draws = Draws {
            state: 1_234_567 + GOLDEN,
            gamma: GOLDEN,
        };
        let words = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!([draws.word(), draws.word(), draws.word()], words);
    }

    #[test]
    fn names_are_hashed_by_the_published_fnv_1a() {
        // RFC 9923, appendix C.
        assert_eq!(fnv1a(""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv1a("a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fnv1a("foobar"), 0x8594_4171_F739_67E8);
    }

    #[test]
    fn first_draws_never_change() {
        let key = source_key(42, "eu-west");
        assert_eq!(key, PINNED_KEY);
        let draws = Stream::new(key, 5).draws(1, 2);
        let mut words = draws;
        assert_eq!([words.word(), words.word()], PINNED_WORDS);
        assert_eq!(Stream::new(key, 5).fork(9).draws(0, 0).word(), PINNED_FORK);
        let bits = |draw: fn(&mut Draws) -> f64| draw(&mut draws.clone()).to_bits();
        assert_eq!(bits(Draws::uniform), PINNED_BITS[0]);
        assert_eq!(bits(Draws::exponential), PINNED_BITS[1]);
        assert_eq!(bits(Draws::normal), PINNED_BITS[2]);
        assert_eq!(bits(|draws| draws.gamma(2.5)), PINNED_BITS[3]);
        assert_eq!(bits(|draws| draws.gamma(0.5)), PINNED_BITS[4]);
    }

    #[test]
    fn blocks_of_events_touch_but_do_not_overlap() {
        let stream = Stream::new(1, 2);
        let mut draws = stream.draws(3, 10);
        for _ in 0..256 {
            draws.word();
        }
        assert_eq!(draws, stream.draws(3, 11));
    }

    #[test]
    fn the_extreme_words_stay_inside_the_open_interval() {
        assert!(unit(0) > 0.0);
        assert!(unit(u64::MAX) < 1.0);
        assert!(normal_quantile(unit(u64::MAX)) < 8.3);
        assert!(normal_quantile(unit(0)) > -8.3);
        assert!(-libm::log(unit(u64::MAX)) > 0.0);
    }

    #[test]
    fn unit_draws_have_their_closed_form_moments() {
        let stream = Stream::new(source_key(1, "moments"), 0);
        let sample = |purpose, draw: fn(&mut Draws) -> f64| -> Moments {
            (0..100_000)
                .map(|index| draw(&mut stream.draws(purpose, index)))
                .collect()
        };
        // z = 4 throughout, false alarm 6e-5 each; the error of a variance is √((kurtosis - 1)/n)·variance.
        let check = |sample: Moments, mean: f64, variance: f64, kurtosis: f64| {
            assert!(
                (sample.mean() - mean).abs() < 4.0 * sample.standard_error(),
                "{sample:?}"
            );
            let error = variance * ((kurtosis - 1.0) / sample.count() as f64).sqrt();
            assert!(
                (sample.variance() - variance).abs() < 4.0 * error,
                "{sample:?}"
            );
        };
        check(sample(0, Draws::uniform), 0.5, 1.0 / 12.0, 1.8);
        check(sample(1, Draws::exponential), 1.0, 1.0, 9.0);
        check(sample(2, Draws::normal), 0.0, 1.0, 3.0);
        check(
            sample(3, |draws| draws.gamma(4.0)),
            4.0,
            4.0,
            3.0 + 6.0 / 4.0,
        );
        check(
            sample(4, |draws| draws.gamma(0.25)),
            0.25,
            0.25,
            3.0 + 6.0 / 0.25,
        );
    }

    #[test]
    fn indices_are_in_range_and_even() {
        let mut draws = Stream::new(5, 5).draws(0, 0);
        let mut seen = [0_u32; 10];
        (0..10_000).for_each(|_| seen[draws.index(10)] += 1);
        // 1,000 each with a standard deviation of 30; z = 4.5 over ten cells, false alarm 7e-5.
        assert!(seen.iter().all(|n| n.abs_diff(1000) < 135), "{seen:?}");
        assert_eq!(draws.index(1), 0);
    }

    #[test]
    fn the_logarithm_of_a_gamma_is_drawn_from_the_same_words() {
        for shape in [0.1, 0.9, 1.0, 7.5] {
            let draws = Stream::new(8, 1).draws(0, 4);
            assert_close(
                libm::exp(draws.clone().ln_gamma(shape)),
                draws.clone().gamma(shape),
                1e-12,
            );
        }
    }

    proptest! {
        #[test]
        fn a_gamma_takes_one_word_and_is_a_number(seed: u64, shape in 1e-3..1e6_f64) {
            let mut draws = Stream::new(seed, 0).draws(0, 0);
            let mut words = draws;
            words.word();
            let gamma = draws.gamma(shape);
            prop_assert!(gamma.is_finite() && gamma >= 0.0);
            prop_assert_eq!(draws, words);
        }

        #[test]
        fn a_place_always_has_the_same_words(seed: u64, trial: u64, purpose in 0..1_u64 << 16, index in 0..1_u64 << 40) {
            let place = || Stream::new(source_key(seed, "x"), trial).draws(purpose, index).word();
            prop_assert_eq!(place(), place());
        }
    }

    // The words and the first three draws were worked out apart from this code in Python, from the papers.
    const PINNED_KEY: u64 = 0x3C66_774B_6E05_24E6;
    const PINNED_WORDS: [u64; 2] = [0x88D4_A912_709B_BE22, 0x1CD4_2696_B878_BB4D];
    const PINNED_FORK: u64 = 0xD0B7_691E_76F5_6000;
    const PINNED_BITS: [u64; 5] = [
        0x3FE1_1A95_224E_1377,
        0x3FE4_0BBD_3F7F_23FC,
        0x3FB6_29B7_02A5_8D2D,
        0x4012_08C4_CDF7_F296,
        0x3FD3_4AAD_FDA5_04F1,
    ];
}
