//! Words and lines on the plot itself: marks, the cursor and its reading, letters at line ends.
//!
//! Words only ever go where nothing is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::super::text::{columns, put};
use super::canvas::Canvas;
use super::{Chart, ChartLayout};
use crate::chart::{Direction, Series, SeriesKind};

/// A chart being drawn: what is where already.
pub(super) struct Labels<'a> {
    pub(super) chart: &'a Chart<'a>,
    pub(super) layout: &'a ChartLayout,
    pub(super) canvas: &'a Canvas,
    taken: Vec<Rect>,
}

impl<'a> Labels<'a> {
    pub(super) fn new(chart: &'a Chart<'a>, layout: &'a ChartLayout, canvas: &'a Canvas) -> Self {
        Self {
            chart,
            layout,
            canvas,
            taken: Vec::new(),
        }
    }

    /// The lines of marks, wherever no data are in the way.
    pub(super) fn draw_mark_lines(&self, buf: &mut Buffer) {
        let (plot, style) = (self.layout.plot, self.chart.palette.mark);
        for mark in &self.chart.spec.marks {
            match mark.direction {
                Direction::Vertical => {
                    let Some(x) = self.layout.column_of(mark.value) else {
                        continue;
                    };
                    for y in plot.top()..plot.bottom() {
                        self.line_cell((x, y), self.chart.charset.pick("╎", "|"), style, buf);
                    }
                }
                Direction::Horizontal => {
                    let Some(y) = self.layout.row_of(mark.value) else {
                        continue;
                    };
                    for x in plot.left()..plot.right() {
                        self.line_cell((x, y), self.chart.charset.pick("╌", "-"), style, buf);
                    }
                }
            }
        }
    }

    fn line_cell(&self, (x, y): (u16, u16), glyph: &str, style: Style, buf: &mut Buffer) {
        let plot = self.layout.plot;
        if self.canvas.is_free_of_lines(x - plot.x, y - plot.y) {
            put(buf, plot, (x, y), glyph, style);
        }
    }

    /// The words of marks, beside their lines; without room there are none.
    pub(super) fn draw_mark_words(&mut self, buf: &mut Buffer) {
        let plot = self.layout.plot;
        for mark in &self.chart.spec.marks {
            let words = self.chart.charset.fold(&mark.label).into_owned();
            let width = columns(&words);
            if width == 0 || width >= plot.width {
                continue;
            }
            let spots: Vec<(u16, u16)> = match mark.direction {
                Direction::Vertical => {
                    let Some(x) = self.layout.column_of(mark.value) else {
                        continue;
                    };
                    let sides = [Some(x + 2), x.checked_sub(width + 1)];
                    (plot.top()..plot.bottom())
                        .flat_map(|y| sides.into_iter().flatten().map(move |x| (x, y)))
                        .collect()
                }
                Direction::Horizontal => {
                    let Some(y) = self.layout.row_of(mark.value) else {
                        continue;
                    };
                    let rows = [y.checked_sub(1), Some(y + 1)];
                    (plot.left()..=plot.right() - width)
                        .rev()
                        .flat_map(|x| rows.into_iter().flatten().map(move |y| (x, y)))
                        .collect()
                }
            };
            self.write_at_first_free(&spots, &words, self.chart.palette.mark, buf);
        }
    }

    /// The letter of A and B, or the name of another series, where a line ends or beside a single point.
    pub(super) fn draw_line_ends(&mut self, buf: &mut Buffer) {
        for series in &self.chart.spec.series {
            let named = match series.kind {
                SeriesKind::Line | SeriesKind::Step => true,
                SeriesKind::Points => series.points.len() == 1,
                SeriesKind::Bars => false,
            };
            if !named || series.role.is_ghost() {
                continue;
            }
            let words = match series.role.letter() {
                Some(letter) => letter.to_string(),
                None => self.chart.charset.fit(&series.name, 12).into_owned(),
            };
            let Some((x, y)) = self.end_of(series) else {
                continue;
            };
            let mut spots = vec![(x + 1, y), (x + 2, y)];
            for up in 1..=self.layout.plot.height.min(8) / 4 {
                spots.extend([
                    (x + 1, y.saturating_sub(up)),
                    (x + 1, y + up),
                    (x, y.saturating_sub(up)),
                ]);
            }
            let style = self
                .chart
                .palette
                .role(series.role)
                .add_modifier(Modifier::BOLD);
            self.write_at_first_free(&spots, &words, style, buf);
        }
    }

    /// The cell of the last thing seen of a line.
    fn end_of(&self, series: &Series) -> Option<(u16, u16)> {
        let cell = |x: f64, y: f64| Some((self.layout.column_of(x)?, self.layout.row_of(y)?));
        // A line that runs on beyond the right edge ends there, wherever its last point lies.
        let right = self.chart.spec.x.span.range().1;
        let at_edge = self.chart.spec.value_at(series, right);
        if let Some(end) = at_edge.and_then(|y| cell(right, y)) {
            return Some(end);
        }
        let (idx, end) = series
            .points
            .iter()
            .enumerate()
            .rev()
            .find_map(|(idx, point)| Some((idx, cell(point.0, point.1)?)))?;
        if series.kind == SeriesKind::Step
            && let Some(next) = series.points.get(idx + 1)
            && let Some(column) = self.layout.column_of(next.0)
        {
            return Some((column, end.1));
        }
        Some(end)
    }

    fn write_at_first_free(
        &mut self,
        spots: &[(u16, u16)],
        words: &str,
        style: Style,
        buf: &mut Buffer,
    ) {
        let width = columns(words);
        let free = spots
            .iter()
            .find(|&&(x, y)| self.is_free(Rect::new(x, y, width, 1)));
        if let Some(&(x, y)) = free {
            put(buf, self.layout.area, (x, y), words, style);
            self.taken.push(Rect::new(x, y, width, 1));
        }
    }

