//! What a chart says at one x: the nearest datum and the value of each series there.

use super::{ChartSpec, Point, Role, Series, SeriesKind};

/// The value of one series at one x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Which of the chart's series.
    pub series_idx: usize,
    /// Its value there.
    pub y: f64,
}

impl ChartSpec {
    /// The x of the datum nearest to `x` as seen on the axis, among those shown.
    ///
    /// Data of A and B count; others only when there is neither.
    pub fn snap(&self, x: f64) -> Option<f64> {
        let place = self.x.span.project(x)?;
        let nearest = |wanted: &dyn Fn(&Series) -> bool| {
            self.series
                .iter()
                .filter(|series| wanted(series))
                .flat_map(|series| &series.points)
                .filter(|point| point.1.is_finite())
                .filter_map(|point| Some((point.0, self.x.span.position(point.0)?)))
                .min_by(|one, two| (one.1 - place).abs().total_cmp(&(two.1 - place).abs()))
                .map(|(value, _)| value)
        };
        nearest(&|series| matches!(series.role, Role::A | Role::B)).or_else(|| nearest(&|_| true))
    }

    /// The x of the datum after (or before) `x` among those [`ChartSpec::snap`] would find.
    pub fn step_cursor(&self, x: f64, forward: bool) -> Option<f64> {
        let has_main = self
            .series
            .iter()
            .any(|s| matches!(s.role, Role::A | Role::B));
        let candidates = self
            .series
            .iter()
            .filter(|series| !has_main || matches!(series.role, Role::A | Role::B))
            .flat_map(|series| &series.points)
            .filter(|point| point.1.is_finite() && self.x.span.position(point.0).is_some())
            .map(|point| point.0);
        if forward {
            candidates.filter(|value| *value > x).min_by(f64::total_cmp)
        } else {
            candidates.filter(|value| *value < x).max_by(f64::total_cmp)
        }
    }

    /// The value at `x` of each series that has one, in the order of the series.
    pub fn readings(&self, x: f64) -> Vec<Reading> {
        self.series
            .iter()
            .enumerate()
            .filter_map(|(series_idx, series)| {
                let y = self.value_at(series, x)?;
                Some(Reading { series_idx, y })
            })
            .collect()
    }

    /// The value of `series` at `x`, just as it is drawn on these axes.
    pub fn value_at(&self, series: &Series, x: f64) -> Option<f64> {
        let points = &series.points;
        let after = points.partition_point(|point| point.0 <= x);
        let before = points.get(after.checked_sub(1)?)?;
        let value = match series.kind {
            SeriesKind::Bars if after == points.len() => return None,
            SeriesKind::Step if after == points.len() && before.0 < x => return None,
            SeriesKind::Line if before.0 < x => self.between(*before, *points.get(after)?, x)?,
            SeriesKind::Points if before.0 < x => return None,
            _ => before.1,
        };
        value.is_finite().then_some(value)
    }

    /// On the straight line from one point to the next, as seen on the axes.
    fn between(&self, from: Point, to: Point, x: f64) -> Option<f64> {
        let (left, right) = (self.x.span.project(from.0)?, self.x.span.project(to.0)?);
        let share = (self.x.span.project(x)? - left) / (right - left);
        let (start, end) = (self.y.span.project(from.1)?, self.y.span.project(to.1)?);
        Some(self.y.span.value(start + share * (end - start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Axis, NumberFormat, Scale};

    fn chart(kind: SeriesKind, y_scale: Scale) -> ChartSpec {
        let axis = |scale| Axis::new("", scale, (1.0, 100.0), NumberFormat::Number);
        ChartSpec::new(axis(Scale::Linear), axis(y_scale)).with_series(Series::new(
            "a",
            Role::A,
            kind,
            vec![(1.0, 1.0), (3.0, 100.0), (4.0, f64::NAN)],
        ))
    }

    #[test]
    fn a_step_holds_its_value_and_a_line_runs_straight_on_its_axes() {
        let read = |kind, scale, x| {
            let spec = chart(kind, scale);
            spec.readings(x).first().map(|reading| reading.y)
        };
        assert_eq!(read(SeriesKind::Step, Scale::Linear, 2.9), Some(1.0));
        assert_eq!(read(SeriesKind::Step, Scale::Linear, 0.5), None);
        assert_eq!(read(SeriesKind::Line, Scale::Linear, 2.0), Some(50.5));
        let middle = read(SeriesKind::Line, Scale::Log, 2.0).unwrap();
        assert!((middle - 10.0).abs() < 1e-9, "{middle}");
        assert_eq!(read(SeriesKind::Step, Scale::Linear, 4.0), None);
    }

    #[test]
    fn the_cursor_goes_to_the_nearest_datum_with_a_value() {
        let spec = chart(SeriesKind::Step, Scale::Linear);
        assert_eq!(spec.snap(2.2), Some(3.0));
        assert_eq!(spec.snap(40.0), Some(3.0));
        assert_eq!(spec.step_cursor(1.0, true), Some(3.0));
        assert_eq!(spec.step_cursor(1.0, false), None);
    }
}
