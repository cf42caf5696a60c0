//! A register as findings: functions are workloads, those they run at are providers, all others third parties.

use std::collections::{BTreeMap, BTreeSet};

use super::DoraFault;
use super::register::{Register, Use};
use crate::import::assumed::{self, Kind, ids, map, path};
use crate::import::decimal::Decimal;
use crate::import::fault::ImportError;
use crate::import::findings::Findings;
use crate::import::names::Ids;
use crate::import::report::Report;
use crate::model::Node;
use crate::store::printable;

/// Kinds of services that host: infrastructure, platform and software as a service.
const HOSTING: [&str; 3] = ["S17", "S18", "S19"];

/// Codes of reliance, the heaviest first; the first two cannot be done without.
const RELIANCE: [&str; 4] = ["x797", "x796", "x795", "x794"];

/// Days of a month, for notices.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// How long leaving takes by substitutability, the longest first \[months\]: assumed, and said so.
const MIGRATION: [(&str, f64, &str); 4] = [
    ("x959", 24.0, "not substitutable"),
    ("x960", 18.0, "highly complex to replace"),
    ("x961", 9.0, "of medium complexity to replace"),
    ("x962", 3.0, "easily replaced"),
];

/// Who runs what.
struct Writer<'a> {
    register: &'a Register,
    files: String,
    names: Ids,
    /// The legal names of providers by their ids.
    legal: BTreeMap<&'a str, &'a str>,
    /// The provider that each function runs at.
    hosts: BTreeMap<&'a str, &'a str>,
    findings: Findings,
}

/// The findings, or why there are none.
pub(super) fn findings(
    name: &str,
    register: &Register,
    report: &mut Report,
) -> Result<Findings, ImportError> {
    let mut writer = Writer::new(name, register);
    if writer.hosts.is_empty() {
        return Err(ImportError::of(name, &DoraFault::Missing(vec!["B_02.02"])));
    }
    let currency = writer.currency(report);
    let title = format!("The register of information in {}", writer.files);
    assumed::head(&mut writer.findings, &title, currency.as_deref());
    writer.providers();
    writer.third_parties(report);
    writer.contracts(currency.as_deref(), report);
    writer.functions(report);
    writer.findings.plain(
        path(&["portfolios", "today", "name"]),
        Node::Text("Today".to_owned()),
    );
    let silent = &mut writer.findings.silent;
    silent.push(
        "how often third parties fail by themselves: none does here until it has outages"
            .to_owned(),
    );
    Ok(writer.findings)
}

impl<'a> Writer<'a> {
    fn new(name: &str, register: &'a Register) -> Self {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let legal = register.providers.iter();
        let legal = legal.filter(|provider| !provider.name.is_empty());
        let legal = legal
            .map(|provider| (provider.id.as_str(), provider.name.as_str()))
            .collect();
        Self {
            register,
            files: printable(file),
            names: Ids::default(),
            legal,
            hosts: hosts(&register.uses),
            findings: Findings::default(),
        }
    }

    /// The id of a provider in the scenario: by its legal name, where it has one.
    fn id(&mut self, provider: &str) -> String {
        let name = self.legal.get(provider).copied().unwrap_or(provider);
        self.names.of_provider(name)
    }

    /// The ids of those that functions run at.
    fn hosting(&mut self) -> BTreeSet<String> {
        let hosts: Vec<&str> = self.hosts.values().copied().collect();
        hosts.into_iter().map(|host| self.id(host)).collect()
    }

