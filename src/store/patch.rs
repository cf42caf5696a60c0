//! A changed scenario written into the text that it was read from: what did not change stays as it is, to the letter.
//!
//! The old tree knows where every value stands, so that only values that differ are written anew, keys that are new go
//! behind the last of their mapping, and comments, order, quotes and spacing of everything else are left alone. What
//! comes out is read again and held against what it should say; a text in which one place serves several values, such
//! as an anchor, is refused rather than changed by accident.

use std::ops::Range;

use super::places::{Place, Places};
use super::yaml::{Entry, Kind, Scalar, Tree, block_text, flow_text, parse};
use crate::model::{Document, Node, Path};

/// The column that a value in braces may reach behind its key.
const WIDTH: usize = 110;

/// Why a text cannot be changed in place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchFault {
    /// The text would not say what it should.
    #[error(
        "`{path}` cannot be changed without changing something else: is it shared by an anchor?"
    )]
    Entangled {
        /// The first value that would be wrong.
        path: Path,
    },
}

/// The text that says `wanted`, made from `text`, which `places` belong to.
pub fn patch(text: &str, places: &Places, wanted: &Document) -> Result<String, PatchFault> {
    let mut patcher = Patcher::new(text);
    patcher.value(places.tree(), &wanted.root, Around::root());
    let changed = patcher.applied();
    let said = parse(&changed).map(|parsed| parsed.document);
    match said {
        Ok(said) => match difference(&said.root, &wanted.root, &Path::root()) {
            None => Ok(changed),
            Some(path) => Err(PatchFault::Entangled { path }),
        },
        Err(_) => Err(PatchFault::Entangled { path: Path::root() }),
    }
}

/// Where the two differ first.
fn difference(one: &Node, other: &Node, path: &Path) -> Option<Path> {
    match (one, other) {
        (Node::Map(entries), Node::Map(others)) => {
            let mut keys: Vec<&String> = entries.iter().chain(others).map(|(key, _)| key).collect();
            keys.dedup();
            keys.into_iter().find_map(|key| {
                let below = path.join(key);
                match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => difference(one, other, &below),
                    _ => Some(below),
                }
            })
        }
        _ if one == other => None,
        _ => Some(path.clone()),
    }
}

/// What stands around a value.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// Whether it lies in braces or brackets.
    flow: bool,
    /// The entry that it is the value of.
    entry: Option<&'a Entry>,
}

impl Around<'_> {
    fn root() -> Self {
        Self {
            flow: false,
            entry: None,
        }
    }
}

struct Patcher<'t> {
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    newline: &'static str,
    changes: Vec<(Range<usize>, String)>,
}

