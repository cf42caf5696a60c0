//! Which keys run which command.

use super::{Command, TABLE, entries};
use crate::model::nearest;

/// Names of keys that are no character.
const NAMED: &[(&str, &str)] = &[
    ("up", "↑"),
    ("down", "↓"),
    ("left", "←"),
    ("right", "→"),
    ("enter", "Enter"),
    ("esc", "Esc"),
    ("tab", "Tab"),
    ("backtab", "Shift-Tab"),
    ("space", "Space"),
    ("home", "Home"),
    ("end", "End"),
    ("pageup", "PgUp"),
    ("pagedown", "PgDn"),
    ("insert", "Ins"),
    ("delete", "Del"),
    ("backspace", "Bksp"),
];

/// Keys that a terminal sends for others as well.
const TWINS: &[(&str, &str)] = &[
    ("ctrl-i", "tab"),
    ("ctrl-m", "enter"),
    ("ctrl-[", "esc"),
    ("ctrl-h", "backspace"),
    ("shift-tab", "backtab"),
];

/// Commands without which nobody finds the way.
const NEEDED: &[Command] = &[
    Command::Quit,
    Command::Back,
    Command::Open,
    Command::Palette,
    Command::Help,
    Command::Up,
    Command::Down,
];

/// The keys of every command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    rows: Vec<(Command, Vec<String>)>,
}

/// What the keys pressed so far mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// A command.
    Command(Command),
    /// The beginning of longer sequences.
    Prefix,
    /// Nothing.
    Nothing,
}

/// What is wrong with keys that somebody chose.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// No key has this name.
    #[error("`{0}` is no key")]
    Unknown(String),
    /// The terminal sends another key's code for it.
    #[error("terminals can't tell `{0}` from `{1}`")]
    Twin(String, &'static str),
    /// Two commands share it.
    #[error("`{0}` is also a key of `{1}`")]
    Taken(String, &'static str),
    /// It begins the keys of another command.
    #[error("`{0}` begins `{1}` of `{2}`")]
    Begins(String, String, &'static str),
    /// A command that one can't do without is left without a key.
    #[error("`{0}` is left without a key")]
    Lost(&'static str),
}

impl KeyFault {
    /// How it may be put right.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            KeyFault::Unknown(key) => {
                let known = NAMED.iter().map(|(name, _)| *name);
                match nearest(key, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => "a key is a character, up, enter, f5, ctrl-s, alt-x, shift-left …; two keys after another are written `f e`".to_owned(),
                }
            }
            KeyFault::Twin(_, twin) => format!("write `{twin}`"),
            KeyFault::Taken(..) | KeyFault::Begins(..) => "give one of them another key".to_owned(),
            KeyFault::Lost(id) => format!("give `{id}` a key under [keys]"),
        })
    }
}

impl Default for Keys {
    fn default() -> Self {
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        let rows = entries().map(|entry| (entry.command, keys(entry.keys)));
        Self {
            rows: rows.collect(),
        }
    }
}

impl Keys {
    /// The keys of a command, the one to show first.
    pub fn of(&self, command: Command) -> &[String] {
        let row = self.rows.iter().find(|(known, _)| *known == command);
        row.map_or(&[], |(_, keys)| keys)
    }

    /// The first key of a command as people write it; empty where it has none.
    pub fn shown(&self, command: Command) -> String {
        self.of(command)
            .first()
            .map(|key| keys_shown(key))
            .unwrap_or_default()
    }

    /// What the keys pressed so far mean, which are names with a space between them.
    pub fn meaning(&self, pressed: &str) -> Pressed {
        let found = self
            .rows
            .iter()
            .find(|(_, keys)| keys.iter().any(|key| key == pressed));
        match found {
            Some((command, _)) => Pressed::Command(*command),
            None if self.after(pressed).next().is_some() => Pressed::Prefix,
            None => Pressed::Nothing,
        }
    }

