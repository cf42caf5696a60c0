//! The report as Markdown with tables.

use std::fmt::{self, Write};

use super::Report;
use super::content::{Section, Table, headline, receipt, sections};

pub(super) fn document(report: &Report<'_>) -> String {
    let mut out = String::new();
    write(&mut out, report).expect("a String takes all that is written");
    out
}

fn write(out: &mut String, report: &Report<'_>) -> fmt::Result {
    write!(
        out,
        "# {}\n\n**{}**\n",
        escaped(report.title),
        escaped(&headline(report))
    )?;
    for part in sections(report) {
        section(out, &part)?;
    }
    out.push_str("\n---\n\n");
    for edit in report.edits {
        writeln!(out, "- edit `{edit}`")?;
    }
    if !report.edits.is_empty() {
        out.push('\n');
    }
    out.push_str(&escaped(&receipt(report)));
    out.push('\n');
    Ok(())
}

fn section(out: &mut String, section: &Section) -> fmt::Result {
    writeln!(out, "\n## {}", escaped(&section.title))?;
    for part in &section.tables {
        table(out, part)?;
    }
    for note in &section.notes {
        writeln!(out, "\n{}", escaped(note))?;
    }
    Ok(())
}

fn table(out: &mut String, table: &Table) -> fmt::Result {
    out.push('\n');
    row(out, &table.columns)?;
    let rules: Vec<String> = (0..table.columns.len())
        .map(|c| if c == 0 { ":--" } else { "--:" }.to_owned())
        .collect();
    writeln!(out, "| {} |", rules.join(" | "))?;
    for cells in &table.rows {
        row(out, cells)?;
    }
    Ok(())
}

fn row(out: &mut String, cells: &[String]) -> fmt::Result {
    let cells: Vec<String> = cells.iter().map(|cell| escaped(cell.trim())).collect();
    writeln!(out, "| {} |", cells.join(" | "))?;
    Ok(())
}

/// Text that Markdown shows as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
