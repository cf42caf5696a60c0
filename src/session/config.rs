//! What the user has settled about the program: `config.toml`, and what was chosen inside the program.
//!
//! What is wrong in the file is reported with its place, and the default holds
//! in its stead; where keys are in conflict, all keys are the table's.

use std::fmt::Write;
use std::path::Path;

use super::command::{Command, Keys, TABLE, Topic, entries};
use super::look::{Background, Glyphs, Scheme};
use crate::model::nearest;
use crate::store::{Diagnostic, Place, Setting, SettingValue, parse_settings, read_settings_text};

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which keys run what.
    pub keys: Keys,
    /// The theme, where the file names one.
    pub theme: Option<Scheme>,
    /// What the terminal's colours stand on, where the file says so.
    pub background: Option<Background>,
    /// The glyphs.
    pub glyphs: Glyphs,
    /// Whether the mouse is used, where the file says so.
    pub mouse: Option<bool>,
    /// No borders and no braille.
    pub plain: bool,
    /// Whether figures may move while trials are made.
    pub motion: bool,
    /// What is wrong with the file.
    pub faults: Vec<Diagnostic>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            theme: None,
            background: None,
            glyphs: Glyphs::default(),
            mouse: None,
            plain: false,
            motion: true,
            faults: Vec::new(),
        }
    }
}

/// The keys of the file that are no keys of the keyboard.
const SETTINGS: &[&str] = &["theme", "background", "glyphs", "mouse", "plain", "motion"];

impl Config {
    /// The settings of the file at `path`, the defaults where there is none.
    pub fn read(path: &Path) -> Self {
        match read_settings_text(path) {
            Ok(text) => Self::parse(&path.display().to_string(), &text),
            Err(fault) => Self {
                faults: vec![fault],
                ..Self::default()
            },
        }
    }

    /// The settings in `text`; `file` names it in messages.
    pub fn parse(file: &str, text: &str) -> Self {
        let mut config = Self::default();
        let settings = match parse_settings(text) {
            Ok(settings) => settings,
            Err((place, message)) => {
                let fault = Diagnostic::of_file(file, message).at(place, text);
                config.faults.push(fault);
                return config;
            }
        };
        let mut faults: Vec<(Place, String, Option<String>)> = Vec::new();
        let mut chosen = Vec::new();
        for setting in &settings {
            match setting.key.strip_prefix("keys.") {
                Some(id) => match keys_of(id, setting) {
                    Ok(keys) => chosen.push((setting, keys)),
                    Err((message, hint)) => faults.push((setting.place, message, hint)),
                },
                None => {
                    if let Err((message, hint)) = config.set(setting) {
                        faults.push((setting.place, message, hint));
                    }
                }
            }
        }
        let rows: Vec<(Command, Vec<String>)> = chosen.iter().map(|(_, row)| row.clone()).collect();
        let conflicts = config.keys.choose(&rows);
        if !conflicts.is_empty() {
            config.keys = Keys::default();
        }
        for (i, fault) in conflicts {
            let place = chosen
                .get(i)
                .map_or(Place { line: 1, column: 1 }, |(setting, _)| setting.place);
            faults.push((place, fault.to_string(), fault.hint()));
        }
        faults.sort_by_key(|(place, ..)| *place);
        config.faults = faults
            .into_iter()
            .map(|(place, message, hint)| {
                Diagnostic::of_file(file, message)
                    .with_hint(hint)
                    .at(place, text)
            })
            .collect();
        config
    }

