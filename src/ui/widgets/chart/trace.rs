//! Series, bands and bars as dots.

use super::canvas::Canvas;
use crate::chart::{Band, ChartSpec, Point, Role, Series, SeriesKind, Span, downsample};

/// A place on the canvas in dots, before rounding; it may lie outside.
type Place = (f64, f64);

/// How far outside the plot a step goes for a value that has no place on a log axis.
const FAR_BELOW: f64 = -10.0;

/// From the units of the axes to dots.
#[derive(Clone, Copy)]
struct Grid {
    x: Span,
    y: Span,
    right: f64,
    bottom: f64,
}

impl Grid {
    fn new(spec: &ChartSpec, canvas: &Canvas) -> Self {
        let (across, down) = canvas.size();
        Self {
            x: spec.x.span,
            y: spec.y.span,
            right: across.saturating_sub(1) as f64,
            bottom: down.saturating_sub(1) as f64,
        }
    }

    fn place(self, point: Point) -> Option<Place> {
        Some((
            self.x.project(point.0)? * self.right,
            (1.0 - self.y.project(point.1)?) * self.bottom,
        ))
    }

    /// As [`Grid::place`], but zero on a log axis lies far below instead of nowhere: a
    /// step curve that starts or ends at zero comes from or goes to there.
    fn step_place(self, point: Point) -> Option<Place> {
        let along = |span: Span, value: f64| match span.project(value) {
            None if value.is_finite() => Some(FAR_BELOW),
            place => place,
        };
        Some((
            along(self.x, point.0)? * self.right,
            (1.0 - along(self.y, point.1)?) * self.bottom,
        ))
    }

    /// The part of a straight line that lies on the canvas (Liang and Barsky 1984).
    fn clip(self, from: Place, to: Place) -> Option<(Place, Place)> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        let edges = [
            (-dx, from.0),
            (dx, self.right - from.0),
            (-dy, from.1),
            (dy, self.bottom - from.1),
        ];
        for (slope, room) in edges {
            if slope == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if slope < 0.0 {
                enter = enter.max(room / slope);
            } else {
                leave = leave.min(room / slope);
            }
        }
        let at = |share: f64| (from.0 + share * dx, from.1 + share * dy);
        (enter <= leave).then(|| (at(enter), at(leave)))
    }
}

/// Which dots of a line are drawn: `on` of each `period`, so that lines differ without colour.
fn pattern(canvas: &Canvas, role: Role) -> (usize, usize) {
    if canvas.size().0 == 0 || super::canvas::dots_per_cell(canvas.charset()) == (1, 1) {
        // One glyph a cell: the glyph itself tells the series apart.
        return if role.is_ghost() { (1, 2) } else { (1, 1) };
    }
    match role {
        Role::A => (1, 1),
        Role::B => (6, 9),
        Role::GhostA | Role::GhostB => (1, 3),
        Role::Other(0) => (2, 4),
        Role::Other(1) => (7, 9),
        Role::Other(n) if n % 2 == 0 => (3, 8),
        Role::Other(_) => (1, 5),
        Role::Mark => (1, 2),
    }
}

/// Draws along a path; the pattern runs on over its corners.
struct Pen<'c> {
    canvas: &'c mut Canvas,
    role: Role,
    on: usize,
    period: usize,
    travelled: usize,
    last: Option<(i64, i64)>,
}

impl Pen<'_> {
    fn new(canvas: &mut Canvas, role: Role) -> Pen<'_> {
        let (on, period) = pattern(canvas, role);
        Pen {
            canvas,
            role,
            on,
            period,
            travelled: 0,
            last: None,
        }
    }

    fn line(&mut self, grid: Grid, from: Place, to: Place) {
        let Some((from, to)) = grid.clip(from, to) else {
            return;
        };
        let (start, end) = (nearest(from), nearest(to));
        let length = (end.0 - start.0).abs().max((end.1 - start.1).abs());
        for step in 0..=length {
            let share = if length == 0 {
                0.0
            } else {
                step as f64 / length as f64
            };
            let dot = (
                start.0 + rounded(share * (end.0 - start.0) as f64),
                start.1 + rounded(share * (end.1 - start.1) as f64),
            );
            self.dot(dot);
        }
    }

    fn dot(&mut self, dot: (i64, i64)) {
        if self.last == Some(dot) {
            return;
        }
        self.last = Some(dot);
        let drawn = self.travelled % self.period < self.on;
        self.travelled += 1;
        if let (true, Ok(x), Ok(y)) = (drawn, usize::try_from(dot.0), usize::try_from(dot.1)) {
            self.canvas.set((x, y), self.role);
        }
    }
}

