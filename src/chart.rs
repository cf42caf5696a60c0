//! Charts as data: what is drawn, on which axes, in which numbers; not how.
//!
//! A [`ChartSpec`] is made once by a screen or a report. The terminal widget,
//! the table behind the `t` key and the SVG writer all read the same value, so
//! they cannot disagree on a tick, a label or a reading.
//!
//! Three rules hold everywhere below:
//!
//! - A coordinate that is NaN or infinite is a gap, never an error.
//! - A range that cannot be drawn is repaired in [`Span::new`] and nowhere else.
//! - A tick label says the value of its tick exactly; if there is no room for
//!   that, the tick is left out.

mod axis;
mod number;
mod reading;
mod sample;
mod span;
mod ticks;

pub use axis::Axis;
pub use number::{NumberFormat, UNKNOWN};
pub use reading::Reading;
pub use sample::downsample;
pub use span::{Scale, Span};
pub use ticks::{Tick, ticks};

/// A point in the units of the axes.
pub type Point = (f64, f64);

/// Whose data a series, band or mark shows; decides colour, pattern and letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The first of the two portfolios compared.
    A,
    /// The second of the two portfolios compared.
    B,
    /// A as it was before the last change.
    GhostA,
    /// B as it was before the last change.
    GhostB,
    /// Any further series, told apart by number.
    Other(u8),
    /// A limit or other line of reference.
    Mark,
}

impl Role {
    /// The letter that names this role on the chart itself, for readers without colour.
    pub fn letter(self) -> Option<char> {
        match self {
            Self::A => Some('A'),
            Self::B => Some('B'),
            _ => None,
        }
    }

    /// Whether the series shows a former state.
    pub fn is_ghost(self) -> bool {
        matches!(self, Self::GhostA | Self::GhostB)
    }
}

/// How the points of a series are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeriesKind {
    /// Straight lines between the points, as seen on the axes.
    Line,
    /// Each value holds until the next point: distribution and exceedance curves.
    Step,
    /// A histogram: each point is the left edge of a bin and its height. A bin
    /// reaches to the next point; the last point only closes the last bin.
    Bars,
    /// Separate dots.
    Points,
}

/// One curve, histogram or cloud of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the legend calls it; an empty name stays out of the legend.
    pub name: String,
    /// In ascending order of x, except for [`SeriesKind::Points`].
    pub points: Vec<Point>,
    /// Whose data this is.
    pub role: Role,
    /// How the points are joined.
    pub kind: SeriesKind,
}

impl Series {
    /// A series of this name, role and kind.
    pub fn new(name: impl Into<String>, role: Role, kind: SeriesKind, points: Vec<Point>) -> Self {
        Self {
            name: name.into(),
            points,
            role,
            kind,
        }
    }
}

/// The area between two lines, such as a confidence band.
///
/// Both lines ascend in x. Where only one of them is known there is no band.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// What the legend calls it; an empty name stays out of the legend.
    pub name: String,
    /// Whose uncertainty this is.
    pub role: Role,
    /// The line from below.
    pub lower: Vec<Point>,
    /// The line from above.
    pub upper: Vec<Point>,
}

/// Which way a [`Mark`] runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// At one x, from bottom to top.
    Vertical,
    /// At one y, from left to right.
    Horizontal,
}

/// A straight line of reference with a label, such as the risk appetite.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Which way the line runs.
    pub direction: Direction,
    /// Where it stands: an x if vertical, a y if horizontal.
    pub value: f64,
    /// A word or two beside the line.
    pub label: String,
}

/// Everything a chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartSpec {
    /// The axis from left to right.
    pub x: Axis,
    /// The axis from bottom to top.
    pub y: Axis,
    /// Curves, histograms and points.
    pub series: Vec<Series>,
    /// Areas behind the curves.
    pub bands: Vec<Band>,
    /// Lines of reference.
    pub marks: Vec<Mark>,
}

impl ChartSpec {
    /// An empty chart on these axes.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self {
            x,
            y,
            series: Vec::new(),
            bands: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// The same chart with one more series.
    #[must_use]
    pub fn with_series(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// The same chart with one more band.
    #[must_use]
    pub fn with_band(mut self, band: Band) -> Self {
        self.bands.push(band);
        self
    }

    /// The same chart with one more mark.
    #[must_use]
    pub fn with_mark(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }
}
