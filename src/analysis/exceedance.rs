//! Exceedance curves of a year's loss: its total (AEP) and its largest interruption (OEP).

use super::convergence::ENOUGH_BEYOND;
use super::order::{DesignEffects, floor, interval};
use super::ranked::Ranked;
use super::{Bounded, Estimate, RETURN_PERIODS};
use crate::engine::Tally;
use crate::stats::Sketch;

/// Points of a curve where one of the two sides is rarer than [`RARE`]: spread evenly over its logarithm.
const RARE_POINTS: [u32; 2] = [60, 150];

/// Points of a curve between them: spread evenly.
const MIDDLE_POINTS: u32 = 78;

/// What share of the years makes a side rare.
const RARE: f64 = 0.1;

/// The rarest points of a curve: this many years exceed the first of them, one the last.
const LAST_POINTS: u32 = 10;

/// The undiscounted loss of a year; all years of all trials are pooled.
#[derive(Clone, Debug, PartialEq)]
pub struct Annual {
    /// Expected annual loss \[money/yr\].
    pub mean: Estimate,
    /// Aggregate exceedance: a year's total, at [`super::RETURN_PERIODS`].
    pub aep: Vec<ReturnLevel>,
    /// Occurrence exceedance: a year's largest single interruption, at [`super::RETURN_PERIODS`].
    pub oep: Vec<ReturnLevel>,
    /// The AEP curve for drawing, from the largest probability to the smallest; at most 300 points.
    ///
    /// It starts at the least loss of any year, with the probability of more than that.
    pub aep_curve: Vec<CurvePoint>,
    /// The OEP curve for drawing, at the same probabilities as far as it reaches.
    pub oep_curve: Vec<CurvePoint>,
    /// P(a year without any loss): the atom at 0 of the AEP curve.
    pub p_no_loss: f64,
    /// The years by their total; all years of a trial side by side.
    pub ranked: Ranked,
}

/// The loss that a year exceeds once in a return period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReturnLevel {
    /// Return period \[years\].
    pub return_period: f64,
    /// The loss and its 95 % interval \[money\].
    pub loss: Bounded,
    /// Whether there are enough years of trials for it: at least ten of them exceed it.
    pub enough: bool,
}

/// A point of an exceedance curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// P(loss of a year > `loss`), 0 to 1.
    pub probability: f64,
    /// The loss with its 95 % interval \[money\].
    pub loss: Bounded,
}

/// The figures about the years of a portfolio.
pub(super) fn annual(tally: &Tally, portfolio: usize) -> Annual {
    let column = &tally.portfolios[portfolio];
    let [aep, oep] = [&column.annual, &column.largest].map(|years| Curve::new(years, tally.years));
    let oep = oep.below(&aep);
    Annual {
        mean: Estimate::mean_of(&column.mean_year),
        aep: aep.return_levels(),
        oep: oep.return_levels(),
        p_no_loss: column.free_years as f64 / column.annual.len() as f64,
        aep_curve: aep.points(),
        oep_curve: oep.points(),
        ranked: Ranked::of_sketch(&column.annual),
    }
}

/// One curve at the return periods and at the points for drawing.
struct Curve {
    years: usize,
    /// At [`RETURN_PERIODS`], then at [`grid`].
    levels: Vec<CurvePoint>,
    /// The least value, with the probability of more.
    start: CurvePoint,
}

impl Curve {
    /// The curve of values that belong together in clusters of this size.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "years, of which there are below 2³²"
    )]
    fn new(sketch: &Sketch, cluster: usize) -> Self {
        let effects = DesignEffects::new(sketch, cluster);
        let n = sketch.len() as usize;
        let returns = RETURN_PERIODS.iter().map(|period| 1.0 / period);
        let probabilities: Vec<f64> = returns.chain(grid(n)).collect();
        let mut places = vec![0];
        for probability in &probabilities {
            let below = floor((n - 1) as f64 * (1.0 - probability)).min(n - 1);
            let level = 1.0 - probability;
            let (low, high) = interval(n, level, effects.around(level));
            places.extend([below, (below + 1).min(n - 1), low, high]);
        }
        let places: Vec<u64> = places.iter().map(|&place| place as u64).collect();
        let found: Vec<f64> = sketch.at_ranks(&places).iter().map(|at| at.value).collect();
        let levels = probabilities
            .iter()
            .zip(found[1..].chunks_exact(4))
            .map(|(&probability, values)| level(probability, n, values))
            .collect();
        let (least, count) = sketch.least();
        let start = CurvePoint {
            probability: (sketch.len() - count) as f64 / n as f64,
            loss: Bounded {
                value: least,
                low: least,
                high: least,
            },
        };
        Self {
            years: n,
            levels,
            start,
        }
    }

    /// The curve held at or below `upper`, from which it may stick out by the rounding of a sum.
    fn below(mut self, upper: &Curve) -> Self {
        for (point, upper) in self.levels.iter_mut().zip(&upper.levels) {
            let value = point.loss.value.min(upper.loss.value);
            point.loss.value = value;
            point.loss.low = point.loss.low.min(value);
        }
        self
    }

    fn return_levels(&self) -> Vec<ReturnLevel> {
        let levels = RETURN_PERIODS.iter().zip(&self.levels);
        levels
            .map(|(&return_period, point)| ReturnLevel {
                return_period,
                loss: point.loss,
                enough: self.years as f64 / return_period >= ENOUGH_BEYOND,
            })
            .collect()
    }

    /// Exceedance is strict, so the curve does not climb at the least loss: it starts with the probability of more.
    fn points(&self) -> Vec<CurvePoint> {
        let later = self.levels[RETURN_PERIODS.len()..].iter();
        let later = later.filter(|point| point.probability < self.start.probability);
        std::iter::once(self.start).chain(later.copied()).collect()
    }
}

