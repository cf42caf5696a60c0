//! `docs/checks.md` lists every test that holds the program against mathematics or a source.

use std::fmt::Write;
use std::fs;

use crate::blessed;

/// A test with what its doc comment says.
struct Proof {
    test: String,
    /// The first paragraph.
    about: String,
    /// What stands behind “Source:”.
    source: String,
}

/// The tests of a file whose doc comment names a source.
fn proofs(text: &str) -> Vec<Proof> {
    let mut found = Vec::new();
    let (mut doc, mut is_test): (Vec<&str>, bool) = (Vec::new(), false);
    for line in text.lines() {
        if let Some(said) = line.strip_prefix("///") {
            doc.push(said.trim());
        } else if line == "#[test]" {
            is_test = true;
        } else if !line.starts_with("#[") {
            let name = line.strip_prefix("fn ").filter(|_| is_test);
            found.extend(name.and_then(|rest| proof(rest, &doc)));
            (doc, is_test) = (Vec::new(), false);
        }
    }
    found
}

fn proof(rest: &str, doc: &[&str]) -> Option<Proof> {
    let paragraphs: Vec<String> = doc
        .split(|line| line.is_empty())
        .map(|lines| lines.join(" "))
        .collect();
    let source = paragraphs.iter().find_map(|paragraph| {
        let source = paragraph.strip_prefix("Source: ");
        source.or_else(|| paragraph.strip_prefix("Sources: "))
    })?;
    let about = paragraphs.iter().find(|text| !text.starts_with("Source"));
    Some(Proof {
        test: rest.split('(').next()?.to_owned(),
        about: about.cloned().unwrap_or_default(),
        source: source.to_owned(),
    })
}

#[test]
fn every_proof_is_listed() {
    let mut table = String::from("| test | what must hold | source |\n| --- | --- | --- |\n");
    let mut files: Vec<_> = fs::read_dir("tests/it")
        .expect("the tests are there")
        .map(|entry| entry.expect("they can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .collect();
    files.sort();
    let cell = |text: &str| text.replace('|', "\\|").replace(['[', ']'], "");
    for path in files {
        let module = path.file_stem().expect("it is a file").to_string_lossy();
        for proof in proofs(&fs::read_to_string(&path).expect("it is text")) {
            let (test, about, source) = (&proof.test, cell(&proof.about), cell(&proof.source));
            writeln!(table, "| `{module}::{test}` | {about} | {source} |")
                .expect("a string takes all");
        }
    }
    blessed::section("docs/checks.md", "proofs", &table);
}

#[test]
fn a_proof_is_a_test_that_names_its_source() {
    let text = "/// The mean is 1.\n///\n/// Source: a book,\n/// page 2.\n#[test]\nfn mean() {}\n\n/// No source.\n#[test]\nfn other() {}\n\n/// Source: none.\nfn helper() {}\n";
    let found = proofs(text);
    let [proof] = found.as_slice() else {
        panic!("{} found", found.len())
    };
    assert_eq!(proof.test, "mean");
    assert_eq!(proof.about, "The mean is 1.");
    assert_eq!(proof.source, "a book, page 2.");
}
