//! The README says what the program does: its key table is the program's own, and its scenario can be opened.

use std::fmt::Write;
use std::fs;

use lockin::session::command::{TABLE, keys_shown};

use crate::blessed;
use crate::scenario;

/// The table between the marks of the README, from the table of commands.
fn key_table() -> String {
    let mut table = String::from("| key | does | |\n| --- | --- | --- |\n");
    for entry in TABLE.iter().flat_map(|(_, entries)| *entries) {
        let keys: Vec<String> = entry
            .keys
            .iter()
            .map(|key| format!("`{}`", keys_shown(key)))
            .collect();
        if !entry.command.moves() || entry.keys.len() > 1 {
            let (keys, name, help) = (keys.join(" "), entry.name, entry.help);
            writeln!(table, "| {keys} | {name} | {help} |").expect("a string takes all");
        }
    }
    table
}

/// Set `LOCKIN_BLESS=1` to write the table anew.
#[test]
fn the_key_table_of_the_readme_is_the_programs() {
    blessed::section("README.md", "keys", &key_table());
}

#[test]
fn the_scenario_of_the_readme_is_without_fault() {
    let readme = fs::read_to_string("README.md").unwrap();
    let (_, rest) = readme.split_once("```yaml\n").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    scenario::plan(text);
}
