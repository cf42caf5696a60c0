//! What is wrong with a file, as a person wants to read it.

use std::fmt;

use unicode_width::UnicodeWidthChar;

use super::places::Place;

/// The columns that an excerpt of a line takes at most.
const EXCERPT: usize = 96;

/// The columns of it that stand before the caret at most.
const BEFORE: usize = 72;

/// One thing that is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, or the option of the command line.
    pub file: String,
    /// Where in it.
    pub place: Option<Place>,
    /// What is wrong: a lower-case clause.
    pub message: String,
    /// How it may be put right.
    pub hint: Option<String>,
    /// The line of the file at fault.
    pub line: Option<String>,
}

impl Diagnostic {
    /// About a file as a whole.
    pub fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            place: None,
            message: message.into(),
            hint: None,
            line: None,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(self, hint: Option<String>) -> Self {
        Self { hint, ..self }
    }

    /// The same at a place of `text`, the content of the file.
    #[must_use]
    pub fn at(self, place: Place, text: &str) -> Self {
        Self {
            place: Some(place),
            line: line_of(text, place.line).map(str::to_owned),
            ..self
        }
    }
}

/// With the line at fault and a caret below it, nothing that a terminal would take for a command.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = printable(&self.message);
        let file = printable(&self.file);
        match self.place {
            Some(Place { line, column }) => {
                write!(f, "error: {message} ({file}:{line}:{column})")?;
            }
            None => write!(f, "error: {message} ({file})")?,
        }
        if let (Some(place), Some(line)) = (self.place, &self.line) {
            let (excerpt, caret) = excerpt(line, place.column);
            let number = place.line.to_string();
            let margin = " ".repeat(number.len());
            write!(f, "\n {number} | {excerpt}")?;
            write!(f, "\n {margin} | {}^", " ".repeat(caret))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {}", printable(hint))?;
        }
        Ok(())
    }
}

/// Text from outside with everything escaped that a terminal would act upon: controls and marks of direction.
pub fn printable(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => {
            format!("\\u{{{:x}}}", u32::from(c))
        }
        c if c.is_control() => format!("\\x{:02x}", u32::from(c)),
        c => c.to_string(),
    }
}

/// The line of this number, counted as YAML counts: a lone carriage return ends a line too.
fn line_of(text: &str, number: usize) -> Option<&str> {
    let mut rest = text;
    for _ in 1..number {
        let end = rest.find(['\n', '\r'])?;
        let length = if rest[end..].starts_with("\r\n") {
            2
        } else {
            1
        };
        rest = &rest[end + length..];
    }
    Some(rest.split(['\n', '\r']).next().unwrap_or(rest))
}

/// The part of a line around a column, and how far in it the column is.
fn excerpt(line: &str, column: usize) -> (String, usize) {
    let cells: Vec<(String, usize)> = line
        .chars()
        .map(|c| match c {
            // A tab is one column to YAML.
            '\t' => (" ".to_owned(), 1),
            c => {
                let text = shown(c);
                let width = text.chars().map(|c| c.width().unwrap_or(0)).sum();
                (text, width)
            }
        })
        .collect();
    let at = (column - 1).min(cells.len());
    let mut start = 0;
    let mut before: usize = cells[..at].iter().map(|(_, width)| width).sum();
    while before > BEFORE {
        before -= cells[start].1;
        start += 1;
    }
    let mut out = String::new();
    if start > 0 {
        out.push('…');
        before += 1;
    }
    let mut width = 0;
    for (text, cell) in &cells[start..] {
        width += cell;
        if width > EXCERPT {
            out.push('…');
            break;
        }
        out.push_str(text);
    }
    (out.trim_end().to_owned(), before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, (line, column): (usize, usize), expected: &str) {
        let diagnostic = Diagnostic::of_file("a.yaml", "wrong").at(Place { line, column }, text);
        assert_eq!(diagnostic.to_string(), expected);
    }

    #[test]
    fn the_caret_stands_under_the_column() {
        check(
            "a: 1\r\nbé: 東京 x\n",
            (2, 8),
            "error: wrong (a.yaml:2:8)\n 2 | bé: 東京 x\n   |          ^",
        );
        check("\ta", (1, 2), "error: wrong (a.yaml:1:2)\n 1 |  a\n   |  ^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_column() {
        let line = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let (text, caret) = excerpt(&line, 501);
        assert_eq!(text.chars().nth(caret), Some('X'));
        assert!(text.chars().count() <= EXCERPT + 2);
    }

    #[test]
    fn nothing_from_a_file_reaches_the_terminal_as_a_command() {
        let diagnostic = Diagnostic::of_file("x\x1b[2J.yaml", "unknown key `\x07\u{202e}`")
            .with_hint(Some("\u{9b}31m".to_owned()))
            .at(Place { line: 1, column: 1 }, "\x1b]0;title\x07");
        let text = diagnostic.to_string();
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
        assert!(!text.contains('\u{202e}'));
    }
}
