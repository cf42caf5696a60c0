//! The Contract Commitment dataset: what was promised to be bought, for how long.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{ABSENT, place};
use super::ledger::shown;
use super::period::{seconds, stamp};
use crate::import::decimal::Decimal;
use crate::import::fault::ImportError;
use crate::import::report::Report;
use crate::import::table::{Table, is_null};
use crate::model::Node;
use crate::units::HOURS_PER_YEAR;

/// Hours of a term that is counted in whole years.
const SECONDS_PER_HOUR: f64 = 3_600.0;

/// What was promised to one provider.
#[derive(Clone, Debug, Default)]
pub(super) struct Promise {
    /// Money a year, of commitments to spend, by currency.
    pub(super) per_year: BTreeMap<String, f64>,
    /// When the last of its contracts ends \[s since 1970\].
    pub(super) ends: Option<i64>,
    /// How many commitments that is.
    pub(super) commitments: u64,
}

/// All commitments.
#[derive(Clone, Debug, Default)]
pub(super) struct Commitments {
    pub(super) rows: u64,
    pub(super) by_provider: BTreeMap<String, Promise>,
    /// The end of the earliest commitment's start: from when terms are counted where no charge says when it is.
    pub(super) first: Option<i64>,
    last: Option<i64>,
    contracts: BTreeSet<String>,
    ids: BTreeSet<String>,
    cost: BTreeMap<String, Decimal>,
    by_category: BTreeMap<String, u64>,
    null_cost: u64,
}

/// The provider whose name stands nowhere in its commitments.
pub(super) const UNKNOWN: &str = "(none)";

impl Commitments {
    /// Reads a table of commitments.
    pub(super) fn read(
        &mut self,
        table: &mut Table,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        let at = |name: &str| place(table.columns(), name);
        let columns = Places {
            id: at("ContractCommitmentId"),
            contract: at("ContractId"),
            category: at("ContractCommitmentCategory"),
            cost: at("ContractCommitmentCost"),
            start: at("ContractCommitmentPeriodStart"),
            end: at("ContractCommitmentPeriodEnd"),
            contract_end: at("ContractPeriodEnd"),
            currency: at("BillingCurrency"),
            provider: ["ServiceProviderName", "ProviderName", "InvoiceIssuerName"]
                .into_iter()
                .map(at)
                .find(|place| *place != ABSENT)
                .unwrap_or(ABSENT),
        };
        while table.advance()? {
            self.add(table, &columns, report);
        }
        Ok(())
    }

    fn add(&mut self, table: &Table, columns: &Places, report: &mut Report) {
        self.rows += 1;
        let text = |column| shown(table.cell(column));
        let (id, category) = (text(columns.id), text(columns.category));
        self.contracts.insert(text(columns.contract));
        *self.by_category.entry(category.clone()).or_default() += 1;
        // The same commitment stands once for every contract and charge that it was applied to.
        if !self.ids.insert(id.clone()) {
            report.drop("commitment that stands twice", 1);
            return;
        }
        let cost = table.cell(columns.cost);
        if is_null(cost) {
            self.null_cost += 1;
            return;
        }
        let Ok(cost) = Decimal::parse(cost) else {
            report.drop("commitment whose cost is not a number", 1);
            return;
        };
        let currency = text(columns.currency);
        let _ = self.cost.entry(currency.clone()).or_default().add(cost);
        let period = seconds(table.cell(columns.start)).zip(seconds(table.cell(columns.end)));
        let Some((start, end)) = period.filter(|(start, end)| start < end) else {
            report.drop("commitment without a period", 1);
            return;
        };
        self.first = Some(self.first.map_or(start, |first| first.min(start)));
        self.last = Some(self.last.map_or(end, |last| last.max(end)));
        if !category.eq_ignore_ascii_case("Spend") {
            report.drop("commitment to use, not to spend", 1);
            return;
        }
        let provider = match table.cell(columns.provider) {
            cell if is_null(cell) => provider_of(&id).to_owned(),
            cell => shown(cell),
        };
        let promise = self.by_provider.entry(provider).or_default();
        let hours = (end - start) as f64 / SECONDS_PER_HOUR;
        *promise.per_year.entry(currency).or_default() +=
            cost.to_f64() * HOURS_PER_YEAR / hours.max(HOURS_PER_YEAR);
        let ends = seconds(table.cell(columns.contract_end)).unwrap_or(end);
        promise.ends = Some(promise.ends.map_or(ends, |known| known.max(ends)));
        promise.commitments += 1;
    }

    /// What was found, as data.
    pub(super) fn figure(&self) -> Node {
        let number = |n: u64| Node::Number(n as f64);
        let cost = self.cost.iter();
        let cost = cost.map(|(currency, sum)| (currency.clone(), Node::Text(sum.to_string())));
        let by_category = self.by_category.iter();
        let by_category = by_category.map(|(category, n)| (category.clone(), number(*n)));
        let period = [self.first, self.last].into_iter().flatten();
        let period = period.map(|end| Node::Text(stamp(end)));
        let entries = [
            ("contracts", number(self.contracts.len() as u64)),
            ("commitments", number(self.rows)),
            ("cost", Node::Map(cost.collect())),
            ("by_category", Node::Map(by_category.collect())),
            ("null_cost_rows", number(self.null_cost)),
            ("period", Node::List(period.collect())),
        ];
        crate::import::assumed::map(entries)
    }
}

struct Places {
    id: usize,
    contract: usize,
    category: usize,
    cost: usize,
    start: usize,
    end: usize,
    contract_end: usize,
    currency: usize,
    provider: usize,
}

/// Whose commitment this is, by the form of its id.
fn provider_of(id: &str) -> &'static str {
    let id = id.to_ascii_lowercase();
    if id.contains("microsoft.") {
        "Microsoft Azure"
    } else if id.starts_with("arn:aws") {
        "AWS"
    } else if id.starts_with("projects/") || id.contains("googleapis.com") {
        "Google Cloud"
    } else if id.starts_with("ocid1.") {
        "Oracle"
    } else {
        UNKNOWN
    }
}
