//! Which random words belong to which seed, source, trial, purpose and event.
//!
//! A [`Stream`] is a place in the counter space of `SplittableRandom`: word `c` is `mix(start + c·gamma)`, so any word
//! can be had at once, in any order, on any thread. A draw therefore depends on the seed, the source's name, the
//! trial, the purpose and the event number alone.
//!
//! Source: Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, OOPSLA 2014, 453–472, with the
//! finaliser “Mix13” of Stafford, “Better bit mixing” (2011), as in Java's `SplittableRandom`.

use super::special::inverse_normal;

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
    #[inline]
    #[must_use]
    pub fn fork(&self, salt: u64) -> Stream {
        Stream::new(self.start ^ self.gamma.rotate_left(32), salt)
    }
}

/// The key of the source called `name` under the user's `seed`.
///
/// The name is hashed by FNV-1a (64 bits, offset basis `cbf29ce484222325`, prime `100000001b3`) over its UTF-8 bytes
/// and then mixed with the mixed seed. This never changes: an outcome quoted with its seed must be found again.
///
/// Source: Fowler, Noll and Vo, RFC 9923 “The FNV Non-Cryptographic Hash Algorithm”.
pub fn source_key(seed: u64, name: &str) -> u64 {
    let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    mix(hash ^ mix(seed.wrapping_add(GOLDEN)))
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

    /// A number strictly between 0 and 1: one of the 2⁵² midpoints `(i + ½)·2⁻⁵²`. One word.
    ///
    /// Not 53 bits: the midpoint `2⁵³ - ½` is no `f64` and rounds up, so that the draw could be 1.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        ((self.word() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
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
        -libm::log(self.uniform())
    }

    /// A standard normal number, growing with the word and within ±8.3. One word.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        inverse_normal(self.uniform())
    }

    /// A gamma number of this `shape` (above 0) and scale 1. One word, however many attempts are rejected.
    ///
    /// The word opens a sub-cursor for the attempts, so that the draws after this one stay where they are when a
    /// small change of `shape` changes the number of attempts. Below a shape of about 0.01 the draw may underflow to 0.
    ///
    /// Source: Marsaglia and Tsang, “A simple method for generating gamma variables”, ACM Transactions on Mathematical
    /// Software 26 (2000), 363–372; for `shape < 1` their boost G(shape) = G(shape + 1)·U^(1/shape).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        let mut attempts = Draws {
            state: self.word(),
            gamma: self.gamma,
        };
        if shape >= 1.0 {
            return attempts.gamma_from_one(shape);
        }
        let whole = attempts.gamma_from_one(shape + 1.0);
        whole * libm::exp(-attempts.exponential() / shape)
    }

    /// The logarithm of [`Draws::gamma`] from the same words, which no small `shape` makes underflow.
    pub(super) fn ln_gamma(&mut self, shape: f64) -> f64 {
        let mut attempts = Draws {
            state: self.word(),
            gamma: self.gamma,
        };
        if shape >= 1.0 {
            return libm::log(attempts.gamma_from_one(shape));
        }
        let whole = attempts.gamma_from_one(shape + 1.0);
        libm::log(whole) - attempts.exponential() / shape
    }

    /// The method itself, for `shape >= 1`; each attempt is accepted with a probability of at least 0.95.
    fn gamma_from_one(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        loop {
            let x = self.normal();
            let root = 1.0 + x / (9.0 * d).sqrt();
            let u = self.uniform();
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            if u < 1.0 - 0.0331 * (x * x) * (x * x)
                || libm::log(u) < 0.5 * x * x + d * (1.0 - v + libm::log(v))
            {
                return d * v;
            }
        }
    }
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
