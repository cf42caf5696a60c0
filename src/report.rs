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
mod tables;
mod text;

use crate::analysis::Figures;

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
