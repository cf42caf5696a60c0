//! A chart in the terminal.
//!
//! What ratatui's own `Chart` cannot do, this one does: labels stand under their
//! values however many there are, axes may be logarithmic, the legend never
//! covers data and never vanishes, two series that meet in a cell both stay
//! visible, and every cell can be asked for its value ([`Chart::layout`]).
//!
//! A is drawn solid and B dashed, former states in sparse dots, bands in faint
//! dots; `A` and `B` stand at the ends of the lines. So nothing rests on colour.

mod axes;
mod canvas;
mod labels;
mod layout;
mod legend;
#[cfg(test)]
mod tests;
mod trace;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use self::canvas::{Canvas, Owner};
use self::labels::Labels;
pub use self::layout::{ChartLayout, PlacedTick};
use super::palette::Palette;
use super::text::Charset;
use crate::chart::ChartSpec;

/// Draws a [`ChartSpec`].
#[derive(Debug, Clone)]
pub struct Chart<'a> {
    spec: &'a ChartSpec,
    palette: &'a Palette,
    charset: Charset,
    cursor: Option<f64>,
    grid: bool,
}

impl<'a> Chart<'a> {
    /// A chart without cursor and grid, in braille dots.
    pub fn new(spec: &'a ChartSpec, palette: &'a Palette) -> Self {
        Self {
            spec,
            palette,
            charset: Charset::Braille,
            cursor: None,
            grid: false,
        }
    }

    /// Draws with these glyphs.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Shows a cursor at the datum nearest to this x.
    #[must_use]
    pub fn cursor(mut self, x: Option<f64>) -> Self {
        self.cursor = x;
        self
    }

    /// Shows faint dots along the ticks.
    #[must_use]
    pub fn grid(mut self, grid: bool) -> Self {
        self.grid = grid;
        self
    }

    /// Where everything lies when drawn into `area`.
    pub fn layout(&self, area: Rect) -> ChartLayout {
        ChartLayout::new(self.spec, area, self.charset)
    }

    fn draw_canvas(&self, canvas: &Canvas, plot: Rect, buf: &mut Buffer) {
        for spot in plot.intersection(buf.area).positions() {
            let Some((glyph, owner)) = canvas.glyph(spot.x - plot.x, spot.y - plot.y) else {
                continue;
            };
            let style = match owner {
                Owner::Band(role) => self.palette.band(role),
                Owner::Series(role) => self.palette.role(role),
            };
            let cell = &mut buf[spot];
            cell.reset();
            cell.set_char(glyph).set_style(style);
        }
    }
}

impl Widget for &Chart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let layout = self.layout(area);
        let mut canvas = Canvas::new(self.charset, layout.plot.width, layout.plot.height);
        trace::draw(self.spec, &mut canvas);
        if self.grid {
            self.draw_grid(&layout, buf);
        }
        self.draw_axes(&layout, buf);
        self.draw_titles(&layout, buf);
        legend::draw(self.spec, &layout, self.palette, self.charset, buf);
        self.draw_canvas(&canvas, layout.plot, buf);
        let mut labels = Labels::new(self, &layout, &canvas);
        labels.draw_mark_lines(buf);
        labels.draw_cursor(buf);
        labels.draw_line_ends(buf);
        labels.draw_mark_words(buf);
    }
}

impl Widget for Chart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        (&self).render(area, buf);
    }
}
