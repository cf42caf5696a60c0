//! Where each part of a chart lies, and which value each cell stands for.

use ratatui::layout::Rect;

use super::super::text::{Charset, columns};
use super::canvas::dots_per_cell;
use super::legend;
use crate::chart::{Axis, ChartSpec, Scale, Span, Tick};

/// A tick that has found its place.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedTick {
    /// Its value and label.
    pub tick: Tick,
    /// The column of an x tick or the row of a y tick.
    pub at: u16,
    /// The column where its label starts.
    pub label_at: u16,
}

/// Where a chart draws what. All places are those of the buffer.
///
/// ```text
/// legend   ━━ A Microsoft exclusive  ╍╍ B Multi-cloud
/// y_title  P(loss in a year > x)             at $1.2 bn  A 3 %  B 1 %
///          10 % ┤
///               │           plot
///           1 % ┤
///               └────┬─────────┬─────────┬
/// x_labels          $1 M      $10 M     $100 M
/// x_title                                        loss in a year [$]
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ChartLayout {
    /// Everything.
    pub area: Rect,
    /// The cells on which data are drawn.
    pub plot: Rect,
    /// The rows that say which line is which.
    pub legend: Rect,
    /// The row with the title of the y axis and the reading of the cursor.
    pub y_title: Rect,
    /// The row with the line of the x axis.
    pub x_axis: Rect,
    /// The row with the labels of the x axis.
    pub x_labels: Rect,
    /// The row with the title of the x axis.
    pub x_title: Rect,
    /// The columns with the labels and the line of the y axis.
    pub gutter: Rect,
    /// The ticks of the x axis that have room, from left to right.
    pub x_ticks: Vec<PlacedTick>,
    /// The ticks of the y axis that have room, from bottom to top.
    pub y_ticks: Vec<PlacedTick>,
    x: Span,
    y: Span,
    dots: (u16, u16),
}

/// Below these sizes a part is left out.
const LEGEND_FROM_HEIGHT: u16 = 3;
const AXIS_FROM_HEIGHT: u16 = 5;
const TITLES_FROM_HEIGHT: u16 = 10;
const GUTTER_FROM_WIDTH: u16 = 14;
const MARGIN_FROM_WIDTH: u16 = 28;

impl ChartLayout {
    pub(super) fn new(spec: &ChartSpec, area: Rect, charset: Charset) -> Self {
        let [legend, y_title, middle, x_axis, x_labels, x_title] = rows_of(spec, area, charset);
        let mut y_ticks = place_y(&spec.y, middle, charset);
        let gutter_width = gutter_width(&y_ticks, area, !x_axis.is_empty(), charset);
        let margin = if area.width >= MARGIN_FROM_WIDTH {
            2
        } else {
            0
        };
        let plot = Rect {
            x: area.x + gutter_width,
            width: area.width - gutter_width - margin,
            ..middle
        };
        if gutter_width == 0 {
            y_ticks.clear();
        }
        for tick in &mut y_ticks {
            let label = columns(&charset.fold(&tick.tick.label));
            tick.label_at = plot.x.saturating_sub(2 + label);
        }
        let mut layout = Self {
            area,
            plot,
            legend,
            y_title,
            x_axis,
            x_labels,
            x_title,
            gutter: Rect {
                width: gutter_width,
                ..middle
            },
            x_ticks: Vec::new(),
            y_ticks,
            x: spec.x.span,
            y: spec.y.span,
            dots: cell_dots(charset),
        };
        layout.x_ticks = layout.place_x(&spec.x, charset);
        layout
    }

    /// The column in which `x` is drawn; `None` when it is not shown.
    pub fn column_of(&self, x: f64) -> Option<u16> {
        let cell = cell_of(self.x.position(x)?, self.plot.width, self.dots.0)?;
        Some(self.plot.x + cell)
    }

    /// The row in which `y` is drawn; `None` when it is not shown.
    pub fn row_of(&self, y: f64) -> Option<u16> {
        let cell = cell_of(1.0 - self.y.position(y)?, self.plot.height, self.dots.1)?;
        Some(self.plot.y + cell)
    }

    /// The x in the middle of a column; `None` outside the plot.
    pub fn x_at(&self, column: u16) -> Option<f64> {
        let cell = column.checked_sub(self.plot.x)?;
        Some(self.x.value(middle_of(cell, self.plot.width, self.dots.0)?))
    }

    /// The y in the middle of a row; `None` outside the plot.
    pub fn y_at(&self, row: u16) -> Option<f64> {
        let cell = row.checked_sub(self.plot.y)?;
        Some(
            self.y
                .value(1.0 - middle_of(cell, self.plot.height, self.dots.1)?),
        )
    }

