//! One axis: a quantity with its unit, the part of it that is shown, and how its numbers are written.

use super::{NumberFormat, Scale, Span, Tick, ticks};

/// One axis of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Quantity and unit, such as `loss in a year [$]`.
    pub label: String,
    /// How values on this axis are written.
    pub format: NumberFormat,
    /// The part of the axis that is shown.
    pub span: Span,
}

impl Axis {
    /// An axis over `range`, which is repaired as [`Span::new`] says.
    pub fn new(
        label: impl Into<String>,
        scale: Scale,
        range: (f64, f64),
        format: NumberFormat,
    ) -> Self {
        Self {
            label: label.into(),
            format,
            span: Span::new(scale, range),
        }
    }

    /// An axis that shows all of `values`; what has no place on the scale is passed over.
    pub fn covering(
        label: impl Into<String>,
        scale: Scale,
        values: impl IntoIterator<Item = f64>,
        format: NumberFormat,
    ) -> Self {
        let range = values
            .into_iter()
            .filter(|value| value.is_finite() && (scale == Scale::Linear || *value > 0.0))
            .fold((f64::NAN, f64::NAN), |(low, high): (f64, f64), value| {
                (low.min(value), high.max(value))
            });
        Self::new(label, scale, range, format)
    }

    /// The same axis on another scale.
    #[must_use]
    pub fn with_scale(mut self, scale: Scale) -> Self {
        self.span = Span::new(scale, self.span.range());
        self
    }

    /// The same axis over another range.
    #[must_use]
    pub fn with_range(mut self, range: (f64, f64)) -> Self {
        self.span = Span::new(self.span.scale(), range);
        self
    }

    /// At most `n` ticks with their labels.
    pub fn ticks(&self, n: usize) -> Vec<Tick> {
        ticks(self.span, n, &self.format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_covers_what_can_be_shown() {
        let cover = |scale, values: &[f64]| {
            let values = values.iter().copied();
            Axis::covering("", scale, values, NumberFormat::Number)
                .span
                .range()
        };
        let values = [f64::NAN, 0.0, 5.0, 0.25, f64::INFINITY];
        assert_eq!(cover(Scale::Linear, &values), (0.0, 5.0));
        assert_eq!(cover(Scale::Log, &values), (0.25, 5.0));
        assert_eq!(cover(Scale::Log, &[]), (1.0, 10.0));
    }

    #[test]
    fn zooming_keeps_the_place_under_the_pointer() {
        let span = Span::new(Scale::Log, (1.0, 1e4));
        let zoomed = span.zoomed(0.5, 2.0);
        let (low, high) = zoomed.range();
        assert!(
            (low - 10.0).abs() < 1e-9 && (high - 1000.0).abs() < 1e-9,
            "{zoomed:?}"
        );
        let (low, high) = span.panned(0.25).range();
        assert!((low - 10.0).abs() < 1e-9 && (high - 1e5).abs() < 1e-6);
    }
}
