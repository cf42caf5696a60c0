//! Tables as text: CSV with any usual separator, read row by row in constant memory.
//!
//! A row is cut in place: cells are ranges of one buffer, nothing is allocated for
//! a row. Quotes follow RFC 4180; a quote inside an unquoted cell is a plain letter.

use std::collections::HashSet;
use std::io::Read;

use memchr::memchr2;

use super::fault::{ImportError, Refusal};
use super::source::{SourceFault, Text};
use crate::store::{Place, printable};
use crate::units::grouped;

/// How much is read at once \[bytes\].
const CHUNK: usize = 256 * 1024;

/// The longest row \[bytes\]. Real ones have some thousand; a lost quote makes one of the rest of the file.
const LONGEST_ROW: usize = 4 * 1024 * 1024;

/// The most rows of a table that is held in memory as a whole.
const MOST_HELD: usize = 500_000;

/// How much of a row is shown with an error \[bytes\].
const SHOWN: usize = 2_000;

/// Why a text is no table.
#[derive(Debug, thiserror::Error)]
pub enum TableFault {
    /// A row without end.
    #[error("a row is longer than {} MB", LONGEST_ROW / 1024 / 1024)]
    LongRow,
    /// Text between a closing quote and the next separator.
    #[error("text stands behind the closing quote of cell {cell}")]
    BehindQuote {
        /// Counted from 1.
        cell: usize,
    },
    /// A quote that never closes.
    #[error("the quote of cell {cell} is never closed")]
    OpenQuote {
        /// Counted from 1.
        cell: usize,
    },
    /// A column stands twice.
    #[error("the column `{}` stands twice", printable(.0))]
    Twice(String),
    /// Bytes that are no text.
    #[error("the first row is not UTF-8 text")]
    NotText,
    /// More rows than are held in memory.
    #[error(
        "the table has more than {} rows, the most that is read of this format",
        grouped(MOST_HELD)
    )]
    ManyRows,
    /// Another kind of text.
    #[error("this is JSON, not a table")]
    Json,
}

impl Refusal for TableFault {
    fn hint(&self) -> Option<String> {
        let hint = match self {
            TableFault::LongRow => {
                "is this a table? A quote that is never closed also makes a row without end"
            }
            TableFault::BehindQuote { .. } | TableFault::OpenQuote { .. } => {
                "a quote inside a quoted cell is written twice, as RFC 4180 says"
            }
            TableFault::Twice(_) => "keep one of the two",
            TableFault::NotText => "export it as UTF-8",
            TableFault::ManyRows => "is this the right file? Split it, or export a shorter time",
            TableFault::Json => "export it as CSV",
        };
        Some(hint.to_owned())
    }
}

/// A table, with its columns read and its rows to come.
#[derive(Debug)]
pub struct Table {
    name: String,
    text: Text,
    separator: u8,
    columns: Vec<String>,
    buffer: Vec<u8>,
    /// Where the row that comes next begins in the buffer.
    start: usize,
    /// How much of the buffer is filled.
    filled: usize,
    ended: bool,
    cells: Vec<Cell>,
    /// Columns that nobody reads, whose doubled quotes may stay.
    unread: Vec<bool>,
    /// Rows so far, without the first.
    rows: usize,
    /// The line on which the present row begins, and that behind it.
    line: usize,
    next_line: usize,
}

/// Where a cell lies in the buffer.
#[derive(Clone, Copy, Debug)]
struct Cell {
    start: usize,
    end: usize,
    /// Whether it stood in quotes.
    quoted: bool,
    /// Whether it still has two quotes for each one.
    doubled: bool,
}

/// How cutting a row ended.
enum Cut {
    /// The row is whole; the next begins here.
    Row(usize),
    /// The buffer ends before the row does.
    More,
}

