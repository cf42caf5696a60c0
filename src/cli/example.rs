//! `lockin example`: the scenarios inside the program.

use std::fmt::Write;

use super::failure::Failure;
use super::output;
use crate::model::{Node, nearest};
use crate::store::{Diagnostic, EXAMPLES, Example};

/// Lists them, or prints the one of this name with all its comments.
pub(super) fn example(name: Option<&str>) -> Result<(), Failure> {
    let Some(name) = name else {
        return output::print(list().as_bytes());
    };
    match Example::named(name) {
        Some(example) => output::print(example.text.as_bytes()),
        None => Err(unknown(name)),
    }
}

fn list() -> String {
    let mut out = String::new();
    for example in EXAMPLES {
        let document = example.load().document;
        let title = match document.root.get("title") {
            Some(Node::Text(title)) => title.as_str(),
            _ => "",
        };
        let _ = writeln!(out, "{:<20} {title}", example.name);
    }
    out
}

fn unknown(name: &str) -> Failure {
    let names = || EXAMPLES.iter().map(|example| example.name);
    let hint = nearest(name, names()).map_or_else(
        || format!("there are: {}", names().collect::<Vec<_>>().join(", ")),
        |meant| format!("did you mean `{meant}`?"),
    );
    let message = format!("there is no built-in scenario `{name}`");
    let diagnostic = Diagnostic::of_file("lockin example", message).with_hint(Some(hint));
    Failure::Usage(vec![diagnostic])
}
