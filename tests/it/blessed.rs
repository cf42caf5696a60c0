//! Parts of documents that the program writes itself: between two marks, and compared on every run.

use std::path::Path;
use std::sync::Mutex;
use std::{env, fs};

/// Tests run side by side, and several may write to one file.
static WRITING: Mutex<()> = Mutex::new(());

/// Holds the text between `<!-- mark -->` and `<!-- /mark -->` of a document of the repository against `text`; with
/// `LOCKIN_BLESS=1` writes it there instead.
#[track_caller]
pub(crate) fn section(document: &str, mark: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let guard = WRITING.lock();
    let whole = fs::read_to_string(&path).expect("the document is there");
    let (head, rest) = whole.split_once(&open).expect("it has the first mark");
    let (found, tail) = rest.split_once(&close).expect("it has the second mark");
    if env::var_os("LOCKIN_BLESS").is_some() {
        fs::write(&path, format!("{head}{open}{text}{close}{tail}")).expect("it can be written");
    } else {
        drop(guard);
        assert!(
            found == text,
            "{document} is not what came out; write it anew with LOCKIN_BLESS=1. First difference:\n{}",
            first_difference(found, text)
        );
    }
}

fn first_difference(found: &str, text: &str) -> String {
    let mut lines = found.lines().zip(text.lines());
    let line = lines.find(|(old, new)| old != new);
    line.map_or_else(
        || "one is longer".to_owned(),
        |(old, new)| format!("- {old}\n+ {new}"),
    )
}
