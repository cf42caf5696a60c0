//! What a person should know about an import: what was detected, counted, dropped and cannot be told.

use std::fmt::Write;

use super::findings::Findings;
use crate::model::Node;
use crate::store::{node_to_json, printable};

/// A file and what its content says that it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// The file as it was named.
    pub file: String,
    /// Format, generation and packing: `FOCUS 1.3, Cost and Usage, CSV in gzip`.
    pub detected: String,
}

/// Some lines of the text under a heading; all cells of a row but the first stand to the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What a format says about what it read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The name of the format: `focus`.
    pub import: &'static str,
    /// The files.
    pub files: Vec<FileRead>,
    /// The figures as data, in order: the keys that programs rely on.
    pub figures: Vec<(String, Node)>,
    /// The figures for people.
    pub sections: Vec<Section>,
    /// What was left out, by its reason, with how often.
    pub dropped: Vec<(String, u64)>,
    /// What a person should look at.
    pub warnings: Vec<String>,
}

impl Report {
    /// Counts `n` more of what was left out for `reason`; nothing for none.
    pub fn drop(&mut self, reason: &str, n: u64) {
        if n == 0 {
            return;
        }
        match self.dropped.iter_mut().find(|(known, _)| known == reason) {
            Some((_, count)) => *count += n,
            None => self.dropped.push((reason.to_owned(), n)),
        }
    }

    /// A figure as data.
    pub fn figure(&mut self, key: &str, value: Node) {
        self.figures.push((key.to_owned(), value));
    }

    /// For people. Nothing of it is a command to a terminal.
    pub fn text(&self, findings: &Findings) -> String {
        let mut out = String::new();
        for file in &self.files {
            let _ = writeln!(
                out,
                "{}: {}",
                printable(&file.file),
                printable(&file.detected)
            );
        }
        for section in &self.sections {
            let _ = write!(
                out,
                "\n{}\n{}",
                printable(&section.title),
                table(&section.rows)
            );
        }
        if !self.dropped.is_empty() {
            let rows: Vec<_> = self
                .dropped
                .iter()
                .map(|(reason, n)| vec![reason.clone(), n.to_string()])
                .collect();
            let _ = write!(out, "\nLeft out\n{}", table(&rows));
        }
        for warning in &self.warnings {
            let _ = write!(out, "\nwarning: {}\n", printable(warning));
        }
        let unknown = findings.cannot_tell();
        if !unknown.is_empty() {
            let things = if unknown.len() == 1 {
                "thing"
            } else {
                "things"
            };
            let _ = write!(
                out,
                "\n{} {things} these files cannot tell\n",
                unknown.len()
            );
            for thing in unknown {
                let _ = writeln!(out, "  {}", printable(&thing));
            }
        }
        out
    }

    /// For programs: one JSON object and a line break.
    pub fn json(&self, findings: &Findings) -> String {
        let text = |text: &String| Node::Text(text.clone());
        let files = self.files.iter().map(|read| {
            Node::Map(vec![
                ("file".to_owned(), text(&read.file)),
                ("detected".to_owned(), text(&read.detected)),
            ])
        });
        let dropped = self
            .dropped
            .iter()
            .map(|(reason, n)| (reason.clone(), Node::Number(*n as f64)));
        let mut entries = vec![
            ("import".to_owned(), Node::Text(self.import.to_owned())),
            ("files".to_owned(), Node::List(files.collect())),
        ];
        entries.extend(self.figures.iter().cloned());
        entries.push(("dropped".to_owned(), Node::Map(dropped.collect())));
        let warnings = self.warnings.iter().map(text).collect();
        entries.push(("warnings".to_owned(), Node::List(warnings)));
        let unknown = findings.cannot_tell().iter().map(text).collect();
        entries.push(("cannot_tell".to_owned(), Node::List(unknown)));
        format!("{:#}\n", node_to_json(&Node::Map(entries)))
    }
}

/// Rows in columns: numbers to the right, words to the left. The last cell of a row that is shorter than others may go on
/// below their columns.
fn table(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| printable(cell)).collect())
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let goes_on = |row: &[String], column: usize| column + 1 == row.len() && row.len() < columns;
    let width = |column: usize| {
        let rows = rows.iter().filter(|row| !goes_on(row, column));
        let cells = rows.filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let to_the_left: Vec<bool> = (0..columns)
        .map(|c| c == 0 || has_words(&rows, c))
        .collect();
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            let _ = if to_the_left[column] || goes_on(row, column) {
                write!(line, "  {cell:width$}")
            } else {
                write!(line, "  {cell:>width$}")
            };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// Whether a column holds more than numbers and their units, its heading aside.
fn has_words(rows: &[Vec<String>], column: usize) -> bool {
    let heading = usize::from(rows.len() > 1);
    let cells = rows.iter().skip(heading).filter_map(|row| row.get(column));
    cells
        .map(|cell| cell.split_whitespace())
        .any(|mut words| words.any(|word| word.len() > 1 && word.chars().all(char::is_alphabetic)))
}
