//! What a person and a program are told about a bill.

use super::commitments::Commitments;
use super::ledger::Ledger;
use super::period::{date, stamp};
use super::spend::{ByName, Spend, Totals};
use crate::import::assumed::map;
use crate::import::decimal::Decimal;
use crate::import::report::{Report, Section};
use crate::model::Node;
use crate::stats::concentration;

/// The rows of a section at most.
const MOST_ROWS: usize = 12;

/// The least time that a year is honestly made of \[h\]: 28 days.
const SHORT: f64 = 28.0 * 24.0;

/// Leaves repeated months out, and says which.
pub(super) fn tell_repeats(ledger: &mut Ledger, report: &mut Report) {
    let repeats = ledger.leave_out_repeats();
    let name = |file: usize| {
        report
            .files
            .get(file)
            .map_or("", |read| read.file.as_str())
            .to_owned()
    };
    let mut told: Vec<(String, String, u64)> = Vec::new();
    for (earlier, later, rows) in repeats {
        let (earlier, later) = (name(earlier), name(later));
        match told
            .iter_mut()
            .find(|(a, b, _)| *a == earlier && *b == later)
        {
            Some((_, _, sum)) => *sum += rows,
            None => told.push((earlier, later, rows)),
        }
    }
    for (earlier, later, rows) in told {
        report.warnings.push(format!(
            "{later} has charges of {earlier} again: {rows} rows of {earlier} are left out; name the newest export last"
        ));
    }
}

/// All figures of a bill.
pub(super) fn tell(
    spend: Option<&Spend>,
    ledger: &Ledger,
    commitments: &Commitments,
    report: &mut Report,
) {
    if let Some(spend) = spend {
        figures(spend, ledger, report);
        sections(spend, report);
        warnings(spend, ledger, report);
    }
    if commitments.rows > 0 {
        report.figure("commitments", commitments.figure());
        let rows = commitments
            .by_provider
            .iter()
            .flat_map(|(provider, promise)| {
                let amounts = promise.per_year.iter();
                amounts.map(move |(currency, amount)| {
                    vec![
                        provider.clone(),
                        format!("{currency} {amount:.2} a year"),
                        format!("{} commitments", promise.commitments),
                    ]
                })
            });
        let rows = rows.collect();
        report.sections.push(Section {
            title: "Committed to spend".to_owned(),
            rows,
        });
    }
}

fn figures(spend: &Spend, ledger: &Ledger, report: &mut Report) {
    let number = |n: u64| Node::Number(n as f64);
    let text = |text: &str| Node::Text(text.to_owned());
    report.figure("rows", number(ledger.rows));
    report.figure("currency", text(&spend.currency));
    report.figure("cost_basis", text(spend.basis.name()));
    report.figure("cost", text(spend.basis.words()));
    report.figure("spend", totals(&spend.chosen));
    let sums = spend.all.chunks(2).map(|pair| {
        let charges = pair.iter().map(|(_, all, sums)| {
            let key = if *all { "all" } else { "run" };
            (key.to_owned(), totals(sums))
        });
        (pair[0].0.name().to_owned(), Node::Map(charges.collect()))
    });
    report.figure("sums", Node::Map(sums.collect()));
    report.figure("negative_rows", number(ledger.negative));
    report.figure("zero_effective_rows", number(ledger.zero_effective));
    report.figure("unused_commitments", amounts(&spend.unused));
    let edges = spend
        .hosts
        .keys()
        .map(|(from, to)| Node::List(vec![text(from), text(to)]));
    report.figure("hosted_by", Node::List(edges.collect()));
    let hhi = [
        ("by_provider", &spend.chosen.by_provider),
        ("by_host", &spend.chosen.by_host),
        ("by_category", &spend.chosen.by_category),
    ];
    let hhi = hhi.map(|(key, sums)| (key, hhi_of(sums).map_or(Node::Null, Node::Number)));
    report.figure("hhi", map(hhi));
    let period = [
        ("from", text(&stamp(spend.ends.0))),
        ("to", text(&stamp(spend.ends.1))),
        ("hours", Node::Number(spend.hours)),
    ];
    report.figure("period", map(period));
}