    fn set(&mut self, setting: &Setting) -> Result<(), (String, Option<String>)> {
        let key = setting.key.as_str();
        match key {
            "theme" => {
                self.theme = Some(named(
                    setting,
                    Scheme::named,
                    &Scheme::ALL.map(Scheme::name),
                )?);
            }
            "background" => {
                self.background = named(
                    setting,
                    |name| match name {
                        "auto" => Some(None),
                        "dark" => Some(Some(Background::Dark)),
                        "light" => Some(Some(Background::Light)),
                        _ => None,
                    },
                    &["auto", "dark", "light"],
                )?;
            }
            "glyphs" => {
                self.glyphs = named(
                    setting,
                    Glyphs::named,
                    &["auto", "braille", "quadrant", "ascii"],
                )?;
            }
            "mouse" => self.mouse = Some(flag(setting)?),
            "plain" => self.plain = flag(setting)?,
            "motion" => self.motion = flag(setting)?,
            _ => {
                let hint = match nearest(key, SETTINGS.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("known are {} and [keys]", SETTINGS.join(", ")),
                };
                return Err((format!("there is no setting `{key}`"), Some(hint)));
            }
        }
        Ok(())
    }

    /// A file to begin with: every setting with its default, as comments.
    pub fn template() -> String {
        let mut out = String::from(
            "# Settings of lockin. Every line that begins with # is a comment; what stands behind it is the default.\n\n",
        );
        let names = Scheme::ALL.map(Scheme::name).join(", ");
        let _ = writeln!(out, "# Colours: {names}");
        out.push_str(
            "#theme = \"ansi\"\n\n\
             # What the sixteen colours stand on: auto, dark, light\n#background = \"auto\"\n\n\
             # Glyphs of charts and borders: auto, braille, quadrant, ascii\n#glyphs = \"auto\"\n\n\
             # Clicks and the wheel; Shift with the mouse selects text in most terminals\n#mouse = true\n\n\
             # No borders and no braille, for screen readers\n#plain = false\n\n\
             # Show figures while they still get surer; NO_MOTION=1 in the environment turns that off too\n#motion = true\n\n\
             # Keys of a command: a list, the one to show first. Keys to press one after the other have a space between\n\
             # them. A key given here is taken from the command that has it by default.\n[keys]\n",
        );
        for (topic, entries) in TABLE {
            let _ = writeln!(out, "\n# {}", topic.name());
            for entry in *entries {
                let keys: Vec<String> = entry.keys.iter().map(|key| format!("{key:?}")).collect();
                let keys = format!("#{} = [{}]", entry.id, keys.join(", "));
                let _ = writeln!(
                    out,
                    "{keys:<42} # {}",
                    words(*topic, entry.name, entry.help)
                );
            }
        }
        out
    }
}

/// A command in a comment; screens are called by what they show.
fn words(topic: Topic, name: &str, help: &str) -> String {
    match topic {
        Topic::Move => help.to_owned(),
        _ => format!("{name}: {help}"),
    }
}

type Fault = (String, Option<String>);

fn flag(setting: &Setting) -> Result<bool, Fault> {
    match setting.value {
        SettingValue::Flag(flag) => Ok(flag),
        _ => Err((format!("`{}` must be true or false", setting.key), None)),
    }
}

fn named<T>(
    setting: &Setting,
    find: impl Fn(&str) -> Option<T>,
    known: &[&str],
) -> Result<T, Fault> {
    let all = || format!("one of {}", known.join(", "));
    match &setting.value {
        SettingValue::Text(name) => find(name).ok_or_else(|| {
            let meant = nearest(name, known.iter().copied());
            let hint = meant.map_or_else(all, |meant| format!("did you mean `{meant}`?"));
            (format!("`{name}` is no {}", setting.key), Some(hint))
        }),
        _ => Err((format!("`{}` must be a text", setting.key), Some(all()))),
    }
}

/// The command of this id and the keys that a setting gives it.
fn keys_of(id: &str, setting: &Setting) -> Result<(Command, Vec<String>), Fault> {
    let entry = entries().find(|entry| entry.id == id).ok_or_else(|| {
        let meant = nearest(id, entries().map(|entry| entry.id));
        let hint = meant.map_or_else(
            || "`lockin --print-keys` lists all".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        (format!("there is no command `{id}`"), Some(hint))
    })?;
    let keys = match &setting.value {
        SettingValue::Text(key) => vec![key.clone()],
        SettingValue::Texts(keys) => keys.iter().map(|(key, _)| key.clone()).collect(),
        _ => {
            let hint = format!(
                "such as {id} = [\"{}\"]",
                entry.keys.first().unwrap_or(&"x")
            );
            return Err((format!("`{id}` must be a list of keys"), Some(hint)));
        }
    };
    Ok((entry.command, keys))
}

/// What was chosen inside the program and is remembered, in the folder of its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// The theme.
    pub theme: Option<Scheme>,
    /// Whether the mouse is used.
    pub mouse: Option<bool>,
    /// Whether the first steps have been taken or waved away.
    pub introduced: bool,
}

