//! What a register holds and where it does not hold together, in numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::register::Register;
use crate::import::assumed::map;
use crate::import::decimal::Decimal;
use crate::import::report::{Report, Section};
use crate::model::Node;
use crate::stats::concentration;
use crate::store::printable;

/// Codes with the words for them.
const SUBSTITUTABILITY: [(&str, &str); 4] = [
    ("x959", "not substitutable"),
    ("x960", "highly complex to replace"),
    ("x961", "of medium complexity to replace"),
    ("x962", "easily replaced"),
];
const YES_NO: [(&str, &str); 3] = [("x28", "yes"), ("x29", "no"), ("x21", "not assessed")];
const REINTEGRATION: [(&str, &str); 4] = [
    ("x798", "easy"),
    ("x966", "difficult"),
    ("x967", "highly complex"),
    ("x0", "not applicable"),
];

/// Puts the figures of a register into the report.
pub(super) fn tell(register: &Register, report: &mut Report) {
    let number = |n: u64| Node::Number(n as f64);
    let text = |text: &str| Node::Text(printable(text));
    let parameters = register.parameters.iter();
    let parameters = parameters.map(|(name, value)| (printable(name), text(value)));
    report.figure("parameters", Node::Map(parameters.collect()));
    let indicators = register.indicators.iter().map(|indicator| text(indicator));
    report.figure("filing_indicators", Node::List(indicators.collect()));
    let rows = register
        .rows
        .iter()
        .map(|(code, n)| (code.clone(), number(*n)));
    report.figure("rows_per_table", Node::Map(rows.collect()));
    let codes = [
        (
            "critical_functions",
            coded(register.functions.iter().map(|f| &f.critical), &YES_NO),
        ),
        (
            "substitutability",
            coded(
                register.assessments.iter().map(|a| &a.substitutability),
                &SUBSTITUTABILITY,
            ),
        ),
        (
            "exit_plans",
            coded(register.assessments.iter().map(|a| &a.exit_plan), &YES_NO),
        ),
        (
            "reintegration",
            coded(
                register.assessments.iter().map(|a| &a.reintegration),
                &REINTEGRATION,
            ),
        ),
    ];
    for (key, counts) in codes {
        let entries = counts.iter().map(|(word, n)| (word.clone(), number(*n)));
        report.figure(key, Node::Map(entries.collect()));
        let rows: Vec<_> = counts
            .iter()
            .map(|(word, n)| vec![word.clone(), n.to_string()])
            .collect();
        if !rows.is_empty() {
            let mut title = key.replace('_', " ");
            title[..1].make_ascii_uppercase();
            report.sections.push(Section { title, rows });
        }
    }
    spend(register, report);
    warnings(register, report);
}

