//! An edge list: a table whose rows say that one thing needs another.

use std::collections::BTreeMap;

use super::inventory::{Inventory, Role, counts};
use crate::import::fault::{ImportError, Refusal};
use crate::import::report::{FileRead, Report};
use crate::import::source;
use crate::import::table::{Table, is_null};
use crate::store::printable;

/// What the first column may be called, and the second.
const FROM: [&str; 6] = [
    "from",
    "source",
    "parent",
    "consumer",
    "dependent",
    "client",
];
const TO: [&str; 8] = [
    "to",
    "target",
    "child",
    "provider",
    "dependency",
    "requires",
    "depends_on",
    "server",
];

/// Kinds of edges along which a failure travels from `to` to `from`.
const NEEDS: [&str; 13] = [
    "",
    "requires",
    "require",
    "depends",
    "dependson",
    "needs",
    "uses",
    "calls",
    "consumes",
    "runson",
    "hostedon",
    "deployedon",
    "hosted",
];

/// Kinds that say where something runs: what stands behind them is a provider.
const HOSTED: [&str; 4] = ["runson", "hostedon", "deployedon", "hosted"];

/// Why a table is no edge list.
#[derive(Debug, thiserror::Error)]
enum EdgesFault {
    #[error("the table has no column for {0}")]
    Column(&'static str),
}

impl Refusal for EdgesFault {
    fn hint(&self) -> Option<String> {
        Some("name the columns `from` and `to`: `from` does not work without `to`".to_owned())
    }
}

/// Whether the first line has the columns of an edge list.
pub(super) fn looks_like(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = line
        .split([',', ';', '\t', '|'])
        .map(|word| word.trim().trim_matches('"'))
        .collect();
    words.iter().any(|word| FROM.contains(word)) && words.iter().any(|word| TO.contains(word))
}

/// Reads an edge list.
pub(super) fn read(
    name: &str,
    text: &str,
    inventory: &mut Inventory,
    report: &mut Report,
) -> Result<(), ImportError> {
    let source = source::of_bytes(name, text.as_bytes().to_vec())?;
    let mut table = Table::new(name, source.text()?)?;
    let find = |names: &[&str]| names.iter().find_map(|name| table.column(name));
    let column = |names, what| {
        let at: Option<usize> = find(names);
        at.ok_or_else(|| ImportError::of(name, &EdgesFault::Column(what)))
    };
    let from = column(&FROM, "`from`")?;
    let to = column(&TO, "`to`")?;
    let kind = find(&["kind", "type", "relation", "relationship"]);
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let mut rows = 0_u64;
    inventory.origin(name);
    while table.advance_held()? {
        rows += 1;
        let cells = (table.cell_text(from), table.cell_text(to));
        if is_null(cells.0.as_bytes()) || is_null(cells.1.as_bytes()) {
            report.drop("row without one of its ends", 1);
            continue;
        }
        if cells.0 == cells.1 {
            report.drop("row from a thing to itself", 1);
            continue;
        }
        let kind = kind.map(|kind| table.cell_text(kind)).unwrap_or_default();
        *kinds.entry(kind.clone()).or_default() += 1;
        let plain = kind.to_lowercase().replace([' ', '_', '-'], "");
        if !NEEDS.contains(&plain.as_str()) {
            report.drop(&format!("edge of the kind `{}`", printable(&kind)), 1);
            continue;
        }
        inventory.need(&cells.0, &cells.1);
        if HOSTED.contains(&plain.as_str()) {
            inventory.thing(&cells.1, Some(Role::Provider));
        }
    }
    report.files.push(FileRead {
        file: name.to_owned(),
        detected: format!("edge list, {rows} rows"),
    });
    kinds.remove("");
    if !kinds.is_empty() {
        report.figure("edge_kinds", counts(&kinds));
    }
    Ok(())
}
