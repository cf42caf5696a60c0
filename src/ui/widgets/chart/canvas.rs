//! A grid of dots, several to a cell, that remembers whose they are.
//!
//! All series share one grid: where two meet in a cell their dots are joined, not
//! replaced, and the cell knows both, so that the colour can alternate.

use super::super::text::Charset;
use crate::chart::Role;

/// Which roles have dots in a cell, as a set of bits; a higher bit is drawn over a lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Roles(u16);

const BAND_A: u16 = 1 << 0;
const BAND_B: u16 = 1 << 1;
const GHOST_A: u16 = 1 << 2;
const GHOST_B: u16 = 1 << 3;
const FIRST_OTHER: u32 = 4;
const MARK: u16 = 1 << 8;
const B: u16 = 1 << 9;
const A: u16 = 1 << 10;

/// What is drawn in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Band(Role),
    Series(Role),
}

impl Roles {
    fn series(role: Role) -> Self {
        Self(match role {
            Role::A => A,
            Role::B => B,
            Role::GhostA => GHOST_A,
            Role::GhostB => GHOST_B,
            Role::Other(n) => 1 << (FIRST_OTHER + u32::from(n) % 4),
            Role::Mark => MARK,
        })
    }

    fn band(role: Role) -> Self {
        Self(match role {
            Role::B | Role::GhostB => BAND_B,
            _ => BAND_A,
        })
    }

    pub(super) fn has_both(self) -> bool {
        self.0 & (A | B) == A | B
    }

    /// Whose colour the cell takes; of two equals the one whose turn it is.
    fn owner(self, turn: bool) -> Owner {
        let others = (self.0 >> FIRST_OTHER) & 0b1111;
        match self.0 {
            bits if bits & (A | B) == A | B => Owner::Series(if turn { Role::A } else { Role::B }),
            bits if bits & A != 0 => Owner::Series(Role::A),
            bits if bits & B != 0 => Owner::Series(Role::B),
            bits if bits & MARK != 0 => Owner::Series(Role::Mark),
            _ if others != 0 => Owner::Series(Role::Other(
                u8::try_from(others.trailing_zeros()).unwrap_or(0),
            )),
            bits if bits & (BAND_A | BAND_B) == BAND_A | BAND_B => {
                Owner::Band(if turn { Role::A } else { Role::B })
            }
            bits if bits & BAND_A != 0 => Owner::Band(Role::A),
            bits if bits & BAND_B != 0 => Owner::Band(Role::B),
            bits if bits & GHOST_B != 0 && (bits & GHOST_A == 0 || !turn) => {
                Owner::Series(Role::GhostB)
            }
            _ => Owner::Series(Role::GhostA),
        }
    }

    fn has_line(self) -> bool {
        self.0 & !(BAND_A | BAND_B | GHOST_A | GHOST_B) != 0
    }
}

/// Dots of a plot, cell by cell.
#[derive(Debug)]
pub(super) struct Canvas {
    charset: Charset,
    columns: usize,
    rows: usize,
    lines: Vec<u8>,
    fills: Vec<u8>,
    roles: Vec<Roles>,
}

/// Dots to a cell, across and down.
pub(super) fn dots_per_cell(charset: Charset) -> (usize, usize) {
    match charset {
        Charset::Braille => (2, 4),
        Charset::Quadrant => (2, 2),
        Charset::Ascii => (1, 1),
    }
}

impl Canvas {
    pub(super) fn new(charset: Charset, columns: u16, rows: u16) -> Self {
        let (columns, rows) = (usize::from(columns), usize::from(rows));
        Self {
            charset,
            columns,
            rows,
            lines: vec![0; columns * rows],
            fills: vec![0; columns * rows],
            roles: vec![Roles::default(); columns * rows],
        }
    }

    pub(super) fn charset(&self) -> Charset {
        self.charset
    }

    /// Dots across and down the whole plot.
    pub(super) fn size(&self) -> (usize, usize) {
        let (across, down) = dots_per_cell(self.charset);
        (self.columns * across, self.rows * down)
    }

    /// Sets the dot at (`x`, `y`), counted from the top left.
    pub(super) fn set(&mut self, (x, y): (usize, usize), role: Role) {
        if let Some((cell, bit)) = self.bit(x, y) {
            self.lines[cell] |= bit;
            self.roles[cell].0 |= Roles::series(role).0;
        }
    }

    /// Sets a dot of a band, which gives way to lines.
    pub(super) fn set_band(&mut self, (x, y): (usize, usize), role: Role) {
        if let Some((cell, bit)) = self.bit(x, y) {
            self.fills[cell] |= bit;
            self.roles[cell].0 |= Roles::band(role).0;
        }
    }

