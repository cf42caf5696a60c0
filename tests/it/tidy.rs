//! House rules that no compiler knows: who may know whom, how files open, and which arithmetic a draw may use.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in reading order, each with the rooms that it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("units", &[]),
    ("stats", &[]),
    ("chart", &[]),
    ("model", &["units", "stats"]),
    ("engine", &["units", "stats", "model"]),
    ("analysis", &["units", "stats", "model", "engine"]),
    ("store", &["units", "stats", "model", "engine", "analysis"]),
    (
        "import",
        &[
            "units", "stats", "chart", "model", "engine", "analysis", "store",
        ],
    ),
    ("report", &["units", "chart", "model", "engine", "analysis"]),
    (
        "session",
        &[
            "units", "stats", "chart", "model", "engine", "analysis", "store", "import", "report",
        ],
    ),
    (
        "cli",
        &[
            "units", "stats", "chart", "model", "engine", "analysis", "store", "import", "report",
            "session",
        ],
    ),
    (
        "ui",
        &[
            "units", "stats", "chart", "model", "engine", "analysis", "store", "import", "report",
            "session",
        ],
    ),
];

/// Methods of `f64` that call the C library, which differs in the last bit between processors.
const C_LIBRARY: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos",
    "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "atan2", "cbrt", "hypot", "mul_add",
    "gamma", "ln_gamma",
];

/// Methods of our own that share a name with one of these: `Draws::gamma` and `Draws::ln_gamma`.
const ALLOWED: &[(&str, &[&str])] = &[
    ("stats/stream.rs", &["gamma", "ln_gamma"]),
    ("stats/law.rs", &["gamma", "ln_gamma"]),
    ("engine/draw.rs", &["gamma"]),
    ("engine/pace.rs", &["gamma"]),
];

/// A source file without its comments, and without what only tests see.
struct Source {
    /// Below `src`, with `/`.
    name: String,
    lines: Vec<String>,
}

impl Source {
    /// The room that it lies in.
    fn room(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.trim_end_matches(".rs")
    }

    /// The code as one text, lines kept.
    fn code(&self) -> String {
        self.lines.join("\n")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("the sources can be listed").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    let below = path.strip_prefix(root()).expect("it was found there");
    below.to_string_lossy().replace('\\', "/")
}

/// All sources but files of tests alone.
fn sources() -> Vec<Source> {
    files(&root())
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"))
        .map(|path| Source {
            name: name(path),
            lines: without_tests(&fs::read_to_string(path).expect("a source can be read")),
        })
        .collect()
}

/// The lines with comments and everything under `#[cfg(test)]` left empty.
fn without_tests(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    // Where an item of tests ends: at the first closing brace as deep as its attribute, or at a semicolon.
    let mut test_item: Option<(usize, bool)> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let code = line.split("//").next().unwrap_or_default().trim_end();
        if let Some((depth, opened)) = &mut test_item {
            *opened |= code.ends_with('{');
            let ends = indent == *depth
                && (code.trim_start().starts_with('}') || (!*opened && code.ends_with([';', '}'])));
            if ends {
                test_item = None;
            }
            lines.push(String::new());
        } else if code.trim_start().starts_with("#[cfg(test)]") {
            test_item = Some((indent, false));
            lines.push(String::new());
        } else {
            lines.push(code.to_owned());
        }
    }
    lines
}

/// The rooms that a text names as `crate::room`, also inside `use crate::{…}`, each with its line from 0.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count();
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(
                heads(group)
                    .into_iter()
                    .map(|(below, head)| (line + below, head)),
            );
        } else {
            found.push((line, word(rest)));
        }
    }
    found
}

/// The first words of the entries of a group, which ends at its closing brace.
fn heads(group: &str) -> Vec<(usize, String)> {
    let (mut depth, mut line, mut fresh) = (0, 0, true);
    let mut found = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            '\n' => line += 1,
            c if fresh && c.is_ascii_alphabetic() => {
                found.push((line, word(&group[at..])));
                fresh = false;
            }
            _ => {}
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

#[track_caller]
fn none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn a_room_knows_only_the_rooms_below_it() {
    let mut violations = Vec::new();
    for source in sources() {
        let room = source.room();
        if matches!(room, "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == room) else {
            violations.push(format!(
                "src/{}:1: `{room}` is not in the table of layers",
                source.name
            ));
            continue;
        };
        for (line, import) in imports(&source.code()) {
            let is_room = LAYERS.iter().any(|(layer, _)| *layer == import);
            if is_room && import != room && !allowed.contains(&import.as_str()) {
                violations.push(format!(
                    "src/{}:{}: `{room}` may not know `{import}`",
                    source.name,
                    line + 1
                ));
            }
        }
    }
    none(&violations);
}

#[test]
fn every_file_says_what_it_knows() {
    let silent = files(&root()).into_iter().filter(|path| {
        let text = fs::read_to_string(path).expect("a source can be read");
        !text.starts_with("//!")
    });
    let violations: Vec<String> = silent
        .map(|path| format!("src/{}:1: does not open with `//!`", name(&path)))
        .collect();
    none(&violations);
}

#[test]
fn no_room_hides_in_a_mod_rs() {
    let hidden = files(&root())
        .into_iter()
        .filter(|path| path.ends_with("mod.rs"));
    none(
        &hidden
            .map(|path| format!("src/{}:1: is a mod.rs", name(&path)))
            .collect::<Vec<_>>(),
    );
}

/// `f64::exp` and its like gave other last bits with and without FMA (model.md, section 9).
#[test]
fn nothing_that_is_drawn_goes_through_the_c_library() {
    let mut violations = Vec::new();
    for source in sources() {
        if !matches!(source.room(), "engine" | "stats") {
            continue;
        }
        let allowed = ALLOWED
            .iter()
            .find(|(file, _)| *file == source.name)
            .map_or(&[][..], |(_, methods)| *methods);
        for (line, code) in source.lines.iter().enumerate() {
            for method in C_LIBRARY.iter().filter(|method| !allowed.contains(method)) {
                if code.contains(&format!(".{method}(")) || code.contains(&format!("f64::{method}"))
                {
                    violations.push(format!(
                        "src/{}:{}: `{method}` of the C library",
                        source.name,
                        line + 1
                    ));
                }
            }
        }
    }
    none(&violations);
}

#[test]
fn the_reader_of_these_rules_sees_what_it_should() {
    let code = "use crate::{\n    stats::{Law, ui},\n    model,\n};\nlet x = crate::chart::Axis;";
    let found: Vec<(usize, String)> = imports(code);
    let expected = [(1, "stats"), (2, "model"), (4, "chart")];
    assert_eq!(found, expected.map(|(line, room)| (line, room.to_owned())));

    let text = "//! Doc of crate::ui.\nuse a;\n#[cfg(test)]\nuse crate::ui;\nfn f() {}\n#[cfg(test)]\nmod tests {\n    use x::{\n    };\n}\nfn g() {}";
    let lines = without_tests(text);
    let kept: Vec<&str> = lines
        .iter()
        .map(String::as_str)
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(kept, ["use a;", "fn f() {}", "fn g() {}"]);
}