    /// Inside the plot or the margin right of it, with no data and no other words.
    fn is_free(&self, spot: Rect) -> bool {
        let plot = self.layout.plot;
        let right = self.layout.area.right();
        // A letter at a line's end matters more than the band behind it; longer words
        // do not, and keep a column clear on both sides.
        let letter = spot.width == 1;
        let clear = |column, row| {
            if letter {
                self.canvas.is_free_of_lines(column, row)
            } else {
                self.canvas.is_empty(column, row)
            }
        };
        let (from, to) = if letter {
            (spot.left(), spot.right())
        } else {
            (spot.left().max(plot.left() + 1) - 1, spot.right() + 1)
        };
        spot.left() >= plot.left()
            && spot.right() <= right
            && spot.top() >= plot.top()
            && spot.bottom() <= plot.bottom()
            && !self.taken.iter().any(|taken| taken.intersects(spot))
            && (from..to.min(plot.right())).all(|x| clear(x - plot.x, spot.y - plot.y))
    }

    /// The cursor: a line through the datum nearest to where it is, with what is read there.
    pub(super) fn draw_cursor(&mut self, buf: &mut Buffer) {
        let Some(x) = self.chart.cursor.and_then(|x| self.chart.spec.snap(x)) else {
            return;
        };
        let Some(column) = self.layout.column_of(x) else {
            return;
        };
        let (plot, style) = (self.layout.plot, self.chart.palette.cursor);
        for y in plot.top()..plot.bottom() {
            self.line_cell((column, y), self.chart.charset.pick("│", "|"), style, buf);
        }
        self.taken.push(Rect {
            x: column,
            width: 1,
            ..plot
        });
        for reading in self.chart.spec.readings(x) {
            let series = &self.chart.spec.series[reading.series_idx];
            let (Some(row), false) = (self.layout.row_of(reading.y), series.role.is_ghost()) else {
                continue;
            };
            let style = self
                .chart
                .palette
                .role(series.role)
                .add_modifier(Modifier::BOLD);
            if self.canvas.is_free_of_lines(column - plot.x, row - plot.y) {
                // The gap of a dashed line: the cursor would seem to meet nothing.
                put(
                    buf,
                    plot,
                    (column, row),
                    self.chart.charset.pick("●", "O"),
                    style,
                );
            } else {
                let spot = Rect::new(column, row, 1, 1).intersection(buf.area);
                buf.set_style(spot, style.add_modifier(Modifier::REVERSED));
            }
        }
        self.draw_x_reading(column, x, buf);
        self.draw_y_reading(x, buf);
    }

    /// The x of the cursor under the axis, over whatever labels stand there.
    fn draw_x_reading(&self, column: u16, x: f64, buf: &mut Buffer) {
        let (area, charset) = (self.layout.x_labels, self.chart.charset);
        let words = format!(" {} ", self.chart.spec.x.format.value(x));
        let words = charset.fold(&words);
        let width = columns(&words);
        if area.is_empty() || width > area.width {
            return;
        }
        let start = column
            .saturating_sub(width / 2)
            .clamp(area.left(), area.right() - width);
        // A label that is half covered would be read as another number.
        for placed in &self.layout.x_ticks {
            let label = columns(&charset.fold(&placed.tick.label));
            if placed.label_at < start + width && start < placed.label_at + label {
                let blank = " ".repeat(usize::from(label));
                put(buf, area, (placed.label_at, area.y), &blank, Style::new());
            }
        }
        let style = self.chart.palette.cursor.add_modifier(Modifier::REVERSED);
        put(buf, area, (start, area.y), &words, style);
        put(
            buf,
            self.layout.x_axis,
            (column, self.layout.x_axis.y),
            charset.pick("┴", "+"),
            self.chart.palette.cursor,
        );
    }

    /// The values at the cursor, at the right end of the title row or of the legend.
    fn draw_y_reading(&self, x: f64, buf: &mut Buffer) {
        let spec = self.chart.spec;
        let mut words: Vec<(String, Style)> = Vec::new();
        for reading in spec.readings(x) {
            let series = &spec.series[reading.series_idx];
            let Some(letter) = series.role.letter() else {
                continue;
            };
            let value = format!("{letter} {}", spec.y.format.value(reading.y));
            let value = self.chart.charset.fold(&value).into_owned();
            words.push((value, self.chart.palette.role(series.role)));
        }
        let area = if self.layout.y_title.is_empty() {
            self.layout.legend
        } else {
            self.layout.y_title
        };
        let width: u16 = words.iter().map(|(word, _)| columns(word) + 2).sum();
        if area.is_empty() || width == 0 || width > area.width {
            return;
        }
        self.clear_before_reading(area, width, buf);
        let mut column = area.right() - width + 2;
        for (word, style) in words {
            let style = style.add_modifier(Modifier::BOLD);
            column = put(buf, area, (column, area.y), &word, style) + 2;
        }
    }

    /// Makes room for the reading; where it takes the legend's row its letters take over.
    fn clear_before_reading(&self, area: Rect, width: u16, buf: &mut Buffer) {
        let row = Rect { height: 1, ..area };
        for spot in row.intersection(buf.area).positions() {
            buf[spot].reset();
        }
        if area == self.layout.y_title {
            let room = usize::from(area.width - width);
            let title = self.chart.charset.fit(&self.chart.spec.y.label, room);
            put(buf, area, (area.x, area.y), &title, self.chart.palette.dim);
        }
    }
}
