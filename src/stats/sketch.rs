//! Many values in little room: counted by how large they are, not kept one by one.
//!
//! A bucket holds the values whose bits agree from the sign to some bits of the mantissa, so that they agree to a
//! relative width. It keeps how many there are and their mean. An order statistic is told as the mean of its bucket: to
//! within that width, and where all values of a bucket are the same, to 2⁻⁴² of it. The least and the largest value are
//! exact. A sketch keeps whole numbers only, so that its sums do not depend on the order in which values come.
//!
//! Sources: Tene, `HdrHistogram` (2012), and Masson, Rim and Lee, “`DDSketch`: a fast and fully-mergeable quantile sketch
//! with relative-error guarantees”, Proceedings of the VLDB Endowment 12 (2019), 2195–2205, for buckets of relative
//! width.

/// The bits of sign and exponent.
const OCTAVE_BITS: u32 = 12;

/// Bits behind those that name the bucket which its mean remembers.
const PLACE_BITS: u32 = 32;

/// Bits of the mantissa that name a bucket of squares; at most those of a bucket.
const SQUARES_BITS: u32 = 4;

/// Values by how large they are. Some may belong together in clusters, within which they do not vary independently.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Bits of the mantissa that name a bucket.
    bits: u32,
    /// By sign and exponent: which block of buckets, counted from 1, or 0 where there is none; empty without any value.
    blocks: Vec<u16>,
    /// Block after block of 2^`bits` buckets.
    buckets: Vec<Bucket>,
    /// By bucket: the number of the first value in it. Apart, since it is written once.
    firsts: Vec<u64>,
    /// Block after block of 2^[`SQUARES_BITS`] wider buckets: Σ of 2k - 1 over the values that are the k-th from the largest
    /// of their cluster. Over all above a threshold that is Σ of the squares of how many values each cluster has there.
    squares: Vec<u64>,
    len: u64,
    least: Extreme,
    most: Extreme,
    /// The keys of a cluster.
    cluster: Vec<u64>,
}

/// Values whose leading bits agree. Four to a line of the cache: what a run spends on sketches is waiting for them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bucket {
    count: u64,
    /// Σ of the bits behind the leading ones.
    places: u64,
}

/// The least or the largest value.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extreme {
    value: f64,
    count: u64,
    first: u64,
}

/// The value of a rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtRank {
    /// The value, to within the width of a bucket.
    pub value: f64,
    /// The number, in the order in which they came, of a value as large.
    pub number: u64,
}

/// How many values lie above some order statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Above {
    /// How many.
    pub count: u64,
    /// Σ over the clusters of the square of how many of its values lie there.
    pub squares: u64,
}

impl Sketch {
    /// A sketch of nothing, with buckets of relative width 2^-`bits`; at most 20.
    pub fn new(bits: u32) -> Self {
        let none = |value| Extreme {
            value,
            count: 0,
            first: 0,
        };
        Self {
            bits,
            blocks: Vec::new(),
            buckets: Vec::new(),
            firsts: Vec::new(),
            squares: Vec::new(),
            len: 0,
            least: none(f64::INFINITY),
            most: none(f64::NEG_INFINITY),
            cluster: Vec::new(),
        }
    }

    /// The sketch of a column of which each run of `cluster` values belongs together.
    #[cfg(test)]
    pub(crate) fn of(column: &[f64], cluster: usize) -> Self {
        let mut sketch = Self::new(10);
        for values in column.chunks(cluster) {
            sketch.add_cluster(values);
        }
        sketch
    }

    /// How many values there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The least value and how many there are of it.
    pub fn least(&self) -> (f64, u64) {
        (self.least.value, self.least.count)
    }

    /// Adds a value, which is not NaN, so many times; each is a cluster of its own.
    pub fn add(&mut self, value: f64, times: u64) {
        if times > 0 {
            let key = self.enter(value, times);
            *self.squares_of(key) += times;
            self.len += times;
        }
    }

    /// Adds the values of a cluster, none of which is NaN.
    pub fn add_cluster(&mut self, values: &[f64]) {
        let mut cluster = std::mem::take(&mut self.cluster);
        cluster.clear();
        for &value in values {
            cluster.push(self.enter(value, 1));
            self.len += 1;
        }
        cluster.sort_unstable();
        for (&key, square) in cluster.iter().rev().zip((1..).step_by(2)) {
            *self.squares_of(key) += square;
        }
        self.cluster = cluster;
    }

