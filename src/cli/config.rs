//! `lockin config` and `--print-keys`: the settings of the program, and the keys in force.

use std::fmt::Write;

use super::args::{Color, ConfigCommand};
use super::failure::{Failure, complain};
use super::output;
use crate::session::Config;
use crate::session::command::{TABLE, keys_shown};
use crate::store::{NoHome, config_path};

/// Prints a file to begin with, or where the file is, or what is wrong with it.
pub(super) fn config(command: &ConfigCommand, color: Color) -> Result<(), Failure> {
    match command {
        ConfigCommand::Template => output::print(Config::template().as_bytes()),
        ConfigCommand::Path => {
            let path = path()?;
            output::print(format!("{}\n", path.display()).as_bytes())
        }
        ConfigCommand::Check => {
            let path = path()?;
            if !path.exists() {
                let line = format!("{}: not there, so the defaults hold\n", path.display());
                return output::print(line.as_bytes());
            }
            let config = Config::read(&path);
            if config.faults.is_empty() {
                return output::print(format!("{}: good\n", path.display()).as_bytes());
            }
            for fault in &config.faults {
                complain(&fault.to_string(), color);
            }
            Err(Failure::Told)
        }
    }
}

fn path() -> Result<std::path::PathBuf, Failure> {
    config_path().map_err(|NoHome| {
        Failure::Other(anyhow::anyhow!(
            "there is no home folder; set XDG_CONFIG_HOME"
        ))
    })
}

/// Prints the keys in force; what is wrong with the settings goes to standard error.
pub(super) fn print_keys(color: Color) -> Result<(), Failure> {
    let config = read();
    for fault in &config.faults {
        complain(&fault.to_string(), color);
    }
    output::print(config.keys.text().as_bytes())
}

/// The user's settings, the defaults where there is no home.
pub(super) fn read() -> Config {
    config_path().map_or_else(|_| Config::default(), |path| Config::read(&path))
}

/// The keys as a section of the manual page.
pub(super) fn manual() -> String {
    let plain = |text: &str| text.replace('\\', "\\e").replace('-', "\\-");
    let mut out =
        String::from(".SH KEYS\nThe keys of the terminal program; config.toml may give others.\n");
    for (topic, entries) in TABLE {
        let _ = writeln!(out, ".SS {}", plain(topic.name()));
        for entry in *entries {
            let keys: Vec<String> = entry
                .keys
                .iter()
                .map(|key| plain(&keys_shown(key)))
                .collect();
            let (id, name, help) = (plain(entry.id), plain(entry.name), plain(entry.help));
            let keys = keys.join("  ");
            let _ = writeln!(out, ".TP\n\\fB{keys}\\fR\n{name}: {help} (\\fI{id}\\fR)");
        }
    }
    out
}
