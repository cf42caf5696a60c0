//! The whole input as one value, and how it is read from a document.

use super::check;
use super::component::{self, Component, ComponentRead};
use super::demand::{self, Capacity, Demand};
use super::document::{Document, Node, Path};
use super::fault::{Fault, Rule};
use super::frailty::{self, Frailty, FrailtyRead};
use super::hazard::{self, Hazard, Origin};
use super::input::Input;
use super::portfolio::{self, Portfolio, PortfolioRead};
use super::reader::{Bounds, Fields, Quantity, Reader};
use super::workload::{self, Workload, WorkloadRead};
use crate::units::Unit;

/// The file format that this program reads and writes.
pub const FORMAT: u32 = 1;

/// The most years that a horizon may have.
const MOST_YEARS: f64 = 100.0;

/// Components, hazards, workloads, portfolios and the horizon over which they are judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// One line that names it.
    pub title: String,
    /// The currency of every amount, as its ISO 4217 code.
    pub currency: String,
    /// Whole years.
    pub horizon_years: u32,
    /// A year's discount rate.
    pub discount_rate: f64,
    /// How much the rate of a hazard grows from year to year that says nothing itself \[1/yr\].
    pub trend_per_year: f64,
    /// How demand may grow; none where it stays as it is.
    pub demand: Option<Demand>,
    /// The capacity that is needed; none where nothing is to be delivered.
    pub capacity: Option<Capacity>,
    /// What makes bad years bad for several hazards at once, in the order of the file.
    pub frailties: Vec<Frailty>,
    /// Everything that can fail, in the order of the file, providers first.
    pub components: Vec<Component>,
    /// Everything that causes outages, in the order of the file.
    pub hazards: Vec<Hazard>,
    /// What the business needs, in the order of the file.
    pub workloads: Vec<Workload>,
    /// The ways to run it, in the order of the file.
    pub portfolios: Vec<Portfolio>,
}

/// A scenario in which every reference leads somewhere and every number can be.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidScenario(Scenario);

impl ValidScenario {
    /// The same scenario with only the portfolios of these indices, in this order.
    #[must_use]
    pub fn with_portfolios(&self, indices: &[usize]) -> Self {
        let portfolios = indices
            .iter()
            .filter_map(|&i| self.0.portfolios.get(i).cloned())
            .collect();
        Self(Scenario {
            portfolios,
            ..self.0.clone()
        })
    }
}

impl std::ops::Deref for ValidScenario {
    type Target = Scenario;

    fn deref(&self) -> &Scenario {
        &self.0
    }
}

/// What a document says.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The scenario, or every fault in the order of the document's keys.
    pub scenario: Result<ValidScenario, Vec<Fault>>,
    /// Every value that a person may change, in the order of the file.
    pub inputs: Vec<Input>,
}

/// Reads a document: the scenario that it describes, or everything that is wrong with it.
pub fn read(document: &Document) -> Reading {
    let mut reader = Reader::default();
    let parts = parts(&mut reader, &document.root);
    let scenario = parts.and_then(|parts| {
        check::references(&mut reader, &parts, &document.root);
        parts.scenario()
    });
    let Reader { faults, inputs } = reader;
    let scenario = match scenario {
        Some(scenario) if faults.is_empty() => Ok(ValidScenario(scenario)),
        _ => Err(faults),
    };
    Reading { scenario, inputs }
}

/// What was read, with the paths that the checks between parts need.
pub(super) struct Parts {
    title: String,
    currency: String,
    pub(super) horizon: Option<f64>,
    discount: Option<f64>,
    trend_per_year: f64,
    demand: Option<Demand>,
    capacity: Option<Capacity>,
    pub(super) frailties: Vec<FrailtyRead>,
    pub(super) components: Vec<ComponentRead>,
    pub(super) causes: Vec<Hazard>,
    pub(super) workloads: Vec<WorkloadRead>,
    pub(super) portfolios: Vec<PortfolioRead>,
}