fn nearest(place: Place) -> (i64, i64) {
    (rounded(place.0), rounded(place.1))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "saturates, and dots are few"
)]
fn rounded(value: f64) -> i64 {
    value.round() as i64
}

/// Draws bands, then ghosts, then the rest, so that the dash pattern of none depends on another.
pub(super) fn draw(spec: &ChartSpec, canvas: &mut Canvas) {
    let (across, down) = canvas.size();
    if across == 0 || down == 0 {
        return;
    }
    let grid = Grid::new(spec, canvas);
    for band in &spec.bands {
        draw_band(grid, band, canvas);
    }
    let histograms = spec
        .series
        .iter()
        .filter(|series| series.kind == SeriesKind::Bars)
        .count();
    let mut bars_idx = 0;
    for series in &spec.series {
        match series.kind {
            SeriesKind::Line => draw_line(grid, series, canvas),
            SeriesKind::Step => draw_step(grid, series, canvas),
            SeriesKind::Points => draw_points(grid, series, canvas),
            SeriesKind::Bars => {
                draw_bars(grid, series, (bars_idx, histograms), canvas);
                bars_idx += 1;
            }
        }
    }
}

fn draw_line(grid: Grid, series: &Series, canvas: &mut Canvas) {
    let points = downsample(&series.points, grid.x, canvas.size().0);
    let mut pen = Pen::new(canvas, series.role);
    let mut before: Option<Place> = None;
    for (idx, point) in points.iter().enumerate() {
        let place = grid.place(*point);
        if let Some(to) = place {
            let alone = points
                .get(idx + 1)
                .is_none_or(|next| grid.place(*next).is_none());
            match before {
                Some(from) => pen.line(grid, from, to),
                None if alone => pen.line(grid, to, to),
                None => {}
            }
        }
        before = place;
    }
}

fn draw_step(grid: Grid, series: &Series, canvas: &mut Canvas) {
    let points = downsample(&series.points, grid.x, canvas.size().0);
    let mut pen = Pen::new(canvas, series.role);
    let mut before: Option<Place> = None;
    for point in &points {
        let place = grid.step_place(*point);
        if let Some(to) = place {
            if let Some(from) = before {
                let corner = (to.0, from.1);
                pen.line(grid, from, corner);
                pen.line(grid, corner, to);
            } else {
                pen.line(grid, to, to);
            }
        }
        before = place;
    }
}

fn draw_points(grid: Grid, series: &Series, canvas: &mut Canvas) {
    for place in series.points.iter().filter_map(|point| grid.place(*point)) {
        let Some((dot, _)) = grid.clip(place, place) else {
            continue;
        };
        let (x, y) = nearest(dot);
        // A single dot is hard to see and has no colour to speak of: two by two.
        for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let single = canvas.charset() == super::super::text::Charset::Ascii;
            if let (Ok(x), Ok(y)) = (usize::try_from(x + right), usize::try_from(y + down))
                && !(single && right + down > 0)
            {
                canvas.set((x, y), series.role);
            }
        }
    }
}

