//! What the readable documents say: sections of paragraphs and tables.

use super::Report;
use super::tables;
use crate::analysis::{Figures, PortfolioFigures, verdict};
use crate::units::{digits, grouped};

/// A heading with what stands below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) tables: Vec<Table>,
    /// Paragraphs behind the tables.
    pub(super) notes: Vec<String>,
}

/// A table; the first column holds words, the others numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// A portfolio as a document speaks of it.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    /// `A`, `B`, or nothing.
    pub(super) letter: &'static str,
    pub(super) portfolio: &'a PortfolioFigures,
}

impl Side<'_> {
    /// `A  Microsoft exclusive`.
    pub(super) fn label(self) -> String {
        if self.letter.is_empty() {
            self.portfolio.name.clone()
        } else {
            format!("{} · {}", self.letter, self.portfolio.name)
        }
    }

    /// `A`, or the name where there is no letter.
    pub(super) fn short(self) -> String {
        if self.letter.is_empty() {
            self.portfolio.name.clone()
        } else {
            self.letter.to_owned()
        }
    }
}

/// The portfolios, A and B first.
pub(super) fn sides(figures: &Figures) -> Vec<Side<'_>> {
    let pair = figures.comparison.as_ref().map(|c| [c.a, c.b]);
    let lettered = pair.into_iter().flatten().zip(["A", "B"]);
    let mut sides: Vec<Side<'_>> = lettered
        .map(|(p, letter)| Side {
            letter,
            portfolio: &figures.portfolios[p],
        })
        .collect();
    for (p, portfolio) in figures.portfolios.iter().enumerate() {
        if !pair.is_some_and(|pair| pair.contains(&p)) {
            sides.push(Side {
                letter: "",
                portfolio,
            });
        }
    }
    sides
}

/// The answer, in front of everything.
pub(super) fn headline(report: &Report<'_>) -> String {
    verdict(report.figures)
}

/// Everything behind the answer.
pub(super) fn sections(report: &Report<'_>) -> Vec<Section> {
    let figures = report.figures;
    let sides = sides(figures);
    let mut sections = vec![
        tables::side_by_side(figures, &sides),
        tables::made_of(figures, &sides),
        tables::return_periods(figures, &sides),
        tables::service(&sides),
        tables::concentration(figures, &sides),
    ];
    sections.extend(
        figures
            .comparison
            .as_ref()
            .map(|c| tables::comparison(figures, c)),
    );
    sections.push(precision(report));
    sections.retain(|section| !section.tables.is_empty() || !section.notes.is_empty());
    sections
}

fn precision(report: &Report<'_>) -> Section {
    let figures = report.figures;
    let mut notes = vec![
        "± is half of a 95 % Monte Carlo interval: what more trials would narrow. It says nothing about how right the \
         inputs are."
            .to_owned(),
        "Losses marked * rest on too few histories: fewer than ten years or trials lie beyond (twenty for TVaR), or half \
         of the interval is more than a tenth of the loss."
            .to_owned(),
    ];
    if let Some(precision) = report.precision {
        let reached = precision.reached(figures);
        let name = &figures.portfolios[reached.portfolio].name;
        notes.insert(0, format!("{}.", reached.words(name)));
    }
    if let Some(comparison) = &figures.comparison {
        let times = comparison.variance_reduction;
        if times.is_finite() && times > 1.0 {
            notes.push(format!(
                "A and B met the same histories. Without that the difference had taken {} times as many trials.",
                digits(times, 2)
            ));
        }
    }
    Section {
        title: "Precision".to_owned(),
        tables: Vec::new(),
        notes,
    }
}

/// What the numbers were made from, to make them again.
pub(super) fn receipt(report: &Report<'_>) -> String {
    let figures = report.figures;
    format!(
        "lockin {} · {} trials of {} years · seed {} · input {}",
        report.version,
        grouped(figures.trials),
        figures.horizon_years,
        figures.seed,
        report.input_hash
    )
}
