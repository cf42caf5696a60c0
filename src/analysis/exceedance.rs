//! Exceedance curves of a year's loss: its total (AEP) and its largest interruption (OEP).

use super::order::{Ranks, floor};
use super::{Bounded, Estimate, RETURN_PERIODS};
use crate::engine::Outcome;

/// Points of a curve that are spread evenly over the logarithm of the probability.
const SPREAD_POINTS: u32 = 280;

/// The rarest points of a curve: this many years exceed the first of them, one the last.
const LAST_POINTS: u32 = 10;

/// Years that must exceed a level before it is worth reading.
const ENOUGH: f64 = 10.0;

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
pub(super) fn annual(outcome: &Outcome, portfolio: usize) -> Annual {
    let column = &outcome.portfolios[portfolio];
    let (aep, oep) = rayon::join(
        || Curve::new(&column.annual, outcome.years),
        || Curve::new(&column.largest, outcome.years),
    );
    let oep = oep.below(&aep);
    let no_loss = column.annual.iter().filter(|&&loss| loss <= 0.0).count();
    Annual {
        mean: Estimate::mean_of(&yearly_means(&column.annual, outcome.years)),
        aep: aep.return_levels(),
        oep: oep.return_levels(),
        p_no_loss: no_loss as f64 / column.annual.len() as f64,
        aep_curve: aep.points(),
        oep_curve: oep.points(),
    }
}

/// The mean year of each trial: trials are independent, the years of one need not be.
pub(super) fn yearly_means(annual: &[f64], years: usize) -> Vec<f64> {
    annual
        .chunks(years)
        .map(|trial| trial.iter().sum::<f64>() / years as f64)
        .collect()
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
    fn new(values: &[f64], cluster: usize) -> Self {
        let ranks = Ranks::new(values, cluster);
        let n = values.len();
        let returns = RETURN_PERIODS.iter().map(|period| 1.0 / period);
        let probabilities: Vec<f64> = returns.chain(grid(n)).collect();
        let mut places = vec![0];
        for probability in &probabilities {
            let below = floor((n - 1) as f64 * (1.0 - probability)).min(n - 1);
            let (low, high) = ranks.interval(1.0 - probability);
            places.extend([below, (below + 1).min(n - 1), low, high]);
        }
        let found = ranks.values_at(&places);
        let least = found[0];
        let levels = probabilities
            .iter()
            .zip(found[1..].chunks_exact(4))
            .map(|(&probability, values)| level(probability, n, values))
            .collect();
        let more = values.iter().filter(|&&value| value > least).count();
        let start = CurvePoint {
            probability: more as f64 / n as f64,
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
                enough: self.years as f64 / return_period >= ENOUGH,
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

/// The probabilities of the points of a curve over `n` years, falling: from 1 to 10/n evenly on a log axis, then 9/n,
/// 8/n, … 1/n.
fn grid(n: usize) -> impl Iterator<Item = f64> {
    let rarest = f64::from(LAST_POINTS) / n as f64;
    let spread = if rarest < 1.0 { SPREAD_POINTS } else { 0 };
    let spread =
        (1..=spread).map(move |i| libm::pow(rarest, f64::from(i) / f64::from(SPREAD_POINTS)));
    let last = (1..LAST_POINTS).rev().map(move |k| f64::from(k) / n as f64);
    spread.chain(last.filter(|&probability| probability < 1.0))
}
