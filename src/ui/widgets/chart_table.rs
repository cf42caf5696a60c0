//! A chart as a table: the same numbers for readers who do not see the picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::palette::Palette;
use super::text::{Charset, columns, put};
use crate::chart::{ChartSpec, Point, Series, SeriesKind, UNKNOWN};

/// Draws the values of each series at the given x, by default at the ticks of the x axis.
#[derive(Debug, Clone)]
pub struct ChartTable<'a> {
    spec: &'a ChartSpec,
    palette: &'a Palette,
    charset: Charset,
    at: Option<Vec<f64>>,
    offset: usize,
}

impl<'a> ChartTable<'a> {
    /// A table of the chart.
    pub fn new(spec: &'a ChartSpec, palette: &'a Palette) -> Self {
        Self {
            spec,
            palette,
            charset: Charset::Braille,
            at: None,
            offset: 0,
        }
    }

    /// Draws with these glyphs.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Has a row for each of these x.
    #[must_use]
    pub fn at(mut self, xs: Vec<f64>) -> Self {
        self.at = Some(xs);
        self
    }

    /// Leaves out this many rows at the top.
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.offset = offset;
        self
    }

    /// The heads of the columns, then the rows: x first, then each series.
    pub fn cells(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let named = |series: &Series| match series.role.letter() {
            Some(letter) => format!("{letter} {}", series.name),
            None => series.name.clone(),
        };
        let mut head = vec![self.spec.x.label.clone()];
        head.extend(self.spec.series.iter().map(named));
        let ticks = || {
            self.spec
                .x
                .ticks(30)
                .into_iter()
                .map(|tick| tick.value)
                .collect()
        };
        let xs: Vec<f64> = self.at.clone().unwrap_or_else(ticks);
        let row = |x: f64| {
            let values = self.spec.series.iter().map(|series| {
                let value = self.spec.value_at(series, x);
                let shown = |y: f64| self.spec.y.format.value(y);
                match (value, self.interval(series, x)) {
                    (None, _) => UNKNOWN.to_owned(),
                    (Some(y), None) => shown(y),
                    (Some(y), Some((low, high))) => {
                        format!("{} ({} to {})", shown(y), shown(low), shown(high))
                    }
                }
            });
            std::iter::once(self.spec.x.format.value(x))
                .chain(values)
                .collect()
        };
        (head, xs.into_iter().map(row).collect())
    }

    /// What the band of a series reaches from and to at `x`, where it has one there.
    fn interval(&self, series: &Series, x: f64) -> Option<(f64, f64)> {
        let has_letter = series.role.letter().is_some();
        let mut bands = self.spec.bands.iter().filter(|_| has_letter);
        let band = bands.find(|band| band.role == series.role)?;
        let edge = |points: &[Point]| {
            let edge = Series::new("", series.role, SeriesKind::Line, points.to_vec());
            self.spec.value_at(&edge, x)
        };
        let (one, other) = (edge(&band.lower)?, edge(&band.upper)?);
        Some((one.min(other), one.max(other)))
    }

    fn widths(&self, head: &[String], rows: &[Vec<String>], area: Rect) -> Vec<u16> {
        let mut free = area.width;
        let mut widths = Vec::new();
        for idx in 0..head.len() {
            let cells = rows.iter().filter_map(|row| row.get(idx));
            let body = cells
                .map(|cell| columns(&self.charset.fold(cell)))
                .max()
                .unwrap_or(0);
            let share = (area.width / u16::try_from(head.len()).unwrap_or(1)).saturating_sub(2);
            let width = columns(&self.charset.fold(&head[idx]))
                .min(share.max(body))
                .max(body);
            // A column whose numbers would be cut is left out whole.
            if body > free {
                break;
            }
            widths.push(width.min(free));
            free = free.saturating_sub(width + 2);
        }
        widths
    }
}

impl Widget for &ChartTable<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let (head, rows) = self.cells();
        let widths = self.widths(&head, &rows, area);
        let lines = std::iter::once(&head).chain(rows.iter().skip(self.offset));
        for (line_idx, (line, y)) in lines.zip(area.y..area.bottom()).enumerate() {
            let style = if line_idx == 0 {
                self.palette.dim
            } else {
                self.palette.text
            };
            let mut x = area.x;
            for (cell, width) in line.iter().zip(&widths) {
                let words = self.charset.fit(cell, usize::from(*width));
                put(
                    buf,
                    area,
                    (x + width - columns(&words).min(*width), y),
                    &words,
                    style,
                );
                x = x.saturating_add(width + 2);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::chart::{Axis, NumberFormat, Role, Scale};

    /// The symbols of a buffer, line by line.
    pub(in crate::ui::widgets) fn text(buf: &Buffer) -> Vec<String> {
        let width = usize::from(buf.area.width.max(1));
        let line = |row: &[ratatui::buffer::Cell]| {
            let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            line.trim_end().to_owned()
        };
        buf.content().chunks(width).map(line).collect()
    }

    fn spec() -> ChartSpec {
        let axis = |label: &str, format| Axis::new(label, Scale::Linear, (0.0, 2.0), format);
        let points = |y| vec![(0.0, 1.0), (1.0, y), (2.0, 0.0)];
        ChartSpec::new(
            axis("loss", NumberFormat::Money("$".into())),
            axis("P", NumberFormat::Percent),
        )
        .with_series(Series::new("one", Role::A, SeriesKind::Step, points(0.5)))
        .with_series(Series::new(
            "two",
            Role::B,
            SeriesKind::Step,
            points(f64::NAN),
        ))
    }

    #[test]
    fn the_table_says_what_the_chart_shows() {
        let (spec, palette) = (spec(), Palette::colourless());
        let mut buf = Buffer::empty(Rect::new(0, 0, 30, 4));
        ChartTable::new(&spec, &palette)
            .at(vec![0.0, 1.5, 3.0])
            .render(buf.area, &mut buf);
        assert_eq!(
            text(&buf),
            [
                " loss   A one  B two",
                "   $0   100 %  100 %",
                "$1.50  50.0 %      –",
                "$3.00       –      –"
            ]
        );
    }

    #[test]
    fn any_size_is_drawn() {
        let (spec, palette) = (spec(), Palette::colourless());
        for (width, height) in (0..40).flat_map(|w| (0..6).map(move |h| (w, h))) {
            let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
            ChartTable::new(&spec, &palette)
                .charset(Charset::Ascii)
                .render(buf.area, &mut buf);
            assert!(text(&buf).concat().is_ascii());
        }
    }
}
