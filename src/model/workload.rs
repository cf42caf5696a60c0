//! What the business needs, what an hour without it costs, and how it fails over.

use super::document::{Node, Path};
use super::id::{ComponentId, WorkloadId};
use super::profile::{self, Profile};
use super::reader::{Bounds, Quantity, Reader};
use super::requirement::{self, AtLeast};
use crate::stats::LawSpec;
use crate::units::Unit;

/// Something worth money per hour.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// The key in the file.
    pub id: WorkloadId,
    /// The name in words.
    pub name: String,
    /// What an hour without any service costs \[money/h\].
    pub value_per_hour: f64,
    /// How old an interruption gets before it costs anything \[h\].
    pub tolerance_hours: f64,
    /// The served fraction below which the workload counts as failed, in cut sets.
    pub minimum_service: f64,
    /// What the workload cannot do without, besides capacity.
    pub requires: Vec<ComponentId>,
    /// The groups of components of which some are enough.
    pub requires_some: Vec<AtLeast>,
    /// How the value of an hour moves around its mean, if it does.
    pub profile: Option<Profile>,
    /// How it moves away from an outage, where a portfolio does not say otherwise.
    pub failover: Failover,
}

/// How a workload moves to what is left when an outage strikes.
#[derive(Clone, Debug, PartialEq)]
pub struct Failover {
    /// The policy's name, `custom` where the file gives the numbers.
    pub policy: &'static str,
    /// From the start of the outage until the load is served elsewhere \[h\].
    pub delay_hours: LawSpec,
    /// The probability that the fail-over works at all.
    pub success: f64,
}

impl Failover {
    /// The policies with a name.
    pub const POLICIES: &'static [&'static str] = &["none", "cold", "warm", "hot", "active-active"];

    /// The policy of this name.
    ///
    /// The recovery times of cold and warm are those taught for the four AWS
    /// disaster-recovery strategies (backup and restore 4–24 h; pilot light tens
    /// of minutes, warm standby minutes; multi-site near zero); the
    /// probabilities of success are this program's assumptions. A file that
    /// knows better gives `{delay_hours, success}`.
    pub fn named(policy: &str) -> Option<Self> {
        let (policy, delay_hours, success) = match policy {
            "none" => ("none", LawSpec::Constant(0.0), 0.0),
            "cold" => (
                "cold",
                LawSpec::Ci90 {
                    low: 4.0,
                    high: 24.0,
                },
                0.8,
            ),
            "warm" => (
                "warm",
                LawSpec::Ci90 {
                    low: 0.25,
                    high: 2.0,
                },
                0.9,
            ),
            "hot" => (
                "hot",
                LawSpec::Ci90 {
                    low: 0.03,
                    high: 0.25,
                },
                0.95,
            ),
            "active-active" => (
                "active-active",
                LawSpec::Ci90 {
                    low: 0.002,
                    high: 0.03,
                },
                0.99,
            ),
            _ => return None,
        };
        Some(Self {
            policy,
            delay_hours,
            success,
        })
    }
}

pub(super) struct WorkloadRead {
    pub(super) workload: Workload,
    pub(super) requires: Vec<(String, Path)>,
}

pub(super) fn read(
    reader: &mut Reader,
    id: &str,
    node: &Node,
    path: &Path,
) -> Option<WorkloadRead> {
    let label = match node.get("name") {
        Some(Node::Text(name)) => name.clone(),
        _ => id.to_owned(),
    };
    let mut fields = reader.fields(node, path, &label)?;
    reader.text(&mut fields, "name");
    let value = reader.number(
        &mut fields,
        Quantity::new(
            "value_per_hour",
            "value per hour",
            Unit::MoneyPerHour,
            Bounds::NOT_NEGATIVE,
        ),
    );
    let tolerance = reader.number(
        &mut fields,
        Quantity::new(
            "tolerance_hours",
            "tolerance (RTO)",
            Unit::Hours,
            Bounds::NOT_NEGATIVE,
        )
        .or(0.0),
    );
    let minimum = reader.number(
        &mut fields,
        Quantity::new(
            "minimum_service",
            "minimum service",
            Unit::Share,
            Bounds::SEVERITY,
        )
        .or(0.5),
    );
    let requires = requirement::read(reader, &mut fields);
    let profile = profile::read(reader, &mut fields);
    let failover = match fields.take("failover") {
        Some(node) => failover(reader, node, &path.join("failover"), &label),
        None => Failover::named("none"),
    };
    reader.finish(&fields);
    // Stand-ins for what could not be read, see [`super::reader`].
    let workload = Workload {
        id: WorkloadId::new(id),
        name: label,
        value_per_hour: value.unwrap_or_default(),
        tolerance_hours: tolerance.unwrap_or_default(),
        minimum_service: minimum.unwrap_or_default(),
        requires: requires.each,
        requires_some: requires.some,
        profile,
        failover: failover.or_else(|| Failover::named("none"))?,
    };
    Some(WorkloadRead {
        workload,
        requires: requires.named,
    })
}

/// A policy's name, or its numbers.
pub(super) fn failover(
    reader: &mut Reader,
    node: &Node,
    path: &Path,
    label: &str,
) -> Option<Failover> {
    if !matches!(node, Node::Map(_)) {
        let name = reader.choice(
            node,
            path,
            format!("{label} · fail-over"),
            Failover::POLICIES,
        )?;
        return Failover::named(name);
    }
    let mut fields = reader.fields(node, path, &format!("{label} · fail-over"))?;
    let delay = reader.law(
        &mut fields,
        Quantity::new("delay_hours", "delay", Unit::Hours, Bounds::NOT_NEGATIVE),
    );
    let success = reader.number(
        &mut fields,
        Quantity::new("success", "success", Unit::Probability, Bounds::SHARE).or(1.0),
    );
    reader.finish(&fields);
    Some(Failover {
        policy: "custom",
        delay_hours: delay?,
        success: success?,
    })
}