/// How often each code stands, under the words for it.
fn coded<'a>(
    codes: impl Iterator<Item = &'a String>,
    words: &[(&str, &str)],
) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for code in codes {
        let known = words.iter().find(|(known, _)| known == code);
        let word = match known {
            Some((_, word)) => (*word).to_owned(),
            None if code.is_empty() => "not stated".to_owned(),
            None => "a code that is not known".to_owned(),
        };
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// What a year costs, by currency, and how concentrated that is by provider and by parent.
fn spend(register: &Register, report: &mut Report) {
    let mut by_currency: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut by_provider: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut by_parent: BTreeMap<(String, String), f64> = BTreeMap::new();
    for provider in &register.providers {
        let Ok(expense) = Decimal::parse(provider.annual_expense.as_bytes()) else {
            report.drop("provider without an annual expense", 1);
            continue;
        };
        let currency = printable(&provider.currency);
        let _ = by_currency
            .entry(currency.clone())
            .or_default()
            .add(expense);
        let parent = if provider.ultimate_parent.is_empty() {
            &provider.id
        } else {
            &provider.ultimate_parent
        };
        *by_provider
            .entry((currency.clone(), provider.id.clone()))
            .or_default() += expense.to_f64();
        *by_parent.entry((currency, parent.clone())).or_default() += expense.to_f64();
    }
    let entries = by_currency
        .iter()
        .map(|(currency, sum)| (currency.clone(), Node::Text(sum.to_string())));
    report.figure("annual_expense", Node::Map(entries.collect()));
    let hhi = |sums: &BTreeMap<(String, String), f64>| {
        let entries = by_currency.keys().map(|currency| {
            let of = sums.iter().filter(|((own, _), _)| own == currency);
            let weights: Vec<f64> = of.map(|(_, sum)| *sum).collect();
            let hhi = concentration(&weights).map_or(Node::Null, |c| Node::Number(c.hhi));
            (currency.clone(), hhi)
        });
        Node::Map(entries.collect())
    };
    report.figure(
        "hhi",
        map([
            ("by_provider", hhi(&by_provider)),
            ("by_parent", hhi(&by_parent)),
        ]),
    );
}

fn warnings(register: &Register, report: &mut Report) {
    let ids = |all: &mut dyn Iterator<Item = &String>| all.cloned().collect::<BTreeSet<String>>();
    let providers = ids(&mut register.providers.iter().map(|provider| &provider.id));
    let functions = ids(&mut register.functions.iter().map(|function| &function.id));
    let contracts = ids(&mut register
        .contracts
        .iter()
        .map(|contract| &contract.reference));
    let missing = |known: &BTreeSet<String>, named: &mut dyn Iterator<Item = &String>| {
        named
            .filter(|id| !known.contains(*id))
            .collect::<BTreeSet<_>>()
            .len()
    };
    let gaps = [
        (
            "providers of B_02.02 are not in B_05.01",
            missing(&providers, &mut register.uses.iter().map(|u| &u.provider)),
        ),
        (
            "functions of B_02.02 are not in B_06.01",
            missing(&functions, &mut register.uses.iter().map(|u| &u.function)),
        ),
        (
            "contracts of B_02.02 are not in B_02.01",
            missing(&contracts, &mut register.uses.iter().map(|u| &u.reference)),
        ),
        (
            "providers of B_05.02 are not in B_05.01",
            missing(&providers, &mut register.chain.iter().map(|l| &l.provider)),
        ),
        (
            "providers of B_07.01 are not in B_05.01",
            missing(
                &providers,
                &mut register.assessments.iter().map(|a| &a.provider),
            ),
        ),
        (
            "ids of providers say that they are LEIs and are none",
            register
                .providers
                .iter()
                .filter(|p| says_lei(&p.id_type) && !is_lei(&p.id))
                .count(),
        ),
        (
            "uses end before they start",
            register
                .uses
                .iter()
                .filter(|u| reversed(&u.start, &u.end))
                .count(),
        ),
    ];
    for (words, n) in gaps {
        if n > 0 {
            report.warnings.push(format!("{n} {words}"));
        }
    }
}

/// Whether a use ends before it starts; dates as ISO 8601 compare as text.
fn reversed(start: &str, end: &str) -> bool {
    !start.is_empty() && !end.is_empty() && end < start
}

/// The code of an LEI.
fn says_lei(id_type: &str) -> bool {
    id_type == "qx2000"
}

/// Whether a text is a legal entity identifier: twenty letters and digits, which are 1 modulo 97.
///
/// Source: ISO 17442-1:2020, and ISO/IEC 7064, MOD 97-10.
pub(super) fn is_lei(text: &str) -> bool {
    let bytes = text.as_bytes();
    let remainder = bytes.iter().try_fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    bytes.len() == 20 && remainder == Some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_lei_has_its_check_digits() {
        // The examples of GLEIF itself and of a large bank, from the public index.
        assert!(is_lei("506700GE1G29325QX363"));
        assert!(is_lei("7H6GLXDRUGQFU57RNE97"));
        for bad in [
            "506700GE1G29325QX364",
            "hewxylzs",
            "",
            "506700ge1g29325qx363",
        ] {
            assert!(!is_lei(bad), "{bad}");
        }
    }
}