    /// Counts a value and gives its key.
    #[inline]
    fn enter(&mut self, value: f64, times: u64) -> u64 {
        let key = key(value);
        let number = self.len;
        let block = self.block(key);
        let place = block << self.bits | within(key, self.bits);
        let behind = self.place(key);
        let bucket = &mut self.buckets[place];
        if bucket.count == 0 {
            self.firsts[place] = number;
        }
        bucket.count += times;
        bucket.places += times * behind;
        self.least
            .take(value < self.least.value, value, (times, number));
        self.most
            .take(value > self.most.value, value, (times, number));
        key
    }

    /// The block of a key, which is made where there is none yet.
    #[inline]
    fn block(&mut self, key: u64) -> usize {
        let octave = (key >> (u64::BITS - OCTAVE_BITS)) as usize;
        match self.blocks.get(octave) {
            Some(&block) if block > 0 => usize::from(block) - 1,
            _ => self.make_block(octave),
        }
    }

    #[cold]
    fn make_block(&mut self, octave: usize) -> usize {
        let (len, size) = (self.buckets.len(), 1 << self.bits);
        self.buckets.resize(len + size, Bucket::default());
        self.firsts.resize(len + size, 0);
        self.squares
            .resize(((len >> self.bits) + 1) << SQUARES_BITS, 0);
        let made = len >> self.bits;
        self.blocks.resize(1 << OCTAVE_BITS, 0);
        #[expect(clippy::cast_possible_truncation, reason = "at most 2¹² blocks")]
        let number = made as u16 + 1;
        self.blocks[octave] = number;
        made
    }

    fn squares_of(&mut self, key: u64) -> &mut u64 {
        let place = self.block(key) << SQUARES_BITS | within(key, SQUARES_BITS);
        &mut self.squares[place]
    }

    /// The bits of a key behind those that name its bucket.
    fn place(&self, key: u64) -> u64 {
        key << (OCTAVE_BITS + self.bits) >> (u64::BITS - PLACE_BITS)
    }

    /// The buckets with anything in them, the least values first, each with the key at which it begins and its place.
    fn walk(&self) -> impl DoubleEndedIterator<Item = (u64, usize, Bucket)> {
        let octaves = self.blocks.iter().enumerate();
        let octaves = octaves.filter(|(_, block)| **block > 0);
        octaves.flat_map(move |(octave, &block)| {
            let from = (usize::from(block) - 1) << self.bits;
            let places = (0..1 << self.bits).map(move |within| (within, from + within));
            places.filter_map(move |(within, place)| {
                let leading = (octave << self.bits | within) as u64;
                let start = leading << (u64::BITS - OCTAVE_BITS - self.bits);
                let bucket = self.buckets[place];
                (bucket.count > 0).then_some((start, place, bucket))
            })
        })
    }

