//! Paired horizontal bars: what a figure is made of, A above B.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::palette::Palette;
use super::text::{Charset, columns, put};
use crate::chart::{NumberFormat, Role};

/// One part with its size under A and under B; NaN where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// What the part is called.
    pub label: String,
    /// Its size under A.
    pub a: f64,
    /// Its size under B.
    pub b: f64,
}

/// Draws rows of pairs; all bars share one scale that starts at zero.
///
/// ```text
/// region outage   A ████████████████████  $210 M
///                 B ▒▒▒▒▒                  $52 M
/// ```
#[derive(Debug, Clone)]
pub struct PairedBars<'a> {
    rows: &'a [BarRow],
    format: &'a NumberFormat,
    palette: &'a Palette,
    charset: Charset,
    selected: Option<usize>,
    offset: usize,
}

/// Where the parts of a row lie.
struct Columns {
    label: u16,
    bar: u16,
    value: u16,
}

/// One bar of a pair.
struct Half {
    size: f64,
    role: Role,
    spot: Rect,
}

impl<'a> PairedBars<'a> {
    /// Bars for `rows`, values written in `format`.
    pub fn new(rows: &'a [BarRow], format: &'a NumberFormat, palette: &'a Palette) -> Self {
        Self {
            rows,
            format,
            palette,
            charset: Charset::Braille,
            selected: None,
            offset: 0,
        }
    }

    /// Draws with these glyphs.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Marks a row and scrolls so that it is seen.
    #[must_use]
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// Starts with this row, unless the selected one would be out of sight.
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.offset = offset;
        self
    }

    /// The rows that are seen in `area`, with their places, for the mouse.
    pub fn rows_in(&self, area: Rect) -> Vec<(usize, Rect)> {
        let seen = usize::from(area.height / 2);
        if seen == 0 || area.width == 0 {
            return Vec::new();
        }
        let mut first = self.offset.min(self.rows.len().saturating_sub(seen));
        if let Some(selected) = self.selected {
            first = first.min(selected).max((selected + 1).saturating_sub(seen));
        }
        (first..self.rows.len())
            .zip((area.y..).step_by(2))
            .take(seen)
            .map(|(idx, y)| {
                (
                    idx,
                    Rect {
                        y,
                        height: 2,
                        ..area
                    },
                )
            })
            .collect()
    }

    /// The size that fills a whole bar.
    fn longest(&self) -> f64 {
        self.rows
            .iter()
            .flat_map(|row| [row.a, row.b])
            .filter(|size| size.is_finite())
            .fold(0.0, |longest, size| f64::max(longest, size.abs()))
    }

    fn columns(&self, area: Rect) -> Columns {
        let label = self
            .rows
            .iter()
            .map(|row| columns(&self.charset.fold(&row.label)));
        let values = self.rows.iter().flat_map(|row| [row.a, row.b]);
        let value = values
            .map(|size| columns(&self.charset.fold(&self.format.value(size))))
            .max();
        let value = value.unwrap_or(0).min(area.width);
        // One column for the mark of the selected row, two for the letter, two gaps.
        let label = label.max().unwrap_or(0).min(area.width / 3);
        let bar = area.width.saturating_sub(label + value + 5);
        Columns { label, bar, value }
    }

    fn draw_half(&self, half: &Half, widths: &Columns, buf: &mut Buffer) {
        let (size, spot, style) = (half.size, half.spot, self.palette.role(half.role));
        let x = spot.x + 1 + widths.label + 1;
        let (letter, full) = match half.role {
            Role::A => ("A", self.charset.pick("█", "#")),
            _ => ("B", self.charset.pick("▒", "o")),
        };
        put(buf, spot, (x, spot.y), letter, style);
        let share = size.abs() / self.longest();
        let cells = (0..widths.bar)
            .take_while(|cell| f64::from(*cell) + 0.5 <= share * f64::from(widths.bar));
        let mut cells = cells.count();
        if cells == 0 && share > 0.0 {
            // Small is not nothing.
            put(
                buf,
                spot,
                (x + 2, spot.y),
                self.charset.pick("▏", "|"),
                style,
            );
        }
        cells = cells.min(usize::from(widths.bar));
        for column in (x + 2..).take(cells) {
            put(buf, spot, (column, spot.y), full, style);
        }
        let value = self.format.value(size);
        let value = self.charset.fold(&value);
        let start = spot
            .right()
            .saturating_sub(columns(&value).min(widths.value));
        put(
            buf,
            spot,
            (start.max(x + 1), spot.y),
            &value,
            self.palette.text,
        );
    }
}

impl Widget for &PairedBars<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let widths = self.columns(area);
        for (idx, spot) in self.rows_in(area) {
            let row = &self.rows[idx];
            let selected = self.selected == Some(idx);
            let style = if selected {
                self.palette.focus
            } else {
                self.palette.text
            };
            if selected {
                put(
                    buf,
                    spot,
                    (spot.x, spot.y),
                    self.charset.pick("▸", ">"),
                    style,
                );
            }
            let label = self.charset.fit(&row.label, usize::from(widths.label));
            put(buf, spot, (spot.x + 1, spot.y), &label, style);
            let halves = [(row.a, Role::A), (row.b, Role::B)];
            for ((size, role), y) in halves.into_iter().zip(spot.y..) {
                let spot = Rect {
                    y,
                    height: 1,
                    ..spot
                };
                self.draw_half(&Half { size, role, spot }, &widths, buf);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart_table::tests::text;
    use super::*;

    fn rows() -> Vec<BarRow> {
        let row = |label: &str, a, b| BarRow {
            label: label.into(),
            a,
            b,
        };
        vec![
            row("region outage", 210e6, 52.5e6),
            row("insolvency", 1e5, f64::NAN),
            row("exit", 0.0, 210e6),
        ]
    }

    fn drawn(width: u16, height: u16, charset: Charset, selected: Option<usize>) -> Vec<String> {
        let (rows, palette) = (rows(), Palette::colourless());
        let format = NumberFormat::Money("$".into());
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        let bars = PairedBars::new(&rows, &format, &palette)
            .charset(charset)
            .selected(selected);
        bars.render(buf.area, &mut buf);
        text(&buf)
    }

    #[test]
    fn bars_share_one_scale_and_values_stand_at_the_right() {
        assert_eq!(
            drawn(42, 6, Charset::Braille, Some(1)),
            [
                " region outage A █████████████████  $210 M",
                "               B ▒▒▒▒              $52.5 M",
                "▸insolvency    A ▏                  $100 k",
                "               B                         –",
                " exit          A                        $0",
                "               B ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  $210 M",
            ]
        );
    }

    #[test]
    fn any_size_is_drawn_and_the_selected_row_is_seen() {
        for (width, height) in (0..50).flat_map(|w| (0..8).map(move |h| (w, h))) {
            let lines = drawn(width, height, Charset::Ascii, Some(2));
            assert!(lines.concat().is_ascii());
            if width > 30 && height >= 2 {
                assert!(lines.concat().contains(">exit"), "{width}x{height}");
            }
        }
    }
}
