//! What must hold of any bytes at all. The targets of cargo-fuzz and a test with a short corpus run these.

#![allow(dead_code, reason = "each target runs one of them")]

use lockin::import::decimal::Decimal;
use lockin::import::source::{self, Archive};
use lockin::import::{
    Imported, dora as register, focus as bill, graph as inventory, incidents as history,
};
use lockin::store::{load_text, write};

/// A bill, on both cost bases.
pub(crate) fn focus(bytes: &[u8]) {
    for cost in bill::Basis::ALL {
        let options = bill::Options {
            cost: Some(cost),
            split: bill::Split::Tag("application".to_owned()),
            ..bill::Options::default()
        };
        for options in [
            bill::Options {
                split: bill::Split::None,
                ..options.clone()
            },
            options,
        ] {
            let source = source::of_bytes("bill.csv", bytes.to_vec());
            if let Ok(imported) = bill::of_sources([source].into_iter(), &options) {
                made(&imported);
            }
        }
    }
}

/// A history in any form, with and without columns that a person named.
pub(crate) fn incidents(bytes: &[u8]) {
    // The same moment always: what lies ahead of it does not count.
    let now = jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(57 * 8766);
    let plain = history::Options::at(now);
    let mapped = history::Options {
        map: [("start", "a"), ("end", "b")]
            .map(|(mapped, named)| (mapped.to_owned(), named.to_owned()))
            .into(),
        merge: true,
        keep_long: true,
        hours: history::HoursLaw::Empirical,
        ..plain.clone()
    };
    for options in [plain, mapped] {
        if let Ok(imported) = history::import_bytes("history", bytes.to_vec(), &options) {
            made(&imported);
        }
    }
}

/// Bytes packed with zstd, unpacked or refused.
pub(crate) fn zstd(bytes: &[u8]) {
    let framed = [&[0x28, 0xb5, 0x2f, 0xfd][..], bytes].concat();
    if let Ok(text) = source::of_bytes("packed", framed).and_then(source::Source::whole_text) {
        assert!(text.len() as u64 <= source::LARGEST_TEXT);
    }
}

/// An inventory of any form.
pub(crate) fn graph(bytes: &[u8]) {
    let source = source::of_bytes("inventory", bytes.to_vec());
    if let Ok(imported) =
        inventory::of_sources([source].into_iter(), &inventory::Options::default())
    {
        made(&imported);
    }
}

/// A register of information.
pub(crate) fn dora(bytes: &[u8]) {
    let Ok(archive) = Archive::of_bytes(bytes.to_vec()) else {
        return;
    };
    if let Ok(imported) = register::package("register.zip", archive) {
        made(&imported);
    }
}

/// A number: what is read is written as the same number.
pub(crate) fn decimal(bytes: &[u8]) {
    if let Ok(number) = Decimal::parse(bytes) {
        let shown = number.to_string();
        assert_eq!(Decimal::parse(shown.as_bytes()), Ok(number), "{shown}");
        let word = std::str::from_utf8(bytes).expect("numbers are ASCII");
        let near: f64 = word.parse().expect("the standard library reads it too");
        assert!(
            (number.to_f64() - near).abs() <= 1e-12 * near.abs() + 1e-35,
            "{word}: {shown}"
        );
    }
}

/// What was made is a scenario without fault that reads back as it was, and no text of it is a command to a terminal.
fn made(imported: &Imported) {
    let document = imported
        .findings
        .document()
        .unwrap_or_else(|invalid| panic!("{invalid}"));
    let text = write(&document);
    let back = load_text(&text, "made").unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(back.document, document);
    for text in [
        imported.report.text(&imported.findings),
        imported.report.json(&imported.findings),
    ] {
        assert!(
            text.chars().all(|c| c == '\n' || !c.is_control()),
            "{text:?}"
        );
    }
}
