//! What is bought from one provider, on what terms, and what the terms can cost.

use super::category::Category;
use super::document::{Node, Path};
use super::fault::Rule;
use super::id::ComponentId;
use super::reader::{Bounds, Fields, Quantity, Reader};
use crate::stats::LawSpec;
use crate::units::Unit;

/// What is bought from one provider.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// The provider.
    pub provider: ComponentId,
    /// The yearly bill at the demand of the first year \[money/yr\].
    pub spend_per_year: Option<f64>,
    /// What has to be paid at least in each year, used or not, if anything; nothing beyond a list \[money/yr\].
    pub commitment_per_year: Option<Yearly>,
    /// When its price is set anew, if it ever is.
    pub renewal: Option<Renewal>,
    /// Capacity that is still to come, if any.
    pub delivery: Option<Delivery>,
    /// What is paid back for months of poor availability, the mildest tier first.
    pub sla: Vec<SlaTier>,
}

impl Contract {
    /// The ways in which it can cost money, or pay it back, beside the bill.
    pub fn causes(&self) -> impl Iterator<Item = Category> {
        let can = [
            (Category::Delivery, self.delivery.is_some()),
            (Category::Repricing, self.renewal.is_some()),
            (Category::Stranded, self.commitment_per_year.is_some()),
            (Category::Credits, !self.sla.is_empty()),
        ];
        let can = can.into_iter().filter(|(_, can)| *can);
        can.map(|(category, _)| category)
    }
}

/// An amount in each year of the horizon.
#[derive(Clone, Debug, PartialEq)]
pub enum Yearly {
    /// The same in every year.
    Every(f64),
    /// By year, from the first.
    List(Vec<f64>),
}

impl Yearly {
    /// The amount in year `year`, `None` beyond the list.
    pub fn in_year(&self, year: usize) -> Option<f64> {
        match self {
            Yearly::Every(amount) => Some(*amount),
            Yearly::List(amounts) => amounts.get(year).copied(),
        }
    }

    /// The largest amount of any year.
    pub fn largest(&self) -> f64 {
        match self {
            Yearly::Every(amount) => *amount,
            Yearly::List(amounts) => amounts.iter().copied().fold(0.0, f64::max),
        }
    }
}

/// How the price is set anew at the end of each term.
#[derive(Clone, Debug, PartialEq)]
pub struct Renewal {
    /// Length of a term; the first begins with the horizon \[yr\].
    pub term_years: f64,
    /// The new price over today's, drawn at each renewal.
    pub multiplier: LawSpec,
}

/// Capacity that lands late.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// From a tranche's planned month to the month it lands in \[months\].
    pub delay_months: LawSpec,
    /// What was promised, tranche by tranche.
    pub tranches: Vec<Tranche>,
}

/// A part of the promised capacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tranche {
    /// How much \[units\].
    pub units: f64,
    /// When it should be there \[months from the start\].
    pub planned_months: f64,
}

/// A tier of a service-level agreement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlaTier {
    /// It applies to months in which the availability is below this.
    pub below: f64,
    /// The share of the month's bill that is paid back.
    pub credit: f64,
}

pub(super) fn read_all(
    reader: &mut Reader,
    fields: &mut Fields<'_>,
    portfolio: &str,
) -> (Vec<Contract>, Vec<(String, Path)>) {
    let mut contracts = Vec::new();
    let mut paths = Vec::new();
    for (provider, node, path) in reader.entries(fields, "contracts") {
        let label = format!("{provider} contract, {portfolio}");
        contracts.extend(read(reader, &provider, node, (&path, &label)));
        paths.push((provider, path));
    }
    (contracts, paths)
}

fn read(
    reader: &mut Reader,
    provider: &str,
    node: &Node,
    (path, label): (&Path, &str),
) -> Option<Contract> {
    let mut fields = reader.fields(node, path, label)?;
    let spend_per_year = reader.given(
        &mut fields,
        Quantity::new(
            "spend_per_year",
            "spend",
            Unit::MoneyPerYear,
            Bounds::NOT_NEGATIVE,
        ),
    );
    let commitment_per_year = reader.yearly(
        &mut fields,
        Quantity::new(
            "commitment_per_year",
            "commitment",
            Unit::MoneyPerYear,
            Bounds::NOT_NEGATIVE,
        ),
    );
    let renewal = renewal(reader, &mut fields);
    let delivery = delivery(reader, &mut fields);
    let sla = tiers(reader, &mut fields);
    for key in ["commitment_per_year", "renewal_multiplier", "sla"] {
        if node.get(key).is_some() && node.get("spend_per_year").is_none() {
            let needed = "spend_per_year";
            reader.fault(&path.join(key), Rule::Needs { key, needed });
        }
    }
    reader.finish(&fields);
    Some(Contract {
        provider: ComponentId::new(provider),
        spend_per_year,
        commitment_per_year,
        renewal,
        delivery,
        sla,
    })
}