    fn bit(&self, x: usize, y: usize) -> Option<(usize, u8)> {
        // Numbered as Unicode numbers braille dots: the bottom row came later.
        const BRAILLE: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let (across, down) = dots_per_cell(self.charset);
        let (column, row) = (x / across, y / down);
        if column >= self.columns || row >= self.rows {
            return None;
        }
        let bit = match self.charset {
            Charset::Braille => BRAILLE[y % 4][x % 2],
            Charset::Quadrant => 1 << ((y % 2) * 2 + x % 2),
            Charset::Ascii => 1,
        };
        Some((row * self.columns + column, bit))
    }

    /// Whether nothing is drawn in a cell.
    pub(super) fn is_empty(&self, column: u16, row: u16) -> bool {
        let (column, row) = (usize::from(column), usize::from(row));
        column < self.columns
            && row < self.rows
            && self.roles[row * self.columns + column] == Roles::default()
    }

    /// Whether no line is drawn in a cell; a band may be.
    pub(super) fn is_free_of_lines(&self, column: u16, row: u16) -> bool {
        let (column, row) = (usize::from(column), usize::from(row));
        column < self.columns
            && row < self.rows
            && self.roles[row * self.columns + column].0 & !(BAND_A | BAND_B) == 0
    }

    /// The glyph of a cell and whose colour it takes; `None` where nothing is drawn.
    pub(super) fn glyph(&self, column: u16, row: u16) -> Option<(char, Owner)> {
        let cell = usize::from(row) * self.columns + usize::from(column);
        let roles = *self.roles.get(cell)?;
        if roles == Roles::default() {
            return None;
        }
        let dots = if roles.has_line() {
            self.lines[cell]
        } else {
            self.lines[cell] | self.fills[cell]
        };
        let owner = roles.owner((column + row).is_multiple_of(2));
        let glyph = match self.charset {
            Charset::Braille => char::from_u32(0x2800 + u32::from(dots)).unwrap_or(' '),
            Charset::Quadrant => QUADRANTS[usize::from(dots & 0b1111)],
            Charset::Ascii if roles.has_both() => ASCII_BOTH,
            Charset::Ascii => ascii_glyph(owner),
        };
        Some((glyph, owner))
    }
}

/// By bits: 1 upper left, 2 upper right, 4 lower left, 8 lower right.
const QUADRANTS: [char; 16] = [
    ' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█',
];

/// A cell in which A and B meet, when one glyph must say so.
pub(super) const ASCII_BOTH: char = '@';

/// The glyph of a series or band where there are no dots to tell them apart.
pub(super) fn ascii_glyph(owner: Owner) -> char {
    match owner {
        Owner::Band(_) => ':',
        Owner::Series(Role::A) => '*',
        Owner::Series(Role::B) => 'o',
        Owner::Series(Role::GhostA) => '.',
        Owner::Series(Role::GhostB) => ',',
        Owner::Series(Role::Mark) => '|',
        Owner::Series(Role::Other(n)) => ['+', 'x', '=', '%'][usize::from(n) % 4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_series_in_a_cell_keep_all_their_dots_and_both_colours() {
        let mut canvas = Canvas::new(Charset::Braille, 2, 1);
        for x in 0..4 {
            canvas.set((x, 0), Role::A);
            canvas.set((x, 3), Role::B);
        }
        assert_eq!(canvas.glyph(0, 0), Some(('⣉', Owner::Series(Role::A))));
        assert_eq!(canvas.glyph(1, 0), Some(('⣉', Owner::Series(Role::B))));
    }

    #[test]
    fn a_band_gives_way_to_a_line_but_not_to_an_empty_cell() {
        let mut canvas = Canvas::new(Charset::Braille, 2, 1);
        canvas.set_band((0, 0), Role::A);
        canvas.set_band((2, 0), Role::A);
        canvas.set((1, 3), Role::B);
        assert_eq!(canvas.glyph(0, 0), Some(('⢀', Owner::Series(Role::B))));
        assert_eq!(canvas.glyph(1, 0), Some(('⠁', Owner::Band(Role::A))));
    }

    #[test]
    fn in_ascii_a_shared_cell_has_its_own_glyph() {
        let mut canvas = Canvas::new(Charset::Ascii, 1, 1);
        canvas.set((0, 0), Role::A);
        canvas.set((0, 0), Role::B);
        assert_eq!(canvas.glyph(0, 0).map(|found| found.0), Some('@'));
    }
}
