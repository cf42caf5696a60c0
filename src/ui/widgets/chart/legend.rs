//! The rows above a chart that say which line is which.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::super::palette::Palette;
use super::super::text::{Charset, columns, put};
use super::ChartLayout;
use super::canvas::{Owner, ascii_glyph};
use crate::chart::{ChartSpec, Role, SeriesKind};

/// One line of a chart in words.
struct Entry<'s> {
    owner: Owner,
    kind: SeriesKind,
    name: &'s str,
}

/// Columns between two entries.
const GAP: u16 = 2;

fn entries(spec: &ChartSpec) -> Vec<Entry<'_>> {
    let series = spec.series.iter().map(|series| Entry {
        owner: Owner::Series(series.role),
        kind: series.kind,
        name: &series.name,
    });
    let bands = spec.bands.iter().map(|band| Entry {
        owner: Owner::Band(band.role),
        kind: SeriesKind::Line,
        name: &band.name,
    });
    let mut entries: Vec<_> = series
        .chain(bands)
        .filter(|entry| !entry.name.is_empty())
        .collect();
    entries.sort_by_key(Entry::rank);
    entries
}

impl Entry<'_> {
    /// What matters most comes first and is left out last.
    fn rank(&self) -> u8 {
        match self.owner {
            Owner::Series(role) if role.is_ghost() => 2,
            Owner::Series(role) => u8::from(role.letter().is_none()),
            Owner::Band(_) => 3,
        }
    }

    fn sample(&self, charset: Charset) -> String {
        if charset == Charset::Ascii {
            return ascii_glyph(self.owner).to_string().repeat(2);
        }
        let bars = self.kind == SeriesKind::Bars;
        match (self.owner, charset) {
            (Owner::Band(Role::B | Role::GhostB), Charset::Braille) => "⠠⠠",
            (Owner::Band(_), Charset::Braille) => "⠁⠁",
            (Owner::Band(_), _) => "▘▘",
            (Owner::Series(Role::A), _) if bars => "██",
            (Owner::Series(Role::B), Charset::Braille) if bars => "⢕⢕",
            (Owner::Series(Role::B), _) if bars => "▚▚",
            (Owner::Series(_), _) if self.kind == SeriesKind::Points => "▪",
            (Owner::Series(Role::A), _) => "━━",
            (Owner::Series(Role::B), _) => "╍╍",
            (Owner::Series(role), _) if role.is_ghost() => "··",
            (Owner::Series(_), _) => "┅┅",
        }
        .to_owned()
    }

    fn style(&self, palette: &Palette) -> Style {
        match self.owner {
            Owner::Band(role) => palette.band(role),
            Owner::Series(role) => palette.role(role),
        }
    }

    /// The letter of A and B, then the name.
    fn words(&self) -> String {
        match self.owner {
            Owner::Series(role) => match role.letter() {
                Some(letter) => format!("{letter} {}", self.name),
                None => self.name.to_owned(),
            },
            Owner::Band(_) => self.name.to_owned(),
        }
    }

    fn width(&self, charset: Charset) -> u16 {
        let sample = columns(&self.sample(charset));
        sample + 1 + columns(&charset.fold(&self.words()))
    }
}

/// How many rows the legend would like.
pub(super) fn rows(spec: &ChartSpec, charset: Charset, width: u16) -> u16 {
    let mut rows = 0;
    let mut free = 0;
    for entry in entries(spec) {
        let wanted = entry.width(charset);
        if rows == 0 || free < wanted {
            rows += 1;
            free = width;
        }
        free = free.saturating_sub(wanted + GAP);
    }
    rows
}

/// Draws the legend. Without room the bands go first, then the ghosts; names of the
/// series themselves are cut, but none is left out.
pub(super) fn draw(
    spec: &ChartSpec,
    layout: &ChartLayout,
    palette: &Palette,
    charset: Charset,
    buf: &mut Buffer,
) {
    let area = layout.legend;
    if area.is_empty() {
        return;
    }
    let mut entries = entries(spec);
    let mut wanted: Vec<u16> = entries.iter().map(|entry| entry.width(charset)).collect();
    let mut most = widest_that_fits(&wanted, area.width, area.height);
    while most < area.width && entries.last().is_some_and(|entry| entry.rank() > 1) {
        entries.pop();
        wanted.pop();
        most = widest_that_fits(&wanted, area.width, area.height);
    }
    let (mut x, mut y) = (area.x, area.y);
    for (entry, wanted) in entries.iter().zip(&wanted) {
        let width = (*wanted).min(most);
        if x > area.x && x + width > area.right() {
            (x, y) = (area.x, y + 1);
        }
        let sample = entry.sample(charset);
        let after = put(buf, area, (x, y), &sample, entry.style(palette));
        let room = width.saturating_sub(columns(&sample) + 1);
        let words = entry.words();
        let words = charset.fit(&words, usize::from(room));
        let style = if matches!(entry.owner, Owner::Series(role) if role.is_ghost()) {
            palette.dim
        } else {
            palette.text
        };
        put(buf, area, (after + 1, y), &words, style);
        x = x.saturating_add(width + GAP);
    }
}

/// The greatest width at which entries cut to it fill no more than `rows`.
fn widest_that_fits(wanted: &[u16], width: u16, rows: u16) -> u16 {
    // A sample, a space, a letter: less than this says nothing.
    const LEAST: u16 = 4;
    let fits = |most: u16| {
        let (mut used, mut row) = (0_u16, 1);
        for each in wanted {
            let each = (*each).min(most);
            if used > 0 && used + each > width {
                (used, row) = (0, row + 1);
            }
            used = used.saturating_add(each + GAP);
        }
        row <= rows
    };
    (LEAST..=width)
        .rev()
        .find(|most| fits(*most))
        .unwrap_or(LEAST)
}
