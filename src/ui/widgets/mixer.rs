//! The mixer: a row per workload, a fader per provider.
//!
//! ```text
//!  inference   azure ▇▇▇▇▇▇····  40 %    ▸aws   ▇▇▇▇······  25 % *   google ▇▇▇·······  20 % L
//! ```
//!
//! The focused fader has a `▸` and stands reversed, a changed one a `*`, a locked one an `L`.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::palette::Palette;
use super::text::{Charset, columns, put};

/// The share of a workload that one provider carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Fader {
    /// The provider's name.
    pub provider: String,
    /// From 0 to 1.
    pub share: f64,
    /// Whether it stays where it is when others move.
    pub locked: bool,
    /// Whether it differs from the file.
    pub changed: bool,
}

/// One workload and how it is spread.
#[derive(Debug, Clone, PartialEq)]
pub struct MixerRow {
    /// The workload's name.
    pub workload: String,
    /// Its faders, in the order in which the focus visits them.
    pub faders: Vec<Fader>,
}

/// Draws faders in columns; what does not fit beside goes below, and the focused row is kept in sight.
#[derive(Debug, Clone)]
pub struct Mixer<'a> {
    rows: &'a [MixerRow],
    palette: &'a Palette,
    charset: Charset,
    focus: Option<(usize, usize)>,
}

/// How wide the parts of every fader are.
#[derive(Debug, Clone, Copy)]
struct Widths {
    workload: u16,
    provider: u16,
    bar: u16,
    per_line: usize,
}

/// `100 %` and the two flags with a space before them.
const VALUE: u16 = 5;
const FLAGS: u16 = 3;
const LEAST_BAR: u16 = 4;
const MOST_BAR: u16 = 16;

impl Widths {
    /// The mark, the provider, the bar and the value, and a gap.
    fn fader(self) -> u16 {
        1 + self.provider + 1 + self.bar + 1 + VALUE + FLAGS
    }

    fn lines(self, row: &MixerRow) -> u16 {
        u16::try_from(row.faders.len().div_ceil(self.per_line))
            .unwrap_or(u16::MAX)
            .max(1)
    }
}

impl<'a> Mixer<'a> {
    /// A mixer of these rows.
    pub fn new(rows: &'a [MixerRow], palette: &'a Palette) -> Self {
        Self {
            rows,
            palette,
            charset: Charset::Braille,
            focus: None,
        }
    }

    /// Draws with these glyphs.
    #[must_use]
    pub fn charset(mut self, charset: Charset) -> Self {
        self.charset = charset;
        self
    }

    /// Highlights the fader at (row, fader).
    #[must_use]
    pub fn focus(mut self, focus: Option<(usize, usize)>) -> Self {
        self.focus = focus;
        self
    }

    /// The lines the whole mixer would take at this width.
    pub fn height(&self, width: u16) -> u16 {
        let widths = self.widths(width);
        self.rows
            .iter()
            .fold(0, |lines, row| lines.saturating_add(widths.lines(row)))
    }

    /// The faders that are seen in `area`, as (row, fader) with their places.
    pub fn faders_in(&self, area: Rect) -> Vec<((usize, usize), Rect)> {
        let widths = self.widths(area.width);
        let mut seen = Vec::new();
        for (row_idx, y) in self.tops(area, widths) {
            for fader_idx in 0..self.rows[row_idx].faders.len() {
                let line = i32::try_from(fader_idx / widths.per_line).unwrap_or(i32::MAX);
                let place = u16::try_from(fader_idx % widths.per_line).unwrap_or(u16::MAX);
                let x = area.x + widths.workload + 1 + place.saturating_mul(widths.fader());
                let y = u16::try_from(y.saturating_add(line)).unwrap_or(u16::MAX);
                let spot = Rect::new(x, y, widths.fader(), 1);
                if spot.y >= area.y && spot.y < area.bottom() && spot.x < area.right() {
                    seen.push(((row_idx, fader_idx), spot.intersection(area)));
                }
            }
        }
        seen
    }