fn renewal(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Renewal> {
    let path = fields.path.clone();
    let term_years = reader.given(
        fields,
        Quantity::new(
            "term_years",
            "term",
            Unit::Years,
            Bounds {
                low: 0.25,
                high: 100.0,
                low_open: false,
                rule: "between 0.25 and 100 years",
            },
        ),
    );
    let wanted = fields.has("renewal_multiplier");
    let multiplier = reader.given_law(
        fields,
        Quantity::new(
            "renewal_multiplier",
            "price at renewal",
            Unit::Multiple,
            Bounds::NOT_NEGATIVE,
        ),
    );
    if wanted && !fields.has("term_years") {
        let (key, needed) = ("renewal_multiplier", "term_years");
        reader.fault(&path.join(key), Rule::Needs { key, needed });
    }
    Some(Renewal {
        term_years: term_years?,
        multiplier: multiplier?,
    })
}

fn delivery(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Delivery> {
    let path = fields.path.join("delivery");
    let label = fields.label.clone();
    let node = fields.take("delivery")?;
    let mut fields = reader.fields(node, &path, &label)?;
    let delay = reader.law(
        &mut fields,
        Quantity::new(
            "delay_months",
            "delivery delay",
            Unit::Months,
            Bounds::NOT_NEGATIVE,
        ),
    );
    if let Some(delay) = &delay
        && !delay.ready().is_ok_and(|law| law.follows_a_normal())
    {
        let family = delay.family();
        reader.fault(&path.join("delay_months"), Rule::NotTied { family });
    }
    let mut tranches = Vec::new();
    for (node, path, number) in reader.items(&mut fields, "tranches", "tranche of capacity") {
        let Some(mut fields) = reader.fields(node, &path, &format!("{label} · tranche {number}"))
        else {
            continue;
        };
        let units = reader.number(
            &mut fields,
            Quantity::new("units", "capacity", Unit::Number, Bounds::NOT_NEGATIVE),
        );
        let planned = reader.number(
            &mut fields,
            Quantity::new(
                "planned_months",
                "planned month",
                Unit::Months,
                Bounds::NOT_NEGATIVE,
            )
            .or(0.0),
        );
        reader.finish(&fields);
        if let (Some(units), Some(planned_months)) = (units, planned) {
            tranches.push(Tranche {
                units,
                planned_months,
            });
        }
    }
    reader.finish(&fields);
    Some(Delivery {
        delay_months: delay?,
        tranches,
    })
}

/// The tiers, each of which must be worse than the one before it and pay no less.
fn tiers(reader: &mut Reader, fields: &mut Fields<'_>) -> Vec<SlaTier> {
    let label = fields.label.clone();
    let mut tiers: Vec<SlaTier> = Vec::new();
    if !fields.has("sla") {
        fields.take("sla");
        return tiers;
    }
    for (node, path, number) in reader.items(fields, "sla", "tier") {
        let Some(mut fields) = reader.fields(node, &path, &format!("{label} · SLA tier {number}"))
        else {
            continue;
        };
        let below = reader.number(
            &mut fields,
            Quantity::new("below", "availability below", Unit::Share, Bounds::SEVERITY),
        );
        let credit = reader.number(
            &mut fields,
            Quantity::new("credit", "credit", Unit::Share, Bounds::SHARE),
        );
        reader.finish(&fields);
        if let (Some(below), Some(credit)) = (below, credit) {
            if let Some(last) = tiers.last()
                && (below >= last.below || credit < last.credit)
            {
                let (before, credit_before) = (last.below, last.credit);
                reader.fault(
                    &path,
                    Rule::TierOrder {
                        below,
                        credit,
                        before,
                        credit_before,
                    },
                );
            }
            tiers.push(SlaTier { below, credit });
        }
    }
    tiers
}