    /// What may follow keys that are the beginning of longer sequences: the rest, and its command.
    pub fn after<'a>(&'a self, pressed: &'a str) -> impl Iterator<Item = (&'a str, Command)> {
        self.rows.iter().flat_map(move |(command, keys)| {
            keys.iter()
                .filter_map(move |key| Some((following(pressed, key)?, *command)))
        })
    }

    /// Gives commands the keys that somebody chose, in place of the table's.
    ///
    /// A key that another command has by the table is taken away from it. All
    /// that is wrong is returned with the position of the choice, and then the
    /// table's keys should stay in force.
    pub fn choose(&mut self, chosen: &[(Command, Vec<String>)]) -> Vec<(usize, KeyFault)> {
        let mut faults = Vec::new();
        let mut own: Vec<(Command, String)> = Vec::new();
        for (i, (command, keys)) in chosen.iter().enumerate() {
            for key in keys {
                match canonical(key) {
                    Ok(key) => {
                        let clash = own.iter().find_map(|other| clash(other, (*command, &key)));
                        faults.extend(clash.map(|fault| (i, fault)));
                        own.push((*command, key));
                    }
                    Err(fault) => faults.push((i, fault)),
                }
            }
        }
        for (command, keys) in &mut self.rows {
            if chosen.iter().any(|(known, _)| known == command) {
                let of_command = own.iter().filter(|(known, _)| known == command);
                *keys = of_command.map(|(_, key)| key.clone()).collect();
            } else {
                keys.retain(|known| own.iter().all(|(_, key)| apart(known, key)));
            }
        }
        for command in NEEDED {
            if self.of(*command).is_empty() {
                faults.push((chosen.len(), KeyFault::Lost(command.entry().id)));
            }
        }
        faults
    }

    /// The table of keys as text: keys, id, name and help of every command by topic.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (topic, entries) in TABLE {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(topic.name());
            out.push('\n');
            for entry in *entries {
                let keys: Vec<String> = self
                    .of(entry.command)
                    .iter()
                    .map(|key| keys_shown(key))
                    .collect();
                let keys = keys.join(" ");
                let line = format!(
                    "  {keys:<14} {:<20} {}: {}",
                    entry.id, entry.name, entry.help
                );
                out.push_str(line.trim_end());
                out.push('\n');
            }
        }
        out
    }
}

/// What is left of `sequence` behind `beginning`.
fn following<'a>(beginning: &str, sequence: &'a str) -> Option<&'a str> {
    sequence.strip_prefix(beginning)?.strip_prefix(' ')
}

/// Whether two sequences can stand side by side.
fn apart(a: &str, b: &str) -> bool {
    a != b && following(a, b).is_none() && following(b, a).is_none()
}

/// Why a key of a command can't stand beside one of another.
fn clash((other, known): &(Command, String), (command, key): (Command, &str)) -> Option<KeyFault> {
    let (known, key) = (known.to_owned(), key.to_owned());
    let (there, here) = (other.entry().id, command.entry().id);
    if *other == command {
        None
    } else if known == key {
        Some(KeyFault::Taken(key, there))
    } else if following(&key, &known).is_some() {
        Some(KeyFault::Begins(key, known, there))
    } else {
        following(&known, &key)?;
        Some(KeyFault::Begins(known, key, here))
    }
}

/// Keys with spaces between them by their canonical names.
fn canonical(keys: &str) -> Result<String, KeyFault> {
    let names: Result<Vec<String>, KeyFault> = keys.split_whitespace().map(canonical_key).collect();
    match names? {
        names if names.is_empty() => Err(KeyFault::Unknown(keys.to_owned())),
        names => Ok(names.join(" ")),
    }
}

/// The name of a key as the table spells it: `Ctrl+S` is `ctrl-s`, `shift-g` is `G`.
pub fn canonical_key(key: &str) -> Result<String, KeyFault> {
    let unknown = || KeyFault::Unknown(key.to_owned());
    let (modifiers, name) = match key.char_indices().rev().nth(1) {
        // The last character alone, so that `ctrl--` and `ctrl-+` are keys.
        Some((at, '-' | '+')) if at > 0 => (&key[..at], &key[at + 1..]),
        _ => key
            .rsplit_once(['-', '+'])
            .filter(|(_, name)| !name.is_empty())
            .unwrap_or(("", key)),
    };
    let mut own: Vec<&str> = Vec::new();
    for modifier in modifiers.split(['-', '+']).filter(|word| !word.is_empty()) {
        own.push(match modifier.to_lowercase().as_str() {
            "ctrl" | "control" | "c" => "ctrl",
            "alt" | "meta" | "a" | "m" => "alt",
            "shift" | "s" => "shift",
            _ => return Err(unknown()),
        });
    }
    let mut letters = name.chars();
    let name = match (letters.next(), letters.next()) {
        (Some(letter), None) if own == ["shift"] && letter.is_alphabetic() => {
            return Ok(letter.to_uppercase().collect());
        }
        (Some(letter), None) if own == ["ctrl"] => letter.to_lowercase().collect(),
        (Some(letter), None) if !letter.is_control() => letter.to_string(),
        (Some(_), Some(_)) => {
            let name = name.to_lowercase();
            let is_function = name
                .strip_prefix('f')
                .and_then(|n| n.parse::<u8>().ok())
                .is_some_and(|n| (1..=12).contains(&n));
            if !is_function && !NAMED.iter().any(|(known, _)| *known == name) {
                return Err(unknown());
            }
            name
        }
        _ => return Err(unknown()),
    };
    let full = match own[..] {
        [] => name,
        [modifier] => format!("{modifier}-{name}"),
        _ => return Err(unknown()),
    };
    match TWINS.iter().find(|(twin, _)| *twin == full) {
        Some((_, twin)) => Err(KeyFault::Twin(full, twin)),
        None => Ok(full),
    }
}

