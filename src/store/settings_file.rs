//! A file of settings: TOML as a flat list of keys and values, each with its place.
//!
//! What a key means is not known here.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::Diagnostic;
use super::places::Place;

/// One key of a file of settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The key with those of the tables around it, with dots between them.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// What it is set to.
    pub value: SettingValue,
}

/// What a setting is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingValue {
    /// `true` or `false`.
    Flag(bool),
    /// A text.
    Text(String),
    /// A list of texts, each with its place.
    Texts(Vec<(String, Place)>),
    /// Something else.
    Other,
}

/// The settings in `text`, or where it is not TOML.
pub fn parse_settings(text: &str) -> Result<Vec<Setting>, (Place, String)> {
    let table = DeTable::parse(text).map_err(|error| {
        let place = place(text, error.span().unwrap_or(0..0));
        (place, error.message().trim().replace('\n', "; "))
    })?;
    let mut settings = Vec::new();
    collect("", table.get_ref(), text, &mut settings);
    settings.sort_by_key(|setting| setting.place);
    Ok(settings)
}

fn collect(above: &str, table: &DeTable<'_>, text: &str, settings: &mut Vec<Setting>) {
    for (name, value) in table {
        let key = if above.is_empty() {
            name.get_ref().to_string()
        } else {
            format!("{above}.{}", name.get_ref())
        };
        if let DeValue::Table(below) = value.get_ref() {
            collect(&key, below, text, settings);
            continue;
        }
        settings.push(Setting {
            key,
            place: place(text, name.span()),
            value: setting(value, text),
        });
    }
}

fn setting(value: &Spanned<DeValue<'_>>, text: &str) -> SettingValue {
    match value.get_ref() {
        DeValue::Boolean(flag) => SettingValue::Flag(*flag),
        DeValue::String(words) => SettingValue::Text(words.to_string()),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| match item.get_ref() {
                DeValue::String(words) => Some((words.to_string(), place(text, item.span()))),
                _ => None,
            });
            let texts: Option<Vec<(String, Place)>> = texts.collect();
            texts.map_or(SettingValue::Other, SettingValue::Texts)
        }
        _ => SettingValue::Other,
    }
}

fn place(text: &str, span: Range<usize>) -> Place {
    let before = text.get(..span.start).unwrap_or(text);
    Place {
        line: before.matches('\n').count() + 1,
        column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
    }
}

/// Why there is no folder of the user's for a kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no home folder")]
pub struct NoHome;

/// The file of the user's settings: `$XDG_CONFIG_HOME/lockin/config.toml` on every system.
pub fn config_path() -> Result<PathBuf, NoHome> {
    let base = etcetera::base_strategy::Xdg::new().map_err(|_| NoHome)?;
    Ok(base.config_dir().join("lockin").join("config.toml"))
}

/// The folder of what the program remembers by itself: `$XDG_STATE_HOME/lockin` on every system.
pub fn state_folder() -> Result<PathBuf, NoHome> {
    let base = etcetera::base_strategy::Xdg::new().map_err(|_| NoHome)?;
    Ok(base.state_dir().ok_or(NoHome)?.join("lockin"))
}

/// The text of a file of settings; empty where there is none, or why it can't be read.
pub fn read_settings_text(path: &Path) -> Result<String, Diagnostic> {
    let fault = |message: String| Diagnostic::of_file(path.display().to_string(), message);
    match fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| fault("is not UTF-8 text".to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(fault(format!("can't be read: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_its_place() {
        let text = "theme = \"dark\"\n\n[keys]\nundo = [\"u\",\n  \"z u\"]\nquit = 3\n";
        let settings = parse_settings(text).unwrap();
        let at = |line, column| Place { line, column };
        assert_eq!(
            settings,
            [
                Setting {
                    key: "theme".into(),
                    place: at(1, 1),
                    value: SettingValue::Text("dark".into()),
                },
                Setting {
                    key: "keys.undo".into(),
                    place: at(4, 1),
                    value: SettingValue::Texts(vec![
                        ("u".into(), at(4, 9)),
                        ("z u".into(), at(5, 3))
                    ]),
                },
                Setting {
                    key: "keys.quit".into(),
                    place: at(6, 1),
                    value: SettingValue::Other,
                },
            ]
        );
    }

    #[test]
    fn what_is_not_toml_has_a_place_too() {
        let (place, _) = parse_settings("theme = \"dark\"\nmouse = maybe\n").unwrap_err();
        assert_eq!((place.line, place.column), (2, 9));
    }
}
