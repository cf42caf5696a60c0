//! Figures as documents: text, JSON, CSV, Markdown, HTML.
//!
//! A [`Format`] turns a [`Report`] into bytes, and the same report always into
//! the same bytes. What the readable documents say is put together once, as
//! sections of paragraphs and tables; each of them only lays it out. JSON and
//! CSV are for programs and hold every figure in full precision. The names in
//! them are a contract.

mod content;
mod csv;
mod html;
mod json;
mod markdown;
mod retold;
mod tables;
mod text;

use crate::analysis::{Figures, Precision};

pub use retold::Retold;

/// What a document is about.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The figures.
    pub figures: &'a Figures,
    /// The scenario's title.
    pub title: &'a str,
    /// The version of the program.
    pub version: &'a str,
    /// The digest of the resolved scenario.
    pub input_hash: &'a str,
    /// The what-if edits, each as `path=value`.
    pub edits: &'a [String],
    /// How sure the mean losses were to be, where the trials went on until they were.
    pub precision: Option<Precision>,
}

/// The documents that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a terminal or a plain file, 100 columns at most.
    Text,
    /// For programs: one object.
    Json,
    /// For spreadsheets: one row for each figure.
    Csv,
    /// For a wiki or a pull request.
    Markdown,
    /// For a browser: one page that needs nothing else.
    Html,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [
        Format::Text,
        Format::Json,
        Format::Csv,
        Format::Markdown,
        Format::Html,
    ];

    /// The name by which people choose it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Markdown => "markdown",
            Format::Html => "html",
        }
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The usual ending of such a file.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Markdown => "md",
            Format::Html => "html",
        }
    }

    /// The document, which ends with a line break.
    pub fn document(self, report: &Report<'_>) -> Vec<u8> {
        match self {
            Format::Text => text::document(report),
            Format::Json => json::document(report),
            Format::Csv => csv::document(report),
            Format::Markdown => markdown::document(report),
            Format::Html => html::document(report),
        }
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::examples;

    /// All documents about the example of two clouds.
    fn documents(change: impl FnOnce(&mut serde_json::Value)) -> Vec<String> {
        let mut value = examples::two_clouds();
        change(&mut value);
        let figures = examples::trials(&value, 400).figures(1);
        let edits = ["providers.azure.outages.region.per_year=5".to_owned()];
        let report = Report {
            figures: &figures,
            title: "Two clouds <&|\"> one",
            version: "0.1.0",
            input_hash: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            edits: &edits,
            precision: Precision::new(0.9),
        };
        let documents = Format::ALL.map(|format| format.document(&report));
        let documents = documents
            .into_iter()
            .map(|bytes| String::from_utf8(bytes).unwrap());
        documents.collect()
    }

    fn third(value: &mut serde_json::Value) {
        let mut third = value["portfolios"]["multi-cloud"].clone();
        third["name"] = "A third way with a rather long name that says all about it".into();
        value["portfolios"]["third"] = third;
    }

    fn only_one(value: &mut serde_json::Value) {
        value["portfolios"]
            .as_object_mut()
            .unwrap()
            .remove("exclusive");
    }

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::named(format.name()), Some(format));
        }
        assert_eq!(Format::named("pdf"), None);
    }

    #[test]
    fn every_document_ends_with_one_line_break_and_shows_no_gap() {
        for change in [|_: &mut serde_json::Value| (), third, only_one] {
            for document in documents(change) {
                assert!(document.ends_with('\n') && !document.ends_with("\n\n"));
                assert!(
                    !document.contains("NaN") && !document.contains("inf,"),
                    "{document}"
                );
            }
        }
    }

    #[test]
    fn the_text_stays_within_a_hundred_columns_and_opens_with_the_answer() {
        use unicode_width::UnicodeWidthStr;
        for change in [|_: &mut serde_json::Value| (), third, only_one] {
            let text = &documents(change)[0];
            for line in text.lines() {
                assert!(line.width() <= 100, "{line}");
                assert_eq!(line, line.trim_end());
            }
            let answer = text.lines().nth(3).unwrap();
            assert!(answer.starts_with("Multi-cloud costs $"), "{answer}");
            assert!(text.contains("edit providers.azure.outages.region.per_year=5"));
            assert!(text.contains("400 trials of 3 years · seed 1"));
            assert!(text.contains("\n400 trials were enough for ± 90 %: every mean loss is known"));
        }
    }

    #[test]
    fn readable_documents_say_what_more_trials_would_bring() {
        let [text, _, _, markdown, html] = documents(|_| ()).try_into().unwrap();
        // 400 trials of 3 years.
        for document in [text.replace('\n', " "), markdown, html] {
            for words in [
                " A: TVaR 99 rests on 4 of 400 trials",
                " of 1,200 years, ± ",
                " trials would bring ± 10 %.",
            ] {
                assert!(document.contains(words), "{words}: {document}");
            }
        }
    }

    #[test]
    fn markup_in_a_name_is_shown_not_obeyed() {
        let documents = documents(|_| ());
        assert!(documents[4].contains("<title>Two clouds &lt;&amp;|&quot;&gt; one</title>"));
        assert!(documents[3].starts_with("# Two clouds \\<&\\|\"\\> one\n"));
    }

    #[test]
    fn every_row_of_the_csv_has_eight_fields() {
        let csv = &documents(|_| ())[2];
        for line in csv.lines() {
            assert_eq!(line.split(',').count(), 8, "{line}");
        }
        assert!(csv.contains("\nexclusive,loss.total.mean,,"));
        assert!(csv.contains("\nmulti-cloud - exclusive,comparison.delta_tvar,99,"));
        assert!(csv.contains(",loss.by_cause.mean,azure/control-plane,"));
    }
}
