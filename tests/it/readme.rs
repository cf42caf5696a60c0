//! The README says what the program does: its key table is the program's own.

use std::fmt::Write;
use std::{env, fs, path::Path};

use lockin::session::command::{COMMANDS, Topic, key_shown};

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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (head, rest) = readme.split_once("<!-- keys -->\n").unwrap();
    let (table, tail) = rest.split_once("<!-- /keys -->").unwrap();
    if env::var_os("LOCKIN_BLESS").is_some() {
        let whole = format!("{head}<!-- keys -->\n{}<!-- /keys -->{tail}", key_table());
        fs::write(&path, whole).unwrap();
    } else {
        assert_eq!(table, key_table(), "write it anew with LOCKIN_BLESS=1");
    }
}