/// The Herfindahl–Hirschman index, 0 to 1, of what is above zero.
fn hhi_of(sums: &ByName) -> Option<f64> {
    let weights: Vec<f64> = sums.values().map(|sum| sum.to_f64().max(0.0)).collect();
    concentration(&weights).map(|concentration| concentration.hhi)
}

fn totals(totals: &Totals) -> Node {
    map([
        ("total", Node::Text(totals.total.to_string())),
        ("by_provider", amounts(&totals.by_provider)),
        ("by_host", amounts(&totals.by_host)),
        ("by_region", amounts(&totals.by_region)),
        ("by_category", amounts(&totals.by_category)),
    ])
}

fn amounts(sums: &ByName) -> Node {
    let entries = largest_first(sums).into_iter();
    Node::Map(
        entries
            .map(|(name, sum)| (name.clone(), Node::Text(sum.to_string())))
            .collect(),
    )
}

/// The largest first; of equal ones the first by name.
fn largest_first(sums: &ByName) -> Vec<(&String, &Decimal)> {
    let mut all: Vec<_> = sums.iter().collect();
    all.sort_by(|(a, x), (b, y)| y.to_f64().total_cmp(&x.to_f64()).then(a.cmp(b)));
    all
}

fn sections(spend: &Spend, report: &mut Report) {
    let title = |by: &str| format!("{} by {by}, {}", spend.basis.words(), spend.currency);
    let chosen = &spend.chosen;
    let tables = [
        ("provider", &chosen.by_provider),
        ("host", &chosen.by_host),
        ("region", &chosen.by_region),
        ("category", &chosen.by_category),
    ];
    for (by, sums) in tables {
        let mut rows = largest_first(sums).into_iter();
        let total = chosen.total.to_f64();
        let row = |name: String, sum: f64| {
            vec![
                name,
                format!("{sum:.2}"),
                format!("{:.1} %", 100.0 * sum / total),
            ]
        };
        let mut lines: Vec<_> = rows
            .by_ref()
            .take(MOST_ROWS)
            .map(|(name, sum)| row(name.clone(), sum.to_f64()))
            .collect();
        let rest: Vec<f64> = rows.map(|(_, sum)| sum.to_f64()).collect();
        if !rest.is_empty() {
            lines.push(row(format!("{} others", rest.len()), rest.iter().sum()));
        }
        report.sections.push(Section {
            title: title(by),
            rows: lines,
        });
    }
    let hosted = spend.hosts.iter().map(|((from, to), sum)| {
        vec![
            format!("{from} runs on {to}"),
            format!("{:.2}", sum.to_f64()),
        ]
    });
    let hosted: Vec<_> = hosted.collect();
    if !hosted.is_empty() {
        report.sections.push(Section {
            title: "Fourth parties: billed by one, run by another".to_owned(),
            rows: hosted,
        });
    }
}

fn warnings(spend: &Spend, ledger: &Ledger, report: &mut Report) {
    let days = spend.hours / 24.0;
    if spend.hours < SHORT {
        report.warnings.push(format!(
            "the charges cover {days:.1} days only: what falls due at the end of a month or once a year is missed or counted too often"
        ));
    }
    if spend.gaps > 0 {
        report.warnings.push(format!(
            "{} months between {} and {} have no charge: is an export missing, or a year wrong?",
            spend.gaps,
            date(spend.ends.0),
            date(spend.ends.1)
        ));
    }
    for (kind, n) in [
        ("BilledCost", ledger.null_billed),
        ("EffectiveCost", ledger.null_effective),
    ] {
        if n > 0 {
            report.warnings.push(format!(
                "{n} rows have no {kind} and count as 0 on that basis"
            ));
        }
    }
    let below = spend
        .chosen
        .by_provider
        .iter()
        .filter(|(_, sum)| sum.is_negative());
    for (provider, sum) in below {
        report.warnings.push(format!(
            "{provider} has a net of {sum} and counts as 0 in shares"
        ));
    }
}