impl<'t> Patcher<'t> {
    fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            lines: std::iter::once(0).chain(breaks).collect(),
            newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
            changes: Vec::new(),
        }
    }

    /// The byte at which a place lies.
    fn offset(&self, place: Place) -> usize {
        let start = self
            .lines
            .get(place.line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len());
        let rest = &self.text[start..];
        let within = rest.char_indices().nth(place.column.saturating_sub(1));
        within.map_or(self.text.len(), |(at, _)| start + at)
    }

    fn replace(&mut self, range: Range<usize>, with: String) {
        if range.start <= range.end {
            self.changes.push((range, with));
        }
    }

    /// The text with all changes; of two that overlap, the later is left out, for the reader to find out.
    fn applied(mut self) -> String {
        self.changes.sort_by_key(|(range, _)| range.start);
        let (mut out, mut at) = (String::with_capacity(self.text.len()), 0);
        for (range, with) in self.changes {
            if range.start >= at {
                out.push_str(&self.text[at..range.start]);
                out.push_str(&with);
                at = range.end;
            }
        }
        out.push_str(&self.text[at..]);
        out
    }

    /// Whether a collection stands in braces or brackets.
    fn is_flow(&self, tree: &Tree) -> bool {
        self.text[self.offset(tree.place)..].starts_with(['{', '['])
    }

    fn value(&mut self, old: &Tree, new: &Node, around: Around<'_>) {
        if old.node() == *new {
            return;
        }
        match (&old.kind, new) {
            (Kind::Map(entries), Node::Map(wanted)) if !entries.is_empty() => {
                self.mapping(old, entries, wanted, around);
            }
            _ => self.rewrite(old, new, around),
        }
    }

    fn mapping(
        &mut self,
        old: &Tree,
        entries: &[Entry],
        wanted: &[(String, Node)],
        around: Around<'_>,
    ) {
        let find = |key: &str| {
            wanted
                .iter()
                .find(|(known, _)| known == key)
                .map(|(_, node)| node)
        };
        let flow = around.flow || self.is_flow(old);
        if flow && entries.iter().any(|entry| find(&entry.key).is_none()) {
            return self.rewrite(old, &Node::Map(wanted.to_vec()), around);
        }
        for entry in entries {
            match find(&entry.key) {
                Some(node) => {
                    let around = Around {
                        flow,
                        entry: Some(entry),
                    };
                    self.value(&entry.value, node, around);
                }
                None => self.remove_lines(entry),
            }
        }
        let is_new = |(key, _): &&(String, Node)| !entries.iter().any(|entry| entry.key == *key);
        let added: Vec<(String, Node)> = wanted.iter().filter(is_new).cloned().collect();
        if added.is_empty() {
            return;
        }
        let added = Tree::from(&Node::Map(added));
        if flow {
            let last = entries
                .iter()
                .map(|entry| entry.value.end)
                .max()
                .unwrap_or(old.end);
            let at = self.offset(last);
            let text = flow_text(&added);
            self.replace(at..at, format!(", {}", &text[1..text.len() - 1]));
        } else {
            let indent = entries[0].place.column - 1;
            let last = entries
                .iter()
                .map(|entry| last_line(entry, self.text))
                .max()
                .unwrap_or(1);
            self.insert_lines(last, &block_text(&added, indent));
        }
    }

    /// Lines behind the line of this number.
    fn insert_lines(&mut self, line: usize, lines: &str) {
        let lines = lines.replace('\n', self.newline);
        if let Some(&at) = self.lines.get(line) {
            self.replace(at..at, lines);
        } else {
            let at = self.text.len();
            let bare = lines.trim_end().to_owned();
            self.replace(at..at, format!("{}{bare}{}", self.newline, self.newline));
        }
    }

    fn remove_lines(&mut self, entry: &Entry) {
        let from = self.lines[entry.place.line - 1];
        let last = last_line(entry, self.text);
        let to = self.lines.get(last).copied().unwrap_or(self.text.len());
        self.replace(from..to, String::new());
    }

    /// Writes a value anew, in the style of the place where it stands.
    fn rewrite(&mut self, old: &Tree, new: &Node, around: Around<'_>) {
        let tree = Tree::from(new);
        let (from, to) = (self.offset(old.place), self.offset(old.end));
        let flow = flow_text(&tree);
        let Some(entry) = around.entry.filter(|_| !around.flow) else {
            return self.replace(from..to, flow);
        };
        let indent = entry.place.column - 1;
        let block = matches!(old.kind, Kind::Map(_) | Kind::List(_)) && !self.is_flow(old);
        let scalar = !matches!(new, Node::Map(_) | Node::List(_));
        let behind = self.behind_key(entry);
        let long =
            matches!(old.kind, Kind::Scalar(Scalar::Text(_))) && old.end.line > entry.place.line;
        if long {
            // A text over several lines, whose style mark stands before it.
            let last = last_line(entry, self.text);
            let end = self
                .lines
                .get(last)
                .map_or(self.text.len(), |next| next - self.newline.len());
            let text = self.behind(&flow, &tree, indent);
            self.replace(behind..end, text);
        } else if block && !scalar {
            let lines = block_text(&tree, old.place.column - 1);
            let lines = lines.trim().replace('\n', self.newline);
            self.replace(from..to, lines);
        } else if block || matches!(old.kind, Kind::Scalar(Scalar::Null)) {
            let to = if block { to } else { behind };
            let text = self.behind(&flow, &tree, indent);
            self.replace(behind..to, text);
        } else if scalar || old.place.column + flow.chars().count() <= WIDTH {
            self.replace(from..to, flow);
        } else {
            let text = self.behind("", &tree, indent);
            self.replace(behind..to, text);
        }
    }

    /// A value behind its key: on the line of the key where it has room, else on lines below.
    fn behind(&self, flow: &str, tree: &Tree, indent: usize) -> String {
        let scalar = matches!(tree.kind, Kind::Scalar(_));
        if scalar || (!flow.is_empty() && indent + flow.chars().count() < WIDTH) {
            return format!(" {flow}");
        }
        let lines = block_text(tree, indent + 2);
        format!(
            "{}{}",
            self.newline,
            lines.trim_end().replace('\n', self.newline)
        )
    }

    /// The byte behind the colon of a key.
    fn behind_key(&self, entry: &Entry) -> usize {
        let from = self.offset(entry.place);
        let quoted = self.text[from..].starts_with(['"', '\'']);
        // A quote within a quoted key has a backslash or stands twice; the check at the end finds what this misses.
        let skip = if quoted { entry.key.len() + 1 } else { 0 };
        let rest = self.text.get(from + skip..).unwrap_or_default();
        from + skip + rest.find(':').map_or(0, |colon| colon + 1)
    }
}

/// The number of the last line of an entry.
fn last_line(entry: &Entry, text: &str) -> usize {
    let end = entry.value.end;
    // A text over several lines ends where the next line begins; what is empty may end anywhere.
    let line = match entry.value.kind {
        Kind::Scalar(Scalar::Null) => entry.place.line,
        _ if end.column == 1 => end.line - 1,
        _ => end.line,
    };
    let lines = text.lines().count().max(1);
    line.max(entry.place.line).min(lines)
}

#[cfg(test)]
mod tests;