/// Draws one of `of.1` histograms that share each bin; too narrow bins become an outline.
fn draw_bars(grid: Grid, series: &Series, of: (usize, usize), canvas: &mut Canvas) {
    let (across, _) = super::canvas::dots_per_cell(canvas.charset());
    let cells = (grid.right + 1.0) / across as f64;
    let places: Vec<_> = series
        .points
        .iter()
        .map(|point| grid.step_place(*point))
        .collect();
    let bins = places.len().saturating_sub(1).max(1);
    if cells / (bins as f64) < of.1 as f64 {
        draw_outline(grid, series, canvas);
        return;
    }
    let floor = grid.y.project(0.0).unwrap_or(0.0).clamp(0.0, 1.0);
    let floor = rounded((1.0 - floor) * grid.bottom);
    for (pair, point) in places.windows(2).zip(&series.points) {
        let (Some(left), Some(right)) = (pair[0], pair[1]) else {
            continue;
        };
        if point.1 == 0.0 {
            continue;
        }
        // In whole cells, so that each bar keeps its own colour.
        let edge = |place: f64| {
            let share = if grid.right > 0.0 {
                place / grid.right
            } else {
                0.0
            };
            rounded(share * cells).clamp(0, rounded(cells))
        };
        let (from, to) = (edge(left.0), edge(right.0));
        let gap = i64::from(to - from > rounded(of.1 as f64));
        let share =
            |part: usize| from + (to - gap - from) * rounded(part as f64) / rounded(of.1 as f64);
        let (from, to) = (share(of.0), share(of.0 + 1));
        let top = rounded(left.1.clamp(-1.0, grid.bottom + 1.0));
        bar(
            canvas,
            series.role,
            (from, to),
            (top.min(floor), top.max(floor)),
        );
    }
}

/// The upper edge of a histogram whose bins are too narrow for bars.
fn draw_outline(grid: Grid, series: &Series, canvas: &mut Canvas) {
    let mut outline = series.clone();
    if let [.., height, closing] = outline.points.as_mut_slice() {
        closing.1 = height.1;
    }
    draw_step(grid, &outline, canvas);
}

/// Fills whole cells from column to column and dots from row to row; B is hatched.
fn bar(canvas: &mut Canvas, role: Role, columns: (i64, i64), rows: (i64, i64)) {
    let across = rounded(super::canvas::dots_per_cell(canvas.charset()).0 as f64);
    let hatched = matches!(role, Role::B | Role::GhostB) && across > 1;
    for x in columns.0 * across..columns.1 * across {
        for y in rows.0..=rows.1 {
            let drawn = !hatched || (x + y) % 2 == 0;
            if let (true, Ok(x), Ok(y)) = (drawn, usize::try_from(x), usize::try_from(y)) {
                canvas.set((x, y), role);
            }
        }
    }
}

/// Sparse dots between the two lines; those of A and B never fall on each other.
fn draw_band(grid: Grid, band: &Band, canvas: &mut Canvas) {
    let (across, down) = canvas.size();
    let (lower, upper) = (
        Edge::new(grid, &band.lower, across),
        Edge::new(grid, &band.upper, across),
    );
    let phase = usize::from(matches!(band.role, Role::B | Role::GhostB));
    let single = super::canvas::dots_per_cell(canvas.charset()) == (1, 1);
    for x in 0..across {
        let (Some(top), Some(bottom)) = (upper.at(x), lower.at(x)) else {
            continue;
        };
        let (top, bottom) = (top.min(bottom), top.max(bottom));
        if bottom < 0.0 || top > grid.bottom || (!single && x % 2 != phase) {
            continue;
        }
        let last = usize::try_from(rounded(bottom)).unwrap_or(0).min(down - 1);
        for y in usize::try_from(rounded(top)).unwrap_or(0)..=last {
            if single || y % 4 == 2 * phase {
                canvas.set_band((x, y), band.role);
            }
        }
    }
}

/// One edge of a band: its height at each column of dots.
struct Edge(Vec<f64>);

impl Edge {
    fn new(grid: Grid, points: &[Point], across: usize) -> Self {
        let mut heights = vec![f64::NAN; across];
        let points = downsample(points, grid.x, across);
        for pair in points.windows(2) {
            let (Some(from), Some(to)) = (grid.step_place(pair[0]), grid.step_place(pair[1]))
            else {
                continue;
            };
            let first = usize::try_from(rounded(from.0.ceil())).unwrap_or(0);
            let last = rounded(to.0.floor()).min(rounded(grid.right));
            let Ok(last) = usize::try_from(last) else {
                continue;
            };
            for (x, height) in heights.iter_mut().enumerate().take(last + 1).skip(first) {
                let width = to.0 - from.0;
                let share = if width > 0.0 {
                    (x as f64 - from.0) / width
                } else {
                    1.0
                };
                *height = from.1 + share * (to.1 - from.1);
            }
        }
        Self(heights)
    }

    fn at(&self, x: usize) -> Option<f64> {
        self.0.get(x).copied().filter(|height| height.is_finite())
    }
}