impl Table {
    /// Reads the first row as the names of the columns. `name` is that of the file, for messages.
    pub fn new(name: &str, text: Text) -> Result<Self, ImportError> {
        let mut table = Self {
            name: name.to_owned(),
            text,
            separator: b',',
            columns: Vec::new(),
            buffer: vec![0; CHUNK],
            start: 0,
            filled: 0,
            ended: false,
            cells: Vec::new(),
            unread: Vec::new(),
            rows: 0,
            line: 0,
            next_line: 1,
        };
        table.fill()?;
        table.separator = separator(&table.buffer[..table.filled]);
        if !table.advance()? {
            return Err(ImportError::of(name, &SourceFault::Empty));
        }
        if matches!(table.cell(0).trim_ascii_start(), [b'{' | b'[', ..]) {
            return Err(ImportError::of(name, &TableFault::Json));
        }
        let mut columns: Vec<String> = Vec::with_capacity(table.cells.len());
        let mut known = HashSet::new();
        for i in 0..table.cells.len() {
            let Ok(column) = std::str::from_utf8(table.cell(i)) else {
                return Err(table.refuse(&TableFault::NotText));
            };
            let column = column.trim().to_owned();
            if !column.is_empty() && !known.insert(column.clone()) {
                return Err(table.refuse(&TableFault::Twice(column)));
            }
            columns.push(column);
        }
        table.columns = columns;
        Ok(table)
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The position of a column, upper and lower case alike.
    pub fn column(&self, name: &str) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|column| column.eq_ignore_ascii_case(name))
    }

    /// What separates cells.
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }

    /// The line on which the present row begins, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Says that of the rows to come no other columns are read: their quotes need not be looked at.
    pub fn read_only(&mut self, columns: &[usize]) {
        self.unread = vec![true; self.columns.len()];
        for &column in columns {
            self.unread[column] = false;
        }
    }

    /// Goes to the next row that is not blank; false behind the last.
    pub fn advance(&mut self) -> Result<bool, ImportError> {
        loop {
            self.line = self.next_line;
            match self.cut()? {
                Cut::More if self.ended => return Ok(false),
                Cut::More => self.fill()?,
                Cut::Row(next) => {
                    self.finish(next);
                    let blank = matches!(self.cells[..], [Cell { start, end, .. }] if start == end);
                    if !blank {
                        return Ok(true);
                    }
                }
            }
        }
    }

    /// The same where rows are kept, of which there may not be any number.
    pub fn advance_held(&mut self) -> Result<bool, ImportError> {
        let more = self.advance()?;
        self.rows += 1;
        if more && self.rows > MOST_HELD {
            return Err(self.refuse(&TableFault::ManyRows));
        }
        Ok(more)
    }

    /// How many cells the present row has.
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// A cell of the present row; empty where the row has none.
    pub fn cell(&self, column: usize) -> &[u8] {
        debug_assert!(self.unread.get(column) != Some(&true), "said to be unread");
        self.cells
            .get(column)
            .map_or(&[], |cell| &self.buffer[cell.start..cell.end])
    }

    /// The same as text; bytes that are none become the replacement character.
    pub fn cell_text(&self, column: usize) -> String {
        String::from_utf8_lossy(self.cell(column)).trim().to_owned()
    }

    /// An error about the present row.
    pub fn refuse(&self, refusal: &impl Refusal) -> ImportError {
        let place = Place {
            line: self.line,
            column: 1,
        };
        let rest = &self.buffer[self.start.min(self.filled)..self.filled];
        let row = match (self.cells.first(), self.cells.last()) {
            (Some(first), Some(last)) if first.start <= last.end => {
                &self.buffer[first.start..last.end]
            }
            _ => rest,
        };
        let line = row.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let line = &line[..line.len().min(SHOWN)];
        let line = String::from_utf8_lossy(line);
        ImportError::at(&self.name, place, Some(&line), refusal)
    }

    /// Takes the row that was cut off the buffer; only now is it certain that it is not cut again.
    fn finish(&mut self, next: usize) {
        let quoted = self.cells.iter().any(|cell| cell.quoted);
        self.next_line += if quoted {
            memchr::memchr_iter(b'\n', &self.buffer[self.start..next]).count()
        } else {
            1
        };
        self.start = next;
        if quoted {
            let cells = self.cells.iter_mut().enumerate();
            for (column, cell) in cells.filter(|(_, cell)| cell.doubled) {
                if self.unread.get(column) != Some(&true) {
                    cell.end = single_quotes(&mut self.buffer, cell.start, cell.end);
                    cell.doubled = false;
                }
            }
        }
    }

    /// Cuts the row that begins at `start`.
    fn cut(&mut self) -> Result<Cut, ImportError> {
        self.cells.clear();
        if self.start == self.filled {
            return Ok(Cut::More);
        }
        let mut at = self.start;
        loop {
            let first = self.buffer[..self.filled].get(at);
            if first == Some(&self.separator) {
                self.cells.push(Cell::plain(at, at));
                at += 1;
                continue;
            }
            if first == Some(&b'"') {
                let Some(behind) = self.quoted(at)? else {
                    return Ok(Cut::More);
                };
                match self.buffer[..self.filled].get(behind) {
                    Some(b'\n') => return Ok(Cut::Row(behind + 1)),
                    Some(_) => at = behind + 1,
                    None => return Ok(Cut::Row(behind)),
                }
                continue;
            }
            let rest = &self.buffer[at..self.filled];
            match next_of([self.separator, b'\n'], rest) {
                Some(length) => {
                    let end = at + length;
                    if rest[length] == self.separator {
                        self.cells.push(Cell::plain(at, end));
                        at = end + 1;
                        continue;
                    }
                    self.push_last(at, end);
                    return Ok(Cut::Row(end + 1));
                }
                None if self.ended => {
                    self.push_last(at, self.filled);
                    return Ok(Cut::Row(self.filled));
                }
                None => return Ok(Cut::More),
            }
        }
    }

    /// The last cell of a row, without the carriage return before the line break.
    fn push_last(&mut self, start: usize, end: usize) {
        let bare = end > start && self.buffer[end - 1] == b'\r';
        let end = if bare { end - 1 } else { end };
        self.cells.push(Cell::plain(start, end));
    }

    /// Takes a cell in quotes that begins at `at`; where the separator or line break behind it stands.
    /// `None` where the buffer ends first.
    fn quoted(&mut self, at: usize) -> Result<Option<usize>, ImportError> {
        let cell = self.cells.len() + 1;
        let start = at + 1;
        let mut from = start;
        let mut doubled = false;
        let close = loop {
            let Some(length) = next_of([b'"'; 2], &self.buffer[from..self.filled]) else {
                if self.ended {
                    return Err(self.refuse(&TableFault::OpenQuote { cell }));
                }
                return Ok(None);
            };
            let quote = from + length;
            match self.buffer[..self.filled].get(quote + 1) {
                Some(b'"') => {
                    doubled = true;
                    from = quote + 2;
                }
                None if !self.ended => return Ok(None),
                _ => break quote,
            }
        };
        let mut behind = close + 1;
        let tail = &self.buffer[behind..self.filled];
        match tail {
            // Whether a line break follows is not known yet.
            [b'\r'] if !self.ended => return Ok(None),
            [b'\r'] | [b'\r', b'\n', ..] => behind += 1,
            [byte, ..] if *byte != b'\n' && *byte != self.separator => {
                return Err(self.refuse(&TableFault::BehindQuote { cell }));
            }
            _ => {}
        }
        self.cells.push(Cell {
            start,
            end: close,
            quoted: true,
            doubled,
        });
        Ok(Some(behind))
    }

    /// Reads more behind what is in the buffer, with the row at `start` moved to its front.
    fn fill(&mut self) -> Result<(), ImportError> {
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= self.start;
        self.start = 0;
        if self.filled > LONGEST_ROW {
            self.cells.clear();
            return Err(self.refuse(&TableFault::LongRow));
        }
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        while self.filled < self.buffer.len() {
            let n = self
                .text
                .read(&mut self.buffer[self.filled..])
                .map_err(|error| ImportError::of(&self.name, &SourceFault::of(error)))?;
            if n == 0 {
                self.ended = true;
                break;
            }
            self.filled += n;
        }
        Ok(())
    }
}