    /// The currency of most amounts; the package's own where any amount is in it.
    fn currency(&self, report: &mut Report) -> Option<String> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for provider in self
            .register
            .providers
            .iter()
            .filter(|provider| !provider.currency.is_empty())
        {
            *counts.entry(&provider.currency).or_default() += 1;
        }
        let base = self.register.parameter("baseCurrency");
        let chosen = base.filter(|base| counts.contains_key(base)).or_else(|| {
            let most = counts.iter().max_by_key(|(_, n)| **n);
            most.map(|(currency, _)| *currency).or(base)
        })?;
        let others: u64 = counts
            .iter()
            .filter(|(currency, _)| **currency != chosen)
            .map(|(_, n)| n)
            .sum();
        report.drop("annual expense in another currency", others);
        Some(printable(chosen))
    }

    fn providers(&mut self) {
        for id in self.hosting() {
            let name = printable(self.names.name(&id));
            self.findings
                .plain(path(&["providers", &id, "name"]), Node::Text(name.clone()));
            assumed::outages(&mut self.findings, Kind::Provider, &id, &name);
            self.exit(&id, &name);
        }
    }

    /// What leaving takes, from how hard the register says that a provider is to replace.
    fn exit(&mut self, id: &str, name: &str) {
        let register = self.register;
        let mut codes = Vec::new();
        for assessment in &register.assessments {
            if self.id(&assessment.provider) == id {
                codes.push(assessment.substitutability.as_str());
            }
        }
        let worst = MIGRATION.iter().find(|(code, ..)| codes.contains(code));
        let Some((code, months, words)) = worst else {
            return;
        };
        let base = path(&["providers", id, "exit"]);
        let unknown = format!("how likely {name} has to be left, and how long that takes");
        self.findings.assumed(
            base.join("per_year"),
            Node::Number(0.01),
            &unknown,
            "once in a hundred years",
        );
        let law = map([
            ("median", Node::Number(*months)),
            ("p90", Node::Number(2.0 * months)),
        ]);
        let reason = format!("{words} ({code} in B_07.01 of {})", self.files);
        self.findings.assumed(
            base.join("migration_months"),
            map([("lognormal", law)]),
            &unknown,
            &reason,
        );
        let mut notices = Vec::new();
        for used in &register.uses {
            if self.id(&used.provider) == id {
                notices.extend(
                    used.notice_days_provider
                        .parse::<f64>()
                        .ok()
                        .filter(|days| *days >= 0.0),
                );
            }
        }
        if let Some(days) = notices.into_iter().reduce(f64::min) {
            let months = (days / DAYS_PER_MONTH * 10.0).round() / 10.0;
            let source = format!(
                "{}: the shortest notice of the provider in B_02.02, {days} days",
                self.files
            );
            let notice = base.join("notice_months");
            self.findings.derived(
                notice,
                Node::Number(months),
                Some((months, months)),
                &source,
            );
        }
    }

    /// Third parties that functions rely on, and those behind them in the supply chain.
    fn third_parties(&mut self, report: &mut Report) {
        let hosting = self.hosting();
        let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for used in self.register.uses.iter().filter(|used| relies(used)) {
            let id = self.id(&used.provider);
            needs.entry(id).or_default();
        }
        for (from, to) in self.edges(report) {
            needs.entry(to.clone()).or_default();
            needs.entry(from).or_default().insert(to);
        }
        for (id, needed) in &needs {
            let kind = if hosting.contains(id) {
                "providers"
            } else {
                "components"
            };
            if kind == "components" {
                let name = printable(self.names.name(id));
                self.findings
                    .plain(path(&[kind, id, "name"]), Node::Text(name));
            }
            if !needed.is_empty() {
                self.findings
                    .plain(path(&[kind, id, "requires"]), ids(needed));
            }
        }
    }

    /// Who needs whom in the supply chains: a recipient needs its subcontractor. No edge closes a circle.
    fn edges(&mut self, report: &mut Report) -> Vec<(String, String)> {
        let register = self.register;
        let mut edges: Vec<(String, String)> = Vec::new();
        for link in &register.chain {
            let rank: u32 = link.rank.parse().unwrap_or(0);
            if rank < 2 {
                // The direct provider of the entity itself.
                continue;
            }
            let recipients: Vec<&str> = if link.recipient.is_empty() {
                let above = register.chain.iter().filter(|other| {
                    other.reference == link.reference
                        && other.service_type == link.service_type
                        && other.rank.parse() == Ok(rank - 1)
                });
                above.map(|other| other.provider.as_str()).collect()
            } else {
                vec![&link.recipient]
            };
            if recipients.is_empty() {
                report.drop("link of a supply chain to nobody", 1);
            }
            for recipient in recipients {
                let edge = (self.id(recipient), self.id(&link.provider));
                if edges.contains(&edge) {
                    continue;
                }
                if edge.0 == edge.1 || reaches(&edges, &edge.1, &edge.0) {
                    report.drop("link of a supply chain that closes a circle", 1);
                } else {
                    edges.push(edge);
                }
            }
        }
        edges
    }

    /// What a year costs at each host.
    fn contracts(&mut self, currency: Option<&str>, report: &mut Report) {
        let hosting = self.hosting();
        let mut sums: BTreeMap<String, (Decimal, u64)> = BTreeMap::new();
        let register = self.register;
        for provider in register
            .providers
            .iter()
            .filter(|p| Some(p.currency.as_str()) == currency)
        {
            let id = self.id(&provider.id);
            if !hosting.contains(&id) {
                report.drop("annual expense of a third party that hosts nothing", 1);
                continue;
            }
            let Ok(expense) = Decimal::parse(provider.annual_expense.as_bytes()) else {
                continue;
            };
            let (sum, rows) = sums.entry(id).or_default();
            let _ = sum.add(expense);
            *rows += 1;
        }
        let half = self.rounding() / 2.0;
        for (id, (sum, rows)) in sums {
            let value = sum.to_f64().max(0.0);
            let range = Some(((value - half).max(0.0), value + half));
            let source = format!("{}: annual expense, {rows} rows of B_05.01", self.files);
            let spend = path(&["portfolios", "today", "contracts", &id, "spend_per_year"]);
            self.findings
                .derived(spend, Node::Number(value), range, &source);
        }
    }

    /// How coarsely amounts are rounded: `decimalsMonetary` of -3 is thousands.
    fn rounding(&self) -> f64 {
        let decimals = self.register.parameter("decimalsMonetary");
        let decimals: i32 = decimals.and_then(|text| text.parse().ok()).unwrap_or(0);
        10_f64.powi((-decimals).clamp(-6, 9))
    }

    /// Functions as workloads: what they tolerate, what they need, where they run.
    fn functions(&mut self, report: &mut Report) {
        let register = self.register;
        let unused = register
            .functions
            .iter()
            .filter(|function| !self.hosts.contains_key(function.id.as_str()));
        report.drop("function that uses no provider", unused.count() as u64);
        let hosts = self.hosts.clone();
        for (function, host) in hosts {
            let known = register.functions.iter().find(|known| known.id == function);
            let name = known
                .map(|known| known.name.as_str())
                .filter(|name| !name.is_empty());
            let name = printable(name.unwrap_or(function));
            // Two functions may share a name, not an id.
            let key = if name == function {
                name.clone()
            } else {
                format!("{function} {name}")
            };
            let id = self.names.of(&key);
            let base = path(&["workloads", &id]);
            self.findings
                .plain(base.join("name"), Node::Text(name.clone()));
            assumed::worth(&mut self.findings, &id, &name);
            let rto = known.and_then(|known| known.rto.parse::<f64>().ok());
            if let Some(rto) = rto.filter(|rto| *rto >= 0.0) {
                let source = format!("{}: recovery time objective in B_06.01", self.files);
                let tolerance = base.join("tolerance_hours");
                self.findings
                    .derived(tolerance, Node::Number(rto), Some((rto, rto)), &source);
            }
            let own = self.id(host);
            let mut needs = BTreeSet::new();
            for used in register
                .uses
                .iter()
                .filter(|used| used.function == function)
            {
                let provider = self.id(&used.provider);
                if provider == own {
                    continue;
                }
                if relies(used) {
                    needs.insert(provider);
                } else {
                    report.drop("use that a function relies on little", 1);
                }
            }
            if !needs.is_empty() {
                self.findings.plain(base.join("requires"), ids(&needs));
            }
            self.findings.assumed(
                path(&["portfolios", "today", "placement", &id, &own]),
                Node::Number(1.0),
                &format!("how much of {name} runs at which provider"),
                "the register says where, not how much",
            );
        }
    }
}

