//! Exceedance curves of a year's loss: its total (AEP) and its largest interruption (OEP).

use super::{Bounded, Estimate};

/// The undiscounted loss of a year; all years of all trials are pooled.
#[derive(Clone, Debug, PartialEq)]
pub struct Annual {
    /// Expected annual loss \[money/yr\].
    pub mean: Estimate,
    /// Aggregate exceedance: a year's total, at [`super::RETURN_PERIODS`].
    pub aep: Vec<ReturnLevel>,
    /// Occurrence exceedance: a year's largest single interruption, at [`super::RETURN_PERIODS`].
    pub oep: Vec<ReturnLevel>,
    /// The AEP curve for drawing, from the largest probability to the smallest; at most a few hundred points.
    pub aep_curve: Vec<CurvePoint>,
    /// The OEP curve for drawing.
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