impl Choices {
    /// What a file says; what it says of other things, and a file that is damaged, is passed over.
    pub fn parse(text: &str) -> Self {
        let mut choices = Self::default();
        for setting in parse_settings(text).unwrap_or_default() {
            match (setting.key.as_str(), setting.value) {
                ("theme", SettingValue::Text(name)) => choices.theme = Scheme::named(&name),
                ("mouse", SettingValue::Flag(flag)) => choices.mouse = Some(flag),
                ("introduced", SettingValue::Flag(flag)) => choices.introduced = flag,
                _ => {}
            }
        }
        choices
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut out =
            String::from("# What was chosen inside lockin; config.toml comes before it.\n");
        if let Some(theme) = self.theme {
            let _ = writeln!(out, "theme = \"{}\"", theme.name());
        }
        if let Some(mouse) = self.mouse {
            let _ = writeln!(out, "mouse = {mouse}");
        }
        let _ = writeln!(out, "introduced = {}", self.introduced);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::command::Pressed;

    #[test]
    fn the_template_says_the_defaults() {
        let uncommented: String = Config::template()
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(setting) if !setting.starts_with(' ') => format!("{setting}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = Config::parse("config.toml", &uncommented);
        assert_eq!(config.faults, []);
        assert_eq!(config.keys, Keys::default());
        assert_eq!(
            (config.theme, config.mouse),
            (Some(Scheme::Ansi), Some(true))
        );
        assert_eq!(Config::parse("", &Config::template()).faults, []);
    }

    #[test]
    fn all_faults_are_told_with_their_places_and_the_defaults_hold() {
        let text = "theme = \"darkk\"\nmouse = 1\ncolour = true\n[keys]\nundoo = [\"x\"]\nundo = [\"w\"]\nredo = \"w\"\nswap-portfolios = [\"hyper-x\"]\n";
        let config = Config::parse("config.toml", text);
        let faults: Vec<String> = config
            .faults
            .iter()
            .map(|fault| {
                let place = fault.place.unwrap();
                let hint = fault.hint.clone().unwrap_or_default();
                format!("{}:{} {} ({hint})", place.line, place.column, fault.message)
            })
            .collect();
        assert_eq!(
            faults[..5],
            [
                "1:1 `darkk` is no theme (did you mean `dark`?)",
                "2:1 `mouse` must be true or false ()",
                "3:1 there is no setting `colour` (known are theme, background, glyphs, mouse, plain, motion and [keys])",
                "5:1 there is no command `undoo` (did you mean `undo`?)",
                "7:1 `w` is also a key of `undo` (give one of them another key)",
            ]
        );
        assert_eq!(faults.len(), 6);
        assert_eq!(config.keys, Keys::default());
        assert_eq!(config.theme, None);
    }

    #[test]
    fn keys_are_chosen() {
        let config = Config::parse("", "[keys]\nundo = [\"ctrl-z\", \"z u\"]\nsuspend = []\n");
        assert_eq!(config.faults, []);
        assert_eq!(
            config.keys.meaning("ctrl-z"),
            Pressed::Command(Command::Undo)
        );
        assert_eq!(config.keys.shown(Command::Undo), "^Z");
    }

    #[test]
    fn choices_come_back() {
        let choices = Choices {
            theme: Some(Scheme::TritanopiaLight),
            mouse: Some(false),
            introduced: true,
        };
        assert_eq!(Choices::parse(&choices.text()), choices);
        assert_eq!(Choices::parse("introduced = maybe"), Choices::default());
    }
}
