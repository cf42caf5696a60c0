//! What was spent, in one currency and on one cost basis, and the sums of the other for comparison.

use std::collections::BTreeMap;

use super::ledger::{Class, Group, Ledger, shown};
use super::{FocusFault, Options};
use crate::import::decimal::Decimal;
use crate::import::fault::ImportError;
use crate::import::report::Report;

/// How far the two cost bases of a provider may lie apart before one has to be chosen by a person.
const MOST_APART: f64 = 0.2;

/// Which column is the cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// `EffectiveCost` of usage and purchases: the run rate, with upfront payments spread over what they are for.
    #[default]
    Effective,
    /// `BilledCost` of all charges: what is invoiced.
    Billed,
}

impl Basis {
    /// The two of them.
    pub const ALL: [Basis; 2] = [Basis::Effective, Basis::Billed];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Effective => "effective",
            Basis::Billed => "billed",
        }
    }

    /// What is added up, in words.
    pub fn words(self) -> &'static str {
        match self {
            Basis::Effective => "EffectiveCost of usage and purchases",
            Basis::Billed => "BilledCost of all charges",
        }
    }

    fn other(self) -> Self {
        match self {
            Basis::Effective => Basis::Billed,
            Basis::Billed => Basis::Effective,
        }
    }

    fn of(self, group: &Group<'_>) -> Decimal {
        match self {
            Basis::Effective => group.sums.effective,
            Basis::Billed => group.sums.billed,
        }
    }

    /// Whether charges of this class count.
    fn counts(self, class: Class) -> bool {
        match self {
            Basis::Effective => class.runs(),
            Basis::Billed => true,
        }
    }
}

/// Sums by name.
pub(super) type ByName = BTreeMap<String, Decimal>;

/// The sums of some charges by each of their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    pub(super) total: Decimal,
    pub(super) by_provider: ByName,
    pub(super) by_host: ByName,
    pub(super) by_region: ByName,
    pub(super) by_category: ByName,
    pub(super) by_split: ByName,
}

impl Totals {
    fn add(&mut self, group: &Group<'_>, cost: Decimal) -> bool {
        let keys = [
            (&mut self.by_provider, group.provider),
            (&mut self.by_host, group.host),
            (&mut self.by_region, group.region),
            (&mut self.by_category, group.category),
            (&mut self.by_split, group.split),
        ];
        let mut good = self.total.add(cost);
        for (sums, key) in keys {
            good &= sums.entry(shown(key)).or_default().add(cost);
        }
        good
    }
}

/// What was spent.
#[derive(Clone, Debug)]
pub(super) struct Spend {
    pub(super) basis: Basis,
    pub(super) currency: String,
    /// On the basis that counts.
    pub(super) chosen: Totals,
    /// On both, of all charges and of those that the run rate is made of.
    pub(super) all: [(Basis, bool, Totals); 4],
    /// What runs, by workload, billing provider and host: usage without unused commitments, on the basis that counts
    /// and on the other.
    pub(super) running: BTreeMap<(String, String, String), [Decimal; 2]>,
    /// Commitments that were paid and not used, by provider, at their effective cost.
    pub(super) unused: ByName,
    /// The other hosts of providers that do not run everything themselves, with the sums.
    pub(super) hosts: BTreeMap<(String, String), Decimal>,
    /// Charges that count.
    pub(super) rows: u64,
    /// The time that the charges cover \[h\], and its ends \[s since 1970\].
    pub(super) hours: f64,
    pub(super) ends: (i64, i64),
    pub(super) gaps: usize,
}

/// The command line, where it is to blame.
const OPTIONS: &str = "lockin import focus";

impl Spend {
    /// Chooses the currency and the basis, and adds up. What is left out on the way is counted in `report`.
    pub(super) fn new(
        ledger: &Ledger,
        options: &Options,
        report: &mut Report,
    ) -> Result<Option<Self>, ImportError> {
        let of = |fault| ImportError::of(&files(report), &fault);
        if ledger.rows == 0 {
            return Ok(None);
        }
        let window = ledger.window();
        let Some(ends) = window.ends() else {
            let reasons = ledger
                .dropped
                .iter()
                .map(|(reason, n)| format!("{n} × {reason}"));
            let reasons: Vec<_> = reasons.collect();
            return Err(of(FocusFault::Nothing(reasons.join(", "))));
        };
        let currency = currency(ledger, options).map_err(of)?;
        let mut spend = Self {
            basis: options.cost.unwrap_or_default(),
            currency,
            chosen: Totals::default(),
            all: [
                (Basis::Effective, true, Totals::default()),
                (Basis::Effective, false, Totals::default()),
                (Basis::Billed, true, Totals::default()),
                (Basis::Billed, false, Totals::default()),
            ],
            running: BTreeMap::new(),
            unused: ByName::new(),
            hosts: BTreeMap::new(),
            rows: 0,
            hours: window.hours(),
            ends,
            gaps: window.gaps(),
        };
        let mut dropped: BTreeMap<String, u64> = BTreeMap::new();
        for group in ledger.groups() {
            let Some(rate) = spend.rate(&group, options) else {
                let reason = format!("other currency: {}", shown(group.currency));
                *dropped.entry(reason).or_default() += group.sums.rows;
                continue;
            };
            if spend.add(&group, rate).is_none() {
                return Err(of(FocusFault::Overflow));
            }
            if spend.basis.counts(group.class) {
                spend.rows += group.sums.rows;
            } else {
                *dropped.entry(group.class.reason().to_owned()).or_default() += group.sums.rows;
            }
        }
        if options.cost.is_none() {
            spend.agree().map_err(of)?;
        }
        for (reason, n) in dropped {
            report.drop(&reason, n);
        }
        Ok(Some(spend))
    }

