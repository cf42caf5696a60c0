//! Key presses by name.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// The name of a key press, as the table of commands spells it; nothing for a release.
pub(super) fn key_name(key: &KeyEvent) -> Option<String> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => {
            c.to_lowercase().to_string()
        }
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("f{n}"),
        KeyCode::BackTab => return Some("backtab".to_owned()),
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => {
            return Some("backtab".to_owned());
        }
        other => format!("{other:?}").to_lowercase(),
    };
    let is_char = matches!(key.code, KeyCode::Char(_));
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        Some(format!("ctrl-{name}"))
    } else if key.modifiers.contains(KeyModifiers::ALT) {
        Some(format!("alt-{name}"))
    } else if key.modifiers.contains(KeyModifiers::SHIFT) && !is_char {
        Some(format!("shift-{name}"))
    } else {
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_as_in_the_table() {
        let press = |code, modifiers| key_name(&KeyEvent::new(code, modifiers));
        assert_eq!(
            press(KeyCode::Char('s'), KeyModifiers::CONTROL).as_deref(),
            Some("ctrl-s")
        );
        assert_eq!(
            press(KeyCode::Char('G'), KeyModifiers::SHIFT).as_deref(),
            Some("G")
        );
        assert_eq!(
            press(KeyCode::Left, KeyModifiers::SHIFT).as_deref(),
            Some("shift-left")
        );
        assert_eq!(
            press(KeyCode::PageUp, KeyModifiers::NONE).as_deref(),
            Some("pageup")
        );
        assert_eq!(
            press(KeyCode::Char(' '), KeyModifiers::NONE).as_deref(),
            Some("space")
        );
        assert_eq!(
            press(KeyCode::Esc, KeyModifiers::NONE).as_deref(),
            Some("esc")
        );
    }
}
