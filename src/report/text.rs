//! The report as plain text.

use unicode_width::UnicodeWidthStr;

use super::Report;
use super::content::{Section, Table, headline, receipt, sections};

/// The widest line.
pub(super) const WIDTH: usize = 100;

/// Between two columns.
const GAP: usize = 2;

pub(super) fn document(report: &Report<'_>) -> String {
    let mut out = String::new();
    line(&mut out, report.title);
    line(&mut out, &"=".repeat(report.title.width().min(WIDTH)));
    line(&mut out, "");
    paragraph(&mut out, &headline(report));
    for part in sections(report) {
        line(&mut out, "");
        section(&mut out, &part);
    }
    line(&mut out, "");
    for edit in report.edits {
        line(&mut out, &format!("edit {edit}"));
    }
    paragraph(&mut out, &receipt(report));
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Words in lines of up to [`WIDTH`] columns.
pub(super) fn paragraph(out: &mut String, text: &str) {
    wrapped(out, text, WIDTH);
}

/// Words in lines of up to `width` columns.
pub(super) fn wrapped(out: &mut String, text: &str, width: usize) {
    let mut written = String::new();
    for word in text.split_whitespace() {
        if !written.is_empty() && written.width() + 1 + word.width() > width {
            line(out, &written);
            written.clear();
        }
        if !written.is_empty() {
            written.push(' ');
        }
        written.push_str(word);
    }
    line(out, &written);
}

fn section(out: &mut String, section: &Section) {
    line(out, &section.title);
    line(out, &"-".repeat(section.title.width().min(WIDTH)));
    for (i, part) in section.tables.iter().enumerate() {
        if i > 0 {
            line(out, "");
        }
        table(out, part);
    }
    if !section.tables.is_empty() && !section.notes.is_empty() {
        line(out, "");
    }
    for note in &section.notes {
        paragraph(out, note);
    }
}

/// The first column to the left, the others to the right; the widest give way where a line would be too long.
fn table(out: &mut String, table: &Table) {
    let all = || std::iter::once(&table.columns).chain(&table.rows);
    let count = table.columns.len();
    let mut widths: Vec<usize> = (0..count)
        .map(|c| all().map(|row| row[c].width()).max().unwrap_or(0))
        .collect();
    while widths.iter().sum::<usize>() + GAP * (count - 1) > WIDTH {
        let Some(widest) = widths.iter_mut().max() else {
            break;
        };
        *widest -= 1;
    }
    for row in all() {
        let mut text = String::new();
        for (c, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            let cell = shortened(cell, width);
            let space = " ".repeat(width - cell.width());
            if c == 0 {
                text.push_str(&cell);
                text.push_str(&space);
            } else {
                text.push_str(&" ".repeat(GAP));
                text.push_str(&space);
                text.push_str(&cell);
            }
        }
        line(out, &text);
    }
}

/// `text` in at most `width` columns, with a sign where it was cut.
fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        let longer = format!("{kept}{letter}");
        if longer.width() + 1 > width {
            break;
        }
        kept = longer;
    }
    kept.push('…');
    kept
}