/// The quantile of type R-7 from the two order statistics around it and those at the ends of its interval.
fn level(probability: f64, n: usize, values: &[f64]) -> CurvePoint {
    let place = (n - 1) as f64 * (1.0 - probability);
    let value = values[0] + (place - floor(place) as f64) * (values[1] - values[0]);
    CurvePoint {
        probability,
        loss: Bounded {
            value,
            low: values[2].min(value),
            high: values[3].max(value),
        },
    }
}

/// The probabilities of the points of a curve over `n` years, falling, and dense where few years lie on one side: from
/// 1 − 10/n to 0.9 evenly over the logarithm of the years that cost less, evenly to 0.1, from there to 10/n evenly over
/// the logarithm of the years that cost more, then 10/n, 9/n, … 1/n.
fn grid(n: usize) -> impl Iterator<Item = f64> {
    let n = n as f64;
    let few = f64::from(LAST_POINTS) / n;
    let share = |i: u32, of: u32| f64::from(i) / f64::from(of);
    let [cheap, dear] = RARE_POINTS.map(|points| if few < RARE { points } else { 0 });
    let cheapest = (0..cheap).map(move |i| 1.0 - few * libm::pow(RARE / few, share(i, cheap)));
    let middle =
        (0..MIDDLE_POINTS).map(move |i| 1.0 - RARE - (1.0 - 2.0 * RARE) * share(i, MIDDLE_POINTS));
    let dearest = (0..dear).map(move |i| RARE * libm::pow(few / RARE, share(i, dear)));
    let last = (1..=LAST_POINTS).rev().map(move |k| f64::from(k) / n);
    cheapest
        .chain(middle)
        .chain(dearest)
        .chain(last.filter(|&probability| probability < RARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Years of losses 1, 2, …, n in some order.
    fn curve(n: usize) -> Curve {
        let values: Vec<f64> = (0..n).map(|i| ((i * 7) % n + 1) as f64).collect();
        Curve::new(&Sketch::of(&values, 1), 1)
    }

    #[test]
    fn return_levels_are_quantiles_of_type_seven() {
        let levels = curve(1000).return_levels();
        for level in &levels {
            // x = 1 + 999·(1 - 1/T) by definition.
            let expected = 1.0 + 999.0 * (1.0 - 1.0 / level.return_period);
            assert!((level.loss.value - expected).abs() < 1e-9, "{level:?}");
            assert_eq!(level.enough, level.return_period <= 100.0, "{level:?}");
        }
    }

    #[test]
    fn the_curve_starts_with_the_probability_of_more_than_the_least() {
        let mut values = vec![0.0; 60];
        values.extend((1..=40).map(f64::from));
        let points = Curve::new(&Sketch::of(&values, 1), 1).points();
        assert!((points[0].probability - 0.4).abs() < 1e-12);
        assert!(points[0].loss.value.abs() < 1e-12);
        assert!(points[1].probability < 0.4);
        let last = points.last().unwrap();
        assert!((last.probability - 0.01).abs() < 1e-12);
        // Exactly one year of a hundred loses more than the second largest.
        assert!((39.0..40.0).contains(&last.loss.value), "{last:?}");
    }

    #[test]
    fn any_number_of_years_makes_a_curve() {
        for n in [1, 2, 9, 10, 11, 100] {
            let points = curve(n).points();
            assert!(
                !points.is_empty() && points.len() <= 300,
                "{n}: {}",
                points.len()
            );
        }
    }

    /// The interval of a median from 1000 years holds the truth 95 times in 100, also where years come in fours that
    /// are all alike: there are then but 250. z = 3.5 for 400 tries; a false alarm 5 times in 10,000.
    #[test]
    fn intervals_allow_for_years_that_are_alike() {
        let mut held = 0.0;
        for sample in 0..400 {
            let mut draws = crate::stats::Stream::new(3, sample).draws(0, 0);
            let values: Vec<f64> = (0..250).flat_map(|_| [draws.uniform(); 4]).collect();
            let median = Curve::new(&Sketch::of(&values, 4), 4).levels[0].loss;
            held += f64::from(u8::from(median.low <= 0.5 && 0.5 <= median.high));
        }
        let share: f64 = held / 400.0;
        assert!(
            (share - 0.95).abs() < 3.5 * (0.95 * 0.05 / 400.0_f64).sqrt(),
            "{share}"
        );
    }
}
