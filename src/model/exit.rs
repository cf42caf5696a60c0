//! Leaving a provider against one's will: how likely, how long, how dear.

use super::fault::Rule;
use super::reader::{Bounds, Fields, Quantity, Reader};
use crate::stats::LawSpec;
use crate::units::Unit;

/// Gigabytes in a terabyte, as providers bill them.
const GB_PER_TB: f64 = 1_000.0;

/// How a relationship with a provider can end against the customer's will, and what moving away takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Exit {
    /// Forced exits a year of relationship \[1/yr\].
    pub per_year: f64,
    /// From the notice until everything runs elsewhere \[months\].
    pub migration_months: LawSpec,
    /// From the notice until the provider stops serving \[months\].
    pub notice_months: f64,
    /// Data to move if everything ran there \[TB\].
    pub egress_tb: f64,
    /// Price of moving it \[money/GB\].
    pub egress_per_gb: f64,
    /// What the migration costs if everything ran there \[money\].
    pub migration_cost: f64,
    /// What the contract charges for leaving, if everything ran there \[money\].
    pub termination_fee: f64,
}

impl Exit {
    /// What leaving costs a customer that runs everything there \[money\].
    pub fn cost(&self) -> f64 {
        self.egress_tb * GB_PER_TB * self.egress_per_gb + self.migration_cost + self.termination_fee
    }
}

pub(super) fn read(reader: &mut Reader, fields: &mut Fields<'_>) -> Option<Exit> {
    let path = fields.path.join("exit");
    let label = format!("{} · forced exit", fields.label);
    let node = fields.take("exit")?;
    let mut fields = reader.fields(node, &path, &label)?;
    let per_year = reader.number(
        &mut fields,
        Quantity::new("per_year", "rate", Unit::PerYear, Bounds::RATE),
    );
    let migration_months = reader.law(
        &mut fields,
        Quantity::new(
            "migration_months",
            "migration",
            Unit::Months,
            Bounds::NOT_NEGATIVE,
        ),
    );
    let mut amount = |key, words, unit| {
        let quantity = Quantity::new(key, words, unit, Bounds::NOT_NEGATIVE).or(0.0);
        reader.number(&mut fields, quantity).unwrap_or_default()
    };
    let notice_months = amount("notice_months", "notice", Unit::Months);
    let egress_tb = amount("egress_tb", "data to move", Unit::Terabytes);
    let egress_per_gb = amount("egress_per_gb", "egress price", Unit::MoneyPerGigabyte);
    let migration_cost = amount("migration_cost", "migration cost", Unit::Money);
    let termination_fee = amount("termination_fee", "termination fee", Unit::Money);
    reader.finish(&fields);
    if fields.has("egress_tb") != fields.has("egress_per_gb") {
        let (key, needed) = if fields.has("egress_tb") {
            ("egress_tb", "egress_per_gb")
        } else {
            ("egress_per_gb", "egress_tb")
        };
        reader.fault(&path.join(key), Rule::Needs { key, needed });
    }
    Some(Exit {
        per_year: per_year?,
        migration_months: migration_months?,
        notice_months,
        egress_tb,
        egress_per_gb,
        migration_cost,
        termination_fee,
    })
}
