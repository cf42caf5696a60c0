//! A bill as findings: providers and what they run on, contracts, and where workloads run.

use std::collections::{BTreeMap, BTreeSet};

use super::FocusFault;
use super::commitments::{Commitments, Promise, UNKNOWN};
use super::period::date;
use super::spend::Spend;
use crate::import::assumed::{self, Kind, ids, path};
use crate::import::decimal::Decimal;
use crate::import::fault::ImportError;
use crate::import::findings::Findings;
use crate::import::names::Ids;
use crate::import::report::Report;
use crate::model::Node;
use crate::store::printable;
use crate::units::HOURS_PER_YEAR;

/// The workloads at most; what is smaller goes into one.
const MOST_WORKLOADS: usize = 20;

/// The workload of what is too small for one of its own.
const REST: &str = "everything else";

/// The workload where nothing splits a bill.
const EVERYTHING: &str = "everything";

/// The findings, or why there are none.
pub(super) fn findings(
    spend: Option<&Spend>,
    commitments: &Commitments,
    report: &Report,
) -> Result<Findings, ImportError> {
    let files: Vec<&str> = report.files.iter().map(|read| base(&read.file)).collect();
    let files = printable(&files.join(", "));
    let mut writer = Writer::new(files);
    match spend {
        Some(spend) => writer.bill(spend)?,
        None => writer.promises_alone(commitments)?,
    }
    writer.commitments(commitments, spend);
    writer.finish();
    Ok(writer.findings)
}