impl Parts {
    fn scenario(self) -> Option<Scenario> {
        let mut hazards = Vec::new();
        let mut components = Vec::new();
        for read in self.components {
            hazards.extend(read.hazards);
            components.push(read.component);
        }
        hazards.extend(self.causes);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 1 to 100"
        )]
        let horizon_years = self.horizon? as u32;
        Some(Scenario {
            title: self.title,
            currency: self.currency,
            horizon_years,
            discount_rate: self.discount?,
            trend_per_year: self.trend_per_year,
            demand: self.demand,
            capacity: self.capacity,
            frailties: self
                .frailties
                .into_iter()
                .map(|read| read.frailty)
                .collect(),
            components,
            hazards,
            workloads: self
                .workloads
                .into_iter()
                .map(|read| read.workload)
                .collect(),
            portfolios: self
                .portfolios
                .into_iter()
                .map(|read| read.portfolio)
                .collect(),
        })
    }
}

fn parts(reader: &mut Reader, root: &Node) -> Option<Parts> {
    let mut fields = reader.fields(root, &Path::root(), "")?;
    version(reader, &mut fields);
    let title = reader
        .text(&mut fields, "title")
        .unwrap_or_else(|| "Untitled scenario".to_owned());
    reader.text(&mut fields, "description");
    let currency = reader
        .text(&mut fields, "currency")
        .unwrap_or_else(|| "USD".to_owned());
    let horizon = horizon(reader, &mut fields);
    let discount = discount_rate(reader, &mut fields);
    let trend_per_year = reader.given(&mut fields, hazard::trend());
    let demand = demand::demand(reader, &mut fields);
    let capacity = demand::capacity(reader, &mut fields);
    let frailties = frailty::read_all(reader, &mut fields);
    let mut components = Vec::new();
    for (key, hosts) in [("providers", true), ("components", false)] {
        for (id, node, path) in reader.entries(&mut fields, key) {
            components.extend(component::read(reader, &id, node, path, hosts));
        }
    }
    let causes = reader
        .entries(&mut fields, "common_causes")
        .into_iter()
        .filter_map(|(id, node, path)| {
            hazard::read(reader, &Origin::CommonCause, &id, (node, path), "")
        })
        .collect();
    let mut workloads = Vec::new();
    for (id, node, path) in reader.entries(&mut fields, "workloads") {
        workloads.extend(workload::read(reader, &id, node, &path));
    }
    let mut portfolios = Vec::new();
    for (id, node, path) in reader.entries(&mut fields, "portfolios") {
        portfolios.extend(portfolio::read(reader, &id, node, path));
    }
    not_empty(reader, root);
    reader.finish(&fields);
    Some(Parts {
        title,
        currency,
        horizon,
        discount,
        trend_per_year: trend_per_year.unwrap_or_default(),
        demand,
        capacity,
        frailties,
        components,
        causes,
        workloads,
        portfolios,
    })
}

/// Without these there is nothing to compare.
fn not_empty(reader: &mut Reader, root: &Node) {
    for (key, what) in [
        ("providers", "provider"),
        ("workloads", "workload"),
        ("portfolios", "portfolio"),
    ] {
        let empty = match root.get(key) {
            Some(Node::Map(entries)) => entries.is_empty(),
            Some(Node::Null) | None => true,
            Some(_) => false,
        };
        if empty {
            reader.fault(&Path::root().join(key), Rule::Empty { what });
        }
    }
}

fn version(reader: &mut Reader, fields: &mut Fields<'_>) {
    match fields.take("lockin") {
        Some(Node::Number(number)) if number.to_bits() == f64::from(FORMAT).to_bits() => {}
        Some(other) => {
            let found = other.flow();
            reader.fault(&Path::parse("lockin"), Rule::Version { found });
        }
        None => reader.fault(&Path::root(), Rule::MissingKey { key: "lockin" }),
    }
}

fn discount_rate(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<f64> {
    reader.number(
        fields,
        Quantity::new(
            "discount_rate",
            "discount rate",
            Unit::PercentPerYear,
            Bounds {
                low: -0.5,
                high: 1.0,
                low_open: false,
                rule: "between -0.5 and 1",
            },
        )
        .or(0.0),
    )
}

fn horizon(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<f64> {
    let bounds = Bounds {
        low: 1.0,
        high: MOST_YEARS,
        low_open: false,
        rule: "a whole number of years, 1 to 100",
    };
    let years = reader.number(
        fields,
        Quantity::new("horizon", "horizon", Unit::Years, bounds).or(1.0),
    )?;
    if years.fract() == 0.0 {
        return Some(years);
    }
    reader.fault(
        &Path::parse("horizon"),
        Rule::Bounds {
            rule: bounds.rule,
            value: years,
        },
    );
    None
}
