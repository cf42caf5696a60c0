//! Text that fits: which glyphs may be used, words cut to a width, and writing that stays inside.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Which glyphs the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Charset {
    /// Braille dots, two by four a cell.
    #[default]
    Braille,
    /// Quarter blocks, two by two a cell, for fonts without braille.
    Quadrant,
    /// Nothing beyond ASCII, in words too.
    Ascii,
}

impl Charset {
    /// `fancy`, or `ascii` where only that can be shown.
    pub fn pick<T>(self, fancy: T, ascii: T) -> T {
        if self == Self::Ascii { ascii } else { fancy }
    }

    /// `words` in glyphs this set has.
    pub fn fold(self, words: &str) -> Cow<'_, str> {
        if self != Self::Ascii || words.is_ascii() {
            return Cow::Borrowed(words);
        }
        let mut folded = String::with_capacity(words.len());
        for glyph in words.chars() {
            match glyph {
                _ if glyph.is_ascii() => folded.push(glyph),
                '−' | '–' | '—' => folded.push('-'),
                '±' => folded.push_str("+-"),
                '·' | '•' => folded.push('*'),
                '…' => folded.push_str(".."),
                '×' => folded.push('x'),
                '≥' => folded.push_str(">="),
                '≤' => folded.push_str("<="),
                '∞' => folded.push_str("inf"),
                '←' => folded.push_str("<-"),
                '→' => folded.push_str("->"),
                '↑' | '▲' => folded.push('^'),
                '↓' | '▼' => folded.push('v'),
                '◀' => folded.push('<'),
                '▶' | '▸' => folded.push('>'),
                '●' => folded.push('S'),
                '◐' => folded.push('D'),
                '“' | '”' => folded.push('"'),
                '‘' | '’' => folded.push('\''),
                '€' => folded.push_str("EUR "),
                '£' => folded.push_str("GBP "),
                '¥' => folded.push_str("JPY "),
                '\u{a0}' | '\u{2009}' | '\u{202f}' => folded.push(' '),
                _ => folded.push('?'),
            }
        }
        Cow::Owned(folded)
    }

    /// `words` folded and cut to at most `width` columns, with a mark where something is missing.
    pub fn fit(self, words: &str, width: usize) -> Cow<'_, str> {
        let folded = self.fold(words);
        if folded.width() <= width {
            return folded;
        }
        let ellipsis = self.pick("…", "~");
        let mut cut = String::new();
        let mut used = ellipsis.width();
        if used > width {
            return Cow::Owned(cut);
        }
        for glyph in folded.chars() {
            used += glyph.width().unwrap_or(0);
            if used > width {
                break;
            }
            cut.push(glyph);
        }
        cut.truncate(cut.trim_end().len());
        cut.push_str(ellipsis);
        Cow::Owned(cut)
    }
}

/// The columns `words` take, never more than a buffer has.
pub(super) fn columns(words: &str) -> u16 {
    u16::try_from(words.width()).unwrap_or(u16::MAX)
}

/// Writes `words` from (`x`, `y`), only inside `area` and the buffer; returns the column after them.
pub(in crate::ui) fn put(
    buf: &mut Buffer,
    area: Rect,
    (x, y): (u16, u16),
    words: &str,
    style: Style,
) -> u16 {
    let inside = area.intersection(buf.area);
    if x < inside.left() || x >= inside.right() || y < inside.top() || y >= inside.bottom() {
        return x;
    }
    buf.set_stringn(x, y, words, usize::from(inside.right() - x), style)
        .0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_with_a_mark() {
        assert_eq!(Charset::Braille.fit("Multi-cloud", 7), "Multi-…");
        assert_eq!(Charset::Braille.fit("Multi-cloud", 11), "Multi-cloud");
        assert_eq!(Charset::Ascii.fit("loss · €", 20), "loss * EUR ");
        assert_eq!(Charset::Ascii.fit("exclusive", 4), "exc~");
        assert_eq!(Charset::Braille.fit("abc", 0), "");
    }
}