/// The provider that each function runs at: one that hosts rather than one that does not, then by reliance.
fn hosts(uses: &[Use]) -> BTreeMap<&str, &str> {
    let mut hosts: BTreeMap<&str, ((bool, usize, &str), &str)> = BTreeMap::new();
    for used in uses
        .iter()
        .filter(|used| !used.function.is_empty() && !used.provider.is_empty())
    {
        let hosting = HOSTING.contains(&used.service_type.as_str());
        let reliance = RELIANCE.iter().position(|code| *code == used.reliance);
        // The least is best; of equal ones the first by id.
        let rank = (
            !hosting,
            reliance.unwrap_or(RELIANCE.len()),
            used.provider.as_str(),
        );
        let best = hosts
            .entry(&used.function)
            .or_insert((rank, &used.provider));
        if rank < best.0 {
            *best = (rank, &used.provider);
        }
    }
    hosts
        .into_iter()
        .map(|(function, (_, host))| (function, host))
        .collect()
}

/// Whether a function cannot do without it.
fn relies(used: &Use) -> bool {
    RELIANCE[..2].contains(&used.reliance.as_str())
}

/// Whether one leads to another along the edges.
fn reaches(edges: &[(String, String)], from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        if at == to {
            return true;
        }
        if seen.insert(at) {
            open.extend(
                edges
                    .iter()
                    .filter(|(a, _)| a == at)
                    .map(|(_, b)| b.as_str()),
            );
        }
    }
    false
}
