//! How often two series of events coincide, and how often they would by chance.
//!
//! The null model: the two have nothing to do with each other, but each keeps its own rhythm. So the second is shifted
//! around the circle of the whole time, by many shifts, and every shift is as good a history as the real one. Bursts
//! and gaps within a series, which make a Poisson model's chance much too small, stay as they are.

/// How often events of one series lie near events of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coincidence {
    /// How many events of the first have one of the second near them.
    pub seen: usize,
    /// How many have under a shift, on average.
    pub expected: f64,
    /// The share of shifts that show as many or more, the real history counted as one of them.
    pub chance: f64,
}

/// How many of `first` have an event of `second` within `window`; both ascending, in one unit.
pub fn coincide(first: &[f64], second: &[f64], window: f64) -> usize {
    let near = |&at: &f64| {
        let from = second.partition_point(|&other| other < at - window);
        second.get(from).is_some_and(|&other| other <= at + window)
    };
    first.iter().filter(|at| near(at)).count()
}

/// The coincidences of two series of events within `span`, all in one unit, against those under `shifts`.
///
/// Both are ascending and lie within `span`, a pair of moments. A shift moves the second series on, and what leaves the
/// span at its end comes back at its beginning. Shifts of whole days leave the hours of the day where they are.
///
/// Source: the circular-shift test, as in Møller and Waagepetersen, Statistical Inference and Simulation for Spatial
/// Point Processes (2004), section 4.4, in one dimension (toroidal shift); the real history counts as one of the
/// shifts, as in Phipson and Smyth, “Permutation p-values should never be zero”, Statistical Applications in Genetics
/// and Molecular Biology 9 (2010), article 39.
pub fn coincidence(
    (first, second): (&[f64], &[f64]),
    (from, to): (f64, f64),
    window: f64,
    shifts: impl Iterator<Item = f64>,
) -> Coincidence {
    let seen = coincide(first, second, window);
    let length = to - from;
    let (mut tried, mut sum, mut as_many) = (0_usize, 0_usize, 0_usize);
    for shift in shifts {
        let moved = shifted(second, (from, to), length, shift);
        let count = coincide(first, &moved, window);
        tried += 1;
        sum += count;
        as_many += usize::from(count >= seen);
    }
    Coincidence {
        seen,
        expected: sum as f64 / tried.max(1) as f64,
        chance: (as_many + 1) as f64 / (tried + 1) as f64,
    }
}

/// The series moved on by `shift`, ascending.
fn shifted(events: &[f64], (from, to): (f64, f64), length: f64, shift: f64) -> Vec<f64> {
    let back = events.partition_point(|&at| at + shift < to);
    let mut moved = Vec::with_capacity(events.len());
    moved.extend(
        events[back..]
            .iter()
            .map(|at| (at + shift - length).max(from)),
    );
    moved.extend(events[..back].iter().map(|at| at + shift));
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Stream, assert_close, sort};

    fn uniform(index: u64, n: u64, length: f64) -> Vec<f64> {
        let stream = Stream::new(41, index);
        let mut events: Vec<f64> = (0..n)
            .map(|i| length * stream.draws(0, i).uniform())
            .collect();
        sort(&mut events);
        events
    }

    fn shifts(n: u32, length: f64) -> impl Iterator<Item = f64> {
        (1..n).map(move |i| length * f64::from(i) / f64::from(n))
    }

    #[test]
    fn coincidences_are_counted_by_events_of_the_first() {
        assert_eq!(coincide(&[1.0, 1.5, 9.0], &[2.0, 20.0], 1.0), 2);
        assert_eq!(coincide(&[2.0, 20.0], &[1.0, 1.5, 9.0], 1.0), 1);
        assert_eq!(coincide(&[], &[1.0], 1.0), 0);
        assert_eq!(coincide(&[1.0], &[], 1.0), 0);
    }

    #[test]
    fn the_chance_of_one_event_is_the_part_of_the_circle_near_the_others() {
        // Around 10, 30 and 31 lie 2 + 3 of 100; the second series is one event, near 10.
        let found = coincidence(
            (&[10.0, 30.0, 31.0], &[10.5]),
            (0.0, 100.0),
            1.0,
            shifts(100_000, 100.0),
        );
        assert_eq!(found.seen, 1);
        assert_close(found.chance, 0.05, 1e-3);
        // Each of the three is hit by 2 of 100.
        assert_close(found.expected, 0.06, 1e-3);
    }

    #[test]
    fn independent_series_coincide_as_poisson_says() {
        let (n, m, length, window) = (200, 300, 8766.0, 1.0);
        let (first, second) = (uniform(0, n, length), uniform(1, m, length));
        let found = coincidence(
            (&first, &second),
            (0.0, length),
            window,
            shifts(3000, length),
        );
        // n·(1 - exp(-2·window·m/length)), but for the gaps of one series of 300: 1/√300 of it is 6 %; three of that.
        let expected = n as f64 * -libm::expm1(-2.0 * window * m as f64 / length);
        assert_close(found.expected, expected, 0.18);
    }

    #[test]
    fn the_chance_is_even_under_the_null_model() {
        // 200 pairs that have nothing in common: the share with a chance of 0.1 or less is 0.1 at most, for counts are
        // whole; z = 4 of √(0.1·0.9/200) = 0.021.
        let rare = (0..200).filter(|&pair| {
            let (first, second) = (
                uniform(2 * pair, 40, 1000.0),
                uniform(2 * pair + 1, 40, 1000.0),
            );
            let found = coincidence((&first, &second), (0.0, 1000.0), 2.0, shifts(400, 1000.0));
            found.chance <= 0.1
        });
        let rare = rare.count();
        assert!((4..=37).contains(&rare), "{rare} of 200");
    }

    #[test]
    fn a_shared_cause_is_found_and_bursts_of_one_series_are_not() {
        let (common, length) = (uniform(7, 15, 8766.0), 8766.0);
        let mix = |index| {
            let mut all = [uniform(index, 60, length), common.clone()].concat();
            sort(&mut all);
            all
        };
        let (first, second) = (mix(8), mix(9));
        let found = coincidence((&first, &second), (0.0, length), 1.0, shifts(2000, length));
        assert!(found.seen >= 15 && found.chance < 0.001, "{found:?}");
        // One burst of 50 in an hour, near one event: as many coincide under one shift in 8766/2 or so.
        let burst: Vec<f64> = (0..50).map(|i| 4000.0 + f64::from(i) / 50.0).collect();
        let found = coincidence((&burst, &second), (0.0, length), 1.0, shifts(2000, length));
        assert!(found.chance > 0.005, "{found:?}");
    }

    #[test]
    fn a_shift_moves_around_the_circle() {
        assert_eq!(
            shifted(&[1.0, 4.0, 9.0], (0.0, 10.0), 10.0, 6.5),
            [0.5, 5.5, 7.5]
        );
        assert_eq!(shifted(&[1.0], (0.0, 10.0), 10.0, 9.0), [0.0]);
    }
}
