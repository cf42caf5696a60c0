//! Axis lines, ticks with their labels, titles and the grid.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::super::text::{columns, put};
use super::{Chart, ChartLayout};

impl Chart<'_> {
    pub(super) fn draw_axes(&self, layout: &ChartLayout, buf: &mut Buffer) {
        if !layout.gutter.is_empty() {
            self.draw_y_axis(layout, buf);
        }
        if !layout.x_axis.is_empty() {
            self.draw_x_axis(layout, buf);
        }
    }

    fn draw_y_axis(&self, layout: &ChartLayout, buf: &mut Buffer) {
        let (area, line) = (layout.area, layout.plot.x - 1);
        let (vertical, notch) = self.charset.pick(("│", "┤"), ("|", "+"));
        for row in layout.plot.rows() {
            put(buf, area, (line, row.y), vertical, self.palette.axis);
        }
        for placed in &layout.y_ticks {
            let label = self.charset.fold(&placed.tick.label);
            put(
                buf,
                area,
                (placed.label_at, placed.at),
                &label,
                self.palette.text,
            );
            put(buf, area, (line, placed.at), notch, self.palette.axis);
        }
    }

    fn draw_x_axis(&self, layout: &ChartLayout, buf: &mut Buffer) {
        let (area, y) = (layout.area, layout.x_axis.y);
        let (horizontal, notch, corner) = self.charset.pick(("─", "┬", "└"), ("-", "+", "+"));
        for column in layout.plot.columns() {
            put(buf, area, (column.x, y), horizontal, self.palette.axis);
        }
        if !layout.gutter.is_empty() {
            put(buf, area, (layout.plot.x - 1, y), corner, self.palette.axis);
        }
        for placed in &layout.x_ticks {
            let label = self.charset.fold(&placed.tick.label);
            put(buf, area, (placed.at, y), notch, self.palette.axis);
            put(
                buf,
                area,
                (placed.label_at, layout.x_labels.y),
                &label,
                self.palette.text,
            );
        }
    }

    pub(super) fn draw_titles(&self, layout: &ChartLayout, buf: &mut Buffer) {
        let y_title = self
            .charset
            .fit(&self.spec.y.label, usize::from(layout.y_title.width));
        put(
            buf,
            layout.y_title,
            (layout.y_title.x, layout.y_title.y),
            &y_title,
            self.palette.dim,
        );
        let area = layout.x_title;
        let x_title = self
            .charset
            .fit(&self.spec.x.label, usize::from(area.width));
        let x = layout.plot.right().max(area.x + columns(&x_title)) - columns(&x_title);
        put(buf, area, (x, area.y), &x_title, self.palette.dim);
    }

    /// Faint dots where the ticks of both axes meet, and between them along each.
    pub(super) fn draw_grid(&self, layout: &ChartLayout, buf: &mut Buffer) {
        let dot = self.charset.pick("·", ".");
        let mut mark = |x: u16, y: u16, style: Style| put(buf, layout.plot, (x, y), dot, style);
        for placed in layout.y_ticks.iter().filter(|placed| placed.tick.major) {
            for x in (layout.plot.left()..layout.plot.right()).skip(3).step_by(4) {
                if !layout
                    .x_ticks
                    .iter()
                    .any(|tick| tick.tick.major && tick.at.abs_diff(x) == 1)
                {
                    mark(x, placed.at, self.palette.grid);
                }
            }
        }
        for placed in layout.x_ticks.iter().filter(|placed| placed.tick.major) {
            for y in (layout.plot.top()..layout.plot.bottom()).step_by(2) {
                mark(placed.at, y, self.palette.grid);
            }
        }
    }
}