/// Keys to press one after the other, as people write them.
pub fn keys_shown(keys: &str) -> String {
    let shown: Vec<String> = keys.split(' ').map(key_shown).collect();
    shown.join(" ")
}

/// A key's name as people write it: `^S`, `Tab`, `←`.
pub fn key_shown(key: &str) -> String {
    let plain = |key: &str| {
        let named = NAMED.iter().find(|(name, _)| *name == key);
        match named {
            Some((_, shown)) => (*shown).to_owned(),
            None if key.len() > 1 && key.starts_with('f') => key.to_uppercase(),
            None => key.to_owned(),
        }
    };
    if let Some(key) = key.strip_prefix("ctrl-") {
        format!("^{}", key.to_uppercase())
    } else if let Some(key) = key.strip_prefix("shift-") {
        format!("Shift-{}", plain(key))
    } else if let Some(key) = key.strip_prefix("alt-") {
        format!("Alt-{}", plain(key))
    } else {
        plain(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_the_table_means_two_commands_or_begins_another() {
        let all: Vec<&str> = entries().flat_map(|entry| entry.keys).copied().collect();
        for (i, key) in all.iter().enumerate() {
            for (j, other) in all.iter().enumerate() {
                assert!(i == j || key != other, "{key}");
                assert_eq!(following(key, other), None, "{key} {other}");
            }
        }
    }

    #[test]
    fn the_tables_keys_are_spelled_as_they_are_pressed() {
        for key in entries().flat_map(|entry| entry.keys) {
            assert_eq!(canonical(key).as_deref(), Ok(*key));
        }
    }

    #[test]
    fn keys_are_read_as_people_write_them() {
        for (written, key) in [
            ("Ctrl+S", "ctrl-s"),
            ("C-s", "ctrl-s"),
            ("shift-g", "G"),
            ("PageUp", "pageup"),
            ("F5", "f5"),
            ("alt-x", "alt-x"),
            ("-", "-"),
            ("ctrl--", "ctrl--"),
            ("+", "+"),
            ("shift-left", "shift-left"),
        ] {
            assert_eq!(canonical_key(written).as_deref(), Ok(key), "{written}");
        }
        for bad in ["", "f13", "escape!", "hyper-x", "ctrl-", "ctrl-i", "ctrl-m"] {
            assert!(canonical_key(bad).is_err(), "{bad}");
        }
    }

    fn chosen(rows: &[(Command, &[&str])]) -> (Keys, Vec<String>) {
        let rows: Vec<(Command, Vec<String>)> = rows
            .iter()
            .map(|(command, keys)| (*command, keys.iter().map(|key| (*key).to_owned()).collect()))
            .collect();
        let mut keys = Keys::default();
        let faults = keys.choose(&rows);
        let words = faults.iter().map(|(i, fault)| format!("{i}: {fault}"));
        (keys, words.collect())
    }

    #[test]
    fn a_chosen_key_is_taken_from_the_command_that_has_it_by_the_table() {
        let (keys, faults) = chosen(&[(Command::Undo, &["z u", "ctrl-z"])]);
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(keys.meaning("z"), Pressed::Prefix);
        assert_eq!(keys.meaning("z u"), Pressed::Command(Command::Undo));
        assert_eq!(keys.meaning("ctrl-z"), Pressed::Command(Command::Undo));
        assert_eq!(keys.meaning("u"), Pressed::Nothing);
        assert!(keys.of(Command::Suspend).is_empty());
        assert_eq!(keys.after("z").collect::<Vec<_>>(), [("u", Command::Undo)]);
    }

    #[test]
    fn every_conflict_is_reported() {
        let (_, faults) = chosen(&[
            (Command::Undo, &["w"]),
            (Command::Redo, &["w", "hyper-x"]),
            (Command::Swap, &["w x"]),
            (Command::Quit, &[]),
        ]);
        assert_eq!(
            faults,
            [
                "1: `w` is also a key of `undo`",
                "1: `hyper-x` is no key",
                "2: `w` begins `w x` of `swap-portfolios`",
                "4: `quit` is left without a key",
            ]
        );
    }
}
