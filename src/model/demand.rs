//! How much will be needed: the uncertain demand, and the capacity that has to be there for it.

use super::contract::Yearly;
use super::reader::{Bounds, Fields, Quantity, Reader};
use crate::units::Unit;

/// How demand may grow: a geometric Brownian motion in yearly steps that starts at 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Demand {
    /// The growth of its mean \[1/yr\].
    pub growth: f64,
    /// The standard deviation of a year's logarithmic change.
    pub volatility: f64,
}

/// The capacity that is needed, and what it costs to go without.
#[derive(Clone, Debug, PartialEq)]
pub struct Capacity {
    /// What is needed in each year at the mean demand; the last year's need goes on \[units\].
    pub needed: Yearly,
    /// What a unit that is missing for a year costs \[money/yr\].
    pub shortfall_cost: f64,
    /// How much of every delay is common to all providers: ρ of the one-factor copula.
    pub correlation: f64,
}

pub(super) fn demand(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Demand> {
    let path = fields.path.join("demand");
    let node = fields.take("demand")?;
    let mut fields = reader.fields(node, &path, "demand")?;
    let growth = reader.number(
        &mut fields,
        Quantity::new("growth", "growth", Unit::PercentPerYear, Bounds::GROWTH).or(0.0),
    );
    let volatility = reader.number(
        &mut fields,
        Quantity::new(
            "volatility",
            "volatility",
            Unit::Share,
            Bounds {
                low: 0.0,
                high: 3.0,
                low_open: false,
                rule: "between 0 and 3",
            },
        )
        .or(0.0),
    );
    reader.finish(&fields);
    Some(Demand {
        growth: growth?,
        volatility: volatility?,
    })
}

pub(super) fn capacity(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Capacity> {
    let path = fields.path.join("capacity");
    let node = fields.take("capacity")?;
    let mut fields = reader.fields(node, &path, "capacity")?;
    let needed = reader.yearly(
        &mut fields,
        Quantity::new("needed", "needed", Unit::Number, Bounds::NOT_NEGATIVE),
    );
    if !fields.has("needed") {
        let key = "needed";
        reader.fault(&path, super::fault::Rule::MissingKey { key });
    }
    let shortfall_cost = reader.number(
        &mut fields,
        Quantity::new(
            "shortfall_cost",
            "cost of a missing unit",
            Unit::MoneyPerYear,
            Bounds::NOT_NEGATIVE,
        ),
    );
    let correlation = reader.number(
        &mut fields,
        Quantity::new(
            "correlation",
            "correlation of delays",
            Unit::Share,
            Bounds {
                low: 0.0,
                high: 1.0 - f64::EPSILON,
                low_open: false,
                rule: "at least 0 and below 1",
            },
        )
        .or(0.0),
    );
    reader.finish(&fields);
    Some(Capacity {
        needed: needed?,
        shortfall_cost: shortfall_cost?,
        correlation: correlation?,
    })
}
