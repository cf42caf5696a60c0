//! A small matrix in shades, with the numbers where there is room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

use super::palette::Palette;
use super::text::{Charset, columns, put};
use crate::chart::NumberFormat;

/// A labelled matrix; NaN cells are empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Matrix {
    /// The names of the rows.
    pub rows: Vec<String>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Row by row; a short row is empty at its end.
    pub values: Vec<Vec<f64>>,
}

/// Draws a [`Matrix`]; the greatest value has the darkest shade.
#[derive(Debug, Clone)]
pub struct Heatmap<'a> {
    matrix: &'a Matrix,
    format: &'a NumberFormat,
    palette: &'a Palette,
    charset: Charset,
    selected: Option<(usize, usize)>,
}

/// Narrower cells than these say too little of a column's name.
const LEAST_WIDTH: u16 = 2;
const MOST_WIDTH: u16 = 14;

impl<'a> Heatmap<'a> {
    /// A heat map with numbers written in `format`.
    pub fn new(matrix: &'a Matrix, format: &'a NumberFormat, palette: &'a Palette) -> Self {
        Self {
            matrix,
            format,
            palette,
            charset: Charset::Braille,
            selected: None,
        }
    }

    /// Draws with these glyphs.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Marks the cell at (row, column).
    #[must_use]
    pub fn selected(mut self, selected: Option<(usize, usize)>) -> Self {
        self.selected = selected;
        self
    }

    /// The cells that are seen in `area`, as (row, column) with their places.
    pub fn cells_in(&self, area: Rect) -> Vec<((usize, usize), Rect)> {
        let label = self.label_width(area);
        let n = u16::try_from(self.matrix.columns.len())
            .unwrap_or(u16::MAX)
            .max(1);
        let width = (area.width.saturating_sub(label + 1) / n).clamp(LEAST_WIDTH, MOST_WIDTH);
        let mut cells = Vec::new();
        for (row, y) in (0..self.matrix.rows.len()).zip((area.y..area.bottom()).skip(1)) {
            let places = (area.x + label + 1..).step_by(usize::from(width));
            for (column, x) in (0..self.matrix.columns.len()).zip(places) {
                if x.saturating_add(width) <= area.right() {
                    cells.push(((row, column), Rect::new(x, y, width, 1)));
                }
            }
        }
        cells
    }

    fn label_width(&self, area: Rect) -> u16 {
        let names = self
            .matrix
            .rows
            .iter()
            .map(|name| columns(&self.charset.fold(name)));
        names.max().unwrap_or(0).min(area.width / 3)
    }

    fn greatest(&self) -> f64 {
        let values = self.matrix.values.iter().flatten().copied();
        values
            .filter(|value| value.is_finite())
            .fold(0.0, |most: f64, value| most.max(value.abs()))
    }

    /// The shade of a value: blank for nothing, never blank for something.
    fn shade(&self, value: f64) -> &'static str {
        let shades = self
            .charset
            .pick(["░", "▒", "▓", "█"], [".", ":", "*", "#"]);
        let share = value.abs() / self.greatest();
        if share.is_nan() || share <= 0.0 {
            return " ";
        }
        [0.75, 0.5, 0.25]
            .iter()
            .zip([3, 2, 1])
            .find(|(least, _)| share > **least)
            .map_or(shades[0], |(_, idx)| shades[idx])
    }

    fn draw_cell(&self, (row, column): (usize, usize), spot: Rect, buf: &mut Buffer) {
        let value = self
            .matrix
            .values
            .get(row)
            .and_then(|row| row.get(column))
            .copied();
        let value = value.unwrap_or(f64::NAN);
        let number = self.format.value(value);
        let number = self.charset.fold(&number);
        // One shade beside the number, and one column between the cells.
        let with_number = columns(&number) + 3 <= spot.width;
        let shades = if with_number {
            spot.width - columns(&number) - 2
        } else {
            spot.width - 1
        };
        let mut style = self.palette.text;
        if self.selected == Some((row, column)) {
            style = style.add_modifier(Modifier::BOLD | Modifier::REVERSED);
            for x in spot.x..spot.right() - 1 {
                put(buf, spot, (x, spot.y), " ", style);
            }
        }
        for x in (spot.x..).take(usize::from(shades.min(2))) {
            put(buf, spot, (x, spot.y), self.shade(value), style);
        }
        if with_number {
            let x = spot.right() - 1 - columns(&number);
            put(buf, spot, (x, spot.y), &number, style);
        }
    }
}

impl Widget for &Heatmap<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let label = usize::from(self.label_width(area));
        for ((row, column), spot) in self.cells_in(area) {
            if row == 0 {
                let name = &self.matrix.columns[column];
                let name = self.charset.fit(name, usize::from(spot.width - 1));
                put(buf, area, (spot.x, area.y), &name, self.palette.dim);
            }
            if column == 0 {
                let name = self.charset.fit(&self.matrix.rows[row], label);
                put(buf, area, (area.x, spot.y), &name, self.palette.text);
            }
            self.draw_cell((row, column), spot, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart_table::tests::text;
    use super::*;

    fn drawn(width: u16, height: u16, charset: Charset) -> Vec<String> {
        let matrix = Matrix {
            rows: vec!["azure".into(), "aws".into()],
            columns: vec!["azure".into(), "aws".into()],
            values: vec![vec![8.0, 0.01], vec![0.0, f64::NAN]],
        };
        let palette = Palette::colourless();
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let map = Heatmap::new(&matrix, &NumberFormat::Hours, &palette).charset(charset);
        map.selected(Some((1, 1))).render(buf.area, &mut buf);
        text(&buf)
    }

    #[test]
    fn numbers_stand_beside_shades_where_there_is_room() {
        assert_eq!(
            drawn(36, 3, Charset::Braille),
            [
                "      azure         aws",
                "azure ██     8.00 h ░░   0.0100 h",
                "aws             0 h             –"
            ]
        );
        assert_eq!(
            drawn(12, 3, Charset::Ascii),
            ["     a~ a~", "azu~ ## ..", "aws"]
        );
    }

    #[test]
    fn any_size_is_drawn() {
        for (width, height) in (0..40).flat_map(|w| (0..6).map(move |h| (w, h))) {
            assert!(drawn(width, height, Charset::Ascii).concat().is_ascii());
        }
    }
}
