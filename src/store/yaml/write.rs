//! A tree as YAML that a person can read.
//!
//! Mappings stand in block style, one key a line; a small one, such as a
//! distribution, stands in braces on the line of its key.

use std::fmt::Write;

use super::scalar::Scalar;
use super::tree::{Kind, Tree};

/// The column that a line in braces may reach.
const WIDTH: usize = 100;

/// The text of a whole file.
pub(super) fn text(tree: &Tree) -> String {
    match &tree.kind {
        Kind::Map(entries) if !entries.is_empty() => block(tree, 0),
        Kind::List(items) if !items.is_empty() => block(tree, 0),
        _ => format!("{}\n", flow(tree)),
    }
}

/// The lines of a mapping or list that is not empty.
pub(super) fn block(tree: &Tree, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut out = String::new();
    match &tree.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let head = format!("{margin}{}:", quoted(&entry.key, true));
                let inline = inline(&entry.value, head.chars().count() + 1, indent > 0);
                let _ = match inline {
                    Some(value) => writeln!(out, "{head} {value}"),
                    None => write!(out, "{head}\n{}", block(&entry.value, indent + 2)),
                };
            }
        }
        Kind::List(items) if items.len() > SHORT && items.iter().all(is_number) => {
            out = wrapped(items, indent);
        }
        Kind::List(items) => {
            for item in items {
                let _ = if let Some(value) = inline(item, indent + 2, true) {
                    writeln!(out, "{margin}- {value}")
                } else {
                    // The first line of the item stands behind the dash.
                    let lines = block(item, indent + 2);
                    write!(out, "{margin}- {}", &lines[indent + 2..])
                };
            }
        }
        Kind::Scalar(_) => out.push_str(&flow(tree)),
    }
    out
}

/// A list of so many numbers or fewer has a line for each of them.
const SHORT: usize = 12;

fn is_number(tree: &Tree) -> bool {
    matches!(tree.kind, Kind::Scalar(Scalar::Number(_)))
}

/// Many numbers, in brackets over several lines.
fn wrapped(items: &[Tree], indent: usize) -> String {
    let margin = " ".repeat(indent);
    let mut out = format!("{margin}[");
    let mut column = indent + 1;
    for (i, item) in items.iter().enumerate() {
        let text = flow(item);
        let end = if i + 1 == items.len() { "]" } else { "," };
        if column + text.len() + 2 > WIDTH {
            let _ = write!(out, "\n{margin}");
            column = indent;
        } else if i > 0 {
            out.push(' ');
            column += 1;
        }
        let _ = write!(out, "{text}{end}");
        column += text.len() + 1;
    }
    out.push('\n');
    out
}

/// The value on the line of its key, which has reached `column`, where it belongs there.
fn inline(tree: &Tree, column: usize, braces: bool) -> Option<String> {
    match &tree.kind {
        Kind::Scalar(scalar) => Some(scalar_text(scalar, true)),
        Kind::List(items) if items.is_empty() => Some("[]".to_owned()),
        Kind::Map(entries) if entries.is_empty() => Some("{}".to_owned()),
        _ if braces && is_small(tree) => {
            let text = flow(tree);
            (column + text.chars().count() <= WIDTH).then_some(text)
        }
        _ => None,
    }
}

/// Whether a collection holds scalars alone, or one such collection and nothing else.
fn is_small(tree: &Tree) -> bool {
    let flat = |tree: &Tree| match &tree.kind {
        Kind::Scalar(_) => true,
        Kind::List(items) => items
            .iter()
            .all(|item| matches!(item.kind, Kind::Scalar(_))),
        Kind::Map(entries) => entries
            .iter()
            .all(|entry| matches!(entry.value.kind, Kind::Scalar(_))),
    };
    match &tree.kind {
        Kind::Map(entries) if entries.len() == 1 => flat(&entries[0].value),
        _ => flat(tree),
    }
}

/// The value on one line.
pub(super) fn flow(tree: &Tree) -> String {
    match &tree.kind {
        Kind::Scalar(scalar) => scalar_text(scalar, false),
        Kind::List(items) => {
            let items: Vec<_> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::Map(entries) => {
            let entries: Vec<_> = entries
                .iter()
                .map(|entry| format!("{}: {}", quoted(&entry.key, false), flow(&entry.value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn scalar_text(scalar: &Scalar, block: bool) -> String {
    match scalar {
        Scalar::Null => "null".to_owned(),
        Scalar::Bool(flag) => flag.to_string(),
        Scalar::Number(text) => text.clone(),
        Scalar::Text(text) => quoted(text, block),
    }
}

/// Text as it reads back: plain where every reader of YAML takes it for text, else in double quotes.
fn quoted(text: &str, block: bool) -> String {
    let word = |c: char| c.is_alphanumeric() || " -_/.()+%$'".contains(c) || (block && c == ',');
    let plain = text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(word)
        && !text.ends_with(' ')
        && !is_word_of_yaml(text);
    if plain {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // Controls, line separators, direction marks and what YAML cannot hold unescaped.
            c if c.is_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether YAML, in any of its versions, takes this for something other than text.
fn is_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || Scalar::plain(text) != Scalar::Text(text.to_owned())
}
