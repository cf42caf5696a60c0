//! Short ways to what a feed in JSON says.

use jiff::Timestamp;
use serde_json::Value;

use super::time::moment_of;

/// The text under a key; nothing where it is empty or no text.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// A text, or a number as a text.
pub(super) fn word(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The moment under a key.
pub(super) fn at(value: &Value, key: &str) -> Option<Timestamp> {
    moment_of(value.get(key))
}

/// Whether a key holds more than nothing.
pub(super) fn has(value: &Value, key: &str) -> bool {
    value
        .get(key)
        .is_some_and(|found| !found.is_null() && found.as_str() != Some(""))
}

/// The items of the list under a key, none where there is no list.
pub(super) fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// Each different text once, in the order met.
pub(super) fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && !found.iter().any(|other| other == text) {
            found.push(text.to_owned());
        }
    }
    found
}