/// The name of a file without its folders, which are nobody's business.
fn base(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// A bill on its way into a scenario.
struct Writer {
    files: String,
    names: Ids,
    findings: Findings,
    /// The ids of providers that have a contract, with what is known of it.
    providers: BTreeSet<String>,
}

impl Writer {
    fn new(files: String) -> Self {
        Self {
            files,
            names: Ids::default(),
            findings: Findings::default(),
            providers: BTreeSet::new(),
        }
    }

    fn bill(&mut self, spend: &Spend) -> Result<(), ImportError> {
        let title = format!("What the bills of {} say", self.files);
        assumed::head(
            &mut self.findings,
            &title,
            Some(&printable(&spend.currency)),
        );
        let vendors = self.vendors(spend);
        let per_provider = self.by_id(spend.chosen.by_provider.iter());
        let hosts: BTreeSet<String> = spend
            .running
            .keys()
            .map(|(_, _, host)| self.names.of_provider(host))
            .collect();
        let ids: BTreeSet<String> = per_provider.keys().cloned().chain(hosts).collect();
        for id in ids.iter().filter(|id| !vendors.contains_key(*id)) {
            self.provider(id);
        }
        if self.providers.is_empty() {
            let fault = FocusFault::NoSpend(spend.basis.words());
            return Err(ImportError::of(&self.files, &fault));
        }
        for (vendor, hosts) in &vendors {
            self.vendor(vendor, hosts);
        }
        self.contracts(spend, &per_provider);
        self.placement(spend, &vendors)
    }

    /// Sums under the ids of their names.
    fn by_id<'a>(
        &mut self,
        sums: impl Iterator<Item = (&'a String, &'a Decimal)>,
    ) -> BTreeMap<String, f64> {
        let mut by_id = BTreeMap::new();
        for (name, sum) in sums {
            *by_id.entry(self.names.of_provider(name)).or_default() += sum.to_f64();
        }
        by_id
    }

    /// Who bills and runs nothing on their own, each with the hosts that do.
    fn vendors(&mut self, spend: &Spend) -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, (f64, BTreeSet<String>)> = BTreeMap::new();
        for ((_, provider, host), [sum, _]) in &spend.running {
            let (provider, host) = (
                self.names.of_provider(provider),
                self.names.of_provider(host),
            );
            let (own, hosts) = all.entry(provider.clone()).or_default();
            if provider == host {
                *own += sum.to_f64();
            } else {
                hosts.insert(host);
            }
        }
        let hosts: BTreeSet<String> = all.values().flat_map(|(_, hosts)| hosts.clone()).collect();
        all.into_iter()
            .filter(|(id, (own, on))| *own <= 0.0 && !on.is_empty() && !hosts.contains(id))
            .map(|(provider, (_, hosts))| (provider, hosts))
            .collect()
    }

    fn provider(&mut self, id: &str) {
        let name = printable(self.names.name(id));
        let base = path(&["providers", id]);
        self.findings
            .plain(base.join("name"), Node::Text(name.clone()));
        assumed::outages(&mut self.findings, Kind::Provider, id, &name);
        self.providers.insert(id.to_owned());
    }

    /// A third party, and the hosts that it cannot do without: the edge that nobody has on paper.
    fn vendor(&mut self, id: &str, hosts: &BTreeSet<String>) {
        let name = printable(self.names.name(id));
        let base = path(&["components", id]);
        self.findings.plain(base.join("name"), Node::Text(name));
        self.findings.plain(base.join("requires"), ids(hosts));
    }

    fn contracts(&mut self, spend: &Spend, per_provider: &BTreeMap<String, f64>) {
        let year = HOURS_PER_YEAR / spend.hours;
        let (from, to) = (date(spend.ends.0), date(spend.ends.1));
        let source = format!(
            "{}: {} of {} rows, {from} to {to} ({:.0} h), {} times {year:.4}",
            self.files,
            spend.basis.words(),
            spend.rows,
            spend.hours,
            spend.currency
        );
        // How much the sums of the two cost bases and of fewer charges differ says how sure this is.
        let mut ranges: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (_, _, totals) in &spend.all {
            for (id, sum) in self.by_id(totals.by_provider.iter()) {
                let sum = cents(sum.max(0.0) * year);
                let (low, high) = ranges.entry(id).or_insert((sum, sum));
                (*low, *high) = (low.min(sum), high.max(sum));
            }
        }
        for (id, sum) in per_provider
            .iter()
            .filter(|(id, _)| self.providers.contains(*id))
        {
            let base = path(&["portfolios", "today", "contracts", id]);
            let value = cents(sum.max(0.0) * year);
            let range = ranges.get(id).copied();
            let spend = base.join("spend_per_year");
            self.findings
                .derived(spend, Node::Number(value), range, &source);
        }
    }

    /// Where each workload runs: the shares of what its usage costs at those who run it themselves.
    fn placement(
        &mut self,
        spend: &Spend,
        vendors: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<(), ImportError> {
        let mut costs: BTreeMap<String, BTreeMap<String, [f64; 2]>> = BTreeMap::new();
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let largest = largest(spend);
        for ((split, provider, host), sums) in &spend.running {
            let workload = workload(split, &largest);
            let provider = self.names.of_provider(provider);
            if vendors.contains_key(&provider) {
                needs.entry(workload.clone()).or_default().insert(provider);
            }
            let host = self.names.of_provider(host);
            let costs: &mut [f64; 2] = costs.entry(workload).or_default().entry(host).or_default();
            costs[0] += sums[0].to_f64();
            costs[1] += sums[1].to_f64();
        }
        let source = format!(
            "{}: usage without unused commitments, {}; what is paid stands in for capacity",
            self.files,
            spend.basis.words()
        );
        let mut placed = 0;
        for (name, by_host) in costs {
            let total = |basis: usize| {
                by_host
                    .values()
                    .map(|costs| costs[basis].max(0.0))
                    .sum::<f64>()
            };
            let totals = [total(0), total(1)];
            if totals[0] <= 0.0 {
                continue;
            }
            placed += 1;
            let id = self.names.of(&name);
            let needs = needs.remove(&name).unwrap_or_default();
            self.workload(&id, &name, &needs);
            for (host, costs) in by_host.iter().filter(|(_, costs)| costs[0] > 0.0) {
                let share = costs[0] / totals[0];
                // What the other cost basis says shows how sure this is.
                let by_other = if totals[1] > 0.0 {
                    costs[1].max(0.0) / totals[1]
                } else {
                    share
                };
                let place = path(&["portfolios", "today", "placement", &id, host]);
                self.findings.derived(
                    place,
                    Node::Number(share),
                    Some((share.min(by_other), share.max(by_other))),
                    &source,
                );
            }
        }
        if placed == 0 {
            let fault = FocusFault::NoSpend(spend.basis.words());
            return Err(ImportError::of(&self.files, &fault));
        }
        Ok(())
    }

    fn workload(&mut self, id: &str, name: &str, needs: &BTreeSet<String>) {
        let name = printable(name);
        let base = path(&["workloads", id]);
        self.findings
            .plain(base.join("name"), Node::Text(name.clone()));
        assumed::worth(&mut self.findings, id, &name);
        if !needs.is_empty() {
            self.findings.plain(base.join("requires"), ids(needs));
            let vendors: Vec<&str> = needs.iter().map(String::as_str).collect();
            self.findings.silent.push(format!(
                "whether {name} stands still without what it buys from third parties: workloads.{id}.requires=[{}]",
                vendors.join(", ")
            ));
        }
    }

    /// A scenario of commitments where there is no bill.
    fn promises_alone(&mut self, commitments: &Commitments) -> Result<(), ImportError> {
        let currencies: BTreeSet<&String> = commitments
            .by_provider
            .values()
            .flat_map(|promise| promise.per_year.keys())
            .collect();
        let currencies: Vec<String> = currencies.into_iter().cloned().collect();
        let fault = match currencies.len() {
            0 if commitments.rows == 0 => Some(FocusFault::Nothing("there are no rows".to_owned())),
            0 => Some(FocusFault::Nothing("no commitment to spend".to_owned())),
            1 => None,
            _ => Some(FocusFault::Currencies(currencies.clone())),
        };
        if let Some(fault) = fault {
            return Err(ImportError::of(&self.files, &fault));
        }
        let title = format!("What {} commits to", self.files);
        assumed::head(&mut self.findings, &title, Some(&currencies[0]));
        // Where one provider is known, the others are taken for its own.
        let known = commitments.by_provider.keys().any(|name| name != UNKNOWN);
        let per_provider: Vec<(String, f64)> = commitments
            .by_provider
            .iter()
            .filter(|(name, _)| !known || *name != UNKNOWN)
            .map(|(name, promise)| {
                (
                    self.names.of_provider(name),
                    promise.per_year.values().sum(),
                )
            })
            .collect();
        for (id, per_year) in &per_provider {
            self.provider(id);
            self.findings.assumed(
                path(&["portfolios", "today", "contracts", id, "spend_per_year"]),
                Node::Number(cents(*per_year)),
                &format!("what is spent at {id} beyond the commitments"),
                "the commitments themselves",
            );
        }
        let id = self.names.of(EVERYTHING);
        self.workload(&id, EVERYTHING, &BTreeSet::new());
        for (provider, _) in &per_provider {
            self.findings.assumed(
                path(&["portfolios", "today", "placement", &id, provider]),
                Node::Number(1.0 / per_provider.len() as f64),
                "what runs where",
                "evenly over the providers",
            );
        }
        Ok(())
    }

    /// What was promised, beside the contracts of those it was promised to.
    fn commitments(&mut self, commitments: &Commitments, spend: Option<&Spend>) {
        let only = match self.providers.len() {
            1 => self.providers.first().cloned(),
            _ => None,
        };
        for (name, promise) in &commitments.by_provider {
            let id = match only.clone().filter(|_| name == UNKNOWN) {
                Some(only) => only,
                None => self.names.of_provider(name),
            };
            if self.providers.contains(&id) {
                self.promise(&id, promise, spend, commitments.first);
            } else {
                let silent = format!(
                    "to whom the commitments of `{name}` were made: no charge names that provider"
                );
                self.findings.silent.push(silent);
            }
        }
    }

    fn promise(&mut self, id: &str, promise: &Promise, spend: Option<&Spend>, first: Option<i64>) {
        let own = spend.map(|spend| spend.currency.as_str());
        let amounts = promise.per_year.iter();
        let amounts = amounts.filter(|(currency, _)| own.is_none_or(|own| own == *currency));
        let amount: f64 = amounts.map(|(_, amount)| amount).sum();
        if amount <= 0.0 {
            return;
        }
        let amount = cents(amount);
        let source = format!(
            "{}: {} commitments to spend, each over its period",
            self.files, promise.commitments
        );
        let base = path(&["portfolios", "today", "contracts", id]);
        let range = Some((amount, amount));
        self.findings.derived(
            base.join("commitment_per_year"),
            Node::Number(amount),
            range,
            &source,
        );
        let today = spend.map(|spend| spend.ends.1).or(first);
        if let Some((today, ends)) = today.zip(promise.ends) {
            let years = (ends - today) as f64 / 3_600.0 / HOURS_PER_YEAR;
            if (0.25..=100.0).contains(&years) {
                let years = cents(years);
                let source = format!("{}: the last contract ends on {}", self.files, date(ends));
                let term = base.join("term_years");
                self.findings
                    .derived(term, Node::Number(years), Some((years, years)), &source);
            }
        }
    }

    fn finish(&mut self) {
        let today = path(&["portfolios", "today", "name"]);
        self.findings.plain(today, Node::Text("Today".to_owned()));
        for silent in [
            "what a renewal does to the price: portfolios.today.contracts.<provider>.renewal_multiplier",
            "what it would take to leave: providers.<provider>.exit",
            "how workloads move away from an outage: workloads.<workload>.failover, none here",
        ] {
            self.findings.silent.push(silent.to_owned());
        }
    }
}

/// The names of the largest workloads.
fn largest(spend: &Spend) -> BTreeSet<String> {
    let mut sums: Vec<_> = spend.chosen.by_split.iter().collect();
    sums.sort_by(|(_, a), (_, b)| b.to_f64().total_cmp(&a.to_f64()));
    sums.into_iter()
        .take(MOST_WORKLOADS)
        .map(|(name, _)| name.clone())
        .collect()
}

fn workload(split: &str, largest: &BTreeSet<String>) -> String {
    if largest.len() <= 1 && split.is_empty() {
        EVERYTHING.to_owned()
    } else if split.is_empty() || !largest.contains(split) {
        REST.to_owned()
    } else {
        split.to_owned()
    }
}

fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}