    /// The fader under a place of `area`, with the share that its bar has there.
    pub fn fader_at(&self, area: Rect, place: Position) -> Option<((usize, usize), Option<f64>)> {
        let widths = self.widths(area.width);
        let (at, spot) = self
            .faders_in(area)
            .into_iter()
            .find(|(_, spot)| spot.contains(place))?;
        let bar = spot.x + 1 + widths.provider + 1;
        let cell = place.x.checked_sub(bar).filter(|cell| *cell < widths.bar);
        let share = cell.map(|cell| match cell {
            0 => 0.0,
            cell => f64::from(cell + 1) / f64::from(widths.bar),
        });
        Some((at, share))
    }

    /// The first line of each row, scrolled so that the focused fader is seen.
    fn tops(&self, area: Rect, widths: Widths) -> Vec<(usize, i32)> {
        let mut line = 0;
        let mut focused = 0;
        let mut tops = Vec::new();
        for (idx, row) in self.rows.iter().enumerate() {
            if let Some((_, fader)) = self.focus.filter(|(focused_row, _)| *focused_row == idx) {
                focused = line + i32::try_from(fader / widths.per_line).unwrap_or(0);
            }
            tops.push((idx, line));
            line += i32::from(widths.lines(row));
        }
        let hidden = (focused + 1 - i32::from(area.height)).max(0);
        let shift = i32::from(area.y) - hidden;
        tops.into_iter()
            .map(|(idx, line)| (idx, line + shift))
            .collect()
    }

    fn widths(&self, width: u16) -> Widths {
        let widest = |name: &str| columns(&self.charset.fold(name));
        let names = self
            .rows
            .iter()
            .map(|row| widest(&row.workload))
            .max()
            .unwrap_or(0);
        let faders = self.rows.iter().flat_map(|row| &row.faders);
        let providers = faders
            .map(|fader| widest(&fader.provider))
            .max()
            .unwrap_or(0);
        let most = self
            .rows
            .iter()
            .map(|row| row.faders.len())
            .max()
            .unwrap_or(0)
            .max(1);
        let mut widths = Widths {
            workload: names.min(width / 4),
            provider: providers.min(12),
            bar: LEAST_BAR,
            per_line: 1,
        };
        let room = width.saturating_sub(widths.workload + 1);
        widths.per_line = usize::from((room / widths.fader()).max(1)).min(most);
        // Lines of about equal length: four faders stand 2 + 2, not 3 + 1.
        widths.per_line = most.div_ceil(most.div_ceil(widths.per_line));
        let each = room / u16::try_from(widths.per_line).unwrap_or(u16::MAX);
        let spare = each.saturating_sub(widths.fader());
        widths.bar = (LEAST_BAR + spare).min(MOST_BAR);
        if each < widths.fader() {
            // Better a number without a bar than a bar without a number.
            widths.bar = (LEAST_BAR + each).saturating_sub(widths.fader());
            let short = widths.fader().saturating_sub(each);
            widths.provider = widths.provider.saturating_sub(short);
        }
        widths
    }