    /// What one unit of the group's currency is in the scenario's; outer `None` where it is left out.
    #[expect(clippy::option_option, reason = "left out, as it is, or converted")]
    fn rate(&self, group: &Group<'_>, options: &Options) -> Option<Option<Decimal>> {
        let currency = shown(group.currency);
        if currency == self.currency {
            return Some(None);
        }
        let rate = options.rates.iter().find(|(from, _)| *from == currency);
        rate.map(|(_, rate)| Some(*rate))
    }

    /// Adds a group to everything that it belongs to; `None` where a sum is beyond what can be held.
    fn add(&mut self, group: &Group<'_>, rate: Option<Decimal>) -> Option<()> {
        let convert = |cost: Decimal| match rate {
            None => Some(cost),
            Some(rate) => cost.times(rate),
        };
        let cost = |basis: Basis| convert(basis.of(group));
        let mut good = true;
        for (basis, all, totals) in &mut self.all {
            if *all || group.class.runs() {
                good &= totals.add(group, cost(*basis)?);
            }
        }
        let own = cost(self.basis)?;
        if self.basis.counts(group.class) {
            good &= self.chosen.add(group, own);
        }
        let (provider, host) = (shown(group.provider), shown(group.host));
        match group.class {
            Class::Unused => {
                let sum = self.unused.entry(provider).or_default();
                good &= sum.add(cost(Basis::Effective)?);
            }
            Class::Usage => {
                if provider != host {
                    let sum = self
                        .hosts
                        .entry((provider.clone(), host.clone()))
                        .or_default();
                    good &= sum.add(own);
                }
                let key = (shown(group.split), provider, host);
                let [sum, by_other] = self.running.entry(key).or_default();
                good &= sum.add(own) && by_other.add(cost(self.basis.other())?);
            }
            _ => {}
        }
        good.then_some(())
    }

    /// Whether both bases tell much the same of every provider.
    fn agree(&self) -> Result<(), FocusFault> {
        let [(_, _, effective), _, (_, _, billed), _] = &self.all;
        let apart = billed.by_provider.iter().filter_map(|(provider, billed)| {
            let effective = effective.by_provider.get(provider)?;
            let (x, y) = (effective.to_f64(), billed.to_f64());
            let differ = (x - y).abs() > MOST_APART * y.abs();
            let currency = &self.currency;
            differ.then(|| {
                format!("{provider} has {currency} {effective} effective, {billed} billed")
            })
        });
        let apart: Vec<_> = apart.collect();
        if apart.is_empty() {
            Ok(())
        } else {
            Err(FocusFault::Bases(apart))
        }
    }
}

/// The files, for messages about all of them.
fn files(report: &Report) -> String {
    let files: Vec<_> = report.files.iter().map(|read| read.file.as_str()).collect();
    if files.is_empty() {
        OPTIONS.to_owned()
    } else {
        files.join(", ")
    }
}

/// The currency of the scenario: the one that was asked for, or the only one that is not converted.
fn currency(ledger: &Ledger, options: &Options) -> Result<String, FocusFault> {
    let mut found: BTreeMap<String, (u64, Decimal)> = BTreeMap::new();
    for group in ledger.groups() {
        let (rows, sum) = found.entry(shown(group.currency)).or_default();
        *rows += group.sums.rows;
        let _ = sum.add(group.sums.billed);
    }
    let converted = |currency: &str| options.rates.iter().any(|(from, _)| from == currency);
    if let Some(wanted) = &options.currency {
        if found.contains_key(wanted) || found.keys().any(|currency| converted(currency)) {
            return Ok(wanted.clone());
        }
        return Err(FocusFault::NoCurrency(wanted.clone()));
    }
    if let Some((from, _)) = options
        .rates
        .iter()
        .find(|(from, _)| !found.contains_key(from))
    {
        return Err(FocusFault::NoCurrency(from.clone()));
    }
    let own: Vec<&String> = found
        .keys()
        .filter(|currency| !converted(currency))
        .collect();
    if let [only] = own[..] {
        return Ok(only.clone());
    }
    let amounts = found.iter();
    let amounts =
        amounts.map(|(currency, (rows, sum))| format!("{currency} ({sum} in {rows} rows)"));
    Err(FocusFault::Currencies(amounts.collect()))
}