    /// The mean of `count` values in the bucket that begins at `start`, whose places sum to `places`.
    fn mean(&self, start: u64, (count, places): (u64, u64)) -> f64 {
        let behind = u64::BITS - OCTAVE_BITS - self.bits;
        let unit = libm::exp2(f64::from(behind) - f64::from(PLACE_BITS));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place within the bucket"
        )]
        let place = (places as f64 / count as f64 * unit) as u64;
        value_of_key(start | place.min((1 << behind) - 1))
    }

    /// The values at `ranks`, which are counted from 0, in any order, and below the number of values.
    pub fn at_ranks(&self, ranks: &[u64]) -> Vec<AtRank> {
        let mut order: Vec<usize> = (0..ranks.len()).collect();
        order.sort_unstable_by_key(|&i| ranks[i]);
        let mut found = vec![None; ranks.len()];
        let mut wanted = order.into_iter().peekable();
        let mut end = 0;
        for (start, place, bucket) in self.walk() {
            end += bucket.count;
            let inner = self.without_extremes(start, bucket);
            while let Some(i) = wanted.next_if(|&i| ranks[i] < end) {
                let (value, number) = if ranks[i] < self.least.count {
                    (self.least.value, self.least.first)
                } else if ranks[i] >= self.len - self.most.count {
                    (self.most.value, self.most.first)
                } else {
                    (self.mean(start, inner), self.firsts[place])
                };
                found[i] = Some(AtRank { value, number });
            }
        }
        found.into_iter().flatten().collect()
    }

    /// What lies above each of `ranks`, which ascend: above the sixteenth of a doubling in which the value of that rank
    /// lies.
    pub fn above(&self, ranks: &[u64]) -> Vec<Above> {
        let mut found = Vec::with_capacity(ranks.len());
        let mut wanted = ranks.iter().peekable();
        let (mut below, mut squares) = (0, self.squares.iter().sum());
        let wide = |start: u64| start >> (u64::BITS - OCTAVE_BITS - SQUARES_BITS);
        let buckets: Vec<(u64, usize, Bucket)> = self.walk().collect();
        for buckets in buckets.chunk_by(|a, b| wide(a.0) == wide(b.0)) {
            let (start, place, _) = buckets[0];
            below += buckets.iter().map(|(.., bucket)| bucket.count).sum::<u64>();
            squares -=
                self.squares[place >> self.bits << SQUARES_BITS | within(start, SQUARES_BITS)];
            while wanted.next_if(|&&rank| rank < below).is_some() {
                found.push(Above {
                    count: self.len - below,
                    squares,
                });
            }
        }
        found
    }

    /// The number and the places of the values in a bucket that are neither the least nor the largest of all.
    fn without_extremes(&self, start: u64, bucket: Bucket) -> (u64, u64) {
        let within = (1 << (u64::BITS - OCTAVE_BITS - self.bits)) - 1;
        let is_apart = self.least.value < self.most.value;
        let ends = [&self.least, &self.most]
            .into_iter()
            .take(1 + usize::from(is_apart));
        let inside = ends.filter(|end| key(end.value) & !within == start);
        inside.fold((bucket.count, bucket.places), |(count, places), end| {
            (
                count - end.count,
                places - end.count * self.place(key(end.value)),
            )
        })
    }

    /// The mean of the largest values that make up 1 - `level` of all: their expected shortfall.
    ///
    /// All of it but what the bucket at its edge adds is exact. 0 where there are no values.
    pub fn expected_shortfall(&self, level: f64) -> f64 {
        let inside = (1.0 - level) * self.len as f64;
        let (mut left, mut sum) = (inside, 0.0);
        for (start, _, bucket) in self.walk().rev() {
            let count = left.min(bucket.count as f64);
            sum += count * self.mean(start, (bucket.count, bucket.places));
            left -= count;
            if left <= 0.0 {
                break;
            }
        }
        if inside > 0.0 { sum / inside } else { 0.0 }
    }
}

impl Extreme {
    fn take(&mut self, is_beyond: bool, value: f64, (times, number): (u64, u64)) {
        if is_beyond {
            *self = Self {
                value,
                count: times,
                first: number,
            };
        } else if key(value) == key(self.value) {
            self.count += times;
        }
    }
}

/// The leading bits of the mantissa of a key.
#[expect(clippy::cast_possible_truncation, reason = "at most 20 bits")]
fn within(key: u64, bits: u32) -> usize {
    (key << OCTAVE_BITS >> (u64::BITS - bits)) as usize
}

/// A whole number in the order of [`f64::total_cmp`].
fn key(value: f64) -> u64 {
    let bits = value.to_bits();
    let negative = 0_u64.wrapping_sub(bits >> 63);
    bits ^ (negative | 1 << 63)
}

