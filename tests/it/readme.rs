//! The README says what the program does: its key table is the program's own, and its scenario can be opened.

use std::fmt::Write;
use std::fs;

use lockin::session::command::{COMMANDS, Topic, key_shown};

use crate::blessed;
use crate::scenario;

/// The table between the marks of the README, from the table of commands.
fn key_table() -> String {
    let mut table = String::from("| key | does | |\n| --- | --- | --- |\n");
    for entry in COMMANDS {
        let keys: Vec<String> = entry
            .keys
            .iter()
            .map(|key| format!("`{}`", key_shown(key)))
            .collect();
        if entry.topic != Topic::Move || entry.keys.len() > 1 {
            writeln!(
                table,
                "| {} | {} | {} |",
                keys.join(" "),
                entry.name,
                entry.help
            )
            .expect("a string takes all");
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
