//! From values to places on an axis and back: linear and logarithmic.

/// How distances on an axis relate to differences of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// Equal differences are equally long.
    Linear,
    /// Equal ratios are equally long; only values above zero have a place.
    Log,
}

impl Scale {
    /// The other scale, for the key that switches between them.
    #[must_use]
    pub fn toggled(self) -> Self {
        match self {
            Self::Linear => Self::Log,
            Self::Log => Self::Linear,
        }
    }
}

/// The part of an axis that is shown. Always drawable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    scale: Scale,
    low: f64,
    high: f64,
}

/// Beyond this the ratio of two ends could overflow.
const LARGEST: f64 = 1e150;
/// Below this a logarithmic end would let that ratio overflow.
const SMALLEST: f64 = 1e-150;
/// The least width relative to the ends, so that ticks still differ in `f64`.
const NARROWEST: f64 = 1e-9;
/// How far below its top a log axis reaches when its lower end is no use.
const DEFAULT_RATIO: f64 = 1e3;

impl Span {
    /// The span from one end of `range` to the other, repaired where it cannot be drawn.
    ///
    /// This is the only place where ranges are repaired:
    ///
    /// 1. NaN ends become those of the unit range (0 to 1, or 1 to 10 on a log
    ///    scale), infinite and enormous ones are cut to ±1e150.
    /// 2. Ends in the wrong order are exchanged.
    /// 3. On a log scale a range without any positive value becomes 1 to 10;
    ///    a lower end of zero or less becomes a thousandth of the upper end.
    /// 4. An empty or nearly empty range is widened around its middle.
    pub fn new(scale: Scale, range: (f64, f64)) -> Self {
        let unit = match scale {
            Scale::Linear => (0.0, 1.0),
            Scale::Log => (1.0, 10.0),
        };
        let finite = |end: f64, instead: f64| {
            if end.is_nan() {
                instead
            } else {
                end.clamp(-LARGEST, LARGEST)
            }
        };
        let (first, second) = (finite(range.0, unit.0), finite(range.1, unit.1));
        let (mut low, mut high) = (first.min(second), first.max(second));
        match scale {
            Scale::Linear => {
                let size = low.abs().max(high.abs());
                if high - low <= size * NARROWEST {
                    let half = if size > SMALLEST { size * 0.1 } else { 0.5 };
                    (low, high) = (low - half, high + half);
                }
            }
            Scale::Log => {
                if high <= 0.0 {
                    (low, high) = unit;
                }
                high = high.max(SMALLEST * DEFAULT_RATIO);
                low = if low <= 0.0 {
                    high / DEFAULT_RATIO
                } else {
                    low.max(SMALLEST)
                };
                if high <= low * (1.0 + NARROWEST) {
                    (low, high) = (low / 2.0, high * 2.0);
                }
            }
        }
        Self { scale, low, high }
    }

    /// The scale.
    pub fn scale(self) -> Scale {
        self.scale
    }

    /// Lower and upper end, in this order.
    pub fn range(self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Where `value` lies: 0 at the lower end, 1 at the upper, beyond these outside.
    ///
    /// `None` for what has no place: NaN, infinities, and zero or less on a log scale.
    pub fn project(self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        match self.scale {
            Scale::Linear => Some((value - self.low) / (self.high - self.low)),
            Scale::Log if value <= 0.0 => None,
            Scale::Log => Some((value / self.low).ln() / (self.high / self.low).ln()),
        }
        .filter(|place| place.is_finite())
    }

    /// Where `value` lies from 0 to 1, or `None` when it is not shown.
    pub fn position(self, value: f64) -> Option<f64> {
        // An end that came through a calculation may miss the edge by a rounding.
        const SLACK: f64 = 1e-9;
        self.project(value)
            .filter(|place| (-SLACK..=1.0 + SLACK).contains(place))
            .map(|place| place.clamp(0.0, 1.0))
    }

    /// The value at a place; the inverse of [`Span::project`].
    pub fn value(self, place: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.low + place * (self.high - self.low),
            Scale::Log => self.low * (place * (self.high / self.low).ln()).exp(),
        }
    }

    /// The span seen after zooming by `factor` (above 1 shows less) with the place `at` kept still.
    #[must_use]
    pub fn zoomed(self, at: f64, factor: f64) -> Self {
        let part = |end: f64| self.value(at + (end - at) / factor);
        Self::new(self.scale, (part(0.0), part(1.0)))
    }

    /// The span seen after moving by a `share` of its width.
    #[must_use]
    pub fn panned(self, share: f64) -> Self {
        Self::new(self.scale, (self.value(share), self.value(1.0 + share)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn log_places_are_those_of_the_logarithm() {
        let span = Span::new(Scale::Log, (0.001, 1.0));
        for (value, place) in [
            (0.001, 0.0),
            (0.01, 1.0 / 3.0),
            (0.1, 2.0 / 3.0),
            (1.0, 1.0),
        ] {
            assert!(
                (span.project(value).unwrap() - place).abs() < 1e-12,
                "{value}"
            );
        }
        assert_eq!(span.project(0.0), None);
        assert_eq!(span.position(2.0), None);
    }

    #[test]
    fn useless_ranges_are_repaired() {
        let spans = |scale, range| Span::new(scale, range).range();
        assert_eq!(spans(Scale::Linear, (2.0, 1.0)), (1.0, 2.0));
        assert_eq!(spans(Scale::Linear, (0.0, 0.0)), (-0.5, 0.5));
        assert_eq!(spans(Scale::Linear, (f64::NAN, f64::NAN)), (0.0, 1.0));
        assert_eq!(spans(Scale::Log, (0.0, 500.0)), (0.5, 500.0));
        assert_eq!(spans(Scale::Log, (-5.0, -1.0)), (1.0, 10.0));
        assert_eq!(spans(Scale::Log, (4.0, 4.0)), (2.0, 8.0));
    }

    proptest! {
        #[test]
        fn any_range_gives_a_span_that_maps_both_ways(low: f64, high: f64, log: bool, place in 0.0..=1.0) {
            let scale = if log { Scale::Log } else { Scale::Linear };
            let span = Span::new(scale, (low, high));
            let (low, high) = span.range();
            prop_assert!(low.is_finite() && high.is_finite() && low < high);
            prop_assert!(!log || low > 0.0);
            let back = span.project(span.value(place));
            prop_assert!((back.unwrap_or(f64::NAN) - place).abs() < 1e-5, "{back:?} for {place}");
        }
    }
}