/// The value of a [`key`].
fn value_of_key(key: u64) -> f64 {
    let positive = 0_u64.wrapping_sub(key >> 63);
    f64::from_bits(key ^ (!positive | 1 << 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Stream, expected_shortfall, sort};

    fn column(n: usize) -> Vec<f64> {
        let mut draws = Stream::new(7, 0).draws(0, 0);
        (0..n)
            .map(|i| match i % 3 {
                0 => 0.0,
                1 => libm::exp(4.0 * draws.normal()),
                _ => -draws.uniform(),
            })
            .collect()
    }

    #[test]
    fn a_key_gives_its_value_back() {
        for value in [
            0.0,
            -0.0,
            1.5,
            -1.5,
            f64::MAX,
            f64::MIN_POSITIVE,
            f64::NEG_INFINITY,
        ] {
            assert_eq!(value_of_key(key(value)).to_bits(), value.to_bits());
        }
    }

    #[test]
    fn order_statistics_are_those_of_a_sort_to_within_a_bucket() {
        for n in [1, 2, 10, 999, 30_000] {
            let values = column(n);
            let mut sorted = values.clone();
            sort(&mut sorted);
            let ranks: Vec<u64> = (0..n as u64).rev().step_by(n / 50 + 1).collect();
            for (&rank, found) in ranks.iter().zip(Sketch::of(&values, 1).at_ranks(&ranks)) {
                let expected = sorted[usize::try_from(rank).unwrap()];
                let apart = (found.value - expected).abs();
                assert!(
                    apart <= expected.abs() / 1_024.0,
                    "{n}, rank {rank}: {found:?} {expected}"
                );
                let number = usize::try_from(found.number).unwrap();
                let apart = (values[number] - expected).abs();
                assert!(
                    apart <= expected.abs() / 512.0,
                    "{n}, rank {rank}: {found:?} {expected}"
                );
            }
        }
    }

    #[test]
    fn values_that_are_all_alike_and_the_ends_are_exact() {
        let values = [
            5e9,
            1.0,
            1e7 / 3.0,
            1e7 / 3.0,
            0.3,
            0.3,
            7e8,
            1e7 / 3.0,
            5e9,
        ];
        let found = Sketch::of(&values, 3).at_ranks(&[0, 1, 3, 4, 5, 6, 8]);
        let expected = [0.3, 0.3, 1e7 / 3.0, 1e7 / 3.0, 1e7 / 3.0, 7e8, 5e9];
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found.value / expected - 1.0).abs() < 1e-12,
                "{found:?} {expected}"
            );
        }
        assert_eq!((found[0].value, found[0].number), (0.3, 4));
        assert_eq!((found[6].value, found[6].number), (5e9, 0));
        assert_eq!(Sketch::of(&values, 3).least(), (0.3, 2));
    }

    /// The largest of a bucket that it shares with others does not pull their mean up, nor the least down.
    #[test]
    fn an_end_stands_apart_from_the_others_of_its_bucket() {
        let values = [1.0, 1.000_1, 1.000_1, 1.000_2];
        let found = Sketch::of(&values, 1).at_ranks(&[0, 1, 2, 3]);
        for (found, expected) in found.iter().zip(values) {
            assert!(
                (found.value - expected).abs() < 1e-12,
                "{found:?} {expected}"
            );
        }
    }

    #[test]
    fn what_lies_above_is_counted_by_cluster() {
        let values = column(7 * 999);
        let found = Sketch::of(&values, 7);
        let ranks = [0, 100, 3_000, 5_000, 6_500, 6_992];
        for (above, at) in found.above(&ranks).into_iter().zip(found.at_ranks(&ranks)) {
            // At some threshold up to a sixteenth of a doubling above the value of the rank.
            let all: Vec<f64> = values
                .iter()
                .copied()
                .filter(|&value| value >= at.value)
                .collect();
            let thresholds = all
                .into_iter()
                .filter(|&value| value <= at.value + at.value.abs() / 8.0);
            let mut counts = thresholds.map(|threshold| {
                let above = values
                    .chunks(7)
                    .map(|values| values.iter().filter(|value| **value > threshold).count() as u64);
                let above: Vec<u64> = above.collect();
                (
                    above.iter().sum::<u64>(),
                    above.iter().map(|n| n * n).sum::<u64>(),
                )
            });
            assert!(
                counts.any(|counts| counts == (above.count, above.squares)),
                "{at:?} {above:?}"
            );
        }
        // Three clusters with 2, 1 and 0 values above 1.
        let found = Sketch::of(&[5.0, 5.0, 1.0, 1.0, 7.0, 1.0, 1.0, 1.0, 1.0], 3).above(&[0])[0];
        assert_eq!((found.count, found.squares), (3, 4 + 1));
    }

    #[test]
    fn the_mean_of_a_tail_is_that_of_the_sorted_values() {
        for n in [50, 999, 30_000] {
            let mut values = column(n);
            let sketch = Sketch::of(&values, 1);
            sort(&mut values);
            for level in [0.0, 0.5, 0.9, 0.99, 0.999] {
                let (found, expected) = (
                    sketch.expected_shortfall(level),
                    expected_shortfall(&values, level),
                );
                assert!(
                    (found - expected).abs() <= expected.abs() / 1_024.0,
                    "{n} {level}: {found} {expected}"
                );
            }
            assert!(Sketch::new(10).expected_shortfall(0.9).abs() < 1e-300);
        }
    }
}