impl Cell {
    fn plain(start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            quoted: false,
            doubled: false,
        }
    }
}

/// Where the first of two bytes stands. Most cells are short: they are looked through eight bytes at a time, which takes
/// half of what a call for the long ones does.
fn next_of(bytes: [u8; 2], text: &[u8]) -> Option<usize> {
    const LOW: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let spread = bytes.map(|byte| u64::from(byte) * LOW);
    let (words, _) = text.as_chunks::<8>();
    let mut at = 0;
    for word in words.iter().take(2) {
        let word = u64::from_le_bytes(*word);
        // The lowest bit that is set is that of the first byte which is equal; only bits above it may be set by carries.
        let equal = spread.iter().fold(0, |equal, spread| {
            let apart = word ^ spread;
            equal | apart.wrapping_sub(LOW) & !apart & HIGH
        });
        if equal != 0 {
            return Some(at + equal.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let [a, b] = bytes;
    memchr2(a, b, &text[at..]).map(|length| at + length)
}

/// Makes one quote of each two between `start` and `end`, in place; where the text then ends.
fn single_quotes(buffer: &mut [u8], start: usize, end: usize) -> usize {
    let (mut to, mut from) = (start, start);
    while from < end {
        buffer[to] = buffer[from];
        from += if buffer[from] == b'"' { 2 } else { 1 };
        to += 1;
    }
    to
}

/// What separates the cells of the first line: whatever of the usual ones it has most of.
fn separator(bytes: &[u8]) -> u8 {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |separator: u8| memchr::memchr_iter(separator, line).count();
    let usual = [b',', b';', b'\t', b'|'];
    let most = usual
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator));
    most.unwrap_or(b',')
}

/// Whether a cell says that there is nothing: empty, or a word that databases write for it.
pub fn is_null(cell: &[u8]) -> bool {
    matches!(cell, b"" | b"NULL" | b"null" | b"Null" | b"\\N")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source;

    fn table(text: &[u8]) -> Result<Table, ImportError> {
        let source = source::of_bytes("a.csv", text.to_vec())?;
        Table::new("a.csv", source.text()?)
    }

    /// All rows with `|` between cells, or the error.
    fn rows(text: &[u8]) -> String {
        let read = || {
            let mut table = table(text)?;
            let mut rows = vec![table.columns().join("|")];
            while table.advance()? {
                let cells: Vec<_> = (0..table.width()).map(|i| table.cell_text(i)).collect();
                rows.push(format!("{}:{}", table.line(), cells.join("|")));
            }
            Ok::<_, ImportError>(rows.join("\n"))
        };
        read().unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn cells_are_cut_as_rfc_4180_says() {
        assert_eq!(rows(b"a,b\n1,2\n"), "a|b\n2:1|2");
        assert_eq!(rows(b"a,b\r\n1,\r\n\r\n,2"), "a|b\n2:1|\n4:|2");
        assert_eq!(
            rows(b"a,b\n\"x, \"\"y\"\"\",\"two\nlines\"\n3,\"\"\n"),
            "a|b\n2:x, \"y\"|two\nlines\n4:3|"
        );
        assert_eq!(rows(b"a,b\n5\" pipe,2"), "a|b\n2:5\" pipe|2");
        assert_eq!(rows(b"a;b\n1;\"2\"\r\n"), "a|b\n2:1|2");
        assert_eq!(rows("\u{feff}a\tb\n1\t2".as_bytes()), "a|b\n2:1|2");
        assert_eq!(rows(b"a,b\n1,\"2\"\r"), "a|b\n2:1|2");
    }

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        // All bytes around those looked for, as carries of the one below might be taken for them.
        for near in 0..=255 {
            for length in 0..40 {
                let mut text = vec![near; length];
                for at in 0..length {
                    text[at] = b',';
                    let first = text.iter().position(|b| matches!(b, b',' | b'\n'));
                    assert_eq!(next_of([b',', b'\n'], &text), first, "{near} {length} {at}");
                    text[at] = near;
                }
            }
        }
        assert_eq!(next_of([b','; 2], b"abc"), None);
    }

    #[test]
    fn quotes_stay_doubled_only_where_nobody_reads() {
        let mut table = table(b"a,b\n\"x\"\"y\",\"1\"\"2\"\n").unwrap();
        table.read_only(&[1]);
        assert!(table.advance().unwrap());
        assert_eq!(table.cell(1), b"1\"2");
        assert_eq!(table.width(), 2);
    }

    #[test]
    fn utf_16_is_read_like_any_text() {
        let text = "a,b\r\n\u{1f600},é\r\n";
        for big in [false, true] {
            let mut bytes = if big {
                vec![0xfe, 0xff]
            } else {
                vec![0xff, 0xfe]
            };
            for unit in text.encode_utf16() {
                bytes.extend(if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                });
            }
            assert_eq!(rows(&bytes), "a|b\n2:\u{1f600}|é");
        }
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_line() {
        assert_eq!(
            rows(b"a,b\n1,2\n3,\"x\"y\n"),
            "error: text stands behind the closing quote of cell 2 (a.csv:3:1)\n 3 | 3\n   | ^\n\
             hint: a quote inside a quoted cell is written twice, as RFC 4180 says"
        );
        assert!(
            rows(b"a,b\n1,\"x\n")
                .starts_with("error: the quote of cell 2 is never closed (a.csv:2:1)")
        );
        assert!(rows(b"a,a\n").starts_with("error: the column `a` stands twice (a.csv:1:1)"));
        assert!(rows(b"\n\n").starts_with("error: the file is empty (a.csv)"));
        assert!(rows(b"a\xff\n").starts_with("error: the first row is not UTF-8 text"));
    }

    #[test]
    fn a_row_without_end_is_refused_before_it_fills_the_memory() {
        let mut long = b"a,b\n".to_vec();
        long.resize(20 * 1024 * 1024, b'x');
        assert!(rows(&long).starts_with("error: a row is longer than 4 MB (a.csv:2:1)"));
    }

    #[test]
    fn where_the_buffer_ends_changes_nothing() {
        let row = "\"he said \"\"no\"\"\",plain,\"a\nb\"\r\n";
        let n = 3 * CHUNK / row.len();
        let text = format!("a,b,c\n{}", row.repeat(n));
        let mut table = table(text.as_bytes()).unwrap();
        let mut seen = 0;
        while table.advance().unwrap() {
            assert_eq!(table.cell(0), b"he said \"no\"");
            assert_eq!(
                (table.cell(1), table.cell(2)),
                (&b"plain"[..], &b"a\nb"[..])
            );
            assert_eq!(table.line(), 2 + 2 * seen);
            seen += 1;
        }
        assert_eq!(seen, n);
    }
}