    /// As many x ticks as have room for their labels, each centred under its value.
    fn place_x(&self, axis: &Axis, charset: Charset) -> Vec<PlacedTick> {
        const GAP: u16 = 2;
        if self.plot.is_empty() || self.x_labels.is_empty() {
            return Vec::new();
        }
        let most = usize::from(self.plot.width / 9).clamp(2, 24);
        let fitting = |n: usize| -> Option<Vec<PlacedTick>> {
            let mut free = self.area.left();
            let mut placed = Vec::new();
            for tick in axis.ticks(n) {
                let width = columns(&charset.fold(&tick.label));
                let at = self.column_of(tick.value)?;
                let latest = self.area.right().checked_sub(width)?;
                let label_at = at
                    .saturating_sub((width.max(1) - 1) / 2)
                    .clamp(self.area.left(), latest.max(self.area.left()));
                if label_at < free {
                    return None;
                }
                free = label_at + width + GAP;
                placed.push(PlacedTick { tick, at, label_at });
            }
            Some(placed)
        };
        (1..=most).rev().find_map(fitting).unwrap_or_default()
    }
}

/// The rows of the legend, the y title, the plot, the x axis, its labels and its title.
fn rows_of(spec: &ChartSpec, area: Rect, charset: Charset) -> [Rect; 6] {
    let titled =
        |axis: &Axis| u16::from(area.height >= TITLES_FROM_HEIGHT && !axis.label.is_empty());
    let legend = if area.height >= LEGEND_FROM_HEIGHT {
        legend::rows(spec, charset, area.width).min((area.height / 8).max(1))
    } else {
        0
    };
    let axis = u16::from(area.height >= AXIS_FROM_HEIGHT);
    let (y_title, x_title) = (titled(&spec.y), titled(&spec.x));
    let middle = area.height - (legend + y_title + 2 * axis + x_title).min(area.height);
    let mut top = area.y;
    [legend, y_title, middle, axis, axis, x_title].map(|height| {
        let rows = Rect::new(area.x, top, area.width, height);
        top = top.saturating_add(height);
        rows
    })
}

/// As many y ticks as stand on rows apart from each other.
fn place_y(axis: &Axis, rows: Rect, charset: Charset) -> Vec<PlacedTick> {
    if rows.is_empty() {
        return Vec::new();
    }
    let apart = match axis.span.scale() {
        Scale::Log if rows.height < 12 => 1,
        _ => 2,
    };
    let fitting = |n: usize| -> Option<Vec<PlacedTick>> {
        let mut last: Option<u16> = None;
        let mut placed = Vec::new();
        for tick in axis.ticks(n) {
            let place = axis.span.position(tick.value)?;
            let at = rows.y + cell_of(1.0 - place, rows.height, cell_dots(charset).1)?;
            if last.is_some_and(|last| last < at + apart) {
                return None;
            }
            last = Some(at);
            placed.push(PlacedTick {
                tick,
                at,
                label_at: rows.x,
            });
        }
        Some(placed)
    };
    let most = usize::from(rows.height).clamp(1, 12);
    (1..=most).rev().find_map(fitting).unwrap_or_default()
}

/// Room for the widest y label and the axis line, if the area can spare it.
fn gutter_width(ticks: &[PlacedTick], area: Rect, framed: bool, charset: Charset) -> u16 {
    let widest = ticks
        .iter()
        .map(|placed| columns(&charset.fold(&placed.tick.label)))
        .max();
    let width = widest.unwrap_or(0) + 2;
    if framed && area.width >= GUTTER_FROM_WIDTH && width <= area.width / 2 {
        width
    } else {
        0
    }
}

fn cell_dots(charset: Charset) -> (u16, u16) {
    let (across, down) = dots_per_cell(charset);
    (
        u16::try_from(across).unwrap_or(1),
        u16::try_from(down).unwrap_or(1),
    )
}

/// The cell of the dot nearest to a place, exactly as the canvas rounds it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place from 0 to 1 times fewer than 2^20 dots"
)]
fn cell_of(place: f64, cells: u16, dots: u16) -> Option<u16> {
    let last = (u32::from(cells) * u32::from(dots)).checked_sub(1)?;
    let dot = (place * f64::from(last)).round() as u32;
    u16::try_from(dot / u32::from(dots)).ok()
}

/// The place of the middle of a cell.
fn middle_of(cell: u16, cells: u16, dots: u16) -> Option<f64> {
    if cell >= cells {
        return None;
    }
    let last = f64::from(cells) * f64::from(dots) - 1.0;
    if last <= 0.0 {
        return Some(0.5);
    }
    Some((f64::from(cell) * f64::from(dots) + (f64::from(dots) - 1.0) / 2.0) / last)
}
