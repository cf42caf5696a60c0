//! Fewer points with the same picture.

use super::{Point, Span};

/// The points of one column of dots so far.
#[derive(Clone, Copy)]
struct Column {
    place: i64,
    first: Point,
    least: (usize, Point),
    most: (usize, Point),
    last: (usize, Point),
}

impl Column {
    fn new(place: i64, idx: usize, point: Point) -> Self {
        Self {
            place,
            first: point,
            least: (idx, point),
            most: (idx, point),
            last: (idx, point),
        }
    }

    fn add(&mut self, idx: usize, point: Point) {
        if point.1 < self.least.1.1 {
            self.least = (idx, point);
        }
        if point.1 > self.most.1.1 {
            self.most = (idx, point);
        }
        self.last = (idx, point);
    }

    /// First, extremes and last, each once, in the order in which they came.
    fn drain_into(self, kept: &mut Vec<Point>) {
        let (near, far) = if self.least.0 <= self.most.0 {
            (self.least, self.most)
        } else {
            (self.most, self.least)
        };
        kept.push(self.first);
        let mut end = self.first;
        for (_, point) in [near, far, self.last] {
            if point != end {
                kept.push(point);
                end = point;
            }
        }
    }
}

/// `points` thinned to what can be seen on `columns` columns of dots.
///
/// Of each column the least and the greatest value stay, and the first and last
/// where they are not these: without the last one a step would hold a wrong value
/// across the next columns. A rising or falling curve keeps two points a column.
/// Of what lies outside the span only the ends of each run stay, so that lines
/// still enter and leave at the right height. A gap stays as one NaN point.
pub fn downsample(points: &[Point], x: Span, columns: usize) -> Vec<Point> {
    if points.len() <= columns.saturating_mul(2) {
        return points.to_vec();
    }
    let mut kept = Vec::with_capacity(columns.saturating_mul(2).min(points.len()) + 4);
    let mut open: Option<Column> = None;
    for (idx, &point) in points.iter().enumerate() {
        if !(point.0.is_finite() && point.1.is_finite()) {
            if let Some(column) = open.take() {
                column.drain_into(&mut kept);
                kept.push((f64::NAN, f64::NAN));
            }
            continue;
        }
        let place = column_of(x, point.0, columns);
        match &mut open {
            Some(column) if column.place == place => column.add(idx, point),
            _ => {
                if let Some(column) = open.replace(Column::new(place, idx, point)) {
                    column.drain_into(&mut kept);
                }
            }
        }
    }
    if let Some(column) = open {
        column.drain_into(&mut kept);
    }
    kept
}

/// The column of an x; -1 for all to the left, `columns` for all to the right.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to the number of columns"
)]
fn column_of(x: Span, value: f64, columns: usize) -> i64 {
    let place = x.project(value).unwrap_or(-1.0);
    (place * columns.saturating_sub(1) as f64)
        .round()
        .clamp(-1.0, columns as f64) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Scale;

    #[test]
    fn a_falling_curve_keeps_two_points_a_column_and_its_extremes() {
        let points: Vec<Point> = (0..10_000)
            .map(|idx| (f64::from(idx), f64::from(-idx)))
            .collect();
        let kept = downsample(&points, Span::new(Scale::Linear, (0.0, 9999.0)), 50);
        assert_eq!(kept.len(), 100);
        assert_eq!(kept[0], (0.0, 0.0));
        assert_eq!(kept[99], (9999.0, -9999.0));
    }

    #[test]
    fn the_last_value_of_a_column_stays_for_the_step_after_it() {
        let mut points = vec![(0.0, 0.0), (0.1, 5.0), (0.2, 2.0)];
        points.extend((0..20).map(|idx| (10.0, f64::from(idx))));
        let kept = downsample(&points, Span::new(Scale::Linear, (0.0, 10.0)), 5);
        assert_eq!(&kept[..3], &points[..3]);
    }

    #[test]
    fn gaps_stay() {
        let mut points = vec![(1.0, 1.0); 50];
        points[25].1 = f64::NAN;
        let kept = downsample(&points, Span::new(Scale::Linear, (0.0, 10.0)), 5);
        assert_eq!(kept.len(), 3);
        assert!(kept[1].0.is_nan());
    }
}