    fn draw_fader(&self, at: (usize, usize), spot: Rect, widths: Widths, buf: &mut Buffer) {
        let fader = &self.rows[at.0].faders[at.1];
        let focused = self.focus == Some(at);
        let text = if focused {
            self.palette.focus
        } else {
            self.palette.text
        };
        let mark = if focused {
            self.charset.pick("▸", ">")
        } else {
            " "
        };
        let mut x = put(buf, spot, (spot.x, spot.y), mark, text);
        let provider = self
            .charset
            .fit(&fader.provider, usize::from(widths.provider));
        put(buf, spot, (x, spot.y), &provider, text);
        x += widths.provider + 1;
        let (full, empty, sliver) = self.charset.pick(("▇", "·", "▏"), ("#", ".", "|"));
        let share = if fader.share.is_finite() {
            fader.share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        let style = if focused {
            self.palette.text.patch(self.palette.cursor)
        } else {
            self.palette.text
        };
        for cell in 0..widths.bar {
            let filled = f64::from(cell) + 0.5 <= share * f64::from(widths.bar);
            let glyph = match filled {
                true => full,
                // Small is not nothing.
                false if cell == 0 && share > 0.0 => sliver,
                false => empty,
            };
            let style = if filled { style } else { self.palette.dim };
            put(buf, spot, (x + cell, spot.y), glyph, style);
        }
        x += widths.bar + 1;
        // A share that gave way to the last may be left at minus nothing.
        let percent = format!("{:>3.0} %", share * 100.0 + 0.0);
        let x = put(buf, spot, (x, spot.y), &percent, text);
        let flags = [(fader.changed, "*"), (fader.locked, "L")];
        let set = flags.into_iter().filter(|(set, _)| *set);
        for ((_, flag), x) in set.zip(x..) {
            put(buf, spot, (x, spot.y), flag, self.palette.changed);
        }
    }
}

impl Widget for &Mixer<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let widths = self.widths(area.width);
        for (idx, y) in self.tops(area, widths) {
            if let Ok(y) = u16::try_from(y)
                && y >= area.y
            {
                let name = self
                    .charset
                    .fit(&self.rows[idx].workload, usize::from(widths.workload));
                put(buf, area, (area.x, y), &name, self.palette.text);
            }
        }
        for (at, spot) in self.faders_in(area) {
            self.draw_fader(at, spot, widths, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::chart_table::tests::text;
    use super::*;
    use ratatui::style::Modifier;

    fn rows() -> Vec<MixerRow> {
        let fader = |provider: &str, share, flags: &str| Fader {
            provider: provider.into(),
            share,
            locked: flags.contains('L'),
            changed: flags.contains('*'),
        };
        let faders = vec![
            fader("azure", 0.4, ""),
            fader("aws", 0.25, "*"),
            fader("google", 0.34, "*L"),
            fader("oracle", 0.01, ""),
        ];
        vec![
            MixerRow {
                workload: "inference".into(),
                faders: faders.clone(),
            },
            MixerRow {
                workload: "training".into(),
                faders,
            },
        ]
    }

    fn drawn(width: u16, height: u16, charset: Charset) -> Buffer {
        let (rows, palette) = (rows(), Palette::colourless());
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        Mixer::new(&rows, &palette)
            .charset(charset)
            .focus(Some((1, 2)))
            .render(buf.area, &mut buf);
        buf
    }

    #[test]
    fn faders_wrap_in_equal_lines_and_show_their_state() {
        let buf = drawn(70, 4, Charset::Braille);
        assert_eq!(
            text(&buf),
            [
                "inference  azure  ▇▇▇▇▇········  40 %    aws    ▇▇▇··········  25 %*",
                "           google ▇▇▇▇·········  34 %*L  oracle ▏············   1 %",
                "training   azure  ▇▇▇▇▇········  40 %    aws    ▇▇▇··········  25 %*",
                "          ▸google ▇▇▇▇·········  34 %*L  oracle ▏············   1 %",
            ]
        );
        assert!(buf[(12, 3)].modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn any_size_is_drawn_with_the_focused_fader_in_sight() {
        for (width, height) in (0..120).flat_map(|w| (0..9).map(move |h| (w, h))) {
            let buf = drawn(width, height, Charset::Ascii);
            let lines = text(&buf).concat();
            assert!(lines.is_ascii());
            if width > 30 && height > 0 {
                assert!(
                    lines.contains('>') && lines.contains("34 %*L"),
                    "{width}x{height} {lines}"
                );
            }
        }
    }

    #[test]
    fn the_mouse_finds_each_fader() {
        let (rows, palette) = (rows(), Palette::colourless());
        let mixer = Mixer::new(&rows, &palette);
        let area = Rect::new(3, 2, 100, 4);
        let faders = mixer.faders_in(area);
        assert_eq!(faders.len(), 8);
        assert!(
            faders
                .iter()
                .all(|(_, spot)| spot.intersection(area) == *spot)
        );
        assert_eq!(mixer.height(100), 2);
        let (at, spot) = faders[1];
        let bar = Position::new(spot.x + 8, spot.y);
        assert_eq!(mixer.fader_at(area, bar).map(|(found, _)| found), Some(at));
        assert_eq!(
            mixer.fader_at(area, bar).and_then(|(_, share)| share),
            Some(0.0)
        );
    }
}
