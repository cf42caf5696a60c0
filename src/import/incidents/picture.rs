//! A picture in text of how well a law fits: its quantiles against the durations (QQ).

use crate::chart::{Axis, NumberFormat, Scale};
use crate::stats::{CensoredSample, Law};

/// Cells from left to right and from bottom to top.
const SIZE: (usize, usize) = (48, 14);

/// The lines of the picture, or none for a sample of fewer than two times that ended.
///
/// ```text
///   100 h │                o o
///         │           o ·
///    10 h │     o ·
///         │o ·
///         └────────────────────
///          1 h   10 h     100 h
/// ```
///
/// A point stands for a time that ended: above it what the law says of its rank, beside it what was seen; the dots are
/// where they would be equal. Ranks are those of the Kaplan–Meier curve, at the middle of its step.
pub(super) fn qq(sample: &CensoredSample, law: &Law) -> Vec<String> {
    let points = points(sample, law);
    if points.len() < 2 {
        return Vec::new();
    }
    let both = points.iter().flat_map(|(x, y)| [*x, *y]);
    let axis = Axis::covering("", Scale::Log, both, NumberFormat::Hours);
    let mut cells = vec![vec![' '; SIZE.0]; SIZE.1];
    let place = |value: f64, size: usize| {
        let share = axis.span.position(value)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a small number of cells"
        )]
        let cell = (share.clamp(0.0, 1.0) * (size - 1) as f64).round() as usize;
        Some(cell)
    };
    for (row, line) in cells.iter_mut().enumerate() {
        for (column, cell) in line.iter_mut().enumerate() {
            if column * (SIZE.1 - 1) / (SIZE.0 - 1) == row {
                *cell = '·';
            }
        }
    }
    for (x, y) in points {
        if let (Some(column), Some(row)) = (place(x, SIZE.0), place(y, SIZE.1)) {
            cells[row][column] = 'o';
        }
    }
    let ticks = axis.ticks(5);
    let label = |row: usize| {
        let at = ticks
            .iter()
            .find(|tick| place(tick.value, SIZE.1) == Some(row));
        at.map(|tick| tick.label.clone()).unwrap_or_default()
    };
    let mut lines: Vec<String> = (0..SIZE.1)
        .rev()
        .map(|row| {
            let line: String = cells[row].iter().collect();
            format!("{:>9} │{}", label(row), line.trim_end())
        })
        .collect();
    lines.push(format!("{:>9} └{}", "", "─".repeat(SIZE.0)));
    let mut below = vec![' '; SIZE.0 + 12];
    for tick in &ticks {
        let Some(column) = place(tick.value, SIZE.0) else {
            continue;
        };
        let width = tick.label.chars().count();
        let from = column.saturating_sub(width / 2);
        let free = below.get(from.saturating_sub(1)..=from + width);
        if free.is_some_and(|cells| cells.iter().all(|cell| *cell == ' ')) {
            below.splice(from..from + width, tick.label.chars());
        }
    }
    let below: String = below.into_iter().collect();
    lines.push(format!("{:>9}  {}", "", below.trim_end()));
    lines
}

/// For each different time that ended, what the law says of its rank, and the time.
fn points(sample: &CensoredSample, law: &Law) -> Vec<(f64, f64)> {
    let mut before = 1.0;
    let middle = |(time, share): (f64, f64)| {
        let p = 1.0 - f64::midpoint(before, share);
        before = share;
        (law.quantile(p), time)
    };
    sample.survival().into_iter().map(middle).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::LawSpec;

    #[test]
    fn a_law_that_fits_runs_along_the_dots() {
        let law = LawSpec::Exponential { mean: 3.0 }.ready().unwrap();
        let times = (0..100).map(|i| law.quantile((f64::from(i) + 0.5) / 100.0));
        let sample = CensoredSample::new(times, []);
        for (x, y) in points(&sample, &law) {
            assert!((x / y - 1.0).abs() < 1e-9);
        }
        let lines = qq(&sample, &law);
        assert_eq!(lines.len(), SIZE.1 + 2);
        // The diagonal is a staircase; a point that is equal on both axes is a row away from it at most.
        for line in &lines[..SIZE.1] {
            let cells: Vec<char> = line.split('│').nth(1).unwrap().chars().collect();
            let dots: Vec<usize> = (0..cells.len()).filter(|i| cells[*i] != ' ').collect();
            assert!(dots.last().unwrap() - dots[0] <= 12, "{line}");
        }
    }

    #[test]
    fn a_picture_needs_two_times() {
        let law = LawSpec::Exponential { mean: 3.0 }.ready().unwrap();
        assert!(qq(&CensoredSample::new([1.0], [2.0]), &law).is_empty());
        assert!(!qq(&CensoredSample::new([1e-9, 1e9], [2.0]), &law).is_empty());
    }
}
